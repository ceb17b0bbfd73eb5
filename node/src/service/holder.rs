//! The `Holder` service: requests of a family to a node, proven by its wallet's key.
//!
//! ```text
//! GetNonce ─▶ a statement signed over the nonce ─▶ Enrol | FetchDocuments | GetHoldings | mailboxes
//! ```
//!
//! Personal data passes through here: no error, span or log line of this module is made from what a
//! request or the vault holds. Whoever is not known gets one and the same answer, whatever was wrong
//! ([`proof::not_recognised`]), so that a stranger learns nothing about anybody.

mod answer_stream;
mod deliver;
mod enrol;
mod guess_limit;
mod holdings;
mod mailbox;
mod nonce;
mod permit;
mod proof;
mod title;

pub use answer_stream::AnswerStream;

use crate::Node;
use crate::service::gate::{Gate, Limits, Share};
use crate::service::log::mark_fork_of;
use crate::service::registrar::RegistrarService;
use attestat_vault::mailbox::MAILBOX_BYTES_MAX;
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use attestat_wire::v1::holder_server::HolderServer;
use attestat_words::text;
use guess_limit::GuessLimit;
use nonce::Nonces;
use permit::Allowance;
use proof::Caller;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tonic::{Code, Request, Response, Status};

/// Largest request: a mailbox's content, and 2 KiB for everything else of the message.
pub const REQUEST_BYTES_MAX: usize = MAILBOX_BYTES_MAX + 2048 + known_bytes_max();
/// Most slots that a wallet may say it has.
const KNOWN_SLOTS_MAX: usize = 10_000;
/// Threads that make answers at a time, beside those of streams; more wait for a place.
const THREADS_MAX: usize = 32;

/// A slot takes at most 5 bytes as a varint.
const fn known_bytes_max() -> usize {
    5 * KNOWN_SLOTS_MAX
}

/// Sixteen requests of one network at a time, and 64 of all: together they hold at most some 70 MiB. A megabyte on a
/// slow line takes a minute, and an answer may take as long. Peers have no business here, and get the places of one
/// network.
static LIMITS: Limits = Limits {
    strangers: Share { requests: 64, bytes: 64 * REQUEST_BYTES_MAX },
    network: Share { requests: 16, bytes: 16 * REQUEST_BYTES_MAX },
    peers: Share { requests: 16, bytes: 16 * REQUEST_BYTES_MAX },
    peer: Share { requests: 16, bytes: 16 * REQUEST_BYTES_MAX },
    time: Duration::from_secs(60),
    stall: answer_stream::STALL_MAX,
    life: Duration::from_secs(1800),
    weigh: |_| REQUEST_BYTES_MAX,
};

/// The service over the registries that this node hosts; clones share it.
#[derive(Clone)]
pub struct HolderService {
    node: Arc<Node>,
    registrar: RegistrarService,
    nonces: Arc<Nonces>,
    guesses: Arc<GuessLimit>,
    strays: Arc<GuessLimit>,
    streams: Arc<Semaphore>,
    threads: Arc<Semaphore>,
    allowance: Arc<Allowance>,
}

impl HolderService {
    /// A service for the registries that `registrar` has open; fails when the system gives no randomness.
    pub fn new(node: Arc<Node>, registrar: RegistrarService) -> Result<Self, Refusal> {
        Ok(Self {
            node,
            registrar,
            nonces: Arc::new(Nonces::new()?),
            guesses: Arc::new(GuessLimit::of_wallets()),
            strays: Arc::new(GuessLimit::of_mailboxes()),
            streams: Arc::new(Semaphore::new(answer_stream::STREAMS_MAX)),
            threads: Arc::new(Semaphore::new(THREADS_MAX)),
            allowance: Arc::default(),
        })
    }

    /// The service as a listener takes it: messages of bounded size, a bounded number of them at a time.
    pub fn into_server(self) -> Gate<HolderServer<Self>> {
        Gate::new(HolderServer::new(self).max_decoding_message_size(REQUEST_BYTES_MAX), &LIMITS)
    }

