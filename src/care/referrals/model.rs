//! Referrals as stored, as shown and as sent.

use crate::care::schema::{care_cases, referrals};
use crate::platform::fields::{Day, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{CareCaseId, CareVisitId, ClubId, PersonId, ReferralId, UserId, column};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// How soon somebody should be seen.
    pub enum ReferralUrgency {
        /// Thông thường.
        Routine,
        /// Sớm.
        Soon,
        /// Khẩn cấp.
        Urgent,
    }
}

column! { text:
    /// Where a referral stands.
    pub enum ReferralState {
        /// Đã gửi.
        Sent,
        /// Trạm y tế đã nhận, có thể đã hẹn khám.
        Accepted,
        /// Đã khám.
        Seen,
        /// Trạm y tế không nhận.
        Declined,
        /// Đã rút.
        Withdrawn,
    }
}

/// What a health station says of a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReferralAnswerState {
    /// Nhận, có thể hẹn khám.
    Accepted,
    /// Đã khám.
    Seen,
    /// Không nhận.
    Declined,
}
impl From<ReferralAnswerState> for ReferralState {
    fn from(answer: ReferralAnswerState) -> Self {
        match answer {
            ReferralAnswerState::Accepted => Self::Accepted,
            ReferralAnswerState::Seen => Self::Seen,
            ReferralAnswerState::Declined => Self::Declined,
        }
    }
}

/// Somebody sent to the health station: neither why, nor what was found there.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = referrals, check_for_backend(diesel::pg::Pg))]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// UUID of the care case.
    pub case_id: CareCaseId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// The visit that gave rise to it.
    pub visit_id: Option<CareVisitId>,
    /// When it was sent.
    pub referred_on: NaiveDate,
    /// How soon she should be seen.
    pub urgency: ReferralUrgency,
    /// Where it stands.
    pub state: ReferralState,
    /// Since when.
    pub state_since: NaiveDate,
    /// When she is to come.
    pub appointment_on: Option<NaiveDate>,
    /// Whether the health station recorded what it found.
    #[diesel(select_expression = referrals::result_sealed.is_not_null())]
    pub has_result: bool,
    /// UUID of the user who sent it.
    pub recorded_by: UserId,
    /// Who answered.
    pub answered_by: Option<UserId>,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}
impl Versioned for Referral {
    fn version(&self) -> i32 {
        self.version
    }
}

/// A referral and why: tier 3.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = referrals, check_for_backend(diesel::pg::Pg))]
pub struct WholeReferral {
    /// The referral.
    #[diesel(embed)]
    #[serde(flatten)]
    pub referral: Referral,
    /// Why.
    pub reason: String,
}
impl std::ops::Deref for WholeReferral {
    type Target = Referral;
    fn deref(&self) -> &Referral {
        &self.referral
    }
}
impl Versioned for WholeReferral {
    fn version(&self) -> i32 {
        self.referral.version
    }
}
impl Audited for WholeReferral {
    const ENTITY: &'static str = "referral";
    const OPEN: &'static [&'static str] = &[
        "id",
        "case_id",
        "club_id",
        "visit_id",
        "referred_on",
        "urgency",
        "state",
        "state_since",
        "appointment_on",
        "has_result",
        "answered_by",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.referral.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.referral.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.referral.version)
    }
}

/// A referral in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedReferral {
    /// The referral.
    #[serde(flatten)]
    pub referral: Referral,
    /// Full name of who is sent, family name first.
    #[schema(example = "Lê Văn Mẫu")]
    pub full_name: String,
}

/// Whose a referral is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = care_cases, check_for_backend(diesel::pg::Pg))]
pub struct ReferralSubject {
    /// The person.
    pub person_id: PersonId,
    /// Through which club.
    pub club_id: ClubId,
}

/// What the health station found: for those who may read health results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReferralResult {
    /// The referral.
    pub referral_id: ReferralId,
    /// What was found; null as long as nothing was recorded.
    pub result: Option<String>,
}

/// Which referrals.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReferralQuery {
    /// Only those in this state.
    pub state: Option<ReferralState>,
}

/// A referral, to be sent.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "referred_on": "2026-11-20", "urgency": "soon", "reason": "Huyết áp cao hai lần đo liền." }))]
pub struct NewReferral {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ReferralId>,
    /// When: not in the future, nor before the care began.
    pub referred_on: Day,
    /// How soon she should be seen.
    pub urgency: ReferralUrgency,
    /// Why.
    pub reason: Prose<1000>,
    /// The visit that gave rise to it, one of the same case.
    pub visit_id: Option<CareVisitId>,
}

/// What the health station says.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "state": "seen", "on": "2026-11-21", "result": "Huyết áp 150/90; đã cấp thuốc." }))]
pub struct ReferralAnswer {
    /// What it comes to.
    pub state: ReferralAnswerState,
    /// When: not in the future, nor before the last step.
    pub on: Day,
    /// When she is to come: only with `accepted`.
    pub appointment_on: Option<Day>,
    /// What was found: only with `seen`. Sealed, and in no reply but that of `/result`.
    pub result: Option<Prose<4000>>,
}

/// The withdrawal of a referral.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-21" }))]
pub struct ReferralWithdrawal {
    /// When: not in the future, nor before the last step.
    pub on: Day,
}
