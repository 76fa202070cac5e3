//! What a request has to hold, and of whom it may be made.

use super::model::NewReportRequest;
use crate::platform::auth::{Place, Role, Scope};
use crate::platform::error::{Field, FieldCode};
use crate::reporting::reports::model::Reporter;
use crate::{Error, Result};
use chrono::NaiveDate;
use std::collections::HashSet;

impl NewReportRequest {
    /// Refuses a request that asks nothing or nobody, asks somebody twice, or is due before it is made.
    ///
    /// # Errors
    /// 422 for each of these.
    pub fn is_whole(&self, today: NaiveDate) -> Result<()> {
        let mut wrong = vec![];
        if self.questions.is_empty() && self.indicators.is_empty() {
            wrong.push(Field::new("/questions", FieldCode::Required));
        }
        if self.clubs.is_empty() && self.units.is_empty() {
            wrong.push(Field::new("/units", FieldCode::Required));
        }
        if self.due_on.get() < today {
            wrong.push(Field::new("/due_on", FieldCode::DateOrder));
        }
        let mut seen = HashSet::new();
        let clubs = self.clubs.iter().map(|club| club.0).enumerate().map(|(index, id)| ("clubs", index, id));
        let units = self.units.iter().map(|unit| unit.0).enumerate().map(|(index, id)| ("units", index, id));
        for (name, index, id) in clubs.chain(units) {
            if !seen.insert(id) {
                wrong.push(Field::new(format!("/{name}/{index}"), FieldCode::Repeated));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
    }
}

/// The highest place at which the caller may ask, and as what.
#[must_use]
pub fn asker(scope: &Scope) -> Option<(Role, Place)> {
    scope.roles().iter().max_by_key(|(_, place)| place.level()).copied()
}

/// Whether somebody stands below a place at which the caller may ask.
#[must_use]
pub fn stands_below(scope: &Scope, reporter: &Reporter) -> bool {
    let path = [reporter.commune_id, reporter.district_id, reporter.province_id];
    scope.roles().iter().any(|(_, place)| {
        place.level() > reporter.level
            && (*place == Place::Nation || path.iter().flatten().any(|id| place.unit() == Some(*id)))
    })
}
