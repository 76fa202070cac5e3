//! Papers, through the whole application: vouchers and their numbers, pages, workbooks.

use crate::support::{Client, Reply, TestApp};
use calamine::{Data, Reader, Xlsx};
use futures_util::future::join_all;
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::paper::style_hash;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Cursor;

/// Posts money that moved, and returns the entry.
async fn posted(app: &TestApp, body: Value) -> Reply {
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let reply = treasurer.post(&format!("/v1/clubs/{}/entries", app.here.club), body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply
}

/// The vouchers of an entry as they are printed, each with its fund.
fn vouchers(entry: &Value) -> Vec<String> {
    let printed = |voucher: &Value| {
        let letters = if voucher["kind"] == "receipt" { "PT" } else { "PC" };
        let fund = voucher["fund"].as_str().unwrap();
        format!("{fund} {letters} {:03}/{}", voucher["number"].as_i64().unwrap(), voucher["year"])
    };
    entry["vouchers"].as_array().unwrap().iter().map(printed).collect()
}

/// A page, as text.
async fn page(reader: &Client<'_>, path: &str) -> String {
    let reply = reader.get(path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{path}");
    assert!(reply.header("content-security-policy").contains(&style_hash()), "{path}");
    let page = String::from_utf8(reply.bytes).unwrap();
    for alive in ["<script", "<img", "<link", " style=", "href", "url("] {
        assert!(!page.contains(alive), "{path}: {alive}");
    }
    page
}

/// A page without its style, a tag on each line.
async fn body(reader: &Client<'_>, path: &str) -> String {
    let page = page(reader, path).await;
    page.split_once("<body>").unwrap().1.replace("><", ">\n<")
}

/// The rows of a workbook's only sheet.
async fn rows(reader: &Client<'_>, path: &str) -> Vec<Vec<Data>> {
    let reply = reader.get(path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    assert!(reply.header("content-disposition").starts_with("attachment"), "{path}");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(reply.bytes)).unwrap();
    let name = book.sheet_names().remove(0);
    assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{path} has a formula");
    book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// A whole number in a cell.
fn number(cell: &Data) -> i64 {
    cell.to_string().parse().unwrap()
}

fn dong(amount: i64) -> String {
    lien_the_he::platform::text::number::grouped(amount.into())
}

#[actix_web::test]
async fn cash_is_numbered_for_each_fund_and_year_when_it_is_posted() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    let known: Vec<Vec<String>> = chair.get(&list).await.items().iter().rev().map(vouchers).collect();
    let of_the_world =
        ["income PT 001/2024", "operating PT 001/2024", "income PC 001/2026", "income PT 001/2026"];
    assert_eq!(known, of_the_world.map(|voucher| vec![voucher.to_owned()]));
    for (body, expected) in [
        (json!({ "kind": "bank_deposit", "on": "2026-11-01", "amount_vnd": 5 }), vec!["income PC 002/2026"]),
        (
            json!({ "kind": "interest_transfer", "on": "2026-11-02", "amount_vnd": 10_000 }),
            vec!["income PC 003/2026", "operating PT 001/2026"],
        ),
        (
            json!({ "kind": "expense", "on": "2026-11-03", "amount_vnd": 5, "narrative": "Chè" }),
            vec!["operating PC 001/2026"],
        ),
        (
            json!({ "kind": "donation", "party": "A", "on": "2025-03-01", "amount_vnd": 7 }),
            vec!["operating PT 001/2025"],
        ),
        (
            json!({ "kind": "seed_money", "source": "other", "purse": "bank", "on": "2026-11-01", "amount_vnd": 4 }),
            vec![],
        ),
    ] {
        let entry = posted(&app, body.clone()).await;
        assert_eq!(vouchers(&entry.body), expected, "{body}");
        assert_eq!(chair.get(&format!("/v1/entries/{}", entry.id())).await.body, entry.body);
    }
    // what is reversed keeps its number, and the reversal has its own
    let etag = chair.etag(&format!("/v1/reversals/{}", app.here.reversal)).await;
    let done =
        chair.post_if(&format!("/v1/reversals/{}/approval", app.here.reversal), &etag, json!({})).await;
    assert_eq!(done.status, 201, "{}", done.body);
    let opposite = chair.get(&format!("/v1/entries/{}", done.body["reversed_by"].as_str().unwrap())).await;
    assert_eq!(vouchers(&opposite.body), ["operating PC 002/2026"]);
    let original = chair.get(&format!("/v1/entries/{}", app.here.entry)).await;
    assert_eq!(vouchers(&original.body), ["operating PT 001/2024"]);
    // an opening balance moves nothing
    let elsewhere = Place::Club(app.here.other_club.into());
    let treasurer = app.user(app.here.user(Role::ClubTreasurer), &[(Role::ClubTreasurer, elsewhere)]).await;
    let opening = json!({ "on": "2026-10-01", "funds": [{ "fund": "income", "cash_vnd": 5_000_000 }] });
    let opened = treasurer.post(&format!("/v1/clubs/{}/opening-balance", app.here.other_club), opening).await;
    assert_eq!(opened.status, 201, "{}", opened.body);
    let chair_there = app.user(app.here.user(Role::ClubChair), &[(Role::ClubChair, elsewhere)]).await;
    let approval = format!("/v1/entry-proposals/{}/approval", opened.id());
    let approved = chair_there.post_if(&approval, &opened.etag(), json!({})).await;
    assert_eq!(approved.status, 201, "{}", approved.body);
    let numbered = format!(
        "ledger_vouchers v join ledger_entries e on e.club_id = v.club_id and e.number = v.entry
          where e.club_id = '{}' and e.kind = 'opening_balance'",
        app.here.other_club
    );
    assert_eq!(app.count(&numbered).await, 0);
}

#[actix_web::test]
async fn however_many_post_at_once_no_number_is_left_out_or_given_twice() {
    let app = TestApp::start().await;
    let gift = json!({ "kind": "donation", "party": "A", "on": "2026-11-01", "amount_vnd": 7 });
    let entries = join_all((0..6).map(|_| posted(&app, gift.clone()))).await;
    let numbers: BTreeSet<i64> =
        entries.iter().map(|entry| entry.body["vouchers"][0]["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=6).collect());
}

#[actix_web::test]
async fn the_migration_numbers_what_was_posted_before_as_it_would_have_been() {
    let app = TestApp::start().await;
    for on in ["2026-11-03", "2026-11-01", "2025-05-05"] {
        posted(&app, json!({ "kind": "donation", "party": "A", "on": on, "amount_vnd": 7 })).await;
    }
    let kept = "select string_agg(v::text, ' ' order by v::text) from ledger_vouchers v";
    let before = app.text(kept).await;
    let migration = include_str!("../../../migrations/2026-12-03-000014_vouchers/up.sql");
    let (_, insert) = migration.split_once("insert into ledger_vouchers").unwrap();
    app.rows("alter table ledger_vouchers disable trigger user; delete from ledger_vouchers").await;
    app.rows(&format!("insert into ledger_vouchers {insert}")).await;
    assert_eq!(app.text(kept).await, before);
}

#[actix_web::test]
async fn papers_are_printed_like_this() {
    let app = TestApp::start().await;
    let (here, chair) = (app.here, app.role(Role::ClubChair, app.here).await);
    let (club, loan) = (here.club, here.loan);
    let entries = chair.get(&format!("/v1/clubs/{club}/entries")).await;
    let entry = |index: usize| entries.items()[index]["id"].as_str().unwrap().to_owned(); // newest first
    for (name, path) in [
        ("receipt", format!("/v1/entries/{}/slip", entry(0))),
        ("payment", format!("/v1/entries/{}/slip", entry(1))),
        ("cash_book", format!("/v1/clubs/{club}/cash-book/print?fund=income&from=2026-01-01")),
        ("loan_register", format!("/v1/clubs/{club}/loan-register/print")),
        ("outstanding_loans", format!("/v1/clubs/{club}/outstanding-loans/print?on=2026-11-22")),
        ("due_list", format!("/v1/clubs/{club}/due-list/print?on=2026-11-17")),
        ("savings_book", format!("/v1/clubs/{club}/savings-book/print")),
        ("passbook", format!("/v1/members/{}/passbook/print", here.member)),
        ("application", format!("/v1/loans/{loan}/application/print")),
        ("contract", format!("/v1/loans/{loan}/contract/print")),
        ("schedule", format!("/v1/loans/{loan}/schedule/print")),
        ("minutes", format!("/v1/meetings/{}/minutes/print", here.meeting)),
        ("cash_count", format!("/v1/cash-counts/{}/print", here.cash_count)),
        ("fund_statement", format!("/v1/clubs/{club}/fund-statement/print?fund=income")),
        ("annual_accounts", format!("/v1/clubs/{club}/annual-accounts/print?year=2026")),
    ] {
        insta::assert_snapshot!(name, body(&chair, &path).await);
    }
}

#[actix_web::test]
async fn papers_are_printed_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let (here, absent) = (app.here, app.here.household);
    let chair = app.role(Role::ClubChair, here).await;
    let stranger = app.role(Role::ClubChair, app.there).await;
    let province = app.role(Role::ProvinceAssociation, here).await;
    for (path, id) in [
        ("/v1/entries/{}/slip", here.entry),
        ("/v1/clubs/{}/cash-book/print?fund=income", here.club),
        ("/v1/clubs/{}/cash-book/workbook?fund=income", here.club),
        ("/v1/clubs/{}/loan-register/print", here.club),
        ("/v1/clubs/{}/loan-register/workbook", here.club),
        ("/v1/clubs/{}/outstanding-loans/print", here.club),
        ("/v1/clubs/{}/outstanding-loans/workbook", here.club),
        ("/v1/clubs/{}/due-list/print", here.club),
        ("/v1/clubs/{}/savings-book/print", here.club),
        ("/v1/clubs/{}/savings-book/workbook", here.club),
        ("/v1/members/{}/passbook/print", here.member),
        ("/v1/loans/{}/application/print", here.loan),
        ("/v1/loans/{}/contract/print", here.loan),
        ("/v1/loans/{}/schedule/print", here.loan),
        ("/v1/meetings/{}/minutes/print", here.meeting),
        ("/v1/cash-counts/{}/print", here.cash_count),
        ("/v1/clubs/{}/fund-statement/print?fund=income", here.club),
        ("/v1/clubs/{}/annual-accounts/print?year=2026", here.club),
    ] {
        let of = |id: uuid::Uuid| path.replace("{}", &id.to_string());
        assert_eq!(chair.get(&of(id)).await.status, 200, "{path}");
        stranger.cannot_tell(&of(id), &of(absent)).await;
        assert_eq!(province.get(&of(id)).await.code(), "forbidden", "{path}");
    }
}

#[actix_web::test]
async fn a_voucher_says_who_why_and_how_much_in_words() {
    let app = TestApp::start().await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let list = treasurer.get(&format!("/v1/clubs/{}/entries?kind=repayment", app.here.club)).await;
    let slip =
        page(&treasurer, &format!("/v1/entries/{}/slip", list.items()[0]["id"].as_str().unwrap())).await;
    for said in [
        "Phiếu thu",
        "PT 001/2026",
        "Quỹ tăng thu nhập",
        "Lê Văn Mẫu",
        "Thu nợ vay",
        "535.000 đồng",
        "Năm trăm ba mươi lăm nghìn đồng chẵn",
        "Ngày 17 tháng 10 năm 2026",
        "CLB Liên thế hệ Vũ Mẫu",
        "Bình Mẫu 6, ngày 17",
    ] {
        assert!(slip.contains(said), "{said}: {slip}");
    }
    // between the funds one is paid and the other receives
    let both =
        posted(&app, json!({ "kind": "interest_transfer", "on": "2026-11-02", "amount_vnd": 10_001 })).await;
    let slips = page(&treasurer, &format!("/v1/entries/{}/slip", both.id())).await;
    assert_eq!(slips.matches("Mười nghìn không trăm lẻ một đồng").count(), 2);
    assert!(slips.contains("PC 002/2026") && slips.contains("PT 001/2026"));
    // the longest name, the largest sum, and what looks like a page
    let longest = format!("{} <script>alert('x')</script> & Cộng sự", "Nguyễn Phúc Bảo Ân ".repeat(4).trim());
    assert!(longest.chars().count() >= 100);
    let gift = json!({
        "kind": "donation", "party": longest, "on": "2026-11-03", "amount_vnd": 999_999_999_999_i64,
        "narrative": "=1+1 <b>đậm</b>", "document": "<i>01</i>",
    });
    let gift = posted(&app, gift).await;
    let slip = page(&treasurer, &format!("/v1/entries/{}/slip", gift.id())).await;
    assert!(
        slip.contains("Nguyễn Phúc Bảo Ân &lt;script&gt;alert('x')&lt;/script&gt; &amp; Cộng sự"),
        "{slip}"
    );
    assert!(slip.contains("999.999.999.999 đồng") && slip.contains("Chín trăm chín mươi chín tỷ chín trăm"));
    assert!(slip.contains("Ủng hộ: =1+1 &lt;b&gt;đậm&lt;/b&gt;") && slip.contains("&lt;i&gt;01&lt;/i&gt;"));
    // no cash, no voucher
    let bank = json!({ "kind": "seed_money", "source": "other", "purse": "bank", "on": "2026-11-01", "amount_vnd": 4 });
    let bank = posted(&app, bank).await;
    assert_eq!(treasurer.get(&format!("/v1/entries/{}/slip", bank.id())).await.code(), "no_voucher");
}

#[actix_web::test]
async fn a_printed_cash_book_is_the_one_that_the_api_shows() {
    let app = TestApp::start().await;
    let (here, members) = (app.here, app.sixty_members(app.here.club).await);
    for (day, member) in (1..=20).cycle().zip(members.iter().cycle()).take(100) {
        let saved = json!({ "kind": "savings_deposit", "member_id": member, "on": format!("2026-11-{day:02}"),
            "amount_vnd": 1_000 + day });
        posted(&app, saved).await;
    }
    let spent =
        json!({ "kind": "bank_deposit", "on": "2026-11-21", "amount_vnd": 5_000, "narrative": "=2+3" });
    posted(&app, spent).await;
    let chair = app.role(Role::ClubChair, here).await;
    let asked = "fund=income&from=2026-11-01&to=2026-11-22";
    let club = format!("/v1/clubs/{}/cash-book", here.club);
    let told = chair.get(&format!("{club}?{asked}&limit=200")).await;
    let sum = |name: &str| told.body[name].as_i64().unwrap();
    let book = page(&chair, &format!("{club}/print?{asked}")).await;
    for name in ["opening_vnd", "received_vnd", "paid_vnd", "closing_vnd"] {
        assert!(book.contains(&format!("<td class=\"number\">{}</td>", dong(sum(name)))), "{name}");
    }
    assert_eq!(book.matches("<tr>").count(), told.items().len() + 1, "a row for each line, and the head");
    let first = app
        .text(&format!(
            "select full_name from persons p join memberships m on m.person_id = p.id where m.id = '{}'",
            members[0]
        ))
        .await;
    assert!(book.contains(&format!("<td>{first}</td>")), "{book}");
    // the workbook: the same lines, and nothing that is computed
    let rows = rows(&chair, &format!("{club}/workbook?{asked}")).await;
    let lines: Vec<&Vec<Data>> = rows.iter().skip(4).take(told.items().len()).collect();
    for (row, line) in lines.iter().zip(told.items()) {
        let sums = ["received_vnd", "paid_vnd", "balance_vnd"].map(|name| line[name].as_i64().unwrap());
        assert_eq!([5, 6, 7].map(|column| number(&row[column])), sums);
    }
    assert!(lines.last().unwrap()[4].to_string().ends_with("=2+3"));
    assert_eq!(number(&rows.last().unwrap()[7]), sum("closing_vnd"));
    // too much for one paper is refused, not cut
    let through = page(&chair, &format!("{club}/print?fund=income&through=4")).await;
    assert!(through.contains("Theo sổ đến bút toán số 4") && through.contains("15.535.000"));
}

#[actix_web::test]
async fn who_may_not_read_savings_gets_papers_without_names() {
    let app = TestApp::start().await;
    let (here, member) = (app.here, app.sixty_members(app.here.club).await.remove(0));
    app.rows(&format!(
        "update persons set full_name = 'Vũ Thị Kín' from memberships m where m.person_id = persons.id and m.id = '{member}'"
    ))
    .await;
    let saved = json!({ "kind": "savings_deposit", "member_id": member, "on": "2026-11-20", "amount_vnd": 70_000,
        "narrative": "Bà Kín gửi", "document": "Sổ của bà Kín" });
    let saved = posted(&app, saved).await;
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let meeting = json!({
        "kind": "monthly", "held_on": "2026-11-21", "attendance": [{ "member_id": member, "presence": "present" }],
        "savings_deposits": [{ "member_id": member, "amount_vnd": 40_000 }],
        "cash_counts": [{ "fund": "income", "counted_on": "2026-11-21", "counted_vnd": 15_645_000,
            "first_counter": member, "second_counter": here.borrower }],
    });
    let meeting = treasurer.post(&format!("/v1/clubs/{}/meetings", here.club), meeting).await;
    assert_eq!(meeting.status, 201, "{}", meeting.body);
    let count = meeting.body["cash_counts"][0]["id"].as_str().unwrap();
    let papers = [
        format!("/v1/entries/{}/slip", saved.id()),
        format!("/v1/clubs/{}/cash-book/print?fund=income", here.club),
        format!("/v1/meetings/{}/minutes/print", meeting.id()),
        format!("/v1/cash-counts/{count}/print"),
    ];
    let chair = app.role(Role::ClubChair, here).await;
    for paper in &papers {
        assert!(page(&chair, paper).await.contains("Vũ Thị Kín"), "{paper}");
    }
    for role in [Role::CommuneFinanceOfficer, Role::CommuneSocialOfficer] {
        let officer = app.role(role, here).await;
        for paper in &papers {
            let page = page(&officer, paper).await;
            assert!(!page.contains("Kín"), "{role:?} {paper}: {page}");
        }
        assert!(page(&officer, &papers[0]).await.contains("Bảy mươi nghìn đồng chẵn"));
        let book = rows(&officer, &format!("/v1/clubs/{}/cash-book/workbook?fund=income", here.club)).await;
        assert!(book.iter().flatten().all(|cell| !cell.to_string().contains("Kín")));
        let closed = format!("/v1/clubs/{}/savings-book/print", here.club);
        assert_eq!(officer.get(&closed).await.code(), "forbidden");
    }
}

#[actix_web::test]
async fn the_lists_of_loans_add_up_to_their_statements() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let club = format!("/v1/clubs/{}", app.here.club);
    let statement = chair.get(&format!("/v1/loans/{}/statement", app.here.loan)).await.body;
    let standing = &statement["standing"];
    let sum = |name: &str| standing[name].as_i64().unwrap();
    assert_eq!(sum("outstanding_principal_vnd"), 4_500_000);
    let list = page(&chair, &format!("{club}/outstanding-loans/print")).await;
    for name in ["outstanding_principal_vnd", "overdue_principal_vnd", "overdue_interest_vnd"] {
        let cell = format!("<td class=\"number\">{}</td>", dong(sum(name)));
        assert_eq!(list.matches(&cell).count(), 2, "{name}: in its row and in the sum: {list}");
    }
    let rows = rows(&chair, &format!("{club}/outstanding-loans/workbook")).await;
    assert_eq!(
        [5, 6, 7].map(|column| number(&rows.last().unwrap()[column])),
        [sum("outstanding_principal_vnd"), sum("overdue_principal_vnd"), sum("overdue_interest_vnd"),]
    );
    let register = page(&chair, &format!("{club}/loan-register/print")).await;
    assert!(register.contains("Nuôi gà mẫu") && register.contains("8,4%") && register.contains("Quá hạn"));
    // on an earlier day nothing of it was late, and before it was handed out there was none
    let earlier = page(&chair, &format!("{club}/outstanding-loans/print?on=2026-10-16")).await;
    assert!(earlier.contains("Cộng 1 khoản vay") && earlier.contains(">5.000.000<"), "{earlier}");
    let before = page(&chair, &format!("{club}/outstanding-loans/print?on=2026-09-16")).await;
    assert!(before.contains("Cộng 0 khoản vay"));
}

#[actix_web::test]
async fn the_list_of_a_meeting_day_adds_up_to_what_the_api_shows() {
    let app = TestApp::start().await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let list = format!("/v1/clubs/{}/due-list", app.here.club);
    let printed = async |on: &str| page(&treasurer, &format!("{list}/print?on={on}")).await;
    // where the regulation does not say what members give, loans are all that is collected
    let loans = printed("2026-11-17").await;
    assert!(loans.contains("532.000 đồng") && loans.contains("Năm trăm ba mươi hai nghìn đồng chẵn"));
    assert!(!loans.contains("Hội phí"), "{loans}");
    app.rows(&format!(
        "update club_regulations set monthly_contribution_vnd = 10000, monthly_savings_vnd = 50000 where id = '{}'",
        app.here.regulation
    ))
    .await;
    app.rows(&format!(
        "update persons set full_name = 'Lê <b>Văn</b> & Mẫu' from memberships m
          where m.person_id = persons.id and m.id = '{}'",
        app.here.borrower
    ))
    .await;
    let told = treasurer.get(&format!("{list}?on=2026-11-17")).await.body;
    let whole = printed("2026-11-17").await;
    let cells = |of: &Value, names: &[&str]| -> String {
        let cell = |name: &&str| format!("<td class=\"number\">{}</td>", dong(of[*name].as_i64().unwrap()));
        names.iter().map(cell).collect()
    };
    let of_loans = ["due_principal_vnd", "due_interest_vnd", "late_charge_vnd", "due_vnd", "payoff_vnd"];
    let (of_shares, sums) = (["contribution_vnd", "savings_vnd"], &told["totals"]);
    let shares = told["shares"].as_array().unwrap();
    let total: i64 =
        ["due_vnd", "contribution_vnd", "savings_vnd"].iter().map(|name| sums[*name].as_i64().unwrap()).sum();
    let members = i64::try_from(shares.len()).unwrap();
    assert_eq!(total, 532_000 + 60_000 * members, "nobody has given anything yet");
    for said in [
        // nothing is charged for being late: the cell is empty
        format!(
            "<td>Lê &lt;b&gt;Văn&lt;/b&gt; &amp; Mẫu</td>{}<td class=\"number\"></td>{}<td></td>",
            cells(&told["items"][0], &of_loans[..2]),
            cells(&told["items"][0], &of_loans[3..]),
        ),
        format!("Cộng 1 khoản vay</td>{}<td></td>", cells(sums, &of_loans)),
        format!("<td>Nguyễn Thị Mẫu</td>{}<td></td>", cells(&shares[0], &of_shares)),
        format!("Cộng {members} thành viên</td>{}<td></td>", cells(sums, &of_shares)),
        format!("{} đồng", dong(total)),
        lien_the_he::platform::text::words::dong(total.unsigned_abs()),
        "Bình Mẫu 6, ngày 17 tháng 11 năm 2026".to_owned(),
    ] {
        assert!(whole.contains(&said), "{said}: {whole}");
    }
    // of a day to come what will be due, by those who are in office today
    let next = printed("2026-12-17").await;
    assert!(next.contains("Đến ngày 17 tháng 12 năm 2026") && next.contains("tháng 12/2026"));
    let far = treasurer.get(&format!("{list}/print?on=2027-11-23")).await;
    assert_eq!(far.errors(), [("?on", "range")]);
}

#[actix_web::test]
async fn a_contract_has_both_parties_the_terms_and_a_schedule_that_adds_up() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let loan = format!("/v1/loans/{}", app.here.loan);
    let contract = page(&chair, &format!("{loan}/contract/print")).await;
    for said in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Nguyễn Thị Mẫu",
        "Lê Văn Mẫu",
        "05/05/1955",
        "5.000.000 đồng",
        "Năm triệu đồng chẵn",
        "0,7%/tháng",
        "10 tháng",
        "bản số 1, thông qua ngày 20 tháng 4 năm 2024",
    ] {
        assert!(contract.contains(said), "{said}: {contract}");
    }
    let told = chair.get(&format!("{loan}/schedule")).await.body;
    let schedule = page(&chair, &format!("{loan}/schedule/print")).await;
    for name in ["principal_vnd", "interest_vnd", "total_vnd"] {
        let cell = format!("<td class=\"number\">{}</td>", dong(told[name].as_i64().unwrap()));
        assert!(schedule.contains(&cell) && contract.contains(&cell), "{name}");
    }
    assert_eq!(schedule.matches("<tr>").count(), 11, "ten instalments and the head");
    assert_eq!(chair.get(&format!("{loan}/schedule/print?on=2026-09-16")).await.errors(), [("?on", "range")]);
    assert!(page(&chair, &format!("{loan}/application/print")).await.contains("Kính gửi: Ban chủ nhiệm"));
    // what was not approved has no contract
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let asked = super::loans::apply(&secretary, app.here.plain_member, "2026-11-17").await;
    assert_eq!(asked.status, 201, "{}", asked.body);
    for paper in ["contract", "schedule"] {
        let refused = chair.get(&format!("/v1/loans/{}/{paper}/print", asked.id())).await;
        assert_eq!((refused.code(), &refused.body["state"]), ("loan_state_refuses", &json!("submitted")));
    }
    let application = page(&chair, &format!("/v1/loans/{}/application/print", asked.id())).await;
    assert!(
        application.contains("Đỗ Thị Mẫu") && application.contains("Bình Mẫu 6, ngày 17 tháng 11 năm 2026")
    );
}

