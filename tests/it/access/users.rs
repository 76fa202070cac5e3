//! Users and assignments, through the whole application.

use crate::support::world::Site;
use crate::support::{Client, TODAY, TestApp, pools};
use actix_web::http::Method;
use lien_the_he::access::users::store;
use lien_the_he::platform::auth::{Place, Role, Scope};
use lien_the_he::platform::db::Change;
use lien_the_he::platform::error::Code;
use lien_the_he::platform::fields::Login;
use lien_the_he::platform::ids::UnitId;
use lien_the_he::platform::log::Event;
use serde_json::{Value, json};
use uuid::Uuid;

const KEY: (&str, &str) = ("Idempotency-Key", "a-key-of-a-phone-0001");

async fn national(app: &TestApp) -> Client<'_> {
    app.user(app.here.user(Role::SystemAdministrator), &[(Role::UserAdministrator, Place::Nation)]).await
}
async fn provincial(app: &TestApp, site: Site) -> Client<'_> {
    let place = Place::Province(UnitId(site.province));
    app.user(site.user(Role::UserAdministrator), &[(Role::UserAdministrator, place)]).await
}
fn at(level: &str, id: Uuid) -> Value {
    json!({ "level": level, "id": id })
}
fn secretary(site: Site) -> Value {
    json!({
        "login": "Thu.Ky.Mau", "display_name": "Thư ký mẫu",
        "assignment": {
            "role": "club_secretary", "place": at("club", site.club), "member_id": site.plain_member,
        },
    })
}
fn assignments_of(site: Site, role: Role) -> String {
    format!("/v1/users/{}/assignments", site.user(role))
}

#[actix_web::test]
async fn a_user_is_seen_from_where_she_holds_a_role_and_from_nowhere_else() {
    let app = TestApp::start().await;
    let path = format!("/v1/users/{}", app.here.user(Role::ClubTreasurer));
    for role in [Role::ClubChair, Role::UserAdministrator, Role::DataProtectionOfficer] {
        let reply = app.role(role, app.here).await.get(&path).await;
        assert_eq!((reply.status.as_u16(), &reply.body["kind"]), (200, &json!("person")), "{role:?}");
        let stranger = app.role(role, app.there).await;
        let (hidden, absent) =
            (stranger.get(&path).await, stranger.get(&format!("/v1/users/{}", app.here.club)).await);
        assert_eq!(hidden.status, 404);
        assert_eq!(hidden.without_request_id(), absent.without_request_id());
        let hidden = stranger.get(&format!("{path}/assignments")).await;
        assert_eq!(hidden.without_request_id(), absent.without_request_id());
    }
}

#[actix_web::test]
async fn the_list_holds_those_in_reach_page_by_page() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let first = chair.get("/v1/users?limit=5").await;
    let next = first.body["next"].as_str().unwrap();
    let second = chair.get(&format!("/v1/users?limit=50&after={next}")).await;
    let logins: Vec<&str> =
        first.items().iter().chain(second.items()).map(|user| user["login"].as_str().unwrap()).collect();
    assert_eq!(logins.len(), 9, "{logins:?}"); // seven of the board, one of them plain member and volunteer too; its auditor, and one who holds two
    assert!(logins.iter().all(|login| login.ends_with(".6")) && logins.is_sorted(), "{logins:?}");

    let commune = app.role(Role::UserAdministrator, app.here).await;
    for (query, many) in [
        ("role=club_treasurer".to_owned(), 1),
        ("role=province_association".to_owned(), 0),
        (format!("unit_id={}", app.here.hamlet), 10),
        (format!("club_id={}", app.here.other_club), 0),
        (format!("unit_id={}", app.there.hamlet), 0),
    ] {
        let reply = commune.get(&format!("/v1/users?{query}")).await;
        assert_eq!(reply.items().len(), many, "{query}: {}", reply.body);
    }
}

