//! How a sentence is made that fits into one SMS, whatever names and amounts are in it.
//!
//! Of several sentences the first that fits is taken, the fullest first; the last of them fits always. A long name is
//! shortened, and its given name, the last word, stays longest. Of a club the last words stay: they name its place.

use super::model::{Message, MessageText};
use crate::money::due_lists::model::DueLoan;
use crate::money::ledger::model::{Account, Entry, EntryKind};
use crate::platform::ids::MemberId;
use crate::platform::money::Vnd;
use crate::platform::text;
use crate::platform::text::number::grouped;
use chrono::NaiveDate;

/// Septets of GSM 03.38 in an SMS of one part.
pub const PLAIN: usize = 160;
/// UCS-2 characters in an SMS of one part.
pub const ACCENTED: usize = 70;
/// The longest name of a person in a text.
const NAME: usize = 20;
/// The longest name of a club in a text.
const CLUB: usize = 24;
/// How the clubs' names begin, folded.
const GENUS: [&str; 3] = ["clb lien the he tu giup nhau", "cau lac bo lien the he tu giup nhau", "clb"];

/// To whom a text goes.
#[derive(Debug, Clone, Default)]
pub struct Recipient {
    /// UUID of the member.
    pub member_id: Option<MemberId>,
    /// Full name.
    pub full_name: Option<String>,
    /// Telephone number, if the caller may see it.
    pub phone: Option<String>,
}

impl Recipient {
    /// A text to her, by the sentences from the fullest to the shortest.
    fn message(self, sentences: &[String]) -> Message {
        let plain = sentences.iter().map(|sentence| text::plain(sentence));
        Message {
            member_id: self.member_id,
            full_name: self.full_name,
            phone: self.phone,
            plain: first_that_fits(plain, PLAIN),
            accented: first_that_fits(sentences.iter().map(|sentence| basic(sentence)), ACCENTED),
        }
    }
}

/// A text in which each character is one of UCS-2.
fn basic(sentence: &str) -> String {
    sentence.chars().filter(|c| c.len_utf16() == 1).collect()
}

fn first_that_fits(sentences: impl Iterator<Item = String>, limit: usize) -> MessageText {
    let mut shortest = String::new();
    for sentence in sentences {
        shortest = sentence;
        if length(&shortest) <= limit {
            break;
        }
    }
    let text: String = shortest.chars().take(limit).collect();
    MessageText { characters: length(&text), text, segments: 1 }
}

fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// A person's name in so many characters at most: whole; else its middle names as initials; else all but the given name;
/// else the given name alone, cut if it must be.
#[must_use]
pub fn short_name(full_name: &str, limit: usize) -> String {
    let words: Vec<&str> = full_name.split_whitespace().collect();
    let initials = |words: &[&str]| -> String {
        words.iter().filter_map(|word| word.chars().next()).fold(String::new(), |all, c| format!("{all}{c}."))
    };
    let forms = match words.as_slice() {
        [] => vec![],
        [given] => vec![(*given).to_owned()],
        [family, middle @ .., given] => vec![
            words.join(" "),
            format!("{family} {}{given}", initials(middle)),
            format!("{}{}{given}", initials(&[family]), initials(middle)),
            (*given).to_owned(),
        ],
    };
    let last = forms.last().cloned().unwrap_or_default();
    let fitting = forms.into_iter().find(|form| length(form) <= limit);
    fitting.unwrap_or_else(|| last.chars().filter(|c| c.len_utf16() == 1).take(limit).collect())
}

/// A club's name in so many characters at most, without what all clubs are called.
#[must_use]
pub fn short_club(name: &str, limit: usize) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| text::fold(word)).collect();
    let genus = GENUS.iter().map(|genus| genus.split(' ').collect::<Vec<_>>());
    let begins = |genus: &Vec<&str>| {
        folded.len() > genus.len() && folded.iter().zip(genus).all(|(word, of)| word == of)
    };
    let common = genus.into_iter().find(begins).map_or(0, |genus| genus.len());
    let mut kept = String::new();
    for word in words.iter().skip(common).rev() {
        let longer = if kept.is_empty() { (*word).to_owned() } else { format!("{word} {kept}") };
        if length(&longer) > limit {
            break;
        }
        kept = longer;
    }
    kept
}

fn dong(amount: Vnd) -> String {
    format!("{}đ", grouped(amount.get().into()))
}

