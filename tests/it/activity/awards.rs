//! Awards, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn awards_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/awards", app.here.club);
    let one = format!("/v1/awards/{}", app.here.award);
    let member = app.role(Role::Member, app.here).await;
    assert_eq!(member.get(&list).await.items()[0], member.get(&one).await.body);
    let stranger = app.role(Role::Member, app.there).await;
    for (hidden, absent) in [
        (&one, format!("/v1/awards/{}", app.here.member)),
        (&list, format!("/v1/clubs/{}/awards", app.here.member)),
    ] {
        stranger.cannot_tell(hidden, &absent).await;
    }
}

#[actix_web::test]
async fn an_award_to_a_member_is_recorded_once_and_names_nobody() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/awards", app.here.club);
    let committee = app.role(Role::ProvinceCommittee, app.here).await;
    let new = json!({ "member_id": app.here.plain_member, "title": "certificate_of_merit", "level": "province",
        "decision_number": "12/QĐ-UBND", "decided_on": "2026-10-01", "reason": "Chăm sóc người già yếu" });
    let key = [("Idempotency-Key", "the-award-of-october")];
    let made = committee.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.body["member_id"], json!(app.here.plain_member));
    assert!(!made.body.to_string().contains("Đỗ"), "{}", made.body);
    assert_eq!(app.count("changes where entity = 'award' and action = 'created'").await, 1);
    assert_eq!(app.count("changes where difference::text like '%già yếu%'").await, 0);
    let again = committee.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((again.body, app.count("awards").await), (made.body, 3));
    let counted = format!("select awards from activity_metrics where club_id = '{}'", app.here.club);
    assert_eq!(app.text(&counted).await, "1");
    let all = walk(&committee, &path, 50).await;
    assert_eq!((all.len(), &all[0]["decided_on"]), (2, &json!("2026-10-01")), "newest first");
    assert_eq!(walk(&committee, &path, 1).await, all);
    let stranger = app.role(Role::ProvinceCommittee, app.there).await;
    assert_eq!(stranger.post(&path, new).await.status, 404);
}

#[actix_web::test]
async fn an_award_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/awards", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(&path, json!({})).await.code(), "forbidden", "nobody honours herself");
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let census = app.census().await;
    let new = |level: &str, on: &str| json!({ "title": "medal", "level": level, "decided_on": on, "reason": "Tốt" });
    let of = |member: uuid::Uuid| {
        let mut new = new("commune", "2026-10-01");
        new["member_id"] = json!(member);
        new
    };
    for (body, wrong) in [
        (
            json!({ "title": "medal", "level": "commune", "decided_on": "2026-10-01" }),
            ("/reason", "required"),
        ),
        (new("village", "2026-10-01"), ("/level", "choice")),
        (new("district", "2025-07-01"), ("/level", "not_valid_then")),
        (new("commune", "2026-11-23"), ("/decided_on", "date_in_future")),
        (of(app.here.applicant), ("/member_id", "unknown_member")),
        (of(app.there.member), ("/member_id", "unknown_member")),
    ] {
        assert_eq!(association.post(&path, body).await.errors(), [wrong]);
    }
    assert_eq!(association.post(&path, new("commune", "1999-01-01")).await.code(), "date_before_founding");
    assert_eq!(app.census().await, census);
    assert_eq!(association.post(&path, new("district", "2025-06-30")).await.status, 201);
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.post(&path, new("commune", "2026-10-01")).await.status, 404);
}

#[actix_web::test]
async fn an_award_is_corrected() {
    let app = TestApp::start().await;
    let path = format!("/v1/awards/{}", app.here.award);
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let before = association.get(&path).await;
    let late = association.patch(&path, &before.etag(), json!({ "level": "district" })).await;
    assert_eq!(late.errors(), [("/level", "not_valid_then")]);
    let change = json!({ "level": "district", "decided_on": "2025-06-30", "decision_number": "7/QĐ" });
    let after = association.patch(&path, &before.etag(), change).await;
    assert_eq!((after.status.as_u16(), &after.body["level"]), (200, &json!("district")), "{}", after.body);
    assert_eq!(association.patch(&path, &before.etag(), json!({ "reason": "Tốt" })).await.status, 412);
    let cleared = association.patch(&path, &after.etag(), json!({ "decision_number": null })).await;
    assert_eq!(cleared.body["decision_number"], json!(null));
    assert_eq!(
        association.patch(&path, &cleared.etag(), json!({})).await.errors(),
        [("", "nothing_to_change")]
    );
    assert_eq!(app.count("changes where entity = 'award' and action = 'updated'").await, 2);
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.patch(&path, &cleared.etag(), json!({ "reason": "Tốt" })).await.status, 404);
}
