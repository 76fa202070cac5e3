//! What is published of clubs: each column, who makes it up, and who may know them.

use crate::platform::auth::{Permission, Place, Role, Scope, can};
use crate::register::clubs::model::Club;
use crate::statistics::indicators::model::Terms;
use crate::territory::units::model::Unit;
use std::collections::HashMap;
use std::sync::LazyLock;
use strum::{EnumCount, IntoEnumIterator};

/// By which right small numbers are known: that of the tier of what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::EnumCount)]
pub enum Tier {
    /// Members, their sex and age.
    Members,
    /// Poverty, ethnicity, disability, living alone.
    Sensitive,
    /// Loans and savings.
    Loans,
    /// Volunteers.
    Volunteers,
    /// Who is cared for at home.
    Care,
    /// Who was examined.
    Health,
    /// Who is insured.
    Insurance,
    /// Whose rights the club stood up for.
    Rights,
}

impl Tier {
    /// The roles that may know who is counted.
    const fn holders(self) -> &'static [Role] {
        match self {
            Self::Members => can::ReadMembers::HOLDERS,
            Self::Sensitive => can::ReadSensitive::HOLDERS,
            Self::Loans => can::ReadLoans::HOLDERS,
            Self::Volunteers => can::ReadVolunteers::HOLDERS,
            Self::Care => can::ReadCare::HOLDERS,
            Self::Health => can::ReadInvitations::HOLDERS,
            Self::Insurance => can::ReadInsurance::HOLDERS,
            Self::Rights => can::ReadRightsCases::HOLDERS,
        }
    }
    /// Whether a role may. A volunteer reads of care what is hers alone, and so knows nobody else's; what is lent and what
    /// is saved stand in the same books, and each would tell of the other.
    fn knows(self, role: Role) -> bool {
        self.holders().contains(&role)
            && match self {
                Self::Care => role != Role::Volunteer,
                Self::Loans => can::ReadSavings::HOLDERS.contains(&role),
                _ => true,
            }
    }
}

/// Whose small numbers one may know at a place, by tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Knows([bool; Tier::COUNT]);

impl Knows {
    /// By the roles that are held over a place.
    #[must_use]
    pub fn of(scope: &Scope, over: impl Fn(Place) -> bool) -> Self {
        let mut knows = [false; Tier::COUNT];
        for (known, tier) in knows.iter_mut().zip(Tier::iter()) {
            *known = scope
                .roles()
                .iter()
                .any(|(role, place)| tier.knows(*role) && (*place == Place::Nation || over(*place)));
        }
        Self(knows)
    }
    /// Nobody's.
    #[must_use]
    pub const fn nobody() -> Self {
        Self([false; Tier::COUNT])
    }
    /// Of the nation.
    #[must_use]
    pub fn nation(scope: &Scope) -> Self {
        Self::of(scope, |_| false)
    }
    /// Of a unit.
    #[must_use]
    pub fn of_unit(scope: &Scope, unit: &Unit) -> Self {
        let path = [Some(unit.id), unit.commune_id, unit.district_id, Some(unit.province_id)];
        Self::of(scope, |place| path.iter().flatten().any(|id| place.unit() == Some(*id)))
    }
    /// Of a club.
    #[must_use]
    pub fn of_club(scope: &Scope, club: &Club) -> Self {
        Self::of(scope, |place| is_within(place, club))
    }
    /// Whether those of a tier are known.
    #[must_use]
    pub fn knows(self, tier: Tier) -> bool {
        self.0.get(tier as usize).copied().unwrap_or(false)
    }
    /// Whether everybody is.
    #[must_use]
    pub fn everybody(self) -> bool {
        self.0.iter().all(|known| *known)
    }
}

/// Whether a club lies in a place, or is it.
#[must_use]
pub fn is_within(place: Place, club: &Club) -> bool {
    let path = [Some(club.hamlet_id), Some(club.commune_id), club.district_id, Some(club.province_id)];
    place.club() == Some(club.id) || path.iter().flatten().any(|id| place.unit() == Some(*id))
}

/// A column of metric rows that tells of people.
#[derive(Debug)]
pub struct Measure {
    /// Its full name.
    pub column: &'static str,
    /// By which right small numbers of it are known.
    pub tier: Tier,
    /// Numbers of persons that it tells, by itself or with what else is published: who makes it up, and whom it leaves
    /// over of others. None of them is to be told where it is small.
    pub persons: &'static [Terms],
    /// Columns that it would give away: it is withheld wherever one of them is.
    pub with: &'static [&'static str],
    /// Whether it is of a period, and not of a day.
    pub flow: bool,
}

