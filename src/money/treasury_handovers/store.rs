//! Handovers in the database.

use super::model::{
    HandoverFund, HandoverLoans, HandoverOpenItem, HandoverOpenKind, HandoverState, HandoverStatement,
    NewTreasuryHandover, TreasuryHandover,
};
use super::rules;
use crate::access::users;
use crate::lending::standing::standing;
use crate::money::cash_counts::model::NewCashCount;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, Ledger};
use crate::money::loans::model::{Loan, LoanState};
use crate::money::reversals::model::ReversalState;
use crate::money::schema::{funds, loans as loans_table, reversals, treasury_handovers, write_offs};
use crate::money::write_offs::model::WriteOffState;
use crate::money::{books, cash_counts, ledger, loans};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, HandoverId, LoanId, MemberId, ReversalId, WriteOffId};
use crate::platform::log::Event;
use crate::platform::money::Vnd;
use crate::register::boards::model::{BoardPosition, NewBoardPosition, Position};
use crate::register::tables::memberships;
use crate::register::{boards, clubs, members};
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The handovers in the clubs that the caller can see.
    visible: treasury_handovers;
}

/// The memberships of the caller herself, and of nobody for whom she acts.
fn own(scope: &Scope) -> memberships::BoxedQuery<'static, Pg, SqlUuid> {
    memberships::table
        .filter(memberships::person_id.eq_any(users::store::own_person(scope)))
        .select(memberships::id)
        .into_boxed()
}

/// The handovers of a club that the caller can see: whoever may not read what single members have sees those to which she
/// is a party.
async fn seen(db: &mut impl Reads, club: ClubId) -> Result<treasury_handovers::BoxedQuery<'static, Pg>> {
    let rows = visible(db.scope()).filter(treasury_handovers::club_id.eq(club));
    if ledger::store::names_members(db, club).await? {
        return Ok(rows);
    }
    let (gives, takes) = (own(db.scope()), own(db.scope()));
    let is_party = treasury_handovers::outgoing_member_id
        .eq_any(gives)
        .or(treasury_handovers::incoming_member_id.eq_any(takes));
    Ok(rows.filter(is_party))
}

/// Lists a club's handovers, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<TreasuryHandover>> {
    let mut rows = seen(db, club).await?;
    if let Some(seek) = page.seek() {
        rows = rows.filter(treasury_handovers::id.lt(HandoverId(seek.id)));
    }
    let rows: Vec<TreasuryHandover> = rows
        .order(treasury_handovers::id.desc())
        .limit(page.limit + 1)
        .select(TreasuryHandover::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // never handed over, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: String::new(), id: row.id.0 }))
}

/// Finds a handover.
pub async fn find(db: &mut impl Reads, id: HandoverId) -> Result<TreasuryHandover> {
    let of = visible(db.scope()).filter(treasury_handovers::id.eq(id)).select(treasury_handovers::club_id);
    let club: ClubId = of.first(db.conn()).await?;
    let rows = seen(db, club).await?.filter(treasury_handovers::id.eq(id));
    Ok(rows.select(TreasuryHandover::as_select()).first(db.conn()).await?)
}

/// A handover in the caller's reach with the club's books, both held by the lock of the club.
pub async fn hold(w: &mut Writer<'_>, id: HandoverId) -> Result<(Held<Ledger>, Held<TreasuryHandover>)> {
    let of = visible(w.scope()).filter(treasury_handovers::id.eq(id)).select(treasury_handovers::club_id);
    let club = clubs::store::lock_of(w, of).await?;
    Ok((ledger::store::hold(w, club).await?, Held::new(find(w, id).await?)))
}

/// Whether the caller is a member herself: not whoever acts for her.
async fn is_self(w: &mut Writer<'_>, member: MemberId) -> Result<bool> {
    let herself = own(w.scope()).filter(memberships::id.eq(member));
    Ok(diesel::select(exists(herself)).get_result(w.conn()).await?)
}

/// Who holds a position of a club now, or held it last; and who before.
async fn holders(w: &mut Writer<'_>, club: ClubId, position: Position) -> Result<Vec<BoardPosition>> {
    let today = w.scope().today();
    boards::store::holders(w, club, position, today).await
}

