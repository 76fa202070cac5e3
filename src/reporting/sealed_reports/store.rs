//! Approval, sealed bytes and corrections in the database.

use super::model::{ReportDrift, ReportSnapshot};
use super::rules::{self, Dossier};
use crate::access::users;
use crate::planning::progress::model::Applying;
use crate::planning::{programmes, progress};
use crate::platform::auth::{Level, Place, Scope};
use crate::platform::db::{Db, Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::ids::{ReportDeliveryId, ReportId, UnitId};
use crate::register::clubs;
use crate::reporting::report_periods::model::ReportPeriod;
use crate::reporting::reporting_lines;
use crate::reporting::reporting_lines::model::ReportAddressee;
use crate::reporting::reports::model::{
    OfficialReport, ReportCell, ReportChildStanding, ReportState, ReportStepKind,
};
use crate::reporting::reports::rules::{in_one_of, knows_those_in, speaks_for};
use crate::reporting::reports::store::{
    asked, cells, children, head, named, period_of, sections, step, steps,
};
use crate::reporting::schema::{report_cells, report_deliveries, report_sections, report_snapshots, reports};
use crate::statistics::fresh::{Kept, Proof};
use crate::statistics::indicators;
use crate::statistics::indicators::model::{Indicator, Whose};
use crate::statistics::indicators::store::keep;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The targets that apply to whoever reports, of the programme if the report is of one.
async fn targets_of(
    db: &mut impl Reads,
    report: &OfficialReport,
    period: &ReportPeriod,
) -> Result<(progress::store::Place, Vec<Applying>)> {
    use progress::store::Place;
    let place = match asked(db, report, period).await?.whose {
        Whose::Nation | Whose::Reach => Place::nation(),
        Whose::Unit(unit) => Place::unit(&unit),
        Whose::Club(id) => Place::club(&clubs::store::find(db, id).await?),
    };
    let mut applying = progress::store::applying(db, &place).await?;
    if let Some(code) = &report.programme {
        let programme = programmes::store::named(db, code).await?;
        applying.retain(|one| one.document.programme_id == programme);
    }
    Ok((place, applying))
}

/// Has the figures kept by which the targets in a report are judged, before it is sealed.
pub async fn figures_of_targets(db: &Db, scope: &Scope, id: ReportId) -> Result<Proof> {
    let mut reader = db.read(scope).await?;
    let report = head(&mut reader, id).await?;
    let period = period_of(&mut reader, &report).await?;
    let (place, applying) = targets_of(&mut reader, &report, &period).await?;
    drop(reader);
    let last_day = period.until.min(scope.today());
    keep(db, scope, &progress::store::needed(&place, &applying, last_day)).await
}

/// Approves a report and seals it in the same moment: by the head of the reporting organisation, who neither drew it
/// up nor submitted it. Above the nation nobody receives, so its report is approved as submitted.
pub async fn approve(
    w: &mut Writer<'_>,
    report: &Held<OfficialReport>,
    figures: &Proof,
) -> Result<(OfficialReport, Option<OfficialReport>)> {
    let role = speaks_for(w.scope(), report)?;
    let ready = if report.level == Level::Nation { ReportState::Submitted } else { ReportState::Accepted };
    in_one_of(report, &[ready])?;
    let today = w.scope().today();
    let authors = report.drawn_up_by.iter().copied().chain(report.submitted_by);
    if users::store::is_same_human(w, authors).await? {
        return Err(Code::ReportApproverDrewUp.into());
    }
    let before = match report.supersedes {
        None => None,
        Some(before) => diesel::update(reports::table.filter(reports::id.eq(before)))
            .set((reports::superseded.eq(true), reports::version.eq(reports::version + 1)))
            .returning(OfficialReport::as_returning())
            .get_result(w.conn())
            .await
            .optional()?,
    };
    let after: OfficialReport = diesel::update(reports::table.filter(reports::id.eq(report.id)))
        .set((
            reports::state.eq(ReportState::Sealed),
            reports::sealed_on.eq(today),
            reports::version.eq(reports::version + 1),
        ))
        .returning(OfficialReport::as_returning())
        .get_result(w.conn())
        .await?;
    step(w, &after, ReportStepKind::Approved, role).await?;
    seal(w, &after, figures).await?;
    Ok((after, before))
}

/// Seals a report and hands it to its addressees.
async fn seal(w: &mut Writer<'_>, report: &OfficialReport, figures: &Proof) -> Result<()> {
    let today = w.scope().today();
    let period = period_of(w, report).await?;
    let until = period.until;
    let children = children(w, report).await?;
    let included = children.iter().filter(|child| child.standing == ReportChildStanding::Included);
    let included: Vec<ReportId> = included.filter_map(|child| child.child_id).collect();
    let values = report_cells::table
        .filter(report_cells::report_id.eq_any(included))
        .order((report_cells::report_id, report_cells::indicator))
        .select((report_cells::report_id, ReportCell::as_select()))
        .load(w.conn())
        .await?;
    let (place, applying) = targets_of(w, report, &period).await?;
    let last_day = until.min(today);
    let targets = progress::store::judge(&mut figures.within(w), &place, applying, last_day).await?;
    let dossier = Dossier {
        targets,
        reporter: named(w, report, &period).await?,
        cells: cells(w, report).await?,
        sections: sections(w, report).await?,
        steps: steps(w, report).await?,
        report: report.clone(),
        period,
        children,
        values,
    };
    let body = serde_json::to_string(&dossier.snapshot()).map_err(Error::internal)?;
    diesel::insert_into(report_snapshots::table)
        .values((
            report_snapshots::report_id.eq(report.id),
            report_snapshots::content_hash.eq(hash(&body)),
            report_snapshots::body.eq(body),
            report_snapshots::sealed_on.eq(today),
        ))
        .execute(w.conn())
        .await?;
    deliver(w, report, until).await
}

/// Hands a sealed report to its addressees: by the lines of today, or of the end of its period if who reports stands no
/// more.
async fn deliver(w: &mut Writer<'_>, report: &OfficialReport, until: NaiveDate) -> Result<()> {
    let today = w.scope().today();
    let (from, regime) = (report.sender(), report.regime.goes());
    let mut to = reporting_lines::store::addressees(w, from, regime, today).await?;
    if to.is_empty() {
        to = reporting_lines::store::addressees(w, from, regime, until).await?;
    }
    let delivery = |ReportAddressee { organisation, role, .. }| {
        (
            report_deliveries::id.eq(ReportDeliveryId::new()),
            report_deliveries::report_id.eq(report.id),
            report_deliveries::organisation_id.eq(organisation.id),
            report_deliveries::kind.eq(organisation.kind),
            report_deliveries::level.eq(organisation.level),
            report_deliveries::unit_id.eq(organisation.unit_id),
            report_deliveries::name.eq(organisation.name),
            report_deliveries::role.eq(role),
            report_deliveries::delivered_on.eq(today),
        )
    };
    let deliveries: Vec<_> = to.into_iter().map(delivery).collect();
    diesel::insert_into(report_deliveries::table).values(deliveries).execute(w.conn()).await?;
    Ok(())
}

/// SHA-256 in hexadecimal digits.
fn hash(body: &str) -> String {
    Sha256::digest(body.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _infallible = write!(hex, "{byte:02x}");
        hex
    })
}

