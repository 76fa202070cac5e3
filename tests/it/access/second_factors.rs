//! Second factors, through the whole application.

use crate::money::loans::{approved, step};
use crate::support::world::PASSWORD;
use crate::support::{Client, Reply, TestApp, claims, parts, seed};
use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service};
use chrono::Utc;
use lien_the_he::access::second_factors::rules::{step_of, totp};
use lien_the_he::app::{self, Parts};
use lien_the_he::platform::auth::factor::Asked;
use lien_the_he::platform::auth::token::Signer;
use lien_the_he::platform::auth::{POLICY, Role, asks_second_factor};
use lien_the_he::platform::http::Patience;
use serde_json::{Value, json};
use totp_rs::Secret;

const FACTORS: &str = "/v1/me/second-factors";
const CONFIRMATION: &str = "/v1/me/second-factors/confirmation";
const PROOF: &str = "/v1/sessions/second-factor";

/// A device with an authenticator app: codes of one secret, at the half minutes that a test chooses.
struct Device(totp_rs::Totp);

impl Device {
    fn of(enrolled: &Reply) -> Self {
        let secret = enrolled.body["secret"].as_str().unwrap_or_else(|| panic!("{}", enrolled.body));
        Self(totp(Secret::try_from_base32(secret).unwrap().as_bytes().to_vec(), "anybody").unwrap())
    }
    /// The code so many half minutes from now.
    fn code(&self, steps: i64) -> String {
        self.0.generate(u64::try_from(Utc::now().timestamp() + steps * 30).unwrap()).to_string()
    }
    /// One that is of no half minute near.
    fn wrong(&self) -> String {
        let near: Vec<String> = (-3..=3).map(|steps| self.code(steps)).collect();
        (0..100).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

/// Tests count half minutes, so they begin neither at the end of one nor where a clock that is set back makes it the one
/// before.
async fn begin_a_half_minute() {
    while !(2..=20).contains(&(Utc::now().timestamp() % 30)) {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}

async fn sign_in<'a>(app: &'a TestApp, login: &str) -> Client<'a> {
    let reply = app.anonymous().post("/v1/sessions", json!({ "login": login, "password": PASSWORD })).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    app.bearer(reply.body["access_token"].as_str().unwrap())
}

async fn prove(client: &Client<'_>, code: &str) -> Reply {
    client.post(PROOF, json!({ "code": code })).await
}

/// Whoever has this token from now on.
fn with_token<'a>(client: &Client<'a>, reply: &Reply) -> Client<'a> {
    client.app().bearer(reply.body["access_token"].as_str().unwrap_or_else(|| panic!("{}", reply.body)))
}

/// Signs in and enrols a device; the reply to its first code, of one half minute ago.
async fn enrolled<'a>(app: &'a TestApp, login: &str) -> (Client<'a>, Device, Reply) {
    begin_a_half_minute().await;
    let client = sign_in(app, login).await;
    let device = Device::of(&client.post(FACTORS, Value::Null).await);
    let confirmed = client.post(CONFIRMATION, json!({ "code": device.code(-1) })).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    (with_token(&client, &confirmed), device, confirmed)
}

fn rename(app: &TestApp) -> (String, Value) {
    let path = format!("/v1/users/{}", app.here.user(Role::ClubSecretary));
    (path, json!({ "display_name": "Thư ký mẫu khác" }))
}

