//! Minutes: of a meeting (biên bản họp) and of a count of the cash box (biên bản kiểm kê quỹ).

use super::{in_figures, in_words, state_head, words};
use crate::lending::vote::VoteChoice;
use crate::money::decisions::model::{LoanDecision, LoanDecisionKind, LoanDecisionOutcome};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind};
use crate::money::loans::model::Loan;
use crate::money::meetings::model::{MeetingPresence, MeetingResolution};
use crate::money::papers::model::{CountPaper, MinutesPaper};
use crate::platform::ids::MemberId;
use crate::platform::money::Vnd;
use crate::platform::paper::{Column, Signature, columns, facts, heading, long, money, page, signed, sum};
use crate::platform::text::person_sort_key;
use crate::register::boards::model::Position;
use maud::{Markup, html};
use std::collections::BTreeMap;

const MONEY: [Column<'static>; 4] = [("Nội dung", 30), ("Quỹ", 30), ("Thu", 20), ("Chi", 20)];
const NOTES: [Column<'static>; 4] = [("STT", 10), ("Loại tiền", 30), ("Số tờ", 30), ("Thành tiền", 30)];

impl MinutesPaper {
    /// The names of those who came, or did not, in the order of a list of names; none where the caller may not know them.
    fn names(&self, presence: MeetingPresence) -> Option<Vec<&str>> {
        let names = self.names.as_ref()?;
        let those = self.meeting.attendance.iter().filter(|attendance| attendance.presence == presence);
        let mut those: Vec<&str> =
            those.filter_map(|attendance| names.get(&attendance.member_id)).map(String::as_str).collect();
        those.sort_by_cached_key(|name| person_sort_key(name));
        Some(those)
    }
    fn name(&self, member: MemberId) -> &str {
        self.names.as_ref().and_then(|names| names.get(&member)).map_or("", String::as_str)
    }
    /// What came in and went out in cash and by the bank, by kind and fund. What only changed its place is left out.
    fn moved(&self) -> BTreeMap<(EntryKind, FundKind), (Vnd, Vnd)> {
        let mut moved: BTreeMap<_, (Vnd, Vnd)> = BTreeMap::new();
        for entry in &self.meeting.entries {
            for fund in [FundKind::Income, FundKind::Operating] {
                let purses = entry.lines.iter().filter(|line| line.fund == fund);
                let purses = purses.filter(|line| matches!(line.account, Account::Cash | Account::Bank));
                let change: Vnd = purses.map(|line| line.amount_vnd).sum();
                if change.is_zero() {
                    continue;
                }
                let sums = moved.entry((entry.head.kind, fund)).or_default();
                if change.is_negative() { sums.1 -= change } else { sums.0 += change }
            }
        }
        moved
    }
}

/// The minutes of a meeting.
#[must_use]
pub fn minutes(paper: &MinutesPaper) -> Markup {
    let (head, whole) = (&paper.head, &paper.meeting);
    let meeting = &whole.meeting;
    let title = "Biên bản họp";
    let said: Vec<&str> = meeting.minutes.as_deref().unwrap_or_default().lines().collect();
    let listed =
        |presence| paper.names(presence).filter(|names| !names.is_empty()).map(|names| names.join(", "));
    let moved = paper.moved();
    let body = html! {
        (state_head(head))
        (heading(title, &[words::meeting(meeting.kind)]))
        (facts(&[
            ("Thời gian", Some(long(meeting.held_on))),
            ("Địa điểm", meeting.place.clone()),
            ("Chủ trì", head.holder(Position::Chair)),
            ("Thư ký", head.holder(Position::Secretary)),
            ("Có mặt", Some(format!("{} thành viên, {} khách", meeting.present, meeting.guests))),
        ]))
        @for (name, presence) in [
            ("Thành viên có mặt", MeetingPresence::Present),
            ("Vắng có phép", MeetingPresence::Excused),
            ("Vắng", MeetingPresence::Absent),
        ] {
            @if let Some(names) = listed(presence) { p.text { (name) ": " (names) "." } }
        }
        h2 { "Nội dung" }
        @if said.is_empty() { p.none { "Không ghi." } }
        @for line in said { @if !line.trim().is_empty() { p.text { (line) } } }
        h2 { "Nghị quyết, kết luận" }
        @if whole.resolutions.is_empty() { p.none { "Không có." } }
        @for resolution in &whole.resolutions { (resolved(resolution)) }
        @if !paper.decisions.is_empty() {
            h2 { "Quyết định về vay vốn" }
            @for (decision, loan, borrower) in &paper.decisions { (decided(paper, decision, loan, borrower)) }
        }
        @if !moved.is_empty() {
            h2 { "Thu chi trong buổi họp" }
            table.fixed {
                (columns(&MONEY))
                tbody {
                    @for ((kind, fund), (received, paid)) in &moved {
                        tr {
                            td { (words::entry(*kind)) }
                            td { (words::fund(*fund)) }
                            (money(*received))
                            (money(*paid))
                        }
                    }
                    tr.total {
                        td colspan="2" { "Cộng" }
                        td.number { (sum(moved.values().map(|(received, _)| *received).sum())) }
                        td.number { (sum(moved.values().map(|(_, paid)| *paid).sum())) }
                    }
                }
            }
        }
        @for kept in &whole.cash_counts {
            p.text {
                "Kiểm kê " (words::fund(kept.count.fund)) ": thực tế " (in_figures(kept.count.counted_vnd)) ", theo sổ "
                (in_figures(kept.count.expected_vnd)) "."
            }
        }
        p.text { "Biên bản được thông qua trước khi kết thúc buổi họp." }
        (signed(&head.place(), Some(head.day), &[head.signs(Position::Secretary), head.signs(Position::Chair)]))
    };
    page(title, &body)
}

/// What was resolved, and by how many votes if they were counted.
fn resolved(resolution: &MeetingResolution) -> Markup {
    let votes = [
        ("tán thành", resolution.in_favour),
        ("không tán thành", resolution.against),
        ("không có ý kiến", resolution.abstained),
    ];
    let votes: Vec<String> =
        votes.iter().filter_map(|(name, votes)| votes.map(|votes| format!("{votes} {name}"))).collect();
    html! {
        p.text {
            (resolution.position) ". " (resolution.text)
            @if !votes.is_empty() { " (" (votes.join(", ")) ")" }
        }
    }
}

/// What the board decided about a loan, and who voted how.
fn decided(paper: &MinutesPaper, decision: &LoanDecision, loan: &Loan, borrower: &str) -> Markup {
    let head = &decision.head;
    let matter = match head.kind {
        LoanDecisionKind::Approval => "Cho vay",
        LoanDecisionKind::Reschedule => "Gia hạn nợ",
        LoanDecisionKind::WriteOff => "Xóa nợ",
    };
    let outcome = match head.outcome {
        LoanDecisionOutcome::Approved => "được thông qua",
        LoanDecisionOutcome::Refused => "không được thông qua",
    };
    let of = |choice: VoteChoice| {
        let those = decision.votes.iter().filter(move |vote| vote.vote.0 == choice);
        those.map(|vote| paper.name(vote.member_id)).collect::<Vec<_>>().join(", ")
    };
    let amount = loan.principal_vnd.filter(|_| head.outcome == LoanDecisionOutcome::Approved);
    html! {
        p.text {
            (matter) ", khoản vay số " (loan.number) " của " (borrower) ", "
            (in_figures(amount.unwrap_or(loan.requested_vnd))) ": " (outcome) ". Có quyền biểu quyết "
            (head.eligible) ", có mặt " (head.present) ", tán thành " (head.in_favour) ", không tán thành "
            (head.against) "."
            @for (name, choice) in [
                ("Tán thành", VoteChoice::InFavour),
                ("Không tán thành", VoteChoice::Against),
                ("Không có ý kiến", VoteChoice::Abstain),
            ] {
                @let names = of(choice);
                @if !names.is_empty() { " " (name) ": " (names) "." }
            }
            @if let Some(reason) = &head.reason { " Lý do: " (reason) "." }
        }
    }
}

/// The minutes of a count. Where nobody said of which banknotes it was made, there is room to write them.
#[must_use]
pub fn cash_count(paper: &CountPaper) -> Markup {
    let (head, count) = (&paper.head, &paper.count);
    let title = "Biên bản kiểm kê quỹ";
    let [first, second] = match &paper.counters {
        Some([first, second]) => [Some(first.clone()), Some(second.clone())],
        None => [None, None],
    };
    let difference = count.difference_vnd;
    let differs = match difference.get() {
        0 => "Không chênh lệch".to_owned(),
        1.. => format!("Thừa {}", in_figures(difference)),
        ..0 => format!("Thiếu {}", in_figures(-difference)),
    };
    let mut told = vec![
        ("Ngày kiểm kê", Some(long(count.counted_on))),
        ("Người kiểm kê thứ nhất", first.clone()),
        ("Người kiểm kê thứ hai", second.clone()),
        ("Số dư theo sổ quỹ", Some(in_figures(count.expected_vnd))),
        ("Số kiểm kê thực tế", Some(in_figures(count.counted_vnd))),
        ("Viết bằng chữ", Some(in_words(count.counted_vnd))),
        ("Chênh lệch", Some(differs)),
    ];
    if !difference.is_zero() {
        told.push(("Lý do chênh lệch", count.explanation.clone()));
    }
    let body = html! {
        (state_head(head))
        (heading(title, &[words::fund(count.fund)]))
        (facts(&told))
        @if let Some(notes) = &count.denominations {
            table.fixed {
                (columns(&NOTES))
                tbody {
                    @for (index, counted) in (1..).zip(notes) {
                        tr {
                            td.middle { (index) }
                            (money(Vnd::new(counted.note_vnd)))
                            td.number { (counted.pieces) }
                            (money(counted.value_vnd()))
                        }
                    }
                    tr.total {
                        td colspan="3" { "Cộng" }
                        td.number { (sum(notes.iter().map(|counted| counted.value_vnd()).sum())) }
                    }
                }
            }
        } @else {
            p.none { "Không kê theo loại tiền." }
        }
        (signed(&head.place(), Some(head.day), &[
            Signature::by_hand("Người kiểm kê thứ nhất", first),
            Signature::by_hand("Người kiểm kê thứ hai", second),
            head.signs(Position::Treasurer),
            head.signs(Position::Chair),
        ]))
    };
    page(title, &body)
}
