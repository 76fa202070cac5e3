//! An uploaded list of members, as rows of text.
//!
//! Club boards keep their lists in Excel and send them by phone, so what arrives may be XLSX, any of the
//! dialects Excel calls CSV, a photo of the list, or an attack. The content decides which, never the name
//! or type that the client claims, and every limit is counted on what was really read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::panic;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use encoding_rs::{Encoding, UTF_8};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const MIB: usize = 1 << 20;
const MAX_BYTES: usize = 32 * MIB;
/// XML shrinks ten or twentyfold; what shrinks more than this was made to.
const MAX_RATIO: usize = 100;
const MAX_ENTRIES: usize = 100;
/// Excel itself stops at about as many.
const MAX_STYLES: usize = 1 << 16;
/// How far to look for data: a workbook may name one huge empty sheet a million times.
const MAX_SHEETS: usize = 4;
const MAX_ROWS: usize = 2_000;
const MAX_COLUMNS: usize = 64;
const MAX_CELL_CHARS: usize = 1_000;

/// The rows of a list that hold anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// In the order of their numbers.
    pub rows: Vec<Row>,
}

/// One row, with at least one cell that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The number the spreadsheet shows beside the row, from 1: what to tell people who must correct it.
    pub number: u32,
    /// The text of each cell up to the last that is not blank, so rows differ in length. Not yet cleaned.
    pub cells: Vec<String>,
}

/// Why an upload is not a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// A picture, a PDF or a web page.
    NotATable,
    /// An office file, but no XLSX: an old XLS, a document, a ZIP of anything.
    NotXlsx,
    /// An XLSX that is cut short or does not keep to the format.
    BrokenXlsx,
    /// Unpacks to more than 32 MiB, or to absurdly much for its size, or holds more than 100 parts.
    TooLarge,
    /// More than 2,000 rows that are not blank.
    TooManyRows,
    /// Something in the 65th column or beyond.
    TooManyColumns,
    /// A cell of more than 1,000 characters.
    CellTooLong,
    /// Neither UTF-8 nor UTF-16 with a byte order mark: often an old Vietnamese code page.
    NotText,
    /// Protected by a password.
    Encrypted,
    /// Nothing in it.
    Empty,
}

/// Reads a list: the first visible sheet of an XLSX that has data (of the first four), or else a CSV.
///
/// The worst upload takes four seconds and two hundred megabytes, so this is not for an async thread.
pub fn read(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let table = match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            // A parser of a format this rich panics on some hostile file; that must cost one answer only.
            panic::catch_unwind(|| read_xlsx(bytes)).unwrap_or(Err(Unreadable::BrokenXlsx))?
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return Err(old_office_file(bytes)),
        _ if is_of_another_kind(bytes) => return Err(Unreadable::NotATable),
        _ => read_csv(bytes)?,
    };
    let rows: Vec<Row> = table.rows.into_iter().map(|(number, cells)| Row { number, cells }).collect();
    if rows.is_empty() { Err(Unreadable::Empty) } else { Ok(Sheet { rows }) }
}

impl From<XlsxError> for Unreadable {
    fn from(_: XlsxError) -> Self {
        Self::BrokenXlsx
    }
}

impl From<ZipError> for Unreadable {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Self::Encrypted,
            _ => Self::BrokenXlsx,
        }
    }
}

/// The cells so far. Blank ones leave no trace, so a formatted but empty sheet costs nothing.
#[derive(Default)]
struct Table {
    rows: BTreeMap<u32, Vec<String>>,
}

impl Table {
    fn put(&mut self, row: u32, column: usize, text: &str) -> Result<(), Unreadable> {
        // The length first: a million cells may share one text of as many spaces.
        if text.chars().nth(MAX_CELL_CHARS).is_some() {
            return Err(Unreadable::CellTooLong);
        }
        if text.trim().is_empty() {
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns);
        }
        if self.rows.len() >= MAX_ROWS && !self.rows.contains_key(&row) {
            return Err(Unreadable::TooManyRows);
        }
        let cells = self.rows.entry(row).or_default();
        cells.resize(cells.len().max(column + 1), String::new());
        if let Some(cell) = cells.get_mut(column) {
            text.clone_into(cell);
        }
        Ok(())
    }
}

