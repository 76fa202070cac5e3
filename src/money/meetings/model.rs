//! Meetings as stored, as shown and as recorded.

use crate::money::advances::model::{AdvanceUse, NewAdvanceSettlement};
use crate::money::cash_counts::model::{KeptCashCount, NewCashCount};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Entry, MoneySource, Movement, Purse};
use crate::money::loans::model::{Loan, NewLoan};
use crate::money::repayments::model::{PaymentReceipt, Repayment};
use crate::money::schema::{meeting_attendances, meeting_resolutions, meetings};
use crate::platform::error::ToldRefusal;
use crate::platform::fields::{Day, Line, Moment, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, EntryId, LoanId, MeetingId, MemberId, UserId, column};
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
    /// Kind of meeting (sinh hoạt, họp).
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
    /// Whether a member came: present, excused or absent.
    pub enum MeetingPresence {
        /// Có mặt.
        Present,
        /// Vắng có phép.
        Excused,
        /// Vắng.
        Absent,
    }
}

/// A meeting of a club (buổi sinh hoạt).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = meetings, check_for_backend(diesel::pg::Pg))]
pub struct Meeting {
    /// UUID of the meeting.
    pub id: MeetingId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Kind of meeting; one of a kind a day.
    pub kind: MeetingKind,
    /// Day of the meeting.
    pub held_on: NaiveDate,
    /// Place, in words.
    pub place: Option<String>,
    /// Minutes (biên bản): what was said and decided.
    pub minutes: Option<String>,
    /// Guests, in persons: those who came and are not members.
    pub guests: i16,
    /// Members who came, in persons.
    pub present: i16,
    /// UUID of the user who sent it.
    pub recorded_by: UserId,
    /// Time by the clock of the phone that recorded it, in UTC; no order follows from it.
    pub recorded_at: Option<DateTime<Utc>>,
    /// Version number: one more with each change.
    pub version: i32,
    /// Time at which it reached the server, in UTC.
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
    /// UUID of the member.
    pub member_id: MemberId,
    /// Present, excused or absent.
    pub presence: MeetingPresence,
}

/// What a meeting decided (nghị quyết, kết luận).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = meeting_resolutions, check_for_backend(diesel::pg::Pg))]
pub struct MeetingResolution {
    /// Place in the minutes, from 1.
    pub position: i16,
    /// Text of the resolution.
    pub text: String,
    /// Votes in favour; null if nobody counted.
    pub in_favour: Option<i16>,
    /// Votes against; null if nobody counted.
    pub against: Option<i16>,
    /// Abstentions; null if nobody counted.
    pub abstained: Option<i16>,
    /// Whether the members read it with the published accounts (công khai).
    pub published: bool,
}

/// A meeting with all that happened in it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WholeMeeting {
    /// The meeting itself.
    #[serde(flatten)]
    pub meeting: Meeting,
    /// Attendance, one item for each member who was listed.
    pub attendance: Vec<MeetingAttendance>,
    /// Resolutions, in the order of the minutes.
    pub resolutions: Vec<MeetingResolution>,
    /// Entries of the ledger, in the order in which they were posted. Each has a receipt code.
    pub entries: Vec<Entry>,
    /// Repayments of loans, line by line.
    pub repayments: Vec<Repayment>,
    /// Counts of the cash box, one for each fund counted.
    pub cash_counts: Vec<KeptCashCount>,
}

impl Versioned for WholeMeeting {
    fn version(&self) -> i32 {
        self.meeting.version
    }
}

/// A meeting as it was recorded, with the applications that were taken in it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RecordedMeeting {
    /// The meeting with all that happened in it.
    #[serde(flatten)]
    pub meeting: WholeMeeting,
    /// Applications for loans that were taken in it.
    pub applications: Vec<Loan>,
}

impl Versioned for RecordedMeeting {
    fn version(&self) -> i32 {
        self.meeting.version()
    }
}

/// A resolution to be recorded. Its votes together are no more than those who came, if it is known who did.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResolution {
    /// Text of the resolution.
    pub text: Prose<2000>,
    /// Votes in favour, if they were counted.
    #[validate(range(min = 0, max = 1000))]
    pub in_favour: Option<i16>,
    /// Votes against, if they were counted.
    #[validate(range(min = 0, max = 1000))]
    pub against: Option<i16>,
    /// Abstentions, if they were counted.
    #[validate(range(min = 0, max = 1000))]
    pub abstained: Option<i16>,
    /// Whether the members read it with the published accounts (công khai): only if it names nobody's debt or savings.
    /// They do not unless told.
    #[serde(default)]
    pub published: bool,
}

