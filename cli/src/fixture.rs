//! Nodes in memory for tests: honest logs built by the ledger's own rules, served over a real connection,
//! and the lies that a test tells on purpose.

mod desk;

pub(crate) use desk::FamilyDesk;

use attestat_ledger::batch::{Bodies, Entry, SealedBatch};
use attestat_ledger::chain::{Awards, ChainError, LogState, append};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::day::Day;
use attestat_ledger::evidence::{AnchoredSnapshot, StatusFile};
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::key::{SecretKey, Signature};
use attestat_ledger::name::Origin;
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::{Award, Class, Content, Genesis, StatusChange};
use attestat_ledger::roster::RosterHash;
use attestat_ledger::status::{Reason, Status};
use attestat_ledger::tile::perfect_root;
use attestat_ledger::tree::{NodeSource, prove_consistency, prove_inclusion, root_at};
use attestat_wire::connect::Address;
use attestat_wire::field::path_bytes;
use attestat_wire::listen::{HandshakeLimits, Identity, secured, server};
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use attestat_wire::v1::holder_server::HolderServer;
use attestat_wire::v1::log_server::{Log, LogServer};
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use tokio_stream::Stream;
use tonic::{Request, Response};
use zeroize::Zeroizing;

pub(crate) const GOVERNOR: u8 = 1;
pub(crate) const REGISTRY: u8 = 10;
pub(crate) const MIRROR: u8 = 20;
/// The log of every test.
pub(crate) const ORIGIN: &str = "a.example/1";
/// When the mirror cosigns.
pub(crate) const COSIGNED_AT: u64 = 1_630_504_800;

pub(crate) fn secret(seed: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([seed; 32]))
}

pub(crate) fn origin() -> Origin {
    Origin::parse(ORIGIN).unwrap()
}

fn governor() -> VerifierKey {
    VerifierKey::new("pilot.example", SignatureType::Ed25519, secret(GOVERNOR).public()).unwrap()
}

fn mirror() -> VerifierKey {
    VerifierKey::new("b.example/m1", SignatureType::CosignatureV1, secret(MIRROR).public()).unwrap()
}

/// A signed roster with the log of every test and one mirror whose word is a quorum.
pub(crate) fn roster(version: u64, previous: Option<RosterHash>) -> (Vec<u8>, RosterHash) {
    roster_with(version, previous, "")
}

/// The same with more TOML at its end.
pub(crate) fn roster_with(version: u64, previous: Option<RosterHash>, more: &str) -> (Vec<u8>, RosterHash) {
    let previous = previous.map_or_else(String::new, |hash| format!("previous = \"{hash}\"\n"));
    let text = format!(
        "format = \"attestat/roster/v1\"\nversion = {version}\n{previous}issued = \"2021-09-01\"\nexpires = \"2999-09-01\"\nthreshold = 1\n\
         governors = [\"{}\"]\nquorum = \"quorum b.example/m1\"\n\
         [[registry]]\nid = \"a.example\"\nname = \"A\"\norganisation = \"A\"\nregion = \"77\"\nclasses = [\"certificate\"]\nstate = \"active\"\n\
         [[registry.log]]\norigin = \"{ORIGIN}\"\n[[registry.log.key]]\nkey = \"{}\"\nfrom_size = 1\n\
         [[cosigner]]\nkey = \"{}\"\norganisation = \"B\"\nkind = \"mirror\"\n{more}",
        governor(),
        attestat_ledger::encoding::base64(secret(REGISTRY).public().as_bytes()),
        mirror(),
    );
    let hash = RosterHash(attestat_ledger::hash::sha256(text.as_bytes()));
    let mut note = Note::unsigned(text).unwrap();
    note.sign(&governor(), &secret(GOVERNOR));
    (note.to_string().into_bytes(), hash)
}

/// A log in memory, grown by the ledger's own rules.
#[derive(Clone)]
pub(crate) struct MemoryLog {
    state: LogState,
    awards: Vec<(u64, Award)>,
    leaves: Vec<NodeHash>,
    pub(crate) batches: Vec<SealedBatch>,
}

impl Awards for MemoryLog {
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError> {
        Ok(self.awards.iter().find(|(at, _)| *at == index).map(|(_, award)| award.clone()))
    }
}

impl NodeSource for MemoryLog {
    type Error = core::convert::Infallible;