/// Opens the next edition of a sealed report, with what stands in it.
pub async fn correct(w: &mut Writer<'_>, report: &Held<OfficialReport>) -> Result<OfficialReport> {
    use report_cells as c;
    let role = speaks_for(w.scope(), report)?;
    if report.state != ReportState::Sealed || report.superseded {
        return Err(Error::from(Code::ReportStateRefuses)
            .with("state", report.state)
            .with("superseded", report.superseded));
    }
    let (user, today) = (w.scope().user(), w.scope().today());
    let next: OfficialReport = diesel::insert_into(reports::table)
        .values((
            reports::id.eq(ReportId::new()),
            (
                reports::club_id.eq(report.club_id),
                reports::unit_id.eq(report.unit_id),
                reports::commune_id.eq(report.commune_id),
                reports::district_id.eq(report.district_id),
                reports::province_id.eq(report.province_id),
                reports::level.eq(report.level),
            ),
            reports::line.eq(report.line),
            reports::programme.eq(&report.programme),
            reports::period_id.eq(report.period_id),
            reports::regime.eq(report.regime),
            reports::request_id.eq(report.request_id),
            reports::edition.eq(report.edition + 1),
            reports::supersedes.eq(report.id),
            reports::state.eq(ReportState::Draft),
            reports::due_on.eq(report.due_on),
            reports::opened_on.eq(today),
            reports::drawn_up_by.eq(vec![user]),
        ))
        .returning(OfficialReport::as_returning())
        .get_result(w.conn())
        .await?;
    step(w, &next, ReportStepKind::Corrected, role).await?;
    let copied = cells(w, report).await?.into_iter().map(|cell| {
        (
            c::report_id.eq(next.id),
            c::indicator.eq(cell.indicator),
            c::definition_version.eq(cell.definition_version),
            c::numerator.eq(cell.numerator),
            c::denominator.eq(cell.denominator),
            c::consolidated_numerator.eq(cell.consolidated_numerator),
            c::consolidated_denominator.eq(cell.consolidated_denominator),
            c::declared_numerator.eq(cell.declared_numerator),
            c::declared_denominator.eq(cell.declared_denominator),
            c::explanation.eq(cell.explanation),
            c::few_people.eq(cell.few_people),
        )
    });
    let copied: Vec<_> = copied.collect();
    diesel::insert_into(c::table).values(copied).execute(w.conn()).await?;
    let copied = sections(w, report).await?.into_iter().map(|written| {
        (
            report_sections::report_id.eq(next.id),
            report_sections::section.eq(written.section),
            report_sections::body.eq(written.body),
        )
    });
    let copied: Vec<_> = copied.collect();
    diesel::insert_into(report_sections::table).values(copied).execute(w.conn()).await?;
    Ok(next)
}

