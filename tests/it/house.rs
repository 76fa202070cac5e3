//! The rules of the house that no compiler checks, checked. A new resource folder is held to them by existing.

use lien_the_he::platform::error::{Code, FieldCode};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use strum::IntoEnumIterator;

/// The wings, lowest first: each may import those before it, and those alone.
const WINGS: &[&str] = &[
    "platform",
    "territory",
    "lending",
    "register",
    "access",
    "money",
    "activity",
    "care",
    "statistics",
    "planning",
    "reporting",
    "lifecycle",
];
/// What a resource's folder may hold: files, and folders of the same names where a file would be too long.
const ROOMS: &[&str] = &["mod", "model", "routes", "rules", "store", "templates"];
/// In a room of this name, none of these words.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("routes", &["diesel", "schema::", "AsyncPgConnection", ".route(", "Held::new", "HttpResponse"]),
    ("store", &["actix_web", "utoipa", "Change::", "sql_query"]),
    ("model", &["actix_web", "diesel_async", "async fn", "Held::new"]),
    ("rules", &["actix_web", "diesel", "async fn", "now()", "Held::new"]),
    ("templates", &["actix_web", "diesel", "async fn", "now()", "PreEscaped"]),
];
/// Words that stand nowhere in the sources, and where they may after all.
const NOWHERE: &[(&str, &[&str])] = &[
    ("Scope::operator", &["commands/"]),
    (
        ".transaction(",
        &[
            "platform/db/",
            "platform/auth/versions.rs",
            "access/sessions/",
            "access/codes/", // asks whether a login may be tried
            "access/second_factors/",
            "access/external_sign_in/",
            "statistics/fresh/",
            "statistics/history/",
            "commands/",
            "migrations.rs",
        ],
    ),
    ("#[allow", &[]),
    // rows of a club are locked by the lock of the club; these are of units, persons and accounts, or of many clubs
    (
        ".for_no_key_update(",
        &[
            "register/clubs/store/",
            "territory/units/",
            "lifecycle/reforms/",
            "reporting/organisations/",
            "reporting/reporting_lines/",
            "statistics/declared_figures/",
            "planning/documents/",
            "planning/targets/",
            "planning/plan_items/",
            "planning/plan_tasks/",
            "planning/budget_lines/",
            "activity/gatherings/",
            "activity/trainings/",
            "care/health_events/",
            "reporting/reports/",
            "register/members/",
            "register/imports/",
            "register/consents/",
            "access/users/",
            "access/sessions/",
        ],
    ),
    (".for_share(", &["access/users/"]),
    (".for_update(", &["access/sessions/"]),
    ("note_locked(", &["platform/db/", "register/clubs/store/"]),
    // what is no change of ours, or none at all
    (
        "Change::nothing",
        &[
            "register/imports/routes.rs",
            "access/codes/routes.rs", // a wrong code for which there is no right one
            "access/external_sign_in/routes.rs", // the same
            "statistics/fresh/",
            "commands/map.rs",
            "commands/plans.rs",
        ],
    ),
    ("unsafe ", &[]),
    ("println!(\"DEBUG", &[]),
];

/// Who may say a forbidden word after all, and why.
const EXCUSED: &[(&str, &str)] = &[
    ("register/imports/routes.rs", "HttpResponse"), // a file to download is no JSON
    ("statistics/indicators/store/behind.rs", "sql_query"), // functions that return rows are no tables, as the DSL would need
    ("statistics/indicators/store/past.rs", "sql_query"),   // the same
    ("statistics/suppression/store.rs", "sql_query"),       // the same
];
/// Functions that read a table without `visible`, for they are asked of a person already in reach.
const ASKED_OF_SOMEBODY_IN_REACH: &[&str] = &["register/consents/stands", "register/consents/standing"];
/// Functions that read a table without `visible`, for they are asked with a key that opens one row and shows nobody.
const ASKED_WITH_A_CODE: &[&str] = &["money/books/receipt", "activity/attachments/linked"];

/// Functions that read a table without `visible`, for they read a number alone and hand it to one that asks for the club in
/// reach: without that they show nothing.
const ASKED_BEFORE_THE_DOOR: &[&str] = &["money/books/known"]; // `basis` is the door

/// Functions that read a table without `visible`, for they are asked of the units that a reform names.
const ASKED_OF_WHAT_A_REFORM_TOUCHES: &[&str] = &["register/placements/homes_in"];

