//! Mailboxes kept here for wallets of other schools: the owner of a mailbox's key puts, gets and drops it.

use super::HolderService;
use super::answer_stream::Outlet;
use super::permit::PERMIT_SECONDS_MAX;
use super::proof::{Caller, Proven, parts};
use crate::machine::clock;
use crate::office::error::OfficeError;
use attestat_credential::holder::permit::{MAILBOX_BYTES_MAX, commitment, permit};
use attestat_credential::holder::statement::Act;
use attestat_ledger::key::PublicKey;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{RegistryState, Roster};
use attestat_vault::VaultError;
use attestat_vault::mailbox::{self, MailboxTerms};
use attestat_wire::field::Field;
use attestat_wire::refusal::{NO_MAILBOX, Refusal};
use attestat_wire::v1;
use attestat_words::text;
use attestat_words::text::Text;
use tonic::{Code, Status};

/// Bytes of content in one message of the stream.
const PIECE_BYTES: usize = 256 << 10;
const _: () = assert!(MAILBOX_BYTES_MAX == mailbox::MAILBOX_BYTES_MAX, "the vault takes what wallets make");

/// Keeps a mailbox's content.
pub(super) fn put(
    service: &HolderService,
    caller: Caller,
    request: v1::PutMailboxRequest,
) -> Result<v1::PutMailboxResponse, Status> {
    let field = |name| Field::new("PutMailboxRequest", name);
    if request.content.is_empty() || request.content.len() > MAILBOX_BYTES_MAX {
        return Err(field("content").fault(text!("fault-mailbox")).into());
    }
    let registry = field("permit_registry").registry(&request.permit_registry)?;
    let blind = field("blind").exactly(&request.blind)?;
    let signature = field("permit_signature").signature(&request.permit_signature)?;
    let proven = parts(service, request.proof)?.prove_act(service, caller, Act::MailboxPut, &request.content)?;
    let (now, expires) = (clock::now(), request.permit_expires);
    if expires <= now || expires > now.saturating_add(PERMIT_SECONDS_MAX) {
        return Err(no_permit(service, caller, text!("refusal-permit-ended")).into());
    }
    let permitted = permit(&registry, &commitment(&blind, &proven.key), expires);
    let keys = keys_of(service, &registry);
    if !keys.iter().any(|key| key.verify(&permitted, &signature).is_ok()) {
        return Err(no_permit(service, caller, text!("refusal-permit-unknown")).into());
    }
    let terms = MailboxTerms { registry: &registry, room: service.node.config.mailbox_room, now };
    match proven.office.vault.mailbox_put(proven.key.as_bytes(), &request.content, terms) {
        Ok(kept_until) => Ok(v1::PutMailboxResponse { kept_until }),
        Err(VaultError::MailboxesFull) => Err(full().into()),
        Err(error) => Err(OfficeError::from(error).into()),
    }
}

/// The keys that sign for a registry now: as the roster says, or our own where none is in force. A log that was cut has
/// ended, and a thief of its key must not sign for the registry.
fn keys_of(service: &HolderService, registry: &RegistryId) -> Vec<PublicKey> {
    let roster = service.node.roster.borrow();
    let Some(pinned) = roster.as_ref() else {
        let own = service.registrar.reading_office(registry.as_str());
        return own.map(|office| office.key.public()).into_iter().collect();
    };
    signing_keys(pinned.roster(), registry)
}

/// The open keys of an active registry's newest log, unless it is cut.
fn signing_keys(roster: &Roster, registry: &RegistryId) -> Vec<PublicKey> {
    let known = roster.registry(registry).filter(|known| known.state == RegistryState::Active);
    let newest = known.and_then(|known| known.logs.last()).filter(|log| roster.cut(&log.origin).is_none());
    let keys = newest.into_iter().flat_map(|log| &log.keys);
    keys.filter(|key| key.to_size.is_none()).map(|key| key.key.clone()).collect()
}

