//! Workbooks (XLSX) in which numbers are numbers and words are words, never formulas. The same content gives the same
//! bytes.

use crate::platform::money::Vnd;
use crate::platform::text::number::{Figure, Measure, UNKNOWN, WITHHELD, grouped};
use chrono::NaiveDate;
pub use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

/// Media type of a workbook.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// What spreadsheets take for the beginning of a formula when a cell is typed or pasted.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// The longest text that a cell holds, in UTF-16 units.
const LONGEST: usize = 32_767;
/// Up to here every whole number is its own in a spreadsheet's floating point.
const EXACT: u128 = 1 << 53;

/// The formats of a workbook.
struct Look {
    head: Format,
    words: Format,
    quoted: Format,
    whole: Format,
    decimal: Format,
    day: Format,
    sign: Format,
    title: Format,
}

impl Look {
    fn new() -> Self {
        let base = Format::new().set_font_name("Times New Roman").set_font_size(11);
        let cell = base.clone().set_border(FormatBorder::Thin).set_align(FormatAlign::Top);
        let right = cell.clone().set_align(FormatAlign::Right);
        let words = cell.clone().set_text_wrap();
        Self {
            head: cell.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center),
            quoted: words.clone().set_quote_prefix(),
            words,
            // shown as 1.234.567 wherever the computer speaks Vietnamese
            whole: right.clone().set_num_format("[$-42A]#,##0"),
            decimal: right.clone().set_num_format("[$-42A]#,##0.0"),
            day: right.clone().set_num_format("dd/mm/yyyy"),
            sign: right,
            title: base.set_bold().set_font_size(13),
        }
    }

    /// The same for sums.
    fn bold(self) -> Self {
        let Self { head, words, quoted, whole, decimal, day, sign, title } = self;
        Self {
            head,
            words: words.set_bold(),
            quoted: quoted.set_bold(),
            whole: whole.set_bold(),
            decimal: decimal.set_bold(),
            day: day.set_bold(),
            sign: sign.set_bold(),
            title,
        }
    }
}

/// A workbook that is being written.
pub struct Book {
    inner: Workbook,
    look: Look,
    sums: Look,
}

impl Book {
    /// An empty one, with its title, who issues it, and the day by which it counts as drawn up: not the moment at which
    /// it is written, so that the same content gives the same bytes.
    ///
    /// # Errors
    /// For a day that no spreadsheet knows.
    pub fn new(title: &str, issuer: &str, drawn_up: NaiveDate) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        let drawn_up = ExcelDateTime::parse_from_str(&drawn_up.to_string())?;
        let properties = DocProperties::new().set_title(title).set_author(issuer);
        book.set_properties(&properties.set_creation_datetime(&drawn_up));
        Ok(Self { inner: book, look: Look::new(), sums: Look::new().bold() })
    }

    /// Adds a sheet, and fills it.
    ///
    /// # Errors
    /// When it cannot be written: more rows than a sheet has, a name that no sheet may have.
    pub fn sheet(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut Filling<'_>) -> Result<(), XlsxError>,
    ) -> Result<(), XlsxError> {
        let sheet = self.inner.add_worksheet().set_name(name)?;
        fill(&mut Filling { sheet, look: &self.look, sums: &self.sums, row: 0 })
    }

    /// The file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn bytes(mut self) -> Result<Vec<u8>, XlsxError> {
        self.inner.save_to_buffer()
    }
}

/// A sheet that is being filled from the top.
pub struct Filling<'w> {
    sheet: &'w mut Worksheet,
    look: &'w Look,
    sums: &'w Look,
    row: u32,
}

/// What stands in a cell.
pub enum Cell<'c> {
    /// Text, whatever it begins with.
    Words(&'c str),
    /// A figure; a ratio as its quotient in tenths.
    Number(Figure, Measure),
    /// A number in tenths.
    Tenths(Option<i128>),
    /// A sum of money in đồng.
    Dong(Vnd),
    /// A day.
    Day(Option<NaiveDate>),
}

