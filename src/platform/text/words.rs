//! Amounts of money in Vietnamese words (số tiền viết bằng chữ), as they stand on vouchers and contracts.
//!
//! The rules, of which the table in the tests shows each:
//!
//! - Digits are read in groups of three: hundreds, tens, ones, and the name of the group (nghìn, triệu, tỷ). Above tỷ the
//!   groups begin again: `một nghìn tỷ`.
//! - A group of noughts is not read. Any other group but the first is read with its hundreds: `không trăm`.
//! - `lẻ` stands for a nought of tens before a digit: `một trăm lẻ năm`. So accountants read, north and south; `linh` is
//!   the northern word of everyday speech.
//! - 10 to 19 are `mười …`, other tens `… mươi`. After any of them 5 is `lăm`; after `mươi` 1 is `mốt`. 4 is `bốn`
//!   everywhere.
//! - The first letter is a capital, the last word `đồng`. A sum of whole thousands ends with `đồng chẵn`, which tells
//!   that nothing follows and nothing can be added. Nothing at all is `Không đồng`.

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
/// The names of the groups below a billion, the highest first, and how much one of each is.
const GROUPS: [(u64, &str); 3] = [(1_000_000, " triệu"), (1_000, " nghìn"), (1, "")];
const BILLION: u64 = 1_000_000_000;

/// An amount of đồng in words: `Một triệu không trăm lẻ năm nghìn đồng chẵn`. An amount in words is never negative: what is
/// missing or paid back says so in words of its own.
#[must_use]
pub fn dong(amount: u64) -> String {
    let mut words = number(amount);
    if let Some(first) = words.get(..1).map(str::to_ascii_uppercase) {
        words.replace_range(..1, &first); // no number begins with another letter than one of ASCII
    }
    let whole_thousands = amount > 0 && amount.is_multiple_of(1_000);
    words + if whole_thousands { " đồng chẵn" } else { " đồng" }
}

/// A whole number in words: `không`, `hai mươi mốt`.
#[must_use]
pub fn number(number: u64) -> String {
    if number == 0 {
        return digit(0).to_owned();
    }
    let mut words = vec![];
    read(number, true, &mut words);
    words.join(" ")
}

/// Reads a number; all of its groups but the `first` of the whole are read with their hundreds.
fn read(number: u64, mut first: bool, words: &mut Vec<String>) {
    let (billions, mut rest) = (number / BILLION, number % BILLION);
    if billions > 0 {
        read(billions, first, words);
        words.push("tỷ".to_owned());
        first = false;
    }
    for (size, name) in GROUPS {
        let (group, below) = (rest / size, rest % size);
        if group > 0 {
            words.push(format!("{}{name}", three(group, first)));
            first = false;
        }
        rest = below;
    }
}

/// A group from 1 to 999.
fn three(group: u64, first: bool) -> String {
    let (hundreds, tens, ones) = (group / 100, group / 10 % 10, group % 10);
    let mut words = vec![];
    if hundreds > 0 || !first {
        words.extend([digit(hundreds), "trăm"]);
    }
    match (tens, ones) {
        (0, 0) => {}
        (0, _) if words.is_empty() => {}
        (0, _) => words.push("lẻ"),
        (1, _) => words.push("mười"),
        (tens, _) => words.extend([digit(tens), "mươi"]),
    }
    match (tens, ones) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (1.., 5) => words.push("lăm"),
        (_, ones) => words.push(digit(ones)),
    }
    words.join(" ")
}

