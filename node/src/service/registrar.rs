//! The `Registrar` service: requests of a school to its own node, on a Unix socket only.
//!
//! Personal data passes through here, so no error, span or log line of this module is made from a
//! request's content; drafts are refused by field paths, never by values.

use crate::Node;
use crate::office::actor;
use crate::office::describe;
use crate::office::desk::{Desk, append_refusal, waits_for_cosigners};
use crate::office::erase;
use crate::office::issue;
use crate::office::merge;
use crate::office::pupil;
use crate::office::rebind;
use crate::office::reissue;
use crate::office::status_change;
use crate::office::supersede::{self, Urgency};
use crate::office::tickets;
use crate::writer::closed::Closed;
use crate::writer::pipeline::{AppendError, REQUEST_RECORDS_MAX, Snapshot};
use crate::writer::standings::{LogStanding, STARTING, Standings};
use attestat_credential::commitment::commitment;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::record::{Award, Class, Content, TAG_BYTES};
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Code, Request, Response, Status, Streaming};

/// Anchor requests of one stream that may be on their way to the disk at once.
const ANCHORS_AHEAD: usize = 8;

/// The service over the registries that this node hosts.
#[derive(Clone)]
pub struct RegistrarService {
    hosted: Arc<Vec<(RegistryId, Origin)>>,
    standings: Arc<Standings>,
    desks: Arc<RwLock<Vec<Arc<Desk>>>>,
    /// Desks that read, one for each registry, from before it may write.
    reading: Arc<RwLock<Vec<Arc<Desk>>>>,
    node: Arc<Node>,
}

impl RegistrarService {
    /// A service for the registries that `node` hosts; each is open when [`RegistrarService::open`] says so.
    pub fn new(node: Arc<Node>) -> Self {
        let hosted = node.config.registries.iter().map(|registry| (registry.id.clone(), registry.origin())).collect();
        Self {
            hosted: Arc::new(hosted),
            standings: node.standings.clone(),
            desks: Arc::default(),
            reading: Arc::default(),
            node,
        }
    }

    /// Opens a registry's desk.
    pub fn open(&self, desk: Arc<Desk>) {
        self.desks.write().unwrap_or_else(PoisonError::into_inner).push(desk);
    }

    /// Waits until no act of any desk is under way, for at most `patience`; returns true if none is.
    pub(crate) async fn acts_ended(&self, patience: Duration) -> bool {
        let desks: Vec<Arc<Desk>> = self.desks.read().unwrap_or_else(PoisonError::into_inner).clone();
        let (end, mut all_ended) = (Instant::now() + patience, true);
        for desk in desks {
            all_ended &= desk.acts.ended(end.saturating_duration_since(Instant::now())).await;
        }
        all_ended
    }

    /// Opens a registry for reading: families, exports and mailboxes do not wait until it may write.
    pub fn open_for_reading(&self, desk: Arc<Desk>) {
        let mut reading = self.reading.write().unwrap_or_else(PoisonError::into_inner);
        reading.retain(|held| held.id != desk.id);
        reading.push(desk);
    }