#[actix_web::test]
async fn a_user_is_created_once_and_the_log_shows_neither_name_nor_login_nor_code() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    app.seat(app.here.plain_member, "secretary").await;
    let mut body = secretary(app.here);
    body["member_id"] = json!(app.here.plain_member);
    let first = chair.send(Method::POST, "/v1/users", Some(body.clone()), &[KEY]).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let again = chair.send(Method::POST, "/v1/users", Some(body.clone()), &[KEY]).await;
    assert_eq!((again.code(), &again.body["id"]), ("already_done", &first.body["id"]), "{}", again.body);
    let slip = &first.body["slip"];
    assert_eq!((&slip["login"], &slip["purpose"]), (&json!("Thu.Ky.Mau"), &json!("activation")));
    let code = slip["code"].as_str().unwrap();
    let log = app
        .text(
            "select string_agg(entity || ' ' || action || ' ' || difference, '|' order by seq) from changes",
        )
        .await;
    assert_eq!(app.count("changes").await, 2, "{log}");
    assert!(log.contains("user created") && log.contains("assignment created"), "{log}");
    for personal in ["Thu.Ky", "thu.ky", "Thư ký", code] {
        assert!(!log.contains(personal), "{log}");
    }
    let at_the_club = format!("changes where entity = 'user' and club_id = '{}'", app.here.club);
    assert_eq!(app.count(&at_the_club).await, 1, "a user's event has a place");
    let linked = "users where person_id is not null and login_key = 'thu.ky.mau'";
    assert_eq!(app.count(linked).await, 0, "nobody is linked before she says so");

    body["login"] = json!("thu.ky.MAU");
    assert_eq!(chair.post("/v1/users", body).await.code(), "login_taken");
    let there = secretary(app.there);
    assert_eq!(chair.post("/v1/users", there).await.code(), "not_found");
}

#[actix_web::test]
async fn the_role_is_refused_before_the_body_and_the_body_by_field() {
    let app = TestApp::start().await;
    let reply = app.role(Role::CommuneAssociation, app.here).await.post("/v1/users", json!({})).await;
    assert_eq!(reply.code(), "forbidden");
    let chair = app.role(Role::ClubChair, app.here).await;
    for (field, value, wrong) in [
        ("login", json!("a b"), ("/login", "login")),
        ("password", json!("trăng rằm tháng tám"), ("/password", "unknown_field")),
        ("display_name", json!(""), ("/display_name", "length")),
        ("member_id", json!(app.there.member), ("/member_id", "unknown_member")),
        ("admin", json!(true), ("/admin", "unknown_field")),
    ] {
        let mut body = secretary(app.here);
        body[field] = value;
        let reply = chair.post("/v1/users", body).await;
        assert_eq!((reply.status.as_u16(), reply.errors()), (422, vec![wrong]), "{}", reply.body);
    }
    assert_eq!(app.count("changes").await, 0);
}

#[actix_web::test]
async fn a_disabled_user_is_out_at_once_and_a_stale_version_changes_nothing() {
    let app = TestApp::start().await;
    let (chair, treasurer) =
        (app.role(Role::ClubChair, app.here).await, app.role(Role::ClubTreasurer, app.here).await);
    let path = format!("/v1/users/{}", treasurer.user);
    assert_eq!(treasurer.get("/v1/me").await.status, 200);
    assert_eq!(chair.patch(&path, "\"9\"", json!({ "disabled": true })).await.code(), "version_changed");
    assert_eq!(chair.patch(&path, "\"1\"", json!({})).await.code(), "invalid");
    let reply = chair.patch(&path, "\"1\"", json!({ "disabled": true })).await;
    assert!(reply.status == 200 && reply.body["disabled_at"].is_string(), "{}", reply.body);
    assert_eq!(treasurer.get("/v1/me").await.code(), "unauthenticated");
    let reply = chair.patch(&path, &reply.etag(), json!({ "disabled": false })).await;
    assert!(reply.status == 200 && reply.body["disabled_at"].is_null(), "{}", reply.body);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.patch(&path, "\"3\"", json!({ "disabled": true })).await.code(), "not_found");
}

