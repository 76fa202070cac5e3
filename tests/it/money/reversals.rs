//! Requests to undo an entry, through the whole application.

use crate::support::TestApp;
use actix_web::http::Method;
use lien_the_he::platform::auth::{Place, Role};
use serde_json::{Value, json};

#[actix_web::test]
async fn an_entry_is_undone_by_its_opposite_when_another_person_approves() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/reversals", app.here.club);
    let one = format!("/v1/reversals/{}", app.here.reversal);
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.get(&list).await.items().len(), 1);
    assert_eq!(chair.get(&format!("{list}?state=approved")).await.items().len(), 0);
    let etag = chair.etag(&one).await;
    let approval = format!("{one}/approval");
    assert_eq!(chair.post_if(&approval, "\"9\"", json!({})).await.code(), "version_changed");
    assert_eq!(chair.post_if(&approval, "", json!({})).await.code(), "if_match_required");
    let headers = [("If-Match", etag.as_str()), ("Idempotency-Key", "undo-the-donation-once")];
    let done = chair.send(Method::POST, &approval, None, &headers).await;
    assert_eq!((done.status.as_u16(), &done.body["state"]), (201, &json!("approved")), "{}", done.body);
    assert_eq!(chair.send(Method::POST, &approval, None, &headers).await.body, done.body);
    let by = done.body["reversed_by"].as_str().unwrap();
    let opposite = chair.get(&format!("/v1/entries/{by}")).await.body;
    let original = chair.get(&format!("/v1/entries/{}", app.here.entry)).await.body;
    assert_eq!((&opposite["kind"], &opposite["on"]), (&json!("reversal"), &json!("2026-11-22")));
    assert_eq!(opposite["reverses"], json!(app.here.entry));
    for (line, was) in opposite["lines"].as_array().unwrap().iter().zip(original["lines"].as_array().unwrap())
    {
        assert_eq!(line["amount_vnd"].as_i64().unwrap(), -was["amount_vnd"].as_i64().unwrap());
    }
    assert_eq!(app.count("changes where entity = 'reversal' and action = 'approved'").await, 1);
    assert!(!app.text("select string_agg(difference::text, '') from changes").await.contains("Ghi nhầm"));
    let again = chair.post_if(&approval, &done.etag(), json!({})).await;
    assert_eq!((again.code(), &again.body["state"]), ("already_decided", &json!("approved")));
    let refusal = chair.post_if(&format!("{one}/refusal"), &done.etag(), json!({})).await;
    assert_eq!(refusal.code(), "already_decided");
    // neither a second time, nor back again
    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    for (entry, code) in [(json!(app.here.entry), "already_reversed"), (json!(by), "reversal_of_a_reversal")]
    {
        let path = format!("/v1/entries/{}/reversals", entry.as_str().unwrap());
        assert_eq!(bookkeeper.post(&path, json!({ "reason": "Nhầm" })).await.code(), code);
    }
    let stranger = app.role(Role::ClubChair, app.there).await;
    for path in [&one, &list] {
        assert_eq!(stranger.get(path).await.status, 404);
    }
    assert_eq!(stranger.post_if(&approval, &etag, json!({})).await.status, 404);
}

