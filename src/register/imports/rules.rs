//! How a list is read, and who of it is known already.

use super::model::{
    ImportCellProblem, ImportCounts, ImportMode, ImportRowVerdict, ImportVerdict, MemberImport,
};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::{BirthDate, Day, InsuranceNumber, Line, NationalId, Phone, Precision};
use crate::platform::ids::{ClubId, MemberId, PersonId, UnitId};
use crate::platform::sheet::{self, Sheet, Unreadable};
use crate::platform::text;
use crate::register::members::model::{Member, Sex};
use crate::register::personal::model::{Ethnicity, PovertyStatus};
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;

/// The version of the text that stands above a signed list of members.
pub const CONSENT_TEXT: &str = "member-list";

/// An empty list, for the board to fill in. The mark in front makes Excel read it as UTF-8.
pub const TEMPLATE: &str = "\u{feff}STT,Họ và tên,Giới tính,Năm sinh,Dân tộc,Số CCCD,Số thẻ BHYT,Điện thoại,\
    Địa chỉ,Thôn/Xóm,Hộ nghèo,Ngày gia nhập,Ngày đồng ý,Ghi chú\r\n";

/// In how many rows from the top the headings are looked for; titles may stand above them.
const HEADINGS_WITHIN: usize = 10;
/// How many look-alikes are named.
const NAMED: usize = 20;

/// What a column of a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportColumn {
    /// Họ và tên. The only column that must be there.
    FullName,
    /// Giới tính.
    Sex,
    /// Năm sinh, ngày sinh.
    Birth,
    /// Dân tộc.
    Ethnicity,
    /// Số căn cước công dân.
    NationalId,
    /// Số thẻ bảo hiểm y tế.
    InsuranceNumber,
    /// Điện thoại.
    Phone,
    /// Địa chỉ.
    Address,
    /// Thôn, xóm, tổ dân phố.
    Hamlet,
    /// Hộ nghèo, cận nghèo: of this year.
    Poverty,
    /// Ngày gia nhập.
    JoinedOn,
    /// Ngày đồng ý cho xử lý dữ liệu cá nhân.
    Consent,
}

/// The headings of each column. Compared folded, so case, diacritics and punctuation do not matter.
const HEADINGS: &[(ImportColumn, &[&str])] = &[
    (
        ImportColumn::FullName,
        &["Họ và tên", "Họ tên", "Họ, tên", "Họ và tên thành viên", "Tên thành viên", "full_name", "name"],
    ),
    (ImportColumn::Sex, &["Giới tính", "Nam/Nữ", "Giới", "sex", "gender"]),
    (
        ImportColumn::Birth,
        &[
            "Năm sinh",
            "Ngày sinh",
            "Ngày tháng năm sinh",
            "Ngày, tháng, năm sinh",
            "birth",
            "birth_date",
            "birth_year",
            "date_of_birth",
        ],
    ),
    (ImportColumn::Ethnicity, &["Dân tộc", "ethnicity", "ethnic_group"]),
    (
        ImportColumn::NationalId,
        &[
            "Số CCCD",
            "CCCD",
            "Số căn cước",
            "Số căn cước công dân",
            "Căn cước công dân",
            "Số định danh",
            "Số định danh cá nhân",
            "CMND/CCCD",
            "Số CMND/CCCD",
            "national_id",
        ],
    ),
    (
        ImportColumn::InsuranceNumber,
        &[
            "Số thẻ BHYT",
            "Thẻ BHYT",
            "BHYT",
            "Số BHYT",
            "Số thẻ bảo hiểm y tế",
            "Mã số BHXH",
            "insurance_number",
        ],
    ),
    (ImportColumn::Phone, &["Điện thoại", "Số điện thoại", "SĐT", "ĐT", "phone", "telephone"]),
    (ImportColumn::Address, &["Địa chỉ", "Nơi ở", "Chỗ ở hiện nay", "address"]),
    (
        ImportColumn::Hamlet,
        &["Thôn/Xóm", "Thôn", "Xóm", "Ấp", "Bản", "Tổ dân phố", "Khu phố", "Thôn/Bản", "hamlet"],
    ),
    (
        ImportColumn::Poverty,
        &[
            "Hoàn cảnh",
            "Hộ nghèo",
            "Diện hộ",
            "Hộ nghèo/cận nghèo",
            "Hộ nghèo, cận nghèo",
            "Hoàn cảnh gia đình",
            "poverty",
        ],
    ),
    (ImportColumn::JoinedOn, &["Ngày gia nhập", "Ngày vào CLB", "Ngày tham gia", "joined_on"]),
    (ImportColumn::Consent, &["Đồng ý", "Ngày đồng ý", "consent", "consent_on"]),
];
/// Headings whose columns are passed over without a word.
const PASSED_OVER: &[&str] = &["Số TT", "STT", "TT", "Số thứ tự", "no", "Ghi chú", "note", "notes"];

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

