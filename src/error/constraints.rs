//! Constraint name → what the client is told. This is why stores need only `?`.
//! A test proves that every constraint with a hand-given name is here.

use super::Code;

/// The answer to each constraint that a client can trip.
pub const CONSTRAINTS: &[(&str, Code)] = &[
    ("units_code_once_a_day", Code::UnitCodeTaken),
    ("units_code_shape", Code::StateOfTheWorld),
    ("units_level_known", Code::StateOfTheWorld),
    ("units_validity_ordered", Code::UnitEndsBeforeItBegins),
    ("unit_versions_level_known", Code::StateOfTheWorld),
    ("unit_versions_validity_ordered", Code::UnitEndsBeforeItBegins),
    ("unit_versions_one_a_day", Code::StateOfTheWorld),
    ("unit_versions_name_once_in_parent", Code::UnitNameTaken),
    ("unit_lineage_kind_known", Code::StateOfTheWorld),
    ("unit_lineage_not_itself", Code::StateOfTheWorld),
    ("clubs_code_unique", Code::StateOfTheWorld),
    ("clubs_state_known", Code::StateOfTheWorld),
    ("clubs_meeting_day_of_month", Code::Invalid),
    ("clubs_launch_after_establishment", Code::LaunchBeforeEstablishment),
    ("clubs_merged_into_another", Code::MergerIntoItself),
    ("clubs_name_per_hamlet", Code::ClubNameTaken),
    ("club_placements_validity_ordered", Code::DateBeforeFounding),
    ("club_placements_one_main", Code::PlacementOverlaps),
    ("club_placements_hamlet_once", Code::PlacementOverlaps),
    ("club_transitions_event_known", Code::StateOfTheWorld),
    ("club_transitions_authority_known", Code::StateOfTheWorld),
    ("club_regulations_number_once", Code::StateOfTheWorld),
    ("club_regulations_one_a_day", Code::RegulationDateTaken),
    ("club_regulations_adopted_first", Code::RegulationNotAdopted),
    ("household_poverty_year_plausible", Code::Invalid),
    ("household_poverty_status_known", Code::StateOfTheWorld),
    ("persons_sex_known", Code::StateOfTheWorld),
    ("persons_birth_precision_known", Code::StateOfTheWorld),
    ("persons_birth_whole", Code::StateOfTheWorld),
    ("persons_national_id_whole", Code::StateOfTheWorld),
    ("persons_insurance_whole", Code::StateOfTheWorld),
    ("persons_national_id_once", Code::NationalIdTaken),
    ("persons_insurance_once", Code::InsuranceTaken),
    ("memberships_state_known", Code::StateOfTheWorld),
    ("memberships_joined_after_applying", Code::MemberDatesDisagree),
    ("memberships_ended_after_joining", Code::MemberDatesDisagree),
    ("memberships_ended_says_when", Code::MemberDatesDisagree),
    ("memberships_active_says_since_when", Code::MemberDatesDisagree),
    ("memberships_one_club_at_a_time", Code::PersonActiveElsewhere),
    ("consents_purpose_known", Code::StateOfTheWorld),
    ("consents_method_known", Code::StateOfTheWorld),
    ("consents_withdrawn_after_given", Code::StateOfTheWorld),
    ("consents_one_standing", Code::ConsentStands),
    ("board_terms_ordered", Code::BoardTermOverlaps),
    ("board_terms_one_at_a_time", Code::BoardTermOverlaps),
    ("board_positions_known", Code::StateOfTheWorld),
    ("board_positions_ordered", Code::BoardTermOverlaps),
    ("board_positions_one_holder", Code::BoardPositionTaken),
    ("board_positions_money_apart", Code::BoardMoneyApart),
    ("users_login_unique", Code::LoginTaken),
    ("users_kind_known", Code::StateOfTheWorld),
    ("users_one_credential", Code::MachinesHaveNoPassword),
    ("assignments_one_place", Code::AssignmentPlaceMismatch),
    ("assignments_validity_ordered", Code::AssignmentOverlaps),
    ("assignments_once", Code::AssignmentOverlaps),
    ("assignments_money_apart", Code::BoardMoneyApart),
    ("refresh_tokens_hash_unique", Code::StateOfTheWorld),
];

/// The answer to a constraint by its name. A primary key that clients may choose is taken; everything
/// else without a name of its own is our mistake, not the client's.
#[must_use]
pub fn answer(constraint: &str) -> Option<Code> {
    let named = CONSTRAINTS.iter().find(|(name, _)| *name == constraint).map(|(_, code)| *code);
    named.or_else(|| constraint.ends_with("_pkey").then_some(Code::IdTaken))
}
