//! The list as a sheet: its headings, and the words by which its cells are understood.

use super::listed::{Hamlets, Listed};
use crate::platform::error::Code;
use crate::platform::sheet::{self, Sheet, Unreadable};
use crate::platform::text;
use crate::register::imports::model::ImportColumn;
use crate::{Error, Result};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// An empty list, for the board to fill in. The mark in front makes Excel read it as UTF-8.
pub const TEMPLATE: &str = "\u{feff}STT,Họ và tên,Giới tính,Năm sinh,Dân tộc,Số CCCD,Số thẻ BHYT,Điện thoại,\
    Địa chỉ,Thôn/Xóm,Hộ nghèo,Ngày gia nhập,Ngày đồng ý,Ghi chú\r\n";

/// In how many rows from the top the headings are looked for; titles may stand above them.
const HEADINGS_WITHIN: usize = 10;

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

/// The one of a table that somebody means, in any spelling.
pub(super) fn meant<T: Copy>(table: &[(T, &[&str])], given: &str) -> Option<T> {
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
