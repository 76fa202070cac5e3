//! Repayments as stored, as shown and as asked for.

use crate::lending::{Instalment, Schedule};
use crate::money::ledger::model::{Posting, Purse};
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

/// A repayment, without its lines.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = repayments, check_for_backend(diesel::pg::Pg))]
pub struct RepaymentHead {
    /// Its id.
    pub id: RepaymentId,
    /// The loan.
    pub loan_id: LoanId,
    /// The club.
    pub club_id: ClubId,
    /// Its entry in the ledger.
    pub entry_id: EntryId,
    /// Counts the loan's repayments, from 1.
    #[schema(example = 3)]
    pub number: i32,
    /// When it was paid.
    pub paid_on: NaiveDate,
    /// How much, đồng.
    pub amount_vnd: Vnd,
    /// Late charge that the board waived with it, đồng.
    pub waived_vnd: Vnd,
    /// Why it did.
    pub waived_because: Option<String>,
    /// The version of the schedule that holds after it.
    pub schedule_number: i16,
    /// Whether it ended the loan.
    pub closes: bool,
    /// Whether it came in after the debt was given up.
    pub recovery: bool,
    /// The entry that undid it.
    pub reversed_by: Option<EntryId>,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

/// A repayment (lần trả nợ). It is never changed, only undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Repayment {
    /// All but its lines.
    #[serde(flatten)]
    pub payment: RepaymentHead,
    /// With this code anybody can check the receipt.
    #[schema(example = "7K3M-9QXD-2HTA")]
    pub receipt_code: String,
    /// What it paid; the lines add up to the amount.
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

/// What a payment pays (biên nhận trả nợ), line by line, and where the loan stands after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PaymentReceipt {
    /// The repayment; `null` while it is only looked at.
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<RepaymentId>,
    /// With this code anybody can check the receipt; `null` while it is only looked at.
    #[schema(example = "7K3M-9QXD-2HTA")]
    pub receipt_code: Option<String>,
    /// The loan.
    pub loan_id: LoanId,
    /// When it is paid.
    pub on: NaiveDate,
    /// How much, đồng.
    pub amount_vnd: Vnd,
    /// What it pays; the lines add up to the amount.
    pub lines: Vec<RepaymentLine>,
    /// Late charge that was due, paid by this or not.
    pub late_charge_due_vnd: Vnd,
    /// How much of it is waived.
    pub late_charge_waived_vnd: Vnd,
    /// Whether it comes in after the debt was given up.
    pub recovery: bool,
    /// Whether nothing is owed any more.
    pub closes: bool,
    /// Principal owed before, đồng.
    pub outstanding_before_vnd: Vnd,
    /// Principal owed after, đồng.
    pub outstanding_vnd: Vnd,
    /// What is left of the oldest instalment that is not fully paid.
    pub next_due: Option<Instalment>,
    /// The schedule from now on, if principal was paid in advance.
    pub schedule: Option<Schedule>,
}

/// It never changes, so this is its first version and its last.
impl Versioned for PaymentReceipt {
    fn version(&self) -> i32 {
        1
    }
}

/// A payment on a loan.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-10-17", "amount_vnd": 300_000, "purse": "cash", "document": "PT 07/2026" }))]
pub struct NewRepayment {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<RepaymentId>,
    /// When it was paid: not in the future, not before the last repayment, not in a closed period.
    pub on: Day,
    /// How much: at most what ends the loan on that day.
    pub amount_vnd: Amount,
    /// In cash unless said.
    #[serde(default)]
    pub purse: Purse,
    /// Whether what exceeds the amounts due lowers the principal at once, instead of paying the coming
    /// instalment.
    #[serde(default)]
    pub early: bool,
    /// Why the board waives the late charge that is due, if it does (miễn phạt chậm trả).
    pub late_charge_waived_because: Option<Prose<500>>,
    /// Number of the voucher.
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
    /// The loan as it was.
    pub before: Held<Loan>,
    /// The loan as it is.
    pub after: Loan,
    /// The repayment.
    pub payment: RepaymentHead,
    /// What it pays; its code is that of the entry.
    pub receipt: PaymentReceipt,
    /// The entry to be posted.
    pub posting: Posting,
}

impl PreparedRepayment {
    /// What the change log says of it.
    #[must_use]
    pub fn events(&self) -> [Event; 2] {
        [Event::created(&self.payment), Event::changed("repaid", &*self.before, &self.after)]
    }
}
