//! Requests that are sent again with their key, after what the caller reaches has changed.

use crate::reporting::reports::{STATE_HALF, half_year};
use crate::support::world::Site;
use crate::support::{Client, Reply, TestApp};
use actix_web::http::Method;
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::ids::{ClubId, UnitId};
use serde_json::{Value, json};
use uuid::Uuid;

const KEY: (&str, &str) = ("Idempotency-Key", "sent-again-and-again");

async fn once(client: &Client<'_>, path: &str, body: &Value) -> Reply {
    client.send(Method::POST, path, Some(body.clone()), &[KEY]).await
}

/// Puts the club here into another hamlet.
async fn put(app: &TestApp, hamlet: Uuid) {
    let (club, today) = (app.here.club, app.today);
    app.rows(&format!(
        "update club_placements set hamlet_id = '{hamlet}' where club_id = '{club}' and is_main;
         select logic.place_clubs(array['{club}'::uuid], '{today}')"
    ))
    .await;
}

fn members(site: Site) -> String {
    format!("/v1/clubs/{}/members", site.club)
}

#[actix_web::test]
async fn a_repeat_is_answered_while_its_club_lies_in_reach_and_not_when_it_has_moved() {
    let app = TestApp::start().await;
    let here = app.here;
    let (commune, chair) =
        (app.role(Role::CommuneAssociation, here).await, app.role(Role::ClubChair, here).await);
    let new = json!({ "full_name": "Lý Thị Mẫu", "sex": "female", "phone": "0912888777" });
    let first = once(&commune, &members(here), &new).await;
    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(once(&commune, &members(here), &new).await.bytes, first.bytes);
    let of_chair = once(&chair, &members(here), &json!({ "full_name": "Lý Văn Mẫu", "sex": "male" })).await;
    assert_eq!(of_chair.status, 201, "{}", of_chair.body);

    put(&app, here.far_hamlet).await;
    let census = app.census().await;
    let again = once(&commune, &members(here), &new).await;
    let absent = commune.get(&format!("/v1/members/{}", Uuid::now_v7())).await;
    assert_eq!(commune.get(&format!("/v1/members/{}", first.id())).await.status, 404);
    assert_eq!((again.status.as_u16(), again.code()), (404, "not_found"), "{}", again.body);
    assert_eq!(again.without_request_id(), absent.without_request_id(), "as of what does not exist");
    assert_eq!(app.census().await, census, "and nothing happens again");
    let kept = once(&chair, &members(here), &json!({ "full_name": "Lý Văn Mẫu", "sex": "male" })).await;
    assert_eq!(kept.bytes, of_chair.bytes, "whose club it is, is still answered");
    // who keeps both communes reaches it still; another request under the key stays another request
    let at = |unit| (Role::CommuneAssociation, Place::Commune(UnitId(unit)));
    let both = app.user(commune.user, &[at(here.commune), at(here.other_commune)]).await;
    assert_eq!(once(&both, &members(here), &new).await.bytes, first.bytes);
    let other = json!({ "full_name": "Ai Khác", "sex": "male" });
    assert_eq!(once(&both, &members(here), &other).await.code(), "idempotency_key_reused");

    put(&app, here.hamlet).await;
    assert_eq!(once(&commune, &members(here), &new).await.bytes, first.bytes, "back in reach");
}

#[actix_web::test]
async fn a_repeat_of_what_was_done_in_a_unit_is_answered_while_the_unit_lies_in_reach() {
    let app = TestApp::start().await;
    let here = app.here;
    let at = |unit| (Role::CommuneAssociation, Place::Commune(UnitId(unit)));
    let user = here.user(Role::CommuneAssociation);
    let both = app.user(user, &[at(here.commune), at(here.other_commune)]).await;
    let path = format!("/v1/communes/{}/hamlets", here.commune);
    let new = json!({ "name": "Xóm Mới", "kind": "xóm", "valid_from": "2026-01-01" });
    let first = once(&both, &path, &new).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let own = app.user(user, &[at(here.commune)]).await;
    assert_eq!(once(&own, &path, &new).await.bytes, first.bytes);
    let other = app.user(user, &[at(here.other_commune)]).await;
    assert_eq!(once(&other, &path, &new).await.code(), "not_found", "the assignment for it has ended");
    let province = [(Role::CommuneAssociation, Place::Province(UnitId(here.province)))];
    assert_eq!(
        once(&app.user(user, &province).await, &path, &new).await.bytes,
        first.bytes,
        "or in a wider one"
    );
}

