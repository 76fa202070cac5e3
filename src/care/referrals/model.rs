//! Referrals as stored, as shown and as sent.

use crate::care::schema::{care_cases, referrals};
use crate::platform::fields::{Day, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{CareCaseId, CareVisitId, ClubId, PersonId, ReferralId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Urgency of a referral.
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
    /// State of a referral.
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

/// States that a health station may give a referral.
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

/// A referral to the health station (giới thiệu đến trạm y tế): neither why, nor what was found there.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = referrals, check_for_backend(diesel::pg::Pg))]
pub struct Referral {
    /// UUID of the referral.
    pub id: ReferralId,
    /// UUID of the care case.
    pub case_id: CareCaseId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of the visit that gave rise to it; null if none did.
    pub visit_id: Option<CareVisitId>,
    /// Day on which it was sent.
    pub referred_on: NaiveDate,
    /// Urgency: how soon she should be seen.
    pub urgency: ReferralUrgency,
    /// State of the referral.
    pub state: ReferralState,
    /// Day since which it has been in this state.
    pub state_since: NaiveDate,
    /// Day of the appointment; null if there is none.
    pub appointment_on: Option<NaiveDate>,
    /// Whether the health station recorded what it found.
    #[diesel(select_expression = referrals::result_sealed.is_not_null())]
    pub has_result: bool,
    /// UUID of the user who sent it.
    pub recorded_by: UserId,
    /// UUID of the user who answered for the health station; null before.
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

/// A referral with its reason: tier 3.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = referrals, check_for_backend(diesel::pg::Pg))]
pub struct WholeReferral {
    /// The referral without its reason.
    #[diesel(embed)]
    #[serde(flatten)]
    pub referral: Referral,
    /// Reason of the referral, in words.
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

/// A referral in a list, with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedReferral {
    /// The referral itself.
    #[serde(flatten)]
    pub referral: Referral,
    /// Full name of the person who is sent, family name first.
    #[schema(example = "Lê Văn Mẫu")]
    pub full_name: String,
}

/// The person whom a referral concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = care_cases, check_for_backend(diesel::pg::Pg))]
pub struct ReferralSubject {
    /// UUID of the person.
    pub person_id: PersonId,
    /// UUID of the club that sent her.
    pub club_id: ClubId,
}

/// Findings of the health station, for those who may read health results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReferralResult {
    /// UUID of the referral.
    pub referral_id: ReferralId,
    /// Findings, in words; null as long as nothing was recorded.
    pub result: Option<String>,
}

/// Filter of the list of referrals.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReferralQuery {
    /// Only referrals in this state.
    pub state: Option<ReferralState>,
}

/// A referral to the health station, to be sent.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "referred_on": "2026-11-20", "urgency": "soon", "reason": "Huyết áp cao hai lần đo liền." }))]
pub struct NewReferral {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ReferralId>,
    /// Day of the referral: not in the future, nor before the care began.
    pub referred_on: Day,
    /// Urgency: how soon she should be seen.
    pub urgency: ReferralUrgency,
    /// Reason of the referral, in words.
    pub reason: Prose<1000>,
    /// UUID of the visit that gave rise to it, one of the same case.
    pub visit_id: Option<CareVisitId>,
}

/// The health station's answer to a referral.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "state": "seen", "on": "2026-11-21", "result": "Huyết áp 150/90; đã cấp thuốc." }))]
pub struct ReferralAnswer {
    /// New state of the referral.
    pub state: ReferralAnswerState,
    /// Day of the answer: not in the future, nor before the last step.
    pub on: Day,
    /// Day of the appointment: only with `accepted`.
    pub appointment_on: Option<Day>,
    /// Findings in words, only with `seen`. Encrypted, and in no reply but that of `/result`.
    pub result: Option<Prose<4000>>,
}

/// The withdrawal of a referral by the club.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-21" }))]
pub struct ReferralWithdrawal {
    /// Day of the withdrawal: not in the future, nor before the last step.
    pub on: Day,
}

shown! { ListedReferral: "referral" of |listed| listed.referral.club_id; }
