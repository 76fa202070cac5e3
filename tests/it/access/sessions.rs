//! Signing in and out, through the whole application.

use crate::support::db::TestDb;
use crate::support::world::PASSWORD;
use crate::support::{Reply, TODAY, TestApp, parts, pools, seed, vault};
use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures_util::future::join_all;
use lien_the_he::access::sessions::store;
use lien_the_he::app::{self, Parts};
use lien_the_he::platform::auth::token::Signer;
use lien_the_he::platform::auth::{Role, Scope, Versions};
use lien_the_he::platform::db::Db;
use lien_the_he::platform::http::{Patience, Today};
use lien_the_he::platform::ids::UserId;
use serde_json::json;
use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::time::sleep;

async fn sign_in(app: &TestApp, login: &str, password: &str) -> Reply {
    app.anonymous().post("/v1/sessions", json!({ "login": login, "password": password })).await
}
async fn refresh(app: &TestApp, token: &str) -> Reply {
    app.anonymous().post("/v1/sessions/refresh", json!({ "refresh_token": token })).await
}
/// From somewhere: an address, and what the client calls itself.
async fn sign_in_from(app: &TestApp, from: &str, login: &str, password: &str) -> Reply {
    let body = json!({ "login": login, "password": password });
    let request = TestRequest::post().uri("/v1/sessions").set_json(body);
    app.anonymous().call(request.peer_addr(SocketAddr::new(from.parse().unwrap(), 4711))).await
}
async fn refresh_with(app: &TestApp, agent: &str, token: &str) -> Reply {
    let request = TestRequest::post().uri("/v1/sessions/refresh").insert_header(("User-Agent", agent));
    app.anonymous().call(request.set_json(json!({ "refresh_token": token }))).await
}
/// Another node of the service.
fn node_over(db: &TestDb) -> Parts {
    parts(db, &Signer::new(seed(7), &[]), TODAY, Patience::default())
}
/// What a node knows of a user, if it knows it without a database: it is told of one that cannot be asked.
async fn remembered(versions: &Versions, user: UserId) -> Option<Option<i32>> {
    let nowhere = pools("host=127.0.0.1 port=1 user=nobody", 1);
    versions.current(&nowhere, &Scope::operator(TODAY), user).await.ok()
}
fn access(reply: &Reply) -> &str {
    reply.body["access_token"].as_str().unwrap_or_else(|| panic!("no session: {}", reply.body))
}
fn token(reply: &Reply) -> &str {
    reply.body["refresh_token"].as_str().unwrap_or_else(|| panic!("no session: {}", reply.body))
}

