//! Connections to peers, and requests to them, most of which end in an event. The only file here that knows the protocol.

use attestat_ledger::batch::SealedBatch;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_replica::follower::{Failure, FollowerEvent as Event, HeadKind, RequestId};
use attestat_wire::connect::{ANSWER_TIMEOUT, Address, ConnectError, connect_lazily, timely};
use attestat_wire::field::{Field, FieldError};
use attestat_wire::listen::Identity;
use attestat_wire::v1;
use std::time::Duration;
use tonic::transport::Channel;
use tonic::{Code, Response, Status};

/// A connection to a peer; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Connection(Channel);

impl Connection {
    /// Connects to an address at the first use, and only to the key that it names; `refused` hears of every other. Must
    /// be called inside the network's runtime.
    pub(super) fn lazy(
        address: &Address,
        identity: Option<&Identity>,
        refused: impl Fn(&ConnectError) + Clone + Send + 'static,
    ) -> Option<Self> {
        connect_lazily(address, identity, refused).ok().map(Self)
    }
}

/// Failure that a status is for a follower.
fn failure(status: &Status) -> Failure {
    match status.code() {
        // A peer that is busy is asked again like one that is not there.
        Code::Unavailable
        | Code::DeadlineExceeded
        | Code::Cancelled
        | Code::Unknown
        | Code::Aborted
        | Code::ResourceExhausted => Failure::Unreachable,
        _ => Failure::Refused(attestat_wire::refusal::Refusal::from(status.clone()).to_string()),
    }
}

fn malformed(error: &FieldError) -> Failure {
    Failure::Malformed(error.to_string())
}

/// Reason for which a request came to nothing.
enum Trouble {
    Status(Box<Status>),
    Field(FieldError),
}

impl From<Status> for Trouble {
    fn from(status: Status) -> Self {
        Self::Status(Box::new(status))
    }
}

