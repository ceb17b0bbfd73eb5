//! Presentations and requests as the contents of QR codes: bytes, in one or more frames.
//!
//! ```text
//! frame = "AT" ‖ kind u8 ('P' presentation, 'R' request) ‖ version u8 (=1) ‖ set [4] ‖ number u8 ‖ count u8 ‖ part
//! set   = first 4 bytes of SHA-256(whole)          whole = the parts in order
//!
//! request:       whole = zlib(the request's JSON)
//! presentation:  whole = n u32 ‖ zlib(texts) [n] ‖ bytes         see `layout`
//! ```
//!
//! Base64url is undone before packing and made again afterwards, so that signatures and hashes take their own
//! size and texts compress. Packing checks that unpacking gives back exactly what was packed. Status proofs do
//! not go into codes: the verifier brings a status file.

mod layout;
mod stream;

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};

use attestat_ledger::hash::sha256;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::Presentation;

/// Most bytes in a QR code that is made (version 20, error correction L, byte mode): printed, scanned and photographed,
/// denser ones are lost.
pub const FRAME_BYTES_MAX: usize = 858;
/// Most bytes in a QR code that is read (version 40): earlier versions filled them.
const READ_BYTES_MAX: usize = 2953;
/// Most codes for one presentation: beyond that a file is handed over.
pub const FRAMES_MAX: usize = 16;
/// Longest texts of a presentation once decompressed: 16 of the largest codes, of texts that compress to an eighth.
const TEXTS_BYTES_MAX: usize = 512 * 1024;

const MAGIC: [u8; 2] = *b"AT";
const VERSION: u8 = 1;
/// Magic, kind, version, set, number and count.
const HEADER_BYTES: usize = 2 + 1 + 1 + 4 + 1 + 1;
const PART_BYTES_MAX: usize = FRAME_BYTES_MAX - HEADER_BYTES;
const _: () = assert!(FRAMES_MAX <= 255, "a frame's number is one byte");

/// Content of a set of frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packed {
    /// A presentation.
    Presentation,
    /// A request.
    Request,
}

impl Packed {
    const fn byte(self) -> u8 {
        match self {
            Self::Presentation => b'P',
            Self::Request => b'R',
        }
    }
}

/// Reason for which a text cannot be packed into QR codes, or cannot be unpacked from them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// More than [`FRAMES_MAX`] codes.
    #[error("this would take {0} QR codes; at most 16 are made: show fewer fields, or hand over the file")]
    TooLong(usize),
    /// The presentation has a part that is not in the one form that can be packed.
    #[error("the presentation has a part that cannot be packed: {0}; hand over the file")]
    NotPackable(&'static str),
    /// No frame at all.
    #[error("no QR code was read")]
    Nothing,
    /// Bytes that are no frame of ours.
    #[error("QR code {0} is not one of an Attestat presentation or request")]
    Foreign(usize),
    /// A frame of a newer version.
    #[error("QR code {0} was made by a newer version of this program")]
    Newer(usize),
    /// A frame of another kind than expected.
    #[error("QR code {0} holds something else: a presentation and a request cannot stand in for one another")]
    OtherKind(usize),
    /// Frames of different sets.
    #[error("QR code {0} belongs to another set than the first")]
    Mixed(usize),
    /// Frames are missing; counted from 1.
    #[error("of {count} QR codes {}", numbers(.missing))]
    Missing {
        /// Number of codes in the set.
        count: usize,
        /// All that are missing, counted from 1.
        missing: Vec<usize>,
    },
    /// The parts do not make a whole.
    #[error("the QR codes were read wrongly or are damaged: scan them again")]
    Damaged,
    /// The content would be over its limit once decompressed.
    #[error("what the QR codes hold is too large to be a presentation or a request")]
    TooLarge,
}

/// The missing codes, and what to do.
fn numbers(missing: &[usize]) -> String {
    match missing {
        [one] => format!("number {one} is missing: scan it too"),
        several => {
            let list: Vec<String> = several.iter().map(usize::to_string).collect();
            format!("the numbers {} are missing: scan them too", list.join(", "))
        }
    }
}

/// Returns the content that bytes declare, if they begin like one of our frames.
pub fn looks_like(frame: &[u8]) -> Option<Packed> {
    match frame {
        [b'A', b'T', b'P', ..] => Some(Packed::Presentation),
        [b'A', b'T', b'R', ..] => Some(Packed::Request),
        _ => None,
    }
}

/// Place of a QR code: the set that the code belongs to, and its number there. Only codes with a part of a presentation
/// have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// First bytes of the hash of the whole.
    pub set: [u8; 4],
    /// The place of the code in its set, from 0.
    pub number: u8,
    /// The number of codes in the set.
    pub count: u8,
}

impl Place {
    /// The place of a frame that holds a part of a presentation.
    pub fn of(frame: &[u8]) -> Option<Self> {
        let Frame { set, number, count, .. } = open(Packed::Presentation, frame, 1).ok()?;
        Some(Self { set, number, count })
    }
}

/// Returns true if the frames are all parts of one whole with a presentation.
pub fn fit(frames: &[Vec<u8>]) -> bool {
    join(Packed::Presentation, frames).is_ok()
}

