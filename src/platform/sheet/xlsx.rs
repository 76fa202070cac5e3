//! XLSX: an archive of XML parts, none of which is trusted.

use super::{MAX_BYTES, MAX_CELL_CHARS, MIB, Table, Unreadable};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::borrow::Cow;
use std::io::{Cursor, Read, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// XML shrinks ten or twentyfold; what shrinks more than this was made to.
pub(super) const MAX_RATIO: usize = 100;
const MAX_ENTRIES: usize = 100;
/// Excel itself stops at about as many.
const MAX_STYLES: usize = 1 << 16;
/// How far to look for data: a workbook may name one huge empty sheet a million times.
const MAX_SHEETS: usize = 4;

pub(super) fn read(bytes: &[u8]) -> Result<Table, Unreadable> {
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
pub(super) fn number_formats(styles: &str) -> String {
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
