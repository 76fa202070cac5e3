//! What holds a sign-in by another service together.

use crate::Result;
use crate::platform::error::Code;
use crate::platform::fields::FreshSecret;
use serde::{Deserialize, Serialize};

/// Seconds within which the person has to be back.
pub const TICKET_SECONDS: i64 = 600;

/// What belongs to one sign-in. Sealed, it is with the client meanwhile; nothing of it is kept here.
#[derive(Serialize, Deserialize)]
pub struct Ticket {
    provider: String,
    /// Comes back with the browser.
    pub state: String,
    /// Comes back in what the service signs.
    pub nonce: String,
    /// Shown to the service with the code.
    pub verifier: String,
    /// Until when, in seconds since 1970.
    pub until: i64,
}

impl Ticket {
    /// For a sign-in by a service that begins now.
    ///
    /// # Errors
    /// When the operating system has no random bytes to give.
    pub fn fresh(provider: &str, now: i64) -> Result<Self> {
        Ok(Self {
            provider: provider.to_owned(),
            state: FreshSecret::random()?.to_string(),
            nonce: FreshSecret::random()?.to_string(),
            verifier: FreshSecret::random()?.to_string(),
            until: now.saturating_add(TICKET_SECONDS),
        })
    }

    /// # Errors
    /// 409 if it is of another service or of another state, or too old.
    pub fn fits(&self, provider: &str, state: &str, now: i64) -> Result<()> {
        if self.provider == provider && self.state == state && now < self.until {
            return Ok(());
        }
        Err(Code::SignInStateRefused.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_for_one_service_one_state_and_ten_minutes() {
        let (ticket, other) = (Ticket::fresh("vneid", 1000).unwrap(), Ticket::fresh("vneid", 1000).unwrap());
        assert!(ticket.fits("vneid", &ticket.state, 1599).is_ok());
        for (provider, state, now) in
            [("moha", &ticket.state, 1000), ("vneid", &other.state, 1000), ("vneid", &ticket.state, 1600)]
        {
            assert_eq!(ticket.fits(provider, state, now).unwrap_err().code(), Code::SignInStateRefused);
        }
    }
}
