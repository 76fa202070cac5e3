//! What a file is, by its content: whole or cut off, a picture or a script. What does not belong to the picture
//! is taken out, but for the side that is up, without which people would be seen lying down.

use super::model::AttachmentContentType;
use crate::platform::error::Code;
use crate::{Error, Result};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

/// A file as it will be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What it is.
    pub content_type: AttachmentContentType,
    /// Its bytes, without what a camera adds.
    pub bytes: Bytes,
}

/// The parts of a PNG that make the picture.
const PNG_KEPT: [&[u8; 4]; 14] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs",
    b"acTL", b"fcTL", b"fdAT",
];
/// The parts of a WebP that make the picture.
const WEBP_KEPT: [&[u8; 4]; 7] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// What makes a PDF do something by itself.
const RUNS: [&[u8]; 5] = [b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia"];

/// Looks at a file that is said to be of a type, and takes out what does not belong in it.
///
/// # Errors
/// What is no picture or PDF, is another than is said, is cut off, or runs something.
pub fn check(said: &str, bytes: Bytes) -> Result<Checked> {
    let found = infer::get(&bytes).map_or("", |kind| kind.mime_type());
    let content_type: AttachmentContentType =
        found.parse().map_err(|_| Error::from(Code::FileTypeRefused))?;
    if said != found {
        return Err(Error::from(Code::FileTypeDiffers).with("content_type", content_type));
    }
    let whole = match content_type {
        AttachmentContentType::Jpeg => jpeg(&bytes),
        AttachmentContentType::Png => png(bytes),
        AttachmentContentType::Webp => webp(bytes),
        AttachmentContentType::Pdf => pdf(bytes)?,
    };
    let bytes = whole.ok_or(Code::FileCutOff)?;
    Ok(Checked { content_type, bytes })
}

fn jpeg(bytes: &Bytes) -> Option<Bytes> {
    let mut image = Jpeg::from_bytes(bytes.clone()).ok()?;
    let orientation = image.exif().as_deref().and_then(orientation);
    let kept = |segment: &JpegSegment| match segment.marker() {
        markers::APP0 | markers::APP14 => true,
        markers::APP2 => segment.contents().starts_with(b"ICC_PROFILE\0"),
        markers::APP1..=markers::APP15 | markers::COM => false,
        _ => true,
    };
    image.segments_mut().retain(kept);
    // the last segment holds the rest of the file: what lies behind the end of the picture is no part of it
    let scan = image.segments_mut().last_mut()?;
    let rest = bytes.slice(bytes.len().checked_sub(scan.len_with_entropy() - scan.len())?..);
    let end = end_of_image(&rest)?;
    *scan = JpegSegment::new_with_entropy(scan.marker(), scan.contents().clone(), rest.slice(..end));
    image.set_exif(orientation.map(upright));
    Some(image.encoder().bytes())
}

/// Where a JPEG ends: behind the first end marker that is no part of another segment.
fn end_of_image(data: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += data.get(at..)?.iter().position(|byte| *byte == markers::P)?;
        match *data.get(at + 1)? {
            markers::EOI => return Some(at + 2),
            0 | markers::RST0..=markers::RST7 => at += 2,
            markers::P => at += 1,
            _ => {
                let (high, low) = (*data.get(at + 2)?, *data.get(at + 3)?);
                at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
            }
        }
    }
}

fn png(bytes: Bytes) -> Option<Bytes> {
    let mut image = Png::from_bytes(bytes).ok()?;
    let orientation = image.exif().as_deref().and_then(orientation);
    image.chunk_by_type(*b"IEND")?;
    image.chunks_mut().retain(|chunk| PNG_KEPT.contains(&&chunk.kind()));
    image.set_exif(orientation.map(upright));
    Some(image.encoder().bytes())
}

fn webp(bytes: Bytes) -> Option<Bytes> {
    let mut image = WebP::from_bytes(bytes).ok()?;
    let orientation = image.exif().as_deref().and_then(orientation);
    image.dimensions()?;
    image.chunks_mut().retain(|chunk| WEBP_KEPT.contains(&&chunk.id()));
    image.set_exif(orientation.map(upright));
    Some(image.encoder().bytes())
}

/// A PDF is kept as it is: it has a beginning and an end, and nothing that runs.
fn pdf(bytes: Bytes) -> Result<Option<Bytes>> {
    let holds = |part: &[u8], word: &[u8]| part.windows(word.len()).any(|window| window == word);
    if RUNS.iter().any(|word| holds(&bytes, word)) {
        return Err(Code::FileActive.into());
    }
    let tail = bytes.len().saturating_sub(1024);
    let ends = bytes.get(tail..).is_some_and(|tail| holds(tail, b"%%EOF"));
    Ok(ends.then_some(bytes))
}

