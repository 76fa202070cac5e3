//! A loan, its state, and the steps of its application.

use crate::lending::LoanContract;
use crate::lending::standing::ArrearsClass;
use crate::money::schema::{loan_steps, loan_transfers, loans};
use crate::platform::http::Versioned;
use crate::platform::ids::{Actor, ClubId, LoanId, MemberId, PersonId, RegulationId, UserId, column};
use crate::platform::log::{self, Audited};
use crate::platform::looks::shown;
use crate::platform::money::Vnd;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Jsonb, Nullable, Text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

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
    /// A step of an application that is no decision.
    pub enum LoanStepKind {
        /// Thành viên tự nộp đơn: the member sent the application herself.
        Application,
        /// Thẩm định.
        Screening,
        /// Rút đơn.
        Withdrawal,
    }
}

/// A loan of a club to a member (khoản vay).
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
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
    pub decided_by: Option<Actor>,
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

/// A class of arrears in its column.
pub struct KeptClass(Option<ArrearsClass>);

impl Queryable<Nullable<Text>, diesel::pg::Pg> for KeptClass {
    type Row = Option<String>;
    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(row.map(|class| class.parse()).transpose()?))
    }
}

impl From<KeptClass> for Option<ArrearsClass> {
    fn from(class: KeptClass) -> Self {
        class.0
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

/// That a loan went from one club to another, with the merger of the two (sáp nhập).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = loan_transfers, check_for_backend(diesel::pg::Pg))]
pub struct LoanTransfer {
    /// UUID of the club that had it.
    pub from_club_id: ClubId,
    /// UUID of the membership under which it stood there.
    pub from_member_id: MemberId,
    /// Loan number that it had there.
    #[schema(example = 12)]
    pub from_number: i32,
    /// Day of the merger: at its end the loan is the next club's.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
}

/// A loan with its guarantors and steps.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LoanDetails {
    /// The loan itself.
    #[serde(flatten)]
    pub loan: Loan,
    /// Class of arrears in which the last reschedule found it: a new schedule hides no arrears. Null where it was never
    /// rescheduled, and once the new schedule is performed: an instalment with principal, due a month or more after the
    /// reschedule, is paid in full.
    pub arrears_class_at_reschedule: Option<ArrearsClass>,
    /// UUIDs of the members who vouch for it (người bảo lãnh).
    pub guarantors: Vec<MemberId>,
    /// UUID of the member, if she sent the application herself; null where an officer entered it.
    pub applied_by: Option<MemberId>,
    /// What she sent herself, screening and withdrawal of the application, as far as they took place.
    pub steps: Vec<LoanStep>,
    /// Clubs whose loan it was before they were merged, the first one first.
    pub transfers: Vec<LoanTransfer>,
}

impl Versioned for LoanDetails {
    fn version(&self) -> i32 {
        self.loan.version
    }
}

/// A loan as screened, and how much there is to lend.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
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

shown! { Loan: "loan" of |loan| loan.club_id; }
