//! Meetings as stored, as shown and as recorded.

mod meeting;
mod minutes;
mod preview;
mod recording;

pub use meeting::{
    Meeting, MeetingAttendance, MeetingKind, MeetingPresence, MeetingResolution, RecordedMeeting,
    WholeMeeting,
};
pub use minutes::{MeetingMinutes, NewMinutes, NewResolution};
pub use preview::{MeetingPreview, MeetingWarning, MeetingWarningKind, PreviewedPayment, PreviewedPurse};
pub use recording::{
    LoanApplication, MeetingAdvanceSettlement, MeetingMovement, MeetingPayment, MemberShare, NewMeeting,
};
