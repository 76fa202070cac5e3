//! Cases of care as stored, as shown and as entered. What somebody needs, in words, is shown by itself only.

use crate::care::schema::{care_case_volunteers, care_cases, care_visits};
use crate::care::volunteers::model::AssignedTo;
use crate::platform::fields::{BirthDate, Day, Line, Phone, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{
    CareCaseId, CareVisitId, ClubId, MemberId, PersonId, UnitId, UserId, VolunteerId, column,
};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use crate::register::consents::model::{ConsentMethod, ConsentPurpose, NewConsent};
use crate::register::members::model::{NewMember, PersonBasics, Sex};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// State of a care case.
    pub enum CareState {
        /// Đề xuất.
        Proposed,
        /// Đang chăm sóc.
        Active,
        /// Tạm dừng.
        Paused,
        /// Đã kết thúc.
        Closed,
    }
}

column! { text:
    /// Level of help that somebody needs.
    pub enum CareNeed {
        /// Nhẹ.
        Light,
        /// Vừa.
        Moderate,
        /// Nặng.
        Heavy,
    }
}

column! { text:
    /// Reason for which care ended.
    pub enum CareCloseReason {
        /// Đã hồi phục.
        Recovered,
        /// Đã chuyển đi.
        Moved,
        /// Đã mất.
        Died,
        /// Rút lại sự đồng ý.
        ConsentWithdrawn,
        /// Lý do khác.
        Other,
    }
}

column! { text:
    /// Service that a volunteer does on a visit.
    pub enum CareService {
        /// Trò chuyện.
        Company,
        /// Nấu ăn.
        Meal,
        /// Giặt giũ.
        Laundry,
        /// Dọn dẹp.
        Cleaning,
        /// Vệ sinh cá nhân.
        PersonalCare,
        /// Đo huyết áp.
        BloodPressure,
        /// Nhắc uống thuốc.
        MedicineReminder,
        /// Tập vận động.
        Exercise,
        /// Đi chợ, việc vặt.
        Errands,
        /// Giúp sản xuất.
        ProductionHelp,
        /// Việc khác.
        Other,
    }
}

/// A case of care at home (ca chăm sóc tại nhà).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = care_cases, check_for_backend(diesel::pg::Pg))]
pub struct CareCase {
    /// UUID of the case.
    pub id: CareCaseId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of the person who is cared for.
    pub person_id: PersonId,
    /// UUID of her membership of the club; null if she has none.
    pub member_id: Option<MemberId>,
    /// Case number: counts the club's cases from 1.
    pub number: i32,
    /// State of the case.
    pub state: CareState,
    /// Day since which it has been in this state.
    pub state_since: NaiveDate,
    /// Level of help that she needs.
    pub need: CareNeed,
    /// Days from one visit to the next, at most: 1 to 90.
    pub visit_every_days: i16,
    /// Day on which the care began; null before.
    pub started_on: Option<NaiveDate>,
    /// Day on which the care ended; null before.
    pub ended_on: Option<NaiveDate>,
    /// Reason for which it ended; null before.
    pub close_reason: Option<CareCloseReason>,
    /// Day of the last visit; null before the first.
    pub last_visit_on: Option<NaiveDate>,
    /// Day by which somebody should visit her next; null unless she is being cared for.
    pub next_due_on: Option<NaiveDate>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
    /// Time of the last change, in UTC.
    pub updated_at: DateTime<Utc>,
}

/// A case with the volunteers to whom it is assigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssignedCareCase {
    /// The case itself.
    #[serde(flatten)]
    pub case: CareCase,
    /// UUIDs of the volunteers to whom it is assigned now.
    pub volunteers: Vec<VolunteerId>,
}
impl Versioned for AssignedCareCase {
    fn version(&self) -> i32 {
        self.case.version
    }
}

