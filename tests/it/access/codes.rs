//! One-time codes, through the whole application: nobody sets somebody else's password.

use crate::support::world::{PASSWORD, Site};
use crate::support::{Reply, TestApp};
use actix_web::http::Method;
use futures_util::future::join_all;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

const OWN: &str = "mưa rơi tháng bảy";

/// A new account, made by the chair: of a secretary, by a seat that the plain member has; linked with whomever it says.
async fn created(app: &TestApp, login: &str, member: Option<Uuid>) -> Reply {
    let here = app.here;
    app.seat(here.plain_member, "secretary").await;
    let body = json!({
        "login": login, "display_name": "Thư ký mẫu", "member_id": member,
        "assignment": {
            "role": "club_secretary", "place": { "level": "club", "id": here.club }, "member_id": here.plain_member,
        },
    });
    let reply = app.role(Role::ClubChair, app.here).await.post("/v1/users", body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply
}
fn code(reply: &Reply) -> &str {
    reply.body["slip"]["code"].as_str().unwrap_or_else(|| panic!("no slip: {}", reply.body))
}
async fn activate(app: &TestApp, login: &str, code: &str, password: &str) -> Reply {
    let body = json!({ "login": login, "code": code, "password": password });
    app.anonymous().post("/v1/account-activations", body).await
}
async fn sign_in(app: &TestApp, login: &str, password: &str) -> Reply {
    app.anonymous().post("/v1/sessions", json!({ "login": login, "password": password })).await
}
async fn me(app: &TestApp, session: &Reply) -> Reply {
    app.bearer(session.body["access_token"].as_str().unwrap()).get("/v1/me").await
}
fn resets(site: Site, role: Role) -> String {
    format!("/v1/users/{}/password-resets", site.user(role))
}
/// A code that can be typed and is another.
fn other(code: &str) -> String {
    code.chars().rev().collect::<String>().replace('A', "C")
}

#[actix_web::test]
async fn an_account_has_its_rights_once_its_holder_has_set_her_own_password() {
    let app = TestApp::start().await;
    let user = created(&app, "thu.ky.moi", None).await;
    let code = code(&user).to_owned();
    assert_eq!(user.body["slip"]["login"], "thu.ky.moi");
    for guess in [code.as_str(), PASSWORD, "trăng rằm tháng tám"] {
        assert_eq!(sign_in(&app, "thu.ky.moi", guess).await.code(), "wrong_credentials");
    }
    assert_eq!(activate(&app, "thu.ky.moi", &code, "matkhau123").await.errors(), [("/password", "password")]);
    assert_eq!(activate(&app, "thu.ky.moi", "0", OWN).await.errors(), [("/code", "slip_code")]);

    let typed = code.to_lowercase().replace('-', " ");
    let session = activate(&app, "THU.KY.MOI", &typed, OWN).await;
    assert_eq!(
        (session.status.as_u16(), session.header("cache-control")),
        (200, "no-store"),
        "{}",
        session.body
    );
    assert_eq!(session.body["notices"], json!([]));
    assert_eq!(me(&app, &session).await.body["assignments"][0]["role"], "club_secretary");
    assert_eq!(sign_in(&app, "thu.ky.moi", OWN).await.status, 200);

    assert_eq!(activate(&app, "thu.ky.moi", &code, PASSWORD).await.code(), "code_refused", "it opens once");
    let stored = app.text("select string_agg(t::text, '') from account_codes t").await;
    assert!(!stored.contains(&code) && !stored.contains(&code.replace('-', "")), "{stored}");
    let log = app.text("select string_agg(action || ' ' || actor_id || ' ' || difference, '|' order by seq) from changes where entity = 'user'").await;
    assert!(log.contains(&format!("activated {}", user.id())), "{log}");
    assert!(!log.contains("argon2") && !log.contains(&code), "{log}");
    let hours = "select extract(epoch from expires_at - issued_at) / 3600 from account_codes";
    assert!(app.text(hours).await.starts_with("72.0"));
}

#[actix_web::test]
async fn whatever_is_wrong_with_a_code_is_told_alike() {
    let app = TestApp::start().await;
    let (one, two) = (created(&app, "thu.ky.mot", None).await, created(&app, "thu.ky.hai", None).await);
    let (mine, foreign) = (code(&one).to_owned(), code(&two).to_owned());
    let wrong = activate(&app, "thu.ky.mot", &other(&mine), OWN).await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (409, "code_refused"));
    let same = async |reply: Reply| assert_eq!(reply.without_request_id(), wrong.without_request_id());
    same(activate(&app, "thu.ky.mot", &foreign, OWN).await).await;
    same(activate(&app, "nobody.at.all", &mine, OWN).await).await;
    same(activate(&app, "club_chair.6", &mine, OWN).await).await; // who has no code
    app.rows("delete from sign_in_failures").await;
    app.rows("update account_codes set expires_at = now() where tries > 0").await;
    same(activate(&app, "thu.ky.mot", &mine, OWN).await).await;
    assert_eq!(activate(&app, "thu.ky.hai", &foreign, OWN).await.status, 200);
    same(activate(&app, "thu.ky.hai", &foreign, OWN).await).await;
    assert_eq!(sign_in(&app, "club_chair.6", PASSWORD).await.status, 200, "nobody else is touched");
    assert_eq!(app.count("users where login_key = 'thu.ky.mot' and password_hash is null").await, 1);
    // a disabled account takes no code either
    let three = created(&app, "thu.ky.ba", None).await;
    app.rows("update users set disabled_at = now() where login_key = 'thu.ky.ba'").await;
    same(activate(&app, "thu.ky.ba", code(&three), OWN).await).await;
}