/// The one of a table that somebody means, in any spelling.
fn meant<T: Copy>(table: &[(T, &[&str])], given: &str) -> Option<T> {
    let folded = text::fold(given);
    table.iter().find(|(_, names)| names.iter().any(|name| text::fold(name) == folded)).map(|(is, _)| *is)
}

/// A table whose headings are understood.
#[derive(Debug)]
pub struct List {
    sheet: Sheet,
    columns: Vec<(usize, ImportColumn)>,
    /// Headings that mean nothing here.
    pub ignored: Vec<String>,
    /// Where the rows begin, among those of the sheet.
    first: usize,
}

impl List {
    /// Reads a file. As slow as [`sheet::read`]: not for a thread that serves requests.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let sheet = sheet::read(bytes).map_err(refusal)?;
        let meanings: HashMap<String, ImportColumn> = HEADINGS
            .iter()
            .flat_map(|(column, names)| names.iter().map(|name| (text::fold(name), *column)))
            .collect();
        // What stands in brackets explains: Năm sinh (dd/mm/yyyy).
        let heading = |cell: &str| text::fold(cell.split(['(', '[']).next().unwrap_or_default());
        let is_header = |cells: &[String]| {
            cells.iter().any(|cell| meanings.get(&heading(cell)) == Some(&ImportColumn::FullName))
        };
        let at = sheet.rows.iter().take(HEADINGS_WITHIN).position(|row| is_header(&row.cells));
        let missing = || Error::from(Code::FileColumnsMissing).with("columns", [ImportColumn::FullName]);
        let header = at.and_then(|at| sheet.rows.get(at)).ok_or_else(missing)?;
        let (mut columns, mut ignored, mut taken) = (vec![], vec![], HashSet::new());
        for (place, cell) in header.cells.iter().enumerate() {
            let folded = heading(cell);
            match meanings.get(&folded) {
                Some(column) if taken.insert(*column) => columns.push((place, *column)),
                None if folded.is_empty() || PASSED_OVER.iter().any(|name| text::fold(name) == folded) => {}
                _ => ignored.push(text::clean(cell).unwrap_or_default().chars().take(80).collect()),
            }
        }
        let first = at.map_or(0, |at| at + 1);
        let list = Self { sheet, columns, ignored, first };
        if list.cells().next().is_none() { Err(Code::FileEmpty.into()) } else { Ok(list) }
    }

    /// The rows with something in a column that is understood, but not one that only numbers the columns.
    fn cells(&self) -> impl Iterator<Item = (u32, Vec<(ImportColumn, &str)>)> {
        self.sheet.rows.iter().skip(self.first).filter_map(|row| {
            let cell =
                |(place, column): &(usize, ImportColumn)| Some((*column, row.cells.get(*place)?.as_str()));
            let cells: Vec<_> =
                self.columns.iter().filter_map(cell).filter(|(_, text)| !is_blank(text)).collect();
            let numbers =
                |(_, text): &(ImportColumn, &str)| text.trim_matches(['(', ')', ' ']).parse::<u8>().is_ok();
            (!cells.is_empty() && !cells.iter().all(numbers)).then_some((row.number, cells))
        })
    }

    /// The rows, each cell understood or said to be wrong.
    #[must_use]
    pub fn rows(&self, hamlets: &Hamlets, today: NaiveDate) -> Vec<Listed> {
        self.cells().map(|(number, cells)| Listed::read(number, &cells, hamlets, today)).collect()
    }
}