/// Functions that read a table without `visible`, for they are asked of a caller's own reach and show no row.
const ASKED_OF_A_REACH: &[&str] = &["register/clubs/provinces_around"];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file, by its path below `src`, without its unit tests and comments.
fn sources() -> BTreeMap<String, String> {
    fn walk(folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap();
                let code = code.lines().filter(|line| !line.trim_start().starts_with("//")).fold(
                    String::new(),
                    |mut code, line| {
                        writeln!(code, "{line}").unwrap();
                        code
                    },
                );
                let name = path.strip_prefix(src()).unwrap().to_str().unwrap().to_owned();
                found.insert(name, code);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&src(), &mut found);
    assert!(found.len() > 50, "{} files: the test has gone blind", found.len());
    found
}

/// The resources of a wing in the order in which it mounts them, which is the order in which they are read.
fn resources<'a>(sources: &'a BTreeMap<String, String>, wing: &str) -> Vec<&'a str> {
    let page = sources.get(&format!("{wing}/mod.rs")).map_or("", String::as_str);
    let mounted = page.split(".configure(").skip(1);
    mounted.map(|rest| rest.split_once("::configure)").unwrap().0.trim()).collect()
}

/// Every resource of the house, as `wing/resource`.
fn all_resources(sources: &BTreeMap<String, String>) -> BTreeSet<String> {
    let of = |wing: &&str| resources(sources, wing).iter().map(|r| format!("{wing}/{r}")).collect::<Vec<_>>();
    WINGS.iter().flat_map(of).collect()
}

/// The room that a file is (part of): `register/members/store/people.rs` is of the store.
fn room(file: &str) -> &str {
    file.split('/').nth(2).unwrap_or_default().trim_end_matches(".rs")
}

#[test]
fn every_folder_that_mounts_something_is_mounted_by_its_wing() {
    let sources = sources();
    let mounting: BTreeSet<String> = sources
        .iter()
        .filter(|(name, code)| name.ends_with("/mod.rs") && code.contains("fn configure("))
        .map(|(name, _)| name.trim_end_matches("/mod.rs").to_owned())
        .filter(|name| name.contains('/'))
        .collect();
    assert_eq!(mounting, all_resources(&sources));
    let folders: BTreeSet<&str> =
        sources.keys().filter_map(|name| name.split_once('/')).map(|(w, _)| w).collect();
    let known: BTreeSet<&str> = WINGS.iter().copied().chain(["commands"]).collect();
    assert_eq!(folders, known, "a wing that stands nowhere in the order of the wings");
}

#[test]
fn every_resource_looks_like_every_other() {
    let sources = sources();
    let resources = all_resources(&sources);
    let mut looked_at = 0;
    for (name, code) in &sources {
        let Some((resource, _)) =
            name.rsplit_once('/').filter(|_| resources.iter().any(|r| name.starts_with(&format!("{r}/"))))
        else {
            continue;
        };
        let room = room(name);
        assert!(ROOMS.contains(&room), "{name}: a room that the others of {resource} do not have");
        for (_, words) in FORBIDDEN.iter().filter(|(forbidden, _)| *forbidden == room) {
            for word in *words {
                let excused = EXCUSED.contains(&(name.as_str(), word));
                assert!(excused || !says(code, word), "{name} says `{word}`");
            }
        }
        looked_at += 1;
    }
    assert!(looked_at > 200, "looked at {looked_at} files: the test has gone blind");
}

/// A path that begins at the crate, by its segments, and the name by which the file knows its end.
type CratePath = (Vec<String>, String);

/// The leaves of a tree of `use`, each with the path to it.
fn leaves(tree: &str, above: &[String], found: &mut Vec<CratePath>) {
    let tree = tree.trim();
    if let Some(open) = tree.find('{') {
        let mut above = above.to_vec();
        above.extend(
            tree[..open].split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned),
        );
        let (mut depth, mut start) = (0, open + 1);
        for (at, c) in tree.char_indices().skip(open) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if (c == ',' && depth == 1) || depth == 0 {
                leaves(&tree[start..at], &above, found);
                start = at + 1;
            }
            if depth == 0 {
                break;
            }
        }
    } else if !tree.is_empty() {
        let (path, known) = tree.split_once(" as ").unwrap_or((tree, ""));
        let mut path: Vec<String> =
            above.iter().cloned().chain(path.split("::").map(|part| part.trim().to_owned())).collect();
        path.retain(|part| part != "self");
        let known = if known.is_empty() { path.last().unwrap().clone() } else { known.trim().to_owned() };
        found.push((path, known));
    }
}

