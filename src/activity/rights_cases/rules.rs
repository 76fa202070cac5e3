//! Which steps a case may take.

use super::model::{RightsCase, RightsCaseStep};
use crate::platform::error::{Code, FieldCode};
use crate::{Error, Result};
use chrono::NaiveDate;

impl RightsCaseStep {
    /// Whether a case may take this step, and on which day it does.
    ///
    /// # Errors
    /// 422 for a day or an outcome that cannot be, 409 for a step that does not follow.
    pub fn check(&self, case: &RightsCase, today: NaiveDate) -> Result<NaiveDate> {
        let on = self.on.not_after(today, "/on")?;
        match (self.to.has_ended(), self.outcome.is_some()) {
            (true, false) => return Err(Error::field("/outcome", FieldCode::Required)),
            (false, true) => return Err(Error::field("/outcome", FieldCode::NotHere)),
            _ => {}
        }
        if !case.state.may_become(self.to) {
            return Err(Error::from(Code::RightsCaseRefuses).with("state", case.state));
        }
        if on < case.sent_on.unwrap_or(case.opened_on) {
            return Err(Error::field("/on", FieldCode::DateOrder));
        }
        Ok(on)
    }
}