fn is_blank(cell: &str) -> bool {
    matches!(cell.trim(), "" | "-" | "–" | "\u{2014}")
}

fn refusal(unreadable: Unreadable) -> Code {
    match unreadable {
        Unreadable::NotATable | Unreadable::NotXlsx => Code::FileNotATable,
        Unreadable::BrokenXlsx => Code::FileBroken,
        Unreadable::NotText => Code::FileNotText,
        Unreadable::Encrypted => Code::FileEncrypted,
        Unreadable::Empty => Code::FileEmpty,
        Unreadable::TooLarge
        | Unreadable::TooManyRows
        | Unreadable::TooManyColumns
        | Unreadable::CellTooLong => Code::FileTooLarge,
    }
}

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
    fn read(number: u32, cells: &[(ImportColumn, &str)], hamlets: &Hamlets, today: NaiveDate) -> Self {
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

    fn year(&self) -> Option<i32> {
        self.birth.map(year)
    }
}

fn year(birth: BirthDate) -> i32 {
    birth.last_day().year()
}

/// A full date, as people and as Excel write it.
fn day(cell: &str) -> Result<Day, FieldCode> {
    let date = BirthDate::parse(cell).map_err(|_| FieldCode::Date)?;
    if date.precision() == Precision::Day { Day::new(date.last_day()) } else { Err(FieldCode::Date) }
}

/// A member in reach with a name or a number of the list.
#[derive(Debug)]
pub struct Known {
    /// The member.
    pub member: Member,
    /// The name as it is searched by.
    pub folded: String,
    /// Ethnic group.
    pub ethnicity: Option<Ethnicity>,
    /// Look-up hash of the citizen identity number.
    pub national_id: Option<Vec<u8>>,
    /// Look-up hash of the health insurance number.
    pub insurance: Option<Vec<u8>>,
    /// What the household is this year.
    pub poverty: Option<PovertyStatus>,
}

/// Somebody who has a number of the list, in reach or not.
#[derive(Debug)]
pub struct Holder {
    /// The person.
    pub person: PersonId,
    /// Look-up hash of the citizen identity number.
    pub national_id: Option<Vec<u8>>,
    /// Look-up hash of the health insurance number.
    pub insurance: Option<Vec<u8>>,
    /// The club that she is in or applies to now.
    pub club: Option<ClubId>,
}

/// What is to be done with a row.
#[derive(Debug)]
pub struct Judged {
    /// The row.
    pub row: Listed,
    /// The verdict.
    pub verdict: ImportVerdict,
    /// The member that is there, or is to be made.
    pub member: Option<MemberId>,
    /// Who is to be made a member and is recorded already; a new person otherwise.
    pub person: Option<PersonId>,
    /// Members who may be the same person.
    pub alike: Vec<MemberId>,
}

impl Judged {
    fn rejected(mut row: Listed, column: ImportColumn, code: FieldCode) -> Self {
        row.say(column, code);
        Self { row, verdict: ImportVerdict::Rejected, member: None, person: None, alike: vec![] }
    }
    /// Whether a member is to be made.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        matches!(self.verdict, ImportVerdict::Created | ImportVerdict::PossibleDuplicate)
    }
    /// Whether her numbers are to be kept: only of a new person who consented.
    #[must_use]
    pub const fn keeps_numbers(&self) -> bool {
        self.person.is_none() && self.row.consent_on.is_some()
    }
}

