//! What makes work and takes its time: the same loop for HTTP and for what stands without it.

use futures_util::TryStreamExt;
use futures_util::stream::FuturesUnordered;
use lien_the_he::commands::Outcome;
use std::cell::Cell;
use std::future::Future;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How much is asked for at the same time.
pub const AT_ONCE: usize = 8;
/// As many threads as the server has workers.
pub const THREADS: usize = 2;

/// When a measurement ends: at whichever comes first.
#[derive(Clone, Copy)]
pub struct Bound {
    pub time: Duration,
    pub count: usize,
}

/// What was measured.
pub struct Run {
    pub per_second: f64,
    /// In ascending order.
    took: Vec<Duration>,
}

impl Run {
    /// What took these times, one after the other.
    pub fn of(mut took: Vec<Duration>) -> Self {
        took.sort_unstable();
        let seconds = took.iter().sum::<Duration>().as_secs_f64();
        let many = u32::try_from(took.len()).unwrap_or(u32::MAX);
        Self { per_second: f64::from(many) / seconds, took }
    }
    /// The time within which so many of a hundred were done.
    pub fn percentile(&self, of_hundred: usize) -> Duration {
        let last = self.took.len().saturating_sub(1);
        self.took.get(last * of_hundred / 100).copied().unwrap_or_default()
    }
}

/// Runs a future on this thread.
pub fn local<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Repeats `step` with each of these at the same time, on this thread.
async fn drive<C>(with: Vec<C>, bound: Bound, step: impl AsyncFn(&mut C) -> Outcome) -> Outcome<Run> {
    let (left, began) = (Cell::new(bound.count), Instant::now());
    let repeat = async |mut with: C| {
        let mut took = vec![];
        while left.get() > 0 && began.elapsed() < bound.time {
            left.set(left.get() - 1);
            let at = Instant::now();
            step(&mut with).await?;
            took.push(at.elapsed());
        }
        Outcome::Ok(took)
    };
    let took: Vec<Vec<Duration>> =
        with.into_iter().map(repeat).collect::<FuturesUnordered<_>>().try_collect().await?;
    let seconds = began.elapsed().as_secs_f64();
    let mut took = took.concat();
    took.sort_unstable();
    Ok(Run { per_second: f64::from(u32::try_from(took.len())?) / seconds, took })
}

/// Asks a server over eight kept connections from one thread. Every reply must have this status.
pub fn requests(address: SocketAddr, status: u16, bound: Bound, next: &dyn Fn() -> Vec<u8>) -> Outcome<Run> {
    connections(AT_ONCE, address, status, bound, next)
}

/// The same, one after another.
pub fn one_by_one(
    address: SocketAddr,
    status: u16,
    bound: Bound,
    next: &dyn Fn() -> Vec<u8>,
) -> Outcome<Run> {
    connections(1, address, status, bound, next)
}

fn connections(
    many: usize,
    address: SocketAddr,
    status: u16,
    bound: Bound,
    next: &dyn Fn() -> Vec<u8>,
) -> Outcome<Run> {
    local(async {
        let mut open = vec![];
        for _ in 0..many {
            open.push(Connection::open(address).await?);
        }
        drive(open, bound, async |connection| {
            let reply = connection.ask(&next()).await?;
            if reply.status == status { Ok(()) } else { Err(reply.unexpected(status)) }
        })
        .await
    })
}

/// Repeats work that needs no server, on two threads, with what each of them has prepared.
pub fn alone<C>(
    bound: Bound,
    prepare: impl AsyncFn() -> Outcome<Vec<C>> + Sync,
    step: impl AsyncFn(&mut C) -> Outcome + Sync,
) -> Outcome<Run> {
    let bound = Bound { count: bound.count / THREADS, ..bound };
    let half = || {
        local(async {
            let mut with = prepare().await?;
            for one in &mut with {
                step(one).await?; // connections opened, statements prepared
            }
            drive(with, bound, &step).await
        })
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(half)).collect();
        let mut sum = Run { per_second: 0.0, took: vec![] };
        for thread in threads {
            let run = thread.join().map_err(|_| "a thread panicked")??;
            sum.per_second += run.per_second;
            sum.took.extend(run.took);
        }
        sum.took.sort_unstable();
        Ok(sum)
    })
}

/// Work on eight connections of two threads, each with statements of its own, without HTTP.
pub fn prepared<C>(
    bound: Bound,
    open: impl AsyncFn() -> Outcome<C> + Sync,
    step: impl AsyncFn(&mut C) -> Outcome + Sync,
) -> Outcome<Run> {
    let prepare = async || {
        let mut all = vec![];
        for _ in 0..AT_ONCE / THREADS {
            all.push(open().await?);
        }
        Ok(all)
    };
    alone(bound, prepare, step)
}

/// A request as it goes over the wire.
pub fn request(method: &str, path: &str, token: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Asks once.
pub fn ask(address: SocketAddr, request: &[u8]) -> Outcome<Reply> {
    local(async { Connection::open(address).await?.ask(request).await })
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn unexpected(&self, status: u16) -> Box<dyn std::error::Error + Send + Sync> {
        format!("{} instead of {status}: {}", self.status, String::from_utf8_lossy(&self.body)).into()
    }
}

/// A kept HTTP/1.1 connection to a server that says how long its replies are.
struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(64 * 1024) })
    }

    async fn ask(&mut self, request: &[u8]) -> Outcome<Reply> {
        self.stream.write_all(request).await?;
        self.read.clear();
        loop {
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err("the server hung up".into());
            }
            let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let (head, body) = self.read.split_at(end + 4);
            let head = std::str::from_utf8(head)?;
            let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
            let length = match header(head, "content-length") {
                Some(length) => length.parse()?,
                None if status == 204 => 0,
                None => return Err("a reply without content-length".into()),
            };
            let missing = length - body.len().min(length);
            let body_at = end + 4;
            if missing > 0 {
                let have = self.read.len();
                self.read.resize(have + missing, 0);
                let rest = self.read.get_mut(have..).unwrap_or_default();
                self.stream.read_exact(rest).await?;
            }
            return Ok(Reply { status, body: self.read.split_off(body_at) });
        }
    }
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let mut fields = head.split("\r\n").filter_map(|line| line.split_once(':'));
    fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}
