//! The official ethnic groups, and when somebody counts as older.

use crate::platform::fields::{BirthDate, Precision};
use crate::platform::text;
use chrono::{Datelike, NaiveDate};

/// Older is whoever has completed this many years (Law 39/2009/QH12, article 2).
pub const OLDER: u32 = 60;

/// The 54 ethnic groups (dân tộc) and their codes, as the General Statistics Office lists them.
pub const ETHNIC_GROUPS: [(&str, &str); 54] = [
    ("01", "Kinh"),
    ("02", "Tày"),
    ("03", "Thái"),
    ("04", "Hoa"),
    ("05", "Khmer"),
    ("06", "Mường"),
    ("07", "Nùng"),
    ("08", "Mông"),
    ("09", "Dao"),
    ("10", "Gia Rai"),
    ("11", "Ngái"),
    ("12", "Ê Đê"),
    ("13", "Ba Na"),
    ("14", "Xơ Đăng"),
    ("15", "Sán Chay"),
    ("16", "Cơ Ho"),
    ("17", "Chăm"),
    ("18", "Sán Dìu"),
    ("19", "Hrê"),
    ("20", "Mnông"),
    ("21", "Raglay"),
    ("22", "Xtiêng"),
    ("23", "Bru Vân Kiều"),
    ("24", "Thổ"),
    ("25", "Giáy"),
    ("26", "Cơ Tu"),
    ("27", "Gié Triêng"),
    ("28", "Mạ"),
    ("29", "Khơ Mú"),
    ("30", "Co"),
    ("31", "Tà Ôi"),
    ("32", "Chơ Ro"),
    ("33", "Kháng"),
    ("34", "Xinh Mun"),
    ("35", "Hà Nhì"),
    ("36", "Chu Ru"),
    ("37", "Lào"),
    ("38", "La Chí"),
    ("39", "La Ha"),
    ("40", "Phù Lá"),
    ("41", "La Hủ"),
    ("42", "Lự"),
    ("43", "Lô Lô"),
    ("44", "Chứt"),
    ("45", "Mảng"),
    ("46", "Pà Thẻn"),
    ("47", "Cơ Lao"),
    ("48", "Cống"),
    ("49", "Bố Y"),
    ("50", "Si La"),
    ("51", "Pu Péo"),
    ("52", "Brâu"),
    ("53", "Ơ Đu"),
    ("54", "Rơ Măm"),
];

/// Other names by which the groups are widely known.
const ALSO_KNOWN: [(&str, &str); 5] =
    [("05", "Khơ Me"), ("08", "H'Mông"), ("08", "Mèo"), ("15", "Cao Lan"), ("15", "Sán Chí")];

/// The code of an ethnic group, given as its code or as its name in any spelling: `TÀY`, `tay`, `Ê-đê`.
#[must_use]
pub fn ethnic_group(given: &str) -> Option<&'static str> {
    // Without spaces, because Ê Đê and Êđê, Raglay and Ra Glai are written for the same name.
    let joined = |name: &str| text::fold(name).replace([' ', '\''], "");
    let wanted = joined(given);
    let mut known = ETHNIC_GROUPS.iter().chain(&ALSO_KNOWN);
    let meant = |(code, name): &&(&'static str, &str)| {
        *code == wanted || code.strip_prefix('0') == Some(&wanted) || joined(name) == wanted
    };
    known.find(meant).map(|(code, _)| *code)
}

/// How old somebody is on a day, as far as the birth date tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// Full years that she has certainly completed.
    pub years: u32,
    /// Whether she counts as older: certainly has completed the years.
    pub older: bool,
    /// Whether that would be the same on every day that her birthday may be.
    pub certain: bool,
}

impl Age {
    /// The age on a day; none before birth.
    #[must_use]
    pub fn on(day: NaiveDate, birth: BirthDate) -> Option<Self> {
        let last = birth.last_day();
        let first = match birth.precision() {
            Precision::Day => Some(last),
            Precision::Month => last.with_day(1),
            Precision::Year => NaiveDate::from_ymd_opt(last.year(), 1, 1),
        }?;
        let most = day.years_since(first)?;
        let years = day.years_since(last).unwrap_or(0);
        Some(Self { years, older: years >= OLDER, certain: (years >= OLDER) == (most >= OLDER) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ethnic_groups_are_54_and_no_two_have_one_name_however_it_is_spelt() {
        assert!(ETHNIC_GROUPS.iter().zip(1..).all(|((code, _), n)| *code == format!("{n:02}")));
        for (code, name) in ETHNIC_GROUPS.iter().chain(&ALSO_KNOWN) {
            assert_eq!(ethnic_group(code), Some(*code));
            for spelling in
                [(*name).to_owned(), name.to_uppercase(), text::fold(name), name.replace(' ', "-")]
            {
                assert_eq!(ethnic_group(&spelling), Some(*code), "{spelling}");
            }
        }
    }

    #[test]
    fn a_code_that_excel_has_shortened_is_known_and_what_is_in_no_list_is_not() {
        for (given, code) in [("9", Some("09")), (" êđê ", Some("12")), ("", None), ("0", None), ("55", None)]
        {
            assert_eq!(ethnic_group(given), code, "{given}");
        }
    }

    #[test]
    fn sixty_is_completed_on_the_birthday_and_a_year_alone_counts_from_its_end() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (birth, on, years, older, certain) in [
            ("1966-03-08", "2026-03-07", 59, false, true),
            ("1966-03-08", "2026-03-08", 60, true, true),
            ("1966-03", "2026-03-30", 59, false, false),
            ("1966-03", "2026-03-31", 60, true, true),
            ("1966", "2026-06-01", 59, false, false),
            ("1967", "2026-12-31", 59, false, true),
            ("1950", "2026-06-01", 75, true, true),
        ] {
            let age = Age::on(day(on), BirthDate::parse(birth).unwrap()).unwrap();
            assert_eq!((age.years, age.older, age.certain), (years, older, certain), "{birth} on {on}");
        }
        assert_eq!(Age::on(day("2020-01-01"), BirthDate::parse("2021").unwrap()), None);
    }
}