    /// Closes every desk.
    pub fn close(&self) {
        self.desks.write().unwrap_or_else(PoisonError::into_inner).clear();
        self.reading.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The desk of a registry that may write; of the only one when none is named.
    pub(crate) fn desk(&self, registry: &str) -> Result<Arc<Desk>, Refusal> {
        let (id, origin) = self.hosted(registry)?;
        let desk = find(&self.desks, id).ok_or_else(|| self.read_only(origin))?;
        desk.check_open().map(|()| desk)
    }

    /// The desk of a registry, for requests that write nothing into its log.
    pub(crate) fn reading_desk(&self, registry: &str) -> Result<Arc<Desk>, Refusal> {
        let (id, origin) = self.hosted(registry)?;
        find(&self.desks, id).or_else(|| find(&self.reading, id)).ok_or_else(|| self.read_only(origin))
    }

    /// Reason why a registry's key signs nothing more for it; none where its log is in good standing or only waits.
    pub(crate) fn closed(&self, desk: &Desk) -> Option<Refusal> {
        let log = desk.own.log();
        let roster = self.node.roster.borrow();
        let closed = Closed::of(log, roster.as_ref().map(|pinned| pinned.roster()));
        let closed = closed.ok().flatten().or_else(|| desk.closing.closed());
        closed.map(|closed| closed.refusal(log.origin()))
    }

    /// The desk for an erasure, which changes the vault and not the log: it waits while a registry starts, and
    /// never because its log was closed.
    fn erasing_desk(&self, registry: &str) -> Result<Arc<Desk>, Refusal> {
        let desk = self.reading_desk(registry)?;
        if self.closed(&desk).is_some() { Ok(desk) } else { self.desk(registry) }
    }

    fn hosted(&self, registry: &str) -> Result<&(RegistryId, Origin), Refusal> {
        let wanted = match (registry, self.hosted.as_slice()) {
            ("", [only]) => Some(only),
            (named, hosted) => hosted.iter().find(|(id, _)| id.as_str() == named),
        };
        wanted.ok_or_else(|| self.unknown_registry(registry))
    }

    fn unknown_registry(&self, registry: &str) -> Refusal {
        let hosted: Vec<&str> = self.hosted.iter().map(|(id, _)| id.as_str()).collect();
        let what = match registry {
            "" => "This node hosts several registries and the request names none.",
            _ => "This node does not host the registry that the request names.",
        };
        Refusal::new(Code::NotFound, "unknown-registry", what, format!("Name one of: {}.", hosted.join(", ")))
    }

    /// Loss of each registry that was given up with an earlier vault.
    fn losses(&self) -> Vec<v1::VaultLoss> {
        let told = |(id, _): &(RegistryId, Origin)| {
            let loss = self.node.vault.loss(id).ok().flatten()?;
            let (registry, awards) = (id.to_string(), loss.awards);
            Some(v1::VaultLoss { registry, awards, first_day: loss.first.to_string(), last_day: loss.last.to_string() })
        };
        self.hosted.iter().filter_map(told).collect()
    }

    fn read_only(&self, origin: &Origin) -> Refusal {
        if let Some(closed) = find(&self.reading, origin.registry()).and_then(|desk| self.closed(&desk)) {
            return closed;
        }
        let why = match self.standings.get(origin) {
            LogStanding::ReadOnly(why) | LogStanding::Stopped(why) => why,
            LogStanding::Own | LogStanding::Mirrored | LogStanding::Worried(_) | LogStanding::Doubted(_) => {
                STARTING.to_owned()
            }
        };
        let what = format!("The registry {origin} cannot be written now: {}.", why.trim_end_matches('.'));
        let todo = if why == STARTING {
            "Nothing was written; run the same command again in a moment."
        } else {
            "Nothing was written. Ask whoever runs the node to do what this says; `attestat status-of` shows when it is over, and the same command is safe then."
        };
        Refusal::new(Code::Unavailable, refusal::READ_ONLY, what, todo)
    }
}

/// The desk of a registry among these.
fn find(desks: &RwLock<Vec<Arc<Desk>>>, id: &RegistryId) -> Option<Arc<Desk>> {
    desks.read().unwrap_or_else(PoisonError::into_inner).iter().find(|desk| desk.id == *id).cloned()
}

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl v1::registrar_server::Registrar for RegistrarService {
    type IssueStream = Answers<v1::IssueResponse>;
    type AnchorStream = Answers<v1::AnchorResponse>;
    type ExportStream = Answers<v1::ExportResponse>;

    async fn issue(
        &self,
        request: Request<Streaming<v1::IssueRequest>>,
    ) -> Result<Response<Self::IssueStream>, Status> {
        let answers = issue::issue(self, request).await?;
        Ok(Response::new(Box::pin(ReceiverStream::new(answers))))
    }

    async fn anchor(
        &self,
        request: Request<Streaming<v1::AnchorRequest>>,
    ) -> Result<Response<Self::AnchorStream>, Status> {
        let (answers, receiver) = mpsc::channel(ANCHORS_AHEAD);
        let service = self.clone();
        tokio::spawn(async move { service.anchor_all(request.into_inner(), answers).await });
        Ok(Response::new(Box::pin(in_order(receiver))))
    }

    async fn change_status(
        &self,
        request: Request<v1::ChangeStatusRequest>,
    ) -> Result<Response<v1::ChangeStatusResponse>, Status> {
        let desk = self.desk(&request.get_ref().registry)?;
        Ok(Response::new(status_change::change_status(&desk, request).await?))
    }

    async fn export(&self, request: Request<v1::ExportRequest>) -> Result<Response<Self::ExportStream>, Status> {
        let actor = actor::registrar(&request);
        let request = request.into_inner();
        let desk = self.reading_desk(&request.registry)?;
        let (answers, receiver) = mpsc::channel(16);
        let mut response: Response<Self::ExportStream> = Response::new(Box::pin(ReceiverStream::new(receiver)));
        desk.mark_fork(response.metadata_mut());
        tokio::task::spawn_blocking(move || issue::export(&desk, &request.slots, &actor, &answers));
        Ok(response)
    }

    async fn get_node(&self, _: Request<v1::GetNodeRequest>) -> Result<Response<v1::GetNodeResponse>, Status> {
        let roster = self.node.roster.borrow().clone();
        let hosted = |(id, _): &(RegistryId, Origin)| v1::HostedRegistry {
            id: id.to_string(),
            has_cosigners: waits_for_cosigners(roster.as_deref(), id),
        };
        let hosted: Vec<v1::HostedRegistry> = self.hosted.iter().map(hosted).collect();
        Ok(Response::new(v1::GetNodeResponse {
            registries: hosted.iter().map(|registry| registry.id.clone()).collect(),
            has_cosigners: hosted.first().is_some_and(|registry| registry.has_cosigners),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            losses: self.losses(),
            hosted,
            notices: self.node.notices.all().into_iter().map(v1::Notice::from).collect(),
        }))
    }

    async fn reissue(&self, request: Request<v1::ReissueRequest>) -> Result<Response<v1::ReissueResponse>, Status> {
        let desk = self.desk(&request.get_ref().registry)?;
        Ok(Response::new(reissue::reissue(&desk, request).await?))
    }

    async fn make_ticket(
        &self,
        request: Request<v1::MakeTicketRequest>,
    ) -> Result<Response<v1::MakeTicketResponse>, Status> {
        let actor = actor::registrar(&request);
        let request = request.into_inner();
        let desk = self.desk(&request.registry)?;
        Ok(Response::new(tickets::ticket(&self.node, &desk, request, actor).await?))
    }

    async fn describe(&self, request: Request<v1::DescribeRequest>) -> Result<Response<v1::DescribeResponse>, Status> {
        let actor = actor::registrar(&request);
        let request = request.into_inner();
        let desk = self.reading_desk(&request.registry)?;
        Ok(Response::new(issue::blocking(move || describe::describe(&desk, request, &actor)).await??))
    }

    async fn merge_pupils(
        &self,
        request: Request<v1::MergePupilsRequest>,
    ) -> Result<Response<v1::MergePupilsResponse>, Status> {
        let actor = actor::registrar(&request);
        let request = request.into_inner();
        let desk = self.desk(&request.registry)?;
        Ok(Response::new(merge::merge(&desk, request, actor).await?))
    }

    async fn run_rebinding(
        &self,
        request: Request<v1::RunRebindingRequest>,
    ) -> Result<Response<v1::RunRebindingResponse>, Status> {
        let desk = self.desk(&request.into_inner().registry)?;
        let (now, acting) = (crate::machine::clock::now(), desk.clone());
        let act = async move {
            // What was replaced before this call, and never what it replaces itself.
            let superseded = supersede::run(&acting, now, Urgency::Now).await;
            // No family waits because of what another one's old document hinders.
            let rebound = rebind::run(&acting, now, Urgency::Now).await;
            Ok((superseded?, rebound?))
        };
        let (superseded, rebound) = desk.acts.run(act).await?;
        desk.wait_for_head(rebound.size).await;
        // A disk that is lost right after the command is to take nothing of it along.
        desk.wait(desk.own.log().state().size(), v1::Level::Witnessed).await?;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Response::new(v1::RunRebindingResponse {
            issued: count(rebound.issued),
            waiting: count(rebound.waiting),
            revoked: count(superseded.changed),
            revoked_later: count(superseded.waiting + rebound.issued),
        }))
    }

