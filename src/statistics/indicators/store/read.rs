//! Reading sums: where they stand, and the one walk there.

use super::past;
use crate::Result;
use crate::platform::auth::Scope;
use crate::platform::db::Reads;
use crate::platform::ids::ClubId;
use crate::register::clubs::model::ClubState;
use crate::register::tables::clubs;
use crate::statistics::fresh::Kept;
use crate::statistics::history::{By, clubs_of, meant};
use crate::statistics::indicators::model::{Among, Asked, Indicator, IndicatorPeriod, Whose};
use crate::statistics::indicators::rules::{self, ColumnSums};
use crate::statistics::sums::{self, ByPlace};
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Where sums over clubs are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Sums of provinces and communes, kept as the facts change.
    KeptSum,
    /// The metric rows of today, added up.
    MetricRows,
    /// Figures of a day gone by that were counted before.
    History,
    /// The facts, by the definitions of the metric rows.
    Counted,
}

/// What decides where sums are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Metric rows hold what is asked: what stands today, and what flowed since the beginning of the year.
    pub live: bool,
    /// Sums are kept of just these clubs.
    pub summed: bool,
    /// Figures of the period are kept of these clubs.
    pub kept: bool,
}

/// The nearest source that knows: what is added up already, before what has to be added up, before what has to be
/// counted.
#[must_use]
pub const fn choose(known: Known) -> Source {
    match known {
        Known { live: true, summed: true, .. } => Source::KeptSum,
        Known { live: true, .. } => Source::MetricRows,
        Known { kept: true, .. } => Source::History,
        Known { .. } => Source::Counted,
    }
}

/// Columns that no club has: they are counted of units, or of clubs that are no more.
const APART: [&str; 5] =
    ["clubs.lost", "communes.all", "communes.with_1", "communes.with_2", "communes.with_3"];
/// Columns of clubs that their own rows tell of any period, however long it is.
pub(super) const OWN: [&str; 3] = [NEW, BEFORE, MAINTAINED];
pub(super) const NEW: &str = "management_metrics.new_club";
const BEFORE: &str = "management_metrics.existed_before";
const MAINTAINED: &str = "management_metrics.maintained";
const RUNNING: &str = "management_metrics.running";
pub(super) const LOST: &str = "clubs.lost";

/// What is to be read of clubs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub(super) columns: Vec<&'static str>,
    /// Whether clubs that have ended are counted too.
    lost: bool,
    /// Whether any column flows that only metric rows and facts tell.
    flows: bool,
}

