//! Members whom the club helps to what is theirs, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::{POLICY, Role};
use serde_json::{Value, json};
use strum::IntoEnumIterator;

/// What stands in the stories of the world and of these tests, and nowhere else.
const CANARY: &str = "hoàng yến";

fn new(app: &TestApp) -> Value {
    json!({ "member_id": app.here.member, "issue": "land", "description": format!("Chuyện {CANARY}"),
        "opened_on": "2026-11-02" })
}

#[actix_web::test]
async fn the_story_is_shown_to_few_and_every_look_is_recorded() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/rights-cases", app.here.club);
    let one = format!("/v1/rights-cases/{}", app.here.rights_case);
    let chair = app.role(Role::ClubChair, app.here).await;
    let found = chair.get(&one).await;
    assert_eq!(found.body["description"], json!("chim hoàng yến"));
    let looked = format!(
        "personal_data_reads where tier = 3 and user_id = '{}' and club_id = '{}'
            and person_id = (select person_id from memberships where id = '{}')",
        chair.user, app.here.club, app.here.plain_member
    );
    assert_eq!(app.count(&looked).await, 1);
    let listed = chair.get(&list).await.items()[0].clone();
    assert_eq!(
        (&listed["id"], listed.get("description"), listed.get("outcome")),
        (&found.body["id"], None, None)
    );
    assert_eq!(app.count(&looked).await, 1, "a list tells no story");

    let (_, holders) = POLICY.iter().find(|(name, _)| *name == "rights_cases.read").unwrap();
    let mut refused = 0;
    for role in Role::iter().filter(|role| !holders.contains(role)) {
        let caller = app.role(role, app.here).await;
        for path in [&one, &list] {
            let reply = caller.get(path).await;
            assert!([403, 404].contains(&reply.status.as_u16()), "{role:?}: {}", reply.body);
            assert!(!reply.body.to_string().contains(CANARY), "{role:?}");
        }
        refused += 1;
    }
    for role in [Role::CommuneFinanceOfficer, Role::ProvinceAssociation, Role::NationalAssociation] {
        assert!(!holders.contains(&role) && refused > 15, "{role:?}");
    }
    let stranger = app.role(Role::ClubChair, app.there).await;
    for (hidden, absent) in [
        (&one, format!("/v1/rights-cases/{}", app.here.member)),
        (&list, format!("/v1/clubs/{}/rights-cases", app.here.member)),
    ] {
        stranger.cannot_tell(hidden, &absent).await;
    }
}

