//! Loans as stored and as shown.

use crate::lending::allocation::{Allocation, Part};
use crate::lending::payoff::Payoff;
use crate::lending::standing::{Facts, Freeze, Payment, Standing, Version};
use crate::lending::{Contract, Schedule};
use crate::money::ledger::model::Purse;
use crate::money::schema::{loan_steps, loans, repayment_lines, repayments};
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{
    ClubId, EntryId, LoanId, MemberId, PersonId, RegulationId, RepaymentId, UserId, column,
};
use crate::platform::log::{self, Audited};
use crate::platform::money::{Amount, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Jsonb, Nullable};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Where a loan stands. That it is in arrears is no state: it follows from the day.
    pub enum LoanState {
        /// Đã nộp đơn.
        Submitted,
        /// Đã thẩm định.
        Screened,
        /// Đã duyệt.
        Approved,
        /// Không được duyệt.
        Refused,
        /// Đã rút đơn.
        Withdrawn,
        /// Đã quá hạn giải ngân.
        Expired,
        /// Đang vay.
        Active,
        /// Đã trả hết.
        Repaid,
        /// Đã xóa nợ.
        WrittenOff,
    }
}

column! { text:
    /// Why there is another version of a schedule.
    pub enum ScheduleReason {
        /// Giải ngân.
        Disbursement,
        /// Trả trước một phần.
        PartialPrepayment,
        /// Gia hạn.
        Reschedule,
        /// Hoãn trả.
        Freeze,
        /// Đảo một lần trả.
        Reversal,
        /// Nhận từ sổ cũ.
        CarriedOver,
    }
}

column! { text:
    /// A step of an application that is no decision.
    pub enum LoanStepKind {
        /// Thẩm định.
        Screening,
        /// Rút đơn.
        Withdrawal,
    }
}

column! { text:
    /// What a part of a payment was for.
    pub enum RepaymentPart {
        /// Tiền phạt chậm trả.
        LateCharge,
        /// Tiền lãi.
        Interest,
        /// Tiền gốc của một kỳ.
        Principal,
        /// Tiền gốc trả trước hạn.
        AdvancePrincipal,
        /// Thu hồi nợ đã xóa.
        Recovery,
    }
}

impl From<Part> for RepaymentPart {
    fn from(part: Part) -> Self {
        match part {
            Part::LateCharge => Self::LateCharge,
            Part::Interest => Self::Interest,
            Part::Principal => Self::Principal,
            Part::AdvancePrincipal => Self::AdvancePrincipal,
        }
    }
}

/// A loan of a club to a member (khoản vay).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = loans, check_for_backend(diesel::pg::Pg))]
pub struct Loan {
    /// Its id.
    pub id: LoanId,
    /// The club that lends.
    pub club_id: ClubId,
    /// The member who borrows.
    pub member_id: MemberId,
    /// Counts the club's loans, from 1.
    #[schema(example = 12)]
    pub number: i32,
    /// Where it stands.
    pub state: LoanState,
    /// What for (mục đích).
    pub purpose: String,
    /// How much was asked for, đồng.
    pub requested_vnd: Vnd,
    /// For how many months.
    pub requested_months: i16,
    /// For how many of them principal rests (ân hạn gốc).
    pub grace_months: i16,
    /// Due dates after harvests, if they are not every month.
    #[diesel(deserialize_as = DueDates)]
    pub due_dates: Option<Vec<NaiveDate>>,
    /// When the member applied.
    pub applied_on: NaiveDate,
    /// When the board screened it.
    pub screened_on: Option<NaiveDate>,
    /// The regulation by which it was decided.
    pub regulation_id: Option<RegulationId>,
    /// The terms, frozen when it was approved.
    #[diesel(deserialize_as = FrozenContract)]
    pub contract: Option<Contract>,
    /// How much was approved, đồng: at most what was asked for.
    pub principal_vnd: Option<Vnd>,
    /// When the group decided.
    pub decided_on: Option<NaiveDate>,
    /// Who recorded the decision. Another person disburses.
    pub decided_by: Option<UserId>,
    /// When the money was handed out.
    pub disbursed_on: Option<NaiveDate>,
    /// Who recorded that.
    pub disbursed_by: Option<UserId>,
    /// Whether it was taken over from the books of an older club.
    pub carried_over: bool,
    /// The version of its schedule that was made last.
    pub schedule_number: i16,
    /// How often it was rescheduled (gia hạn).
    pub reschedules: i16,
    /// Principal owed, đồng.
    pub outstanding_vnd: Vnd,
    /// Principal repaid, đồng.
    pub repaid_vnd: Vnd,
    /// Principal written off, đồng; the debt itself is not forgotten.
    pub written_off_vnd: Vnd,
    /// What came in of that later, đồng.
    pub recovered_vnd: Vnd,
    /// Due date of the oldest instalment not fully paid, moved by what pauses exclude: days past due on a day
    /// are the days since.
    pub late_since: Option<NaiveDate>,
    /// Through which day it stands still.
    pub frozen_until: Option<NaiveDate>,
    /// When it was repaid or written off.
    pub closed_on: Option<NaiveDate>,
    /// Who entered the application.
    pub recorded_by: UserId,
    /// Counts the changes.
    pub version: i32,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

impl Versioned for Loan {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Loan {
    const ENTITY: &'static str = "loan";
    const OPEN: &'static [&'static str] = &[
        "id",
        "club_id",
        "member_id",
        "number",
        "state",
        "applied_on",
        "screened_on",
        "regulation_id",
        "decided_on",
        "decided_by",
        "disbursed_on",
        "disbursed_by",
        "carried_over",
        "schedule_number",
        "reschedules",
        "closed_on",
    ];
    fn facts(&self) -> log::Facts {
        log::Facts::MONEY
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

/// A contract in its column.
pub struct FrozenContract(Option<Contract>);

impl Queryable<Nullable<Jsonb>, diesel::pg::Pg> for FrozenContract {
    type Row = Option<serde_json::Value>;
    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(row.map(serde_json::from_value).transpose()?))
    }
}
impl From<FrozenContract> for Option<Contract> {
    fn from(contract: FrozenContract) -> Self {
        contract.0
    }
}

/// Due dates in their column.
pub struct DueDates(Option<Vec<NaiveDate>>);

impl Queryable<Nullable<Array<Nullable<Date>>>, diesel::pg::Pg> for DueDates {
    type Row = Option<Vec<Option<NaiveDate>>>;
    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(row.map(|dates| dates.into_iter().flatten().collect())))
    }
}
impl From<DueDates> for Option<Vec<NaiveDate>> {
    fn from(dates: DueDates) -> Self {
        dates.0
    }
}

