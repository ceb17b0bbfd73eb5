//! Makes the checks in order, remembers the checkpoints, and puts the verdict together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::{AnchoredSnapshot, StatusError, StatusProof};
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Registry;
use attestat_ledger::status::Status;
use attestat_words::faults as ledger_faults;

use super::checkpoints::{CheckpointCache, Heads, Witnessed};
use super::holder::{self, Proven};
use super::reason::{FilePart, StatusFlaw};
use super::status::{self, Evidence, Subject};
use super::steps::{Carrier, Material};
use super::{Anchor, Check, CheckName, Contents, Exemption, Holding, Outcome, Reason, Unchecked, Verdict, steps};
use crate::document::DocumentFile;
use crate::faults;
use crate::presentation::{Presentation, PresentedCredential};
use crate::sd_jwt::Disclosed;
use crate::trust::{RosterSource, Trust};

/// Claim with a list of which every line can be shown by itself.
const MARKS_CLAIM: &str = "marks";

/// Verifies one document. For many, keep a [`Verifier`]: it checks each checkpoint once.
pub fn verify(file: &DocumentFile, trust: &Trust, now_unix_seconds: u64) -> Verdict {
    Verifier::new(trust).verify(file, now_unix_seconds)
}

/// Verifies the bytes of one document file; the verdict on an unreadable file is grey.
pub fn verify_bytes(bytes: &[u8], trust: &Trust, now_unix_seconds: u64) -> Verdict {
    Verifier::new(trust).verify_bytes(bytes, now_unix_seconds)
}

/// Verifies documents against one [`Trust`] and remembers the checkpoints that it has checked.
///
/// Two documents may rest on heads that contradict each other. Whoever verifies several reads them all first
/// ([`Verifier::read`]) and judges by all heads that were seen ([`Verifier::knowing`]), whatever the order.
pub struct Verifier<'t> {
    trust: &'t Trust,
    checkpoints: CheckpointCache,
    /// Logs that were signed in two histories and that the roster has not cut yet.
    unsettled: BTreeSet<Origin>,
}

impl<'t> Verifier<'t> {
    /// Begins with nothing checked.
    pub fn new(trust: &'t Trust) -> Self {
        Self::knowing(trust, Arc::default())
    }

    /// Begins with the heads that were read in the whole run.
    pub fn knowing(trust: &'t Trust, heads: Arc<Heads>) -> Self {
        let roster = trust.roster.roster();
        let proven = trust.forks.iter().filter(|fork| fork.verify(roster).is_ok()).map(|fork| fork.origin());
        let forked = proven.chain(&trust.doubted);
        let unsettled = forked.filter(|origin| roster.cut(origin).is_none()).cloned().collect();
        Self { trust, checkpoints: CheckpointCache::knowing(heads), unsettled }
    }

    /// The ground on which the roster is trusted.
    pub(super) fn roster_from(&self) -> &RosterSource {
        &self.trust.roster_from
    }

    /// Reads the heads that the documents of a presentation rest on.
    pub(super) fn read_presentation(&mut self, presentation: &Presentation) {
        presentation.credentials.iter().for_each(|credential| self.read_material(&Material::presented(credential)));
    }

    /// Reads the heads that a document rests on; nothing is judged by them yet.
    pub(super) fn read_material(&mut self, material: &Material<'_>) {
        for text in material.checkpoints() {
            self.checkpoints.read(self.trust, &text);
        }
    }

    /// The checkpoint that a document rests on, if a proof under a newer head would make it count.
    pub(super) fn uncovered_material(&mut self, material: &Material<'_>) -> Option<CheckpointNote> {
        let checkpoint = self.checkpoints.check(self.trust, &material.proven_by()?).ok()?;
        let may_be = checkpoint.signed.is_ok() && matches!(checkpoint.witnessed, Witnessed::TooFew { .. });
        (may_be && self.checkpoints.covering(self.trust, &checkpoint).is_none()).then(|| checkpoint.note.clone())
    }

    /// Reads a head that another verifier of the run has seen ([`Heads::notes`]).
    pub fn read_head(&mut self, note: &str) {
        self.checkpoints.read(self.trust, note);
    }

    /// Takes the heads that were seen since the last call, for the other verifiers of the run.
    pub fn take_heads(&mut self) -> Heads {
        self.checkpoints.take_seen()
    }

    /// Number of different checkpoints that were checked so far: the signature work that documents shared.
    pub fn checkpoints_checked(&self) -> usize {
        self.checkpoints.misses()
    }

    /// Verifies the bytes of a document file; the verdict on an unreadable file is grey.
    pub fn verify_bytes(&mut self, bytes: &[u8], now_unix_seconds: u64) -> Verdict {
        match DocumentFile::parse(bytes) {
            Ok(file) => self.verify(&file, now_unix_seconds),
            Err(error) => {
                let mut sheet = Sheet::default();
                sheet.note::<()>(CheckName::Format, Err(steps::unreadable(FilePart::File, faults::document(&error))));
                sheet.finish(&CheckName::ALL, self.roster_from())
            }
        }
    }

