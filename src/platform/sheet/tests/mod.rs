mod csv;
mod xlsx;

use super::*;
use proptest::prelude::*;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError as Unwritable};

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
    fn any_text_is_read_within_the_limits(text in "([a-zđ]{0,3}|[,;\t\n\r\" ]){0,60}") {
        if let Ok(sheet) = read(text.as_bytes()) {
            prop_assert!(sheet.rows.is_sorted_by(|a, b| a.number < b.number));
            let ends_blank = |row: &Row| row.cells.last().is_none_or(|cell| cell.trim().is_empty());
            prop_assert!(!sheet.rows.iter().any(ends_blank));
        }
    }
}
