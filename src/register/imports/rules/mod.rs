//! How a list is read, and who of it is known already.

mod judge;
mod list;
mod listed;

pub use judge::{Holder, Judge, Judged, Known};
pub use list::{Column, List, TEMPLATE};
pub use listed::{Hamlets, Listed};

use super::model::{Counts, MemberImport, Mode, RowVerdict, Verdict};

/// The version of the text that stands above a signed list of members.
pub const CONSENT_TEXT: &str = "member-list";

/// What is to be done with a list.
#[derive(Debug)]
pub struct Plan {
    /// Row by row.
    pub rows: Vec<Judged>,
    /// Headings that mean nothing here.
    pub ignored: Vec<String>,
}

impl Plan {
    /// Whether the good rows are to be entered.
    #[must_use]
    pub fn goes_ahead(&self, mode: Mode) -> bool {
        mode == Mode::PerRow || self.rows.iter().all(|row| row.verdict != Verdict::Rejected)
    }

    /// What is answered.
    #[must_use]
    pub fn report(self, dry_run: bool, applied: bool) -> MemberImport {
        let count = |verdict| self.rows.iter().filter(|row| row.verdict == verdict).count();
        let counts = Counts {
            created: count(Verdict::Created),
            unchanged: count(Verdict::Unchanged),
            duplicates: count(Verdict::PossibleDuplicate),
            rejected: count(Verdict::Rejected),
        };
        let told = |judged: Judged| RowVerdict {
            row: judged.row.number,
            verdict: judged.verdict,
            member_id: judged.member.filter(|_| applied || judged.verdict == Verdict::Unchanged),
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
