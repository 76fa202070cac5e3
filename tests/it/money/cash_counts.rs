//! Counts of the cash box, through the whole application.

use crate::support::TestApp;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn counted(app: &TestApp, on: &str, amount: i64) -> Value {
    json!({ "fund": "income", "counted_on": on, "counted_vnd": amount,
        "first_counter": app.here.member, "second_counter": app.here.plain_member })
}

#[actix_web::test]
async fn a_count_that_agrees_is_kept_and_one_that_does_not_is_explained_and_posted() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/cash-counts", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let agreed = treasurer.post(&list, counted(&app, "2026-09-30", 15_000_000)).await;
    assert_eq!((agreed.status.as_u16(), &agreed.body["entry_id"]), (201, &Value::Null), "{}", agreed.body);

    let census = app.census().await;
    let short = treasurer.post(&list, counted(&app, "2026-11-17", 15_500_000)).await;
    assert_eq!(short.code(), "difference_unexplained");
    assert_eq!(
        (&short.body["expected_vnd"], &short.body["difference_vnd"]),
        (&json!(15_535_000), &json!(-35_000))
    );
    assert_eq!(app.census().await, census);

    let mut explained = counted(&app, "2026-11-17", 15_500_000);
    explained["explanation"] = json!("Thiếu tiền lẻ");
    let key = [("Idempotency-Key", "the-count-of-november")];
    let posted = treasurer.send(Method::POST, &list, Some(explained.clone()), &key).await;
    assert_eq!(
        (posted.status.as_u16(), &posted.body["difference_vnd"]),
        (201, &json!(-35_000)),
        "{}",
        posted.body
    );
    let entry =
        treasurer.get(&format!("/v1/entries/{}", posted.body["entry_id"].as_str().unwrap())).await.body;
    assert_eq!(
        (&entry["kind"], &entry["number"], &entry["amount_vnd"]),
        (&json!("cash_difference"), &json!(5), &json!(35_000))
    );
    assert_eq!(treasurer.send(Method::POST, &list, Some(explained), &key).await.body, posted.body);
    assert_eq!(app.count("changes where entity = 'cash_count'").await, 2);
    assert!(!app.text("select string_agg(difference::text, '') from changes").await.contains("tiền lẻ"));
    // what was missing is found again
    let mut surplus = counted(&app, "2026-11-18", 15_535_000);
    surplus["explanation"] = json!("Đã tìm thấy");
    assert_eq!(treasurer.post(&list, surplus).await.body["difference_vnd"], 35_000);
    let differences = format!(
        "select balance_vnd from ledger_balances where account = 'cash_differences' and club_id = '{}'",
        app.here.club
    );
    assert_eq!(app.text(&differences).await, "0");

    let officer = app.role(Role::CommuneFinanceOfficer, app.here).await;
    let days: Vec<_> = officer.get(&list).await.items().iter().map(|row| row["counted_on"].clone()).collect();
    assert_eq!(days, ["2026-11-18", "2026-11-17", "2026-10-17", "2026-09-30"]);
    let page = officer.get(&format!("{list}?limit=2")).await;
    let next = page.body["next"].as_str().unwrap();
    assert_eq!(
        officer.get(&format!("{list}?limit=2&after={next}")).await.items()[0]["id"],
        json!(app.here.cash_count)
    );
    let one = format!("/v1/cash-counts/{}", app.here.cash_count);
    assert_eq!(officer.get(&one).await.body["counted_vnd"], 1_000_000);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    let absent = stranger.get(&format!("/v1/cash-counts/{}", app.here.member)).await;
    assert_eq!(stranger.get(&one).await.without_request_id(), absent.without_request_id());
    assert_eq!(stranger.get(&list).await.status, 404);
}

