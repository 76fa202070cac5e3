//! Rows on their way into PostgreSQL, in the binary form of `COPY`.

use chrono::{DateTime, NaiveDate, Utc};
use strum::{EnumCount, EnumIter};
use uuid::Uuid;

/// A table that is filled row by row; everything else is reckoned from these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumCount, EnumIter)]
pub enum Table {
    Units,
    UnitVersions,
    ClubCodes,
    Clubs,
    ClubPlacements,
    ClubTransitions,
    ClubRegulations,
    Households,
    HouseholdPoverty,
    Persons,
    Memberships,
    Consents,
    BoardTerms,
    BoardPositions,
    Ledgers,
    Funds,
    LedgerEntries,
    LedgerLines,
    Loans,
    LoanGuarantors,
    LoanSteps,
    LoanDecisions,
    LoanVotes,
    LoanSchedules,
    LoanInstalments,
    Repayments,
    RepaymentLines,
    Meetings,
    MeetingAttendances,
    Activities,
    Gatherings,
    GatheringClubs,
    ExchangeVisits,
    Trainings,
    TrainingParticipants,
    Volunteers,
    CareCases,
    CareCaseVolunteers,
    CareVisits,
    CareVisitVolunteers,
    HealthEvents,
    HealthInvitations,
    InsuranceSupports,
    MonitoringVisits,
    MonitoringScores,
    Awards,
    SelfHelpActions,
    RightsCases,
    MobilisedResources,
}

impl Table {
    /// How many there are.
    pub const COUNT: usize = <Self as EnumCount>::COUNT;

