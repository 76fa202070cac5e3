//! An uploaded list of members, as rows of text.
//!
//! Club boards keep their lists in Excel and send them by phone, so what arrives may be XLSX, any of the
//! dialects Excel calls CSV, a photo of the list, or an attack. The content decides which, never the name
//! or type that the client claims, and every limit is counted on what was really read.

mod csv;
#[cfg(test)]
mod tests;
mod xlsx;

use std::collections::BTreeMap;
use std::panic;

const MIB: usize = 1 << 20;
const MAX_BYTES: usize = 32 * MIB;
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
            panic::catch_unwind(|| xlsx::read(bytes)).unwrap_or(Err(Unreadable::BrokenXlsx))?
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return Err(old_office_file(bytes)),
        _ if is_of_another_kind(bytes) => return Err(Unreadable::NotATable),
        _ => csv::read(bytes)?,
    };
    let rows: Vec<Row> = table.rows.into_iter().map(|(number, cells)| Row { number, cells }).collect();
    if rows.is_empty() { Err(Unreadable::Empty) } else { Ok(Sheet { rows }) }
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
