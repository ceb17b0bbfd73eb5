//! The node that a flow is connected to: its calls as messages, and its answers without them.

use crate::net::remote::Remote;
use crate::render::failure::Failure;
use attestat_credential::document::DOCUMENT_BYTES_MAX;
use attestat_ledger::day::Day;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_wallet::enrol::EnrolmentRequest;
use attestat_wallet::flow::{Delivery, Enrolled, KeyDemand, NodeAnswer, NodeCall, TagPiece};
use attestat_wallet::holdings::{Access, AccessKind, HeldBasis, Holdings, VaultDocument};
use attestat_wallet::mailbox::{MAILBOX_BYTES_MAX, Permit};
use attestat_wallet::proof::Proof;
use attestat_wallet::recovery::Query;
use attestat_wire::connect::{Address, ConnectError, Patient, timely};
use attestat_wire::field::Field;
use attestat_wire::v1;
use attestat_wire::v1::access::Kind;
use attestat_wire::v1::get_checkpoint_request::Which;
use attestat_wire::v1::held_document::Basis;
use attestat_wire::v1::holder_client::HolderClient;
use attestat_words::text;
use core::time::Duration;
use tokio::time::Instant;
use tonic::Streaming;

/// Most documents of one answer.
const DOCUMENTS_MAX: usize = 4096;
/// Longest time for a delivery of documents, its nonce included: as long as a node gives it.
const DELIVERY_MAX: Duration = Duration::from_secs(1800);
/// Longest time for one copy, its nonce included: 1 MiB on the slowest line that a node waits for.
const MAILBOX_TIME_MAX: Duration = Duration::from_secs(600);

/// A node that is connected for one flow.
pub(super) struct ConnectedNode {
    remote: Remote,
    /// Time at which the connection opened, and the longest time for all calls over it.
    bounded: Option<(Instant, Duration)>,
    /// Time at which the last nonce was asked for: the call that it is for began then.
    nonce_asked: Instant,
    /// The bucket of tags that is being read.
    tags: Option<Streaming<v1::FindTagsResponse>>,
}

impl ConnectedNode {
    /// Connects to a node.
    pub(super) async fn open(node: &str, key: KeyDemand, within_seconds: Option<u64>) -> Result<Self, Failure> {
        let address: Address = node.parse().map_err(ConnectError::from)?;
        let remote = match key {
            KeyDemand::Named => Remote::connect_pinned(&address).await?,
            KeyDemand::Any => Remote::connect_to(address).await?,
        };
        let now = Instant::now();
        let bounded = within_seconds.map(|seconds| (now, Duration::from_secs(seconds)));
        Ok(Self { remote, bounded, nonce_asked: now, tags: None })
    }

    /// The connection, for requests that anyone may make.
    pub(super) fn remote(&self) -> &Remote {
        &self.remote
    }

    /// Asks the node.
    pub(super) async fn ask(&mut self, call: &NodeCall) -> Result<NodeAnswer, Failure> {
        let (remote, bounded) = (self.remote.clone(), self.bounded);
        match bounded {
            Some((since, time)) => remote.within(since, time, self.answer(call)).await,
            None => self.answer(call).await,
        }
    }

    async fn answer(&mut self, call: &NodeCall) -> Result<NodeAnswer, Failure> {
        match call {
            NodeCall::Nonce(registry) => {
                self.nonce_asked = Instant::now();
                self.nonce(registry).await.map(NodeAnswer::Nonce)
            }
            NodeCall::Enrol(request) => self.enrol(request).await.map(NodeAnswer::Enrolled),
            NodeCall::Fetch { proof, known } => {
                let delivered = self.remote.within(self.nonce_asked, DELIVERY_MAX, self.fetch(proof, known));
                delivered.await.map(NodeAnswer::Delivered)
            }
            NodeCall::Holdings(proof) => self.holdings(proof).await.map(NodeAnswer::Holdings),
            NodeCall::Permit { proof, commitment } => self.permit(proof, commitment).await,
            NodeCall::PutMailbox { proof, content, permit } => self.put_mailbox(proof, content, permit).await,
            NodeCall::GetMailbox(proof) => {
                let content = self.remote.within(self.nonce_asked, MAILBOX_TIME_MAX, self.read_mailbox(proof));
                content.await.map(NodeAnswer::Mailbox)
            }
            NodeCall::DropMailbox(proof) => {
                let message = v1::DropMailboxRequest { proof: Some(sent(proof)) };
                self.remote.answer(self.holder()?.drop_mailbox(timely(message))).await.map(|_| NodeAnswer::Dropped)
            }
            NodeCall::Hosted => self.hosted().await.map(NodeAnswer::Hosted),
            NodeCall::OfferedRoster => {
                let (roster, _) = super::roster::offered(&self.remote).await?;
                Ok(NodeAnswer::OfferedRoster(roster.hash()))
            }
            NodeCall::Head(origin) => self.head(origin).await,
            NodeCall::Inclusion { origin, index, size } => self.inclusion(origin, *index, *size).await,
            NodeCall::Status(origin) => self.status(origin).await.map(NodeAnswer::Status),
            NodeCall::Tags(query) => self.begin_tags(query).await.map(|()| NodeAnswer::TagsBegun),
            NodeCall::MoreTags => self.more_tags().await.map(NodeAnswer::Tags),
        }
    }

