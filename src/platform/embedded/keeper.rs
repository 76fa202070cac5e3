//! What keeps the server going: one that died is started again, and one whose program is gone is taken over.

use super::Error;
use super::files::at;
use super::home::Home;
use super::launch::{Hold, Served, of_the_dead};
use super::stop::Stop;
use super::watchdog::Watchdog;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How often it looks.
const PULSE: Duration = Duration::from_millis(100);
/// A server that ends so often without having run for [`A_WHILE`] in between is given up.
const DEATHS: u32 = 5;
const A_WHILE: Duration = Duration::from_mins(1);
/// How long it waits after the first death, and how many times longer after each further one.
const PAUSE: Duration = Duration::from_millis(100);
const LONGER: u32 = 3;

/// A thread beside the program. Dropping it lets go of the server: one that is owned is stopped.
#[derive(Debug)]
pub(super) struct Keeper {
    stop: Stop,
    thread: Option<JoinHandle<()>>,
    gave_up: watch::Receiver<Option<String>>,
}

impl Keeper {
    pub(super) fn set(home: Home, sockets: PathBuf, hold: Hold) -> Result<Keeper, Error> {
        let (stop, (tell, gave_up)) = (Stop::default(), watch::channel(None));
        let (keeper, data) = (thread::Builder::new().name("keeper".to_owned()), home.data.clone());
        let told = stop.clone();
        let keeping = move || {
            if let Err(error) = keep(&home, &sockets, hold, &told)
                && !told.is_said()
            {
                tell.send_replace(Some(error.to_string()));
            }
        };
        let thread = Some(keeper.spawn(keeping).map_err(at(&data))?);
        Ok(Keeper { stop, thread, gave_up })
    }

    /// Waits until it has given the server up, and says why.
    pub(super) async fn gave_up(&self) -> String {
        let mut gave_up = self.gave_up.clone();
        match gave_up.wait_for(Option::is_some).await {
            Ok(why) => why.clone().unwrap_or_default(),
            Err(_) => Error::Stopped.to_string(),
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.stop.say();
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

fn keep(home: &Home, sockets: &Path, mut hold: Hold, stop: &Stop) -> Result<(), Error> {
    let mut life = Life::begun(Instant::now());
    loop {
        stop.pause(PULSE)?;
        match &mut hold {
            Hold::Owned(watchdog) => {
                if let Some(how) = watchdog.server_ended() {
                    revive(home, watchdog, how, &mut life, stop)?;
                }
                let _ = watchdog.renew(home); // what fails now is tried again at once
            }
            Hold::Joined(locks) if locks.program_lives() => {}
            Hold::Joined(_) => hold = take_over(home, sockets, stop)?,
        }
    }
}

/// Starts the server again, on the same sockets: connections to them are made anew without being told anything.
fn revive(
    home: &Home,
    watchdog: &mut Watchdog,
    how: String,
    life: &mut Life,
    stop: &Stop,
) -> Result<(), Error> {
    let (mut why, pg) = (how, home.pg.display());
    while let Some(pause) = life.ended(Instant::now()) {
        log::warn!("PostgreSQL on {pg} ended by itself and is started again: {why}");
        stop.pause(pause)?;
        match home.start_server(watchdog, stop) {
            Ok(()) => {
                life.since = Some(Instant::now());
                return Ok(());
            }
            // It lives and is not ready, or the one before is not gone: that was waited for long enough.
            Err(error) if watchdog.server_ended().is_none() || is_of_the_dead(&error) => return Err(error),
            Err(Error::Start { why: again, .. }) => why = again,
            Err(error) => why = error.to_string(),
        }
    }
    Err(Error::Died { why, log: home.log() })
}

fn is_of_the_dead(error: &Error) -> bool {
    matches!(error, Error::Start { why, .. } if of_the_dead(why))
}

/// Like a first start. Whoever comes first owns the server, and all others join it again.
fn take_over(home: &Home, sockets: &Path, stop: &Stop) -> Result<Hold, Error> {
    log::warn!("the program that ran PostgreSQL on {} is gone", home.pg.display());
    match home.find_or_launch(Some(sockets), stop)? {
        Served { sockets: there, hold: Some(hold) } if there == sockets => Ok(hold),
        _ => Err(Error::Elsewhere(home.pg.clone())),
    }
}

/// How the server fares.
struct Life {
    /// Since when it runs, if it does.
    since: Option<Instant>,
    /// How often it ended without having run for a while.
    deaths: u32,
}

impl Life {
    fn begun(at: Instant) -> Self {
        Life { since: Some(at), deaths: 0 }
    }

    /// How long to wait before it is started again; `None` when that was done too often.
    fn ended(&mut self, at: Instant) -> Option<Duration> {
        if self.since.take().is_some_and(|since| at.duration_since(since) >= A_WHILE) {
            self.deaths = 0;
        }
        self.deaths += 1;
        (self.deaths < DEATHS).then(|| PAUSE * LONGER.pow(self.deaths - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_ends_again_and_again_is_given_up() {
        let first = Instant::now();
        let after = |seconds| first + Duration::from_secs(seconds);
        let millis = |millis| Some(Duration::from_millis(millis));
        let mut life = Life::begun(first);
        assert_eq!(
            (life.ended(after(1)), life.ended(after(40)), life.ended(after(80))),
            (millis(100), millis(300), millis(900)),
            "starts that fail, however slowly"
        );
        life.since = Some(after(90));
        assert_eq!((life.ended(after(149)), life.ended(after(150))), (millis(2_700), None));

        let mut life = Life { since: Some(first), deaths: DEATHS - 1 };
        assert_eq!(life.ended(after(60)), millis(100), "after a minute it is forgotten");
    }
}
