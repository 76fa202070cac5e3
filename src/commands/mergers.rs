//! What `verify` asks of the books of merged clubs, by code of its own: that the two entries are each other's opposite,
//! that nothing stayed behind, and what a club answers for since it took others' books over.

use super::reckoning::{Moved, Standing, standings};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind};
use crate::money::tables::{ledger_entries, ledger_lines, ledger_mergers, ledgers, loans};
use crate::platform::db::{Reads, Writer};
use crate::platform::ids::{ClubId, EntryId, LoanId, MemberId, PersonId};
use crate::platform::money::Vnd;
use crate::register::tables::memberships;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Books that went on in a club's.
pub(super) struct TakenOver {
    /// From which day on the club answers for them.
    since: NaiveDate,
    /// What they came to at the end of each day that is asked about.
    standings: BTreeMap<NaiveDate, Standing>,
}

/// All books that went on in a club's, directly and by way of others, and the day on which its own went on in another's.
pub(super) async fn taken_over(
    w: &mut Writer<'_>,
    club: ClubId,
    days: &BTreeSet<NaiveDate>,
) -> crate::Result<(Vec<TakenOver>, Option<NaiveDate>)> {
    let (mut all, mut next) = (vec![], vec![(club, NaiveDate::MIN)]);
    while let Some((of, since)) = next.pop() {
        let before: Vec<(ClubId, NaiveDate)> = ledger_mergers::table
            .filter(ledger_mergers::successor_id.eq(of))
            .select((ledger_mergers::club_id, ledger_mergers::on_day))
            .load(w.conn())
            .await?;
        for (part, on) in before {
            let since = since.max(on);
            let lines = lines(w, part).await?;
            all.push(TakenOver { since, standings: standings(&lines, days) });
            next.push((part, since));
        }
    }
    let gone = ledger_mergers::table.filter(ledger_mergers::club_id.eq(club)).select(ledger_mergers::on_day);
    Ok((all, gone.first(w.conn()).await.optional()?))
}

/// What a club answered for on a day, as it stood at the end of an earlier one: its own books and those taken over by
/// then, or nothing, once it was merged away.
pub(super) fn answered_for(
    own: &Standing,
    earlier: NaiveDate,
    day: NaiveDate,
    (taken, gone): &(Vec<TakenOver>, Option<NaiveDate>),
) -> Standing {
    if gone.is_some_and(|gone| gone <= day) {
        return Standing::default();
    }
    let mut whole = own.clone();
    let known = taken.iter().filter(|books| books.since <= day);
    for part in known.filter_map(|books| books.standings.get(&earlier)) {
        for (account, balance) in &part.balances {
            *whole.balances.entry(*account).or_default() += *balance;
        }
        for (account, sum) in &part.ever {
            *whole.ever.entry(*account).or_default() += *sum;
        }
    }
    whole
}

/// The lines of a club in the order of their days.
async fn lines(w: &mut Writer<'_>, club: ClubId) -> crate::Result<Vec<Moved>> {
    let rows: Vec<(NaiveDate, i32, FundKind, Account, Option<MemberId>, Vnd)> = ledger_lines::table
        .filter(ledger_lines::club_id.eq(club))
        .order((ledger_lines::on_day, ledger_lines::number))
        .select((
            ledger_lines::on_day,
            ledger_lines::number,
            ledger_lines::fund,
            ledger_lines::account,
            ledger_lines::member_id,
            ledger_lines::amount_vnd,
        ))
        .load(w.conn())
        .await?;
    let year_ends: Vec<(i32, EntryId, Option<EntryId>, EntryKind)> = ledger_entries::table
        .filter(ledger_entries::club_id.eq(club))
        .filter(ledger_entries::kind.eq_any([EntryKind::YearEnd, EntryKind::Reversal]))
        .select((ledger_entries::number, ledger_entries::id, ledger_entries::reverses, ledger_entries::kind))
        .load(w.conn())
        .await?;
    let made: BTreeSet<EntryId> =
        year_ends.iter().filter(|(.., kind)| *kind == EntryKind::YearEnd).map(|(_, id, ..)| *id).collect();
    let of_year_end = |(_, id, undone, _): &&(i32, EntryId, Option<EntryId>, EntryKind)| {
        made.contains(id) || undone.is_some_and(|undone| made.contains(&undone))
    };
    let of_year_end: BTreeSet<i32> =
        year_ends.iter().filter(of_year_end).map(|(number, ..)| *number).collect();
    let moved =
        |(on, number, fund, account, member, amount): (_, _, _, Account, Option<MemberId>, _)| Moved {
            on,
            number,
            fund,
            account,
            saver: member.filter(|_| account == Account::Savings),
            of_year_end: of_year_end.contains(&number),
            amount,
        };
    Ok(rows.into_iter().map(moved).collect())
}

