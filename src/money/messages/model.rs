//! What a text to send looks like.

use crate::platform::fields::Day;
use crate::platform::ids::{ClubId, EntryId, MemberId};
use crate::platform::looks::{Looks, Shown, shown};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// What the texts are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Nhắc nợ đến hạn: one for each loan on which something is due, to its borrower.
    Due,
    /// Mời họp: one to each active member.
    Meeting,
}

/// What the texts are about, and for which day.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MessageQuery {
    /// What the texts are about.
    #[param(example = "due")]
    pub kind: MessageKind,
    /// Day on which it is due, or of the meeting: at most a year ahead, and for a meeting not over; today unless told.
    pub on: Option<Day>,
}

/// A text, and what it takes to send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MessageText {
    /// The finished sentence.
    pub text: String,
    /// Its length in what an SMS counts: septets of GSM 03.38 without diacritics, UCS-2 characters with them.
    pub characters: usize,
    /// Parts that it is sent in: 1, for it fits into 160 septets or 70 characters.
    pub segments: usize,
}

/// A text to send, in both forms, and to whom it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Message {
    /// UUID of the member to whom it goes; null where the money is of somebody who is no member.
    pub member_id: Option<MemberId>,
    /// Full name of whom it goes to; null where nobody was named.
    #[schema(example = "Nguyễn Thị Mẫu")]
    pub full_name: Option<String>,
    /// Telephone number, as recorded; null if there is none, or the caller may not read it (`members.read`).
    #[schema(example = "+84912345678")]
    pub phone: Option<String>,
    /// Without diacritics (không dấu): at most 160 septets.
    pub plain: MessageText,
    /// With diacritics (có dấu): at most 70 characters, so it says less.
    pub accented: MessageText,
}

/// The texts of a club for a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClubMessages {
    /// UUID of the club.
    pub club_id: ClubId,
    /// What the texts are about.
    pub kind: MessageKind,
    /// Day on which it is due, or of the meeting.
    pub on: NaiveDate,
    /// Texts by the names of those to whom they go, none of whom has died.
    pub items: Vec<Message>,
}

impl Shown for ClubMessages {
    fn tell(&self, looks: &mut Looks) {
        let kind = if self.kind == MessageKind::Due { "loan" } else { "member" };
        looks.rows(kind, self.club_id, self.items.len());
    }
}

/// The text of a receipt (biên nhận) for an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EntryMessage {
    /// UUID of the ledger entry.
    pub entry_id: EntryId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// The text, and to whom it goes.
    #[serde(flatten)]
    pub message: Message,
}

shown! { EntryMessage: "ledger_entry" of |message| message.club_id; }
