//! The ledger in the database. [`post`] is the one way by which money moves.

mod limits;
mod savings;
mod warnings;

use super::model::{
    Account, ChainLink, Entry, EntryHead, EntryKind, EntryQuery, Ledger, LedgerLine, NewEntry, Posting,
    SavingsInterestDue, Voucher,
};
use super::rules;
use crate::money::funds::model::FundKind;
use crate::money::schema::{ledger_entries, ledger_lines, ledger_vouchers, ledgers};
use crate::platform::auth::{Permission, can};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, EntryId, LoanId, MeetingId, MemberId, UserId};
use crate::platform::money::Vnd;
use crate::register::clubs::model::ClubState;
use crate::register::tables::clubs as clubs_table;
use crate::register::{clubs, members};
use crate::territory::units::model::OnDay;
use crate::{Error, Result};
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

clubs::store::rows_of_clubs! {
    /// The entries of the clubs that the caller can see.
    visible: ledger_entries;
}

/// Whether the caller may read what single members of a club have saved and put in.
pub async fn names_members(db: &mut impl Reads, club: ClubId) -> Result<bool> {
    holds::<can::ReadSavings>(db, club).await
}

/// Whether the caller holds another permission for a club than that by which she reaches it.
pub async fn holds<P: Permission>(db: &mut impl Reads, club: ClubId) -> Result<bool> {
    let holders = P::HOLDERS;
    if db.scope().roles().iter().all(|(role, _)| holders.contains(role)) {
        return Ok(true); // the usual case, in which it is no matter where she holds them
    }
    let club = clubs::store::find(db, club).await?;
    Ok(db.scope().roles().iter().any(|(role, place)| holders.contains(role) && club.lies_in(*place)))
}

/// Entries of a club as the caller may see them.
pub async fn shown(db: &mut impl Reads, club: ClubId, entries: Vec<Entry>) -> Result<Vec<Entry>> {
    if names_members(db, club).await? {
        return Ok(entries);
    }
    Ok(entries.into_iter().map(Entry::without_members).collect())
}

/// Lists a club's entries, newest first, as the caller may see them.
///
/// # Errors
/// 403 for the entries of one member, from whoever may not read what single members have.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: &EntryQuery,
    page: &PageQuery,
) -> Result<Page<Entry>> {
    let mut rows = visible(db.scope()).filter(ledger_entries::club_id.eq(club));
    if let Some(kind) = query.kind {
        rows = rows.filter(ledger_entries::kind.eq(kind));
    }
    if let Some(member) = query.member_id {
        if !names_members(db, club).await? {
            return Err(Error::from(Code::Forbidden).with("permission", can::ReadSavings::NAME));
        }
        let with_her_lines = ledger_lines::table
            .filter(ledger_lines::member_id.eq(member))
            .filter(ledger_lines::club_id.eq(club))
            .select(ledger_lines::number);
        rows = rows.filter(ledger_entries::number.eq_any(with_her_lines));
    }
    if let Some(from) = query.from {
        rows = rows.filter(ledger_entries::on_day.ge(from.get()));
    }
    if let Some(to) = query.to {
        rows = rows.filter(ledger_entries::on_day.le(to.get()));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(ledger_entries::number.lt(seek.key.parse().unwrap_or(i32::MAX)));
    }
    let heads: Vec<EntryHead> = rows
        .order(ledger_entries::number.desc())
        .limit(page.limit + 1)
        .select(EntryHead::as_select())
        .load(db.conn())
        .await?;
    if heads.is_empty() {
        clubs::store::find(db, club).await?; // an empty ledger, or a club out of reach
    }
    let page = Page::cut(heads, page, |head| Seek { key: head.number.to_string(), id: head.id.0 });
    let whole = with_lines(db, club, page.items).await?;
    Ok(Page { items: shown(db, club, whole).await?, next: page.next })
}

