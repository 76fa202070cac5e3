//! Mergers of books in the database.

use super::model::{LedgerMerger, MergerObstacle, MergerObstacleKind as Kind};
use super::rules;
use crate::money::cycles::model::CycleState;
use crate::money::ledger::model::Posting;
use crate::money::loans::model::{Loan, LoanState};
use crate::money::proposals::model::EntryProposalState;
use crate::money::reversals::model::ReversalState;
use crate::money::schema::{
    cycles, entry_proposals, funds, ledger_balances, ledger_mergers, ledgers, loans as loans_table,
    reversals, treasury_handovers, write_offs,
};
use crate::money::treasury_handovers::model::HandoverState;
use crate::money::write_offs::model::WriteOffState;
use crate::money::{books, ledger, loans};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, LedgerMergerId, MemberId};
use crate::platform::log::Event;
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::register::tables::{clubs as clubs_table, memberships};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::max;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::{BTreeMap, BTreeSet};

/// Lists the mergers of a club's books, newest first: into another's, and of others' into its.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<LedgerMerger>> {
    let seen = clubs::store::visible(db.scope()).filter(clubs_table::id.eq(club)).select(clubs_table::id);
    let again = clubs::store::visible(db.scope()).filter(clubs_table::id.eq(club)).select(clubs_table::id);
    let of_it = ledger_mergers::club_id.eq_any(seen).or(ledger_mergers::successor_id.eq_any(again));
    let mut rows = ledger_mergers::table.filter(of_it).into_boxed();
    if let Some(seek) = page.seek() {
        rows = rows.filter(ledger_mergers::id.lt(LedgerMergerId(seek.id)));
    }
    let rows: Vec<LedgerMerger> = rows
        .order(ledger_mergers::id.desc())
        .limit(page.limit + 1)
        .select(LedgerMerger::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // never merged, or a club out of reach
    }
    Ok(Page::cut(rows, page, |merger| Seek { key: String::new(), id: merger.id.0 }))
}

/// The accounts on which a club in reach has anything, by name.
pub async fn accounts(db: &mut impl Reads, club: ClubId) -> Result<Vec<String>> {
    Ok(ledger_balances::table
        .filter(ledger_balances::club_id.eq(club))
        .filter(ledger_balances::balance_vnd.ne(0))
        .select(ledger_balances::account)
        .distinct()
        .order(ledger_balances::account)
        .load(db.conn())
        .await?)
}

/// What of the money of two clubs in reach stands in the way of merging one into the other on a day: all of it.
pub async fn obstacles(
    db: &mut impl Reads,
    club: &Club,
    into: &Club,
    on: NaiveDate,
) -> Result<Vec<MergerObstacle>> {
    let heads: Vec<(ClubId, Option<NaiveDate>)> = ledgers::table
        .filter(ledgers::club_id.eq_any([club.id, into.id]))
        .select((ledgers::club_id, ledgers::closed_through))
        .load(db.conn())
        .await?;
    let closed = |of: ClubId| heads.iter().find(|(id, _)| *id == of).and_then(|(_, through)| *through);
    let day_before = on.pred_opt().unwrap_or(on); // a period closed through the day itself is closed too
    let last: Option<NaiveDate> = ledger_balances::table
        .filter(ledger_balances::club_id.eq(club.id))
        .select(max(ledger_balances::last_on))
        .first(db.conn())
        .await?;
    let applications: i64 = loans::store::visible(db.scope())
        .filter(loans_table::club_id.eq(club.id))
        .filter(loans_table::state.eq_any([LoanState::Submitted, LoanState::Screened, LoanState::Approved]))
        .count()
        .get_result(db.conn())
        .await?;
    let requests: i64 = reversals::table
        .filter(reversals::club_id.eq(club.id))
        .filter(reversals::state.eq(ReversalState::Requested))
        .count()
        .get_result(db.conn())
        .await?;
    let proposals: i64 = write_offs::table
        .filter(write_offs::club_id.eq(club.id))
        .filter(write_offs::state.eq_any([
            WriteOffState::Proposed,
            WriteOffState::Voted,
            WriteOffState::Cleared,
        ]))
        .count()
        .get_result(db.conn())
        .await?;
    let entries: i64 = entry_proposals::table
        .filter(entry_proposals::club_id.eq(club.id))
        .filter(entry_proposals::state.eq(EntryProposalState::Proposed))
        .count()
        .get_result(db.conn())
        .await?;
    let handovers: i64 = treasury_handovers::table
        .filter(treasury_handovers::club_id.eq(club.id))
        .filter(treasury_handovers::state.eq(HandoverState::Requested))
        .count()
        .get_result(db.conn())
        .await?;
    let open_cycles: i64 = cycles::table
        .filter(cycles::club_id.eq(club.id))
        .filter(cycles::state.eq(CycleState::Open))
        .count()
        .get_result(db.conn())
        .await?;
    let basis = books::store::basis(db, club.id, None).await?;
    let held = rules::holdings(&books::store::balances(db, &basis).await?);
    let wanted: BTreeSet<_> = held.iter().map(|line| line.fund).collect();
    let open: i64 = funds::table
        .filter(funds::club_id.eq(into.id))
        .filter(funds::kind.eq_any(&wanted))
        .filter(funds::opened_on.le(on))
        .count()
        .get_result(db.conn())
        .await?;
    let lacking = i64::try_from(wanted.len()).unwrap_or(i64::MAX) - open;
    let owed: i64 = memberships::table
        .filter(memberships::id.eq_any(rules::creditors(&held)))
        .filter(memberships::ended_on.is_not_null())
        .count()
        .get_result(db.conn())
        .await?;
    Ok([
        MergerObstacle::after(Kind::LaterEntries, last, on),
        MergerObstacle::after(Kind::BooksClosed, closed(club.id), day_before),
        MergerObstacle::after(
            Kind::SuccessorBooksClosed,
            closed(into.id).filter(|_| !held.is_empty()),
            day_before,
        ),
        MergerObstacle::of(Kind::SuccessorFundNotOpen, lacking),
        MergerObstacle::of(Kind::OpenApplications, applications),
        MergerObstacle::of(Kind::OpenReversals, requests),
        MergerObstacle::of(Kind::OpenWriteOffs, proposals),
        MergerObstacle::of(Kind::OpenProposals, entries),
        MergerObstacle::of(Kind::OpenTreasuryHandover, handovers),
        MergerObstacle::of(Kind::OpenCycle, open_cycles),
        MergerObstacle::of(Kind::OwedToFormerMembers, owed),
    ]
    .into_iter()
    .flatten()
    .collect())
}

