//! The change log: what is written of a change, in the transaction that makes it. The wing `access` lets it be read.
//! It knows a connection and no more of the door ([`super::db`]), which stands on it.

use super::ids::{ClubId, RequestId, UnitId, UserId};
use crate::Result;
use crate::platform::schema::changes;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A thing whose changes are logged.
pub trait Audited: Serialize {
    /// Name of the kind of thing in the log.
    const ENTITY: &'static str;
    /// The fields whose values may stand in the log. Of all others, only that they changed: what is not
    /// named here is taken to be personal.
    const OPEN: &'static [&'static str];
    /// Which facts of its club it is.
    fn facts(&self) -> Facts;
    /// UUID under which the log keeps it.
    fn entity_id(&self) -> Uuid;
    /// The club that it belongs to.
    fn club(&self) -> Option<ClubId> {
        None
    }
    /// The unit that it belongs to.
    fn unit(&self) -> Option<UnitId> {
        None
    }
    /// Its version after the change.
    fn row_version(&self) -> Option<i32> {
        None
    }
}

/// Which facts of a club something is: what has to be counted anew when it changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts(u8);

impl Facts {
    /// Nothing that is counted.
    pub const NONE: Self = Self(0);
    /// Who is in the club (`club_metrics`). How many of the members borrow depends on it, so their money is counted too.
    pub const PEOPLE: Self = Self(0b1_0011);
    /// Its funds and loans (`fund_metrics`, `lending_metrics`, `repayment_metrics`).
    pub const MONEY: Self = Self(0b1_0010);
    /// Its funds alone (`fund_metrics`): an entry that is of no loan.
    pub const FUNDS: Self = Self(0b1_0000);
    /// What it does (`activity_metrics`). Whether it is well run depends on it, so that is counted too.
    pub const DEEDS: Self = Self(0b1100);
    /// How it is run (`management_metrics`): its state, board, regulation and reports.
    pub const RUNNING: Self = Self(0b1000);

    /// The facts of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// One change, before it is written.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = changes, check_for_backend(diesel::pg::Pg), treat_none_as_default_value = false)]
pub struct Event {
    actor_id: UserId,
    request_id: RequestId,
    action: &'static str,
    entity: &'static str,
    entity_id: Uuid,
    club_id: Option<ClubId>,
    unit_id: Option<UnitId>,
    version: Option<i32>,
    difference: Value,
    acting_for: Option<UserId>,
    #[diesel(skip_insertion)]
    facts: Facts,
}

impl Event {
    /// Something now exists.
    pub fn created<T: Audited>(thing: &T) -> Self {
        Self::new("created", thing, &Value::Null)
    }
    /// Something is different from before.
    pub fn changed<T: Audited>(action: &'static str, before: &T, after: &T) -> Self {
        Self::new(action, after, &serde_json::to_value(before).unwrap_or_default())
    }
    /// Something is gone. Of its open fields stands what they were.
    pub fn deleted<T: Audited>(thing: &T) -> Self {
        let was = serde_json::to_value(thing).unwrap_or_default();
        let nothing: Map<String, Value> =
            was.as_object().into_iter().flatten().map(|(name, _)| (name.clone(), Value::Null)).collect();
        let mut difference = difference(&was, &Value::Object(nothing), T::OPEN);
        if let Some(told) = difference.as_object_mut() {
            told.insert("set".to_owned(), json!({}));
        }
        Self { difference, ..Self::new("deleted", thing, &was) }
    }

    /// Several things are different from before. Both are of the same things, in any order.
    pub fn each<T: Audited>(action: &'static str, before: &[T], after: &[T]) -> Vec<Self> {
        let was: HashMap<Uuid, &T> = before.iter().map(|thing| (thing.entity_id(), thing)).collect();
        let changed = after.iter().filter_map(|thing| Some((*was.get(&thing.entity_id())?, thing)));
        changed.map(|(before, after)| Self::changed(action, before, after)).collect()
    }

    fn new<T: Audited>(action: &'static str, thing: &T, before: &Value) -> Self {
        let after = serde_json::to_value(thing).unwrap_or_default();
        Self {
            actor_id: UserId(Uuid::nil()),
            request_id: RequestId(Uuid::nil()),
            action,
            entity: T::ENTITY,
            entity_id: thing.entity_id(),
            club_id: thing.club(),
            unit_id: thing.unit(),
            version: thing.row_version(),
            difference: difference(before, &after, T::OPEN),
            acting_for: None,
            facts: thing.facts(),
        }
    }

    /// This change as it concerns other clubs than its own: those of the people who took part.
    pub fn in_clubs(&self, clubs: impl IntoIterator<Item = ClubId>) -> Vec<Self> {
        let others = clubs.into_iter().filter(|club| self.club_id != Some(*club));
        others.map(|club| Self { club_id: Some(club), ..self.clone() }).collect()
    }

    /// Where it is: its club and its unit.
    pub(crate) fn places(&self) -> impl Iterator<Item = Uuid> {
        self.club_id.map(|club| club.0).into_iter().chain(self.unit_id.map(|unit| unit.0))
    }

    /// This change as done by somebody who has not signed in, but has just proven who she is.
    #[must_use]
    pub fn by(mut self, actor: UserId) -> Self {
        self.actor_id = actor;
        self
    }

    /// What it is a change of.
    pub(crate) fn about(&self) -> Uuid {
        self.entity_id
    }

