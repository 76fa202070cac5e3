//! Reports as stored, as shown, as asked for, and as sealed.

mod child;
mod content;
mod report;
mod request;
mod step;

pub use child::{ReportChild, ReportChildStanding, ReportCoverage};
pub use content::{CellOf, ReportCell, ReportSection, WholeReport, WrittenSection};
pub use report::{NamedReporter, OfficialReport, Opening, ReportLine, ReportRegime, ReportState, Reporter};
pub use request::{
    NewReport, NewReportReturn, NewReportReturnReason, NewReportSection, ReportCellPatch, ReportQuery,
};
pub use step::{ReportDelivery, ReportReturnReason, ReportStep, ReportStepKind};
