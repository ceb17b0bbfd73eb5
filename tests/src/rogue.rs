//! A node in the hands of somebody who lies: it speaks the network contract over a history in memory.

use crate::history::History;
use anyhow::Context as _;
use attestat_ledger::batch::{Bodies, SealedBatch};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::hash::{LeafHash, RootHash};
use attestat_ledger::key::SecretKey;
use attestat_ledger::note::NoteSignature;
use attestat_ledger::record::{Content, Record};
use attestat_wire::field::path_bytes;
use attestat_wire::listen::{HandshakeLimits, Identity, secured};
use attestat_wire::v1;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_stream::Stream;
use tonic::{Request, Response, Status};

/// Change that the node makes to the history that it shows.
#[derive(Debug, Clone)]
pub enum Lie {
    /// No lie: all that is shown was signed.
    Nothing,
    /// One bit of the last record of each batch is another.
    SpoilsRecords,
    /// Seals are made up.
    ForgesSeals,
    /// The snapshot at the end of the newest batch is another, and the root with it.
    ForgesSnapshots,
    /// The log's signature on heads is made up.
    ForgesHeads,
    /// Heads carry this line in a cosigner's name.
    Adds(Box<NoteSignature>),
    /// Heads are shown, and no proof that connects them.
    HidesProofs,
}

/// The history that is shown, and the reports that were told.
#[derive(Debug)]
struct Face {
    history: History,
    lie: Lie,
    told: Vec<String>,
}

/// A lying node; it ends when it is dropped.
pub struct Rogue {
    service: Service,
    server: tokio::task::JoinHandle<()>,
}

impl Rogue {
    /// Listens on a port of loopback, with this key of the network: a stolen one, or one of its own.
    pub async fn serve(port: u16, key: SecretKey, history: History, lie: Lie) -> anyhow::Result<Self> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        let identity = Identity::new(key)?;
        let face = Face { history, lie, told: Vec::new() };
        let service = Service(Arc::new(Mutex::new(face)));
        let router = attestat_wire::listen::server()
            .add_service(v1::log_server::LogServer::new(service.clone()))
            .add_service(v1::peering_server::PeeringServer::new(service.clone()));
        let server = tokio::spawn(async move {
            let incoming = secured(listener, &identity, HandshakeLimits::default());
            let _ = router.serve_with_incoming(incoming).await;
        });
        Ok(Self { service, server })
    }

    /// Shows another history from now on.
    pub fn show(&self, history: History) {
        self.service.face(|face| face.history = history);
    }

    /// The fork reports that came in.
    pub fn told(&self) -> Vec<String> {
        self.service.face(|face| face.told.clone())
    }
}

impl Drop for Rogue {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[derive(Clone)]
struct Service(Arc<Mutex<Face>>);

impl Service {
    fn face<T>(&self, look: impl FnOnce(&mut Face) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn head(&self) -> Result<String, Status> {
        let head = self.face(|face| face.head());
        head.map(|note| note.to_string()).map_err(|error| Status::not_found(error.to_string()))
    }
}

impl Face {
    fn head(&self) -> anyhow::Result<CheckpointNote> {
        let honest = self.history.newest()?;
        let mut note = honest.note().clone();
        match &self.lie {
            Lie::ForgesHeads => {
                let mut line = note.signatures().first().context("the log's signature")?.clone();
                if let Some(byte) = line.blob.last_mut() {
                    *byte ^= 1;
                }
                note.retain_signatures(|_| false);
                note.put_signature(line);
            }
            Lie::Adds(line) => note.put_signature(NoteSignature::clone(line)),
            _ => {}
        }
        Ok(CheckpointNote::from_note(note)?)
    }

    fn batches(&self, from: u64) -> Vec<SealedBatch> {
        let end = |batch: &SealedBatch| batch.first + batch.bodies.iter().count() as u64;
        let batches = self.history.batches().iter().filter(|batch| end(batch) > from).cloned();
        batches.map(|batch| self.spoil(batch)).collect()
    }

    fn spoil(&self, mut batch: SealedBatch) -> SealedBatch {
        match self.lie {
            Lie::SpoilsRecords => {
                batch.bodies = changed(&batch.bodies, |bytes| {
                    if let Some(last) = bytes.last_mut() {
                        *last ^= 1;
                    }
                })
            }
            Lie::ForgesSeals => batch.seal = attestat_ledger::key::Signature::from_bytes([5; 64]),
            Lie::ForgesSnapshots => self.forge_snapshot(&mut batch),
            _ => {}
        }
        batch
    }

    /// A consistent batch with another last snapshot: only its seal does not fit.
    fn forge_snapshot(&self, batch: &mut SealedBatch) {
        batch.bodies = with_other_snapshot(&batch.bodies);
        let states = self.history.batches().iter().take_while(|held| held.first < batch.first).count();
        let mut tree = self.history.before(self.history.batches().len() - states).state().tree;
        batch.bodies.iter().for_each(|body| tree.push(LeafHash::of(body)));
        batch.root = tree.root().unwrap_or_else(RootHash::empty);
    }
}

/// The same bodies, the last one of which says something else if it is a snapshot.
pub fn with_other_snapshot(bodies: &Bodies) -> Bodies {
    let mut others = Bodies::default();
    for body in bodies.iter() {
        match Record::parse(body) {
            Ok(mut record) => {
                if let Content::Snapshot(snapshot) = &mut record.content {
                    snapshot.count += 1;
                }
                others.push(&record.body());
            }
            Err(_) => others.push(body),
        }
    }
    others
}

/// The same bodies with their bytes changed; the lengths stay.
fn changed(bodies: &Bodies, change: impl FnOnce(&mut Vec<u8>)) -> Bodies {
    let mut bytes = bodies.as_bytes().to_vec();
    change(&mut bytes);
    Bodies::parse(bytes).unwrap_or_else(|_| bodies.clone())
}

#[tonic::async_trait]
impl v1::log_server::Log for Service {
    type StreamBatchesStream = Pin<Box<dyn Stream<Item = Result<v1::SealedBatch, Status>> + Send>>;

