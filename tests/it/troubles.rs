//! The world's troubles, each provoked in PostgreSQL: told as such, to be tried again.

use crate::support::db::TestDb;
use crate::support::{TODAY, pools};
use diesel_async::RunQueryDsl;
use lien_the_he::Error;
use lien_the_he::platform::auth::Scope;
use lien_the_he::platform::db::{Db, Reads};
use lien_the_he::platform::error::Code;
use lien_the_he::platform::error::trouble::TROUBLES;
use std::collections::BTreeSet;
use std::time::Duration;

/// What comes of statements in a transaction.
async fn run(db: &Db, statements: &[&str]) -> Result<(), Error> {
    let scope = Scope::operator(TODAY);
    db.transaction(&scope, async |w| {
        for statement in statements {
            diesel::sql_query(*statement).execute(w.conn()).await?;
            if statement.contains("_session_timeout") {
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        }
        Ok(())
    })
    .await
}

/// PostgreSQL's own words for what a test cannot bring about, under their SQLSTATE.
fn raised(state: &str, message: &str) -> String {
    format!("do $$ begin raise exception using errcode = '{state}', message = '{message}'; end $$")
}

#[actix_web::test]
async fn each_trouble_is_unavailable_and_the_connection_is_good_or_gone() {
    let test = TestDb::new();
    let db = pools(&test.url(), 2);
    let other = test.connect().await;
    other.batch_execute("create table t (id int primary key); insert into t values (1), (2)").await.unwrap();
    let mut provoked = BTreeSet::new();

    let pid = "select pg_terminate_backend(pg_backend_pid())";
    for (state, statements) in [
        ("57014", &["set local statement_timeout = 50", "select pg_sleep(5)"][..]),
        ("25P03", &["set local idle_in_transaction_session_timeout = 50", "select 1"]),
        ("57P01", &[pid]),
        ("57P01", &["update t set id = 3 where id = 1", pid]),
        ("25006", &["set transaction read only", "update t set id = 3 where id = 1"]),
        (
            "53400",
            &[
                "set local temp_file_limit = '64kB'",
                "set local work_mem = '64kB'",
                "select a from generate_series(1, 100000) a order by md5(a::text)",
            ],
        ),
    ] {
        let refused = run(&db, statements).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unavailable, "{state}: {refused:?}");
        provoked.insert(state);
        run(&db, &["select 1"]).await.unwrap_or_else(|e| panic!("after {state}: {e}"));
    }

    other.batch_execute("begin; select from t where id = 1 for update").await.unwrap();
    for statements in [
        &["set local lock_timeout = 50", "update t set id = 3 where id = 1"][..],
        &["select from t where id = 1 for update nowait"],
    ] {
        assert_eq!(run(&db, statements).await.unwrap_err().code(), Code::Unavailable);
    }
    provoked.insert("55P03");
    other.batch_execute("rollback").await.unwrap();

    let waits =
        ["update t set id = id where id = 1", "select pg_sleep(0.2)", "update t set id = id where id = 2"];
    let waits_too =
        ["update t set id = id where id = 2", "select pg_sleep(0.2)", "update t set id = id where id = 1"];
    let (one, two) = futures_util::join!(run(&db, &waits), run(&db, &waits_too));
    assert_eq!(one.or(two).map_err(|e| e.code()), Ok(()), "one of two goes through");
    provoked.insert("40P01");

    let serial = "set transaction isolation level serializable";
    let (sum, change) = ["select sum(id) from t", "insert into t select max(id) + 1 from t"].into();
    let write = |nap| [serial, sum, nap, change];
    let (early, late) = (write("select pg_sleep(0.2)"), write("select pg_sleep(0.3)"));
    let (one, two) = futures_util::join!(run(&db, &early), run(&db, &late));
    let refused = [one, two].into_iter().find_map(Result::err).expect("one of two is refused");
    assert!([Code::Unavailable, Code::IdTaken].contains(&refused.code()), "{refused:?}");
    provoked.insert("40001");

    for (state, message) in [
        ("08001", "error connecting to server: Connection refused (os error 111)"),
        ("25P04", "terminating connection due to transaction timeout"),
        ("40001", "canceling statement due to conflict with recovery"),
        ("53100", "could not extend file \"base/1/2\": No space left on device"),
        ("53200", "out of memory"),
        ("53200", "out of shared memory"),
        ("53300", "sorry, too many clients already"),
        ("53300", "remaining connection slots are reserved for roles with the SUPERUSER attribute"),
        ("57014", "canceling statement due to user request"),
        ("57P01", "terminating connection due to unexpected postmaster exit"),
        ("57P02", "terminating connection because of crash of another server process"),
        ("57P03", "the database system is starting up"),
        ("57P03", "the database system is shutting down"),
        ("57P03", "the database system is in recovery mode"),
        ("57P05", "terminating connection due to idle-session timeout"),
        ("58030", "could not read block 1 in file \"base/1/2\": Input/output error"),
    ] {
        let refused = run(&db, &[&raised(state, message)]).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unavailable, "{state}: {refused:?}");
        provoked.insert(state);
    }

    // the way to it is cut
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() \
               and pid <> pg_backend_pid()";
    other.batch_execute(cut).await.unwrap();
    let after: Vec<Result<(), Code>> = vec![
        run(&db, &["select 1"]).await.map_err(|e| e.code()),
        run(&db, &["select 1"]).await.map_err(|e| e.code()),
    ];
    assert!(after.iter().all(|outcome| matches!(outcome, Ok(()) | Err(Code::Unavailable))), "{after:?}");
    run(&db, &["select 1"]).await.unwrap();
    provoked.extend(["08003", "08006"]);

    let known: BTreeSet<&str> = TROUBLES.iter().map(|(state, _, _)| *state).collect();
    assert_eq!(known, provoked, "the table of troubles, and what was provoked");
}

#[actix_web::test]
async fn a_fault_of_ours_is_no_trouble_of_the_world() {
    let test = TestDb::new();
    let db = pools(&test.url(), 1);
    for statement in
        ["select 1 / 0", "select nothing", "select * from nowhere", "do $$ begin assert false; end $$"]
    {
        assert_eq!(run(&db, &[statement]).await.unwrap_err().code(), Code::Internal, "{statement}");
    }
}
