//! Plan for each draft of a request: decided for all of them before anything is done.
//!
//! The issuing act holds the desk's turn from here to the vault's write, so that a slot or number that is free here is
//! still free there.

use super::objection::{Holder, Objection};
use super::place_standing;
use super::whose::{Newcomers, Whose, namesakes, whose};
use crate::machine::cores::on_all_cores;
use crate::office::act::interrupted;
use crate::office::desk::{Desk, vault_refusal};
use crate::office::papers;
use crate::office::successors;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::Draft;
use attestat_credential::draft::difference::difference;
use attestat_credential::draft::paper::{PaperKey, PaperRule};
use attestat_credential::draft::problem::Problem;
use attestat_credential::replacement::replaced_slot;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::{Known, Loss, PupilId, VaultError};
use attestat_wire::v1::{self, issue_response::Outcome};
use std::collections::{BTreeMap, BTreeSet};
use tonic::Status;
use zeroize::Zeroizing;

/// A draft, and a person's answers about it.
pub(crate) struct Asked {
    /// The draft as JSON.
    pub(crate) draft: Zeroizing<Vec<u8>>,
    /// The code of the question about the pupil that was answered with yes; empty where nobody was asked.
    pub(crate) same_pupil: String,
    /// The code of the question that was answered with: another child of that name and birth date.
    pub(crate) other_pupil: String,
    /// Choice to issue it although its document was revoked.
    pub(crate) again: Again,
    /// True if a person says that it is none of the documents that the vault lost.
    pub(crate) not_lost: bool,
}

impl Asked {
    /// A draft about which nobody was asked.
    pub(crate) fn unasked(draft: Zeroizing<Vec<u8>>) -> Self {
        Self { draft, same_pupil: String::new(), other_pupil: String::new(), again: Again::Unasked, not_lost: false }
    }

    /// A draft of a stream.
    pub(super) fn read(request: v1::IssueRequest) -> Self {
        Self {
            draft: Zeroizing::new(request.draft),
            same_pupil: request.same_pupil,
            other_pupil: request.other_pupil,
            not_lost: request.not_lost,
            again: if request.again { Again::Confirmed } else { Again::Unasked },
        }
    }
}

/// A person's wish to issue a draft once more whose document was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// Nobody was asked.
    Unasked,
    /// A person said so.
    Confirmed,
}

