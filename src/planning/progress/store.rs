//! Which targets apply to a place, and their values.

use super::model::{Applying, JudgedOf, TargetProgress, TargetQuestion};
use super::rules;
use crate::Result;
use crate::planning::documents::model::{Document, DocumentState};
use crate::planning::documents::store::visible;
use crate::planning::schema::{documents, targets};
use crate::planning::targets::model::Target;
use crate::platform::auth::Level;
use crate::platform::db::Reads;
use crate::platform::ids::UnitId;
use crate::register::clubs::model::Club;
use crate::statistics::fresh::Kept;
use crate::statistics::indicators;
use crate::statistics::indicators::model::{Among, Asked, Tree, Whose};
use crate::statistics::indicators::store::{Figures, Needs, Told};
use crate::territory::tables::unit_lineage;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// A place, and the units in which it lies, nearest first: itself, if it is a unit.
pub struct Place {
    /// Of what kind.
    pub level: Level,
    /// Whose values.
    pub whose: Whose,
    /// The units.
    pub path: Vec<UnitId>,
}

impl Place {
    /// The nation.
    #[must_use]
    pub const fn nation() -> Self {
        Self { level: Level::Nation, whose: Whose::Nation, path: vec![] }
    }
    /// A unit.
    #[must_use]
    pub fn unit(unit: &Unit) -> Self {
        let above = [unit.commune_id, unit.district_id, Some(unit.province_id)];
        let above = above.into_iter().flatten().filter(|id| *id != unit.id);
        let path = std::iter::once(unit.id).chain(above).collect();
        Self { level: unit.level, whose: Whose::Unit(Box::new(unit.clone())), path }
    }
    /// A club, where it lies now.
    #[must_use]
    pub fn club(club: &Club) -> Self {
        let path = [Some(club.hamlet_id), Some(club.commune_id), club.district_id, Some(club.province_id)];
        Self { level: Level::Club, whose: Whose::Club(club.id), path: path.into_iter().flatten().collect() }
    }
}

/// The targets that apply to a place: of the documents of the nation, of the place, of the places above it, and of
/// those that these were before a reform; issued, neither ended nor superseded. Nearest first, the later document
/// before the earlier.
pub async fn applying(db: &mut impl Reads, place: &Place) -> Result<Vec<Applying>> {
    let before: Vec<(UnitId, UnitId, NaiveDate)> = unit_lineage::table
        .filter(unit_lineage::to_id.eq_any(place.path.clone()))
        .order((unit_lineage::from_id, unit_lineage::to_id))
        .select((unit_lineage::from_id, unit_lineage::to_id, unit_lineage::effective_on))
        .load(db.conn())
        .await?;
    let at: Vec<UnitId> = place.path.iter().copied().chain(before.iter().map(|(from, ..)| *from)).collect();
    let rows: Vec<(Target, Document)> = targets::table
        .inner_join(documents::table.on(documents::id.eq(targets::document_id)))
        .filter(targets::superseded_by.is_null())
        .filter(documents::id.eq_any(visible(db.scope()).select(documents::id)))
        .filter(documents::state.eq_any([DocumentState::Issued, DocumentState::Amended]))
        .filter(documents::level.eq(Level::Nation).or(documents::unit_id.eq_any(at)))
        .order((documents::period_to.desc(), documents::id, targets::code))
        .select((Target::as_select(), Document::as_select()))
        .load(db.conn())
        .await?;
    let (mut found, mut predecessors) = (vec![], HashMap::new());
    for (target, document) in rows {
        let steps = |unit: UnitId| place.path.iter().position(|id| *id == unit);
        let gone = before.iter().find(|(from, ..)| Some(*from) == document.unit_id && steps(*from).is_none());
        let distance = match (document.unit_id, gone) {
            (None, _) => place.path.len(),
            (Some(_), Some((_, to, _))) => steps(*to).unwrap_or(place.path.len()),
            (Some(unit), None) => steps(unit).unwrap_or(place.path.len()),
        };
        // what is demanded of a whole unit is the business of that unit and of what came after it
        let own = distance == 0 && place.level != Level::Club;
        if !own && target.level != Level::Club && target.level != place.level {
            continue;
        }
        let before = match gone {
            Some((from, _, on)) if own => {
                if !predecessors.contains_key(from) {
                    let last = on.pred_opt().unwrap_or(*on);
                    predecessors
                        .insert(*from, units::store::find(db, None, &UnitRef::Id(*from), last).await?);
                }
                predecessors.get(from).cloned()
            }
            _ => None,
        };
        found.push((distance, Applying { target, document, before }));
    }
    found.sort_by_key(|(distance, _)| *distance);
    Ok(found.into_iter().map(|(_, applying)| applying).collect())
}

