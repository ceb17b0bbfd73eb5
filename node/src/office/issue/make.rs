//! Credentials from drafts: made on all cores, encrypted, and written to the vault before anything is
//! committed.
//!
//! A pupil whose family enrolled a wallet gets a credential bound to P_R and an award with the next tag of
//! L_R; any other a bearer copy and a random tag.

use super::append::Pending;
use crate::machine::cores::on_all_cores;
use crate::machine::dice::OsDice;
use crate::office::act::Interrupted;
use crate::office::document::DocumentParts;
use crate::office::error::{MakingError, OfficeError};
use crate::office::registry_office::RegistryOffice;
use crate::office::tags::{Tag, next_tag};
use crate::writer::pipeline::AppendError;
use attestat_credential::draft::Draft;
use attestat_credential::issue::{IssueContext, Issued, dated};
use attestat_credential::replacement::{Replaced, ReplacementKind, replaced};
use attestat_ledger::checkpoint::log_key_id;
use attestat_ledger::day::Day;
use attestat_ledger::key::PublicKey;
use attestat_ledger::record::Award;
use attestat_vault::{Access, AccessKind, Document, EncryptedDocument, NewDocument, PupilId};
use zeroize::Zeroizing;

/// A draft that becomes a document.
#[derive(Clone)]
pub(crate) struct Making {
    /// Position of its draft in the request.
    pub(crate) position: usize,
    /// The draft.
    pub(crate) draft: Box<Draft>,
    /// Pupil whose draft it is.
    pub(crate) pupil: PupilId,
    /// The document that it takes the place of.
    pub(crate) predecessor: Option<Predecessor>,
}

/// A document that another one takes the place of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Predecessor {
    /// Its slot.
    pub(crate) slot: u32,
    /// Day of its record.
    pub(crate) day: Day,
    /// Reason of the replacement.
    pub(crate) kind: ReplacementKind,
}

/// Party that makes documents, and its act by the access log's word.
#[derive(Clone)]
pub(crate) struct Maker {
    /// `registrar <user>` or `node`.
    pub(crate) actor: String,
    /// Act that is noted.
    pub(crate) kind: AccessKind,
}

/// Draws slots for documents, makes their credentials and writes them to the vault, synced.
pub(super) fn prepare(
    office: &RegistryOffice,
    makings: Vec<Making>,
    maker: &Maker,
) -> Result<Vec<Pending>, OfficeError> {
    let slots = office.draw_slots(makings.len())?;
    prepare_in(office, makings.into_iter().zip(slots).collect(), maker)
}

/// Makes the credentials of a batch on all cores, in slots drawn for them, and writes them to the vault,
/// synced.
pub(crate) fn prepare_in(
    office: &RegistryOffice,
    work: Vec<(Making, u32)>,
    maker: &Maker,
) -> Result<Vec<Pending>, OfficeError> {
    let day = office.day()?;
    let made = on_all_cores(&work, |_, (making, slot)| make(office, day, making, *slot, maker));
    let made = made.ok_or(Interrupted)?;
    let mut pending = Vec::new();
    let mut encrypted = Vec::new();
    for made in made {
        let made = made?;
        pending.push(made.pending);
        encrypted.push(made.encrypted);
    }
    office.vault.prepare(encrypted)?;
    Ok(pending)
}

struct MadeDocument {
    pending: Pending,
    encrypted: EncryptedDocument,
}

/// Parts of an enrolled pupil's document that others have not.
struct Binding {
    key: PublicKey,
    tag: Tag,
}

fn make(
    office: &RegistryOffice,
    day: Day,
    making: &Making,
    slot: u32,
    maker: &Maker,
) -> Result<MadeDocument, OfficeError> {
    let Making { position, draft, pupil, .. } = making;
    let (pupil, pupil_key) = (*pupil, draft.pupil_key(&office.id));
    let binding = binding(office, pupil, day)?;
    let mut dice = OsDice::default();
    let random_tag = dice.array();
    let issued = credential(office, day, making, slot, binding.as_ref().map(|binding| &binding.key), &mut dice);
    if dice.failed() {
        return Err(AppendError::NoRandomness.into());
    }
    let Issued { sd_jwt, salt, commitment, class, .. } = issued?;
    let tag = binding.as_ref().map_or(random_tag, |binding| binding.tag.bytes);
    let award = Award { class, slot, tag, commitment };
    let document = Document {
        award: award.clone(),
        salt: Zeroizing::new(salt),
        sd_jwt: Zeroizing::new(sd_jwt),
        draft: Zeroizing::new(draft.to_json()),
    };
    let new = NewDocument {
        registry: &office.id,
        pupil: &pupil_key,
        idempotency_key: draft.idempotency_key(&office.id),
        content_digest: draft.content_digest(),
        document,
        log_size: office.own.log().state().size(),
        holder: binding.as_ref().map(|binding| *binding.key.as_bytes()),
        tag_counter: binding.as_ref().map(|binding| (binding.tag.year, binding.tag.number)),
        accesses: notes(making, slot, maker),
    };
    let paper = crate::office::papers::paper(office, draft, pupil, slot, crate::machine::clock::now());
    let encrypted = office.vault.encrypt_for(pupil, &new).and_then(|made| office.vault.recognise(made, &paper));
    let encrypted = encrypted?;
    let Document { sd_jwt, salt, .. } = new.document;
    let pending = Pending { position: *position, award, parts: DocumentParts { sd_jwt, salt } };
    Ok(MadeDocument { pending, encrypted })
}

