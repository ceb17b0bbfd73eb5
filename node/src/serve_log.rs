//! The `Log` service: what anyone may ask of a node. Nothing here is personal, and everything is checked
//! by whoever asks.
//!
//! Every sealed batch is served to everyone, whether or not a quorum has cosigned it yet: a caller
//! cannot be told apart from a cosigner on a connection without names. What is cosigned is marked by
//! the published head (docs/decisions/0016-sealed-batches-for-everyone.md).

mod answer;
mod find_tags;
mod stream;

use crate::Node;
use answer::Answers;
use attestat_store::lookup::TagPrefix;
use attestat_wire::field::Field;
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_stream::Stream;
use tonic::{Code, Request, Response, Status};

/// Answers that read from disk at a time; more wait for a place.
const READS_MAX: usize = 16;
/// Streams of batches at a time, whoever asks for them; each holds at most
/// [`stream::HELD_BYTES_MAX`], together under 400 MiB and in practice a few MiB.
pub const STREAMS_MAX: usize = 64;
const _: () = assert!(STREAMS_MAX * stream::HELD_BYTES_MAX <= 400 << 20, "all streams together stay within memory");
/// Largest request that is decoded: an origin and two numbers take under 300 bytes.
pub const REQUEST_BYTES_MAX: usize = 4096;

/// The service over all the logs that a node keeps; clones share it.
#[derive(Clone)]
pub struct LogService {
    node: Arc<Node>,
    reads: Arc<Semaphore>,
    streams: Arc<Semaphore>,
}

impl LogService {
    /// A service over the logs of `node`.
    pub fn new(node: Arc<Node>) -> Self {
        Self { node, reads: Arc::new(Semaphore::new(READS_MAX)), streams: Arc::new(Semaphore::new(STREAMS_MAX)) }
    }

    /// Makes an answer on a thread that may wait for the disk.
    async fn answer<T: Send + 'static>(
        &self,
        make: impl FnOnce(Answers<'_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<Response<T>, Status> {
        let ended = || Status::unavailable("the node is shutting down");
        let place = self.reads.clone().acquire_owned().await.map_err(|_| ended())?;
        let node = self.node.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let answer = make(Answers(&node));
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

    async fn list_logs(&self, _: Request<v1::ListLogsRequest>) -> Result<Response<v1::ListLogsResponse>, Status> {
        self.answer(|answers| answers.list()).await
    }

    async fn get_checkpoint(
        &self,
        request: Request<v1::GetCheckpointRequest>,
    ) -> Result<Response<v1::GetCheckpointResponse>, Status> {
        let request = request.into_inner();
        let origin = Field::new("GetCheckpointRequest", "origin").origin(&request.origin)?;
        self.answer(move |answers| answers.checkpoint(&origin, request.which())).await
    }

    async fn stream_batches(&self, request: Request<v1::StreamBatchesRequest>) -> Result<Response<Batches>, Status> {
        let request = request.into_inner();
        let origin = Field::new("StreamBatchesRequest", "origin").origin(&request.origin)?;
        let place = self.streams.clone().try_acquire_owned().map_err(|_| too_many_streams())?;
        let opened = self.answer(move |answers| answers.stream_start(&origin, request.from_index)).await?.into_inner();
        let (standings, shutdown) = (self.node.standings.clone(), self.node.shutdown.clone());
        let mut response = Response::new(stream::batches(opened.log, request.from_index, standings, shutdown, place));
        answer::mark_fork(response.metadata_mut(), &opened.fork);
        Ok(response)
    }

    async fn get_inclusion_proof(
        &self,
        request: Request<v1::GetInclusionProofRequest>,
    ) -> Result<Response<v1::GetInclusionProofResponse>, Status> {
        let request = request.into_inner();
        let origin = Field::new("GetInclusionProofRequest", "origin").origin(&request.origin)?;
        self.answer(move |answers| answers.inclusion(&origin, request.index, request.size)).await
    }

    async fn get_consistency_proof(
        &self,
        request: Request<v1::GetConsistencyProofRequest>,
    ) -> Result<Response<v1::GetConsistencyProofResponse>, Status> {
        let request = request.into_inner();
        let origin = Field::new("GetConsistencyProofRequest", "origin").origin(&request.origin)?;
        self.answer(move |answers| answers.consistency(&origin, request.old_size, request.new_size)).await
    }

    async fn get_status_evidence(
        &self,
        request: Request<v1::GetStatusEvidenceRequest>,
    ) -> Result<Response<v1::GetStatusEvidenceResponse>, Status> {
        let request = request.into_inner();
        let origin = Field::new("GetStatusEvidenceRequest", "origin").origin(&request.origin)?;
        self.answer(move |answers| answers.status(&origin, request.slot)).await
    }

    type FindTagsStream = find_tags::Tags;

    async fn find_tags(&self, request: Request<v1::FindTagsRequest>) -> Result<Response<find_tags::Tags>, Status> {
        let request = request.into_inner();
        let field = |name| Field::new("FindTagsRequest", name);
        let origin = field("origin").origin(&request.origin)?;
        let prefix = TagPrefix::new(&request.prefix, request.prefix_bits);
        let prefix = prefix.ok_or_else(|| field("prefix").fault("as few bytes as hold the bits, unused bits 0"))?;
        let place = self.streams.clone().try_acquire_owned().map_err(|_| too_many_streams())?;
        let opened = self.answer(move |answers| answers.tags(&origin, prefix)).await?.into_inner();
        let mut response = Response::new(find_tags::tags(opened.bucket, self.node.shutdown.clone(), place));
        answer::mark_fork(response.metadata_mut(), &opened.fork);
        Ok(response)
    }

    async fn get_roster(&self, _: Request<v1::GetRosterRequest>) -> Result<Response<v1::GetRosterResponse>, Status> {
        let roster = self.node.roster.borrow().clone();
        let roster = roster.ok_or_else(|| {
            let todo = "Ask another node, or the consortium that signs the roster.";
            Refusal::new(Code::NotFound, "no-roster", "This node works without a roster.", todo)
        })?;
        Ok(Response::new(v1::GetRosterResponse { note: roster.note().to_string().into_bytes() }))
    }
}

fn too_many_streams() -> Refusal {
    let what = format!("{STREAMS_MAX} streams are open on this node already.");
    Refusal::new(Code::ResourceExhausted, "too-many-streams", what, "Try again in a moment, or ask another node.")
}

/// What a store error is for whoever asked; its details are for this node's log.
fn store_refusal(error: &attestat_store::log::StoreError) -> Refusal {
    use attestat_store::log::StoreError;
    match error {
        StoreError::NoLog(origin) => Refusal::unknown_log(origin),
        StoreError::NoRecord { .. } => Refusal::new(
            Code::OutOfRange,
            refusal::OUT_OF_RANGE,
            sentence(error),
            "Ask for a size or an index that the log has.",
        ),
        _ => {
            tracing::error!("an answer could not be read: {error}");
            let todo = "Ask another node; who runs this one finds the reason in its log.";
            Refusal::new(
                Code::Internal,
                refusal::STORAGE,
                "What was asked for could not be read from this node's disk.",
                todo,
            )
        }
    }
}

/// An error as a sentence.
fn sentence(error: &dyn std::error::Error) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    chars.next().map(|first| format!("{}{}.", first.to_uppercase(), chars.as_str())).unwrap_or_default()
}