/// The minutes of a meeting (biên bản) that replace the former ones.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "minutes": "Đánh giá công tác tháng, bàn kế hoạch tháng sau.", "resolutions": [{ "text": "Tổ chức khám sức khỏe trong tháng 12", "in_favour": 1, "against": 0, "abstained": 0 }] }))]
pub struct MeetingMinutes {
    /// What was said, in words.
    pub minutes: Option<Prose<20_000>>,
    /// Resolutions, in order.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub resolutions: Vec<NewResolution>,
}

/// A meeting in which no money moved, whose minutes chair or secretary take.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "board", "held_on": "2026-11-20", "place": "Nhà văn hóa xóm", "minutes": "Bàn kế hoạch quý I.",
    "attendance": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "presence": "present" }],
    "resolutions": [{ "text": "Thông qua kế hoạch quý I", "in_favour": 1 }]
}))]
pub struct NewMinutes {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<MeetingId>,
    /// Kind of meeting; one of a kind a day.
    pub kind: MeetingKind,
    /// Day of the meeting: not in the future.
    pub held_on: Day,
    /// Place, in words.
    pub place: Option<Line<200>>,
    /// What was said, in words.
    pub minutes: Option<Prose<20_000>>,
    /// Guests, in persons: those who came and are not members.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub guests: i16,
    /// Time by the clock of the phone that recorded it, in UTC; no order follows from it.
    pub recorded_at: Option<Moment>,
    /// Attendance: each member once, all of them members on that day.
    #[validate(length(max = 500), nested)]
    pub attendance: Vec<MeetingAttendance>,
    /// Resolutions, in order.
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
            advance_settlements: vec![],
            others: vec![],
            applications: vec![],
            disbursements: vec![],
            cash_counts: vec![],
        }
    }
}

/// An amount of money of one member.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberShare {
    /// UUID of the member who paid or received it.
    pub member_id: MemberId,
    /// Amount, whole đồng, in cash.
    pub amount_vnd: Amount,
}

/// Money that moved in a meeting and is neither contribution, savings nor loan.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingMovement {
    /// Kind of event that moved the money.
    pub kind: Movement,
    /// Fund; unless told, the one to which such an event belongs.
    pub fund: Option<FundKind>,
    /// Amount, whole đồng, in cash.
    pub amount_vnd: Amount,
    /// Name of the fine in the regulation (hành vi vi phạm), for a fine.
    pub fine: Option<Line<100>>,
    /// UUID of the member whose money it is, or who was helped.
    pub member_id: Option<MemberId>,
    /// Source of the money (nguồn vốn).
    pub source: Option<MoneySource>,
    /// Who gave or received the money, if not a member.
    pub party: Option<Line<200>>,
    /// Number of the voucher (số chứng từ).
    pub document: Option<Line<100>>,
    /// Purpose of the money (nội dung), in words.
    pub narrative: Option<Prose<1000>>,
}

/// A settlement of an advance in a meeting (thanh toán tạm ứng); what is returned is cash.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingAdvanceSettlement {
    /// UUID of the entry by which the advance was handed out.
    pub advance_id: EntryId,
    /// Amount spent, whole đồng; none unless told. It takes a `narrative`.
    pub spent_vnd: Option<Amount>,
    /// What it was spent on.
    #[serde(default)]
    pub spent_on: AdvanceUse,
    /// Amount returned, whole đồng; none unless told.
    pub returned_vnd: Option<Amount>,
    /// Number of the voucher (số chứng từ).
    pub document: Option<Line<100>>,
    /// Purpose of what was spent (nội dung), in words.
    pub narrative: Option<Prose<1000>>,
}

impl MeetingAdvanceSettlement {
    /// The same, on the day of the meeting.
    #[must_use]
    pub fn on(&self, on: Day) -> NewAdvanceSettlement {
        NewAdvanceSettlement {
            id: None,
            on,
            spent_vnd: self.spent_vnd,
            spent_on: self.spent_on,
            returned_vnd: self.returned_vnd,
            purse: Purse::Cash,
            document: self.document.clone(),
            narrative: self.narrative.clone(),
        }
    }
}

/// A repayment of a loan in a meeting, in cash.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingPayment {
    /// UUID of the loan that is repaid.
    pub loan_id: LoanId,
    /// Amount, whole đồng: at most what ends the loan on that day.
    pub amount_vnd: Amount,
    /// Whether what exceeds the amounts due lowers the principal at once.
    #[serde(default)]
    pub early: bool,
}

