//! Loans of other lenders, as stored and as shown.

use crate::money::schema::external_loans;
use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, ExternalLoanId, MemberId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use crate::platform::money::{Amount, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Lender other than the club.
    pub enum ExternalLender {
        /// Ngân hàng Chính sách xã hội.
        SocialPolicyBank,
        /// Another lender.
        Other,
    }
}

/// A loan of another lender to a member.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = external_loans, check_for_backend(diesel::pg::Pg))]
pub struct ExternalLoan {
    /// UUID of the external loan.
    pub id: ExternalLoanId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of the member who borrowed.
    pub member_id: MemberId,
    /// Lender of the money.
    pub lender: ExternalLender,
    /// Amount lent, đồng.
    pub amount_vnd: Vnd,
    /// Day on which it was lent.
    pub lent_on: NaiveDate,
    /// Day on which it was paid back; null while it is owed.
    pub repaid_on: Option<NaiveDate>,
    /// Purpose, in words.
    pub purpose: Option<String>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
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

/// A loan of another lender, to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "lender": "social_policy_bank", "amount_vnd": 50_000_000, "lent_on": "2026-03-10", "purpose": "Nuôi bò sinh sản" }))]
pub struct NewExternalLoan {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ExternalLoanId>,
    /// Lender of the money.
    pub lender: ExternalLender,
    /// Amount lent, whole đồng.
    pub amount_vnd: Amount,
    /// Day on which it was lent: not in the future, and one on which she was an active member.
    pub lent_on: Day,
    /// Day on which it was paid back, if it was.
    pub repaid_on: Option<Day>,
    /// Purpose, in words.
    pub purpose: Option<Line<200>>,
}

/// What a caller may change of another lender's loan. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "repaid_on": "2026-10-01" }))]
pub struct ExternalLoanPatch {
    /// Amount lent, whole đồng, where it was entered wrongly.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub amount_vnd: Option<Amount>,
    /// Day on which it was paid back: neither in the future nor before it was lent.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub repaid_on: Option<Option<Day>>,
}

shown! { ExternalLoan: "external_loan" of |loan| loan.club_id; }
