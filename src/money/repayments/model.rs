//! Repayments as stored, as shown and as asked for.

use crate::lending::{Instalment, RepaymentSchedule};
use crate::money::ledger::model::{EntryWarning, Posting, Purse};
use crate::money::loans::model::{Loan, RepaymentLine};
use crate::money::schema::repayments;
use crate::platform::db::Held;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, EntryId, LoanId, RepaymentId, UserId};
use crate::platform::log::{Audited, Event, Facts};
use crate::platform::money::{Amount, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A repayment (lần trả nợ), without its lines.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = repayments, check_for_backend(diesel::pg::Pg))]
pub struct RepaymentHead {
    /// UUID of the repayment.
    pub id: RepaymentId,
    /// UUID of the loan.
    pub loan_id: LoanId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of its entry in the ledger.
    pub entry_id: EntryId,
    /// Repayment number: counts the loan's repayments from 1.
    #[schema(example = 3)]
    pub number: i32,
    /// Day of the repayment.
    pub paid_on: NaiveDate,
    /// Amount paid, đồng.
    pub amount_vnd: Vnd,
    /// Late charge that the board waived with it (miễn phạt chậm trả), đồng.
    pub waived_vnd: Vnd,
    /// Reason of the waiver, in words; null if nothing was waived.
    pub waived_because: Option<String>,
    /// Number of the version of the schedule that holds after it.
    pub schedule_number: i16,
    /// Whether the repayment ended the loan.
    pub closes: bool,
    /// Whether it is a recovery, received after the debt was written off.
    pub recovery: bool,
    /// UUID of the entry that reversed it; null while it stands.
    pub reversed_by: Option<EntryId>,
    /// UUID of the user who recorded it.
    pub recorded_by: UserId,
    /// Time at which it was recorded, in UTC.
    pub created_at: DateTime<Utc>,
}

/// A repayment (lần trả nợ). It is never changed, only reversed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Repayment {
    /// The repayment without its lines.
    #[serde(flatten)]
    pub payment: RepaymentHead,
    /// Receipt code: anybody who holds it can check the receipt, without a token.
    #[schema(example = "7K3M-9QXD-2HTA")]
    pub receipt_code: String,
    /// Parts of the repayment; they add up to the amount.
    pub lines: Vec<RepaymentLine>,
}

/// It never changes but to be undone: its version says whether it was.
impl Versioned for Repayment {
    fn version(&self) -> i32 {
        if self.payment.reversed_by.is_some() { 2 } else { 1 }
    }
}
impl Audited for RepaymentHead {
    const ENTITY: &'static str = "repayment";
    const OPEN: &'static [&'static str] = &[
        "id",
        "loan_id",
        "club_id",
        "entry_id",
        "number",
        "paid_on",
        "schedule_number",
        "closes",
        "recovery",
        "reversed_by",
    ];
    fn facts(&self) -> Facts {
        Facts::MONEY
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
}

/// What a repayment pays (biên nhận trả nợ), line by line, and where the loan stands after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PaymentReceipt {
    /// UUID of the repayment; `null` in a preview.
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<RepaymentId>,
    /// Receipt code: anybody who holds it can check the receipt; `null` in a preview.
    #[schema(example = "7K3M-9QXD-2HTA")]
    pub receipt_code: Option<String>,
    /// UUID of the loan.
    pub loan_id: LoanId,
    /// Day of the repayment.
    pub on: NaiveDate,
    /// Amount paid, đồng.
    pub amount_vnd: Vnd,
    /// Parts of the repayment; they add up to the amount.
    pub lines: Vec<RepaymentLine>,
    /// Late charge due on that day, đồng, whether this pays it or not.
    pub late_charge_due_vnd: Vnd,
    /// Late charge waived of it (miễn phạt chậm trả), đồng.
    pub late_charge_waived_vnd: Vnd,
    /// Whether it is a recovery, received after the debt was written off.
    pub recovery: bool,
    /// Whether it ends the loan: nothing is owed any more.
    pub closes: bool,
    /// Outstanding principal before it, đồng.
    pub outstanding_before_vnd: Vnd,
    /// Outstanding principal after it, đồng.
    pub outstanding_vnd: Vnd,
    /// What is left of the oldest instalment that is not fully paid; `null` if nothing is.
    pub next_due: Option<Instalment>,
    /// Schedule from now on; `null` unless principal was paid in advance.
    pub schedule: Option<RepaymentSchedule>,
    /// What is doubtful about it, such as that somebody else entered the same; empty in a preview.
    pub warnings: Vec<EntryWarning>,
}

/// It never changes, so this is its first version and its last.
impl Versioned for PaymentReceipt {
    fn version(&self) -> i32 {
        1
    }
}

/// A repayment (lần trả nợ), to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-10-17", "amount_vnd": 300_000, "purse": "cash", "document": "PT 07/2026" }))]
pub struct NewRepayment {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<RepaymentId>,
    /// Day of the repayment: not in the future, not before the last one, not in a closed period.
    pub on: Day,
    /// Amount, whole đồng: at most what ends the loan on that day.
    pub amount_vnd: Amount,
    /// Cash box or bank into which it was paid; cash unless told.
    #[serde(default)]
    pub purse: Purse,
    /// Whether what exceeds the amounts due lowers the principal at once, instead of paying the coming
    /// instalment.
    #[serde(default)]
    pub early: bool,
    /// Reason for which the board waives the late charge that is due (miễn phạt chậm trả); it is not waived
    /// unless told.
    pub late_charge_waived_because: Option<Prose<500>>,
    /// Number of the voucher (số chứng từ).
    pub document: Option<Line<100>>,
}

impl NewRepayment {
    /// A payment in cash and nothing else.
    #[must_use]
    pub fn in_cash(on: Day, amount_vnd: Amount, early: bool) -> Self {
        Self {
            id: None,
            on,
            amount_vnd,
            purse: Purse::Cash,
            early,
            late_charge_waived_because: None,
            document: None,
        }
    }
}

/// A repayment with everything but its entry, which is posted later in the same transaction.
#[derive(Debug)]
pub struct PreparedRepayment {
    /// Loan before the repayment.
    pub before: Held<Loan>,
    /// Loan after the repayment.
    pub after: Loan,
    /// Repayment as stored.
    pub payment: RepaymentHead,
    /// Receipt; its code is that of the entry.
    pub receipt: PaymentReceipt,
    /// Entry to be posted.
    pub posting: Posting,
}

impl PreparedRepayment {
    /// What the change log says of it.
    #[must_use]
    pub fn events(&self) -> [Event; 2] {
        [Event::created(&self.payment), Event::changed("repaid", &*self.before, &self.after)]
    }
}