/// A merger of books, as far as it is judged.
type Row = (ClubId, NaiveDate, Option<EntryId>, Option<EntryId>);
/// Whose line it is: fund, account, person and loan.
type Owner = (FundKind, Account, Option<PersonId>, Option<LoanId>);

/// What is wrong with the merger by which a club ended, in words. `left` are the accounts on which its lines leave
/// something.
pub(super) async fn judge(
    w: &mut Writer<'_>,
    club: ClubId,
    left: &BTreeMap<(FundKind, Account), Vnd>,
) -> crate::Result<Vec<String>> {
    let merger: Option<Row> = ledger_mergers::table
        .filter(ledger_mergers::club_id.eq(club))
        .select((
            ledger_mergers::successor_id,
            ledger_mergers::on_day,
            ledger_mergers::out_entry_id,
            ledger_mergers::in_entry_id,
        ))
        .first(w.conn())
        .await
        .optional()?;
    let Some((successor, on, out_entry, in_entry)) = merger else { return Ok(vec![]) };
    let mut wrong = vec![];
    for ((fund, account), balance) in left.iter().filter(|(_, balance)| !balance.is_zero()) {
        wrong.push(format!("{balance} is left on {fund:?} {account:?} since it was merged"));
    }
    let stayed: i64 = loans::table.filter(loans::club_id.eq(club)).count().get_result(w.conn()).await?;
    if stayed > 0 {
        wrong.push(format!("{stayed} loans stayed behind when it was merged"));
    }
    let last: Option<i32> =
        ledgers::table.find(club).select(ledgers::last_number).first(w.conn()).await.optional()?;
    let handed_over: i64 = ledger_entries::table
        .filter(ledger_entries::club_id.eq(club))
        .filter(ledger_entries::kind.eq(EntryKind::MergerOut))
        .count()
        .get_result(w.conn())
        .await?;
    let parties = i32::try_from(handed_over - 1).unwrap_or(0).max(0);
    let mut owners: BTreeMap<Owner, Vnd> = BTreeMap::new();
    for (entry, of, kind) in
        [(out_entry, club, EntryKind::MergerOut), (in_entry, successor, EntryKind::MergerIn)]
    {
        let Some(entry) = entry else { continue };
        let head: (ClubId, i32, EntryKind, NaiveDate) = ledger_entries::table
            .find(entry)
            .select((
                ledger_entries::club_id,
                ledger_entries::number,
                ledger_entries::kind,
                ledger_entries::on_day,
            ))
            .first(w.conn())
            .await?;
        let is_last = kind == EntryKind::MergerIn || last == Some(head.1);
        if (head.0, head.2, head.3) != (of, kind, on) || !is_last {
            wrong.push(format!("entry {entry} is not the one by which it was merged on {on}"));
        }
        // beside it one for each party to whom capital is owed: before the last of the one, after the first of the other
        let numbers = match kind {
            EntryKind::MergerOut => (head.1 - parties, head.1),
            _ => (head.1, head.1 + parties),
        };
        for (owner, amount) in owned(w, of, numbers).await? {
            *owners.entry(owner).or_default() += amount;
        }
    }
    let differing = owners.into_iter().filter(|(_, sum)| !sum.is_zero());
    wrong.extend(differing.map(|((fund, account, _, loan), sum)| {
        let loan = loan.map_or_else(String::new, |loan| format!(" of loan {loan}"));
        format!("{fund:?} {account:?}{loan}: what it handed over and what was taken over differ by {sum}")
    }));
    Ok(wrong)
}

/// The lines of some entries by whose they are: the same person is another member in another club.
async fn owned(
    w: &mut Writer<'_>,
    club: ClubId,
    (first, last): (i32, i32),
) -> crate::Result<Vec<(Owner, Vnd)>> {
    type Line = (FundKind, Account, Option<MemberId>, Option<LoanId>, Vnd);
    let lines: Vec<Line> = ledger_lines::table
        .filter(ledger_lines::club_id.eq(club))
        .filter(ledger_lines::number.between(first, last))
        .select((
            ledger_lines::fund,
            ledger_lines::account,
            ledger_lines::member_id,
            ledger_lines::loan_id,
            ledger_lines::amount_vnd,
        ))
        .load(w.conn())
        .await?;
    let members: Vec<MemberId> = lines.iter().filter_map(|line| line.2).collect();
    let people: Vec<(MemberId, PersonId)> = memberships::table
        .filter(memberships::id.eq_any(members))
        .select((memberships::id, memberships::person_id))
        .load(w.conn())
        .await?;
    let people: HashMap<MemberId, PersonId> = people.into_iter().collect();
    let owner = |(fund, account, member, loan, amount): (_, _, Option<MemberId>, _, _)| {
        ((fund, account, member.and_then(|member| people.get(&member).copied()), loan), amount)
    };
    Ok(lines.into_iter().map(owner).collect())
}