fn digit(digit: u64) -> &'static str {
    usize::try_from(digit).ok().and_then(|digit| DIGITS.get(digit)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_written_in_words_by_the_rules_of_vouchers() {
        for (amount, words) in [
            (0, "Không đồng"),
            (1, "Một đồng"),
            (4, "Bốn đồng"),
            (5, "Năm đồng"),
            (9, "Chín đồng"),
            (10, "Mười đồng"),
            (11, "Mười một đồng"),
            (14, "Mười bốn đồng"),
            (15, "Mười lăm đồng"),
            (19, "Mười chín đồng"),
            (20, "Hai mươi đồng"),
            (21, "Hai mươi mốt đồng"),
            (24, "Hai mươi bốn đồng"),
            (25, "Hai mươi lăm đồng"),
            (31, "Ba mươi mốt đồng"),
            (50, "Năm mươi đồng"),
            (55, "Năm mươi lăm đồng"),
            (91, "Chín mươi mốt đồng"),
            (99, "Chín mươi chín đồng"),
            (100, "Một trăm đồng"),
            (101, "Một trăm lẻ một đồng"),
            (104, "Một trăm lẻ bốn đồng"),
            (105, "Một trăm lẻ năm đồng"),
            (110, "Một trăm mười đồng"),
            (111, "Một trăm mười một đồng"),
            (115, "Một trăm mười lăm đồng"),
            (121, "Một trăm hai mươi mốt đồng"),
            (155, "Một trăm năm mươi lăm đồng"),
            (200, "Hai trăm đồng"),
            (500, "Năm trăm đồng"),
            (555, "Năm trăm năm mươi lăm đồng"),
            (999, "Chín trăm chín mươi chín đồng"),
            (1_000, "Một nghìn đồng chẵn"),
            (1_001, "Một nghìn không trăm lẻ một đồng"),
            (1_010, "Một nghìn không trăm mười đồng"),
            (1_021, "Một nghìn không trăm hai mươi mốt đồng"),
            (1_100, "Một nghìn một trăm đồng"),
            (1_500, "Một nghìn năm trăm đồng"),
            (5_000, "Năm nghìn đồng chẵn"),
            (10_000, "Mười nghìn đồng chẵn"),
            (15_000, "Mười lăm nghìn đồng chẵn"),
            (21_000, "Hai mươi mốt nghìn đồng chẵn"),
            (35_000, "Ba mươi lăm nghìn đồng chẵn"),
            (100_000, "Một trăm nghìn đồng chẵn"),
            (101_000, "Một trăm lẻ một nghìn đồng chẵn"),
            (100_500, "Một trăm nghìn năm trăm đồng"),
            (535_000, "Năm trăm ba mươi lăm nghìn đồng chẵn"),
            (1_000_000, "Một triệu đồng chẵn"),
            (1_000_005, "Một triệu không trăm lẻ năm đồng"),
            (1_000_200, "Một triệu hai trăm đồng"),
            (1_005_000, "Một triệu không trăm lẻ năm nghìn đồng chẵn"),
            (1_050_000, "Một triệu không trăm năm mươi nghìn đồng chẵn"),
            (1_234_567, "Một triệu hai trăm ba mươi bốn nghìn năm trăm sáu mươi bảy đồng"),
            (15_535_000, "Mười lăm triệu năm trăm ba mươi lăm nghìn đồng chẵn"),
            (50_000_000, "Năm mươi triệu đồng chẵn"),
            (205_000_001, "Hai trăm lẻ năm triệu không trăm lẻ một đồng"),
            (1_000_000_000, "Một tỷ đồng chẵn"),
            (1_000_000_001, "Một tỷ không trăm lẻ một đồng"),
            (1_001_001_001, "Một tỷ không trăm lẻ một triệu không trăm lẻ một nghìn không trăm lẻ một đồng"),
            (2_021_000_000, "Hai tỷ không trăm hai mươi mốt triệu đồng chẵn"),
            (
                999_999_999_999,
                "Chín trăm chín mươi chín tỷ chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn \
                 chín trăm chín mươi chín đồng",
            ),
            (1_000_000_000_000, "Một nghìn tỷ đồng chẵn"),
            (1_005_000_000_000, "Một nghìn không trăm lẻ năm tỷ đồng chẵn"),
            (100_000_000_000_000, "Một trăm nghìn tỷ đồng chẵn"),
        ] {
            assert_eq!(dong(amount), words, "{amount}");
        }
    }

    /// What a digit's word says, with those that it takes after tens.
    fn value(word: &str) -> Option<u64> {
        match word {
            "mốt" => Some(1),
            "lăm" => Some(5),
            word => (0..10).find(|digit| super::digit(*digit) == word),
        }
    }

    /// Reads words back into a number, by rules of its own: from left to right, a stack of what is open.
    fn parsed(words: &str) -> u64 {
        let (mut billions, mut thousands, mut group, mut last) = (0, 0, 0, 0);
        for word in words.split(' ') {
            match word {
                "trăm" => (group, last) = (group + last * 100, 0),
                "mươi" => (group, last) = (group + last * 10, 0),
                "mười" => group += 10,
                "lẻ" => {}
                "nghìn" => (thousands, group, last) = (thousands + (group + last) * 1_000, 0, 0),
                "triệu" => (thousands, group, last) = (thousands + (group + last) * 1_000_000, 0, 0),
                "tỷ" => {
                    billions = (billions + thousands + group + last) * BILLION;
                    (thousands, group, last) = (0, 0, 0);
                }
                digit => last = value(digit).unwrap(),
            }
        }
        billions + thousands + group + last
    }

    proptest! {
        #[test]
        fn words_are_read_back_as_the_number_that_they_say(number in 0_u64..=100_000_000_000_000) {
            prop_assert_eq!(parsed(&super::number(number)), number);
        }

        #[test]
        fn small_parts_are_read_back_too(high in 0_u64..1_200, low in 0_u64..1_200) {
            for number in [high * BILLION + low, high * 1_000_000 + low, high * 1_000 + low] {
                prop_assert_eq!(parsed(&super::number(number)), number);
            }
        }

        #[test]
        fn an_amount_begins_with_a_capital_and_ends_with_its_unit(amount in 0_u64..=100_000_000_000_000) {
            let words = dong(amount);
            prop_assert!(words.starts_with(char::is_uppercase));
            prop_assert_eq!(words.ends_with(" đồng chẵn"), amount > 0 && amount % 1_000 == 0);
            let number = words.trim_end_matches(" chẵn").trim_end_matches(" đồng").to_lowercase();
            prop_assert_eq!(parsed(&number), amount);
        }
    }
}
