//! Cases as stored, as listed and as shown.

use crate::activity::schema::rights_cases;
use crate::platform::fields::{Day, Prose, client_made};
use crate::platform::http::{Versioned, value};
use crate::platform::ids::{ClubId, MemberId, RightsCaseId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Matter of a case about a member's right.
    pub enum RightsIssue {
        /// Trợ cấp xã hội.
        SocialAllowance,
        /// Bảo hiểm y tế.
        HealthInsurance,
        /// Đất đai.
        Land,
        /// Nhà ở.
        Housing,
        /// Giấy tờ tùy thân.
        IdentityPapers,
        /// Thừa kế.
        Inheritance,
        /// Bạo lực, ngược đãi.
        Violence,
        /// Lừa đảo.
        Fraud,
        /// Việc khác.
        Other,
    }
}

column! { text:
    /// State of a case.
    pub enum RightsCaseState {
        /// Câu lạc bộ đã tiếp nhận.
        Open,
        /// Đã chuyển cơ quan có thẩm quyền.
        WithAuthority,
        /// Đã giải quyết.
        Settled,
        /// Không tiếp tục.
        Dropped,
    }
}

impl RightsCaseState {
    /// Whether it is over.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Settled | Self::Dropped)
    }
    /// Whether this may follow: `open → with_authority → settled | dropped`, and what was opened may be dropped.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Open, Self::WithAuthority | Self::Dropped)
                | (Self::WithAuthority, Self::Settled | Self::Dropped)
        )
    }
}

/// A case of a member for whose right the club stands up (bảo vệ quyền, lợi ích), as listed: neither its story
/// nor its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = rights_cases, check_for_backend(diesel::pg::Pg))]
pub struct RightsCase {
    /// UUID of the case.
    pub id: RightsCaseId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of the member whose right it is.
    pub member_id: MemberId,
    /// Matter of the case, such as a social allowance.
    pub issue: RightsIssue,
    /// State of the case.
    pub state: RightsCaseState,
    /// Day on which the club took it up.
    pub opened_on: NaiveDate,
    /// Day on which it was put before an authority (cơ quan có thẩm quyền); null before.
    pub sent_on: Option<NaiveDate>,
    /// Day on which it was settled or dropped; null while it is open.
    pub closed_on: Option<NaiveDate>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
    /// Time of the last change, in UTC.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for RightsCase {
    fn version(&self) -> i32 {
        self.version
    }
}

/// A case with its story and its outcome: tier 3.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = rights_cases, check_for_backend(diesel::pg::Pg))]
pub struct WholeRightsCase {
    /// The case without story and outcome.
    #[diesel(embed)]
    #[serde(flatten)]
    pub case: RightsCase,
    /// Story of the case, in words.
    pub description: String,
    /// Outcome of the case, in words; null while it is open.
    pub outcome: Option<String>,
}

impl Versioned for WholeRightsCase {
    fn version(&self) -> i32 {
        self.case.version
    }
}
impl Audited for WholeRightsCase {
    const ENTITY: &'static str = "rights_case";
    const OPEN: &'static [&'static str] = &["id", "club_id", "state", "opened_on", "sent_on", "closed_on"];
    fn facts(&self) -> Facts {
        Facts::DEEDS
    }
    fn entity_id(&self) -> Uuid {
        self.case.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.case.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.case.version)
    }
}

/// A case to be taken up.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "issue": "social_allowance", "description": "Đủ tuổi nhưng chưa được hưởng trợ cấp.", "opened_on": "2026-11-02" }))]
pub struct NewRightsCase {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<RightsCaseId>,
    /// UUID of the member whose right it is: of the club on that day.
    pub member_id: MemberId,
    /// Matter of the case, such as a social allowance.
    pub issue: RightsIssue,
    /// Story of the case, in words.
    pub description: Prose<4000>,
    /// Day on which the club took it up; not in the future.
    pub opened_on: Day,
}

/// What a caller may change of a case. Absent leaves alone.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "issue": "health_insurance" }))]
pub struct RightsCasePatch {
    /// Matter of the case, such as a social allowance.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub issue: Option<RightsIssue>,
    /// Story of the case, in words.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub description: Option<Prose<4000>>,
    /// Outcome in words, only of a case that is over.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub outcome: Option<Prose<2000>>,
}

/// A step of a case, to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "to": "with_authority", "on": "2026-11-20" }))]
pub struct RightsCaseStep {
    /// New state: `with_authority`, then `settled` or `dropped`.
    pub to: RightsCaseState,
    /// Day of the step: neither in the future nor before the last step.
    pub on: Day,
    /// Outcome in words: required where the case ends, and only there.
    pub outcome: Option<Prose<2000>>,
}

shown! { RightsCase: "rights_case" of |case| case.club_id; }
