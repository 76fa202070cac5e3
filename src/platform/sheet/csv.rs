//! The dialects that Excel calls CSV.

use super::{Table, Unreadable};
use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;

pub(super) fn read(bytes: &[u8]) -> Result<Table, Unreadable> {
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
