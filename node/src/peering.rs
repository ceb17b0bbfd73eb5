//! The `Peering` service: hints, cosignatures and fork reports from other nodes. Nothing here is
//! believed; it is passed to the machine that checks it.

use crate::replication::follow::Followed;
use crate::replication::publish::Publication;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::name::Origin;
use attestat_replica::{follower, publisher};
use attestat_store::log::Log;
use attestat_wire::field::Field;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use tonic::{Request, Response, Status};

/// Whom incoming messages are for.
#[derive(Clone, Default)]
pub struct Switchboard(Arc<RwLock<Lines>>);

#[derive(Default)]
struct Lines {
    followed: BTreeMap<Origin, Followed>,
    published: BTreeMap<Origin, (Publication, Arc<Log>)>,
    /// Whether everything was told to end: what is added later ends at once.
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
}

impl PeeringService {
    /// A service that passes messages on by this switchboard.
    pub fn new(switchboard: Switchboard) -> Self {
        Self { switchboard }
    }
}

#[tonic::async_trait]
impl v1::peering_server::Peering for PeeringService {
    async fn offer_checkpoint(
        &self,
        request: Request<v1::OfferCheckpointRequest>,
    ) -> Result<Response<v1::OfferCheckpointResponse>, Status> {
        let note = Field::new("OfferCheckpointRequest", "note").checkpoint(&request.get_ref().note)?;
        let origin = note.checkpoint().origin.clone();
        let followed = self.switchboard.followed(&origin).ok_or_else(|| Switchboard::unknown(&origin))?;
        let size = followed.log().state().size();
        followed.tell(follower::Event::Offered(note));
        Ok(Response::new(v1::OfferCheckpointResponse { size }))
    }

    async fn submit_cosignature(
        &self,
        request: Request<v1::SubmitCosignatureRequest>,
    ) -> Result<Response<v1::SubmitCosignatureResponse>, Status> {
        let note = Field::new("SubmitCosignatureRequest", "note").checkpoint(&request.get_ref().note)?;
        let origin = note.checkpoint().origin.clone();
        let (publication, _) = self.switchboard.published(&origin).ok_or_else(|| Switchboard::unknown(&origin))?;
        publication.tell(publisher::Event::Submitted(note));
        Ok(Response::new(v1::SubmitCosignatureResponse {}))
    }

    async fn report_fork(
        &self,
        request: Request<v1::ReportForkRequest>,
    ) -> Result<Response<v1::ReportForkResponse>, Status> {
        let evidence = Field::new("ReportForkRequest", "evidence").fork(&request.get_ref().evidence)?;
        let followed = self.switchboard.followed(evidence.origin());
        let followed = followed.ok_or_else(|| Switchboard::unknown(evidence.origin()))?;
        followed.tell(follower::Event::ForkReported { from: None, evidence: Box::new(evidence) });
        Ok(Response::new(v1::ReportForkResponse {}))
    }

    async fn get_newest_seen(
        &self,
        request: Request<v1::GetNewestSeenRequest>,
    ) -> Result<Response<v1::GetNewestSeenResponse>, Status> {
        let origin = Field::new("GetNewestSeenRequest", "origin").origin(&request.get_ref().origin)?;
        let followed = self.switchboard.followed(&origin).ok_or_else(|| Switchboard::unknown(&origin))?;
        let seen = followed.newest_seen().and_then(|head| CheckpointNote::from_note(head.note()).ok());
        let fork = followed.log().fork().ok().flatten();
        Ok(Response::new(v1::GetNewestSeenResponse {
            note: seen.map(|note| note.to_string()).unwrap_or_default(),
            fork: fork.map(|fork| fork.to_string()).unwrap_or_default(),
        }))
    }
}