    /// Verifies the bytes of a document file where a presentation is expected. The check of the holder fails, whatever
    /// else is good: no holder signed that the document is shown to this verifier.
    pub(super) fn verify_unpresented(&mut self, bytes: &[u8], now_unix_seconds: u64) -> Verdict {
        let Ok(file) = DocumentFile::parse(bytes) else { return self.verify_bytes(bytes, now_unix_seconds) };
        let mut sheet = Sheet::default();
        self.check(&Material::of_file(&file), now_unix_seconds, &mut sheet);
        sheet.note::<()>(CheckName::Holder, Err(Outcome::Failed(Reason::NotAPresentation)));
        sheet.finish(&CheckName::PRESENTED, self.roster_from())
    }

    /// Verifies a document file at a time that the caller gives.
    pub fn verify(&mut self, file: &DocumentFile, now_unix_seconds: u64) -> Verdict {
        let mut sheet = Sheet::default();
        self.check(&Material::of_file(file), now_unix_seconds, &mut sheet);
        sheet.finish(&CheckName::ALL, self.roster_from())
    }

    /// Verifies one credential of a presentation; returns also the proof by its holder, if it is good.
    pub(super) fn verify_presented(
        &mut self,
        credential: &PresentedCredential,
        now_unix_seconds: u64,
    ) -> (Verdict, Option<Proven>) {
        let mut sheet = Sheet::default();
        self.check(&Material::presented(credential), now_unix_seconds, &mut sheet);
        let proven = sheet.proven.take();
        (sheet.finish(&CheckName::PRESENTED, self.roster_from()), proven)
    }

    /// Makes the checks in order; `None` if one failed that the rest depends on.
    fn check(&mut self, material: &Material<'_>, now: u64, sheet: &mut Sheet) -> Option<()> {
        let trust = self.trust;
        let roster = trust.roster.roster();
        let shown = material.status.map(StatusProof::parse);
        // Before anything is judged: they may contradict each other.
        self.read_material(material);
        let read = steps::format(material).and_then(|parts| {
            let checked = self.checkpoints.check(trust, &parts.proof.checkpoint);
            Ok((
                parts,
                checked.map_err(|error| steps::unreadable(FilePart::Checkpoint, ledger_faults::checkpoint(&error)))?,
            ))
        });
        let (parts, checkpoint) = sheet.note(CheckName::Format, read)?;
        sheet.note(CheckName::Roster, steps::roster(roster, now));

        // The signer and the signed content: after a wrong signature no other check means anything.
        let head = checkpoint.note.checkpoint();
        let issuer = sheet.note(CheckName::Issuer, steps::issuer(roster, &parts, &head.origin))?;
        let jwt_digest = parts.sd_jwt.jwt_digest();
        let signed = sheet.note(CheckName::Signature, steps::signature(parts.sd_jwt, issuer.key))?;
        let disclosed = sheet.note(CheckName::Disclosures, steps::disclosures(signed))?;
        let credential_type = steps::credential_type(&disclosed);
        sheet.note(CheckName::Authority, steps::authority(issuer.registry, credential_type));
        let day = steps::day(&parts.record, &checkpoint, now);
        sheet.note(CheckName::Validity, steps::terms(steps::validity(&disclosed, parts.record.day, now), day));
        if material.form == Carrier::Presented {
            sheet.proven = sheet.note(CheckName::Holder, holder::prove(&disclosed, now));
        }

        // The place in the log.
        let record = steps::record(material, &parts.record, &parts.proof, &jwt_digest, &disclosed, &parts.issuer);
        let award = sheet.note(CheckName::Record, record);
        sheet.contents = Some(contents(issuer.registry, disclosed));
        let award = award?;
        let subject = Subject { roster, origin: &head.origin, index: parts.record.index, now };
        let evidence = self.evidence(shown, &subject, award.slot);
        let status = status::judge(&subject, evidence, now, trust.max_age_seconds);
        sheet.status_as_of = sheet.note(CheckName::Status, status);
        sheet.note(CheckName::Inclusion, steps::inclusion(material, &parts.proof, &checkpoint))?;
        let covered_by = self.checkpoints.covering(trust, &checkpoint);
        let counts = steps::checkpoint(roster, parts.record.index, &checkpoint, covered_by.as_ref());
        sheet.note(CheckName::Checkpoint, counts.and_then(|()| self.settled(&head.origin)))?;
        let witnessed_at = sheet.note(CheckName::Witnessed, steps::witnessed(&checkpoint, covered_by.as_ref()));
        let (origin, size) = (head.origin.clone(), head.size);
        let (index, day) = (parts.record.index, parts.record.day);
        sheet.anchor = Some(Anchor { origin, index, day, size, witnessed_at, covered_by });
        Some(())
    }

    /// Checks that a log with two histories is settled: no document of it is green before the roster says which part
    /// counts.
    fn settled(&self, origin: &Origin) -> Result<(), Outcome> {
        let has_cut = self.trust.roster.roster().cut(origin).is_some();
        match self.unsettled.contains(origin) || (!has_cut && self.checkpoints.has_fork_of(origin)) {
            true => Err(Outcome::NotChecked(Reason::ForkNotSettled(origin.registry().clone()))),
            false => Ok(()),
        }
    }

