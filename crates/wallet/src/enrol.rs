//! Enrolment: a family redeems the school's ticket and gives the registry P_R and L_R, and nothing else.

use attestat_credential::holder::statement::{NONCE_BYTES, enrolment};
use attestat_credential::holder::tag::LinkSecret;
use attestat_credential::holder::ticket::TicketId;

use crate::keyring::{Epoch, Keyring};
use crate::proof::Proof;
use crate::ticket::Ticket;

/// The pieces of `EnrolRequest`.
#[derive(Debug)]
pub struct EnrolmentRequest {
    /// Signature with P_R over the enrolment statement.
    pub proof: Proof,
    /// Id that redeems the ticket: as secret as the ticket.
    pub ticket: TicketId,
    /// L_R, which the registry knows from now on.
    pub link: LinkSecret,
}

/// Makes the request that redeems `ticket`, with a nonce that its node drew.
pub fn request(keys: &Keyring, ticket: &Ticket, epoch: Epoch, nonce: &[u8; NONCE_BYTES]) -> EnrolmentRequest {
    let registry = ticket.registry();
    let key = keys.holder_key(registry, epoch);
    let link = keys.link_secret(registry, epoch);
    let id = ticket.secret().id();
    let public = key.public();
    let signature = key.sign(&enrolment(registry, nonce, &id, &public, &link));
    let proof = Proof { registry: registry.clone(), nonce: *nonce, key: public, signature };
    EnrolmentRequest { proof, ticket: id, link }
}