/// Every path of the crate that a file names: those of its `use`, one for each leaf, and those in its code.
fn paths(code: &str) -> Vec<CratePath> {
    let mut found = vec![];
    let mut rest = String::new();
    for (index, statement) in code.split("use crate::").enumerate() {
        let (tree, after) = if index == 0 { ("", statement) } else { statement.split_once(';').unwrap() };
        leaves(tree, &[], &mut found);
        rest.push_str(after);
    }
    for inline in rest.split("crate::").skip(1) {
        let path: String = inline.chars().take_while(|c| c.is_alphanumeric() || "_:".contains(*c)).collect();
        let path: Vec<String> = path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let known = path.last().cloned().unwrap_or_default();
        found.push((path, known));
    }
    found
}

/// Imports that run against the order of the wings, or of the resources of one wing.
fn uphill(sources: &BTreeMap<String, String>) -> Vec<String> {
    let rank = |wing: &str| WINGS.iter().position(|w| *w == wing);
    let mut found = vec![];
    for (name, code) in sources {
        let Some((wing, resource)) =
            name.split_once('/').map(|(wing, rest)| (wing, rest.split('/').next().unwrap()))
        else {
            continue;
        };
        let Some(own) = rank(wing) else { continue };
        let order = resources(sources, wing);
        let at = |resource: &str| order.iter().position(|r| *r == resource);
        for (path, _) in paths(code) {
            let Some(other) = path.first().and_then(|first| rank(first)) else {
                let crate_s_own =
                    path.first().is_some_and(|first| ["Error", "Result"].contains(&first.as_str()));
                if !crate_s_own {
                    found.push(format!("{name} imports {}, which is no wing", path.join("::")));
                }
                continue;
            };
            if other > own {
                found.push(format!("{name} imports {}, a wing above it", path.join("::")));
            } else if other == own
                && let (Some(mine), Some(theirs)) = (at(resource), path.get(1).and_then(|part| at(part)))
                && theirs > mine
            {
                found.push(format!("{name} imports {}, which its wing mounts after it", path.join("::")));
            }
        }
    }
    found
}

#[test]
fn imports_run_down_the_order_of_the_wings_and_of_their_resources() {
    let sources = sources();
    assert_eq!(uphill(&sources), Vec::<String>::new());
    for (file, line, fault) in [
        (
            "register/members/store/mod.rs",
            "use crate::{\n    Error,\n    money::{\n        loans::{self, store as given},\n    },\n};",
            "register/members/store/mod.rs imports money::loans, a wing above it",
        ),
        (
            "money/ledger/rules/mod.rs",
            "fn planted() { crate::money::loans::rules::planted() }",
            "money/ledger/rules/mod.rs imports money::loans::rules::planted, which its wing mounts after it",
        ),
    ] {
        let mut sources = sources.clone();
        sources.get_mut(file).unwrap().push_str(line);
        assert_eq!(uphill(&sources).first().map(String::as_str), Some(fault));
    }
}

/// The tables of each wing, from its `schema.rs`.
fn owners(sources: &BTreeMap<String, String>) -> BTreeMap<String, &'static str> {
    let mut owners = BTreeMap::new();
    for wing in WINGS {
        let Some(schema) = sources.get(&format!("{wing}/schema.rs")) else { continue };
        for table in schema.split("diesel::table! {").skip(1) {
            let head = table.lines().map(str::trim).find(|line| line.ends_with(") {")).unwrap();
            let name = head.split_once(' ').unwrap().0;
            owners.insert(name.trim_start_matches("logic.").to_owned(), *wing);
        }
    }
    owners
}