#[actix_web::test]
async fn rights_are_given_neither_above_nor_outside_nor_to_oneself() {
    let app = TestApp::start().await;
    let here = app.here;
    let path = assignments_of(here, Role::ClubTreasurer);
    app.unlink(here.user(Role::ClubTreasurer)).await;
    let commune = app.role(Role::UserAdministrator, here).await;
    let chair = app.role(Role::ClubChair, here).await;
    let province = provincial(&app, here).await;
    let give = |role: &str, place: Value| json!({ "role": role, "place": place });
    let by = |role: &str, member: Uuid| json!({ "role": role, "place": at("club", here.club), "member_id": member });
    let mut auditor = give("auditor", at("commune", here.commune));
    auditor["valid_to"] = json!("2026-12-31");
    for (who, body, code) in [
        (&chair, give("club_chair", at("club", here.club)), "above_own_role"),
        (&chair, give("hamlet_branch_head", at("hamlet", here.hamlet)), "above_own_role"),
        (&chair, give("club_secretary", at("club", here.other_club)), "not_found"),
        (&commune, auditor.clone(), "above_own_role"),
        (&commune, give("province_association", at("province", here.province)), "above_own_role"),
        (&commune, give("national_analyst", json!({ "level": "nation" })), "above_own_role"),
        (&commune, give("commune_partner", at("commune", here.other_commune)), "not_found"),
        (&commune, give("club_chair", at("club", app.there.club)), "not_found"),
        (&commune, give("commune_partner", at("club", here.club)), "assignment_place_mismatch"),
        (&province, give("district_committee", at("district", here.district)), "assignment_outlives_place"),
        (&province, give("machine_client", at("province", here.province)), "role_of_another_kind"),
        (&chair, by("club_bookkeeper", here.plain_member), "board_money_apart"),
        (&chair, by("club_treasurer", here.borrower), "assignment_overlaps"),
    ] {
        let reply = who.post(&path, body.clone()).await;
        assert_eq!(reply.code(), code, "{body}: {}", reply.body);
    }
    let own = format!("/v1/users/{}/assignments", commune.user);
    let body = give("commune_partner", at("commune", here.commune));
    assert_eq!(commune.post(&own, body).await.code(), "own_assignment");
    auditor.as_object_mut().unwrap().remove("valid_to");
    assert_eq!(province.post(&path, auditor.clone()).await.errors(), [("/valid_to", "required")]);
    auditor["valid_to"] = json!("2026-12-31");
    assert_eq!(province.post(&path, auditor).await.status, 201);
    let stranger = app.role(Role::ClubChair, app.there).await;
    let body = give("club_secretary", at("club", app.there.club));
    assert_eq!(stranger.post(&path, body).await.code(), "not_found");
}

#[actix_web::test]
async fn a_district_role_ends_with_its_district_and_the_refusal_names_the_day() {
    let app = TestApp::start().await;
    let path = assignments_of(app.here, Role::ClubTreasurer);
    let body = json!({ "role": "district_committee", "place": at("district", app.here.district) });
    let reply = provincial(&app, app.here).await.post(&path, body).await;
    assert_eq!((reply.code(), &reply.body["last_day"]), ("assignment_outlives_place", &json!("2025-06-30")));
}

#[actix_web::test]
async fn a_revoked_right_is_refused_at_once() {
    let app = TestApp::start().await;
    let (chair, secretary) =
        (app.role(Role::ClubChair, app.here).await, app.role(Role::ClubSecretary, app.here).await);
    let list = chair.get(&assignments_of(app.here, Role::ClubSecretary)).await;
    let path = format!("/v1/assignments/{}", list.items()[0]["id"].as_str().unwrap());
    let etag = chair.etag(&path).await;
    let members = format!("/v1/clubs/{}/members", app.here.club);
    assert_eq!(secretary.get(&members).await.status, 200);

    let ending = |day: &str| json!({ "last_day": day, "reason": "Hết nhiệm kỳ" });
    let end = format!("{path}/ending");
    assert_eq!(chair.post_if(&end, "\"7\"", ending("2026-11-21")).await.code(), "version_changed");
    assert_eq!(chair.post_if(&end, &etag, ending("2026-11-01")).await.errors(), [("/last_day", "range")]);
    assert_eq!(chair.delete(&path, &etag).await.code(), "assignment_has_begun");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post_if(&end, &etag, ending("2026-11-21")).await.code(), "not_found");
    let reply = chair.post_if(&end, &etag, ending("2026-11-21")).await;
    assert_eq!(
        (reply.status.as_u16(), &reply.body["valid_to"]),
        (201, &json!("2026-11-21")),
        "{}",
        reply.body
    );
    assert_eq!(secretary.get(&members).await.code(), "unauthenticated");
    let log = app.text("select difference::text || action from changes").await;
    assert!(log.contains("ended") && !log.contains("nhiệm kỳ"), "{log}");
    assert_eq!(chair.post_if(&end, &reply.etag(), ending("2026-11-21")).await.code(), "assignment_has_ended");
}