    /// Calls that families may make; refused where nobody could tell who answers.
    fn holder(&self) -> Result<HolderClient<Patient>, Failure> {
        self.remote.holder()
    }

    async fn nonce(&self, registry: &RegistryId) -> Result<[u8; 32], Failure> {
        let message = v1::GetNonceRequest { registry: registry.to_string() };
        let answer = self.remote.answer(self.holder()?.get_nonce(timely(message))).await?;
        let bad = |_| Failure::unsound_answer(self.remote.address(), text!("answer-nonce"));
        answer.nonce.try_into().map_err(bad)
    }

    async fn enrol(&self, request: &EnrolmentRequest) -> Result<Enrolled, Failure> {
        let message = v1::EnrolRequest {
            proof: Some(sent(&request.proof)),
            ticket_id: request.ticket.as_bytes().to_vec(),
            link_secret: request.link.expose().to_vec(),
        };
        let answer = self.remote.answer(self.holder()?.enrol(timely(message))).await?;
        Ok(Enrolled { documents_waiting: answer.documents_waiting, expected_by: answer.expected_by })
    }

    async fn fetch(&self, proof: &Proof, known: &[u32]) -> Result<Delivery, Failure> {
        let message = v1::FetchDocumentsRequest { proof: Some(sent(proof)), known_slots: known.to_vec() };
        let call = self.holder()?.fetch_documents(message).await;
        let mut incoming = call.map_err(|status| self.remote.refusal(status))?.into_inner();
        let mut delivery = Delivery::default();
        while let Some(answer) = incoming.message().await.map_err(|status| self.remote.refusal(status))? {
            if answer.document.is_empty() {
                (delivery.waiting, delivery.expected_by) = (answer.documents_waiting, answer.expected_by);
                continue;
            }
            if answer.document.len() > DOCUMENT_BYTES_MAX || delivery.documents.len() >= DOCUMENTS_MAX {
                return Err(Failure::unsound_answer(self.remote.address(), text!("answer-too-much")));
            }
            delivery.documents.push((answer.slot, answer.document));
        }
        Ok(delivery)
    }

    async fn holdings(&self, proof: &Proof) -> Result<Holdings, Failure> {
        let message = v1::GetHoldingsRequest { proof: Some(sent(proof)) };
        let answer = self.remote.answer(self.holder()?.get_holdings(timely(message))).await?;
        Ok(Holdings {
            documents: answer.documents.into_iter().map(vault_document).collect(),
            accesses: answer.accesses.into_iter().map(access).collect(),
            enrolled_at: answer.enrolled_at,
            ticket_expires: answer.ticket_expires,
        })
    }

    async fn permit(&self, proof: &Proof, commitment: &[u8; 32]) -> Result<NodeAnswer, Failure> {
        let message = v1::GetMailboxPermitRequest { proof: Some(sent(proof)), commitment: commitment.to_vec() };
        let answer = self.remote.answer(self.holder()?.get_mailbox_permit(timely(message))).await?;
        let signature = Field::new("GetMailboxPermitResponse", "signature").signature(&answer.signature);
        let signature = signature.map_err(|error| Failure::bad_field(self.remote.address(), &error))?;
        Ok(NodeAnswer::Permitted { expires: answer.expires, signature })
    }

    async fn put_mailbox(&self, proof: &Proof, content: &[u8], permit: &Permit) -> Result<NodeAnswer, Failure> {
        let message = v1::PutMailboxRequest {
            proof: Some(sent(proof)),
            content: content.to_vec(),
            permit_registry: permit.registry.to_string(),
            blind: permit.blind.to_vec(),
            permit_expires: permit.expires,
            permit_signature: permit.signature.as_bytes().to_vec(),
        };
        let answer = self.remote.answer(self.holder()?.put_mailbox(timely(message))).await?;
        Ok(NodeAnswer::Kept(Some(answer.kept_until).filter(|until| *until > 0)))
    }

    async fn read_mailbox(&self, proof: &Proof) -> Result<Vec<u8>, Failure> {
        let message = v1::GetMailboxRequest { proof: Some(sent(proof)) };
        let call = self.holder()?.get_mailbox(message).await;
        let mut incoming = call.map_err(|status| self.remote.refusal(status))?.into_inner();
        let mut content = Vec::new();
        while let Some(answer) = incoming.message().await.map_err(|status| self.remote.refusal(status))? {
            content.extend_from_slice(&answer.piece);
            if content.len() > MAILBOX_BYTES_MAX {
                return Err(Failure::unsound_answer(self.remote.address(), text!("answer-mailbox")));
            }
        }
        Ok(content)
    }