fn date(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// What is due of a loan, to its borrower alone.
#[must_use]
pub fn due(club: &str, to: Recipient, loan: &DueLoan, on: NaiveDate) -> Message {
    let (club, name) = (short_club(club, CLUB), short_name(&loan.full_name, NAME));
    let (total, left, day) = (dong(loan.due_vnd), dong(loan.outstanding_vnd), date(on));
    let number = |amount: Vnd| grouped(amount.get().into());
    let parts =
        [("gốc", loan.due_principal_vnd), ("lãi", loan.due_interest_vnd), ("phạt", loan.late_charge_vnd)];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(part, amount)| format!("{part} {}", number(amount)))
        .collect();
    let parts = parts.join(", ");
    let late = match loan.days_past_due {
        0 => String::new(),
        days => format!(" Quá hạn {days} ngày."),
    };
    to.message(&[
        format!("CLB {club}: {name} đến ngày {day} cần trả {total} ({parts}).{late} Dư nợ gốc {left}."),
        format!("CLB {club}: {name} đến ngày {day} cần trả {total} ({parts}).{late}"),
        format!("CLB {club}: {name} đến ngày {day} cần trả {total}.{late}"),
        format!("{name}: ngày {day} trả CLB {total} ({parts})."),
        format!("{name}: ngày {day} trả CLB {total}.{late}"),
        format!("{name}: ngày {day} trả CLB {total}."),
        format!("Ngày {day} trả CLB {total}."),
    ])
}

/// That a meeting is held, to one member.
#[must_use]
pub fn meeting(club: &str, to: Recipient, place: Option<&str>, on: NaiveDate) -> Message {
    let (club, day) = (short_club(club, CLUB), date(on));
    let name = short_name(to.full_name.as_deref().unwrap_or_default(), NAME);
    let mut sentences = vec![];
    if let Some(place) = place {
        sentences.push(format!("CLB {club}: mời {name} dự họp ngày {day} tại {place}."));
        sentences.push(format!("Mời {name} họp CLB ngày {day} tại {place}."));
    }
    sentences.push(format!("CLB {club}: mời {name} dự họp ngày {day}."));
    sentences.push(format!("Mời {name} họp CLB ngày {day}."));
    to.message(&sentences)
}

/// What was received or paid out (biên nhận), to whom the money is or was.
#[must_use]
pub fn receipt(club: &str, to: Recipient, entry: &Entry) -> Message {
    let (club, day, amount) = (short_club(club, CLUB), date(entry.head.on), dong(entry.amount_vnd));
    let (code, what) = (&entry.head.receipt_code, what(entry.head.kind));
    let purses = entry.lines.iter().filter(|line| matches!(line.account, Account::Cash | Account::Bank));
    let moved: Vnd = purses.map(|line| line.amount_vnd).sum();
    let (verb, of) = if moved.is_negative() {
        ("chi", "cho")
    } else if moved.is_zero() {
        ("ghi sổ", "của")
    } else {
        ("nhận", "của")
    };
    let whom =
        to.full_name.as_deref().map_or(String::new(), |name| format!(" {of} {}", short_name(name, NAME)));
    to.message(&[
        format!("CLB {club}: đã {verb}{whom} {amount} ({what}) ngày {day}. Mã biên nhận {code}."),
        format!("CLB đã {verb}{whom} {amount} ({what}) ngày {day}. Mã {code}."),
        format!("CLB {verb}{whom} {amount} {day}. Mã {code}."),
        format!("CLB {verb} {amount} ({what}) {day}. Mã {code}."),
        format!("{verb} {amount} {day}. Mã {code}."),
    ])
}

