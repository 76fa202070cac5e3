//! The workbook: indicators, words, and one sheet for each annex table. Numbers are numbers, words are words and
//! never formulas, and the same form gives the same bytes.

use super::annex::{Annex, Annexes, Variance};
use super::{Form, Heading};
use crate::platform::text::number::{Figure, Measure, UNKNOWN, WITHHELD, tenths};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use strum::IntoEnumIterator;

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
            sign: right,
            title: base.set_bold().set_font_size(13),
        }
    }
}

/// A sheet that is being filled from the top.
struct Filling<'w> {
    sheet: &'w mut Worksheet,
    look: &'w Look,
    row: u32,
}

/// What stands in a cell.
enum Cell<'c> {
    Words(&'c str),
    Number(Figure, Measure),
    /// In tenths.
    Tenths(Option<i128>),
}

impl Filling<'_> {
    /// The head, which stays in sight, and the widths of the columns in characters.
    fn heads(&mut self, title: &str, heads: &[(&str, u32)]) -> Result<(), XlsxError> {
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

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
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
            return self.sign(column, &crate::platform::text::number::grouped(parts / i128::from(of)));
        }
        #[expect(clippy::cast_precision_loss, reason = "the line above sees to it that none is lost")]
        let number = parts as f64 / f64::from(of);
        let format = if of == 1 { &self.look.whole } else { &self.look.decimal };
        self.sheet.write_number_with_format(self.row, column, number, format)?;
        Ok(())
    }
}

/// The workbook.
///
/// # Errors
/// When the sheets cannot be written: more rows than a sheet has.
pub fn xlsx(form: &Form, annexes: &Annexes) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let look = Look::new();
    let drawn_up = form.dated.or(form.until).unwrap_or_default();
    let drawn_up = ExcelDateTime::parse_from_str(&drawn_up.to_string())?;
    let properties = DocProperties::new().set_title(&form.title).set_author(&form.issuer);
    book.set_properties(&properties.set_creation_datetime(&drawn_up));
    let mut sheet = |name: &str, fill: &dyn Fn(&mut Filling<'_>) -> Result<(), XlsxError>| {
        let sheet = book.add_worksheet().set_name(name)?;
        fill(&mut Filling { sheet, look: &look, row: 0 })
    };
    sheet("Chỉ tiêu", &|filling| indicators(filling, form))?;
    sheet("Thuyết minh", &|filling| narrative(filling, form))?;
    for annex in &annexes.tables {
        sheet(annex.code, &|filling| table(filling, annex))?;
    }
    sheet("B10", &|filling| variances(filling, &annexes.variances))?;
    book.save_to_buffer()
}

fn indicators(filling: &mut Filling<'_>, form: &Form) -> Result<(), XlsxError> {
    let heads = [
        ("Mã", 8),
        ("Chỉ tiêu", 44),
        ("Đơn vị tính", 12),
        ("Kế hoạch", 20),
        ("Thực hiện", 16),
        ("Tử số", 16),
        ("Mẫu số", 16),
        ("% so với kế hoạch", 14),
        ("Đánh giá", 16),
        ("Phiên bản định nghĩa", 12),
    ];
    filling.heads(&form.title, &heads)?;
    for line in &form.lines {
        let none = [super::PrintedTarget::default()];
        let plans = if line.plans.is_empty() { none.as_slice() } else { line.plans.as_slice() };
        for plan in plans {
            let reached = plan.reached.and_then(|(part, whole)| tenths(100 * i128::from(part), whole.into()));
            filling.row(&[
                Cell::Words(&line.code),
                Cell::Words(&line.name),
                Cell::Words(&line.counted_in),
                Cell::Words(&plan.bounds),
                Cell::Number(line.value, line.measure),
                Cell::Number(line.value.numerator(), Measure::Plain),
                Cell::Number(line.value.denominator(), Measure::Plain),
                Cell::Tenths(reached),
                Cell::Words(&plan.standing),
                Cell::Number(Figure::Count(line.definition_version.into()), Measure::Plain),
            ])?;
        }
    }
    Ok(())
}

fn narrative(filling: &mut Filling<'_>, form: &Form) -> Result<(), XlsxError> {
    filling.heads(&form.title, &[("Mục", 8), ("Nội dung", 40), ("Thuyết minh", 110)])?;
    for heading in Heading::iter() {
        let (numeral, name) = heading.printed();
        let texts = form.sections.iter().filter(|section| section.heading == heading);
        let texts: Vec<&str> = texts.map(|section| section.text.as_str()).collect();
        filling.row(&[Cell::Words(numeral), Cell::Words(name), Cell::Words(&texts.join("\n"))])?;
    }
    let version = format!("{} · phiên bản {}", form.report_id, form.version);
    let hash = form.content_hash.as_deref().unwrap_or("chưa niêm phong");
    filling.row(&[Cell::Words(""), Cell::Words("Chưa có báo cáo"), Cell::Words(&form.missing.join(", "))])?;
    filling.row(&[Cell::Words(""), Cell::Words("Báo cáo"), Cell::Words(&version)])?;
    filling.row(&[Cell::Words(""), Cell::Words("Mã băm nội dung (SHA-256)"), Cell::Words(hash)])
}

fn table(filling: &mut Filling<'_>, annex: &Annex) -> Result<(), XlsxError> {
    let title = format!("Biểu {}. {}", annex.code, annex.title);
    let columns = annex.columns.iter().map(|column| (column.head, 15));
    let heads: Vec<(&str, u32)> = [("STT", 6), ("Đơn vị", 32)].into_iter().chain(columns).collect();
    filling.heads(&title, &heads)?;
    if annex.columns.is_empty() {
        let none = "Hệ thống chưa tổng hợp các số liệu này theo kỳ báo cáo.";
        return filling.row(&[Cell::Words(""), Cell::Words(none)]);
    }
    let figures = |figures: &[Figure]| -> Vec<Cell<'_>> {
        let cells = figures.iter().zip(&annex.columns);
        cells.map(|(figure, column)| Cell::Number(*figure, column.measure)).collect()
    };
    for (index, row) in (1..).zip(&annex.rows) {
        let mut cells = vec![Cell::Number(Figure::Count(index), Measure::Plain), Cell::Words(&row.name)];
        cells.extend(figures(&row.figures));
        filling.row(&cells)?;
    }
    let mut cells = vec![Cell::Words(""), Cell::Words("Toàn đơn vị")];
    cells.extend(figures(&annex.total));
    filling.row(&cells)
}

fn variances(filling: &mut Filling<'_>, variances: &[Variance]) -> Result<(), XlsxError> {
    let heads = [
        ("Mã", 8),
        ("Chỉ tiêu", 44),
        ("Đơn vị tính", 12),
        ("Số báo cáo", 16),
        ("Số hệ thống tính", 16),
        ("Chênh lệch (tử số)", 16),
        ("Giải trình", 60),
    ];
    filling.heads("Biểu B10. Chênh lệch giữa số báo cáo và số hệ thống tính", &heads)?;
    for row in variances {
        filling.row(&[
            Cell::Words(&row.code),
            Cell::Words(&row.name),
            Cell::Words(&row.counted_in),
            Cell::Number(row.declared, row.measure),
            Cell::Number(row.computed, row.measure),
            Cell::Number(row.difference, Measure::Plain),
            Cell::Words(&row.explanation),
        ])?;
    }
    Ok(())
}
