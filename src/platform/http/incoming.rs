//! The bytes of a request's body as they arrive: unpacked piece by piece, never more than may be, and never
//! slower than a bad line.

use super::deadline::Arrival;
use crate::platform::error::Code;
use crate::{Error, Result};
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, dev::Payload};
use flate2::write::MultiGzDecoder;
use futures_util::StreamExt;
use std::io::{self, Write};
use tokio::time::timeout_at;

/// So much is unpacked before others on this worker get their turn: at most a thousand times as much
/// comes out of it.
const PIECE: usize = 1024;

/// A body on its way.
pub(super) struct Incoming {
    payload: Payload,
    arrival: Arrival,
    packed: bool,
    most: usize,
}

impl Incoming {
    /// The body of a request, of at most so many bytes after unpacking.
    ///
    /// # Errors
    /// 413 if it is said to be larger, 415 for an encoding other than gzip.
    pub(super) fn of(req: &HttpRequest, payload: &mut Payload, most: usize) -> Result<Self> {
        let packed = is_packed(req.headers())?;
        let length = req.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        if length.is_some_and(|length: u64| length > most as u64) {
            return Err(Code::BodyTooLarge.into());
        }
        Ok(Self { payload: payload.take(), arrival: Arrival::of(req), packed, most })
    }

    /// The same, unless it is packed.
    ///
    /// # Errors
    /// 415 if it is.
    pub(super) fn plain(self) -> Result<Self> {
        if self.packed { Err(Code::ContentEncoding.into()) } else { Ok(self) }
    }

    /// All of it.
    ///
    /// # Errors
    /// 400 if it breaks off or is not what it says, 408 if it comes too slowly, 413 if it is too large.
    pub(super) async fn bytes(mut self) -> Result<Bytes> {
        let mut sink = Sink::new(self.packed, self.most);
        let mut received = 0;
        loop {
            let next = timeout_at(self.arrival.next_piece(received), self.payload.next());
            let Some(chunk) = next.await.map_err(|_| Code::BodyTooSlow)? else { break };
            let chunk = chunk.map_err(|_| Code::Malformed)?;
            received += chunk.len() as u64;
            self.arrival.piece();
            for piece in chunk.chunks(PIECE) {
                sink.take(piece)?;
                if self.packed {
                    tokio::task::yield_now().await;
                }
            }
        }
        sink.end()
    }
}

/// Whether a body is packed with gzip, the one encoding that is taken: every client has it, and none needs
/// more memory than 32 KiB to be undone.
fn is_packed(headers: &HeaderMap) -> Result<bool> {
    let lines = headers.get_all(CONTENT_ENCODING).map(|line| line.to_str().unwrap_or("unreadable"));
    let encodings = lines.flat_map(|line| line.split(',')).map(|name| name.trim().to_ascii_lowercase());
    let mut encodings = encodings.filter(|name| !name.is_empty() && name != "identity");
    match (encodings.next().as_deref(), encodings.next()) {
        (None, _) => Ok(false),
        (Some("gzip" | "x-gzip"), None) => Ok(true),
        _ => Err(Code::ContentEncoding.into()),
    }
}

/// Bytes up to a bound.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let length = self.bytes.len() + piece.len();
        if length > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if length > self.bytes.capacity() {
            let room = length.max(2 * self.bytes.capacity()).min(self.most);
            self.bytes.reserve_exact(room - self.bytes.len()); // doubled as usual, but never beyond the bound
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where the pieces of a body go.
enum Sink {
    Plain(Bounded),
    Packed(Box<MultiGzDecoder<Bounded>>),
}

impl Sink {
    fn new(packed: bool, most: usize) -> Self {
        let bounded = Bounded { bytes: vec![], most };
        if packed { Self::Packed(Box::new(MultiGzDecoder::new(bounded))) } else { Self::Plain(bounded) }
    }
    fn take(&mut self, piece: &[u8]) -> Result<()> {
        match self {
            Self::Plain(bounded) => bounded.write_all(piece),
            Self::Packed(decoder) => decoder.write_all(piece),
        }
        .map_err(|e| refused(&e))
    }
    fn end(self) -> Result<Bytes> {
        match self {
            Self::Plain(bounded) => Ok(bounded.bytes.into()),
            Self::Packed(decoder) => Ok(decoder.finish().map_err(|e| refused(&e))?.bytes.into()),
        }
    }
}

fn refused(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::FileTooLarge => Code::BodyTooLarge.into(),
        _ => Code::Malformed.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(vec![], Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(bytes: &[u8], most: usize) -> Result<Bytes> {
        let mut sink = Sink::new(true, most);
        bytes.chunks(7).try_for_each(|piece| sink.take(piece))?;
        sink.end()
    }

    #[test]
    fn a_bomb_is_put_down_at_the_bound_and_never_held() {
        let bomb = packed(&vec![0; 20_000_000]);
        let mut sink = Sink::new(true, 100_000);
        let refused = bomb.chunks(PIECE).find_map(|piece| sink.take(piece).err()).unwrap();
        assert_eq!(refused.code(), Code::BodyTooLarge);
        let Sink::Packed(decoder) = sink else { unreachable!() };
        assert!(decoder.get_ref().bytes.capacity() <= 100_000);
    }

    #[test]
    fn what_was_packed_comes_out_again_up_to_the_last_byte_that_may_be() {
        let text = "Nguyễn Thị Mẫu ".repeat(100);
        assert_eq!(unpacked(&packed(text.as_bytes()), text.len()).unwrap(), text.as_bytes());
        assert_eq!(
            unpacked(&packed(text.as_bytes()), text.len() - 1).unwrap_err().code(),
            Code::BodyTooLarge
        );
        let twice = [packed(b"one "), packed(b"two")].concat();
        assert_eq!(unpacked(&twice, 10).unwrap(), &b"one two"[..], "members one behind the other");
    }

    #[test]
    fn what_breaks_off_or_is_no_gzip_is_malformed() {
        let whole = packed(b"all of it");
        for broken in [&whole[..whole.len() - 1], &whole[..12], b"no gzip", b"\x1f\x8b", b""] {
            assert_eq!(unpacked(broken, 1000).unwrap_err().code(), Code::Malformed, "{broken:?}");
        }
    }

    #[test]
    fn one_gzip_is_taken_and_nothing_else() {
        let said = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(CONTENT_ENCODING, line.parse().unwrap());
            }
            is_packed(&headers).map_err(|e| e.code())
        };
        assert_eq!(said(&[]), Ok(false));
        assert_eq!(said(&["identity"]), Ok(false));
        assert_eq!(said(&[" GZIP "]), Ok(true));
        assert_eq!(said(&["identity, gzip"]), Ok(true));
        for lines in [&["br"][..], &["zstd"], &["deflate"], &["gzip, gzip"], &["gzip", "gzip"], &["br, gzip"]]
        {
            assert_eq!(said(lines), Err(Code::ContentEncoding), "{lines:?}");
        }
    }
}