impl Filling<'_> {
    /// The head, which stays in sight and is printed on each sheet of paper, and the widths of the columns in characters.
    ///
    /// # Errors
    /// When the sheet cannot be written.
    pub fn heads(&mut self, title: &str, heads: &[(&str, u32)]) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(0, 0, title, &self.look.title)?;
        self.row = 2;
        for (column, (head, width)) in (0_u16..).zip(heads) {
            self.sheet.write_string_with_format(self.row, column, *head, &self.look.head)?;
            self.sheet.set_column_width(column, *width)?;
        }
        self.row += 1;
        self.sheet.set_freeze_panes(self.row, if heads.len() > 4 { 2 } else { 0 })?;
        self.sheet.set_repeat_rows(2, 2)?;
        self.sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(())
    }

    /// The next row.
    ///
    /// # Errors
    /// When the sheet has no more rows.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        self.write(cells, self.look)
    }

    /// The next row, of sums: in bold.
    ///
    /// # Errors
    /// When the sheet has no more rows.
    pub fn totals(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        self.write(cells, self.sums)
    }

    fn write(&mut self, cells: &[Cell<'_>], look: &Look) -> Result<(), XlsxError> {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Words(words) => self.words(column, words, look)?,
                Cell::Number(Figure::Unknown, _) | Cell::Tenths(None) => self.sign(column, UNKNOWN, look)?,
                Cell::Number(Figure::Withheld, _) => self.sign(column, WITHHELD, look)?,
                Cell::Number(Figure::Count(count), _) => self.number(column, (*count).into(), 1, look)?,
                Cell::Number(figure, measure) => match figure.tenths(*measure) {
                    Some(tenths) => self.number(column, tenths, 10, look)?,
                    None => self.sign(column, UNKNOWN, look)?,
                },
                Cell::Tenths(Some(tenths)) => self.number(column, *tenths, 10, look)?,
                Cell::Dong(amount) => self.number(column, amount.get().into(), 1, look)?,
                Cell::Day(Some(day)) => {
                    let day = ExcelDateTime::parse_from_str(&day.to_string())?;
                    self.sheet.write_datetime_with_format(self.row, column, &day, &look.day)?;
                }
                Cell::Day(None) => self.sign(column, "", look)?,
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Text as text: written as a string it is no formula, and marked so that it becomes none when it is edited.
    fn words(&mut self, column: u16, words: &str, look: &Look) -> Result<(), XlsxError> {
        let mut length = 0;
        let fits = |letter: &char| {
            length += letter.len_utf16();
            length <= LONGEST
        };
        let words: String = words.chars().take_while(fits).collect();
        let format = if words.starts_with(FORMULA) { &look.quoted } else { &look.words };
        self.sheet.write_string_with_format(self.row, column, words, format)?;
        Ok(())
    }

    fn sign(&mut self, column: u16, sign: &str, look: &Look) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, column, sign, &look.sign)?;
        Ok(())
    }

    /// A number of so many parts. What a spreadsheet could not hold to the last digit is written out instead.
    fn number(&mut self, column: u16, parts: i128, of: u8, look: &Look) -> Result<(), XlsxError> {
        if parts.unsigned_abs() > EXACT {
            return self.sign(column, &grouped(parts / i128::from(of)), look);
        }
        #[expect(clippy::cast_precision_loss, reason = "the line above sees to it that none is lost")]
        let number = parts as f64 / f64::from(of);
        let format = if of == 1 { &look.whole } else { &look.decimal };
        self.sheet.write_number_with_format(self.row, column, number, format)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::sheet;

    #[test]
    fn a_workbook_is_read_again_as_it_was_written_and_the_same_content_gives_the_same_bytes() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 17).unwrap();
        let written = || -> Result<Vec<u8>, XlsxError> {
            let mut book = Book::new("Bảng kê", "CLB mẫu", day)?;
            book.sheet("Thu nợ", |filling| {
                filling.heads("Bảng kê", &[("Họ và tên", 30), ("Số tiền", 14), ("Ngày", 12)])?;
                let amount = Vnd::new(1_250_000);
                filling.row(&[Cell::Words("=1+1"), Cell::Dong(amount), Cell::Day(Some(day))])?;
                filling.totals(&[Cell::Words("Cộng"), Cell::Dong(amount), Cell::Day(None)])
            })?;
            book.bytes()
        };
        let bytes = written().unwrap();
        assert_eq!(bytes, written().unwrap());
        let cells: Vec<Vec<String>> =
            sheet::read(&bytes).unwrap().rows.into_iter().map(|row| row.cells).collect();
        assert_eq!(cells[0], ["Bảng kê"]);
        assert_eq!(cells[1], ["Họ và tên", "Số tiền", "Ngày"]);
        assert_eq!(cells[2][..2], ["=1+1", "1250000"]);
        assert_eq!(cells[3], ["Cộng", "1250000"]);
    }
}
