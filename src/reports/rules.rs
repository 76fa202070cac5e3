//! Who does what with a report, what has to be explained, which numbers are withheld, and what is sealed.

use super::model::{
    ChildStanding, Drift, Named, OfficialReport, ReportCell, ReportCellPatch, ReportChild, ReportLine,
    ReportState, ReportStep, SealedCell, SealedPart, SealedTarget, SealedValue, Signature, Snapshot,
    StepKind, WrittenSection,
};
use crate::auth::{Level, Place, Role, Scope};
use crate::column::{ReportId, UnitId};
use crate::error::{Code, FieldCode};
use crate::figures::rules::{hide_a_second, knows_the_people};
use crate::indicators::model::{Indicator, MeasureUnit, Value};
use crate::progress::model::{JudgedOf, TargetProgress};
use crate::report_periods::model::ReportPeriod;
use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Refuses what the state does not allow.
///
/// # Errors
/// 409 with the state.
pub fn in_one_of(report: &OfficialReport, states: &[ReportState]) -> Result<()> {
    match report.state {
        state if states.contains(&state) => Ok(()),
        ReportState::Sealed => Err(Error::from(Code::ReportSealed).with("sealed_on", report.sealed_on)),
        state => Err(Error::from(Code::ReportStateRefuses).with("state", state)),
    }
}

/// The role in which the caller speaks for the reporter: she stands at the very place.
///
/// # Errors
/// 409 for everybody else, those above included.
pub fn speaks_for(scope: &Scope, report: &OfficialReport) -> Result<Role> {
    let own = scope.roles().iter().find(|(_, place)| *place == report.place());
    own.map(|(role, _)| *role).ok_or_else(|| Code::ReportOfAnother.into())
}

/// The role in which the caller receives a report: she stands above the reporter. A vacant level in between does not
/// matter. `path` are the units in which a club lies today, where that is not where it lay then.
///
/// # Errors
/// 409 for those who stand beside the reporter.
pub fn stands_above(scope: &Scope, report: &OfficialReport, path: &[UnitId]) -> Result<Role> {
    let then = [report.commune_id, report.district_id, report.province_id].into_iter().flatten();
    let above: Vec<UnitId> =
        then.chain(path.iter().copied()).filter(|id| Some(*id) != report.unit_id).collect();
    let stands = |place: Place| place == Place::Nation || place.unit().is_some_and(|id| above.contains(&id));
    let role = scope.roles().iter().find(|(_, place)| place.level() > report.level && stands(*place));
    role.map(|(role, _)| *role).ok_or_else(|| Code::ReportReceivedFromAbove.into())
}

/// Whether the caller may know the people who are counted in a report anyway.
#[must_use]
pub fn knows_those_in(scope: &Scope, report: &OfficialReport) -> bool {
    let path = [report.unit_id, report.commune_id, report.district_id, report.province_id];
    knows_the_people(scope, |place| {
        place == report.place() || path.iter().flatten().any(|id| place.unit() == Some(*id))
    })
}

/// What a cell says after a change.
///
/// # Errors
/// 422 for a share that is not declared in its two parts, and for a part larger than the whole.
pub fn declared(cell: &ReportCell, patch: &ReportCellPatch) -> Result<ReportCell> {
    let mut cell = cell.clone();
    if let Some(numerator) = patch.declared_numerator {
        cell.declared_numerator = numerator;
    }
    if let Some(denominator) = patch.declared_denominator {
        cell.declared_denominator = denominator;
    }
    if let Some(explanation) = &patch.explanation {
        cell.explanation = explanation.as_deref().map(str::to_owned);
    }
    let definition = cell.indicator.definition();
    let at = |code| Err(Error::field("/declared_denominator", code));
    match (definition.denominator, cell.declared_numerator, cell.declared_denominator) {
        (None, _, Some(_)) => at(FieldCode::NotHere),
        (Some(_), Some(_), None) => at(FieldCode::RatioInParts),
        (_, None, Some(_)) => Err(Error::field("/declared_numerator", FieldCode::RatioInParts)),
        (Some(_), Some(part), Some(whole)) if definition.unit == MeasureUnit::Percent && part > whole => {
            Err(Error::field("/declared_numerator", FieldCode::Range))
        }
        _ => Ok(cell),
    }
}

/// Refuses what is declared, differs from what is computed, and is not explained.
///
/// # Errors
/// 409 with the indicators.
pub fn explained(cells: &[ReportCell]) -> Result<()> {
    let silent = cells.iter().filter(|cell| cell.differs() && cell.explanation.is_none());
    let silent: Vec<Indicator> = silent.map(|cell| cell.indicator).collect();
    if silent.is_empty() {
        return Ok(());
    }
    Err(Error::from(Code::ReportUnexplained).with("indicators", silent))
}

impl ReportCell {
    /// Whether anything of it can show a person.
    fn shows_somebody(&self) -> bool {
        let pairs = [
            (self.numerator, self.denominator),
            (self.consolidated_numerator, self.consolidated_denominator),
            (self.declared_numerator, self.declared_denominator),
        ];
        self.few_people || pairs.into_iter().any(|(part, whole)| self.indicator.shows_somebody(part, whole))
    }
    /// The figure, or none at all: each of its numbers, and the words, would tell about how many people they are.
    fn withheld(self) -> Self {
        if self.shows_somebody() { Self::empty(self.indicator, self.definition_version) } else { self }
    }
    /// A figure of which nothing is said.
    #[must_use]
    pub fn empty(indicator: Indicator, definition_version: i16) -> Self {
        Self {
            indicator,
            definition_version,
            numerator: None,
            denominator: None,
            consolidated_numerator: None,
            consolidated_denominator: None,
            declared_numerator: None,
            declared_denominator: None,
            explanation: None,
            few_people: false,
        }
    }
    /// What it comes to: as summed up from below where that was done, as computed otherwise.
    #[must_use]
    pub fn value(&self) -> (Option<i64>, Option<i64>) {
        if self.consolidated_numerator.is_some() {
            (self.consolidated_numerator, self.consolidated_denominator)
        } else {
            (self.numerator, self.denominator)
        }
    }
}