/// Rows that are written elsewhere than in the wing that owns them, and writes whose table cannot be told.
fn foreign_writes(sources: &BTreeMap<String, String>) -> (usize, Vec<String>) {
    let owners = owners(sources);
    let (mut writes, mut found) = (0, vec![]);
    for (name, code) in sources {
        let Some((wing, _)) = name.split_once('/').filter(|(wing, _)| WINGS.contains(wing)) else { continue };
        let mut known: BTreeMap<String, String> = paths(code)
            .into_iter()
            .filter(|(path, _)| path.get(1).is_some_and(|part| ["schema", "tables"].contains(&part.as_str())))
            .filter_map(|(path, known)| Some((known, path.get(2)?.clone())))
            .collect();
        // names that functions give to tables for themselves: `use {care_cases as c, volunteers as v};`
        let mut given = vec![];
        for tree in code.split(" use ").skip(1).filter_map(|rest| rest.split(';').next()) {
            leaves(tree, &[], &mut given);
        }
        for (path, name) in given {
            if let [table] = path.as_slice()
                && let Some(table) = known.get(table).cloned()
            {
                known.insert(name, table);
            }
        }
        let word = |text: &str| -> String {
            let text = text.trim_start().trim_start_matches('&');
            text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        };
        // the table that an expression begins with, be it named at once, some lines before, or in a function of the file
        let table = |expression: &str, before: &str| {
            let (mut name, mut before) = (word(expression), before);
            while !known.contains_key(&name) {
                let bound = [" = ", " =\n"].map(|sign| before.rsplit_once(&format!("let {name}{sign}")));
                let Some((above, meant)) = bound.into_iter().flatten().max_by_key(|(above, _)| above.len())
                else {
                    break;
                };
                (name, before) = (word(meant), above);
            }
            if !known.contains_key(&name) {
                let function = code.split_once(&format!("fn {name}("))?.1;
                let (first, _) = function.split_once("::table")?;
                first.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next()?.clone_into(&mut name);
            }
            known.get(&name).cloned()
        };
        for verb in ["insert_into(", "diesel::update(", "diesel::delete("] {
            for (at, _) in code.match_indices(verb) {
                writes += 1;
                let line = code[at..].lines().next().unwrap();
                match table(&code[at + verb.len()..], &code[..at]) {
                    None => found.push(format!("{name}: which table does `{line}` write?")),
                    Some(table) if owners.get(&table) != Some(&wing) => {
                        found.push(format!("{name} writes {table}, which is of {:?}", owners.get(&table)));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    (writes, found)
}

#[test]
fn each_table_is_written_by_its_wing_alone() {
    let sources = sources();
    let (writes, found) = foreign_writes(&sources);
    assert_eq!(found, Vec::<String>::new());
    assert!(writes > 200, "{writes} writes: the test has gone blind");
    for (file, line, fault) in [
        (
            "money/loans/store/mod.rs",
            "use crate::register::tables::memberships as m;\nfn planted() { diesel::update(m::table.find(id)) }",
            "money/loans/store/mod.rs writes memberships, which is of Some(\"register\")",
        ),
        (
            "care/volunteers/store.rs",
            "use crate::register::tables::{clubs, persons as p};\nfn planted() { let row = p::table.find(id); diesel::delete(row) }",
            "care/volunteers/store.rs writes persons, which is of Some(\"register\")",
        ),
        (
            "money/loans/store/mod.rs",
            "use crate::register::tables::{clubs, persons};\nfn planted() { use {clubs as c, persons as p}; let row =\n    p::table.find(id); let one = row.filter(x); diesel::delete(one) }",
            "money/loans/store/mod.rs writes persons, which is of Some(\"register\")",
        ),
        (
            "money/loans/store/mod.rs",
            "use crate::register::tables::persons;\nfn everybody() { persons::table } fn planted() { diesel::delete(everybody()) }",
            "money/loans/store/mod.rs writes persons, which is of Some(\"register\")",
        ),
    ] {
        let mut sources = sources.clone();
        sources.get_mut(file).unwrap().push_str(line);
        assert_eq!(foreign_writes(&sources).1, [fault]);
    }
}

/// Whether the word stands there, and not only the end of a longer one.
fn says(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        !word.starts_with(char::is_alphanumeric)
            || !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
    })
}

/// In a store, the resource's own table is read only by `visible`, by `hold` and where something is written;
/// everybody else goes through them. Where `rows_of_clubs!` declares them, they are right by their text.
#[test]
fn every_store_has_one_door() {
    let sources = sources();
    let mut doors = 0;
    for (resource, table) in [
        ("clubs", "clubs"),
        ("members", "memberships"),
        ("boards", "board_terms"),
        ("placements", "club_placements"),
        ("regulations", "club_regulations"),
        ("transitions", "club_transitions"),
        ("consents", "consents"),
        ("external_loans", "external_loans"),
        ("loan_lists", "loans"),
        ("loans", "loans"),
        ("decisions", "loan_decisions"),
        ("users", "users"),
        ("funds", "funds"),
        ("ledger", "ledger_entries"),
        ("books", "ledger_entries"),
        ("books", "ledger_lines"),
        ("closings", "ledger_closings"),
        ("cash_counts", "cash_counts"),
        ("reversals", "reversals"),
        ("proposals", "entry_proposals"),
        ("treasury_handovers", "treasury_handovers"),
        ("health_events", "health_events"),
        ("health_results", "health_results"),
        ("insurance", "insurance_supports"),
        ("monitoring_visits", "monitoring_visits"),
        ("monitoring_tasks", "monitoring_tasks"),
        ("awards", "awards"),
        ("self_help", "self_help_actions"),
        ("rights_cases", "rights_cases"),
        ("resources", "mobilised_resources"),
        ("volunteers", "volunteers"),
        ("care_cases", "care_cases"),
        ("care_visits", "care_visits"),
        ("referrals", "referrals"),
        ("documents", "documents"),
        ("targets", "targets"),
        ("plan_items", "plan_items"),
        ("plan_tasks", "plan_tasks"),
        ("budget_lines", "budget_lines"),
        ("reports", "reports"),
        ("report_requests", "report_requests"),
    ] {
        let of_it = |name: &&String| name.split('/').nth(1) == Some(resource) && room(name) == "store";
        let code: String = sources.keys().filter(of_it).map(|name| sources[name].as_str()).collect();
        assert!(!code.is_empty(), "{resource} has no store");
        doors += code.matches("rows_of_clubs! {").count();
        for function in code.split("\npub ").skip(1) {
            let Some(signature) = function.split('{').next().filter(|head| head.contains("fn ")) else {
                continue;
            };
            let name = signature.split("fn ").nth(1).unwrap().split(['(', '<']).next().unwrap();
            let reads = function.contains(&format!("{table}::table"))
                || function.contains(&format!("{table}_table::table"));
            let proof =
                ["&Held<", "Writer<", "&LedgerBasis", "Basis)>"].iter().any(|held| signature.contains(held));
            let scoped = ["visible", "hold", "scope", "seen"].iter().any(|word| function.contains(word));
            let name = format!("{resource}/{name}");
            let all = [
                ASKED_OF_SOMEBODY_IN_REACH,
                ASKED_WITH_A_CODE,
                ASKED_BEFORE_THE_DOOR,
                ASKED_OF_WHAT_A_REFORM_TOUCHES,
                ASKED_OF_A_REACH,
            ]
            .concat();
            let excused = all.iter().any(|excused| excused.ends_with(&format!("/{name}")));
            assert!(!reads || proof || scoped || excused, "`{name}` goes round `visible`");
            doors += 1;
        }
    }
    assert!(doors > 10, "{doors} functions: the test has gone blind");
}

#[test]
fn some_words_stand_nowhere() {
    let sources = sources();
    for (word, but) in NOWHERE {
        for (name, code) in &sources {
            let excused = but.iter().any(|place| name.starts_with(place)) || name == "platform/auth/scope.rs";
            assert!(excused || !code.contains(word), "{name} says `{word}`");
        }
    }
}

/// Whether a word of the code, as it stands beside a sign of comparison, is an account: who asks, or by whom something was done.
fn is_an_account(word: &str) -> bool {
    let word = word.trim_matches(|c: char| "&*(){};,".contains(c)).trim_start_matches("Some(");
    let name = word.rsplit('.').next().unwrap_or_default();
    !word.contains("given_by") // to a member, by a member
        && (matches!(name, "user" | "user(" | "caller" | "acting_for" | "user_id") || name.ends_with("_by"))
}

/// Where accounts are compared, or looked for among others: a rule of two people asks of human beings.
fn comparisons_of_accounts(sources: &BTreeMap<String, String>) -> (usize, Vec<String>) {
    let mut found = (0, vec![]);
    for (name, code) in sources.iter().filter(|(name, _)| !name.starts_with("platform/")) {
        for line in code.lines() {
            for sign in [" == ", " != ", ".contains(&"] {
                for (at, _) in line.match_indices(sign) {
                    found.0 += 1;
                    let before = line[..at].split_whitespace().next_back().unwrap_or_default();
                    let after = line[at + sign.len()..].split_whitespace().next().unwrap_or_default();
                    if is_an_account(after) || (sign != ".contains(&" && is_an_account(before)) {
                        found.1.push(format!("{name}: {}", line.trim()));
                    }
                }
            }
        }
    }
    found
}

/// Two accounts may be one human being, and one may act for another: `access::users::store::is_same_human` knows. So nobody
/// compares accounts, whatever the rule.
#[test]
fn no_rule_of_two_people_compares_accounts() {
    let (looked_at, found) = comparisons_of_accounts(&sources());
    assert!(looked_at > 300, "{looked_at} comparisons: the test has gone blind");
    assert!(found.is_empty(), "ask `is_same_human`: {found:#?}");
    for planted in [
        "if reversal.requested_by == w.scope().user() {",
        "if Some(user) == write_off.voted_by {",
        "    if user == change.drafted_by {",
        "if report.drawn_up_by.contains(&user) {",
        "let own = row.user_id != w.scope().user();",
        "if scope.acting_for() == Some(loan.decided_by) {",
    ] {
        let sources = BTreeMap::from([("money/planted/store.rs".to_owned(), planted.to_owned())]);
        assert_eq!(comparisons_of_accounts(&sources).1.len(), 1, "{planted}");
    }
}

/// Things whose events have no place, and why. Of all others the log says of which club or unit they are, so that those who
/// watch over the place can read them.
const OF_NO_PLACE: &[(&str, &str)] = &[
    ("Programme", "of the nation"),
    ("ReportPeriod", "of the nation"),
    ("Target", "a part of a document, which has the place"),
    ("PlanItem", "a part of a document, which has the place"),
    ("PlanTask", "a part of a document, which has the place"),
    ("BudgetLine", "a part of a document, which has the place"),
    ("LoanDecision", "told beside the loan, which has the club"),
];

#[test]
fn what_the_log_tells_of_has_a_place() {
    let (mut placed, mut none) = (0, BTreeSet::new());
    for code in sources().values() {
        for rest in code.split("Audited for ").skip(1) {
            let thing = names(rest).next().unwrap().to_owned();
            let body = rest.split("\n}").next().unwrap();
            if body.contains("fn club(") || body.contains("fn unit(") {
                placed += 1;
            } else {
                none.insert(thing);
            }
        }
    }
    assert_eq!(none, OF_NO_PLACE.iter().map(|(thing, _)| (*thing).to_owned()).collect());
    assert!(placed > 50, "{placed} things: the test has gone blind");
}

/// A handler says in its first argument who may call it, and the document says the same permission.
#[test]
fn every_handler_says_first_who_may_call_it() {
    let mut handlers = 0;
    for (name, code) in sources().iter().filter(|(name, _)| name.ends_with("/routes.rs")) {
        for handler in code.split("#[utoipa::path(").skip(1) {
            let (document, rest) = handler.split_once("pub async fn ").unwrap();
            let (function, arguments) = rest.split_once('(').unwrap();
            let first = arguments.split_once(':').unwrap().1.trim_start();
            let permission =
                document.split("\"bearer\" = [").nth(1).map(|rest| rest.split(']').next().unwrap());
            let agrees = match permission.map(|name| name.strip_suffix("::NAME").unwrap_or(name)) {
                None => first.starts_with("Anyone"),
                Some("") => first.starts_with("SignedIn"),
                Some(permission) => first.starts_with(&format!("Allowed<{permission}>")),
            };
            assert!(
                agrees,
                "{name}: `{function}` is documented with {permission:?} and begins with {first:.40}"
            );
            handlers += 1;
        }
    }
    assert!(handlers > 25, "{handlers} handlers: the test has gone blind");
}

#[test]
fn every_resource_is_tried() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut tried = 0;
    let resources = all_resources(&sources());
    for resource in resources.iter().filter(|name| *name != "access/policy") {
        let (wing, name) = resource.split_once('/').unwrap();
        let named = fs::read_to_string(tests.join(wing).join("mod.rs")).unwrap_or_default();
        let said = named.contains(&format!("mod {name};"));
        assert!(said && tests.join(format!("{resource}.rs")).exists(), "tests/it/{resource}.rs is missing");
        tried += 1;
    }
    assert!(tried > 50, "{tried} resources: the test has gone blind");
}

/// What clients branch on, in both languages. The snapshot is the table for translators and for reviewers.
#[test]
fn every_refusal_has_a_name_and_two_texts() {
    let (mut table, mut names) = (String::new(), HashSet::new());
    let mut add = |name: &'static str, status: String, vi: &str, en: &str| {
        assert!(names.insert(format!("{}{name}", status.is_empty())), "{name} twice");
        assert!(vi.len() > 3 && en.len() > 3 && vi != en, "{name}: {vi} / {en}");
        assert!(vi.ends_with(['.', '-', ')']) && en.ends_with(['.', '-', ')']), "{name}: a sentence ends");
        assert!(en.is_ascii(), "{name}: {en}");
        // Vietnamese cannot go on for long without a mark.
        assert!(!vi.is_ascii(), "{name}: is this Vietnamese? {vi}");
        writeln!(table, "{status:<4}{name:<28} {vi} | {en}").unwrap();
    };
    for code in Code::iter() {
        let (status, vi, en) = code.entry();
        assert!(status.is_client_error() || status.is_server_error());
        add(code.into(), status.as_u16().to_string(), vi, en);
    }
    for code in FieldCode::iter() {
        let (vi, en) = code.texts();
        add(code.into(), String::new(), vi, en);
    }
    insta::assert_snapshot!(table);
}

/// The document knows a type by its name alone: of two with one name, clients would be shown one of them twice.
#[test]
fn no_two_types_of_the_document_have_one_name() {
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    for (file, code) in sources() {
        let mut shown = false;
        for line in code.lines().map(str::trim) {
            shown |= line.contains("ToSchema") && !line.starts_with("use ");
            shown |= line.starts_with("column! { text:");
            let Some(rest) = ["pub struct ", "pub enum "].iter().find_map(|start| line.strip_prefix(start))
            else {
                continue;
            };
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            if std::mem::take(&mut shown) {
                let other = named.insert(name.clone(), file.clone());
                assert!(other.is_none(), "{file} and {} both have a {name}", other.unwrap_or_default());
            }
        }
    }
    assert!(named.len() > 200, "{} types: the test has gone blind", named.len());
}

/// Types that read text for themselves, and where: each of them refuses what the database cannot hold.
const READ_BY_HAND: &[(&str, &[&str])] = &[
    ("platform/fields/birth_date.rs", &["BirthDate"]),
    ("platform/fields/credentials.rs", &["Login", "Secret", "SlipCode"]),
    ("platform/fields/day.rs", &["Day", "Moment"]),
    ("platform/fields/numbers.rs", &["Phone", "NationalId", "InsuranceNumber"]),
    ("platform/fields/text.rs", &["Line", "Prose", "SearchText", "Several"]),
    ("money/books/model.rs", &["Digest"]),
    ("platform/http/page.rs", &["Cursor"]),
    ("statistics/indicators/model/question.rs", &["Tree"]),
    ("register/members/model.rs", &["Birth"]),
    ("platform/money.rs", &["Amount", "Counted"]),
    ("register/personal/model.rs", &["Ethnicity"]),
    ("planning/targets/model.rs", &["TargetBound"]),
    ("territory/units/model.rs", &["UnitRef"]),
];
/// Types that hold whatever they are given: any text, or days that PostgreSQL does not know.
const UNCHECKED: &[&str] =
    &["String", "str", "char", "Value", "Map", "Bytes", "OsString", "NaiveDate", "DateTime"];

/// What is read from a request and held against what is stored, never sent to the database.
const COMPARED_ONLY: &[&str] = &["ChainLink"];

/// The types that serde derives the reading of, by folder and name: the types of their members.
type Derived = BTreeMap<(String, String), Vec<String>>;

/// Whatever lies between the opening bracket at `at` and its own end.
fn bracketed(code: &str, at: usize) -> &str {
    let mut depth = 0;
    for (index, c) in code[at..].char_indices() {
        match c {
            '{' | '(' | '<' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            '>' if !code[..at + index].ends_with('-') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &code[at + 1..at + index];
        }
    }
    panic!("a bracket has no end: {:.80}", &code[at..])
}

fn names(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty())
}