/// Which side of a picture is up, 1 to 8, as EXIF says it in its first directory.
fn orientation(exif: &[u8]) -> Option<u8> {
    let little = exif.starts_with(b"II");
    let short = |at: usize| {
        let pair: [u8; 2] = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let long = |at: usize| {
        let four: [u8; 4] = exif.get(at..at.checked_add(4)?)?.try_into().ok()?;
        usize::try_from(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) }).ok()
    };
    let directory = long(4)?;
    let entries = usize::from(short(directory)?);
    let mut places = (0..entries).map(|index| directory.saturating_add(2).saturating_add(12 * index));
    let place = places.find(|place| short(*place) == Some(0x0112))?;
    u8::try_from(short(place.saturating_add(8))?).ok().filter(|side| (1..=8).contains(side))
}

/// EXIF that says which side is up, and nothing else.
fn upright(side: u8) -> Bytes {
    let entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, side, 0, 0];
    [b"MM\0\x2a\0\0\0\x08\0\x01".as_slice(), &entry, &[0; 4]].concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of one point, with the place where it was taken, lying on its side.
    fn photo(tail: &[u8]) -> Bytes {
        let exif = [
            b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".as_slice(),
            b"GPS 21.5N 105.8E",
        ];
        let exif = exif.concat();
        let mut bytes = vec![0xFF, 0xD8];
        let mut segment = |marker: u8, content: &[u8]| {
            bytes.extend([0xFF, marker]);
            bytes.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
            bytes.extend(content);
        };
        segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
        segment(0xE1, &exif);
        segment(0xFE, b"taken by somebody");
        segment(0xC0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
        segment(0xDA, &[1, 1, 0, 0, 63, 0]);
        bytes.extend([0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD9]);
        bytes.extend(tail);
        bytes.into()
    }
    fn holds(bytes: &[u8], word: &[u8]) -> bool {
        bytes.windows(word.len()).any(|window| window == word)
    }
    fn code(said: &str, bytes: &[u8]) -> Code {
        check(said, Bytes::copy_from_slice(bytes)).unwrap_err().code()
    }

    #[test]
    fn where_a_photo_was_taken_is_taken_out_and_which_side_is_up_stays() {
        let checked = check("image/jpeg", photo(b"")).unwrap();
        assert_eq!(checked.content_type, AttachmentContentType::Jpeg);
        assert!(!holds(&checked.bytes, b"GPS") && !holds(&checked.bytes, b"taken by"));
        let kept = Jpeg::from_bytes(checked.bytes.clone()).unwrap().exif().unwrap();
        assert_eq!(orientation(&kept), Some(6));
        assert_eq!(
            check("image/jpeg", checked.bytes.clone()).unwrap(),
            checked,
            "a second time changes nothing"
        );
    }

    #[test]
    fn what_hangs_behind_the_end_of_a_picture_is_cut_off() {
        let checked = check("image/jpeg", photo(b"<script>alert(1)</script>PK\x03\x04")).unwrap();
        assert!(!holds(&checked.bytes, b"script"));
        assert_eq!(checked, check("image/jpeg", photo(b"")).unwrap());
    }

    #[test]
    fn a_file_cut_off_anywhere_is_refused() {
        let whole = photo(b"");
        for length in 3..whole.len() {
            let code = code("image/jpeg", &whole[..length]);
            assert_eq!(code, Code::FileCutOff, "after {length} bytes");
        }
        assert_eq!(code("application/pdf", b"%PDF-1.4\n1 0 obj<<"), Code::FileCutOff);
    }

    #[test]
    fn a_picture_that_is_a_script_is_refused_and_so_is_a_picture_under_another_name() {
        for script in
            [&b"<svg onload=alert(1)>"[..], b"<!DOCTYPE html><script>", b"#!/bin/sh\n", b"MZ\x90\0", b""]
        {
            assert_eq!(code("image/png", script), Code::FileTypeRefused);
        }
        assert_eq!(code("image/png", &photo(b"")), Code::FileTypeDiffers);
        assert_eq!(
            code("application/pdf", b"%PDF-1.4\n/OpenAction<</S/JavaScript/JS(x)>>\n%%EOF"),
            Code::FileActive
        );
    }

    #[test]
    fn a_png_loses_its_words_and_keeps_its_picture() {
        let chunk = |kind: &[u8; 4], content: &'static [u8]| {
            img_parts::png::PngChunk::new(*kind, Bytes::from_static(content)).encoder().bytes()
        };
        let parts = [
            Bytes::from_static(b"\x89PNG\r\n\x1a\n"),
            chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"),
            chunk(b"tEXt", b"Author\0somebody"),
            chunk(b"IDAT", b"\x78\x9c\x63\0\0\0\x02\0\x01"),
            chunk(b"IEND", b""),
        ];
        let whole = parts.concat();
        let checked = check("image/png", whole.clone().into()).unwrap();
        assert!(!holds(&checked.bytes, b"somebody") && holds(&checked.bytes, b"IDAT"));
        assert_eq!(code("image/png", &whole[..whole.len() - 3]), Code::FileCutOff);
        assert_eq!(code("image/png", &whole[..whole.len() - 12]), Code::FileCutOff, "without its end");
    }
}