/// An application for a loan (đơn xin vay), taken in a meeting.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoanApplication {
    /// UUID of the member who applies.
    pub member_id: MemberId,
    /// Loan that she applies for.
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
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<MeetingId>,
    /// Kind of meeting; one of a kind a day.
    pub kind: MeetingKind,
    /// Day of the meeting: not in the future, not in a closed period if money moved.
    pub held_on: Day,
    /// Place, in words.
    pub place: Option<Line<200>>,
    /// Minutes (biên bản): what was said and decided.
    pub minutes: Option<Prose<20_000>>,
    /// Guests, in persons: those who came and are not members.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub guests: i16,
    /// Time by the clock of the phone that recorded it, in UTC; no order follows from it.
    pub recorded_at: Option<Moment>,
    /// Attendance: each member once, all of them members on that day.
    #[validate(length(max = 500), nested)]
    pub attendance: Vec<MeetingAttendance>,
    /// Resolutions, in order.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub resolutions: Vec<NewResolution>,
    /// Contributions to the operating fund (hội phí, đóng góp).
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub contributions: Vec<MemberShare>,
    /// Savings deposited (gửi tiết kiệm).
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub savings_deposits: Vec<MemberShare>,
    /// Savings withdrawn (rút tiết kiệm).
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub savings_withdrawals: Vec<MemberShare>,
    /// Repayments of loans (trả nợ).
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    pub repayments: Vec<MeetingPayment>,
    /// Settlements of advances (thanh toán tạm ứng).
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub advance_settlements: Vec<MeetingAdvanceSettlement>,
    /// Money that moved in other ways.
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    pub others: Vec<MeetingMovement>,
    /// Applications for loans (đơn xin vay).
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    pub applications: Vec<LoanApplication>,
    /// UUIDs of loans, approved before, that were disbursed.
    #[serde(default)]
    #[validate(length(max = 50))]
    pub disbursements: Vec<LoanId>,
    /// Counts of the cash box, one for each fund in which cash moved, made when all was done.
    #[serde(default)]
    #[validate(length(max = 2), nested)]
    pub cash_counts: Vec<NewCashCount>,
}

/// What a purse of a fund would hold after a meeting, in đồng.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewedPurse {
    /// Fund whose money it is.
    pub fund: FundKind,
    /// Cash box (tiền mặt) or bank (tiền gửi).
    pub purse: Purse,
    /// Money at the end of the day of the meeting without it (tồn trước).
    pub before_vnd: Vnd,
    /// Money that the meeting brings (thu).
    pub received_vnd: Vnd,
    /// Money that it takes (chi).
    pub paid_vnd: Vnd,
    /// Money that should be there after it (tồn sau): what the count is held against.
    pub after_vnd: Vnd,
    /// Cash counted, if the body says so and the count is not refused.
    pub counted_vnd: Option<Vnd>,
    /// Counted less expected (chênh lệch); it would be posted.
    pub difference_vnd: Option<Vnd>,
}

/// What a repayment in a meeting would pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewedPayment {
    /// JSON pointer to it in the body.
    #[schema(example = "/repayments/0")]
    pub pointer: String,
    /// UUID of the member who borrowed.
    pub member_id: Option<MemberId>,
    /// What it would pay, line by line, and where the loan would stand after it.
    #[serde(flatten)]
    pub receipt: PaymentReceipt,
}

/// Kind of thing in a meeting that is unusual and yet recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeetingWarningKind {
    /// The member stands in the same list before: was it entered twice?
    MemberTwice,
    /// The member did not come, by the attendance.
    MemberAway,
}

/// What is unusual in a meeting and yet recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeetingWarning {
    /// Kind of warning.
    pub kind: MeetingWarningKind,
    /// JSON pointer into the body.
    #[schema(example = "/savings_deposits/4")]
    pub pointer: String,
    /// UUID of the member of whom it is true.
    pub member_id: MemberId,
}

/// What would come of a meeting if it were recorded now. Nothing of it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MeetingPreview {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Whether it would be recorded: nothing stands against it.
    pub would_be_recorded: bool,
    /// What each purse would hold, counting the parts that are not refused.
    pub purses: Vec<PreviewedPurse>,
    /// What each repayment would pay that is not refused.
    pub payments: Vec<PreviewedPayment>,
    /// Everything that stands against it: what recording the same body would be answered with.
    pub refusals: Vec<ToldRefusal>,
    /// What is unusual and yet recorded.
    pub warnings: Vec<MeetingWarning>,
}

shown! {
    WholeMeeting: "meeting" of |meeting| meeting.meeting.club_id;
    MeetingPreview: "meeting" of |preview| preview.club_id;
}