/// Takes note of a sealed report, for the addressee at whose place the caller stands.
pub async fn receive(w: &mut Writer<'_>, report: &Held<OfficialReport>) -> Result<OfficialReport> {
    if report.state != ReportState::Sealed {
        return Err(Error::from(Code::ReportStateRefuses).with("state", report.state));
    }
    let today = w.scope().today();
    let places = w.scope().roles().iter().map(|(_, place)| *place);
    let units: Vec<UnitId> = places.clone().filter_map(Place::unit).collect();
    let mut deliveries =
        report_deliveries::table.filter(report_deliveries::report_id.eq(report.id)).into_boxed();
    deliveries = if places.clone().any(|place| place == Place::Nation) {
        deliveries.filter(report_deliveries::level.eq(Level::Nation))
    } else {
        deliveries.filter(report_deliveries::unit_id.eq_any(units))
    };
    let deliveries: Vec<ReportDeliveryId> = deliveries.select(report_deliveries::id).load(w.conn()).await?;
    let taken = diesel::update(report_deliveries::table.filter(report_deliveries::id.eq_any(deliveries)))
        .set(report_deliveries::received_on.eq(today))
        .execute(w.conn())
        .await?;
    if taken == 0 {
        return Err(Code::ReportReceivedFromAbove.into());
    }
    Ok(diesel::update(reports::table.filter(reports::id.eq(report.id)))
        .set(reports::version.eq(reports::version + 1))
        .returning(OfficialReport::as_returning())
        .get_result(w.conn())
        .await?)
}

/// The sealed bytes and their hash. Whoever may not know all who are counted in them, of a club or commune, gets other
/// bytes, without small numbers, with a hash of their own.
pub async fn snapshot(db: &mut impl Reads, id: ReportId) -> Result<(String, String)> {
    let report = head(db, id).await?;
    let row =
        report_snapshots::table.find(id).select((report_snapshots::body, report_snapshots::content_hash));
    let (body, content_hash): (String, String) = row.first(db.conn()).await?;
    if rules::seals_without_small(report.level) {
        return Ok((body, content_hash));
    }
    let knows = knows_those_in(db.scope(), &report);
    let snapshot: ReportSnapshot = serde_json::from_str(&body).map_err(Error::internal)?;
    if rules::tells_only_known(&snapshot, knows) {
        return Ok((body, content_hash));
    }
    let shown = rules::snapshot_without_small(snapshot, knows);
    let shown = serde_json::to_string(&shown).map_err(Error::internal)?;
    let content_hash = hash(&shown);
    Ok((shown, content_hash))
}

/// What is recorded of the same period by now, beside what is sealed.
pub async fn drift(db: &mut Kept<impl Reads>, id: ReportId) -> Result<Vec<ReportDrift>> {
    let report = head(db, id).await?;
    if report.state != ReportState::Sealed {
        return Err(Error::from(Code::ReportStateRefuses).with("state", report.state));
    }
    let period = period_of(db, &report).await?;
    let sealed = cells(db, &report).await?;
    let which: Vec<Indicator> = sealed.iter().map(|cell| cell.indicator).collect();
    let asked = asked(db, &report, &period).await?;
    let live = indicators::store::exact(db, &asked, &which).await?;
    let knows = knows_those_in(db.scope(), &report);
    Ok(rules::drift(&sealed, &live, knows))
}
