//! Enrolment tickets, as the registrar's tools ask for them. The secret is drawn by the caller and printed
//! for the family; the node gets a hash of it.

use crate::Node;
use crate::machine::clock;
use crate::machine::folder::Layout;
use crate::office::desk::{Desk, vault_refusal};
use crate::office::pupil::{folded_key, pupil};
use attestat_credential::draft::Person;
use attestat_credential::draft::text::Text;
use attestat_vault::{Access, AccessKind, KnownPerson, NewTicket};
use attestat_wire::connect::Address;
use attestat_wire::field::Field;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1::{self, pupil::By};
use std::sync::Arc;
use tonic::{Code, Status};
use zeroize::Zeroizing;

/// Longest time that a ticket is good, in seconds: 90 days.
const TICKET_SECONDS_MAX: u64 = 90 * 24 * 3600;

/// Notes a ticket; `actor` is the party that asked. Its pupil is neither erased nor joined to somebody meanwhile.
pub(crate) async fn ticket(
    node: &Arc<Node>,
    desk: &Arc<Desk>,
    request: v1::MakeTicketRequest,
    actor: String,
) -> Result<v1::MakeTicketResponse, Status> {
    let (node, acting) = (node.clone(), desk.clone());
    let act = async move {
        let turn = acting.acts.turn().await;
        turn.blocking(&acting, move |desk| make_ticket(&node, desk, request, actor)).await?
    };
    desk.acts.run(act).await
}

fn make_ticket(
    node: &Node,
    desk: &Desk,
    request: v1::MakeTicketRequest,
    actor: String,
) -> Result<v1::MakeTicketResponse, Status> {
    let field = |name| Field::new("MakeTicketRequest", name);
    let now = clock::now();
    if request.expires <= now || request.expires > now.saturating_add(TICKET_SECONDS_MAX) {
        return Err(field("expires").fault("a time from now on, at most 90 days ahead").into());
    }
    let hash: [u8; 32] = field("ticket_hash").exactly(&request.ticket_hash)?;
    let address = public_address(node)?;
    let spelt = request.pupil.as_ref().and_then(|named| folded_key(desk, named));
    let person = request.pupil.as_ref().and_then(|named| person(desk, named, now));
    let pupil = pupil(desk, request.pupil)?;
    let failed = |error| Status::from(vault_refusal(&error));
    // A name that a known pupil was found by goes on being asked about when documents come under it.
    let called = spelt.filter(|_| desk.vault.is_known(pupil).is_ok_and(|known| !known));
    let ended = desk.vault.ticket_expires(pupil, now).map_err(failed)?.unwrap_or_default();
    let access = Access { time: now, kind: AccessKind::TicketMade, actor, slot: None };
    let (expires, may_be_first) = (request.expires, request.new_pupil);
    let ticket = NewTicket { hash, expires, may_be_first, person: person.as_ref(), called };
    if !desk.vault.put_ticket(&desk.id, pupil, &ticket, &access).map_err(failed)? {
        return Err(unknown_pupil().into());
    }
    let documents = desk.vault.documents_of(&desk.id, pupil).map_err(failed)?.len();
    Ok(v1::MakeTicketResponse {
        address: address.to_string(),
        registry_name: registry_name(node, desk),
        roster_hash: desk.roster.borrow().as_ref().map_or_else(Vec::new, |pinned| pinned.roster().hash().0.to_vec()),
        registry: desk.id.to_string(),
        documents: u32::try_from(documents).unwrap_or(u32::MAX),
        enrolled: desk.vault.holder(&desk.id, pupil).map_err(failed)?.is_some(),
        ended,
    })
}

/// The person whom the registrar has before their eyes, so that the first document is compared with it.
fn person(desk: &Desk, named: &v1::Pupil, time: u64) -> Option<KnownPerson> {
    let (json, reference) = match named.by.as_ref()? {
        By::Person(json) => (json, None),
        By::Reference(reference) => (&named.expected, Text::<64>::parse(reference).ok()),
        By::Slot(_) => (&named.expected, None),
    };
    let person = Person::from_json(json).ok()?;
    Some(KnownPerson {
        time,
        digest: person.folded_pupil_key(&desk.id),
        reference: Zeroizing::new(reference.map_or_else(String::new, |text| text.expose().to_owned())),
        json: Zeroizing::new(person.to_json()),
    })
}

fn unknown_pupil() -> Refusal {
    let what = "Nothing is held under this number or name.";
    let todo = "Check it; a name is written as on the documents, with the patronymic. For a pupil before the first document, say so: --new-pupil.";
    Refusal::new(Code::NotFound, "unknown-pupil", what, todo)
}

/// Address at which families reach the node: as the settings say, or the one that it listens at when they leave the
/// port open.
fn public_address(node: &Node) -> Result<Address, Refusal> {
    let told = node.public_address().or_else(|| {
        let reachable = node.config.listen.is_some_and(|listen| !listen.ip().is_unspecified());
        reachable.then(|| listening_at(node.folder.layout())).flatten()
    });
    told.ok_or_else(|| {
        let what = "A ticket says where families reach this node, and the node does not know it.";
        let todo = "Set `listen` and public_url = \"https://host:port\" in node.toml and start the node again.";
        Refusal::new(Code::FailedPrecondition, "no-address", what, todo)
    })
}

fn listening_at(layout: &Layout) -> Option<Address> {
    let address: Address = std::fs::read_to_string(layout.address()).ok()?.trim().parse().ok()?;
    address.pin().map(|_| address)
}

/// Name of the registry by the roster, or by its settings.
fn registry_name(node: &Node, desk: &Desk) -> String {
    let roster = desk.roster.borrow();
    let listed = roster.as_ref().and_then(|pinned| pinned.roster().registry(&desk.id)).map(|known| known.name.clone());
    let settings = || node.config.registries.iter().find(|settings| settings.id == desk.id);
    listed.or_else(|| settings().map(|settings| settings.name.clone())).unwrap_or_default()
}
