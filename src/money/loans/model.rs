//! Loans as stored and as shown.

use crate::lending::allocation::{Allocation, AllocationPart};
use crate::lending::payoff::LoanPayoff;
use crate::lending::standing::{DividedPayment, EffectiveSchedule, Freeze, LoanFacts, LoanStanding};
use crate::lending::{LoanContract, RepaymentSchedule};
use crate::money::ledger::model::Purse;
use crate::money::schema::{loan_steps, loans, repayment_lines, repayments};
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{
    ClubId, EntryId, LoanId, MemberId, PersonId, RegulationId, RepaymentId, UserId, column,
};
use crate::platform::log::{self, Audited};
use crate::platform::looks::shown;
use crate::platform::money::{Amount, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Jsonb, Nullable};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// State of a loan. Arrears are no state: they follow from the day.
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
    /// Reason for a new version of a schedule.
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
    /// What a part of a payment pays.
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

impl From<AllocationPart> for RepaymentPart {
    fn from(part: AllocationPart) -> Self {
        match part {
            AllocationPart::LateCharge => Self::LateCharge,
            AllocationPart::Interest => Self::Interest,
            AllocationPart::Principal => Self::Principal,
            AllocationPart::AdvancePrincipal => Self::AdvancePrincipal,
        }
    }
}

/// A loan of a club to a member (khoản vay).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = loans, check_for_backend(diesel::pg::Pg))]
pub struct Loan {
    /// UUID of the loan.
    pub id: LoanId,
    /// UUID of the club that lends.
    pub club_id: ClubId,
    /// UUID of the member who borrows.
    pub member_id: MemberId,
    /// Loan number: counts the club's loans from 1.
    #[schema(example = 12)]
    pub number: i32,
    /// State of the loan.
    pub state: LoanState,
    /// Purpose of the loan (mục đích), in words.
    pub purpose: String,
    /// Amount asked for, đồng.
    pub requested_vnd: Vnd,
    /// Term asked for, in months.
    pub requested_months: i16,
    /// Months of that term in which no principal is due (ân hạn gốc).
    pub grace_months: i16,
    /// Due dates after harvests; null if instalments are due every month.
    #[diesel(deserialize_as = DueDates)]
    pub due_dates: Option<Vec<NaiveDate>>,
    /// Day of the application.
    pub applied_on: NaiveDate,
    /// Day on which the board screened it (thẩm định); null before.
    pub screened_on: Option<NaiveDate>,
    /// UUID of the regulation (quy chế) by which it was decided.
    pub regulation_id: Option<RegulationId>,
    /// Terms, frozen when it was approved; null before.
    #[diesel(deserialize_as = FrozenContract)]
    pub contract: Option<LoanContract>,
    /// Principal approved, đồng: at most what was asked for; null before the decision.
    pub principal_vnd: Option<Vnd>,
    /// Day of the board's decision.
    pub decided_on: Option<NaiveDate>,
    /// UUID of the user who recorded the decision. Another person disburses.
    pub decided_by: Option<UserId>,
    /// Day of the disbursement (giải ngân); null before.
    pub disbursed_on: Option<NaiveDate>,
    /// UUID of the user who recorded the disbursement.
    pub disbursed_by: Option<UserId>,
    /// Whether it was taken over from the books of a club older than the system.
    pub carried_over: bool,
    /// Number of the version of its schedule that was made last; 0 before the first.
    pub schedule_number: i16,
    /// How often it was rescheduled (gia hạn nợ).
    pub reschedules: i16,
    /// Outstanding principal (dư nợ gốc), đồng.
    pub outstanding_vnd: Vnd,
    /// Principal repaid, đồng.
    pub repaid_vnd: Vnd,
    /// Principal written off (xóa nợ), đồng; the debt itself is not forgotten.
    pub written_off_vnd: Vnd,
    /// Recovered after the write-off (thu hồi nợ đã xóa), đồng.
    pub recovered_vnd: Vnd,
    /// Due date of the oldest instalment not fully paid, moved by the days that pauses exclude: days past due on
    /// a day are counted from it. Null if nothing is unpaid.
    pub late_since: Option<NaiveDate>,
    /// Last day of the pause in which the loan stands; null if none is on.
    pub frozen_until: Option<NaiveDate>,
    /// Day on which it was repaid or written off; null while it runs.
    pub closed_on: Option<NaiveDate>,
    /// UUID of the user who entered the application.
    pub recorded_by: UserId,
    /// Version number: one more with each change.
    pub version: i32,
    /// Time at which it was entered, in UTC.
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
pub struct FrozenContract(Option<LoanContract>);

impl Queryable<Nullable<Jsonb>, diesel::pg::Pg> for FrozenContract {
    type Row = Option<serde_json::Value>;
    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(row.map(serde_json::from_value).transpose()?))
    }
}
impl From<FrozenContract> for Option<LoanContract> {
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

/// Everything that is recorded of a disbursed loan: what its arithmetic needs.
#[derive(Debug, Clone)]
pub struct LoanFile {
    /// Terms of the loan.
    pub contract: LoanContract,
    /// Versions of its schedule, by number.
    pub versions: Vec<EffectiveSchedule>,
    /// Payments that were not reversed, in their order.
    pub payments: Vec<DividedPayment>,
    /// Pauses of the loan.
    pub freezes: Vec<Freeze>,
    /// Day and amount of the write-off, if there was one.
    pub written_off: Option<(NaiveDate, Vnd)>,
}

impl LoanFile {
    /// As the arithmetic takes it.
    #[must_use]
    pub fn facts(&self) -> LoanFacts<'_> {
        LoanFacts {
            contract: &self.contract,
            versions: &self.versions,
            payments: &self.payments,
            freezes: &self.freezes,
            written_off: self.written_off,
        }
    }
    /// The schedule that was made last.
    #[must_use]
    pub fn schedule(&self) -> Option<&RepaymentSchedule> {
        self.versions.last().map(|version| &version.schedule)
    }
}

