use super::super::xlsx::{MAX_RATIO, number_formats};
use super::*;
use rust_xlsxwriter::{ExcelDateTime as Date, Format, Formula};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

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
    let expected =
        ["Nguyễn Văn An", "1950-03-05", "2026-11-22", "500000", "TRUE", "FALSE", "2", "chữ", "#N/A", "0.5"];
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
    assert!(matches!(refusal(forged("", "", cells)), Unreadable::BrokenXlsx | Unreadable::TooManyColumns));
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

proptest! {
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
}
