//! Proposals as stored, as shown and as asked for.

use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{EntryKind, LedgerLine, Posting, Purse};
use crate::money::schema::entry_proposals;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{Actor, ClubId, EntryId, EntryProposalId, MemberId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use crate::platform::money::Amount;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::Jsonb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// State of a proposed entry.
    pub enum EntryProposalState {
        /// Đề nghị.
        Proposed,
        /// Đã duyệt, đã ghi sổ.
        Approved,
        /// Không được duyệt.
        Refused,
    }
}

/// An entry that was proposed (đề nghị ghi sổ), and its outcome.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = entry_proposals, check_for_backend(diesel::pg::Pg))]
pub struct EntryProposal {
    /// UUID of the proposal.
    pub id: EntryProposalId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Kind of event that the entry records: an opening balance or a handover.
    pub kind: EntryKind,
    /// Day on which the money moved.
    #[diesel(column_name = on_day)]
    pub on: NaiveDate,
    /// Who receives the money that is handed over.
    pub party: Option<String>,
    /// Number of the document (số biên bản).
    pub document: Option<String>,
    /// Purpose of the money (nội dung), in words.
    pub narrative: Option<String>,
    /// Lines of the entry, as they will be posted.
    #[diesel(deserialize_as = ProposedLines)]
    pub lines: Vec<LedgerLine>,
    /// State of the proposal.
    pub state: EntryProposalState,
    /// UUID of the user who proposed it.
    pub proposed_by: Actor,
    /// UUID of the user who decided: another than who proposed. Null before.
    pub decided_by: Option<UserId>,
    /// Time of the decision, in UTC; null before.
    pub decided_at: Option<DateTime<Utc>>,
    /// UUID of the entry as posted; null unless approved.
    pub entry_id: Option<EntryId>,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time of the proposal, in UTC.
    pub created_at: DateTime<Utc>,
}

/// Lines in their column.
pub struct ProposedLines(Vec<LedgerLine>);

impl Queryable<Jsonb, diesel::pg::Pg> for ProposedLines {
    type Row = serde_json::Value;
    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(serde_json::from_value(row)?))
    }
}

impl From<ProposedLines> for Vec<LedgerLine> {
    fn from(lines: ProposedLines) -> Self {
        lines.0
    }
}

impl EntryProposal {
    /// The entry, to be posted.
    #[must_use]
    pub fn posting(&self) -> Posting {
        Posting {
            party: self.party.clone(),
            document: self.document.clone(),
            narrative: self.narrative.clone(),
            lines: self.lines.clone(),
            ..Posting::new(None, self.kind, self.on)
        }
    }
    /// The same without what tells one member's money: whose a line is and, where it is anybody's, the words.
    #[must_use]
    pub fn without_members(mut self) -> Self {
        if self.lines.iter().any(|line| line.member_id.is_some()) {
            (self.party, self.document, self.narrative) = (None, None, None);
        }
        for line in &mut self.lines {
            line.member_id = None;
        }
        self
    }
}

impl Versioned for EntryProposal {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for EntryProposal {
    const ENTITY: &'static str = "entry_proposal";
    const OPEN: &'static [&'static str] =
        &["id", "club_id", "kind", "on", "state", "proposed_by", "decided_by", "entry_id"];
    fn facts(&self) -> Facts {
        Facts::NONE
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

/// Filter of the list of proposals.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EntryProposalQuery {
    /// Only proposals in this state.
    pub state: Option<EntryProposalState>,
}

/// What a fund held when a club older than the system began to use it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningFund {
    /// Fund whose money it was.
    pub fund: FundKind,
    /// Cash held, đồng; none unless told.
    pub cash_vnd: Option<Amount>,
    /// Money held in the bank, đồng; none unless told.
    pub bank_vnd: Option<Amount>,
}

/// What the club owed a member on the day of the opening balance.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningShare {
    /// UUID of the member to whom it was owed.
    pub member_id: MemberId,
    /// Amount owed to her, đồng.
    pub amount_vnd: Amount,
}

/// The opening balance (số dư đầu kỳ) of a club older than the system, to be proposed. Capital is what is left over: money
/// less what is owed to members. Loans that run are taken over one by one, before it where savings were lent: money and
/// loans cover what is owed to members.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-10-01", "funds": [{ "fund": "income", "cash_vnd": 12_500_000, "bank_vnd": 30_000_000 }, { "fund": "operating", "cash_vnd": 1_750_000 }], "savings": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "amount_vnd": 600_000 }] }))]
pub struct NewOpening {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<EntryProposalId>,
    /// Day of the opening balance: the figures are those of its end.
    pub on: Day,
    /// Money that each fund held, at most one item a fund.
    #[validate(length(min = 1, max = 2), nested)]
    pub funds: Vec<OpeningFund>,
    /// Savings of members, in the income fund.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub savings: Vec<OpeningShare>,
    /// Capital that members pooled and will get back, in the income fund.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    pub pooled_capital: Vec<OpeningShare>,
    /// What the figures rest on, such as the minutes of a count.
    pub narrative: Option<Prose<1000>>,
}

/// Money handed over to others (bàn giao), when the club ends or gives back what it was given, to be proposed.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "fund": "operating", "on": "2026-11-17", "amount_vnd": 300_000, "party": "Hội Người cao tuổi xã", "document": "BB 02/2026" }))]
pub struct NewFundHandover {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<EntryProposalId>,
    /// Fund out of which the money goes.
    pub fund: FundKind,
    /// Cash box or bank; cash unless told.
    #[serde(default)]
    pub purse: Purse,
    /// Day on which the money was handed over: not in the future, not in a closed period.
    pub on: Day,
    /// Amount, whole đồng: at most what is not owed to members.
    pub amount_vnd: Amount,
    /// Who receives the money.
    pub party: Line<200>,
    /// Number of the document (số biên bản bàn giao).
    pub document: Line<100>,
    /// Purpose of the money (nội dung), in words.
    pub narrative: Option<Prose<1000>>,
}

shown! { EntryProposal: "entry_proposal" of |proposal| proposal.club_id; }