fn is_of_another_kind(bytes: &[u8]) -> bool {
    const STARTS: [&[u8]; 9] =
        [b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"%PDF", b"{\\rtf", b"<"];
    // Phones take photos as HEIC, which says so a little later.
    STARTS.iter().any(|start| bytes.trim_ascii_start().starts_with(start)) || bytes.get(4..8) == Some(b"ftyp")
}

/// Excel wraps a protected workbook in the container that it used for everything before 2007.
fn old_office_file(bytes: &[u8]) -> Unreadable {
    let mark: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let protected = bytes.windows(mark.len()).any(|window| window == mark);
    if protected { Unreadable::Encrypted } else { Unreadable::NotXlsx }
}

fn read_csv(bytes: &[u8]) -> Result<Table, Unreadable> {
    let text = decode(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
    let (delimiter, text) = match declared_delimiter(&text) {
        Some((delimiter, rest)) => (delimiter, rest),
        None => (likely_delimiter(&text), text.as_str()),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut table = Table::default();
    let (mut number, mut record) = (0_u32, csv::StringRecord::new());
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        if !reader.read_record(&mut record).map_err(|_| Unreadable::NotText)? {
            return Ok(table);
        }
        // The reader passes over empty lines in silence; in the spreadsheet they have a number.
        let empty = text.bytes().skip(start).take_while(|byte| *byte == b'\n').map(|_| 1).sum::<u32>();
        number += empty + 1;
        for (column, cell) in record.iter().enumerate() {
            table.put(number, column, cell)?;
        }
    }
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let text = bytes.get(mark..).unwrap_or_default();
    let text = encoding.decode_without_bom_handling_and_without_replacement(text);
    text.filter(|text| !text.contains('\0')).ok_or(Unreadable::NotText)
}

/// Excel's own way to name the delimiter: a first line `sep=;`, which it does not count as a row.
fn declared_delimiter(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n')?;
    match line.trim_matches('"').to_ascii_lowercase().as_bytes() {
        [b's', b'e', b'p', b'=', delimiter @ (b',' | b';' | b'\t' | b'|'), ..] => Some((*delimiter, rest)),
        _ => None,
    }
}

/// The most frequent delimiter of the first line that has any, outside quotes.
fn likely_delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        quoted ^= byte == b'"';
        if byte == b'\n' && !quoted && counts.iter().any(|(_, count)| *count > 0) {
            break;
        }
        if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| !quoted && *delimiter == byte) {
            *count += 1;
        }
    }
    // Of equals the later: a comma may just belong to the text.
    counts.iter().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

fn read_xlsx(bytes: &[u8]) -> Result<Table, Unreadable> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(unpack(bytes)?))?;
    let sheets = book.sheets_metadata().iter();
    let shown = sheets.filter(|s| (s.typ, s.visible) == (SheetType::WorkSheet, SheetVisible::Visible));
    let names: Vec<String> = shown.take(MAX_SHEETS).map(|sheet| sheet.name.clone()).collect();
    for name in names {
        let mut table = Table::default();
        // Cell by cell: a range would hold every place between A1 and a stray cell in the last corner.
        let mut cells = book.worksheet_cells_reader(&name)?;
        while let Some(cell) = cells.next_cell()? {
            let (row, column) = cell.get_position();
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            table.put(row.saturating_add(1), column, &cell_text(cell.get_value()))?;
        }
        if !table.rows.is_empty() {
            return Ok(table);
        }
    }
    Err(Unreadable::Empty)
}

