//! A row of the list, read cell by cell.

use super::list::meant;
use crate::Result;
use crate::platform::error::FieldCode;
use crate::platform::fields::{BirthDate, Day, InsuranceNumber, Line, NationalId, Phone, Precision};
use crate::platform::ids::UnitId;
use crate::platform::text;
use crate::register::imports::model::{ImportCellProblem, ImportColumn};
use crate::register::members::model::Sex;
use crate::register::personal::model::{Ethnicity, PovertyStatus};
use chrono::{Datelike, NaiveDate};
use std::collections::HashMap;

const SEXES: &[(Sex, &[&str])] = &[
    (Sex::Female, &["Nữ", "Bà", "F", "female"]),
    (Sex::Male, &["Nam", "Ông", "M", "male"]),
    (Sex::Other, &["Khác", "other"]),
    (Sex::Unknown, &["Chưa rõ", "Không rõ", "unknown"]),
];

const POVERTY: &[(PovertyStatus, &[&str])] = &[
    (PovertyStatus::Poor, &["Nghèo", "Hộ nghèo", "poor"]),
    (PovertyStatus::NearPoor, &["Cận nghèo", "Hộ cận nghèo", "near_poor"]),
    (PovertyStatus::NewlyEscaped, &["Mới thoát nghèo", "Hộ mới thoát nghèo", "Thoát nghèo", "newly_escaped"]),
    (PovertyStatus::Difficult, &["Khó khăn", "Hoàn cảnh khó khăn", "difficult"]),
    (PovertyStatus::None, &["Không", "Không nghèo", "Không thuộc diện", "Bình thường", "none", "no"]),
];

/// What stands before the name of a hamlet, longest first.
const KINDS: &[&str] = &[
    "Khu dân cư",
    "Tổ dân phố",
    "Khu phố",
    "Thôn",
    "Buôn",
    "Làng",
    "Khóm",
    "Xóm",
    "Bản",
    "TDP",
    "Khu",
    "Ấp",
    "Tổ",
];

/// The hamlets of a commune, by name.
#[derive(Debug, Default)]
pub struct Hamlets {
    /// By the whole name.
    whole: HashMap<String, UnitId>,
    /// By the name without its kind; none where two share it.
    bare: HashMap<String, Option<UnitId>>,
}

impl Hamlets {
    /// Those of these ids and names.
    #[must_use]
    pub fn new(named: &[(UnitId, String)]) -> Self {
        let mut hamlets = Self::default();
        for (id, name) in named {
            let bare = hamlets.bare.entry(bare(name)).or_insert(Some(*id));
            *bare = bare.filter(|known| known == id);
            hamlets.whole.insert(text::fold(name), *id);
        }
        hamlets
    }
    /// The one of this name, with or without its kind in front.
    fn find(&self, name: &str) -> Option<UnitId> {
        self.whole.get(&text::fold(name)).or_else(|| self.bare.get(&bare(name))?.as_ref()).copied()
    }
}

/// The folded name of a hamlet without its kind.
fn bare(name: &str) -> String {
    let folded = text::fold(name);
    let without = |kind: &&str| folded.strip_prefix(&format!("{} ", text::fold(kind))).map(str::to_owned);
    KINDS.iter().find_map(without).unwrap_or(folded)
}

/// A row of a list, as far as it is understood.
#[derive(Debug, Default)]
pub struct Listed {
    /// The number that the spreadsheet shows beside the row.
    pub number: u32,
    /// Full name.
    pub full_name: Option<Line<120>>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth date.
    pub birth: Option<BirthDate>,
    /// Ethnic group.
    pub ethnicity: Option<Ethnicity>,
    /// Citizen identity number.
    pub national_id: Option<NationalId>,
    /// Its look-up hash.
    pub national_id_hash: Option<Vec<u8>>,
    /// Health insurance number.
    pub insurance: Option<InsuranceNumber>,
    /// Its look-up hash.
    pub insurance_hash: Option<Vec<u8>>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Address.
    pub address: Option<Line<200>>,
    /// Hamlet.
    pub hamlet: Option<UnitId>,
    /// What the household is this year.
    pub poverty: Option<PovertyStatus>,
    /// When she joined or, of a club that is being founded, put her name down.
    pub joined_on: Option<Day>,
    /// When she consented.
    pub consent_on: Option<NaiveDate>,
    /// What is to be said of the cells.
    pub problems: Vec<ImportCellProblem>,
}

