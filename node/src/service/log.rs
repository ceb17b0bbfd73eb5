//! The `Log` service: public requests that anyone may make to a node. Nothing here is personal, and every answer is
//! checked by the party that asks.
//!
//! Every sealed batch is served to everyone, whether or not a quorum has cosigned it yet: a caller cannot be told apart
//! from a cosigner on a connection without names. Cosigned records are marked by the published head
//! (docs/decisions/0016-sealed-batches-for-everyone.md).

mod answers;
mod find_tags;
mod stream;

pub(crate) use answers::{LogAnswers, mark_fork_of};

use crate::Node;
use crate::machine::party::Party;
use crate::machine::throttle::Throttle;
use crate::service::gate::{Gate, Guest, Limits, Share};
use attestat_ledger::fork::FORK_BYTES_MAX;
use attestat_ledger::roster::RosterHash;
use attestat_store::lookup::TagPrefix;
use attestat_wire::connect::ANSWER_TIMEOUT;
use attestat_wire::field::Field;
use attestat_wire::limit::{MESSAGE_BYTES_MAX, ROSTER_NOTE_BYTES_MAX};
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use attestat_wire::v1::log_server::LogServer;
use attestat_words::text;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio_stream::Stream;
use tonic::{Code, Request, Response, Status};

/// Answers that read from disk at a time, those to strangers and those to peers each; more wait for a place.
const READS_MAX: usize = 8;
/// Largest request that is decoded: an origin and two numbers take under 300 bytes.
pub const REQUEST_BYTES_MAX: usize = 4096;
/// Most bytes of a request and of an answer that is neither a stream nor a file: a record or a proof with notes.
const SMALL_BYTES_MAX: usize = REQUEST_BYTES_MAX + (64 << 10) + FORK_BYTES_MAX;

/// All strangers together hold at most 80 MiB, one network 28: eight streams of the heaviest batches, or six
/// status files of the largest size. Peers are few and known by name.
pub(crate) static LIMITS: Limits = Limits {
    strangers: Share { requests: 64, bytes: 80 << 20 },
    network: Share { requests: 16, bytes: 28 << 20 },
    peers: Share { requests: 512, bytes: 256 << 20 },
    peer: Share { requests: 64, bytes: 64 << 20 },
    time: ANSWER_TIMEOUT,
    stall: Duration::from_secs(60),
    life: Duration::from_secs(1800),
    weigh,
};
const _: () = assert!(LIMITS.network.bytes >= 8 * stream::HELD_BYTES_MAX, "eight streams of one network");

/// Most bytes that a request of this method and its answer take here.
fn weigh(path: &str) -> usize {
    match path.rsplit('/').next() {
        Some("StreamBatches") => stream::HELD_BYTES_MAX,
        Some("FindTags") => find_tags::HELD_BYTES_MAX,
        Some("GetStatusEvidence") => MESSAGE_BYTES_MAX,
        Some("GetRoster") => 2 * ROSTER_NOTE_BYTES_MAX,
        _ => SMALL_BYTES_MAX,
    }
}

/// The service over all the logs that a node keeps; clones share it.
#[derive(Clone)]
pub struct LogService {
    node: Arc<Node>,
    /// Places for strangers.
    reads: Arc<Semaphore>,
    /// Places for peers of the roster and the school's own tools.
    known_reads: Arc<Semaphore>,
}

impl LogService {
    /// A service over the logs of `node`.
    pub fn new(node: Arc<Node>) -> Self {
        let places = || Arc::new(Semaphore::new(READS_MAX));
        Self { node, reads: places(), known_reads: places() }
    }

    /// The service as a listener takes it: small messages, a bounded number of them at a time.
    pub fn into_server(self) -> Gate<LogServer<Self>> {
        Gate::new(LogServer::new(self).max_decoding_message_size(REQUEST_BYTES_MAX), &LIMITS)
    }

    /// Makes an answer on a thread that may wait for the disk.
    async fn answer<T: Send + 'static>(
        &self,
        who: Party,
        make: impl FnOnce(LogAnswers<'_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<Response<T>, Status> {
        let ended = || Status::from(find_tags::shutting_down());
        let reads = if matches!(who, Party::Network(_)) { &self.reads } else { &self.known_reads };
        let place = reads.clone().acquire_owned().await.map_err(|_| ended())?;
        let node = self.node.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let answer = make(LogAnswers(&node));
            drop(place);
            answer
        });
        Ok(Response::new(answer.await.map_err(|_| ended())??))
    }
}

/// A stream of sealed batches as tonic takes it.
type Batches = Pin<Box<dyn Stream<Item = Result<v1::SealedBatch, Status>> + Send>>;

#[tonic::async_trait]
impl v1::log_server::Log for LogService {
    type StreamBatchesStream = Batches;

    async fn list_logs(&self, request: Request<v1::ListLogsRequest>) -> Result<Response<v1::ListLogsResponse>, Status> {
        self.answer(who(&request), |answers| answers.list()).await
    }

