//! Proof of a request: that the caller has a key, now, for this registry and this act.

use super::HolderService;
use crate::machine::clock;
use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use attestat_credential::holder::statement::{Act, NONCE_BYTES, statement};
use attestat_ledger::key::{PublicKey, Signature};
use attestat_ledger::name::RegistryId;
use attestat_vault::{Holder, PupilId};
use attestat_wire::field::Field;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use attestat_words::text;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use tonic::{Code, Request, Status};

/// Origin of a request: counted when the request is wrong, and kept nowhere else.
#[derive(Clone, Copy)]
pub(super) struct Caller {
    pub(super) address: IpAddr,
}

impl Caller {
    /// The caller of a request; those without an address, as on a Unix socket, count as one.
    pub(super) fn of<T>(request: &Request<T>) -> Self {
        let address = request.remote_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip());
        Self { address }
    }
}

/// A proof's parts, each of the right form; nothing is proven yet.
pub(super) struct Parts {
    pub(super) office: Arc<RegistryOffice>,
    pub(super) registry: RegistryId,
    pub(super) nonce: [u8; NONCE_BYTES],
    key: [u8; 32],
    signature: Signature,
}

/// A key whose owner made this request.
pub(super) struct Proven {
    pub(super) office: Arc<RegistryOffice>,
    pub(super) key: PublicKey,
}

/// The office of a registry that the message `message` names, for reading: nobody waits for their documents until
/// it may write.
pub(super) fn office(
    service: &HolderService,
    message: &'static str,
    registry: &str,
) -> Result<Arc<RegistryOffice>, Status> {
    let registry = Field::new(message, "registry").registry(registry)?;
    Ok(service.registrar.reading_office(registry.as_str())?)
}

/// Reads a proof.
pub(super) fn parts(service: &HolderService, proof: Option<v1::Proof>) -> Result<Parts, Status> {
    let field = |name| Field::new("Proof", name);
    let proof = proof.ok_or_else(|| field("key").fault(text!("fault-no-proof")))?;
    let office = office(service, "Proof", &proof.registry)?;
    Ok(Parts {
        registry: office.id.clone(),
        office,
        nonce: field("nonce").exactly(&proof.nonce)?,
        key: field("key").exactly(&proof.key)?,
        signature: field("signature").signature(&proof.signature)?,
    })
}

impl Parts {
    /// Checks that the key signed the statement that `say` makes of it, and uses the nonce up.
    pub(super) fn prove(
        self,
        service: &HolderService,
        caller: Caller,
        say: impl FnOnce(&Self, &PublicKey) -> zeroize::Zeroizing<Vec<u8>>,
    ) -> Result<Proven, Status> {
        service.guesses.check(caller.address, clock::now())?;
        let now = clock::now_millis();
        service.nonces.check(&self.registry, &self.nonce, now)?;
        let key = PublicKey::parse(&self.key).ok().filter(|key| key.verify(&say(&self, key), &self.signature).is_ok());
        let key = key.ok_or_else(|| not_recognised(service, caller))?;
        service.nonces.take(&self.nonce, caller.address, now)?;
        Ok(Proven { office: self.office, key })
    }

    /// As [`Parts::prove`], for an act that is not an enrolment.
    pub(super) fn prove_act(
        self,
        service: &HolderService,
        caller: Caller,
        act: Act,
        body: &[u8],
    ) -> Result<Proven, Status> {
        if matches!(act, Act::MailboxPut | Act::MailboxGet | Act::MailboxDrop) {
            service.strays.check(caller.address, clock::now())?;
        }
        self.prove(service, caller, |parts, key| statement(act, &parts.registry, &parts.nonce, key, body).into())
    }
}

impl Proven {
    /// The pupil whose wallet has the key.
    pub(super) fn holder(&self, service: &HolderService, caller: Caller) -> Result<(PupilId, Holder), Status> {
        let found = self.office.vault.holder_by_key(&self.office.id, self.key.as_bytes());
        let found = found.map_err(OfficeError::from)?;
        found.ok_or_else(|| not_recognised(service, caller).into())
    }
}

/// The one answer to everybody whom this node does not know, whatever was wrong; the request counts as a guess.
pub(super) fn not_recognised(service: &HolderService, caller: Caller) -> Refusal {
    service.guesses.wrong(caller.address, clock::now());
    let (what, todo) = (text!("refusal-not-recognised"), text!("refusal-not-recognised.next"));
    Refusal::new(Code::PermissionDenied, "not-recognised", what, todo)
}