    async fn list_logs(&self, _: Request<v1::ListLogsRequest>) -> Result<Response<v1::ListLogsResponse>, Status> {
        let state = self.face(|face| face.history.state());
        let summary = v1::LogSummary {
            origin: state.origin.to_string(),
            standing: v1::Standing::Own.into(),
            size: state.size(),
            published_size: state.size(),
            indexed_size: state.size(),
            ..v1::LogSummary::default()
        };
        Ok(Response::new(v1::ListLogsResponse { logs: vec![summary], notices: Vec::new() }))
    }

    async fn get_checkpoint(
        &self,
        request: Request<v1::GetCheckpointRequest>,
    ) -> Result<Response<v1::GetCheckpointResponse>, Status> {
        if request.get_ref().origin != self.face(|face| face.history.state().origin.to_string()) {
            return Err(Status::not_found("no such log"));
        }
        Ok(Response::new(v1::GetCheckpointResponse { note: self.head()?, fork: String::new() }))
    }

    async fn stream_batches(
        &self,
        request: Request<v1::StreamBatchesRequest>,
    ) -> Result<Response<Self::StreamBatchesStream>, Status> {
        let batches = self.face(|face| face.batches(request.get_ref().from_index));
        let messages = batches.into_iter().map(|batch| Ok(v1::SealedBatch::from(batch)));
        Ok(Response::new(Box::pin(tokio_stream::iter(messages.collect::<Vec<_>>()))))
    }

    async fn get_consistency_proof(
        &self,
        request: Request<v1::GetConsistencyProofRequest>,
    ) -> Result<Response<v1::GetConsistencyProofResponse>, Status> {
        let v1::GetConsistencyProofRequest { old_size, new_size, .. } = request.into_inner();
        if self.face(|face| matches!(face.lie, Lie::HidesProofs)) {
            return Err(Status::unavailable("not now"));
        }
        let (old, new, path) = self.face(|face| {
            let history = &face.history;
            (history.root_at(old_size), history.root_at(new_size), history.consistency(old_size, new_size))
        });
        let missing = || Status::out_of_range("no such size");
        Ok(Response::new(v1::GetConsistencyProofResponse {
            path: path_bytes(&path.ok_or_else(missing)?),
            old_root: old.ok_or_else(missing)?.as_bytes().to_vec(),
            new_root: new.ok_or_else(missing)?.as_bytes().to_vec(),
            fork: String::new(),
        }))
    }

    async fn get_inclusion_proof(
        &self,
        _: Request<v1::GetInclusionProofRequest>,
    ) -> Result<Response<v1::GetInclusionProofResponse>, Status> {
        Err(Status::unimplemented("the rogue proves nothing"))
    }

    async fn get_status_evidence(
        &self,
        _: Request<v1::GetStatusEvidenceRequest>,
    ) -> Result<Response<v1::GetStatusEvidenceResponse>, Status> {
        Err(Status::not_found("no status"))
    }

    type FindTagsStream = tokio_stream::Empty<Result<v1::FindTagsResponse, Status>>;

    async fn find_tags(&self, _: Request<v1::FindTagsRequest>) -> Result<Response<Self::FindTagsStream>, Status> {
        Err(Status::unimplemented("no tags"))
    }

    async fn get_roster(&self, _: Request<v1::GetRosterRequest>) -> Result<Response<v1::GetRosterResponse>, Status> {
        Err(Status::not_found("no roster"))
    }
}

#[tonic::async_trait]
impl v1::peering_server::Peering for Service {
    async fn offer_checkpoint(
        &self,
        _: Request<v1::OfferCheckpointRequest>,
    ) -> Result<Response<v1::OfferCheckpointResponse>, Status> {
        Ok(Response::new(v1::OfferCheckpointResponse { size: 0, ..Default::default() }))
    }

    async fn submit_cosignature(
        &self,
        _: Request<v1::SubmitCosignatureRequest>,
    ) -> Result<Response<v1::SubmitCosignatureResponse>, Status> {
        Ok(Response::new(v1::SubmitCosignatureResponse {}))
    }

    async fn report_fork(
        &self,
        request: Request<v1::ReportForkRequest>,
    ) -> Result<Response<v1::ReportForkResponse>, Status> {
        self.face(|face| face.told.push(request.into_inner().evidence));
        Ok(Response::new(v1::ReportForkResponse {}))
    }

    async fn get_newest_seen(
        &self,
        _: Request<v1::GetNewestSeenRequest>,
    ) -> Result<Response<v1::GetNewestSeenResponse>, Status> {
        Err(Status::not_found("the rogue has seen nothing"))
    }
}
