//! Awards in the database.

use super::model::{Award, AwardLevel, AwardPatch, AwardTitle, NewAward};
use crate::activity::schema::awards;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{AwardId, ClubId};
use crate::register::clubs::model::Club;
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The awards of the clubs that the caller can see.
    visible: awards;
    /// Finds an award.
    find: Award by AwardId;
    /// An award in the caller's reach, locked after its club, as everybody does.
    hold;
}

/// Lists the awards of a club and its members, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<Award>> {
    let mut rows = visible(db.scope()).filter(awards::club_id.eq(club));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = awards::decided_on.eq(day);
        let before = same_day.and(awards::id.lt(AwardId(seek.id)));
        rows = rows.filter(awards::decided_on.lt(day).or(before));
    }
    let rows = rows
        .order((awards::decided_on.desc(), awards::id.desc()))
        .limit(page.limit + 1)
        .select(Award::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no awards, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: row.decided_on.to_string(), id: row.id.0 }))
}

/// Refuses a level that was no more on the day of the decision.
fn stood(level: AwardLevel, day: NaiveDate) -> Result<()> {
    if level.stood_on(day) { Ok(()) } else { Err(Error::field("/level", FieldCode::NotValidThen)) }
}

/// Records an award to a club or one of its members.
pub async fn insert(w: &mut Writer<'_>, club: &Held<Club>, new: &NewAward) -> Result<Award> {
    let decided_on = new.decided_on.not_after(w.scope().today(), "/decided_on")?;
    stood(new.level, decided_on)?;
    members::store::belong(w, club.id, new.member_id.as_slice(), None, |_| "/member_id".to_owned()).await?;
    club.acts_on(decided_on)?;
    let award = diesel::insert_into(awards::table)
        .values((
            awards::id.eq(new.id.unwrap_or_default()),
            awards::club_id.eq(club.id),
            awards::member_id.eq(new.member_id),
            awards::title.eq(new.title),
            awards::level.eq(new.level),
            awards::decision_number.eq(new.decision_number.as_deref()),
            awards::decided_on.eq(decided_on),
            awards::reason.eq(&*new.reason),
            awards::recorded_by.eq(w.scope().user()),
        ))
        .returning(Award::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(award)
}

#[derive(AsChangeset)]
#[diesel(table_name = awards)]
struct Changed<'a> {
    title: Option<AwardTitle>,
    level: Option<AwardLevel>,
    decision_number: Option<Option<&'a str>>,
    decided_on: Option<NaiveDate>,
    reason: Option<&'a str>,
}

/// Corrects an award. To whom it was given is not changed.
pub async fn update(w: &mut Writer<'_>, award: &Held<Award>, patch: &AwardPatch) -> Result<Award> {
    let today = w.scope().today();
    let decided_on = patch.decided_on.map(|day| day.not_after(today, "/decided_on")).transpose()?;
    stood(patch.level.unwrap_or(award.level), decided_on.unwrap_or(award.decided_on))?;
    let changed = Changed {
        title: patch.title,
        level: patch.level,
        decision_number: patch.decision_number.as_ref().map(Option::as_deref),
        decided_on,
        reason: patch.reason.as_deref(),
    };
    let after = diesel::update(awards::table.filter(awards::id.eq(award.id)))
        .set((changed, awards::version.eq(awards::version + 1)))
        .returning(Award::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(after)
}
