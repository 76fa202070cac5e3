//! What is sealed of a report, which of it is withheld, and how live values stand to it.

use super::model::{
    ReportDrift, ReportSignature, ReportSnapshot, SealedCell, SealedPart, SealedTarget, SealedValue,
};
use crate::planning::progress::model::{JudgedOf, TargetProgress};
use crate::planning::targets::rules::TargetStatus;
use crate::platform::auth::Level;
use crate::platform::ids::ReportId;
use crate::reporting::report_periods::model::ReportPeriod;
use crate::reporting::reports::model::{
    NamedReporter, OfficialReport, ReportCell, ReportChild, ReportChildStanding, ReportLine, ReportStep,
    ReportStepKind, WrittenSection,
};
use crate::statistics::indicators::model::{Indicator, IndicatorValue};
use crate::statistics::suppression::Knows;
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

/// Withholds what few people make up in the parts of a whole. The decision was made over all of them: where just one part
/// of those that are summed up is withheld, the others stand in reports of their own, and so it is the whole that goes
/// with it. Those indicators are returned.
fn withhold_in_parts(parts: &mut [SealedPart], knows: Knows) -> BTreeSet<Indicator> {
    let mut hidden: BTreeMap<Indicator, usize> = BTreeMap::new();
    for value in parts.iter_mut().flat_map(|part| &mut part.values) {
        if value.few_people && !value.indicator.is_known(knows) {
            if value.numerator.is_some_and(|numerator| numerator != 0) {
                *hidden.entry(value.indicator).or_default() += 1;
            }
            (value.numerator, value.denominator) = (None, None);
        }
    }
    hidden.into_iter().filter(|(_, parts)| *parts == 1).map(|(indicator, _)| indicator).collect()
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
        let alone = if withhold { withhold_in_parts(&mut parts, Knows::nobody()) } else { BTreeSet::new() };
        let cells = self.cells.into_iter().map(|cell| {
            let few_people = cell.few_people || alone.contains(&cell.indicator);
            sealed_cell(ReportCell { few_people, ..cell }, withhold)
        });
        let cells: Vec<SealedCell> = cells.collect();
        let suppressed: BTreeSet<Indicator> =
            cells.iter().filter(|cell| cell.suppressed).map(|cell| cell.indicator).collect();
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
            cells,
            parts,
            targets: judged_without(
                self.targets.into_iter().filter_map(sealed_target).collect(),
                &suppressed,
            ),
            sections: self.sections.into_iter().map(|written| (written.section, written.body)).collect(),
            coverage: self.report.coverage(),
            missing: missing.map(|child| child.name.clone()).collect(),
            signed: signed.collect(),
            reporter: self.reporter,
        }
    }
}

/// Targets, without the judgement on what is withheld, which would tell of it.
fn judged_without(mut targets: Vec<SealedTarget>, withheld: &BTreeSet<Indicator>) -> Vec<SealedTarget> {
    for target in &mut targets {
        if !target.of_each_club && withheld.contains(&target.indicator) {
            target.standing = TargetStatus::Withheld;
        }
    }
    targets
}

/// Whether a snapshot tells somebody no more than may be known to one who knows so much of the people.
#[must_use]
pub fn tells_only_known(snapshot: &ReportSnapshot, knows: Knows) -> bool {
    let of_parts = snapshot.parts.iter().flat_map(|part| &part.values);
    let of_parts = of_parts.filter(|value| value.few_people).map(|value| value.indicator);
    let cells = snapshot.cells.iter().filter(|cell| cell.few_people).map(|cell| cell.indicator);
    cells.chain(of_parts).all(|indicator| indicator.is_known(knows))
}

/// A snapshot as shown to one who knows so much of the people, and not all.
#[must_use]
pub fn snapshot_without_small(mut snapshot: ReportSnapshot, knows: Knows) -> ReportSnapshot {
    let alone = withhold_in_parts(&mut snapshot.parts, knows);
    let mut withheld = BTreeSet::new();
    for cell in &mut snapshot.cells {
        let few = cell.few_people && !cell.indicator.is_known(knows);
        if !few && !alone.contains(&cell.indicator) {
            continue;
        }
        (cell.numerator, cell.denominator) = (None, None);
        (cell.computed_numerator, cell.computed_denominator) = (None, None);
        (cell.declared_numerator, cell.declared_denominator) = (None, None);
        cell.explanation = None;
        cell.suppressed = true;
        withheld.insert(cell.indicator);
    }
    snapshot.targets = judged_without(snapshot.targets, &withheld);
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
pub fn drift(sealed: &[ReportCell], live: &[IndicatorValue], knows: Knows) -> Vec<ReportDrift> {
    let beside = |cell: &ReportCell| {
        let now = live.iter().find(|value| value.indicator == cell.indicator);
        let (numerator, denominator) = now.map_or((None, None), |value| (value.numerator, value.denominator));
        let few = cell.few_people || now.is_some_and(|value| value.few_people);
        let hide = few && !cell.indicator.is_known(knows);
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
    fn a_part_of_few_people_is_withheld_and_where_it_is_alone_the_whole_goes_with_it() {
        let value = |numerator, few_people| SealedValue {
            indicator: Indicator::OutstandingPrincipal,
            numerator: Some(numerator),
            denominator: None,
            few_people,
        };
        let part = |n, few| SealedPart { name: String::new(), values: vec![value(n, few)] };
        let withheld = |mut parts: Vec<SealedPart>| {
            let whole = withhold_in_parts(&mut parts, Knows::nobody());
            let left: Vec<Option<i64>> =
                parts.iter().map(|part| part.values.first().and_then(|value| value.numerator)).collect();
            (left, !whole.is_empty())
        };
        let [few, many, more] = [3_000_000, 60_000_000, 70_000_000];
        let alone = withheld(vec![part(few, true), part(many, false), part(more, false)]);
        assert_eq!(alone, (vec![None, Some(many), Some(more)], true));
        let two = withheld(vec![part(few, true), part(many, true), part(more, false)]);
        assert_eq!(two, (vec![None, None, Some(more)], false));
    }
}
