//! Help in the database.

use super::model::{Help, NewSelfHelpAction, SelfHelpAction, SelfHelpActionPatch};
use crate::Result;
use crate::activity::schema::self_help_actions;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, SelfHelpActionId};
use crate::register::clubs::model::Club;
use crate::register::{clubs, members};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The help given in the clubs that the caller can see.
    visible: self_help_actions;
    /// Finds help that was given.
    find: SelfHelpAction by SelfHelpActionId;
    /// Help in the caller's reach, locked after its club, as everybody does.
    hold;
}

/// Lists the help given in a club, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<SelfHelpAction>> {
    let mut rows = visible(db.scope()).filter(self_help_actions::club_id.eq(club));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = self_help_actions::helped_on.eq(day);
        let before = same_day.and(self_help_actions::id.lt(SelfHelpActionId(seek.id)));
        rows = rows.filter(self_help_actions::helped_on.lt(day).or(before));
    }
    let rows = rows
        .order((self_help_actions::helped_on.desc(), self_help_actions::id.desc()))
        .limit(page.limit + 1)
        .select(SelfHelpAction::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no help, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: row.helped_on.to_string(), id: row.id.0 }))
}

/// Whether what an action says of itself can be: in its fields, and of members of the club on that day.
async fn check(w: &mut Writer<'_>, club: ClubId, help: &Help) -> Result<()> {
    help.check(w.scope().today())?;
    let (places, members) = help.named();
    let place = |index: usize| places.get(index).map_or(String::new(), |at| (*at).to_owned());
    members::store::belong(w, club, &members, Some(help.helped_on), place).await
}

/// Records help that members gave.
pub async fn insert(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    new: &NewSelfHelpAction,
) -> Result<SelfHelpAction> {
    let help = new.help();
    check(w, club.id, &help).await?;
    club.acts_on(help.helped_on)?;
    let action = diesel::insert_into(self_help_actions::table)
        .values((
            self_help_actions::id.eq(new.id.unwrap_or_default()),
            self_help_actions::club_id.eq(club.id),
            help,
            self_help_actions::note.eq(new.note.as_deref()),
            self_help_actions::recorded_by.eq(w.scope().user()),
        ))
        .returning(SelfHelpAction::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(action)
}

/// Corrects what was recorded of help.
pub async fn update(
    w: &mut Writer<'_>,
    action: &Held<SelfHelpAction>,
    patch: &SelfHelpActionPatch,
) -> Result<SelfHelpAction> {
    let help = patch.over(action);
    check(w, action.club_id, &help).await?;
    let note = patch.note.as_ref().map(|note| self_help_actions::note.eq(note.as_deref()));
    let after = diesel::update(self_help_actions::table.filter(self_help_actions::id.eq(action.id)))
        .set((help, note, self_help_actions::version.eq(self_help_actions::version + 1)))
        .returning(SelfHelpAction::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(after)
}