    async fn erase_pupil(
        &self,
        request: Request<v1::ErasePupilRequest>,
    ) -> Result<Response<v1::ErasePupilResponse>, Status> {
        let request = request.into_inner();
        let desk = self.erasing_desk(&request.registry)?;
        let (naming, named) = (desk.clone(), request.pupil);
        let pupil = issue::blocking(move || pupil::pupil_or_erased(&naming, named)).await??;
        Ok(Response::new(erase::erase(&desk, pupil).await?))
    }
}

/// An answer that is still being made.
type Pending = tokio::task::JoinHandle<Result<v1::AnchorResponse, Status>>;

/// Hands answers out in the order of their requests, as they become ready.
fn in_order(pending: mpsc::Receiver<Pending>) -> impl Stream<Item = Result<v1::AnchorResponse, Status>> {
    ReceiverStream::new(pending)
        .then(|answer| async move { answer.await.unwrap_or_else(|_| Err(crate::office::act::interrupted().into())) })
}

impl RegistrarService {
    /// Reads a stream of anchor requests; several are on their way at once, so that they share batches.
    async fn anchor_all(&self, mut requests: Streaming<v1::AnchorRequest>, answers: mpsc::Sender<Pending>) {
        while let Some(request) = requests.next().await {
            let service = self.clone();
            let answer = tokio::spawn(async move { service.anchor_one(request?).await });
            if answers.send(answer).await.is_err() {
                return;
            }
        }
    }

