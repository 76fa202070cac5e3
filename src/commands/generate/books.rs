//! The books of a made-up club: both funds, what members bring, loans from the application to the last đồng.
//! Every sum comes from the program's own arithmetic and every entry is chained as the program chains it, so that
//! what is made here goes on like what was entered.

use super::making::{Making, Meeting, Person, Regulation};
use super::rows::{Bytes, Cell, Json, Table};
use crate::commands::Outcome;
use crate::lending::LoanContract;
use crate::lending::allocation::{AllocationPart, allocate};
use crate::lending::schedule::plan;
use crate::lending::standing::{DividedPayment, EffectiveSchedule, late_since, standing};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, ChainLink, EntryKind, MoneySource, NewEntry, Posting};
use crate::money::ledger::rules::{chain_hash, posting, receipt_code};
use crate::money::loans::model::{LoanFile, RepaymentPart};
use crate::platform::ids::{ClubId, EntryId, LoanId, MeetingId, MemberId, UserId};
use crate::platform::money::{Amount, Vnd};
use chrono::{Days, NaiveDate};
use std::collections::HashMap;
use uuid::Uuid;

/// How many loans a club hands out at twenty-four meetings: from the one to the other.
const LOANS: (i64, i64) = (11, 31);
/// The smallest and the largest loan.
const PRINCIPAL: (i64, i64) = (1_000_000, 10_000_000);
/// Founding members who save, who borrow, and all of them: the last ones may have come later.
const SAVERS: std::ops::Range<usize> = 5..27;
const FIRST_BORROWER: usize = 5;
const LATE_COMERS: usize = 6;

/// How a borrower pays.
#[derive(Clone, Copy)]
enum Manner {
    /// On the day.
    OnTime,
    /// Every so many meetings, what is due by then.
    Sluggish(usize),
    /// So many times and never again.
    Stops(usize),
}

/// A loan that runs, or did.
struct Running {
    id: Uuid,
    number: i32,
    borrower: usize,
    file: LoanFile,
    day: NaiveDate,
    manner: Manner,
    closed_on: Option<NaiveDate>,
}

struct Books<'b, 'm> {
    making: &'b mut Making<'m>,
    number: i32,
    hash: Vec<u8>,
    cash: HashMap<FundKind, i64>,
    saved: HashMap<usize, i64>,
    earned: i64,
    transferred: i64,
}

