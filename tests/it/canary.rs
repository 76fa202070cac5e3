//! What was found of somebody at a health day stands in no reply but those for whom it is, nor anywhere else in
//! the clear: planted, and then looked for everywhere.

use crate::support::TestApp;
use crate::support::document::operations;
use actix_web::http::Method;
use lien_the_he::platform::auth::{Level, Role};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use strum::IntoEnumIterator;

/// In the conclusion and the findings.
const TEXT: &str = "canary-7731";
/// A weight in grams.
const NUMBER: &str = "67391";

/// Whether something of the canary stands in a text. A number that is only a part of another is another.
fn sings(text: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let hex = TEXT.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    let number = text
        .match_indices(NUMBER)
        .any(|(at, _)| !text[..at].ends_with(part) && !text[at + NUMBER.len()..].starts_with(part));
    number || text.contains(TEXT) || text.contains(&hex)
}

/// Hears every line that is logged while the tests run.
struct Listener;
static LINES: AtomicUsize = AtomicUsize::new(0);
static HEARD: AtomicUsize = AtomicUsize::new(0);

struct Values(String);
impl<'kvs> log::kv::VisitSource<'kvs> for Values {
    fn visit_pair(
        &mut self,
        key: log::kv::Key<'kvs>,
        value: log::kv::Value<'kvs>,
    ) -> Result<(), log::kv::Error> {
        write!(self.0, " {key}={value}").unwrap();
        Ok(())
    }
}

impl log::Log for Listener {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }
    fn log(&self, record: &log::Record<'_>) {
        let mut line = Values(record.args().to_string());
        record.key_values().visit(&mut line).unwrap();
        LINES.fetch_add(1, Ordering::Relaxed);
        HEARD.fetch_add(usize::from(line.0.contains(TEXT)), Ordering::Relaxed);
    }
    fn flush(&self) {}
}

fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_boxed_logger(Box::new(Listener)).unwrap();
        log::set_max_level(log::LevelFilter::Debug);
    });
}

fn canary() -> Value {
    json!({ "systolic": 187, "weight_g": 67_391, "findings": format!("{TEXT} findings"), "conclusion": format!("{TEXT} conclusion") })
}

#[actix_web::test]
async fn what_was_found_of_somebody_is_shown_in_clubs_to_those_for_whom_it_is_and_stands_nowhere_else() {
    let shown = [Role::Member, Role::Volunteer, Role::ClubHealthOfficer];
    is_shown_only_to(&shown, |level| level == Level::Club).await;
}

#[actix_web::test]
async fn what_was_found_of_somebody_is_shown_in_communes_to_the_health_station_and_stands_nowhere_else() {
    let below = [Level::Hamlet, Level::Commune, Level::District];
    is_shown_only_to(&[Role::CommuneHealthStation], |level| below.contains(&level)).await;
}

#[actix_web::test]
async fn what_was_found_of_somebody_is_shown_to_nobody_above_and_stands_nowhere_else() {
    is_shown_only_to(&[], |level| matches!(level, Level::Province | Level::Nation)).await;
}

/// Of the roles of these levels.
async fn is_shown_only_to(shown_to: &[Role], levels: impl Fn(Level) -> bool) {
    listen();
    assert!(sings("weight 67391,") && sings("a canary-7731") && !sings("x67391") && !sings("1673912"));
    let mut app = TestApp::start().await;
    app.hear();
    let here = app.here;
    let results = format!("/v1/health-events/{}/results", here.held_health_event);
    let station = app.role(Role::CommuneHealthStation, here).await;
    let officer = app.role(Role::ClubHealthOfficer, here).await;
    let planted = json!({ "results": [{ "member_id": here.plain_member, "found": canary() }] });
    let key = [("Idempotency-Key", "the-canary-is-planted")];
    let planted_again = || station.send(Method::POST, &results, Some(planted.clone()), &key);
    for reply in [
        planted_again().await,
        planted_again().await,
        officer.put(&format!("{results}/{}", here.member), "\"1\"", canary()).await,
    ] {
        assert!(reply.status.is_success() && !sings(&reply.body.to_string()), "{}", reply.body);
    }
    // refusals repeat nothing of what they refuse
    let mut wrong = planted.clone();
    wrong["results"][0]["found"]["systolic"] = json!(1000);
    for body in [planted.clone(), wrong] {
        let refused = station.post(&results, body).await;
        assert!(refused.status.is_client_error() && !sings(&refused.body.to_string()), "{}", refused.body);
    }

    let mut callers = vec![];
    for role in Role::iter().filter(|role| levels(role.levels()[0])) {
        for site in [here, app.there] {
            callers.push((role, site, app.role(role, site).await));
        }
    }
    let (mut asked, mut shown) = (0, vec![]);
    for operation in operations().iter().filter(|operation| operation.method == Method::GET) {
        for (role, site, caller) in &callers {
            let reply = operation.call(caller, here, None).await;
            asked += 1;
            if !sings(&String::from_utf8_lossy(&reply.bytes)) {
                continue;
            }
            let her_own =
                operation.id == "list_my_health_results" && matches!(role, Role::Member | Role::Volunteer); // both are she
            let of_the_station = operation.id == "list_health_results_of_member"
                && matches!(role, Role::CommuneHealthStation | Role::ClubHealthOfficer);
            assert!(
                *site == here && (her_own || of_the_station),
                "{} shows {role:?} the canary",
                operation.id
            );
            shown.push(*role);
        }
    }
    shown.sort_unstable();
    assert_eq!(shown, shown_to);
    assert!(asked > 3000, "{asked} replies: the test has gone blind");

    let tables = app
        .rows("select table_name from information_schema.tables where table_schema = 'public' order by 1")
        .await;
    let mut rows = 0;
    for table in tables.iter().map(|row| row[0].as_deref().unwrap()) {
        for row in app.rows(&format!("select t::text from {table} t")).await {
            let row = row[0].as_deref().unwrap_or_default();
            assert!(!sings(row), "{table} keeps the canary in the clear: {row}");
            rows += 1;
        }
    }
    assert!(tables.len() > 50 && rows > 300, "{} tables, {rows} rows: gone blind", tables.len());
    assert!(app.count("idempotency_keys").await > 0 && app.count("health_results").await == 3);

    assert!(LINES.load(Ordering::Relaxed) > asked, "the listener is deaf");
    assert_eq!(HEARD.load(Ordering::Relaxed), 0, "the log sings");
}
