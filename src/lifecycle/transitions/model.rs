//! Steps as stored, as shown and as asked for.

use crate::lifecycle::schema::club_transitions;
use crate::money::funds::model::FundWithMoney;
use crate::money::mergers::model::MergerObstacle;
use crate::platform::fields::{Day, Line, Prose};
use crate::platform::http::{Versioned, nullable};
use crate::platform::ids::{ClubId, TransitionId, column};
use crate::platform::log::{Audited, Event, Facts};
use crate::register::clubs::model::{Club, ClubState};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Kind of step in the life of a club.
    pub enum ClubStep {
        /// The dossier is submitted (nộp hồ sơ).
        Dossier,
        /// The dossier is returned (trả hồ sơ).
        Return,
        /// The club is established by decision (quyết định thành lập).
        Establishment,
        /// The club is launched (ra mắt).
        Launch,
        /// The club is suspended (tạm dừng).
        Suspension,
        /// The club goes on after a suspension (hoạt động trở lại).
        Resumption,
        /// The club is merged into another one (sáp nhập vào câu lạc bộ khác).
        Merger,
        /// The club is dissolved (giải thể).
        Dissolution,
    }
}

column! { text:
    /// Authority that decided the establishment.
    pub enum EstablishingAuthority {
        /// People's committee of the commune (Ủy ban nhân dân xã).
        CommuneCommittee,
        /// People's committee of the district (Ủy ban nhân dân huyện), until the districts ended.
        DistrictCommittee,
        /// People's committee of the province (Ủy ban nhân dân tỉnh).
        ProvinceCommittee,
        /// Association of the elderly (Hội Người cao tuổi).
        ElderlyAssociation,
        /// Another authority.
        Other,
    }
}

/// A step that was taken in the life of a club.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = club_transitions, check_for_backend(diesel::pg::Pg))]
pub struct ClubTransition {
    /// UUID of the step.
    pub id: TransitionId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Kind of step.
    pub event: ClubStep,
    /// State of the club before the step.
    pub from_state: ClubState,
    /// State of the club after the step.
    pub to_state: ClubState,
    /// Day on which the step was taken.
    pub occurred_on: NaiveDate,
    /// Number of the decision, once it is known.
    #[schema(example = "45/QĐ-UBND")]
    pub decision_number: Option<String>,
    /// Date of the decision, where the step rests on one.
    pub decision_date: Option<NaiveDate>,
    /// Authority that decided, where the step is the establishment.
    pub authority: Option<EstablishingAuthority>,
    /// Number of members that the decision lists.
    pub listed_members: Option<i32>,
    /// Reason in words.
    pub reason: Option<String>,
    /// Moment at which the step was entered.
    pub created_at: DateTime<Utc>,
}

impl Audited for ClubTransition {
    const ENTITY: &'static str = "club_transition";
    const OPEN: &'static [&'static str] = &[
        "id",
        "club_id",
        "event",
        "from_state",
        "to_state",
        "occurred_on",
        "decision_number",
        "decision_date",
        "authority",
        "listed_members",
    ];
    fn facts(&self) -> Facts {
        Facts::PEOPLE.and(Facts::DEEDS)
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
}

/// What a step did: the club as it is now, and what the change log will say of everything else.
#[derive(Debug)]
pub struct Taken {
    /// The club after the step.
    pub club: Club,
    /// The memberships and the board that changed with it.
    pub events: Vec<Event>,
}

/// Requirement that a dossier or a launch does not meet yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Quy chế: any version for a dossier, one in force for a launch.
    Regulation,
    /// At least one person on the list of members.
    Members,
    /// A board with a chair (chủ nhiệm).
    Chair,
    /// A bookkeeper (kế toán).
    Bookkeeper,
    /// A treasurer (thủ quỹ).
    Treasurer,
    /// Both funds, opened by that day (quỹ tăng thu nhập, quỹ hoạt động).
    Funds,
}

/// Unusual property of a dossier. Shown, never refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DossierWarning {
    /// Fewer than 50 people are listed.
    FewMembers,
}

/// A club whose dossier has been submitted.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SubmittedDossier {
    /// The club, with its dossier submitted.
    #[serde(flatten)]
    pub club: Club,
    /// Number of people listed as members.
    pub listed_members: i64,
    /// What is unusual about the dossier. Shown, never refused.
    pub warnings: Vec<DossierWarning>,
}
impl Versioned for SubmittedDossier {
    fn version(&self) -> i32 {
        self.club.version
    }
}

/// A dossier is complete and goes to the people's committee.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-03-20" }))]
pub struct ClubDossier {
    /// Day on which the dossier was submitted; today unless told.
    pub on: Option<Day>,
}