#[actix_web::test]
async fn savings_add_up_in_the_book_and_in_the_passbook() {
    let app = TestApp::start().await;
    let (here, member) = (app.here, app.here.member);
    for (kind, on, amount) in [
        ("savings_deposit", "2026-10-02", 300_000),
        ("savings_deposit", "2026-11-02", 50_000),
        ("savings_withdrawal", "2026-11-10", 120_000),
    ] {
        posted(&app, json!({ "kind": kind, "member_id": member, "on": on, "amount_vnd": amount })).await;
    }
    let other = json!({ "kind": "savings_deposit", "member_id": here.plain_member, "on": "2026-11-03", "amount_vnd": 7_000 });
    posted(&app, other).await;
    let chair = app.role(Role::ClubChair, here).await;
    let rows = rows(&chair, &format!("/v1/clubs/{}/savings-book/workbook?from=2026-11-01", here.club)).await;
    let sums = |row: &Vec<Data>| [1, 2, 3, 4].map(|column| number(&row[column]));
    let named = |name: &str| rows.iter().find(|row| row[0] == *name).unwrap();
    assert_eq!(sums(named("Nguyễn Thị Mẫu")), [300_000, 50_000, 120_000, 230_000]);
    assert_eq!(sums(named("Đỗ Thị Mẫu")), [0, 7_000, 0, 7_000]);
    assert_eq!(sums(rows.last().unwrap()), [300_000, 57_000, 120_000, 237_000]);
    let owed = app
        .text(&format!("select sum(balance_vnd) from savings_balances where club_id = '{}'", here.club))
        .await;
    assert_eq!(owed, "237000");
    let passbook = page(&chair, &format!("/v1/members/{member}/passbook/print?from=2026-11-01")).await;
    for said in ["300.000", "50.000", "120.000", "350.000", "230.000", "PT 003/2026", "PC 002/2026"] {
        assert!(passbook.contains(said), "{said}: {passbook}");
    }
}

