//! Who has to report in a period: clubs and units, by their place in the territory.

use crate::planning::programmes;
use crate::platform::auth::Level;
use crate::platform::db::{Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::{ClubId, UnitId};
use crate::register::clubs;
use crate::register::tables::{club_placements, clubs as clubs_table};
use crate::reporting::report_periods as periods;
use crate::reporting::report_periods::model::ReportPeriod;
use crate::reporting::reports::model::{NewReport, Opening, Reporter};
use crate::territory::tables::unit_versions;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Commune, district and province of a club.
type ClubPath = (UnitId, Option<UnitId>, UnitId);
/// A unit, its level, and its commune, district and province.
type UnitPath = (UnitId, Level, Option<UnitId>, Option<UnitId>, UnitId);

/// Clubs in reach as reporters, where they lay at the end of a period. Those that were not founded by then, or had
/// ended before it, do not report.
pub async fn clubs_reporting(
    w: &mut Writer<'_>,
    wanted: &[ClubId],
    period: &ReportPeriod,
) -> Result<Vec<Reporter>> {
    use clubs_table as c;
    let seen = clubs::store::visible(w.scope()).filter(c::id.eq_any(wanted.to_vec())).select(c::id);
    let seen: Vec<ClubId> = seen.load(w.conn()).await?;
    clubs::store::lock(w, &seen).await?;
    let on = period.until;
    let rows: Vec<(ClubId, Option<NaiveDate>, Option<NaiveDate>, ClubPath)> = c::table
        .filter(c::id.eq_any(seen))
        .select((c::id, c::established_on, c::ended_on, (c::commune_id, c::district_id, c::province_id)))
        .load(w.conn())
        .await?;
    let placed: Vec<(ClubId, Option<UnitId>, Option<UnitId>, UnitId)> = club_placements::table
        .inner_join(unit_versions::table.on(unit_versions::unit_id.eq(club_placements::hamlet_id)))
        .filter(club_placements::club_id.eq_any(wanted.to_vec()))
        .filter(club_placements::is_main)
        .filter(clubs::store::placed(on))
        .filter(units::store::standing(on))
        .select((
            club_placements::club_id,
            unit_versions::commune_id,
            unit_versions::district_id,
            unit_versions::province_id,
        ))
        .load(w.conn())
        .await?;
    let mut reporters = vec![];
    for (club, established_on, ended_on, (commune, district, province)) in rows {
        if established_on.is_none_or(|first| first > on) {
            return Err(Error::from(Code::DateBeforeFounding).with("established_on", established_on));
        }
        if ended_on.is_some_and(|last| last < period.since) {
            return Err(Error::from(Code::ClubStateRefuses).with("ended_on", ended_on));
        }
        let then = placed.iter().find(|(id, ..)| *id == club);
        let (commune, district, province) = then
            .map_or((Some(commune), district, province), |(_, commune, district, province)| {
                (*commune, *district, *province)
            });
        reporters.push(Reporter {
            level: Level::Club,
            club_id: Some(club),
            unit_id: None,
            commune_id: commune,
            district_id: district,
            province_id: Some(province),
        });
    }
    Ok(reporters)
}

/// A unit in reach as reporter, as it stood at the end of a period.
///
/// # Errors
/// 422 with its successors for one that did not stand then, and for a district or a hamlet.
pub async fn unit_reporting(w: &mut Writer<'_>, unit: &UnitRef, period: &ReportPeriod) -> Result<Reporter> {
    let found = units::store::find(w, None, unit, period.until).await;
    let unit = found.map_err(|refusal| match refusal.code() {
        Code::UnitNotValid => refusal.renamed(Code::ReportUnitNotValid).with("on", period.until),
        _ => refusal,
    })?;
    if !units::store::covers(w.scope().reach(), &unit) {
        return Err(Code::NotFound.into());
    }
    reporter(&unit)
}

fn reporter(unit: &Unit) -> Result<Reporter> {
    if !matches!(unit.level, Level::Commune | Level::Province) {
        return Err(Error::from(Code::ReportUnitDoesNotReport).with("level", unit.level));
    }
    Ok(Reporter {
        level: unit.level,
        club_id: None,
        unit_id: Some(unit.id),
        commune_id: unit.commune_id,
        district_id: unit.district_id,
        province_id: Some(unit.province_id),
    })
}

/// Units in reach as reporters, as they stood at the end of a period: those that did.
pub async fn units_reporting(
    w: &mut Writer<'_>,
    wanted: &[UnitId],
    period: &ReportPeriod,
) -> Result<Vec<Reporter>> {
    use unit_versions as v;
    let reach = w.scope().reach().clone();
    let mut rows = v::table
        .filter(units::store::standing(period.until))
        .filter(v::unit_id.eq_any(wanted.to_vec()))
        .filter(v::level.eq_any([Level::Commune, Level::Province]))
        .into_boxed();
    if !reach.nation {
        let province = v::province_id.eq_any(reach.provinces);
        let commune = v::commune_id.eq_any(reach.communes).assume_not_null();
        rows = rows.filter(province.or(commune));
    }
    let rows: Vec<UnitPath> = rows
        .select((v::unit_id, v::level, v::commune_id, v::district_id, v::province_id))
        .load(w.conn())
        .await?;
    let reporter = |(unit, level, commune, district, province): UnitPath| Reporter {
        level,
        club_id: None,
        unit_id: Some(unit),
        commune_id: commune,
        district_id: district,
        province_id: Some(province),
    };
    Ok(rows.into_iter().map(reporter).collect())
}

/// The period for which a report is to be opened, and what is opened.
///
/// # Errors
/// 422 for a period that does not exist, has not begun, or is not for that kind of report, and for a programme that there
/// is not.
pub async fn opening(w: &mut Writer<'_>, level: Level, new: &NewReport) -> Result<(ReportPeriod, Opening)> {
    let period = periods::store::named(w, new.period_id, "/period_id").await?;
    if period.since > w.scope().today() {
        return Err(Error::field("/period_id", FieldCode::DateInFuture));
    }
    if !new.regime.is_for(period.kind) {
        return Err(Error::field("/regime", FieldCode::NotHere));
    }
    if let Some(code) = &new.programme {
        programmes::store::named(w, code).await?;
    }
    let opening = Opening {
        id: new.id,
        regime: new.regime,
        line: new.line,
        programme: new.programme.as_deref().map(str::to_owned),
        request: None,
        due_on: period.due_on(level),
    };
    Ok((period, opening))
}
