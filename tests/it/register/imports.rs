//! Lists of members from files, through the whole application.

use crate::support::{Client, Reply, TestApp};
use actix_web::test::TestRequest;
use lien_the_he::platform::auth::Role;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

const HEADINGS: &str =
    "STT,Họ và tên,Giới tính,Năm sinh,Dân tộc,Số CCCD,Hộ nghèo,Thôn/Xóm,Ngày gia nhập,Ngày đồng ý\r\n";

pub async fn upload(caller: &Client<'_>, club: Uuid, query: &str, file: impl Into<Vec<u8>>) -> Reply {
    upload_under(&Uuid::now_v7().to_string(), caller, club, query, file).await
}

async fn upload_under(
    key: &str,
    caller: &Client<'_>,
    club: Uuid,
    query: &str,
    file: impl Into<Vec<u8>>,
) -> Reply {
    let request = TestRequest::post()
        .uri(&format!("/v1/clubs/{club}/member-imports{query}"))
        .insert_header(("Idempotency-Key", key))
        .insert_header(("content-type", "text/csv"))
        .set_payload(file.into());
    caller.call(request).await
}

/// Sixty people of demonstration; the numbers are made up.
fn sixty() -> String {
    (1..=60).fold(HEADINGS.to_owned(), |list, n| {
        let sex = if n % 2 == 0 { "Nữ" } else { "Nam" };
        list + &format!(
            "{n},Mẫu Thị Số{n},{sex},{},Tày,0250{n:08},cận nghèo,Vũ Mẫu 1,01/06/2024,2026-11-01\r\n",
            1940 + n
        )
    })
}

fn counts(reply: &Reply) -> [u64; 4] {
    assert_eq!(reply.status, 200, "{}", reply.body);
    ["created", "unchanged", "duplicates", "rejected"]
        .map(|name| reply.body["counts"][name].as_u64().unwrap())
}

/// The problems of a row: column and code.
fn problems(row: &Value) -> Vec<(&str, &str)> {
    row["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["column"].as_str().unwrap(), p["code"].as_str().unwrap()))
        .collect()
}

#[actix_web::test]
async fn sixty_rows_are_entered_and_the_same_list_again_changes_nothing() {
    let app = TestApp::start().await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let sealed = app.count("persons where national_id_sealed is not null").await;
    let began = Instant::now();
    let first = upload(&secretary, app.here.club, "", sixty()).await;
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert_eq!(
        (counts(&first), &first.body["applied"]),
        ([60, 0, 0, 0], &json!(true)),
        "{}",
        first.body["rows"][0]
    );
    assert_eq!(app.count("changes where entity = 'member' and action = 'created'").await, 60);
    assert_eq!(app.count("consents where text_version = 'member-list'").await, 120);
    assert_eq!(app.count("persons where national_id_sealed is not null").await, sealed + 60);
    let metrics = format!(
        "select members, near_poor, ethnic_minority from club_metrics where club_id = '{}'",
        app.here.club
    );
    assert_eq!(app.rows(&metrics).await, [["63", "60", "60"].map(|n| Some(n.to_owned())).to_vec()]);

    let people = "select count(*), sum(version) from persons";
    let before = (app.rows(people).await, app.count("changes").await, app.count("memberships").await);
    let again = upload(&secretary, app.here.club, "", sixty()).await;
    assert_eq!(counts(&again), [0, 60, 0, 0]);
    assert!(
        again.body["rows"].as_array().unwrap().iter().all(|row| row["problems"] == json!([])),
        "{}",
        again.body["rows"][0]
    );
    assert_eq!(again.body["rows"][0]["member_id"], first.body["rows"][0]["member_id"]);
    assert_eq!(before, (app.rows(people).await, app.count("changes").await, app.count("memberships").await));
}

#[actix_web::test]
async fn text_that_cannot_be_stored_enters_nobody() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let row = [
        "Lý Thị Mẫu",
        "Nữ",
        "1950",
        "Tày",
        "025050000001",
        "cận nghèo",
        "Vũ Mẫu 1",
        "01/06/2024",
        "2026-11-01",
    ];
    let people = app.count("persons").await;
    for (index, cell) in row.iter().enumerate() {
        let with = |unfit: char| {
            let mut cells = row.map(str::to_owned);
            cells[index] = format!("{cell}{unfit}");
            format!("{HEADINGS}1,{}\r\n", cells.join(","))
        };
        let nul = upload(&chair, app.here.club, "", with('\0')).await;
        assert_eq!((nul.status.as_u16(), nul.code()), (422, "file_not_text"), "{cell}: {}", nul.body);
        let turned = upload(&chair, app.here.club, "", with('\u{202e}')).await;
        assert_eq!(counts(&turned), [0, 0, 0, 1], "{cell}: {}", turned.body);
        assert!(problems(&turned.body["rows"][0]).iter().any(|(_, code)| *code == "text"), "{cell}");
    }
    assert_eq!(app.count("persons").await, people);
}

