//! Health days in the database.

mod invited;

pub use invited::{list_invitations, replace_invitations, summary};

use super::model::{
    HealthEvent, HealthEventCancellation, HealthEventPatch, HealthEventReport, HealthEventState,
    NewHealthEvent,
};
use super::rules;
use crate::care::schema::{health_events, health_invitations as invitations};
use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, HealthEventId, MemberId, UnitId};
use crate::register::clubs::model::Club;
use crate::register::tables::{clubs as clubs_table, memberships};
use crate::register::{clubs, members};
use crate::territory::tables::unit_versions;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeSet, HashSet};

/// The health days that the caller can see: of the places in reach, of the commune of a club in reach, and
/// those to which a member of such a club is invited.
#[must_use]
pub fn visible(scope: &Scope) -> health_events::BoxedQuery<'static, Pg> {
    let (reach, all) = (scope.reach().clone(), health_events::table.into_boxed());
    if reach.nation {
        return all;
    }
    let clubs = clubs::store::visible(scope);
    let mut seen = all.filter(health_events::commune_id.eq_any(reach.communes));
    if !reach.provinces.is_empty() {
        seen = seen.or_filter(health_events::province_id.eq_any(reach.provinces));
    }
    let invited = invitations::table
        .filter(invitations::club_id.eq_any(clubs::store::visible(scope).select(clubs_table::id)))
        .select(invitations::event_id);
    seen.or_filter(health_events::commune_id.eq_any(clubs.select(clubs_table::commune_id)))
        .or_filter(health_events::id.eq_any(invited))
}

/// The health days that the caller holds: of the places in reach, and those of a club in reach.
fn held_by(scope: &Scope) -> health_events::BoxedQuery<'static, Pg> {
    let (reach, all) = (scope.reach().clone(), health_events::table.into_boxed());
    if reach.nation {
        return all;
    }
    let clubs = clubs::store::visible(scope).select(clubs_table::id.nullable());
    all.filter(health_events::commune_id.eq_any(reach.communes))
        .or_filter(health_events::province_id.eq_any(reach.provinces))
        .or_filter(health_events::club_id.eq_any(clubs))
}

/// Lists the health days of a province or commune, the last first. Those of a hamlet are its commune's.
pub async fn list_in_unit(
    db: &mut impl Reads,
    unit: &UnitRef,
    page: &PageQuery,
) -> Result<Page<HealthEvent>> {
    let today = db.scope().today();
    let unit = units::store::find_in_reach(db, unit, today).await?;
    let rows = visible(db.scope());
    let rows = match (unit.level, unit.commune_id) {
        (Level::Province, _) => rows.filter(health_events::province_id.eq(unit.id)),
        (Level::District, _) => {
            let communes = unit_versions::table
                .filter(units::store::standing(today))
                .filter(unit_versions::level.eq(Level::Commune))
                .filter(unit_versions::district_id.eq(unit.id))
                .select(unit_versions::unit_id);
            rows.filter(health_events::commune_id.eq_any(communes))
        }
        (_, commune) => rows.filter(health_events::commune_id.eq(commune.unwrap_or(unit.id))),
    };
    cut(db, rows, page).await
}

/// Lists the health days of a club's commune, and those to which its members are invited, the last first.
pub async fn list_of_club(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<HealthEvent>> {
    let club = clubs::store::find(db, club).await?;
    let invited = invitations::table.filter(invitations::club_id.eq(club.id)).select(invitations::event_id);
    let in_commune = health_events::commune_id.eq(club.commune_id);
    let rows = visible(db.scope()).filter(in_commune.or(health_events::id.eq_any(invited)));
    cut(db, rows, page).await
}

/// A page of some health days, the last first.
async fn cut(
    db: &mut impl Reads,
    mut rows: health_events::BoxedQuery<'static, Pg>,
    page: &PageQuery,
) -> Result<Page<HealthEvent>> {
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = health_events::held_on.eq(day).and(health_events::id.gt(HealthEventId(seek.id)));
        rows = rows.filter(health_events::held_on.lt(day).or(same_day));
    }
    let rows = rows
        .order((health_events::held_on.desc(), health_events::id))
        .limit(page.limit + 1)
        .select(HealthEvent::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row: &HealthEvent| Seek { key: row.held_on.to_string(), id: row.id.0 }))
}

/// Finds a health day.
pub async fn find(db: &mut impl Reads, id: HealthEventId) -> Result<HealthEvent> {
    let rows = visible(db.scope()).filter(health_events::id.eq(id));
    Ok(rows.select(HealthEvent::as_select()).first(db.conn()).await?)
}

