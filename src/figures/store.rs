//! Figures from the metric rows.

use super::model::{PEOPLE, Sums};
use crate::Result;
use crate::auth::{Level, Scope};
use crate::column::{ClubId, UnitId};
use crate::db::{Db, Reads};
use crate::members;
use crate::schema::{activity_metrics, club_metrics as k, clubs, fund_metrics, lending_metrics};
use crate::units::model::Unit;
use diesel::dsl::{auto_type, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

/// So many clubs are counted by one statement, that none of them takes too long.
pub const AT_ONCE: usize = 2_000;

/// Sums over the columns of metric rows, as one array.
pub type Adding = SqlLiteral<Array<BigInt>>;

/// Brings metric rows of an earlier day up to date: birthdays and new years change counts by themselves.
/// For each club at most once a day, by whoever looks first.
pub async fn freshen(db: &Db, scope: &Scope) -> Result<()> {
    // earlier or later, rather than different: that the index can tell
    let stale = k::table.filter(k::counted_on.lt(scope.today()).or(k::counted_on.gt(scope.today())));
    let mut reader = db.read(scope).await?;
    let any: bool = diesel::select(diesel::dsl::exists(stale)).get_result(reader.conn()).await?;
    drop(reader);
    if any {
        db.transaction(scope, async |w| {
            let stale: Vec<ClubId> = stale.select(k::club_id).load(w.conn()).await?;
            for some in stale.chunks(AT_ONCE) {
                members::store::count(w, some).await?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// Exact sums over clubs and their metric rows, in the order of [`Sums`].
fn added_up() -> Adding {
    let people = [
        "women",
        "sex_unknown",
        "older",
        "older_approximate",
        "birth_unknown",
        "poor",
        "near_poor",
        "difficult",
        "ethnic_minority",
        "disabled",
        "lives_alone",
        "applicants",
    ];
    let people: [String; PEOPLE] = people.map(|name| format!("coalesce(sum(club_metrics.{name}), 0)"));
    sql(&format!(
        "array[count(*), count(*) filter (where clubs.state = 'active'), coalesce(sum(club_metrics.members), 0), {}]",
        people.join(", ")
    ))
}

fn sums(row: Vec<i64>) -> Sums {
    let mut row = row.into_iter();
    let mut next = || row.next().unwrap_or(0);
    Sums { clubs: next(), active_clubs: next(), members: next(), people: std::array::from_fn(|_| next()) }
}

/// True of clubs that have not ended.
#[auto_type(no_type_alias)]
fn standing() -> _ {
    clubs::ended_on.is_null()
}

/// Clubs with all their metric rows. A club that has never had money or done anything has no row of it, and
/// counts all the same; a row of which nothing is asked costs nothing.
#[auto_type(no_type_alias)]
fn counted() -> _ {
    clubs::table
        .inner_join(k::table)
        .left_join(fund_metrics::table)
        .left_join(lending_metrics::table)
        .left_join(activity_metrics::table)
}

/// What an expression over metric rows adds up to, for one unit's clubs or for all in the caller's reach.
pub async fn add_up(db: &mut impl Reads, unit: Option<&Unit>, what: Adding) -> Result<Vec<i64>> {
    let seen = crate::clubs::store::visible(db.scope()).select(clubs::id);
    let rows = counted().filter(standing()).into_boxed();
    // who reaches all clubs need not look each of them up in the list of all
    let rows = if db.scope().reach().nation { rows } else { rows.filter(clubs::id.eq_any(seen)) };
    let rows = match unit.map(|unit| (unit.level, unit.id)) {
        None => rows,
        Some((Level::Province, id)) => rows.filter(clubs::province_id.eq(id)),
        Some((Level::District, id)) => rows.filter(clubs::district_id.eq(id)),
        Some((Level::Commune, id)) => rows.filter(clubs::commune_id.eq(id)),
        Some((_, id)) => rows.filter(clubs::hamlet_id.eq(id)),
    };
    Ok(rows.select(what).first(db.conn()).await?)
}

/// [`add_up`], for one club, ended or not.
pub async fn add_up_club(db: &mut impl Reads, club: ClubId, what: Adding) -> Result<Vec<i64>> {
    let seen = crate::clubs::store::visible(db.scope()).filter(clubs::id.eq(club)).select(clubs::id);
    let rows = counted().filter(clubs::id.eq_any(seen));
    Ok(rows.select(what).first(db.conn()).await?)
}

/// [`add_up`], for each unit below one in which clubs lie: provinces of the nation, communes of a province,
/// hamlets of a commune.
pub async fn add_up_children(
    db: &mut impl Reads,
    unit: Option<&Unit>,
    what: Adding,
) -> Result<Vec<(UnitId, Vec<i64>)>> {
    let seen = crate::clubs::store::visible(db.scope()).select(clubs::id);
    let rows = counted().filter(standing()).filter(clubs::id.eq_any(seen));
    Ok(match unit.map(|unit| (unit.level, unit.id)) {
        None => rows.group_by(clubs::province_id).select((clubs::province_id, what)).load(db.conn()).await?,
        Some((Level::Province, id)) => {
            let rows = rows.filter(clubs::province_id.eq(id)).group_by(clubs::commune_id);
            rows.select((clubs::commune_id, what)).load(db.conn()).await?
        }
        Some((Level::District, id)) => {
            let rows = rows.filter(clubs::district_id.eq(id)).group_by(clubs::commune_id);
            rows.select((clubs::commune_id, what)).load(db.conn()).await?
        }
        Some((_, id)) => {
            let rows = rows.filter(clubs::commune_id.eq(id)).group_by(clubs::hamlet_id);
            rows.select((clubs::hamlet_id, what)).load(db.conn()).await?
        }
    })
}

/// The sums of one unit's clubs, or of all in the caller's reach.
pub async fn of_unit(db: &mut impl Reads, unit: Option<&Unit>) -> Result<Sums> {
    add_up(db, unit, added_up()).await.map(sums)
}

/// The sums of one club.
pub async fn of_club(db: &mut impl Reads, club: ClubId) -> Result<Sums> {
    add_up_club(db, club, added_up()).await.map(sums)
}

/// The sums of each unit below one.
pub async fn of_children(db: &mut impl Reads, unit: Option<&Unit>) -> Result<Vec<(UnitId, Sums)>> {
    let parts = add_up_children(db, unit, added_up()).await?;
    Ok(parts.into_iter().map(|(unit, row)| (unit, sums(row))).collect())
}