#[actix_web::test]
async fn a_list_is_read_in_every_encoding_that_excel_writes() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let text = "DANH SÁCH THÀNH VIÊN\nSTT;HỌ VÀ TÊN (*);Giới tính;Ngày sinh (dd/mm/yyyy)\n1;Đặng Văn Mẫu;Nam;8/3/1950\n";
    let utf16 =
        |to: fn(u16) -> [u8; 2]| format!("\u{feff}{text}").encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in text.lines().enumerate() {
        for (column, cell) in line.split(';').enumerate() {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell).unwrap();
        }
    }
    let files: [Vec<u8>; 8] = [
        text.into(),
        format!("\u{feff}{text}").into(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        text.replace(';', ",").into(),
        text.replace(';', "\t").replace('\n', "\r\n").into(),
        text.nfd().collect::<String>().replace("Đặng", "\u{d0}ặng").into(), // as old keyboards type it
        book.save_to_buffer().unwrap(),
    ];
    for (index, file) in files.into_iter().enumerate() {
        let reply = upload(&chair, app.here.club, "", file).await;
        let expected = if index == 0 { [1, 0, 0, 0] } else { [0, 1, 0, 0] };
        assert_eq!(counts(&reply), expected, "file {index}: {}", reply.body);
        assert_eq!(
            (&reply.body["rows"][0]["row"], &reply.body["rows"][0]["problems"]),
            (&json!(3), &json!([])),
            "file {index}"
        );
    }
    let kept = app
        .text(
            "select full_name || ' ' || birth_date || ' ' || sex from persons where folded = 'dang van mau'",
        )
        .await;
    assert_eq!(kept, "Đặng Văn Mẫu 1950-03-08 male");
}

#[actix_web::test]
async fn what_is_no_list_is_refused_and_nothing_is_written() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Họ và tên").unwrap();
    let whole = book.save_to_buffer().unwrap();
    let before = app.census().await;
    for (file, code) in [
        (vec![], "file_empty"),
        ("Họ và tên,Năm sinh\n".into(), "file_empty"),
        ("Năm sinh,Giới tính\n1950,Nữ\n".into(), "file_columns_missing"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "file_not_a_table"),
        (b"%PDF-1.7".to_vec(), "file_not_a_table"),
        (b"H\xe4 v\xe0 t\xean,x\n".to_vec(), "file_not_text"),
        (whole[..whole.len() / 2].to_vec(), "file_broken"),
        (zip_bomb(), "file_too_large"),
        (format!("Họ và tên\n{}", "Mẫu\n".repeat(2_001)).into(), "file_too_large"),
        (format!("Họ và tên\n{}\n", "x".repeat(1_001)).into(), "file_too_large"),
    ] {
        let reply = upload(&chair, app.here.club, "", file).await;
        assert_eq!(reply.code(), code, "{}", reply.body);
    }
    let huge = upload(&chair, app.here.club, "", vec![b'a'; 3 << 20]).await;
    assert_eq!(huge.code(), "body_too_large");
    assert_eq!(before, app.census().await);
}