    fn node(&self, level: u8, index: u64) -> Result<NodeHash, Self::Error> {
        let (width, begin) = (1_usize << level, usize::try_from(index).unwrap() << level);
        Ok(perfect_root(&self.leaves[begin..begin + width]).unwrap())
    }
}

impl MemoryLog {
    /// A log with its genesis, sealed.
    pub(crate) fn new() -> Self {
        let state = LogState::empty(origin());
        let mut log = Self { state, awards: Vec::new(), leaves: Vec::new(), batches: Vec::new() };
        let genesis = Genesis { key: secret(REGISTRY).public(), origin: origin(), predecessor: None };
        log.append(vec![Content::Genesis(genesis)]);
        log
    }

    pub(crate) fn size(&self) -> u64 {
        self.state.size()
    }

    /// One more sealed batch.
    pub(crate) fn append(&mut self, contents: Vec<Content>) {
        let entry =
            Entry { base_size: self.size(), base_root: self.state.root(), day: Day::from_number(18_871), contents };
        let appended = append(&self.state, &entry, self).unwrap();
        let first = self.size();
        self.state = appended.next().clone();
        self.awards.extend(appended.awards().iter().cloned());
        self.leaves.extend(appended.leaves().iter().map(|leaf| leaf.node()));
        let seal = *self.state.seal(&secret(REGISTRY)).unwrap().seal();
        self.batches.push(SealedBatch { first, bodies: appended.bodies().clone(), root: self.state.root(), seal });
    }

    /// A batch of awards in these slots; `tag` makes another history of the same shape.
    pub(crate) fn award(&mut self, slots: impl Iterator<Item = u32>, tag: u8) {
        let award = |slot| Award { class: Class::Certificate, slot, tag: [tag; 16], commitment: [7; 32] };
        self.append(slots.map(|slot| Content::Award(award(slot))).collect());
    }

    /// A batch that revokes an award and ends in a snapshot.
    pub(crate) fn revoke(&mut self, target: u64, slot: u32) {
        let change = StatusChange { target, slot, status: Status::Revoked, reason: Reason::IssuedInError };
        let mut after = (*self.state.statuses).clone();
        after.set(slot, Status::Revoked);
        self.append(vec![Content::Status(change), Content::Snapshot(after.snapshot())]);
    }

    fn root_at(&self, size: u64) -> RootHash {
        root_at(self, size).unwrap()
    }

    /// The head at a size that was sealed, with the mirror's cosignature if it confirms.
    pub(crate) fn head(&self, size: u64, cosigned: bool) -> CheckpointNote {
        let ends = |batch: &&SealedBatch| batch.first + batch.bodies.iter().count() as u64 == size;
        let seal: Signature = self.batches.iter().find(ends).unwrap().seal;
        let checkpoint = Checkpoint { origin: origin(), size, root: self.root_at(size) };
        let mut note = checkpoint.note(&secret(REGISTRY).public(), &seal);
        if cosigned {
            note.put_signature(cosign(&mirror(), &secret(MIRROR), note.text(), COSIGNED_AT));
        }
        CheckpointNote::from_note(note).unwrap()
    }

    /// The proof of a record under a head.
    pub(crate) fn proof(&self, index: u64, head: &CheckpointNote) -> TlogProof {
        let path = prove_inclusion(self, index, head.checkpoint().size).unwrap();
        TlogProof { extra: None, index, path, checkpoint: head.to_string() }
    }

    /// The entries of the tag index: tag and index, ascending.
    fn tags(&self) -> Vec<Vec<u8>> {
        let mut entries: Vec<Vec<u8>> =
            self.awards.iter().map(|(index, award)| [&award.tag[..], &index.to_be_bytes()].concat()).collect();
        entries.sort();
        entries
    }

    /// The statuses of a log that ends in a snapshot.
    pub(crate) fn statuses(&self, cosigned: bool) -> Option<StatusFile> {
        let last = self.size() - 1;
        let proof = self.proof(last, &self.head(self.size(), cosigned));
        let anchor = AnchoredSnapshot::new(&self.body(last), proof).ok()?;
        Some(StatusFile::new(anchor, (*self.state.statuses).clone()).unwrap())
    }

    /// A record as bytes.
    pub(crate) fn body(&self, index: u64) -> Vec<u8> {
        let batch = self.batches.iter().rev().find(|batch| batch.first <= index).unwrap();
        batch.bodies.iter().nth(usize::try_from(index - batch.first).unwrap()).unwrap().to_vec()
    }

