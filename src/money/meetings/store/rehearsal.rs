//! A meeting part by part: what stands against each, and what would come of those against which nothing does.

use super::recording;
use crate::money::books;
use crate::money::cash_counts::model::CashCount;
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Entry, Ledger, Posting};
use crate::money::meetings::model::{MeetingPreview, NewMeeting, PreviewedPayment};
use crate::money::meetings::rules::{self, Whose};
use crate::money::repayments::model::PaymentReceipt;
use crate::money::schema::loans as loans_table;
use crate::money::{cash_counts, ledger, loans};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Language, Refusal};
use crate::platform::ids::{ClubId, LoanId, MemberId};
use crate::register::clubs;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{HashMap, HashSet};

/// What came of the parts of a meeting.
#[derive(Default)]
pub(super) struct Rehearsal {
    /// Everything that stands against it.
    pub refusals: Vec<Refusal>,
    /// What was posted.
    entries: Vec<Entry>,
    /// What each repayment pays, by its place in the document.
    payments: Vec<(String, PaymentReceipt)>,
    /// The counts of the cash box.
    counts: Vec<CashCount>,
    /// The funds into whose cash box settled advances brought money back.
    returned_to: Vec<FundKind>,
}

impl Rehearsal {
    /// A part is refused; a failure of ours is none.
    fn refuse(&mut self, part: &str, error: Error) -> Result<()> {
        self.refuse_within(part, "", error)
    }
    /// A part is refused, whose fields stand behind `fields`.
    fn refuse_within(&mut self, part: &str, fields: &str, error: Error) -> Result<()> {
        if error.is_a_failure() {
            return Err(error);
        }
        let at = rules::culprit(part, error.code());
        self.refusals.extend(Refusal::of(error, part, fields, at));
        Ok(())
    }
    /// What is refused of a part, if anything is.
    fn note(&mut self, part: &str, outcome: Result<()>) -> Result<()> {
        outcome.or_else(|refusal| self.refuse(part, refusal))
    }
    /// Whether something stands against a part already.
    fn is_refused(&self, part: &str) -> bool {
        let within = |pointer: &str| pointer.strip_prefix(part).is_some_and(|rest| rest.starts_with('/'));
        self.refusals.iter().any(|refusal| within(&refusal.pointer))
    }

    /// Posts what can be posted, in its order: where a list is refused, its halves are tried one after the other.
    async fn post(
        &mut self,
        w: &mut Writer<'_>,
        ledger: &mut Held<Ledger>,
        postings: Vec<(String, Posting)>,
    ) -> Result<()> {
        let mut lists = vec![postings];
        while let Some(mut list) = lists.pop() {
            let tried: Vec<Posting> = list.iter().map(|(_, posting)| posting.clone()).collect();
            if tried.is_empty() {
                continue;
            }
            match w.attempt(async |w| ledger::store::post(w, ledger, tried).await).await {
                Ok(entries) => self.entries.extend(entries),
                Err(failure) if failure.is_a_failure() => return Err(failure),
                Err(refusal) => {
                    if let [(part, _)] = list.as_slice() {
                        self.refuse(part, refusal)?;
                    } else {
                        let later = list.split_off(list.len() / 2);
                        lists.extend([later, list]);
                    }
                }
            }
        }
        Ok(())
    }

    /// What moved of the money that is no loan's: in first, and out behind the repayments.
    async fn movements(
        &mut self,
        w: &mut Writer<'_>,
        ledger: &Held<Ledger>,
        new: &NewMeeting,
    ) -> Result<(Vec<(String, Posting)>, Vec<(String, Posting)>)> {
        let (mut incoming, mut outgoing) = (vec![], vec![]);
        for (part, entry) in new.movements() {
            if self.is_refused(&part) {
                continue;
            }
            match w.attempt(async |w| ledger::store::prepare(w, ledger, &entry).await).await {
                Ok(posting) if entry.kind.brings_money() => incoming.push((part, posting)),
                Ok(posting) => outgoing.push((part, posting)),
                Err(refusal) => self.refuse(&part, refusal)?,
            }
        }
        Ok((incoming, outgoing))
    }