#[actix_web::test]
async fn whoever_administers_enrols_a_device_and_proves_it_for_ten_minutes() {
    let app = TestApp::start().await;
    begin_a_half_minute().await;
    let chair = sign_in(&app, "club_chair.6").await;
    let (path, patch) = rename(&app);
    let refused = chair.patch(&path, "\"1\"", patch.clone()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "second_factor_required"));
    assert_eq!(
        (&refused.body["enrolled"], &refused.body["within_seconds"], &refused.body["permission"]),
        (&json!(false), &json!(600), &json!("users.edit"))
    );

    let enrolled = chair.post(FACTORS, Value::Null).await;
    assert_eq!(enrolled.status, 200, "{}", enrolled.body);
    assert_eq!(enrolled.header("cache-control"), "no-store");
    let url = enrolled.body["otpauth_url"].as_str().unwrap();
    assert!(url.starts_with("otpauth://totp/Lien%20The%20He:club_chair.6?secret="), "{url}");
    let device = Device::of(&enrolled);
    assert_eq!(prove(&chair, &device.code(0)).await.code(), "second_factor_missing", "it does not count yet");
    let wrong = chair.post(CONFIRMATION, json!({ "code": device.wrong() })).await;
    assert_eq!(wrong.code(), "second_factor_wrong");
    let confirmed = chair.post(CONFIRMATION, json!({ "code": device.code(-1) })).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(confirmed.body["recovery_codes"].as_array().unwrap().len(), 10);
    assert_eq!(chair.get("/v1/me").await.code(), "unauthenticated", "tokens that knew of no factor are void");

    let proven = with_token(&chair, &confirmed);
    let changed = proven.patch(&path, "\"1\"", patch).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let listed = proven.get(FACTORS).await;
    assert_eq!((listed.items().len(), &listed.body["recovery_codes_left"]), (1, &json!(10)));

    let log = app
        .text("select string_agg(action || ' ' || difference::text, '; ' order by seq) from changes")
        .await;
    assert!(log.contains("second_factor_enrolled") && log.contains("second_factor_confirmed"), "{log}");
    let secret = enrolled.body["secret"].as_str().unwrap();
    let stored = app.text("select string_agg(f::text, '') from second_factors f").await;
    let codes = app.text("select string_agg(c::text, '') from recovery_codes c").await;
    for kept in [log, stored, codes] {
        let first = confirmed.body["recovery_codes"][0].as_str().unwrap();
        assert!(!kept.contains(secret) && !kept.contains(first), "{kept}");
    }
}

#[actix_web::test]
async fn a_code_counts_once_and_within_half_a_minute_of_its_own() {
    let app = TestApp::start().await;
    let (chair, device, _) = enrolled(&app, "club_chair.6").await;
    assert_eq!(
        prove(&chair, &device.code(-1)).await.code(),
        "second_factor_replayed",
        "it has confirmed the device"
    );
    assert_eq!(prove(&chair, &device.code(-2)).await.code(), "second_factor_wrong", "a minute old");
    assert_eq!(prove(&chair, &device.code(2)).await.code(), "second_factor_wrong", "of a minute to come");
    let now = device.code(0);
    assert_eq!(prove(&chair, &now).await.status, 200);
    assert_eq!(prove(&chair, &now).await.code(), "second_factor_replayed");
    let spaced = device.code(1);
    let (one, two) = spaced.split_at(3);
    assert_eq!(prove(&chair, &format!(" {one} {two} ")).await.status, 200, "the device's clock is ahead");
    assert_eq!(
        prove(&chair, &device.code(0)).await.code(),
        "second_factor_replayed",
        "an earlier one than the last"
    );
    let (a, b) = futures_util::join!(prove(&chair, "123 45"), prove(&chair, "K7MXQ-4RTWD"));
    assert_eq!((a.code(), b.code()), ("second_factor_wrong", "second_factor_wrong"));
    assert_eq!(chair.post(PROOF, json!({ "code": "" })).await.errors(), [("/code", "length")]);
}

#[actix_web::test]
async fn of_two_who_send_one_code_at_once_one_is_let_in() {
    let app = TestApp::start().await;
    let (chair, device, confirmed) = enrolled(&app, "club_chair.6").await;
    let code = device.code(0);
    let (a, b) = futures_util::join!(prove(&chair, &code), prove(&chair, &code));
    let mut codes = [a.code(), b.code()];
    codes.sort_unstable();
    assert_eq!(codes, ["", "second_factor_replayed"]);
    let recovery = confirmed.body["recovery_codes"][0].as_str().unwrap();
    let (a, b) = futures_util::join!(prove(&chair, recovery), prove(&chair, recovery));
    let mut codes = [a.code(), b.code()];
    codes.sort_unstable();
    assert_eq!(codes, ["", "second_factor_replayed"]);
}

