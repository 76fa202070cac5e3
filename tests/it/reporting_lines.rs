//! Who reports to whom, through the whole application.
