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
}

/// A workbook that is being written.
pub struct Book {
    book: Workbook,
    look: Look,
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
        Ok(Self { book, look: Look::new() })
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
        let sheet = self.book.add_worksheet().set_name(name)?;
        fill(&mut Filling { sheet, look: &self.look, row: 0 })
    }

    /// The file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn bytes(mut self) -> Result<Vec<u8>, XlsxError> {
        self.book.save_to_buffer()
    }
}

/// A sheet that is being filled from the top.
pub struct Filling<'w> {
    sheet: &'w mut Worksheet,
    look: &'w Look,
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
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Words(words) => self.words(column, words)?,
                Cell::Number(Figure::Unknown, _) | Cell::Tenths(None) => self.sign(column, UNKNOWN)?,
                Cell::Number(Figure::Withheld, _) => self.sign(column, WITHHELD)?,
                Cell::Number(Figure::Count(count), _) => self.number(column, (*count).into(), 1)?,
                Cell::Number(figure, measure) => match figure.tenths(*measure) {
                    Some(tenths) => self.number(column, tenths, 10)?,
                    None => self.sign(column, UNKNOWN)?,
                },
                Cell::Tenths(Some(tenths)) => self.number(column, *tenths, 10)?,
                Cell::Dong(amount) => self.number(column, amount.get().into(), 1)?,
                Cell::Day(Some(day)) => {
                    let day = ExcelDateTime::parse_from_str(&day.to_string())?;
                    self.sheet.write_datetime_with_format(self.row, column, &day, &self.look.day)?;
                }
                Cell::Day(None) => self.sign(column, "")?,
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Text as text: written as a string it is no formula, and marked so that it becomes none when it is edited.
    fn words(&mut self, column: u16, words: &str) -> Result<(), XlsxError> {
        let mut length = 0;
        let fits = |letter: &char| {
            length += letter.len_utf16();
            length <= LONGEST
        };
        let words: String = words.chars().take_while(fits).collect();
        let format = if words.starts_with(FORMULA) { &self.look.quoted } else { &self.look.words };
        self.sheet.write_string_with_format(self.row, column, words, format)?;
        Ok(())
    }

    fn sign(&mut self, column: u16, sign: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, column, sign, &self.look.sign)?;
        Ok(())
    }

    /// A number of so many parts. What a spreadsheet could not hold to the last digit is written out instead.
    fn number(&mut self, column: u16, parts: i128, of: u8) -> Result<(), XlsxError> {
        if parts.unsigned_abs() > EXACT {
            return self.sign(column, &grouped(parts / i128::from(of)));
        }
        #[expect(clippy::cast_precision_loss, reason = "the line above sees to it that none is lost")]
        let number = parts as f64 / f64::from(of);
        let format = if of == 1 { &self.look.whole } else { &self.look.decimal };
        self.sheet.write_number_with_format(self.row, column, number, format)?;
        Ok(())
    }
}