    /// Who did it, for whom, and in which request: filled in by the one who commits.
    pub(crate) fn signed(mut self, actor: UserId, acting_for: Option<UserId>, request: RequestId) -> Self {
        if !actor.0.is_nil() {
            self.actor_id = actor;
        }
        self.acting_for = acting_for;
        self.request_id = request;
        self
    }
}

/// `{"set": {…}, "was": {…}, "hidden": […]}`: new and old values of open fields, names of the others.
fn difference(before: &Value, after: &Value, open: &[&str]) -> Value {
    let (mut set, mut was, mut hidden) = (Map::new(), Map::new(), vec![]);
    for (name, value) in after.as_object().into_iter().flatten() {
        let old = before.get(name).unwrap_or(&Value::Null);
        if old == value || name == "version" || name.ends_with("_at") {
            continue;
        }
        if open.contains(&name.as_str()) {
            set.insert(name.clone(), value.clone());
            if !old.is_null() {
                was.insert(name.clone(), old.clone());
            }
        } else {
            hidden.push(name.clone());
        }
    }
    json!({ "set": set, "was": was, "hidden": hidden })
}

/// How many rows one statement writes: each takes a handful of the parameters that a statement may have.
const AT_ONCE: usize = 4_000;

/// Writes what happened, once the clubs that it concerns have been counted anew: so no write can forget to. The statement
/// of a single event, the usual one, is prepared only once.
pub(super) async fn append(conn: &mut AsyncPgConnection, day: NaiveDate, events: &[Event]) -> Result<()> {
    let mut touched: BTreeMap<ClubId, Facts> = BTreeMap::new();
    for (club, facts) in events.iter().filter_map(|event| Some((event.club_id?, event.facts))) {
        let sum = touched.entry(club).or_default();
        *sum = sum.and(facts);
    }
    count(conn, day, &touched).await?;
    if let [event] = events {
        diesel::insert_into(changes::table).values(event).execute(conn).await?;
        return Ok(());
    }
    for some in events.chunks(AT_ONCE) {
        diesel::insert_into(changes::table).values(some).execute(conn).await?;
    }
    Ok(())
}

diesel::define_sql_function! {
    /// Counts the people of clubs anew, as of a day.
    #[sql_name = "logic.count_clubs"]
    fn count_clubs(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Counts the money of clubs anew, as of a day.
    #[sql_name = "logic.count_finances"]
    fn count_finances(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Counts the funds of clubs anew, as of a day.
    #[sql_name = "logic.count_funds"]
    fn count_funds(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Counts the activities of clubs, and how they are run, anew, as of a day.
    #[sql_name = "logic.count_activities"]
    fn count_activities(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}
diesel::define_sql_function! {
    /// Counts how clubs are run anew, as of a day.
    #[sql_name = "logic.count_management"]
    fn count_management(which: Array<SqlUuid>, on_day: Date) -> BigInt;
}

/// Brings the metric rows of clubs up to date, as of a day.
pub async fn count(
    conn: &mut AsyncPgConnection,
    day: NaiveDate,
    what: &BTreeMap<ClubId, Facts>,
) -> Result<()> {
    let of = |which: fn(Facts) -> bool| -> Vec<ClubId> {
        what.iter().filter(|(_, facts)| which(**facts)).map(|(club, _)| *club).collect()
    };
    let people = of(|facts| facts.has(Facts::PEOPLE));
    let money = of(|facts| facts.has(Facts::MONEY));
    let funds = of(|facts| facts.has(Facts::FUNDS) && !facts.has(Facts::MONEY));
    let deeds = of(|facts| facts.has(Facts::DEEDS));
    let running = of(|facts| facts.has(Facts::RUNNING) && !facts.has(Facts::DEEDS));
    if !people.is_empty() {
        diesel::select(count_clubs(&people, day)).get_result::<i64>(conn).await?;
    }
    if !money.is_empty() {
        diesel::select(count_finances(&money, day)).get_result::<i64>(conn).await?;
    }
    if !funds.is_empty() {
        diesel::select(count_funds(&funds, day)).get_result::<i64>(conn).await?;
    }
    if !deeds.is_empty() {
        diesel::select(count_activities(&deeds, day)).get_result::<i64>(conn).await?;
    }
    if !running.is_empty() {
        diesel::select(count_management(&running, day)).get_result::<i64>(conn).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_open_fields_show_their_values() {
        let before = json!({ "state": "applied", "full_name": "A", "version": 1 });
        let after = json!({ "state": "active", "full_name": "B", "version": 2 });
        assert_eq!(
            difference(&before, &after, &["state"]),
            json!({ "set": { "state": "active" }, "was": { "state": "applied" }, "hidden": ["full_name"] })
        );
    }
    #[derive(Serialize)]
    struct Thing {
        id: Uuid,
        name: &'static str,
        note: Option<&'static str>,
        version: i32,
    }
    impl Audited for Thing {
        const ENTITY: &'static str = "thing";
        const OPEN: &'static [&'static str] = &["id", "note"];
        fn facts(&self) -> Facts {
            Facts::NONE
        }
        fn entity_id(&self) -> Uuid {
            self.id
        }
    }

    #[test]
    fn what_is_deleted_leaves_what_its_open_fields_were() {
        let thing = Thing { id: Uuid::nil(), name: "A", note: None, version: 3 };
        let event = Event::deleted(&thing);
        assert_eq!((event.action, event.entity), ("deleted", "thing"));
        assert_eq!(event.difference, json!({ "set": {}, "was": { "id": Uuid::nil() }, "hidden": ["name"] }));
    }
}
