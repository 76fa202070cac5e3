//! `healthcheck`: asks the server beside it whether it is ready, so that a container needs no other program.

use super::Outcome;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(3);

/// Fails unless the server that listens on this address can reach its database.
pub fn check(listen: SocketAddr) -> Outcome {
    let address = SocketAddr::new(local(listen.ip()), listen.port());
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)
        .map_err(|e| format!("nothing answers on {address}: {e}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
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
    use std::thread;

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
}
