//! How long a request may take: its body by its size, and what the service does with it.

use crate::Error;
use crate::platform::db;
use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The slowest line on which a body may arrive, in bytes a second: a bad mobile one.
const SLOWEST: u64 = 4 * 1024;

/// How long a request may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a body to arrive, beside a second for each 4 KiB that have.
    pub body: Duration,
    /// For the work, from the last byte of the body on. Longer than a statement of the database may take
    /// (15 s), so that the database is the first to say what was wrong.
    pub work: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { body: Duration::from_secs(10), work: Duration::from_secs(20) }
    }
}

/// Since when the service is at work on a request: since it arrived, or since the last byte of its body.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    body: Duration,
    began: Instant,
    last: Rc<Cell<Instant>>,
}

impl Arrival {
    fn now(patience: Patience) -> Self {
        let now = Instant::now();
        Self { body: patience.body, began: now, last: Rc::new(Cell::new(now)) }
    }
    /// The arrival of a request, which [`deadline`] noted.
    pub(super) fn of(req: &actix_web::HttpRequest) -> Self {
        req.extensions().get::<Self>().cloned().unwrap_or_else(|| Self::now(Patience::default()))
    }
    /// Until when the next piece of the body must come, after so many bytes.
    pub(super) fn next_piece(&self, received: u64) -> Instant {
        self.began + self.body + Duration::from_secs(received / SLOWEST)
    }
    /// A piece of the body has arrived.
    pub(super) fn piece(&self) {
        self.last.set(Instant::now());
    }
}

/// Gives up on a request that takes too long: whatever it waited for is dropped, and nothing of it is
/// committed that was not yet.
///
/// # Errors
/// 503 with `Retry-After`.
pub async fn deadline<B: MessageBody>(
    patience: Data<Patience>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let arrival = Arrival::now(**patience);
    req.extensions_mut().insert(arrival.clone());
    let mut work = Box::pin(next.call(req));
    loop {
        let until = arrival.last.get() + patience.work;
        if let Ok(done) = timeout_at(until, &mut work).await {
            return done;
        }
        if arrival.last.get() + patience.work <= Instant::now() {
            db::abandon(work);
            return Err(Error::unavailable("a request took too long and was given up").into());
        }
    }
}
