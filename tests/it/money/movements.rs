//! Movements by the regulation and between the funds, through the whole application.

use crate::money::verify::verify;
use crate::support::{Reply, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

/// What regulations of the tests say of fines, savings and surplus.
pub const BOOKS: &str = r#"{ "fines": [{ "name": "Đi họp muộn", "amount_vnd": 5000 }], "savings_rate_ppm": 36500,
    "surplus": { "operating_percent": 50, "reserve_percent": 10, "capital_percent": 30 } }"#;

/// Gives the club here these rules.
pub async fn rules(app: &TestApp, books: &str) {
    app.rows(&format!("update club_regulations set books = '{books}' where id = '{}'", app.here.regulation))
        .await;
}

/// The lines of an entry: fund, account and amount.
fn lines(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, 201, "{}", reply.body);
    let of = |line: &Value| {
        let (fund, account) = (line["fund"].as_str().unwrap(), line["account"].as_str().unwrap());
        format!("{fund} {account} {}", line["amount_vnd"])
    };
    reply.body["lines"].as_array().unwrap().iter().map(of).collect()
}

/// The balance of an account by the trial balance of a day.
pub async fn on(app: &TestApp, day: &str, fund: &str, account: &str) -> i64 {
    let chair = app.role(Role::ClubChair, app.here).await;
    let balance = chair.get(&format!("/v1/clubs/{}/trial-balance?on={day}", app.here.club)).await;
    let funds = balance.body["funds"].as_array().unwrap();
    assert!(funds.iter().all(|fund| fund["balanced"] == true), "{}", balance.body);
    let fund = funds.iter().find(|totals| totals["fund"] == fund);
    let accounts = fund.map_or(&[][..], |totals| totals["accounts"].as_array().unwrap());
    let line = accounts.iter().find(|line| line["account"] == account);
    line.map_or(0, |line| line["balance_vnd"].as_i64().unwrap())
}

#[actix_web::test]
async fn what_a_fund_earns_and_spends_has_its_own_account() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    for (body, expected) in [
        (
            json!({ "kind": "bank_interest", "amount_vnd": 12_345 }),
            ["income bank 12345", "income bank_interest_income -12345"],
        ),
        (
            json!({ "kind": "bank_interest", "fund": "operating", "purse": "cash", "amount_vnd": 700 }),
            ["operating bank 700", "operating bank_interest_income -700"],
        ),
        (
            json!({ "kind": "other_income", "narrative": "Bán giấy vụn", "amount_vnd": 40_000 }),
            ["income cash 40000", "income other_income -40000"],
        ),
        (
            json!({ "kind": "bank_fee", "amount_vnd": 11_000 }),
            ["income bank_fees 11000", "income bank -11000"],
        ),
        (
            json!({ "kind": "fund_expense", "narrative": "In sổ vay", "amount_vnd": 25_000 }),
            ["income fund_expenses 25000", "income cash -25000"],
        ),
    ] {
        let mut body: Value = body;
        body["on"] = "2026-11-17".into();
        assert_eq!(lines(&treasurer.post(&list, body).await), expected);
    }
    let transfer = json!({ "kind": "fund_transfer", "fund": "operating", "on": "2026-11-18", "amount_vnd": 300_000,
        "document": "QĐ 02/2026", "narrative": "Bổ sung vốn cho vay" });
    assert_eq!(
        lines(&treasurer.post(&list, transfer.clone()).await),
        [
            "operating fund_transfers 300000",
            "operating cash -300000",
            "income cash 300000",
            "income fund_transfers -300000"
        ]
    );
    for missing in ["document", "narrative", "fund"] {
        let mut body = transfer.clone();
        body.as_object_mut().unwrap().remove(missing);
        assert_eq!(treasurer.post(&list, body).await.errors(), [(&*format!("/{missing}"), "required")]);
    }
    let too_much = json!({ "kind": "bank_fee", "on": "2026-11-18", "amount_vnd": 1_346 });
    let too_much = treasurer.post(&list, too_much).await;
    assert_eq!((too_much.code(), &too_much.body["missing_vnd"]), ("not_enough_money", &json!(1)));
    assert_eq!(on(&app, "2026-11-18", "income", "fund_expenses").await, 25_000);
    assert_eq!(on(&app, "2026-11-17", "income", "fund_transfers").await, 0);
    let statement =
        format!("/v1/clubs/{}/fund-statement?fund=income&from=2026-11-01&to=2026-11-30", app.here.club);
    let statement = treasurer.get(&statement).await.body;
    let flows = |side: &str| -> Vec<String> {
        let flows = statement[side].as_array().unwrap();
        flows.iter().map(|f| format!("{} {}", f["kind"].as_str().unwrap(), f["amount_vnd"])).collect()
    };
    assert_eq!(flows("receipts"), ["bank_interest 12345", "fund_transfer 300000", "other_income 40000"]);
    assert_eq!(flows("payments"), ["bank_fee 11000", "fund_expense 25000"]);
    // a fund that the other one gave to has not grown by itself
    let sums = "select injected_vnd, expenses_vnd from fund_metrics where club_id = ";
    let sums = app.rows(&format!("{sums}'{}'", app.here.club)).await;
    assert_eq!(sums[0], [Some("300000".to_owned()), Some("36000".to_owned())]);
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&list, transfer).await.status, 404);
}