/// Everything that is recorded of a loan that was handed out: what its arithmetic needs.
#[derive(Debug, Clone)]
pub struct LoanFile {
    /// The terms.
    pub contract: Contract,
    /// The versions of its schedule, by number.
    pub versions: Vec<Version>,
    /// The payments that stand, in their order.
    pub payments: Vec<Payment>,
    /// The pauses.
    pub freezes: Vec<Freeze>,
    /// When how much was written off.
    pub written_off: Option<(NaiveDate, Vnd)>,
}

impl LoanFile {
    /// As the arithmetic takes it.
    #[must_use]
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            contract: &self.contract,
            versions: &self.versions,
            payments: &self.payments,
            freezes: &self.freezes,
            written_off: self.written_off,
        }
    }
    /// The schedule that was made last.
    #[must_use]
    pub fn schedule(&self) -> Option<&Schedule> {
        self.versions.last().map(|version| &version.schedule)
    }
}

/// A step of an application, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = loan_steps, check_for_backend(diesel::pg::Pg))]
pub struct LoanStep {
    /// Which.
    pub step: LoanStepKind,
    /// When.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
    /// What was found, or why.
    pub note: Option<String>,
    /// Who recorded it.
    pub recorded_by: UserId,
}

/// A loan, with those who vouch for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanDetails {
    /// The loan.
    #[serde(flatten)]
    pub loan: Loan,
    /// The guarantors (người bảo lãnh).
    pub guarantors: Vec<MemberId>,
    /// Its screening and its withdrawal.
    pub steps: Vec<LoanStep>,
}

impl Versioned for LoanDetails {
    fn version(&self) -> i32 {
        self.loan.version
    }
}

/// A loan as screened, and how much there is to lend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScreenedLoan {
    /// The loan.
    #[serde(flatten)]
    pub loan: Loan,
    /// Cash and bank of the income fund now, đồng.
    pub income_fund_vnd: Vnd,
}

impl Versioned for ScreenedLoan {
    fn version(&self) -> i32 {
        self.loan.version
    }
}

/// Those who live under one roof with a borrower, herself among them: interested in her loan.
#[derive(Debug, Clone)]
pub struct Household {
    /// The people.
    pub persons: Vec<PersonId>,
    /// Their memberships in the club that lends, past ones too.
    pub members: Vec<MemberId>,
}

/// What is worth a warning about a loan. Shown, never refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoanWarning {
    /// The loan costs more than 20 % a year of what is really owed (Civil Code 2015, art. 468).
    EffectiveRateAboveLegalCap,
}