diesel::define_sql_function! {
    /// Hands all loans of a club to the one into which it is merged.
    #[sql_name = "logic.hand_over_loans"]
    fn hand_over_loans(
        club: SqlUuid,
        into: SqlUuid,
        on_day: Date,
        left_members: Array<SqlUuid>,
        arrived_members: Array<SqlUuid>,
    ) -> BigInt;
}

/// Hands the books and the loans of a club to the one into which it is merged, both of which are locked: everything on
/// every account by two entries, and each loan as it is. `arrived` says of the memberships that went on which
/// membership continues each. Returns what the change log says of it. So many statements whatever there is.
///
/// # Errors
/// 409 by the laws of the books. What [`obstacles`] names is asked before.
pub async fn hand_over(
    w: &mut Writer<'_>,
    (club, into): (&Held<Club>, &Held<Club>),
    arrived: &BTreeMap<MemberId, MemberId>,
    on: NaiveDate,
    (document, reason): (Option<&str>, &str),
) -> Result<Vec<Event>> {
    let basis = books::store::basis(w, club.id, None).await?;
    let held = rules::holdings(&books::store::balances(w, &basis).await?);
    let lent: Vec<Loan> = loans_table::table
        .filter(loans_table::club_id.eq(club.id))
        .order(loans_table::id)
        .select(Loan::as_select())
        .load(w.conn())
        .await?;
    let (were, are): (Vec<MemberId>, Vec<MemberId>) = arrived.iter().map(|(was, is)| (*was, *is)).unzip();
    let handed: i64 =
        diesel::select(hand_over_loans(club.id, into.id, on, were, are)).get_result(w.conn()).await?;
    // a hamlet may stand still while its neighbour does not
    loans::store::pause(w, &lent.iter().map(|loan| loan.id).collect::<Vec<_>>()).await?;
    let mut events = loans::store::told(w, "transferred", &lent).await?;
    let parties = books::store::owed_to_parties(w, &basis).await?;
    let (out, taken) =
        (rules::handed_over(&held, &parties, on), rules::taken_over(&held, &parties, arrived, on));
    let (out_entry, in_entry) =
        (out.as_slice().last().map(Posting::id), taken.as_slice().first().map(Posting::id));
    for (of, postings) in [(club.id, out), (into.id, taken)] {
        if postings.is_empty() {
            continue; // it need have no books
        }
        let said = |posting: Posting| posting.documented(document).saying(Some(reason));
        let mut ledger = ledger::store::hold(w, of).await?;
        let posted = ledger::store::post(w, &mut ledger, postings.into_iter().map(said).collect()).await?;
        events.extend(posted.iter().map(Event::created));
    }
    diesel::insert_into(ledger_mergers::table)
        .values((
            ledger_mergers::id.eq(LedgerMergerId::new()),
            ledger_mergers::club_id.eq(club.id),
            ledger_mergers::successor_id.eq(into.id),
            ledger_mergers::on_day.eq(on),
            ledger_mergers::out_entry_id.eq(out_entry),
            ledger_mergers::in_entry_id.eq(in_entry),
            ledger_mergers::loans.eq(i32::try_from(handed).map_err(Error::internal)?),
            ledger_mergers::recorded_by.eq(w.scope().user()),
        ))
        .execute(w.conn())
        .await?;
    Ok(events)
}