/// Figures as shown to those who may not know the people.
#[must_use]
pub fn without_small(cells: Vec<ReportCell>) -> Vec<ReportCell> {
    cells.into_iter().map(ReportCell::withheld).collect()
}

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
    pub reporter: Named,
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
    pub fn snapshot(self) -> Snapshot {
        let withhold = seals_without_small(self.report.level);
        let mut values: BTreeMap<ReportId, Vec<SealedValue>> = BTreeMap::new();
        for (child, cell) in self.values {
            let ((numerator, denominator), few_people) = (cell.value(), cell.few_people);
            let value = SealedValue { indicator: cell.indicator, numerator, denominator, few_people };
            values.entry(child).or_default().push(value);
        }
        let included = self.children.iter().filter(|child| child.standing == ChildStanding::Included);
        let parts = included.map(|child| SealedPart {
            name: child.name.clone(),
            values: child.child_id.and_then(|id| values.remove(&id)).unwrap_or_default(),
        });
        let mut parts: Vec<SealedPart> = parts.collect();
        if withhold {
            withhold_in_parts(&mut parts);
        }
        let missing = self.children.iter().filter(|child| child.standing != ChildStanding::Included);
        let signs = [StepKind::Drafted, StepKind::Submitted, StepKind::Accepted, StepKind::Approved];
        let last = |step| self.steps.iter().rev().find(|done| done.step == step);
        let signed = signs.into_iter().filter_map(last).map(|done| Signature {
            step: done.step,
            role: done.role.clone(),
            on: done.done_on,
        });
        Snapshot {
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
pub fn snapshot_without_small(mut snapshot: Snapshot) -> Snapshot {
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
fn title(report: &OfficialReport, period: &ReportPeriod, reporter: &Named) -> String {
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

/// The sections in the order of a report.
#[must_use]
pub fn in_order(mut sections: Vec<WrittenSection>) -> Vec<WrittenSection> {
    sections.sort_by_key(|written| written.section);
    sections
}

/// Live values beside sealed ones.
#[must_use]
pub fn drift(sealed: &[ReportCell], live: &[Value], withhold: bool) -> Vec<Drift> {
    let beside = |cell: &ReportCell| {
        let now = live.iter().find(|value| value.indicator == cell.indicator);
        let (numerator, denominator) = now.map_or((None, None), |value| (value.numerator, value.denominator));
        let hide = withhold && (cell.few_people || now.is_some_and(|value| value.few_people));
        let shown = |n: Option<i64>| n.filter(|_| !hide);
        Drift {
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

    fn cell(indicator: Indicator, numerator: i64, denominator: Option<i64>) -> ReportCell {
        let few_people = indicator.shows_somebody(Some(numerator), denominator);
        ReportCell { numerator: Some(numerator), denominator, few_people, ..ReportCell::empty(indicator, 1) }
    }

    #[test]
    fn what_is_declared_and_differs_is_explained() {
        let mut said = cell(Indicator::I03, 57, None);
        assert!(explained(std::slice::from_ref(&said)).is_ok(), "nothing is declared");
        said.declared_numerator = Some(57);
        assert!(explained(std::slice::from_ref(&said)).is_ok(), "the same");
        said.declared_numerator = Some(60);
        assert_eq!(explained(std::slice::from_ref(&said)).unwrap_err().code(), Code::ReportUnexplained);
        said.explanation = Some("Ba người mới vào".to_owned());
        assert!(explained(&[said]).is_ok());
    }

    #[test]
    fn a_share_is_declared_in_its_two_parts() {
        let share = cell(Indicator::I04, 36, Some(60));
        let patch = |numerator, denominator| ReportCellPatch {
            declared_numerator: Some(numerator),
            declared_denominator: Some(denominator),
            explanation: None,
        };
        let wrong = |numerator, denominator| {
            declared(&share, &patch(numerator, denominator)).unwrap_err().fields().first().map(|f| f.code)
        };
        assert_eq!(wrong(Some(62), None), Some(FieldCode::RatioInParts));
        assert_eq!(wrong(Some(62), Some(60)), Some(FieldCode::Range));
        assert!(declared(&share, &patch(Some(38), Some(60))).is_ok());
        let count = cell(Indicator::I03, 57, None);
        let wrong = declared(&count, &patch(Some(57), Some(100))).unwrap_err();
        assert_eq!(wrong.fields().first().map(|f| f.code), Some(FieldCode::NotHere));
    }

    #[test]
    fn small_numbers_of_people_are_withheld_and_one_alone_never() {
        let shown =
            without_small(vec![cell(Indicator::I04, 57, Some(60)), cell(Indicator::I04, 30, Some(60))]);
        assert_eq!(shown.iter().map(|cell| cell.numerator).collect::<Vec<_>>(), [None, Some(30)]);
        let value = |numerator, few_people| SealedValue {
            indicator: Indicator::I19,
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