#[actix_web::test]
async fn a_fine_is_one_of_the_regulation_at_its_amount() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let fine = |name: &str, amount: i64| json!({ "kind": "fine", "fine": name, "member_id": app.here.member, "on": "2026-11-17", "amount_vnd": amount });
    assert_eq!(treasurer.post(&list, fine("Đi họp muộn", 5_000)).await.code(), "fine_without_rule");
    rules(&app, BOOKS).await;
    let census = app.census().await;
    assert_eq!(treasurer.post(&list, fine("Vắng họp", 5_000)).await.code(), "fine_without_rule");
    let more = treasurer.post(&list, fine("Đi họp muộn", 10_000)).await;
    assert_eq!((more.code(), &more.body["amount_vnd"]), ("fine_not_by_rule", &json!(5_000)));
    let nobody = json!({ "kind": "fine", "on": "2026-11-17", "amount_vnd": 5_000 });
    assert_eq!(
        treasurer.post(&list, nobody).await.errors(),
        [("/member_id", "required"), ("/fine", "required")]
    );
    let other = json!({ "kind": "donation", "party": "A", "fine": "Đi họp muộn", "on": "2026-11-17", "amount_vnd": 1 });
    assert_eq!(treasurer.post(&list, other).await.errors(), [("/fine", "not_here")]);
    assert_eq!(app.census().await, census);
    let taken = treasurer.post(&list, fine("Đi họp muộn", 5_000)).await;
    assert_eq!(lines(&taken), ["operating cash 5000", "operating fine_income -5000"]);
    assert_eq!(taken.body["narrative"], "Đi họp muộn");
}

#[actix_web::test]
async fn a_meeting_takes_fines_shares_and_advances_and_counts_only_where_cash_moved() {
    let app = TestApp::start().await;
    rules(&app, BOOKS).await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let meetings = format!("/v1/clubs/{}/meetings", app.here.club);
    let (chair, keeper) = (app.here.member, app.here.borrower);
    let count = |fund: &str, counted: i64| json!({ "fund": fund, "counted_on": "2026-11-17", "counted_vnd": counted, "first_counter": chair, "second_counter": keeper });
    let mut meeting = json!({
        "kind": "monthly", "held_on": "2026-11-17", "attendance": [{ "member_id": chair, "presence": "present" }],
        "others": [
            { "kind": "advance", "member_id": chair, "amount_vnd": 200_000, "narrative": "Mua quà" },
            { "kind": "fine", "member_id": chair, "fine": "Đi họp muộn", "amount_vnd": 5_000 },
            { "kind": "share_purchase", "member_id": chair, "amount_vnd": 60_000 },
            { "kind": "bank_interest", "amount_vnd": 9_000 }],
        "cash_counts": [count("income", 15_595_000)],
    });
    let uncounted = treasurer.post(&meetings, meeting.clone()).await;
    assert_eq!(uncounted.errors(), [("/cash_counts", "required")]);
    meeting["cash_counts"] = json!([count("income", 15_595_000), count("operating", 805_000)]);
    let recorded = treasurer.post(&meetings, meeting.clone()).await;
    assert_eq!(recorded.status, 201, "{}", recorded.body);
    let kinds: Vec<_> =
        recorded.body["entries"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["fine", "share_purchase", "advance", "bank_interest"]);
    // what two of them take of one limit together is known only when the first is posted
    let mut twice = meeting.clone();
    twice["others"] = json!([
        { "kind": "savings_interest", "member_id": chair, "amount_vnd": 1 },
        { "kind": "savings_interest_payout", "member_id": chair, "amount_vnd": 1 }]);
    assert_eq!(treasurer.post(&meetings, twice).await.errors(), [("/others/1/kind", "repeated")]);
    // the advance is settled in the next one
    let advance = recorded.body["entries"][2]["id"].clone();
    let mut next = json!({
        "kind": "board", "held_on": "2026-11-18", "attendance": [{ "member_id": chair, "presence": "present" }],
        "advance_settlements": [
            { "advance_id": advance, "spent_vnd": 150_000, "returned_vnd": 50_001, "narrative": "Quà" }],
        "cash_counts": [{ "fund": "operating", "counted_on": "2026-11-18", "counted_vnd": 855_000,
            "first_counter": chair, "second_counter": keeper }],
    });
    let above = treasurer.post(&meetings, next.clone()).await;
    assert_eq!((above.code(), &above.body["at"]), ("advance_over_settled", &json!("/advance_settlements/0")));
    next["advance_settlements"][0]["returned_vnd"] = json!(50_000);
    let mut uncounted = next.clone();
    uncounted["cash_counts"] = json!([]);
    assert_eq!(treasurer.post(&meetings, uncounted).await.errors(), [("/cash_counts", "required")]);
    let settled = treasurer.post(&meetings, next).await;
    assert_eq!(settled.status, 201, "{}", settled.body);
    assert_eq!(settled.body["entries"][0]["meeting_id"], settled.body["id"]);
    meeting["kind"] = json!("extraordinary");
    meeting["others"][1]["fine"] = json!("Vắng họp");
    let refused = treasurer.post(&meetings, meeting).await;
    assert_eq!((refused.code(), &refused.body["at"]), ("fine_without_rule", &json!("/others/1")));
}