/// What a loan is and costs: the same in a preview, of the loan that follows from it, and in its statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanTerms {
    /// The contract, with the rules in it.
    pub contract: Contract,
    /// The schedule.
    pub schedule: Schedule,
    /// Principal of the schedule, đồng.
    pub principal_vnd: Vnd,
    /// Interest of the schedule, đồng.
    pub interest_vnd: Vnd,
    /// Both, đồng.
    pub total_vnd: Vnd,
    /// The agreed yearly rate, in parts per million.
    #[schema(example = 84_000)]
    pub nominal_yearly_ppm: u32,
    /// What the first schedule really costs a year on the outstanding balance, in parts per million.
    #[schema(example = 84_000)]
    pub effective_yearly_ppm: u32,
    /// What the board and the borrower should know.
    pub warnings: Vec<LoanWarning>,
}

/// What a loan would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanPreview {
    /// The regulation whose rules the contract holds.
    pub regulation_id: RegulationId,
    /// What it would be and cost.
    #[serde(flatten)]
    pub terms: LoanTerms,
}

/// The schedule of a loan that holds on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanSchedule {
    /// The loan.
    pub loan_id: LoanId,
    /// Counts the versions, from 1.
    #[schema(example = 1)]
    pub schedule_number: u16,
    /// From which day on it holds.
    pub effective_on: NaiveDate,
    /// What the loan is and costs.
    #[serde(flatten)]
    pub terms: LoanTerms,
}

/// A part of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = repayment_lines, check_for_backend(diesel::pg::Pg))]
pub struct RepaymentLine {
    /// What for.
    pub part: RepaymentPart,
    /// Of which instalment.
    #[schema(example = 1)]
    pub instalment: i16,
    /// Đồng.
    pub amount_vnd: Vnd,
}

/// A payment on a loan, without its parts.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = repayments, check_for_backend(diesel::pg::Pg))]
pub struct LoanPaymentHead {
    /// Its id.
    pub id: RepaymentId,
    /// Counts the loan's payments, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// When.
    pub paid_on: NaiveDate,
    /// How much, đồng.
    pub amount_vnd: Vnd,
    /// How much late charge the board waived with it, đồng.
    pub waived_vnd: Vnd,
    /// Whether it ended the loan.
    pub closes: bool,
    /// Whether it came in after the debt was written off.
    pub recovery: bool,
    /// The entry in the ledger.
    pub entry_id: EntryId,
}

/// A payment on a loan (lần trả nợ), with its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanPayment {
    /// All but its parts.
    #[serde(flatten)]
    pub head: LoanPaymentHead,
    /// What it paid, in the order in which it was allocated.
    pub lines: Vec<RepaymentLine>,
}

impl LoanPayment {
    /// As the arithmetic takes it; none for what came in after a write-off.
    #[must_use]
    pub fn payment(&self) -> Option<Payment> {
        let part = |part| match part {
            RepaymentPart::LateCharge => Some(Part::LateCharge),
            RepaymentPart::Interest => Some(Part::Interest),
            RepaymentPart::Principal => Some(Part::Principal),
            RepaymentPart::AdvancePrincipal => Some(Part::AdvancePrincipal),
            RepaymentPart::Recovery => None,
        };
        let allocation = |line: &RepaymentLine| {
            let instalment = line.instalment.unsigned_abs();
            Some(Allocation { part: part(line.part)?, instalment, amount_vnd: line.amount_vnd })
        };
        (!self.head.recovery).then(|| Payment {
            paid_on: self.head.paid_on,
            allocations: self.lines.iter().filter_map(allocation).collect(),
            late_charge_waived_vnd: self.head.waived_vnd,
        })
    }
}

/// The statement of a loan (sao kê khoản vay) as of a day. Nothing in it changes by what is recorded for a
/// later day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanStatement {
    /// The club.
    pub club_id: ClubId,
    /// The borrower.
    pub member_id: MemberId,
    /// The loan's number in the club.
    pub number: i32,
    /// The regulation by which it was decided.
    pub regulation_id: Option<RegulationId>,
    /// When the money was handed out.
    pub disbursed_on: Option<NaiveDate>,
    /// Whether it was taken over from the books of an older club.
    pub carried_over: bool,
    /// Contract, schedule and cost.
    #[serde(flatten)]
    pub schedule: LoanSchedule,
    /// Where it stands.
    pub standing: Standing,
    /// What would end it on that day.
    pub payoff: Payoff,
    /// All payments up to that day that were not undone.
    pub payments: Vec<LoanPayment>,
}

/// A loan of one's own: where it stands in its life and, once it was handed out, its statement of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnLoan {
    /// The loan.
    pub loan: Loan,
    /// Its statement.
    pub statement: Option<LoanStatement>,
}

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoanSort {
    /// Newest first.
    #[default]
    Newest,
    /// Applications that wait for a decision: poor and near-poor older women first, then by the day of the
    /// application.
    Queue,
}

