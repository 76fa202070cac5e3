//! Health insurance, as stored and as shown.

use crate::care::schema::insurance_supports;
use crate::platform::ids::{ClubId, InsuranceSupportId, MemberId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::Rows;
use crate::platform::money::{Amount, Vnd};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Payer of a health insurance card.
    pub enum InsurancePayer {
        /// Ngân sách nhà nước.
        StateBudget,
        /// Bản thân.
        Member,
        /// Gia đình.
        Family,
        /// Câu lạc bộ.
        Club,
        /// Hội Người cao tuổi.
        Association,
        /// Nhà hảo tâm.
        Sponsor,
        /// Khác.
        Other,
    }
}

/// A member's health insurance (BHYT) in a year.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize)]
#[diesel(table_name = insurance_supports, check_for_backend(diesel::pg::Pg))]
pub struct InsuranceSupport {
    /// UUID of the record.
    pub id: InsuranceSupportId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of the member.
    pub member_id: MemberId,
    /// Calendar year of the insurance.
    pub year: i16,
    /// Whether she is insured in that year.
    pub covered: bool,
    /// Payer of the contribution.
    pub payer: InsurancePayer,
    /// Contribution paid, đồng; null if it is not known.
    pub amount_vnd: Option<Vnd>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Audited for InsuranceSupport {
    const ENTITY: &'static str = "insurance_support";
    const OPEN: &'static [&'static str] = &["id", "club_id", "member_id", "year"];
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

/// A member, and whether she is insured in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InsuredMember {
    /// UUID of the member.
    pub member_id: MemberId,
    /// Full name, family name first.
    #[schema(example = "Nguyễn Thị Mẫu")]
    pub full_name: String,
    /// Whether she is insured in that year; null where nothing is recorded.
    pub covered: Option<bool>,
    /// Payer of the contribution; null where nothing is recorded.
    pub payer: Option<InsurancePayer>,
    /// Contribution paid, đồng; null if it is not known.
    pub amount_vnd: Option<Vnd>,
}

/// Year of the list of insured members.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InsuranceQuery {
    /// Calendar year; this one unless told.
    #[validate(range(min = 2000, max = 2200))]
    pub year: Option<i16>,
}

/// What is known of a member's health insurance (BHYT) in a year.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "covered": true, "payer": "state_budget", "amount_vnd": 1_263_600 }))]
pub struct NewInsurance {
    /// Whether she is insured in that year.
    pub covered: bool,
    /// Payer of the contribution, or who would have to pay it.
    pub payer: InsurancePayer,
    /// Contribution paid, if it is known: at most 100 million đồng.
    pub amount_vnd: Option<Amount>,
}

impl Rows for InsuredMember {
    const KIND: &'static str = "insurance_support";
    fn count(&self) -> usize {
        1
    }
}
