//! The rules of the house that no compiler checks, checked. A new resource folder is held to them by existing.

use lien_the_he::error::{Code, FieldCode};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use strum::IntoEnumIterator;

/// Each resource, and those above it: the only ones that it may import.
const TREE: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("clubs", &["units"]),
    ("placements", &["units", "clubs"]),
    ("regulations", &["units", "clubs"]),
    ("members", &["units", "clubs"]),
    ("personal", &["units", "clubs", "members", "consents"]),
    ("consents", &["units", "clubs", "members"]),
    ("imports", &["units", "clubs", "members", "personal", "consents"]),
    ("boards", &["units", "clubs", "members"]),
    ("transitions", &["units", "clubs", "members", "boards", "regulations"]),
    ("funds", &["units", "clubs"]),
    ("ledger", &["units", "clubs", "members", "regulations", "funds"]),
    ("books", &["units", "clubs", "members", "funds", "ledger"]),
    ("closings", &["units", "clubs", "members", "funds", "ledger"]),
    ("cash_counts", &["units", "clubs", "members", "funds", "ledger", "books"]),
    ("repayments", &["units", "clubs", "members", "regulations", "funds", "ledger", "loans"]),
    ("external_loans", &["units", "clubs", "members"]),
    ("loans", &["units", "clubs", "members", "personal", "regulations", "funds", "ledger"]),
    ("decisions", &["units", "clubs", "members", "regulations", "boards", "funds", "ledger", "loans"]),
    ("reversals", &["units", "clubs", "members", "funds", "ledger", "loans", "repayments"]),
    (
        "meetings",
        &["units", "clubs", "members", "funds", "ledger", "books", "cash_counts", "loans", "repayments"],
    ),
    ("reschedules", &["units", "clubs", "members", "boards", "ledger", "loans", "decisions"]),
    ("pauses", &["units", "clubs", "members", "regulations", "funds", "ledger", "loans"]),
    ("write_offs", &["units", "clubs", "members", "boards", "funds", "ledger", "loans", "decisions"]),
    ("volunteers", &["units", "clubs", "members"]),
    ("care_cases", &["units", "clubs", "members", "consents", "volunteers"]),
    ("care_visits", &["units", "clubs", "members", "consents", "volunteers", "care_cases"]),
    ("referrals", &["units", "clubs", "members", "consents", "volunteers", "care_cases", "care_visits"]),
    ("areas", &[]),
    ("attachments", &["units", "clubs"]),
    ("monitoring_visits", &["units", "clubs"]),
    ("monitoring_tasks", &["units", "clubs", "figures", "monitoring_visits"]),
    ("awards", &["units", "clubs", "members"]),
    ("self_help", &["units", "clubs", "members"]),
    ("rights_cases", &["units", "clubs", "members"]),
    ("resources", &["units", "clubs", "ledger"]),
    ("activities", &["units", "clubs", "members", "areas", "funds", "ledger"]),
    ("activity_series", &["units", "clubs", "members", "areas", "activities"]),
    ("gatherings", &["units", "clubs"]),
    ("trainings", &["units", "clubs", "members"]),
    ("exchange_visits", &["units", "clubs"]),
    ("figures", &["units", "clubs", "members"]),
    ("indicators", &["units", "clubs", "members", "figures"]),
    ("finances", &["units", "clubs", "members", "figures"]),
    ("calendars", &["units", "clubs", "areas"]),
    ("activity_figures", &["units", "clubs", "members", "areas", "figures", "finances"]),
    ("area_status", &["units", "clubs", "areas", "figures"]),
    ("loan_lists", &["units", "clubs", "figures", "loans"]),
    ("health_events", &["units", "clubs", "members", "figures"]),
    ("health_results", &["units", "clubs", "members", "consents", "health_events"]),
    ("insurance", &["units", "clubs", "members"]),
    ("admin_changes", &["units", "clubs", "organisations"]),
    ("organisations", &["units", "clubs"]),
    ("reporting_lines", &["units", "clubs", "organisations"]),
    ("report_periods", &[]),
    (
        "reports",
        &[
            "units",
            "clubs",
            "figures",
            "indicators",
            "organisations",
            "reporting_lines",
            "report_periods",
            "programmes",
        ],
    ),
    (
        "sealed_reports",
        &[
            "clubs",
            "figures",
            "indicators",
            "organisations",
            "reporting_lines",
            "report_periods",
            "programmes",
            "documents",
            "targets",
            "progress",
            "reports",
        ],
    ),
    ("consolidations", &["units", "clubs", "figures", "indicators", "report_periods", "reports"]),
    ("report_requests", &["units", "clubs", "indicators", "report_periods", "reports"]),
    ("report_forms", &["reports", "sealed_reports", "indicators", "targets"]),
    ("terrains", &["units", "indicators"]),
    ("declared_figures", &["units", "clubs", "figures", "indicators"]),
    ("users", &["units", "clubs", "members"]),
    ("sessions", &["units", "clubs", "members", "users"]),
    ("changes", &["units", "clubs", "members"]),
    ("programmes", &[]),
    ("documents", &["units", "clubs", "programmes"]),
    ("targets", &["units", "clubs", "programmes", "documents", "indicators"]),
    ("plan_items", &["areas", "units", "clubs", "programmes", "documents"]),
    ("plan_tasks", &["units", "clubs", "programmes", "documents", "plan_items"]),
    ("budget_lines", &["units", "clubs", "programmes", "documents", "plan_items"]),
    ("progress", &["units", "clubs", "figures", "indicators", "programmes", "documents", "targets"]),
    (
        "dashboards",
        &["units", "clubs", "figures", "indicators", "programmes", "documents", "targets", "progress"],
    ),
    (
        "standings",
        &[
            "units",
            "clubs",
            "funds",
            "figures",
            "indicators",
            "programmes",
            "documents",
            "targets",
            "progress",
        ],
    ),
    ("policy", &[]),
];
/// Those that everybody may name: what happened, and how things are told.
const COMMON: &[&str] = &["changes"];
/// Rooms, and which of them a resource may lack for a reason that it gives in its `mod.rs`.
const ROOMS: &[&str] = &["mod.rs", "model.rs", "routes.rs", "rules.rs", "store.rs"];
/// In a file of this name, none of these words.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("routes.rs", &["diesel", "schema::", "AsyncPgConnection", ".route(", "Held::new", "HttpResponse"]),
    ("store.rs", &["actix_web", "utoipa", "Change::", "sql_query"]),
    ("model.rs", &["actix_web", "diesel_async", "async fn", "Held::new"]),
    ("rules.rs", &["actix_web", "diesel", "async fn", "now()", "Held::new"]),
];
/// Words that stand nowhere in the sources, and where they may after all.
const NOWHERE: &[(&str, &[&str])] = &[
    ("Scope::operator", &["commands/"]),
    (
        ".transaction(",
        &[
            "db.rs",
            "auth/versions.rs",
            "sessions/",
            "figures/store.rs",
            "past.rs",
            "commands/",
            "migrations.rs",
        ],
    ),
    ("#[allow", &[]),
    // rows of a club are locked by the lock of the club; these are of units, persons and accounts, or of many clubs
    (
        ".for_no_key_update(",
        &[
            "clubs/store.rs",
            "units/",
            "admin_changes/",
            "organisations/",
            "reporting_lines/",
            "declared_figures/",
            "documents/",
            "targets/",
            "plan_items/",
            "plan_tasks/",
            "budget_lines/",
            "gatherings/",
            "trainings/",
            "health_events/",
            "reports/",
            "members/",
            "imports/",
            "consents/",
            "users/",
            "sessions/",
        ],
    ),
    (".for_share(", &["users/"]),
    (".for_update(", &["sessions/"]),
    ("note_locked(", &["db.rs", "clubs/store.rs"]),
    ("unsafe ", &[]),
    ("println!(\"DEBUG", &[]),
];