/// What the savings of a club's members have earned by the regulation's rate through a day, and nobody has paid.
///
/// # Errors
/// 409 where the regulation in force on that day has no rate.
pub async fn savings_interest(db: &mut impl Reads, club: ClubId, asked: OnDay) -> Result<SavingsInterestDue> {
    let on = asked.on.map_or(db.scope().today(), Day::get);
    clubs::store::find(db, club).await?;
    savings::interest_due(db, club, None, on).await?.ok_or_else(|| Code::RegulationWithoutRate.into())
}

/// Finds an entry, as the caller may see it.
pub async fn show(db: &mut impl Reads, id: EntryId) -> Result<Entry> {
    let entry = exact(db, id).await?;
    let club = entry.head.club_id;
    shown(db, club, vec![entry]).await?.pop().ok_or_else(|| Code::NotFound.into())
}

/// Finds an entry as it is, for whoever writes something that rests on it.
pub async fn find(w: &mut Writer<'_>, id: EntryId) -> Result<Entry> {
    exact(w, id).await
}

async fn exact(db: &mut impl Reads, id: EntryId) -> Result<Entry> {
    let head: EntryHead = visible(db.scope())
        .filter(ledger_entries::id.eq(id))
        .select(EntryHead::as_select())
        .first(db.conn())
        .await?;
    let mut whole = with_lines(db, head.club_id, vec![head]).await?;
    whole.pop().ok_or_else(|| Code::NotFound.into())
}

/// An entry of a club that was not reversed, if there is one of that id: something else may name it.
pub async fn standing(w: &mut Writer<'_>, club: ClubId, id: EntryId) -> Result<Option<Entry>> {
    let entry = match find(w, id).await {
        Err(e) if e.code() == Code::NotFound => return Ok(None),
        found => found?,
    };
    Ok(Some(entry).filter(|entry| entry.head.club_id == club && entry.reversed_by.is_none()))
}

/// The vouchers of some entries of a club, by their numbers.
pub async fn vouchers(
    db: &mut impl Reads,
    club: ClubId,
    numbers: &[i32],
) -> Result<HashMap<i32, Vec<Voucher>>> {
    let rows: Vec<(i32, Voucher)> = ledger_vouchers::table
        .filter(ledger_vouchers::club_id.eq(club))
        .filter(ledger_vouchers::entry.eq_any(numbers))
        .order((ledger_vouchers::entry, ledger_vouchers::fund))
        .select((ledger_vouchers::entry, Voucher::as_select()))
        .load(db.conn())
        .await?;
    let mut by_number: HashMap<i32, Vec<Voucher>> = HashMap::new();
    for (number, voucher) in rows {
        by_number.entry(number).or_default().push(voucher);
    }
    Ok(by_number)
}

/// Entries of a club already found, with their lines as they are, their vouchers and what undid them: three
/// statements for all.
pub async fn with_lines(db: &mut impl Reads, club: ClubId, heads: Vec<EntryHead>) -> Result<Vec<Entry>> {
    let numbers: Vec<i32> = heads.iter().map(|head| head.number).collect();
    let mut vouchers = vouchers(db, club, &numbers).await?;
    let lines: Vec<(i32, LedgerLine)> = ledger_lines::table
        .filter(ledger_lines::club_id.eq(club))
        .filter(ledger_lines::number.eq_any(numbers))
        .order((ledger_lines::number, ledger_lines::line))
        .select((ledger_lines::number, LedgerLine::as_select()))
        .load(db.conn())
        .await?;
    let mut by_number: HashMap<i32, Vec<LedgerLine>> = HashMap::new();
    for (number, line) in lines {
        by_number.entry(number).or_default().push(line);
    }
    let ids: Vec<EntryId> = heads.iter().map(|head| head.id).collect();
    let undone: Vec<(EntryId, EntryId)> = visible(db.scope())
        .filter(ledger_entries::reverses.assume_not_null().eq_any(ids))
        .select((ledger_entries::reverses.assume_not_null(), ledger_entries::id))
        .load(db.conn())
        .await?;
    let undone: HashMap<EntryId, EntryId> = undone.into_iter().collect();
    Ok(heads
        .into_iter()
        .map(|head| {
            let lines = by_number.remove(&head.number).unwrap_or_default();
            let reversed_by = undone.get(&head.id).copied();
            let vouchers = vouchers.remove(&head.number).unwrap_or_default();
            Entry::new(head, lines, reversed_by, vouchers)
        })
        .collect())
}