/// The code without its attributes and without what stands in quotes.
fn bare(code: &str) -> String {
    let unquoted: String = code.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
    let mut left = String::new();
    let mut rest = unquoted.as_str();
    while let Some(at) = rest.find("#[") {
        left.push_str(&rest[..at]);
        rest = &rest[at + 2 + bracketed(rest, at + 1).len() + 1..];
    }
    left + rest
}

/// The names of types in the body of a struct or an enumeration: what its members and variants are called is none.
fn types_within(body: &str, is_enum: bool) -> Vec<String> {
    let body = bare(body);
    let mut depth = 0;
    let mut found = vec![];
    let mut name = String::new();
    for c in body.chars().chain([' ']) {
        if c.is_alphanumeric() || c == '_' {
            name.push(c);
            continue;
        }
        let is_type = name.starts_with(char::is_uppercase) || UNCHECKED.contains(&name.as_str());
        if is_type && (!is_enum || depth > 0) {
            found.push(std::mem::take(&mut name));
        }
        name.clear();
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            _ => {}
        }
    }
    found
}

/// The resource's folder, or the wing where a file lies in none.
fn folder(file: &str) -> String {
    file.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
}

/// The types whose reading is derived, in a file.
fn derived(file: &str, code: &str, all: &mut Derived) {
    for (at, _) in code.match_indices("#[derive(") {
        let list = bracketed(code, at + "#[derive".len());
        if !names(list).any(|name| name == "Deserialize") {
            continue;
        }
        let after = &code[at..];
        let Some((start, kind)) =
            ["struct ", "enum "].iter().filter_map(|kind| Some((after.find(kind)?, *kind))).min()
        else {
            continue;
        };
        let head = &after[start + kind.len()..];
        let name = names(head).next().unwrap().to_owned();
        let Some(open) = head.find(['{', '(', ';']).filter(|open| !head[*open..].starts_with(';')) else {
            continue;
        };
        let within = all.entry((folder(file), name)).or_default();
        within.extend(types_within(bracketed(head, open), kind == "enum "));
        let read_as = after[..start].split("from = \"").skip(1).filter_map(|rest| names(rest).next());
        within.extend(read_as.map(str::to_owned));
    }
}

