//! Tables as a workbook (XLSX). Numbers are numbers, words are words and never formulas, and the same tables give the
//! same bytes.

use crate::platform::money::Vnd;
use crate::platform::text::number::grouped;
use chrono::NaiveDate;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// The media type of a workbook.
pub const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What spreadsheets take for the beginning of a formula when a cell is typed or pasted.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// The longest text that a cell holds, in UTF-16 units.
const LONGEST: usize = 32_767;
/// Up to here every whole number is its own in a spreadsheet's floating point.
const EXACT: u64 = 1 << 53;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, whatever it begins with.
    Words(String),
    /// A whole number, shown as `1.234.567`.
    Number(i64),
    /// A day, shown as `31/12/2026`.
    Day(NaiveDate),
    /// Nothing.
    Empty,
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}
impl From<Vnd> for Cell {
    fn from(amount: Vnd) -> Self {
        Self::Number(amount.get())
    }
}
impl From<Option<NaiveDate>> for Cell {
    fn from(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }
}

/// A sheet: a title, a head that stays in sight, and rows.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name on the sheet's tab, at most 31 characters.
    pub name: &'static str,
    /// Line above the head.
    pub title: String,
    /// Heads of the columns, and their widths in characters.
    pub heads: Vec<(&'static str, u32)>,
    /// Rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// The last row: sums, in bold.
    pub totals: Option<Vec<Cell>>,
}

struct Look {
    title: Format,
    head: Format,
    words: Format,
    number: Format,
    day: Format,
}

impl Look {
    fn new() -> Self {
        let base = Format::new().set_font_name("Times New Roman").set_font_size(11);
        let cell = base.clone().set_border(FormatBorder::Thin).set_align(FormatAlign::Top);
        Self {
            title: base.set_bold().set_font_size(13),
            head: cell.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center),
            words: cell.clone().set_text_wrap(),
            // shown as 1.234.567 wherever the computer speaks Vietnamese
            number: cell.clone().set_align(FormatAlign::Right).set_num_format("[$-42A]#,##0"),
            day: cell.set_num_format("dd/mm/yyyy"),
        }
    }
    fn bold(self) -> Self {
        let Self { title, head, words, number, day } = self;
        Self { title, head, words: words.set_bold(), number: number.set_bold(), day: day.set_bold() }
    }
}

/// A workbook with a sheet for each table, dated on a day.
///
/// # Errors
/// When the sheets cannot be written: more rows than a sheet has.
pub fn workbook(tables: &[Table], on: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let drawn_up = ExcelDateTime::parse_from_str(&on.to_string())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&drawn_up));
    let (look, bold) = (Look::new(), Look::new().bold());
    for table in tables {
        let sheet = book.add_worksheet().set_name(table.name)?;
        sheet.write_string_with_format(0, 0, &table.title, &look.title)?;
        for (column, (head, width)) in (0_u16..).zip(&table.heads) {
            sheet.write_string_with_format(2, column, *head, &look.head)?;
            sheet.set_column_width(column, *width)?;
        }
        for (number, row) in (3_u32..).zip(&table.rows) {
            write(sheet, number, row, &look)?;
        }
        if let Some(totals) = &table.totals {
            write(sheet, 3 + u32::try_from(table.rows.len()).unwrap_or(u32::MAX - 3), totals, &bold)?;
        }
        sheet.set_freeze_panes(3, 0)?;
        sheet.set_repeat_rows(2, 2)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    }
    book.save_to_buffer()
}

fn write(sheet: &mut Worksheet, row: u32, cells: &[Cell], look: &Look) -> Result<(), XlsxError> {
    for (column, cell) in (0_u16..).zip(cells) {
        match cell {
            Cell::Words(words) => write_words(sheet, row, column, words, look)?,
            // what a spreadsheet could not hold to the last digit is written out instead
            Cell::Number(number) if number.unsigned_abs() > EXACT => {
                sheet.write_string_with_format(row, column, grouped((*number).into()), &look.number)?;
            }
            Cell::Number(number) => {
                #[expect(clippy::cast_precision_loss, reason = "the line above sees to it that none is lost")]
                let exact = *number as f64;
                sheet.write_number_with_format(row, column, exact, &look.number)?;
            }
            Cell::Day(day) => {
                let day = ExcelDateTime::parse_from_str(&day.to_string())?;
                sheet.write_datetime_with_format(row, column, day, &look.day)?;
            }
            Cell::Empty => {
                sheet.write_blank(row, column, &look.words)?;
            }
        }
    }
    Ok(())
}

/// Text as text: written as a string it is no formula, and marked so that it becomes none when it is edited.
fn write_words(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    words: &str,
    look: &Look,
) -> Result<(), XlsxError> {
    let mut length = 0;
    let fits = |letter: &char| {
        length += letter.len_utf16();
        length <= LONGEST
    };
    let words: String = words.chars().take_while(fits).collect();
    let quoted = look.words.clone().set_quote_prefix();
    let format = if words.starts_with(FORMULA) { &quoted } else { &look.words };
    sheet.write_string_with_format(row, column, words, format)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_read_again_as_it_was_written_and_the_same_tables_give_the_same_bytes() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 17).unwrap();
        let table = Table {
            name: "Thu nợ",
            title: "Bảng kê".to_owned(),
            heads: vec![("Họ và tên", 30), ("Số tiền", 14), ("Ngày", 12)],
            rows: vec![vec!["=1+1".into(), Vnd::new(1_250_000).into(), Some(day).into()]],
            totals: Some(vec!["Cộng".into(), Vnd::new(1_250_000).into(), Cell::Empty]),
        };
        let bytes = workbook(std::slice::from_ref(&table), day).unwrap();
        assert_eq!(bytes, workbook(&[table], day).unwrap());
        let sheet = crate::platform::sheet::read(&bytes).unwrap();
        let cells: Vec<Vec<String>> = sheet.rows.into_iter().map(|row| row.cells).collect();
        assert_eq!(cells[0], ["Bảng kê"]);
        assert_eq!(cells[1], ["Họ và tên", "Số tiền", "Ngày"]);
        assert_eq!(cells[2][..2], ["=1+1", "1250000"]);
        assert_eq!(cells[3], ["Cộng", "1250000"]);
    }
}