    async fn hosted(&self) -> Result<Vec<RegistryId>, Failure> {
        let own = |log: &v1::LogSummary| {
            let hosted = matches!(log.standing(), v1::Standing::Own | v1::Standing::ReadOnly);
            hosted.then(|| Origin::parse(&log.origin).ok()).flatten().map(|origin| origin.registry().clone())
        };
        Ok(self.remote.list_logs().await?.iter().filter_map(own).collect())
    }

    async fn head(&self, origin: &Origin) -> Result<NodeAnswer, Failure> {
        let request = v1::GetCheckpointRequest { origin: origin.to_string(), which: Which::Newest.into() };
        let answer = self.remote.answer(self.remote.log().get_checkpoint(timely(request))).await?;
        let note = Field::new("GetCheckpointResponse", "note").checkpoint(&answer.note);
        note.map(NodeAnswer::Head).map_err(|error| Failure::bad_field(self.remote.address(), &error))
    }

    async fn inclusion(&self, origin: &Origin, index: u64, size: u64) -> Result<NodeAnswer, Failure> {
        let request = v1::GetInclusionProofRequest { origin: origin.to_string(), index, size };
        let answer = self.remote.answer(self.remote.log().get_inclusion_proof(timely(request))).await?;
        Ok(NodeAnswer::Inclusion { record: answer.record, proof: answer.proof })
    }

    async fn status(&self, origin: &Origin) -> Result<String, Failure> {
        let request = v1::GetStatusEvidenceRequest { origin: origin.to_string(), slot: None };
        Ok(self.remote.answer(self.remote.log().get_status_evidence(timely(request))).await?.evidence)
    }

    async fn begin_tags(&mut self, query: &Query) -> Result<(), Failure> {
        let request = v1::FindTagsRequest {
            origin: query.origin.to_string(),
            prefix: query.prefix.bytes(),
            prefix_bits: query.prefix.bits(),
        };
        let call = self.remote.log().find_tags(request).await;
        self.tags = Some(call.map_err(|status| self.remote.refusal(status))?.into_inner());
        Ok(())
    }

    async fn more_tags(&mut self) -> Result<Option<TagPiece>, Failure> {
        let Some(tags) = &mut self.tags else { return Ok(None) };
        let piece = tags.message().await.map_err(|status| self.remote.refusal(status))?;
        Ok(piece.map(|piece| TagPiece { entries: piece.entries, indexed_size: piece.indexed_size }))
    }
}

fn sent(proof: &Proof) -> v1::Proof {
    v1::Proof {
        registry: proof.registry.to_string(),
        nonce: proof.nonce.to_vec(),
        key: proof.key.as_bytes().to_vec(),
        signature: proof.signature.as_bytes().to_vec(),
    }
}

fn vault_document(held: v1::HeldDocument) -> VaultDocument {
    let basis = match held.basis() {
        Basis::Unspecified => HeldBasis::Unspecified,
        Basis::Agreement => HeldBasis::Agreement,
        Basis::Law => HeldBasis::Law,
    };
    VaultDocument {
        slot: held.slot,
        credential_type: held.credential_type,
        title: held.title,
        day: Day::from_number(held.day),
        status: held.status,
        reason: held.reason,
        bound: held.bound,
        has_note: held.has_note,
        pupil_ref: held.pupil_ref,
        basis,
    }
}

fn access(access: v1::Access) -> Access {
    let kind = match access.kind() {
        Kind::Unspecified => AccessKind::Unknown,
        Kind::Issued => AccessKind::Issued,
        Kind::Opened => AccessKind::Opened,
        Kind::Exported => AccessKind::Exported,
        Kind::Changed => AccessKind::Changed,
        Kind::TicketMade => AccessKind::TicketMade,
        Kind::Enrolled => AccessKind::Enrolled,
        Kind::Delivered => AccessKind::Delivered,
        Kind::Rebound => AccessKind::Rebound,
        Kind::HoldingsShown => AccessKind::HoldingsShown,
    };
    Access { time: access.time, kind, actor: access.actor, slot: access.slot }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_for_programs_are_the_names_of_the_contract() {
        let kinds = (0..=9).map(|kind| v1::Access { kind, ..Default::default() });
        for one in kinds {
            let name = one.kind().as_str_name().to_lowercase();
            assert_eq!(access(one).kind.code(), name);
        }
        for basis in 0..=2 {
            let held = v1::HeldDocument { basis, ..Default::default() };
            let name = held.basis().as_str_name().to_lowercase();
            assert_eq!(vault_document(held).basis.code(), name);
        }
        assert_eq!(attestat_wallet::flow::NO_MAILBOX, attestat_wire::refusal::NO_MAILBOX);
    }
}
