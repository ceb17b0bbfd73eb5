//! The `Peering` service: hints, cosignatures and fork reports from other nodes. Nothing here is
//! believed; it is passed to the machine that checks it, as far as there is a place in its queue.

use crate::machine::party::Party;
use crate::mirror::accused::Accused;
use crate::mirror::admission::{Queue, QueuePlace};
use crate::mirror::follow::Followed;
use crate::mirror::publish::Publication;
use crate::service::gate::{Gate, Guest, Limits, Share, busy};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::FORK_BYTES_MAX;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{PlaceAtCut, Roster};
use attestat_replica::follower;
use attestat_store::log::Log;
use attestat_wire::field::Field;
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use attestat_wire::v1::peering_server::PeeringServer;
use attestat_words::text;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tonic::{Code, Request, Response, Status};

/// Largest request that is decoded: the evidence of a fork, or a head with a hundred lines of 400 bytes.
const REQUEST_BYTES_MAX: usize = FORK_BYTES_MAX + (64 << 10);
/// Messages that wait at all threads together: of strangers, each parsed into some three times its bytes: 24 MiB; of
/// peers, and of one peer.
pub(crate) const IN_THE_NODE: [usize; 3] = [64, 512, 32];

/// A request and its answer weigh as much as the largest of both; 64 of strangers take 12 MiB.
static LIMITS: Limits = Limits {
    strangers: Share { requests: 64, bytes: 64 * WEIGHT },
    network: Share { requests: 16, bytes: 16 * WEIGHT },
    peers: Share { requests: 512, bytes: 512 * WEIGHT },
    peer: Share { requests: 64, bytes: 64 * WEIGHT },
    time: Duration::from_secs(20),
    stall: Duration::from_secs(60),
    life: Duration::from_secs(300),
    weigh: |_| WEIGHT,
};
const WEIGHT: usize = REQUEST_BYTES_MAX + FORK_BYTES_MAX;

/// Lines to the threads for which incoming messages are.
#[derive(Clone, Default)]
pub struct Switchboard(Arc<RwLock<Lines>>);

#[derive(Default)]
struct Lines {
    followed: BTreeMap<Origin, Followed>,
    published: BTreeMap<Origin, (Publication, Arc<Log>)>,
    hosted: BTreeMap<Origin, Accused>,
    /// True if everything was told to end: a line that is added later ends at once.
    ended: bool,
}

impl Switchboard {
    /// Adds a mirrored log.
    pub fn add_followed(&self, followed: Followed) {
        let origin = followed.log().origin().clone();
        let mut lines = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if lines.ended {
            followed.stop();
        }
        lines.followed.insert(origin, followed);
    }

    /// Adds a log of our own.
    pub fn add_published(&self, log: Arc<Log>, publication: Publication) {
        let origin = log.origin().clone();
        let mut lines = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if lines.ended {
            publication.stop();
        }
        lines.published.insert(origin, (publication, log));
    }

    /// Adds a log that is hosted here, whether it may be written or not.
    pub fn add_hosted(&self, accused: Accused) {
        let origin = accused.log().origin().clone();
        self.0.write().unwrap_or_else(PoisonError::into_inner).hosted.insert(origin, accused);
    }

    /// A log that is hosted here.
    pub fn hosted(&self, origin: &Origin) -> Option<Accused> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).hosted.get(origin).cloned()
    }

    /// The follower of a log.
    pub fn followed(&self, origin: &Origin) -> Option<Followed> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).followed.get(origin).cloned()
    }

    /// The publisher of a log of our own.
    pub fn published(&self, origin: &Origin) -> Option<(Publication, Arc<Log>)> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).published.get(origin).cloned()
    }

    /// Ends every thread.
    pub fn stop(&self) {
        let mut lines = self.0.write().unwrap_or_else(PoisonError::into_inner);
        lines.ended = true;
        lines.followed.values().for_each(Followed::stop);
        lines.published.values().for_each(|(publication, _)| publication.stop());
    }

    fn unknown(origin: &Origin) -> Status {
        Refusal::unknown_log(origin.as_str()).into()
    }
}

