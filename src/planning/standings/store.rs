//! What clubs have and lack.

use super::model::{ClubStanding, StandingLackCount, StandingNeed};
use super::rules;
use crate::Result;
use crate::money::funds::model::FundKind;
use crate::money::tables::funds;
use crate::planning::progress::model::JudgedOf;
use crate::planning::progress::store::{Place, applying};
use crate::planning::targets::model::Target;
use crate::platform::db::Reads;
use crate::platform::ids::{ClubId, DocumentId};
use crate::register::clubs::model::Club;
use crate::register::tables::club_regulations;
use crate::statistics::fresh::Kept;
use crate::statistics::indicators;
use crate::statistics::indicators::model::{Asked, Indicator, IndicatorValue};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashSet;

/// The norms for each club of the document nearest to a place that has any, and that document.
async fn norms(
    db: &mut impl Reads,
    place: &Place,
    day: NaiveDate,
) -> Result<(Option<DocumentId>, Vec<Target>)> {
    let each = applying(db, place).await?.into_iter().filter(|one| {
        let question = one.question(place.level, day);
        let whole = place.level == crate::platform::auth::Level::Club;
        question.is_some_and(|question| whole || question.of == JudgedOf::Clubs)
    });
    let each: Vec<(DocumentId, Target)> = each.map(|one| (one.document.id, one.target)).collect();
    let document = each.iter().map(|(document, _)| *document).next();
    let nearest = each.into_iter().filter(|(of, _)| Some(*of) == document).map(|(_, target)| target);
    Ok((document, nearest.filter(|target| target.level == crate::platform::auth::Level::Club).collect()))
}

/// What every club needs, as far as these clubs have it.
async fn have(
    db: &mut impl Reads,
    clubs: &[ClubId],
    day: NaiveDate,
) -> Result<HashSet<(ClubId, StandingNeed)>> {
    let open = funds::table.filter(funds::club_id.eq_any(clubs.to_vec())).filter(funds::opened_on.le(day));
    let open: Vec<(ClubId, FundKind)> = open.select((funds::club_id, funds::kind)).load(db.conn()).await?;
    let in_force = club_regulations::table
        .filter(club_regulations::club_id.eq_any(clubs.to_vec()))
        .filter(club_regulations::effective_from.le(day))
        .select(club_regulations::club_id)
        .distinct();
    let in_force: Vec<ClubId> = in_force.load(db.conn()).await?;
    let need = |kind| match kind {
        FundKind::Income => StandingNeed::IncomeFund,
        FundKind::Operating => StandingNeed::OperatingFund,
    };
    let funds = open.into_iter().map(|(club, kind)| (club, need(kind)));
    Ok(funds.chain(in_force.into_iter().map(|club| (club, StandingNeed::Regulation))).collect())
}

fn lacking(have: &HashSet<(ClubId, StandingNeed)>, club: ClubId) -> Vec<StandingNeed> {
    StandingNeed::ALL.into_iter().filter(|need| !have.contains(&(club, *need))).collect()
}

fn wanted(norms: &[Target]) -> Vec<Indicator> {
    let mut which: Vec<Indicator> = norms.iter().filter_map(|target| target.indicator).collect();
    which.push(Indicator::Clubs);
    which.sort_unstable();
    which.dedup();
    which
}

/// Where a club stands today. What would be judged by a number that is withheld is not.
pub async fn of_club(db: &mut Kept<impl Reads>, club: Club) -> Result<ClubStanding> {
    let today = db.scope().today();
    let place = Place::club(&club);
    let (document_id, norms) = norms(db, &place, today).await?;
    let asked = Asked::now(place.whose, today);
    let values = indicators::store::values(db, &asked, &wanted(&norms)).await?;
    let have = have(db, &[club.id], today).await?;
    let of = |target: &Target| values.iter().find(|value| Some(value.indicator) == target.indicator);
    let mut lacks = vec![];
    let mut unknown = vec![];
    let mut withheld = vec![];
    for target in &norms {
        let value: Option<&IndicatorValue> = of(target);
        if value.is_some_and(|value| value.suppressed) {
            withheld.push(target.id);
            continue;
        }
        let silent = value.is_none_or(|value| value.denominator == Some(0) || value.numerator.is_none());
        if silent {
            unknown.push(target.id);
        }
        lacks.extend(value.and_then(|value| rules::lack(target, value)));
    }
    lacks.extend(lacking(&have, club.id).into_iter().map(StandingNeed::lack));
    let pass = (!lacks.is_empty() || withheld.is_empty()).then_some(lacks.is_empty());
    let (club_id, name) = (club.id, club.name);
    Ok(ClubStanding { club_id, name, on: today, pass, lacks, unknown, withheld, document_id })
}

/// Where the clubs of a unit stand today: by the norms of the document, how many run, how many are short of nothing,
/// and of what the others are.
pub async fn of_unit(
    db: &mut Kept<impl Reads>,
    place: Place,
) -> Result<(Option<DocumentId>, (i64, i64, Vec<StandingLackCount>))> {
    let today = db.scope().today();
    let (document, norms) = norms(db, &place, today).await?;
    let asked = Asked::now(place.whose, today);
    let knows = indicators::store::knows(db, &asked).await?;
    let clubs = indicators::store::exact_of_clubs(db, &asked, &wanted(&norms)).await?;
    let ids: Vec<ClubId> = clubs.iter().map(|(club, _)| *club).collect();
    let have = have(db, &ids, today).await?;
    let each = clubs.iter().map(|(club, values)| (values.as_slice(), lacking(&have, *club)));
    Ok((document, rules::count(&norms, each, knows)))
}