fn zip_bomb() -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("xl/workbook.xml", options).unwrap();
    for _ in 0..64 {
        archive.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[actix_web::test]
async fn all_rows_are_entered_or_none_unless_asked_row_by_row() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let list = format!(
        "{HEADINGS}1,Lý Văn Mẫu,Nam,1951,Tày,,,,,\n2,,Nữ,1952,,,,,,\n3,Hoàng Thị Mẫu,gái,1850,Sao Hỏa,123456789,giàu,Xóm Lạ,mai,hôm nay\n"
    );
    let none = upload(&chair, app.here.club, "", list.clone()).await;
    assert_eq!((counts(&none), &none.body["applied"]), ([1, 0, 0, 2], &json!(false)));
    assert_eq!(none.body["rows"][0]["member_id"], json!(null));
    assert_eq!(problems(&none.body["rows"][1]), [("full_name", "required")]);
    assert_eq!(
        problems(&none.body["rows"][2]),
        [
            ("sex", "choice"),
            ("birth", "date_implausible"),
            ("ethnicity", "ethnicity"),
            ("national_id", "old_id_card"),
            ("poverty", "choice"),
            ("hamlet", "unknown_hamlet"),
            ("joined_on", "date"),
            ("consent", "date"),
        ]
    );
    let problem = &none.body["rows"][1]["problems"][0];
    assert_eq!((&problem["detail_vi"], &problem["detail_en"]), (&json!("Bắt buộc."), &json!("Required.")));
    assert_eq!(app.count("changes").await, 0);

    let some = upload(&chair, app.here.club, "?mode=per_row", list).await;
    assert_eq!((counts(&some), &some.body["applied"]), ([1, 0, 0, 2], &json!(true)));
    assert_eq!(app.count("persons where folded = 'li van mau'").await, 1);
    assert_eq!(app.count("changes").await, 1);
}

#[actix_web::test]
async fn a_dry_run_answers_alike_and_writes_nothing_at_all() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let before = app.census().await;
    let key = "0123456789abcdef";
    let mut dry = upload_under(key, &chair, app.here.club, "?dry_run=true", sixty()).await.body;
    assert_eq!(before, app.census().await);
    assert_eq!((&dry["dry_run"], &dry["applied"]), (&json!(true), &json!(false)));
    let mut real = upload_under(key, &chair, app.here.club, "", sixty()).await.body;
    for row in real["rows"].as_array_mut().unwrap() {
        assert_ne!(row["member_id"].take(), Value::Null);
    }
    (dry["dry_run"], dry["applied"]) = (json!(false), json!(true));
    assert_eq!(dry, real);
}

#[actix_web::test]
async fn a_repeated_import_gets_the_first_reply_and_another_file_under_its_key_is_refused() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let key = "0123456789abcdef";
    let first = upload_under(key, &chair, app.here.club, "", sixty()).await;
    let again = upload_under(key, &chair, app.here.club, "", sixty()).await;
    assert_eq!(first.body, again.body);
    assert_eq!(counts(&again), [60, 0, 0, 0]);
    let other = upload_under(key, &chair, app.here.club, "", sixty() + "61,Ma Thị Mẫu,Nữ,1950,,,,,,\n").await;
    assert_eq!(other.code(), "idempotency_key_reused");
    let other = upload_under(key, &chair, app.here.club, "?mode=per_row", sixty()).await;
    assert_eq!(other.code(), "idempotency_key_reused");
}

#[actix_web::test]
async fn somebody_in_the_club_is_left_as_she_is_and_what_differs_is_said() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let person = "select full_name, phone, ethnicity, version from persons where folded = 'do thi mau' and version = 1";
    let before = app.rows(person).await;
    let list = "full_name,sex,birth,phone,ethnicity,poverty,hamlet,national_id\nĐỖ THỊ MẪU,female,3/1960,912345678,Dao,none,xóm vũ mẫu 1,025050000001\n";
    let reply = upload(&chair, app.here.club, "", list).await;
    assert_eq!(counts(&reply), [0, 1, 0, 0]);
    assert_eq!(reply.body["rows"][0]["member_id"], json!(app.here.plain_member));
    assert_eq!(
        problems(&reply.body["rows"][0]),
        [
            ("phone", "leading_zero"),
            ("ethnicity", "differs"),
            ("national_id", "no_consent"),
            ("phone", "differs"),
            ("poverty", "differs"),
        ],
        "{}",
        reply.body
    );
    assert_eq!((before, app.count("changes").await), (app.rows(person).await, 0));
}