/// A column, as of a day.
const fn stock(column: &'static str, tier: Tier, persons: &'static [Terms]) -> Measure {
    Measure { column, tier, persons, with: &[], flow: false }
}
/// A column, of a period.
const fn flow(column: &'static str, tier: Tier, persons: &'static [Terms]) -> Measure {
    Measure { column, tier, persons, with: &[], flow: true }
}

const MEMBERS: &str = "club_metrics.members";
const WOMEN: &str = "club_metrics.women";
const SEX_UNKNOWN: &str = "club_metrics.sex_unknown";
const OLDER: &str = "club_metrics.older";
const OLDER_APPROXIMATE: &str = "club_metrics.older_approximate";
const BIRTH_UNKNOWN: &str = "club_metrics.birth_unknown";
const POOR: &str = "club_metrics.poor";
const NEAR_POOR: &str = "club_metrics.near_poor";
const DIFFICULT: &str = "club_metrics.difficult";
const ETHNIC_MINORITY: &str = "club_metrics.ethnic_minority";
const DISABLED: &str = "club_metrics.disabled";
const LIVES_ALONE: &str = "club_metrics.lives_alone";
const APPLICANTS: &str = "club_metrics.applicants";
const OLDER_WOMEN: &str = "club_metrics.older_women";
const FROM_55: &str = "club_metrics.from_55";
const FROM_80: &str = "club_metrics.from_80";
const JOINED: &str = "club_metrics.joined";
const LEFT: &str = "club_metrics.left_club";
const POOR_BEFORE: &str = "club_metrics.households_poor_before";
const ESCAPED: &str = "club_metrics.households_escaped";

const SAVERS: &str = "fund_metrics.savers";
const SAVINGS: &str = "fund_metrics.savings_vnd";
const LENT: &str = "fund_metrics.lent_vnd";
const INCOME_CASH: &str = "fund_metrics.income_cash_vnd";
const INCOME_BANK: &str = "fund_metrics.income_bank_vnd";
const INCOME_BEFORE: &str = "fund_metrics.income_before_vnd";
const INTEREST: &str = "fund_metrics.interest_vnd";
const LOSS: &str = "fund_metrics.loss_vnd";
const SEED: &str = "fund_metrics.seed_vnd";
const FIRST_FUNDING: &str = "fund_metrics.first_funding_vnd";
const INJECTED: &str = "fund_metrics.injected_vnd";
const INTEREST_PERIOD: &str = "fund_metrics.interest_period_vnd";
const LOSS_PERIOD: &str = "fund_metrics.loss_period_vnd";

const BORROWERS: &str = "lending_metrics.borrowers";
const LATE: &str = "lending_metrics.borrowers_late";
const LATE_30: &str = "lending_metrics.borrowers_late_30";
const LATE_60: &str = "lending_metrics.borrowers_late_60";
const LATE_90: &str = "lending_metrics.borrowers_late_90";
const RESCHEDULED: &str = "lending_metrics.borrowers_rescheduled";
const FROZEN: &str = "lending_metrics.borrowers_frozen";
const WRITTEN_OFF: &str = "lending_metrics.borrowers_written_off";
const TAKERS: &str = "lending_metrics.takers";
const TAKERS_YEAR: &str = "lending_metrics.takers_year";
const EVER: &str = "lending_metrics.borrowers_ever";
const YEAR: &str = "lending_metrics.borrowers_year";
const IN_NEED: &str = "lending_metrics.in_need_year";
const PAYERS_EVER: &str = "repayment_metrics.payers_ever";
const CARRIED: &str = "repayment_metrics.carried";

const DEBTORS: &str = "repayment_metrics.debtors";
const PAYERS: &str = "repayment_metrics.payers";
const BEFORE: &str = "repayment_metrics.borrowers_before";
const GIVEN_UP: &str = "repayment_metrics.given_up";

const VOLUNTEERS: &str = "activity_metrics.volunteers";
const CARED_FOR: &str = "management_metrics.cared_for";
const VISITED: &str = "management_metrics.visited";
const CHECKED: &str = "activity_metrics.checked";
const CHECKED_TWICE: &str = "activity_metrics.checked_twice";
const INSURED: &str = "activity_metrics.insured";
const RIGHTS_HOLDERS: &str = "management_metrics.rights_holders";