#[actix_web::test]
async fn minutes_name_who_came_and_how_many_voted() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let minutes = json!({
        "kind": "board", "held_on": "2026-11-20", "place": "Nhà văn hóa xóm <1>", "minutes": "Bàn kế hoạch.\nThống nhất.",
        "guests": 2,
        "attendance": [{ "member_id": here.member, "presence": "present" }, { "member_id": here.borrower, "presence": "present" },
            { "member_id": here.plain_member, "presence": "excused" }],
        "resolutions": [{ "text": "Thông qua kế hoạch quý I", "in_favour": 1, "against": 0, "abstained": 1 }],
    });
    let meeting = chair.post(&format!("/v1/clubs/{}/meetings/minutes", here.club), minutes).await;
    assert_eq!(meeting.status, 201, "{}", meeting.body);
    app.rows(&format!(
        "insert into loan_decisions (id, loan_id, kind, outcome, decided_on, meeting, meeting_id, eligible, present, in_favour,
                                     against, recorded_by)
         values ('{decision}', '{loan}', 'approval', 'approved', '2026-11-20', 'Họp', '{meeting}', 2, 2, 2, 0, '{by}');
         insert into loan_votes values ('{decision}', '{voter}', 'in_favour')",
        decision = uuid::Uuid::now_v7(),
        loan = here.loan,
        meeting = meeting.id(),
        by = here.user(Role::ClubChair),
        voter = here.member,
    ))
    .await;
    let printed = page(&chair, &format!("/v1/meetings/{}/minutes/print", meeting.id())).await;
    for said in [
        "Họp ban chủ nhiệm",
        "Nhà văn hóa xóm &lt;1&gt;",
        "Thành viên có mặt: Lê Văn Mẫu, Nguyễn Thị Mẫu.",
        "Vắng có phép: Đỗ Thị Mẫu.",
        "2 thành viên, 2 khách",
        "<p class=\"text\">Thống nhất.</p>",
        "1. Thông qua kế hoạch quý I (1 tán thành, 0 không tán thành, 1 không có ý kiến)",
        "Cho vay, khoản vay số 1 của Lê Văn Mẫu, 5.000.000 đồng: được thông qua",
        "Tán thành: Nguyễn Thị Mẫu.",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
}