/// A step of an application, as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = loan_steps, check_for_backend(diesel::pg::Pg))]
pub struct LoanStep {
    /// Kind of step: screening or withdrawal.
    pub step: LoanStepKind,
    /// Day of the step.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
    /// What the board found, or why the member withdrew.
    pub note: Option<String>,
    /// UUID of the user who recorded it.
    pub recorded_by: UserId,
}

/// A loan with its guarantors and steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanDetails {
    /// The loan itself.
    #[serde(flatten)]
    pub loan: Loan,
    /// UUIDs of the members who vouch for it (người bảo lãnh).
    pub guarantors: Vec<MemberId>,
    /// Screening and withdrawal of the application, as far as they took place.
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
    /// The loan itself, now screened.
    #[serde(flatten)]
    pub loan: Loan,
    /// Cash and bank of the income fund now, đồng: what there is to lend.
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
    /// UUIDs of the persons.
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
    /// Contract, with the lending rules in it.
    pub contract: LoanContract,
    /// Schedule of instalments (kế hoạch trả nợ).
    pub schedule: RepaymentSchedule,
    /// Sum of the principal of all instalments, đồng.
    pub principal_vnd: Vnd,
    /// Sum of the interest of all instalments, đồng.
    pub interest_vnd: Vnd,
    /// Principal and interest together, đồng.
    pub total_vnd: Vnd,
    /// Agreed rate, in parts per million per year.
    #[schema(example = 84_000)]
    pub nominal_yearly_ppm: u32,
    /// Effective rate of the first schedule on the outstanding principal, in parts per million per year.
    #[schema(example = 84_000)]
    pub effective_yearly_ppm: u32,
    /// Warnings for the board and the borrower; none refuses the loan.
    pub warnings: Vec<LoanWarning>,
}

/// A loan as it would be, with its cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanPreview {
    /// UUID of the regulation (quy chế) whose rules the contract holds.
    pub regulation_id: RegulationId,
    /// Terms and cost that the loan would have.
    #[serde(flatten)]
    pub terms: LoanTerms,
}

/// The schedule of a loan that holds on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanSchedule {
    /// UUID of the loan.
    pub loan_id: LoanId,
    /// Number of the version of the schedule, from 1.
    #[schema(example = 1)]
    pub schedule_number: u16,
    /// First day on which this version holds.
    pub effective_on: NaiveDate,
    /// Terms and cost of the loan.
    #[serde(flatten)]
    pub terms: LoanTerms,
}