/// How many are late by more than so many days, and how many of those who are late by less are not.
const OF_LATE: &[Terms] = &[&[(1, LATE)], &[(1, BORROWERS), (-1, LATE)]];
const OF_LATE_30: &[Terms] =
    &[&[(1, LATE_30)], &[(1, LATE), (-1, LATE_30)], &[(1, BORROWERS), (-1, LATE_30)]];
const OF_LATE_60: &[Terms] = &[
    &[(1, LATE_60)],
    &[(1, LATE_30), (-1, LATE_60)],
    &[(1, LATE), (-1, LATE_60)],
    &[(1, BORROWERS), (-1, LATE_60)],
];
const OF_LATE_90: &[Terms] = &[
    &[(1, LATE_90)],
    &[(1, LATE_60), (-1, LATE_90)],
    &[(1, LATE_30), (-1, LATE_90)],
    &[(1, LATE), (-1, LATE_90)],
    &[(1, BORROWERS), (-1, LATE_90)],
];

/// Every column that tells of people. What is not here is of clubs, of meetings and of money that nobody in particular
/// gave.
pub const MEASURES: &[Measure] = &[
    stock(MEMBERS, Tier::Members, &[&[(1, MEMBERS)]]),
    // members are women, men, and those of whom it is not recorded
    stock(
        WOMEN,
        Tier::Members,
        &[&[(1, WOMEN)], &[(1, MEMBERS), (-1, WOMEN), (-1, SEX_UNKNOWN)], &[(1, MEMBERS), (-1, WOMEN)]],
    ),
    stock(SEX_UNKNOWN, Tier::Members, &[&[(1, SEX_UNKNOWN)], &[(1, MEMBERS), (-1, SEX_UNKNOWN)]]),
    stock(
        OLDER,
        Tier::Members,
        &[&[(1, OLDER)], &[(1, MEMBERS), (-1, OLDER)], &[(1, MEMBERS), (-1, BIRTH_UNKNOWN), (-1, OLDER)]],
    ),
    stock(
        OLDER_APPROXIMATE,
        Tier::Members,
        &[&[(1, OLDER_APPROXIMATE)], &[(1, OLDER), (-1, OLDER_APPROXIMATE)]],
    ),
    stock(BIRTH_UNKNOWN, Tier::Members, &[&[(1, BIRTH_UNKNOWN)], &[(1, MEMBERS), (-1, BIRTH_UNKNOWN)]]),
    stock(
        OLDER_WOMEN,
        Tier::Members,
        &[&[(1, OLDER_WOMEN)], &[(1, OLDER), (-1, OLDER_WOMEN)], &[(1, WOMEN), (-1, OLDER_WOMEN)]],
    ),
    stock(
        FROM_55,
        Tier::Members,
        &[
            &[(1, FROM_55)],
            &[(1, FROM_55), (-1, OLDER)],
            &[(1, MEMBERS), (-1, FROM_55)],
            &[(1, MEMBERS), (-1, BIRTH_UNKNOWN), (-1, FROM_55)],
        ],
    ),
    stock(
        FROM_80,
        Tier::Members,
        &[&[(1, FROM_80)], &[(1, OLDER), (-1, FROM_80)], &[(1, MEMBERS), (-1, FROM_80)]],
    ),
    // members are poor, near-poor, in difficulty, or none of it
    stock(
        POOR,
        Tier::Sensitive,
        &[
            &[(1, POOR)],
            &[(1, MEMBERS), (-1, POOR)],
            &[(1, MEMBERS), (-1, POOR), (-1, NEAR_POOR), (-1, DIFFICULT)],
        ],
    ),
    stock(NEAR_POOR, Tier::Sensitive, &[&[(1, NEAR_POOR)], &[(1, MEMBERS), (-1, NEAR_POOR)]]),
    stock(DIFFICULT, Tier::Sensitive, &[&[(1, DIFFICULT)], &[(1, MEMBERS), (-1, DIFFICULT)]]),
    stock(
        ETHNIC_MINORITY,
        Tier::Sensitive,
        &[&[(1, ETHNIC_MINORITY)], &[(1, MEMBERS), (-1, ETHNIC_MINORITY)]],
    ),
    stock(DISABLED, Tier::Sensitive, &[&[(1, DISABLED)], &[(1, MEMBERS), (-1, DISABLED)]]),
    stock(LIVES_ALONE, Tier::Sensitive, &[&[(1, LIVES_ALONE)], &[(1, MEMBERS), (-1, LIVES_ALONE)]]),
    stock(APPLICANTS, Tier::Members, &[&[(1, APPLICANTS)]]),
    flow(JOINED, Tier::Members, &[&[(1, JOINED)]]),
    flow(LEFT, Tier::Members, &[&[(1, LEFT)]]),
    flow(POOR_BEFORE, Tier::Sensitive, &[&[(1, POOR_BEFORE)]]),
    flow(ESCAPED, Tier::Sensitive, &[&[(1, ESCAPED)], &[(1, POOR_BEFORE), (-1, ESCAPED)]]),
    stock(SAVERS, Tier::Loans, &[&[(1, SAVERS)], &[(1, MEMBERS), (-1, SAVERS)]]),
    stock(SAVINGS, Tier::Loans, &[&[(1, SAVERS)]]),
    stock(LENT, Tier::Loans, &[&[(1, BORROWERS)]]),
    stock(INTEREST, Tier::Loans, &[&[(1, PAYERS_EVER)]]),
    stock(LOSS, Tier::Loans, &[&[(1, WRITTEN_OFF)]]),
    stock(SEED, Tier::Loans, &[&[(1, CARRIED)]]),
    stock(FIRST_FUNDING, Tier::Loans, &[&[(1, CARRIED)]]),
    flow(INJECTED, Tier::Loans, &[&[(1, CARRIED)]]),
    flow(INTEREST_PERIOD, Tier::Loans, &[&[(1, PAYERS)]]),
    flow(LOSS_PERIOD, Tier::Loans, &[&[(1, GIVEN_UP)]]),
    // the books balance: whoever knew all accounts but one would know that one
    Measure {
        column: INCOME_CASH,
        tier: Tier::Loans,
        persons: &[],
        with: &[SAVINGS, LENT, INTEREST, LOSS, SEED],
        flow: false,
    },
    Measure {
        column: INCOME_BANK,
        tier: Tier::Loans,
        persons: &[],
        with: &[SAVINGS, LENT, INTEREST, LOSS, SEED],
        flow: false,
    },
    Measure {
        column: INCOME_BEFORE,
        tier: Tier::Loans,
        persons: &[&[(1, BEFORE)]],
        with: &[INTEREST_PERIOD, LOSS_PERIOD, INJECTED],
        flow: true,
    },
    stock(BORROWERS, Tier::Loans, &[&[(1, BORROWERS)], &[(1, MEMBERS), (-1, BORROWERS)]]),
    stock("lending_metrics.loans_open", Tier::Loans, &[&[(1, BORROWERS)]]),
    stock("lending_metrics.outstanding_vnd", Tier::Loans, &[&[(1, BORROWERS)]]),
    stock(LATE, Tier::Loans, OF_LATE),
    stock("lending_metrics.loans_late", Tier::Loans, OF_LATE),
    stock("lending_metrics.late_vnd", Tier::Loans, OF_LATE),
    stock("lending_metrics.loans_late_30", Tier::Loans, OF_LATE_30),
    stock("lending_metrics.late_30_vnd", Tier::Loans, OF_LATE_30),
    stock("lending_metrics.late_60_vnd", Tier::Loans, OF_LATE_60),
    stock("lending_metrics.late_90_vnd", Tier::Loans, OF_LATE_90),
    stock(
        "lending_metrics.rescheduled_vnd",
        Tier::Loans,
        &[&[(1, RESCHEDULED)], &[(1, BORROWERS), (-1, RESCHEDULED)]],
    ),
    stock("lending_metrics.frozen_vnd", Tier::Loans, &[&[(1, FROZEN)], &[(1, BORROWERS), (-1, FROZEN)]]),
    stock("lending_metrics.written_off_vnd", Tier::Loans, &[&[(1, WRITTEN_OFF)]]),
    stock("lending_metrics.recovered_vnd", Tier::Loans, &[&[(1, WRITTEN_OFF)]]),
    stock("lending_metrics.loans_disbursed", Tier::Loans, &[&[(1, TAKERS)]]),
    stock("lending_metrics.disbursed_vnd", Tier::Loans, &[&[(1, TAKERS)]]),
    flow(
        "lending_metrics.loans_disbursed_year",
        Tier::Loans,
        &[&[(1, TAKERS_YEAR)], &[(1, TAKERS), (-1, TAKERS_YEAR)]],
    ),
    flow(
        "lending_metrics.disbursed_year_vnd",
        Tier::Loans,
        &[&[(1, TAKERS_YEAR)], &[(1, TAKERS), (-1, TAKERS_YEAR)]],
    ),
    stock(EVER, Tier::Loans, &[&[(1, EVER)], &[(1, MEMBERS), (-1, EVER)]]),
    flow(
        YEAR,
        Tier::Loans,
        &[&[(1, YEAR)], &[(1, MEMBERS), (-1, YEAR)], &[(1, IN_NEED), (-1, YEAR)], &[(1, EVER), (-1, YEAR)]],
    ),
    flow(IN_NEED, Tier::Loans, &[&[(1, IN_NEED)], &[(1, MEMBERS), (-1, IN_NEED)]]),
    // what was paid is theirs who paid it, be they borrowers still or not
    flow("repayment_metrics.due_vnd", Tier::Loans, &[&[(1, DEBTORS)]]),
    flow("repayment_metrics.arrears_before_vnd", Tier::Loans, &[&[(1, DEBTORS)]]),
    flow("repayment_metrics.paid_in_time_vnd", Tier::Loans, &[&[(1, PAYERS)], &[(1, DEBTORS), (-1, PAYERS)]]),
    flow("repayment_metrics.received_vnd", Tier::Loans, &[&[(1, PAYERS)], &[(1, DEBTORS), (-1, PAYERS)]]),
    flow("repayment_metrics.prepaid_vnd", Tier::Loans, &[&[(1, PAYERS)]]),
    flow("repayment_metrics.recovered_period_vnd", Tier::Loans, &[&[(1, PAYERS)]]),
    flow("repayment_metrics.outstanding_before_vnd", Tier::Loans, &[&[(1, BEFORE)]]),
    flow("repayment_metrics.written_off_period_vnd", Tier::Loans, &[&[(1, GIVEN_UP)]]),
    stock(VOLUNTEERS, Tier::Volunteers, &[&[(1, VOLUNTEERS)]]),
    stock("activity_metrics.care_cases", Tier::Care, &[&[(1, CARED_FOR)]]),
    flow("activity_metrics.care_visits", Tier::Care, &[&[(1, VISITED)]]),
    flow(CHECKED, Tier::Health, &[&[(1, CHECKED)], &[(1, MEMBERS), (-1, CHECKED)]]),
    flow(
        CHECKED_TWICE,
        Tier::Health,
        &[&[(1, CHECKED_TWICE)], &[(1, CHECKED), (-1, CHECKED_TWICE)], &[(1, MEMBERS), (-1, CHECKED_TWICE)]],
    ),
    stock(INSURED, Tier::Insurance, &[&[(1, INSURED)], &[(1, MEMBERS), (-1, INSURED)]]),
    flow("activity_metrics.rights_cases", Tier::Rights, &[&[(1, RIGHTS_HOLDERS)]]),
    // at one meeting, those who are expected are the members
    Measure {
        column: "management_metrics.expected",
        tier: Tier::Members,
        persons: &[],
        with: &[MEMBERS],
        flow: true,
    },
];