/// Two that are known and not the same speak against one person.
fn contradict<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
    a.is_some() && b.is_some() && a != b
}

/// Judges the rows of a list, one after the other.
#[derive(Debug)]
pub struct Judge<'k> {
    club: ClubId,
    by_name: HashMap<&'k str, Vec<&'k Known>>,
    by_person: HashMap<PersonId, Vec<&'k Known>>,
    by_national_id: HashMap<&'k [u8], &'k Holder>,
    by_insurance: HashMap<&'k [u8], &'k Holder>,
    /// Those whom a row before has met.
    met: HashSet<MemberId>,
    numbers: HashSet<Vec<u8>>,
    names: HashMap<(String, Option<i32>, Option<UnitId>), Vec<Numbers>>,
}

/// The look-up hashes of a row's numbers.
type Numbers = (Option<Vec<u8>>, Option<Vec<u8>>);

impl<'k> Judge<'k> {
    /// Who is known in and around a club.
    #[must_use]
    pub fn new(club: ClubId, known: &'k [Known], holders: &'k [Holder]) -> Self {
        let mut judge = Self {
            club,
            by_name: HashMap::new(),
            by_person: HashMap::new(),
            by_national_id: HashMap::new(),
            by_insurance: HashMap::new(),
            met: HashSet::new(),
            numbers: HashSet::new(),
            names: HashMap::new(),
        };
        for one in known {
            judge.by_name.entry(&one.folded).or_default().push(one);
            judge.by_person.entry(one.member.person_id).or_default().push(one);
        }
        for holder in holders {
            judge.by_national_id.extend(holder.national_id.as_deref().map(|hash| (hash, holder)));
            judge.by_insurance.extend(holder.insurance.as_deref().map(|hash| (hash, holder)));
        }
        judge
    }

    /// What is to be done with a row.
    pub fn judge(&mut self, row: Listed) -> Judged {
        if !row.is_sound() {
            return Judged {
                row,
                verdict: ImportVerdict::Rejected,
                member: None,
                person: None,
                alike: vec![],
            };
        }
        if let Some(column) = self.repeats(&row) {
            return Judged::rejected(row, column, FieldCode::Repeated);
        }
        let by_national_id = row.national_id_hash.as_deref().and_then(|hash| self.by_national_id.get(hash));
        let by_insurance = row.insurance_hash.as_deref().and_then(|hash| self.by_insurance.get(hash));
        match (by_national_id.copied(), by_insurance.copied()) {
            (Some(one), Some(other)) if one.person != other.person => {
                Judged::rejected(row, ImportColumn::InsuranceNumber, FieldCode::Taken)
            }
            (Some(holder), _) => self.holder(row, holder, ImportColumn::NationalId),
            (None, Some(holder)) => self.holder(row, holder, ImportColumn::InsuranceNumber),
            (None, None) => match self.in_club(&row) {
                Some(known) => self.unchanged(row, known),
                None => self.new_member(row, None),
            },
        }
    }

    /// Whether a row before was the same person; by which column.
    fn repeats(&mut self, row: &Listed) -> Option<ImportColumn> {
        let numbers = [
            (ImportColumn::NationalId, row.national_id_hash.as_ref()),
            (ImportColumn::InsuranceNumber, row.insurance_hash.as_ref()),
        ];
        let known = |(_, number): &&(ImportColumn, Option<&Vec<u8>>)| {
            number.is_some_and(|number| self.numbers.contains(number))
        };
        if let Some((column, _)) = numbers.iter().find(known) {
            return Some(*column);
        }
        let before = self.names.entry((row.folded(), row.year(), row.hamlet)).or_default();
        let same = |(national_id, insurance): &Numbers| {
            !contradict(national_id.as_ref(), row.national_id_hash.as_ref())
                && !contradict(insurance.as_ref(), row.insurance_hash.as_ref())
        };
        if before.iter().any(same) {
            return Some(ImportColumn::FullName);
        }
        before.push((row.national_id_hash.clone(), row.insurance_hash.clone()));
        self.numbers.extend(numbers.into_iter().filter_map(|(_, number)| number.cloned()));
        None
    }