/// Sends a mailbox's content in pieces.
pub(super) fn get(
    service: &HolderService,
    caller: Caller,
    request: v1::GetMailboxRequest,
    outlet: &Outlet<v1::GetMailboxResponse>,
) -> Result<(), Status> {
    let Proven { office, key } = parts(service, request.proof)?.prove_act(service, caller, Act::MailboxGet, b"")?;
    let content = office.vault.mailbox_get(key.as_bytes()).map_err(OfficeError::from)?;
    let content = content.ok_or_else(|| no_mailbox(service, caller))?;
    content.chunks(PIECE_BYTES).try_for_each(|piece| outlet.send(v1::GetMailboxResponse { piece: piece.to_vec() }))
}

/// Drops a mailbox.
pub(super) fn remove(
    service: &HolderService,
    caller: Caller,
    request: v1::DropMailboxRequest,
) -> Result<v1::DropMailboxResponse, Status> {
    let Proven { office, key } = parts(service, request.proof)?.prove_act(service, caller, Act::MailboxDrop, b"")?;
    let dropped = office.vault.mailbox_drop(key.as_bytes()).map_err(OfficeError::from)?;
    if dropped { Ok(v1::DropMailboxResponse {}) } else { Err(no_mailbox(service, caller).into()) }
}

/// Refusal without a permit; counts as a guess: anyone can make keys, and each use of one costs this node a nonce.
fn no_permit(service: &HolderService, caller: Caller, what: Text) -> Refusal {
    service.strays.wrong(caller.address, clock::now());
    Refusal::new(Code::PermissionDenied, "no-permit", what, text!("refusal-permit-next"))
}

/// Refusal for the owner of a mailbox's key only; counts as a guess, as [`no_permit`] does.
fn no_mailbox(service: &HolderService, caller: Caller) -> Refusal {
    service.strays.wrong(caller.address, clock::now());
    Refusal::new(Code::NotFound, NO_MAILBOX, text!("refusal-no-mailbox"), text!("refusal-no-mailbox.next"))
}

fn full() -> Refusal {
    let (what, todo) = (text!("refusal-mailboxes-full"), text!("refusal-mailboxes-full.next"));
    Refusal::new(Code::ResourceExhausted, "mailboxes-full", what, todo)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::*;
    use attestat_ledger::encoding::base64;
    use attestat_ledger::key::SecretKey;
    use attestat_ledger::note::{SignatureType, VerifierKey};
    use zeroize::Zeroizing;

    fn key(seed: u8) -> PublicKey {
        SecretKey::from_seed(&Zeroizing::new([seed; 32])).public()
    }

    /// A registry whose first log was cut, because its key was stolen, and which goes on in a second one.
    fn roster(second_is_cut: &str) -> Roster {
        let governor = VerifierKey::new("governor.example", SignatureType::Ed25519, key(9)).unwrap();
        let log =
            |generation: u8, keys: &str| format!("[[registry.log]]\norigin = \"one.example/{generation}\"\n{keys}");
        let open = |seed: u8, from: u64| {
            format!("[[registry.log.key]]\nkey = \"{}\"\nfrom_size = {from}\n", base64(key(seed).as_bytes()))
        };
        let cut = |generation: u8| {
            format!("[[cut]]\norigin = \"one.example/{generation}\"\nsize = 7\nroot = \"{}\"\n", "ab".repeat(32))
        };
        let text = format!(
            "format = \"attestat/roster/v1\"\nversion = 1\nissued = \"2026-09-01\"\nexpires = \"2027-08-31\"\nthreshold = 1\ngovernors = [\"{governor}\"]\nquorum = \"\"\"\nquorum none\n\"\"\"\n\n[[registry]]\nid = \"one.example\"\nname = \"One\"\norganisation = \"One\"\nregion = \"Sample\"\nclasses = [\"achievement\"]\nstate = \"active\"\n{}{}\n{}{}",
            log(1, &open(1, 1)),
            log(2, &format!("{}to_size = 12\n{}", open(2, 1), open(3, 13))),
            cut(1),
            if second_is_cut.is_empty() { String::new() } else { cut(2) },
        );
        Roster::parse(&text).unwrap()
    }

    #[test]
    fn only_the_open_key_of_the_newest_log_signs_permits() {
        let registry = RegistryId::parse("one.example").unwrap();
        assert_eq!(signing_keys(&roster(""), &registry), [key(3)], "not the key of the log that was cut");
        assert!(signing_keys(&roster("cut"), &registry).is_empty());
        assert!(signing_keys(&roster(""), &RegistryId::parse("two.example").unwrap()).is_empty());
    }
}
