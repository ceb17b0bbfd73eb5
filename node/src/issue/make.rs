//! Credentials from drafts: made on all cores, encrypted, and written to the vault before anything is
//! committed.

use super::Pending;
use crate::cores::on_all_cores;
use crate::desk::{Desk, append_refusal, vault_refusal};
use crate::dice::OsDice;
use crate::pipeline::AppendError;
use attestat_credential::draft::Draft;
use attestat_credential::issue::{IssueContext, Issued};
use attestat_ledger::checkpoint::log_key_id;
use attestat_ledger::day::Day;
use attestat_ledger::record::{Award, TAG_BYTES};
use attestat_store::vault::{Document, Encrypted, NewDocument};
use attestat_wire::refusal::Refusal;
use tonic::{Code, Status};
use zeroize::Zeroizing;

/// Makes the credentials of a batch on all cores and writes them to the vault, synced.
pub(super) fn prepare(desk: &Desk, drafts: Vec<(usize, Box<Draft>)>) -> Result<Vec<Pending>, Status> {
    let slots = desk.draw_slots(drafts.len()).map_err(|error| append_refusal(&error))?;
    let work: Vec<((usize, Box<Draft>), u32)> = drafts.into_iter().zip(slots).collect();
    let day = crate::clock::today().max(desk.own.log().state().day);
    let made = on_all_cores(&work, |_, ((at, draft), slot)| make(desk, day, *at, draft, *slot));
    let made = made.ok_or_else(|| Status::internal("a credential could not be made"))?;
    let mut pending = Vec::new();
    let mut encrypted = Vec::new();
    for made in made {
        let made = made?;
        pending.push(made.pending);
        encrypted.push(made.encrypted);
    }
    desk.vault.prepare(encrypted).map_err(|error| vault_refusal(&error))?;
    Ok(pending)
}

struct Made {
    pending: Pending,
    encrypted: Encrypted,
}

fn make(desk: &Desk, day: Day, position: usize, draft: &Draft, slot: u32) -> Result<Made, Status> {
    let log = desk.own.log();
    let mut dice = OsDice::default();
    let mut context = IssueContext {
        registry: &desk.id,
        key_id: log_key_id(log.origin(), &desk.key.public()),
        key: &desk.key,
        day,
        holder: None,
        slot,
        dice: &mut dice,
    };
    let issued = attestat_credential::issue::issue(draft, &mut context);
    let tag: [u8; TAG_BYTES] = dice.array();
    if dice.failed() {
        return Err(append_refusal(&AppendError::NoRandomness).into());
    }
    let Issued { sd_jwt, salt, commitment, class, .. } = issued.map_err(|error| {
        Status::from(Refusal::new(Code::InvalidArgument, "not-issuable", format!("Row {}: {error}.", position + 1), ""))
    })?;
    let award = Award { class, slot, tag, commitment };
    let document = Document {
        award: award.clone(),
        salt: Zeroizing::new(salt),
        sd_jwt: Zeroizing::new(sd_jwt),
        draft: Zeroizing::new(draft.to_json()),
    };
    let new = NewDocument {
        registry: &desk.id,
        pupil: &draft.pupil_key(&desk.id),
        idempotency_key: draft.idempotency_key(&desk.id),
        content_digest: draft.content_digest(),
        document,
        log_size: log.state().size(),
        holder: None,
        tag_counter: None,
        access: None,
    };
    let encrypted = desk.vault.encrypt(&new).map_err(|error| vault_refusal(&error))?;
    Ok(Made { pending: Pending { position, award }, encrypted })
}

pub(super) fn read_prepared(desk: &Desk, prepared: &[(usize, u32)]) -> Result<Vec<Pending>, Status> {
    let read = |(position, slot): &(usize, u32)| {
        let document = desk.vault.document(&desk.id, *slot).map_err(|error| vault_refusal(&error))?;
        let missing = || Status::internal(format!("the prepared document of slot {slot} is missing from the vault"));
        Ok(Pending { position: *position, award: document.ok_or_else(missing)?.award })
    };
    prepared.iter().map(read).collect()
}