/// The member who holds a position of a club now.
async fn holder(w: &mut Writer<'_>, club: ClubId, position: Position) -> Result<Option<MemberId>> {
    let last = holders(w, club, position).await?.into_iter().next();
    Ok(last.filter(|seat| seat.ended_on.is_none()).map(|seat| seat.member_id))
}

/// Whoever acts on the side of the outgoing treasurer: she herself or, where she is unable, the chair.
async fn giver(w: &mut Writer<'_>, club: ClubId, outgoing: MemberId, unable: bool) -> Result<MemberId> {
    if !unable {
        return Ok(outgoing);
    }
    holder(w, club, Position::Chair).await?.ok_or_else(|| Code::NotAParty.into())
}

/// Draws up a handover: the cash is counted, a difference is posted, and what is handed over is frozen. Returns it, and what
/// the change log says of the counts.
///
/// # Errors
/// 422 by the day and the members; 409 where the caller is no party to it, the one is not the treasurer, a difference is
/// not explained, or another handover is open.
pub async fn insert(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    new: &NewTreasuryHandover,
) -> Result<(TreasuryHandover, Vec<Event>)> {
    let (club, user) = (ledger.club_id, w.scope().user());
    let on = ledger::store::business_day(w, ledger, new.on, "/on")?;
    let (outgoing, incoming) = (new.outgoing_member_id, new.incoming_member_id);
    members::store::belong(w, club, &[outgoing], None, |_| "/outgoing_member_id".to_owned()).await?;
    members::store::belong(w, club, &[incoming], Some(on), |_| "/incoming_member_id".to_owned()).await?;
    let giver = giver(w, club, outgoing, new.unable_because.is_some()).await?;
    let takes = members::store::find(w, incoming).await?.person_id;
    for gives in [outgoing, giver] {
        if members::store::find(w, gives).await?.person_id == takes {
            return Err(Error::field("/incoming_member_id", FieldCode::ToOneself));
        }
    }
    if holder(w, club, Position::Bookkeeper).await? == Some(incoming) {
        return Err(Code::BoardMoneyApart.into());
    }
    let held = holders(w, club, Position::Treasurer).await?;
    let (outgoing_seat, incoming_seat) = rules::seats(&held, outgoing, incoming)?;
    let begun = held.iter().find(|seat| seat.id == outgoing_seat).map(|seat| seat.starts_on);
    if begun.is_some_and(|begun| on <= begun) {
        return Err(Error::field("/on", FieldCode::DateOrder));
    }
    let takes_herself = incoming_seat.is_some() && is_self(w, incoming).await?;
    if !takes_herself && !is_self(w, giver).await? {
        return Err(Code::NotAParty.into());
    }
    let open: Vec<FundKind> = funds::table
        .filter(funds::club_id.eq(club))
        .filter(funds::opened_on.le(on))
        .select(funds::kind)
        .load(w.conn())
        .await?;
    rules::counts_each(&open, new)?;
    let (handed, events) = count(w, ledger, new, [giver, incoming]).await?;
    let statement = statement(w, club, handed, on).await?;
    let handover = diesel::insert_into(treasury_handovers::table)
        .values((
            treasury_handovers::id.eq(new.id.unwrap_or_default()),
            treasury_handovers::club_id.eq(club),
            treasury_handovers::state.eq(HandoverState::Requested),
            treasury_handovers::on_day.eq(on),
            treasury_handovers::document.eq(&*new.document),
            treasury_handovers::outgoing_member_id.eq(outgoing),
            treasury_handovers::outgoing_seat_id.eq(outgoing_seat),
            treasury_handovers::incoming_member_id.eq(incoming),
            treasury_handovers::incoming_seat_id.eq(incoming_seat),
            treasury_handovers::unable_because.eq(new.unable_because.as_deref()),
            treasury_handovers::last_number.eq(ledger.last_number),
            treasury_handovers::statement.eq(serde_json::to_value(&statement).map_err(Error::internal)?),
            treasury_handovers::requested_by.eq(user),
        ))
        .returning(TreasuryHandover::as_returning())
        .get_result(w.conn())
        .await?;
    Ok((handover, events))
}