impl Listed {
    pub(super) fn read(
        number: u32,
        cells: &[(ImportColumn, &str)],
        hamlets: &Hamlets,
        today: NaiveDate,
    ) -> Self {
        let mut row = Self { number, ..Self::default() };
        for (column, cell) in cells {
            let outcome = text::clean(cell).map_err(|_| FieldCode::Text);
            let outcome = outcome.and_then(|cell| row.take(*column, &cell, hamlets, today));
            if let Err(code) = outcome {
                row.say(*column, code);
            }
        }
        if !cells.iter().any(|(column, _)| *column == ImportColumn::FullName) {
            row.say(ImportColumn::FullName, FieldCode::Required);
        }
        row
    }

    fn take(
        &mut self,
        column: ImportColumn,
        cell: &str,
        hamlets: &Hamlets,
        today: NaiveDate,
    ) -> Result<(), FieldCode> {
        match column {
            ImportColumn::FullName if !cell.chars().any(char::is_alphabetic) => return Err(FieldCode::Text),
            ImportColumn::FullName => self.full_name = Some(Line::new(cell)?),
            ImportColumn::Sex => self.sex = Some(meant(SEXES, cell).ok_or(FieldCode::Choice)?),
            ImportColumn::Birth => self.birth = Some(BirthDate::parse(cell)?),
            ImportColumn::Ethnicity => self.ethnicity = Some(Ethnicity::parse(cell)?),
            ImportColumn::NationalId => {
                // A citizen identity number begins with 0: as a number it has lost one zero, or two.
                let number = self.whole(column, cell, 10..=11, 12);
                if number.len() == 9 && number.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(FieldCode::OldIdCard);
                }
                self.national_id = Some(NationalId::parse(&number)?);
            }
            ImportColumn::InsuranceNumber => {
                let number = self.whole(column, cell, 8..=9, 10);
                self.insurance = Some(InsuranceNumber::parse(&number)?);
            }
            ImportColumn::Phone => {
                let number = self.whole(column, cell, 9..=9, 10);
                self.phone = Some(Phone::parse(&number)?);
            }
            ImportColumn::Address => self.address = Some(Line::new(cell)?),
            ImportColumn::Hamlet => self.hamlet = Some(hamlets.find(cell).ok_or(FieldCode::UnknownHamlet)?),
            ImportColumn::Poverty => self.poverty = Some(meant(POVERTY, cell).ok_or(FieldCode::Choice)?),
            ImportColumn::JoinedOn => self.joined_on = Some(day(cell)?),
            ImportColumn::Consent if matches!(text::fold(cell).as_str(), "khong" | "no") => {}
            ImportColumn::Consent => {
                let on = day(cell)?.get();
                self.consent_on = Some(on).filter(|on| *on <= today);
                self.consent_on.ok_or(FieldCode::DateInFuture)?;
            }
        }
        Ok(())
    }

    /// A number with the zeros that it loses where Excel takes it for one.
    fn whole(
        &mut self,
        column: ImportColumn,
        cell: &str,
        short: std::ops::RangeInclusive<usize>,
        length: usize,
    ) -> String {
        let number: String = cell.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '\'')).collect();
        let lost = short.contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_digit())
            && !number.starts_with('0');
        if !lost {
            return number;
        }
        self.say(column, FieldCode::LeadingZero);
        format!("{number:0>length$}")
    }

    /// Says something of a cell.
    pub fn say(&mut self, column: ImportColumn, code: FieldCode) {
        self.problems.push(ImportCellProblem::new(column, code));
    }

    /// Whether nothing stands against entering it.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.iter().all(ImportCellProblem::is_remark)
    }

    /// The key by which names are found.
    #[must_use]
    pub fn folded(&self) -> String {
        self.full_name.as_deref().map(text::fold).unwrap_or_default()
    }

    pub(super) fn year(&self) -> Option<i32> {
        self.birth.map(year)
    }
}

pub(super) fn year(birth: BirthDate) -> i32 {
    birth.last_day().year()
}

/// A full date, as people and as Excel write it.
fn day(cell: &str) -> Result<Day, FieldCode> {
    let date = BirthDate::parse(cell).map_err(|_| FieldCode::Date)?;
    if date.precision() == Precision::Day { Day::new(date.last_day()) } else { Err(FieldCode::Date) }
}
