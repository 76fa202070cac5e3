//! Help as stored, as shown and as asked for.

use crate::activity::schema::self_help_actions;
use crate::platform::fields::{Day, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, MemberId, SelfHelpActionId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::{Amount, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Kind of help (hình thức giúp).
    pub enum HelpKind {
        /// Ngày công.
        Labour,
        /// Tiền.
        Money,
        /// Hiện vật.
        Goods,
        /// Kỹ thuật, kinh nghiệm.
        Technique,
    }
}

column! { text:
    /// Beneficiary of help.
    pub enum HelpBeneficiary {
        /// Thành viên.
        Member,
        /// Người dân không phải thành viên.
        Resident,
        /// Cộng đồng.
        Community,
    }
}

/// Help that members gave to one another or to the hamlet (việc tự giúp nhau).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = self_help_actions, check_for_backend(diesel::pg::Pg))]
pub struct SelfHelpAction {
    /// UUID of the action.
    pub id: SelfHelpActionId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Kind of help.
    pub kind: HelpKind,
    /// UUID of the member who helped; null where it was many.
    pub given_by: Option<MemberId>,
    /// UUID of the member who was helped; null where it was no single member.
    pub given_to: Option<MemberId>,
    /// Beneficiary: a member, another resident or the community.
    pub beneficiary: HelpBeneficiary,
    /// Day of the help.
    pub helped_on: NaiveDate,
    /// Labour in half days (nửa ngày công), of all helpers together.
    pub half_days: Option<i16>,
    /// Value, đồng; null where it is not known.
    pub value_vnd: Option<Vnd>,
    /// Helpers, in persons.
    pub helpers: i16,
    /// Remark, in words.
    pub note: Option<String>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for SelfHelpAction {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for SelfHelpAction {
    const ENTITY: &'static str = "self_help_action";
    const OPEN: &'static [&'static str] =
        &["id", "club_id", "kind", "beneficiary", "helped_on", "half_days", "helpers"];
    fn facts(&self) -> Facts {
        Facts::DEEDS
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// What an action says of itself, whether it is new or changed: the fields that have to agree with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = self_help_actions, treat_none_as_null = true)]
pub struct Help {
    /// Kind of help.
    pub kind: HelpKind,
    /// UUID of the member who helped.
    pub given_by: Option<MemberId>,
    /// UUID of the member who was helped.
    pub given_to: Option<MemberId>,
    /// Beneficiary of the help.
    pub beneficiary: HelpBeneficiary,
    /// Day of the help.
    pub helped_on: NaiveDate,
    /// Labour in half days, of all helpers together.
    pub half_days: Option<i16>,
    /// Value, đồng.
    pub value_vnd: Option<Vnd>,
    /// Helpers, in persons.
    pub helpers: i16,
}

/// Help that was given, to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "labour", "beneficiary": "member", "given_to": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "helped_on": "2026-10-12", "half_days": 6, "helpers": 3, "note": "Gặt lúa giúp" }))]
pub struct NewSelfHelpAction {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<SelfHelpActionId>,
    /// Kind of help.
    pub kind: HelpKind,
    /// UUID of the member who helped, if it was one: of the club on that day.
    pub given_by: Option<MemberId>,
    /// UUID of the member who was helped, where it was one: of the club on that day.
    pub given_to: Option<MemberId>,
    /// Beneficiary: a member, another resident or the community.
    pub beneficiary: HelpBeneficiary,
    /// Day of the help; not in the future.
    pub helped_on: Day,
    /// Labour in half days (nửa ngày công), of all helpers together: for labour, and for nothing else.
    #[validate(range(min = 1, max = 2000))]
    pub half_days: Option<i16>,
    /// Value, whole đồng: required for money.
    pub value_vnd: Option<Amount>,
    /// Helpers, in persons; 1 unless told.
    #[serde(default = "one")]
    #[validate(range(min = 1, max = 1000))]
    #[schema(default = 1)]
    pub helpers: i16,
    /// Remark, in words.
    pub note: Option<Prose<1000>>,
}
fn one() -> i16 {
    1
}

/// What a caller may change of help that was given. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "helpers": 4, "note": null }))]
pub struct SelfHelpActionPatch {
    /// Kind of help.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub kind: Option<HelpKind>,
    /// UUID of the member who helped; null where it was many.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub given_by: Option<Option<MemberId>>,
    /// UUID of the member who was helped; null where it was no single member.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub given_to: Option<Option<MemberId>>,
    /// Beneficiary: a member, another resident or the community.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub beneficiary: Option<HelpBeneficiary>,
    /// Day of the help; not in the future.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub helped_on: Option<Day>,
    /// Labour in half days (nửa ngày công), of all helpers together.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i16>, minimum = 1, maximum = 2000)]
    #[validate(range(min = 1, max = 2000))]
    pub half_days: Option<Option<i16>>,
    /// Value, whole đồng.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Amount>)]
    pub value_vnd: Option<Option<Amount>>,
    /// Helpers, in persons.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false, minimum = 1, maximum = 1000)]
    #[validate(range(min = 1, max = 1000))]
    pub helpers: Option<i16>,
    /// Remark, in words.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose<1000>>)]
    pub note: Option<Option<Prose<1000>>>,
}

impl NewSelfHelpAction {
    /// What it says of itself.
    #[must_use]
    pub fn help(&self) -> Help {
        Help {
            kind: self.kind,
            given_by: self.given_by,
            given_to: self.given_to,
            beneficiary: self.beneficiary,
            helped_on: self.helped_on.get(),
            half_days: self.half_days,
            value_vnd: self.value_vnd.map(Amount::vnd),
            helpers: self.helpers,
        }
    }
}

impl SelfHelpActionPatch {
    /// What an action says of itself once it is so changed.
    #[must_use]
    pub fn over(&self, action: &SelfHelpAction) -> Help {
        Help {
            kind: self.kind.unwrap_or(action.kind),
            given_by: self.given_by.unwrap_or(action.given_by),
            given_to: self.given_to.unwrap_or(action.given_to),
            beneficiary: self.beneficiary.unwrap_or(action.beneficiary),
            helped_on: self.helped_on.map_or(action.helped_on, Day::get),
            half_days: self.half_days.unwrap_or(action.half_days),
            value_vnd: self.value_vnd.map_or(action.value_vnd, |value| value.map(Amount::vnd)),
            helpers: self.helpers.unwrap_or(action.helpers),
        }
    }
}