/// The same workbook, unpacked and reduced to what a list needs, so that what was counted is what is read.
///
/// Sizes that the archive declares are not trusted. Pictures and macros are never unpacked.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let mut budget = MAX_BYTES.min(MIB + MAX_RATIO * bytes.len());
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    if archive.len() > MAX_ENTRIES {
        return Err(Unreadable::TooLarge);
    }
    let mut plain = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut workbook = false;
    for index in 0..archive.len() {
        let entry = archive.by_index(index)?;
        let name = entry.name()?.to_string();
        let lower = name.to_ascii_lowercase();
        match lower.rsplit('.').next() {
            Some("xml") => workbook |= lower.contains("workbook"),
            Some("rels") => {}
            _ => continue,
        }
        let mut part = Vec::new();
        let read = entry.take(budget as u64 + 1).read_to_end(&mut part);
        budget = budget.checked_sub(part.len()).ok_or(Unreadable::TooLarge)?;
        read.map_err(ZipError::Io)?;
        if lower.ends_with("styles.xml") {
            part = number_formats(&String::from_utf8_lossy(&part)).into_bytes();
        }
        plain.start_file(name, stored)?;
        plain.write_all(&part).map_err(ZipError::Io)?;
    }
    if workbook { Ok(plain.finish()?.into_inner()) } else { Err(Unreadable::NotXlsx) }
}

/// Of a style sheet only what tells a date from a number.
///
/// The XLSX reader copies font and format into each cell style: one long name and many styles, small by
/// themselves, would together fill any memory.
fn number_formats(styles: &str) -> String {
    let mut kept = String::from("<styleSheet><numFmts>");
    for tag in tags(styles, "numFmt") {
        let code = attribute(tag, "formatCode").filter(|code| code.len() < 2 * MAX_CELL_CHARS);
        if let (Some(id), Some(code)) = (attribute(tag, "numFmtId"), code) {
            kept.extend(["<numFmt numFmtId=\"", &id, "\" formatCode=\"", &code, "\"/>"]);
        }
    }
    kept += "</numFmts><cellXfs>";
    // What stands between the opening and the closing tag.
    let cells = styles.split("cellXfs").nth(1).unwrap_or_default();
    for tag in tags(cells, "xf").take(MAX_STYLES) {
        kept.extend(["<xf numFmtId=\"", &attribute(tag, "numFmtId").unwrap_or_default(), "\"/>"]);
    }
    kept + "</cellXfs></styleSheet>"
}

fn tags<'a>(xml: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let named = move |tag: &&str| {
        let full = tag.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next();
        full.and_then(|full| full.rsplit(':').next()) == Some(name)
    };
    xml.split('<').filter(named)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.split(quote).nth(1).map(|value| value.replace('"', "&quot;"))
}

/// A cell as people see it in the spreadsheet, dates apart: those in ISO form, without a time.
fn cell_text<'a>(value: &'a DataRef<'_>) -> Cow<'a, str> {
    match value {
        DataRef::Empty => "".into(),
        DataRef::String(text) | DataRef::DurationIso(text) => text.into(),
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.into(),
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Float(number) => digits(*number).into(),
        DataRef::DateTime(date) => iso_date(*date).into(),
        DataRef::DateTimeIso(date) => date.split('T').next().unwrap_or_default().into(),
        DataRef::Error(error) => error.to_string().into(),
    }
}

/// Fifteen significant digits, as many as Excel keeps, and no exponent: identity numbers come as numbers.
fn digits(number: f64) -> String {
    let kept: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    (kept + 0.0).to_string()
}