/// A part of a payment: what it pays, of which instalment, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = repayment_lines, check_for_backend(diesel::pg::Pg))]
pub struct RepaymentLine {
    /// What this part pays.
    pub part: RepaymentPart,
    /// Number of the instalment, from 1; 0 for a recovery.
    #[schema(example = 1)]
    pub instalment: i16,
    /// Amount of this part, đồng.
    pub amount_vnd: Vnd,
}

/// A payment on a loan (lần trả nợ), without its parts.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = repayments, check_for_backend(diesel::pg::Pg))]
pub struct LoanPaymentHead {
    /// UUID of the repayment.
    pub id: RepaymentId,
    /// Payment number: counts the loan's payments from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// Day of the payment.
    pub paid_on: NaiveDate,
    /// Amount paid, đồng.
    pub amount_vnd: Vnd,
    /// Late charge that the board waived with it (miễn phạt chậm trả), đồng.
    pub waived_vnd: Vnd,
    /// Whether the payment ended the loan.
    pub closes: bool,
    /// Whether it is a recovery, received after the debt was written off.
    pub recovery: bool,
    /// UUID of its entry in the ledger.
    pub entry_id: EntryId,
}

/// A payment on a loan (lần trả nợ), with its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanPayment {
    /// The payment without its parts.
    #[serde(flatten)]
    pub head: LoanPaymentHead,
    /// Parts of the payment, in the order in which it was allocated.
    pub lines: Vec<RepaymentLine>,
}

