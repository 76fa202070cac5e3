//! What each test costs: for how long it runs from its first database on, and how many it begins. It is written down
//! when the test's thread ends, one line a test, and `.ci/costs` adds it up.

use std::cell::Cell;
use std::fs::File;
use std::io::Write;
use std::sync::LazyLock;
use std::thread;
use std::time::Instant;

/// Test, seconds, databases; of the last run.
static COSTS: LazyLock<File> =
    LazyLock::new(|| File::create(concat!(env!("CARGO_TARGET_TMPDIR"), "/costs")).unwrap());

struct Cost {
    test: String,
    began: Instant,
    databases: Cell<u32>,
}

thread_local! {
    static COST: Cost = Cost {
        test: thread::current().name().unwrap_or("?").to_owned(),
        began: Instant::now(),
        databases: Cell::new(0),
    };
}

/// This test begins another database.
pub fn count_database() {
    COST.with(|cost| cost.databases.set(cost.databases.get() + 1));
}

impl Drop for Cost {
    fn drop(&mut self) {
        let seconds = self.began.elapsed().as_secs_f64();
        let line = format!("{}\t{seconds:.3}\t{}\n", self.test, self.databases.get());
        (&*COSTS).write_all(line.as_bytes()).unwrap(); // in one piece, for others write too
    }
}