/// What is read at once of a place, a period and a tree, however many targets ask for it; and the predecessor, if it is of
/// one.
type Reading = (Option<UnitId>, (Asked, Needs));

fn answers((before, (asked, _)): &Reading, question: &TargetQuestion) -> bool {
    (*before, asked.period) == (question.before, question.period)
}

/// What has to be read to judge the targets of a place on a day.
fn readings(place: &Place, applying: &[Applying], day: NaiveDate) -> Vec<Reading> {
    let mut readings: Vec<Reading> = vec![];
    for one in applying {
        let (Some(question), Some(indicator)) = (one.question(place.level, day), one.target.indicator) else {
            continue;
        };
        if !readings.iter().any(|reading| answers(reading, &question)) {
            let before = one.before.as_ref().filter(|unit| Some(unit.id) == question.before);
            let whose =
                before.map_or_else(|| place.whose.clone(), |unit| Whose::Unit(Box::new(unit.clone())));
            let tree = before.and_then(|unit| unit.valid_to).map_or(Tree::Now, Tree::On);
            let asked = Asked { whose, period: question.period, tree, among: Among::default() };
            readings.push((question.before, (asked, Needs::default())));
        }
        let reading = readings.iter_mut().find(|reading| answers(reading, &question));
        let Some((_, (_, needs))) = reading else { continue };
        let needed = (question.among, indicator);
        if question.of == JudgedOf::Clubs { needs.each.push(needed) } else { needs.whole.push(needed) }
    }
    readings
}

/// The figures by which the targets of a place are judged on a day.
#[must_use]
pub fn needed(place: &Place, applying: &[Applying], day: NaiveDate) -> Vec<(Asked, Needs)> {
    readings(place, applying, day).into_iter().map(|(_, reading)| reading).collect()
}

/// Judges the targets of a place on a day: with as many statements for many targets as for one of the same day, and of
/// deadlines gone by from what is kept of the place.
pub async fn judge(
    db: &mut Kept<impl Reads>,
    place: &Place,
    applying: Vec<Applying>,
    day: NaiveDate,
) -> Result<Vec<TargetProgress>> {
    let (before, needed): (Vec<Option<UnitId>>, Vec<(Asked, Needs)>) =
        readings(place, &applying, day).into_iter().unzip();
    let figures = indicators::store::figures(db, &needed).await?;
    let told = indicators::store::told(db, &needed).await?;
    let read: Vec<(Figures, Told)> = figures.into_iter().zip(told).collect();
    let told = applying.into_iter().map(|one| {
        let question = one.question(place.level, day);
        let known = question.as_ref().and_then(|question| {
            let mut all = before.iter().zip(&needed).zip(&read);
            let answers = |before: Option<UnitId>, asked: &Asked| {
                (before, asked.period) == (question.before, question.period)
            };
            all.find(|((before, (asked, _)), _)| answers(**before, asked)).map(|(_, read)| (question, read))
        });
        let Some((question, (figures, told))) = known else { return one.answer(None, None) };
        if question.of == JudgedOf::Clubs {
            let each = one.target.indicator.and_then(|indicator| figures.each(&question.among, indicator));
            let (met, judged) = rules::clubs_meeting(&one.target, each.into_iter().flatten(), told.knows);
            return one.answer_of_clubs(question, met, judged);
        }
        let exact = one.target.indicator.and_then(|indicator| figures.whole(&question.among, indicator));
        let shown = exact.map(|value| told.shown(&question.among, value));
        one.answer(Some(question), shown.as_ref())
    });
    Ok(told.collect())
}