impl LoanPayment {
    /// As the arithmetic takes it; none for what came in after a write-off.
    #[must_use]
    pub fn payment(&self) -> Option<DividedPayment> {
        let part = |part| match part {
            RepaymentPart::LateCharge => Some(AllocationPart::LateCharge),
            RepaymentPart::Interest => Some(AllocationPart::Interest),
            RepaymentPart::Principal => Some(AllocationPart::Principal),
            RepaymentPart::AdvancePrincipal => Some(AllocationPart::AdvancePrincipal),
            RepaymentPart::Recovery => None,
        };
        let allocation = |line: &RepaymentLine| {
            let instalment = line.instalment.unsigned_abs();
            Some(Allocation { part: part(line.part)?, instalment, amount_vnd: line.amount_vnd })
        };
        (!self.head.recovery).then(|| DividedPayment {
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
    /// UUID of the club.
    pub club_id: ClubId,
    /// UUID of the member who borrowed.
    pub member_id: MemberId,
    /// Loan number in the club, from 1.
    pub number: i32,
    /// UUID of the regulation (quy chế) by which it was decided.
    pub regulation_id: Option<RegulationId>,
    /// Day of the disbursement (giải ngân).
    pub disbursed_on: Option<NaiveDate>,
    /// Whether it was taken over from the books of a club older than the system.
    pub carried_over: bool,
    /// Contract, schedule and cost.
    #[serde(flatten)]
    pub schedule: LoanSchedule,
    /// Standing of the loan at the end of that day: what is owed and what is late.
    pub standing: LoanStanding,
    /// Amount that would end the loan on that day (tất toán), line by line.
    pub payoff: LoanPayoff,
    /// Payments up to that day that were not reversed.
    pub payments: Vec<LoanPayment>,
}

/// A loan of one's own: where it stands in its life and, once it was handed out, its statement of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnLoan {
    /// Loan, whatever its state.
    pub loan: Loan,
    /// Statement of today; null before the disbursement.
    pub statement: Option<LoanStatement>,
}

/// Order of a list of loans.
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

/// Filters and order of the list of loans.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LoanQuery {
    /// Only loans in this state.
    pub state: Option<LoanState>,
    /// Only loans of this member.
    pub member_id: Option<MemberId>,
    /// `true`: only loans in arrears today.
    #[serde(default)]
    pub late: bool,
    /// Order of the list; newest first unless told.
    #[serde(default)]
    #[param(inline)]
    pub sort: LoanSort,
}

/// A loan to be previewed, as if it were disbursed on a day.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "amount_vnd": 5_000_000, "months": 10 }))]
pub struct PreviewedLoan {
    /// Principal, whole đồng.
    pub amount_vnd: Amount,
    /// Term in months, 1 to 36.
    #[validate(range(min = 1, max = 36))]
    #[schema(minimum = 1, maximum = 36)]
    pub months: u8,
    /// Months of the term in which no principal is due (ân hạn gốc); none unless told.
    #[serde(default)]
    #[validate(range(max = 35))]
    #[schema(maximum = 35)]
    pub grace_months: u8,
    /// Due dates after harvests; instalments are due every month unless told.
    #[validate(length(min = 1, max = 36))]
    pub due_dates: Option<Vec<Day>>,
    /// Day of the disbursement, whose regulation counts; today unless told.
    pub on: Option<Day>,
}

/// An application for a loan (đơn xin vay).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "amount_vnd": 5_000_000, "months": 10, "purpose": "Nuôi gà", "applied_on": "2026-11-17", "guarantors": ["018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f"] }))]
pub struct NewLoan {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<LoanId>,
    /// Amount asked for, whole đồng.
    pub amount_vnd: Amount,
    /// Term asked for in months, 1 to 36.
    #[validate(range(min = 1, max = 36))]
    #[schema(minimum = 1, maximum = 36)]
    pub months: u8,
    /// Months of the term in which no principal is due (ân hạn gốc); none unless told.
    #[serde(default)]
    #[validate(range(max = 35))]
    #[schema(maximum = 35)]
    pub grace_months: u8,
    /// Due dates after harvests; instalments are due every month unless told.
    #[validate(length(min = 1, max = 36))]
    pub due_dates: Option<Vec<Day>>,
    /// Purpose of the loan (mục đích), in words.
    pub purpose: Prose<500>,
    /// Day of the application; not in the future.
    pub applied_on: Day,
    /// UUIDs of active members who vouch for her (người bảo lãnh), not of her household.
    #[serde(default)]
    #[validate(length(max = 10))]
    pub guarantors: Vec<MemberId>,
}

/// What the board found about an application (thẩm định).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-18", "note": "Đã đến thăm chuồng gà" }))]
pub struct LoanScreening {
    /// Day of the screening; not in the future.
    pub on: Day,
    /// What the board found, in words.
    pub note: Option<Prose<1000>>,
}

/// That a member does not want the loan any more (rút đơn).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-18", "reason": "Chưa cần nữa" }))]
pub struct LoanWithdrawal {
    /// Day of the withdrawal; not in the future.
    pub on: Day,
    /// Reason of the member, in words.
    pub reason: Option<Prose<1000>>,
}

/// A disbursement (giải ngân): the money is handed out.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-20", "purse": "cash", "document": "PC 12/2026" }))]
pub struct NewDisbursement {
    /// Day of the disbursement; not in the future, not in a closed period.
    pub on: Day,
    /// Cash box or bank from which it is paid; cash unless told.
    #[serde(default)]
    pub purse: Purse,
    /// Number of the voucher (số chứng từ).
    pub document: Option<Line<100>>,
}

impl NewDisbursement {
    /// Out of the cash box.
    #[must_use]
    pub const fn in_cash(on: Day) -> Self {
        Self { on, purse: Purse::Cash, document: None }
    }
}

/// A running loan of a club older than the system. It is active at once, and under the regulation in force on
/// that day.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-11-01", "disbursed_on": "2026-05-17", "principal_vnd": 2_500_000, "months": 6, "next_due_on": "2026-11-17", "purpose": "Nuôi gà" }))]
pub struct CarriedOverLoan {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<LoanId>,
    /// First day on which the loan stands in these books.
    pub on: Day,
    /// Day of the disbursement by the old books.
    pub disbursed_on: Day,
    /// Outstanding principal on that day, whole đồng.
    pub principal_vnd: Amount,
    /// Months left of the term, 1 to 36.
    #[validate(range(min = 1, max = 36))]
    #[schema(minimum = 1, maximum = 36)]
    pub months: u8,
    /// Due date of the next instalment: after that day and within a month; a month after it unless told.
    pub next_due_on: Option<Day>,
    /// Due dates after harvests; instalments are due every month unless told.
    #[validate(length(min = 1, max = 36))]
    pub due_dates: Option<Vec<Day>>,
    /// Purpose of the loan (mục đích), in words.
    pub purpose: Prose<500>,
    /// Number of the voucher (số chứng từ).
    pub document: Option<Line<100>>,
}

shown! { Loan: "loan" of |loan| loan.club_id; }