#[actix_web::test]
async fn a_recovery_code_proves_once_and_new_ones_void_the_old() {
    let app = TestApp::start().await;
    let (chair, _, confirmed) = enrolled(&app, "club_chair.6").await;
    let code = |n: usize| confirmed.body["recovery_codes"][n].as_str().unwrap();
    let typed = code(0).to_lowercase().replace('-', " ");
    let proven = prove(&chair, &typed).await;
    assert_eq!(proven.status, 200, "{}", proven.body);
    assert_eq!(prove(&chair, code(0)).await.code(), "second_factor_replayed");
    assert_eq!(chair.get(FACTORS).await.body["recovery_codes_left"], 9);
    assert_eq!(app.count("changes where action = 'recovery_code_used'").await, 1);

    let renewed = with_token(&chair, &proven).post(&format!("{FACTORS}/recovery-codes"), Value::Null).await;
    assert_eq!(renewed.body["recovery_codes"].as_array().map(Vec::len), Some(10), "{}", renewed.body);
    assert_eq!(prove(&chair, code(1)).await.code(), "second_factor_wrong");
    assert_eq!(prove(&chair, renewed.body["recovery_codes"][9].as_str().unwrap()).await.status, 200);
    let confirmation = chair.post(CONFIRMATION, json!({ "code": code(2) })).await;
    assert_eq!(confirmation.code(), "second_factor_missing", "no recovery code confirms a device");
}

#[actix_web::test]
async fn wrong_codes_have_to_wait_and_in_the_end_the_sessions_end() {
    let app = TestApp::start().await;
    let (chair, device, _) = enrolled(&app, "club_chair.6").await;
    for _ in 0..5 {
        assert_eq!(prove(&chair, &device.wrong()).await.code(), "second_factor_wrong");
    }
    let slowed = prove(&chair, &device.code(0)).await;
    assert_eq!(
        (slowed.status.as_u16(), slowed.code(), slowed.header("retry-after")),
        (429, "second_factor_slowed", "1")
    );
    app.rows("update second_factor_tries set retry_at = now()").await;
    assert_eq!(prove(&chair, &device.code(0)).await.status, 200, "a right one is counted from nothing");
    app.rows("update second_factor_tries set failures = 19").await;
    assert_eq!(prove(&chair, &device.wrong()).await.code(), "second_factor_wrong");
    assert_eq!(chair.get("/v1/me").await.code(), "unauthenticated");
    assert_eq!(app.count("refresh_tokens where ended_at is null").await, 0);
    let many = app.text("select retry_at > now() + interval '10 minutes' from second_factor_tries").await;
    assert_eq!(many, "t", "and it waits as long as ever");
}

#[actix_web::test]
async fn guesses_made_at_once_are_counted_one_after_the_other() {
    let app = TestApp::start().await;
    let (chair, device, _) = enrolled(&app, "club_chair.6").await;
    let guess = device.wrong();
    let replies = futures_util::future::join_all((0..30).map(|_| prove(&chair, &guess))).await;
    let tried = replies.iter().filter(|reply| reply.code() == "second_factor_wrong").count();
    let slowed = replies.iter().filter(|reply| reply.code() == "second_factor_slowed").count();
    assert_eq!(tried + slowed, 30);
    assert!((5..=6).contains(&tried), "{tried} were tried"); // the sixth after a second's wait
}

