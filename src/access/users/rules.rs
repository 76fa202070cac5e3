//! Who may give and take which rights: nobody above or outside their own.

use super::model::{Assignment, AssignmentEnding, NewAssignment, UserKind};
use crate::platform::auth::{Level, Place, Reach, Role};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::ids::UnitId;
use crate::{Error, Result};
use chrono::NaiveDate;

/// How many assignments a user holds at most, now or later: they must all fit into one token.
pub const MOST: usize = 50;

/// A place with its path: where it lies now, or lay when it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The place.
    pub place: Place,
    /// What it is called.
    pub name: String,
    /// The province that it lies in, or is.
    pub province: Option<UnitId>,
    /// The district that it lies in, or is.
    pub district: Option<UnitId>,
    /// The commune that it lies in, or is.
    pub commune: Option<UnitId>,
    /// The hamlet that it lies in, or is.
    pub hamlet: Option<UnitId>,
    /// The first day on which it exists.
    pub first_day: Option<NaiveDate>,
    /// The last day, if it has one.
    pub last_day: Option<NaiveDate>,
}

impl Spot {
    /// The nation: everywhere, always.
    #[must_use]
    pub const fn nation() -> Self {
        Self {
            place: Place::Nation,
            name: String::new(),
            province: None,
            district: None,
            commune: None,
            hamlet: None,
            first_day: None,
            last_day: None,
        }
    }
    /// Whether it lies in another place, or is it.
    #[must_use]
    pub fn lies_in(&self, place: Place) -> bool {
        match place {
            Place::Nation => true,
            Place::Province(id) => self.province == Some(id),
            Place::District(id) => self.district == Some(id),
            Place::Commune(id) => self.commune == Some(id),
            Place::Hamlet(id) => self.hamlet == Some(id),
            Place::Club(_) => self.place == place,
        }
    }
    /// Whether it lies in a reach.
    #[must_use]
    pub fn is_within(&self, reach: &Reach) -> bool {
        let among = |ids: &[UnitId], id: Option<UnitId>| id.is_some_and(|id| ids.contains(&id));
        reach.nation
            || among(&reach.provinces, self.province)
            || among(&reach.districts, self.district)
            || among(&reach.communes, self.commune)
            || among(&reach.hamlets, self.hamlet)
            || self.place.club().is_some_and(|club| reach.clubs.contains(&club))
    }
}

/// Whether one who is `own` at a place may give (and take) a role at a spot.
fn gives(own: (Role, Place), role: Role, at: &Spot) -> bool {
    let (own_role, own_place) = own;
    if !at.lies_in(own_place) {
        return false;
    }
    match own_role {
        Role::UserAdministrator if own_place == Place::Nation => true,
        Role::UserAdministrator => !role.is_oversight() || at.place.level() < own_place.level(),
        Role::ClubChair => role.levels() == [Level::Club] && role != Role::ClubChair && at.place == own_place,
        _ => false,
    }
}

/// # Errors
/// 403 when the role is above all of the caller's own.
pub fn may_grant(own: &[(Role, Place)], role: Role, at: &Spot) -> Result<()> {
    if own.iter().any(|own| gives(*own, role, at)) {
        return Ok(());
    }
    Err(Error::from(Code::AboveOwnRole).with("role", role))
}

/// A role that an account holds, held or will hold.
#[derive(Debug, Clone, Copy)]
pub struct HeldRole<'s> {
    /// The role.
    pub role: Role,
    /// Where.
    pub at: &'s Spot,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, if it has one.
    pub to: Option<NaiveDate>,
}

impl HeldRole<'_> {
    fn is_over(&self, today: NaiveDate) -> bool {
        self.to.is_some_and(|last| last < today)
    }
    fn counts(&self, today: NaiveDate) -> bool {
        self.from <= today && !self.is_over(today)
    }
}

/// Only what a caller is as a user administrator.
fn as_administrator(own: &[(Role, Place)]) -> Vec<(Role, Place)> {
    own.iter().copied().filter(|(role, _)| *role == Role::UserAdministrator).collect()
}

