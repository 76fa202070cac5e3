//! Who does what with a report, what has to be explained, and which numbers are withheld.

use super::model::{OfficialReport, ReportCell, ReportCellPatch, ReportState, WrittenSection};
use crate::platform::auth::{Place, Role, Scope};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::UnitId;
use crate::statistics::disclosure::knows_the_people;
use crate::statistics::indicators::model::{Indicator, MeasureUnit};
use crate::{Error, Result};

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
    #[must_use]
    pub fn shows_somebody(&self) -> bool {
        let pairs = [
            (self.numerator, self.denominator),
            (self.consolidated_numerator, self.consolidated_denominator),
            (self.declared_numerator, self.declared_denominator),
        ];
        self.few_people || pairs.into_iter().any(|(part, whole)| self.indicator.shows_somebody(part, whole))
    }
    /// The figure, or none at all: each of its numbers, and the words, would tell about how many people they are.
    #[must_use]
    pub fn withheld(self) -> Self {
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

/// The sections in the order of a report.
#[must_use]
pub fn in_order(mut sections: Vec<WrittenSection>) -> Vec<WrittenSection> {
    sections.sort_by_key(|written| written.section);
    sections
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
        let mut said = cell(Indicator::Members, 57, None);
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
        let share = cell(Indicator::ShareOfWomen, 36, Some(60));
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
        let count = cell(Indicator::Members, 57, None);
        let wrong = declared(&count, &patch(Some(57), Some(100))).unwrap_err();
        assert_eq!(wrong.fields().first().map(|f| f.code), Some(FieldCode::NotHere));
    }

    #[test]
    fn small_numbers_of_people_are_withheld() {
        let shown = without_small(vec![
            cell(Indicator::ShareOfWomen, 57, Some(60)),
            cell(Indicator::ShareOfWomen, 30, Some(60)),
        ]);
        assert_eq!(shown.iter().map(|cell| cell.numerator).collect::<Vec<_>>(), [None, Some(30)]);
    }
}