/// Who may say a forbidden word after all, and why.
const EXCUSED: &[(&str, &str)] = &[
    ("imports/routes.rs", "HttpResponse"), // a file to download is no JSON
    ("indicators/store.rs", "sql_query"),  // functions that return rows are no tables, as the DSL would need
];
/// Functions that read a table without `visible`, for they are asked of a person already in reach.
const ASKED_OF_SOMEBODY_IN_REACH: &[&str] = &["consents/stands", "consents/standing"];
/// Functions that read a table without `visible`, for they are asked with a key that opens one row and shows nobody.
const ASKED_WITH_A_CODE: &[&str] = &["books/receipt", "attachments/linked"];

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

/// Resource folders: those with an entry in the tree, and there is no other folder that mounts anything.
#[test]
fn every_folder_that_mounts_something_stands_in_the_tree() {
    let sources = sources();
    let mounting: HashSet<&str> = sources
        .iter()
        .filter(|(name, code)| name.ends_with("/mod.rs") && code.contains("fn configure("))
        .map(|(name, _)| name.split('/').next().unwrap())
        .collect();
    let tree: HashSet<&str> = TREE.iter().map(|(name, _)| *name).collect();
    assert_eq!(mounting, tree);
}

#[test]
fn every_resource_looks_like_every_other() {
    let sources = sources();
    let mut looked_at = 0;
    for (resource, above) in TREE {
        for (name, code) in sources.iter().filter(|(name, _)| name.split('/').next() == Some(resource)) {
            let file = name.split('/').nth(1).unwrap();
            assert!(ROOMS.contains(&file), "{name}: a room this house does not have");
            for (_, words) in FORBIDDEN.iter().filter(|(room, _)| *room == file) {
                for word in *words {
                    let excused = EXCUSED.contains(&(name.as_str(), word));
                    assert!(excused || !says(code, word), "{name} says `{word}`");
                }
            }
            for (other, _) in TREE
                .iter()
                .filter(|(other, _)| other != resource && !above.contains(other) && !COMMON.contains(other))
            {
                assert!(!imports(code, other), "{name} imports {other}, which is not above it");
            }
            looked_at += 1;
        }
    }
    assert!(looked_at > 30, "looked at {looked_at} files: the test has gone blind");
}

