//! Year-ends, through the whole application.

use crate::money::movements::{BOOKS, on, rules};
use crate::money::verify::verify;
use crate::support::TestApp;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn amounts(of: &Value) -> Vec<String> {
    let of = of.as_array().unwrap();
    of.iter().map(|a| format!("{} {}", a["account"].as_str().unwrap(), a["amount_vnd"])).collect()
}

/// What moved here in 2025.
async fn year(app: &TestApp) {
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    for body in [
        json!({ "kind": "bank_interest", "on": "2025-03-01", "amount_vnd": 1_000_003 }),
        json!({ "kind": "other_income", "on": "2025-04-01", "amount_vnd": 700, "narrative": "Bán giấy vụn" }),
        json!({ "kind": "bank_fee", "on": "2025-05-01", "amount_vnd": 11_000 }),
        json!({ "kind": "fund_expense", "on": "2025-06-01", "amount_vnd": 50_000, "narrative": "In sổ" }),
        json!({ "kind": "contribution", "on": "2025-07-01", "amount_vnd": 20_000, "member_id": app.here.member }),
    ] {
        let reply = treasurer.post(&list, body).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
    }
}

#[actix_web::test]
async fn a_year_is_closed_to_the_dong_once_and_in_its_order() {
    let app = TestApp::start().await;
    let club = app.here.club;
    rules(&app, BOOKS).await;
    year(&app).await;
    let path = format!("/v1/clubs/{club}/year-ends");
    let chair = app.role(Role::ClubChair, app.here).await;
    let close = async |year: i32| chair.post(&path, json!({ "year": year })).await;
    let census = app.census().await;
    assert_eq!(close(2026).await.code(), "year_not_over");
    let missing = close(2025).await;
    assert_eq!((missing.code(), &missing.body["year"]), ("year_end_missing", &json!(2024)));
    assert_eq!(close(2023).await.code(), "nothing_to_close");
    assert_eq!(close(1989).await.errors(), [("/year", "range")]);
    assert_eq!(app.census().await, census);
    let first = close(2024).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let fund = &first.body["funds"][0];
    assert_eq!((&fund["fund"], &fund["result_vnd"]), (&json!("operating"), &json!(1_000_000)));
    assert_eq!(amounts(&fund["destinations"]), ["operating_capital 1000000"]);

    let preview = chair.post(&format!("{path}/previews"), json!({ "year": 2025 })).await;
    assert_eq!((preview.status.as_u16(), &preview.body["entry_id"]), (200, &Value::Null), "{}", preview.body);
    let second = close(2025).await;
    assert_eq!(second.status, 201, "{}", second.body);
    assert_eq!(second.body["funds"], preview.body["funds"]);
    let [income, operating] = [0, 1].map(|i| &second.body["funds"][i]);
    assert_eq!(amounts(&income["income"]), ["bank_interest_income 1000003", "other_income 700"]);
    assert_eq!(amounts(&income["expenses"]), ["bank_fees 11000", "fund_expenses 50000"]);
    assert_eq!(income["result_vnd"], 939_703);
    // 50 % 469,851.5; 10 % 93,970.3; 30 % 281,910.9
    assert_eq!(
        amounts(&income["destinations"]),
        ["capital_from_surplus 281910", "reserve 93970", "operating_share 469851", "surplus 93972"]
    );
    assert_eq!(amounts(&operating["destinations"]), ["operating_capital 20000"]);
    for account in ["bank_interest_income", "other_income", "bank_fees", "fund_expenses", "contributions"] {
        for fund in ["income", "operating"] {
            assert_eq!(on(&app, "2025-12-31", fund, account).await, 0, "{fund} {account}");
        }
    }
    assert_eq!(on(&app, "2025-12-30", "income", "bank_interest_income").await, -1_000_003);
    assert_eq!(close(2025).await.code(), "year_end_stands");
    assert_eq!(close(2024).await.code(), "year_end_stands");
    let listed = chair.get(&path).await;
    let years: Vec<&Value> = listed.items().iter().map(|year_end| &year_end["year"]).collect();
    assert_eq!(years, [2025, 2024]);
    assert_eq!(listed.items()[0], second.body);
    // what was earned and spent counts as before
    let sums = app
        .rows(&format!(
            "select contributions_vnd, donations_vnd, expenses_vnd, seed_vnd, contributions_period_vnd
               from fund_metrics where club_id = '{club}'"
        ))
        .await;
    let sums: Vec<_> = sums[0].iter().map(|sum| sum.clone().unwrap()).collect();
    assert_eq!(sums, ["20000", "1000000", "61000", "20000000", "0"]);
    // into a year that is closed neither income nor expenses are posted, and everything else is
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let entries = format!("/v1/clubs/{club}/entries");
    let late = json!({ "kind": "bank_interest", "on": "2025-12-31", "amount_vnd": 1 });
    let late = treasurer.post(&entries, late).await;
    assert_eq!((late.code(), &late.body["closed_through"]), ("year_closed", &json!("2025-12-31")));
    let saved = json!({ "kind": "savings_deposit", "on": "2025-12-31", "amount_vnd": 1, "member_id": app.here.member });
    assert_eq!(treasurer.post(&entries, saved).await.status, 201);
    assert_eq!(
        chair.post(&format!("/v1/clubs/{club}/closings"), json!({ "through": "2025-12-31" })).await.status,
        201
    );
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
    let stranger = app.role(Role::ClubChair, app.there).await;
    stranger.cannot_tell(&path, &format!("/v1/clubs/{}/year-ends", app.here.member)).await;
    assert_eq!(stranger.post(&path, json!({ "year": 2025 })).await.status, 404);
    assert_eq!(stranger.post(&format!("{path}/previews"), json!({ "year": 2025 })).await.status, 404);
    assert_eq!(treasurer.post(&path, json!({ "year": 2025 })).await.code(), "forbidden");
}