/// A draft on its way.
pub(super) enum Plan {
    /// The draft cannot be issued.
    Refused(Objection),
    /// The draft can be issued when a person has answered.
    Question(Objection),
    /// The draft was issued before and is in the log: the slot of the document that stands for it now, and its fate in
    /// one word.
    Done(u32, &'static str),
    /// The draft was prepared before in this slot and never committed.
    Prepared(u32),
    /// The same paper was issued with other content.
    Conflict(Objection),
    /// The draft is to be issued.
    New(Box<Draft>, PupilId),
    /// The draft is the same as the one at this position of the same request.
    Repeats(usize),
}

impl Plan {
    /// Returns true if the request can go on with it.
    pub(super) fn is_clean(&self) -> bool {
        !matches!(self, Self::Refused(_) | Self::Question(_) | Self::Conflict(_))
    }
}

/// Decides on a plan for every draft, without carrying it out. Awards that an interrupted request left in the log are
/// found first, so that they count as done.
pub(super) fn plan(desk: &Desk, asked: &[Asked]) -> Result<Vec<Plan>, Status> {
    place_standing(desk)?;
    let read = |_, asked: &Asked| {
        Draft::from_json(&asked.draft).map(|draft| (draft.idempotency_key(&desk.id), draft.content_digest(), draft))
    };
    let read = on_all_cores(asked, read).ok_or_else(interrupted)?;
    let newcomers = Newcomers::new(desk).map_err(|error| vault_refusal(&error))?;
    let loss = given_up(desk)?;
    let mut planner = Planner { desk, seen: BTreeMap::new(), papers: BTreeMap::new(), newcomers, loss };
    let mut plans = Vec::with_capacity(asked.len());
    for (position, (read, asked)) in read.into_iter().zip(asked).enumerate() {
        let plan = match read {
            Err(error) => Plan::Refused(Objection::words(error.to_string())),
            Ok((key, digest, draft)) => match planner.seen.get(&key) {
                Some((first, same)) if *same == digest => Plan::Repeats(*first),
                Some((first, _)) => Plan::Refused(Objection {
                    other: Some(*first),
                    ..Objection::field("repeated-differently", "pupil.family_name", REPEATED_DIFFERENTLY)
                }),
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
fn given_up(desk: &Desk) -> Result<Option<Loss>, Status> {
    match desk.vault.loss(&desk.id) {
        Err(error @ VaultError::Damaged(_)) => {
            tracing::warn!(registry = %desk.id, "it is not known here what was given up with an earlier vault, so that nobody is asked before it is issued again: {error}");
            Ok(None)
        }
        loss => Ok(loss.map_err(|error| vault_refusal(&error))?),
    }
}

/// A draft that needs a vault entry which does not decrypt is refused, and no other one with it.
fn refused_by_itself(error: VaultError) -> Result<Plan, Status> {
    match error {
        VaultError::Damaged(_) => {
            Ok(Plan::Refused(Objection { code: UNREADABLE, ..Objection::words(format!("{error}.")) }))
        }
        error => Err(vault_refusal(&error).into()),
    }
}

const REPEATED_DIFFERENTLY: &str =
    "Another row of this file describes the same document with other content. Keep the right one of the two rows.";

/// The drafts of one request so far.
struct Planner<'a> {
    desk: &'a Desk,
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
        asked: &Asked,
        key: &[u8; 32],
        digest: &[u8; 32],
    ) -> Result<Plan, VaultError> {
        let desk = self.desk;
        let known = still_known(desk, desk.vault.known(key, digest)?, &draft)?;
        if let Known::Same { slot } = known
            && desk.vault.placed(&desk.id, slot)?.is_some()
            && let Some(plan) = as_it_stands(desk, slot, asked.again)
        {
            return Ok(plan);
        }
        if let Err(error) = draft.check_new() {
            let code =
                if matches!(error.problem(), Problem::MixedAlphabets { .. }) { "mixed-alphabets" } else { "bad-draft" };
            return Ok(Plan::Refused(Objection { code, ..Objection::words(error.to_string()) }));
        }
        let pupil = match whose(desk, &draft, asked, &self.newcomers)? {
            Whose::Of(pupil) => pupil,
            Whose::Ask(question, pupil) => {
                // The same paper is the same, whoever is asked for.
                if let Some(plan) = self.issued_otherwise(&draft, None)? {
                    return Ok(plan);
                }
                // The drafts behind it are asked about as they stand after a yes: without one nothing is issued.
                self.newcomers.note(desk, &draft, pupil);
                return Ok(Plan::Question(question));
            }
            Whose::Refused(objection) => return Ok(Plan::Refused(objection)),
        };
        if let Some(plan) = self.issued_as(known, pupil, &draft)? {
            return Ok(plan);
        }
        if let Some(objection) = self.taken(position, &draft, pupil)? {
            return Ok(Plan::Refused(objection));
        }
        // Made for a wallet or not: one whose entries do not decrypt would end the request in the middle.
        if desk.vault.holder(&desk.id, pupil)?.is_some() {
            desk.vault.check_counter(&desk.id, pupil, desk.day_now().year())?;
        }
        self.newcomers.note(desk, &draft, pupil);
        // What was prepared is no further than what is new: the rules of now hold for both.
        if let Err(refusal) = desk.check_class(CredentialType::of(draft.document()).class()) {
            return Ok(Plan::Refused(Objection::words(refusal.to_string())));
        }
        if let Known::Same { slot } = known
            && desk.vault.placed(&desk.id, slot)?.is_none()
            // One that nothing can read any more is made anew.
            && desk.vault.is_readable(&desk.id, slot)? == Some(true)
            && desk.vault.pupil_of(&desk.id, slot)? == Some(pupil)
        {
            return Ok(Plan::Prepared(slot));
        }
        if let Some(loss) = self.loss.as_ref().filter(|loss| !asked.not_lost && may_be_lost(&draft, loss)) {
            return Ok(Plan::Question(lost(loss)));
        }
        Ok(Plan::New(Box::new(draft), pupil))
    }

    /// Plan for a draft that was issued before, in this spelling or another, and whose document is in force.
    fn issued_as(&self, known: Known, pupil: PupilId, draft: &Draft) -> Result<Option<Plan>, VaultError> {
        let desk = self.desk;
        match known {
            Known::Different { slot } if papers::stands(desk, slot)? => {
                return Ok(Some(if replaced_the_same(desk, slot, draft)? {
                    Plan::Done(slot, REPLACED)
                } else {
                    same_or_conflict(desk, slot, draft)
                }));
            }
            // Revoked and issued again under another content, or replaced by another document.
            Known::Same { slot } if desk.vault.placed(&desk.id, slot)?.is_some() => {
                if let Some(new) = papers::successor(desk, pupil, slot)? {
                    return Ok(Some(same_or_conflict(desk, new, draft)));
                }
            }
            Known::Different { .. } | Known::Same { .. } | Known::New => {}
        }
        self.issued_otherwise(draft, Some(pupil))
    }

    /// Plan for a draft whose paper stands under this pupil or a namesake who may be the same child: known by number in
    /// one sheet and by name in another.
    fn issued_otherwise(&self, draft: &Draft, pupil: Option<PupilId>) -> Result<Option<Plan>, VaultError> {
        let desk = self.desk;
        for candidate in pupil.into_iter().chain(namesakes(desk, draft, &Newcomers::default())?) {
            let keys = draft.paper_keys(&desk.id, candidate.as_bytes());
            for PaperKey { hash, .. } in keys.iter().filter(|key| key.rule == PaperRule::Request) {
                for slot in desk.vault.slots_with(hash)? {
                    if papers::stands(desk, slot)? {
                        return Ok(Some(same_or_conflict(desk, slot, draft)));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Objection to a value that one paper only may have, and that another one has: here or in this request.
    fn taken(&mut self, position: usize, draft: &Draft, pupil: PupilId) -> Result<Option<Objection>, VaultError> {
        if let Some(found) = papers::in_the_way(self.desk, draft, pupil, None)? {
            return Ok(Some(Objection::taken(found.rule, Holder::Document(found.slot))));
        }
        for PaperKey { rule, hash } in draft.paper_keys(&self.desk.id, pupil.as_bytes()) {
            match self.papers.insert(hash, (position, pupil)) {
                Some((first, whose)) if !(whose == pupil && rule.is_shared_by(draft.duplicate())) => {
                    return Ok(Some(Objection::taken(rule, Holder::Draft(first))));
                }
                _ => {}
            }
        }
        Ok(None)
    }
}

/// Plan for a draft with a document in force: issued before if the document says the same, apart from the school's
/// number; otherwise a conflict that names the fields.
fn same_or_conflict(desk: &Desk, slot: u32, draft: &Draft) -> Plan {
    let Some(paths) = differing(desk, slot, draft) else { return Plan::Conflict(conflict(slot, "")) };
    // A subject is no field's name, and a child's marks are nobody's message.
    let paths: Vec<&str> =
        paths.iter().map(|path| if path.contains("marks.") { "document.marks" } else { path }).collect();
    if paths.is_empty() { Plan::Done(slot, "") } else { Plan::Conflict(conflict(slot, &paths.join(", "))) }
}

/// The fields in which a document differs, apart from the school's number; none where it cannot be read.
fn differing(desk: &Desk, slot: u32, draft: &Draft) -> Option<Vec<String>> {
    let stored = papers::stored_draft(desk, slot)?;
    let paths = difference(&stored, draft).into_iter().map(|change| change.path);
    Some(paths.filter(|path| path != "pupil_ref").collect())
}

/// Returns true if a document with the draft's content took this one's place, over several ones or at once.
fn replaced_the_same(desk: &Desk, slot: u32, draft: &Draft) -> Result<bool, VaultError> {
    let (mut at, mut seen) = (slot, BTreeSet::new());
    while seen.insert(at) {
        let document = desk.vault.document(&desk.id, at)?;
        let Some(old) = document.and_then(|document| replaced_slot(&document.sd_jwt)) else { break };
        if differing(desk, old, draft).is_some_and(|paths| paths.is_empty()) {
            return Ok(true);
        }
        at = old;
    }
    Ok(false)
}

/// Keeps of the vault's knowledge of a draft the part that still counts. A replacement that was prepared and may not
/// take the old one's place any more is nothing; where the draft says what the old one does, it was issued as that.
fn still_known(desk: &Desk, known: Known, draft: &Draft) -> Result<Known, VaultError> {
    let Known::Same { slot } = known else { return Ok(known) };
    if desk.vault.placed(&desk.id, slot)?.is_some() || desk.vault.is_readable(&desk.id, slot)? != Some(true) {
        return Ok(known);
    }
    let document = desk.vault.document(&desk.id, slot)?;
    let Some(old) = document.and_then(|document| replaced_slot(&document.sd_jwt)) else { return Ok(known) };
    let pending = desk.vault.supersession_of(&desk.id, old)?;
    let is_successor = pending.is_some_and(|pending| pending.new == Some(slot));
    if is_successor && successors::check_in_force(desk, old).is_ok() {
        return Ok(known);
    }
    let says_the_same = differing(desk, old, draft).is_some_and(|paths| paths.is_empty());
    Ok(if says_the_same { Known::Same { slot: old } } else { Known::New })
}

/// Plan by the state of a document of the log, or of its successor; none where it is to be issued once more.
fn as_it_stands(desk: &Desk, slot: u32, again: Again) -> Option<Plan> {
    let successor = successors::newest(desk, slot).ok().flatten();
    let at = successor.unwrap_or(slot);
    match (papers::status(desk, at), again) {
        (DocumentStatus::Revoked, Again::Unasked) => Some(Plan::Done(at, REVOKED_BEFORE)),
        (DocumentStatus::Revoked, Again::Confirmed) => None,
        (DocumentStatus::Valid, _) if successor.is_some() => Some(Plan::Done(at, REPLACED)),
        (DocumentStatus::Valid | DocumentStatus::Suspended, _) => Some(Plan::Done(at, "")),
    }
}

/// True if a draft may be one of the documents that were given up: nothing is issued before its day.
fn may_be_lost(draft: &Draft, loss: &Loss) -> bool {
    draft.document().date().0.iso() <= loss.last.to_string()
}

fn lost(loss: &Loss) -> Objection {
    let Loss { awards, first, last } = loss;
    let words = format!(
        "The log has {awards} records from {first} to {last} that this node's vault lost: documents, and cover records among them, which the log does not tell apart. This row may be one of those documents, and would be issued a second time. Compare with the files of then; if it was not issued, say so (--not-lost), otherwise take the row out."
    );
    Objection::field("may-be-lost", "", words)
}

fn conflict(slot: u32, fields: &str) -> Objection {
    let differing = if fields.is_empty() { String::new() } else { format!(" (in {fields})") };
    let words = format!(
        "A document with the same pupil, kind, title, date and number was issued as {slot}, with other content{differing}. If this row is the right one, correct that document with it (attestat reissue {slot} --from FILE), or revoke it (attestat status revoke {slot} --reason superseded) and issue this file again; otherwise correct the row."
    );
    Objection { slot, ..Objection::words(words) }
}

/// The answer for a draft when nothing is issued.
pub(super) fn preview(position: usize, plan: &Plan) -> v1::IssueResponse {
    let told = |outcome: Outcome, slot| v1::IssueResponse {
        position: position as u64,
        outcome: outcome.into(),
        slot,
        ..Default::default()
    };
    match plan {
        Plan::Refused(objection) => objection.answer(position, Outcome::Refused),
        Plan::Question(objection) => objection.answer(position, Outcome::Question),
        Plan::Conflict(objection) => objection.answer(position, Outcome::Conflict),
        Plan::Done(slot, code) => v1::IssueResponse { code: (*code).to_owned(), ..told(Outcome::AlreadyIssued, *slot) },
        Plan::Prepared(_) | Plan::New(..) | Plan::Repeats(_) => told(Outcome::WouldIssue, 0),
    }
}

/// The word for an entry that does not decrypt: one that a draft needs, or the document that the draft was issued as.
pub(super) const UNREADABLE: &str = "unreadable";

/// The word for a draft whose document was issued before and is revoked.
const REVOKED_BEFORE: &str = "revoked-before";

/// The word for a draft whose document was replaced by one that is in force.
const REPLACED: &str = "replaced";