/// A column that tells of people; none of one that does not.
#[must_use]
pub fn measure(column: &str) -> Option<&'static Measure> {
    static BY_NAME: LazyLock<HashMap<&'static str, &'static Measure>> =
        LazyLock::new(|| MEASURES.iter().map(|measure| (measure.column, measure)).collect());
    BY_NAME.get(column).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::indicators::model::{Indicator, MeasureUnit};
    use crate::statistics::indicators::rules;

    #[test]
    fn every_number_of_persons_that_is_an_indicator_says_who_makes_it_up() {
        for indicator in rules::all() {
            let definition = indicator.definition();
            let told = definition.numerator.iter().all(|(_, column)| measure(column).is_some());
            if definition.people
                || definition.unit == MeasureUnit::Persons
                || indicator == Indicator::HomeCareVisits
            {
                assert!(told, "{indicator:?}");
            }
        }
    }

    #[test]
    fn each_column_is_named_once_and_has_no_more_terms_than_there_are_bits() {
        for measure in MEASURES {
            assert_eq!(MEASURES.iter().filter(|other| other.column == measure.column).count(), 1);
            assert!(measure.persons.len() < 31 && (!measure.persons.is_empty() || !measure.with.is_empty()));
            for with in measure.with {
                assert!(super::measure(with).is_some(), "{with}");
            }
        }
    }
}
