//! How long things last, and what a token says.

use super::model::{HeldPermission, SignInAccount};
use crate::platform::auth::token::{AUDIENCE, ISSUER};
use crate::platform::auth::{Claims, Grant, LINKED, POLICY, Place};
use crate::platform::ids::FamilyId;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

/// Seconds that an access token is good for.
pub const ACCESS_SECONDS: i64 = 15 * 60;
/// Seconds that a refresh token is good for: a session that is not used for so long has ended.
pub const REFRESH_SECONDS: i64 = 30 * 24 * 3600;

/// So many failed sign-ins with one login from one address cost nothing.
pub const FREE_FROM_ONE_ADDRESS: i32 = 5;
/// So many with one login from all addresses together.
pub const FREE_FROM_ALL: i32 = 100;
/// The longest wait, in seconds.
const LONGEST: i64 = 900;
/// Seconds within which a refresh token that is sent again gets its successor again, for the reply may have been lost.
const REPEAT_SECONDS: i64 = 60;
/// Days for which the holder is told at each sign-in what others did to the account.
pub const NOTICE_DAYS: i64 = 30;

/// How long to wait after the given number of failed sign-ins in a row, of which so many are free: 1 s after the last free
/// one, then twice as long after each, 15 minutes at most.
#[must_use]
pub fn wait(failures: i32, free: i32) -> Duration {
    let doublings = u32::try_from(failures - free).ok();
    let seconds = doublings.map_or(0, |n| 1_i64.checked_shl(n.min(32)).unwrap_or(LONGEST).min(LONGEST));
    Duration::seconds(seconds)
}

/// Whether a refresh token that was used once may be sent again: soon after, and for the first time. Whether it is the
/// same client that sends it, and nobody has used the successor, the store knows.
#[must_use]
pub fn may_repeat(used_at: DateTime<Utc>, repeated_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    repeated_at.is_none() && now - used_at <= Duration::seconds(REPEAT_SECONDS)
}

/// The body of an access token.
#[must_use]
pub fn claims(account: &SignInAccount, family: FamilyId, grants: Vec<Grant>, now: DateTime<Utc>) -> Claims {
    Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: account.id,
        jti: Uuid::now_v7(),
        iat: now.timestamp(),
        exp: now.timestamp() + ACCESS_SECONDS,
        ver: account.token_version,
        sid: family.0,
        person: account.person_id.filter(|_| account.person_confirmed_at.is_some()),
        second_factor: account.second_factor_since.is_some(),
        second_factor_at: None,
        assignments: grants,
    }
}

/// What may be done by these grants, and where; `linked`: whether the account is linked with its person.
#[must_use]
pub fn permissions(grants: &[Grant], linked: bool) -> Vec<HeldPermission> {
    let held = POLICY.iter().map(|(permission, holders)| {
        let mut places: Vec<Place> = vec![];
        let counts =
            |grant: &&Grant| linked || !LINKED.contains(permission) || !grant.role.hangs_on_an_office();
        for grant in grants.iter().filter(|grant| holders.contains(&grant.role)).filter(counts) {
            if !places.contains(&grant.place) {
                places.push(grant.place);
            }
        }
        HeldPermission { permission, places }
    });
    held.filter(|held| !held.places.is_empty()).collect()
}

/// When a session was opened: its id says so.
#[must_use]
pub fn opened_at(family: FamilyId) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = family.0.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::auth::Role;
    use crate::platform::ids::ClubId;

    #[test]
    fn waiting_begins_at_the_fifth_failure_and_doubles_up_to_a_quarter_of_an_hour() {
        let seconds = |failures| wait(failures, FREE_FROM_ONE_ADDRESS).num_seconds();
        assert_eq!([0, 1, 4, 5, 6, 7, 14].map(seconds), [0, 0, 0, 1, 2, 4, 512]);
        assert_eq!([15, 16, 60, i32::MAX].map(seconds), [900; 4]);
        assert_eq!([99, 100, 101].map(|failures| wait(failures, FREE_FROM_ALL).num_seconds()), [0, 1, 2]);
    }

    #[test]
    fn a_lost_reply_is_repeated_once_and_within_a_minute() {
        let (used, later) = (Utc::now(), |seconds| Utc::now() + Duration::seconds(seconds));
        assert!(may_repeat(used, None, used) && may_repeat(used, None, later(58)));
        assert!(!may_repeat(used, None, later(62)) && !may_repeat(used, Some(used), used));
    }

    #[test]
    fn a_permission_is_held_at_each_place_once() {
        let at = |role, place| Grant { role, place, until: None, acting_for: None };
        let club = Place::Club(ClubId::new());
        let roles = [
            at(Role::ClubChair, club),
            at(Role::ClubSecretary, club),
            at(Role::NationalAnalyst, Place::Nation),
        ];
        let held = permissions(&roles, true);
        let places = |name| held.iter().find(|held| held.permission == name).map(|held| held.places.clone());
        assert_eq!(places("clubs.read"), Some(vec![club, Place::Nation]));
        assert_eq!(places("members.edit"), Some(vec![club]));
        assert_eq!(places("clubs.establish"), None);
        assert_eq!(places("loans.decide"), Some(vec![club]));
        let unlinked = permissions(&roles, false);
        assert!(unlinked.iter().all(|held| held.permission != "loans.decide"));
        assert!(unlinked.iter().any(|held| held.permission == "members.edit"));
    }

    #[test]
    fn a_session_s_id_says_when_it_was_opened() {
        let ago = Utc::now() - opened_at(FamilyId::new()).unwrap();
        assert!(ago.num_seconds() < 2);
    }
}