/// A dossier goes back to those who proposed the club.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "Danh sách thành viên thiếu ngày sinh." }))]
pub struct DossierReturn {
    /// Day of the return; today unless told.
    pub on: Option<Day>,
    /// What has to be put right, in words; at most 1,000 characters.
    pub reason: Prose<1000>,
}

/// The decision that establishes a club.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "decision_number": "45/QĐ-UBND", "decision_date": "2026-04-01", "authority": "commune_committee", "listed_members": 56 }))]
pub struct ClubEstablishment {
    /// Number of the decision. May follow within 30 days.
    pub decision_number: Option<Line<60>>,
    /// Date of the decision: not before the club was proposed, not in the future.
    pub decision_date: Day,
    /// Authority that decided.
    pub authority: EstablishingAuthority,
    /// Number of members that the decision lists, 1 to 10,000.
    #[validate(range(min = 1, max = 10_000))]
    pub listed_members: Option<i32>,
}

/// Details of the decision that established a club, as far as learnt later. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "decision_number": "45/QĐ-UBND" }))]
pub struct ClubEstablishmentPatch {
    /// Number of the decision; `null` clears.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<60>>)]
    pub decision_number: Option<Option<Line<60>>>,
    /// Number of members that the decision lists, 1 to 10,000; `null` clears.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 10_000)]
    #[validate(range(min = 1, max = 10_000))]
    pub listed_members: Option<Option<i32>>,
}

/// The launch of a club (ra mắt).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-04-10" }))]
pub struct ClubLaunch {
    /// The day: not before the decision, not in the future.
    pub on: Day,
}

/// The suspension of an active club (tạm dừng).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-09-01", "reason": "Không sinh hoạt hai kỳ liền." }))]
pub struct ClubSuspension {
    /// First day of the suspension.
    pub on: Day,
    /// Reason in words; at most 1,000 characters.
    pub reason: Prose<1000>,
}

/// The end of a club's suspension (hoạt động trở lại).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-10-01" }))]
pub struct ClubResumption {
    /// First day on which the club is active again.
    pub on: Day,
    /// Reason in words, if there is one; at most 1,000 characters.
    pub reason: Option<Prose<1000>>,
}

/// The merger of a club into another one (sáp nhập).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "into": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "on": "2026-10-17", "decision_number": "81/QĐ-UBND", "decision_date": "2026-10-12", "reason": "Hai xóm sáp nhập." }))]
pub struct ClubMerger {
    /// UUID of the active club of the same commune, in your reach, that takes over members, money and loans.
    pub into: ClubId,
    /// Last day of the club, and the first of its members in the other one: not before the last entry in its books.
    pub on: Day,
    /// Number of the decision, if there is one. Both entries name it.
    pub decision_number: Option<Line<60>>,
    /// Date of the decision; not in the future.
    pub decision_date: Option<Day>,
    /// Reason in words; at most 200 characters. The memberships end with it too.
    pub reason: Line<200>,
}

/// A merger that is only thought of.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "into": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "on": "2026-10-17" }))]
pub struct PreviewedMerger {
    /// UUID of the active club, in your reach, that would take over members, money and loans.
    pub into: ClubId,
    /// Last day of the club.
    pub on: Day,
}

/// What a merger would move, and what stands in its way.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MergerPreview {
    /// UUID of the club that would end.
    pub club_id: ClubId,
    /// UUID of the club that would go on.
    pub into: ClubId,
    /// Day of the merger.
    pub on: NaiveDate,
    /// All that stands in the way; nothing if it can be done.
    pub obstacles: Vec<MergerObstacle>,
    /// Number of memberships that would go on in the other club, those of applicants among them.
    pub members: i64,
    /// Number of those of them who have a membership there already: it is the one that goes on.
    pub in_both: i64,
    /// Funds of the club, with the cash and the bank money that would move.
    pub funds: Vec<FundWithMoney>,
    /// Accounts on which there is anything.
    pub accounts: Vec<String>,
}

/// The dissolution of a club (giải thể).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-10-01", "decision_number": "77/QĐ-UBND", "decision_date": "2026-09-28", "reason": "Không còn đủ thành viên." }))]
pub struct ClubDissolution {
    /// Last day of the club.
    pub on: Day,
    /// Number of the decision, if there is one.
    pub decision_number: Option<Line<60>>,
    /// Date of the decision; not in the future.
    pub decision_date: Option<Day>,
    /// Reason in words; at most 200 characters. The memberships end with it too.
    pub reason: Line<200>,
}
