//! Evidence from the tables of what was done.

use super::model::{AreaEvidence, AreaGap, AreaStatus, AreaStatusQuery, Pieces};
use super::rules;
use crate::activity::areas;
use crate::activity::areas::model::{Area, CURRENT};
use crate::platform::db::Reads;
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::ClubId;
use crate::register::clubs;
use crate::register::clubs::model::ClubState;
use crate::register::tables::clubs as clubs_table;
use crate::statistics::fresh::Fresh;
use crate::statistics::schema::{activity_metrics as m, area_evidence as e};
use crate::territory::units::model::Unit;
use crate::{Error, Result};
use chrono::{Days, Months, NaiveDate};
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The evidence of the clubs that the caller can see.
    visible: e;
}

/// The days that are asked about: the twelve months through today unless told.
fn period(query: &AreaStatusQuery, today: NaiveDate) -> Result<(NaiveDate, NaiveDate)> {
    let to = query.to.map_or(today, crate::platform::fields::Day::get);
    let year_before =
        to.checked_sub_months(Months::new(12)).and_then(|day| day.checked_add_days(Days::new(1)));
    let from = query.from.map(crate::platform::fields::Day::get).or(year_before).unwrap_or(to);
    if to < from { Err(Error::field("?to", FieldCode::DateOrder)) } else { Ok((from, to)) }
}

/// Whether a club was active in all areas of a catalogue.
pub async fn of_club(db: &mut impl Reads, club: ClubId, query: &AreaStatusQuery) -> Result<AreaStatus> {
    let (from, to) = period(query, db.scope().today())?;
    let club = clubs::store::find(db, club).await?;
    let catalogue = query.catalogue.as_deref().unwrap_or(CURRENT);
    let catalogue = areas::store::find(db, catalogue).await.map_err(|e| match e.code() {
        Code::NotFound => Error::field("?catalogue", FieldCode::Choice),
        _ => e,
    })?;
    let counted: Vec<(Area, i64, Option<NaiveDate>)> = e::table
        .filter(e::club_id.eq(club.id))
        .filter(e::on_day.between(from, to))
        .group_by(e::area)
        .select((e::area, count_star(), max(e::on_day)))
        .load(db.conn())
        .await?;
    let pieces = counted.into_iter().map(|(area, count, last_on)| Pieces {
        area,
        count,
        last_on: last_on.unwrap_or(from),
    });
    let items = rules::judge(catalogue.items, &pieces.collect::<Vec<Pieces>>());
    let missing: Vec<String> =
        items.iter().filter(|status| !status.active).map(|status| status.item.name_vi.clone()).collect();
    let catalogue = catalogue.catalogue.code;
    Ok(AreaStatus { club_id: club.id, from, to, catalogue, all_active: missing.is_empty(), missing, items })
}

/// What shows that a club was active in an area, the last first.
pub async fn evidence(
    db: &mut impl Reads,
    club: ClubId,
    area: Area,
    query: &AreaStatusQuery,
    page: &PageQuery,
) -> Result<Page<AreaEvidence>> {
    let (from, to) = period(query, db.scope().today())?;
    let mut rows = visible(db.scope())
        .filter(e::club_id.eq(club))
        .filter(e::area.eq(area))
        .filter(e::on_day.between(from, to));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        rows = rows.filter(e::on_day.lt(day).or(e::on_day.eq(day).and(e::id.lt(seek.id))));
    }
    let rows: Vec<AreaEvidence> = rows
        .order((e::on_day.desc(), e::id.desc()))
        .limit(page.limit + 1)
        .select(AreaEvidence::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // nothing done, or a club out of reach
    }
    Ok(Page::cut(rows, page, |piece| Seek { key: piece.on.to_string(), id: piece.id }))
}

/// The clubs of a unit that are not active in all areas, with what they lack.
pub async fn gaps(db: &mut Fresh<impl Reads>, unit: &Unit, page: &PageQuery) -> Result<Page<AreaGap>> {
    type Active = (i16, i16, i16, i16, i16, i16, i16, i16);
    let seen = clubs::store::visible(db.scope()).filter(clubs_table::state.eq(ClubState::Active));
    let mut seen = clubs::store::lie_in(seen, unit.level, unit.id);
    if let Some(seek) = page.seek() {
        seen = seen.filter(clubs_table::id.gt(ClubId(seek.id)));
    }
    let rows: Vec<(ClubId, String, String, Active)> = clubs_table::table
        .inner_join(m::table)
        .filter(clubs_table::id.eq_any(seen.select(clubs_table::id)))
        .filter(m::all_areas.eq(0))
        .order(clubs_table::id)
        .limit(page.limit + 1)
        .select((
            clubs_table::id,
            clubs_table::code,
            clubs_table::name,
            (
                m::income,
                m::health_care,
                m::home_care,
                m::self_help,
                m::rights,
                m::communication,
                m::sport_culture,
                m::resource_mobilisation,
            ),
        ))
        .load(db.conn())
        .await?;
    let gaps = rows.into_iter().map(|(club_id, code, name, active)| {
        let (income, health, home, self_help, rights, communication, sport, resources) = active;
        let areas = [
            (Area::Income, income),
            (Area::HealthCare, health),
            (Area::HomeCare, home),
            (Area::SelfHelp, self_help),
            (Area::Rights, rights),
            (Area::Communication, communication),
            (Area::SportCulture, sport),
            (Area::ResourceMobilisation, resources),
        ];
        let missing = areas.into_iter().filter(|(_, active)| *active == 0).map(|(area, _)| area).collect();
        AreaGap { club_id, code, name, missing }
    });
    Ok(Page::cut(gaps.collect(), page, |gap| Seek { key: String::new(), id: gap.club_id.0 }))
}