    /// Collects all status evidence for a slot: the document's own, and the verifier's files of this registry.
    fn evidence(
        &mut self,
        shown: Option<Result<StatusProof, StatusError>>,
        subject: &Subject<'_>,
        slot: u32,
    ) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        if let Some(shown) = shown {
            evidence.push(match shown {
                Ok(proof) if proof.slot() != slot => Evidence::useless(StatusFlaw::OtherDocument),
                Ok(proof) => self.weigh(subject, proof.status(), proof.anchor()),
                Err(error) => Evidence::useless(StatusFlaw::Unreadable(ledger_faults::status(&error))),
            });
        }
        let trust = self.trust;
        for status_file in &trust.status_files {
            let anchor = status_file.anchor();
            if anchor.checkpoint().checkpoint().origin.registry() == subject.origin.registry() {
                evidence.push(self.weigh(subject, status_file.status(slot), anchor));
            }
        }
        evidence
    }

    /// Weighs a snapshot by the signatures on the checkpoint that it stands under.
    fn weigh(&mut self, subject: &Subject<'_>, status: Status, anchor: &AnchoredSnapshot) -> Evidence {
        match self.checkpoints.check(self.trust, anchor.checkpoint_text()) {
            Ok(checkpoint) => Evidence::weigh(subject, status, anchor, &checkpoint),
            Err(error) => Evidence::useless(StatusFlaw::Unreadable(ledger_faults::checkpoint(&error))),
        }
    }
}

fn contents(registry: &Registry, disclosed: Disclosed<'_>) -> Contents {
    let holding = if matches!(disclosed.holder_key(), Ok(Some(_))) { Holding::HolderKey } else { Holding::Bearer };
    Contents {
        registry: registry.id.clone(),
        registry_name: registry.name.clone(),
        credential_type: steps::credential_type(&disclosed),
        hidden: disclosed.hidden(),
        hidden_below: disclosed.hidden_below().clone(),
        holding,
        claims: disclosed.into_claims(),
    }
}

/// Outcomes in the order in which they are noted; a check that is never noted rests on a check that did not pass.
#[derive(Default)]
struct Sheet {
    outcomes: BTreeMap<CheckName, Outcome>,
    contents: Option<Contents>,
    anchor: Option<Anchor>,
    status_as_of: Option<u64>,
    proven: Option<Proven>,
}

impl Sheet {
    /// Notes the outcome of a check and returns its result.
    fn note<T>(&mut self, name: CheckName, result: Result<T, Outcome>) -> Option<T> {
        let (outcome, found) = match result {
            Ok(found) => (Outcome::Passed, Some(found)),
            Err(outcome) => (outcome, None),
        };
        self.outcomes.insert(name, outcome);
        found
    }

    /// The verdict on all checks; one more is the first where the roster is not pinned.
    fn finish(mut self, names: &[CheckName], roster_from: &RosterSource) -> Verdict {
        let mut outcome = |name| {
            let earlier = Outcome::NotChecked(Reason::EarlierCheckFailed);
            Check { name, outcome: self.outcomes.remove(&name).unwrap_or(earlier) }
        };
        let unpinned = steps::pinned(roster_from).err().map(|outcome| Check { name: CheckName::Pinned, outcome });
        let checks: Vec<Check> = unpinned.into_iter().chain(names.iter().copied().map(&mut outcome)).collect();
        let not_checked = not_checked(&checks, self.contents.as_ref(), self.status_as_of);
        let Self { contents, anchor, status_as_of, .. } = self;
        Verdict { checks, not_checked, contents, anchor, status_as_of }
    }
}

/// Lists the facts that no check looked at: never empty, whatever the colour.
fn not_checked(checks: &[Check], contents: Option<&Contents>, status_as_of: Option<u64>) -> Vec<Unchecked> {
    let mut list = vec![Unchecked::PresenterIsThePersonNamed, Unchecked::ContentIsTrue];
    if let Some(contents) = contents {
        // In a presentation the holder's key is looked at by a check of its own.
        let presented = checks.iter().any(|check| check.name == CheckName::Holder);
        match contents.holding {
            Holding::HolderKey if presented => {}
            Holding::HolderKey => list.push(Unchecked::HolderHasTheKey),
            Holding::Bearer => list.push(Unchecked::BearerCopy),
        }
        let marks = contents.hidden_below.get(MARKS_CLAIM).copied().unwrap_or_default();
        list.extend((marks > 0).then_some(Unchecked::HiddenMarks(marks)));
        let fields = contents.hidden.saturating_sub(marks);
        list.extend((fields > 0).then_some(Unchecked::HiddenFields(fields)));
    }
    list.extend(status_as_of.map(Unchecked::RevocationAfter));
    for check in checks {
        match check.outcome {
            Outcome::NotChecked(_) => list.push(Unchecked::Check(check.name)),
            Outcome::NotApplicable(Exemption::NoCosignersAsked) => list.push(Unchecked::NobodyElseSawTheLog),
            Outcome::Passed | Outcome::Failed(_) | Outcome::NotApplicable(_) => {}
        }
    }
    list
}