/// Keeps a club's books from its launch to the day, meeting by meeting.
pub fn keep(
    making: &mut Making<'_>,
    regulation: &Regulation,
    launched: NaiveDate,
    meetings: &[Meeting],
    people: &[Person],
) -> Outcome {
    for kind in [FundKind::Income, FundKind::Operating] {
        let (id, kind): (_, &'static str) = (making.ids.next(Table::Funds), kind.into());
        making.rows.add(Table::Funds, &[&id, &making.club, &kind, &launched]);
    }
    let mut books = Books {
        making,
        number: 0,
        hash: crate::money::books::rules::beginning(),
        cash: HashMap::new(),
        saved: HashMap::new(),
        earned: 0,
        transferred: 0,
    };
    books.begin(launched)?;
    let pace = usize::try_from(books.making.dice.between(LOANS.0, LOANS.1))?;
    let mut loans: Vec<Running> = vec![];
    for (at, meeting) in meetings.iter().enumerate() {
        books.members_bring(meeting, people)?;
        for loan in loans.iter_mut().filter(|loan| loan.closed_on.is_none()) {
            books.repay(loan, meeting, at, people)?;
        }
        for _ in 0..2 {
            if loans.len() * 24 < (at + 1) * pace {
                let lent = books.lend(regulation, meeting, &loans, people)?;
                loans.extend(lent);
            }
        }
        books.spend(meeting, at, people)?;
    }
    for loan in &loans {
        books.file(loan, regulation, people)?;
    }
    if let Some(last) = meetings.last().filter(|_| books.making.dice.chance(30)) {
        books.apply(last, loans.len(), regulation, people);
    }
    let cells: [&dyn Cell; 4] = [&books.making.club, &books.number, &Bytes(&books.hash), &(books.number + 1)];
    books.making.rows.add(Table::Ledgers, &cells);
    Ok(())
}

fn member(people: &[Person], at: usize) -> Option<MemberId> {
    people.get(at).map(|person| MemberId(person.member))
}

impl Books<'_, '_> {
    fn cash(&self, fund: FundKind) -> i64 {
        self.cash.get(&fund).copied().unwrap_or(0)
    }

    /// Enters what was posted: the next number, chained to the last.
    fn post(&mut self, posting: &Posting, day: NaiveDate) {
        let Making { ids, dice, rows, club, recorders, .. } = &mut *self.making;
        self.number += 1;
        let [recorder, _] = *recorders;
        let recorded_at = day.and_hms_opt(3, 0, 0).unwrap_or_default().and_utc();
        // a code of the club's own to begin with, so that codes are written where the last ones were
        let mut random = [0; 12];
        let own = u32::try_from(ids.place() & 0xf_ffff).unwrap_or(0);
        let letters = dice.roll().to_be_bytes();
        for (index, byte) in random.iter_mut().enumerate() {
            *byte = match index.checked_sub(4) {
                None => own
                    .checked_shr(15 - 5 * u32::try_from(index).unwrap_or(0))
                    .map_or(0, |own| (own & 31) as u8),
                Some(index) => letters.get(index).copied().unwrap_or(0),
            };
        }
        let by = (UserId(recorder), recorded_at);
        let head = posting.entered(ClubId(*club), self.number, receipt_code(random), by);
        let previous = std::mem::take(&mut self.hash);
        self.hash = chain_hash(&previous, &ChainLink::of(&head, posting.lines().to_vec()));
        let (kind, source): (&'static str, Option<&'static str>) =
            (head.kind.into(), head.source.map(Into::into));
        let cells: [&dyn Cell; 15] = [
            &head.id.0,
            club,
            &head.number,
            &kind,
            &day,
            &source,
            &head.party,
            &head.document,
            &head.narrative,
            &head.meeting_id.map(|meeting| meeting.0),
            &head.receipt_code,
            &recorder,
            &recorded_at,
            &Bytes(&previous),
            &Bytes(&self.hash),
        ];
        rows.add(Table::LedgerEntries, &cells);
        for (line, index) in posting.lines().iter().zip(1_i16..) {
            let (fund, account): (&'static str, &'static str) = (line.fund.into(), line.account.into());
            let cells: [&dyn Cell; 9] = [
                club,
                &head.number,
                &index,
                &fund,
                &account,
                &line.amount_vnd.get(),
                &line.member_id.map(|member| member.0),
                &line.loan_id.map(|loan| loan.0),
                &day,
            ];
            rows.add(Table::LedgerLines, &cells);
            if line.account == Account::Cash {
                *self.cash.entry(line.fund).or_default() += line.amount_vnd.get();
            }
        }
    }

    /// Enters a movement as a treasurer would.
    fn enter(
        &mut self,
        movement: &NewEntry,
        amount: i64,
        (member, source, fund): (Option<MemberId>, Option<MoneySource>, Option<FundKind>),
        (day, meeting): (NaiveDate, Option<&Meeting>),
    ) -> Outcome {
        let entry = NewEntry {
            id: Some(EntryId(self.making.ids.next(Table::LedgerEntries))),
            amount_vnd: amount_of(amount)?,
            member_id: member,
            source,
            fund,
            ..movement.clone()
        };
        let posting = posting(&entry, day)?.in_meeting(meeting.map(|meeting| MeetingId(meeting.id)));
        self.post(&posting, day);
        Ok(())
    }

    /// Seed money into both funds, of which some goes to the bank.
    fn begin(&mut self, launched: NaiveDate) -> Outcome {
        let movements = &self.making.setting.movements;
        let dice = &mut self.making.dice;
        let seed = [12, 18, 20, 20, 25, 25, 30, 30, 30, 40, 50].get(dice.below(11)).copied().unwrap_or(20);
        let sources = [
            MoneySource::StateBudgetProvince,
            MoneySource::StateBudgetCommune,
            MoneySource::Community,
            MoneySource::Enterprise,
        ];
        let source = sources.get(dice.below(4)).copied();
        let first = dice.between(5, 20) * 100_000;
        let banked = dice.chance(30);
        let income = Some(FundKind::Income);
        self.enter(&movements.seed, seed * 1_000_000, (None, source, income), (launched, None))?;
        self.enter(&movements.seed, first, (None, source, Some(FundKind::Operating)), (launched, None))?;
        if banked {
            self.enter(&movements.bank, seed * 200_000, (None, None, income), (launched, None))?;
        }
        Ok(())
    }

    /// What members bring to a meeting, and who takes savings out.
    fn members_bring(&mut self, meeting: &Meeting, people: &[Person]) -> Outcome {
        let movements = &self.making.setting.movements;
        let at = (meeting.day, Some(meeting));
        let founding = people.len().saturating_sub(LATE_COMERS).max(1);
        let fee = [10_000, 10_000, 15_000, 20_000].get(self.making.dice.below(4)).copied().unwrap_or(10_000);
        let (first, many) = (self.making.dice.below(founding), self.making.dice.between(11, 17));
        for step in 0..usize::try_from(many)? {
            let who = member(people, (first + step * 4) % founding);
            self.enter(&movements.contribution, fee, (who, None, None), at)?;
        }
        let (first, many) = (self.making.dice.below(SAVERS.len()), self.making.dice.between(4, 9));
        for step in 0..usize::try_from(many)? {
            let who = SAVERS.start + (first + step * 5) % SAVERS.len();
            let amount = self.making.dice.between(2, 10) * 10_000;
            self.enter(&movements.deposit, amount, (member(people, who), None, None), at)?;
            *self.saved.entry(who).or_default() += amount;
        }
        let who = SAVERS.start + self.making.dice.below(SAVERS.len());
        let amount = self.saved.get(&who).copied().unwrap_or(0) / 20_000 * 10_000;
        if amount > 0 && amount <= self.cash(FundKind::Income) && self.making.dice.chance(25) {
            self.enter(&movements.withdrawal, amount, (member(people, who), None, None), at)?;
            *self.saved.entry(who).or_default() -= amount;
        }
        Ok(())
    }

    /// What the operating fund spends, and now and then the interest that goes to it.
    fn spend(&mut self, meeting: &Meeting, at: usize, people: &[Person]) -> Outcome {
        let movements = &self.making.setting.movements;
        let on = (meeting.day, Some(meeting));
        let free = self.earned - self.transferred;
        if at % 6 == 5 && free >= 10_000 && free <= self.cash(FundKind::Income) {
            self.enter(&movements.transfer, free, (None, None, None), on)?;
            self.transferred += free;
        }
        let tea = self.making.dice.between(4, 12) * 10_000;
        if tea <= self.cash(FundKind::Operating) {
            self.enter(&movements.expense, tea, (None, None, None), on)?;
        }
        let help = self.making.dice.between(5, 20) * 10_000;
        if self.making.dice.chance(45) && help <= self.cash(FundKind::Operating) {
            let who = member(people, 5 + self.making.dice.below(30));
            self.enter(&movements.help, help, (who, None, None), on)?;
        }
        Ok(())
    }

    /// A loan that was applied for some days ago, agreed on and handed out, if there is money for it.
    fn lend(
        &mut self,
        regulation: &Regulation,
        meeting: &Meeting,
        loans: &[Running],
        people: &[Person],
    ) -> Outcome<Option<Running>> {
        let day = meeting.day;
        let dice = &mut self.making.dice;
        let wanted = dice.between(4, 16) * 500_000;
        let months = dice.between(5, 12);
        let manner = match dice.between(0, 99) {
            0..=2 => Manner::Stops(usize::try_from(dice.between(0, 6))?),
            3..=9 => Manner::Sluggish(usize::try_from(dice.between(2, 3))?),
            _ => Manner::OnTime,
        };
        let (id, entry) = (self.making.ids.next(Table::Loans), self.making.ids.next(Table::LedgerEntries));
        let principal = wanted.min(self.cash(FundKind::Income) / 500_000 * 500_000).min(PRINCIPAL.1);
        let last = people.len().saturating_sub(LATE_COMERS);
        let homes: Vec<usize> = loans
            .iter()
            .filter(|loan| loan.closed_on.is_none())
            .filter_map(|loan| people.get(loan.borrower).map(|person| person.household))
            .collect();
        let officers: Vec<usize> = people.iter().take(5).map(|person| person.household).collect();
        let free = |at: &usize| {
            let home = people.get(*at).map_or(0, |person| person.household);
            !homes.contains(&home) && !officers.contains(&home)
        };
        let span = last.saturating_sub(FIRST_BORROWER).max(1);
        let borrower = (0..span).map(|step| FIRST_BORROWER + (loans.len() + step) % span).find(free); // in turn
        let Some((at, borrower)) = borrower.and_then(|at| Some((at, member(people, at)?))) else {
            return Ok(None);
        };
        if principal < PRINCIPAL.0 {
            return Ok(None);
        }
        let contract =
            LoanContract::new(&regulation.rules, amount_of(principal)?, u8::try_from(months)?, 0, None)
                .map_err(|refusal| format!("a loan against the rules: {refusal:?}"))?;
        let schedule = plan(&contract, day);
        let version = EffectiveSchedule { number: 1, effective_on: day, schedule };
        let posting = Posting::new(Some(EntryId(entry)), EntryKind::Disbursement, day)
            .moving(
                FundKind::Income,
                Vnd::new(principal),
                Account::Loans.lent(borrower, LoanId(id)),
                Account::Cash,
            )
            .in_meeting(Some(MeetingId(meeting.id)));
        self.post(&posting, day);
        let number = i32::try_from(loans.len() + 1)?;
        let file = LoanFile {
            contract,
            versions: vec![version],
            payments: vec![],
            freezes: vec![],
            written_off: None,
        };
        Ok(Some(Running { id, number, borrower: at, file, day, manner, closed_on: None }))
    }

    /// What a borrower pays at a meeting: everything that is due by then.
    fn repay(&mut self, loan: &mut Running, meeting: &Meeting, at: usize, people: &[Person]) -> Outcome {
        let day = meeting.day;
        let paid = match loan.manner {
            Manner::OnTime => true,
            Manner::Sluggish(every) => at.is_multiple_of(every),
            Manner::Stops(after) => loan.file.payments.len() < after,
        };
        if !paid {
            return Ok(());
        }
        let facts = loan.file.facts();
        let now = standing(&facts, day);
        let due = now.due_principal_vnd + now.due_interest_vnd + now.due_late_charge_vnd;
        let Some(borrower) = member(people, loan.borrower).filter(|_| due > Vnd::ZERO) else { return Ok(()) };
        let divided = allocate(&facts, amount_of(due.get())?, day, false, false)
            .map_err(|refusal| format!("a payment that cannot be taken: {refusal:?}"))?;
        if divided.next_version.is_some() {
            return Err("a payment of what is due drew up a schedule".into());
        }
        let entry = self.making.ids.next(Table::LedgerEntries);
        let accounts = [
            (AllocationPart::Principal, Account::Loans),
            (AllocationPart::Interest, Account::InterestIncome),
            (AllocationPart::LateCharge, Account::LateChargeIncome),
        ];
        // as `repayments::rules::posting` has it
        let posting = accounts.into_iter().fold(
            Posting::new(Some(EntryId(entry)), EntryKind::Repayment, day),
            |posting, (part, account)| {
                let credit = account.lent(borrower, LoanId(loan.id));
                posting.moving(FundKind::Income, divided.of(part), Account::Cash, credit)
            },
        );
        self.earned += (divided.of(AllocationPart::Interest) + divided.of(AllocationPart::LateCharge)).get();
        self.post(&posting.in_meeting(Some(MeetingId(meeting.id))), day);
        let Making { ids, rows, club, recorders, .. } = &mut *self.making;
        let id = ids.next(Table::Repayments);
        let number = i32::try_from(loan.file.payments.len() + 1)?;
        let cells: [&dyn Cell; 10] =
            [&id, &loan.id, club, &entry, &number, &day, &due.get(), &1_i16, &divided.closes, &recorders[0]];
        rows.add(Table::Repayments, &cells);
        for (line, index) in divided.lines.iter().zip(1_i16..) {
            let part: &'static str = RepaymentPart::from(line.part).into();
            let instalment = line.instalment.cast_signed();
            let cells: [&dyn Cell; 5] = [&id, &index, &part, &instalment, &line.amount_vnd.get()];
            rows.add(Table::RepaymentLines, &cells);
        }
        loan.file.payments.push(DividedPayment {
            paid_on: day,
            allocations: divided.lines,
            late_charge_waived_vnd: divided.late_charge_waived_vnd,
        });
        loan.closed_on = divided.closes.then_some(day);
        Ok(())
    }

    /// A loan's own rows, as it stands on the day.
    fn file(&mut self, loan: &Running, regulation: &Regulation, people: &[Person]) -> Outcome {
        let facts = loan.file.facts();
        let today = self.making.setting.today;
        let now = standing(&facts, today);
        let late = late_since(&facts, today).filter(|_| loan.closed_on.is_none());
        let contract = serde_json::to_string(&loan.file.contract)?;
        let ago = |days: u64| loan.day.checked_sub_days(Days::new(days)).unwrap_or(loan.day);
        let Making { ids, dice, rows, recorders: [keeper, booker], club, .. } = &mut *self.making;
        let principal = loan.file.contract.principal_vnd.get();
        let borrower = people.get(loan.borrower).map(|person| person.member);
        let purpose =
            dice.word(&["Nuôi gà", "Nuôi lợn", "Trồng rau", "Chăn nuôi bò", "Buôn bán nhỏ", "Trồng chè"]);
        let cells: [&dyn Cell; 23] = [
            &loan.id,
            club,
            &borrower,
            &loan.number,
            &if loan.closed_on.is_some() { "repaid" } else { "active" },
            &purpose,
            &principal,
            &i16::from(loan.file.contract.term_months),
            &ago(12),
            &ago(5),
            &regulation.id,
            &Json(&contract),
            &principal,
            &loan.day,
            booker,
            &loan.day,
            keeper,
            &1_i16,
            &now.outstanding_principal_vnd.get(),
            &now.repaid_principal_vnd.get(),
            &late,
            &loan.closed_on,
            booker,
        ];
        rows.add(Table::Loans, &cells);
        let home = people.get(loan.borrower).map_or(0, |person| person.household);
        let others = people.iter().skip(loan.borrower + 1).chain(people.iter().take(5));
        if let Some(guarantor) = others.take(people.len()).find(|other| other.household != home) {
            rows.add(Table::LoanGuarantors, &[&loan.id, &guarantor.member]);
        }
        rows.add(Table::LoanSteps, &[&loan.id, &"screening", &ago(5), booker]);
        let decision = ids.next(Table::LoanDecisions);
        let cells: [&dyn Cell; 11] = [
            &decision,
            &loan.id,
            &"approval",
            &"approved",
            &loan.day,
            &"Họp ban chủ nhiệm",
            &5_i16,
            &5_i16,
            &5_i16,
            &0_i16,
            booker,
        ];
        rows.add(Table::LoanDecisions, &cells);
        for officer in people.iter().take(5) {
            rows.add(Table::LoanVotes, &[&decision, &officer.member, &"in_favour"]);
        }
        for version in &loan.file.versions {
            let carried = version.schedule.interest_carried_vnd.get();
            let cells: [&dyn Cell; 6] = [
                &loan.id,
                &1_i16,
                &version.effective_on,
                &"disbursement",
                &version.schedule.starts_on,
                &carried,
            ];
            rows.add(Table::LoanSchedules, &cells);
            for due in &version.schedule.instalments {
                let cells: [&dyn Cell; 6] = [
                    &loan.id,
                    &1_i16,
                    &i16::try_from(due.number)?,
                    &due.due_on,
                    &due.principal_vnd.get(),
                    &due.interest_vnd.get(),
                ];
                rows.add(Table::LoanInstalments, &cells);
            }
        }
        Ok(())
    }

    /// An application that nobody has looked at yet.
    fn apply(&mut self, last: &Meeting, loans: usize, regulation: &Regulation, people: &[Person]) {
        let Making { ids, rows, recorders: [_, booker], club, .. } = &mut *self.making;
        let number = i32::try_from(loans + 1).unwrap_or(i32::MAX);
        let Some(who) = people.len().checked_sub(LATE_COMERS + 1).and_then(|at| people.get(at)) else {
            return;
        };
        let (none, no_money, nobody) = (None::<NaiveDate>, None::<i64>, None::<Uuid>);
        let cells: [&dyn Cell; 23] = [
            &ids.next(Table::Loans),
            club,
            &who.member,
            &number,
            &"submitted",
            &"Nuôi gà",
            &2_000_000_i64,
            &10_i16,
            &last.day,
            &none,
            &regulation.id,
            &None::<&str>,
            &no_money,
            &none,
            &nobody,
            &none,
            &nobody,
            &0_i16,
            &0_i64,
            &0_i64,
            &none,
            &none,
            booker,
        ];
        rows.add(Table::Loans, &cells);
    }
}

fn amount_of(dong: i64) -> Outcome<Amount> {
    Amount::new(dong).map_err(|code| format!("{dong} đồng: {code:?}").into())
}