/// The service over a node's followers and publishers.
#[derive(Clone)]
pub struct PeeringService {
    switchboard: Switchboard,
    roster: Option<Arc<Roster>>,
    waiting: Queue,
}

impl PeeringService {
    /// A service that passes messages on by this switchboard.
    pub fn new(switchboard: Switchboard, roster: Option<Arc<Roster>>) -> Self {
        Self { switchboard, roster, waiting: Queue::new(IN_THE_NODE) }
    }

    /// Refuses a head that the roster's cut leaves out: it is neither followed, cosigned nor published.
    fn check_cut(&self, note: &CheckpointNote) -> Result<(), Refusal> {
        let checkpoint = note.checkpoint();
        let cut = match self.roster.as_ref().map_or(PlaceAtCut::Counts, |roster| roster.place_at_cut(checkpoint)) {
            PlaceAtCut::Counts => return Ok(()),
            PlaceAtCut::Beyond(cut) | PlaceAtCut::Beside(cut) => cut,
        };
        let (origin, size) = (checkpoint.origin.to_string(), checkpoint.size.to_string());
        let what = text!("refusal-beyond-cut", origin = origin, cut = cut, size = size);
        Err(Refusal::new(Code::FailedPrecondition, refusal::LOG_CUT, what, text!("refusal-beyond-cut.next")))
    }

    /// Refusal of lines for a log that is not published. Where it is opened just now, a cosigner tries again: its line
    /// may be the only one for hours that tells the registry what day it is.
    fn not_published(&self, origin: &Origin) -> Status {
        let Some(hosted) = self.switchboard.hosted(origin) else { return Switchboard::unknown(origin) };
        if let Some(closed) = hosted.closing().closed() {
            return closed.refusal(origin).into();
        }
        let what = text!("refusal-not-open", origin = origin.to_string());
        Refusal::new(Code::Unavailable, refusal::READ_ONLY, what, text!("refusal-not-open.next")).into()
    }

    /// The service as a listener takes it: messages of bounded size, a bounded number of them at a time.
    pub fn into_server(self) -> Gate<PeeringServer<Self>> {
        Gate::new(PeeringServer::new(self).max_decoding_message_size(REQUEST_BYTES_MAX), &LIMITS)
    }

    /// Party whose places a request takes, and a place for its message among all that wait.
    fn place<T>(&self, request: &Request<T>) -> Result<(Party, QueuePlace), Status> {
        let who = Guest::of(request.extensions()).who();
        Ok((who, self.waiting.enter(who).ok_or_else(busy)?))
    }
}

/// The newest head whose records are held here, and the newest that was seen where that is larger.
fn heads(followed: &Followed) -> Vec<String> {
    let held = followed.log().newest_seal().ok().flatten();
    let size = held.as_ref().map_or(0, |held| held.checkpoint().size);
    let seen = followed.newest_seen().filter(|seen| seen.checkpoint().size > size);
    held.into_iter().chain(seen).map(|head| head.note().to_string()).collect()
}

/// Refusal where this node's knowledge of a log cannot be told. Nobody may take that for nothing.
fn unread(origin: &Origin) -> Status {
    let what = text!("refusal-copy-damaged", origin = origin.to_string());
    Refusal::new(Code::Unavailable, refusal::STORAGE, what, text!("refusal-copy-damaged.next")).into()
}

fn taken(is_taken: bool) -> Result<(), Status> {
    if is_taken { Ok(()) } else { Err(busy().into()) }
}

