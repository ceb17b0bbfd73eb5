//! Enrolment: a ticket and the proof of P_R make a wallet known, together with L_R.

use super::HolderService;
use super::proof::{Caller, not_recognised, parts};
use crate::machine::clock;
use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use attestat_credential::holder::statement::enrolment;
use attestat_credential::holder::tag::LinkSecret;
use attestat_credential::holder::ticket::TicketId;
use attestat_vault::{Enrolment, Holder};
use attestat_wire::field::Field;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use attestat_words::text;
use std::sync::Arc;
use tonic::{Code, Status};
use zeroize::Zeroizing;

/// The request, its secrets wiped when it is dropped.
pub(super) struct EnrolmentRequest {
    proof: Option<v1::Proof>,
    ticket_id: Zeroizing<Vec<u8>>,
    link_secret: Zeroizing<Vec<u8>>,
}

impl From<v1::EnrolRequest> for EnrolmentRequest {
    fn from(request: v1::EnrolRequest) -> Self {
        let v1::EnrolRequest { proof, ticket_id, link_secret } = request;
        Self { proof, ticket_id: Zeroizing::new(ticket_id), link_secret: Zeroizing::new(link_secret) }
    }
}

/// A ticket that is out, shown by the owner of a key.
pub(super) struct ShownTicket {
    office: Arc<RegistryOffice>,
    caller: Caller,
    ticket: TicketId,
    key: [u8; 32],
    link: Zeroizing<[u8; 32]>,
}

/// Checks the caller's key and that the ticket is out. A stranger is counted here, and waits for nothing.
pub(super) fn show(service: &HolderService, caller: Caller, request: EnrolmentRequest) -> Result<ShownTicket, Status> {
    let field = |name| Field::new("EnrolRequest", name);
    let ticket = TicketId::from_bytes(field("ticket_id").exactly(&request.ticket_id)?);
    let link = Zeroizing::new(field("link_secret").exactly(&request.link_secret)?);
    let link_secret = LinkSecret::from_bytes(link.clone());
    let shown = parts(service, request.proof)?;
    // What was issued before is issued again for a wallet: that writes.
    service.registrar.office(shown.registry.as_str())?;
    let proven = shown
        .prove(service, caller, |parts, key| enrolment(&parts.registry, &parts.nonce, &ticket, key, &link_secret))?;
    let office = proven.office;
    let is_out = office.vault.is_ticket_out(&office.id, &ticket.stored_hash(), clock::now());
    if !is_out.map_err(OfficeError::from)? {
        return Err(not_recognised(service, caller).into());
    }
    Ok(ShownTicket { office, caller, ticket, key: *proven.key.as_bytes(), link })
}

/// Redeems the ticket. It waits while documents are being made: those that are made for a pupil without a wallet must
/// be seen here, to be queued for being bound. A caller that leaves while waiting has begun nothing.
pub(super) async fn enrol(service: &HolderService, shown: ShownTicket) -> Result<v1::EnrolResponse, Status> {
    let office = shown.office.clone();
    let turn = office.acts.turn().await;
    let (acting, service) = (office.clone(), service.clone());
    let act = async move { turn.blocking(&acting, move |office| redeem(&service, office, shown)).await? };
    office.acts.run(act).await
}

fn redeem(service: &HolderService, office: &RegistryOffice, shown: ShownTicket) -> Result<v1::EnrolResponse, Status> {
    let ShownTicket { caller, ticket, key, link, .. } = shown;
    let now = clock::now();
    let due = office.cover.due(now).map_err(OfficeError::from)?;
    let holder = Holder { key, link, enrolled_at: now };
    let redeemed = office.vault.redeem_ticket(&office.id, &ticket.stored_hash(), &holder, due);
    match redeemed.map_err(OfficeError::from)? {
        Enrolment::Done { pupil, .. } => {
            tracing::info!(registry = %office.id, "a wallet was enrolled");
            let waiting = super::holdings::waiting(office, pupil, &holder)?;
            Ok(v1::EnrolResponse { documents_waiting: waiting.documents, expected_by: waiting.expected_by })
        }
        Enrolment::NoTicket => Err(not_recognised(service, caller).into()),
        Enrolment::KeyTaken | Enrolment::LinkTaken => Err(key_taken().into()),
    }
}

/// Refusal for a caller that has shown both the ticket and the key.
fn key_taken() -> Refusal {
    let (what, todo) = (text!("refusal-wallet-of-another"), text!("refusal-wallet-of-another.next"));
    Refusal::new(Code::AlreadyExists, "wallet-of-another", what, todo)
}