#[actix_web::test]
async fn rows_that_repeat_one_another_are_entered_once() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let list = "Họ và tên,Năm sinh,Số CCCD,Đồng ý\n\
        Nông Thị Mẫu,1950,025050000001,2026-11-01\n\
        Nông Thị Mẫu,1950,025050000001,2026-11-01\n\
        NÔNG THỊ MẪU,1950,,\n\
        Nông Thị Mẫu,1950,025050000002,2026-11-01\n\
        Nông Thị Mẫu,1951,,\n\
        Nông Thị Khác,1950,25050000002,2026-11-01\n";
    let reply = upload(&chair, app.here.club, "?mode=per_row", list).await;
    assert_eq!(counts(&reply), [3, 0, 0, 3], "{}", reply.body);
    let said: Vec<_> = reply.body["rows"].as_array().unwrap().iter().map(problems).collect();
    assert_eq!(said[1], [("national_id", "repeated")]);
    assert_eq!(said[2], [("full_name", "repeated")]);
    assert_eq!(said[5], [("national_id", "leading_zero"), ("national_id", "repeated")]);
    let again = upload(&chair, app.here.club, "?mode=per_row", list).await;
    assert_eq!(counts(&again), [0, 3, 0, 3], "{}", again.body);
}

#[actix_web::test]
async fn whoever_is_a_member_elsewhere_is_refused_and_nobody_is_told_where() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let foreign = app.role(Role::ClubChair, app.there).await;
    let list = |number: &str| {
        format!("Họ và tên,Năm sinh,Số CCCD,Ngày đồng ý\nSầm Thị Mẫu,1949,{number},2026-11-01\n")
    };
    let number = "025050000009";
    let there = upload(&foreign, app.there.club, "", list(number)).await;
    assert_eq!(counts(&there), [1, 0, 0, 0]);
    let here = upload(&chair, app.here.club, "", list(number)).await;
    assert_eq!(counts(&here), [0, 0, 0, 1]);
    let row = &here.body["rows"][0];
    assert_eq!(problems(row), [("national_id", "active_elsewhere")]);
    assert_eq!((&row["member_id"], &row["possible_duplicates"]), (&json!(null), &json!([])));
    // the same name without a number, out of reach, is nobody's business
    let alone = upload(&chair, app.here.club, "", "Họ và tên,Năm sinh\nSầm Thị Mẫu,1949\n").await;
    assert_eq!(counts(&alone), [1, 0, 0, 0]);
    // once she has left there, the number is still hers, and its reader here may not see her
    let member = there.body["rows"][0]["member_id"].as_str().unwrap();
    let left = json!({ "to": "rejected", "on": "2026-11-22", "reason": "Chuyển nơi ở" });
    let left = foreign.post_if(&format!("/v1/members/{member}/state-changes"), "\"1\"", left).await;
    assert_eq!(left.status, 201, "{}", left.body);
    let list = list(number).replace("Sầm", "Lò");
    let taken = upload(&chair, app.here.club, "", list).await;
    assert_eq!(problems(&taken.body["rows"][0]), [("national_id", "taken")]);
}