/// What the printed accounts of a year say that each fund earned and spent.
async fn results(app: &TestApp, year: i32) -> Vec<String> {
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/annual-accounts/print?year={year}", app.here.club);
    let reply = chair.get(&path).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let page = String::from_utf8(reply.bytes).unwrap();
    let tables = page.split("Thu nhập, chi phí trong năm").skip(1);
    tables.map(|rest| rest.split("</table>").next().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn the_accounts_of_a_closed_year_say_what_was_earned_and_spent_in_it() {
    let app = TestApp::start().await;
    let club = app.here.club;
    rules(&app, BOOKS).await;
    year(&app).await;
    let (chair, treasurer) =
        (app.role(Role::ClubChair, app.here).await, app.role(Role::ClubTreasurer, app.here).await);
    let flows = async |fund: &str| {
        let period = format!("fund={fund}&from=2025-01-01&to=2025-12-31");
        let told = chair.get(&format!("/v1/clubs/{club}/fund-statement?{period}")).await.body;
        ["opening_vnd", "receipts", "payments", "closing_vnd"].map(|name| told[name].clone())
    };
    let open = [results(&app, 2024).await, results(&app, 2025).await];
    let [income, operating] = open[1].as_slice() else { panic!("{open:?}") };
    for said in [
        "Tổng thu nhập</td><td class=\"number\">1.000.703<",
        "Thu lãi tiền gửi</td><td class=\"number\">1.000.003<",
        "Thu khác</td><td class=\"number\">700<",
        "Tổng chi phí</td><td class=\"number\">61.000<",
        "Phí ngân hàng</td><td class=\"number\">11.000<",
        "Chi phí của quỹ</td><td class=\"number\">50.000<",
        "Kết quả trong năm (I - II)</td><td class=\"number\">939.703<",
    ] {
        assert!(income.contains(said), "{said}: {income}");
    }
    assert!(operating.contains("Hội phí, đóng góp</td><td class=\"number\">20.000<"), "{operating}");
    let moved = [flows("income").await, flows("operating").await];
    let path = format!("/v1/clubs/{club}/year-ends");
    assert_eq!(chair.post(&path, json!({ "year": 2024 })).await.status, 201);
    let last = chair.post(&path, json!({ "year": 2025 })).await;
    assert_eq!(last.status, 201, "{}", last.body);
    assert_eq!([results(&app, 2024).await, results(&app, 2025).await], open);
    assert_eq!([flows("income").await, flows("operating").await], moved);
    // and so they do when the year-end is undone, which is of the same day
    let entry = last.body["entry_id"].as_str().unwrap();
    let asked = treasurer.post(&format!("/v1/entries/{entry}/reversals"), json!({ "reason": "Sai" })).await;
    let undone =
        chair.post_if(&format!("/v1/reversals/{}/approval", asked.id()), &asked.etag(), json!({})).await;
    assert_eq!(undone.status, 201, "{}", undone.body);
    assert_eq!([results(&app, 2024).await, results(&app, 2025).await], open);
    assert_eq!([flows("income").await, flows("operating").await], moved);
}

#[actix_web::test]
async fn the_last_year_end_is_undone_on_its_own_day_and_made_again() {
    let app = TestApp::start().await;
    let club = app.here.club;
    rules(&app, BOOKS).await;
    year(&app).await;
    let path = format!("/v1/clubs/{club}/year-ends");
    let (chair, treasurer) =
        (app.role(Role::ClubChair, app.here).await, app.role(Role::ClubTreasurer, app.here).await);
    let close = async |year: i32| chair.post(&path, json!({ "year": year })).await.body;
    let (first, second) = (close(2024).await, close(2025).await);
    let ask = async |year_end: &Value, body: Value| {
        let entry = year_end["entry_id"].as_str().unwrap();
        treasurer.post(&format!("/v1/entries/{entry}/reversals"), body).await
    };
    assert_eq!(ask(&first, json!({ "reason": "Sai" })).await.code(), "year_end_stands");
    let another_day = ask(&second, json!({ "reason": "Sai", "on": "2026-01-02" })).await;
    assert_eq!(another_day.errors(), [("/on", "differs")]);
    let asked = ask(&second, json!({ "reason": "Sai" })).await;
    let approval = format!("/v1/reversals/{}/approval", asked.id());
    let undone = chair.post_if(&approval, &asked.etag(), json!({})).await;
    assert_eq!(undone.status, 201, "{}", undone.body);
    let opposite = chair.get(&format!("/v1/entries/{}", undone.body["reversed_by"].as_str().unwrap())).await;
    assert_eq!(opposite.body["on"], "2025-12-31");
    assert_eq!(on(&app, "2025-12-31", "income", "bank_interest_income").await, -1_000_003);
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
    // with what was forgotten
    let entries = format!("/v1/clubs/{club}/entries");
    let forgotten = json!({ "kind": "bank_fee", "on": "2025-12-01", "amount_vnd": 3 });
    assert_eq!(treasurer.post(&entries, forgotten).await.status, 201);
    let again = close(2025).await;
    assert_eq!(again["funds"][0]["result_vnd"], 939_700);
    assert_eq!(
        amounts(&again["funds"][0]["destinations"]),
        ["capital_from_surplus 281910", "reserve 93970", "operating_share 469850", "surplus 93970"]
    );

    // what the shares gave is moved, and no more of it
    let more = json!({ "kind": "surplus_transfer", "on": "2026-01-17", "amount_vnd": 469_851 });
    let more = treasurer.post(&entries, more).await;
    assert_eq!((more.code(), &more.body["surplus_vnd"]), ("not_enough_surplus", &json!(469_850)));
    let moved = json!({ "kind": "surplus_transfer", "on": "2026-01-17", "amount_vnd": 469_850 });
    assert_eq!(treasurer.post(&entries, moved).await.status, 201);
    let capital = |amount: i64| json!({ "kind": "capital_from_surplus", "on": "2026-01-17", "amount_vnd": amount, "document": "NQ 01/2026" });
    let above = treasurer.post(&entries, capital(93_971)).await;
    assert_eq!((above.code(), &above.body["surplus_vnd"]), ("not_enough_surplus", &json!(93_970)));
    assert_eq!(treasurer.post(&entries, capital(93_970)).await.status, 201);
    assert_eq!(on(&app, "2026-01-17", "income", "capital_from_surplus").await, -375_880);
    assert_eq!(on(&app, "2026-01-17", "income", "surplus").await, 0);
    assert_eq!(on(&app, "2026-01-17", "operating", "operating_capital").await, -1_489_850);
    // its share has gone: it cannot be undone any more
    let asked = ask(&again, json!({ "reason": "Sai" })).await;
    let approval = format!("/v1/reversals/{}/approval", asked.id());
    let gone = chair.post_if(&approval, &asked.etag(), json!({})).await;
    assert_eq!((gone.code(), &gone.body["account"]), ("not_enough_money", &json!("operating_share")));
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
}

#[actix_web::test]
async fn years_whose_books_are_closed_go_with_the_next() {
    let app = TestApp::start().await;
    let club = app.here.club;
    let chair = app.role(Role::ClubChair, app.here).await;
    let closing = format!("/v1/clubs/{club}/closings");
    assert_eq!(chair.post(&closing, json!({ "through": "2024-12-31" })).await.status, 201);
    let path = format!("/v1/clubs/{club}/year-ends");
    assert_eq!(chair.post(&path, json!({ "year": 2024 })).await.code(), "books_closed");
    let both = chair.post(&path, json!({ "year": 2025 })).await;
    assert_eq!((both.status.as_u16(), &both.body["funds"][0]["result_vnd"]), (201, &json!(1_000_000)));
}