#[actix_web::test]
async fn who_signs_in_is_told_what_she_is_and_may_do_where() {
    let app = TestApp::start().await;
    let session = sign_in(&app, "Hai.Vai.6", PASSWORD).await;
    assert_eq!((session.status.as_u16(), &session.body["expires_in"]), (200, &json!(900)));
    assert_eq!(session.header("cache-control"), "no-store");
    let reply = app.bearer(access(&session)).get("/v1/me").await;
    assert_eq!(reply.body["user"]["login"], "hai.vai.6");
    let names: Vec<&str> = reply.body["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["place_name"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"CLB Liên thế hệ Vũ Mẫu") && names.contains(&"Xóm Vũ Mẫu 1"), "{names:?}");
    let permissions = reply.body["permissions"].as_array().unwrap();
    let places = |name: &str| {
        permissions.iter().find(|p| p["permission"] == name).map(|p| p["places"].as_array().unwrap().len())
    };
    assert_eq!(
        (places("members.read"), places("members.edit"), places("clubs.establish")),
        (Some(2), Some(1), None)
    );
    let club = app.bearer(access(&session)).get(&format!("/v1/clubs/{}", app.there.club)).await;
    assert_eq!(club.code(), "not_found");
}

#[actix_web::test]
async fn a_refresh_token_is_good_once_and_its_reuse_ends_the_session() {
    let app = TestApp::start().await;
    let first = sign_in(&app, "club_chair.6", PASSWORD).await;
    let elsewhere = sign_in(&app, "club_chair.6", PASSWORD).await;
    let second = refresh(&app, token(&first)).await;
    assert_ne!(token(&first), token(&second));
    assert_eq!(app.bearer(access(&second)).get("/v1/me").await.status, 200);

    app.rows("update refresh_tokens set used_at = used_at - interval '61 seconds'").await;
    assert_eq!(refresh(&app, token(&first)).await.code(), "refresh_token_refused");
    assert_eq!(app.bearer(access(&second)).get("/v1/me").await.code(), "unauthenticated");
    assert_eq!(refresh(&app, token(&second)).await.code(), "refresh_token_refused");
    let other = refresh(&app, token(&elsewhere)).await;
    assert_eq!(other.status, 200, "another session of hers goes on");
    assert_eq!(refresh(&app, token(&first)).await.code(), "refresh_token_refused");
    assert_eq!(
        app.bearer(access(&other)).get("/v1/me").await.status,
        200,
        "an old token voids nothing twice"
    );
    assert_eq!(refresh(&app, "made up").await.code(), "refresh_token_refused");
    assert!(!app.text("select string_agg(t::text, '') from refresh_tokens t").await.contains(token(&other)));
}

#[actix_web::test]
async fn a_lost_reply_to_a_refresh_is_given_again_once_to_the_same_client() {
    let app = TestApp::start().await;
    let body = json!({ "login": "club_chair.6", "password": PASSWORD });
    let signed_in = async || {
        let request = TestRequest::post().uri("/v1/sessions").insert_header(("User-Agent", "phone/1"));
        app.anonymous().call(request.set_json(body.clone())).await
    };
    let session = signed_in().await;
    let lost = refresh_with(&app, "phone/1", token(&session)).await;
    let again = refresh_with(&app, "phone/1", token(&session)).await;
    assert_eq!((again.status.as_u16(), token(&again)), (200, token(&lost)), "{}", again.body);
    assert_eq!(app.bearer(access(&again)).get("/v1/me").await.status, 200);
    let next = refresh_with(&app, "phone/1", token(&again)).await;
    assert_eq!(next.status, 200, "and the session goes on: {}", next.body);
    assert_eq!(app.count("refresh_tokens").await, 3, "the repeat made no token of its own");

    // a third time, by another client, or behind the successor's back: somebody has stolen it
    let session = signed_in().await;
    for _ in 0..2 {
        assert_eq!(refresh_with(&app, "phone/1", token(&session)).await.status, 200);
    }
    assert_eq!(refresh_with(&app, "phone/1", token(&session)).await.code(), "refresh_token_refused");
    let session = signed_in().await;
    let theirs = refresh_with(&app, "phone/1", token(&session)).await;
    assert_eq!(refresh_with(&app, "thief/1", token(&session)).await.code(), "refresh_token_refused");
    assert_eq!(app.bearer(access(&theirs)).get("/v1/me").await.code(), "unauthenticated");
    let session = signed_in().await;
    let one = refresh_with(&app, "phone/1", token(&session)).await;
    assert_eq!(refresh_with(&app, "phone/1", token(&one)).await.status, 200);
    assert_eq!(refresh_with(&app, "phone/1", token(&session)).await.code(), "refresh_token_refused");
    assert!(!app.text("select string_agg(t::text, '') from refresh_tokens t").await.contains("phone"));
}

#[actix_web::test]
async fn two_refreshes_at_once_get_one_successor_and_a_third_ends_the_session() {
    let app = TestApp::start().await;
    let session = sign_in(&app, "club_chair.6", PASSWORD).await;
    let (a, b) = futures_util::join!(refresh(&app, token(&session)), refresh(&app, token(&session)));
    assert_eq!((a.status.as_u16(), b.status.as_u16()), (200, 200), "{} {}", a.body, b.body);
    assert_eq!(token(&a), token(&b));
    assert_eq!(refresh(&app, token(&session)).await.code(), "refresh_token_refused");
    assert_eq!(refresh(&app, token(&a)).await.code(), "refresh_token_refused");
    assert_eq!(app.bearer(access(&a)).get("/v1/me").await.code(), "unauthenticated");
}

#[actix_web::test]
async fn a_stranger_who_guesses_does_not_keep_the_owner_out() {
    let app = TestApp::start().await;
    let (stranger, home) = ("198.51.100.7", "2001:db8:1:2::1");
    for _ in 0..5 {
        assert_eq!(sign_in_from(&app, stranger, "club_chair.6", "wrong").await.code(), "wrong_credentials");
    }
    assert_eq!(sign_in_from(&app, stranger, "club_chair.6", PASSWORD).await.code(), "sign_in_slowed");
    assert_eq!(sign_in_from(&app, home, "club_chair.6", PASSWORD).await.status, 200);
    let stored = app.text("select string_agg(t::text, '') from (select f::text from sign_in_failures f union all select r::text from refresh_tokens r) t").await;
    assert!(!stored.contains(stranger) && !stored.contains("2001:db8"), "{stored}");

    // guesses from everywhere slow the login down everywhere, but not where its holder is known
    for login in ["club_chair.6", "nobody.at.all"] {
        assert_eq!(sign_in_from(&app, "203.0.113.1", login, "wrong").await.code(), "wrong_credentials");
    }
    app.rows(
        "update sign_in_failures set failures = 104;
         delete from sign_in_failures where retry_at > now()",
    )
    .await;
    for login in ["club_chair.6", "nobody.at.all"] {
        // the last before the login as such has to wait
        assert_eq!(sign_in_from(&app, "203.0.113.1", login, "wrong").await.code(), "wrong_credentials");
        assert_eq!(
            sign_in_from(&app, "203.0.113.9", login, "wrong").await.code(),
            "sign_in_slowed",
            "{login}"
        );
    }
    let same_house = "2001:db8:1:2:ffff::2";
    assert_eq!(sign_in_from(&app, same_house, "club_chair.6", PASSWORD).await.status, 200);
}

#[actix_web::test]
async fn after_five_failures_a_login_waits_whether_or_not_it_exists() {
    let app = TestApp::start().await;
    for login in ["club_chair.6", "nobody.at.all"] {
        for _ in 0..5 {
            assert_eq!(sign_in(&app, login, "wrong").await.code(), "wrong_credentials", "{login}");
        }
        let slowed = sign_in(&app, login, PASSWORD).await;
        assert_eq!((slowed.code(), slowed.header("retry-after")), ("sign_in_slowed", "1"), "{login}");
    }
    assert_eq!(sign_in(&app, "club_secretary.6", PASSWORD).await.status, 200, "others do not wait");
    sleep(Duration::from_millis(1100)).await;
    assert_eq!(sign_in(&app, "club_chair.6", PASSWORD).await.status, 200);
    for _ in 0..4 {
        assert_eq!(sign_in(&app, "club_chair.6", "wrong").await.code(), "wrong_credentials", "counted anew");
    }
    assert_eq!(app.count("sign_in_failures where login_hash::text like '%nobody%'").await, 0);
    assert_eq!(app.count("changes").await, 0);
}

#[actix_web::test]
async fn whoever_is_right_is_let_in_however_many_come_at_once() {
    let app = TestApp::start().await;
    let replies = join_all((0..20).map(|_| sign_in(&app, "club_chair.6", PASSWORD))).await;
    assert!(replies.iter().all(|reply| reply.status == 200), "{:?}", replies.iter().map(Reply::code));
    assert_eq!(replies.iter().map(token).collect::<HashSet<_>>().len(), 20);
    assert_eq!(app.count("sign_in_failures").await, 0);
}

#[actix_web::test]
async fn whoever_is_right_is_let_in_beside_strangers_who_guess() {
    let app = TestApp::start().await;
    for _ in 0..4 {
        let guesses = ["wrong", "wrong", PASSWORD, "wrong", PASSWORD, "wrong"];
        let replies = join_all(guesses.map(|guess| sign_in(&app, "club_chair.6", guess))).await;
        for (guess, reply) in guesses.into_iter().zip(&replies) {
            let expected = if guess == PASSWORD { "" } else { "wrong_credentials" };
            assert_eq!(reply.code(), expected, "{}", reply.body);
        }
        assert_eq!(sign_in(&app, "club_chair.6", PASSWORD).await.status, 200, "four failures cost nothing");
    }
}

/// How many guesses can have been checked in so long a time: five for nothing, then one after 1 s, 2 s, 4 s ….
fn at_most(elapsed: Duration) -> usize {
    5 + usize::try_from((elapsed.as_secs() + 1).ilog2()).unwrap()
}

#[actix_web::test]
async fn guesses_made_at_once_cost_as_much_as_one_after_the_other() {
    let app = TestApp::start().await;
    let member = sign_in(&app, "club_secretary.6", PASSWORD).await;
    let change = async || {
        let body = json!({ "current_password": "wrong", "new_password": "mưa rơi tháng bảy" });
        app.bearer(access(&member)).post("/v1/me/password", body).await
    };
    let known = async || join_all((0..50).map(|_| sign_in(&app, "club_chair.6", "wrong"))).await;
    let unknown = async || join_all((0..50).map(|_| sign_in(&app, "nobody.at.all", "wrong"))).await;
    let changing = async || join_all((0..50).map(|_| change())).await;
    for guess in ["known", "unknown", "changing"] {
        app.rows("delete from sign_in_failures").await;
        let begun = Instant::now();
        let (replies, wrong) = match guess {
            "known" => (known().await, "wrong_credentials"),
            "unknown" => (unknown().await, "wrong_credentials"),
            _ => (changing().await, "wrong_password"),
        };
        let checked = replies.iter().filter(|reply| reply.code() == wrong).count();
        let slowed = replies.iter().filter(|reply| reply.code() == "sign_in_slowed").count();
        assert_eq!(checked + slowed, 50, "{guess}");
        assert!((5..=at_most(begun.elapsed())).contains(&checked), "{guess}: {checked} were checked");
        assert_eq!(
            app.text("select string_agg(distinct failures::text, ' ') from sign_in_failures").await,
            checked.to_string(),
            "{guess}"
        );
    }
    assert_eq!(sign_in(&app, "club_secretary.6", PASSWORD).await.code(), "sign_in_slowed");
}

#[actix_web::test]
async fn a_failure_at_one_node_and_a_success_at_another_do_not_meet() {
    let app = TestApp::start().await;
    let node = init_service(app::build(node_over(&app.db))).await;
    let wrong = async || {
        let body = json!({ "login": "club_chair.6", "password": "wrong" });
        let request = TestRequest::post().uri("/v1/sessions").set_json(body).to_request();
        call_service(&node, request).await.status()
    };
    for _ in 0..20 {
        let (right, wrong) = futures_util::join!(sign_in(&app, "club_chair.6", PASSWORD), wrong());
        assert_eq!((right.status.as_u16(), wrong.as_u16()), (200, 401), "{}", right.body);
    }
}

#[actix_web::test]
async fn a_disabled_user_neither_signs_in_nor_goes_on() {
    let app = TestApp::start().await;
    let session = sign_in(&app, "club_secretary.6", PASSWORD).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/users/{}", app.here.user(Role::ClubSecretary));
    assert_eq!(chair.patch(&path, "\"1\"", json!({ "disabled": true })).await.status, 200);
    assert_eq!(app.bearer(access(&session)).get("/v1/me").await.code(), "unauthenticated");
    assert_eq!(refresh(&app, token(&session)).await.code(), "refresh_token_refused");
    assert_eq!(sign_in(&app, "club_secretary.6", PASSWORD).await.code(), "wrong_credentials");
    assert_eq!(sign_in(&app, "machine_client.6", "secret").await.code(), "wrong_credentials");
}

#[actix_web::test]
async fn signing_out_ends_one_session_or_all() {
    let app = TestApp::start().await;
    let (here, phone) =
        (sign_in(&app, "club_chair.6", PASSWORD).await, sign_in(&app, "club_chair.6", PASSWORD).await);
    let listed = app.bearer(access(&here)).get("/v1/sessions").await;
    let current: Vec<bool> = listed.items().iter().map(|s| s["current"].as_bool().unwrap()).collect();
    assert_eq!(current, [false, true]);
    let out = app.bearer(access(&here)).send(Method::DELETE, "/v1/sessions/current", None, &[]).await;
    assert_eq!(out.status, 204);
    assert_eq!(app.bearer(access(&here)).get("/v1/me").await.code(), "unauthenticated");
    assert_eq!(refresh(&app, token(&here)).await.code(), "refresh_token_refused");
    let phone = refresh(&app, token(&phone)).await;
    let tablet = sign_in(&app, "club_chair.6", PASSWORD).await;
    assert_eq!(app.bearer(access(&phone)).send(Method::DELETE, "/v1/sessions", None, &[]).await.status, 204);
    for session in [phone, tablet] {
        assert_eq!(app.bearer(access(&session)).get("/v1/me").await.code(), "unauthenticated");
        assert_eq!(refresh(&app, token(&session)).await.code(), "refresh_token_refused");
    }
}

#[actix_web::test]
async fn a_changed_password_ends_all_other_sessions() {
    let app = TestApp::start().await;
    let (here, phone) =
        (sign_in(&app, "club_chair.6", PASSWORD).await, sign_in(&app, "club_chair.6", PASSWORD).await);
    let change = async |current: &str, new: &str| {
        let body = json!({ "current_password": current, "new_password": new });
        app.bearer(access(&here)).post("/v1/me/password", body).await
    };
    assert_eq!(change("wrong", "mưa rơi tháng bảy").await.code(), "wrong_password");
    assert_eq!(change(PASSWORD, "club_chair.6").await.errors(), [("/new_password", "password")]);
    let changed = change(PASSWORD, "mưa rơi tháng bảy").await;
    assert_eq!(app.bearer(access(&changed)).get("/v1/me").await.status, 200);
    assert_eq!(refresh(&app, token(&phone)).await.code(), "refresh_token_refused");
    assert_eq!(sign_in(&app, "club_chair.6", PASSWORD).await.code(), "wrong_credentials");
    assert_eq!(sign_in(&app, "club_chair.6", "mưa rơi tháng bảy").await.status, 200);
    let log = app.text("select action || difference from changes").await;
    assert!(log.starts_with("password_changed") && !log.contains("argon2"), "{log}");
}

#[actix_web::test]
async fn a_member_sees_her_own_memberships_and_nobody_else_s() {
    let app = TestApp::start().await;
    let reply = app.role(Role::Member, app.here).await.get("/v1/me/memberships").await;
    let ids: Vec<&str> = reply.items().iter().map(|member| member["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [app.here.member.to_string()]);
    assert_eq!(app.role(Role::ClubChair, app.here).await.get("/v1/me/memberships").await.code(), "forbidden");
}

#[actix_web::test]
async fn the_keys_may_be_cached_by_anybody() {
    let app = TestApp::start().await;
    let keys = app.anonymous().get("/.well-known/jwks.json").await;
    assert_eq!(
        (keys.body["keys"].as_array().unwrap().len(), keys.header("cache-control")),
        (1, "public, max-age=300")
    );
    let known =
        TestRequest::get().uri("/.well-known/jwks.json").insert_header(("If-None-Match", keys.etag()));
    assert_eq!(app.anonymous().call(known).await.status, 304);
}

#[actix_web::test]
async fn another_node_hears_of_a_revoked_right_within_a_second_and_asks_nothing_until_then() {
    let app = TestApp::start().await;
    let (url, versions) = (app.db.url(), Versions::default());
    let parts = Parts { versions: versions.clone(), ..node_over(&app.db) };
    let node = init_service(app::build(parts)).await;
    let listening = actix_web::rt::spawn(versions.clone().listen(url));
    let session = sign_in(&app, "club_secretary.6", PASSWORD).await;
    let asks_the_node = async || {
        let bearer = ("Authorization", format!("Bearer {}", access(&session)));
        call_service(&node, TestRequest::get().uri("/v1/me").insert_header(bearer).to_request())
            .await
            .status()
    };

    let user = app.here.user(Role::ClubSecretary);
    let remembered = async || remembered(&versions, user).await;
    let begun = Instant::now();
    while remembered().await.is_none() {
        assert!(begun.elapsed() < Duration::from_secs(10), "the node does not listen");
        assert_eq!(asks_the_node().await, 200);
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(remembered().await, Some(Some(1)));

    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/assignments/{}", app.here.assignment(Role::ClubSecretary));
    let ending = json!({ "last_day": "2026-11-21", "reason": "Hết nhiệm kỳ" });
    assert_eq!(chair.post_if(&format!("{path}/ending"), "\"1\"", ending).await.status, 201);
    let revoked = Instant::now();
    while asks_the_node().await != 401 {
        assert!(revoked.elapsed() < Duration::from_secs(1), "the node has not heard");
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(remembered().await, Some(Some(2)), "and it remembers the new version");
    listening.abort();
}

#[actix_web::test]
async fn what_nobody_needs_any_more_is_forgotten() {
    let app = TestApp::start().await;
    let session = sign_in(&app, "club_chair.6", PASSWORD).await;
    app.rows(
        "insert into refresh_tokens (id, family_id, user_id, token_hash, expires_at)
         select gen_random_uuid(), family_id, user_id, 'old', now() - interval '31 days' from refresh_tokens;
         insert into sign_in_failures values ('old', 9, now() - interval '2 days'), ('new', 9, now());
         insert into idempotency_keys (user_id, key, fingerprint, created_at)
         values (gen_random_uuid(), 'old', '', now() - interval '31 days'), (gen_random_uuid(), 'new', '', now())",
    )
    .await;
    let db = pools(&app.db.url(), 1);
    let scope = Scope::operator(TODAY);
    assert_eq!(db.transaction(&scope, async |w| store::tidy(w).await).await.unwrap(), 3);
    assert_eq!(refresh(&app, token(&session)).await.status, 200);
}

#[actix_web::test]
async fn a_node_that_stopped_listening_trusts_no_memory_and_listens_again() {
    let app = TestApp::start().await;
    let (db, versions) = (pools(&app.db.url(), 2), Versions::default());
    let listening = actix_web::rt::spawn(versions.clone().listen(app.db.url()));
    let (scope, user) = (Scope::operator(TODAY), app.here.user(Role::ClubSecretary));
    let current = async || versions.current(&db, &scope, user).await;
    let begun = Instant::now();
    while remembered(&versions, user).await.is_none() {
        assert!(begun.elapsed() < Duration::from_secs(10), "the node does not listen");
        assert_eq!(current().await.unwrap(), Some(1));
        sleep(Duration::from_millis(20)).await;
    }

    // all connections are cut, and what is told meanwhile nobody hears
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
    app.rows(&format!("{cut}; update users set token_version = 2 where id = '{user}'")).await;
    let revoked = Instant::now();
    let mut seen = None;
    while seen != Some(2) {
        assert!(revoked.elapsed() < Duration::from_secs(1), "{seen:?}: the node trusts its memory");
        seen = current().await.ok().flatten();
        sleep(Duration::from_millis(5)).await;
    }
    while remembered(&versions, user).await.is_none() {
        assert!(revoked.elapsed() < Duration::from_secs(3), "the node does not listen again");
        assert_eq!(current().await.unwrap(), Some(2));
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(remembered(&versions, user).await, Some(Some(2)));
    println!("listens again {:?} after it was cut off", revoked.elapsed());
    listening.abort();
}

#[actix_web::test]
async fn what_a_replica_says_that_is_behind_is_not_remembered() {
    let (app, behind, versions) = (TestApp::start().await, TestDb::new(), Versions::default());
    let db = Db::new(&app.db.url(), &behind.url(), 2, vault(), Today::fixed(TODAY)).unwrap();
    let listening = actix_web::rt::spawn(versions.clone().listen(app.db.url()));
    let (scope, user) = (Scope::operator(TODAY), app.here.user(Role::ClubSecretary));
    app.rows(&format!("update users set token_version = 2 where id = '{user}'")).await;
    let begun = Instant::now();
    while remembered(&versions, user).await.is_none() {
        assert!(begun.elapsed() < Duration::from_secs(10), "the node does not listen");
        versions.current(&db, &scope, user).await.unwrap();
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(remembered(&versions, user).await, Some(Some(2)));
    listening.abort();
}

/// A request to the token endpoint as an OAuth client sends it.
async fn token_request(app: &TestApp, basic: Option<(&str, &str)>, form: &str) -> Reply {
    let mut request = TestRequest::post().uri("/v1/oauth/token").set_payload(form.to_owned());
    request = request.insert_header(("content-type", "application/x-www-form-urlencoded; charset=utf-8"));
    if let Some((id, secret)) = basic {
        let credentials = BASE64_STANDARD.encode(format!("{id}:{secret}"));
        request = request.insert_header(("authorization", format!("Basic {credentials}")));
    }
    app.anonymous().call(request).await
}

#[actix_web::test]
async fn a_program_gets_its_token_by_a_form_by_http_basic_and_by_json() {
    let app = TestApp::start().await;
    let program = app.here.user(Role::MachineClient);
    let secret = "a secret of 43 characters, + and & among them";
    app.rows(&format!("update users set secret_hash = sha256('{secret}') where id = '{program}'")).await;
    let id = program.to_string();
    let url = reqwest::Url::parse_with_params("http://x.example", [("x", secret)]).unwrap();
    let encoded = url.query().unwrap()[2..].to_owned();
    let (granted, body) =
        ("grant_type=client_credentials", format!("client_id={id}&client_secret={encoded}"));
    for (what, basic, form) in [
        ("a form", None, format!("{granted}&{body}")),
        ("HTTP Basic", Some((id.as_str(), encoded.as_str())), granted.to_owned()),
        ("what is not known is overlooked", Some((&id, &encoded)), format!("{granted}&scope=all&resource=x")),
        ("who repeats her id", Some((&id, &encoded)), format!("client_id={id}&{granted}")),
    ] {
        let reply = token_request(&app, basic, &form).await;
        assert_eq!(
            (reply.status.as_u16(), &reply.body["token_type"]),
            (200, &json!("Bearer")),
            "{what}: {}",
            reply.body
        );
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(app.bearer(access(&reply)).get("/v1/me").await.status, 200, "{what}");
    }
    let json = json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret });
    assert_eq!(app.anonymous().post("/v1/oauth/token", json).await.status, 200);
    let credentials = BASE64_STANDARD.encode(format!("{id}:{encoded}"));
    let basic = format!("basic {credentials}");
    let json = Some(json!({ "grant_type": "client_credentials" }));
    assert_eq!(
        app.anonymous()
            .send(Method::POST, "/v1/oauth/token", json, &[("Authorization", &basic)])
            .await
            .status,
        200
    );
}

#[actix_web::test]
async fn the_token_endpoint_refuses_as_rfc_6749_says() {
    let app = TestApp::start().await;
    let id = app.here.user(Role::MachineClient).to_string();
    let granted = "grant_type=client_credentials";
    let wrong = format!("client_id={id}&client_secret=wrong");
    let before = app.census().await;
    for (basic, form, status, error) in [
        (None, format!("{granted}&{wrong}"), 401, "invalid_client"),
        (Some((id.as_str(), "wrong")), granted.to_owned(), 401, "invalid_client"),
        (Some(("nobody", "wrong")), granted.to_owned(), 401, "invalid_client"),
        (Some((id.as_str(), "")), granted.to_owned(), 401, "invalid_client"),
        (Some(("a&b=c", "d")), granted.to_owned(), 401, "invalid_client"),
        (None, granted.to_owned(), 401, "invalid_client"),
        (None, format!("{granted}&client_id={id}"), 401, "invalid_client"),
        (None, format!("{granted}&client_id=x&client_secret={}", "x".repeat(600)), 401, "invalid_client"),
        (None, wrong.clone(), 400, "invalid_request"),
        (None, String::new(), 400, "invalid_request"),
        (None, format!("{granted}&{granted}&{wrong}"), 400, "invalid_request"),
        (None, format!("grant_type=&{wrong}"), 400, "invalid_request"),
        (Some((id.as_str(), "wrong")), format!("{granted}&client_secret=wrong"), 400, "invalid_request"),
        (Some((id.as_str(), "wrong")), format!("{granted}&client_id=another"), 400, "invalid_request"),
        (None, format!("grant_type=password&{wrong}"), 400, "unsupported_grant_type"),
        (None, "grant_type=authorization_code&code=x".to_owned(), 400, "unsupported_grant_type"),
    ] {
        let reply = token_request(&app, basic, &form).await;
        assert_eq!(
            (reply.status.as_u16(), &reply.body["error"]),
            (status, &json!(error)),
            "{form}: {}",
            reply.body
        );
        let description = reply.body["error_description"].as_str().unwrap();
        assert!(
            description.bytes().all(|b| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)),
            "{description}"
        );
        assert_eq!(reply.header("cache-control"), "no-store");
        let challenge = if status == 401 { "Basic realm=\"lien-the-he\", charset=\"UTF-8\"" } else { "" };
        assert_eq!(reply.header("www-authenticate"), challenge);
    }
    let odd = TestRequest::post().uri("/v1/oauth/token").insert_header(("authorization", "Basic !!"));
    let odd = odd.insert_header(("content-type", "application/x-www-form-urlencoded")).set_payload(granted);
    assert_eq!(app.anonymous().call(odd).await.body["error"], "invalid_client");
    let xml = TestRequest::post().uri("/v1/oauth/token").insert_header(("content-type", "text/xml"));
    assert_eq!(app.anonymous().call(xml.set_payload("<a/>")).await.code(), "media_type");
    assert_eq!(app.census().await, before);
}