#[actix_web::test]
async fn a_device_is_replaced_or_removed_by_whoever_proves_it() {
    let app = TestApp::start().await;
    let (chair, device, _) = enrolled(&app, "club_chair.6").await;
    let stale = sign_in(&app, "club_chair.6").await;
    for path in [FACTORS.to_owned(), format!("{FACTORS}/recovery-codes")] {
        let refused = stale.post(&path, Value::Null).await;
        assert_eq!(
            (refused.code(), &refused.body["enrolled"]),
            ("second_factor_required", &json!(true)),
            "{path}"
        );
    }
    let remove = async |client: &Client<'_>| client.send(Method::DELETE, FACTORS, None, &[]).await;
    assert_eq!(remove(&stale).await.code(), "second_factor_required");

    let next = Device::of(&chair.post(FACTORS, Value::Null).await);
    assert_eq!(chair.get(FACTORS).await.items().len(), 2);
    assert_eq!(prove(&chair, &device.code(0)).await.status, 200, "the old one counts until the new one does");
    let confirmed = chair.post(CONFIRMATION, json!({ "code": next.code(0) })).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    let chair = with_token(&chair, &confirmed);
    assert_eq!(chair.get(FACTORS).await.items().len(), 1);
    assert_eq!(prove(&chair, &device.code(1)).await.code(), "second_factor_wrong");
    assert_eq!(remove(&chair).await.status, 204);
    assert_eq!(chair.get("/v1/me").await.code(), "unauthenticated");
    let again = sign_in(&app, "club_chair.6").await;
    assert_eq!(remove(&again).await.code(), "second_factor_missing");
    assert_eq!(app.count("recovery_codes").await + app.count("second_factors").await, 0);
}

#[actix_web::test]
async fn who_has_lost_all_is_helped_by_an_administrator_who_cannot_use_it() {
    let app = TestApp::start().await;
    let (secretary, device, _) = enrolled(&app, "club_secretary.6").await;
    let path = format!("/v1/users/{}/second-factors", app.here.user(Role::ClubSecretary));
    let stranger = app.role(Role::ClubChair, app.there).await;
    let take = async |client: &Client<'_>| client.send(Method::DELETE, &path, None, &[]).await;
    assert_eq!(take(&stranger).await.code(), "not_found");
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(take(&chair).await.status, 204);
    assert_eq!(take(&chair).await.code(), "second_factor_missing");
    assert_eq!(secretary.get("/v1/me").await.code(), "unauthenticated");
    let again = sign_in(&app, "club_secretary.6").await;
    assert_eq!(prove(&again, &device.code(0)).await.code(), "second_factor_missing");
    let log = app.text("select string_agg(action, ' ' order by seq) from changes").await;
    assert!(log.ends_with("second_factor_removed"), "{log}");
}

/// Every permission that the policy page marks asks, and no other does; a token of eleven minutes ago is refused.
#[actix_web::test]
async fn what_is_marked_takes_a_fresh_factor_and_nothing_else_does() {
    use crate::support::document::operations;
    let app = TestApp::start().await;
    let before = app.count("changes").await;
    let signer = Signer::new(seed(7), &[]);
    let (mut marked, mut seen) = (0, std::collections::BTreeSet::new());
    for operation in &operations() {
        let Some(permission) = operation.permission().filter(|name| !name.is_empty()) else { continue };
        let asks = asks_second_factor(permission);
        assert_eq!(operation.said["x-second-factor"] == json!(true), asks, "{}", operation.id);
        let Some((_, holders)) = POLICY.iter().find(|(name, _)| *name == permission) else { unreachable!() };
        let role = holders[0];
        let place = app.here.place(role, app.today);
        for (what, enrolled, ago) in
            [("none", false, None), ("unproven", true, None), ("stale", true, Some(611))]
        {
            if !asks && operation.writes() {
                continue; // it would be done
            }
            let mut said = app.claims(app.here.user(role), &[(role, place)]).await;
            (said.second_factor, said.second_factor_at) =
                (enrolled, ago.map(|ago: i64| Utc::now().timestamp() - ago));
            let caller = app.bearer(&signer.issue(&said).unwrap());
            let reply = operation.call(&caller, app.here, operation.example(app.here).as_ref()).await;
            let refused = reply.code() == "second_factor_required";
            assert_eq!(refused, asks, "{} {what}: {}", operation.id, reply.body);
        }
        if asks {
            (marked, _) = (marked + 1, seen.insert(permission.to_owned()));
        }
    }
    assert_eq!(app.count("changes").await, before);
    assert!(marked > 10, "{marked} operations: the test has gone blind");
    let wanted = [
        "admin_changes.apply",
        "ledger.approve",
        "reports.approve",
        "reversals.decide",
        "share_outs.decide",
        "users.edit",
        "write_offs.clear",
        "write_offs.vote",
    ];
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
    let policy = app.anonymous().get("/v1/policy").await;
    let told =
        policy.body["permissions"].as_array().unwrap().iter().filter(|line| line["second_factor"] == true);
    assert_eq!(told.count(), wanted.len());
    for (_, holders) in POLICY.iter().filter(|(name, _)| asks_second_factor(name)) {
        assert!(!holders.contains(&Role::MachineClient), "a program cannot prove a second factor");
    }
}

