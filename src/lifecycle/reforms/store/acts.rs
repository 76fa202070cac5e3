//! A reform is applied, and taken back.

use super::facts::planned;
use super::{
    Changed, admin_change_blocked, hold_units_of, in_the_name_of, must_be, set, tell_of_admin_change,
    undo_admin_change,
};
use crate::access::users;
use crate::lifecycle::reforms::model::{AdminChange, AdminChangeReversal, AdminChangeState};
use crate::lifecycle::reforms::rules::{self, ReformPlan};
use crate::platform::auth::Level;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::ids::{AdminChangeId, ClubId, UnitId};
use crate::register::{clubs, placements};
use crate::reporting::organisations;
use crate::territory::units;
use crate::territory::units::store::LineageRow;
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel_async::RunQueryDsl;

/// Puts a reform into force, all of it in this transaction. Every row that it writes is kept as it was.
pub async fn apply(w: &mut Writer<'_>, change: &Held<AdminChange>) -> Result<AdminChange> {
    must_be(change, AdminChangeState::Draft)?;
    let (user, today, on) = (w.scope().user(), w.scope().today(), change.effective_on);
    if users::store::is_same_human(w, [change.drafted_by]).await? {
        return Err(Code::DrafterApplies.into());
    }
    if today < on {
        return Err(Error::from(Code::AdminChangeTooEarly).with("effective_on", on));
    }
    let named: Vec<UnitId> = rules::named(&change.operations.0).into_iter().collect();
    units::store::lock(w, &named).await?;
    let plan = planned(w, change.province_id, on, &change.operations.0, Some(change.id)).await?;
    let moving = lying_in(w, &plan, on).await?;
    clubs::store::lock(w, &moving).await?;
    if !plan.is_decided() {
        let open: Vec<ClubId> = plan
            .choices
            .iter()
            .filter(|choice| choice.chosen.is_none())
            .map(|choice| choice.club_id)
            .collect();
        return Err(Error::from(Code::AdminChangeUndecided).with("clubs", open));
    }
    speak_for(w, Some(change.id)).await?;
    let document = &change.legal_document;
    rearrange(w, &plan, on, document).await?;
    placements::store::move_to(w, &plan.end, &plan.heirs, &plan.chosen, on).await?;
    users::store::carry_over(w, &plan.end, &plan.heirs, on, document).await?;
    organisations::store::hand_over(w, &plan.end, &plan.heirs, on, document).await?;
    speak_for(w, None).await?;
    tell(w, change, Done::Applied).await?;
    clubs::store::place(w, &moving).await?;
    let changed = Changed {
        state: Some(AdminChangeState::Applied),
        applied_by: Some(user),
        applied_at: Some(Utc::now()),
        ..Changed::default()
    };
    set(w, change, changed).await
}

/// The clubs that lie or will lie in hamlets which a reform changes or ends.
async fn lying_in(w: &mut Writer<'_>, plan: &ReformPlan, on: NaiveDate) -> Result<Vec<ClubId>> {
    let go_on = plan.goes_on.iter().filter(|row| row.level == Level::Hamlet).map(|row| row.unit_id);
    let hamlets: Vec<UnitId> = go_on.chain(plan.end.iter().copied()).collect();
    placements::store::clubs_in(w, &hamlets, on).await
}

async fn speak_for(w: &mut Writer<'_>, act: Option<AdminChangeId>) -> Result<()> {
    let _said: bool = diesel::select(in_the_name_of(act)).get_result(w.conn()).await?;
    Ok(())
}

/// Ends units, begins others, and says of those that go on where they lie and what they are called.
async fn rearrange(w: &mut Writer<'_>, plan: &ReformPlan, on: NaiveDate, document: &str) -> Result<()> {
    let lineage = |(from, to, kind): &_| LineageRow {
        from_id: *from,
        to_id: *to,
        kind: *kind,
        effective_on: on,
        legal_document: document.to_owned(),
    };
    let lineage: Vec<LineageRow> = plan.lineage.iter().map(lineage).collect();
    units::store::rearrange(w, &plan.end, &plan.begin, &plan.goes_on, on).await?;
    units::store::descend(w, &lineage).await
}

/// Which way an act is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Applied,
    Reversed,
}

/// Says in the change log of every row that an act wrote, or gave back, what became of it: by one statement, however many
/// there are.
async fn tell(w: &mut Writer<'_>, change: &Held<AdminChange>, done: Done) -> Result<()> {
    let back = done == Done::Reversed;
    let scope = w.scope();
    let (actor, acting_for, request) = (scope.user(), scope.acting_for(), scope.request());
    let told = diesel::select(tell_of_admin_change(change.id, back, actor, acting_for, request));
    let _rows: i64 = told.get_result(w.conn()).await?;
    Ok(())
}

/// Undoes a reform: every row is again what it was. Until books are closed upon it, and only while nobody has built
/// on it.
pub async fn reverse(
    w: &mut Writer<'_>,
    change: &Held<AdminChange>,
    reason: &AdminChangeReversal,
) -> Result<AdminChange> {
    must_be(change, AdminChangeState::Applied)?;
    let (user, today) = (w.scope().user(), w.scope().today());
    let touched: Vec<ClubId> = diesel::select(hold_units_of(change.id)).get_result(w.conn()).await?;
    clubs::store::lock(w, &touched).await?;
    let blocked: bool = diesel::select(admin_change_blocked(change.id)).get_result(w.conn()).await?;
    if blocked {
        return Err(Code::AdminChangeClosedUpon.into());
    }
    let _rows: i64 = diesel::select(undo_admin_change(change.id, today)).get_result(w.conn()).await?;
    tell(w, change, Done::Reversed).await?;
    let changed = Changed {
        state: Some(AdminChangeState::Reversed),
        reversed_by: Some(user),
        reversed_at: Some(Utc::now()),
        reversal_reason: Some(&reason.reason),
        ..Changed::default()
    };
    set(w, change, changed).await
}
