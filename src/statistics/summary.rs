//! Sums of clubs as they are shown: of the nation, of a unit, of the units below one and of a club. Figures, finances and
//! activity figures differ in what they add up and in what of it few people make up.

use crate::Result;
use crate::platform::auth::Scope;
use crate::platform::db::Db;
use crate::platform::ids::{ClubId, UnitId};
use crate::platform::text;
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::statistics::disclosure::{knows_those_of, knows_those_of_club};
use crate::statistics::fresh::Fresh;
use crate::statistics::sums::{Adding, add_up, add_up_children, add_up_club};
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use chrono::NaiveDate;

/// Exact sums, and how they are shown.
pub trait Summary: Copy {
    /// Which of its numbers are suppressed.
    type Hidden;
    /// As shown.
    type Shown;
    /// What is added up.
    const COLUMNS: Adding;
    /// The sums, in the order of [`Summary::COLUMNS`].
    fn of(row: Vec<i64>) -> Self;
    /// What few people make up.
    fn small(&self) -> Self::Hidden;
    /// What to suppress in each of several parts of a whole that is shown too (complementary suppression).
    fn small_parts(parts: &[Self]) -> Vec<Self::Hidden>;
    /// The sums as shown, without what is suppressed.
    fn show(&self, as_of: NaiveDate, hidden: Option<Self::Hidden>) -> Self::Shown;
}

/// A unit all of whose clubs the caller may see counted.
pub async fn unit_in_reach(db: &Db, scope: &Scope, unit: &UnitRef) -> Result<Unit> {
    units::store::find_in_reach(&mut db.read(scope).await?, unit, scope.today()).await
}

/// Of all clubs in the caller's reach.
pub async fn nation<S: Summary>(db: &Db, caller: &Scope) -> Result<S::Shown> {
    let sums = S::of(add_up(&mut Fresh::read(db, caller).await?, None, S::COLUMNS).await?);
    Ok(sums.show(caller.today(), Some(sums.small())))
}

/// Of the clubs of a unit.
pub async fn of_unit<S: Summary>(db: &Db, caller: &Scope, unit: &UnitRef) -> Result<(Unit, S::Shown)> {
    let unit = unit_in_reach(db, caller, unit).await?;
    let sums = S::of(add_up(&mut Fresh::read(db, caller).await?, Some(&unit), S::COLUMNS).await?);
    let hidden = (!knows_those_of(caller, &unit)).then(|| sums.small());
    Ok((unit, sums.show(caller.today(), hidden)))
}

/// Of each unit below one in which clubs lie, in Vietnamese order.
pub async fn of_children<S: Summary>(
    db: &Db,
    caller: &Scope,
    unit: &UnitRef,
) -> Result<Vec<(UnitId, String, S::Shown)>> {
    let unit = unit_in_reach(db, caller, unit).await?;
    let mut reader = Fresh::read(db, caller).await?;
    let parts = add_up_children(&mut reader, Some(&unit), S::COLUMNS).await?;
    let (ids, rows): (Vec<UnitId>, Vec<Vec<i64>>) = parts.into_iter().unzip();
    let names = units::store::names(&mut reader, ids.clone(), caller.today()).await?;
    let sums: Vec<S> = rows.into_iter().map(S::of).collect();
    let hidden = S::small_parts(&sums);
    let open = knows_those_of(caller, &unit);
    let shown = ids.into_iter().zip(sums).zip(hidden).map(|((id, sums), hidden)| {
        let name = names.get(&id).cloned().unwrap_or_default();
        (id, name, sums.show(caller.today(), (!open).then_some(hidden)))
    });
    let mut shown: Vec<(UnitId, String, S::Shown)> = shown.collect();
    shown.sort_by_cached_key(|(_, name, _)| text::sort_key(name));
    Ok(shown)
}

/// Of a club: the club, its sums, and what of them is suppressed for the caller, if anything is.
pub async fn of_club<S: Summary>(
    db: &Db,
    caller: &Scope,
    club: ClubId,
) -> Result<(Club, S, Option<S::Hidden>)> {
    let mut reader = Fresh::read(db, caller).await?;
    let club = clubs::store::find(&mut reader, club).await?;
    let sums = S::of(add_up_club(&mut reader, club.id, S::COLUMNS).await?);
    let hidden = (!knows_those_of_club(caller, &club)).then(|| sums.small());
    Ok((club, sums, hidden))
}
