//! What is published of a club's money.

use crate::money::funds::model::FundKind;
use crate::money::ledger::model::EntryKind;
use crate::money::meetings::model::MeetingKind;
use crate::platform::ids::ClubId;
use crate::platform::money::Vnd;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// Money of one kind that came into a fund or left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublishedFlow {
    /// Kind of event.
    pub kind: EntryKind,
    /// Sum of the period, đồng.
    pub amount_vnd: Vnd,
}

/// The accounts of a fund (thu, chi, tồn quỹ) for the last period that can be told, in đồng.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublishedFund {
    /// Fund whose money it is.
    pub fund: FundKind,
    /// First day of the period; null from the first entry on.
    pub from: Option<NaiveDate>,
    /// Last day of the period, a day through which the books were closed.
    pub to: NaiveDate,
    /// Cash and bank before the period (tồn đầu kỳ).
    pub opening_vnd: Vnd,
    /// Money received (thu), by kind.
    pub received: Vec<PublishedFlow>,
    /// Money paid (chi), by kind.
    pub paid: Vec<PublishedFlow>,
    /// Received less paid of all kinds that are not told by themselves, because fewer than five members stand behind one
    /// of them.
    pub rest_vnd: Vnd,
    /// Cash and bank after the period (tồn cuối kỳ).
    pub closing_vnd: Vnd,
}

/// What members together owe or have saved, at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublishedHolding {
    /// Day at whose end it stood, through which the books were closed.
    pub on: NaiveDate,
    /// Members behind it, in persons: five or more, or nobody.
    pub members: i64,
    /// Sum of all of them, đồng.
    pub total_vnd: Vnd,
}

/// A decision of a meeting that is published.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize, ToSchema)]
pub struct PublishedResolution {
    /// Day of the meeting.
    pub held_on: NaiveDate,
    /// Kind of meeting.
    pub kind: MeetingKind,
    /// Text of the resolution.
    pub text: String,
}

/// What a club publishes of its money (công khai tài chính), as of the last day through which its books were closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublishedAccounts {
    /// UUID of the club.
    pub club_id: ClubId,
    /// Day through which the books were closed; null if they never were by the day asked about: nothing is then
    /// published.
    pub closed_through: Option<NaiveDate>,
    /// Day through which they were closed before that: asked `on` it, the accounts before these are shown.
    pub closed_before: Option<NaiveDate>,
    /// Accounts of each fund; without one of which nothing can be told yet.
    pub funds: Vec<PublishedFund>,
    /// Outstanding principal of the club's loans (dư nợ); null if it cannot be told.
    pub lent: Option<PublishedHolding>,
    /// Members' savings (tiết kiệm); null if they cannot be told.
    pub saved: Option<PublishedHolding>,
    /// Decisions of the meetings since the closing before that were marked for publication, the first one first.
    pub resolutions: Vec<PublishedResolution>,
}
