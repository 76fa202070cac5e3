//! Gatherings, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn gathering(app: &TestApp, change: &Value) -> Value {
    let mut body = json!({ "kind": "half_year", "held_on": "2026-07-10", "subject": "Giao ban mẫu",
        "clubs": [{ "club_id": app.here.club, "representatives": 4 }] });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

#[actix_web::test]
async fn a_gathering_is_of_a_place_and_its_clubs_see_it() {
    let app = TestApp::start().await;
    let (commune, province) = (
        format!("/v1/units/{}/gatherings", app.here.commune),
        format!("/v1/units/{}/gatherings", app.here.province),
    );
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let key = [("Idempotency-Key", "the-gathering-of-july")];
    let made = association.send(Method::POST, &commune, Some(gathering(&app, &json!({}))), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["representatives"]), (201, &json!(4)), "{}", made.body);
    assert_eq!(
        (&made.body["commune_id"], &made.body["clubs_invited"]),
        (&json!(app.here.commune), &json!(1))
    );
    let again = association.send(Method::POST, &commune, Some(gathering(&app, &json!({}))), &key).await;
    assert_eq!((again.body, app.count("gatherings").await), (made.body.clone(), 3));
    assert_eq!(app.count("changes where entity = 'gathering' and action = 'created'").await, 1);
    assert_eq!(association.post(&commune, gathering(&app, &json!({}))).await.code(), "gathering_taken");
    let both = json!({ "clubs": [{ "club_id": app.here.club, "representatives": 1 }, { "club_id": app.here.other_club, "representatives": 0 }] });
    let above =
        app.role(Role::ProvinceAssociation, app.here).await.post(&province, gathering(&app, &both)).await;
    assert_eq!((above.status.as_u16(), &above.body["commune_id"]), (201, &Value::Null), "{}", above.body);

    let one = format!("/v1/gatherings/{}", above.id());
    let member = app.role(Role::Member, app.here).await;
    let seen = member.get(&one).await;
    assert_eq!(
        (seen.body["clubs"].as_array().unwrap().len(), &seen.body["clubs_invited"]),
        (1, &json!(2)),
        "its own club and no other"
    );
    let list = format!("/v1/clubs/{}/gatherings", app.here.club);
    let all = walk(&member, &list, 50).await;
    assert_eq!((all.len(), walk(&member, &list, 1).await), (3, all.clone()));
    assert_eq!(association.get(&commune).await.items().len(), 2, "not those of the province");
    let hamlet = app.role(Role::HamletBranchHead, app.here).await;
    assert_eq!(hamlet.get(&format!("/v1/units/{}/gatherings", app.here.hamlet)).await.items().len(), 3);
    let patch = association.patch(&one, &above.etag(), json!({ "subject": "Khác" })).await;
    assert_eq!(patch.status, 404, "a commune sees what the province held, and leaves it alone");
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    let absent = stranger.get(&format!("/v1/gatherings/{}", app.here.member)).await;
    assert_eq!(stranger.get(&one).await.without_request_id(), absent.without_request_id());
    for path in [&commune, &province, &list] {
        assert_eq!(stranger.get(path).await.status, 404, "{path}");
    }
    assert_eq!(stranger.post(&commune, gathering(&app, &json!({}))).await.status, 404);
}

#[actix_web::test]
async fn a_gathering_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let commune = format!("/v1/units/{}/gatherings", app.here.commune);
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(&commune, json!({})).await.code(), "forbidden");
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let census = app.census().await;
    let club =
        |id: uuid::Uuid, representatives: i16| json!({ "club_id": id, "representatives": representatives });
    let (here, other) = (app.here.club, app.here.other_club);
    for (change, wrong) in [
        (json!({ "held_on": "2026-11-23" }), ("/held_on", "date_in_future")),
        (json!({ "clubs": [club(here, 1), club(here, 1)] }), ("/clubs/1/club_id", "repeated")),
        (json!({ "clubs": [club(other, 1)] }), ("/clubs/0/club_id", "unknown_club")),
        (json!({ "clubs": [club(app.there.club, 1)] }), ("/clubs/0/club_id", "unknown_club")),
        (json!({ "clubs": [club(here, 101)] }), ("/clubs/0/representatives", "range")),
        (json!({ "kind": "weekly" }), ("/kind", "choice")),
    ] {
        let reply = association.post(&commune, gathering(&app, &change)).await;
        assert_eq!(reply.errors(), [wrong], "{}", reply.body);
    }
    let earlier = association.post(&commune, gathering(&app, &json!({ "held_on": "2025-06-30" }))).await;
    assert_eq!(earlier.code(), "unit_not_valid", "there was no such commune");
    let hamlet = format!("/v1/units/{}/gatherings", app.here.hamlet);
    assert_eq!(association.post(&hamlet, gathering(&app, &json!({}))).await.status, 404, "hamlets hold none");
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.post(&commune, gathering(&app, &json!({}))).await.status, 404);
}

#[actix_web::test]
async fn a_gathering_gets_its_minutes_and_its_clubs_anew() {
    let app = TestApp::start().await;
    let one = format!("/v1/gatherings/{}", app.here.gathering);
    let officer = app.role(Role::CommuneSocialOfficer, app.here).await;
    let etag = officer.etag(&one).await;
    let after = officer.patch(&one, &etag, json!({ "minutes": "Bàn việc mẫu", "clubs": [{ "club_id": app.here.club, "representatives": 7 }] })).await;
    assert_eq!((after.status.as_u16(), &after.body["representatives"]), (200, &json!(7)), "{}", after.body);
    assert_eq!(after.body["minutes"], "Bàn việc mẫu");
    assert_eq!(officer.patch(&one, &etag, json!({ "minutes": null })).await.status, 412);
    assert!(!app.text("select difference::text from changes").await.contains("mẫu"));
    let stranger = app.role(Role::CommuneSocialOfficer, app.there).await;
    assert_eq!(stranger.patch(&one, &after.etag(), json!({ "minutes": null })).await.status, 404);
}