/// The head of a club's books, held by the lock of the club: whoever posts next waits. Nothing is posted without it.
///
/// # Errors
/// 409 for a club that has ended: its books take nothing more.
pub async fn hold(w: &mut Writer<'_>, club: ClubId) -> Result<Held<Ledger>> {
    let (ledger, state, ended_on) = still(w, club).await?;
    still_kept(&ledger)?; // which says where it goes on
    if state.has_ended() {
        return Err(Error::from(Code::ClubEnded).with("ended_on", ended_on));
    }
    Ok(Held::new(ledger))
}

/// The head of a club's books, of whatever state the club is, and when it ended: for whoever reads them while nobody
/// posts, and posts nothing.
pub async fn still(w: &mut Writer<'_>, club: ClubId) -> Result<(Ledger, ClubState, Option<NaiveDate>)> {
    if !w.clubs().contains(&club) {
        clubs::store::hold(w, club).await?;
    }
    let seen = clubs::store::visible(w.scope()).filter(clubs_table::id.eq(club)).select(clubs_table::id);
    let head = ledgers::table
        .inner_join(clubs_table::table)
        .filter(ledgers::club_id.eq_any(seen))
        .select((Ledger::as_select(), clubs_table::state, clubs_table::ended_on))
        .first(w.conn())
        .await
        .optional()?;
    if let Some(head) = head {
        return Ok(head);
    }
    clubs::store::find(w, club).await?;
    Err(Code::FundNotOpen.into())
}

/// Refuses books that go on in another club's: what was wrong in them is put right there.
///
/// # Errors
/// 409 with the club in whose books.
pub fn still_kept(ledger: &Ledger) -> Result<()> {
    match ledger.merged_into {
        Some(successor) => Err(Error::from(Code::BooksMerged).with("successor_id", successor)),
        None => Ok(()),
    }
}

/// A day on which a club's money can have moved: not in the future, not in a closed period, in books that are still kept.
pub fn business_day(w: &Writer<'_>, ledger: &Ledger, on: Day, pointer: &str) -> Result<NaiveDate> {
    still_kept(ledger)?;
    let day = on.not_after(w.scope().today(), pointer)?;
    match ledger.closed_through {
        Some(closed) if day <= closed => Err(Error::from(Code::BooksClosed).with("closed_through", closed)),
        _ => Ok(day),
    }
}

/// Posts a movement that the treasurer enters.
pub async fn insert(w: &mut Writer<'_>, ledger: &mut Held<Ledger>, new: &NewEntry) -> Result<Entry> {
    let posting = prepare(w, ledger, new).await?;
    if let Some(member) = new.member_id {
        let day = new.kind.needs_active_member().then_some(new.on.get());
        members::store::belong(w, ledger.club_id, &[member], day, |_| "/member_id".to_owned()).await?;
    }
    single(post(w, ledger, vec![posting]).await?)
}

/// The entry for a movement, to be posted. Whether the member belongs is for the caller to ask, of all at once.
pub async fn prepare(w: &mut Writer<'_>, ledger: &Held<Ledger>, new: &NewEntry) -> Result<Posting> {
    let on = business_day(w, ledger, new.on, "/on")?;
    let posting = rules::posting(new, on)?;
    limits::check(w, ledger.club_id, new, on).await?;
    Ok(posting)
}

fn single(entries: Vec<Entry>) -> Result<Entry> {
    entries.into_iter().next().ok_or_else(|| Error::internal("nothing was posted"))
}

#[derive(Insertable)]
#[diesel(table_name = ledger_entries, check_for_backend(Pg))]
struct NewRow<'a> {
    id: EntryId,
    club_id: ClubId,
    number: i32,
    kind: EntryKind,
    on_day: NaiveDate,
    source: Option<super::model::MoneySource>,
    party: Option<&'a str>,
    document: Option<&'a str>,
    narrative: Option<&'a str>,
    reverses: Option<EntryId>,
    meeting_id: Option<MeetingId>,
    receipt_code: String,
    recorded_by: UserId,
    recorded_at: DateTime<Utc>,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
    warnings: serde_json::Value,
}

