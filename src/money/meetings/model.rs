//! Meetings as stored, as shown and as recorded.

use crate::money::cash_counts::model::{CashCount, NewCashCount};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Entry, MoneySource, Movement};
use crate::money::loans::model::{Loan, NewLoan};
use crate::money::repayments::model::Repayment;
use crate::money::schema::{meeting_attendances, meeting_resolutions, meetings};
use crate::platform::fields::{Day, Line, Moment, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, LoanId, MeetingId, MemberId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::Amount;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// What kind of meeting.
    pub enum MeetingKind {
        /// Sinh hoạt hằng tháng.
        Monthly,
        /// Sinh hoạt bất thường.
        Extraordinary,
        /// Họp ban chủ nhiệm.
        Board,
        /// Họp thành lập.
        Founding,
        /// Tổng kết năm.
        Annual,
    }
}

column! { text:
    /// Whether a member came.
    pub enum MeetingPresence {
        /// Có mặt.
        Present,
        /// Vắng có phép.
        Excused,
        /// Vắng.
        Absent,
    }
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = meetings, check_for_backend(diesel::pg::Pg))]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// The club.
    pub club_id: ClubId,
    /// What kind.
    pub kind: MeetingKind,
    /// When.
    pub held_on: NaiveDate,
    /// Where.
    pub place: Option<String>,
    /// What was said and decided (biên bản).
    pub minutes: Option<String>,
    /// How many came who are no members.
    pub guests: i16,
    /// How many members came.
    pub present: i16,
    /// Who sent it.
    pub recorded_by: UserId,
    /// When a phone recorded it, by its own clock.
    pub recorded_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: i32,
    /// When it arrived.
    pub created_at: DateTime<Utc>,
}

impl Versioned for Meeting {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Meeting {
    const ENTITY: &'static str = "meeting";
    const OPEN: &'static [&'static str] = &["id", "club_id", "kind", "held_on", "guests", "present"];
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

/// Whether a member came to a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[diesel(table_name = meeting_attendances, check_for_backend(diesel::pg::Pg))]
pub struct MeetingAttendance {
    /// Who.
    pub member_id: MemberId,
    /// Whether.
    pub presence: MeetingPresence,
}

/// What a meeting decided (nghị quyết, kết luận).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = meeting_resolutions, check_for_backend(diesel::pg::Pg))]
pub struct MeetingResolution {
    /// Its place in the minutes, from 1.
    pub position: i16,
    /// What was decided.
    pub text: String,
    /// How many were for it; null if nobody counted.
    pub in_favour: Option<i16>,
    /// How many were against it.
    pub against: Option<i16>,
    /// How many abstained.
    pub abstained: Option<i16>,
}

/// A meeting with all that happened in it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WholeMeeting {
    /// The meeting.
    #[serde(flatten)]
    pub meeting: Meeting,
    /// Who came.
    pub attendance: Vec<MeetingAttendance>,
    /// What was decided, in the order of the minutes.
    pub resolutions: Vec<MeetingResolution>,
    /// The money that moved, in the order in which it was posted. Each has a receipt code.
    pub entries: Vec<Entry>,
    /// What was paid on loans, line by line.
    pub repayments: Vec<Repayment>,
    /// How the cash box was counted.
    pub cash_counts: Vec<CashCount>,
}

impl Versioned for WholeMeeting {
    fn version(&self) -> i32 {
        self.meeting.version
    }
}

/// A meeting, as recorded.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RecordedMeeting {
    /// The meeting.
    #[serde(flatten)]
    pub meeting: WholeMeeting,
    /// The applications for loans that were taken in it.
    pub applications: Vec<Loan>,
}

impl Versioned for RecordedMeeting {
    fn version(&self) -> i32 {
        self.meeting.version()
    }
}

/// A decision to be recorded. The votes together are no more than those who came, if it is known who did.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResolution {
    /// What was decided.
    pub text: Prose<2000>,
    /// How many were for it, if they were counted.
    #[validate(range(min = 0, max = 1000))]
    pub in_favour: Option<i16>,
    /// How many were against it.
    #[validate(range(min = 0, max = 1000))]
    pub against: Option<i16>,
    /// How many abstained.
    #[validate(range(min = 0, max = 1000))]
    pub abstained: Option<i16>,
}

/// The minutes of a meeting (biên bản), anew: what was said, and what was decided.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "minutes": "Đánh giá công tác tháng, bàn kế hoạch tháng sau.", "resolutions": [{ "text": "Tổ chức khám sức khỏe trong tháng 12", "in_favour": 1, "against": 0, "abstained": 0 }] }))]
pub struct MeetingMinutes {
    /// What was said.
    pub minutes: Option<Prose<20_000>>,
    /// What was decided, in order.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub resolutions: Vec<NewResolution>,
}

