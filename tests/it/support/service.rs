//! The program itself as a process of its own, and requests over plain sockets, byte by byte.

use serde_json::Value;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Where the program has its data.
#[derive(Clone, Copy)]
pub enum Over<'a> {
    /// A database that survives it.
    Database(&'a str),
    /// A private cluster of its own, in this directory.
    Private(&'a Path),
}

/// Runs a command on a database as an operator would. Whether it succeeded, and what was printed.
pub fn command(url: &str, arguments: &[&str]) -> (bool, String) {
    let kept = std::env::temp_dir().join(format!("lien_the_he_command_{}", uuid::Uuid::now_v7()));
    let told = Command::new(env!("CARGO_BIN_EXE_lien-the-he"))
        .args(arguments)
        .env_clear()
        .env("DATABASE_URL", url)
        .env("LIEN_THE_HE_DATA", &kept)
        .output()
        .unwrap();
    let _nothing_kept = std::fs::remove_dir_all(&kept);
    let errors = String::from_utf8_lossy(&told.stderr);
    (told.status.success(), String::from_utf8(told.stdout).unwrap() + &errors)
}

/// `serve` as a process. Killed with the value.
pub struct Service {
    pub port: u16,
    child: Child,
}

/// A port that is free now.
pub fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Service {
    /// Starts it on a port and waits until it is ready.
    pub fn start(port: u16, over: Over<'_>) -> Self {
        let key = |byte: u8| {
            use base64::Engine;
            base64::prelude::BASE64_STANDARD.encode([byte; 32])
        };
        let mut program = Command::new(env!("CARGO_BIN_EXE_lien-the-he"));
        match over {
            Over::Database(url) => program.env("DATABASE_URL", url),
            Over::Private(data) => program.env_remove("DATABASE_URL").env("LIEN_THE_HE_DATA", data),
        };
        let child = program
            .arg("serve")
            .env("LISTEN_ADDR", format!("127.0.0.1:{port}"))
            .env("SIGNING_KEY", key(7))
            .env("DATA_KEYS", format!("it:{}", key(1)))
            .env("LOOKUP_KEY", key(2))
            .env("CORS_ORIGINS", "https://app.example")
            .env("RATE_PER_USER", "100000")
            .env("RUST_LOG", "off")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let service = Self { port, child };
        let began = Instant::now();
        while !service.is_ready() {
            assert!(began.elapsed() < Duration::from_secs(30), "the server does not start");
            thread::sleep(Duration::from_millis(10));
        }
        service
    }
    /// Whether it can reach its database.
    pub fn is_ready(&self) -> bool {
        ask(self.port, "GET", "/readyz", &[], b"").is_ok_and(|answer| answer.status == 204)
    }
    /// Its process.
    pub fn process(&self) -> String {
        self.child.id().to_string()
    }
    /// Kills it, whatever it is doing, and buries it.
    pub fn kill(self) {
        drop(self);
    }
    /// Waits until it ends by itself: whether well, and what it said.
    pub fn end(mut self) -> (bool, String) {
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().success(), said)
    }
    /// The most memory that the process has ever held.
    pub fn memory_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _dead_already = self.child.kill();
        self.child.wait().unwrap();
    }
}

/// What came back over a socket.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body, if it is JSON; else null.
    pub body: Value,
}

impl Answer {
    /// A header, all its lines as one; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(said, _)| said == name).map_or("", |(_, value)| value)
    }
    /// The stable name of a refusal.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }
}

pub fn connect(port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// One request on a connection of its own.
pub fn ask(port: u16, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Answer> {
    let mut stream = connect(port)?;
    let headers: String =
        headers.iter().map(|(name, value)| [*name, ": ", *value, "\r\n"].concat()).collect();
    let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{length}{headers}\r\n"
    )?;
    let sent = stream.write_all(body); // it may be refused before all of it has gone out
    read_reply(&mut stream, method == "HEAD").or_else(|e| sent.and(Err(e)))
}

/// A reply to anything but HEAD.
pub fn read(stream: &mut TcpStream) -> io::Result<Answer> {
    read_reply(stream, false)
}

fn read_reply(stream: &mut TcpStream, bare: bool) -> io::Result<Answer> {
    let (mut reader, mut line) = (BufReader::new(stream), String::new());
    reader.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status: u16 = status.ok_or(io::ErrorKind::UnexpectedEof)?;
    let mut headers: Vec<(String, String)> = vec![];
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        let (name, value) = (name.to_ascii_lowercase(), value.trim());
        match headers.iter_mut().find(|(said, _)| *said == name) {
            Some((_, all)) => *all = format!("{all}, {value}"),
            None => headers.push((name, value.to_owned())),
        }
    }
    let said = |name: &str| headers.iter().find(|(said, _)| said == name).map(|(_, value)| value.as_str());
    let mut body = vec![];
    if !bare && ![204, 304].contains(&status) {
        match said("content-length").map(|length| length.parse().unwrap()) {
            Some(length) => {
                body.resize(length, 0);
                reader.read_exact(&mut body)?;
            }
            None => drop(reader.read_to_end(&mut body)?),
        }
    }
    Ok(Answer { status, headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
}
