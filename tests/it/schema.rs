//! The database and what the program believes of it are one thing.

use crate::support::TestApp;
use lien_the_he::platform::error::{Code, constraints};
use std::collections::BTreeSet;
use std::fs;

/// A rule with a name given by hand either has an answer of its own, which says more than that something is wrong, or is
/// one of those that no client can trip, with the reason: never both, and none that the database does not have.
#[actix_web::test]
async fn every_named_rule_of_the_database_has_an_answer_or_cannot_be_tripped() {
    let app = TestApp::start().await;
    let names = app
        .rows(
            "select conname from pg_constraint
              where connamespace = 'public'::regnamespace and contype not in ('p', 'f', 'n', 't')
              union
             select indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid
              where indisunique and not indisprimary and c.relnamespace = 'public'::regnamespace
                and c.relname not like '\\_\\_%'
              order by 1",
        )
        .await;
    let names: BTreeSet<String> = names.into_iter().map(|row| row[0].clone().unwrap()).collect();
    assert!(names.len() > 40, "{} rules: the test has gone blind", names.len());
    let mut never = BTreeSet::new();
    for (reason, rules) in constraints::NEVER_TRIPPED {
        assert!(reason.len() > 20 && !rules.is_empty(), "why not? {reason}");
        for rule in *rules {
            assert!(never.insert(*rule), "{rule} is named twice");
            assert!(names.contains(*rule), "{rule}: the database has no such rule");
            assert_eq!(constraints::answer(rule), None, "{rule} has an answer, and cannot be tripped");
        }
    }
    for name in &names {
        let spoken = constraints::answer(name).is_some_and(|code| code != Code::Internal);
        assert!(spoken || never.contains(name.as_str()), "{name} would be answered with a 500");
    }
}

/// Every column, rule, index, view, function and trigger, one a line; but not the law that only the tests have.
async fn shape(app: &TestApp) -> Vec<String> {
    let lines = app
        .rows(
            "select 'schema ' || nspname || ' ' || obj_description(oid, 'pg_namespace') from pg_namespace
              where nspname = 'logic'
             union all
             select 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
                    || coalesce(column_default, '-') || ' ' || coalesce(collation_name, '-')
               from information_schema.columns where table_schema in ('public', 'logic')
             union all
             select 'view ' || schemaname || '.' || viewname || ' ' || md5(definition) from pg_views
              where schemaname in ('public', 'logic')
             union all
             select 'rule ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
               from pg_constraint where connamespace = 'public'::regnamespace and conname not like 'a_law_of_the_%'
             union all
             select 'index ' || indexdef from pg_indexes where schemaname = 'public'
             union all
             select 'function ' || n.nspname || '.' || p.proname || ' ' || md5(pg_get_functiondef(p.oid))
               from pg_proc p join pg_namespace n on n.oid = p.pronamespace
              where n.nspname in ('public', 'logic') and p.prokind = 'f'
                and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
             union all
             select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger
              where not tgisinternal and tgname not like 'a_law_of_the_%'
             union all
             select 'comment ' || description from pg_description where classoid = 'pg_class'::regclass
                and objoid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
             order by 1",
        )
        .await;
    lines.into_iter().map(|row| row[0].clone().unwrap()).collect()
}

#[actix_web::test]
async fn every_migration_can_be_undone_and_done_again() {
    let app = TestApp::start().await;
    let before = shape(&app).await;
    let undo_and_redo = |url: String, undo: bool| async move {
        let work = move || {
            if undo { lien_the_he::migrations::revert(&url) } else { lien_the_he::migrations::migrate(&url) }
        };
        std::thread::spawn(move || work().unwrap()).join().unwrap();
    };
    undo_and_redo(app.db.url(), true).await;
    let left = shape(&app).await;
    let left: Vec<&String> =
        left.iter().filter(|line| !line.contains("__diesel_schema_migrations")).collect();
    assert!(left.is_empty(), "left behind by the down migrations: {left:#?}");
    undo_and_redo(app.db.url(), false).await;
    assert_eq!(before, shape(&app).await);
    for kind in ["schema", "column", "rule", "index", "view", "function", "trigger", "comment"] {
        assert!(before.iter().any(|line| line.starts_with(kind)), "no {kind}: the test has gone blind");
    }
}

