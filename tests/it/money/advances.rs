//! Advances, through the whole application.

use crate::money::movements::on;
use crate::money::verify::verify;
use crate::support::TestApp;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

#[actix_web::test]
async fn an_advance_is_settled_in_parts_and_never_beyond_itself() {
    let app = TestApp::start().await;
    let club = app.here.club;
    let (entries, advances) = (format!("/v1/clubs/{club}/entries"), format!("/v1/clubs/{club}/advances"));
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let mut advance =
        json!({ "kind": "advance", "on": "2026-11-01", "amount_vnd": 500_000, "narrative": "Mua quà Tết" });
    assert_eq!(treasurer.post(&entries, advance.clone()).await.errors(), [("/member_id", "required")]);
    advance["member_id"] = json!(app.here.member);
    let handed_out = treasurer.post(&entries, advance).await;
    assert_eq!(handed_out.status, 201, "{}", handed_out.body);
    // it is still the fund's
    let cash = format!("select operating_cash_vnd from fund_metrics where club_id = '{club}'");
    assert_eq!(app.text(&cash).await, "1000000");
    let path = format!("/v1/entries/{}/advance-settlements", handed_out.id());
    let settle = async |body: Value| treasurer.post(&path, body).await;
    assert_eq!(settle(json!({ "on": "2026-11-10" })).await.errors(), [("/spent_vnd", "required")]);
    let early = json!({ "on": "2026-10-31", "spent_vnd": 1 });
    assert_eq!(settle(early).await.errors(), [("/narrative", "required"), ("/on", "date_order")]);
    let spent = json!({ "on": "2026-11-10", "spent_vnd": 300_000, "spent_on": "social_help", "narrative": "Quà", "document": "TT 01" });
    let spent = settle(spent).await;
    assert_eq!(
        (spent.status.as_u16(), &spent.body["kind"]),
        (201, &json!("advance_settlement")),
        "{}",
        spent.body
    );
    let above = settle(
        json!({ "on": "2026-11-12", "spent_vnd": 150_000, "returned_vnd": 50_001, "narrative": "Quà" }),
    )
    .await;
    assert_eq!((above.code(), &above.body["open_vnd"]), ("advance_over_settled", &json!(200_000)));
    assert_eq!(app.text(&cash).await, "700000");

    let open = treasurer.get(&format!("{advances}?on=2026-11-22")).await.body;
    assert_eq!((&open["open_vnd"], &open["items"][0]["days"]), (&json!(200_000), &json!(21)), "{open}");
    assert_eq!(open["items"][0]["settled_vnd"], 300_000);
    assert_eq!(open["items"][0]["member_id"], json!(app.here.member));
    assert_eq!(treasurer.get(&format!("{advances}?on=2026-11-09")).await.body["open_vnd"], 500_000);
    // the commune's finance officer reads the books without the names
    let finance = app.role(Role::CommuneFinanceOfficer, app.here).await;
    let nameless = finance.get(&advances).await.body;
    assert_eq!(
        (&nameless["items"][0]["member_id"], &nameless["items"][0]["narrative"]),
        (&Value::Null, &Value::Null)
    );

    let chair = app.role(Role::ClubChair, app.here).await;
    let undo = format!("/v1/entries/{}/reversals", handed_out.id());
    let settled = treasurer.post(&undo, json!({ "reason": "Nhầm" })).await;
    assert_eq!((settled.code(), &settled.body["settled_vnd"]), ("advance_settled", &json!(300_000)));
    // a settlement that is reversed settles nothing
    let wrong =
        treasurer.post(&format!("/v1/entries/{}/reversals", spent.id()), json!({ "reason": "Nhầm" })).await;
    let approval = format!("/v1/reversals/{}/approval", wrong.id());
    assert_eq!(chair.post_if(&approval, &wrong.etag(), json!({})).await.status, 201);
    assert_eq!(treasurer.get(&advances).await.body["open_vnd"], 500_000);
    let rest = settle(
        json!({ "on": "2026-11-22", "spent_vnd": 450_000, "returned_vnd": 50_000, "narrative": "Quà" }),
    )
    .await;
    assert_eq!(rest.status, 201, "{}", rest.body);
    assert_eq!(treasurer.get(&advances).await.body["items"], json!([]));
    assert_eq!(on(&app, "2026-11-22", "operating", "advances").await, 0);
    assert_eq!(on(&app, "2026-11-22", "operating", "operating_expenses").await, 450_000);
    assert_eq!(on(&app, "2026-11-22", "operating", "cash").await, 550_000);
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
}

#[actix_web::test]
async fn what_is_no_advance_is_not_settled_and_other_provinces_see_none() {
    let app = TestApp::start().await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let body = json!({ "on": "2026-11-18", "returned_vnd": 1 });
    let donation = format!("/v1/entries/{}/advance-settlements", app.here.entry);
    assert_eq!(treasurer.post(&donation, body.clone()).await.code(), "not_an_advance");
    let entries = format!("/v1/clubs/{}/entries", app.here.club);
    let advance = json!({ "kind": "advance", "fund": "income", "party": "Thợ in", "on": "2026-11-01", "amount_vnd": 9_000, "narrative": "In sổ" });
    let advance = treasurer.post(&entries, advance).await;
    let path = format!("/v1/entries/{}/advance-settlements", advance.id());
    let help = json!({ "on": "2026-11-18", "spent_vnd": 1, "spent_on": "social_help", "narrative": "Quà" });
    assert_eq!(treasurer.post(&path, help).await.errors(), [("/spent_on", "not_here")]);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&path, body.clone()).await.status, 404);
    let (hidden, absent) =
        (format!("/v1/clubs/{}/advances", app.here.club), format!("/v1/clubs/{}/advances", app.here.member));
    stranger.cannot_tell(&hidden, &absent).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(&path, body).await.code(), "forbidden");
}
