//! Gatherings in the database.

use super::model::{ClubAtGathering, Gathering, GatheringPatch, NewGathering, WholeGathering};
use crate::activity::schema::{gathering_clubs, gatherings};
use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, GatheringId};
use crate::register::clubs;
use crate::register::tables::clubs as clubs_table;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use crate::{Error, Result};
use diesel::dsl::{count_star, sum};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashSet;

type Rows = gatherings::BoxedQuery<'static, Pg>;

/// The gatherings that this caller can see: those of the places in reach, and those to which a club in reach
/// was invited.
#[must_use]
pub fn visible(scope: &Scope) -> Rows {
    if scope.reach().nation {
        return gatherings::table.into_boxed();
    }
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    let invited = gathering_clubs::table
        .filter(gathering_clubs::club_id.eq_any(clubs))
        .select(gathering_clubs::gathering_id);
    held_in(scope).or_filter(gatherings::id.eq_any(invited))
}

/// The gatherings of the places in reach: those that the caller may change, if anybody may.
fn held_in(scope: &Scope) -> Rows {
    let (reach, all) = (scope.reach().clone(), gatherings::table.into_boxed());
    if reach.nation {
        return all;
    }
    let here = all.filter(gatherings::commune_id.eq_any(reach.communes));
    here.or_filter(gatherings::province_id.eq_any(reach.provinces))
}

async fn paged(db: &mut impl Reads, mut rows: Rows, page: &PageQuery) -> Result<Page<Gathering>> {
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = gatherings::held_on.eq(day).and(gatherings::id.lt(GatheringId(seek.id)));
        rows = rows.filter(gatherings::held_on.lt(day).or(same_day));
    }
    let rows: Vec<Gathering> = rows
        .order((gatherings::held_on.desc(), gatherings::id.desc()))
        .limit(page.limit + 1)
        .select(Gathering::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row| Seek { key: row.held_on.to_string(), id: row.id.0 }))
}

/// Lists the gatherings of a province or commune, or those to which the clubs of a hamlet were invited, the last
/// first.
pub async fn list_in_unit(db: &mut impl Reads, unit: &UnitRef, page: &PageQuery) -> Result<Page<Gathering>> {
    let today = db.scope().today();
    let unit = units::store::find_in_reach(db, unit, today).await?;
    let rows = visible(db.scope());
    let rows = match unit.level {
        Level::Province => rows.filter(gatherings::province_id.eq(unit.id)),
        Level::Commune => rows.filter(gatherings::commune_id.eq(unit.id)),
        level => {
            let clubs = clubs::store::lie_in(clubs::store::visible(db.scope()), level, unit.id);
            let invited = gathering_clubs::table
                .filter(gathering_clubs::club_id.eq_any(clubs.select(clubs_table::id)))
                .select(gathering_clubs::gathering_id);
            rows.filter(gatherings::id.eq_any(invited))
        }
    };
    paged(db, rows, page).await
}

