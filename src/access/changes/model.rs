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

/// One entry of the change log.
#[derive(Debug, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = changes, check_for_backend(diesel::pg::Pg))]
pub struct LoggedChange {
    /// Position in the log; grows, with gaps.
    pub seq: i64,
    /// Moment of the change.
    pub at: DateTime<Utc>,
    /// By which user; the nil UUID is an operator on the server itself.
    pub actor_id: UserId,
    /// UUID of the request in which it was made.
    pub request_id: RequestId,
    /// Action: `created`, `updated`, `deleted` …
    #[schema(example = "updated")]
    pub action: String,
    /// Kind of thing that was changed, as the log names it.
    #[schema(example = "member")]
    pub entity: String,
    /// UUID of the thing that was changed.
    pub entity_id: Uuid,
    /// Version of the thing after the change; `null` where it has none.
    pub version: Option<i32>,
    /// Open fields under `set` (after) and `was` (before); `hidden` names the fields with personal data, without
    /// values.
    #[schema(value_type = Object)]
    pub difference: Value,
    /// UUID of the user who was away, where the actor was her deputy.
    pub acting_for: Option<UserId>,
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