fn iso_date(date: ExcelDateTime) -> String {
    // A duration, a time of day, or what Excel shows as ####: better the number than an invented date.
    if date.is_duration() || !(1.0..2_958_466.0).contains(&date.as_f64()) {
        return digits(date.as_f64());
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_xlsxwriter::{
        ExcelDateTime as Date, Format, Formula, Workbook, Worksheet, XlsxError as Unwritable,
    };

    fn row(number: u32, cells: &[&str]) -> Row {
        Row { number, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }
    }

    fn rows(bytes: impl AsRef<[u8]>) -> Vec<Row> {
        read(bytes.as_ref()).unwrap().rows
    }

    fn refusal(bytes: impl AsRef<[u8]>) -> Unreadable {
        read(bytes.as_ref()).unwrap_err()
    }

    /// A workbook as Excel would write it.
    fn saved(fill: impl FnOnce(&mut Worksheet) -> Result<&mut Worksheet, Unwritable>) -> Vec<u8> {
        let mut book = Workbook::new();
        fill(book.add_worksheet()).unwrap();
        book.save_to_buffer().unwrap()
    }

    fn zipped<'a>(parts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, part) in parts {
            archive.start_file(name, SimpleFileOptions::default()).unwrap();
            archive.write_all(part.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    /// A workbook as no honest program would write it: one sheet, every part by hand.
    fn forged(properties: &str, styles: &str, cells: &str) -> Vec<u8> {
        let relation = |kind, target| {
            let place = format!(r#"Type="http://a/relationships/{kind}" Target="{target}""#);
            format!(r#"<Relationships><Relationship Id="a" {place}/></Relationships>"#)
        };
        let package = relation("officeDocument", "xl/workbook.xml");
        let book_relations = relation("worksheet", "worksheets/sheet1.xml");
        let book = format!(
            r#"<workbook><workbookPr {properties}/><sheets><sheet name="A" r:id="a"/></sheets></workbook>"#
        );
        zipped([
            ("_rels/.rels", package.as_str()),
            ("xl/workbook.xml", &book),
            ("xl/_rels/workbook.xml.rels", &book_relations),
            ("xl/styles.xml", styles),
            ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{cells}</sheetData></worksheet>")),
        ])
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn a_csv_is_read_whatever_its_delimiter() {
        let expected = [row(1, &["Họ tên", "Năm sinh"]), row(2, &["Nguyễn Văn An", "1950"])];
        for delimiter in [",", ";", "\t"] {
            let text = format!("Họ tên{delimiter}Năm sinh\r\nNguyễn Văn An{delimiter}1950\r\n");
            assert_eq!(rows(&text), expected);
            assert_eq!(rows(format!("\u{feff}{text}")), expected);
            assert_eq!(rows(utf16(&text, u16::to_le_bytes)), expected);
            assert_eq!(rows(utf16(&text, u16::to_be_bytes)), expected);
        }
    }

    #[test]
    fn a_delimiter_within_quotes_is_text() {
        let text = "\"Họ, tên, đệm\";Năm\nAn;1950\n";
        assert_eq!(rows(text), [row(1, &["Họ, tên, đệm", "Năm"]), row(2, &["An", "1950"])]);
    }

    #[test]
    fn the_delimiter_that_excel_declares_is_honoured_and_is_no_row() {
        for first in ["sep=;", "SEP=;", "\"sep=;\""] {
            let text = format!("{first}\r\na, b, c;d\r\n");
            assert_eq!(rows(text), [row(1, &["a, b, c", "d"])]);
        }
        assert_eq!(rows("sep=|\na|b"), [row(1, &["a", "b"])]);
    }

    #[test]
    fn rows_keep_the_number_they_have_in_the_spreadsheet() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "Tên,Nơi", "", " ", ",,", "An,\"Xóm 1\nĐịnh Hóa\"", "", "Bình"].join(end);
            let expected = [row(2, &["Tên", "Nơi"]), row(6, &["An", "Xóm 1\nĐịnh Hóa"]), row(8, &["Bình"])];
            assert_eq!(rows(text), expected, "{end:?}");
        }
    }

    #[test]
    fn rows_may_differ_in_length_and_lose_blank_ends() {
        assert_eq!(rows("a,b,c\n1\n,2,,\n"), [row(1, &["a", "b", "c"]), row(2, &["1"]), row(3, &["", "2"])]);
    }

    #[test]
    fn a_quote_never_closed_is_read_to_the_end() {
        assert_eq!(rows("a,b\n\"c,d\ne"), [row(1, &["a", "b"]), row(2, &["c,d\ne"])]);
    }

    #[test]
    fn text_in_an_old_code_page_is_refused() {
        assert_eq!(refusal(b"H\xe4 t\xean,1950\n"), Unreadable::NotText);
        assert_eq!(refusal(b"An\0,1950\n"), Unreadable::NotText);
        assert_eq!(refusal(b"\xff\xfeA\0\x00\xd8"), Unreadable::NotText);
    }

    #[test]
    fn pictures_and_documents_are_no_tables() {
        let others: [&[u8]; 6] = [
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"\xff\xd8\xff\xe0\0\x10JFIF",
            b"\0\0\0\x18ftypheic",
            b"%PDF-1.7\n",
            b"\n<html><table>",
            b"{\\rtf1}",
        ];
        for other in others {
            assert_eq!(refusal(other), Unreadable::NotATable, "{other:?}");
        }
    }

    #[test]
    fn nothing_in_the_file_is_empty() {
        for text in ["", "\n\n", " ; ;\n\t\n", "\u{feff}", "sep=;\n"] {
            assert_eq!(refusal(text), Unreadable::Empty, "{text:?}");
        }
        assert_eq!(refusal(saved(|sheet| sheet.write(0, 0, " "))), Unreadable::Empty);
    }

    #[test]
    fn the_limits_are_met_exactly() {
        assert_eq!(rows("a\n".repeat(2_000)).len(), 2_000);
        assert_eq!(refusal("a\n".repeat(2_001)), Unreadable::TooManyRows);
        assert_eq!(rows("a\n\n".repeat(2_000)).last().unwrap().number, 3_999);
        assert_eq!(rows(["a"; 64].join(";"))[0].cells.len(), 64);
        assert_eq!(refusal(["a"; 65].join(";")), Unreadable::TooManyColumns);
        assert_eq!(rows(format!("{}a", ";".repeat(63)))[0].cells.len(), 64);
        assert_eq!(rows("ễ".repeat(1_000))[0].cells[0].chars().count(), 1_000);
        assert_eq!(refusal("ễ".repeat(1_001)), Unreadable::CellTooLong);
        assert_eq!(refusal("a".repeat(MAX_BYTES + 1)), Unreadable::TooLarge);
    }

    #[test]
    fn the_limits_hold_for_a_workbook_too() {
        let filled = |rows| saved(|sheet| (0..rows).try_fold(sheet, |sheet, row| sheet.write(row, 0, "a")));
        assert_eq!(rows(filled(2_000)).len(), 2_000);
        assert_eq!(refusal(filled(2_001)), Unreadable::TooManyRows);
        assert_eq!(refusal(saved(|sheet| sheet.write(0, 64, "a"))), Unreadable::TooManyColumns);
        let long = "ễ".repeat(1_001);
        assert_eq!(refusal(saved(|sheet| sheet.write(0, 0, &long))), Unreadable::CellTooLong);
    }

    #[test]
    fn numbers_come_as_people_typed_them() {
        let book = saved(|sheet| {
            let numbers = [79_012_345_678.0, 123_456_789_012.0, 1950.0, -0.0, 2.5, 0.1 + 0.2, 1e15, 1e-7];
            for (column, number) in (0..).zip(numbers) {
                sheet.write(0, column, number)?;
            }
            Ok(sheet)
        });
        let expected =
            ["79012345678", "123456789012", "1950", "0", "2.5", "0.3", "1000000000000000", "0.0000001"];
        assert_eq!(rows(book), [row(1, &expected)]);
    }

    #[test]
    fn every_other_kind_of_cell_comes_as_text() {
        let book = saved(|sheet| {
            let date = Format::new().set_num_format("dd/mm/yyyy");
            let foreign = Format::new().set_num_format("[$-42A]d \"tháng\" m, yyyy;@").set_bold();
            let money = Format::new().set_num_format("#,##0\\ \"₫\"");
            let time = Format::new().set_num_format("hh:mm");
            sheet.write(1, 0, "Nguyễn Văn An")?;
            sheet.write_with_format(1, 1, Date::from_ymd(1950, 3, 5)?, &date)?;
            sheet.write_with_format(1, 2, Date::from_ymd(2026, 11, 22)?, &foreign)?;
            sheet.write_with_format(1, 3, 500_000, &money)?;
            sheet.write(1, 4, true)?;
            sheet.write(1, 5, false)?;
            sheet.write(1, 6, Formula::new("=1+1").set_result("2"))?;
            sheet.write(1, 7, Formula::new("=A9").set_result("chữ"))?;
            sheet.write(1, 8, Formula::new("=NA()").set_result("#N/A"))?;
            sheet.write_with_format(1, 9, 0.5, &time)?;
            sheet.write_blank(1, 10, &date)?;
            Ok(sheet)
        });
        let expected = [
            "Nguyễn Văn An",
            "1950-03-05",
            "2026-11-22",
            "500000",
            "TRUE",
            "FALSE",
            "2",
            "chữ",
            "#N/A",
            "0.5",
        ];
        assert_eq!(rows(book), [row(2, &expected)]);
    }

    #[test]
    fn the_first_visible_sheet_with_data_is_read() {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("Trống").unwrap();
        book.add_worksheet().set_name("Danh mục").unwrap().set_hidden(true).write(0, 0, "ẩn").unwrap();
        book.add_worksheet().set_name("Hội viên").unwrap().write(3, 1, "An").unwrap();
        book.add_worksheet().set_name("Khác").unwrap().write(0, 0, "khác").unwrap();
        assert_eq!(rows(book.save_to_buffer().unwrap()), [row(4, &["", "An"])]);
    }

    #[test]
    fn a_stray_cell_in_the_last_row_costs_nothing() {
        let book = saved(|sheet| {
            sheet.write(0, 0, "a")?;
            sheet.write(1_048_575, 0, "z")?;
            sheet.write_blank(1_048_575, 16_383, &Format::new().set_bold())?;
            Ok(sheet)
        });
        assert_eq!(rows(book), [row(1, &["a"]), row(1_048_576, &["z"])]);
    }

    #[test]
    fn dates_are_understood_in_both_date_systems_and_with_any_prefix() {
        let styles = "<?xml version='1.0'?><x:styleSheet><x:numFmts><x:numFmt numFmtId='164' \
             formatCode='d\"/\"m\"/\"yyyy'/></x:numFmts><x:cellStyleXfs><x:xf/><x:xf/></x:cellStyleXfs>\
             <x:cellXfs count='3'><x:xf/><x:xf numFmtId='164'><x:alignment/></x:xf>\n<x:xf numFmtId=\"14\"/>\
             </x:cellXfs></x:styleSheet>";
        let cells = r#"<row r="1"><c r="A1" s="0"><v>18327</v></c><c r="B1" s="1"><v>18327</v></c>
            <c r="C1" s="2"><v>18327.75</v></c><c r="D1" t="d"><v>1950-03-05T00:00:00</v></c></row>"#;
        let expected = ["18327", "1950-03-05", "1950-03-05", "1950-03-05"];
        assert_eq!(rows(forged("", styles, cells)), [row(1, &expected)]);
        let expected = ["18327", "1954-03-06", "1954-03-06", "1950-03-05"];
        assert_eq!(rows(forged("date1904='1'", styles, cells)), [row(1, &expected)]);
    }

    #[test]
    fn a_zip_bomb_is_not_unpacked() {
        let bomb = " ".repeat(2 * MAX_BYTES);
        assert_eq!(refusal(forged("", "", &bomb)), Unreadable::TooLarge);
    }

    #[test]
    fn a_large_file_that_packs_well_within_reason_still_has_a_limit() {
        // A little noise keeps the ratio below the limit for absurd ones.
        let noise = (0..1_200_000_u32).map(|n| n.wrapping_mul(0x9E37_79B1));
        let cells = noise.fold(String::new(), |cells, n| cells + &format!("<c>{n:x}</c>\n{:20}", ""));
        let file = forged("", "", &cells);
        assert!(cells.len() > MAX_BYTES && MAX_RATIO * file.len() > MAX_BYTES);
        assert_eq!(refusal(file), Unreadable::TooLarge);
    }

    #[test]
    fn a_size_that_the_archive_declares_is_not_believed() {
        let mut file = forged("", "", &" ".repeat(40 * MIB));
        let real = u32::try_from(40 * MIB + "<worksheet><sheetData></sheetData></worksheet>".len()).unwrap();
        let places: Vec<usize> =
            (0..file.len() - 4).filter(|at| file[*at..*at + 4] == real.to_le_bytes()).collect();
        assert_eq!(places.len(), 2);
        for at in places {
            file[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
        assert!(matches!(refusal(file), Unreadable::TooLarge | Unreadable::BrokenXlsx));
    }

    #[test]
    fn an_archive_of_very_many_parts_is_refused() {
        let names: Vec<String> = (0..101).map(|n| format!("{n}.xml")).collect();
        assert_eq!(refusal(zipped(names.iter().map(|name| (name.as_str(), "<a/>")))), Unreadable::TooLarge);
    }

    #[test]
    fn a_long_name_copied_into_many_styles_does_not_fill_the_memory() {
        // Two gigabytes, if each style had its copy.
        let long = "d".repeat(200_000);
        let formats = format!(r#"<numFmts><numFmt numFmtId="170" formatCode="{long}"/></numFmts>"#);
        let fonts = format!(r#"<fonts><font><name val="{long}"/></font></fonts>"#);
        let cells = r#"<xf numFmtId="170" fontId="0"/>"#.repeat(5_000);
        let styles = format!("<styleSheet>{formats}{fonts}<cellXfs>{cells}</cellXfs></styleSheet>");
        let kept = number_formats(&styles);
        assert!(kept.len() < styles.len() / 2 && !kept.contains("ddd"));
        assert_eq!(kept.matches("<xf").count(), 5_000);
        assert_eq!(rows(forged("", &styles, r#"<c r="A1" s="7"><v>1</v></c>"#)), [row(1, &["1"])]);
    }

    #[test]
    fn a_cell_reference_beyond_all_numbers_is_answered() {
        let cells = r#"<row r="99999999999"><c r="ZZZZZZZZZZZ99999999999"><v>1</v></c></row>"#;
        assert!(matches!(
            refusal(forged("", "", cells)),
            Unreadable::BrokenXlsx | Unreadable::TooManyColumns
        ));
    }

    #[test]
    fn a_workbook_cut_short_is_broken() {
        let book = saved(|sheet| sheet.write(0, 0, "An"));
        for length in [4, 30, 100, book.len() / 2, book.len() - 30] {
            assert_eq!(refusal(&book[..length]), Unreadable::BrokenXlsx, "{length}");
        }
        assert_eq!(refusal(forged("", "", "<c r='A1'><v>1</v></c><c")), Unreadable::BrokenXlsx);
    }

    #[test]
    fn another_office_file_is_no_workbook() {
        assert_eq!(refusal(zipped([("content.xml", "<office/>")])), Unreadable::NotXlsx);
        assert_eq!(refusal(zipped([])), Unreadable::NotXlsx);
        let target = r#"Type="a/relationships/officeDocument" Target="word/document.xml""#;
        let package = format!("<Relationships><Relationship {target}/></Relationships>");
        let document = [
            ("_rels/.rels", package.as_str()),
            ("word/document.xml", "<document></document>"),
            ("word/_rels/document.xml.rels", "<Relationships></Relationships>"),
        ];
        assert_eq!(refusal(zipped(document)), Unreadable::NotXlsx);
    }

    #[test]
    fn a_protected_workbook_is_told_from_an_old_one() {
        let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        file.resize(1024, 0);
        assert_eq!(refusal(&file), Unreadable::NotXlsx);
        file.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(refusal(&file), Unreadable::Encrypted);
    }

    proptest! {
        #[test]
        fn any_bytes_get_an_answer(bytes: Vec<u8>) {
            let _ = read(&bytes);
            let _ = read(&[b"PK\x03\x04", bytes.as_slice()].concat());
            let _ = read(&[b"\xff\xfe", bytes.as_slice()].concat());
        }

        #[test]
        fn a_damaged_workbook_gets_an_answer(at: prop::sample::Index, byte: u8) {
            let mut book = saved(|sheet| sheet.write(0, 0, "An"));
            let at = at.index(book.len());
            book[at] = byte;
            let _ = read(&book);
        }

        #[test]
        fn any_sheet_gets_an_answer(
            cells in prop::collection::vec(
                prop_oneof![
                    "<(row|c|v|is|t|f)( (r|s|t)=\"[A-Z]{0,8}[0-9]{0,11}\"){0,2}/?>",
                    "</(row|c|v|is|t)>",
                    "[0-9a-z&;.]{0,6}",
                ],
                0..12,
            )
        ) {
            let cells = cells.concat();
            let _ = read(&forged("", "", &cells));
        }

        #[test]
        fn any_text_is_read_within_the_limits(text in "([a-zđ]{0,3}|[,;\t\n\r\" ]){0,60}") {
            if let Ok(sheet) = read(text.as_bytes()) {
                prop_assert!(sheet.rows.is_sorted_by(|a, b| a.number < b.number));
                let ends_blank = |row: &Row| row.cells.last().is_none_or(|cell| cell.trim().is_empty());
                prop_assert!(!sheet.rows.iter().any(ends_blank));
            }
        }
    }
}