#[actix_web::test]
async fn a_repeat_of_what_is_of_no_place_is_answered_within_the_reach_that_made_it() {
    let app = TestApp::start().await;
    let here = app.here;
    let user = here.user(Role::NationalAssociation);
    let nation = (Role::NationalAssociation, Place::Nation);
    let commune = (Role::CommuneAssociation, Place::Commune(UnitId(here.commune)));
    let new = half_year(STATE_HALF);
    let first = once(&app.user(user, &[nation, commune]).await, "/v1/reports", &new).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let again = once(&app.user(user, &[nation, commune]).await, "/v1/reports", &new).await;
    assert_eq!(again.bytes, first.bytes);
    let below = once(&app.user(user, &[commune]).await, "/v1/reports", &new).await;
    assert_eq!(below.code(), "not_found", "{}", below.body);
}

#[actix_web::test]
async fn a_volunteer_is_told_again_of_a_visit_while_the_case_is_hers() {
    let app = TestApp::start().await;
    let here = app.here;
    let path = format!("/v1/care-cases/{}/visits", here.care_case);
    let visit = json!({ "visited_on": "2026-11-20", "minutes": 45, "services": ["company"], "volunteers": [here.volunteer] });
    // the chair with another account than the volunteer's, whose key it is
    let volunteer = app.role(Role::Volunteer, here).await;
    let at = (Role::ClubChair, Place::Club(ClubId(here.club)));
    let chair = app.user(here.chair_and_branch_head(), &[at]).await;
    let first = once(&volunteer, &path, &visit).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let later = json!({ "visited_on": "2026-11-21", "minutes": 45, "services": ["company"], "volunteers": [here.volunteer] });
    let of_chair = once(&chair, &path, &later).await;
    assert_eq!(of_chair.status, 201, "{}", of_chair.body);
    assert_eq!(once(&volunteer, &path, &visit).await.bytes, first.bytes);
    let today = app.today;
    app.rows(&format!(
        "update care_case_volunteers set until = '{today}' where case_id = '{}'",
        here.care_case
    ))
    .await;
    assert_eq!(once(&volunteer, &path, &visit).await.code(), "not_found");
    assert_eq!(once(&chair, &path, &later).await.bytes, of_chair.bytes);
}

#[actix_web::test]
async fn the_places_of_a_kept_reply_are_those_that_it_is_of_and_that_were_reached() {
    let app = TestApp::start().await;
    let here = app.here;
    let kept = async |caller: &Client<'_>| {
        let of = format!("select places::text from idempotency_keys where user_id = '{}'", caller.user);
        app.text(&of).await
    };
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let paid = json!({ "kind": "expense", "on": "2026-11-20", "amount_vnd": 1_000, "narrative": "Chè nước" });
    let paid = once(&treasurer, &format!("/v1/clubs/{}/entries", here.club), &paid).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    assert_eq!(kept(&treasurer).await, format!("{{{}}}", here.club));
    // one that lies elsewhere is no place of the reply: it need not come into reach
    let places = |club: Uuid| {
        format!(
            "select logic.places_in_reach(array['{}', '{club}', '{}']::uuid[], false,
                array['{}']::uuid[], array['{}']::uuid[], '{}')::text",
            here.club, here.hamlet, here.commune, here.other_club, app.today
        )
    };
    let mut expected = [here.club, here.other_club, here.hamlet].map(|id| id.to_string());
    expected.sort_unstable();
    let found = app.text(&places(here.other_club)).await;
    let mut found: Vec<&str> = found.trim_matches(['{', '}']).split(',').collect();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert!(!app.text(&places(app.there.club)).await.contains(&app.there.club.to_string()));
}
