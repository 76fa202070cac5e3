//! What the work of a door returns: what was changed, or whose data were seen.

use super::Held;
use crate::platform::ids::{ClubId, PersonId};
use crate::platform::log::{Audited, Event};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a write must return: its result, and what the change log will say of it.
pub struct Change<T> {
    pub(super) value: T,
    pub(super) events: Vec<Event>,
}

impl<T: Audited> Change<T> {
    /// Something now exists.
    pub fn created(value: T) -> Self {
        Self { events: vec![Event::created(&value)], value }
    }
    /// Something is different.
    pub fn updated(before: &Held<T>, value: T) -> Self {
        Self { events: vec![Event::changed("updated", &**before, &value)], value }
    }
    /// Something is different for a reason that has a name.
    pub fn done(action: &'static str, before: &Held<T>, value: T) -> Self {
        Self { events: vec![Event::changed(action, &**before, &value)], value }
    }
}

impl<T> Change<T> {
    /// One thing changed, of which the value is the caller's view.
    pub fn one(value: T, event: Event) -> Self {
        Self { value, events: vec![event] }
    }
    /// Several things changed, one at least, of which the value is the caller's view.
    pub fn several(value: T, first: Event, rest: impl IntoIterator<Item = Event>) -> Self {
        Self { value, events: std::iter::once(first).chain(rest).collect() }
    }
    /// Nothing changed that is logged, for the reason said. A test names the files that may say so.
    pub fn nothing(value: T, _reason: &'static str) -> Self {
        Self { value, events: vec![] }
    }
    /// The clubs and units in which anything changed.
    pub(super) fn touched(&self) -> BTreeSet<Uuid> {
        self.events.iter().flat_map(Event::places).collect()
    }
    /// The same change with another view of it.
    pub fn map<U>(self, view: impl FnOnce(T) -> U) -> Change<U> {
        Change { value: view(self.value), events: self.events }
    }
    /// The same change and one more thing that it changed.
    #[must_use]
    pub fn and(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }
    /// The same change and all else that it changed.
    #[must_use]
    pub fn and_all(mut self, events: impl IntoIterator<Item = Event>) -> Self {
        self.events.extend(events);
        self
    }
}

/// What a look at the data of one person must return: its result, and whose data it shows.
pub struct Seen<T> {
    pub(super) value: T,
    pub(super) whose: Whose,
}

pub(super) enum Whose {
    Person(PersonId, ClubId),
    Nobody(&'static str),
}

impl<T> Seen<T> {
    /// The data of a person, reached through a club.
    pub fn of(person: PersonId, club: ClubId, value: T) -> Self {
        Self { value, whose: Whose::Person(person, club) }
    }
    /// Nobody was found who was looked for by a thing of that kind.
    pub fn nobody(kind: &'static str, value: T) -> Self {
        Self { value, whose: Whose::Nobody(kind) }
    }
}