/// Whether the word stands there, and not only the end of a longer one.
fn says(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        !word.starts_with(char::is_alphanumeric)
            || !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
    })
}

/// `crate::members::`, `use crate::{members, …}`, or the module named at the call.
fn imports(code: &str, module: &str) -> bool {
    let named = [format!("crate::{module}::"), format!("crate::{module};"), format!(" {module}::store")];
    let grouped = code.split("use crate::{").skip(1).any(|group| {
        let group = group.split(';').next().unwrap();
        group
            .split([',', '{', '}', ' ', '\n'])
            .any(|item| item == module || item.starts_with(&format!("{module}::")))
    });
    grouped || named.iter().any(|name| code.contains(name.as_str()))
}

/// In a store, the resource's own table is read only by `visible`, by `hold` and where something is written;
/// everybody else goes through them.
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
        let Some(code) = sources.get(&format!("{resource}/store.rs")) else { continue };
        for function in code.split("\npub ").skip(1) {
            let Some(signature) = function.split('{').next().filter(|head| head.contains("fn ")) else {
                continue;
            };
            let name = signature.split("fn ").nth(1).unwrap().split(['(', '<']).next().unwrap();
            let reads = function.contains(&format!("{table}::table"))
                || function.contains(&format!("{table}_table::table"));
            let proof =
                ["&Held<", "Writer<", "&Basis", "Basis)>"].iter().any(|held| signature.contains(held));
            let scoped = ["visible", "hold", "scope", "seen"].iter().any(|word| function.contains(word));
            let name = format!("{resource}/{name}");
            let excused = [ASKED_OF_SOMEBODY_IN_REACH, ASKED_WITH_A_CODE].concat().contains(&name.as_str());
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
            let excused = but.iter().any(|place| name.starts_with(place)) || name == "auth/scope.rs";
            assert!(excused || !code.contains(word), "{name} says `{word}`");
        }
    }
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
            let agrees = match permission {
                None => first.starts_with("Anyone"),
                Some("") => first.starts_with("SignedIn"),
                Some(_) => first.starts_with("Allowed<can::"),
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
    let main = fs::read_to_string(tests.join("main.rs")).unwrap();
    let mut tried = 0;
    for (resource, _) in TREE.iter().filter(|(name, _)| *name != "policy") {
        let routes = fs::read_to_string(src().join(resource).join("routes.rs")).unwrap_or_default();
        if routes.contains("#[utoipa::path(") {
            let said = main.contains(&format!("mod {resource};"));
            assert!(
                said && tests.join(format!("{resource}.rs")).exists(),
                "tests/it/{resource}.rs is missing"
            );
            tried += 1;
        }
    }
    assert!(tried > 2, "{tried} resources: the test has gone blind");
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
    (
        "fields.rs",
        &[
            "Line",
            "Prose",
            "SearchText",
            "Several",
            "Login",
            "Secret",
            "Day",
            "Moment",
            "BirthDate",
            "Phone",
            "NationalId",
            "InsuranceNumber",
        ],
    ),
    ("books/model.rs", &["Digest"]),
    ("http/page.rs", &["Cursor"]),
    ("indicators/model.rs", &["Tree"]),
    ("members/model.rs", &["Birth"]),
    ("money.rs", &["Amount", "Counted"]),
    ("personal/model.rs", &["Ethnicity"]),
    ("targets/model.rs", &["Bound"]),
    ("units/model.rs", &["UnitRef"]),
];
/// Types that hold whatever they are given: any text, or days that PostgreSQL does not know.
const UNCHECKED: &[&str] =
    &["String", "str", "char", "Value", "Map", "Bytes", "OsString", "NaiveDate", "DateTime"];