/// What a handler takes in that may hold any text: the handler's file or the type, and what it holds.
fn unchecked(sources: &BTreeMap<String, String>) -> (usize, Vec<String>) {
    let mut all = Derived::new();
    for (file, code) in sources {
        derived(file, code, &mut all);
    }
    let mut left: Vec<(String, String, String)> = vec![];
    for (name, code) in sources.iter().filter(|(name, _)| name.ends_with("routes.rs")) {
        for extractor in ["Path<", "Params<", "Valid<", "Changes<", "TokenRequest<"] {
            for (at, _) in code.match_indices(extractor) {
                let taken = bracketed(code, at + extractor.len() - 1);
                left.extend(names(taken).map(|taken| (name.clone(), folder(name), taken.to_owned())));
            }
        }
    }
    let (mut seen, mut found) = (HashSet::new(), vec![]);
    while let Some((by, folder, name)) = left.pop() {
        if UNCHECKED.contains(&name.as_str()) {
            found.push(format!("{by} takes a {name}"));
            continue;
        }
        // of two types of one name, that of the folder is meant; else it may be any
        let own = all.contains_key(&(folder.clone(), name.clone()));
        for ((of, _), held) in all.iter().filter(|((of, n), _)| *n == name && (!own || *of == folder)) {
            if seen.insert((of.clone(), name.clone())) && !COMPARED_ONLY.contains(&name.as_str()) {
                left.extend(held.iter().map(|held| (name.clone(), of.clone(), held.clone())));
            }
        }
    }
    found.sort();
    (seen.len(), found)
}