    /// What was handed out in advance, and is accounted for.
    async fn settlements(
        &mut self,
        w: &mut Writer<'_>,
        ledger: &mut Held<Ledger>,
        new: &NewMeeting,
    ) -> Result<()> {
        for (index, settled) in new.advance_settlements.iter().enumerate() {
            let posted =
                w.attempt(async |w| recording::settle(w, ledger, new.held_on, settled, None).await).await;
            match posted {
                Ok(entry) => {
                    self.returned_to.extend(recording::returned(&entry));
                    self.entries.push(entry);
                }
                Err(refusal) => self.refuse(&format!("/advance_settlements/{index}"), refusal)?,
            }
        }
        Ok(())
    }

    /// The loans: what is paid back.
    async fn repayments(
        &mut self,
        w: &mut Writer<'_>,
        ledger: &mut Held<Ledger>,
        new: &NewMeeting,
    ) -> Result<()> {
        for (index, paid) in new.repayments.iter().enumerate() {
            let part = format!("/repayments/{index}");
            if self.is_refused(&part) {
                continue;
            }
            let taken = w.attempt(async |w| {
                let prepared = recording::prepare(w, ledger, new.held_on, paid, None).await?;
                Ok((ledger::store::post(w, ledger, vec![prepared.posting]).await?, prepared.receipt))
            });
            match taken.await {
                Ok((entries, receipt)) => {
                    self.entries.extend(entries);
                    self.payments.push((part, receipt));
                }
                Err(refusal) => self.refuse(&part, refusal)?,
            }
        }
        Ok(())
    }

    /// The loans: what is handed out, and what is applied for.
    async fn new_loans(
        &mut self,
        w: &mut Writer<'_>,
        ledger: &mut Held<Ledger>,
        new: &NewMeeting,
    ) -> Result<()> {
        for (index, loan) in new.disbursements.iter().enumerate() {
            let handed_out =
                w.attempt(async |w| recording::disburse(w, ledger, new.held_on, *loan, None).await);
            match handed_out.await {
                Ok((entry, _)) => self.entries.push(entry),
                Err(refusal) => self.refuse(&format!("/disbursements/{index}"), refusal)?,
            }
        }
        for (index, application) in new.applications.iter().enumerate() {
            let taken = w.attempt(async |w| recording::apply(w, ledger, application).await.map(drop)).await;
            if let Err(refusal) = taken {
                self.refuse_within(&format!("/applications/{index}"), "/loan", refusal)?;
            }
        }
        Ok(())
    }

    /// The counts of the cash box. What should be there is not known while something else is refused.
    async fn counts(
        &mut self,
        w: &mut Writer<'_>,
        ledger: &mut Held<Ledger>,
        new: &NewMeeting,
    ) -> Result<()> {
        let whole = self.refusals.is_empty();
        for (index, count) in new.cash_counts.iter().enumerate() {
            let counted = w.attempt(async |w| cash_counts::store::count(w, ledger, count, None).await).await;
            match counted {
                Ok((count, difference)) => {
                    self.counts.extend(Some(count).filter(|_| whole));
                    self.entries.extend(difference);
                }
                Err(refusal) if !whole && refusal.code() == Code::DifferenceUnexplained => {}
                Err(refusal) => self.refuse(&format!("/cash_counts/{index}"), refusal)?,
            }
        }
        let counted = new.is_counted(&self.returned_to);
        self.note("", counted)
    }
}

/// Records the parts of a meeting by themselves, in the order in which the whole is recorded, so that what is refused
/// stands in nobody's way. What it writes is to be taken back.
///
/// # Errors
/// Failures of ours alone: refusals are what it returns.
pub(super) async fn rehearse(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    new: &NewMeeting,
) -> Result<Rehearsal> {
    let (mut ledger, mut rehearsal) = (Held::new((**ledger).clone()), Rehearsal::default());
    rehearsal.note("", new.check())?;
    if let Some(on) = meeting_day(w, &ledger, new, &mut rehearsal).await? {
        let head = w.try_out(async |w| recording::insert_head(w, ledger.club_id, new, on).await.map(drop));
        rehearsal.note("", head.await)?;
        rehearsal.note("", recording::attended(w, ledger.club_id, new, on).await)?;
        rehearsal.note("", recording::belong(w, &ledger, new, on, true).await)?;
        rehearsal.note("", recording::belong(w, &ledger, new, on, false).await)?;
        let (incoming, outgoing) = rehearsal.movements(w, &ledger, new).await?;
        rehearsal.settlements(w, &mut ledger, new).await?;
        rehearsal.post(w, &mut ledger, incoming).await?;
        rehearsal.repayments(w, &mut ledger, new).await?;
        rehearsal.post(w, &mut ledger, outgoing).await?;
        rehearsal.new_loans(w, &mut ledger, new).await?;
        rehearsal.counts(w, &mut ledger, new).await?;
    }
    let borrowers = borrowers(w, ledger.club_id, new).await?;
    for refusal in &mut rehearsal.refusals {
        refusal.member_id = match new.whose(&refusal.pointer) {
            Some(Whose::Member(member)) => Some(member),
            Some(Whose::Borrower(loan)) => borrowers.get(&loan).copied(),
            None => None,
        };
    }
    Ok(rehearsal)
}