impl Wanted {
    /// What some indicators need, and some columns more.
    #[must_use]
    pub fn of(which: &[Indicator], more: &[&'static str]) -> Self {
        let mut columns = rules::columns(which);
        let lost = columns.contains(&LOST);
        columns.retain(|name| !APART.contains(name));
        let missing: Vec<&str> = more.iter().copied().filter(|name| !columns.contains(name)).collect();
        columns.extend(missing);
        let told = |name: &&str| OWN.contains(name) || APART.contains(name);
        let flows = |one: &Indicator| one.definition().flow && !rules::columns(&[*one]).iter().all(told);
        Self { columns, lost, flows: which.iter().any(flows) }
    }
    /// The running clubs.
    #[must_use]
    pub fn running() -> Self {
        Self { columns: vec![RUNNING], lost: false, flows: false }
    }
    /// Whether the metric rows of today say it.
    fn is_live(&self, asked: &Asked, today: NaiveDate) -> bool {
        asked.period.day == today
            && asked.tree.day(asked.period, today) == today
            && (asked.period == IndicatorPeriod::year_to(today) || !self.flows)
    }
}

/// Whether an indicator is counted of clubs, and so has values of each.
#[must_use]
pub fn of_clubs(indicator: Indicator) -> bool {
    !of_communes(&[indicator])
}

/// Whether an indicator is counted of clubs that stand, and of nothing else.
#[must_use]
pub fn of_standing_clubs(indicator: Indicator) -> bool {
    !rules::columns(&[indicator]).iter().any(|name| APART.contains(name))
}

/// Whether any of some indicators is counted of communes.
#[must_use]
pub fn of_communes(which: &[Indicator]) -> bool {
    rules::columns(which).iter().any(|name| name.starts_with("communes."))
}

/// What was read: sums by place, without one where all clubs are added up.
pub struct Read {
    /// The names of the columns.
    pub columns: Vec<&'static str>,
    /// The sums, in the order of the columns.
    pub rows: BTreeMap<Option<Uuid>, Vec<i64>>,
}

impl Read {
    /// Adds to the sums of a place, from a column on.
    fn add(&mut self, place: Option<Uuid>, at: usize, more: impl IntoIterator<Item = i64>) {
        let width = self.columns.len();
        let sums = self.rows.entry(place).or_insert_with(|| vec![0; width]);
        sums.iter_mut().skip(at).zip(more).for_each(|(sum, more)| *sum += more);
    }
    /// The sums by the names of their columns.
    pub fn by_name(self) -> BTreeMap<Option<Uuid>, ColumnSums> {
        let Self { columns, rows } = self;
        let named = |row: Vec<i64>| columns.iter().copied().zip(row).collect::<ColumnSums>();
        rows.into_iter().map(|(place, row)| (place, named(row))).collect()
    }
}

/// The sums of what is wanted over the clubs of a question, by place: over all of them, or over some.
///
/// # Errors
/// 503 while too many clubs are counted in the background.
pub async fn read(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    (by, some): (By, Option<Vec<ClubId>>),
    wanted: &Wanted,
) -> Result<Read> {
    let today = db.scope().today();
    let all = some.is_none() && asked.among == Among::default();
    // clubs are told by where they lie now, unless only some are meant or they lay elsewhere then
    let lying = all && asked.tree.day(asked.period, today) == today;
    let of_the_year = asked.period == IndicatorPeriod::year_to(today);
    let by_own_rows = !of_the_year && (lying || matches!(by, By::Nothing | By::Club));
    let (own, mut columns): (Vec<&'static str>, Vec<&'static str>) =
        wanted.columns.iter().copied().partition(|name| by_own_rows && OWN.contains(name));
    if by == By::Club && columns.is_empty() {
        columns.push(RUNNING); // each club has a value, be it nothing
    }
    // metric rows tell of the year alone which clubs are new
    let live =
        wanted.is_live(asked, today) && (of_the_year || !columns.iter().any(|name| OWN.contains(name)));
    // those founded between two days the metric rows tell apart
    let told_there = live && own.is_empty() && !columns.is_empty() && some.is_none();
    let told_there = told_there && asked.among.terrain.is_none() && !matches!(asked.whose, Whose::Club(_));
    let told_there = told_there && asked.tree.day(asked.period, today) == today;
    let clubs = match some {
        None if told_there || lying && (live || columns.is_empty()) => None,
        None => Some(clubs_of(db, asked).await?),
        some => some,
    };
    let lost = (wanted.lost && by != By::Club).then_some(LOST);
    let counted: Vec<&'static str> = own.into_iter().chain(lost).collect();
    let names = columns.iter().chain(&counted).copied().collect();
    let mut found = Read { columns: names, rows: BTreeMap::new() };
    for (source, clubs) in sources(db, asked, by, (live, all), (&columns, clubs.as_deref())).await? {
        for (place, row) in from(db, asked, by, &columns, (source, clubs)).await? {
            found.add(place, 0, row);
        }
    }
    for (at, name) in (columns.len()..).zip(counted) {
        let rows = match name {
            LOST => ended(db.scope(), asked),
            name => standing_then(db.scope(), asked, clubs.as_deref(), name),
        };
        count(db, rows, (by, at), &mut found).await?;
    }
    Ok(found)
}

/// Where the columns are read, and of which clubs there.
async fn sources(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    by: By,
    (live, all): (bool, bool),
    (columns, clubs): (&[&'static str], Option<&[ClubId]>),
) -> Result<Vec<(Source, Option<Vec<ClubId>>)>> {
    if columns.is_empty() {
        return Ok(vec![]);
    }
    let place = !matches!(asked.whose, Whose::Club(_));
    let summed = live && all && place && sums::are_kept(db.scope(), &asked.whose, by);
    let source = |kept| choose(Known { live, summed, kept });
    let Some(clubs) = clubs.filter(|_| !live) else {
        return Ok(vec![(source(false), clubs.map(<[ClubId]>::to_vec))]);
    };
    let (kept, missing) = past::kept_and_missing(db, asked.period, clubs.to_vec()).await?;
    let parts = [(source(true), kept), (source(false), missing)];
    Ok(parts.into_iter().filter(|(_, clubs)| !clubs.is_empty()).map(|(s, clubs)| (s, Some(clubs))).collect())
}

/// The sums of columns from one source.
async fn from(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    by: By,
    columns: &[&'static str],
    (source, clubs): (Source, Option<Vec<ClubId>>),
) -> Result<ByPlace> {
    let whose = &asked.whose;
    match (source, whose, clubs) {
        (Source::KeptSum, ..) => sums::kept(db, (whose, by), columns).await,
        (Source::MetricRows, Whose::Club(club), None) => {
            let place = (by == By::Club).then_some(club.0);
            Ok(vec![(place, sums::add_up_club(db, *club, columns).await?)])
        }
        (Source::MetricRows, _, clubs) => {
            let between = asked.among.founded.filter(|_| clubs.is_none());
            sums::rows(db, (whose, by), (between, clubs.as_deref()), columns).await
        }
        (source, _, clubs) => {
            let clubs = clubs.unwrap_or_default();
            past::add_up(db, (asked, by), columns, (source == Source::History, clubs)).await
        }
    }
}

/// The clubs that stood on the last day of the period and count in one of their [`OWN`] columns: of those that are
/// named, or of all that are meant.
fn standing_then(
    scope: &Scope,
    asked: &Asked,
    named: Option<&[ClubId]>,
    column: &str,
) -> clubs::BoxedQuery<'static, Pg> {
    let IndicatorPeriod { since, day } = asked.period;
    let rows = clubs::table
        .filter(clubs::proposed_on.le(day))
        .filter(clubs::ended_on.is_null().or(clubs::ended_on.gt(day)))
        .into_boxed();
    let rows = match named {
        None => rows.filter(meant(scope, &asked.whose)),
        Some(named) => rows.filter(clubs::id.eq_any(named.to_vec())),
    };
    if column == NEW {
        return rows.filter(clubs::established_on.between(since, day));
    }
    // who ran before and stands on the last day was maintained; where no day of a launch is known, the state tells
    let by_state = clubs::state.eq_any([ClubState::Active, ClubState::Suspended]);
    let not_known = clubs::launched_on.is_null().and(by_state).and(clubs::state_since.lt(since));
    rows.filter(not_known.or(clubs::launched_on.lt(since)))
}

/// Clubs that ran when the period began and have ended in it, by their last place.
fn ended(scope: &Scope, asked: &Asked) -> clubs::BoxedQuery<'static, Pg> {
    clubs::table
        .filter(clubs::ended_on.between(asked.period.since, asked.period.day))
        .filter(clubs::launched_on.lt(asked.period.since))
        .filter(meant(scope, &asked.whose))
        .into_boxed()
}

/// Counts clubs by where they lie, in one of the columns.
async fn count(
    db: &mut Kept<impl Reads>,
    rows: clubs::BoxedQuery<'static, Pg>,
    (by, at): (By, usize),
    found: &mut Read,
) -> Result<()> {
    let places: Vec<Uuid> = match by {
        By::Nothing => {
            let all: i64 = rows.count().get_result(db.conn()).await?;
            found.add(None, at, [all]);
            return Ok(());
        }
        By::Province => rows.select(clubs::province_id).load(db.conn()).await?,
        By::Commune => rows.select(clubs::commune_id).load(db.conn()).await?,
        By::Hamlet => rows.select(clubs::hamlet_id).load(db.conn()).await?,
        By::Club => rows.select(clubs::id).load(db.conn()).await?,
    };
    for place in places {
        found.add(Some(place), at, [1]);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::indicators::model::Tree;

    fn known(live: bool, summed: bool, kept: bool) -> Source {
        choose(Known { live, summed, kept })
    }

    #[test]
    fn the_nearest_source_that_knows_is_read() {
        assert_eq!(known(true, true, false), Source::KeptSum);
        assert_eq!(known(true, false, false), Source::MetricRows);
        assert_eq!(known(false, false, true), Source::History);
        assert_eq!(known(false, false, false), Source::Counted);
    }

    #[test]
    fn kept_sums_say_nothing_of_days_gone_by_nor_history_anything_of_today() {
        assert_eq!(known(false, true, true), Source::History);
        assert_eq!(known(false, true, false), Source::Counted);
        assert_eq!(known(true, false, true), Source::MetricRows);
    }

    #[test]
    fn metric_rows_tell_stocks_of_any_period_through_today_and_flows_of_the_year() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-22");
        let live = |which: Indicator, since: &str, until: &str| {
            let period = IndicatorPeriod { since: day(since), day: day(until) };
            let asked = Asked { period, tree: Tree::Now, ..Asked::now(Whose::Nation, today) };
            Wanted::of(&[which], &[]).is_live(&asked, today)
        };
        assert!(live(Indicator::Members, "2020-08-31", "2026-11-22"));
        assert!(live(Indicator::LentInPeriod, "2026-01-01", "2026-11-22"));
        assert!(!live(Indicator::LentInPeriod, "2026-02-01", "2026-11-22"));
        assert!(!live(Indicator::Members, "2026-01-01", "2026-11-21"));
        // clubs' own rows tell of any period which are new, maintained or lost
        assert!(live(Indicator::NewClubs, "2020-08-31", "2026-11-22"));
        assert!(live(Indicator::MaintainedClubs, "2020-08-31", "2026-11-22"));
        assert!(live(Indicator::EndedClubs, "2020-08-31", "2026-11-22"));
    }
}
