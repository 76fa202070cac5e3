//! The policy as it behaves: every operation of the document, tried by every role, at home and abroad. One test and
//! one table for each tag of the document, so that they run beside each other.

use crate::support::document::{Operation, operations, operations_of};
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

/// `ok`: let in, whatever the world then said. Everything else is the refusal. None for what a documented example must
/// not be answered.
fn verdict(reply: &Reply, today: NaiveDate) -> Option<&'static str> {
    let only = |fault: &str| reply.errors().iter().all(|(_, code)| *code == fault);
    Some(match (reply.status.as_u16(), reply.code()) {
        (401, "unauthenticated") => "401",
        (403, "forbidden") => "403",
        (404, _) => "404",
        // the world disagrees, or what is refused is the value and not the role
        (200..=399 | 401 | 403 | 409 | 412 | 429, _) => "ok",
        // the examples are of our days, and the club to merge into may lie in another commune
        (422, "invalid") if (today < TODAY && only("date_in_future")) || only("unknown_club") => "ok",
        _ => return None,
    })
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

/// Somebody who tries everything.
struct Caller {
    name: &'static str,
    role: Option<Role>,
    token: Option<String>,
}

impl Caller {
    async fn of(role: Option<Role>, app: &TestApp) -> Self {
        let token = match role {
            Some(role) => app.role(role, HERE).await.token().map(str::to_owned),
            None => None,
        };
        Self { name: role.map_or("anonymous", Into::into), role, token }
    }
    /// The same at any application: all databases begin alike.
    fn at<'a>(&self, app: &'a TestApp) -> Client<'a> {
        self.token.as_deref().map_or_else(|| app.anonymous(), |token| app.bearer(token))
    }
}

async fn stage(today: NaiveDate) -> TestApp {
    let mut app = TestApp::start_on(today).await;
    app.hear();
    app
}

/// Where the operations are tried, on a day.
struct Trial {
    today: NaiveDate,
    callers: Vec<Caller>,
    /// Here calls whoever is to be refused, so that nothing is ever written.
    quiet: TestApp,
    /// Here calls whoever may.
    busy: TestApp,
    /// Something was written there: what somebody is refused may be due to that.
    is_written: bool,
    begun: usize,
}

impl Trial {
    async fn begin(today: NaiveDate, roles: &[Option<Role>]) -> Self {
        let quiet = stage(today).await;
        let mut callers = vec![];
        for role in roles {
            callers.push(Caller::of(*role, &quiet).await);
        }
        Self { today, callers, quiet, busy: stage(today).await, is_written: false, begun: 2 }
    }

    /// What a caller is answered. Where somebody who should be let in is not, it is asked again of a database in which
    /// nobody has written yet.
    async fn ask(&mut self, operation: &Operation, caller: &Caller, site: Site) -> &'static str {
        let is_abroad = site == THERE && operation.path.contains('{');
        let should = may(operation, caller.role, self.today)
            && (!is_abroad || caller.role.is_some_and(is_of_the_nation));
        loop {
            let app = if should { &self.busy } else { &self.quiet };
            let reply = operation.call(&caller.at(app), site, operation.example(site).as_ref()).await;
            let verdict = verdict(&reply, self.today);
            if should && self.is_written && verdict != Some("ok") {
                self.busy = stage(self.today).await;
                self.is_written = false;
                self.begun += 1;
                continue;
            }
            self.is_written |= should && operation.writes() && reply.status.is_success();
            let Some(verdict) = verdict else {
                panic!(
                    "{} as {}: {} {}\nthe documented example is wrong: {:?}",
                    operation.id,
                    caller.name,
                    reply.status,
                    reply.body,
                    operation.example(HERE)
                )
            };
            assert!(
                operation.is_public() || caller.role.is_some_and(is_of_the_nation) || !shows(&reply, THERE),
                "{} shows a {} what is not theirs: {}",
                operation.id,
                caller.name,
                reply.body
            );
            assert!(
                site == THERE || (verdict == "ok") == should,
                "{} as {}: the document says {:?}, the reply {verdict}",
                operation.id,
                caller.name,
                operation.permission(),
            );
            return verdict;
        }
    }

    /// Which callers get which pair of verdicts, at home and abroad.
    async fn row(&mut self, operation: &Operation) -> Row {
        let mut callers = std::mem::take(&mut self.callers);
        for caller in &mut callers {
            *caller = Caller::of(caller.role, &self.quiet).await; // a second factor is fresh for ten minutes only
        }
        let mut verdicts = vec![];
        // abroad first: there little is expected to change
        for site in [THERE, HERE] {
            for caller in &callers {
                verdicts.push(self.ask(operation, caller, site).await);
            }
        }
        let (there, here) = verdicts.split_at(callers.len());
        let mut row = Row::new();
        for (caller, verdicts) in callers.iter().zip(here.iter().zip(there)) {
            row.entry((*verdicts.0, *verdicts.1)).or_default().push(caller.name);
        }
        self.callers = callers;
        row
    }
}