    /// Its name and the columns that are given, in the order of the cells of a row.
    #[expect(clippy::too_many_lines, reason = "a line or two for each table")]
    pub const fn columns(self) -> (&'static str, &'static str) {
        match self {
            Self::Units => ("units", "id, level, valid_from"),
            Self::UnitVersions => (
                "unit_versions",
                "unit_id, level, name, kind, folded, sort_key, parent_id, province_id, district_id, commune_id, \
                 valid_from, valid_to",
            ),
            Self::ClubCodes => ("club_codes", "commune_code, last_number"),
            Self::Clubs => (
                "clubs",
                "id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id, province_id, \
                 proposed_on, established_on, launched_on, meeting_place, meeting_day, note",
            ),
            Self::ClubPlacements => ("club_placements", "id, club_id, hamlet_id, is_main, valid_from"),
            Self::ClubTransitions => (
                "club_transitions",
                "id, club_id, event, from_state, to_state, occurred_on, decision_number, decision_date, \
                 authority, listed_members, reason",
            ),
            Self::ClubRegulations => {
                ("club_regulations", "id, club_id, number, adopted_on, effective_from, body, lending")
            }
            Self::Households => ("households", "id, hamlet_id"),
            Self::HouseholdPoverty => ("household_poverty", "household_id, year, status"),
            Self::Persons => (
                "persons",
                "id, full_name, folded, sort_key, sex, birth_date, birth_precision, hamlet_id, household_id, \
                 ethnicity, lives_alone, disabled",
            ),
            Self::Memberships => (
                "memberships",
                "id, person_id, club_id, state, state_since, applied_on, joined_on, ended_on, end_reason",
            ),
            Self::Consents => ("consents", "id, person_id, purpose, text_version, method, given_on"),
            Self::BoardTerms => ("board_terms", "id, club_id, starts_on, planned_end_on"),
            Self::BoardPositions => {
                ("board_positions", "id, term_id, club_id, membership_id, position, starts_on")
            }
            Self::Ledgers => ("ledgers", "club_id, last_number, last_hash, version"),
            Self::Funds => ("funds", "id, club_id, kind, opened_on"),
            Self::LedgerEntries => (
                "ledger_entries",
                "id, club_id, number, kind, on_day, source, party, document, narrative, meeting_id, \
                 receipt_code, recorded_by, recorded_at, previous_hash, hash",
            ),
            Self::LedgerLines => (
                "ledger_lines",
                "club_id, number, line, fund, account, amount_vnd, member_id, loan_id, on_day",
            ),
            Self::Loans => (
                "loans",
                "id, club_id, member_id, number, state, purpose, requested_vnd, requested_months, applied_on, \
                 screened_on, regulation_id, contract, principal_vnd, decided_on, decided_by, disbursed_on, \
                 disbursed_by, schedule_number, outstanding_vnd, repaid_vnd, late_since, closed_on, recorded_by",
            ),
            Self::LoanGuarantors => ("loan_guarantors", "loan_id, member_id"),
            Self::LoanSteps => ("loan_steps", "loan_id, step, on_day, recorded_by"),
            Self::LoanDecisions => (
                "loan_decisions",
                "id, loan_id, kind, outcome, decided_on, meeting, eligible, present, in_favour, against, \
                 recorded_by",
            ),
            Self::LoanVotes => ("loan_votes", "decision_id, member_id, vote"),
            Self::LoanSchedules => {
                ("loan_schedules", "loan_id, number, effective_on, reason, starts_on, interest_carried_vnd")
            }
            Self::LoanInstalments => {
                ("loan_instalments", "loan_id, schedule, number, due_on, principal_vnd, interest_vnd")
            }
            Self::Repayments => (
                "repayments",
                "id, loan_id, club_id, entry_id, number, paid_on, amount_vnd, schedule_number, closes, \
                 recorded_by",
            ),
            Self::RepaymentLines => ("repayment_lines", "repayment_id, line, part, instalment, amount_vnd"),
            Self::Meetings => {
                ("meetings", "id, club_id, kind, held_on, place, minutes, guests, present, recorded_by")
            }
            Self::MeetingAttendances => ("meeting_attendances", "meeting_id, member_id, presence"),
            Self::Activities => (
                "activities",
                "id, club_id, state, area, kind, title, starts_on, ends_on, members, guests, turns, recorded_by",
            ),
            Self::Gatherings => {
                ("gatherings", "id, unit_id, commune_id, province_id, kind, held_on, subject, recorded_by")
            }
            Self::GatheringClubs => ("gathering_clubs", "gathering_id, club_id, representatives"),
            Self::ExchangeVisits => {
                ("exchange_visits", "id, club_id, host, visited_on, purpose, members, guests, recorded_by")
            }
            Self::Trainings => (
                "trainings",
                "id, club_id, kind, title, organiser, starts_on, ends_on, officers, recorded_by",
            ),
            Self::TrainingParticipants => {
                ("training_participants", "training_id, member_id, club_id, capacity, completed")
            }
            Self::Volunteers => ("volunteers", "id, club_id, member_id, since, recorded_by"),
            Self::CareCases => (
                "care_cases",
                "id, club_id, person_id, member_id, number, state, state_since, need, visit_every_days, \
                 started_on, last_visit_on, recorded_by",
            ),
            Self::CareCaseVolunteers => ("care_case_volunteers", "case_id, volunteer_id, since"),
            Self::CareVisits => {
                ("care_visits", "id, case_id, club_id, visited_on, minutes, services, recorded_by")
            }
            Self::CareVisitVolunteers => ("care_visit_volunteers", "visit_id, volunteer_id, visited_on"),
            Self::HealthEvents => (
                "health_events",
                "id, unit_id, commune_id, province_id, state, kind, title, provider, held_on, community, \
                 recorded_by",
            ),
            Self::HealthInvitations => {
                ("health_invitations", "event_id, member_id, club_id, attended, referred")
            }
            Self::InsuranceSupports => {
                ("insurance_supports", "id, club_id, member_id, year, covered, payer, recorded_by")
            }
            Self::MonitoringVisits => (
                "monitoring_visits",
                "id, club_id, checklist, visited_on, organisation, score, most, recorded_by",
            ),
            Self::MonitoringScores => ("monitoring_scores", "visit_id, version, code, score"),
            Self::Awards => {
                ("awards", "id, club_id, title, level, decision_number, decided_on, reason, recorded_by")
            }
            Self::SelfHelpActions => (
                "self_help_actions",
                "id, club_id, kind, given_by, beneficiary, helped_on, half_days, value_vnd, helpers, recorded_by",
            ),
            Self::RightsCases => (
                "rights_cases",
                "id, club_id, member_id, issue, description, state, opened_on, sent_on, closed_on, outcome, \
                 recorded_by",
            ),
            Self::MobilisedResources => (
                "mobilised_resources",
                "id, club_id, kind, giver, received_on, value_vnd, half_days, what, recorded_by",
            ),
        }
    }

    /// The statement that takes its rows.
    pub fn copy(self) -> String {
        let (table, columns) = self.columns();
        format!("copy {table} ({columns}) from stdin (format binary)")
    }
}

/// A value as PostgreSQL takes it.
pub trait Cell {
    /// Writes the length and the bytes.
    fn put(&self, out: &mut Vec<u8>);
}

fn bytes(of: &[u8], out: &mut Vec<u8>) {
    out.extend(i32::try_from(of.len()).unwrap_or(-1).to_be_bytes());
    out.extend(of);
}

