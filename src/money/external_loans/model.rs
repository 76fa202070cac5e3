//! Loans of others, as stored and as shown.

use crate::money::schema::external_loans;
use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, ExternalLoanId, MemberId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::{Amount, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Who lent.
    pub enum ExternalLender {
        /// Ngân hàng Chính sách xã hội.
        SocialPolicyBank,
        /// Another.
        Other,
    }
}

/// A loan of somebody else to a member.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = external_loans, check_for_backend(diesel::pg::Pg))]
pub struct ExternalLoan {
    /// Its id.
    pub id: ExternalLoanId,
    /// The club.
    pub club_id: ClubId,
    /// The member who borrowed.
    pub member_id: MemberId,
    /// Who lent.
    pub lender: ExternalLender,
    /// How much, in đồng.
    pub amount_vnd: Vnd,
    /// When.
    pub lent_on: NaiveDate,
    /// When it was paid back; null while it is owed.
    pub repaid_on: Option<NaiveDate>,
    /// What for.
    pub purpose: Option<String>,
    /// Who entered it.
    pub recorded_by: UserId,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

impl Versioned for ExternalLoan {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for ExternalLoan {
    const ENTITY: &'static str = "external_loan";
    const OPEN: &'static [&'static str] = &["id", "club_id", "member_id"];
    fn facts(&self) -> Facts {
        Facts::NONE
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

/// A loan of somebody else, to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "lender": "social_policy_bank", "amount_vnd": 50_000_000, "lent_on": "2026-03-10", "purpose": "Nuôi bò sinh sản" }))]
pub struct NewExternalLoan {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ExternalLoanId>,
    /// Who lent.
    pub lender: ExternalLender,
    /// How much.
    pub amount_vnd: Amount,
    /// When: not in the future, and on a day on which she was an active member.
    pub lent_on: Day,
    /// When it was paid back, if it was.
    pub repaid_on: Option<Day>,
    /// What for.
    pub purpose: Option<Line<200>>,
}

/// What a caller may change of a loan of somebody else. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "repaid_on": "2026-10-01" }))]
pub struct ExternalLoanPatch {
    /// How much, where it was entered wrongly.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub amount_vnd: Option<Amount>,
    /// When it was paid back: neither in the future nor before it was lent.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub repaid_on: Option<Option<Day>>,
}