/// `schema.rs` is written by hand: here it is held against the database, column by column.
#[actix_web::test]
async fn the_tables_are_as_the_program_believes() {
    let app = TestApp::start().await;
    let rows = app
        .rows(
            // what a view gives may always be nothing, says the database: of views only the types are compared;
            // past figures are rows of the metric tables, which only functions read
            "select case c.table_schema when 'logic' then 'logic.' else '' end || c.table_name, c.column_name, c.udt_name,
                    case t.table_type when 'VIEW' then 'VIEW' else c.is_nullable end
               from information_schema.columns c
               join information_schema.tables t using (table_schema, table_name)
              where table_schema in ('public', 'logic') and table_name not like '\\_\\_%'
                and table_name not like '%past_figures'
              order by 1, c.ordinal_position",
        )
        .await;
    let kind = |name: &str| match name {
        "uuid" => "Uuid",
        "text" => "Text",
        "date" => "Date",
        "int2" => "SmallInt",
        "int4" => "Integer",
        "int8" => "BigInt",
        "bool" => "Bool",
        "bytea" => "Bytea",
        "jsonb" => "Jsonb",
        "_text" => "Array<Text>",
        "_uuid" => "Array<Uuid>",
        "time" => "Time",
        "_date" => "Array<Nullable<Date>>",
        "timestamptz" => "Timestamptz",
        other => panic!("{other}: a type that the house does not use yet"),
    };
    let views: BTreeSet<&str> = rows
        .iter()
        .filter(|row| row[3].as_deref() == Some("VIEW"))
        .map(|row| row[0].as_deref().unwrap())
        .collect();
    let stored: BTreeSet<String> = rows
        .iter()
        .map(|row| {
            let [table, column, udt, nullable] = [0, 1, 2, 3].map(|i| row[i].as_deref().unwrap());
            let kind = kind(udt);
            let kind = if nullable == "YES" { format!("Nullable<{kind}>") } else { kind.to_owned() };
            format!("{table}.{column} {kind}")
        })
        .collect();
    let mut text = String::new();
    for wing in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap() {
        text += &fs::read_to_string(wing.unwrap().path().join("schema.rs")).unwrap_or_default();
    }
    let mut believed = BTreeSet::new();
    for block in text.split("diesel::table! {").skip(1) {
        let (head, body) = block.split_once(") {").unwrap();
        let named = head.split("#[sql_name = \"").nth(1).map(|rest| rest.split('"').next().unwrap());
        let table = named.unwrap_or_else(|| head.lines().last().unwrap().trim().split(' ').next().unwrap());
        for line in body.split('}').next().unwrap().lines().filter_map(|line| line.split_once("->")) {
            let (column, kind) = (line.0.trim(), line.1.trim().trim_end_matches(','));
            let bare = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
            let kind = bare.filter(|_| views.contains(table)).unwrap_or(kind);
            believed.insert(format!("{table}.{column} {kind}"));
        }
    }
    assert!(stored.len() > 150, "{} columns: the test has gone blind", stored.len());
    // a view that only functions read is none of the program's business: there is no type that it could get wrong
    let relation = |column: &str| column.rsplit_once(' ').unwrap().0.rsplit_once('.').unwrap().0.to_owned();
    let read: BTreeSet<String> = believed.iter().map(|column| relation(column)).collect();
    let by_functions_alone =
        |name: &str| name.starts_with("logic.") && views.contains(name) && !read.contains(name);
    let missing: Vec<_> =
        stored.difference(&believed).filter(|column| !by_functions_alone(&relation(column))).collect();
    let wrong: Vec<_> = believed.difference(&stored).collect();
    assert!(
        missing.is_empty() && wrong.is_empty(),
        "not in schema.rs: {missing:#?}\nonly in schema.rs: {wrong:#?}"
    );
}

