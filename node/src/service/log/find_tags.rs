//! Tags by their first bits: by them a wallet finds its own records among a thousand others.
//!
//! The derived index is read a piece ahead of the client, and joined with the tags of the records that it has
//! not come to, so that a small log is answered in full although nothing of it is indexed yet.

use super::store_refusal;
use crate::machine::shutdown::Shutdown;
use attestat_credential::holder::tag::BUCKET_RECORDS_MIN;
use attestat_store::log::Log;
use attestat_store::lookup::{TagEntry, TagPrefix};
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use attestat_words::text;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};

/// Most records that a bucket is expected to hold: 6 MiB of entries.
const BUCKET_RECORDS_MAX: u64 = 1 << 18;
/// Entries of one message: 96 KiB.
const PIECE_ENTRIES: usize = 4_096;
/// Most that a stream holds: the tags behind the index of a whole bucket, 24 bytes each, and four messages.
pub(super) const HELD_BYTES_MAX: usize = 24 * ((1 << 18) + 4 * PIECE_ENTRIES);
/// Time that a client may read nothing before it loses its place.
const STALL_MAX: Duration = Duration::from_secs(60);

/// A stream of tags as tonic takes it.
pub(super) type Tags = Pin<Box<dyn Stream<Item = Result<v1::FindTagsResponse, Status>> + Send>>;

/// The tags of a prefix as they are at one size of the log.
pub(super) struct Bucket {
    log: Arc<Log>,
    prefix: TagPrefix,
    /// Records that the index covered when the lookup began.
    indexed: u64,
    /// Records that are looked at.
    size: u64,
    /// Tags of the records behind the index, descending: the next one last.
    behind: Vec<TagEntry>,
    /// Entry that was read last from the index.
    after: Option<TagEntry>,
    /// True if the index is read to its end.
    ended: bool,
}

impl Bucket {
    /// Opens a bucket of the right size.
    pub(super) fn open(log: Arc<Log>, prefix: TagPrefix) -> Result<Self, Refusal> {
        let (indexed, size) = (log.indexed_size(), log.state().size());
        check_width(prefix.bits(), size)?;
        let mut behind = log.tags_among(&prefix, indexed.min(size), size).map_err(|error| store_refusal(&error))?;
        behind.reverse();
        Ok(Self { log, prefix, indexed, size, behind, after: None, ended: false })
    }

    /// The next entries, ascending; none at the end.
    fn next(&mut self) -> Result<Vec<TagEntry>, Refusal> {
        if self.ended && self.behind.is_empty() {
            return Ok(Vec::new());
        }
        let mut piece = Vec::new();
        if !self.ended {
            let read = self.log.indexed_tags(&self.prefix, self.after, self.indexed, PIECE_ENTRIES);
            piece = read.map_err(|error| store_refusal(&error))?;
            // A search that is told that it is complete must be.
            if self.log.indexed_size() < self.indexed {
                return Err(thrown_away());
            }
            self.ended = piece.len() < PIECE_ENTRIES;
            self.after = piece.last().copied().or(self.after);
        }
        // Those behind the index that stand before the end of this piece; all of them at the end.
        let last = if self.ended { None } else { piece.last().copied() };
        while let Some(next) = self.behind.pop_if(|next| last.is_none_or(|last| *next < last)) {
            piece.push(next);
        }
        piece.sort_unstable();
        Ok(piece)
    }
}

/// Refuses buckets that would tell the caller's records apart, and those that would hand out half the log.
fn check_width(bits: u32, size: u64) -> Result<(), Refusal> {
    let expected = size.checked_shr(bits).unwrap_or(0);
    if bits > 0 && expected < BUCKET_RECORDS_MIN {
        let fewest = BUCKET_RECORDS_MIN;
        let what = text!("refusal-bucket-too-small", bits = bits, fewest = fewest, size = size);
        let todo = text!("refusal-bucket-too-small.next");
        return Err(Refusal::new(Code::InvalidArgument, "bucket-too-small", what, todo));
    }
    if expected > BUCKET_RECORDS_MAX {
        let what = text!("refusal-bucket-too-large", bits = bits, most = BUCKET_RECORDS_MAX, size = size);
        let todo = text!("refusal-bucket-too-large.next");
        return Err(Refusal::new(Code::InvalidArgument, "bucket-too-large", what, todo));
    }
    Ok(())
}

