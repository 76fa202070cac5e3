//! The policy as it behaves: every operation of the document, tried by every role, at home and abroad.

use crate::support::document::{Operation, operations};
use crate::support::world::{HERE, Site, THERE};
use crate::support::{Client, Reply, TODAY, TestApp};
use chrono::NaiveDate;
use lien_the_he::platform::auth::{Level, POLICY, Role};
use std::collections::BTreeMap;
use std::fmt::Write;
use strum::IntoEnumIterator;

/// While there were districts.
const BEFORE: NaiveDate = NaiveDate::from_ymd_opt(2025, 6, 15).unwrap();

fn is_of_a_district(role: Role) -> bool {
    matches!(role, Role::DistrictAssociation | Role::DistrictCommittee)
}

fn is_of_a_club(role: Role) -> bool {
    role.levels().first() == Some(&Level::Club)
}
fn is_of_the_nation(role: Role) -> bool {
    role.levels().first() == Some(&Level::Nation)
}

/// Whether a reply tells of the clubs or people of a place.
fn shows(reply: &Reply, site: Site) -> bool {
    let text = String::from_utf8_lossy(&reply.bytes);
    [site.club, site.other_club, site.member, site.person, site.applicant, site.household, site.consent]
        .iter()
        .any(|id| text.contains(&id.to_string()))
}

/// `ok`: let in, whatever the world then said. Everything else is the refusal.
fn verdict(operation: &Operation, role: &str, reply: &Reply, today: NaiveDate) -> &'static str {
    let only = |fault: &str| reply.errors().iter().all(|(_, code)| *code == fault);
    match (reply.status.as_u16(), reply.code()) {
        (401, "unauthenticated") => "401",
        (403, "forbidden") => "403",
        (404, _) => "404",
        // the world disagrees, or what is refused is the value and not the role
        (200..=399 | 401 | 403 | 409 | 412 | 429, _) => "ok",
        // the examples are of our days, and the club to merge into may lie in another commune
        (422, "invalid") if (today < TODAY && only("date_in_future")) || only("unknown_club") => "ok",
        (status, _) => panic!(
            "{} as {role}: {status} {}\nthe documented example is wrong: {:?}",
            operation.id,
            reply.body,
            operation.example(HERE)
        ),
    }
}

async fn client(app: &TestApp, role: Option<Role>) -> Client<'_> {
    match role {
        Some(role) => app.role(role, HERE).await,
        None => app.anonymous(),
    }
}

/// Whether a caller should be let in at home.
fn may(operation: &Operation, role: Option<Role>, today: NaiveDate) -> bool {
    let Some(permission) = operation.permission() else { return operation.is_public() || role.is_some() };
    let holders = POLICY.iter().find(|(name, _)| *name == permission);
    let (_, holders) = holders.unwrap_or_else(|| panic!("{}: no permission {permission}", operation.id));
    role.is_some_and(|role| {
        // What is said of a unit, or done in one, is for those who stand there or above; a club is no unit.
        // A program is of a province: those who give rights in a commune do not reach it.
        let unit =
            operation.path.contains("{unit}") || (operation.writes() && operation.path.contains("{commune}"));
        let below = (unit && is_of_a_club(role))
            || (operation.path.contains("/machine-clients/{") && !is_of_the_nation(role));
        let ended = is_of_a_district(role) && today == TODAY;
        holders.contains(&role) && !below && !ended
    })
}

/// Which callers get which pair of verdicts, at home and abroad. Where another caller's work may be why
/// something is not found, it is asked again of a fresh database.
async fn row(operation: &Operation, app: &mut TestApp, roles: &[Option<Role>]) -> Row {
    let (mut verdicts, mut used) = (vec![], false);
    // abroad first: there nothing is expected to change, so that little has to be asked again
    for site in [THERE, HERE] {
        for role in roles {
            let name = role.map_or("anonymous", Into::into);
            loop {
                let caller = client(app, *role).await;
                let reply = operation.call(&caller, site, operation.example(site).as_ref()).await;
                let verdict = verdict(operation, name, &reply, app.today);
                if verdict == "404" && used {
                    *app = TestApp::start_on(app.today).await;
                    used = false;
                    continue;
                }
                used |= operation.writes() && reply.status.is_success();
                assert!(
                    operation.is_public() || role.is_some_and(is_of_the_nation) || !shows(&reply, THERE),
                    "{} shows a {name} what is not theirs: {}",
                    operation.id,
                    reply.body
                );
                assert!(
                    site == THERE || (verdict == "ok") == may(operation, *role, app.today),
                    "{} as {name}: the document says {:?}, the reply {verdict}",
                    operation.id,
                    operation.permission(),
                );
                verdicts.push((name, verdict));
                break;
            }
        }
    }
    let (there, here) = verdicts.split_at(roles.len());
    let mut row = Row::new();
    for ((name, here), (_, there)) in here.iter().zip(there) {
        row.entry((*here, *there)).or_default().push(*name);
    }
    if used {
        *app = TestApp::start_on(app.today).await;
    }
    row
}

type Row = BTreeMap<(&'static str, &'static str), Vec<&'static str>>;

async fn matrix(today: NaiveDate, roles: &[Option<Role>], which: impl Fn(&Operation) -> bool) -> String {
    let (mut table, mut cells, mut tried) = (String::new(), 0, 0);
    let mut app = TestApp::start_on(today).await;
    for operation in operations().iter().filter(|operation| which(operation)) {
        let permission =
            operation.permission().unwrap_or(if operation.is_public() { "(public)" } else { "(signed in)" });
        writeln!(table, "{}  {} {}  {permission}", operation.id, operation.method, operation.path).unwrap();
        for ((here, there), roles) in row(operation, &mut app, roles).await {
            cells += roles.len() * 2;
            writeln!(table, "  {here:<3} {there:<3} {}", roles.join(" ")).unwrap();
        }
        tried += 1;
    }
    println!("{today}: {tried} operations x {} callers x 2 places = {cells} calls", roles.len());
    assert!(cells == tried * roles.len() * 2 && tried > 5, "the matrix has gone blind");
    format!(
        "On {today}: what, at home (first column) and in the other province (second), each role is answered.\n\n{table}"
    )
}

#[actix_web::test]
async fn the_permission_matrix() {
    let roles: Vec<Option<Role>> = std::iter::once(None).chain(Role::iter().map(Some)).collect();
    assert_eq!(roles.len(), 33);
    insta::assert_snapshot!(matrix(TODAY, &roles, |_| true).await);
}

#[actix_web::test]
async fn the_permission_matrix_of_the_districts_while_there_were_any() {
    let roles: Vec<Option<Role>> = Role::iter().filter(|role| is_of_a_district(*role)).map(Some).collect();
    insta::assert_snapshot!(matrix(BEFORE, &roles, |_| true).await);
}