    async fn anchor_one(&self, request: v1::AnchorRequest) -> Result<v1::AnchorResponse, Status> {
        let desk = self.desk(&request.registry)?;
        desk.check_class(Class::Digest)?;
        let (wanted, acting) = (request.wait(), desk.clone());
        let anchored = desk.acts.run(async move { anchor_digests(&acting, &request.digests).await });
        let (anchored, size) = anchored.await?;
        let level = desk.wait(size, wanted).await?;
        Ok(v1::AnchorResponse { anchored, level: level.into() })
    }
}

/// Appends digests; returns their places, and the log's size.
async fn anchor_digests(desk: &Desk, digests: &[Vec<u8>]) -> Result<(Vec<v1::Anchored>, u64), Status> {
    let (contents, opened) = digest_awards(desk, digests)?;
    let halves = contents.len().div_ceil(REQUEST_RECORDS_MAX).max(1);
    let part = contents.len().div_ceil(halves).max(1);
    let mut anchored = Vec::with_capacity(contents.len());
    let mut size = 0;
    let mut opened = opened.into_iter();
    for contents in contents.chunks(part) {
        let appended = desk.pipeline.append(contents.to_vec(), Snapshot::AsNeeded).await;
        let appendage = appended.map_err(|error| append_refusal(&error))?;
        size = appendage.size;
        anchored.extend(
            appendage.indexes.into_iter().zip(&mut opened).map(|(index, Opening { slot, salt })| v1::Anchored {
                index,
                slot,
                salt: salt.to_vec(),
            }),
        );
    }
    Ok((anchored, size))
}

/// Values that open the commitment of an anchored digest, beside the digest itself.
struct Opening {
    slot: u32,
    salt: [u8; 32],
}

/// Awards of class 3 for digests, with the opening of each.
fn digest_awards(desk: &Desk, digests: &[Vec<u8>]) -> Result<(Vec<Content>, Vec<Opening>), Status> {
    let field = attestat_wire::field::Field::new("AnchorRequest", "digests");
    if digests.is_empty() || digests.len() > attestat_wire::limit::ANCHOR_DIGESTS_MAX {
        return Err(field.fault("1 to 1,000 digests are anchored at once").into());
    }
    let slots = desk.draw_slots(digests.len()).map_err(|error| append_refusal(&error))?;
    let mut random = vec![0_u8; (32 + TAG_BYTES) * digests.len()];
    getrandom::fill(&mut random).map_err(|_| append_refusal(&AppendError::NoRandomness))?;
    let (dice, _) = random.as_chunks::<{ 32 + TAG_BYTES }>();
    let mut contents = Vec::with_capacity(digests.len());
    let mut opened = Vec::with_capacity(digests.len());
    for ((digest, slot), die) in digests.iter().zip(slots).zip(dice) {
        let digest: [u8; 32] = field.exactly(digest)?;
        let (salt, tag) = split_die(die);
        let commitment = commitment(&salt, &digest);
        contents.push(Content::Award(Award { class: Class::Digest, slot, tag, commitment }));
        opened.push(Opening { slot, salt });
    }
    Ok((contents, opened))
}

fn split_die(die: &[u8; 32 + TAG_BYTES]) -> ([u8; 32], [u8; TAG_BYTES]) {
    let (mut salt, mut tag) = ([0; 32], [0; TAG_BYTES]);
    let (front, back) = die.split_at(32);
    salt.copy_from_slice(front);
    tag.copy_from_slice(back);
    (salt, tag)
}
