//! Printed reports: the pages of a made-up one, and those that the application serves.

use crate::support::form::made_up;
use crate::support::{TODAY, TestApp};
use base64::Engine;
use calamine::{Reader, Xlsx};
use lien_the_he::platform::auth::Role;
use lien_the_he::platform::paper::style_hash;
use lien_the_he::platform::sheet;
use lien_the_he::platform::text::number::{decimal, grouped, tenths};
use lien_the_he::reporting::forms::{self, Figure, Form, Measure, Section, annexes, xlsx};
use proptest::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::io::Cursor;

fn page(form: &Form) -> String {
    forms::page(form, &annexes(form)).into_string()
}

#[test]
fn a_made_up_report_is_printed_like_this() {
    let page = page(&made_up());
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    insta::assert_snapshot!(format!("{head}<style>…</style>{body}").replace("><", ">\n<"));
}

#[test]
fn what_people_write_is_text_and_nothing_runs() {
    let mut form = made_up();
    let evil = "<script>alert('x')</script><img src=x onerror=\"y\">";
    form.title = evil.to_owned();
    form.issuer = evil.to_owned();
    form.missing = vec![evil.to_owned()];
    form.parts[0].name = evil.to_owned();
    form.lines[0].name = evil.to_owned();
    form.sections.push(Section { text: evil.to_owned(), ..Section::default() });
    form.signatures[0].role = evil.to_owned();
    form.content_hash = Some(evil.to_owned());
    let page = page(&form);
    let alive = ["<script", "<img", "style=", "href", "src=x>", "url("];
    assert!(alive.iter().all(|tag| !page.contains(tag)), "{page}");
    assert!(page.contains("&lt;script&gt;alert('x')&lt;/script&gt;"));
}

#[test]
fn a_draft_says_so_and_an_empty_one_is_printed_too() {
    let draft = Form { draft: true, ..Form::default() };
    let page = page(&draft);
    assert!(page.contains("DỰ THẢO") && page.contains("chưa niêm phong"));
    assert!(page.contains("Biểu B10") && !page.contains("X. Trả lời"));
    assert!(xlsx(&draft, &annexes(&draft)).is_ok());
}

#[test]
fn numbers_are_written_in_vietnamese() {
    for (figure, measure, written) in [
        (Figure::Count(1_234_567), Measure::Plain, "1.234.567"),
        (Figure::Count(-1_000), Measure::Plain, "-1.000"),
        (Figure::Ratio(231_000, 330_000), Measure::Percent, "70,0"),
        (Figure::Ratio(1, 2_000), Measure::Percent, "0,1"), // half up
        (Figure::Ratio(-1, 2_000), Measure::Percent, "0,0"),
        (Figure::Ratio(134_000_000, 23), Measure::Plain, "5.826.087,0"),
        (Figure::Ratio(1, 0), Measure::Percent, "–"),
        (Figure::Unknown, Measure::Plain, "–"),
        (Figure::Withheld, Measure::Percent, "…"),
    ] {
        assert_eq!(figure.printed(measure), written);
    }
}

proptest! {
    #[test]
    fn every_number_is_read_back_as_it_was(number in any::<i64>()) {
        let written = grouped(number.into());
        prop_assert_eq!(written.replace('.', "").parse::<i64>().unwrap(), number);
        let groups: Vec<&str> = written.trim_start_matches('-').split('.').collect();
        prop_assert!(groups.iter().skip(1).all(|group| group.len() == 3) && !groups[0].is_empty());
    }

    #[test]
    fn a_fraction_is_written_within_half_a_tenth(numerator in -10_000_000_i64..10_000_000, denominator in 1_i64..1_000_000) {
        let rounded = tenths(numerator.into(), denominator.into()).unwrap();
        let off = 20 * i128::from(numerator) - 2 * rounded * i128::from(denominator); // in twentieths of 1/denominator
        prop_assert!(-i128::from(denominator) <= off && off < i128::from(denominator));
        let read: i128 = decimal(rounded).replace(['.', ','], "").parse().unwrap();
        prop_assert_eq!(read, rounded);
    }
}

#[test]
fn the_workbook_is_read_back_and_holds_no_formula() {
    let mut form = made_up();
    form.lines[0].name = "=HYPERLINK(\"http://x\";\"y\")".to_owned();
    form.parts[0].name = "@SUM(A1)".to_owned();
    let bytes = xlsx(&form, &annexes(&form)).unwrap();
    assert_eq!(bytes, xlsx(&form, &annexes(&form)).unwrap(), "the same form gives the same bytes");
    let read = sheet::read(&bytes).unwrap();
    let row = read.rows.iter().find(|row| row.cells[0] == "I01").unwrap();
    assert_eq!(row.cells[1], "=HYPERLINK(\"http://x\";\"y\")");
    assert_eq!(row.cells[4], "17637");
    let women = read.rows.iter().find(|row| row.cells[0] == "I04").unwrap();
    assert_eq!(women.cells[4..7], ["70", "864197", "1234567"]);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheets = ["Chỉ tiêu", "Thuyết minh", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10"];
    assert_eq!(book.sheet_names(), sheets);
    for name in sheets {
        assert!(book.worksheet_formula(name).unwrap().is_empty(), "{name} has a formula");
    }
    let clubs = book.worksheet_range("B1").unwrap();
    assert!(clubs.rows().any(|row| {
        row.iter().any(|cell| matches!(cell, calamine::Data::String(text) if text == "@SUM(A1)"))
    }));
    let variances = book.worksheet_range("B10").unwrap();
    let told: Vec<String> = variances.rows().nth(3).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(told[..6], ["I03", "Số thành viên", "người", "1234500", "1234567", "-67"]);
}

#[actix_web::test]
async fn a_report_is_printed_in_reach_and_nowhere_else() {
    let app = TestApp::start_on(TODAY).await;
    let paths = |report: uuid::Uuid| ["print", "workbook"].map(|form| format!("/v1/reports/{report}/{form}"));
    let chair = app.role(Role::ClubChair, app.here).await;
    for report in [app.here.report, app.here.sealed_report] {
        let [print, workbook] = paths(report);
        let page = chair.get(&print).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        let text = String::from_utf8(page.bytes.clone()).unwrap();
        let style = text.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        let hash = base64::prelude::BASE64_STANDARD.encode(Sha256::digest(style));
        assert!(policy.contains(&hash) && style_hash().ends_with(&hash), "its own style is let in");
        assert_eq!(text.contains("DỰ THẢO"), report == app.here.report);
        let book = chair.get(&workbook).await;
        assert!(book.header("content-type").contains("spreadsheetml"));
        assert!(book.header("content-disposition").starts_with("attachment"));
        assert!(book.bytes.starts_with(b"PK"));
    }
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let [print, workbook] = paths(app.here.report);
    let page = String::from_utf8(province.get(&print).await.bytes).unwrap();
    assert!(
        page.contains('…') && !page.contains("<td class=\"number\">3</td>"),
        "three people are not shown"
    );
    let member = app.role(Role::Member, app.here).await;
    assert_eq!(member.get(&print).await.code(), "forbidden");
    let stranger = app.role(Role::ClubChair, app.there).await;
    let [absent, _] = paths(app.here.member);
    let absent = stranger.get(&absent).await.without_request_id();
    for hidden in [print, workbook] {
        let hidden = stranger.get(&hidden).await;
        assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.clone()));
    }
    assert_eq!(absent["code"], json!("not_found"));
}