#[actix_web::test]
async fn a_request_is_made_by_who_keeps_the_money_and_decided_by_somebody_else() {
    let app = TestApp::start().await;
    let here = app.here;
    let path = format!("/v1/entries/{}/reversals", here.entry);
    let chair = app.role(Role::ClubChair, here).await;
    assert_eq!(chair.post(&path, json!({})).await.code(), "forbidden");
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    assert_eq!(
        treasurer.post(&path, json!({ "reason": "Nhầm" })).await.code(),
        "already_reversed",
        "asked for already"
    );
    assert_eq!(treasurer.post(&path, json!({})).await.errors(), [("/reason", "required")]);

    let club = Place::Club(here.club.into());
    let both = app
        .user(here.user(Role::ClubBookkeeper), &[(Role::ClubBookkeeper, club), (Role::ClubChair, club)])
        .await;
    let one = format!("/v1/reversals/{}", here.reversal);
    let etag = both.etag(&one).await;
    let census = app.census().await;
    for decision in ["approval", "refusal"] {
        let alone = both.post_if(&format!("{one}/{decision}"), &etag, json!({})).await;
        assert_eq!(alone.code(), "requester_decides");
        let role = treasurer.post_if(&format!("{one}/{decision}"), &etag, json!({})).await;
        assert_eq!(role.code(), "forbidden");
    }
    assert_eq!(app.census().await, census);
    let refused = chair.post_if(&format!("{one}/refusal"), &etag, json!({})).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.body["reversed_by"]),
        (201, &Value::Null),
        "{}",
        refused.body
    );
    // refused once, it may be asked for again, for a day of one's choice
    let days = [("2026-11-23", "date_in_future"), ("2024-06-19", "date_order")];
    for (on, code) in days {
        assert_eq!(
            treasurer.post(&path, json!({ "reason": "Nhầm", "on": on })).await.errors(),
            [("/on", code)]
        );
    }
    let asked = treasurer.post(&path, json!({ "reason": "Nhầm", "on": "2026-11-01" })).await;
    assert_eq!(asked.status, 201, "{}", asked.body);
    let approval = format!("/v1/reversals/{}/approval", asked.id());
    let closing = format!("/v1/clubs/{}/closings", here.club);
    // meanwhile the books were closed: the entry stands, and nothing is written
    assert_eq!(chair.post(&closing, json!({ "through": "2026-11-01" })).await.status, 201);
    assert_eq!(chair.post_if(&approval, &asked.etag(), json!({})).await.code(), "books_closed");
    let unknown = format!("/v1/entries/{}/reversals", here.member);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    let (hidden, absent) = (
        stranger.post(&path, json!({ "reason": "x" })).await,
        stranger.post(&unknown, json!({ "reason": "x" })).await,
    );
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
}

#[actix_web::test]
async fn what_has_a_cause_is_undone_with_it_and_money_that_is_gone_cannot_go_back() {
    let app = TestApp::start().await;
    let club = app.here.club;
    let (chair, treasurer) =
        (app.role(Role::ClubChair, app.here).await, app.role(Role::ClubTreasurer, app.here).await);
    let number = async |number: i32| {
        app.text(&format!("select id from ledger_entries where club_id = '{club}' and number = {number}"))
            .await
    };
    let undo = async |entry: &str| {
        let asked =
            treasurer.post(&format!("/v1/entries/{entry}/reversals"), json!({ "reason": "Nhầm" })).await;
        if asked.status != 201 {
            return asked;
        }
        chair.post_if(&format!("/v1/reversals/{}/approval", asked.id()), &asked.etag(), json!({})).await
    };
    let count = json!({ "fund": "income", "counted_on": "2026-11-17", "counted_vnd": 15_534_000, "explanation": "Thiếu",
        "first_counter": app.here.member, "second_counter": app.here.plain_member });
    let count = treasurer.post(&format!("/v1/clubs/{club}/cash-counts"), count).await;
    assert_eq!(undo(count.body["entry_id"].as_str().unwrap()).await.code(), "reversed_with_its_cause");
    // the disbursement stands as long as what was paid on the loan
    let disbursement = undo(&number(3).await).await;
    assert_eq!(disbursement.code(), "later_payments_stand", "{}", disbursement.body);
    let repayment = undo(&number(4).await).await;
    assert_eq!(repayment.status, 201, "{}", repayment.body);
    let owed = format!("select outstanding_vnd from loans where id = '{}'", app.here.loan);
    assert_eq!(app.text(&owed).await, "5000000");
    // the seed money was lent: it is not there to be given back
    let seed = undo(&number(1).await).await;
    assert_eq!((seed.code(), &seed.body["missing_vnd"]), ("not_enough_money", &json!(5_001_000)));
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    let path = format!("/v1/entries/{}/reversals", number(1).await);
    assert_eq!(stranger.post(&path, json!({ "reason": "x" })).await.status, 404);
}
