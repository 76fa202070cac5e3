//! The word by which a program that wants its server no more wakes whoever waits for it.

use super::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Says that nobody wants the server any more.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    pub(super) fn say(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub(super) fn is_said(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// # Errors
    /// At once when it is said.
    pub(super) fn pause(&self, pause: Duration) -> Result<(), Error> {
        let began = Instant::now();
        while !self.is_said() {
            match pause.checked_sub(began.elapsed()) {
                Some(rest) if !rest.is_zero() => thread::park_timeout(rest),
                _ => return Ok(()),
            }
        }
        Err(Error::Stopped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_is_woken_when_nobody_wants_the_server_any_more() {
        let (stop, began) = (Stop::default(), Instant::now());
        stop.pause(Duration::from_millis(20)).unwrap();
        assert!(began.elapsed() >= Duration::from_millis(20));
        let waits = stop.clone();
        let waiting = thread::spawn(move || waits.pause(Duration::from_mins(1)));
        stop.say();
        waiting.thread().unpark();
        assert!(waiting.join().unwrap().is_err());
        assert!(began.elapsed() < Duration::from_secs(30));
    }
}