impl<T: Cell> Cell for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.put(out),
            None => out.extend((-1_i32).to_be_bytes()),
        }
    }
}
impl<T: Cell + ?Sized> Cell for &T {
    fn put(&self, out: &mut Vec<u8>) {
        (**self).put(out);
    }
}
impl Cell for Uuid {
    fn put(&self, out: &mut Vec<u8>) {
        bytes(self.as_bytes(), out);
    }
}
impl Cell for str {
    fn put(&self, out: &mut Vec<u8>) {
        bytes(self.as_bytes(), out);
    }
}
impl Cell for String {
    fn put(&self, out: &mut Vec<u8>) {
        bytes(self.as_bytes(), out);
    }
}
impl Cell for i16 {
    fn put(&self, out: &mut Vec<u8>) {
        bytes(&self.to_be_bytes(), out);
    }
}
impl Cell for i32 {
    fn put(&self, out: &mut Vec<u8>) {
        bytes(&self.to_be_bytes(), out);
    }
}
impl Cell for i64 {
    fn put(&self, out: &mut Vec<u8>) {
        bytes(&self.to_be_bytes(), out);
    }
}
impl Cell for bool {
    fn put(&self, out: &mut Vec<u8>) {
        bytes(&[u8::from(*self)], out);
    }
}
/// Days since the first of the year 2000.
impl Cell for NaiveDate {
    fn put(&self, out: &mut Vec<u8>) {
        let days = NaiveDate::from_ymd_opt(2000, 1, 1).map_or(0, |first| (*self - first).num_days());
        i32::try_from(days).unwrap_or(0).put(out);
    }
}
/// Microseconds since then.
impl Cell for DateTime<Utc> {
    fn put(&self, out: &mut Vec<u8>) {
        (self.timestamp_micros() - 946_684_800_000_000).put(out);
    }
}
/// Bytes (`bytea`).
pub struct Bytes<'b>(pub &'b [u8]);
impl Cell for Bytes<'_> {
    fn put(&self, out: &mut Vec<u8>) {
        bytes(self.0, out);
    }
}
/// JSON in its binary form (`jsonb`), of which there is one version.
pub struct Json<'j>(pub &'j str);
impl Cell for Json<'_> {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend(i32::try_from(self.0.len() + 1).unwrap_or(-1).to_be_bytes());
        out.push(1);
        out.extend(self.0.as_bytes());
    }
}
/// Words (`text[]`): one dimension, nothing missing, counted from one.
pub struct Words<'w>(pub &'w [&'w str]);
impl Cell for Words<'_> {
    fn put(&self, out: &mut Vec<u8>) {
        const TEXT: i32 = 25;
        let many = i32::try_from(self.0.len()).unwrap_or(0);
        let mut array = vec![];
        for word in [1, 0, TEXT, many, 1] {
            array.extend(i32::to_be_bytes(word));
        }
        for word in self.0 {
            word.put(&mut array);
        }
        bytes(&array, out);
    }
}

/// Rows for every table, each in the form in which `COPY` takes a whole file.
pub struct Rows {
    tables: [Vec<u8>; Table::COUNT],
    counts: [u64; Table::COUNT],
}

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();

impl Rows {
    /// None yet.
    pub fn new() -> Self {
        Self { tables: std::array::from_fn(|_| vec![]), counts: [0; Table::COUNT] }
    }
    /// One more.
    pub fn add(&mut self, table: Table, cells: &[&dyn Cell]) {
        debug_assert_eq!(cells.len(), table.columns().1.split(',').count(), "{table:?}");
        let at = table as usize;
        if let (Some(out), Some(count)) = (self.tables.get_mut(at), self.counts.get_mut(at)) {
            if out.is_empty() {
                out.extend(SIGNATURE);
            }
            out.extend(i16::try_from(cells.len()).unwrap_or(0).to_be_bytes());
            for cell in cells {
                cell.put(out);
            }
            *count += 1;
        }
    }
    /// How many a table has.
    pub fn count(&self, table: Table) -> u64 {
        self.counts.get(table as usize).copied().unwrap_or(0)
    }
    /// How many there are in all.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
    /// These counts and those of others; the rows themselves are gone by then.
    pub fn counted_with(mut self, others: &Self) -> Self {
        for (count, other) in self.counts.iter_mut().zip(&others.counts) {
            *count += other;
        }
        self
    }
    /// Takes a table's rows out; nothing if there are none.
    pub fn take(&mut self, table: Table) -> Option<Vec<u8>> {
        let mut taken = std::mem::take(self.tables.get_mut(table as usize)?);
        if taken.is_empty() {
            return None;
        }
        taken.extend(TRAILER);
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_written_as_postgresql_reads_it() {
        let mut rows = Rows::new();
        let day = NaiveDate::from_ymd_opt(2000, 1, 3).unwrap();
        rows.add(Table::Households, &[&Uuid::nil(), &None::<Uuid>]);
        rows.add(Table::LoanSteps, &[&Uuid::nil(), &"x", &day, &Words(&["a"])]);
        assert_eq!((rows.count(Table::LoanSteps), rows.total()), (1, 2));
        let households = rows.take(Table::Households).unwrap();
        assert_eq!(households.get(..11), Some(&b"PGCOPY\n\xff\r\n\0"[..]));
        let whole = [19 + 2, 4 + 16, 4, 2].iter().sum::<usize>();
        assert_eq!((households.len(), households.ends_with(&[0xff, 0xff])), (whole, true));
        let steps = rows.take(Table::LoanSteps).unwrap();
        let tail = [
            &b"\0\0\0\x01x\0\0\0\x04\0\0\0\x02"[..],
            b"\0\0\0\x19\0\0\0\x01\0\0\0\0\0\0\0\x19\0\0\0\x01\0\0\0\x01\0\0\0\x01a\xff\xff",
        ];
        assert!(steps.ends_with(&tail.concat()));
        assert_eq!(rows.take(Table::LoanSteps), None);
    }
}
