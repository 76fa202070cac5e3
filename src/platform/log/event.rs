//! Events: one change each, and what of it may stand in the log.

use super::Facts;
use crate::platform::ids::{ClubId, RequestId, UnitId, UserId};
use crate::platform::schema::changes;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
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

    /// Several things are different from before: those of them that have another version now, or none at all. Both are of
    /// the same things, in any order.
    pub fn each<T: Audited>(action: &'static str, before: &[T], after: &[T]) -> Vec<Self> {
        let was: HashMap<Uuid, &T> = before.iter().map(|thing| (thing.entity_id(), thing)).collect();
        let changed = after.iter().filter_map(|thing| Some((*was.get(&thing.entity_id())?, thing)));
        let changed = changed.filter(|(before, after)| {
            before.row_version().is_none() || before.row_version() != after.row_version()
        });
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

    /// The club that is counted anew because of it, and of which facts.
    #[must_use]
    pub fn recounts(&self) -> Option<(ClubId, Facts)> {
        Some((self.club_id?, self.facts))
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
