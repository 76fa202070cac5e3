//! Who may read of what a change was, and not only that there was one.

use crate::platform::auth::{Permission, Role, Scope, can};
use crate::register::clubs::model::Club;
use serde_json::Value;

/// Who may read the things of one kind.
type Readers = &'static [Role];

/// By kind of thing, as the log names it: the permissions any of which opens what changed. What a kind is not named with
/// opens it to nobody; a test finds every kind of the sources here.
pub const OPENED_BY: &[(&str, &[Readers])] = &[
    ("activity", &[can::ReadActivities::HOLDERS]),
    ("activity_series", &[can::ReadActivities::HOLDERS]),
    ("admin_change", &[can::ReadAdminChanges::HOLDERS]),
    ("assignment", &[can::ReadUsers::HOLDERS, can::ReadMembers::HOLDERS]),
    ("attachment", &[can::ReadAttachments::HOLDERS]),
    ("award", &[can::ReadAwards::HOLDERS]),
    ("board_position", &[can::ReadBoards::HOLDERS]),
    ("board_term", &[can::ReadBoards::HOLDERS]),
    ("budget_line", &[can::ReadBudgets::HOLDERS]),
    ("care_case", &[can::ReadCare::HOLDERS]),
    ("care_visit", &[can::ReadCare::HOLDERS]),
    ("cash_count", &[can::ReadLedger::HOLDERS]),
    ("club", &[can::ReadClubs::HOLDERS]),
    ("club_transition", &[can::ReadClubs::HOLDERS]),
    ("consent", &[can::ReadConsents::HOLDERS]),
    ("cycle", &[can::ReadLedger::HOLDERS]),
    ("declared_figure", &[can::ReadDeclaredFigures::HOLDERS]),
    ("document", &[can::ReadDocuments::HOLDERS]),
    ("entry_proposal", &[can::ReadSavings::HOLDERS]),
    ("exchange_visit", &[can::ReadActivities::HOLDERS]),
    ("external_loan", &[can::ReadLoans::HOLDERS]),
    ("fund", &[can::ReadFunds::HOLDERS]),
    ("gathering", &[can::ReadActivities::HOLDERS]),
    ("health_event", &[can::ReadHealthEvents::HOLDERS]),
    ("health_result", &[can::ReadHealthResults::HOLDERS]),
    ("insurance_support", &[can::ReadInsurance::HOLDERS]),
    ("ledger_closing", &[can::ReadLedger::HOLDERS]),
    ("ledger_entry", &[can::ReadSavings::HOLDERS]),
    ("loan", &[can::ReadLoans::HOLDERS]),
    ("loan_decision", &[can::ReadLoans::HOLDERS]),
    ("loan_freeze", &[can::ReadLoans::HOLDERS]),
    ("meeting", &[can::ReadMeetings::HOLDERS]),
    ("member", &[can::ReadMembers::HOLDERS]),
    ("mobilised_resource", &[can::ReadResources::HOLDERS]),
    ("monitoring_task", &[can::ReadMonitoring::HOLDERS]),
    ("monitoring_visit", &[can::ReadMonitoring::HOLDERS]),
    ("organisation", &[can::ReadOrganisations::HOLDERS]),
    ("placement", &[can::ReadClubs::HOLDERS]),
    ("plan_item", &[can::ReadDocuments::HOLDERS]),
    ("plan_task", &[can::ReadDocuments::HOLDERS]),
    ("programme", &[can::ReadDocuments::HOLDERS]),
    ("referral", &[can::ReadReferrals::HOLDERS]),
    ("regulation", &[can::ReadClubs::HOLDERS]),
    ("repayment", &[can::ReadLoans::HOLDERS]),
    ("repayment_pause", &[can::ReadFunds::HOLDERS]),
    ("report", &[can::ReadReports::HOLDERS]),
    ("report_cell", &[can::ReadReports::HOLDERS]),
    ("report_period", &[can::ReadReports::HOLDERS]),
    ("report_request", &[can::ReadReports::HOLDERS]),
    ("reporting_line", &[can::ReadOrganisations::HOLDERS]),
    ("reversal", &[can::ReadSavings::HOLDERS]),
    ("rights_case", &[can::ReadRightsCases::HOLDERS]),
    ("self_help_action", &[can::ReadSelfHelp::HOLDERS]),
    ("target", &[can::ReadTargets::HOLDERS]),
    ("training", &[can::ReadTrainings::HOLDERS]),
    ("treasury_handover", &[can::ReadSavings::HOLDERS]),
    ("unit", &[can::ReadClubs::HOLDERS]),
    ("unit_terrain", &[can::ReadClubs::HOLDERS]),
    ("user", &[can::ReadUsers::HOLDERS, can::ReadMembers::HOLDERS]),
    ("volunteer", &[can::ReadVolunteers::HOLDERS]),
    ("write_off", &[can::ReadLoans::HOLDERS]),
];

/// Whether a caller may read, of a change to something of a club, to what it was and how: by a role with which she reads
/// the log there.
#[must_use]
pub fn opens(caller: &Scope, club: &Club, entity: &str) -> bool {
    let opened_by = OPENED_BY.iter().find(|(kind, _)| *kind == entity).map(|(_, readers)| *readers);
    let held = |readers: &Readers| {
        caller.roles().iter().any(|(role, place)| readers.contains(role) && club.lies_in(*place))
    };
    opened_by.is_some_and(|any| any.iter().any(held))
}

/// Whether a caller may know, anywhere, which person an account is of.
#[must_use]
pub fn knows_persons(caller: &Scope) -> bool {
    let held = |readers: &Readers| caller.roles().iter().any(|(role, _)| readers.contains(role));
    [can::ReadMembers::HOLDERS, can::ReadUsers::HOLDERS].iter().any(held)
}

/// What is different about an account, without the id of the person whose it is: only that it changed.
#[must_use]
pub fn without_persons(mut difference: Value) -> Value {
    const PERSON: &str = "person_id";
    let mut named = false;
    for side in ["set", "was"] {
        let told = difference.get_mut(side).and_then(Value::as_object_mut);
        named |= told.and_then(|told| told.remove(PERSON)).is_some();
    }
    if let Some(hidden) = difference.get_mut("hidden").and_then(Value::as_array_mut).filter(|_| named) {
        hidden.push(PERSON.into());
    }
    difference
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn of_an_account_it_is_told_that_its_person_changed_and_not_who_it_is() {
        let told = json!({ "set": { "kind": "human", "person_id": "p" }, "was": {}, "hidden": ["login"] });
        let without = json!({ "set": { "kind": "human" }, "was": {}, "hidden": ["login", "person_id"] });
        assert_eq!(without_persons(told), without);
        assert_eq!(without_persons(without.clone()), without);
    }
}