    /// An answer about a registry, which says in its headers if the registry's log forked.
    fn marked<T>(&self, registry: Option<String>, mut answer: Response<T>) -> Response<T> {
        if let Some(Ok(office)) = registry.map(|registry| self.registrar.reading_office(&registry)) {
            mark_fork_of(office.own.log(), answer.metadata_mut());
        }
        answer
    }

    /// Makes an answer on a thread that may wait for the disk. Its place is taken until the thread is free, also
    /// where the caller left: the gate gives its own back then.
    async fn answer<T: Send + 'static>(
        &self,
        make: impl FnOnce(&Self) -> Result<T, Status> + Send + 'static,
    ) -> Result<Response<T>, Status> {
        let place = self.threads.clone().acquire_owned().await.map_err(|_| shutting_down())?;
        let service = self.clone();
        let making = tokio::task::spawn_blocking(move || {
            let made = make(&service);
            drop(place);
            made
        });
        let made = making.await;
        Ok(Response::new(made.map_err(|_| shutting_down())??))
    }
}

fn shutting_down() -> Refusal {
    Refusal::new(Code::Unavailable, refusal::UNREACHABLE, text!("refusal-stopped"), text!("refusal-stopped.next"))
}

#[tonic::async_trait]
impl v1::holder_server::Holder for HolderService {
    type FetchDocumentsStream = AnswerStream<v1::FetchDocumentsResponse>;
    type GetMailboxStream = AnswerStream<v1::GetMailboxResponse>;

    async fn get_nonce(&self, request: Request<v1::GetNonceRequest>) -> Result<Response<v1::GetNonceResponse>, Status> {
        let office = proof::office(self, "GetNonceRequest", &request.into_inner().registry)?;
        let nonce = self.nonces.draw(&office.id, crate::machine::clock::now_millis())?;
        let mut response = Response::new(v1::GetNonceResponse { nonce: nonce.to_vec() });
        mark_fork_of(office.own.log(), response.metadata_mut());
        Ok(response)
    }

    async fn enrol(&self, request: Request<v1::EnrolRequest>) -> Result<Response<v1::EnrolResponse>, Status> {
        let caller = Caller::of(&request);
        let request = enrol::EnrolmentRequest::from(request.into_inner());
        let shown = self.answer(move |service| enrol::show(service, caller, request)).await?.into_inner();
        Ok(Response::new(enrol::enrol(self, shown).await?))
    }

    async fn fetch_documents(
        &self,
        request: Request<v1::FetchDocumentsRequest>,
    ) -> Result<Response<Self::FetchDocumentsStream>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let registry = request.proof.as_ref().map(|proof| proof.registry.clone());
        let answer = self.stream(move |service, outlet| deliver::deliver(service, caller, request, outlet)).await?;
        Ok(self.marked(registry, answer))
    }

    async fn get_holdings(
        &self,
        request: Request<v1::GetHoldingsRequest>,
    ) -> Result<Response<v1::GetHoldingsResponse>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let registry = request.proof.as_ref().map(|proof| proof.registry.clone());
        let answer = self.answer(move |service| holdings::holdings(service, caller, request)).await?;
        Ok(self.marked(registry, answer))
    }

    async fn get_mailbox_permit(
        &self,
        request: Request<v1::GetMailboxPermitRequest>,
    ) -> Result<Response<v1::GetMailboxPermitResponse>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        self.answer(move |service| permit::permit(service, caller, request)).await
    }

    async fn put_mailbox(
        &self,
        request: Request<v1::PutMailboxRequest>,
    ) -> Result<Response<v1::PutMailboxResponse>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        self.answer(move |service| mailbox::put(service, caller, request)).await
    }

    async fn get_mailbox(
        &self,
        request: Request<v1::GetMailboxRequest>,
    ) -> Result<Response<Self::GetMailboxStream>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        self.stream(move |service, outlet| mailbox::get(service, caller, request, outlet)).await
    }

    async fn drop_mailbox(
        &self,
        request: Request<v1::DropMailboxRequest>,
    ) -> Result<Response<v1::DropMailboxResponse>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        self.answer(move |service| mailbox::remove(service, caller, request)).await
    }
}

#[cfg(test)]
mod tests;
