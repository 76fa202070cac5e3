//! Placements, through the whole application.

use crate::support::{Client, TestApp};
use actix_web::http::Method;
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::ids::UnitId;
use serde_json::json;

fn path(app: &TestApp) -> String {
    format!("/v1/clubs/{}/placements", app.here.club)
}

async fn etag(client: &Client<'_>, app: &TestApp) -> String {
    client.etag(&format!("/v1/clubs/{}", app.here.club)).await
}

/// Somebody who keeps both communes of the province.
async fn keeper_of_both(app: &TestApp) -> Client<'_> {
    let at = |unit| (Role::CommuneAssociation, Place::Commune(UnitId(unit)));
    let user = app.here.user(Role::CommuneAssociation);
    app.user(user, &[at(app.here.commune), at(app.here.other_commune)]).await
}

#[actix_web::test]
async fn placements_are_listed_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let reply = app.role(Role::ClubChair, app.here).await.get(&path(&app)).await;
    assert_eq!((reply.status.as_u16(), reply.items().len()), (200, 1));
    assert_eq!(reply.items()[0]["hamlet_id"], json!(app.here.hamlet));
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    let hidden = stranger.get(&path(&app)).await;
    let absent = stranger.get(&format!("/v1/clubs/{}/placements", app.here.member)).await;
    assert_eq!(hidden.status, 404);
    assert_eq!(hidden.without_request_id(), absent.without_request_id());
}

#[actix_web::test]
async fn a_club_moves_from_a_day_on_and_the_days_before_stay_as_they_were() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let before = etag(&commune, &app).await;
    let new = json!({ "valid_from": "2026-07-01", "hamlet_id": app.here.other_hamlet, "catchment": [app.here.hamlet] });
    let send = || {
        let headers = [("If-Match", before.as_str()), ("Idempotency-Key", "move-the-club-once")];
        let (commune, path, new) = (commune.clone(), path(&app), new.clone());
        async move { commune.send(Method::POST, &path, Some(new), &headers).await }
    };
    let placed = send().await;
    assert_eq!(placed.status, 201, "{}", placed.body);
    assert_eq!(placed.body["hamlet_id"], json!(app.here.other_hamlet));
    assert_eq!(placed.body["catchment"], json!([app.here.hamlet]));
    assert_eq!(placed.etag(), etag(&commune, &app).await);
    assert_eq!(send().await.body, placed.body);
    assert_eq!(app.count("changes where entity = 'club' and action = 'placed'").await, 1);
    let told = "select string_agg(action, ' ' order by action) from changes where entity = 'placement'";
    assert_eq!(app.text(told).await, "created created updated");
    let moved = format!(
        "club_moves m join changes c using (txid, seq) where c.entity = 'club' and c.action = 'moved'
            and m.club_id = '{}' and m.from_hamlet = '{}' and m.to_hamlet = '{}' and m.to_commune = '{}'",
        app.here.club, app.here.hamlet, app.here.other_hamlet, app.here.commune
    );
    assert_eq!((app.count(&moved).await, app.count("club_moves").await), (1, 1));

    let shown = |on: &'static str| {
        let (commune, path) = (commune.clone(), format!("{}?on={on}", path(&app)));
        async move { commune.get(&path).await }
    };
    let (then, now) = (shown("2026-06-30").await, shown("2026-07-01").await);
    assert_eq!((then.items().len(), now.items().len()), (1, 2));
    assert_eq!(then.items()[0]["valid_to"], "2026-06-30");
    assert_eq!(commune.get(&path(&app)).await.items().len(), 3);
    let stale = commune.post_if(&path(&app), &before, new.clone()).await;
    assert_eq!(stale.status, 412);

    // Said again for the same day: what was said before is replaced, what stays is not cut in two.
    let back = json!({ "valid_from": "2026-07-01", "hamlet_id": app.here.hamlet });
    let again = commune.post_if(&path(&app), &placed.etag(), back).await;
    assert_eq!(again.status, 201, "{}", again.body);
    assert_eq!(commune.get(&path(&app)).await.items().len(), 2, "closed on the eve, and opened anew");
    let list = format!("/v1/hamlets/{}/clubs", app.here.hamlet);
    assert_eq!(commune.get(&list).await.items().len(), 1);
}

#[actix_web::test]
async fn what_does_not_change_goes_on_without_a_seam() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let more = json!({ "valid_from": "2026-07-01", "hamlet_id": app.here.hamlet, "catchment": [app.here.other_hamlet] });
    let reply = commune.post_if(&path(&app), &etag(&commune, &app).await, more).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let list = commune.get(&path(&app)).await;
    assert_eq!(list.items().len(), 2);
    assert_eq!(list.items()[1]["id"], json!(app.here.placement));
    assert_eq!(list.items()[1]["valid_to"], json!(null));
}

#[actix_web::test]
async fn a_club_moves_only_within_the_reach_of_whoever_moves_it_and_into_one_commune() {
    let app = TestApp::start().await;
    let away = json!({ "valid_from": "2026-07-01", "hamlet_id": app.here.far_hamlet });
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let census = app.census().await;
    let refused = commune.post_if(&path(&app), &etag(&commune, &app).await, away.clone()).await;
    assert_eq!(refused.errors(), [("/hamlet_id", "unknown_hamlet")]);
    let both = keeper_of_both(&app).await;
    let etag = etag(&both, &app).await;
    let torn = json!({ "valid_from": "2026-07-01", "hamlet_id": app.here.far_hamlet, "catchment": [app.here.hamlet] });
    assert_eq!(both.post_if(&path(&app), &etag, torn).await.code(), "hamlet_of_another_commune");
    let early = json!({ "valid_from": "2024-01-09", "hamlet_id": app.here.hamlet });
    assert_eq!(both.post_if(&path(&app), &etag, early).await.code(), "date_before_founding");
    assert_eq!(app.census().await, census);

    let moved = both.post_if(&path(&app), &etag, away).await;
    assert_eq!(moved.status, 201, "{}", moved.body);
    assert_eq!(moved.body["commune_id"], json!(app.here.other_commune));
    assert_eq!(commune.get(&format!("/v1/clubs/{}", app.here.club)).await.status, 404);
}

#[actix_web::test]
async fn a_placement_is_refused_by_role_then_by_field_then_by_province() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(&path(&app), json!({})).await.code(), "forbidden");
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let etag = etag(&commune, &app).await;
    let tomorrow = json!({ "valid_from": "2026-11-23", "hamlet_id": app.here.hamlet });
    for (body, wrong) in [
        (json!({}), ("/valid_from", "required")),
        (json!({ "valid_from": "2026-13-01", "hamlet_id": app.here.hamlet }), ("/valid_from", "date")),
        (tomorrow, ("/valid_from", "date_in_future")),
    ] {
        assert_eq!(commune.post_if(&path(&app), &etag, body).await.errors(), [wrong]);
    }
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    let body = json!({ "valid_from": "2026-07-01", "hamlet_id": app.there.hamlet });
    assert_eq!(stranger.post_if(&path(&app), &etag, body).await.status, 404);
}
