//! The access log: who was shown personal data of tier 3 or 4, of whom and when, written before the reply leaves.
//!
//! What is of one person leaves a row in `personal_data_reads` ([`Db::show`](crate::platform::db::Db::show)), every
//! list one row for each club in `data_read_batches` ([`Db::show_many`](crate::platform::db::Db::show_many)): the reply
//! itself tells which clubs, what and how much ([`Shown`]). A page without rows shows nothing and leaves none; a look-up
//! by number that found nobody does, without a club, for that is an answer too.
//!
//! A write needs no row here. Its reply shows what was written, and the change log names that, and who wrote it. Nor does
//! one's own record.

use crate::platform::auth::Scope;
use crate::platform::http::Page;
use crate::platform::ids::{ClubId, column};
use crate::platform::schema::data_read_batches as b;
use crate::{Error, Result};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::{BTreeMap, BTreeSet};

column! { text:
    /// Purpose for which personal data left the service.
    pub enum ReadPurpose {
        /// To be looked at: a list, a page, a search.
        Screen,
        /// To be kept by a device that works offline.
        Sync,
        /// To be exported.
        Export,
        /// By a right that was granted for a purpose and a time.
        Grant,
        /// To be reported.
        Report,
    }
}

/// A reply, or a part of one, that shows personal data of tier 3 or 4.
pub trait Shown {
    /// Tells which rows it shows, and of which clubs.
    fn tell(&self, looks: &mut Looks);
}

/// What a reply shows, club by club.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Looks(BTreeMap<Option<ClubId>, Look>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Look {
    kinds: BTreeSet<&'static str>,
    rows: usize,
}

impl Looks {
    /// What a reply shows.
    #[must_use]
    pub fn of(shown: &impl Shown) -> Self {
        let mut looks = Self::default();
        shown.tell(&mut looks);
        looks
    }
    /// A row of a club, of a kind as the change log names it.
    pub fn row(&mut self, kind: &'static str, club: ClubId) {
        self.rows(kind, club, 1);
    }
    /// So many rows of a club.
    pub fn rows(&mut self, kind: &'static str, club: ClubId, rows: usize) {
        if rows > 0 {
            self.add(kind, Some(club), rows);
        }
    }
    /// A look-up that found nobody.
    pub fn nobody(&mut self, kind: &'static str) {
        self.add(kind, None, 0);
    }
    fn add(&mut self, kind: &'static str, club: Option<ClubId>, rows: usize) {
        let look = self.0.entry(club).or_default();
        look.kinds.insert(kind);
        look.rows += rows;
    }
}

impl<T: Shown> Shown for Page<T> {
    fn tell(&self, looks: &mut Looks) {
        self.items.tell(looks);
    }
}
impl<T: Shown> Shown for Vec<T> {
    fn tell(&self, looks: &mut Looks) {
        for row in self {
            row.tell(looks);
        }
    }
}

/// Rows that do not say of which club they are.
pub trait Rows {
    /// Their kind, as the change log names it.
    const KIND: &'static str;
    /// How many they are.
    fn count(&self) -> usize;
}

impl<T: Rows> Rows for Page<T> {
    const KIND: &'static str = T::KIND;
    fn count(&self) -> usize {
        self.items.iter().map(Rows::count).sum()
    }
}

/// Such rows, of a club that was named.
#[derive(Debug)]
pub struct InClub<T> {
    /// UUID of the club.
    pub club: ClubId,
    /// The reply.
    pub value: T,
}

impl<T: Rows> Shown for InClub<T> {
    fn tell(&self, looks: &mut Looks) {
        looks.rows(T::KIND, self.club, self.value.count());
    }
}

/// Types of which each is one row and knows its club: `Loan: "loan" of |loan| loan.club_id`.
#[macro_export]
macro_rules! shown {
    ($($row:ty: $kind:literal of |$it:ident| $club:expr;)+) => {$(
        impl ::platform::looks::Shown for $row {
            fn tell(&self, looks: &mut ::platform::looks::Looks) {
                let $it = self;
                looks.row($kind, $club);
            }
        }
    )+};
}
pub use shown;

/// Writes down what is about to be shown: one statement, however many clubs.
pub(crate) async fn record(conn: &mut AsyncPgConnection, scope: &Scope, Looks(looks): &Looks) -> Result<()> {
    if looks.is_empty() {
        return Ok(());
    }
    let tier = tier_of(scope)?;
    let row = |(club, look): (&Option<ClubId>, &Look)| {
        (
            b::user_id.eq(scope.user()),
            b::request_id.eq(scope.request()),
            b::club_id.eq(*club),
            b::tier.eq(tier),
            b::kinds.eq(look.kinds.iter().copied().collect::<Vec<_>>()),
            b::rows.eq(i32::try_from(look.rows).unwrap_or(i32::MAX)),
            b::purpose.eq(ReadPurpose::Screen),
        )
    };
    let rows: Vec<_> = looks.iter().map(row).collect();
    diesel::insert_into(b::table).values(rows).execute(conn).await?;
    Ok(())
}

/// The tier of what is shown through a scope.
pub(crate) fn tier_of(scope: &Scope) -> Result<i16> {
    let tier = scope.sensitive_tier().map(i16::from);
    tier.ok_or_else(|| Error::internal("personal data of tier 3 or 4 through a scope of a lower one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row(ClubId);
    shown! { Row: "row" of |row| row.0; }

    #[test]
    fn a_reply_tells_of_each_club_once_and_of_an_empty_page_nothing() {
        let (one, other) = (ClubId::new(), ClubId::new());
        let looks = Looks::of(&vec![Row(one), Row(other), Row(one)]);
        let look = |rows| Look { kinds: BTreeSet::from(["row"]), rows };
        assert_eq!(looks, Looks(BTreeMap::from([(Some(one), look(2)), (Some(other), look(1))])));
        assert_eq!(Looks::of(&Page::<Row> { items: vec![], next: None }), Looks::default());
    }

    #[test]
    fn who_finds_nobody_has_looked() {
        let mut looks = Looks::default();
        looks.nobody("number");
        assert_eq!(looks.0.keys().collect::<Vec<_>>(), [&None]);
    }
}
