//! The command that makes up a nation, run as an operator would, in a very small size.

use crate::support::db::{self, TestDb, rows};
use crate::support::service::command;
use crate::support::{TestApp, claims, parts, seed};
use actix_web::test::{TestRequest, call_and_read_body_json, call_service, init_service};
use lien_the_he::app;
use lien_the_he::platform::auth::token::Signer;
use lien_the_he::platform::auth::{Grant, Place, Role};
use lien_the_he::platform::http::Patience;
use lien_the_he::platform::ids::ClubId;
use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;

const DAY: &str = "2026-11-22";

fn generate(url: &str, seed: &str) {
    let (made, told) = command(url, &["generate", "--clubs", "20", "--seed", seed, "--today", DAY]);
    assert!(made && told.contains("20 clubs"), "{told}");
}

/// A digest of every row of every table, but for the moments at which rows were written.
async fn digest(sql: &Client) -> Vec<String> {
    let tables = rows(
        sql,
        "select c.relname, string_agg(format('%I', a.attname), ', ' order by a.attnum)
           from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like '\\_\\_diesel%'
            and (a.atttypid <> 'timestamptz'::regtype or a.attname = 'recorded_at')
            and a.attgenerated = '' and (c.relname, a.attname) <> ('sum_changes', 'id')
          group by c.relname order by c.relname",
    )
    .await;
    let mut all = vec![];
    for table in tables {
        let (name, columns) = (table[0].as_deref().unwrap(), table[1].as_deref().unwrap());
        let sums = format!(
            "select count(*), coalesce(sum(('x' || left(md5(row({columns})::text), 15))::bit(60)::bigint), 0) from {name}"
        );
        let told = rows(sql, &sums).await;
        all.push(format!("{name} {:?} {:?}", told[0][0], told[0][1]));
    }
    all
}

/// Rows that name another that is not there, for every reference of every table.
async fn dangling(sql: &Client) -> Vec<String> {
    let references = rows(
        sql,
        "select format('select %L from %s a where %s and not exists (select 1 from %s b where %s) limit 1',
                       k.conname, k.conrelid::regclass, string_agg(format('a.%I is not null', f.attname), ' and '),
                       k.confrelid::regclass, string_agg(format('b.%I = a.%I', t.attname, f.attname), ' and '))
           from pg_constraint k cross join lateral unnest(k.conkey, k.confkey) as c (of, to_)
           join pg_attribute f on f.attrelid = k.conrelid and f.attnum = c.of
           join pg_attribute t on t.attrelid = k.confrelid and t.attnum = c.to_
          where k.contype = 'f' and k.connamespace = 'public'::regnamespace
          group by k.oid, k.conname, k.conrelid, k.confrelid",
    )
    .await;
    assert!(references.len() > 80, "{} references: the test has gone blind", references.len());
    let mut wrong = vec![];
    for reference in references {
        wrong.extend(rows(sql, reference[0].as_deref().unwrap()).await.into_iter().flatten().flatten());
    }
    wrong
}

async fn text(sql: &Client, query: &str) -> String {
    rows(sql, query).await[0][0].clone().unwrap_or_default()
}

