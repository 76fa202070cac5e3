//! What is doubtful about entries before they are posted. None of it is a reason to refuse.

use super::with_lines;
use crate::Result;
use crate::access::users;
use crate::money::ledger::model::{
    Entry, EntryHead, EntryKind, EntryWarning, EntryWarningCode, LedgerLine, Posting, moved,
};
use crate::money::schema::{ledger_entries, ledger_lines};
use crate::platform::db::{Reads, Writer};
use crate::platform::ids::{ClubId, EntryId, LoanId, MemberId};
use chrono::{Datelike, NaiveDate};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// The warnings of each of these entries of a club, in their order.
pub(super) async fn warnings(
    w: &mut Writer<'_>,
    club: ClubId,
    postings: &[Posting],
) -> Result<Vec<Vec<EntryWarning>>> {
    let vouchers = vouchers(w, club, postings).await?;
    let others = entered_by_others(w, club, postings).await?;
    let warned = |(index, posting): (usize, &Posting)| {
        let earlier = postings.iter().take(index).map(|earlier| (earlier.id, earlier.document(), earlier.on));
        let kept = vouchers.iter().map(|(id, document, on)| (*id, document.as_deref(), *on));
        let same_voucher = kept.chain(earlier).filter(|(_, document, on)| {
            posting.document().is_some() && *document == posting.document() && on.year() == posting.on.year()
        });
        let twins = others.iter().filter(|other| is_twin(posting, other)).map(|other| other.head.id);
        [
            (EntryWarningCode::SameVoucher, same_voucher.map(|(id, ..)| id).collect::<Vec<EntryId>>()),
            (EntryWarningCode::EnteredTwice, twins.collect()),
        ]
        .into_iter()
        .filter(|(_, entries)| !entries.is_empty())
        .map(|(code, entries)| EntryWarning { code, entries })
        .collect()
    };
    Ok(postings.iter().enumerate().map(warned).collect())
}

/// The standing entries that name the vouchers of these, whatever their year.
async fn vouchers(
    w: &mut Writer<'_>,
    club: ClubId,
    postings: &[Posting],
) -> Result<Vec<(EntryId, Option<String>, NaiveDate)>> {
    let documents: Vec<&str> = postings.iter().filter_map(Posting::document).collect();
    if documents.is_empty() {
        return Ok(vec![]);
    }
    let undoing = diesel::alias!(ledger_entries as undoing);
    let undone = undoing.filter(undoing.field(ledger_entries::reverses).eq(ledger_entries::id.nullable()));
    Ok(ledger_entries::table
        .filter(ledger_entries::club_id.eq(club))
        .filter(ledger_entries::document.assume_not_null().eq_any(documents))
        .filter(not(exists(undone)))
        .order(ledger_entries::number)
        .select((ledger_entries::id, ledger_entries::document, ledger_entries::on_day))
        .load(w.conn())
        .await?)
}

/// The standing entries of the days and kinds of these, for their members and loans, that another human being posted.
async fn entered_by_others(w: &mut Writer<'_>, club: ClubId, postings: &[Posting]) -> Result<Vec<Entry>> {
    let lines = || postings.iter().flat_map(Posting::lines);
    let members: Vec<MemberId> = lines().filter_map(|line| line.member_id).collect();
    let loans: Vec<LoanId> = lines().filter_map(|line| line.loan_id).collect();
    if members.is_empty() && loans.is_empty() {
        return Ok(vec![]);
    }
    let days: Vec<NaiveDate> = postings.iter().map(|posting| posting.on).collect();
    let kinds: Vec<EntryKind> = postings.iter().map(|posting| posting.kind).collect();
    let theirs = ledger_lines::member_id
        .assume_not_null()
        .eq_any(members)
        .or(ledger_lines::loan_id.assume_not_null().eq_any(loans));
    let numbers = ledger_lines::table
        .filter(ledger_lines::club_id.eq(club))
        .filter(ledger_lines::on_day.eq_any(days))
        .filter(theirs)
        .select(ledger_lines::number);
    let heads: Vec<EntryHead> = ledger_entries::table
        .filter(ledger_entries::club_id.eq(club))
        .filter(ledger_entries::number.eq_any(numbers))
        .filter(ledger_entries::kind.eq_any(kinds))
        .filter(ledger_entries::kind.ne(EntryKind::Reversal))
        .order(ledger_entries::number)
        .select(EntryHead::as_select())
        .load(w.conn())
        .await?;
    if heads.is_empty() {
        return Ok(vec![]);
    }
    let mut others = vec![];
    for entry in with_lines(w, club, heads).await? {
        let candidate = postings.iter().any(|posting| is_twin(posting, &entry));
        if candidate && !users::store::is_same_human(w, [entry.head.recorded_by]).await? {
            others.push(entry);
        }
    }
    Ok(others)
}

/// Whether an entry that stands says the same: kind, day, amount, and the member or the loan.
fn is_twin(posting: &Posting, entry: &Entry) -> bool {
    let whose = |line: &LedgerLine| line.loan_id.map(|loan| loan.0).or(line.member_id.map(|member| member.0));
    let of_one = |line: &LedgerLine| {
        whose(line).is_some_and(|one| posting.lines().iter().any(|own| whose(own) == Some(one)))
    };
    entry.reversed_by.is_none()
        && (entry.head.kind, entry.head.on) == (posting.kind, posting.on)
        && entry.amount_vnd == moved(posting.lines())
        && entry.lines.iter().any(of_one)
}