    async fn get_checkpoint(
        &self,
        request: Request<v1::GetCheckpointRequest>,
    ) -> Result<Response<v1::GetCheckpointResponse>, Status> {
        let (who, request) = (who(&request), request.into_inner());
        let origin = Field::new("GetCheckpointRequest", "origin").origin(&request.origin)?;
        self.answer(who, move |answers| answers.checkpoint(&origin, request.which())).await
    }

    async fn stream_batches(&self, request: Request<v1::StreamBatchesRequest>) -> Result<Response<Batches>, Status> {
        let (who, request) = (who(&request), request.into_inner());
        let origin = Field::new("StreamBatchesRequest", "origin").origin(&request.origin)?;
        let opened =
            self.answer(who, move |answers| answers.stream_start(&origin, request.from_index)).await?.into_inner();
        let (standings, shutdown) = (self.node.standings.clone(), self.node.shutdown.clone());
        let mut response = Response::new(stream::batches(opened.log, request.from_index, standings, shutdown));
        answers::mark_fork(response.metadata_mut(), &opened.fork);
        Ok(response)
    }

    async fn get_inclusion_proof(
        &self,
        request: Request<v1::GetInclusionProofRequest>,
    ) -> Result<Response<v1::GetInclusionProofResponse>, Status> {
        let (who, request) = (who(&request), request.into_inner());
        let origin = Field::new("GetInclusionProofRequest", "origin").origin(&request.origin)?;
        self.answer(who, move |answers| answers.inclusion(&origin, request.index, request.size)).await
    }

    async fn get_consistency_proof(
        &self,
        request: Request<v1::GetConsistencyProofRequest>,
    ) -> Result<Response<v1::GetConsistencyProofResponse>, Status> {
        let (who, request) = (who(&request), request.into_inner());
        let origin = Field::new("GetConsistencyProofRequest", "origin").origin(&request.origin)?;
        self.answer(who, move |answers| answers.consistency(&origin, request.old_size, request.new_size)).await
    }

    async fn get_status_evidence(
        &self,
        request: Request<v1::GetStatusEvidenceRequest>,
    ) -> Result<Response<v1::GetStatusEvidenceResponse>, Status> {
        let (who, request) = (who(&request), request.into_inner());
        let origin = Field::new("GetStatusEvidenceRequest", "origin").origin(&request.origin)?;
        self.answer(who, move |answers| answers.status(&origin, request.slot)).await
    }

    type FindTagsStream = find_tags::Tags;

    async fn find_tags(&self, request: Request<v1::FindTagsRequest>) -> Result<Response<find_tags::Tags>, Status> {
        let (who, request) = (who(&request), request.into_inner());
        let field = |name| Field::new("FindTagsRequest", name);
        let origin = field("origin").origin(&request.origin)?;
        let prefix = TagPrefix::new(&request.prefix, request.prefix_bits);
        let prefix = prefix.ok_or_else(|| field("prefix").fault(text!("fault-prefix")))?;
        let opened = self.answer(who, move |answers| answers.tags(&origin, prefix)).await?.into_inner();
        let mut response = Response::new(find_tags::tags(opened.bucket, self.node.shutdown.clone()));
        answers::mark_fork(response.metadata_mut(), &opened.fork);
        Ok(response)
    }

    async fn get_roster(
        &self,
        request: Request<v1::GetRosterRequest>,
    ) -> Result<Response<v1::GetRosterResponse>, Status> {
        let (who, request) = (who(&request), request.into_inner());
        let hash = |field, hash: &[u8]| match hash {
            [] => Ok(None),
            hash => Field::new("GetRosterRequest", field).exactly(hash).map(|hash| Some(RosterHash(hash))),
        };
        let (hash, held) = (hash("hash", &request.hash)?, hash("held", &request.held)?);
        self.answer(who, move |answers| answers.roster(request.version, hash, held)).await
    }
}

/// Party whose places a request takes.
fn who<T>(request: &Request<T>) -> Party {
    Guest::of(request.extensions()).who()
}

/// Log lines about unreadable logs: strangers may ask for damaged records as often as they like.
static UNREADABLE: Throttle = Throttle::of_lines();

/// Refusal for a store error; its details are for this node's log.
fn store_refusal(error: &attestat_store::log::StoreError) -> Refusal {
    use attestat_store::log::StoreError;
    match error {
        StoreError::NoLog(origin) => Refusal::unknown_log(origin),
        StoreError::NoRecord { index, size } => {
            // Numbers that strangers choose may be larger than the catalogue counts.
            let what = text!("refusal-no-record", index = index.to_string(), size = size.to_string());
            Refusal::new(Code::OutOfRange, refusal::OUT_OF_RANGE, what, text!("refusal-no-record.next"))
        }
        _ => {
            if let Some(missed) = UNREADABLE.pass(Instant::now()) {
                tracing::error!("an answer could not be read: {error}{missed}");
            }
            Refusal::new(Code::Internal, refusal::STORAGE, text!("refusal-not-read"), text!("refusal-not-read.next"))
        }
    }
}
