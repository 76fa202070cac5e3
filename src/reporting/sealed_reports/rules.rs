//! What is sealed of a report, which of it is withheld, and how live values stand to it.

use super::model::{
    ReportDrift, ReportSignature, ReportSnapshot, SealedCell, SealedPart, SealedTarget, SealedValue,
};
use crate::planning::progress::model::{JudgedOf, TargetProgress};
use crate::platform::auth::Level;
use crate::platform::disclosure::hide_a_second;
use crate::platform::ids::ReportId;
use crate::reporting::report_periods::model::ReportPeriod;
use crate::reporting::reports::model::{
    NamedReporter, OfficialReport, ReportCell, ReportChild, ReportChildStanding, ReportLine, ReportStep,
    ReportStepKind, WrittenSection,
};
use crate::statistics::indicators::model::{Indicator, IndicatorValue};
use std::collections::{BTreeMap, BTreeSet};

/// A cell, as sealed.
fn sealed_cell(cell: ReportCell, withhold: bool) -> SealedCell {
    let few_people = cell.shows_somebody();
    let suppressed = withhold && few_people;
    let cell = if suppressed { cell.withheld() } else { cell };
    let definition = cell.indicator.definition();
    let measure = serde_json::to_value(definition.unit).unwrap_or_default();
    let (numerator, denominator) = cell.value();
    SealedCell {
        indicator: cell.indicator,
        name_vi: definition.name_vi.to_owned(),
        numerator,
        denominator,
        computed_numerator: cell.numerator,
        computed_denominator: cell.denominator,
        declared_numerator: cell.declared_numerator,
        declared_denominator: cell.declared_denominator,
        explanation: cell.explanation,
        definition_version: cell.definition_version,
        measure: measure.as_str().unwrap_or_default().to_owned(),
        few_people,
        suppressed,
    }
}

/// A target, as sealed; what is in words alone is told in words.
fn sealed_target(one: TargetProgress) -> Option<SealedTarget> {
    let target = one.target;
    Some(SealedTarget {
        indicator: target.indicator?,
        demanded: target.demand().words(),
        quotation: target.quotation,
        of_each_club: one.of == JudgedOf::Clubs,
        standing: one.status,
    })
}

/// Withholds what few people make up in the parts of a whole, and where just one part is withheld, the next smallest,
/// or it could be had by taking the others from the whole.
fn withhold_in_parts(parts: &mut [SealedPart]) {
    let indicators: BTreeSet<Indicator> =
        parts.iter().flat_map(|part| part.values.iter().map(|value| value.indicator)).collect();
    for indicator in indicators {
        let find = |part: &SealedPart| part.values.iter().find(|value| value.indicator == indicator).copied();
        let count = |part: &SealedPart| find(part).and_then(|value| value.numerator).unwrap_or(0);
        let counts: Vec<[i64; 1]> = parts.iter().map(|part| [count(part)]).collect();
        let shows = |part: &SealedPart| find(part).is_some_and(|value| value.few_people);
        let mut hidden: Vec<[bool; 1]> = parts.iter().map(|part| [shows(part)]).collect();
        hide_a_second(&counts, &mut hidden);
        for (part, [hide]) in parts.iter_mut().zip(hidden) {
            for value in part.values.iter_mut().filter(|value| hide && value.indicator == indicator) {
                (value.numerator, value.denominator) = (None, None);
            }
        }
    }
}

/// Whether the reports of a level are sealed without small numbers: above the commune nobody knows the people.
#[must_use]
pub fn seals_without_small(level: Level) -> bool {
    level > Level::District
}

/// All that a report is sealed from.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The report.
    pub report: OfficialReport,
    /// Its period.
    pub period: ReportPeriod,
    /// Who reports.
    pub reporter: NamedReporter,
    /// Its figures.
    pub cells: Vec<ReportCell>,
    /// Its text.
    pub sections: Vec<WrittenSection>,
    /// What was done with it.
    pub steps: Vec<ReportStep>,
    /// Those below.
    pub children: Vec<ReportChild>,
    /// The targets that apply to the reporter, judged.
    pub targets: Vec<TargetProgress>,
    /// Their sealed figures.
    pub values: Vec<(ReportId, ReportCell)>,
}