/// Entries of the access log: the maker of the document and, where it corrects or duplicates another one, that this one
/// is changed. A new binding changes nothing of what a document says, and its own note tells of it.
fn notes(making: &Making, slot: u32, maker: &Maker) -> Vec<Access> {
    let note =
        |kind, slot| Access { time: crate::machine::clock::now(), kind, actor: maker.actor.clone(), slot: Some(slot) };
    let replaced = making.predecessor.filter(|predecessor| predecessor.kind != ReplacementKind::Rebinding);
    let changed = replaced.map(|predecessor| note(AccessKind::Changed, predecessor.slot));
    changed.into_iter().chain([note(maker.kind, slot)]).collect()
}

/// The key and the tag of a pupil with a wallet; none for any other.
fn binding(office: &RegistryOffice, pupil: PupilId, day: Day) -> Result<Option<Binding>, OfficeError> {
    let holder = office.vault.holder(&office.id, pupil)?;
    let Some(holder) = holder else { return Ok(None) };
    let key = PublicKey::parse(&holder.key).map_err(|_| MakingError::NoWalletKey)?;
    let tag = next_tag(office, pupil, &holder, day)?;
    Ok(Some(Binding { key, tag }))
}

fn credential(
    office: &RegistryOffice,
    day: Day,
    making: &Making,
    slot: u32,
    holder: Option<&PublicKey>,
    dice: &mut OsDice,
) -> Result<Issued, OfficeError> {
    let log = office.own.log();
    let mut context = IssueContext {
        registry: &office.id,
        key_id: log_key_id(log.origin(), &office.key.public()),
        key: &office.key,
        day,
        holder,
        slot,
        dice,
    };
    let issued = match making.predecessor {
        None => attestat_credential::issue::issue(&making.draft, &mut context),
        Some(Predecessor { slot, day, kind, .. }) => {
            let replaced = Replaced { registry: &office.id, slot, day, kind };
            attestat_credential::issue::reissue(&making.draft, &replaced, &mut context)
        }
    };
    issued.map_err(|error| MakingError::NotIssuable { position: making.position, error }.into())
}

/// Prepared documents, as they are to be appended. One that a crash left unbound, and whose family enrolled
/// since, is queued to be issued again. One of another day is made anew in its slot: the clock may have been wrong then,
/// and a credential is dated by the day of its record. The caller knows that no award of theirs stands in the log.
pub(crate) fn read_prepared(
    office: &RegistryOffice,
    prepared: &[(usize, u32)],
    maker: &Maker,
) -> Result<Vec<Pending>, OfficeError> {
    let day = office.day()?;
    let (mut pending, mut anew) = (Vec::with_capacity(prepared.len()), Vec::new());
    for (position, slot) in prepared {
        let document = office.vault.document(&office.id, *slot)?;
        let document = document.ok_or(MakingError::Missing(*slot))?;
        // What stands in the log all the same stays as it is, and is refused there.
        let stands = office.own.holds_slot(*slot).map_err(|error| office.log_error(error))?;
        if stands || dated(&document.sd_jwt) == Some(day) {
            queue_if_unbound(office, *slot)?;
            let Document { award, sd_jwt, salt, .. } = document;
            pending.push(Pending { position: *position, award, parts: DocumentParts { sd_jwt, salt } });
        } else {
            anew.push((again(office, *position, *slot, &document)?, *slot));
        }
    }
    if !anew.is_empty() {
        pending.extend(prepare_in(office, anew, maker)?);
    }
    Ok(pending)
}

/// A prepared document, as it is to be made once more.
fn again(office: &RegistryOffice, position: usize, slot: u32, document: &Document) -> Result<Making, OfficeError> {
    let pupil = office.vault.pupil_of(&office.id, slot)?;
    let draft = Draft::from_json(&document.draft);
    let draft = draft.map_err(|error| MakingError::UnreadableDraft { slot, error })?;
    let predecessor = replaced(&document.sd_jwt).map(|(slot, day, kind)| Predecessor { slot, day, kind });
    Ok(Making { position, draft: Box::new(draft), pupil: pupil.ok_or(MakingError::Missing(slot))?, predecessor })
}

fn queue_if_unbound(office: &RegistryOffice, slot: u32) -> Result<(), OfficeError> {
    let Some(pupil) = office.vault.pupil_of(&office.id, slot)? else { return Ok(()) };
    let Some(holder) = office.vault.holder(&office.id, pupil)? else { return Ok(()) };
    let held = office.vault.held(&office.id, pupil)?;
    if held.iter().any(|held| held.slot == slot && held.holder != Some(holder.key)) {
        let due = office.cover.due(crate::machine::clock::now())?;
        office.vault.queue_rebinding(&office.id, pupil, due)?;
    }
    Ok(())
}
