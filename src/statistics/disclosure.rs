//! Who may know small numbers anyway, because she may read the members who are counted.

use crate::platform::auth::{Permission, Place, Scope, can};
use crate::register::clubs::model::Club;
use crate::territory::units::model::Unit;

/// Whether the caller may know the people counted anyway: then no small numbers need be withheld.
#[must_use]
pub fn knows_the_people(scope: &Scope, within: impl Fn(Place) -> bool) -> bool {
    scope.roles().iter().any(|(role, place)| can::ReadMembers::HOLDERS.contains(role) && within(*place))
}

/// Whether the caller may know the people of a unit anyway.
#[must_use]
pub fn knows_those_of(scope: &Scope, unit: &Unit) -> bool {
    let path = [Some(unit.id), unit.commune_id, unit.district_id, Some(unit.province_id)];
    knows_the_people(scope, |place| path.iter().flatten().any(|id| place.unit() == Some(*id)))
}

/// Whether a club lies in a place, or is it.
#[must_use]
pub fn is_within(place: Place, club: &Club) -> bool {
    let path = [Some(club.hamlet_id), Some(club.commune_id), club.district_id, Some(club.province_id)];
    place.club() == Some(club.id) || path.iter().flatten().any(|id| place.unit() == Some(*id))
}

/// Whether the caller may know the people of a club anyway.
#[must_use]
pub fn knows_those_of_club(scope: &Scope, club: &Club) -> bool {
    knows_the_people(scope, |place| is_within(place, club))
}
