//! The `Registrar` service: requests of a school to its own node, on a Unix socket only.
//!
//! Personal data passes through here, so no error, span or log line of this module is made from a
//! request's content; drafts are refused by field paths, never by values.

mod actor;
pub(crate) mod forms;
pub(crate) mod issue;
pub(crate) mod pupil;
pub(crate) mod reissue;

use crate::Node;
use crate::office::act::blocking;
use crate::office::anchor::anchor;
use crate::office::describe::describe;
use crate::office::erase::erase;
use crate::office::error::OfficeError;
use crate::office::issue::export;
use crate::office::merge::merge;
use crate::office::pupil::pupil_or_erased;
use crate::office::rebind;
use crate::office::registry_office::{RegistryOffice, waits_for_cosigners};
use crate::office::status_change::change_status;
use crate::office::supersede::{self, Urgency};
use crate::office::tickets::ticket;
use crate::service::log::mark_fork_of;
use crate::service::refusal::interrupted;
use crate::writer::closed::Closed;
use crate::writer::levels::Level;
use crate::writer::standings::{LogStanding, Standings, starting};
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::record::Class;
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use attestat_words::text;
use attestat_words::text::Text;
use std::ops::ControlFlow;
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
    offices: Arc<RwLock<Vec<Arc<RegistryOffice>>>>,
    /// Offices that read, one for each registry, from before it may write.
    reading: Arc<RwLock<Vec<Arc<RegistryOffice>>>>,
    node: Arc<Node>,
}

impl RegistrarService {
    /// A service for the registries that `node` hosts; each is open when [`RegistrarService::open`] says so.
    pub fn new(node: Arc<Node>) -> Self {
        let hosted = node.config.registries.iter().map(|registry| (registry.id.clone(), registry.origin())).collect();
        Self {
            hosted: Arc::new(hosted),
            standings: node.standings.clone(),
            offices: Arc::default(),
            reading: Arc::default(),
            node,
        }
    }

    /// Opens a registry's office.
    pub fn open(&self, office: Arc<RegistryOffice>) {
        self.offices.write().unwrap_or_else(PoisonError::into_inner).push(office);
    }

    /// Waits until no act of any office is under way, for at most `patience`; returns true if none is.
    pub(crate) async fn acts_ended(&self, patience: Duration) -> bool {
        let offices: Vec<Arc<RegistryOffice>> = self.offices.read().unwrap_or_else(PoisonError::into_inner).clone();
        let (end, mut all_ended) = (Instant::now() + patience, true);
        for office in offices {
            all_ended &= office.acts.ended(end.saturating_duration_since(Instant::now())).await;
        }
        all_ended
    }

    /// Opens a registry for reading: families, exports and mailboxes do not wait until it may write.
    pub fn open_for_reading(&self, office: Arc<RegistryOffice>) {
        let mut reading = self.reading.write().unwrap_or_else(PoisonError::into_inner);
        reading.retain(|held| held.id != office.id);
        reading.push(office);
    }

    /// Closes every office.
    pub fn close(&self) {
        self.offices.write().unwrap_or_else(PoisonError::into_inner).clear();
        self.reading.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The office of a registry that may write; of the only one when none is named.
    pub(crate) fn office(&self, registry: &str) -> Result<Arc<RegistryOffice>, Refusal> {
        let (id, origin) = self.hosted(registry)?;
        let office = find(&self.offices, id).ok_or_else(|| self.read_only(origin))?;
        office.check_open()?;
        Ok(office)
    }

    /// The office of a registry, for requests that write nothing into its log.
    pub(crate) fn reading_office(&self, registry: &str) -> Result<Arc<RegistryOffice>, Refusal> {
        let (id, origin) = self.hosted(registry)?;
        find(&self.offices, id).or_else(|| find(&self.reading, id)).ok_or_else(|| self.read_only(origin))
    }

    /// Reason why a registry's key signs nothing more for it; none where its log is in good standing or only waits.
    pub(crate) fn closed(&self, office: &RegistryOffice) -> Option<Refusal> {
        let log = office.own.log();
        let roster = self.node.roster.borrow();
        let closed = Closed::of(log, roster.as_ref().map(|pinned| pinned.roster()));
        let closed = closed.ok().flatten().or_else(|| office.closing.closed());
        closed.map(|closed| closed.refusal(log.origin()))
    }

    /// The office for an erasure, which changes the vault and not the log: it waits while a registry starts, and
    /// never because its log was closed.
    fn erasing_office(&self, registry: &str) -> Result<Arc<RegistryOffice>, Refusal> {
        let office = self.reading_office(registry)?;
        if self.closed(&office).is_some() { Ok(office) } else { self.office(registry) }
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
            "" => text!("refusal-no-registry-named"),
            _ => text!("refusal-unknown-registry"),
        };
        let todo = text!("refusal-no-registry-named.next", registries = hosted.join(", "));
        Refusal::new(Code::NotFound, "unknown-registry", what, todo)
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
        if let Some(closed) = find(&self.reading, origin.registry()).and_then(|office| self.closed(&office)) {
            return closed;
        }
        let why = match self.standings.get(origin) {
            LogStanding::ReadOnly(why) | LogStanding::Stopped(why) => Some(why).filter(|why| *why != starting()),
            LogStanding::Own | LogStanding::Mirrored | LogStanding::Worried(_) | LogStanding::Doubted(_) => None,
        };
        let (why, todo) = match why {
            Some(why) => {
                let clause = |language| why.told(language).trim_end_matches('.').to_owned();
                (Text::written_in_each(clause), text!("refusal-read-only.next"))
            }
            None => (starting(), text!("refusal-starting-next")),
        };
        let what = text!("refusal-read-only", origin = origin.to_string(), why = why);
        Refusal::new(Code::Unavailable, refusal::READ_ONLY, what, todo)
    }
}