#[actix_web::test]
async fn a_count_is_printed_by_its_banknotes() {
    let app = TestApp::start().await;
    let here = app.here;
    let list = format!("/v1/clubs/{}/cash-counts", here.club);
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let counted = |notes: Value| {
        json!({ "fund": "income", "counted_on": "2026-11-17", "counted_vnd": 15_535_000, "first_counter": here.member,
            "second_counter": here.plain_member, "denominations": notes })
    };
    let census = app.census().await;
    for (notes, pointer, code) in [
        (json!([{ "note_vnd": 500_000, "pieces": 31 }]), "/denominations", "notes_disagree"),
        (json!([{ "note_vnd": 300_000, "pieces": 1 }]), "/denominations/0/note_vnd", "choice"),
        (
            json!([{ "note_vnd": 500, "pieces": 1 }, { "note_vnd": 500, "pieces": 1 }]),
            "/denominations/1/note_vnd",
            "repeated",
        ),
        (json!([{ "note_vnd": 500, "pieces": -1 }]), "/denominations/0/pieces", "range"),
        (json!([{ "note_vnd": 500 }]), "/denominations/0/pieces", "required"),
    ] {
        let reply = treasurer.post(&list, counted(notes.clone())).await;
        assert_eq!((reply.status.as_u16(), reply.errors()), (422, vec![(pointer, code)]), "{notes}");
    }
    assert_eq!(app.census().await, census);
    let notes = json!([{ "note_vnd": 5_000, "pieces": 7 }, { "note_vnd": 500_000, "pieces": 31 }, { "note_vnd": 200, "pieces": 0 }]);
    let kept = treasurer.post(&list, counted(notes)).await;
    assert_eq!(kept.status, 201, "{}", kept.body);
    let expected = json!([{ "note_vnd": 500_000, "pieces": 31 }, { "note_vnd": 5_000, "pieces": 7 }]);
    assert_eq!(kept.body["denominations"], expected);
    assert_eq!(treasurer.get(&format!("/v1/cash-counts/{}", kept.id())).await.body, kept.body);
    let printed = page(&treasurer, &format!("/v1/cash-counts/{}/print", kept.id())).await;
    for said in [
        "500.000",
        ">31<",
        "15.500.000",
        ">7<",
        "35.000",
        "15.535.000",
        "Không chênh lệch",
        "Nguyễn Thị Mẫu",
        "Đỗ Thị Mẫu",
        "Mười lăm triệu năm trăm ba mươi lăm nghìn đồng chẵn",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    // nobody has to say
    let plain = page(&treasurer, &format!("/v1/cash-counts/{}/print", here.cash_count)).await;
    assert!(plain.contains("Không kê theo loại tiền."));
}

#[actix_web::test]
async fn a_paper_is_of_the_club_as_it_was_called_on_its_day() {
    let app = TestApp::start().await;
    let club = format!("/v1/clubs/{}", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    let renamed =
        chair.patch(&club, &chair.etag(&club).await, json!({ "name": "CLB Liên thế hệ Đổi Tên" })).await;
    assert_eq!(renamed.status, 200, "{}", renamed.body);
    // the database's clock is not that of the tests
    app.rows("update changes set at = '2026-11-20 09:00+07' where entity = 'club'").await;
    let paid = chair.get(&format!("{club}/entries?kind=repayment")).await.items()[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let slip = page(&chair, &format!("/v1/entries/{paid}/slip")).await;
    assert!(slip.contains("CLB Liên thế hệ Vũ Mẫu") && !slip.contains("Đổi Tên"), "{slip}");
    let statement = format!("{club}/fund-statement/print?fund=income");
    assert!(page(&chair, &statement).await.contains("Đổi Tên"));
    assert!(page(&chair, &format!("{statement}&to=2026-11-19")).await.contains("Vũ Mẫu"));
    assert!(page(&chair, &format!("{statement}&to=2026-11-20")).await.contains("Đổi Tên"));
    // and lies where it lay: until the reform there was a district, and the commune was another
    let early = page(&chair, &format!("{statement}&to=2025-06-30")).await;
    assert!(early.contains("Huyện Định Hòa 6") && !slip.contains("Huyện"), "{early}");
}

#[actix_web::test]
async fn a_year_s_accounts_are_those_of_the_statements_and_the_trial_balance() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let club = format!("/v1/clubs/{}", app.here.club);
    let accounts = page(&chair, &format!("{club}/annual-accounts/print?year=2026")).await;
    for said in [
        "Quyết toán năm 2026",
        "A. Quỹ tăng thu nhập",
        "B. Quỹ hoạt động",
        "20.000.000",
        "15.535.000",
        "4.500.000",
        "35.000",
    ] {
        assert!(accounts.contains(said), "{said}: {accounts}");
    }
    let statement = page(&chair, &format!("{club}/fund-statement/print?fund=income&from=2026-01-01")).await;
    let told = chair.get(&format!("{club}/fund-statement?fund=income&from=2026-01-01")).await.body;
    for name in ["opening_vnd", "closing_vnd"] {
        let cell = format!("<td class=\"number\">{}</td>", dong(told[name].as_i64().unwrap()));
        assert!(statement.contains(&cell) && accounts.contains(&cell), "{name}");
    }
    assert_eq!(
        chair.get(&format!("{club}/annual-accounts/print?year=2027")).await.errors(),
        [("?year", "range")]
    );
    assert_eq!(chair.get(&format!("{club}/annual-accounts/print")).await.errors(), [("?year", "required")]);
}