#[actix_web::test]
async fn a_large_loan_is_handed_out_with_a_second_factor_where_the_regulation_says_so() {
    let app = TestApp::start().await;
    let loan = approved(&app, "2026-11-10", "2026-11-15").await;
    let limit = async |sum: &str| {
        let set = format!(
            "update club_regulations set second_factor_from_vnd = {sum} where id = '{}'",
            app.here.regulation
        );
        app.rows(&set).await;
    };
    let treasurer = app.here.user(Role::ClubTreasurer);
    let place = app.here.place(Role::ClubTreasurer, app.today);
    let mut unproven = app.claims(treasurer, &[(Role::ClubTreasurer, place)]).await;
    unproven.second_factor_at = None;
    let unproven = app.bearer(&Signer::new(seed(7), &[]).issue(&unproven).unwrap());
    let handed_out = json!({ "on": "2026-11-20" });
    let before = app.census().await;
    limit("3000000").await;
    let refused = step(&unproven, loan, "disbursement", handed_out.clone()).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (403, "second_factor_required"),
        "{}",
        refused.body
    );
    assert_eq!(refused.body["from_vnd"], 3_000_000);
    limit("null").await;
    assert_eq!(app.census().await, before, "nothing was written");
    limit("3000001").await;
    let paid = step(&unproven, loan, "disbursement", handed_out).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
}

#[actix_web::test]
async fn a_regulation_says_from_which_sum_on() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/regulations", app.here.club);
    let new = |sum: Value| json!({ "adopted_on": "2026-11-01", "effective_from": "2026-11-20", "body": "Điều 1.", "second_factor_from_vnd": sum });
    assert_eq!(
        chair.post(&path, new(json!(0))).await.errors(),
        [("/second_factor_from_vnd", "amount_not_positive")]
    );
    let entered = chair.post(&path, new(json!(20_000_000))).await;
    assert_eq!((entered.status.as_u16(), &entered.body["second_factor_from_vnd"]), (201, &json!(20_000_000)));
}

#[actix_web::test]
async fn a_node_may_ask_only_those_who_have_enrolled() {
    let app = TestApp::start().await;
    let signer = Signer::new(seed(7), &[]);
    let node =
        Parts { second_factor: Asked::Enrolled, ..parts(&app.db, &signer, app.today, Patience::default()) };
    let node = init_service(app::build(node)).await;
    let chair = app.here.user(Role::ClubChair);
    let place = app.here.place(Role::ClubChair, app.today);
    let grants = app.claims(chair, &[(Role::ClubChair, place)]).await;
    let path = rename(&app).0;
    for (enrolled, status) in [(false, 428), (true, 403)] {
        let mut said = claims(chair, grants.ver, grants.person, grants.assignments.clone());
        (said.second_factor, said.second_factor_at) = (enrolled, None);
        let bearer = ("Authorization", format!("Bearer {}", signer.issue(&said).unwrap()));
        let request = TestRequest::patch().uri(&path).insert_header(bearer).set_json(json!({}));
        // who is let in is told that the version is missing
        assert_eq!(call_service(&node, request.to_request()).await.status(), status, "{enrolled}");
    }
}

#[actix_web::test]
async fn a_program_has_no_second_factor() {
    let app = TestApp::start().await;
    let program = app.role(Role::MachineClient, app.here).await;
    assert_eq!(program.post(FACTORS, Value::Null).await.code(), "machines_have_no_second_factor");
    assert_eq!(prove(&program, "123456").await.code(), "machines_have_no_second_factor");
}

#[test]
fn a_device_shows_what_is_expected() {
    let totp = totp(vec![7; 20], "chu.nhiem").unwrap();
    let code = totp.generate(1_800_000_000).to_string();
    assert_eq!(step_of(&totp, &code, 1_800_000_000), Some(60_000_000));
}