#[actix_web::test]
async fn the_tenth_wrong_try_voids_a_code_and_each_is_in_the_log() {
    let app = TestApp::start().await;
    let user = created(&app, "thu.ky.moi", None).await;
    let right = code(&user).to_owned();
    for tries in 1..=10 {
        app.rows("delete from sign_in_failures").await;
        assert_eq!(activate(&app, "thu.ky.moi", &other(&right), OWN).await.code(), "code_refused");
        assert_eq!(app.text("select tries from account_codes").await, tries.to_string());
    }
    app.rows("delete from sign_in_failures").await;
    assert_eq!(activate(&app, "thu.ky.moi", &right, OWN).await.code(), "code_refused");
    assert_eq!(app.count("account_codes where voided_at is not null and used_at is null").await, 1);
    assert_eq!(app.count("changes where action = 'code_refused' and club_id is not null").await, 10);
    // guesses wait like those at a password, from the address that they come from
    app.rows("delete from sign_in_failures").await;
    for _ in 0..5 {
        activate(&app, "thu.ky.moi", &right, OWN).await;
    }
    let slowed = activate(&app, "thu.ky.moi", &right, OWN).await;
    assert_eq!((slowed.code(), slowed.header("retry-after")), ("sign_in_slowed", "1"));
}

#[actix_web::test]
async fn guesses_made_at_once_are_each_counted() {
    let app = TestApp::start().await;
    let user = created(&app, "thu.ky.moi", None).await;
    let wrong = other(code(&user));
    join_all((0..30).map(|_| activate(&app, "thu.ky.moi", &wrong, OWN))).await;
    let tries = app.text("select tries from account_codes").await;
    assert!((5..=10).contains(&tries.parse::<i32>().unwrap()), "{tries}");
    let replies = join_all((0..5).map(|_| async {
        app.rows("delete from sign_in_failures").await;
        activate(&app, "thu.ky.moi", code(&user), OWN).await
    }))
    .await;
    let opened = replies.iter().filter(|reply| reply.status == 200).count();
    assert!(opened <= 1, "one code opens once");
}

#[actix_web::test]
async fn a_reset_voids_the_password_and_the_holder_is_told_by_whom() {
    let app = TestApp::start().await;
    let session = sign_in(&app, "club_secretary.6", PASSWORD).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let key = ("Idempotency-Key", "a-key-of-a-phone-0001");
    let path = resets(app.here, Role::ClubSecretary);
    let reset = chair.send(Method::POST, &path, None, &[key]).await;
    assert_eq!(
        (reset.status.as_u16(), &reset.body["slip"]["purpose"]),
        (201, &json!("reset")),
        "{}",
        reset.body
    );
    let again = chair.send(Method::POST, &path, None, &[key]).await;
    assert_eq!((again.code(), &again.body["id"]), ("already_done", &reset.body["id"]));
    assert!(!again.body.to_string().contains(code(&reset)));
    assert_eq!(me(&app, &session).await.code(), "unauthenticated");
    assert_eq!(sign_in(&app, "club_secretary.6", PASSWORD).await.code(), "wrong_credentials");

    let second = chair.post(&path, Value::Null).await;
    assert_eq!(
        activate(&app, "club_secretary.6", code(&reset), OWN).await.code(),
        "code_refused",
        "a newer one voids it"
    );
    let session = activate(&app, "club_secretary.6", code(&second), OWN).await;
    let session = if session.status == 200 { sign_in(&app, "club_secretary.6", OWN).await } else { session };
    let notices = session.body["notices"].as_array().unwrap_or_else(|| panic!("{}", session.body));
    assert_eq!(notices.len(), 2);
    assert_eq!((&notices[0]["kind"], &notices[0]["by"]), (&json!("password_reset"), &json!(chair.user)));
    assert_eq!(notices[0]["by_name"], "club_chair 6");
    assert!(notices[0]["used_at"].is_string() && notices[1]["used_at"].is_null(), "{notices:?}");
    let listed = app.bearer(session.body["access_token"].as_str().unwrap()).get("/v1/sessions").await;
    assert_eq!(&listed.body["resets"], &session.body["notices"]);
    assert_eq!(listed.items().len(), 2);
    app.rows("update account_codes set issued_at = issued_at - interval '31 days'").await;
    assert_eq!(sign_in(&app, "club_secretary.6", OWN).await.body["notices"], json!([]), "and not for ever");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&path, Value::Null).await.code(), "not_found");
}