#[actix_web::test]
async fn a_generated_nation_agrees_with_itself_and_is_the_same_every_time() {
    let (one, same, other) = (TestDb::bare(), TestDb::bare(), TestDb::bare());
    std::thread::scope(|scope| {
        for (db, seed) in [(&one, "1"), (&same, "1"), (&other, "2")] {
            let url = db.url();
            scope.spawn(move || generate(&url, seed));
        }
    });
    let sql = one.connect().await;
    let (agrees, told) = command(&one.url(), &["verify"]);
    assert!(agrees && told.contains("everything agrees") && told.contains("20 clubs"), "{told}");
    assert_eq!(dangling(&sql).await, Vec::<String>::new());
    let first = digest(&sql).await;
    assert_eq!(first, digest(&same.connect().await).await);
    assert_ne!(first, digest(&other.connect().await).await);

    // what triggers would have kept
    let states = "select count(*) from memberships m where not exists
        (select 1 from membership_states s where s.membership_id = m.id and s.state = m.state and s.valid_to is null
            and s.valid_from = m.state_since)";
    assert_eq!(text(&sql, states).await, "0");
    let late = "select logic.settle_lateness(array(select id from loans), '2026-11-22')";
    assert_eq!(text(&sql, late).await, "0", "lateness is what the program would say");
    let astray = "select count(*) from logic.sums_astray";
    assert_eq!(text(&sql, astray).await, "0");
    let months =
        "select count(*) from (select club_id, fund, account, sum(moved_vnd) as moved from ledger_months
        group by 1, 2, 3) m full join ledger_balances b using (club_id, fund, account)
        where m.moved is distinct from b.balance_vnd";
    assert_eq!(text(&sql, months).await, "0");

    // about the norms, on both sides of them
    let shares = "select count(*) filter (where women * 10 >= members * 6) || ' ' || count(*)
        from club_metrics where members > 0";
    let shares: Vec<i64> = text(&sql, shares).await.split(' ').map(|n| n.parse().unwrap()).collect();
    assert!((1..shares[1]).contains(&shares[0]), "{shares:?}");
    let large = "select sum(members) || ' ' || (select count(*) from ledger_lines) from club_metrics";
    let large: Vec<i64> = text(&sql, large).await.split(' ').map(|n| n.parse().unwrap()).collect();
    assert!((1_000..1_500).contains(&large[0]) && (20_000..40_000).contains(&large[1]), "{large:?}");
}

#[actix_web::test]
async fn what_was_generated_goes_on_like_what_was_entered() {
    let db = TestDb::bare();
    generate(&db.url(), "7");
    let sql = db.connect().await;
    let loan =
        "select id from loans where state = 'active' and late_since >= '2026-11-22' order by id limit 1";
    let loan = text(&sql, loan).await;
    let club = text(&sql, &format!("select club_id from loans where id = '{loan}'")).await;
    let numbers = format!("select last_number from ledgers where club_id = '{club}'");
    let before: i32 = text(&sql, &numbers).await.parse().unwrap();
    let user = Uuid::now_v7();
    db::rows(&sql, &format!("insert into users (id, login, login_key, kind, display_name) values ('{user}', 'a', 'a', 'person', 'Thủ quỹ mẫu')")).await;
    let version: i32 = text(&sql, "select token_version from users").await.parse().unwrap();
    let place = Place::Club(ClubId(club.parse().unwrap()));
    let grant = Grant { role: Role::ClubTreasurer, place, until: None, acting_for: None };
    let signer = Signer::new(seed(7), &[]);
    let token =
        signer.issue(&claims(user.into(), version, Some(Uuid::now_v7().into()), vec![grant])).unwrap();
    let parts = parts(&db, &signer, DAY.parse().unwrap(), Patience::default());
    let app = init_service(app::build(parts)).await;
    let bearer = ("Authorization", format!("Bearer {token}"));
    let statement =
        TestRequest::get().uri(&format!("/v1/loans/{loan}/statement")).insert_header(bearer.clone());
    let statement: Value = call_and_read_body_json(&app, statement.to_request()).await;
    assert!(statement["standing"]["outstanding_principal_vnd"].as_i64().unwrap() > 0, "{statement}");
    let paid = TestRequest::post()
        .uri(&format!("/v1/loans/{loan}/repayments"))
        .insert_header(bearer)
        .insert_header(("Idempotency-Key", Uuid::now_v7().to_string()))
        .set_json(json!({ "on": DAY, "amount_vnd": statement["payoff"]["total_vnd"] }));
    let reply = call_service(&app, paid.to_request()).await;
    assert_eq!(reply.status(), 201);
    assert_eq!(text(&sql, &format!("select state from loans where id = '{loan}'")).await, "repaid");
    assert_eq!(text(&sql, &numbers).await, (before + 1).to_string());
    let (agrees, told) = command(&db.url(), &["verify"]);
    assert!(agrees, "{told}");
}

#[actix_web::test]
async fn a_database_with_clubs_in_it_is_left_alone() {
    let app = TestApp::start().await;
    let census = app.census().await;
    let (made, told) = command(&app.db.url(), &["generate", "--clubs", "20", "--today", DAY]);
    assert!(
        !made && told.contains("holds 4 clubs already") && told.contains("Nothing was changed"),
        "{told}"
    );
    assert_eq!(app.census().await, census);
    let (made, told) = command(&app.db.url(), &["generate", "--clubs", "20", "--today", "2025-06-30"]);
    assert!(!made && told.contains("2025-07-01"), "{told}");
}