#[actix_web::test]
async fn what_was_given_today_can_be_taken_back_and_voids_the_tokens() {
    let app = TestApp::start().await;
    let (chair, path) =
        (app.role(Role::ClubChair, app.here).await, assignments_of(app.here, Role::ClubSecretary));
    app.link(app.here.user(Role::ClubSecretary), app.here.plain_member).await;
    let body = json!({ "role": "volunteer", "place": at("club", app.here.club) });
    let given = chair.post(&path, body).await;
    assert_eq!(given.status, 201, "{}", given.body);
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let path = format!("/v1/assignments/{}", given.id());
    assert_eq!(chair.delete(&path, &given.etag()).await.status, 204);
    assert_eq!(secretary.get("/v1/me").await.code(), "unauthenticated");
    assert_eq!(chair.get(&path).await.code(), "not_found");
    assert_eq!(app.count("changes where action = 'deleted'").await, 1);
}

#[actix_web::test]
async fn nobody_changes_somebody_who_holds_more_than_they_could_give() {
    let app = TestApp::start().await;
    let officer = app.here.user(Role::ProvinceAssociation);
    let body = json!({ "role": "commune_partner", "place": at("commune", app.here.commune) });
    let path = format!("/v1/users/{officer}");
    assert_eq!(national(&app).await.post(&format!("{path}/assignments"), body).await.status, 201);
    let commune = app.role(Role::UserAdministrator, app.here).await;
    assert_eq!(commune.get(&path).await.status, 200);
    let reply = commune.post(&format!("{path}/password-resets"), Value::Null).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (403, "above_own_role"));
    assert_eq!(commune.patch(&path, "\"1\"", json!({ "disabled": true })).await.code(), "above_own_role");
    let seen = commune.get(&format!("{path}/assignments")).await;
    assert_eq!(seen.items().len(), 1, "the role in the province is not theirs to see: {}", seen.body);
}

#[actix_web::test]
async fn nobody_takes_over_what_a_former_officer_left_behind() {
    let app = TestApp::start().await;
    let here = app.here;
    let (chair, commune) =
        (app.role(Role::ClubChair, here).await, app.role(Role::UserAdministrator, here).await);
    let path = format!("/v1/users/{}", here.user(Role::ClubSecretary));
    app.link(here.user(Role::ClubSecretary), here.plain_member).await;
    let officer = format!("/v1/assignments/{}", here.assignment(Role::ClubSecretary));
    let ending = json!({ "last_day": "2026-11-21", "reason": "Hết nhiệm kỳ" });
    let etag = chair.etag(&officer).await;
    assert_eq!(chair.post_if(&format!("{officer}/ending"), &etag, ending).await.status, 201);

    let before = app.census().await;
    let disable = json!({ "disabled": true });
    assert_eq!(chair.post(&format!("{path}/password-resets"), Value::Null).await.code(), "above_own_role");
    assert_eq!(chair.patch(&path, "\"1\"", disable.clone()).await.code(), "above_own_role");
    // nor by giving her something first
    let member = json!({ "role": "member", "place": at("club", here.club) });
    assert_eq!(chair.post(&format!("{path}/assignments"), member.clone()).await.code(), "above_own_role");
    let absence = json!({ "user_id": here.user(Role::ClubSecretary), "valid_from": "2026-11-22", "valid_to": "2026-11-30", "reason": "Nghỉ phép" });
    let deputies = format!("/v1/assignments/{}/deputies", here.assignment(Role::ClubTreasurer));
    assert_eq!(chair.post(&deputies, absence).await.code(), "above_own_role");
    assert_eq!(app.census().await, before, "nothing is half-written");

    assert_eq!(commune.post(&format!("{path}/password-resets"), Value::Null).await.status, 201);
    assert_eq!(commune.post(&format!("{path}/assignments"), member).await.status, 201);
    assert_eq!(chair.post(&format!("{path}/password-resets"), Value::Null).await.status, 201, "hers again");
}