    /// Changes one byte of a record as it is served; hashes and seals stay.
    pub(crate) fn spoil(&mut self, batch: usize, record: usize) {
        let mut bodies = Bodies::default();
        for (at, body) in self.batches[batch].bodies.iter().enumerate() {
            let mut body = body.to_vec();
            if at == record {
                *body.last_mut().unwrap() ^= 1;
            }
            bodies.push(&body);
        }
        self.batches[batch].bodies = bodies;
    }
}

/// What a node serves.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) log: MemoryLog,
    pub(crate) roster: Vec<u8>,
    /// Size of the published head; none is published at 0.
    pub(crate) published: u64,
    /// Whether the mirror has confirmed the heads.
    pub(crate) cosigned: bool,
    /// A head to show in place of the newest.
    pub(crate) newest: Option<CheckpointNote>,
    /// After how many batches streams are cut.
    pub(crate) cut_after: usize,
    /// Evidence of a fork that every answer carries.
    pub(crate) fork: String,
    /// Whether the node answers, to whoever looks for tags, that there are none.
    pub(crate) hides_tags: bool,
}

impl Served {
    /// An honest node with everything published.
    pub(crate) fn honest(log: MemoryLog) -> Self {
        let published = log.size();
        let (roster, _) = roster(1, None);
        let (cosigned, newest, cut_after) = (true, None, usize::MAX);
        Self { log, roster, published, cosigned, newest, cut_after, fork: String::new(), hides_tags: false }
    }
}

/// A node that answers until it is dropped.
pub(crate) struct RunningNode {
    pub(crate) address: String,
    served: Arc<Mutex<Served>>,
    _runtime: tokio::runtime::Runtime,
}

impl RunningNode {
    /// Serves on a socket in `folder`.
    pub(crate) fn start(folder: &Path, name: &str, served: Served) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let path = folder.join(name);
        let served = Arc::new(Mutex::new(served));
        let service = LogServer::new(Service(served.clone()));
        let guard = runtime.enter();
        let listener = tokio::net::UnixListener::bind(&path).unwrap();
        drop(guard);
        let incoming = tokio_stream::wrappers::UnixListenerStream::new(listener);
        runtime.spawn(attestat_wire::listen::server().add_service(service).serve_with_incoming(incoming));
        Self { address: format!("unix://{}", path.display()), served, _runtime: runtime }
    }

    /// Serves on a port of loopback with the TLS key of this seed: the log, and what it answers to families.
    pub(crate) fn start_tls(seed: u8, served: Served, desk: &FamilyDesk) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let identity = Identity::new(secret(seed)).unwrap();
        let served = Arc::new(Mutex::new(served));
        let services = server().add_service(LogServer::new(Service(served.clone())));
        let services = services.add_service(HolderServer::new(desk.clone()));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = Address::from(listener.local_addr().unwrap()).with_pin(identity.pin());
        let guard = runtime.enter();
        let incoming = secured(listener, &identity, HandshakeLimits::default());
        drop(guard);
        runtime.spawn(services.serve_with_incoming(incoming));
        Self { address: address.to_string(), served, _runtime: runtime }
    }

    /// Changes what the node serves.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Served)) {
        change(&mut self.served.lock().unwrap());
    }
}

struct Service(Arc<Mutex<Served>>);

impl Service {
    fn served(&self, origin: &str) -> Result<Served, Refusal> {
        let served = self.0.lock().unwrap().clone();
        if origin == ORIGIN { Ok(served) } else { Err(Refusal::unknown_log(origin)) }
    }
}

fn no_head() -> Refusal {
    Refusal::new(tonic::Code::NotFound, "no-head", "Nothing is published yet.", "Ask later.")
}

#[tonic::async_trait]
impl Log for Service {
    type StreamBatchesStream = Pin<Box<dyn Stream<Item = Result<v1::SealedBatch, tonic::Status>> + Send>>;

    async fn list_logs(
        &self,
        _: Request<v1::ListLogsRequest>,
    ) -> Result<Response<v1::ListLogsResponse>, tonic::Status> {
        let served = self.served(ORIGIN)?;
        let standing = if served.fork.is_empty() { v1::Standing::Own } else { v1::Standing::Forked };
        let summary = v1::LogSummary {
            origin: ORIGIN.to_owned(),
            standing: standing.into(),
            size: served.log.size(),
            published_size: served.published,
            ..Default::default()
        };
        Ok(Response::new(v1::ListLogsResponse { logs: vec![summary], notices: Vec::new() }))
    }