#[actix_web::test]
async fn who_handles_money_gets_no_code_from_a_colleague() {
    let app = TestApp::start().await;
    let (chair, commune) =
        (app.role(Role::ClubChair, app.here).await, app.role(Role::UserAdministrator, app.here).await);
    let before = app.census().await;
    for (role, member) in
        [(Role::ClubBookkeeper, app.here.plain_member), (Role::ClubTreasurer, app.here.borrower)]
    {
        let refused = chair.post(&resets(app.here, role), Value::Null).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "money_role_from_above"), "{role:?}");
        let body = json!({
            "login": "quy.moi", "display_name": "Quỹ", "assignment":
                { "role": role, "place": { "level": "club", "id": app.here.club }, "member_id": member,
                  "valid_from": "2027-01-01" },
        });
        assert_eq!(chair.post("/v1/users", body).await.code(), "money_role_from_above", "{role:?}");
    }
    assert_eq!(app.census().await, before, "nothing is half-written");
    for role in [Role::ClubBookkeeper, Role::ClubTreasurer, Role::ClubChair] {
        assert_eq!(commune.post(&resets(app.here, role), Value::Null).await.status, 201, "{role:?}");
    }
    assert_eq!(sign_in(&app, "club_bookkeeper.6", PASSWORD).await.code(), "wrong_credentials");
    let stranger = app.role(Role::UserAdministrator, app.there).await;
    assert_eq!(stranger.post(&resets(app.here, Role::ClubTreasurer), Value::Null).await.code(), "not_found");
}

#[actix_web::test]
async fn a_code_links_the_account_with_whom_it_was_made_for_and_nobody_with_two() {
    let app = TestApp::start().await;
    let (one, two) = (
        created(&app, "thu.ky.mot", Some(app.here.plain_member)).await,
        created(&app, "thu.ky.hai", Some(app.here.plain_member)).await,
    );
    assert_eq!((&one.body["person_id"], &one.body["person_confirmed_at"]), (&Value::Null, &Value::Null));
    let (a, b) = futures_util::join!(
        activate(&app, "thu.ky.mot", code(&one), OWN),
        activate(&app, "thu.ky.hai", code(&two), OWN)
    );
    let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
    assert_eq!((won.status.as_u16(), lost.code()), (200, "person_has_account"), "{}", lost.body);
    let person =
        app.text(&format!("select person_id from memberships where id = '{}'", app.here.plain_member)).await;
    let user = me(&app, &won).await.body["user"].clone();
    assert_eq!(user["person_id"], json!(person));
    assert!(user["person_confirmed_at"].is_string());
    assert_eq!(app.count("users where login_key like 'thu.ky.%' and person_id is not null").await, 1);
    assert_eq!(
        app.count("users where login_key like 'thu.ky.%' and password_hash is not null").await,
        1,
        "nothing is half-written"
    );
    assert_eq!(app.count("account_codes where used_at is not null").await, 1);
}

#[actix_web::test]
async fn nobody_is_linked_with_the_dead() {
    let app = TestApp::start().await;
    let user = created(&app, "thu.ky.mot", Some(app.here.plain_member)).await;
    let dies = format!(
        "update persons set died_on = '2026-11-20' where id = (select person_id from memberships where id = '{}')",
        app.here.plain_member
    );
    app.rows(&dies).await;
    assert_eq!(activate(&app, "thu.ky.mot", code(&user), OWN).await.code(), "link_to_the_dead");
    assert_eq!(app.count("account_codes where used_at is not null").await, 0);
    let body = json!({
        "login": "thu.ky.hai", "display_name": "Hai", "member_id": app.here.plain_member,
        "assignment": { "role": "member", "place": { "level": "club", "id": app.here.club } },
    });
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post("/v1/users", body).await.code(), "link_to_the_dead");
    assert_eq!(app.count("users where login_key = 'thu.ky.hai'").await, 0);
}

#[actix_web::test]
async fn a_slip_that_was_lost_before_it_was_used_is_made_anew_for_the_same_person() {
    let app = TestApp::start().await;
    let user = created(&app, "thu.ky.mot", Some(app.here.plain_member)).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    app.rows("update account_codes set expires_at = now()").await;
    let anew = chair.post(&format!("/v1/users/{}/password-resets", user.id()), Value::Null).await;
    assert_eq!((anew.status.as_u16(), &anew.body["slip"]["purpose"]), (201, &json!("activation")));
    let session = activate(&app, "thu.ky.mot", code(&anew), OWN).await;
    assert!(session.body["user"]["person_confirmed_at"].is_string(), "{}", session.body);
    let reset = chair.post(&format!("/v1/users/{}/password-resets", user.id()), Value::Null).await;
    assert_eq!(reset.body["slip"]["purpose"], "reset", "now it is hers");
}
