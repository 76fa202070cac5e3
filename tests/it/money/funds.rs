//! The two funds, through the whole application.

use crate::support::TestApp;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn a_club_shows_its_funds_with_the_money_in_them_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/funds", app.here.club);
    let province = app.role(Role::ProvinceFinanceDepartment, app.here).await;
    let reply = province.get(&list).await;
    let funds: Vec<_> =
        reply.body.as_array().unwrap().iter().map(|fund| (&fund["kind"], &fund["cash_vnd"])).collect();
    let [income, operating] = [json!("income"), json!("operating")];
    assert_eq!(funds, [(&income, &json!(15_535_000)), (&operating, &json!(1_000_000))]);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    let (hidden, absent) =
        (stranger.get(&list).await, stranger.get(&format!("/v1/clubs/{}/funds", app.here.member)).await);
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
}

#[actix_web::test]
async fn each_fund_is_opened_once_and_not_before_the_club_was_established() {
    let app = TestApp::start().await;
    app.rows(&format!(
        "delete from funds where club_id = '{0}'; delete from ledgers where club_id = '{0}'",
        app.here.other_club
    ))
    .await;
    let list = format!("/v1/clubs/{}/funds", app.here.other_club);
    let chair = app
        .user(
            app.here.user(Role::ClubChair),
            &[(Role::ClubChair, lien_the_he::platform::auth::Place::Club(app.here.other_club.into()))],
        )
        .await;
    let census = app.census().await;
    let early = chair.post(&list, json!({ "kind": "income", "opened_on": "2024-04-09" })).await;
    assert_eq!(early.code(), "date_before_founding");
    let future = chair.post(&list, json!({ "kind": "income", "opened_on": "2026-11-23" })).await;
    assert_eq!(future.errors(), [("/opened_on", "date_in_future")]);
    assert_eq!(app.census().await, census);
    let key = [("Idempotency-Key", "the-operating-fund-1")];
    let new = json!({ "kind": "operating", "opened_on": "2024-07-01" });
    let opened = chair.send(Method::POST, &list, Some(new.clone()), &key).await;
    assert_eq!(opened.status, 201, "{}", opened.body);
    let again = chair.send(Method::POST, &list, Some(new.clone()), &key).await;
    assert_eq!(again.body, opened.body);
    assert_eq!(chair.post(&list, new.clone()).await.code(), "fund_already_open");
    assert_eq!(app.count("changes where entity = 'fund'").await, 1);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&list, new).await.status, 404);
}
