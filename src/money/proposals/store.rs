//! Proposed entries in the database.

use super::model::{EntryProposal, EntryProposalQuery, EntryProposalState, NewFundHandover, NewOpening};
use super::rules;
use crate::access::users;
use crate::money::ledger;
use crate::money::ledger::model::{Entry, Ledger, Posting};
use crate::money::schema::entry_proposals;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, EntryId, EntryProposalId, MemberId};
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::Utc;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The proposals in the clubs that the caller can see.
    visible: entry_proposals;
    /// Finds a proposal.
    find: EntryProposal by EntryProposalId;
}

/// Lists a club's proposals, newest first, as the caller may see them.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: EntryProposalQuery,
    page: &PageQuery,
) -> Result<Page<EntryProposal>> {
    let mut rows = visible(db.scope()).filter(entry_proposals::club_id.eq(club));
    if let Some(state) = query.state {
        rows = rows.filter(entry_proposals::state.eq(state));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(entry_proposals::id.lt(EntryProposalId(seek.id)));
    }
    let rows: Vec<EntryProposal> = rows
        .order(entry_proposals::id.desc())
        .limit(page.limit + 1)
        .select(EntryProposal::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // nothing proposed, or a club out of reach
    }
    let page = Page::cut(rows, page, |proposal| Seek { key: String::new(), id: proposal.id.0 });
    let named = ledger::store::names_members(db, club).await?;
    let shown = |proposal: EntryProposal| if named { proposal } else { proposal.without_members() };
    Ok(Page { items: page.items.into_iter().map(shown).collect(), next: page.next })
}

/// Finds a proposal, as the caller may see it.
pub async fn show(db: &mut impl Reads, id: EntryProposalId) -> Result<EntryProposal> {
    let proposal = find(db, id).await?;
    let named = ledger::store::names_members(db, proposal.club_id).await?;
    Ok(if named { proposal } else { proposal.without_members() })
}

/// A proposal in the caller's reach and the books that it is about, both held by the lock of their club.
pub async fn hold(w: &mut Writer<'_>, id: EntryProposalId) -> Result<(Held<Ledger>, Held<EntryProposal>)> {
    let of = visible(w.scope()).filter(entry_proposals::id.eq(id)).select(entry_proposals::club_id);
    let club = clubs::store::lock_of(w, of).await?;
    Ok((ledger::store::hold(w, club).await?, Held::new(find(w, id).await?)))
}

/// Proposes the opening balance of a club older than the system.
pub async fn propose_opening(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    new: &NewOpening,
) -> Result<EntryProposal> {
    let on = ledger::store::business_day(w, ledger, new.on, "/on")?;
    let members: Vec<MemberId> =
        new.savings.iter().chain(&new.pooled_capital).map(|share| share.member_id).collect();
    let pointer = |index: usize| {
        let (list, index) = match index.checked_sub(new.savings.len()) {
            None => ("/savings", index),
            Some(index) => ("/pooled_capital", index),
        };
        format!("{list}/{index}/member_id")
    };
    members::store::belong(w, ledger.club_id, &members, None, pointer).await?;
    propose(w, ledger, new.id, rules::opening(new, on)).await
}

/// Proposes to hand money over to others.
pub async fn propose_handover(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    new: &NewFundHandover,
) -> Result<EntryProposal> {
    let on = ledger::store::business_day(w, ledger, new.on, "/on")?;
    propose(w, ledger, new.id, rules::handover(new, on)).await
}

async fn propose(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    id: Option<EntryProposalId>,
    entry: Posting,
) -> Result<EntryProposal> {
    let proposal = diesel::insert_into(entry_proposals::table)
        .values((
            entry_proposals::id.eq(id.unwrap_or_default()),
            entry_proposals::club_id.eq(ledger.club_id),
            entry_proposals::kind.eq(entry.kind),
            entry_proposals::on_day.eq(entry.on),
            entry_proposals::party.eq(entry.party.as_deref()),
            entry_proposals::document.eq(entry.document.as_deref()),
            entry_proposals::narrative.eq(entry.narrative.as_deref()),
            entry_proposals::lines.eq(serde_json::to_value(&entry.lines).map_err(Error::internal)?),
            entry_proposals::state.eq(EntryProposalState::Proposed),
            entry_proposals::proposed_by.eq(w.scope().user()),
        ))
        .returning(EntryProposal::as_returning())
        .get_result(w.conn())
        .await?;
    rehearse(w, ledger, entry).await?;
    Ok(proposal)
}

/// Posts an entry and takes it back: what the laws of the books would refuse is refused when it is proposed already.
async fn rehearse(w: &mut Writer<'_>, ledger: &Held<Ledger>, entry: Posting) -> Result<()> {
    let mut as_if = Held::new((**ledger).clone());
    w.try_out(async |w| ledger::store::post(w, &mut as_if, vec![entry]).await.map(drop)).await
}

/// Posts exactly what was proposed. Returns the proposal and the entry.
pub async fn approve(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    proposal: &Held<EntryProposal>,
) -> Result<(EntryProposal, Entry)> {
    decidable(w, proposal).await?;
    let day = Day::new(proposal.on).map_err(|code| Error::field("/on", code))?;
    ledger::store::business_day(w, ledger, day, "/on")?;
    let posted = ledger::store::post(w, ledger, vec![proposal.posting()]).await?.pop();
    let posted = posted.ok_or_else(|| Error::internal("nothing was posted"))?;
    let after = decide(w, proposal, EntryProposalState::Approved, Some(posted.head.id)).await?;
    Ok((after, posted))
}

/// Posts nothing.
pub async fn refuse(w: &mut Writer<'_>, proposal: &Held<EntryProposal>) -> Result<EntryProposal> {
    decidable(w, proposal).await?;
    decide(w, proposal, EntryProposalState::Refused, None).await
}

/// Whether the caller may decide: once, and not about what she proposed herself.
async fn decidable(w: &mut Writer<'_>, proposal: &EntryProposal) -> Result<()> {
    if proposal.state != EntryProposalState::Proposed {
        return Err(Error::from(Code::AlreadyDecided).with("state", proposal.state));
    }
    if users::store::is_same_human(w, [proposal.proposed_by]).await? {
        return Err(Code::RequesterDecides.into());
    }
    Ok(())
}

async fn decide(
    w: &mut Writer<'_>,
    proposal: &Held<EntryProposal>,
    state: EntryProposalState,
    entry: Option<EntryId>,
) -> Result<EntryProposal> {
    Ok(diesel::update(entry_proposals::table.filter(entry_proposals::id.eq(proposal.id)))
        .set((
            entry_proposals::state.eq(state),
            entry_proposals::decided_by.eq(w.scope().user()),
            entry_proposals::decided_at.eq(Utc::now()),
            entry_proposals::entry_id.eq(entry),
            entry_proposals::version.eq(entry_proposals::version + 1),
        ))
        .returning(EntryProposal::as_returning())
        .get_result(w.conn())
        .await?)
}