/// A case with what only one reply shows: what she needs, in words.
#[derive(Debug, Clone, Serialize)]
pub struct CareFile {
    /// The case, and to whom it is assigned.
    #[serde(flatten)]
    pub assigned: AssignedCareCase,
    /// What she needs, in words: tier 3.
    pub needs: Option<String>,
}
impl std::ops::Deref for CareFile {
    type Target = CareCase;
    fn deref(&self) -> &CareCase {
        &self.assigned.case
    }
}
impl Versioned for CareFile {
    fn version(&self) -> i32 {
        self.assigned.case.version
    }
}
impl Audited for CareFile {
    const ENTITY: &'static str = AssignedTo::ENTITY;
    const OPEN: &'static [&'static str] = &[
        "id",
        "club_id",
        "person_id",
        "member_id",
        "number",
        "state",
        "state_since",
        "visit_every_days",
        "started_on",
        "ended_on",
        "last_visit_on",
        "next_due_on",
        "volunteers",
    ];
    fn facts(&self) -> Facts {
        Facts::DEEDS
    }
    fn entity_id(&self) -> Uuid {
        self.assigned.case.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.assigned.case.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.assigned.case.version)
    }
}

/// A case in a list, with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedCareCase {
    /// The case itself.
    #[serde(flatten)]
    pub case: CareCase,
    /// Full name of who is cared for, family name first.
    #[schema(example = "Lê Văn Mẫu")]
    pub full_name: String,
}

/// A volunteer to whom a case is assigned.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = care_case_volunteers, check_for_backend(diesel::pg::Pg))]
pub struct CareCaseVolunteer {
    /// UUID of the volunteer.
    pub volunteer_id: VolunteerId,
    /// UUID of her membership of the club.
    #[diesel(select_expression = crate::register::tables::memberships::id)]
    pub member_id: MemberId,
    /// Full name, family name first.
    #[diesel(select_expression = crate::register::tables::persons::full_name)]
    #[schema(example = "Nguyễn Thị Mẫu")]
    pub full_name: String,
    /// Day since which the case has been assigned to her.
    pub since: NaiveDate,
}

/// A visit, as a case shows it: without the note.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = care_visits, check_for_backend(diesel::pg::Pg))]
pub struct RecentCareVisit {
    /// UUID of the visit.
    pub id: CareVisitId,
    /// Day of the visit.
    pub visited_on: NaiveDate,
    /// Time of day at which it began, local time; null if it is not known.
    pub starts_at: Option<NaiveTime>,
    /// Duration in minutes.
    pub minutes: i16,
    /// Services done, each once.
    pub services: Vec<CareService>,
}

/// A case with everything about it that somebody needs at the door.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WholeCareCase {
    /// The case itself.
    #[serde(flatten)]
    pub case: CareCase,
    /// What she needs, in words: tier 3.
    pub needs: Option<String>,
    /// Person who is cared for.
    pub person: PersonBasics,
    /// Volunteers to whom it is assigned now.
    pub volunteers: Vec<CareCaseVolunteer>,
    /// Last five visits, newest first; all of them are a list of their own.
    pub visits: Vec<RecentCareVisit>,
}
impl Versioned for WholeCareCase {
    fn version(&self) -> i32 {
        self.case.version
    }
}

/// A case assigned to the caller, as her telephone keeps it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OwnCareCase {
    /// The case itself.
    #[serde(flatten)]
    pub case: CareCase,
    /// Full name of who is cared for, family name first.
    #[schema(example = "Lê Văn Mẫu")]
    pub full_name: String,
    /// Telephone of the person cared for, in international form.
    #[schema(example = "+84912345678")]
    pub phone: Option<String>,
    /// Address of the person cared for.
    pub address: Option<String>,
    /// Last three visits, newest first.
    pub visits: Vec<RecentCareVisit>,
}

/// Filters of the list of cases.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CareCaseQuery {
    /// Only cases in this state.
    pub state: Option<CareState>,
    /// `true`: only cases whose next visit is due today or was due before. `false`: only the others.
    pub due: Option<bool>,
}