/// A health day in the caller's reach, to invite to it or to record what was found. It is locked itself, and then the
/// clubs of those who are invited, and of whoever else is to be.
pub async fn hold(w: &mut Writer<'_>, id: HealthEventId, also: &[MemberId]) -> Result<Held<HealthEvent>> {
    let seen = visible(w.scope()).filter(health_events::id.eq(id)).select(health_events::id);
    let event: HealthEvent = health_events::table
        .filter(health_events::id.eq_any(seen))
        .select(HealthEvent::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    let invited = invitations::table.filter(invitations::event_id.eq(id)).select(invitations::club_id);
    let mut clubs: Vec<ClubId> = invited.distinct().load(w.conn()).await?;
    if !also.is_empty() {
        let of = members::store::visible(w.scope()).filter(memberships::id.eq_any(also));
        clubs.extend(of.select(memberships::club_id).distinct().load::<ClubId>(w.conn()).await?);
    }
    clubs.extend(event.club_id);
    clubs::store::lock(w, &clubs).await?;
    Ok(Held::new(event))
}

/// A health day that the caller holds, locked. That of somebody else may be seen, but not touched.
pub async fn hold_own(w: &mut Writer<'_>, id: HealthEventId) -> Result<Held<HealthEvent>> {
    let event = hold(w, id, &[]).await?;
    let own = held_by(w.scope()).filter(health_events::id.eq(id));
    let own: bool = diesel::select(diesel::dsl::exists(own)).get_result(w.conn()).await?;
    if own { Ok(event) } else { Err(Code::Forbidden.into()) }
}

/// Plans a health day of the health station in a commune.
pub async fn insert_in_commune(
    w: &mut Writer<'_>,
    commune: &Held<Unit>,
    new: &NewHealthEvent,
) -> Result<HealthEvent> {
    insert(w, (commune.id, commune.id, commune.province_id), None, new).await
}

/// Plans a health day of a club.
pub async fn insert_in_club(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    new: &NewHealthEvent,
) -> Result<HealthEvent> {
    club.acts_on(new.held_on.get())?;
    insert(w, (club.hamlet_id, club.commune_id, club.province_id), Some(club.id), new).await
}

async fn insert(
    w: &mut Writer<'_>,
    (unit, commune, province): (UnitId, UnitId, UnitId),
    club: Option<ClubId>,
    new: &NewHealthEvent,
) -> Result<HealthEvent> {
    Ok(diesel::insert_into(health_events::table)
        .values((
            health_events::id.eq(new.id.unwrap_or_default()),
            (health_events::unit_id.eq(unit), health_events::commune_id.eq(commune)),
            (health_events::province_id.eq(province), health_events::club_id.eq(club)),
            (health_events::state.eq(HealthEventState::Planned), health_events::kind.eq(new.kind)),
            (health_events::title.eq(&*new.title), health_events::provider.eq(&*new.provider)),
            health_events::held_on.eq(new.held_on.get()),
            health_events::place.eq(new.place.as_deref()),
            health_events::recorded_by.eq(w.scope().user()),
        ))
        .returning(HealthEvent::as_returning())
        .get_result(w.conn())
        .await?)
}

#[derive(AsChangeset, Default)]
#[diesel(table_name = health_events)]
struct Changed<'a> {
    state: Option<HealthEventState>,
    kind: Option<super::model::HealthEventKind>,
    title: Option<&'a str>,
    provider: Option<&'a str>,
    held_on: Option<NaiveDate>,
    place: Option<Option<&'a str>>,
    medicines: Option<&'a str>,
    community: Option<i32>,
    cancelled_reason: Option<&'a str>,
}

async fn change(w: &mut Writer<'_>, event: &Held<HealthEvent>, changed: Changed<'_>) -> Result<HealthEvent> {
    Ok(diesel::update(health_events::table.filter(health_events::id.eq(event.id)))
        .set((
            changed,
            health_events::version.eq(health_events::version + 1),
            health_events::updated_at.eq(Utc::now()),
        ))
        .returning(HealthEvent::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Changes a planned health day.
pub async fn update(
    w: &mut Writer<'_>,
    event: &Held<HealthEvent>,
    patch: &HealthEventPatch,
) -> Result<HealthEvent> {
    rules::in_one_of(event, &[HealthEventState::Planned])?;
    let changed = Changed {
        kind: patch.kind,
        title: patch.title.as_deref(),
        provider: patch.provider.as_deref(),
        held_on: patch.held_on.map(Day::get),
        place: patch.place.as_ref().map(Option::as_deref),
        ..Changed::default()
    };
    change(w, event, changed).await
}

/// Records what came of a health day: who came of those invited of the clubs in reach, and who was sent on. Told are
/// the clubs of those invited.
///
/// # Errors
/// 422 before the day, and for whoever was not invited.
pub async fn report(
    w: &mut Writer<'_>,
    event: &Held<HealthEvent>,
    report: &HealthEventReport,
) -> Result<(HealthEvent, BTreeSet<ClubId>)> {
    rules::in_one_of(event, &[HealthEventState::Planned])?;
    if event.held_on > w.scope().today() {
        return Err(Error::field("", FieldCode::DateInFuture));
    }
    let seen = clubs::store::visible(w.scope()).select(clubs_table::id);
    let invited = invitations::table
        .filter(invitations::event_id.eq(event.id))
        .filter(invitations::club_id.eq_any(seen));
    let rows: Vec<(MemberId, ClubId)> =
        invited.select((invitations::member_id, invitations::club_id)).load(w.conn()).await?;
    let members: HashSet<MemberId> = rows.iter().map(|(member, _)| *member).collect();
    report.check(&members)?;
    let reported = invitations::table
        .filter(invitations::event_id.eq(event.id))
        .filter(invitations::member_id.eq_any(members));
    diesel::update(reported)
        .set((
            invitations::attended.eq(invitations::member_id.eq_any(&report.attended).nullable()),
            invitations::referred.eq(invitations::member_id.eq_any(&report.referred)),
        ))
        .execute(w.conn())
        .await?;
    let changed = Changed {
        state: Some(HealthEventState::Done),
        medicines: report.medicines.as_deref(),
        community: Some(report.community),
        ..Changed::default()
    };
    let after = change(w, event, changed).await?;
    Ok((after, rows.into_iter().map(|(_, club)| club).collect()))
}

/// Gives up a plan.
pub async fn cancel(
    w: &mut Writer<'_>,
    event: &Held<HealthEvent>,
    cancellation: &HealthEventCancellation,
) -> Result<HealthEvent> {
    rules::in_one_of(event, &[HealthEventState::Planned])?;
    let changed = Changed {
        state: Some(HealthEventState::Cancelled),
        cancelled_reason: Some(&cancellation.reason),
        ..Changed::default()
    };
    change(w, event, changed).await
}
