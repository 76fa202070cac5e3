//! Clubs in the database.

use super::model::{Club, ClubPatch, ClubQuery, ClubState, NewClub, Placement};
use crate::platform::auth::{Level, Reach, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, PlacementId, UnitId};
use crate::platform::text;
use crate::register::schema::{club_codes, club_placements, clubs, places_of_day};
use crate::territory::tables::unit_versions;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel::dsl::auto_type;
use diesel::expression::{AppearsOnTable, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, Bool, Date, Integer, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// The clubs this caller can see. Every read in this file, and below clubs, starts here.
#[must_use]
pub fn visible(scope: &Scope) -> clubs::BoxedQuery<'static, Pg> {
    clubs::table.filter(seen(scope)).into_boxed()
}

/// The provinces in reach and those above it, with those in which its units and clubs have ever lain.
#[must_use]
pub fn provinces_around(reach: &Reach) -> Provinces {
    let homes = clubs::table.filter(clubs::id.eq_any(reach.clubs.clone())).select(clubs::hamlet_id);
    unit_versions::table
        .select(unit_versions::province_id)
        .into_boxed()
        .filter(unit_versions::unit_id.eq_any(reach.units()).or(unit_versions::unit_id.eq_any(homes)))
}
type Provinces = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::Select<unit_versions::table, unit_versions::province_id>,
    Pg,
>;

