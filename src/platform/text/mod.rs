//! Vietnamese text: how a name is stored, searched and sorted.
//!
//! Four forms of one name, each for one purpose:
//!
//! | form | for | `Xã  Định Hoá` becomes |
//! | --- | --- | --- |
//! | [`clean`] | storing and showing | `Xã Định Hoá` |
//! | [`fold`] | searching | `xa dinh hoa` |
//! | [`plain`] | an SMS of 160 letters | `Xa Dinh Hoa` |
//! | [`sort_key`] | sorting, compared bytewise | opaque |
//!
//! Everything here is pure, so the same rules hold for a request, an imported list and a test.

pub mod number;
pub mod words;

use std::fmt;
use std::iter;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{is_combining_mark, is_public_assigned};

/// The Vietnamese alphabet, with f, j, w and z at their Latin places.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// The marks of the five written tones in dictionary order: huyền, hỏi, ngã, sắc, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// Between the levels of a sort key. Below the space, so that a name comes before its own continuation.
const LEVEL: &str = "\t";

/// Why a text cannot be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclean {
    /// A control character, such as NUL, which PostgreSQL cannot even hold.
    Control,
    /// A character that shows nothing or turns the direction of the text, so that two texts look alike
    /// and are not.
    Invisible,
    /// A character that Unicode leaves to private use or has not assigned: no two systems show the same.
    Unassigned,
}

impl fmt::Display for Unclean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Control => "the text holds a control character",
            Self::Invisible => "the text holds an invisible formatting character",
            Self::Unassigned => "the text holds a character that is private or unassigned",
        })
    }
}

impl std::error::Error for Unclean {}

/// A one-line text as it is stored: NFC, Đ in its Vietnamese encoding, no space around, single spaces inside.
///
/// Tabs, line breaks and no-break spaces count as spaces: they come along when a cell is pasted. Case,
/// tone-mark place and punctuation stay as typed. An empty text is clean; whether one is required is not
/// decided here.
pub fn clean(input: &str) -> Result<String, Unclean> {
    let text: String = input.nfc().map(vietnamese_d).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().find_map(flaw) {
        Some(flaw) => Err(flaw),
        None => Ok(text),
    }
}

/// As [`clean`], line by line, for free text: line breaks stay (as `\n`), empty lines around the text go.
pub fn clean_lines(input: &str) -> Result<String, Unclean> {
    let lines = input.replace("\r\n", "\n").replace('\r', "\n");
    let lines = lines.split('\n').map(clean).collect::<Result<Vec<_>, _>>()?;
    Ok(lines.join("\n").trim_matches('\n').to_owned())
}

/// The key a name is searched by: `Huyện Ia H’Drai` becomes `huien ia h'drai`.
///
/// Lower case without any diacritic, `đ` as `d`, every apostrophe as `'`, and each run of anything but
/// letters, digits and apostrophes as one space. `y` becomes `i`, because `Mỹ` and `Mĩ`, `Ya Ly` and `Ia Ly`
/// are written for the same name. That also makes `Tày` and `Tài` meet, which costs a search one more hit
/// and nothing else: the key finds, it never identifies.
#[must_use]
pub fn fold(name: &str) -> String {
    // Apostrophes go first: U+00B4 would decompose into a space and a combining mark.
    let name: String = name.chars().map(straight_apostrophe).collect();
    let letters: String = name
        .nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match c {
            'đ' | 'ð' => 'd',
            'y' => 'i',
            'ʼ' => '\'', // out of the single character ŉ
            c if is_of_word(c) => c,
            _ => ' ',
        })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same text in the letters of a plain SMS: `Nguyễn Thị Mỹ` becomes `Nguyen Thi My`.
///
/// Case and punctuation stay, and so does `y`; `đ` becomes `d`. Every letter that is left is in the basic alphabet of
/// GSM 03.38, where it takes one septet, and whatever else stood there is a space.
#[must_use]
pub fn plain(text: &str) -> String {
    let text: String = text.chars().map(straight_apostrophe).collect();
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c)).map(|c| match c {
        'đ' | 'ð' | '₫' => 'd',
        'Đ' | 'Ð' => 'D',
        '–' | '—' | '‐' | '‑' | '−' => '-',
        '“' | '”' | '«' | '»' => '"',
        'ʼ' => '\'',
        // the others of ASCII are not in that alphabet, or only behind an escape
        '[' | '\\' | ']' | '^' | '`' | '{' | '|' | '}' | '~' => ' ',
        c if c.is_ascii_graphic() => c,
        _ => ' ',
    });
    letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The key a name is sorted by: compared bytewise (`collate "C"`) it gives the Vietnamese dictionary order.