/// Packs a presentation, without its status proofs, into the contents of one or more QR codes.
pub fn pack(presentation: &Presentation) -> Result<Vec<Vec<u8>>, PackError> {
    let (texts, bytes) = layout::write(presentation)?;
    let compressed = compress(&texts);
    let length = u32::try_from(compressed.len()).map_err(|_| PackError::TooLarge)?;
    let whole = [length.to_be_bytes().as_slice(), &compressed, &bytes].concat();
    // Packing checks that unpacking gives back the exact text, because every signature is over that text.
    if texts.len() > TEXTS_BYTES_MAX || !layout::read(&texts, &bytes)?.shows_the_same_as(presentation) {
        return Err(PackError::NotPackable("a text in another than its usual form"));
    }
    frames(Packed::Presentation, &whole)
}

/// Reads a presentation from the contents of QR codes, in any order.
pub fn unpack(frames: &[Vec<u8>]) -> Result<Presentation, PackError> {
    let whole = join(Packed::Presentation, frames)?;
    let (length, rest) = whole.split_first_chunk::<4>().ok_or(PackError::Damaged)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| PackError::Damaged)?;
    let (compressed, bytes) = rest.split_at_checked(length).ok_or(PackError::Damaged)?;
    layout::read(&decompress(compressed, TEXTS_BYTES_MAX)?, bytes)
}

/// Packs a text.
pub(super) fn pack_text(kind: Packed, text: &str) -> Result<Vec<Vec<u8>>, PackError> {
    frames(kind, &compress(text.as_bytes()))
}

/// Reads a text of at most `bytes_max` bytes.
pub(super) fn unpack_text(kind: Packed, frames: &[Vec<u8>], bytes_max: usize) -> Result<String, PackError> {
    let text = decompress(&join(kind, frames)?, bytes_max)?;
    String::from_utf8(text).map_err(|_| PackError::Damaged)
}

/// Cuts `whole` into frames of about one size, so that the codes are equally dense.
fn frames(kind: Packed, whole: &[u8]) -> Result<Vec<Vec<u8>>, PackError> {
    let count = whole.len().div_ceil(PART_BYTES_MAX).max(1);
    let total = u8::try_from(count).ok().filter(|_| count <= FRAMES_MAX).ok_or(PackError::TooLong(count))?;
    let digest = sha256(whole);
    let set = digest.first_chunk::<4>().copied().unwrap_or_default();
    let parts = whole.chunks(whole.len().div_ceil(count).max(1));
    let frame = |(number, part): (u8, &[u8])| {
        let [m, n] = MAGIC;
        let mut frame = Vec::with_capacity(HEADER_BYTES + part.len());
        frame.extend_from_slice(&[m, n, kind.byte(), VERSION]);
        frame.extend_from_slice(&set);
        frame.extend_from_slice(&[number, total]);
        frame.extend_from_slice(part);
        frame
    };
    Ok((0..total).zip(parts).map(frame).collect())
}

/// Puts frames together, in whatever order they were read; the same one may have been read twice.
fn join(kind: Packed, frames: &[Vec<u8>]) -> Result<Vec<u8>, PackError> {
    let mut parts: BTreeMap<u8, &[u8]> = BTreeMap::new();
    let mut first: Option<([u8; 4], u8)> = None;
    for (frame, at) in frames.iter().zip(1_usize..) {
        let Frame { set, number, count, part } = open(kind, frame, at)?;
        if *first.get_or_insert((set, count)) != (set, count) || *parts.entry(number).or_insert(part) != part {
            return Err(PackError::Mixed(at));
        }
    }
    let (set, total) = first.ok_or(PackError::Nothing)?;
    let missing: Vec<usize> =
        (0..total).filter(|number| !parts.contains_key(number)).map(|number| usize::from(number) + 1).collect();
    if !missing.is_empty() {
        return Err(PackError::Missing { count: total.into(), missing });
    }
    let whole = parts.into_values().collect::<Vec<_>>().concat();
    if sha256(&whole).starts_with(&set) { Ok(whole) } else { Err(PackError::Damaged) }
}

/// A frame, taken apart.
struct Frame<'a> {
    set: [u8; 4],
    number: u8,
    count: u8,
    part: &'a [u8],
}

fn open(kind: Packed, frame: &[u8], at: usize) -> Result<Frame<'_>, PackError> {
    let ([m, n, found, version, a, b, c, d, number, count], part) =
        frame.split_first_chunk::<HEADER_BYTES>().ok_or(PackError::Foreign(at))?;
    if [*m, *n] != MAGIC || ![b'P', b'R'].contains(found) {
        return Err(PackError::Foreign(at));
    }
    if *version != VERSION {
        return Err(PackError::Newer(at));
    }
    if *found != kind.byte() {
        return Err(PackError::OtherKind(at));
    }
    let fits = frame.len() <= READ_BYTES_MAX && usize::from(*count) <= FRAMES_MAX && number < count;
    let opened = Frame { set: [*a, *b, *c, *d], number: *number, count: *count, part };
    if fits { Ok(opened) } else { Err(PackError::Damaged) }
}

fn compress(text: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(text.len() / 2), Compression::best());
    // Writing into memory cannot fail.
    let _ = encoder.write_all(text);
    encoder.finish().unwrap_or_default()
}

/// Decompresses at most `limit` bytes; whatever follows the stream is refused.
fn decompress(compressed: &[u8], limit: usize) -> Result<Vec<u8>, PackError> {
    let mut decoder = ZlibDecoder::new(compressed);
    let mut out = Vec::new();
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    decoder.by_ref().take(bound).read_to_end(&mut out).map_err(|_| PackError::Damaged)?;
    if out.len() > limit {
        return Err(PackError::TooLarge);
    }
    let whole = usize::try_from(decoder.total_in()) == Ok(compressed.len());
    if whole { Ok(out) } else { Err(PackError::Damaged) }
}
