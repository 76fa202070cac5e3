use super::*;

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