/// Which loans.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LoanQuery {
    /// Only those in this state.
    pub state: Option<LoanState>,
    /// Only those of this member.
    pub member_id: Option<MemberId>,
    /// Whether only those in arrears today.
    #[serde(default)]
    pub late: bool,
    /// In which order.
    #[serde(default)]
    #[param(inline)]
    pub sort: LoanSort,
}

/// What a loan would be, if it were handed out on a day.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "amount_vnd": 5_000_000, "months": 10 }))]
pub struct PreviewedLoan {
    /// How much.
    pub amount_vnd: Amount,
    /// For how many months.
    #[validate(range(min = 1, max = 36))]
    #[schema(minimum = 1, maximum = 36)]
    pub months: u8,
    /// For how many of them principal rests.
    #[serde(default)]
    #[validate(range(max = 35))]
    #[schema(maximum = 35)]
    pub grace_months: u8,
    /// Due dates after harvests, if they are not every month.
    #[validate(length(min = 1, max = 36))]
    pub due_dates: Option<Vec<Day>>,
    /// Handed out on this day, by the regulation in force on it; today unless told.
    pub on: Option<Day>,
}

/// An application for a loan (đơn xin vay).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "amount_vnd": 5_000_000, "months": 10, "purpose": "Nuôi gà", "applied_on": "2026-11-17", "guarantors": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"] }))]
pub struct NewLoan {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<LoanId>,
    /// How much she asks for.
    pub amount_vnd: Amount,
    /// For how many months.
    #[validate(range(min = 1, max = 36))]
    #[schema(minimum = 1, maximum = 36)]
    pub months: u8,
    /// For how many of them principal rests (ân hạn gốc).
    #[serde(default)]
    #[validate(range(max = 35))]
    #[schema(maximum = 35)]
    pub grace_months: u8,
    /// Due dates after harvests, if they are not every month.
    #[validate(length(min = 1, max = 36))]
    pub due_dates: Option<Vec<Day>>,
    /// What for (mục đích).
    pub purpose: Prose<500>,
    /// When she applied; not in the future.
    pub applied_on: Day,
    /// Active members who vouch for her (người bảo lãnh), not of her household.
    #[serde(default)]
    #[validate(length(max = 10))]
    pub guarantors: Vec<MemberId>,
}

/// What the board found about an application (thẩm định).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-18", "note": "Đã đến thăm chuồng gà" }))]
pub struct LoanScreening {
    /// When; not in the future.
    pub on: Day,
    /// What was found.
    pub note: Option<Prose<1000>>,
}

/// That a member does not want the loan any more (rút đơn).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-18", "reason": "Chưa cần nữa" }))]
pub struct LoanWithdrawal {
    /// When; not in the future.
    pub on: Day,
    /// Why.
    pub reason: Option<Prose<1000>>,
}

/// The money handed out (giải ngân).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-20", "purse": "cash", "document": "PC 12/2026" }))]
pub struct NewDisbursement {
    /// When; not in the future, not in a closed period.
    pub on: Day,
    /// From where: in cash unless said.
    #[serde(default)]
    pub purse: Purse,
    /// Number of the voucher.
    pub document: Option<Line<100>>,
}

impl NewDisbursement {
    /// Out of the cash box.
    #[must_use]
    pub const fn in_cash(on: Day) -> Self {
        Self { on, purse: Purse::Cash, document: None }
    }
}

/// A running loan of a club older than the system. It is active at once, and by the regulation in force on that
/// day.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-01", "disbursed_on": "2026-05-17", "principal_vnd": 2_500_000, "months": 6, "next_due_on": "2026-11-17", "purpose": "Nuôi gà" }))]
pub struct CarriedOverLoan {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<LoanId>,
    /// From which day on it stands in these books.
    pub on: Day,
    /// When the money was handed out, by the old books.
    pub disbursed_on: Day,
    /// How much principal is still owed.
    pub principal_vnd: Amount,
    /// How many months are left.
    #[validate(range(min = 1, max = 36))]
    #[schema(minimum = 1, maximum = 36)]
    pub months: u8,
    /// When the next instalment is due: after that day and within a month; a month after it unless told.
    pub next_due_on: Option<Day>,
    /// Due dates after harvests, if they are not every month.
    #[validate(length(min = 1, max = 36))]
    pub due_dates: Option<Vec<Day>>,
    /// What for.
    pub purpose: Prose<500>,
    /// Number of the voucher.
    pub document: Option<Line<100>>,
}
