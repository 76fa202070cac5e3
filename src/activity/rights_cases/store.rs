//! Cases in the database.

use super::model::{
    NewRightsCase, RightsCase, RightsCasePatch, RightsCaseState, RightsCaseStep, RightsIssue, WholeRightsCase,
};
use crate::activity::schema::rights_cases;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, RightsCaseId};
use crate::register::clubs::model::Club;
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::Utc;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The cases of the clubs that the caller can see.
    visible: rights_cases;
    /// Finds a case with its story and its outcome.
    find: WholeRightsCase by RightsCaseId;
    /// A case in the caller's reach, locked after its club, as everybody does.
    hold;
}

/// Lists a club's cases, newest first, without their stories.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<RightsCase>> {
    let mut rows = visible(db.scope()).filter(rights_cases::club_id.eq(club));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = rights_cases::opened_on.eq(day);
        let before = same_day.and(rights_cases::id.lt(RightsCaseId(seek.id)));
        rows = rows.filter(rights_cases::opened_on.lt(day).or(before));
    }
    let rows = rows
        .order((rights_cases::opened_on.desc(), rights_cases::id.desc()))
        .limit(page.limit + 1)
        .select(RightsCase::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no cases, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: row.opened_on.to_string(), id: row.id.0 }))
}

/// Takes up a case.
pub async fn insert(w: &mut Writer<'_>, club: &Held<Club>, new: &NewRightsCase) -> Result<WholeRightsCase> {
    let opened_on = new.opened_on.not_after(w.scope().today(), "/opened_on")?;
    let place = |_| "/member_id".to_owned();
    members::store::belong(w, club.id, &[new.member_id], Some(opened_on), place).await?;
    club.acts_on(opened_on)?;
    let case = diesel::insert_into(rights_cases::table)
        .values((
            rights_cases::id.eq(new.id.unwrap_or_default()),
            rights_cases::club_id.eq(club.id),
            rights_cases::member_id.eq(new.member_id),
            rights_cases::issue.eq(new.issue),
            rights_cases::description.eq(&*new.description),
            rights_cases::state.eq(RightsCaseState::Open),
            rights_cases::opened_on.eq(opened_on),
            rights_cases::recorded_by.eq(w.scope().user()),
        ))
        .returning(WholeRightsCase::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(case)
}

#[derive(AsChangeset)]
#[diesel(table_name = rights_cases)]
struct Changed<'a> {
    issue: Option<RightsIssue>,
    description: Option<&'a str>,
    outcome: Option<&'a str>,
}

/// Corrects what was recorded of a case.
pub async fn update(
    w: &mut Writer<'_>,
    held: &Held<WholeRightsCase>,
    patch: &RightsCasePatch,
) -> Result<WholeRightsCase> {
    if patch.outcome.is_some() && !held.case.state.has_ended() {
        return Err(Error::from(Code::RightsCaseRefuses).with("state", held.case.state));
    }
    let changed = Changed {
        issue: patch.issue,
        description: patch.description.as_deref(),
        outcome: patch.outcome.as_deref(),
    };
    let after = diesel::update(rights_cases::table.filter(rights_cases::id.eq(held.case.id)))
        .set((
            changed,
            rights_cases::version.eq(rights_cases::version + 1),
            rights_cases::updated_at.eq(Utc::now()),
        ))
        .returning(WholeRightsCase::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(after)
}

/// Takes a case to another state.
pub async fn step(
    w: &mut Writer<'_>,
    held: &Held<WholeRightsCase>,
    step: &RightsCaseStep,
) -> Result<WholeRightsCase> {
    let on = step.check(&held.case, w.scope().today())?;
    let (sent_on, closed_on) =
        if step.to.has_ended() { (held.case.sent_on, Some(on)) } else { (Some(on), None) };
    let after = diesel::update(rights_cases::table.filter(rights_cases::id.eq(held.case.id)))
        .set((
            rights_cases::state.eq(step.to),
            rights_cases::sent_on.eq(sent_on),
            rights_cases::closed_on.eq(closed_on),
            rights_cases::outcome.eq(step.outcome.as_deref()),
            rights_cases::version.eq(rights_cases::version + 1),
            rights_cases::updated_at.eq(Utc::now()),
        ))
        .returning(WholeRightsCase::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(after)
}