/// Counts the cash of each fund, as both parties did. Returns what is handed over of each, but for the bank, and what the
/// change log says.
async fn count(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    new: &NewTreasuryHandover,
    [first_counter, second_counter]: [MemberId; 2],
) -> Result<(Vec<HandoverFund>, Vec<Event>)> {
    let (mut handed, mut events) = (vec![], vec![]);
    for (index, of) in new.counts.iter().enumerate() {
        let count = NewCashCount {
            id: None,
            fund: of.fund,
            counted_on: new.on,
            counted_vnd: of.counted_vnd,
            first_counter,
            second_counter,
            explanation: of.explanation.clone(),
            denominations: None,
        };
        let counted = cash_counts::store::count(w, ledger, &count, None).await;
        let (count, entry) = counted.map_err(|e| e.within(&format!("/counts/{index}")))?;
        events.push(Event::created(&count));
        events.extend(entry.iter().map(Event::created));
        handed.push(HandoverFund {
            fund: count.fund,
            cash_count_id: count.id,
            counted_vnd: count.counted_vnd,
            expected_vnd: count.expected_vnd,
            difference_vnd: count.difference_vnd,
            explanation: count.explanation,
            bank_vnd: Vnd::ZERO,
        });
    }
    Ok((handed, events))
}

/// What is handed over at the end of a day.
async fn statement(
    w: &mut Writer<'_>,
    club: ClubId,
    mut handed: Vec<HandoverFund>,
    on: NaiveDate,
) -> Result<HandoverStatement> {
    let basis = books::store::basis(w, club, None).await?;
    for of in &mut handed {
        of.bank_vnd = books::store::balance(w, &basis, of.fund, Account::Bank, on).await?;
    }
    let savings_vnd = -books::store::balance(w, &basis, FundKind::Income, Account::Savings, on).await?;
    let running: Vec<Loan> = loans_table::table
        .filter(loans_table::club_id.eq(club))
        .filter(loans_table::disbursed_on.le(on))
        .filter(loans_table::closed_on.is_null().or(loans_table::closed_on.gt(on)))
        .order(loans_table::id)
        .select(Loan::as_select())
        .load(w.conn())
        .await?;
    let files = loans::store::files(w, &running, None).await?;
    let stand = files.iter().map(|(file, _)| standing(&file.facts(), on));
    let nothing = HandoverLoans {
        loans: 0,
        outstanding_vnd: Vnd::ZERO,
        late_loans: 0,
        overdue_principal_vnd: Vnd::ZERO,
    };
    let running = stand.fold(nothing, |sum, loan| HandoverLoans {
        loans: sum.loans + 1,
        outstanding_vnd: sum.outstanding_vnd + loan.outstanding_principal_vnd,
        late_loans: sum.late_loans + i64::from(loan.days_past_due > 0),
        overdue_principal_vnd: sum.overdue_principal_vnd + loan.overdue_principal_vnd,
    });
    Ok(HandoverStatement { funds: handed, savings_vnd, running, open: open_items(w, club).await? })
}

/// What awaits somebody's decision or act in a club now.
async fn open_items(w: &mut Writer<'_>, club: ClubId) -> Result<Vec<HandoverOpenItem>> {
    let requested: Vec<ReversalId> = reversals::table
        .filter(reversals::club_id.eq(club))
        .filter(reversals::state.eq(ReversalState::Requested))
        .order(reversals::id)
        .select(reversals::id)
        .load(w.conn())
        .await?;
    let under_way = [WriteOffState::Proposed, WriteOffState::Voted, WriteOffState::Cleared];
    let given_up: Vec<(WriteOffId, Vnd)> = write_offs::table
        .filter(write_offs::club_id.eq(club))
        .filter(write_offs::state.eq_any(under_way))
        .order(write_offs::id)
        .select((write_offs::id, write_offs::amount_vnd))
        .load(w.conn())
        .await?;
    let approved: Vec<(LoanId, Option<Vnd>)> = loans_table::table
        .filter(loans_table::club_id.eq(club))
        .filter(loans_table::state.eq(LoanState::Approved))
        .order(loans_table::id)
        .select((loans_table::id, loans_table::principal_vnd))
        .load(w.conn())
        .await?;
    let item = |kind, id, amount_vnd| HandoverOpenItem { kind, id, amount_vnd };
    let requested = requested.into_iter().map(|id| item(HandoverOpenKind::Reversal, id.0, None));
    let given_up =
        given_up.into_iter().map(|(id, amount)| item(HandoverOpenKind::WriteOff, id.0, Some(amount)));
    let approved =
        approved.into_iter().map(|(id, amount)| item(HandoverOpenKind::Disbursement, id.0, amount));
    Ok(requested.chain(given_up).chain(approved).collect())
}

