//! Loans as stored and as shown.

use crate::changes::model::Audited;
use crate::column::{ClubId, LoanId, MemberId, RegulationId, UserId, column};
use crate::http::Versioned;
use crate::lending::standing::{Facts, Freeze, Payment, Version};
use crate::lending::{Contract, Schedule};
use crate::money::Vnd;
use crate::schema::loans;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Jsonb, Nullable, Text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Where a loan stands. That it is in arrears is no state: it follows from the day.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[diesel(sql_type = Text)]
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

/// Why there is another version of a schedule.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::IntoStaticStr,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[diesel(sql_type = Text)]
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
column! { text: LoanState, ScheduleReason }

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
pub struct File {
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

impl File {
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
