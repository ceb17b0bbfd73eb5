//! Plan for each draft of a request: decided for all of them before anything is done.
//!
//! The issuing act holds the office's turn from here to the vault's write, so that a slot or number that is free here is
//! still free there.

use super::asked::{AskedDraft, IssueAgain};
use super::find::place_standing;
use super::outcome::{DraftAnswer, DraftOutcome, Fate};
use super::whose::{Newcomers, Whose, namesakes, whose};
use crate::machine::cores::on_all_cores;
use crate::office::act::Interrupted;
use crate::office::error::OfficeError;
use crate::office::objection::{Holder, Objection};
use crate::office::papers;
use crate::office::registry_office::RegistryOffice;
use crate::office::successors;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::Draft;
use attestat_credential::draft::difference::difference;
use attestat_credential::draft::paper::{PaperKey, PaperRule};
use attestat_credential::replacement::replaced_slot;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::{Loss, PupilId, RequestState, VaultError};
use std::collections::{BTreeMap, BTreeSet};

/// A draft on its way.
pub(super) enum DraftPlan {
    /// The draft cannot be issued.
    Refused(Objection),
    /// The draft can be issued when a person has answered.
    Question(Objection),
    /// The draft was issued before and is in the log: the slot of the document that stands for it now, and its fate.
    Done(u32, Fate),
    /// The draft was prepared before in this slot and never committed.
    Prepared(u32),
    /// The same paper was issued with other content.
    Conflict(Objection),
    /// The draft is to be issued.
    New(Box<Draft>, PupilId),
    /// The draft is the same as the one at this position of the same request.
    Repeats(usize),
}

impl DraftPlan {
    /// Returns true if the request can go on with it.
    pub(super) fn is_clean(&self) -> bool {
        !matches!(self, Self::Refused(_) | Self::Question(_) | Self::Conflict(_))
    }
}

/// Decides on a plan for every draft, without carrying it out. Awards that an interrupted request left in the log are
/// found first, so that they count as done.
pub(super) fn plan(office: &RegistryOffice, asked: &[AskedDraft]) -> Result<Vec<DraftPlan>, OfficeError> {
    place_standing(office)?;
    let read = |_, asked: &AskedDraft| {
        Draft::from_json(&asked.draft).map(|draft| (draft.idempotency_key(&office.id), draft.content_digest(), draft))
    };
    let read = on_all_cores(asked, read).ok_or(Interrupted)?;
    let newcomers = Newcomers::new(office)?;
    let loss = given_up(office)?;
    let mut planner = Planner { office, seen: BTreeMap::new(), papers: BTreeMap::new(), newcomers, loss };
    let mut plans = Vec::with_capacity(asked.len());
    for (position, (read, asked)) in read.into_iter().zip(asked).enumerate() {
        let plan = match read {
            Err(error) => DraftPlan::Refused(Objection::NotADraft(error)),
            Ok((key, digest, draft)) => match planner.seen.get(&key) {
                Some((first, same)) if *same == digest => DraftPlan::Repeats(*first),
                Some((first, _)) => DraftPlan::Refused(Objection::RepeatedDifferently(*first)),
                None => {
                    planner.seen.insert(key, (position, digest));
                    planner.plan_one(position, draft, asked, &key, &digest).or_else(refused_by_itself)?
                }
            },
        };
        plans.push(plan);
    }
    Ok(plans)
}

/// Documents that were given up with an earlier vault. A note of them that is damaged holds up no issue.
fn given_up(office: &RegistryOffice) -> Result<Option<Loss>, OfficeError> {
    match office.vault.loss(&office.id) {
        Err(error @ VaultError::Damaged(_)) => {
            tracing::warn!(registry = %office.id, "it is not known here what was given up with an earlier vault, so that nobody is asked before it is issued again: {error}");
            Ok(None)
        }
        loss => Ok(loss?),
    }
}

/// A draft that needs a vault entry which does not decrypt is refused, and no other one with it.
fn refused_by_itself(error: VaultError) -> Result<DraftPlan, OfficeError> {
    match error {
        VaultError::Damaged(_) => Ok(DraftPlan::Refused(Objection::Unreadable(error))),
        error => Err(error.into()),
    }
}

/// The drafts of one request so far.
struct Planner<'a> {
    office: &'a RegistryOffice,
    /// Position and content of each, by its key.
    seen: BTreeMap<[u8; 32], (usize, [u8; 32])>,
    /// Holders of the values that one paper only may have.
    papers: BTreeMap<[u8; 32], (usize, PupilId)>,
    newcomers: Newcomers,
    /// Documents that were given up with an earlier vault.
    loss: Option<Loss>,
}