///
/// Word by word, all base letters first, then the tones, so `Hoa`, `Hòa`, `Hoàn`, `Hồ`. Numbers stand before
/// letters and go by value: `Phường 4` before `Phường 10`. Punctuation, case and tone-mark place only settle
/// what is still equal, by the text itself at the end, which also makes the order total.
#[must_use]
pub fn sort_key(name: &str) -> String {
    let (letters, tones) = weigh(name);
    let name: String = name.nfc().collect();
    [letters, tones, name].join(LEVEL)
}

/// The key people are sorted by, as in every Vietnamese list: the given name, which is the last word, then
/// the rest from the family name on.
///
/// The given name is settled with its tone before the rest is looked at: all `Hoa`, then all `Hòa`.
#[must_use]
pub fn person_sort_key(full_name: &str) -> String {
    let name = full_name.trim();
    let (rest, given) = name.rsplit_once(char::is_whitespace).unwrap_or(("", name));
    let (given, given_tones) = weigh(given);
    let (rest, rest_tones) = weigh(rest);
    let name: String = name.nfc().collect();
    [given, given_tones, rest, rest_tones, name].join(LEVEL)
}

/// What is wrong with a character, if anything. Spaces are judged elsewhere.
fn flaw(c: char) -> Option<Unclean> {
    match c {
        c if c.is_control() => Some(Unclean::Control),
        // Soft hyphen, joiners, fillers, direction marks, annotations and tags.
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => Some(Unclean::Invisible),
        c if !is_public_assigned(c) => Some(Unclean::Unassigned),
        _ => None,
    }
}

/// Old fonts and some keyboards type the Icelandic eth, which looks like Đ as a capital.
fn vietnamese_d(c: char) -> char {
    match c {
        '\u{D0}' => 'Đ',
        '\u{F0}' => 'đ',
        c => c,
    }
}

