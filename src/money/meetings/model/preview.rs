//! What would come of a meeting.

use crate::money::funds::model::FundKind;
use crate::money::ledger::model::Purse;
use crate::money::repayments::model::PaymentReceipt;
use crate::platform::error::ToldRefusal;
use crate::platform::ids::{ClubId, MemberId};
use crate::platform::looks::shown;
use crate::platform::money::Vnd;
use serde::Serialize;
use utoipa::ToSchema;

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

shown! { MeetingPreview: "meeting" of |preview| preview.club_id; }