    /// The row gives a number that is recorded.
    fn holder(&mut self, row: Listed, holder: &Holder, column: ImportColumn) -> Judged {
        let seen = self.by_person.get(&holder.person).map(Vec::as_slice).unwrap_or_default();
        let here = seen.iter().filter(|known| known.member.club_id == self.club);
        if let Some(known) = here.copied().max_by_key(|known| (known.is_current(), known.member.id)) {
            return self.unchanged(row, known);
        }
        let alive = seen.iter().find(|known| known.member.person.died_on.is_none()).copied();
        match (holder.club, alive) {
            (Some(_), _) => Judged::rejected(row, column, FieldCode::ActiveElsewhere),
            (None, Some(known)) => {
                let mut row = row;
                compare(&mut row, known);
                self.new_member(row, Some(known.member.person_id))
            }
            (None, None) => Judged::rejected(row, column, FieldCode::Taken),
        }
    }

    /// The member of this club with the row's name whom nothing in the row contradicts; rather her whose
    /// birth year and hamlet agree than her of whom they are not recorded.
    fn in_club(&self, row: &Listed) -> Option<&'k Known> {
        let named = self.by_name.get(row.folded().as_str()).map(Vec::as_slice).unwrap_or_default();
        let fits = |known: &&&Known| {
            known.member.club_id == self.club
                && !self.met.contains(&known.member.id)
                && known.may_be(row)
                && !contradict(known.member.person.hamlet_id.as_ref(), row.hamlet.as_ref())
        };
        let nearness = |known: &&Known| {
            let same_year = known.year() == row.year();
            (same_year, known.member.person.hamlet_id == row.hamlet, known.is_current())
        };
        named.iter().filter(fits).copied().max_by_key(nearness)
    }

    fn unchanged(&mut self, mut row: Listed, known: &Known) -> Judged {
        self.met.insert(known.member.id);
        compare(&mut row, known);
        if !known.is_current() {
            row.say(ImportColumn::FullName, FieldCode::FormerMember);
        }
        let member = Some(known.member.id);
        Judged {
            row,
            verdict: ImportVerdict::Unchanged,
            member,
            person: Some(known.member.person_id),
            alike: vec![],
        }
    }

    fn new_member(&self, mut row: Listed, person: Option<PersonId>) -> Judged {
        let named = self.by_name.get(row.folded().as_str()).map(Vec::as_slice).unwrap_or_default();
        let alike = named.iter().filter(|known| Some(known.member.person_id) != person);
        let alike = alike.filter(|known| !contradict(known.year().as_ref(), row.year().as_ref()));
        let alike: Vec<MemberId> = alike.map(|known| known.member.id).take(NAMED).collect();
        if person.is_none() && row.consent_on.is_none() {
            let given = [
                (ImportColumn::NationalId, row.national_id.is_some()),
                (ImportColumn::InsuranceNumber, row.insurance.is_some()),
            ];
            for (column, _) in given.into_iter().filter(|(_, given)| *given) {
                row.say(column, FieldCode::NoConsent);
            }
        }
        let verdict =
            if alike.is_empty() { ImportVerdict::Created } else { ImportVerdict::PossibleDuplicate };
        Judged { row, verdict, member: Some(MemberId::new()), person, alike }
    }
}

impl Known {
    fn is_current(&self) -> bool {
        !self.member.state.has_ended()
    }
    fn year(&self) -> Option<i32> {
        self.member.person.birth.get().map(year)
    }
    /// Whether neither year nor numbers contradict.
    fn may_be(&self, row: &Listed) -> bool {
        !contradict(self.year().as_ref(), row.year().as_ref())
            && !contradict(self.national_id.as_ref(), row.national_id_hash.as_ref())
            && !contradict(self.insurance.as_ref(), row.insurance_hash.as_ref())
    }
}

