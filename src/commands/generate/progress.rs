//! How far a stage has come, and how long it will still take.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A stage of a long command: one line that is drawn over and over on a terminal, now and then a line elsewhere.
pub struct Stage {
    name: &'static str,
    whole: u64,
    done: AtomicU64,
    rows: AtomicU64,
    began: Instant,
    drawn: Mutex<Option<Instant>>,
}

const WIDTH: u64 = 24;

impl Stage {
    /// A stage of so many steps begins.
    pub fn begin(name: &'static str, whole: u64) -> Self {
        let stage = Self {
            name,
            whole,
            done: AtomicU64::new(0),
            rows: AtomicU64::new(0),
            began: Instant::now(),
            drawn: Mutex::new(None),
        };
        if stderr().is_terminal() {
            stage.draw();
        }
        stage
    }
    /// So many steps more, which wrote so many rows.
    pub fn step(&self, steps: u64, rows: u64) {
        self.done.fetch_add(steps, Ordering::Relaxed);
        self.rows.fetch_add(rows, Ordering::Relaxed);
        self.draw();
    }
    /// The stage is over.
    pub fn end(self) -> Duration {
        let (took, rows) = (self.began.elapsed(), self.rows.load(Ordering::Relaxed));
        let clear = if stderr().is_terminal() { "\r\x1b[K" } else { "" };
        let told = match rows {
            0 => String::new(),
            _ => format!("   {rows} rows, {} a second", per_second(rows, took)),
        };
        let _ = writeln!(stderr(), "{clear}{:<12}{:>9.1} s{told}", self.name, took.as_secs_f64());
        took
    }

    fn draw(&self) {
        let terminal = stderr().is_terminal();
        let pause = if terminal { Duration::from_millis(200) } else { Duration::from_secs(15) };
        let Ok(mut drawn) = self.drawn.try_lock() else { return };
        if drawn.unwrap_or(self.began).elapsed() < pause && (drawn.is_some() || !terminal) {
            return;
        }
        *drawn = Some(Instant::now());
        let (done, took) = (self.done.load(Ordering::Relaxed), self.began.elapsed());
        let left = match remaining(done, self.whole, took) {
            Some(left) => format!("{} left", clock(left)),
            None => String::new(),
        };
        let percent = done * 100 / self.whole.max(1);
        let _ = if terminal {
            let full = (done * WIDTH / self.whole.max(1)).min(WIDTH);
            let bar: String = (0..WIDTH).map(|at| if at < full { '#' } else { '.' }).collect();
            let mut err = stderr();
            write!(err, "\r\x1b[K{:<12} [{bar}] {percent:>3} %  {left}", self.name).and_then(|()| err.flush())
        } else {
            writeln!(stderr(), "{:<12}{percent:>4} %  {left}", self.name)
        };
    }
}

fn per_second(rows: u64, took: Duration) -> u64 {
    u64::try_from(u128::from(rows) * 1_000 / took.as_millis().max(1)).unwrap_or(u64::MAX)
}

/// If it goes on like this.
fn remaining(done: u64, whole: u64, took: Duration) -> Option<Duration> {
    let (done, left) = (u128::from(done), u128::from(whole.saturating_sub(done)));
    let millis = took.as_millis().checked_mul(left)?.checked_div(done)?;
    u64::try_from(millis).ok().map(Duration::from_millis)
}

fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_as_if_it_went_on_like_this() {
        let seconds = Duration::from_secs;
        assert_eq!(remaining(0, 10, seconds(5)), None);
        assert_eq!(remaining(4, 10, seconds(40)), Some(seconds(60)));
        assert_eq!(remaining(11, 10, seconds(40)), Some(seconds(0)));
        assert_eq!((clock(seconds(61)), per_second(500, seconds(2))), ("1:01".to_owned(), 250));
    }
}