#[actix_web::test]
async fn savings_earn_what_the_regulation_says_and_no_more() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let post = async |kind: &str, on: &str, amount: i64| {
        let body = json!({ "kind": kind, "member_id": app.here.member, "on": on, "amount_vnd": amount });
        treasurer.post(&list, body).await
    };
    assert_eq!(post("savings_deposit", "2026-01-01", 1_000_000).await.status, 201);
    // without a rate it rests on a decision
    let undecided = post("savings_interest", "2026-04-11", 1).await;
    assert_eq!(undecided.errors(), [("/document", "required")]);
    let due = format!("/v1/clubs/{}/savings-interest?on=2026-04-11", app.here.club);
    assert_eq!(treasurer.get(&due).await.code(), "regulation_without_rate");
    rules(&app, BOOKS).await;
    // 3.65 % of a million is 100 đồng a night, for a hundred nights
    let above = post("savings_interest", "2026-04-11", 10_001).await;
    assert_eq!((above.code(), &above.body["due_vnd"]), ("savings_interest_above_rate", &json!(10_000)));
    let added = post("savings_interest", "2026-04-11", 4_000).await;
    assert_eq!(lines(&added), ["income savings_interest 4000", "income savings -4000"]);
    let paid = post("savings_interest_payout", "2026-04-11", 6_000).await;
    assert_eq!(lines(&paid), ["income savings_interest 6000", "income cash -6000"]);
    assert_eq!(post("savings_interest_payout", "2026-04-11", 1).await.body["due_vnd"], 0);
    let shown = treasurer.get(&due).await.body;
    assert_eq!(
        shown["items"],
        json!([{ "member_id": app.here.member, "savings_vnd": 1_004_000, "earned_vnd": 10_000, "paid_vnd": 10_000, "due_vnd": 0 }])
    );
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    stranger.cannot_tell(&due, &format!("/v1/clubs/{}/savings-interest", app.here.member)).await;
    let finance = app.role(Role::CommuneFinanceOfficer, app.here).await;
    assert_eq!(finance.get(&due).await.code(), "forbidden");
    // what was added earns too: 1,004,000 at 3.65 % is 100.4 a night
    let later = post("savings_interest_payout", "2026-04-21", 1_005).await;
    assert_eq!(later.body["due_vnd"], 1_004);
    assert_eq!(on(&app, "2026-04-11", "income", "savings").await, -1_004_000);
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
}

#[actix_web::test]
async fn shares_are_bought_whole_in_an_open_cycle() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let buy = async |on: &str, amount: i64| {
        let body =
            json!({ "kind": "share_purchase", "member_id": app.here.member, "on": on, "amount_vnd": amount });
        treasurer.post(&list, body).await
    };
    assert_eq!(buy("2025-12-31", 20_000).await.code(), "cycle_not_open");
    let part = buy("2026-11-17", 30_000).await;
    assert_eq!((part.code(), &part.body["share_price_vnd"]), ("shares_not_whole", &json!(20_000)));
    assert_eq!(lines(&buy("2026-11-17", 40_000).await), ["income cash 40000", "income shares -40000"]);
    // who has shares does not leave
    let holdings = app
        .rows(&format!(
            "select pooled_vnd, injected_vnd from fund_metrics where club_id = '{}'",
            app.here.club
        ))
        .await;
    assert_eq!(holdings[0], [Some("40000".to_owned()), Some("40000".to_owned())]);
}