/// A resident of the club's commune who is not a member.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "full_name": "Phạm Thị Mẫu", "sex": "female", "birth": "1941" }))]
pub struct NewResident {
    /// Full name, family name first.
    pub full_name: Line<120>,
    /// Sex of the resident.
    pub sex: Sex,
    /// Date of birth, as far as it is known: a year, a month or a day.
    pub birth: Option<BirthDate>,
    /// Telephone number of the resident.
    pub phone: Option<Phone>,
    /// Address of the resident, in words.
    pub address: Option<Line<200>>,
    /// UUID of the hamlet that she lives in, of the club's commune.
    pub hamlet_id: Option<UnitId>,
}
impl From<&NewResident> for NewMember {
    /// The person alone: what makes a member is left out.
    fn from(who: &NewResident) -> Self {
        Self {
            id: None,
            person_id: None,
            full_name: who.full_name.clone(),
            sex: who.sex,
            birth: who.birth,
            phone: who.phone.clone(),
            address: who.address.clone(),
            hamlet_id: who.hamlet_id,
            applied_on: None,
            joined_on: None,
        }
    }
}

/// The consent to care at home of somebody who is not a member.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text_version": "2026-01", "method": "witness", "given_on": "2026-03-08" }))]
pub struct NewCareConsent {
    /// Version of the text that was read out or signed.
    pub text_version: Line<40>,
    /// Way in which the consent was given.
    pub method: ConsentMethod,
    /// Day on which it was given.
    pub given_on: Day,
    /// Name of who consented for somebody who could not.
    pub on_behalf_by: Option<Line<120>>,
}
impl From<&NewCareConsent> for NewConsent {
    fn from(given: &NewCareConsent) -> Self {
        Self {
            id: None,
            purpose: ConsentPurpose::HomeCare,
            text_version: given.text_version.clone(),
            method: given.method,
            given_on: given.given_on,
            on_behalf_by: given.on_behalf_by.clone(),
        }
    }
}

/// A case, to be proposed: of a member, who has consented before, or of another resident, whose consent comes
/// with it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "need": "moderate", "needs": "Cần người nhắc uống thuốc.", "visit_every_days": 7, "volunteers": [] }))]
pub struct NewCareCase {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<CareCaseId>,
    /// UUID of a member of the club; either this or `resident`.
    pub member_id: Option<MemberId>,
    /// Resident who is not a member; either this or `member_id`.
    #[validate(nested)]
    pub resident: Option<NewResident>,
    /// Consent of the resident; a member's is recorded with the member.
    #[validate(nested)]
    pub consent: Option<NewCareConsent>,
    /// Level of help that she needs.
    pub need: CareNeed,
    /// What she needs, in words: tier 3.
    pub needs: Option<Prose<2000>>,
    /// Days from one visit to the next, at most: 1 to 90.
    #[validate(range(min = 1, max = 90))]
    #[schema(minimum = 1, maximum = 90)]
    pub visit_every_days: i16,
    /// Day of the proposal; today unless told.
    pub proposed_on: Option<Day>,
    /// UUIDs of the volunteers of the club to whom it is assigned.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub volunteers: Vec<VolunteerId>,
}

/// What a caller may change of a case. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "need": "heavy", "visit_every_days": 3 }))]
pub struct CareCasePatch {
    /// Level of help that she needs.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub need: Option<CareNeed>,
    /// What she needs, in words: tier 3.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<2000>>)]
    pub needs: Option<Option<Prose<2000>>>,
    /// Days from one visit to the next, at most: 1 to 90.
    #[serde(default, deserialize_with = "value")]
    #[validate(range(min = 1, max = 90))]
    #[schema(nullable = false, minimum = 1, maximum = 90)]
    pub visit_every_days: Option<i16>,
}

/// All volunteers to whom a case is assigned from today on.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "volunteers": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"] }))]
pub struct CareCaseAssignment {
    /// UUIDs of volunteers of the club; at least one while she is being cared for.
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub volunteers: Vec<VolunteerId>,
}

/// A change of a case's state.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "to": "paused", "on": "2026-11-20" }))]
pub struct CareTransition {
    /// New state of the case.
    pub to: CareState,
    /// First day of the new state: not in the future, nor before the last step or the last visit.
    pub on: Day,
    /// Reason for which the care ends; required for `closed`.
    pub close_reason: Option<CareCloseReason>,
}

shown! {
    ListedCareCase: "care_case" of |listed| listed.case.club_id;
    OwnCareCase: "care_case" of |own| own.case.club_id;
}