/// Streams a bucket. There is at least one message, which gives the size up to which the lookup went.
pub(super) fn tags(bucket: Bucket, shutdown: Shutdown) -> Tags {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let end = tokio::select! {
            end = send_all(bucket, &sender) => end,
            _ = shutdown.wait() => Some(shutting_down()),
        };
        if let Some(refusal) = end {
            // Best effort: a client that went away or reads nothing learns of it by the cut.
            let _ = sender.try_send(Err(refusal.into()));
        }
    });
    Box::pin(ReceiverStream::new(receiver))
}

async fn send_all(mut bucket: Bucket, sender: &mpsc::Sender<Result<v1::FindTagsResponse, Status>>) -> Option<Refusal> {
    let mut first = true;
    loop {
        let read = tokio::task::spawn_blocking(move || bucket.next().map(|entries| (bucket, entries))).await;
        let entries;
        (bucket, entries) = match read {
            Ok(Ok(read)) => read,
            Ok(Err(refusal)) => return Some(refusal),
            Err(_) => return Some(shutting_down()),
        };
        if entries.is_empty() && !first {
            return None;
        }
        first = false;
        let mut left = entries.as_slice();
        loop {
            let (message, rest) = left.split_at(left.len().min(PIECE_ENTRIES));
            let answer = v1::FindTagsResponse { entries: encode(message), indexed_size: bucket.size };
            match tokio::time::timeout(STALL_MAX, sender.send(Ok(answer))).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return None,
                Err(_) => return Some(stalled()),
            }
            left = rest;
            if left.is_empty() {
                break;
            }
        }
    }
}

/// `(tag [16] ‖ index u64)…`
fn encode(entries: &[TagEntry]) -> Vec<u8> {
    entries.iter().flat_map(|entry| entry.tag.into_iter().chain(entry.index.to_be_bytes())).collect()
}

pub(super) fn shutting_down() -> Refusal {
    let (what, todo) = (text!("refusal-shutting-down"), text!("refusal-shutting-down.next"));
    Refusal::new(Code::Unavailable, refusal::UNREACHABLE, what, todo)
}

fn thrown_away() -> Refusal {
    Refusal::new(Code::Unavailable, "busy", text!("refusal-built-anew"), text!("refusal-shutting-down.next"))
}

fn stalled() -> Refusal {
    let what = text!("refusal-stalled-stream", seconds = STALL_MAX.as_secs());
    Refusal::new(Code::Aborted, "stalled", what, text!("refusal-ask-again-next"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use crate::office::sample::{School, draft};

    /// The index is thrown away before the first piece, or between two.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_search_over_a_discarded_index_is_refused_and_not_incomplete() {
        let school = School::new();
        school.issue((1..=3).map(|event| draft(1, event, 1)).collect()).await;
        let log = school.office().own.log().clone();
        log.index_run(1).unwrap();
        let open = || Bucket::open(log.clone(), TagPrefix::new(&[], 0).unwrap()).unwrap();
        let (mut whole, mut short) = (open(), open());
        let tags = whole.next().unwrap();
        assert!(tags.len() >= 3, "{tags:?}");
        log.discard_index().unwrap();
        assert_eq!(short.next().unwrap_err().code, "busy");
        let mut again = open();
        assert_eq!(again.next().unwrap(), tags, "read from the records");
    }

    #[test]
    fn tag_buckets_that_are_too_small_or_too_large_are_refused() {
        for (bits, size) in [(0, 0), (0, 1), (0, 1_999), (1, 2_000), (0, 1 << 18), (1, 1 << 19), (54, u64::MAX)] {
            assert!(check_width(bits, size).is_ok(), "{bits} of {size}");
        }
        for (bits, size) in [(1, 1_999), (8, 100_000), (64, u64::MAX), (128, u64::MAX), (55, u64::MAX)] {
            assert_eq!(check_width(bits, size).unwrap_err().code, "bucket-too-small", "{bits} of {size}");
        }
        for (bits, size) in [(0, (1 << 18) + 1), (1, 1 << 20)] {
            assert_eq!(check_width(bits, size).unwrap_err().code, "bucket-too-large", "{bits} of {size}");
        }
    }
}