/// What is read from a request and held against what is stored, never sent to the database.
const COMPARED_ONLY: &[&str] = &["Link"];

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

fn folder(file: &str) -> String {
    file.split('/').next().unwrap().to_owned()
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
        for extractor in ["Path<", "Params<", "Valid<", "Changes<"] {
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
/// type that looks at it while it is read (`fields.rs`).
#[test]
fn no_request_brings_text_that_nobody_looks_at() {
    let sources = sources();
    let (seen, found) = unchecked(&sources);
    assert_eq!(found, Vec::<String>::new());
    assert!(seen > 250, "{seen} types: the test has gone blind");

    let handler = |argument: &str| format!("pub async fn planted(caller: SignedIn, {argument}) {{}}");
    let model = "#[derive(Debug, Deserialize)]\n#[schema(example = json!({ \"a\": [\"b\"] }))]\npub struct Planted {\n #[serde(default)]\n pub parts: Vec<PlantedPart>,\n}\n\
        #[derive(Deserialize)]\npub enum PlantedPart {\n String { id: ClubId },\n Named(Option<PlantedName>),\n}\n\
        #[derive(Deserialize)]\npub struct PlantedName { pub name: Option<Vec<String>> }";
    for (argument, fault) in [
        ("new: Valid<Planted>", "PlantedName takes a String"),
        ("asked: Params<Planted>", "PlantedName takes a String"),
        ("patch: Changes<PlantedName>", "PlantedName takes a String"),
        ("path: Path<(ClubId, String)>", "clubs/routes.rs takes a String"),
    ] {
        let mut sources = sources.clone();
        sources.get_mut("clubs/routes.rs").unwrap().push_str(&handler(argument));
        sources.get_mut("clubs/model.rs").unwrap().push_str(model);
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