    async fn get_checkpoint(
        &self,
        request: Request<v1::GetCheckpointRequest>,
    ) -> Result<Response<v1::GetCheckpointResponse>, tonic::Status> {
        let request = request.into_inner();
        let served = self.served(&request.origin)?;
        let note = match request.which() {
            v1::get_checkpoint_request::Which::Published if served.published == 0 => return Err(no_head().into()),
            v1::get_checkpoint_request::Which::Published => served.log.head(served.published, served.cosigned),
            v1::get_checkpoint_request::Which::Newest => {
                served.newest.clone().unwrap_or_else(|| served.log.head(served.log.size(), false))
            }
        };
        Ok(Response::new(v1::GetCheckpointResponse { note: note.to_string(), fork: served.fork }))
    }

    async fn stream_batches(
        &self,
        request: Request<v1::StreamBatchesRequest>,
    ) -> Result<Response<Self::StreamBatchesStream>, tonic::Status> {
        let served = self.served(&request.into_inner().origin)?;
        let mut answers: Vec<Result<v1::SealedBatch, tonic::Status>> =
            served.log.batches.into_iter().take(served.cut_after).map(|batch| Ok(batch.into())).collect();
        if served.cut_after != usize::MAX {
            answers.push(Err(tonic::Status::unavailable("the cable was pulled")));
        }
        Ok(Response::new(Box::pin(tokio_stream::iter(answers))))
    }

    async fn get_inclusion_proof(
        &self,
        request: Request<v1::GetInclusionProofRequest>,
    ) -> Result<Response<v1::GetInclusionProofResponse>, tonic::Status> {
        let request = request.into_inner();
        let served = self.served(&request.origin)?;
        let head = served.log.head(if request.size == 0 { served.published } else { request.size }, served.cosigned);
        let proof = served.log.proof(request.index, &head).to_string();
        let record = served.log.body(request.index);
        Ok(Response::new(v1::GetInclusionProofResponse { record, proof, fork: served.fork }))
    }

    async fn get_consistency_proof(
        &self,
        request: Request<v1::GetConsistencyProofRequest>,
    ) -> Result<Response<v1::GetConsistencyProofResponse>, tonic::Status> {
        let request = request.into_inner();
        let served = self.served(&request.origin)?;
        let path = prove_consistency(&served.log, request.old_size, request.new_size).unwrap();
        Ok(Response::new(v1::GetConsistencyProofResponse {
            path: path_bytes(&path),
            old_root: served.log.root_at(request.old_size).as_bytes().to_vec(),
            new_root: served.log.root_at(request.new_size).as_bytes().to_vec(),
            fork: served.fork,
        }))
    }

    async fn get_status_evidence(
        &self,
        request: Request<v1::GetStatusEvidenceRequest>,
    ) -> Result<Response<v1::GetStatusEvidenceResponse>, tonic::Status> {
        let served = self.served(&request.into_inner().origin)?;
        let evidence = served.log.statuses(served.cosigned).map_or_else(String::new, |file| file.to_string());
        Ok(Response::new(v1::GetStatusEvidenceResponse { evidence, fork: served.fork }))
    }

    type FindTagsStream = tokio_stream::Once<Result<v1::FindTagsResponse, tonic::Status>>;

    async fn find_tags(
        &self,
        request: Request<v1::FindTagsRequest>,
    ) -> Result<Response<Self::FindTagsStream>, tonic::Status> {
        let request = request.into_inner();
        let served = self.served(&request.origin)?;
        let mut entries = served.log.tags();
        entries.retain(|_| !served.hides_tags);
        assert_eq!(request.prefix_bits, 0, "the logs of tests are so small that every tag is in one bucket");
        let answer = v1::FindTagsResponse { entries: entries.concat(), indexed_size: served.log.size() };
        Ok(Response::new(tokio_stream::once(Ok(answer))))
    }

    async fn get_roster(
        &self,
        _: Request<v1::GetRosterRequest>,
    ) -> Result<Response<v1::GetRosterResponse>, tonic::Status> {
        Ok(Response::new(v1::GetRosterResponse { note: self.served(ORIGIN)?.roster }))
    }
}
