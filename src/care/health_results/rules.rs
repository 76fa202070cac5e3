//! What results have to agree with by themselves.

use super::model::{HealthFindings, NewHealthResults};
use crate::platform::error::{Field, FieldCode};
use crate::{Error, Result};
use std::collections::HashSet;

impl HealthFindings {
    /// The upper blood pressure lies above the lower.
    fn wrong(&self, at: &str) -> Option<Field> {
        let (upper, lower) = (self.systolic?, self.diastolic?);
        (lower >= upper).then(|| Field::new(format!("{at}/diastolic"), FieldCode::Range))
    }
    /// Whether it can be.
    ///
    /// # Errors
    /// 422 for what contradicts itself.
    pub fn check(&self) -> Result<()> {
        self.wrong("").map_or(Ok(()), |field| Err(Error::invalid(vec![field])))
    }
}

impl NewHealthResults {
    /// Whether each member is listed once, and what was found of her can be.
    ///
    /// # Errors
    /// 422 for who is listed twice, and for what contradicts itself.
    pub fn check(&self) -> Result<()> {
        let (mut wrong, mut seen) = (vec![], HashSet::new());
        for (index, result) in self.results.iter().enumerate() {
            if !seen.insert(result.member_id) {
                wrong.push(Field::new(format!("/results/{index}/member_id"), FieldCode::Repeated));
            }
            wrong.extend(result.found.wrong(&format!("/results/{index}/found")));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
    }
}
