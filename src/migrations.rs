//! The schema of the database: tables by migrations, and functions, views and triggers by one current text each, which
//! lies in the wing that uses it (`src/<wing>/sql/`). `migrations/README.md` has the laws.

use crate::Result;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use sha2::{Digest, Sha256};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();
/// Instances that start together migrate one after another.
const MIGRATION_LOCK: i64 = 0x6c74_685f_6d69_6772;

/// The SQL functions, views and triggers, by file. Those of a wing may use those of the wings before it.
const LOGIC: [&[(&str, &str)]; 10] = [
    crate::platform::sql::SQL,
    crate::register::sql::SQL,
    crate::access::sql::SQL,
    crate::money::sql::SQL,
    crate::activity::sql::SQL,
    crate::care::sql::SQL,
    crate::statistics::sql::SQL,
    crate::planning::sql::SQL,
    crate::reporting::sql::SQL,
    crate::lifecycle::sql::SQL,
];

/// Brings a database up to date: runs the migrations that it lacks, and makes all functions, views and triggers anew
/// whenever a migration or the text of one of them is new. Not to be called inside a runtime: it makes one of its own.
///
/// # Errors
/// When the database cannot be reached, or a migration or a function fails: nothing has then changed.
pub fn migrate(url: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    with_migrations(url, |conn| {
        let wanted = fingerprint();
        if made_from(conn)?.as_deref() == Some(&wanted) && !conn.has_pending_migration(MIGRATIONS)? {
            return Ok(());
        }
        // in one transaction, so that nobody ever writes without the triggers; and a migration meets none of them
        conn.transaction(|conn| {
            conn.batch_execute(DROP_LOGIC)?;
            conn.run_pending_migrations(MIGRATIONS)?;
            conn.batch_execute(&format!("create schema logic; comment on schema logic is '{wanted}'"))?;
            for (file, text) in LOGIC.into_iter().flatten() {
                conn.batch_execute(text).map_err(|e| format!("{file}: {e}"))?;
            }
            Ok(())
        })
    })
}

const DROP_LOGIC: &str = "drop schema if exists logic cascade";

/// SHA-256 of the texts of all functions, views and triggers, in Base64.
fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for (_, text) in LOGIC.into_iter().flatten() {
        hash.update(text);
    }
    BASE64_URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// The fingerprint of the texts from which the functions of this database were made; none before the first.
fn made_from(conn: &mut Blocking) -> QueryResult<Option<String>> {
    let comment =
        diesel::dsl::sql::<Nullable<Text>>("obj_description(to_regnamespace('logic'), 'pg_namespace')");
    diesel::RunQueryDsl::get_result(diesel::select(comment), conn)
}

/// Reverts every migration, for the test that proves that each can be.
///
/// # Errors
/// When the database cannot be reached or a migration fails.
pub fn revert(url: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    with_migrations(url, |conn| {
        conn.transaction(|conn| {
            conn.batch_execute(DROP_LOGIC)?;
            conn.revert_all_migrations(MIGRATIONS).map(drop)
        })
    })
}

type Blocking = AsyncConnectionWrapper<AsyncPgConnection>;

/// Refuses a server whose messages are not in English: [`crate::platform::error::trouble`] tells by them whether an
/// error is the world's trouble or our fault.
fn speaks_english(conn: &mut Blocking) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    diesel::define_sql_function! {
        /// A setting of the server.
        fn current_setting(name: diesel::sql_types::Text) -> diesel::sql_types::Text;
    }
    let language: String =
        diesel::RunQueryDsl::get_result(diesel::select(current_setting("lc_messages")), conn)?;
    if ["", "C", "POSIX"].contains(&language.as_str())
        || language.starts_with("C.")
        || language.starts_with("en")
    {
        return Ok(());
    }
    Err(format!(
        "the database speaks {language}, and its messages must be in English. As its superuser, type: \
         ALTER DATABASE … SET lc_messages TO 'C'"
    )
    .into())
}

fn with_migrations(
    url: &str,
    work: impl FnOnce(&mut Blocking) -> diesel::migration::Result<()>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut conn = <Blocking as Connection>::establish(url)?;
    speaks_english(&mut conn)?;
    let lock = diesel::sql_query(format!("select pg_advisory_lock({MIGRATION_LOCK})"));
    diesel::RunQueryDsl::execute(lock, &mut conn)?;
    work(&mut conn) // the lock goes with the connection
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_sql_file_of_a_wing_is_made_and_none_twice() {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let wings = src.read_dir().unwrap().map(|wing| wing.unwrap().path().join("sql"));
        let files = wings.filter_map(|folder| folder.read_dir().ok()).flatten();
        let mut on_disk: Vec<String> = files
            .map(|file| file.unwrap().path().strip_prefix(&src).unwrap().to_str().unwrap().to_owned())
            .collect();
        let mut made: Vec<&str> = LOGIC.into_iter().flatten().map(|(file, _)| *file).collect();
        on_disk.sort_unstable();
        made.sort_unstable();
        assert!(made.len() > 40, "{} files: the test has gone blind", made.len());
        assert_eq!(made, on_disk);
    }

    #[test]
    fn every_sql_file_says_first_what_it_answers_and_calls_nothing_by_search_path() {
        for (file, text) in LOGIC.into_iter().flatten() {
            assert!(text.starts_with("-- "), "{file} begins without a comment");
            assert!(!text.contains("search_path"), "{file} sets a search path, and is not inlined");
            for made in ["create function ", "create view ", "create aggregate "] {
                let named = text.split(made).skip(1).all(|rest| rest.starts_with("logic."));
                assert!(named, "{file} makes something outside of the schema logic");
            }
        }
    }
}
