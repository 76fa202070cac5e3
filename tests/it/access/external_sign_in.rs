//! Signing in by another service, against a small one of the tests' own.

use crate::support::provider::{Manner, SmallProvider};
use crate::support::{Reply, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

const AUTHORIZATIONS: &str = "/v1/oidc/vneid/authorizations";
const SESSIONS: &str = "/v1/oidc/vneid/sessions";

async fn stage() -> (TestApp, SmallProvider) {
    let provider = SmallProvider::start();
    let app = TestApp::start_with(provider.as_configured()).await;
    (app, provider)
}

/// Somebody begins to sign in.
async fn begin(app: &TestApp) -> Value {
    let begun = app.anonymous().post(AUTHORIZATIONS, Value::Null).await;
    assert_eq!(begun.status, 200, "{}", begun.body);
    begun.body
}

/// She comes back with a code.
async fn come_back(app: &TestApp, begun: &Value, code: &str, link: Option<Value>) -> Reply {
    let mut body = json!({ "code": code, "state": begun["state"], "ticket": begun["ticket"] });
    if let Some(link) = link {
        body["link"] = link;
    }
    app.anonymous().post(SESSIONS, body).await
}

fn url(begun: &Value) -> &str {
    begun["authorization_url"].as_str().unwrap()
}

/// A code for the account of the secretary, whose password is void from then on.
async fn slip(app: &TestApp) -> Value {
    let administrator = app.role(Role::UserAdministrator, app.here).await;
    let path = format!("/v1/users/{}/password-resets", app.here.user(Role::ClubSecretary));
    let reset = administrator.send(actix_web::http::Method::POST, &path, None, &[]).await;
    assert_eq!(reset.status, 201, "{}", reset.body);
    json!({ "login": reset.body["slip"]["login"], "code": reset.body["slip"]["code"] })
}

/// Signs in as the subject, and links it with the secretary.
async fn linked(app: &TestApp, provider: &SmallProvider, subject: &str) -> Reply {
    let (link, begun) = (slip(app).await, begin(app).await);
    let code = provider.visit(url(&begun), subject);
    come_back(app, &begun, &code, Some(link)).await
}

#[actix_web::test]
async fn an_officer_links_her_identity_by_a_slip_and_then_signs_in_without_a_password() {
    let (app, provider) = stage().await;
    let listed = app.anonymous().get("/v1/sign-in-providers").await;
    assert_eq!(listed.items(), [json!({ "id": "vneid", "name": "VNeID (mẫu)" })]);
    let first = linked(&app, &provider, "officer-1").await;
    assert_eq!((first.status.as_u16(), &first.body["user"]["login"]), (200, &json!("club_secretary.6")));

    let begun = begin(&app).await;
    let code = provider.visit(url(&begun), "officer-1");
    let session = come_back(&app, &begun, &code, None).await;
    assert_eq!(session.status, 200, "{}", session.body);
    let me = app.bearer(session.body["access_token"].as_str().unwrap()).get("/v1/me").await;
    assert_eq!(me.body["user"]["login"], "club_secretary.6");
    let log = app.text("select string_agg(action || ' ' || difference, ' ') from changes").await;
    assert!(log.contains("identity_linked") && !log.contains("officer-1"), "{log}");
    assert_eq!(provider.key_requests(), 1, "what a service says of itself is kept");

    let again = come_back(&app, &begun, &code, None).await;
    assert_eq!((again.code(), &again.body["provider_error"]), ("provider_refused", &json!("invalid_grant")));
    let other = begin(&app).await;
    let stranger = provider.visit(url(&other), "officer-2");
    assert_eq!(come_back(&app, &other, &stranger, None).await.code(), "identity_not_linked");
}

#[actix_web::test]
async fn an_identity_opens_one_account_and_an_account_has_one_identity_of_a_service() {
    let (app, provider) = stage().await;
    assert_eq!(linked(&app, &provider, "officer-1").await.status, 200);
    assert_eq!(linked(&app, &provider, "officer-1").await.code(), "identity_taken");
    assert_eq!(linked(&app, &provider, "officer-2").await.code(), "account_has_identity");
    let (link, begun) = (slip(&app).await, begin(&app).await);
    let wrong = json!({ "login": link["login"], "code": "33333-33333" });
    let code = provider.visit(url(&begun), "officer-3");
    assert_eq!(come_back(&app, &begun, &code, Some(wrong)).await.code(), "code_refused");
    assert_eq!(app.count("external_identities").await, 1);

    let administrator = app.role(Role::UserAdministrator, app.here).await;
    let path = format!("/v1/users/{}/external-identities", app.here.user(Role::ClubSecretary));
    let unlink = async || administrator.send(actix_web::http::Method::DELETE, &path, None, &[]).await;
    assert_eq!(unlink().await.status, 204);
    assert_eq!(unlink().await.code(), "no_external_identity");
    let begun = begin(&app).await;
    let code = provider.visit(url(&begun), "officer-1");
    assert_eq!(come_back(&app, &begun, &code, None).await.code(), "identity_not_linked");
}

#[actix_web::test]
async fn a_disabled_account_is_opened_by_no_identity() {
    let (app, provider) = stage().await;
    assert_eq!(linked(&app, &provider, "officer-1").await.status, 200);
    app.rows(&format!(
        "update users set disabled_at = now() where id = '{}'",
        app.here.user(Role::ClubSecretary)
    ))
    .await;
    let begun = begin(&app).await;
    let code = provider.visit(url(&begun), "officer-1");
    assert_eq!(come_back(&app, &begun, &code, None).await.code(), "identity_not_linked");
}

#[actix_web::test]
async fn a_sign_in_ends_where_it_began() {
    let (app, provider) = stage().await;
    assert_eq!(linked(&app, &provider, "officer-1").await.status, 200);
    let (own, other) = (begin(&app).await, begin(&app).await);
    let code = provider.visit(url(&own), "officer-1");
    for (what, state, ticket) in [
        ("the state of another sign-in", &other["state"], &own["ticket"]),
        ("the ticket of another sign-in", &own["state"], &other["ticket"]),
        ("a made-up state", &json!("made up"), &own["ticket"]),
        ("a made-up ticket", &own["state"], &json!("bWFkZSB1cA")),
    ] {
        let body = json!({ "code": code, "state": state, "ticket": ticket });
        assert_eq!(app.anonymous().post(SESSIONS, body).await.code(), "sign_in_state_refused", "{what}");
    }
    // a code that a stranger slips into another's browser: service and ticket disagree about the verifier
    let slipped = come_back(&app, &other, &code, None).await;
    assert_eq!(slipped.code(), "provider_refused");
    let nowhere = app.anonymous().post("/v1/oidc/nobody/authorizations", Value::Null).await;
    assert_eq!(nowhere.code(), "not_found");
}

#[actix_web::test]
async fn an_identity_token_that_does_not_hold_says_why_and_opens_nothing() {
    type Change = fn(&mut Value, &mut Value) -> bool;
    let (app, provider) = stage().await;
    assert_eq!(linked(&app, &provider, "officer-1").await.status, 200);
    let cases: [(&str, Change); 10] = [
        ("issuer", |_, claims| {
            claims["iss"] = json!("https://elsewhere.example");
            true
        }),
        ("audience", |_, claims| {
            claims["aud"] = json!("another-client");
            true
        }),
        ("audience", |_, claims| {
            claims["azp"] = json!("another-client");
            true
        }),
        ("nonce", |_, claims| {
            claims["nonce"] = json!("of another sign-in");
            true
        }),
        ("expired", |_, claims| {
            claims["exp"] = json!(1_700_000_000);
            true
        }),
        ("algorithm", |header, _| {
            header["alg"] = json!("none");
            true
        }),
        ("algorithm", |header, _| {
            header["alg"] = json!("HS256");
            true
        }),
        ("signature", |_, _| false),
        ("unknown_key", |header, _| {
            header["kid"] = json!("made up");
            true
        }),
        ("malformed", |header, _| {
            header["crit"] = json!(["b64"]);
            true
        }),
    ];
    let sessions = app.count("refresh_tokens").await;
    for (reason, change) in cases {
        let begun = begin(&app).await;
        let code = provider.visit_and(url(&begun), "officer-1", change);
        let refused = come_back(&app, &begun, &code, None).await;
        assert_eq!((refused.code(), &refused.body["reason"]), ("identity_token_refused", &json!(reason)));
    }
    assert_eq!(app.count("refresh_tokens").await, sessions);
}

#[actix_web::test]
async fn a_service_s_new_key_is_fetched_at_once_and_made_up_ones_cost_it_nothing() {
    let (app, provider) = stage().await;
    assert_eq!(linked(&app, &provider, "officer-1").await.status, 200);
    provider.rotate();
    let begun = begin(&app).await;
    let code = provider.visit(url(&begun), "officer-1");
    assert_eq!(come_back(&app, &begun, &code, None).await.status, 200);
    assert_eq!(provider.key_requests(), 2);
    for _ in 0..5 {
        let begun = begin(&app).await;
        let made_up = |header: &mut Value, _: &mut Value| {
            header["kid"] = json!("made up");
            true
        };
        let code = provider.visit_and(url(&begun), "officer-1", made_up);
        assert_eq!(come_back(&app, &begun, &code, None).await.body["reason"], "unknown_key");
    }
    assert_eq!(provider.key_requests(), 2, "at most once a minute");
}

/// What a client is told while a service cannot be asked: 503, and to try again. (Every other test refuses a 5xx.)
#[actix_web::test]
async fn a_service_that_misbehaves_is_given_up_in_time() {
    for manner in [
        Manner::AnotherIssuer,
        Manner::Redirecting,
        Manner::Endless,
        Manner::Silent,
        Manner::Failing,
        Manner::Gibberish,
    ] {
        let provider = SmallProvider::start();
        provider.behave(manner);
        let providers = provider.as_configured();
        let begun = std::time::Instant::now();
        let service = providers.find("vneid").unwrap();
        let refused = service.authorization_url("state", "nonce", "verifier").await.unwrap_err();
        assert_eq!(<&str>::from(refused.code()), "unavailable", "{manner:?}");
        assert!(begun.elapsed().as_secs() < 8, "{manner:?}: {:?}", begun.elapsed());

        provider.behave(Manner::Well);
        assert!(
            service.authorization_url("state", "nonce", "verifier").await.is_ok(),
            "{manner:?}: it is back"
        );
        provider.behave(manner);
        let answered = service.identify("code", "verifier", "nonce", 0).await.map(drop);
        let code = answered.map_err(|e| <&str>::from(e.code()));
        let expected = if manner == Manner::AnotherIssuer { "provider_refused" } else { "unavailable" };
        assert_eq!(code, Err(expected), "{manner:?}");
    }
}
