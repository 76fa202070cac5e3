//! The end of a hamlet in the database.

use crate::Result;
use crate::platform::db::{Held, Writer};
use crate::platform::error::Code;
use crate::register::placements;
use crate::territory::units;
use crate::territory::units::model::{HamletClosure, Unit};

/// Ends a hamlet. Clubs must have been placed elsewhere before.
pub async fn close(w: &mut Writer<'_>, hamlet: &Held<Unit>, closure: &HamletClosure) -> Result<Unit> {
    if placements::store::occupied(w, hamlet, closure.last_day.get()).await? {
        return Err(Code::UnitHasClubs.into());
    }
    units::store::end_hamlet(w, hamlet, closure).await
}