impl Dossier {
    /// What is sealed.
    #[must_use]
    pub fn snapshot(self) -> ReportSnapshot {
        let withhold = seals_without_small(self.report.level);
        let mut values: BTreeMap<ReportId, Vec<SealedValue>> = BTreeMap::new();
        for (child, cell) in self.values {
            let ((numerator, denominator), few_people) = (cell.value(), cell.few_people);
            let value = SealedValue { indicator: cell.indicator, numerator, denominator, few_people };
            values.entry(child).or_default().push(value);
        }
        let included = self.children.iter().filter(|child| child.standing == ReportChildStanding::Included);
        let parts = included.map(|child| SealedPart {
            name: child.name.clone(),
            values: child.child_id.and_then(|id| values.remove(&id)).unwrap_or_default(),
        });
        let mut parts: Vec<SealedPart> = parts.collect();
        if withhold {
            withhold_in_parts(&mut parts);
        }
        let missing = self.children.iter().filter(|child| child.standing != ReportChildStanding::Included);
        let signs = [
            ReportStepKind::Drafted,
            ReportStepKind::Submitted,
            ReportStepKind::Accepted,
            ReportStepKind::Approved,
        ];
        let last = |step| self.steps.iter().rev().find(|done| done.step == step);
        let signed = signs.into_iter().filter_map(last).map(|done| ReportSignature {
            step: done.step,
            role: done.role.clone(),
            on: done.done_on,
        });
        ReportSnapshot {
            report_id: self.report.id,
            version: i32::from(self.report.edition),
            title_vi: title(&self.report, &self.period, &self.reporter),
            programme: self.report.programme.clone(),
            regime: self.report.regime,
            since: self.period.since,
            until: self.period.until,
            cells: self.cells.into_iter().map(|cell| sealed_cell(cell, withhold)).collect(),
            parts,
            targets: self.targets.into_iter().filter_map(sealed_target).collect(),
            sections: self.sections.into_iter().map(|written| (written.section, written.body)).collect(),
            coverage: self.report.coverage(),
            missing: missing.map(|child| child.name.clone()).collect(),
            signed: signed.collect(),
            reporter: self.reporter,
        }
    }
}

/// A snapshot as shown to those who may not know the people.
#[must_use]
pub fn snapshot_without_small(mut snapshot: ReportSnapshot) -> ReportSnapshot {
    for cell in snapshot.cells.iter_mut().filter(|cell| cell.few_people) {
        (cell.numerator, cell.denominator) = (None, None);
        (cell.computed_numerator, cell.computed_denominator) = (None, None);
        (cell.declared_numerator, cell.declared_denominator) = (None, None);
        cell.explanation = None;
        cell.suppressed = true;
    }
    withhold_in_parts(&mut snapshot.parts);
    snapshot
}

/// What a report is called.
fn title(report: &OfficialReport, period: &ReportPeriod, reporter: &NamedReporter) -> String {
    let mut letters = period.label.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    let who = match (report.level, report.line) {
        (Level::Club, _) => reporter.name.clone(),
        (Level::Nation, ReportLine::ElderlyAssociation) => {
            "Trung ương Hội Người cao tuổi Việt Nam".to_owned()
        }
        (_, ReportLine::ElderlyAssociation) => format!("Hội Người cao tuổi {}", reporter.name),
        (_, ReportLine::PeoplesCommittee) => format!("Ủy ban nhân dân {}", reporter.name),
        (_, ReportLine::SocialOffice) => {
            format!("Cơ quan phụ trách công tác người cao tuổi {}", reporter.name)
        }
    };
    format!("Báo cáo {first}{}: {who}", letters.as_str())
}

/// Live values beside sealed ones.
#[must_use]
pub fn drift(sealed: &[ReportCell], live: &[IndicatorValue], withhold: bool) -> Vec<ReportDrift> {
    let beside = |cell: &ReportCell| {
        let now = live.iter().find(|value| value.indicator == cell.indicator);
        let (numerator, denominator) = now.map_or((None, None), |value| (value.numerator, value.denominator));
        let hide = withhold && (cell.few_people || now.is_some_and(|value| value.few_people));
        let shown = |n: Option<i64>| n.filter(|_| !hide);
        ReportDrift {
            indicator: cell.indicator,
            name_vi: cell.indicator.definition().name_vi.to_owned(),
            sealed_numerator: shown(cell.numerator),
            sealed_denominator: shown(cell.denominator),
            live_numerator: shown(numerator),
            live_denominator: shown(denominator),
            drifted: (cell.numerator, cell.denominator) != (numerator, denominator),
        }
    };
    sealed.iter().map(beside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_few_people_is_withheld_and_never_alone() {
        let value = |numerator, few_people| SealedValue {
            indicator: Indicator::OutstandingPrincipal,
            numerator: Some(numerator),
            denominator: None,
            few_people,
        };
        let part = |n, few| SealedPart { name: String::new(), values: vec![value(n, few)] };
        let mut parts = vec![part(3_000_000, true), part(60_000_000, false), part(70_000_000, false)];
        withhold_in_parts(&mut parts);
        let left: Vec<_> =
            parts.iter().map(|part| part.values.first().and_then(|value| value.numerator)).collect();
        assert_eq!(left, [None, None, Some(70_000_000)]);
    }
}
