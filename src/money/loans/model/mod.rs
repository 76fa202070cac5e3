//! Loans as stored and as shown.

mod file;
mod loan;
mod payment;
mod request;
mod terms;

pub use file::{Known, KnownDay, LoanFile, LoanStatement, OwnLoan};
pub use loan::{
    DueDates, FrozenContract, Household, KeptClass, Loan, LoanDetails, LoanState, LoanStep, LoanStepKind,
    LoanTransfer, ScreenedLoan,
};
pub use payment::{LoanPayment, LoanPaymentHead, RepaymentLine, RepaymentPart};
pub use request::{
    CarriedOverLoan, LoanQuery, LoanScreening, LoanSort, LoanWithdrawal, NewDisbursement, NewLoan,
    PreviewedLoan,
};
pub use terms::{LoanPreview, LoanSchedule, LoanTerms, LoanWarning, ScheduleReason};