/// A meeting in which no money moved, as chair or secretary take its minutes.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "board", "held_on": "2026-11-20", "place": "Nhà văn hóa xóm", "minutes": "Bàn kế hoạch quý I.",
    "attendance": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "presence": "present" }],
    "resolutions": [{ "text": "Thông qua kế hoạch quý I", "in_favour": 1 }]
}))]
pub struct NewMinutes {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<MeetingId>,
    /// What kind; one of a kind a day.
    pub kind: MeetingKind,
    /// When: not in the future.
    pub held_on: Day,
    /// Where.
    pub place: Option<Line<200>>,
    /// What was said.
    pub minutes: Option<Prose<20_000>>,
    /// How many came who are no members.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub guests: i16,
    /// When the phone recorded it, by its own clock.
    pub recorded_at: Option<Moment>,
    /// Who came: each member once, all of them members on that day.
    #[validate(length(max = 500), nested)]
    pub attendance: Vec<MeetingAttendance>,
    /// What was decided, in order.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub resolutions: Vec<NewResolution>,
}

/// A meeting without money is one in which nothing of all that happened.
impl From<&NewMinutes> for NewMeeting {
    fn from(new: &NewMinutes) -> Self {
        let new = new.clone();
        Self {
            id: new.id,
            kind: new.kind,
            held_on: new.held_on,
            place: new.place,
            minutes: new.minutes,
            guests: new.guests,
            recorded_at: new.recorded_at,
            attendance: new.attendance,
            resolutions: new.resolutions,
            contributions: vec![],
            savings_deposits: vec![],
            savings_withdrawals: vec![],
            repayments: vec![],
            others: vec![],
            applications: vec![],
            disbursements: vec![],
            cash_counts: vec![],
        }
    }
}

/// An amount of a member.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberShare {
    /// Whose.
    pub member_id: MemberId,
    /// How much.
    pub amount_vnd: Amount,
}

/// Money that moved otherwise.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingMovement {
    /// What happened.
    pub kind: Movement,
    /// In which fund; unless said, the one to which such a thing belongs.
    pub fund: Option<FundKind>,
    /// How much, in cash.
    pub amount_vnd: Amount,
    /// Whose; who was helped.
    pub member_id: Option<MemberId>,
    /// Where it comes from.
    pub source: Option<MoneySource>,
    /// Who gave it or got it, if no member.
    pub party: Option<Line<200>>,
    /// Number of the voucher.
    pub document: Option<Line<100>>,
    /// What for.
    pub narrative: Option<Prose<1000>>,
}

/// A payment on a loan, in cash.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingPayment {
    /// On which loan.
    pub loan_id: LoanId,
    /// How much.
    pub amount_vnd: Amount,
    /// Whether what exceeds the amounts due lowers the principal at once.
    #[serde(default)]
    pub early: bool,
}

/// An application for a loan.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoanApplication {
    /// Whose.
    pub member_id: MemberId,
    /// For what.
    #[validate(nested)]
    pub loan: NewLoan,
}

/// A whole meeting, as a phone records it and sends it when it can. Everything is dated on its day; money in
/// comes before money out.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "monthly", "held_on": "2026-11-17", "place": "Nhà văn hóa xóm", "guests": 2,
    "attendance": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "presence": "present" }],
    "contributions": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "amount_vnd": 10_000 }],
    "savings_deposits": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "amount_vnd": 50_000 }],
    "repayments": [{ "loan_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e40", "amount_vnd": 500_000 }],
    "cash_counts": [
        { "fund": "income", "counted_on": "2026-11-17", "counted_vnd": 16_000_000, "first_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "second_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e41", "explanation": "Đếm lại hai lần" },
        { "fund": "operating", "counted_on": "2026-11-17", "counted_vnd": 1_010_000, "first_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "second_counter": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e41" }
    ]
}))]
pub struct NewMeeting {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<MeetingId>,
    /// What kind; one of a kind a day.
    pub kind: MeetingKind,
    /// When: not in the future, not in a closed period if money moved.
    pub held_on: Day,
    /// Where.
    pub place: Option<Line<200>>,
    /// What was said and decided.
    pub minutes: Option<Prose<20_000>>,
    /// How many came who are no members.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub guests: i16,
    /// When the phone recorded it, by its own clock.
    pub recorded_at: Option<Moment>,
    /// Who came: each member once, all of them members on that day.
    #[validate(length(max = 500), nested)]
    pub attendance: Vec<MeetingAttendance>,
    /// What was decided, in order.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub resolutions: Vec<NewResolution>,
    /// Contributions to the operating fund.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub contributions: Vec<MemberShare>,
    /// Savings brought.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub savings_deposits: Vec<MemberShare>,
    /// Savings taken out.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub savings_withdrawals: Vec<MemberShare>,
    /// Payments on loans.
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    pub repayments: Vec<MeetingPayment>,
    /// Money that moved otherwise.
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    pub others: Vec<MeetingMovement>,
    /// Loans applied for.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub applications: Vec<LoanApplication>,
    /// Loans, approved before, that were handed out.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub disbursements: Vec<LoanId>,
    /// The cash box of each fund in which cash moved, counted when all was done.
    #[serde(default)]
    #[validate(length(max = 2), nested)]
    pub cash_counts: Vec<NewCashCount>,
}
