//! How a list is read, and who of it is known already.

mod judge;
mod list;
mod listed;

pub use judge::{Holder, Judge, Judged, Known};
pub use list::{List, TEMPLATE};
pub use listed::{Hamlets, Listed};

use super::model::{ImportCounts, ImportMode, ImportRowVerdict, ImportVerdict, MemberImport};

/// The version of the text that stands above a signed list of members.
pub const CONSENT_TEXT: &str = "member-list";

/// What is to be done with a list.
#[derive(Debug)]
pub struct ImportPlan {
    /// Row by row.
    pub rows: Vec<Judged>,
    /// Headings that mean nothing here.
    pub ignored: Vec<String>,
}

impl ImportPlan {
    /// Whether the good rows are to be entered.
    #[must_use]
    pub fn goes_ahead(&self, mode: ImportMode) -> bool {
        mode == ImportMode::PerRow || self.rows.iter().all(|row| row.verdict != ImportVerdict::Rejected)
    }

    /// What is answered.
    #[must_use]
    pub fn report(self, dry_run: bool, applied: bool) -> MemberImport {
        let count = |verdict| self.rows.iter().filter(|row| row.verdict == verdict).count();
        let counts = ImportCounts {
            created: count(ImportVerdict::Created),
            unchanged: count(ImportVerdict::Unchanged),
            duplicates: count(ImportVerdict::PossibleDuplicate),
            rejected: count(ImportVerdict::Rejected),
        };
        let told = |judged: Judged| ImportRowVerdict {
            row: judged.row.number,
            verdict: judged.verdict,
            member_id: judged.member.filter(|_| applied || judged.verdict == ImportVerdict::Unchanged),
            possible_duplicates: judged.alike,
            problems: judged.row.problems,
        };
        MemberImport {
            dry_run,
            applied,
            counts,
            ignored_columns: self.ignored,
            rows: self.rows.into_iter().map(told).collect(),
        }
    }
}