#[actix_web::test]
async fn a_case_goes_its_way_and_the_change_log_tells_no_story() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/rights-cases", app.here.club);
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let key = [("Idempotency-Key", "the-case-of-november")];
    let made = secretary.send(Method::POST, &path, Some(new(&app)), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["state"]), (201, &json!("open")), "{}", made.body);
    assert!(!made.body.to_string().contains(CANARY), "{}", made.body);
    let again = secretary.send(Method::POST, &path, Some(new(&app)), &key).await;
    assert_eq!((&again.body, app.count("rights_cases").await), (&made.body, 3));
    let all = walk(&secretary, &path, 50).await;
    assert_eq!((all.len(), &all[0]), (2, &made.body), "newest first");
    assert_eq!(walk(&secretary, &path, 1).await, all);
    let counted = format!(
        "select concat_ws(' ', rights, rights_cases) from activity_metrics where club_id = '{}'",
        app.here.club
    );
    assert_eq!(app.text(&counted).await, "1 1");

    let one = format!("/v1/rights-cases/{}", made.id());
    let steps = format!("{one}/transitions");
    let settled = json!({ "to": "settled", "on": "2026-11-20", "outcome": format!("Xong, {CANARY}") });
    let soon = secretary.post_if(&steps, &made.etag(), settled.clone()).await;
    assert_eq!((soon.code(), &soon.body["state"]), ("rights_case_refuses", &json!("open")));
    let story = json!({ "outcome": "Xong" });
    assert_eq!(secretary.patch(&one, &made.etag(), story).await.code(), "rights_case_refuses");
    let sent = json!({ "to": "with_authority", "on": "2026-11-10" });
    let sent = secretary.post_if(&steps, &made.etag(), sent).await;
    assert_eq!((sent.status.as_u16(), &sent.body["sent_on"]), (201, &json!("2026-11-10")), "{}", sent.body);
    for (body, wrong) in [
        (json!({ "to": "settled", "on": "2026-11-20" }), ("/outcome", "required")),
        (json!({ "to": "settled", "on": "2026-11-23", "outcome": "x" }), ("/on", "date_in_future")),
        (json!({ "to": "settled", "on": "2026-11-09", "outcome": "x" }), ("/on", "date_order")),
        (json!({ "to": "with_authority", "on": "2026-11-20", "outcome": "x" }), ("/outcome", "not_here")),
    ] {
        assert_eq!(secretary.post_if(&steps, &sent.etag(), body).await.errors(), [wrong]);
    }
    assert_eq!(secretary.post_if(&steps, &made.etag(), settled.clone()).await.status, 412);
    let closed = secretary.post_if(&steps, &sent.etag(), settled.clone()).await;
    assert_eq!(
        (closed.status.as_u16(), &closed.body["closed_on"]),
        (201, &json!("2026-11-20")),
        "{}",
        closed.body
    );
    assert_eq!(
        secretary.post_if(&steps, &closed.etag(), settled.clone()).await.code(),
        "rights_case_refuses"
    );
    let told = json!({ "outcome": format!("Đã xong, {CANARY}"), "description": format!("Kể lại, {CANARY}") });
    let told = secretary.patch(&one, &closed.etag(), told).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let whole = secretary.get(&one).await.body;
    assert_eq!((&whole["outcome"], &whole["version"]), (&json!("Đã xong, hoàng yến"), &json!(4)));

    let actions = "select string_agg(action, ' ' order by seq) from changes where entity = 'rights_case'";
    assert_eq!(app.text(actions).await, "created with_authority settled updated");
    for secret in [CANARY.to_owned(), "land".to_owned(), app.here.member.to_string()] {
        assert_eq!(
            app.count(&format!("changes where difference::text like '%{secret}%'")).await,
            0,
            "{secret}"
        );
    }
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.post_if(&steps, &told.etag(), settled).await.status, 404);
    assert_eq!(stranger.post(&path, new(&app)).await.status, 404);
}

#[actix_web::test]
async fn what_was_opened_may_be_dropped() {
    let app = TestApp::start().await;
    let steps = format!("/v1/rights-cases/{}/transitions", app.here.rights_case);
    let officer = app.role(Role::CommuneSocialOfficer, app.here).await;
    let dropped = json!({ "to": "dropped", "on": "2026-11-20", "outcome": "Bà rút đơn" });
    let dropped = officer.post_if(&steps, "\"1\"", dropped).await;
    assert_eq!(
        (dropped.status.as_u16(), &dropped.body["state"]),
        (201, &json!("dropped")),
        "{}",
        dropped.body
    );
    let stranger = app.role(Role::CommuneSocialOfficer, app.there).await;
    assert_eq!(
        stranger.post_if(&steps, "\"2\"", json!({ "to": "open", "on": "2026-11-20" })).await.status,
        404
    );
}

#[actix_web::test]
async fn a_case_is_refused_by_role_then_by_field() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/rights-cases", app.here.club);
    let auditor = app.role(Role::Auditor, app.here).await;
    assert_eq!(auditor.post(&path, json!({})).await.code(), "forbidden");
    let chair = app.role(Role::ClubChair, app.here).await;
    let census = app.census().await;
    let with = |name: &str, value: Value| {
        let mut body = new(&app);
        body[name] = value;
        body
    };
    for (body, wrong) in [
        (with("description", json!("")), ("/description", "length")),
        (with("issue", json!("weather")), ("/issue", "choice")),
        (with("opened_on", json!("2026-11-23")), ("/opened_on", "date_in_future")),
        (with("opened_on", json!("2024-06-19")), ("/member_id", "unknown_member")),
        (with("member_id", json!(app.here.applicant)), ("/member_id", "unknown_member")),
        (with("member_id", json!(app.there.member)), ("/member_id", "unknown_member")),
        (with("state", json!("settled")), ("/state", "unknown_field")),
    ] {
        assert_eq!(chair.post(&path, body).await.errors(), [wrong]);
    }
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&path, new(&app)).await.status, 404);
}