/// What an entry was for, to people.
const fn what(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Contribution => "hội phí, đóng góp",
        EntryKind::Donation => "ủng hộ",
        EntryKind::SavingsDeposit => "gửi tiết kiệm",
        EntryKind::SavingsWithdrawal => "rút tiết kiệm",
        EntryKind::Repayment | EntryKind::Recovery => "trả nợ",
        EntryKind::Disbursement => "tiền vay",
        EntryKind::PooledCapital => "góp vốn",
        EntryKind::PooledCapitalReturn => "trả vốn góp",
        EntryKind::SocialHelp => "thăm hỏi, trợ giúp",
        EntryKind::SeedMoney => "vốn ban đầu",
        EntryKind::Expense => "chi hoạt động",
        EntryKind::WriteOff => "xóa nợ",
        EntryKind::Reversal => "đảo bút toán",
        EntryKind::OpeningBalance => "số dư đầu kỳ",
        EntryKind::InterestTransfer => "chuyển lãi",
        EntryKind::BankDeposit => "gửi ngân hàng",
        EntryKind::BankWithdrawal => "rút ngân hàng",
        EntryKind::CashDifference => "chênh lệch kiểm kê",
        EntryKind::Handover => "bàn giao",
        EntryKind::Takeover => "nhận bàn giao",
        EntryKind::BankInterest => "lãi tiền gửi",
        EntryKind::OtherIncome => "thu khác",
        EntryKind::Fine => "tiền phạt",
        EntryKind::BankFee => "phí ngân hàng",
        EntryKind::FundExpense => "chi phí quỹ",
        EntryKind::Advance => "tạm ứng",
        EntryKind::AdvanceSettlement => "thanh toán tạm ứng",
        EntryKind::SavingsInterest => "lãi tiết kiệm",
        EntryKind::SavingsInterestPayout => "trả lãi tiết kiệm",
        EntryKind::CapitalFromSurplus => "bổ sung vốn",
        EntryKind::SurplusTransfer => "chuyển thặng dư",
        EntryKind::FundTransfer => "chuyển quỹ",
        EntryKind::SharePurchase => "mua cổ phần",
        EntryKind::YearEnd => "kết chuyển cuối năm",
        EntryKind::ShareOut => "chia cuối kỳ",
        EntryKind::MergerOut => "bàn giao khi sáp nhập",
        EntryKind::MergerIn => "nhận khi sáp nhập",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::{ClubId, LoanId};
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn loan(name: &str, amounts: [i64; 4], days_past_due: i64) -> DueLoan {
        let [principal, interest, charge, left] = amounts.map(Vnd::new);
        DueLoan {
            club_id: ClubId::new(),
            member_id: MemberId::new(),
            full_name: name.to_owned(),
            loan_id: LoanId::new(),
            number: 1,
            disbursed_on: None,
            next_due_on: None,
            due_principal_vnd: principal,
            due_interest_vnd: interest,
            late_charge_vnd: charge,
            due_vnd: principal + interest + charge,
            payoff_vnd: left,
            outstanding_vnd: left,
            days_past_due,
            paused: false,
        }
    }
    fn to(name: &str) -> Recipient {
        Recipient { full_name: Some(name.to_owned()), ..Recipient::default() }
    }

    #[test]
    fn a_borrower_is_told_what_she_owes_to_the_dong() {
        let club = "CLB Liên thế hệ tự giúp nhau xóm Vũ Hồng 2";
        let name = "Nguyễn Thị Mẫu";
        let loan = loan(name, [500_000, 35_000, 0, 4_500_000], 0);
        let told = due(club, to(name), &loan, day("2026-12-17"));
        assert_eq!(
            told.plain.text,
            "CLB xom Vu Hong 2: Nguyen Thi Mau den ngay 17/12/2026 can tra 535.000d (goc 500.000, lai 35.000). \
             Du no goc 4.500.000d."
        );
        assert_eq!(told.accented.text, "Nguyễn Thị Mẫu: ngày 17/12/2026 trả CLB 535.000đ.");
        assert_eq!((told.plain.characters, told.plain.segments), (told.plain.text.len(), 1));
        assert_eq!(told.accented.characters, told.accented.text.chars().count());
        let late = DueLoan { days_past_due: 5, ..loan };
        let told = due(club, to(name), &late, day("2026-12-22"));
        assert!(told.plain.text.contains("Qua han 5 ngay."), "{}", told.plain.text);
        assert!(told.accented.text.ends_with("Quá hạn 5 ngày."), "{}", told.accented.text);
    }

    #[test]
    fn a_member_is_called_to_a_meeting_with_its_place_if_there_is_room() {
        let told = meeting("CLB xóm 4", to("Lê Văn Tư"), Some("Nhà văn hóa xóm"), day("2026-12-17"));
        assert_eq!(
            told.accented.text,
            "CLB xóm 4: mời Lê Văn Tư dự họp ngày 17/12/2026 tại Nhà văn hóa xóm."
        );
        let told = meeting("CLB xóm 4", to("Lê Văn Tư"), Some(&"Nhà văn hóa ".repeat(9)), day("2026-12-17"));
        assert_eq!(told.accented.text, "CLB xóm 4: mời Lê Văn Tư dự họp ngày 17/12/2026.");
    }

    #[test]
    fn a_long_name_is_shortened_and_its_given_name_stays() {
        for (limit, short) in [
            (40, "Nguyễn Hoàng Thị Thanh Thương"),
            (20, "Nguyễn H.T.T.Thương"),
            (16, "N.H.T.T.Thương"),
            (8, "Thương"),
            (3, "Thư"),
        ] {
            assert_eq!(short_name("Nguyễn Hoàng  Thị Thanh Thương", limit), short);
        }
        assert_eq!((short_name("Y", 20), short_name("", 20)), ("Y".to_owned(), String::new()));
    }

    #[test]
    fn of_a_club_the_place_stays() {
        for (name, short) in [
            ("CLB Liên thế hệ tự giúp nhau xóm Vũ Hồng 2", "xóm Vũ Hồng 2"),
            ("Câu lạc bộ Liên Thế Hệ Tự Giúp Nhau thôn 4", "thôn 4"),
            ("CLB Sao Mai", "Sao Mai"),
            ("CLB", "CLB"),
            ("Câu lạc bộ của những người rất cao tuổi ở thôn Đồng Tâm", "cao tuổi ở thôn Đồng Tâm"),
        ] {
            assert_eq!(short_club(name, CLUB), short);
        }
    }

    fn names() -> impl Strategy<Value = String> {
        proptest::string::string_regex("([A-ZĐÂÊÔƠƯẤỆỘỮ]?[a-zđăâêôơưạảấệộữ']{0,14}[ 𝕏-]){0,9}").unwrap()
    }
    /// As a message has to be, whatever is in it.
    fn fits(message: &Message) {
        let (plain, accented) = (&message.plain, &message.accented);
        assert!(plain.characters <= PLAIN && plain.text.len() == plain.characters, "{plain:?}");
        assert!(
            plain.text.is_ascii() && !plain.text.contains(['[', ']', '{', '}', '\\', '^', '~', '|', '`'])
        );
        assert!(accented.characters <= ACCENTED, "{accented:?}");
        assert_eq!(accented.text.encode_utf16().count(), accented.characters);
        assert_eq!((plain.segments, accented.segments), (1, 1));
        assert!(plain.text.ends_with('.') && accented.text.ends_with('.'), "{plain:?} {accented:?}: cut off");
    }

    proptest! {
        #[test]
        fn whatever_is_due_to_whomever_fits_into_one_sms_and_tells_the_sum(
            club in names(), name in names(), principal in 0..=1_000_000_000_000_i64,
            interest in 0..=1_000_000_000_000_i64, charge in 0..=1_000_000_000_000_i64, late in 0..100_000_i64,
        ) {
            let loan = loan(&name, [principal, interest, charge, principal], late);
            let told = due(&club, to(&name), &loan, day("2026-12-17"));
            fits(&told);
            let total = grouped(loan.due_vnd.get().into());
            let tells = (told.plain.text.contains(&format!(" {total}d")), told.accented.text.contains(&format!(" {total}đ")));
            prop_assert_eq!(tells, (true, true));
        }

        #[test]
        fn whoever_is_called_wherever_is_called_by_one_sms(club in names(), name in names(), place in names()) {
            let told = meeting(&club, to(&name), Some(&place), day("2026-12-17"));
            fits(&told);
            prop_assert!(told.plain.text.contains("17/12/2026") && told.accented.text.contains("17/12/2026"));
        }

        #[test]
        fn whatever_was_paid_by_whomever_has_a_receipt_of_one_sms(
            club in names(), name in proptest::option::of(names()), amount in 1..=1_000_000_000_000_i64, out: bool,
            kind in 0..20_usize,
        ) {
            use strum::IntoEnumIterator;
            let entry = entry(EntryKind::iter().nth(kind).unwrap(), if out { -amount } else { amount });
            let recipient = Recipient { full_name: name, ..Recipient::default() };
            let told = receipt(&club, recipient, &entry);
            fits(&told);
            prop_assert!(told.accented.text.contains("7K3M-9QXD-2HTA") && told.plain.text.contains("7K3M-9QXD-2HTA"));
            let tells = told.accented.text.contains(&dong(Vnd::new(amount)));
            prop_assert!(tells);
        }
    }

    fn entry(kind: EntryKind, cash: i64) -> Entry {
        use crate::money::funds::model::FundKind;
        use crate::money::ledger::model::{EntryHead, LedgerLine};
        use crate::platform::ids::{EntryId, UserId};
        let line = |account, amount| LedgerLine {
            fund: FundKind::Income,
            account,
            amount_vnd: Vnd::new(amount),
            member_id: None,
            loan_id: None,
        };
        let head = EntryHead {
            id: EntryId::new(),
            club_id: ClubId::new(),
            number: 1,
            kind,
            on: day("2026-12-17"),
            source: None,
            party: None,
            document: None,
            narrative: None,
            reverses: None,
            meeting_id: None,
            receipt_code: "7K3M-9QXD-2HTA".to_owned(),
            recorded_by: UserId::new(),
            recorded_at: chrono::DateTime::UNIX_EPOCH,
            warnings: vec![],
        };
        Entry::new(head, vec![line(Account::Cash, cash), line(Account::Capital, -cash)], None, vec![])
    }
}