/// Whether a caller stands for an account: one right at least that it holds today she could have given. For an account
/// that holds none, only a user administrator stands in whose reach its last one was (or its first one will be): nobody
/// else takes over what a former officer left behind.
///
/// # Errors
/// 403 when she does not.
pub fn stands_for(own: &[(Role, Place)], held: &[HeldRole<'_>], today: NaiveDate) -> Result<()> {
    let mut current = held.iter().filter(|role| role.counts(today)).peekable();
    if current.peek().is_some() {
        let given = current.any(|held| own.iter().any(|own| gives(*own, held.role, held.at)));
        return if given { Ok(()) } else { Err(Code::AboveOwnRole.into()) };
    }
    let administrator = as_administrator(own);
    match held.iter().max_by_key(|held| held.from) {
        Some(last) => may_grant(&administrator, last.role, last.at),
        None if administrator.iter().any(|(_, place)| *place == Place::Nation) => Ok(()),
        None => Err(Code::AboveOwnRole.into()),
    }
}

/// Whether a caller may change an account, disable it or have a new code made for it: she stands for it, and it holds
/// nothing, today or later, that she could not have given. (Otherwise whoever hands out a code could hold every right of
/// those whose account it is.)
///
/// # Errors
/// 403 when she may not.
pub fn may_manage(own: &[(Role, Place)], held: &[HeldRole<'_>], today: NaiveDate) -> Result<()> {
    stands_for(own, held, today)?;
    held.iter().filter(|held| !held.is_over(today)).try_for_each(|held| may_grant(own, held.role, held.at))
}

/// Whether a caller may hand out a code to an account, seeing it as she does: that of whoever keeps, books or approves
/// the money of a club comes from a user administrator above it, never from a colleague, who could act as both.
///
/// # Errors
/// 403 when she may not.
pub fn may_hand_out(own: &[(Role, Place)], held: &[HeldRole<'_>], today: NaiveDate) -> Result<()> {
    let administrator = as_administrator(own);
    let mut money = held.iter().filter(|held| held.role.handles_money() && !held.is_over(today));
    if money.all(|held| may_grant(&administrator, held.role, held.at).is_ok()) {
        return Ok(());
    }
    Err(Code::MoneyRoleFromAbove.into())
}

/// # Errors
/// 409 when the role is not held at such a place, or not by such an account.
pub fn belongs(role: Role, at: &Spot, kind: UserKind) -> Result<()> {
    if !role.levels().contains(&at.place.level()) {
        return Err(Error::from(Code::AssignmentPlaceMismatch).with("levels", role.levels()));
    }
    if (role == Role::MachineClient) != (kind == UserKind::Machine) {
        return Err(Code::RoleOfAnotherKind.into());
    }
    Ok(())
}

/// The dates of a new assignment, which must lie within those of its place.
///
/// # Errors
/// 422 when they contradict themselves; 409 with the place's first and last day.
pub fn dates(new: &NewAssignment, at: &Spot, today: NaiveDate) -> Result<(NaiveDate, Option<NaiveDate>)> {
    let (from, to) = (new.valid_from.map_or(today, Day::get), new.valid_to.map(Day::get));
    if to.is_some_and(|to| to < from) {
        return Err(Error::field("/valid_to", FieldCode::DateOrder));
    }
    if new.role == Role::Auditor && to.is_none() {
        return Err(Error::field("/valid_to", FieldCode::Required));
    }
    let too_early = at.first_day.is_some_and(|first| from < first);
    let too_late = at.last_day.is_some_and(|last| to.is_none_or(|to| to > last));
    if too_early || too_late {
        let refusal = Error::from(Code::AssignmentOutlivesPlace);
        return Err(refusal.with("first_day", at.first_day).with("last_day", at.last_day));
    }
    Ok((from, to))
}

/// The last day of an assignment that is to end: yesterday at the earliest, for what was done under it was
/// done by right, and not later than it would have ended anyway.
///
/// # Errors
/// 409 when it has ended; 422 for a day that cannot be.
pub fn last_day(of: &Assignment, ending: &AssignmentEnding, today: NaiveDate) -> Result<NaiveDate> {
    let last = ending.last_day.get();
    if of.valid_to.is_some_and(|to| to < today) {
        return Err(Error::from(Code::AssignmentHasEnded).with("last_day", of.valid_to));
    }
    if last < of.valid_from {
        return Err(Error::field("/last_day", FieldCode::DateOrder));
    }
    let too_early = today.pred_opt().is_some_and(|yesterday| last < yesterday);
    if too_early || of.valid_to.is_some_and(|to| last > to) {
        return Err(Error::field("/last_day", FieldCode::Range));
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::ClubId;
    use uuid::Uuid;

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }
    const CLUB: ClubId = ClubId(Uuid::from_u128(9));
    fn club() -> Spot {
        Spot {
            place: Place::Club(CLUB),
            province: Some(unit(1)),
            commune: Some(unit(3)),
            hamlet: Some(unit(4)),
            ..Spot::nation()
        }
    }
    fn commune() -> Spot {
        Spot { place: Place::Commune(unit(3)), hamlet: None, ..club() }
    }
    fn province() -> Spot {
        Spot { place: Place::Province(unit(1)), commune: None, ..commune() }
    }
    fn may(own: (Role, Place), role: Role, at: &Spot) -> bool {
        may_grant(&[own], role, at).is_ok()
    }
    fn administrator(place: Place) -> (Role, Place) {
        (Role::UserAdministrator, place)
    }

    #[test]
    fn a_user_administrator_gives_what_lies_below_and_at_the_own_level() {
        let own = administrator(Place::Commune(unit(3)));
        assert!(may(own, Role::CommuneCommittee, &commune()));
        assert!(may(own, Role::ClubChair, &club()));
        assert!(!may(own, Role::ProvinceAssociation, &province()));
        assert!(!may(own, Role::NationalAnalyst, &Spot::nation()));
        assert!(!may(administrator(Place::Commune(unit(7))), Role::ClubChair, &club()));
    }

    #[test]
    fn oversight_is_given_only_from_above() {
        for role in [Role::Auditor, Role::UserAdministrator] {
            assert!(!may(administrator(Place::Commune(unit(3))), role, &commune()), "{role:?}");
            assert!(may(administrator(Place::Province(unit(1))), role, &commune()), "{role:?}");
            assert!(!may(administrator(Place::Province(unit(1))), role, &province()), "{role:?}");
            assert!(may(administrator(Place::Nation), role, &province()), "{role:?}");
        }
        assert!(may(administrator(Place::Nation), Role::SystemAdministrator, &Spot::nation()));
    }

    #[test]
    fn a_chair_gives_the_club_s_roles_but_not_the_own_one_and_no_oversight() {
        let own = (Role::ClubChair, Place::Club(CLUB));
        assert!(may(own, Role::ClubTreasurer, &club()));
        assert!(may(own, Role::Member, &club()));
        assert!(!may(own, Role::ClubChair, &club()));
        assert!(!may(own, Role::Auditor, &club()));
        assert!(!may((Role::ClubChair, Place::Club(ClubId(Uuid::nil()))), Role::Member, &club()));
    }

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    fn held<'s>(role: Role, at: &'s Spot, from: &str, to: Option<&str>) -> HeldRole<'s> {
        HeldRole { role, at, from: from.parse().unwrap(), to: to.map(|to| to.parse().unwrap()) }
    }

    #[test]
    fn whoever_holds_nothing_any_more_is_managed_by_an_administrator_alone() {
        let (club, commune) = (club(), commune());
        let chair = [(Role::ClubChair, Place::Club(CLUB))];
        let administrator = [administrator(Place::Commune(unit(3)))];
        let former = [held(Role::ClubSecretary, &club, "2024-01-01", Some("2026-11-21"))];
        for may in [may_manage, stands_for] {
            assert_eq!(may(&chair, &former, TODAY).unwrap_err().code(), Code::AboveOwnRole);
            assert!(may(&administrator, &former, TODAY).is_ok());
            assert!(may(&administrator, &[], TODAY).is_err(), "for all of none is not enough");
            assert!(may(&[(Role::UserAdministrator, Place::Nation)], &[], TODAY).is_ok());
        }
        let moved = [
            held(Role::ClubSecretary, &club, "2024-01-01", Some("2025-12-31")),
            held(Role::CommuneAssociation, &commune, "2026-01-01", Some("2026-06-30")),
        ];
        assert!(may_manage(&[(Role::UserAdministrator, Place::Commune(unit(7)))], &moved, TODAY).is_err());
        let later = [held(Role::ClubSecretary, &club, "2026-12-01", None)];
        assert!(
            may_manage(&chair, &later, TODAY).is_err() && may_manage(&administrator, &later, TODAY).is_ok()
        );
    }

    #[test]
    fn one_right_of_today_must_be_one_s_own_to_give_and_none_above_it() {
        let (club, province) = (club(), province());
        let chair = [(Role::ClubChair, Place::Club(CLUB))];
        let secretary = held(Role::ClubSecretary, &club, "2024-01-01", None);
        let above = held(Role::ProvinceAssociation, &province, "2024-01-01", None);
        let above_later = held(Role::ProvinceAssociation, &province, "2027-01-01", None);
        let above_once = held(Role::ProvinceAssociation, &province, "2024-01-01", Some("2024-12-31"));
        assert!(may_manage(&chair, &[secretary], TODAY).is_ok());
        assert!(may_manage(&chair, &[secretary, above_once], TODAY).is_ok());
        assert!(may_manage(&chair, &[secretary, above], TODAY).is_err());
        assert!(may_manage(&chair, &[secretary, above_later], TODAY).is_err());
        assert!(stands_for(&chair, &[secretary, above], TODAY).is_ok(), "she may be given a role");
        assert!(stands_for(&chair, &[above], TODAY).is_err());
    }

    #[test]
    fn the_code_of_a_money_role_comes_from_above_the_club() {
        let club = club();
        let chair = [(Role::ClubChair, Place::Club(CLUB))];
        let administrator = [administrator(Place::Commune(unit(3)))];
        for role in [Role::ClubTreasurer, Role::ClubBookkeeper, Role::ClubChair] {
            let treasurer =
                [held(Role::Member, &club, "2024-01-01", None), held(role, &club, "2027-01-01", None)];
            let refused = may_hand_out(&chair, &treasurer, TODAY).unwrap_err();
            assert_eq!(refused.code(), Code::MoneyRoleFromAbove, "{role:?}");
            assert!(may_hand_out(&administrator, &treasurer, TODAY).is_ok(), "{role:?}");
        }
        let former = [held(Role::ClubTreasurer, &club, "2024-01-01", Some("2025-01-01"))];
        assert!(may_hand_out(&chair, &former, TODAY).is_ok());
    }

    #[test]
    fn nobody_else_gives_anything() {
        for role in [Role::NationalAssociation, Role::SystemAdministrator, Role::DataProtectionOfficer] {
            assert!(!may((role, Place::Nation), Role::Member, &club()), "{role:?}");
        }
    }

    #[test]
    fn a_role_at_a_district_ends_with_the_district() {
        let day = |text: &str| Day::parse(text).unwrap();
        let last = day("2025-06-30").get();
        let district = Spot { place: Place::District(unit(2)), last_day: Some(last), ..Spot::nation() };
        let new = |from, to: Option<&str>| NewAssignment {
            id: None,
            role: Role::DistrictCommittee,
            place: district.place,
            member_id: None,
            valid_from: Some(day(from)),
            valid_to: to.map(day),
        };
        let code = |new: &NewAssignment| dates(new, &district, last).unwrap_err().code();
        assert_eq!(code(&new("2025-01-01", None)), Code::AssignmentOutlivesPlace);
        assert_eq!(code(&new("2025-01-01", Some("2025-07-01"))), Code::AssignmentOutlivesPlace);
        assert!(dates(&new("2025-01-01", Some("2025-06-30")), &district, last).is_ok());
        assert_eq!(code(&new("2025-01-02", Some("2025-01-01"))), Code::Invalid);
    }
}