/// A condition on clubs, which queries that join and group them can carry too: that one of some columns holds one of some
/// ids, or nothing at all. Only columns with ids are named, so that each can use its index.
#[derive(Debug, Clone)]
pub struct Condition(Option<Vec<(&'static str, Vec<Uuid>)>>);

/// True of [`visible`] clubs.
#[must_use]
pub fn seen(scope: &Scope) -> Condition {
    let reach = scope.reach();
    if reach.nation {
        return Condition(None);
    }
    let units = |units: &[UnitId]| units.iter().map(|id| id.0).collect::<Vec<Uuid>>();
    let lists = [
        ("id", reach.clubs.iter().map(|id| id.0).collect()),
        ("hamlet_id", units(&reach.hamlets)),
        ("commune_id", units(&reach.communes)),
        ("district_id", units(&reach.districts)),
        ("province_id", units(&reach.provinces)),
    ];
    Condition(Some(lists.into_iter().filter(|(_, ids)| !ids.is_empty()).collect()))
}

/// The column of a club's place that holds the unit of a level.
#[must_use]
pub const fn place_column(level: Level) -> &'static str {
    match level {
        Level::Province => "province_id",
        Level::District => "district_id",
        Level::Commune => "commune_id",
        _ => "hamlet_id",
    }
}

/// True of clubs that lie in a unit.
#[must_use]
fn in_unit(level: Level, unit: UnitId) -> Condition {
    Condition(Some(vec![(place_column(level), vec![unit.0])]))
}

/// True of clubs that lie in a unit, or of all if there is none.
#[must_use]
pub fn lying_in(unit: Option<&Unit>) -> Condition {
    unit.map_or(Condition(None), |unit| in_unit(unit.level, unit.id))
}

/// True of one club.
#[must_use]
pub fn being(club: ClubId) -> Condition {
    Condition(Some(vec![("id", vec![club.0])]))
}

impl Expression for Condition {
    type SqlType = Bool;
}
impl<Q> AppearsOnTable<Q> for Condition where clubs::id: AppearsOnTable<Q> {}
impl<Q> SelectableExpression<Q> for Condition where clubs::id: SelectableExpression<Q> {}
impl<G> ValidGrouping<G> for Condition {
    type IsAggregate = is_aggregate::Never;
}
impl QueryId for Condition {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl QueryFragment<Pg> for Condition {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Some(lists) = &self.0 else {
            out.push_sql("true");
            return Ok(());
        };
        out.push_sql("(false");
        for (column, ids) in lists {
            out.push_sql(" or clubs.");
            out.push_sql(column);
            if let [one] = ids.as_slice() {
                out.push_sql(" = ");
                out.push_bind_param::<SqlUuid, Uuid>(one)?;
            } else {
                out.push_sql(" = any (");
                out.push_bind_param::<Array<SqlUuid>, Vec<Uuid>>(ids)?;
                out.push_sql(")");
            }
        }
        out.push_sql(")");
        Ok(())
    }
}

/// True of the placement that is valid on a day.
#[must_use]
#[auto_type(no_type_alias)]
pub fn placed(day: NaiveDate) -> _ {
    club_placements::valid_from
        .le(day)
        .and(club_placements::valid_to.is_null().or(club_placements::valid_to.assume_not_null().ge(day)))
}

/// Lists clubs, those of a unit if one is named, by name in Vietnamese order.
pub async fn list(
    db: &mut impl Reads,
    unit: Option<(Level, &UnitRef)>,
    query: &ClubQuery,
    page: &PageQuery,
) -> Result<Page<Club>> {
    let today = db.scope().today();
    let mut rows = visible(db.scope());
    if let Some((level, unit)) = unit {
        let day = query.on.map_or(today, Day::get);
        let unit = units::store::id_of(db, level, unit, day).await?;
        rows = if day == today {
            lie_in(rows, level, unit)
        } else {
            rows.filter(clubs::id.eq_any(lay_in(level, unit, day)))
        };
    }
    if let Some(state) = query.state {
        rows = rows.filter(clubs::state.eq(state));
    }
    if let Some(folded) = query.q.as_deref().map(text::fold).filter(|folded| !folded.is_empty()) {
        rows = rows.filter(clubs::folded.like(format!("%{folded}%")));
    }
    if let Some(seek) = page.seek() {
        let behind = clubs::sort_key
            .gt(seek.key.clone())
            .or(clubs::sort_key.eq(seek.key).and(clubs::id.gt(ClubId(seek.id))));
        rows = rows.filter(behind);
    }
    let rows: Vec<(Club, String)> = rows
        .order((clubs::sort_key, clubs::id))
        .limit(page.limit + 1)
        .select((Club::as_select(), clubs::sort_key))
        .load(db.conn())
        .await?;
    let page = Page::cut(rows, page, |(club, key)| Seek { key: key.clone(), id: club.id.0 });
    Ok(Page { items: page.items.into_iter().map(|(club, _)| club).collect(), next: page.next })
}

/// Those that lie in a unit now: one indexed equality.
#[must_use]
pub fn lie_in(
    rows: clubs::BoxedQuery<'static, Pg>,
    level: Level,
    unit: UnitId,
) -> clubs::BoxedQuery<'static, Pg> {
    rows.filter(in_unit(level, unit))
}

/// Those that were at home in a unit on another day.
fn lay_in(
    level: Level,
    unit: UnitId,
    day: NaiveDate,
) -> club_placements::BoxedQuery<'static, Pg, diesel::sql_types::Uuid> {
    let hamlets =
        unit_versions::table.filter(units::store::standing(day)).select(unit_versions::unit_id).into_boxed();
    let hamlets = match level {
        Level::Province => hamlets.filter(unit_versions::province_id.eq(unit)),
        Level::District => hamlets.filter(unit_versions::district_id.eq(unit)),
        Level::Commune => hamlets.filter(unit_versions::commune_id.eq(unit)),
        _ => hamlets.filter(unit_versions::unit_id.eq(unit)),
    };
    club_placements::table
        .filter(placed(day))
        .filter(club_placements::is_main)
        .filter(club_placements::hamlet_id.eq_any(hamlets))
        .select(club_placements::club_id)
        .into_boxed()
}

/// Finds a club.
pub async fn find(db: &mut impl Reads, id: ClubId) -> Result<Club> {
    Ok(visible(db.scope()).filter(clubs::id.eq(id)).select(Club::as_select()).first(db.conn()).await?)
}