impl Planner<'_> {
    fn plan_one(
        &mut self,
        position: usize,
        draft: Draft,
        asked: &AskedDraft,
        key: &[u8; 32],
        digest: &[u8; 32],
    ) -> Result<DraftPlan, VaultError> {
        let office = self.office;
        let known = still_known(office, office.vault.request_state(key, digest)?, &draft)?;
        if let RequestState::Same { slot } = known
            && office.vault.placed(&office.id, slot)?.is_some()
            && let Some(plan) = as_it_stands(office, slot, asked.again)
        {
            return Ok(plan);
        }
        if let Err(error) = draft.check_new() {
            return Ok(DraftPlan::Refused(Objection::NotIssuedNow(error)));
        }
        let pupil = match whose(office, &draft, asked, &self.newcomers)? {
            Whose::Of(pupil) => pupil,
            Whose::Ask(question, pupil) => {
                // The same paper is the same, whoever is asked for.
                if let Some(plan) = self.issued_otherwise(&draft, None)? {
                    return Ok(plan);
                }
                // The drafts behind it are asked about as they stand after a yes: without one nothing is issued.
                self.newcomers.note(office, &draft, pupil);
                return Ok(DraftPlan::Question(question));
            }
            Whose::Refused(objection) => return Ok(DraftPlan::Refused(objection)),
        };
        if let Some(plan) = self.issued_as(known, pupil, &draft)? {
            return Ok(plan);
        }
        if let Some(objection) = self.taken(position, &draft, pupil)? {
            return Ok(DraftPlan::Refused(objection));
        }
        // Made for a wallet or not: one whose entries do not decrypt would end the request in the middle.
        if office.vault.holder(&office.id, pupil)?.is_some() {
            office.vault.check_counter(&office.id, pupil, office.day_now().year())?;
        }
        self.newcomers.note(office, &draft, pupil);
        // What was prepared is no further than what is new: the rules of now hold for both.
        if let Err(why) = office.check_class(CredentialType::of(draft.document()).class()) {
            return Ok(DraftPlan::Refused(Objection::NotEntitled(why)));
        }
        if let RequestState::Same { slot } = known
            && office.vault.placed(&office.id, slot)?.is_none()
            // One that nothing can read any more is made anew.
            && office.vault.is_readable(&office.id, slot)? == Some(true)
            && office.vault.pupil_of(&office.id, slot)? == Some(pupil)
        {
            return Ok(DraftPlan::Prepared(slot));
        }
        if let Some(loss) = self.loss.as_ref().filter(|loss| !asked.not_lost && may_be_lost(&draft, loss)) {
            return Ok(DraftPlan::Question(Objection::MayBeLost(*loss)));
        }
        Ok(DraftPlan::New(Box::new(draft), pupil))
    }

    /// Plan for a draft that was issued before, in this spelling or another, and whose document is in force.
    fn issued_as(&self, known: RequestState, pupil: PupilId, draft: &Draft) -> Result<Option<DraftPlan>, VaultError> {
        let office = self.office;
        match known {
            RequestState::Different { slot } if papers::stands(office, slot)? => {
                return Ok(Some(if replaced_the_same(office, slot, draft)? {
                    DraftPlan::Done(slot, Fate::Replaced)
                } else {
                    same_or_conflict(office, slot, draft)
                }));
            }
            // Revoked and issued again under another content, or replaced by another document.
            RequestState::Same { slot } if office.vault.placed(&office.id, slot)?.is_some() => {
                if let Some(new) = papers::successor(office, pupil, slot)? {
                    return Ok(Some(same_or_conflict(office, new, draft)));
                }
            }
            RequestState::Different { .. } | RequestState::Same { .. } | RequestState::New => {}
        }
        self.issued_otherwise(draft, Some(pupil))
    }

    /// Plan for a draft whose paper stands under this pupil or a namesake who may be the same child: known by number in
    /// one sheet and by name in another.
    fn issued_otherwise(&self, draft: &Draft, pupil: Option<PupilId>) -> Result<Option<DraftPlan>, VaultError> {
        let office = self.office;
        for candidate in pupil.into_iter().chain(namesakes(office, draft, &Newcomers::default())?) {
            let keys = draft.paper_keys(&office.id, candidate.as_bytes());
            for PaperKey { hash, .. } in keys.iter().filter(|key| key.rule == PaperRule::Request) {
                for slot in office.vault.slots_with(hash)? {
                    if papers::stands(office, slot)? {
                        return Ok(Some(same_or_conflict(office, slot, draft)));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Objection to a value that one paper only may have, and that another one has: here or in this request.
    fn taken(&mut self, position: usize, draft: &Draft, pupil: PupilId) -> Result<Option<Objection>, VaultError> {
        if let Some(found) = papers::in_the_way(self.office, draft, pupil, None)? {
            return Ok(Some(Objection::Taken { rule: found.rule, holder: Holder::Document(found.slot) }));
        }
        for PaperKey { rule, hash } in draft.paper_keys(&self.office.id, pupil.as_bytes()) {
            match self.papers.insert(hash, (position, pupil)) {
                Some((first, whose)) if !(whose == pupil && rule.is_shared_by(draft.duplicate())) => {
                    return Ok(Some(Objection::Taken { rule, holder: Holder::Draft(first) }));
                }
                _ => {}
            }
        }
        Ok(None)
    }
}

/// Plan for a draft with a document in force: issued before if the document says the same, apart from the school's
/// number; otherwise a conflict that names the fields.
fn same_or_conflict(office: &RegistryOffice, slot: u32, draft: &Draft) -> DraftPlan {
    let Some(paths) = differing(office, slot, draft) else {
        return DraftPlan::Conflict(Objection::Conflict { slot, fields: Vec::new() });
    };
    if paths.is_empty() {
        return DraftPlan::Done(slot, Fate::AsIssued);
    }
    // A subject is no field's name, and a child's marks are nobody's message.
    let named = |path: String| if path.contains("marks.") { "document.marks".to_owned() } else { path };
    DraftPlan::Conflict(Objection::Conflict { slot, fields: paths.into_iter().map(named).collect() })
}

/// The fields in which a document differs, apart from the school's number; none where it cannot be read.
fn differing(office: &RegistryOffice, slot: u32, draft: &Draft) -> Option<Vec<String>> {
    let stored = papers::stored_draft(office, slot)?;
    let paths = difference(&stored, draft).into_iter().map(|change| change.path);
    Some(paths.filter(|path| path != "pupil_ref").collect())
}

/// Returns true if a document with the draft's content took this one's place, over several ones or at once.
fn replaced_the_same(office: &RegistryOffice, slot: u32, draft: &Draft) -> Result<bool, VaultError> {
    let (mut at, mut seen) = (slot, BTreeSet::new());
    while seen.insert(at) {
        let document = office.vault.document(&office.id, at)?;
        let Some(old) = document.and_then(|document| replaced_slot(&document.sd_jwt)) else { break };
        if differing(office, old, draft).is_some_and(|paths| paths.is_empty()) {
            return Ok(true);
        }
        at = old;
    }
    Ok(false)
}

/// Keeps of the vault's knowledge of a draft the part that still counts. A replacement that was prepared and may not
/// take the old one's place any more is nothing; where the draft says what the old one does, it was issued as that.
fn still_known(office: &RegistryOffice, known: RequestState, draft: &Draft) -> Result<RequestState, VaultError> {
    let RequestState::Same { slot } = known else { return Ok(known) };
    if office.vault.placed(&office.id, slot)?.is_some() || office.vault.is_readable(&office.id, slot)? != Some(true) {
        return Ok(known);
    }
    let document = office.vault.document(&office.id, slot)?;
    let Some(old) = document.and_then(|document| replaced_slot(&document.sd_jwt)) else { return Ok(known) };
    let pending = office.vault.supersession_of(&office.id, old)?;
    let is_successor = pending.is_some_and(|pending| pending.new == Some(slot));
    if is_successor && successors::check_in_force(office, old).is_ok() {
        return Ok(known);
    }
    let says_the_same = differing(office, old, draft).is_some_and(|paths| paths.is_empty());
    Ok(if says_the_same { RequestState::Same { slot: old } } else { RequestState::New })
}

/// Plan by the state of a document of the log, or of its successor; none where it is to be issued once more.
fn as_it_stands(office: &RegistryOffice, slot: u32, again: IssueAgain) -> Option<DraftPlan> {
    let successor = successors::newest(office, slot).ok().flatten();
    let at = successor.unwrap_or(slot);
    match (papers::status(office, at), again) {
        (DocumentStatus::Revoked, IssueAgain::Unasked) => Some(DraftPlan::Done(at, Fate::RevokedBefore)),
        (DocumentStatus::Revoked, IssueAgain::Confirmed) => None,
        (DocumentStatus::Valid, _) if successor.is_some() => Some(DraftPlan::Done(at, Fate::Replaced)),
        (DocumentStatus::Valid | DocumentStatus::Suspended, _) => Some(DraftPlan::Done(at, Fate::AsIssued)),
    }
}

/// True if a draft may be one of the documents that were given up: nothing is issued before its day.
fn may_be_lost(draft: &Draft, loss: &Loss) -> bool {
    draft.document().date().0.iso() <= loss.last.to_string()
}

/// The answer for a draft when nothing is issued.
pub(super) fn preview(position: usize, plan: DraftPlan) -> DraftAnswer {
    let outcome = match plan {
        DraftPlan::Refused(objection) => DraftOutcome::Refused(objection),
        DraftPlan::Question(objection) => DraftOutcome::Question(objection),
        DraftPlan::Conflict(objection) => DraftOutcome::Conflict(objection),
        DraftPlan::Done(slot, fate) => DraftOutcome::WasIssued { slot, fate },
        DraftPlan::Prepared(_) | DraftPlan::New(..) | DraftPlan::Repeats(_) => DraftOutcome::WouldIssue,
    };
    DraftAnswer { position, outcome }
}