type Row = BTreeMap<(&'static str, &'static str), Vec<&'static str>>;

/// What a write would leave behind: a row, and in any case a word in the change log. Of an earlier day figures are
/// counted, and loans settled, by whoever reads them first.
async fn traces(app: &TestApp) -> Vec<(String, String)> {
    if app.today == TODAY {
        app.census().await
    } else {
        vec![("changes".to_owned(), app.count("changes where action <> 'settled'").await.to_string())]
    }
}

/// What operations answer on a day.
async fn matrix(today: NaiveDate, roles: &[Option<Role>], operations: &[Operation]) -> String {
    let (mut table, mut cells, mut tried) = (String::new(), 0, 0);
    let mut trial = Trial::begin(today, roles).await;
    let before = traces(&trial.quiet).await;
    for operation in operations {
        let permission =
            operation.permission().unwrap_or(if operation.is_public() { "(public)" } else { "(signed in)" });
        writeln!(table, "{}  {} {}  {permission}", operation.id, operation.method, operation.path).unwrap();
        for ((here, there), callers) in trial.row(operation).await {
            cells += callers.len() * 2;
            writeln!(table, "  {here:<3} {there:<3} {}", callers.join(" ")).unwrap();
        }
        tried += 1;
    }
    assert_eq!(traces(&trial.quiet).await, before, "somebody who was refused wrote something");
    println!(
        "{today}: {tried} operations x {} callers x 2 places = {cells} calls, {} databases",
        roles.len(),
        trial.begun
    );
    assert_eq!(cells, tried * roles.len() * 2, "the matrix has gone blind");
    format!(
        "On {today}: what, at home (first column) and in the other province (second), each role is answered.\n\n{table}"
    )
}

async fn the_matrix(tag: &str) {
    insta::assert_snapshot!(tag, Box::pin(matrix(TODAY, &everybody(), &operations_of(tag))).await);
}

fn everybody() -> Vec<Option<Role>> {
    std::iter::once(None).chain(Role::iter().map(Some)).collect()
}
fn of_the_districts() -> Vec<Option<Role>> {
    Role::iter().filter(|role| is_of_a_district(*role)).map(Some).collect()
}

mod the_permission_matrix {
    use crate::support::document::for_each_tag;
    for_each_tag!(super::the_matrix);
}

#[actix_web::test]
async fn the_permission_matrix_of_the_districts_while_there_were_any() {
    insta::assert_snapshot!(Box::pin(matrix(BEFORE, &of_the_districts(), &operations())).await);
}

#[test]
fn the_matrices_have_a_cell_for_every_operation_every_caller_and_both_places() {
    let (all, everybody, districts) = (operations().len(), everybody().len(), of_the_districts().len());
    assert_eq!((everybody, districts), (33, 2));
    println!("{all} operations: {} cells, and {} of the districts", all * everybody * 2, all * districts * 2);
    assert!(all * everybody * 2 >= 24_750, "{all} operations: the matrix has lost some");
}