impl From<FieldError> for Trouble {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

fn event(request: RequestId, outcome: Result<Event, Trouble>) -> Event {
    let failed = |failure| Event::Failed { request, failure };
    match outcome {
        Ok(event) => event,
        Err(Trouble::Status(status)) => failed(failure(&status)),
        Err(Trouble::Field(error)) => failed(malformed(&error)),
    }
}

/// A whole answer within its time. The deadline that goes with a request ends the wait for the answer's
/// beginning alone: a peer that begins one and does not go on would keep us for ever.
async fn within<T>(time: Duration, call: impl Future<Output = Result<T, Status>>) -> Result<T, Status> {
    let late = || Status::deadline_exceeded("the peer did not answer in time");
    tokio::time::timeout(time, call).await.map_err(|_| late())?
}

async fn answered<T>(call: impl Future<Output = Result<Response<T>, Status>>) -> Result<T, Status> {
    within(ANSWER_TIMEOUT, call).await.map(Response::into_inner)
}

/// Asks for a head.
pub(super) async fn head(connection: Connection, origin: Origin, request: RequestId, kind: HeadKind) -> Event {
    event(request, ask_head(connection, &origin, request, kind).await)
}

async fn ask_head(
    connection: Connection,
    origin: &Origin,
    request: RequestId,
    kind: HeadKind,
) -> Result<Event, Trouble> {
    let which = match kind {
        HeadKind::Published => v1::get_checkpoint_request::Which::Published,
        HeadKind::Newest => v1::get_checkpoint_request::Which::Newest,
    };
    let message = v1::GetCheckpointRequest { origin: origin.to_string(), which: which.into() };
    let answer = match answered(v1::log_client::LogClient::new(connection.0).get_checkpoint(timely(message))).await {
        Ok(answer) => answer,
        // A peer that keeps no such log yet, or has no head of it, has nothing to show.
        Err(status) if status.code() == Code::NotFound => {
            return Ok(Event::Head { request, note: None, fork: None });
        }
        Err(status) => return Err(status.into()),
    };
    let field = |name| Field::new("GetCheckpointResponse", name);
    Ok(Event::Head {
        request,
        note: field("note").optional_checkpoint(&answer.note)?,
        fork: field("fork").optional_fork(&answer.fork)?.map(Box::new),
    })
}

/// Asks for a consistency proof.
pub(super) async fn consistency(
    connection: Connection,
    origin: Origin,
    request: RequestId,
    old: u64,
    new: u64,
) -> Event {
    let ask = async {
        let message = v1::GetConsistencyProofRequest { origin: origin.to_string(), old_size: old, new_size: new };
        let mut client = v1::log_client::LogClient::new(connection.0);
        let answer = answered(client.get_consistency_proof(timely(message))).await?;
        let field = |name| Field::new("GetConsistencyProofResponse", name);
        Ok(Event::Consistency {
            request,
            old_root: field("old_root").root(&answer.old_root)?,
            path: field("path").path(&answer.path)?,
        })
    };
    event(request, ask.await)
}

/// Sends a head with our cosignature to the registry's own node.
pub(super) async fn submit(connection: Connection, request: RequestId, note: CheckpointNote) -> Event {
    let message = v1::SubmitCosignatureRequest { note: note.to_string() };
    let mut client = v1::peering_client::PeeringClient::new(connection.0);
    let sent = answered(client.submit_cosignature(timely(message))).await;
    event(request, sent.map(|_| Event::Submitted { request }).map_err(Trouble::from))
}

/// Reads batches, one for each permit, until the stream ends, nobody wants more, or one takes longer than `patience`. A
/// caller that dropped the other end of the permits wants nothing more, a batch under way included.
pub(super) async fn stream(
    connection: Connection,
    origin: Origin,
    request: RequestId,
    from: u64,
    mut permits: tokio::sync::mpsc::UnboundedReceiver<()>,
    patience: Duration,
    tell: impl Fn(Event) + Send,
) {
    let message = v1::StreamBatchesRequest { origin: origin.to_string(), from_index: from };
    let mut client = v1::log_client::LogClient::new(connection.0);
    let mut batches = match within(patience, client.stream_batches(message)).await {
        Ok(batches) => batches.into_inner(),
        Err(status) => return tell(Event::Failed { request, failure: failure(&status) }),
    };
    while permits.recv().await.is_some() {
        match within(patience, batches.message()).await {
            Ok(Some(batch)) => match SealedBatch::try_from(batch) {
                Ok(batch) => tell(Event::Batch { request, batch }),
                Err(error) => return tell(Event::Failed { request, failure: malformed(&error) }),
            },
            Ok(None) => return tell(Event::StreamEnded { request }),
            Err(status) => return tell(Event::Failed { request, failure: failure(&status) }),
        }
    }
}

/// Tells a peer of a fork; a failure to tell it is no event, it will hear of it in every answer.
pub(super) async fn report_fork(connection: Connection, evidence: ForkEvidence) {
    let message = v1::ReportForkRequest { evidence: evidence.to_string() };
    let mut client = v1::peering_client::PeeringClient::new(connection.0);
    let _ = answered(client.report_fork(timely(message))).await;
}

/// Answer of a peer to an offer.
pub(super) struct Offered {
    /// Records of the log that it has stored.
    pub(super) size: u64,
    /// Evidence that it holds against the log, unchecked.
    pub(super) fork: Option<Box<ForkEvidence>>,
    /// Heads of the log that it knows, unchecked.
    pub(super) heads: Vec<CheckpointNote>,
}

/// Most heads of an answer that are looked at.
const HEADS_SHOWN_MAX: usize = 2;

/// Offers a head; none where the peer did not answer.
pub(super) async fn offer(connection: Connection, note: CheckpointNote) -> Option<Offered> {
    let message = v1::OfferCheckpointRequest { note: note.to_string() };
    let mut client = v1::peering_client::PeeringClient::new(connection.0);
    let answer = answered(client.offer_checkpoint(timely(message))).await.ok()?;
    let v1::OfferCheckpointResponse { size, fork, heads } = answer;
    // What does not parse proves nothing, and the size counts all the same.
    let field = |name| Field::new("OfferCheckpointResponse", name);
    let fork = field("fork").optional_fork(&fork).ok().flatten();
    let heads = heads.iter().take(HEADS_SHOWN_MAX).filter_map(|head| field("heads").checkpoint(head).ok()).collect();
    Some(Offered { size, fork: fork.map(Box::new), heads })
}

/// Asks a cosigner for the newest head that it has seen of our log.
pub(super) async fn newest_seen(
    connection: Connection,
    origin: &Origin,
) -> Result<(Option<CheckpointNote>, Option<Box<ForkEvidence>>), String> {
    let message = v1::GetNewestSeenRequest { origin: origin.to_string() };
    let mut client = v1::peering_client::PeeringClient::new(connection.0);
    let answer = answered(client.get_newest_seen(timely(message))).await.map_err(|status| status.to_string())?;
    let field = |name| Field::new("GetNewestSeenResponse", name);
    let note = field("note").optional_checkpoint(&answer.note).map_err(|error| error.to_string())?;
    let fork = field("fork").optional_fork(&answer.fork).map_err(|error| error.to_string())?;
    Ok((note, fork.map(Box::new)))
}

/// Answer of a peer that is asked for the roster; every text is unchecked, and empty where there is none.
#[derive(Debug, Clone)]
pub(crate) struct RosterAnswer {
    /// The version that was asked for.
    pub(crate) note: Vec<u8>,
    /// Another text of it.
    pub(crate) twin: Vec<u8>,
    /// Another text of the version that the asking node has.
    pub(crate) contradicts: Vec<u8>,
    /// The newest version that the peer keeps.
    pub(crate) newest: u64,
    /// The hash of that.
    pub(crate) newest_hash: Vec<u8>,
}

/// Version of the roster that a peer is asked for: the newest by default.
#[derive(Debug, Clone, Default)]
pub(crate) struct RosterQuestion {
    /// Its number; 0 for the newest.
    pub(crate) version: u64,
    /// Hash of the version before it that the asking node has; empty for none.
    pub(crate) held: Vec<u8>,
}

/// Asks for a version of the roster. None where the peer did not answer; nothing, from a node without a roster.
pub(crate) async fn roster(connection: Connection, question: RosterQuestion) -> Option<Option<RosterAnswer>> {
    let RosterQuestion { version, held } = question;
    let message = v1::GetRosterRequest { version, held, ..Default::default() };
    match v1::log_client::LogClient::new(connection.0).get_roster(timely(message)).await {
        Ok(answer) => {
            let v1::GetRosterResponse { note, twin, newest, newest_hash, contradicts } = answer.into_inner();
            Some(Some(RosterAnswer { note, twin, contradicts, newest, newest_hash }))
        }
        // A node without a roster answers, too.
        Err(status) if status.code() == Code::NotFound => Some(None),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests;