fn straight_apostrophe(c: char) -> char {
    match c {
        '‘' | '’' | '‛' | 'ʼ' | 'ʻ' | 'ʹ' | '′' | '´' | '`' | '＇' => '\'',
        c => c,
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || c == '\''
}

fn tone(c: char) -> Option<usize> {
    TONES.iter().position(|mark| *mark == c)
}

/// The first two levels of a sort key: the base letters of all words, and one digit of tone for each word.
///
/// A Vietnamese syllable has one tone, so taking it out of the word makes its place irrelevant.
fn weigh(name: &str) -> (String, String) {
    let name: String = name.chars().map(vietnamese_d).map(straight_apostrophe).nfkc().collect();
    let name = name.to_lowercase();
    let (mut letters, mut tones) = (Vec::new(), String::new());
    for word in name.split(|c| !is_of_word(c)).filter(|word| !word.is_empty()) {
        letters.push(weigh_word(word));
        tones.push_str(&word.nfd().find_map(tone).map_or(0, |tone| tone + 1).to_string());
    }
    (letters.join(" "), tones)
}

fn weigh_word(word: &str) -> String {
    let mut weights = String::new();
    let mut number = String::new();
    // The line end closes a number that stands last.
    for c in word.nfd().filter(|c| tone(*c).is_none()).nfc().chain(iter::once('\n')) {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        if !number.is_empty() {
            // With its length in front, a bytewise comparison goes by value.
            let digits = number.trim_start_matches('0');
            weights.extend([format!("{:02}", digits.len().min(99)).as_str(), digits]);
            number.clear();
        }
        if c.is_alphanumeric() {
            weights.push(weigh_letter(c));
        }
    }
    weights
}

/// One sign per letter: `A` for the first of the alphabet and so on, all above the digits. The letters of
/// other peoples' names (č, ĭ, ŏ) go with their base letter, other scripts after everything.
fn weigh_letter(letter: char) -> char {
    let place = |wanted| (b'A'..).zip(ALPHABET.chars()).find(|(_, c)| *c == wanted);
    let place = place(letter).or_else(|| iter::once(letter).nfd().next().and_then(place));
    place.map_or(letter, |(weight, _)| char::from(weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UNITS: &str = include_str!("../../../data/admin-units/units-2024.csv");

    fn unit_names() -> impl Iterator<Item = &'static str> {
        UNITS.lines().skip(1).map(|line| line.split(',').nth(2).unwrap())
    }

    fn sorted<const N: usize>(key: fn(&str) -> String, names: [&'static str; N]) -> Vec<&'static str> {
        let mut names = names.to_vec();
        names.reverse();
        names.sort_by_key(|name| key(name));
        names
    }

    #[test]
    fn every_official_name_is_clean_already() {
        assert_eq!(unit_names().count(), 10_794);
        for name in unit_names() {
            assert_eq!(clean(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn every_official_name_folds_to_plain_latin() {
        for name in unit_names() {
            let key = fold(name);
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || " '".contains(c);
            assert!(key.chars().all(plain), "{name}: {key}");
            assert!(!key.contains('y'), "{name}: {key}");
        }
    }

    #[test]
    fn spaces_are_trimmed_and_collapsed() {
        assert_eq!(clean(" \u{a0}Xã\t Bình\u{a0}\u{2003}Thành\r\n").as_deref(), Ok("Xã Bình Thành"));
        assert_eq!(clean(" \n").as_deref(), Ok(""));
    }

    #[test]
    fn decomposed_text_is_composed_and_old_tone_marks_are_replaced() {
        assert_eq!(clean("Đi\u{323}nh Ho\u{301}a").as_deref(), Ok("Định Hóa"));
        assert_eq!(clean("Ho\u{341}a").as_deref(), Ok("Hóa"));
    }

    #[test]
    fn an_icelandic_eth_becomes_a_vietnamese_letter() {
        assert_eq!(clean("\u{d0}ồng \u{f0}ó").as_deref(), Ok("\u{110}ồng \u{111}ó"));
    }

    #[test]
    fn what_cannot_be_seen_or_stored_is_refused() {
        for c in ['\0', '\u{1}', '\u{1b}', '\u{7f}', '\u{9f}'] {
            assert_eq!(clean(&format!("An{c}h")), Err(Unclean::Control), "{c:?}");
        }
        for c in
            ['\u{200b}', '\u{200d}', '\u{200f}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{feff}']
        {
            assert_eq!(clean(&format!("An{c}h")), Err(Unclean::Invisible), "{c:?}");
            assert_eq!(clean(&format!("{c}Anh")), Err(Unclean::Invisible), "{c:?}");
        }
        for c in ['\u{e000}', '\u{f8ff}', '\u{10fffd}', '\u{378}', '\u{ffff}', '\u{fdd0}'] {
            assert_eq!(clean(&format!("An{c}h")), Err(Unclean::Unassigned), "{c:?}");
        }
    }

    #[test]
    fn free_text_keeps_its_lines() {
        let typed = "\r\n Họp tháng 5 \r\n\r\n- thu  quỹ\r- văn nghệ\n\n";
        assert_eq!(clean_lines(typed).as_deref(), Ok("Họp tháng 5\n\n- thu quỹ\n- văn nghệ"));
        assert_eq!(clean_lines("một\nhai\u{202e}"), Err(Unclean::Invisible));
    }

    #[test]
    fn every_spelling_of_a_name_is_found() {
        let spellings =
            ["dinh hoa", "Định Hóa", "Định Hoá", "ĐỊNH  HOÁ", "Đi\u{323}nh Hoa\u{301}", "\u{d0}ịnh-Hóa"];
        for spelling in spellings {
            assert_eq!(fold(spelling), "dinh hoa", "{spelling}");
        }
        for spelling in ["Ia H'Drai", "Ia H’Drai", "Ya H‘Drai", "ia h´drai", "  IA  H'DRAI. "] {
            assert_eq!(fold(spelling), "ia h'drai", "{spelling}");
        }
        assert_eq!(fold("Tỉnh Bà Rịa - Vũng Tàu"), fold("tỉnh bà rịa–vũng tàu"));
        assert_eq!(fold("Mỹ Lý"), fold("Mĩ Lí"));
        assert_eq!(fold("Phường 4"), "phuong 4");
        assert_eq!(fold("ŉ"), "'n");
        assert_eq!(fold("ăâđêôơư ĂÂĐÊÔƠƯ"), "aadeoou aadeoou");
    }

    #[test]
    fn a_plain_name_keeps_its_letters_and_their_case() {
        for (name, plain_name) in [
            ("Nguyễn Thị Mỹ", "Nguyen Thi My"),
            ("Đỗ  Đình Ước", "Do Dinh Uoc"),
            ("Ia H’Drai – thôn 4", "Ia H'Drai - thon 4"),
            ("1.250.000₫ (gốc)", "1.250.000d (goc)"),
            ("[a]~b", "a b"),
            ("Niê 𝕏 漢", "Nie X"),
        ] {
            assert_eq!(plain(name), plain_name);
        }
    }

    #[test]
    fn base_letters_go_before_tones() {
        let names = ["Hoa", "Hòa", "Hỏa", "Hõa", "Hóa", "Họa", "Hoan", "Hoàn", "Hồ", "Hơ", "Hu", "Hư", "Hy"];
        assert_eq!(sorted(sort_key, names), names);
    }

    #[test]
    fn the_letters_stand_in_vietnamese_order() {
        let mut alphabet: Vec<String> = ALPHABET.chars().map(String::from).collect();
        let expected = alphabet.clone();
        alphabet.sort();
        assert_ne!(alphabet, expected);
        alphabet.sort_by_key(|letter| sort_key(letter));
        assert_eq!(alphabet, expected);
    }

    #[test]
    fn names_go_word_by_word() {
        let names =
            ["Ba", "Ba Vì", "Ba-Vì Tây", "Bà Vì Xa", "Bác", "Bắc Kạn", "Bắc Lệ", "Đà Nẵng", "E", "Êa"];
        assert_eq!(sorted(sort_key, names), names);
    }

    #[test]
    fn numbers_go_by_value_and_before_letters() {
        let names = ["Phường 4", "Phường 4A", "Phường 04 B", "Phường 10", "Phường 100", "Phường An", "Tổ 2"];
        // "4 B" is two words, so it comes before "4A".
        let expected =
            ["Phường 4", "Phường 04 B", "Phường 4A", "Phường 10", "Phường 100", "Phường An", "Tổ 2"];
        assert_eq!(sorted(sort_key, names), expected);
    }

    #[test]
    fn the_place_of_a_tone_mark_does_not_part_two_names() {
        let names = ["Xã Hoà A", "Xã Hòa B", "Xã Hoà C"];
        assert_eq!(sorted(sort_key, names), names);
    }

    #[test]
    fn people_are_sorted_by_given_name_first() {
        let people = [
            "Trần Thị An",
            "Nguyễn Văn Bình",
            "Lê Hoa",
            "Lê Ánh Hoa",
            "Lê Thị Hoa",
            "Phạm Thị Hoa",
            "Đỗ Thị HÒA",
            "Lê Thị Hoà",
            "Nguyễn Thị Hòa",
            "H'Hen Niê",
            "Y",
            "Nguyễn Như Ý",
        ];
        assert_eq!(sorted(person_sort_key, people), people);
    }

    fn vietnamese_name() -> impl Strategy<Value = String> {
        let tones: String = TONES.iter().collect();
        let word = format!("[A-ZĐĂÂÊÔƠƯ]?[a-zđăâêôơư]{{1,4}}[{tones}]?[a-z]{{0,2}}[ '’-]{{0,2}}");
        let names = format!("({word}|[0-9]{{1,3}} ?){{0,5}}");
        proptest::string::string_regex(&names).unwrap()
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text: String) {
            if let Ok(once) = clean(&text) {
                prop_assert_eq!(clean(&once), Ok(once));
            }
            if let Ok(once) = clean_lines(&text) {
                prop_assert_eq!(clean_lines(&once), Ok(once));
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text: String) {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn a_plain_text_has_letters_of_one_septet_alone_and_stays_as_it_is(text: String) {
            let plain = plain(&text);
            let basic = |c: char| c == ' ' || c.is_ascii_graphic() && !"[\\]^`{|}~".contains(c);
            prop_assert!(plain.chars().all(basic), "{plain}");
            prop_assert_eq!(super::plain(&plain), plain.clone());
        }

        #[test]
        fn a_folded_name_is_the_same_however_it_was_encoded(name in vietnamese_name()) {
            let (nfc, nfd): (String, String) = (name.nfc().collect(), name.nfd().collect());
            prop_assert_eq!(fold(&nfc), fold(&nfd));
            prop_assert_eq!(sort_key(&nfc), sort_key(&nfd));
            prop_assert_eq!(person_sort_key(&nfc), person_sort_key(&nfd));
            prop_assert_eq!(fold(&clean(&name).unwrap()), fold(&name));
            prop_assert_eq!(fold(&name.to_uppercase()), fold(&name));
        }

        #[test]
        fn the_place_of_the_tone_mark_does_not_matter(
            onset in "[bcdghklmnstvx]?", vowels in "oa|oe|uy", tone in 0..5_usize,
        ) {
            let (first, second) = vowels.split_at(1);
            let old = format!("{onset}{first}{}{second}", TONES[tone]);
            let new = format!("{onset}{first}{second}{}", TONES[tone]);
            prop_assert_eq!(fold(&old), fold(&new));
            prop_assert_eq!(weigh(&old), weigh(&new));
        }

        #[test]
        fn names_with_one_sort_key_have_one_folded_key(a in vietnamese_name(), b in vietnamese_name()) {
            prop_assert_eq!(sort_key(&a) == sort_key(&b), a.nfc().eq(b.nfc()));
            if sort_key(&a) == sort_key(&b) {
                prop_assert_eq!(fold(&a), fold(&b));
            }
        }

        #[test]
        fn a_name_comes_before_its_continuation(name in vietnamese_name(), more in "[a-zđ]{1,5}") {
            let longer = format!("{name} {more}");
            prop_assert!(sort_key(&name) < sort_key(&longer));
        }

        #[test]
        fn a_sort_key_can_be_stored(name: String) {
            if let Ok(name) = clean(&name) {
                prop_assert!(!sort_key(&name).contains('\0'));
                prop_assert!(!person_sort_key(&name).contains('\0'));
            }
        }

        #[test]
        fn numbers_compare_by_value(a: u64, b: u64) {
            let key = |n| sort_key(&format!("Tổ {n}"));
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
        }
    }
}