#[tonic::async_trait]
impl v1::peering_server::Peering for PeeringService {
    async fn offer_checkpoint(
        &self,
        request: Request<v1::OfferCheckpointRequest>,
    ) -> Result<Response<v1::OfferCheckpointResponse>, Status> {
        let (who, place) = self.place(&request)?;
        let note = Field::new("OfferCheckpointRequest", "note").checkpoint(&request.get_ref().note)?;
        let origin = note.checkpoint().origin.clone();
        let followed = self.switchboard.followed(&origin).ok_or_else(|| Switchboard::unknown(&origin))?;
        let fork = followed.fork().map_err(|_| unread(&origin))?;
        // Whoever offers hears of the fork first, and of a cut only where nothing worse is known.
        if fork.is_none() {
            self.check_cut(&note)?;
        }
        let size = followed.log().state().size();
        taken(followed.pass_on(follower::FollowerEvent::Offered(note), who, place))?;
        let fork = fork.map(|fork| fork.to_string()).unwrap_or_default();
        Ok(Response::new(v1::OfferCheckpointResponse { size, fork, heads: heads(&followed) }))
    }

    async fn submit_cosignature(
        &self,
        request: Request<v1::SubmitCosignatureRequest>,
    ) -> Result<Response<v1::SubmitCosignatureResponse>, Status> {
        let (who, place) = self.place(&request)?;
        let note = Field::new("SubmitCosignatureRequest", "note").checkpoint(&request.get_ref().note)?;
        let origin = note.checkpoint().origin.clone();
        self.check_cut(&note)?;
        let (publication, _) = self.switchboard.published(&origin).ok_or_else(|| self.not_published(&origin))?;
        taken(publication.submit(note, who, place))?;
        Ok(Response::new(v1::SubmitCosignatureResponse {}))
    }

    async fn report_fork(
        &self,
        request: Request<v1::ReportForkRequest>,
    ) -> Result<Response<v1::ReportForkResponse>, Status> {
        let (who, place) = self.place(&request)?;
        let field = Field::new("ReportForkRequest", "evidence");
        let evidence = field.fork(&request.get_ref().evidence)?;
        if let Some(accused) = self.switchboard.hosted(evidence.origin()) {
            let publication = self.switchboard.published(evidence.origin());
            let place = accused.enter(who, place).ok_or_else(busy)?;
            // The place is taken until the thread is free, also where the caller left.
            let hearing = tokio::task::spawn_blocking(move || {
                let heard = accused.hear(&evidence);
                drop(place);
                heard
            });
            let heard = hearing.await;
            heard
                .map_err(|_| Status::from(crate::service::refusal::interrupted()))?
                .map_err(|_| field.fault(text!("fault-fork")))?;
            publication.into_iter().for_each(|(publication, _)| publication.stop());
            return Ok(Response::new(v1::ReportForkResponse {}));
        }
        let followed = self.switchboard.followed(evidence.origin());
        let followed = followed.ok_or_else(|| Switchboard::unknown(evidence.origin()))?;
        let reported = follower::FollowerEvent::ForkReported { from: None, evidence: Box::new(evidence) };
        taken(followed.pass_on(reported, who, place))?;
        Ok(Response::new(v1::ReportForkResponse {}))
    }

    async fn get_newest_seen(
        &self,
        request: Request<v1::GetNewestSeenRequest>,
    ) -> Result<Response<v1::GetNewestSeenResponse>, Status> {
        let origin = Field::new("GetNewestSeenRequest", "origin").origin(&request.get_ref().origin)?;
        let followed = self.switchboard.followed(&origin).ok_or_else(|| Switchboard::unknown(&origin))?;
        let fork = followed.fork().map_err(|_| unread(&origin))?;
        if fork.is_none() && followed.has_forgotten() {
            return Err(unread(&origin));
        }
        let seen = followed.newest_seen().and_then(|head| CheckpointNote::from_note(head.note()).ok());
        Ok(Response::new(v1::GetNewestSeenResponse {
            note: seen.map(|note| note.to_string()).unwrap_or_default(),
            fork: fork.map(|fork| fork.to_string()).unwrap_or_default(),
        }))
    }
}
