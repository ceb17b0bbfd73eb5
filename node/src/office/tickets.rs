//! Enrolment tickets, as the registrar's tools ask for them. The secret is drawn by the caller and printed
//! for the family; the node gets a hash of it.

use crate::Node;
use crate::machine::clock;
use crate::machine::folder::Layout;
use crate::office::error::{OfficeError, PupilError, TicketError};
use crate::office::pupil::{NamedPupil, PupilName, folded_key, pupil};
use crate::office::registry_office::RegistryOffice;
use attestat_credential::draft::text::Text;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::RosterHash;
use attestat_vault::{Access, AccessKind, KnownPerson, NewTicket};
use attestat_wire::connect::Address;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Longest time that a ticket is good, in seconds: 90 days.
const TICKET_SECONDS_MAX: u64 = 90 * 24 * 3600;

/// Order for a ticket.
pub(crate) struct TicketOrder {
    /// The pupil whom it is for.
    pub(crate) pupil: NamedPupil,
    /// Hash of the ticket's id.
    pub(crate) hash: [u8; 32],
    /// End of the ticket, Unix seconds.
    pub(crate) expires: u64,
    /// True if nothing may be held on the pupil yet.
    pub(crate) may_be_first: bool,
    /// Party that asked.
    pub(crate) actor: String,
}

/// Values that a family's letter tells, beside the ticket.
pub(crate) struct TicketNoted {
    /// Address of the node, with the pin of its key.
    pub(crate) address: Address,
    pub(crate) registry: RegistryId,
    /// Name of the registry for people.
    pub(crate) registry_name: String,
    /// Hash of the roster in force.
    pub(crate) roster: Option<RosterHash>,
    /// Documents of the pupil so far.
    pub(crate) documents: u32,
    /// True if a wallet is enrolled already.
    pub(crate) enrolled: bool,
    /// Time until which the ticket that this one ended would have been good.
    pub(crate) ended: Option<u64>,
}

/// Notes a ticket. Its pupil is neither erased nor joined to somebody meanwhile.
pub(crate) async fn ticket(
    node: &Arc<Node>,
    office: &Arc<RegistryOffice>,
    order: TicketOrder,
) -> Result<TicketNoted, OfficeError> {
    let (node, acting) = (node.clone(), office.clone());
    let act = async move {
        let turn = acting.acts.turn().await;
        turn.blocking(&acting, move |office| make_ticket(&node, office, order)).await?
    };
    office.acts.run(act).await
}

fn make_ticket(node: &Node, office: &RegistryOffice, order: TicketOrder) -> Result<TicketNoted, OfficeError> {
    let TicketOrder { pupil: named, hash, expires, may_be_first, actor } = order;
    let now = clock::now();
    if expires <= now || expires > now.saturating_add(TICKET_SECONDS_MAX) {
        return Err(TicketError::Expiry.into());
    }
    let address = public_address(node)?;
    let person = person(office, &named, now);
    let pupil = pupil(office, &named)?;
    // A name that a known pupil was found by goes on being asked about when documents come under it.
    let called = folded_key(office, &named).filter(|_| office.vault.is_known(pupil).is_ok_and(|known| !known));
    let ended = office.vault.ticket_expires(pupil, now)?;
    let access = Access { time: now, kind: AccessKind::TicketMade, actor, slot: None };
    let ticket = NewTicket { hash, expires, may_be_first, person: person.as_ref(), called };
    if !office.vault.put_ticket(&office.id, pupil, &ticket, &access)? {
        return Err(PupilError::Unknown.into());
    }
    let documents = office.vault.documents_of(&office.id, pupil)?.len();
    Ok(TicketNoted {
        address,
        registry_name: registry_name(node, office),
        roster: office.roster.borrow().as_ref().map(|pinned| pinned.roster().hash()),
        registry: office.id.clone(),
        documents: u32::try_from(documents).unwrap_or(u32::MAX),
        enrolled: office.vault.holder(&office.id, pupil)?.is_some(),
        ended,
    })
}

/// The person whom the registrar has before their eyes, so that the first document is compared with it.
fn person(office: &RegistryOffice, named: &NamedPupil, time: u64) -> Option<KnownPerson> {
    let (person, reference) = match &named.by {
        PupilName::Person(person) => (person, None),
        PupilName::Reference(reference) => (named.expected.as_ref()?, Some(reference)),
        PupilName::Slot(_) => (named.expected.as_ref()?, None),
    };
    Some(KnownPerson {
        time,
        digest: person.folded_pupil_key(&office.id),
        reference: Zeroizing::new(reference.map_or_else(String::new, |text: &Text<64>| text.expose().to_owned())),
        json: Zeroizing::new(person.to_json()),
    })
}

/// Address at which families reach the node: as the settings say, or the one that it listens at when they leave the
/// port open.
fn public_address(node: &Node) -> Result<Address, TicketError> {
    let told = node.public_address().or_else(|| {
        let reachable = node.config.listen.is_some_and(|listen| !listen.ip().is_unspecified());
        reachable.then(|| listening_at(node.folder.layout())).flatten()
    });
    told.ok_or(TicketError::NoAddress)
}

fn listening_at(layout: &Layout) -> Option<Address> {
    let address: Address = std::fs::read_to_string(layout.address()).ok()?.trim().parse().ok()?;
    address.pin().map(|_| address)
}

/// Name of the registry by the roster, or by its settings.
fn registry_name(node: &Node, office: &RegistryOffice) -> String {
    let roster = office.roster.borrow();
    let listed =
        roster.as_ref().and_then(|pinned| pinned.roster().registry(&office.id)).map(|known| known.name.clone());
    let settings = || node.config.registries.iter().find(|settings| settings.id == office.id);
    listed.or_else(|| settings().map(|settings| settings.name.clone())).unwrap_or_default()
}