#[actix_web::test]
async fn a_namesake_in_reach_is_named_and_one_who_returns_is_known_by_her_number() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let hamlet = app.here.other_hamlet;
    let club = commune.post(&format!("/v1/hamlets/{hamlet}/clubs"), json!({ "name": "CLB mẫu mới" })).await;
    assert_eq!(club.status, 201, "{}", club.body);
    let list =
        "Họ và tên,Năm sinh,Ngày gia nhập\nNguyễn Thị Mẫu,1950,2026-11-01\nBế Thị Mẫu,1950,2026-11-01\n";
    let reply = upload(&commune, club.id(), "", list).await;
    assert_eq!(counts(&reply), [1, 0, 1, 0], "{}", reply.body);
    assert_eq!(reply.body["rows"][0]["possible_duplicates"], json!([app.here.member]));
    // a club that is being founded has only applicants
    let state = format!(
        "select distinct state || ' ' || applied_on || ' ' || coalesce(joined_on::text, '-') from memberships where club_id = '{}'",
        club.id()
    );
    assert_eq!(app.text(&state).await, "applied 2026-11-01 -");
    assert_eq!(counts(&upload(&commune, club.id(), "", list).await), [0, 2, 0, 0]);

    // she withdraws, and comes to another club of the commune
    let numbered = "Họ và tên,Năm sinh,Số CCCD,Ngày đồng ý\nVi Thị Mẫu,1950,025050000007,2026-11-01\n";
    let entered = upload(&commune, club.id(), "", numbered).await;
    let member = entered.body["rows"][0]["member_id"].as_str().unwrap();
    let out = json!({ "to": "rejected", "on": "2026-11-22", "reason": "Rút đơn" });
    commune.post_if(&format!("/v1/members/{member}/state-changes"), "\"1\"", out).await;
    let former = upload(&commune, club.id(), "", numbered).await;
    assert_eq!(problems(&former.body["rows"][0]), [("full_name", "former_member")]);
    let persons = app.count("persons").await;
    let moved = upload(&commune, app.here.club, "", numbered).await;
    assert_eq!(counts(&moved), [1, 0, 0, 0], "{}", moved.body);
    assert_eq!(app.count("persons").await, persons, "she is the same person");
}

#[actix_web::test]
async fn numbers_are_kept_with_consent_only_and_stand_nowhere_in_clear() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let (canary, other) = ("025150123456", "025150654321");
    let hashed = app.count("persons where national_id_hash is not null").await;
    let list = format!(
        "Họ và tên,Năm sinh,Số CCCD,Số thẻ BHYT,Ngày đồng ý\nMã Thị Mẫu,1950,{canary},GD4790000000077,1/11/2026\nMã Văn Mẫu,1951,{other},,\n"
    );
    for query in ["?dry_run=true", ""] {
        let reply = upload(&chair, app.here.club, query, list.clone()).await;
        assert_eq!(counts(&reply), [2, 0, 0, 0], "{}", reply.body);
        assert_eq!(problems(&reply.body["rows"][1]), [("national_id", "no_consent")]);
        for number in [canary, other, "790000000077"] {
            assert!(!String::from_utf8_lossy(&reply.bytes).contains(number));
        }
    }
    assert_eq!(app.count("persons where national_id_hash is not null").await, hashed + 1);
    assert_eq!(
        app.count("consents where given_on = '2026-11-01' and purpose in ('identifiers', 'membership')")
            .await,
        2
    );
    for row in
        app.rows("select table_name from information_schema.tables where table_schema = 'public'").await
    {
        let table = row[0].as_deref().unwrap();
        let found = format!(
            "{table} t where t::text like '%{canary}%' or t::text like '%{other}%' or t::text like '%790000000077%'"
        );
        assert_eq!(app.count(&found).await, 0, "{table}");
    }
    let member = app.text("select m.id from memberships m join persons p on p.id = m.person_id where p.folded = 'ma thi mau'").await;
    let shown = chair.get(&format!("/v1/members/{member}/identifiers")).await;
    assert_eq!(shown.body["national_id"], json!(canary));
    let logged = app.text("select string_agg(difference::text, ' ') from changes").await;
    assert!(logged.contains("national_id") && !logged.contains("Mã"), "{logged}");
}