/// The day of a meeting, if one can have been held on it and money moved: of any other day there is nothing more to say.
async fn meeting_day(
    w: &mut Writer<'_>,
    ledger: &Held<Ledger>,
    new: &NewMeeting,
    rehearsal: &mut Rehearsal,
) -> Result<Option<NaiveDate>> {
    let club = clubs::store::find(w, ledger.club_id).await?;
    let on = new.held_on.not_after(w.scope().today(), "/held_on");
    let on = on.and_then(|on| club.acts_on(on).map(|()| on)).and_then(|on| {
        let open = !new.concerns_money() || ledger.closed_through.is_none_or(|closed| closed < on);
        if open { Ok(on) } else { ledger::store::business_day(w, ledger, new.held_on, "/held_on") }
    });
    match on {
        Ok(on) => Ok(Some(on)),
        Err(refusal) => rehearsal.refuse("", refusal).map(|()| None),
    }
}

/// Who borrowed the loans of a meeting, as far as they are of this club.
async fn borrowers(w: &mut Writer<'_>, club: ClubId, new: &NewMeeting) -> Result<HashMap<LoanId, MemberId>> {
    let named: HashSet<LoanId> =
        new.repayments.iter().map(|paid| paid.loan_id).chain(new.disbursements.iter().copied()).collect();
    let of_club = loans::store::visible(w.scope())
        .filter(loans_table::club_id.eq(club))
        .filter(loans_table::id.eq_any(named.into_iter().collect::<Vec<_>>()));
    let rows: Vec<(LoanId, MemberId)> =
        of_club.select((loans_table::id, loans_table::member_id)).load(w.conn()).await?;
    Ok(rows.into_iter().collect())
}

/// What would come of a meeting if it were recorded now. It is recorded for that, and to be taken back.
///
/// # Errors
/// 404 for a club out of reach; 409 for one without funds.
pub async fn preview(
    w: &mut Writer<'_>,
    club: ClubId,
    new: &NewMeeting,
    language: Language,
) -> Result<MeetingPreview> {
    let ledger = ledger::store::hold(w, club).await?;
    let basis = books::store::basis(w, club, None).await?;
    let before = books::store::purses(w, &basis, new.held_on.get()).await?;
    let rehearsal = match w.attempt(async |w| recording::write(w, &ledger, new).await).await {
        Ok(written) => {
            let meeting = written.recorded.meeting;
            let payments = written.receipts.into_iter().enumerate();
            Rehearsal {
                refusals: vec![],
                entries: meeting.entries,
                payments: payments.map(|(i, receipt)| (format!("/repayments/{i}"), receipt)).collect(),
                counts: meeting.cash_counts.into_iter().map(|kept| kept.count).collect(),
                returned_to: vec![],
            }
        }
        Err(failure) if failure.is_a_failure() => return Err(failure),
        Err(first) => {
            let mut rehearsal = rehearse(w, &ledger, new).await?;
            if rehearsal.refusals.is_empty() {
                rehearsal.refuse("", first)?;
            }
            rehearsal
        }
    };
    let borrowers = borrowers(w, club, new).await?;
    let payment = |(pointer, receipt): (String, PaymentReceipt)| PreviewedPayment {
        pointer,
        member_id: borrowers.get(&receipt.loan_id).copied(),
        receipt: PaymentReceipt { id: None, receipt_code: None, ..receipt },
    };
    Ok(MeetingPreview {
        club_id: club,
        would_be_recorded: rehearsal.refusals.is_empty(),
        purses: rules::purses(&before, &rehearsal.entries, &rehearsal.counts),
        payments: rehearsal.payments.into_iter().map(payment).collect(),
        refusals: rehearsal.refusals.iter().map(|refusal| refusal.told(language)).collect(),
        warnings: new.warnings(),
    })
}
