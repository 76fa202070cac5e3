//! `healthcheck`: asks the server beside it whether it is ready, so that a container needs no other program.

use super::Outcome;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long the whole check may take; below the time limit of the image's health check.
const PATIENCE: Duration = Duration::from_secs(4);

/// Fails unless the server that listens on this address says in time that it can reach its database.
pub fn check(listen: SocketAddr) -> Outcome {
    check_within(listen, PATIENCE)
}

fn check_within(listen: SocketAddr, patience: Duration) -> Outcome {
    let address = SocketAddr::new(local(listen.ip()), listen.port());
    let (tell, answer) = mpsc::channel();
    // apart, for a limit on all of it: those of a socket begin anew with every byte
    thread::spawn(move || tell.send(ask(address)));
    answer.recv_timeout(patience).unwrap_or_else(|_| {
        Err(format!("the server on {address} does not say within {patience:?} that it is ready").into())
    })
}

fn ask(address: SocketAddr) -> Outcome {
    let mut stream = TcpStream::connect(address).map_err(|e| format!("nothing answers on {address}: {e}"))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut status = String::new();
    BufReader::new(stream.take(1024)).read_line(&mut status)?;
    if status.starts_with("HTTP/1.1 2") {
        Ok(())
    } else {
        Err(format!("the server on {address} is not ready: {}", status.trim()).into())
    }
}

/// Who listens everywhere is asked from within.
fn local(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::time::Instant;

    fn check_against(answer: &'static str) -> Outcome {
        let server = TcpListener::bind("0.0.0.0:0").unwrap();
        let address = server.local_addr().unwrap();
        let server = thread::spawn(move || {
            let (stream, _) = server.accept().unwrap();
            let mut lines = BufReader::new(&stream).lines();
            assert_eq!(lines.next().unwrap().unwrap(), "GET /readyz HTTP/1.1");
            lines.find(|line| line.as_ref().is_ok_and(String::is_empty)).unwrap().unwrap();
            (&stream).write_all(answer.as_bytes()).unwrap();
        });
        let outcome = check(address);
        server.join().unwrap();
        outcome
    }

    #[test]
    fn only_a_server_that_is_ready_is_healthy() {
        assert!(check_against("HTTP/1.1 204 No Content\r\n\r\n").is_ok());
        let refusal = check_against("HTTP/1.1 503 Service Unavailable\r\n\r\n").unwrap_err();
        assert!(refusal.to_string().ends_with("503 Service Unavailable"), "{refusal}");
        assert!(check_against("").is_err());
        let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(check(gone).is_err());
    }

    #[test]
    fn a_server_that_only_trickles_is_not_waited_for() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = server.local_addr().unwrap();
        let trickling = thread::spawn(move || {
            let (mut stream, _) = server.accept().unwrap();
            while stream.write_all(&[b'H'; 16]).is_ok() {
                thread::sleep(Duration::from_millis(10));
            }
        });
        let began = Instant::now();
        let refusal = check_within(address, Duration::from_millis(200)).unwrap_err();
        assert!(refusal.to_string().contains("within 200ms"), "{refusal}");
        assert!(began.elapsed() < Duration::from_secs(5));
        trickling.join().unwrap(); // after 1,024 bytes the other end is closed
    }
}
