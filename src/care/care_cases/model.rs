//! Cases of care as stored, as shown and as entered. What somebody needs, in words, is shown by itself only.

use crate::care::schema::{care_case_volunteers, care_cases, care_visits};
use crate::care::volunteers::model::AssignedTo;
use crate::platform::fields::{BirthDate, Day, Line, Phone, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{
    CareCaseId, CareVisitId, ClubId, MemberId, PersonId, UnitId, UserId, VolunteerId, column,
};
use crate::platform::log::{Audited, Facts};
use crate::register::consents::model::{ConsentMethod, NewConsent, Purpose};
use crate::register::members::model::{NewMember, PersonBasics, Sex};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Where the care stands.
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
    /// How much help somebody needs.
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
    /// Why care ended.
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
    /// What a volunteer did on a visit.
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

/// Somebody for whom the club cares at home.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = care_cases, check_for_backend(diesel::pg::Pg))]
pub struct CareCase {
    /// Its id.
    pub id: CareCaseId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Who is cared for.
    pub person_id: PersonId,
    /// Her membership of the club; null if she has none.
    pub member_id: Option<MemberId>,
    /// Its number in the club.
    pub number: i32,
    /// Where the care stands.
    pub state: CareState,
    /// Since when.
    pub state_since: NaiveDate,
    /// How much help she needs.
    pub need: CareNeed,
    /// Somebody should visit her at least every so many days.
    pub visit_every_days: i16,
    /// When the care began.
    pub started_on: Option<NaiveDate>,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
    /// Why it ended.
    pub close_reason: Option<CareCloseReason>,
    /// The last visit.
    pub last_visit_on: Option<NaiveDate>,
    /// When somebody should visit her next; null while she is not being cared for.
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

/// A case and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssignedCareCase {
    /// The case.
    #[serde(flatten)]
    pub case: CareCase,
    /// The volunteers to whom it is assigned now.
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
    /// The case.
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

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedCareCase {
    /// The case.
    #[serde(flatten)]
    pub case: CareCase,
    /// Full name of who is cared for, family name first.
    #[schema(example = "Lê Văn Mẫu")]
    pub full_name: String,
}

/// A volunteer of a case, for her dates.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = care_case_volunteers, check_for_backend(diesel::pg::Pg))]
pub struct CareCaseVolunteer {
    /// The volunteer.
    pub volunteer_id: VolunteerId,
    /// Her membership.
    #[diesel(select_expression = crate::register::tables::memberships::id)]
    pub member_id: MemberId,
    /// Full name, family name first.
    #[diesel(select_expression = crate::register::tables::persons::full_name)]
    #[schema(example = "Nguyễn Thị Mẫu")]
    pub full_name: String,
    /// Since when the case is hers.
    pub since: NaiveDate,
}

/// A visit, as a case shows it: without the note.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = care_visits, check_for_backend(diesel::pg::Pg))]
pub struct RecentCareVisit {
    /// Its id.
    pub id: CareVisitId,
    /// When.
    pub visited_on: NaiveDate,
    /// At what time, if it is known.
    pub starts_at: Option<NaiveTime>,
    /// Duration in minutes.
    pub minutes: i16,
    /// What was done.
    pub services: Vec<CareService>,
}

/// A case with everything about it that somebody needs at the door.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WholeCareCase {
    /// The case.
    #[serde(flatten)]
    pub case: CareCase,
    /// What she needs, in words.
    pub needs: Option<String>,
    /// Who is cared for.
    pub person: PersonBasics,
    /// The volunteers to whom it is assigned now.
    pub volunteers: Vec<CareCaseVolunteer>,
    /// The last five visits, newest first; all of them are a list of their own.
    pub visits: Vec<RecentCareVisit>,
}
impl Versioned for WholeCareCase {
    fn version(&self) -> i32 {
        self.case.version
    }
}

/// A case that is the caller's own, as her telephone keeps it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OwnCareCase {
    /// The case.
    #[serde(flatten)]
    pub case: CareCase,
    /// Full name of who is cared for, family name first.
    #[schema(example = "Lê Văn Mẫu")]
    pub full_name: String,
    /// Her telephone.
    #[schema(example = "+84912345678")]
    pub phone: Option<String>,
    /// Her address.
    pub address: Option<String>,
    /// The last three visits, newest first.
    pub visits: Vec<RecentCareVisit>,
}

/// Which cases.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CareCaseQuery {
    /// Only those in this state.
    pub state: Option<CareState>,
    /// `true`: only those whose next visit is due today or was due before. `false`: only the others.
    pub due: Option<bool>,
}

/// Somebody who lives in the club's commune and is no member.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "full_name": "Phạm Thị Mẫu", "sex": "female", "birth": "1941" }))]
pub struct NewResident {
    /// Full name, family name first.
    pub full_name: Line<120>,
    /// Sex.
    pub sex: Sex,
    /// Birth date as far as it is known.
    pub birth: Option<BirthDate>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Address.
    pub address: Option<Line<200>>,
    /// The hamlet that she lives in, of the club's commune.
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

/// The consent to care at home of somebody who is no member.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text_version": "2026-01", "method": "witness", "given_on": "2026-03-08" }))]
pub struct NewCareConsent {
    /// Which version of the text was read out or signed.
    pub text_version: Line<40>,
    /// How.
    pub method: ConsentMethod,
    /// When.
    pub given_on: Day,
    /// Who spoke for somebody who could not.
    pub on_behalf_by: Option<Line<120>>,
}
impl From<&NewCareConsent> for NewConsent {
    fn from(given: &NewCareConsent) -> Self {
        Self {
            id: None,
            purpose: Purpose::HomeCare,
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
    /// A member of the club; or else `resident`.
    pub member_id: Option<MemberId>,
    /// Somebody else; or else `member_id`.
    #[validate(nested)]
    pub resident: Option<NewResident>,
    /// The resident's consent; a member's is recorded with the member.
    #[validate(nested)]
    pub consent: Option<NewCareConsent>,
    /// How much help she needs.
    pub need: CareNeed,
    /// What she needs, in words.
    pub needs: Option<Prose<2000>>,
    /// Somebody should visit her at least every so many days.
    #[validate(range(min = 1, max = 90))]
    #[schema(minimum = 1, maximum = 90)]
    pub visit_every_days: i16,
    /// When it was proposed; today unless told.
    pub proposed_on: Option<Day>,
    /// The volunteers of the club to whom it is assigned.
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
    /// How much help she needs.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub need: Option<CareNeed>,
    /// What she needs, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<2000>>)]
    pub needs: Option<Option<Prose<2000>>>,
    /// Somebody should visit her at least every so many days.
    #[serde(default, deserialize_with = "value")]
    #[validate(range(min = 1, max = 90))]
    #[schema(nullable = false, minimum = 1, maximum = 90)]
    pub visit_every_days: Option<i16>,
}

/// All to whom a case is assigned from today on.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "volunteers": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"] }))]
pub struct CareCaseAssignment {
    /// Volunteers of the club; at least one while she is being cared for.
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub volunteers: Vec<VolunteerId>,
}

/// A step in the care.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "to": "paused", "on": "2026-11-20" }))]
pub struct CareTransition {
    /// The new state.
    pub to: CareState,
    /// From which day on: not in the future, nor before the last step or the last visit.
    pub on: Day,
    /// Why it ends; required for `closed`.
    pub close_reason: Option<CareCloseReason>,
}
