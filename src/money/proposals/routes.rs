//! Proposed entries over HTTP.

use super::model::{EntryProposal, EntryProposalQuery, NewFundHandover, NewOpening};
use super::store;
use crate::Result;
use crate::money::ledger;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, EntryProposalId};
use crate::platform::log::Event;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// List the entries that were proposed in a club, newest first. Recorded in the access log.
///
/// Whoever may not read what single members have (`savings.read`) sees neither whose a line is, nor the words of a proposal
/// that is of members.
#[utoipa::path(
    tag = "money",
    operation_id = "list_entry_proposals",
    params(("club_id" = Uuid, Path), EntryProposalQuery, PageQuery),
    responses((status = 200, body = Page<EntryProposal>, description = "One page of proposals")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/entry-proposals")]
pub async fn list(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    query: Params<EntryProposalQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<EntryProposal>> {
    db.show_many(&caller, async |r| store::list(r, *club, *query, &page).await).await
}

/// Find an entry that was proposed. Recorded in the access log.
///
/// Whoever may not read what single members have (`savings.read`) sees neither whose a line is, nor the words of a proposal
/// that is of members.
#[utoipa::path(
    tag = "money",
    operation_id = "find_entry_proposal",
    params(("entry_proposal_id" = Uuid, Path)),
    responses((status = 200, body = EntryProposal, description = "Proposal, and its outcome")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/entry-proposals/{entry_proposal_id}")]
pub async fn find(
    caller: Allowed<can::ReadLedger>,
    id: Path<EntryProposalId>,
    db: Data<Db>,
) -> Result<Tagged<EntryProposal>> {
    db.show_many(&caller, async |r| store::show(r, *id).await).await.map(Tagged)
}

/// Propose the opening balance (số dư đầu kỳ) of a club that is older than the system.
///
/// Another person approves it, and it is posted then. It comes before all other entries but the loans that were running,
/// and stands once: reversed, it can be proposed again. What could not be posted is refused at once.
#[utoipa::path(
    tag = "money",
    operation_id = "propose_opening_balance",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewOpening,
    responses((status = 201, body = EntryProposal, description = "Proposal, with the lines that will be posted")),
    security(("bearer" = [can::PostEntries::NAME])),
)]
#[post("/clubs/{club_id}/opening-balance")]
pub async fn propose_opening(
    caller: Allowed<can::PostEntries>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewOpening>,
    db: Data<Db>,
) -> Result<Created<EntryProposal>> {
    let proposal = db.write_once(&caller, &key, &*new, async |w| {
        let ledger = ledger::store::hold(w, *club).await?;
        store::propose_opening(w, &ledger, &new).await.map(Change::created)
    });
    proposal.await.map(Created)
}

/// Propose to hand money of a fund over to others (bàn giao).
///
/// Another person approves it, and it is posted then. Money that is owed to members as savings or pooled capital cannot be
/// handed over. What could not be posted is refused at once.
#[utoipa::path(
    tag = "money",
    operation_id = "propose_fund_handover",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewFundHandover,
    responses((status = 201, body = EntryProposal, description = "Proposal, with the lines that will be posted")),
    security(("bearer" = [can::PostEntries::NAME])),
)]
#[post("/clubs/{club_id}/fund-handovers")]
pub async fn propose_handover(
    caller: Allowed<can::PostEntries>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewFundHandover>,
    db: Data<Db>,
) -> Result<Created<EntryProposal>> {
    let proposal = db.write_once(&caller, &key, &*new, async |w| {
        let ledger = ledger::store::hold(w, *club).await?;
        store::propose_handover(w, &ledger, &new).await.map(Change::created)
    });
    proposal.await.map(Created)
}

/// Approve a proposed entry: exactly what was proposed is posted. Whoever proposed it cannot.
#[utoipa::path(
    tag = "money",
    operation_id = "approve_entry_proposal",
    params(("entry_proposal_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = EntryProposal, description = "Proposal, approved")),
    security(("bearer" = [can::ApproveEntries::NAME])),
)]
#[post("/entry-proposals/{entry_proposal_id}/approval")]
pub async fn approve(
    caller: Allowed<can::ApproveEntries>,
    id: Path<EntryProposalId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<EntryProposal>> {
    let proposal = db.write_once(&caller, &key, &(), async |w| {
        let (mut ledger, proposal) = store::hold(w, *id).await?;
        let proposal = proposal.if_matches(etag)?;
        let (after, entry) = store::approve(w, &mut ledger, &proposal).await?;
        Ok(Change::done("approved", &proposal, after).and(Event::created(&entry)))
    });
    proposal.await.map(Created)
}

/// Refuse a proposed entry: nothing is posted. Whoever proposed it cannot.
#[utoipa::path(
    tag = "money",
    operation_id = "refuse_entry_proposal",
    params(("entry_proposal_id" = Uuid, Path), IfMatch, IdempotencyKey),
    responses((status = 201, body = EntryProposal, description = "Proposal, refused")),
    security(("bearer" = [can::ApproveEntries::NAME])),
)]
#[post("/entry-proposals/{entry_proposal_id}/refusal")]
pub async fn refuse(
    caller: Allowed<can::ApproveEntries>,
    id: Path<EntryProposalId>,
    etag: IfMatch,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<EntryProposal>> {
    let proposal = db.write_once(&caller, &key, &(), async |w| {
        let (_ledger, proposal) = store::hold(w, *id).await?;
        let proposal = proposal.if_matches(etag)?;
        let after = store::refuse(w, &proposal).await?;
        Ok(Change::done("refused", &proposal, after))
    });
    proposal.await.map(Created)
}