/// A club in the caller's reach, locked.
///
/// The lock of a club comes first: whoever writes anything of a club takes it before any row of the club is locked or
/// written, and nothing else of the club is locked. So two writers of one club wait for each other here and nowhere
/// else. Units and what is held above clubs (a course, a health day) are locked before the clubs, persons and accounts
/// after them.
pub async fn hold(w: &mut Writer<'_>, id: ClubId) -> Result<Held<Club>> {
    if w.clubs().contains(&id) {
        return find(w, id).await.map(Held::new);
    }
    let seen = visible(w.scope()).filter(clubs::id.eq(id)).select(clubs::id);
    let row: Club = clubs::table
        .filter(clubs::id.eq_any(seen))
        .select(Club::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    w.note_locked(&[row.id])?;
    Ok(Held::new(row))
}

/// Locks all clubs that a transaction touches at once, in reach or not, in the order of their ids.
pub async fn lock(w: &mut Writer<'_>, which: &[ClubId]) -> Result<()> {
    if which.iter().all(|club| w.clubs().contains(club)) {
        return Ok(());
    }
    let rows = clubs::table.filter(clubs::id.eq_any(which)).order(clubs::id).select(clubs::id);
    let locked: Vec<ClubId> = rows.for_no_key_update().load(w.conn()).await?;
    w.note_locked(&locked)
}

/// Locks the club of a row, which is read afterwards: `rows` are the ids of the clubs of those that the caller can see.
///
/// # Errors
/// 404 when there is no such row, or one of another club than those that are locked already.
pub async fn lock_of<Q>(w: &mut Writer<'_>, rows: Q) -> Result<ClubId>
where
    Q: QueryFragment<Pg> + Send + 'static,
{
    let of = clubs::table.filter(OneOf(rows)).select(clubs::id);
    if w.clubs().is_empty() {
        let club = of.for_no_key_update().first(w.conn()).await?;
        w.note_locked(&[club])?;
        return Ok(club);
    }
    let club = of.first(w.conn()).await?;
    if w.clubs().contains(&club) { Ok(club) } else { Err(Code::NotFound.into()) }
}

/// That all of these clubs are locked: those that somebody has brought into it between the question, which they are, and
/// the lock, are not.
///
/// # Errors
/// 503, to be asked again.
pub fn still_locked<'c>(w: &Writer<'_>, which: impl IntoIterator<Item = &'c ClubId>) -> Result<()> {
    if which.into_iter().all(|club| w.clubs().contains(club)) {
        return Ok(());
    }
    Err(Error::from(Code::Unavailable).retry_after(1))
}

/// True of the clubs whose ids a query finds.
struct OneOf<Q>(Q);

impl<Q> Expression for OneOf<Q> {
    type SqlType = Bool;
}
impl<Q> AppearsOnTable<clubs::table> for OneOf<Q> {}
impl<Q, G> ValidGrouping<G> for OneOf<Q> {
    type IsAggregate = is_aggregate::Never;
}
impl<Q> QueryId for OneOf<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for OneOf<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("clubs.id in (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

/// Founds a club in a hamlet, as proposed. Returns it, and where it is placed.
pub async fn insert(
    w: &mut Writer<'_>,
    hamlet: &Held<Unit>,
    new: &NewClub,
) -> Result<(Club, Vec<Placement>)> {
    let today = w.scope().today();
    let proposed_on = new.proposed_on.map_or(Ok(today), |day| day.not_after(today, "/proposed_on"))?;
    let id = new.id.unwrap_or_default();
    let commune = hamlet.commune_id.ok_or(Code::NotAHamlet)?;
    let founded_in = units::store::find(w, Some(Level::Hamlet), &UnitRef::Id(hamlet.id), proposed_on).await?;
    let code_of = founded_in.commune_id.ok_or(Code::NotAHamlet)?;
    let club = diesel::insert_into(clubs::table)
        .values((
            clubs::id.eq(id),
            clubs::code.eq(next_code(w, code_of, proposed_on).await?),
            (
                clubs::name.eq(&*new.name),
                clubs::folded.eq(text::fold(&new.name)),
                clubs::sort_key.eq(text::sort_key(&new.name)),
            ),
            (
                clubs::state.eq(ClubState::Proposed),
                clubs::state_since.eq(proposed_on),
                clubs::proposed_on.eq(proposed_on),
            ),
            (clubs::hamlet_id.eq(hamlet.id), clubs::commune_id.eq(commune)),
            (clubs::district_id.eq(hamlet.district_id), clubs::province_id.eq(hamlet.province_id)),
            clubs::meeting_place.eq(new.meeting_place.as_deref()),
            clubs::meeting_day.eq(new.meeting_day),
            clubs::note.eq(new.note.as_deref()),
        ))
        .returning(Club::as_returning())
        .get_result(w.conn())
        .await?;
    let mut serves = catchment(w, commune, &new.catchment, today).await?;
    serves.retain(|other| *other != hamlet.id);
    let place = |(hamlet, is_main): (UnitId, bool)| {
        (
            club_placements::id.eq(PlacementId::new()),
            club_placements::club_id.eq(id),
            club_placements::hamlet_id.eq(hamlet),
            club_placements::is_main.eq(is_main),
            club_placements::valid_from.eq(proposed_on),
        )
    };
    let places: Vec<_> =
        std::iter::once((hamlet.id, true)).chain(serves.into_iter().map(|h| (h, false))).map(place).collect();
    let placements = diesel::insert_into(club_placements::table)
        .values(places)
        .returning(Placement::as_returning())
        .get_results(w.conn())
        .await?;
    Ok((club, placements))
}

/// The hamlets named, all of which must lie in the commune today.
pub async fn catchment(
    w: &mut Writer<'_>,
    commune: UnitId,
    named: &[UnitId],
    day: NaiveDate,
) -> Result<Vec<UnitId>> {
    let mut named = named.to_vec();
    named.sort_unstable();
    named.dedup();
    let found: i64 = unit_versions::table
        .filter(units::store::standing(day))
        .filter(unit_versions::level.eq(Level::Hamlet))
        .filter(unit_versions::commune_id.eq(commune))
        .filter(unit_versions::unit_id.eq_any(&named))
        .count()
        .get_result(w.conn())
        .await?;
    if usize::try_from(found).ok() != Some(named.len()) {
        return Err(Code::HamletOfAnotherCommune.into());
    }
    Ok(named)
}

/// The next number under the commune's code. Numbers are counted, not computed: none is given twice.
async fn next_code(w: &mut Writer<'_>, commune: UnitId, day: NaiveDate) -> Result<String> {
    let commune = units::store::find(w, Some(Level::Commune), &UnitRef::Id(commune), day).await?;
    let code = commune.code.ok_or_else(|| Error::internal("a commune without a code"))?;
    let number: i32 = diesel::insert_into(club_codes::table)
        .values((club_codes::commune_code.eq(&code), club_codes::last_number.eq(1)))
        .on_conflict(club_codes::commune_code)
        .do_update()
        .set(club_codes::last_number.eq(club_codes::last_number + 1))
        .returning(club_codes::last_number)
        .get_result(w.conn())
        .await?;
    Ok(format!("{code}-{number:03}"))
}

#[derive(AsChangeset)]
#[diesel(table_name = clubs)]
struct Changed<'a> {
    name: Option<&'a str>,
    folded: Option<String>,
    sort_key: Option<String>,
    meeting_place: Option<Option<&'a str>>,
    meeting_day: Option<Option<i16>>,
    note: Option<Option<&'a str>>,
}

/// Changes what a club says of itself.
pub async fn update(w: &mut Writer<'_>, club: &Held<Club>, patch: &ClubPatch) -> Result<Club> {
    if club.state.has_ended() {
        return Err(Error::from(Code::ClubStateRefuses).with("state", club.state));
    }
    let changed = Changed {
        name: patch.name.as_deref(),
        folded: patch.name.as_deref().map(text::fold),
        sort_key: patch.name.as_deref().map(text::sort_key),
        meeting_place: patch.meeting_place.as_ref().map(Option::as_deref),
        meeting_day: patch.meeting_day,
        note: patch.note.as_ref().map(Option::as_deref),
    };
    Ok(diesel::update(clubs::table.filter(clubs::id.eq(club.id)))
        .set((changed, clubs::version.eq(clubs::version + 1), clubs::updated_at.eq(Utc::now())))
        .returning(Club::as_returning())
        .get_result(w.conn())
        .await?)
}

/// What a step in its life fixes in a club beside its state.
#[derive(Debug, Default, AsChangeset)]
#[diesel(table_name = clubs)]
pub struct Milestones {
    /// The day of the decision that established it.
    pub established_on: Option<NaiveDate>,
    /// The day of its launch.
    pub launched_on: Option<NaiveDate>,
    /// Its last day.
    pub ended_on: Option<NaiveDate>,
    /// The club that it went into.
    pub merged_into: Option<ClubId>,
}

/// Takes a club to another state from a day on. Whether it may is asked before.
pub async fn step(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    to: ClubState,
    since: NaiveDate,
    fixed: Milestones,
) -> Result<Club> {
    Ok(diesel::update(clubs::table.filter(clubs::id.eq(club.id)))
        .set((
            clubs::state.eq(to),
            clubs::state_since.eq(since),
            fixed,
            clubs::version.eq(clubs::version + 1),
            clubs::updated_at.eq(Utc::now()),
        ))
        .returning(Club::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Raises a club's version when something of it has changed.
pub async fn touch(w: &mut Writer<'_>, club: &Held<Club>) -> Result<Club> {
    Ok(diesel::update(clubs::table.filter(clubs::id.eq(club.id)))
        .set((clubs::version.eq(clubs::version + 1), clubs::updated_at.eq(Utc::now())))
        .returning(Club::as_returning())
        .get_result(w.conn())
        .await?)
}

diesel::define_sql_function! {
    /// The one function that writes where clubs lie.
    #[sql_name = "logic.place_clubs"]
    fn place_clubs(which: Array<SqlUuid>, p_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Some of the clubs that lie in another unit than their place columns say.
    #[sql_name = "logic.misplaced_clubs"]
    fn misplaced_clubs(p_day: Date, at_most: Integer) -> Array<SqlUuid>;
}

/// Makes the place columns of clubs that are locked true for today. Returns how many had to change.
pub async fn place(w: &mut Writer<'_>, which: &[ClubId]) -> Result<i64> {
    let today = w.scope().today();
    Ok(diesel::select(place_clubs(which, today)).get_result(w.conn()).await?)
}

/// Locks some clubs whose place columns are not true for today, and makes them so; where there are none, notes that the
/// places are today's. Returns how many there were.
pub async fn place_some(w: &mut Writer<'_>, at_most: i32) -> Result<usize> {
    let today = w.scope().today();
    let which: Vec<ClubId> = diesel::select(misplaced_clubs(today, at_most)).get_result(w.conn()).await?;
    if which.is_empty() {
        let other = places_of_day::table.filter(places_of_day::day.ne(today));
        diesel::update(other).set(places_of_day::day.eq(today)).execute(w.conn()).await?;
    } else {
        lock(w, &which).await?;
        place(w, &which).await?;
    }
    Ok(which.len())
}

diesel::define_sql_function! {
    /// Brings lateness and pauses of the clubs' running loans in line with their records, as of a day.
    #[sql_name = "logic.settle_clubs"]
    fn settle_clubs(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}

/// Settles the running loans of clubs as of today: those that were settled on a day to come, by a clock that was ahead.
pub async fn settle_loans(w: &mut Writer<'_>, which: &[ClubId]) -> Result<()> {
    let day = w.scope().today();
    let _changed: i64 = diesel::select(settle_clubs(which, day)).get_result(w.conn()).await?;
    Ok(())
}
