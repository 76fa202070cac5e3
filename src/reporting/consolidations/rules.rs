//! Which report of one below counts, and who is late.

use super::model::{Below, Child, Due, OverdueReport, ReportTurnaround};
use crate::reporting::reports::model::{ReportChildStanding, ReportLine, ReportState};
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

fn by_place(found: &[Below]) -> HashMap<Uuid, Vec<&Below>> {
    let mut places: HashMap<Uuid, Vec<&Below>> = HashMap::new();
    for report in found {
        if let Some(place) = report.place_id() {
            places.entry(place).or_default().push(report);
        }
    }
    places
}

/// Where each of those below stands. Of several organisations of one place one counts, so that nothing is added up
/// twice: the sealed before the unsealed, then the one of the same line, then the association's.
#[must_use]
pub fn children(due: Vec<Due>, found: &[Below], line: ReportLine, today: NaiveDate) -> Vec<Child> {
    let places = by_place(found);
    let child = |due: Due| {
        let reports = places.get(&due.place_id).map(Vec::as_slice).unwrap_or_default();
        let best = reports.iter().min_by_key(|report| {
            let sealed = report.state == ReportState::Sealed;
            (!sealed, report.line != line, report.line != ReportLine::ElderlyAssociation, report.id)
        });
        let standing = match best {
            None => ReportChildStanding::Missing,
            Some(report) if report.state == ReportState::Sealed => ReportChildStanding::Included,
            Some(report) if report.due_on < today => ReportChildStanding::Late,
            Some(_) => ReportChildStanding::Pending,
        };
        Child { report: best.map(|report| report.id), due, standing }
    };
    due.into_iter().map(child).collect()
}

/// Who below has not submitted though it is time.
#[must_use]
pub fn overdue(due: Vec<Due>, found: &[Below], due_on: NaiveDate, today: NaiveDate) -> Vec<OverdueReport> {
    let places = by_place(found);
    let late = |due: Due| {
        let reports = places.get(&due.place_id).map(Vec::as_slice).unwrap_or_default();
        if reports.iter().any(|report| report.submitted_on.is_some()) {
            return None;
        }
        let first = reports.iter().min_by_key(|report| (report.due_on, report.id));
        let due_on = first.map_or(due_on, |report| report.due_on);
        (due_on < today).then(|| OverdueReport {
            place_id: due.place_id,
            name: due.name,
            report_id: first.map(|report| report.id),
            state: first.map(|report| report.state),
            due_on,
            days_late: (today - due_on).num_days(),
        })
    };
    due.into_iter().filter_map(late).collect()
}

/// How long each report lay.
#[must_use]
pub fn turnaround(due: &[Due], found: &[Below]) -> Vec<ReportTurnaround> {
    let names: HashMap<Uuid, &str> = due.iter().map(|due| (due.place_id, due.name.as_str())).collect();
    let lay = |report: &Below| {
        let place_id = report.place_id()?;
        Some(ReportTurnaround {
            place_id,
            name: (*names.get(&place_id)?).to_owned(),
            report_id: report.id,
            regime: report.regime,
            state: report.state,
            due_on: report.due_on,
            submitted_on: report.submitted_on,
            accepted_on: report.accepted_on,
            days_to_submission: report.submitted_on.map(|day| (day - report.due_on).num_days()),
            days_to_acceptance: report
                .accepted_on
                .zip(report.submitted_on)
                .map(|(end, day)| (end - day).num_days()),
        })
    };
    found.iter().filter_map(lay).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::{ReportId, UnitId};
    use crate::reporting::reports::model::ReportRegime;

    #[test]
    fn of_two_organisations_of_one_place_one_counts() {
        let place = UnitId::new();
        let report = |line, state, due_on: &str| Below {
            id: ReportId::new(),
            club_id: None,
            unit_id: Some(place),
            line,
            regime: ReportRegime::Year,
            edition: 1,
            state,
            due_on: due_on.parse().unwrap(),
            submitted_on: None,
            accepted_on: None,
        };
        let due = || vec![Due { place_id: place.0, name: "Xã".to_owned(), clubs: 3 }];
        let today = "2026-12-20".parse().unwrap();
        let both = [
            report(ReportLine::SocialOffice, ReportState::Sealed, "2026-12-19"),
            report(ReportLine::ElderlyAssociation, ReportState::Draft, "2026-12-19"),
        ];
        let children = super::children(due(), &both, ReportLine::ElderlyAssociation, today);
        let stands: Vec<_> = children.iter().map(|child| (child.report, child.standing)).collect();
        assert_eq!(stands, [(both.first().map(|report| report.id), ReportChildStanding::Included)]);
        let (late, pending) = ("2026-12-19", "2026-12-20");
        for (day, standing) in [(late, ReportChildStanding::Late), (pending, ReportChildStanding::Pending)] {
            let one = [report(ReportLine::ElderlyAssociation, ReportState::Submitted, day)];
            let children = super::children(due(), &one, ReportLine::ElderlyAssociation, today);
            assert_eq!(children.first().map(|child| child.standing), Some(standing));
        }
        let none = overdue(due(), &[], late.parse().unwrap(), today);
        assert_eq!(none.first().map(|late| (late.report_id, late.days_late)), Some((None, 1)));
    }
}