/// The office of a registry among these.
fn find(offices: &RwLock<Vec<Arc<RegistryOffice>>>, id: &RegistryId) -> Option<Arc<RegistryOffice>> {
    offices.read().unwrap_or_else(PoisonError::into_inner).iter().find(|office| office.id == *id).cloned()
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
        Ok(Response::new(issue::issue_stream(self, request).await?))
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
        let actor = actor::registrar(&request);
        let request = request.into_inner();
        let office = self.office(&request.registry)?;
        Ok(Response::new(change_status(&office, forms::status_order(&request, actor)?).await?.into()))
    }

    async fn export(&self, request: Request<v1::ExportRequest>) -> Result<Response<Self::ExportStream>, Status> {
        let actor = actor::registrar(&request);
        let request = request.into_inner();
        let office = self.reading_office(&request.registry)?;
        let (answers, receiver) = mpsc::channel(16);
        let mut response: Response<Self::ExportStream> = Response::new(Box::pin(ReceiverStream::new(receiver)));
        mark_fork_of(office.own.log(), response.metadata_mut());
        tokio::task::spawn_blocking(move || {
            let mut take = |exported| match answers.blocking_send(Ok(v1::ExportResponse::from(exported))) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            };
            if let Err(error) = export(&office, &request.slots, &actor, &mut take) {
                let _ = answers.blocking_send(Err(error.into()));
            }
        });
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
        let actor = actor::registrar(&request);
        let request = request.into_inner();
        let office = self.office(&request.registry)?;
        let order = reissue::order(request, actor)?;
        Ok(Response::new(crate::office::reissue::reissue(&office, order).await?.into()))
    }

    async fn make_ticket(
        &self,
        request: Request<v1::MakeTicketRequest>,
    ) -> Result<Response<v1::MakeTicketResponse>, Status> {
        let actor = actor::registrar(&request);
        let request = request.into_inner();
        let office = self.office(&request.registry)?;
        let order = forms::ticket_order(request, actor)?;
        Ok(Response::new(ticket(&self.node, &office, order).await?.into()))
    }

    async fn describe(&self, request: Request<v1::DescribeRequest>) -> Result<Response<v1::DescribeResponse>, Status> {
        let actor = actor::registrar(&request);
        let request = request.into_inner();
        let office = self.reading_office(&request.registry)?;
        let (slots, named) = forms::described(request)?;
        let described = blocking(move || describe(&office, &slots, named.as_ref(), &actor)).await??;
        Ok(Response::new(described.into()))
    }

    async fn merge_pupils(
        &self,
        request: Request<v1::MergePupilsRequest>,
    ) -> Result<Response<v1::MergePupilsResponse>, Status> {
        let actor = actor::registrar(&request);
        let request = request.into_inner();
        let office = self.office(&request.registry)?;
        Ok(Response::new(merge(&office, forms::merge_order(request, actor)?).await?.into()))
    }

    async fn run_rebinding(
        &self,
        request: Request<v1::RunRebindingRequest>,
    ) -> Result<Response<v1::RunRebindingResponse>, Status> {
        let office = self.office(&request.into_inner().registry)?;
        let (now, acting) = (crate::machine::clock::now(), office.clone());
        let act = async move {
            // What was replaced before this call, and never what it replaces itself.
            let superseded = supersede::run(&acting, now, Urgency::Now).await;
            // No family waits because of what another one's old document hinders.
            let rebound = rebind::run(&acting, now, Urgency::Now).await;
            Ok::<_, OfficeError>((superseded?, rebound?))
        };
        let (superseded, rebound) = office.acts.run(act).await?;
        office.wait_for_head(rebound.size).await;
        // A disk that is lost right after the command is to take nothing of it along.
        office.wait(office.own.log().state().size(), Level::Witnessed).await?;
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
        let office = self.erasing_office(&request.registry)?;
        let (naming, named) = (office.clone(), pupil::named(request.pupil)?);
        let pupil = blocking(move || pupil_or_erased(&naming, &named)).await??;
        Ok(Response::new(erase(&office, pupil).await?.into()))
    }
}

/// An answer that is still being made.
type Pending = tokio::task::JoinHandle<Result<v1::AnchorResponse, Status>>;

/// Hands answers out in the order of their requests, as they become ready.
fn in_order(pending: mpsc::Receiver<Pending>) -> impl Stream<Item = Result<v1::AnchorResponse, Status>> {
    ReceiverStream::new(pending)
        .then(|answer| async move { answer.await.unwrap_or_else(|_| Err(interrupted().into())) })
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
        let office = self.office(&request.registry)?;
        office.check_class(Class::Digest)?;
        let (anchored, level) = anchor(&office, forms::digests(&request)?, request.wait().into()).await?;
        let anchored = anchored.into_iter().map(Into::into).collect();
        Ok(v1::AnchorResponse { anchored, level: v1::Level::from(level).into() })
    }
}