#[actix_web::test]
async fn a_count_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/cash-counts", app.here.club);
    assert_eq!(app.role(Role::ClubChair, app.here).await.post(&list, json!({})).await.code(), "forbidden");
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let census = app.census().await;
    for (name, value, code) in [
        ("counted_vnd", json!(-1), "range"),
        ("counted_vnd", json!(0.5), "amount_not_whole"),
        ("counted_vnd", json!(1_000_000_000_001_i64), "amount_too_large"),
        ("counted_on", json!("2026-11-23"), "date_in_future"),
        ("first_counter", json!(app.there.member), "unknown_member"),
        ("second_counter", json!(app.here.applicant), "unknown_member"),
        ("fund", json!("third"), "choice"),
    ] {
        let mut body = counted(&app, "2026-11-17", 15_535_000);
        body[name] = value.clone();
        let reply = treasurer.post(&list, body).await;
        assert_eq!(reply.errors(), [(format!("/{name}").as_str(), code)], "{value}");
    }
    let mut alone = counted(&app, "2026-11-17", 15_535_000);
    alone["second_counter"] = alone["first_counter"].clone();
    assert_eq!(treasurer.post(&list, alone).await.code(), "counters_not_two");
    let mut before = counted(&app, "2024-05-19", 0);
    (before["first_counter"], before["second_counter"]) = (json!(app.here.member), json!(app.here.borrower));
    assert_eq!(treasurer.post(&list, before).await.errors().len(), 2, "they were no members yet");
    // an empty box is a count too
    let empty = treasurer.post(&list, counted(&app, "2026-11-17", 0)).await;
    assert_eq!(empty.code(), "difference_unexplained");
    assert_eq!(app.census().await, census);
    let chair = app.role(Role::ClubChair, app.here).await;
    let closed = chair
        .post(&format!("/v1/clubs/{}/closings", app.here.club), json!({ "through": "2026-11-17" }))
        .await;
    assert_eq!(closed.status, 201);
    assert_eq!(treasurer.post(&list, counted(&app, "2026-11-17", 15_535_000)).await.code(), "books_closed");
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&list, counted(&app, "2026-11-18", 15_535_000)).await.status, 404);
}

#[actix_web::test]
async fn a_count_says_that_its_day_was_changed_after_it() {
    let app = TestApp::start().await;
    let one = format!("/v1/cash-counts/{}", app.here.cash_count);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let told = async || {
        let count = treasurer.get(&one).await;
        let said = ["changed_since", "entries_since", "counted_vnd", "book_now_vnd"];
        (said.map(|name| count.body[name].clone()), count.etag())
    };
    let as_it_was = ([json!(false), json!(0), json!(1_000_000), json!(1_000_000)], "\"1\"".to_owned());
    assert_eq!(told().await, as_it_was);
    let expense = |on: &str| json!({ "kind": "expense", "narrative": "Chi", "on": on, "amount_vnd": 1_000 });
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    assert_eq!(treasurer.post(&list, expense("2026-10-18")).await.status, 201);
    assert_eq!(told().await, as_it_was, "a later day");
    let gift =
        json!({ "kind": "donation", "party": "A", "fund": "income", "on": "2026-10-17", "amount_vnd": 7 });
    assert_eq!(treasurer.post(&list, gift).await.status, 201);
    assert_eq!(told().await, as_it_was, "the other fund");
    assert_eq!(treasurer.post(&list, expense("2026-10-17")).await.status, 201);
    let changed = ([json!(true), json!(1), json!(1_000_000), json!(999_000)], "\"2\"".to_owned());
    assert_eq!(told().await, changed);
    let page = treasurer.get(&format!("/v1/clubs/{}/cash-counts", app.here.club)).await;
    assert_eq!(page.items()[0]["book_now_vnd"], 999_000);
    // back to the same sum it was changed all the same
    let gift = json!({ "kind": "donation", "party": "A", "on": "2026-09-01", "amount_vnd": 1_000 });
    assert_eq!(treasurer.post(&list, gift).await.status, 201);
    let changed = ([json!(true), json!(2), json!(1_000_000), json!(1_000_000)], "\"3\"".to_owned());
    assert_eq!(told().await, changed);
}