/// In the body of an SQL function a column hides a parameter of the same name, silently: names of parameters that are
/// names of columns too. What an SQL function returns is named in its head alone and hides nothing; in PL/pgSQL that is
/// a variable like any other.
async fn parameters_like_columns(app: &TestApp) -> (i64, Vec<String>) {
    let parameters = "pg_proc p
          join pg_language l on l.oid = p.prolang and l.lanname in ('sql', 'plpgsql')
         cross join lateral unnest(p.proargnames, p.proargmodes) a (name, mode)
         where p.pronamespace in ('public'::regnamespace, 'logic'::regnamespace) and a.name <> ''
           and (coalesce(a.mode, 'i') in ('i', 'b', 'v') or l.lanname = 'plpgsql')
           and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')";
    let hidden = app
        .rows(&format!(
            "select p.proname || '(' || a.name || ')' from {parameters}
                and exists (select from information_schema.columns c
                             where c.table_schema in ('public', 'logic') and c.column_name = a.name)
              order by 1"
        ))
        .await;
    (app.count(parameters).await, hidden.into_iter().map(|row| row[0].clone().unwrap()).collect())
}

#[actix_web::test]
async fn no_parameter_has_the_name_of_a_column() {
    let app = TestApp::start().await;
    let (looked_at, hidden) = parameters_like_columns(&app).await;
    assert!(looked_at > 60, "{looked_at} parameters: the test has gone blind");
    assert!(hidden.is_empty(), "a column hides them (name them p_…): {hidden:?}");
    app.rows(
        "create function logic.planted_on(which uuid[], on_day date) returns table (club_id uuid, fund text) language sql as $$
             select club_id, fund from ledger_lines where club_id = any (which) and on_day > on_day $$;
         create function logic.planted_of(which uuid[]) returns table (member_id uuid) language plpgsql as $$ begin end $$",
    )
    .await;
    let (_, hidden) = parameters_like_columns(&app).await;
    assert_eq!(hidden, ["planted_of(member_id)", "planted_on(on_day)"]);
}

/// What in other schemas falls when the functions, views and triggers are dropped to be made anew, but for the triggers.
async fn falls_with_the_logic(app: &TestApp) -> Vec<String> {
    let rows = app
        .rows(
            "with logic (class, id) as (
                 select 'pg_namespace'::regclass::oid, oid from pg_namespace where nspname = 'logic'
                 union all select 'pg_proc'::regclass, oid from pg_proc where pronamespace = 'logic'::regnamespace
                 union all select 'pg_class'::regclass, oid from pg_class where relnamespace = 'logic'::regnamespace
                 union all select 'pg_type'::regclass, oid from pg_type where typnamespace = 'logic'::regnamespace
                 union all
                 select 'pg_rewrite'::regclass, r.oid from pg_rewrite r join pg_class c on c.oid = r.ev_class
                  where c.relnamespace = 'logic'::regnamespace)
             select distinct pg_describe_object(d.classid, d.objid, d.objsubid)
               from pg_depend d join logic l on l.class = d.refclassid and l.id = d.refobjid
              where (d.classid, d.objid) not in (select class, id from logic) and d.classid <> 'pg_trigger'::regclass
              order by 1",
        )
        .await;
    rows.into_iter().map(|row| row[0].clone().unwrap()).collect()
}

#[actix_web::test]
async fn nothing_of_the_tables_depends_on_what_is_made_anew_but_triggers() {
    let app = TestApp::start().await;
    assert_eq!(falls_with_the_logic(&app).await, [""; 0]);
    app.rows(
        "alter table funds alter column opened_on set default logic.today_in_vietnam();
         alter table funds add constraint planted check (logic.is_silent(1::smallint, opened_on, opened_on, opened_on) = 0);
         create view planted as select * from logic.sums_now",
    )
    .await;
    let fall = falls_with_the_logic(&app).await;
    assert_eq!(fall.len(), 3, "{fall:#?}");
}

/// The numbers under which PostgreSQL keeps the functions: others as soon as they are made anew.
async fn made(app: &TestApp) -> String {
    app.text("select string_agg(oid::text, ' ' order by oid) from pg_proc where pronamespace = 'logic'::regnamespace")
        .await
}

#[actix_web::test]
async fn functions_are_made_anew_when_their_text_has_changed_and_only_then() {
    let app = TestApp::start().await;
    let migrate = |url: String| {
        std::thread::spawn(move || lien_the_he::migrations::migrate(&url).unwrap()).join().unwrap();
    };
    let (before, first) = (shape(&app).await, made(&app).await);
    migrate(app.db.url());
    assert_eq!(made(&app).await, first);
    app.rows("drop function logic.silence_on; comment on schema logic is 'of another text'").await;
    migrate(app.db.url());
    assert_ne!(made(&app).await, first);
    assert_eq!(shape(&app).await, before);
}