/// Refuses what was confirmed or withdrawn.
fn still_open(handover: &TreasuryHandover) -> Result<()> {
    if handover.state == HandoverState::Requested {
        return Ok(());
    }
    Err(Error::from(Code::AlreadyDecided).with("state", handover.state))
}

/// Confirms a handover, by the other party: the outgoing seat ends, and the incoming one begins. Returns it, and what the
/// change log says of the board.
///
/// # Errors
/// 409 for whoever drew it up or is no party to it, and where the books or the board have changed since.
pub async fn confirm(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    handover: &Held<TreasuryHandover>,
) -> Result<(TreasuryHandover, Vec<Event>)> {
    still_open(handover)?;
    if users::store::is_same_human(w, [handover.requested_by]).await? {
        return Err(Code::RequesterDecides.into());
    }
    let (outgoing, incoming) = (handover.outgoing_member_id, handover.incoming_member_id);
    let giver = giver(w, ledger.club_id, outgoing, handover.unable_because.is_some()).await?;
    if !is_self(w, incoming).await? && !is_self(w, giver).await? {
        return Err(Code::NotAParty.into());
    }
    let held = holders(w, ledger.club_id, Position::Treasurer).await?;
    let seats = rules::seats(&held, outgoing, incoming).ok();
    if ledger.last_number != handover.last_number
        || seats != Some((handover.outgoing_seat_id, handover.incoming_seat_id))
    {
        return Err(Code::HandoverOutdated.into());
    }
    let (seat, events) = if let Some(seat) = handover.incoming_seat_id {
        (seat, vec![])
    } else {
        let board = boards::store::in_office(w, ledger.club_id, handover.on).await?;
        let term = boards::store::hold(w, board.term.id).await?;
        let starts_on = Day::new(handover.on).map_err(|code| Error::field("/on", code))?;
        let new = NewBoardPosition { member_id: incoming, position: Position::Treasurer, starts_on };
        let (board, seat, mut events) = boards::store::insert_position(w, &term, &new).await?;
        events.push(Event::created(&seat));
        events.push(Event::changed("updated", &*term, &board.term));
        (seat.id, events)
    };
    let confirmed = diesel::update(treasury_handovers::table.find(handover.id))
        .set((
            treasury_handovers::state.eq(HandoverState::Confirmed),
            treasury_handovers::incoming_seat_id.eq(seat),
            treasury_handovers::confirmed_by.eq(w.scope().user()),
            treasury_handovers::decided_at.eq(Utc::now()),
            treasury_handovers::version.eq(treasury_handovers::version + 1),
        ))
        .returning(TreasuryHandover::as_returning())
        .get_result(w.conn())
        .await?;
    Ok((confirmed, events))
}

/// Withdraws a handover that nobody has confirmed. What was counted stays counted.
pub async fn withdraw(w: &mut Writer<'_>, handover: &Held<TreasuryHandover>) -> Result<TreasuryHandover> {
    still_open(handover)?;
    Ok(diesel::update(treasury_handovers::table.find(handover.id))
        .set((
            treasury_handovers::state.eq(HandoverState::Withdrawn),
            treasury_handovers::decided_at.eq(Utc::now()),
            treasury_handovers::version.eq(treasury_handovers::version + 1),
        ))
        .returning(TreasuryHandover::as_returning())
        .get_result(w.conn())
        .await?)
}
