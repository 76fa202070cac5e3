//! The change log as it is read.

use crate::platform::ids::{ClubId, MemberId, PersonId, RequestId, UserId};
use crate::platform::tables::{changes, personal_data_reads};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A change, as logged.
#[derive(Debug, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = changes, check_for_backend(diesel::pg::Pg))]
pub struct LoggedChange {
    /// Place in the log; grows.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// By which user; the nil UUID is an operator on the server itself.
    pub actor_id: UserId,
    /// In which request.
    pub request_id: RequestId,
    /// What was done.
    #[schema(example = "updated")]
    pub action: String,
    /// To what kind of thing.
    #[schema(example = "member")]
    pub entity: String,
    /// To which one.
    pub entity_id: Uuid,
    /// Its version afterwards.
    pub version: Option<i32>,
    /// `set` and `was` for open fields, `hidden` names the personal ones.
    #[schema(value_type = Object)]
    pub difference: Value,
    /// For whom, where the actor was the deputy of one who was away.
    pub acting_for: Option<UserId>,
}

/// A logged look at personal data.
#[derive(Debug, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = personal_data_reads, check_for_backend(diesel::pg::Pg))]
pub struct PersonalDataRead {
    /// Place in the log; grows.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who looked.
    pub user_id: UserId,
    /// In which request.
    pub request_id: RequestId,
    /// At whose data.
    pub person_id: PersonId,
    /// Through which club.
    pub club_id: ClubId,
    /// 3: sensitive data; 4: identifiers.
    pub tier: i16,
}

/// Which looks.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReadQuery {
    /// At this member's data.
    pub member_id: Option<MemberId>,
    /// By this user.
    pub user_id: Option<UserId>,
}
