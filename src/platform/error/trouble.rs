//! The world's troubles: what goes wrong in PostgreSQL, or on the way to it, through nobody's mistake. The
//! request may be sent again as it is: 503 `unavailable` with `Retry-After`. Everything else that PostgreSQL
//! refuses without the name of a constraint is a fault of ours: 500.

use diesel::result::Error as Sql;

/// SQLSTATE, words of PostgreSQL's message by which it is known, and after how many seconds to try again.
///
/// SQLSTATE decides, but the driver does not hand it on: it is recognised by the message, which is in English, as
/// `migrations::migrate` makes sure at start. Tried with PostgreSQL 15: with another version, run the test that
/// provokes each.
pub const TROUBLES: &[(&str, &str, u64)] = &[
    ("08001", "error connecting to server", 1),
    ("08003", "connection closed", 1),
    ("08006", "error communicating with the server", 1),
    ("25006", "in a read-only transaction", 5), // the server has become a standby
    ("25P03", "idle-in-transaction timeout", 1),
    ("25P04", "due to transaction timeout", 1),
    ("40001", "could not serialize access", 1),
    ("40001", "due to conflict with recovery", 1),
    ("40P01", "deadlock detected", 1),
    ("53100", "No space left on device", 30),
    ("53200", "out of memory", 5),
    ("53200", "out of shared memory", 5),
    ("53300", "too many clients already", 5),
    ("53300", "remaining connection slots are reserved", 5),
    ("53400", "temporary file size exceeds", 5),
    ("55P03", "due to lock timeout", 1),
    ("55P03", "could not obtain lock", 1),
    ("57014", "due to statement timeout", 5),
    ("57014", "due to user request", 1),
    ("57P01", "terminating connection", 1), // by an administrator, for lack of a postmaster, …
    ("57P02", "because of crash of another server process", 1),
    ("57P03", "the database system is", 1), // starting up, shutting down, in recovery
    ("57P05", "due to idle-session timeout", 1),
    ("58030", "Input/output error", 30),
];

/// After how many seconds the request may be sent again, if it is one of them.
pub(super) fn retry_after(error: &Sql) -> Option<u64> {
    match error {
        Sql::DatabaseError(_, info) if info.constraint_name().is_none() => told(info.message()),
        Sql::RollbackErrorOnCommit { commit_error, .. } => retry_after(commit_error),
        // the connection was lost while a transaction was open on it
        Sql::BrokenTransactionManager => Some(1),
        _ => None,
    }
}

/// Whether a message tells of one of them.
#[must_use]
pub fn is_one(message: &str) -> bool {
    told(message).is_some()
}

fn told(message: &str) -> Option<u64> {
    TROUBLES.iter().find(|(_, words, _)| message.contains(words)).map(|(_, _, seconds)| *seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::result::DatabaseErrorKind as Kind;

    fn sql(message: &str) -> Sql {
        Sql::DatabaseError(Kind::Unknown, Box::new(message.to_owned()))
    }

    #[test]
    fn a_trouble_of_the_world_may_be_tried_again_and_a_fault_of_ours_not() {
        assert_eq!(
            retry_after(&sql("could not extend file \"base/1/2\": No space left on device")),
            Some(30)
        );
        assert_eq!(retry_after(&sql("canceling statement due to lock timeout")), Some(1));
        let lost = Sql::RollbackErrorOnCommit {
            commit_error: Box::new(sql("connection closed")),
            rollback_error: Box::new(sql("connection closed")),
        };
        assert_eq!(retry_after(&lost), Some(1));
        for ours in ["error serializing parameter 0", "relation \"x\" does not exist", "division by zero"] {
            assert_eq!(retry_after(&sql(ours)), None, "{ours}");
        }
    }
}
