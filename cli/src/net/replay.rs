//! A node's log, streamed and replayed on all cores ([`attestat_checking::audit::replay`]).

use crate::machine::parallel::stream_in_order;
use crate::net::remote::Remote;
use crate::render::failure::Failure;
use attestat_checking::audit::replay::{Chunk, Chunks, HashedChunk, LogReplay, Seals, hash};
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::name::Origin;
use attestat_ledger::record::Record;
use attestat_wire::v1;
use attestat_words::faults;
use attestat_words::text::Text;
use indicatif::ProgressBar;
use std::sync::Arc;
use tonic::Streaming;

/// A log to be replayed, and the way in which it is.
#[derive(Clone, Copy)]
pub(crate) struct ReplayedLog<'a> {
    /// The node that keeps it.
    pub(crate) node: &'a Remote,
    /// The log.
    pub(crate) origin: &'a Origin,
    /// Sizes at which the roots of the records are kept, ascending.
    pub(crate) marks: &'a [u64],
    /// Selection of the seals that are checked.
    pub(crate) seals: Seals,
    /// Number of records after which no more are read; all, where there is none.
    pub(crate) enough: Option<u64>,
}

/// Replays a log as far as the node gives it; `pick` picks parts of its records, and `take` takes them in order. Returns
/// the reason for which the stream was cut, if it was.
pub(crate) async fn replay<P: Send + 'static>(
    log: &ReplayedLog<'_>,
    under_way: &mut LogReplay,
    pick: impl Fn(&Record) -> Option<P> + Clone + Send + 'static,
    mut take: impl FnMut(Vec<P>),
    bar: &ProgressBar,
) -> Result<Option<Text>, Failure> {
    let request = v1::StreamBatchesRequest { origin: log.origin.to_string(), from_index: 0 };
    let stream = match log.node.answer(log.node.log().stream_batches(request)).await {
        Ok(stream) => stream,
        Err(failure) => return Ok(Some(failure.what)),
    };
    let mut reader = Reader { node: log.node, stream, chunks: Chunks::default(), left: log.enough, ended: None };
    let (marks, seals): (Arc<[u64]>, Seals) = (Arc::from(log.marks), log.seals);
    stream_in_order(
        async || reader.chunk().await,
        move |chunk: Chunk| hash(&chunk, &marks, seals, &pick),
        |mut hashed: HashedChunk<P>| {
            take(core::mem::take(&mut hashed.picked));
            let records = hashed.records();
            let goes_on = under_way.absorb(hashed);
            if goes_on {
                bar.inc(records);
            }
            goes_on
        },
    )
    .await?;
    Ok(reader.ended.and_then(Result::err))
}

/// Reads batches from a stream and puts them together to chunks.
struct Reader<'a> {
    node: &'a Remote,
    stream: Streaming<v1::SealedBatch>,
    chunks: Chunks,
    /// Number of records after which no more are read.
    left: Option<u64>,
    /// Outcome of the stream, set at its end: well, or with the reason for which it ended.
    ended: Option<Result<(), Text>>,
}

impl Reader<'_> {
    async fn batch(&mut self) -> Option<SealedBatch> {
        if self.ended.is_some() || self.left == Some(0) {
            return None;
        }
        let read = self.stream.message().await.map_err(|status| self.node.refusal(status).what);
        let parsed =
            read.and_then(|batch| batch.map(SealedBatch::try_from).transpose().map_err(|error| faults::detail(&error)));
        match parsed {
            Ok(Some(batch)) => {
                self.left = self.left.map(|left| left.saturating_sub(batch.bodies.iter().count() as u64));
                Some(batch)
            }
            Ok(None) => {
                self.ended = Some(Ok(()));
                None
            }
            Err(why) => {
                self.ended = Some(Err(why));
                None
            }
        }
    }

    /// The next stretch of batches that follow one another.
    async fn chunk(&mut self) -> Option<Chunk> {
        while let Some(batch) = self.batch().await {
            if self.chunks.push(batch) {
                break;
            }
        }
        self.chunks.take()
    }
}