/// Says which cells differ from what is recorded of somebody.
fn compare(row: &mut Listed, known: &Known) {
    let (member, person) = (&known.member, &known.member.person);
    let same_name = row.full_name.as_deref().map(str::to_lowercase) == Some(person.full_name.to_lowercase());
    let number = |given: &Option<Vec<u8>>, recorded: &Option<Vec<u8>>| match (given, recorded) {
        (Some(_), None) if row.consent_on.is_none() => Some(FieldCode::NoConsent),
        (Some(given), recorded) => (recorded.as_ref() != Some(given)).then_some(FieldCode::Differs),
        (None, _) => None,
    };
    let differs = |differs: bool| differs.then_some(FieldCode::Differs);
    let since = Some(member.joined_on.unwrap_or(member.applied_on));
    let said = [
        (ImportColumn::FullName, differs(!same_name)),
        (ImportColumn::Sex, differs(row.sex.is_some_and(|sex| sex != person.sex))),
        (ImportColumn::Birth, differs(row.birth.is_some() && row.birth != person.birth.get())),
        (ImportColumn::Ethnicity, differs(row.ethnicity.is_some() && row.ethnicity != known.ethnicity)),
        (ImportColumn::NationalId, number(&row.national_id_hash, &known.national_id)),
        (ImportColumn::InsuranceNumber, number(&row.insurance_hash, &known.insurance)),
        (
            ImportColumn::Phone,
            differs(row.phone.is_some() && row.phone.as_deref() != person.phone.as_deref()),
        ),
        (
            ImportColumn::Address,
            differs(row.address.is_some() && row.address.as_deref() != person.address.as_deref()),
        ),
        (ImportColumn::Hamlet, differs(row.hamlet.is_some() && row.hamlet != person.hamlet_id)),
        (ImportColumn::Poverty, differs(row.poverty.is_some() && row.poverty != known.poverty)),
        (ImportColumn::JoinedOn, differs(row.joined_on.is_some() && row.joined_on.map(Day::get) != since)),
    ];
    for (column, code) in said.into_iter().filter_map(|(column, code)| Some((column, code?))) {
        row.say(column, code);
    }
}

/// What is to be done with a list.
#[derive(Debug)]
pub struct ImportPlan {
    /// Row by row.
    pub rows: Vec<Judged>,
    /// Headings that mean nothing here.
    pub ignored: Vec<String>,
}

impl ImportPlan {
    /// Whether the good rows are to be entered.
    #[must_use]
    pub fn goes_ahead(&self, mode: ImportMode) -> bool {
        mode == ImportMode::PerRow || self.rows.iter().all(|row| row.verdict != ImportVerdict::Rejected)
    }

    /// What is answered.
    #[must_use]
    pub fn report(self, dry_run: bool, applied: bool) -> MemberImport {
        let count = |verdict| self.rows.iter().filter(|row| row.verdict == verdict).count();
        let counts = ImportCounts {
            created: count(ImportVerdict::Created),
            unchanged: count(ImportVerdict::Unchanged),
            duplicates: count(ImportVerdict::PossibleDuplicate),
            rejected: count(ImportVerdict::Rejected),
        };
        let told = |judged: Judged| ImportRowVerdict {
            row: judged.row.number,
            verdict: judged.verdict,
            member_id: judged.member.filter(|_| applied || judged.verdict == ImportVerdict::Unchanged),
            possible_duplicates: judged.alike,
            problems: judged.row.problems,
        };
        MemberImport {
            dry_run,
            applied,
            counts,
            ignored_columns: self.ignored,
            rows: self.rows.into_iter().map(told).collect(),
        }
    }
}