#[actix_web::test]
async fn a_program_signs_in_with_a_secret_that_is_shown_once() {
    let app = TestApp::start().await;
    let administrator = provincial(&app, app.here).await;
    let new = json!({ "display_name": "Hệ thống mẫu", "province_id": app.here.province });
    let reply = administrator.send(Method::POST, "/v1/machine-clients", Some(new.clone()), &[KEY]).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let again = administrator.send(Method::POST, "/v1/machine-clients", Some(new.clone()), &[KEY]).await;
    assert_eq!(
        (again.code(), &again.body["id"]),
        ("already_done", &reply.body["id"]),
        "the secret is shown once"
    );
    assert!(again.body.get("client_secret").is_none(), "{}", again.body);
    let (id, secret) = (reply.id(), reply.body["client_secret"].as_str().unwrap().to_owned());
    let stored = app.text(&format!("select users::text || (select string_agg(idempotency_keys::text, '') from idempotency_keys) from users where id = '{id}'")).await;
    assert!(!stored.contains(&secret));
    let kept = app
        .text("select octet_length(reply) from idempotency_keys where key = 'a-key-of-a-phone-0001'")
        .await;
    assert!(
        kept.parse::<usize>().unwrap() < 100,
        "what is kept has no room for more than an id: {kept} bytes"
    );

    let credentials = |secret: &str| json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret });
    let token = app.anonymous().post("/v1/oauth/token", credentials(&secret)).await;
    assert_eq!((token.status.as_u16(), &token.body["token_type"]), (200, &json!("Bearer")), "{}", token.body);
    let machine = app.bearer(token.body["access_token"].as_str().unwrap());
    assert_eq!(machine.get(&format!("/v1/clubs/{}", app.here.club)).await.status, 200);
    assert_eq!(machine.get(&format!("/v1/clubs/{}", app.there.club)).await.code(), "not_found");
    assert_eq!(
        app.anonymous().post("/v1/oauth/token", credentials("guess")).await.code(),
        "wrong_credentials"
    );

    let rotate = format!("/v1/machine-clients/{id}/secrets");
    let key = ("Idempotency-Key", "a-key-of-a-phone-0002");
    let rotated = administrator.send(Method::POST, &rotate, None, &[key]).await;
    assert_eq!(rotated.status, 201, "{}", rotated.body);
    let again = administrator.send(Method::POST, &rotate, None, &[key]).await;
    assert_eq!((again.code(), &again.body["id"]), ("already_done", &json!(id)));
    assert_eq!(machine.get("/v1/me").await.code(), "unauthenticated");
    assert_eq!(
        app.anonymous().post("/v1/oauth/token", credentials(&secret)).await.code(),
        "wrong_credentials"
    );
    let secret = rotated.body["client_secret"].as_str().unwrap();
    assert_eq!(app.anonymous().post("/v1/oauth/token", credentials(secret)).await.status, 200);
    let reply = administrator.post(&format!("/v1/users/{id}/password-resets"), Value::Null).await;
    assert_eq!(reply.code(), "machines_have_no_password");
    let commune = app.role(Role::UserAdministrator, app.here).await;
    assert_eq!(commune.post("/v1/machine-clients", new.clone()).await.code(), "above_own_role");
    let stranger = provincial(&app, app.there).await;
    assert_eq!(stranger.post("/v1/machine-clients", new).await.code(), "not_found");
    assert_eq!(stranger.send(Method::POST, &rotate, None, &[]).await.code(), "not_found");
}

#[actix_web::test]
async fn the_first_administrator_is_created_once() {
    let app = TestApp::start().await;
    let db = pools(&app.db.url(), 1);
    let (scope, login) = (Scope::operator(TODAY), Login::parse("Quan.Tri").unwrap());
    let create = async || {
        let created = db.write(&scope, async |w| {
            let (user, given) = store::create_admin(w, &login, "Quản trị", "no hash").await?;
            assert_eq!(given.len(), 2);
            let (created, more) = store::told(w, "created", None, &user).await?;
            Ok(Change::several((), created, more).and_all(given.iter().map(Event::created)))
        });
        created.await.map_err(|e| e.code())
    };
    assert!(create().await.is_ok());
    assert_eq!(create().await.map(drop), Err(Code::LoginTaken));
}

#[actix_web::test]
async fn a_club_names_one_health_officer_at_a_time() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let path = assignments_of(here, Role::ClubSecretary);
    app.link(here.user(Role::ClubSecretary), here.plain_member).await;
    let body = |from: &str| json!({ "role": "club_health_officer", "place": at("club", here.club), "valid_from": from });
    assert_eq!(chair.post(&path, body("2026-11-22")).await.code(), "health_officer_named");
    let officer = format!("/v1/assignments/{}", here.assignment(Role::ClubHealthOfficer));
    let etag = chair.etag(&officer).await;
    let ending = json!({ "last_day": "2026-11-30", "reason": "Hết nhiệm kỳ" });
    assert_eq!(chair.post_if(&format!("{officer}/ending"), &etag, ending).await.status, 201);
    assert_eq!(chair.post(&path, body("2026-11-30")).await.code(), "health_officer_named");
    let named = chair.post(&path, body("2026-12-01")).await;
    assert_eq!(named.status, 201, "{}", named.body);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&path, body("2027-01-01")).await.status, 404);
}