#[actix_web::test]
async fn titles_numberings_and_strange_columns_do_no_harm() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let list = "CÂU LẠC BỘ LIÊN THẾ HỆ,,,\n,,,\nTT,Họ và tên,Nghề nghiệp,Năm sinh\n(1),(2),(3),(4)\n1,Quan Thị Mẫu,Làm ruộng,1950\n,,,\n,,Tổng cộng: 1,\n";
    let reply = upload(&chair, app.here.club, "", list).await;
    assert_eq!(counts(&reply), [1, 0, 0, 0], "{}", reply.body);
    assert_eq!(
        (&reply.body["ignored_columns"], &reply.body["rows"][0]["row"]),
        (&json!(["Nghề nghiệp"]), &json!(5))
    );
}

#[actix_web::test]
async fn a_joining_date_obeys_the_life_of_the_club() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let list =
        "Họ và tên,Ngày gia nhập\nMẫu Một,2024-04-09\nMẫu Hai,2026-11-23\nMẫu Ba,\nMẫu Bốn,2024-04-10\n";
    let reply = upload(&chair, app.here.club, "?mode=per_row", list).await;
    assert_eq!(counts(&reply), [2, 0, 0, 2], "{}", reply.body);
    assert_eq!(problems(&reply.body["rows"][0]), [("joined_on", "before_founding")]);
    assert_eq!(problems(&reply.body["rows"][1]), [("joined_on", "date_in_future")]);
    let states = app.rows("select state from memberships m join persons p on p.id = m.person_id where p.folded like 'mau %' order by m.id").await;
    assert_eq!(states, [vec![Some("applied".to_owned())], vec![Some("active".to_owned())]]);
}

#[actix_web::test]
async fn the_template_is_read_back_with_every_column() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let template = chair.get("/v1/member-imports/template").await;
    assert_eq!(template.header("content-type"), "text/csv; charset=utf-8");
    assert!(template.header("content-disposition").contains("attachment"));
    let text = String::from_utf8(template.bytes).unwrap();
    assert!(text.starts_with('\u{feff}') && text.lines().count() == 1);
    let row = "1,Triệu Thị Mẫu,Nữ,8/3/1950,Dao,025050000003,GD4790000000003,0912345678,Số 1,Xóm Vũ Mẫu 1,nghèo,2024-06-01,2026-11-01,ghi chú\n";
    let reply = upload(&chair, app.here.club, "", text + row).await;
    assert_eq!((counts(&reply), &reply.body["ignored_columns"]), ([1, 0, 0, 0], &json!([])));
    assert_eq!(reply.body["rows"][0]["problems"], json!([]));
    let whole = "persons p join household_poverty h on h.household_id = p.household_id where sex = 'female' and ethnicity = '09'
        and phone = '+84912345678' and address = 'Số 1' and national_id_hash is not null and insurance_hash is not null
        and birth_precision = 'day' and h.status = 'poor' and h.year = 2026 and p.hamlet_id is not null";
    assert_eq!(app.count(whole).await, 1);
}

#[actix_web::test]
async fn lists_are_not_for_the_province_nor_for_another_place() {
    let app = TestApp::start().await;
    let before = app.census().await;
    for role in [Role::ProvinceAssociation, Role::NationalAssociation, Role::ClubTreasurer] {
        let caller = app.role(role, app.here).await;
        assert_eq!(upload(&caller, app.here.club, "", "no list").await.code(), "forbidden");
    }
    for (role, club) in [(Role::CommuneAssociation, app.here.other_club), (Role::ClubChair, app.there.club)] {
        let caller = app.role(role, app.here).await;
        for query in ["", "?dry_run=true"] {
            let hidden = upload(&caller, club, query, sixty()).await;
            let absent = upload(&caller, app.here.member, query, sixty()).await;
            assert_eq!(
                (hidden.status.as_u16(), hidden.without_request_id()),
                (404, absent.without_request_id())
            );
        }
    }
    assert_eq!(before, app.census().await);
    let chair = app.role(Role::ClubChair, app.here).await;
    let keyless =
        TestRequest::post().uri(&format!("/v1/clubs/{}/member-imports", app.here.club)).set_payload("x");
    assert_eq!(chair.call(keyless).await.code(), "idempotency_key_required");
    assert_eq!(upload(&chair, app.here.club, "?mode=some", sixty()).await.status, 422);
}
