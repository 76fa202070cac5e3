//! A loan with everything that is recorded of it.

use super::{Loan, LoanPayment, LoanSchedule};
use crate::lending::payoff::LoanPayoff;
use crate::lending::standing::{DividedPayment, EffectiveSchedule, Freeze, LoanFacts, LoanStanding};
use crate::lending::{LoanContract, RepaymentSchedule};
use crate::platform::fields::{Day, Moment};
use crate::platform::ids::{ClubId, MemberId, RegulationId};
use crate::platform::money::Vnd;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Everything that is recorded of a disbursed loan: what its arithmetic needs.
#[derive(Debug, Clone)]
pub struct LoanFile {
    /// Terms of the loan.
    pub contract: LoanContract,
    /// Versions of its schedule, by number.
    pub versions: Vec<EffectiveSchedule>,
    /// Payments that were not reversed, in their order.
    pub payments: Vec<DividedPayment>,
    /// Pauses of the loan.
    pub freezes: Vec<Freeze>,
    /// Day and amount of the write-off, if there was one.
    pub written_off: Option<(NaiveDate, Vnd)>,
}

impl LoanFile {
    /// As the arithmetic takes it.
    #[must_use]
    pub fn facts(&self) -> LoanFacts<'_> {
        LoanFacts {
            contract: &self.contract,
            versions: &self.versions,
            payments: &self.payments,
            freezes: &self.freezes,
            written_off: self.written_off,
        }
    }
    /// The schedule that was made last.
    #[must_use]
    pub fn schedule(&self) -> Option<&RepaymentSchedule> {
        self.versions.last().map(|version| &version.schedule)
    }
}

/// The day for which a loan is shown, and what was known of it.
#[derive(Debug, Clone, Copy, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct KnownDay {
    /// Day at whose end the loan is shown; today unless told. Entries of days up to it count: a payment that was undone
    /// on a later day stands, as in the trial balance of that day.
    pub on: Option<Day>,
    /// Instant (RFC 3339) as of which entries count: what was recorded later is left out, and what was undone later
    /// stands. Everything known by now counts unless told.
    pub known_at: Option<Moment>,
}

/// What was known: of days up to one, recorded by an instant, if one is named.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// The last day whose entries count.
    pub on: NaiveDate,
    /// The instant after which nothing that was recorded counts.
    pub at: Option<DateTime<Utc>>,
}

impl Known {
    /// The last instant whose records count; the end of time where none is named.
    #[must_use]
    pub fn until(self) -> DateTime<Utc> {
        self.at.unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// The statement of a loan (sao kê khoản vay) as of a day. Nothing in it changes by what is recorded for a
/// later day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanStatement {
    /// UUID of the club whose loan it was on that day.
    pub club_id: ClubId,
    /// UUID of the member who borrowed, as she was a member of that club.
    pub member_id: MemberId,
    /// Loan number in the club, from 1.
    pub number: i32,
    /// UUID of the regulation (quy chế) by which it was decided.
    pub regulation_id: Option<RegulationId>,
    /// Day of the disbursement (giải ngân).
    pub disbursed_on: Option<NaiveDate>,
    /// Whether it was taken over from the books of a club older than the system.
    pub carried_over: bool,
    /// Contract, schedule and cost.
    #[serde(flatten)]
    pub schedule: LoanSchedule,
    /// Standing of the loan at the end of that day: what is owed and what is late.
    pub standing: LoanStanding,
    /// Amount that would end the loan on that day (tất toán), line by line.
    pub payoff: LoanPayoff,
    /// Payments up to that day that were not reversed by then.
    pub payments: Vec<LoanPayment>,
}

/// A loan of one's own: where it stands in its life and, once it was handed out, its statement of today.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OwnLoan {
    /// Loan, whatever its state.
    pub loan: Loan,
    /// Statement of today; null before the disbursement.
    pub statement: Option<LoanStatement>,
}