#[derive(Insertable)]
#[diesel(table_name = ledger_lines, check_for_backend(Pg))]
struct NewLine {
    club_id: ClubId,
    number: i32,
    line: i16,
    fund: FundKind,
    account: Account,
    amount_vnd: Vnd,
    member_id: Option<MemberId>,
    loan_id: Option<LoanId>,
    on_day: NaiveDate,
}

/// Posts entries: numbered on from the last, chained to it, their cash by vouchers, and counted for those above. A few
/// statements and the count, however many there are. What is doubtful about one is kept with it. Post last: what the count
/// sees is what is there.
///
/// # Errors
/// 409 by the laws of the books: not enough money, savings or capital, more interest than the regulation's share, what is
/// owed to members uncovered, a closed period, a fund that is not open, a club that has ended.
pub async fn post(
    w: &mut Writer<'_>,
    ledger: &mut Held<Ledger>,
    postings: Vec<Posting>,
) -> Result<Vec<Entry>> {
    let (club_id, recorded_by, recorded_at) = (ledger.club_id, w.scope().user(), Utc::now().trunc_subsecs(6));
    let (mut number, mut hash) = (ledger.last_number, ledger.last_hash.clone());
    let (mut rows, mut lines, mut heads) = (vec![], vec![], vec![]);
    let warnings = warnings::warnings(w, club_id, &postings).await?;
    for (posting, warnings) in postings.iter().zip(warnings) {
        number += 1;
        let mut random = [0; 12];
        getrandom::fill(&mut random).map_err(|e| Error::internal(e.to_string()))?;
        let code = rules::receipt_code(random);
        let head = posting.entered(club_id, number, code, (recorded_by, recorded_at));
        let head = EntryHead { warnings, ..head };
        let previous_hash = hash;
        hash = rules::chain_hash(&previous_hash, &ChainLink::of(&head, posting.lines.clone()));
        rows.push(NewRow {
            id: posting.id,
            club_id,
            number,
            kind: posting.kind,
            on_day: posting.on,
            source: posting.source,
            party: posting.party.as_deref(),
            document: posting.document.as_deref(),
            narrative: posting.narrative.as_deref(),
            reverses: posting.reverses,
            meeting_id: posting.meeting,
            receipt_code: head.receipt_code.clone(),
            recorded_by,
            recorded_at,
            previous_hash,
            hash: hash.clone(),
            warnings: serde_json::to_value(&head.warnings).map_err(Error::internal)?,
        });
        lines.extend(posting.lines.iter().zip(1..).map(|(line, index)| NewLine {
            club_id,
            number,
            line: index,
            fund: line.fund,
            account: line.account,
            amount_vnd: line.amount_vnd,
            member_id: line.member_id,
            loan_id: line.loan_id,
            on_day: posting.on,
        }));
        heads.push((head, posting.lines.clone()));
    }
    diesel::insert_into(ledger_entries::table).values(&rows).execute(w.conn()).await?;
    diesel::insert_into(ledger_lines::table).values(&lines).execute(w.conn()).await?;
    diesel::update(ledgers::table.filter(ledgers::club_id.eq(club_id)))
        .set((
            ledgers::last_number.eq(number),
            ledgers::last_hash.eq(&hash),
            ledgers::version.eq(ledgers::version + 1),
        ))
        .execute(w.conn())
        .await?;
    let first = ledger.last_number + 1;
    let mut vouchers = vouchers(w, club_id, &(first..=number).collect::<Vec<_>>()).await?;
    ledger.renew(Ledger { last_number: number, last_hash: hash, ..(**ledger).clone() });
    let entry = |(head, lines): (EntryHead, Vec<LedgerLine>)| {
        let vouchers = vouchers.remove(&head.number).unwrap_or_default();
        Entry::new(head, lines, None, vouchers)
    };
    Ok(heads.into_iter().map(entry).collect())
}
