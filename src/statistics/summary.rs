//! Sums of clubs as they are shown: of the nation, of a unit, of the units below one and of a club. Figures, finances and
//! activity figures differ in what they add up and in how it is shown.

use crate::Result;
use crate::platform::auth::Scope;
use crate::platform::db::Db;
use crate::platform::ids::{ClubId, UnitId};
use crate::platform::text;
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::statistics::fresh::Fresh;
use crate::statistics::history::By;
use crate::statistics::indicators::model::{Asked, Whose};
use crate::statistics::sums::{Adding, add_up, add_up_children, add_up_club};
use crate::statistics::suppression::{Knows, Measured, Withheld, store as suppression};
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use chrono::NaiveDate;

/// Exact sums, and how they are shown.
pub trait Summary: Copy {
    /// As shown.
    type Shown;
    /// What is added up.
    const COLUMNS: Adding;
    /// The sums, in the order of [`Summary::COLUMNS`].
    fn of(row: Vec<i64>) -> Self;
    /// The sums as shown, without what is withheld.
    fn show(&self, as_of: NaiveDate, withheld: &Withheld) -> Self::Shown;
}

/// A unit all of whose clubs the caller may see counted.
pub async fn unit_in_reach(db: &Db, scope: &Scope, unit: &UnitRef) -> Result<Unit> {
    units::store::find_in_reach(&mut db.read(scope).await?, unit, scope.today()).await
}

/// Of all clubs in the caller's reach.
pub async fn nation<S: Summary>(db: &Db, caller: &Scope) -> Result<S::Shown> {
    let asked = Asked::now(Whose::Reach, caller.today());
    let mut reader = Fresh::read_for(db, caller, [&asked]).await?;
    let sums = S::of(add_up(&mut reader, &asked.whose, S::COLUMNS).await?);
    let measured = Measured::of(S::COLUMNS.iter().copied());
    let withheld = suppression::whole(&mut reader, &asked, &measured, None).await?;
    Ok(sums.show(caller.today(), &withheld.from(Knows::nation(caller))))
}

/// Of the clubs of a unit.
pub async fn of_unit<S: Summary>(db: &Db, caller: &Scope, unit: &UnitRef) -> Result<(Unit, S::Shown)> {
    let unit = unit_in_reach(db, caller, unit).await?;
    let asked = Asked::now(Whose::Unit(Box::new(unit.clone())), caller.today());
    let mut reader = Fresh::read_for(db, caller, [&asked]).await?;
    let sums = S::of(add_up(&mut reader, &asked.whose, S::COLUMNS).await?);
    let measured = Measured::of(S::COLUMNS.iter().copied());
    let withheld = suppression::whole(&mut reader, &asked, &measured, None).await?;
    let shown = sums.show(caller.today(), &withheld.from(Knows::of_unit(caller, &unit)));
    Ok((unit, shown))
}

/// Of each unit below one in which clubs lie, in Vietnamese order.
pub async fn of_children<S: Summary>(
    db: &Db,
    caller: &Scope,
    unit: &UnitRef,
) -> Result<Vec<(UnitId, String, S::Shown)>> {
    let unit = unit_in_reach(db, caller, unit).await?;
    let asked = Asked::now(Whose::Unit(Box::new(unit.clone())), caller.today());
    let mut reader = Fresh::read_for(db, caller, [&asked]).await?;
    let parts = add_up_children(&mut reader, &asked.whose, S::COLUMNS).await?;
    let measured = Measured::of(S::COLUMNS.iter().copied());
    let by = By::below(Some(&unit));
    let withheld = suppression::parts(&mut reader, (&asked, by), &measured, None).await?;
    let ids = parts.iter().map(|(id, _)| *id).collect();
    let names = units::store::names(&mut reader, ids, caller.today()).await?;
    let knows = Knows::of_unit(caller, &unit);
    let shown = parts.into_iter().map(|(id, row)| {
        let name = names.get(&id).cloned().unwrap_or_default();
        let withheld = withheld.get(&id.0).map(|withheld| withheld.from(knows)).unwrap_or_default();
        (id, name, S::of(row).show(caller.today(), &withheld))
    });
    let mut shown: Vec<(UnitId, String, S::Shown)> = shown.collect();
    shown.sort_by_cached_key(|(_, name, _)| text::sort_key(name));
    Ok(shown)
}

/// Of a club: the club, its sums, and what of them is withheld from the caller.
pub async fn of_club<S: Summary>(db: &Db, caller: &Scope, club: ClubId) -> Result<(Club, S, Withheld)> {
    let asked = Asked::now(Whose::Club(club), caller.today());
    let mut reader = Fresh::read_for(db, caller, [&asked]).await?;
    let club = clubs::store::find(&mut reader, club).await?;
    let sums = S::of(add_up_club(&mut reader, club.id, S::COLUMNS).await?);
    let measured = Measured::of(S::COLUMNS.iter().copied());
    let withheld = suppression::whole(&mut reader, &asked, &measured, None).await?;
    let withheld = withheld.from(Knows::of_club(caller, &club));
    Ok((club, sums, withheld))
}