/// Lists the gatherings to which a club was invited, the last first.
pub async fn list_of_club(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<Gathering>> {
    let club = clubs::store::find(db, club).await?;
    let invited = gathering_clubs::table
        .filter(gathering_clubs::club_id.eq(club.id))
        .select(gathering_clubs::gathering_id);
    let rows = visible(db.scope()).filter(gatherings::id.eq_any(invited));
    paged(db, rows, page).await
}

/// Finds a gathering.
pub async fn find(db: &mut impl Reads, id: GatheringId) -> Result<WholeGathering> {
    let gathering: Gathering = visible(db.scope())
        .filter(gatherings::id.eq(id))
        .select(Gathering::as_select())
        .first(db.conn())
        .await?;
    let all = gathering_clubs::table.filter(gathering_clubs::gathering_id.eq(id));
    let (clubs_invited, representatives): (i64, Option<i64>) =
        all.select((count_star(), sum(gathering_clubs::representatives))).first(db.conn()).await?;
    let seen = clubs::store::visible(db.scope()).select(clubs_table::id);
    let clubs = all
        .filter(gathering_clubs::club_id.eq_any(seen))
        .order(gathering_clubs::club_id)
        .select(ClubAtGathering::as_select())
        .load(db.conn())
        .await?;
    let representatives = representatives.unwrap_or_default();
    Ok(WholeGathering { gathering, clubs_invited, representatives, clubs })
}

/// A gathering of a place in the caller's reach, locked.
pub async fn hold(w: &mut Writer<'_>, id: GatheringId) -> Result<Held<Gathering>> {
    let seen = held_in(w.scope()).filter(gatherings::id.eq(id)).select(gatherings::id);
    let row = gatherings::table
        .filter(gatherings::id.eq_any(seen))
        .select(Gathering::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok(Held::new(row))
}

/// Enters a gathering of a commune or province that was in being on that day.
pub async fn insert(w: &mut Writer<'_>, unit: &UnitRef, new: &NewGathering) -> Result<Gathering> {
    let held_on = new.held_on.not_after(w.scope().today(), "/held_on")?;
    let unit = units::store::find_in_reach(w, unit, held_on).await?;
    let commune = match unit.level {
        Level::Province => None,
        Level::Commune => Some(unit.id),
        _ => return Err(Code::NotFound.into()),
    };
    let recorded_by = w.scope().user();
    let gathering: Gathering = diesel::insert_into(gatherings::table)
        .values((
            gatherings::id.eq(new.id.unwrap_or_default()),
            gatherings::unit_id.eq(unit.id),
            gatherings::commune_id.eq(commune),
            gatherings::province_id.eq(unit.province_id),
            gatherings::kind.eq(new.kind),
            gatherings::held_on.eq(held_on),
            gatherings::place.eq(new.place.as_deref()),
            gatherings::subject.eq(&*new.subject),
            gatherings::minutes.eq(new.minutes.as_deref()),
            gatherings::recommendations.eq(new.recommendations.as_deref()),
            gatherings::recorded_by.eq(recorded_by),
        ))
        .returning(Gathering::as_returning())
        .get_result(w.conn())
        .await?;
    invite(w, &gathering, &new.clubs).await?;
    Ok(gathering)
}

/// Writes down which clubs were invited, and no others: each once, each in reach and of the place.
async fn invite(w: &mut Writer<'_>, gathering: &Gathering, invited: &[ClubAtGathering]) -> Result<()> {
    let here = clubs::store::visible(w.scope());
    let here = match gathering.commune_id {
        Some(commune) => here.filter(clubs_table::commune_id.eq(commune)),
        None => here.filter(clubs_table::province_id.eq(gathering.province_id)),
    };
    let named: Vec<ClubId> = invited.iter().map(|club| club.club_id).collect();
    let known: Vec<ClubId> =
        here.filter(clubs_table::id.eq_any(&named)).select(clubs_table::id).load(w.conn()).await?;
    let (mut seen, mut wrong) = (HashSet::new(), vec![]);
    for (index, club) in invited.iter().enumerate() {
        let pointer = format!("/clubs/{index}/club_id");
        if !known.contains(&club.club_id) {
            wrong.push(Field::new(pointer, FieldCode::UnknownClub));
        } else if !seen.insert(club.club_id) {
            wrong.push(Field::new(pointer, FieldCode::Repeated));
        }
    }
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong));
    }
    let all = gathering_clubs::table.filter(gathering_clubs::gathering_id.eq(gathering.id));
    let mut touched: Vec<ClubId> = all.select(gathering_clubs::club_id).load(w.conn()).await?;
    touched.extend(named);
    clubs::store::lock(w, &touched).await?;
    diesel::delete(all).execute(w.conn()).await?;
    let row = |club: &ClubAtGathering| {
        (
            gathering_clubs::gathering_id.eq(gathering.id),
            gathering_clubs::club_id.eq(club.club_id),
            gathering_clubs::representatives.eq(club.representatives),
        )
    };
    let rows: Vec<_> = invited.iter().map(row).collect();
    diesel::insert_into(gathering_clubs::table).values(rows).execute(w.conn()).await?;
    Ok(())
}

#[derive(AsChangeset)]
#[diesel(table_name = gatherings)]
struct Changed<'a> {
    place: Option<Option<&'a str>>,
    subject: Option<&'a str>,
    minutes: Option<Option<&'a str>>,
    recommendations: Option<Option<&'a str>>,
}

/// Changes what is said of a gathering, or who was invited.
pub async fn update(
    w: &mut Writer<'_>,
    gathering: &Held<Gathering>,
    patch: &GatheringPatch,
) -> Result<Gathering> {
    let changed = Changed {
        place: patch.place.as_ref().map(Option::as_deref),
        subject: patch.subject.as_deref(),
        minutes: patch.minutes.as_ref().map(Option::as_deref),
        recommendations: patch.recommendations.as_ref().map(Option::as_deref),
    };
    let after = diesel::update(gatherings::table.filter(gatherings::id.eq(gathering.id)))
        .set((changed, gatherings::version.eq(gatherings::version + 1)))
        .returning(Gathering::as_returning())
        .get_result(w.conn())
        .await?;
    if let Some(clubs) = &patch.clubs {
        invite(w, &after, clubs).await?;
    }
    Ok(after)
}