/// PostgreSQL holds no NUL, and people cannot tell apart what they cannot see: whatever text a request brings is of a
/// type that looks at it while it is read (`fields/`).
#[test]
fn no_request_brings_text_that_nobody_looks_at() {
    let sources = sources();
    let (seen, found) = unchecked(&sources);
    assert_eq!(found, Vec::<String>::new());
    assert!(seen > 200, "{seen} types: the test has gone blind");

    let handler = |argument: &str| format!("pub async fn planted(caller: SignedIn, {argument}) {{}}");
    let model = "#[derive(Debug, Deserialize)]\n#[schema(example = json!({ \"a\": [\"b\"] }))]\npub struct Planted {\n #[serde(default)]\n pub parts: Vec<PlantedPart>,\n}\n\
        #[derive(Deserialize)]\npub enum PlantedPart {\n String { id: ClubId },\n Named(Option<PlantedName>),\n}\n\
        #[derive(Deserialize)]\npub struct PlantedName { pub name: Option<Vec<String>> }";
    for (argument, fault) in [
        ("new: Valid<Planted>", "PlantedName takes a String"),
        ("asked: Params<Planted>", "PlantedName takes a String"),
        ("patch: Changes<PlantedName>", "PlantedName takes a String"),
        ("path: Path<(ClubId, String)>", "register/clubs/routes.rs takes a String"),
    ] {
        let mut sources = sources.clone();
        sources.get_mut("register/clubs/routes.rs").unwrap().push_str(&handler(argument));
        sources.get_mut("register/clubs/model.rs").unwrap().push_str(model);
        assert_eq!(unchecked(&sources).1, [fault], "{argument}");
    }
}

/// A type that reads text by itself is looked at by somebody before it stands in the list.
#[test]
fn every_type_that_reads_by_itself_is_known() {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, code) in sources() {
        for rest in code.split("Deserialize<'de> for ").skip(1) {
            found.entry(name.clone()).or_default().push(names(rest).next().unwrap().to_owned());
        }
    }
    let known: BTreeMap<String, Vec<String>> = READ_BY_HAND
        .iter()
        .map(|(file, types)| ((*file).to_owned(), types.iter().map(|name| (*name).to_owned()).collect()))
        .collect();
    assert_eq!(found, known);
}
