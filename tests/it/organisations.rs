//! Organisations, through the whole application.
