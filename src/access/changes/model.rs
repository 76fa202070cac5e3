//! The change log as it is read.

use crate::platform::ids::{ClubId, MemberId, PersonId, RequestId, UserId};
use crate::platform::looks::ReadPurpose;
use crate::platform::tables::{changes, data_read_batches, personal_data_reads};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// One entry of the change log, as it is stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = changes, check_for_backend(diesel::pg::Pg))]
pub struct StoredChange {
    /// Position in the log.
    pub seq: i64,
    /// Moment of the change.
    pub at: DateTime<Utc>,
    /// By which user.
    pub actor_id: UserId,
    /// UUID of the request in which it was made.
    pub request_id: RequestId,
    /// Action.
    pub action: String,
    /// Kind of thing that was changed.
    pub entity: String,
    /// UUID of the thing that was changed.
    pub entity_id: Uuid,
    /// Version of the thing after the change.
    pub version: Option<i32>,
    /// What is different.
    pub difference: Value,
    /// UUID of the user who was away.
    pub acting_for: Option<UserId>,
}

impl StoredChange {
    /// As it is shown: whole where it is open to the caller, and otherwise only that it was.
    #[must_use]
    pub fn shown(self, open: bool) -> LoggedChange {
        let Self {
            seq,
            at,
            actor_id,
            request_id,
            action,
            entity,
            entity_id,
            version,
            difference,
            acting_for,
        } = self;
        LoggedChange {
            seq,
            at,
            actor_id,
            request_id,
            action,
            entity,
            entity_id: open.then_some(entity_id),
            version: version.filter(|_| open),
            difference: open.then_some(difference),
            acting_for,
            withheld: !open,
        }
    }
}

/// One entry of the change log.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoggedChange {
    /// Position in the log; grows, with gaps.
    pub seq: i64,
    /// Moment of the change.
    pub at: DateTime<Utc>,
    /// By which user; the nil UUID is an operator on the server itself, or somebody who had not signed in.
    pub actor_id: UserId,
    /// UUID of the request in which it was made.
    pub request_id: RequestId,
    /// Action: `created`, `updated`, `deleted` …
    #[schema(example = "updated")]
    pub action: String,
    /// Kind of thing that was changed, as the log names it.
    #[schema(example = "member")]
    pub entity: String,
    /// UUID of the thing that was changed; `null` where it is withheld.
    pub entity_id: Option<Uuid>,
    /// Version of the thing after the change; `null` where it has none or is withheld.
    pub version: Option<i32>,
    /// Open fields under `set` (after) and `was` (before); `hidden` names the fields with personal data, without
    /// values. `null` where it is withheld.
    #[schema(value_type = Option<Object>)]
    pub difference: Option<Value>,
    /// UUID of the user who was away, where the actor was her deputy.
    pub acting_for: Option<UserId>,
    /// Whether you may not read things of that kind, and so see only that one changed: neither which, nor how.
    pub withheld: bool,
}

/// One logged read of personal data.
#[derive(Debug, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = personal_data_reads, check_for_backend(diesel::pg::Pg))]
pub struct PersonalDataRead {
    /// Position in the log; grows, with gaps.
    pub id: i64,
    /// Moment at which the data were read.
    pub at: DateTime<Utc>,
    /// UUID of the user who read them.
    pub user_id: UserId,
    /// UUID of the request in which they were read.
    pub request_id: RequestId,
    /// UUID of the person whose data were read.
    pub person_id: PersonId,
    /// UUID of the club through which they were reached.
    pub club_id: ClubId,
    /// Tier of the data: 3 for sensitive ones (ethnicity, poverty, disability …), 4 for identity numbers.
    pub tier: i16,
}

/// Filters for the log of accounts.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountChangeQuery {
    /// Only what happened to this user, and to assignments that still exist of this user.
    pub user_id: Option<UserId>,
}

/// One logged list of personal data: what one request showed of one club.
#[derive(Debug, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = data_read_batches, check_for_backend(diesel::pg::Pg))]
pub struct DataReadBatch {
    /// Position in the log; grows, with gaps.
    pub id: i64,
    /// Moment at which the data were read.
    pub at: DateTime<Utc>,
    /// UUID of the user who read them.
    pub user_id: UserId,
    /// UUID of the request in which they were read.
    pub request_id: RequestId,
    /// UUID of the club whose people they are of; null where a look-up found nobody.
    pub club_id: Option<ClubId>,
    /// Tier of the data: 3 for sensitive ones (savings, loans, care, health …), 4 for identity numbers.
    pub tier: i16,
    /// Kinds of rows that were shown, as the change log names them.
    #[schema(example = json!(["loan"]))]
    pub kinds: Vec<String>,
    /// Number of rows that were shown; 0 where a look-up found nobody.
    pub rows: i32,
    /// Purpose for which they were shown.
    pub purpose: ReadPurpose,
}

/// Filters for the log of lists of personal data.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BatchQuery {
    /// Only lists of this club.
    pub club_id: Option<ClubId>,
    /// Only lists of clubs in which this member's person was a member when they were read.
    pub member_id: Option<MemberId>,
    /// Only lists that this user read.
    pub user_id: Option<UserId>,
}

/// Filters for the log of those who read personal data.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReadQuery {
    /// Only reads of this member's data.
    pub member_id: Option<MemberId>,
    /// Only reads by this user.
    pub user_id: Option<UserId>,
}
