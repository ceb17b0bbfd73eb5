//! Verdicts: the golden table of cases, each one change away from a green document.

mod checkpoint;
mod clocks;
mod discarded;
mod generations;
mod hostile;
mod issuer;
mod over_time;
pub(crate) mod pinned;
mod record;
mod sharing;
mod status;
mod terms;
mod texts;

use attestat_credential::document::DocumentFile;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::{CheckName, Colour, Holding, Outcome, Unchecked, Verdict, verify};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::RootHash;
use attestat_ledger::proof::TlogProof;
use attestat_ledger::status::Status;
use serde_json::{Value, json};

use crate::support::{
    self,
    town::{Awarded, COSIGNED, NOW, Town, key, trust},
};

pub(crate) const DAY: u64 = 86_400;

/// A green document and everything it is verified with; each case changes one thing.
pub(crate) struct Case {
    pub(crate) town: Town,
    pub(crate) awarded: Awarded,
    pub(crate) file: DocumentFile,
    pub(crate) roster: String,
    pub(crate) trust: Trust,
    pub(crate) now: u64,
}

impl Case {
    pub(crate) fn of(sample: &Value) -> Self {
        let (town, awarded) = Town::with_document(sample);
        Self::around(town, awarded)
    }

    pub(crate) fn around(town: Town, awarded: Awarded) -> Self {
        let (file, roster, trust) = (town.document(&awarded), town.roster_text(), town.trust());
        Self { town, awarded, file, roster, trust, now: NOW }
    }

    pub(crate) fn certificate() -> Self {
        Self::of(&support::secondary())
    }

    /// A certificate confirmed by exactly as many cosigners as are asked: none of its lines can be spared.
    pub(crate) fn barely_witnessed() -> Self {
        let mut case = Self::certificate();
        case.checkpoint(&case.town.checkpoint(5, &[40, 41], COSIGNED));
        case.file.status = Some(case.town.status_proof(7, &[40, 41], COSIGNED).to_string());
        case
    }

    /// A certificate with other open claims.
    pub(crate) fn with_claims(change: impl FnOnce(&mut Value)) -> Self {
        let mut town = Town::new();
        let awarded = town.award_with(&support::secondary(), 7, change);
        town.snapshot();
        Self::around(town, awarded)
    }

    pub(crate) fn roster_with(&mut self, from: &str, to: &str) {
        assert!(self.roster.contains(from), "{from}");
        self.roster = self.roster.replacen(from, to, 1);
        self.trust = Trust { roster: trust(&self.roster).roster, ..self.trust.clone() };
    }

    /// Has the consortium cut the log.
    pub(crate) fn cut(&mut self, size: usize, root: RootHash) {
        let origin = &self.town.origin;
        let cut = format!("[[cut]]\norigin = \"{origin}\"\nsize = {size}\nroot = \"{}\"\n", hex(root.as_bytes()));
        self.roster_with("[[cosigner]]", &format!("{cut}[[cosigner]]"));
    }

    pub(crate) fn proof(&self) -> TlogProof {
        TlogProof::parse(&self.file.proof).unwrap()
    }

    pub(crate) fn proof_with(&mut self, change: impl FnOnce(&mut TlogProof)) {
        let mut proof = self.proof();
        change(&mut proof);
        self.file.proof = proof.to_string();
    }

    /// The proof under another checkpoint of the same size.
    pub(crate) fn checkpoint(&mut self, checkpoint: &CheckpointNote) {
        self.file.proof = self.town.proof(self.awarded.index, checkpoint).to_string();
    }

    /// Changes the status after the document was written, and has the mirrors confirm it.
    pub(crate) fn status(&mut self, status: Status, mirrors: &[u8], time: u64) {
        self.town.set_status(&self.awarded, status);
        self.town.snapshot();
        self.trust.status_files.push(self.town.status_file(mirrors, time));
    }

    pub(crate) fn verdict(&self) -> Verdict {
        let verdict = verify(&self.file, &self.trust, self.now);
        pinned::assert_never_green(&verdict, &verify(&self.file, &pinned::shown(&self.trust), self.now));
        verdict
    }
}

/// The code of the first reason, or nothing when it is green.
pub(crate) fn code(verdict: &Verdict) -> &'static str {
    verdict.reasons().first().map_or("", |reason| reason.code())
}

/// Row of a table: the event, the change that makes it, the colour, the check that reports it, and its code.
pub(crate) type Row = (&'static str, fn(&mut Case), Colour, CheckName, &'static str);

pub(crate) fn check(rows: &[Row]) {
    for (why, change, colour, name, expected) in rows {
        let mut case = Case::certificate();
        assert_eq!(case.verdict().colour(), Colour::Green, "{why}: green before");
        change(&mut case);
        let verdict = case.verdict();
        assert_eq!((verdict.colour(), code(&verdict)), (*colour, *expected), "{why}: {:?}", verdict.checks);
        if *colour != Colour::Green {
            let outcome = verdict.outcome(*name).unwrap();
            let (Outcome::Failed(reason) | Outcome::NotChecked(reason)) = outcome else { panic!("{why}: {outcome:?}") };
            assert_eq!(reason.code(), *expected, "{why}");
        }
        assert!(verdict.not_checked.contains(&Unchecked::PresenterIsThePersonNamed), "{why}");
        assert_eq!(verdict.checks.len(), CheckName::ALL.len(), "{why}");
    }
}

#[test]
fn a_document_that_everything_speaks_for_is_green() {
    for sample in support::all() {
        let case = Case::of(&sample);
        let verdict = case.verdict();
        assert_eq!(verdict.colour(), Colour::Green, "{:?}", verdict.checks);
        assert!(verdict.checks.iter().all(|check| check.outcome == Outcome::Passed));
        // 2 of 3, cosigned at COSIGNED - 40, - 41 and - 42: the second newest.
        assert_eq!(verdict.status_as_of, Some(COSIGNED - 41));
        let anchor = verdict.anchor.unwrap();
        assert_eq!((anchor.index, anchor.size, anchor.witnessed_at), (2, 5, Some(COSIGNED - 41)));
        let contents = verdict.contents.unwrap();
        assert_eq!(contents.registry.as_str(), "school-12.example");
        assert_eq!((contents.holding, contents.hidden), (Holding::Bearer, 0));
        let expected = [
            Unchecked::PresenterIsThePersonNamed,
            Unchecked::ContentIsTrue,
            Unchecked::BearerCopy,
            Unchecked::RevocationAfter(COSIGNED - 41),
        ];
        assert_eq!(verdict.not_checked, expected);
    }
}

#[test]
fn documents_with_a_holder_key_say_that_it_was_not_proven() {
    let case = Case::with_claims(|claims| {
        let x = attestat_ledger::encoding::base64url(key(5).public().as_bytes());
        claims["cnf"] = json!({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": x}});
    });
    let verdict = case.verdict();
    assert_eq!(verdict.colour(), Colour::Green);
    assert!(verdict.not_checked.contains(&Unchecked::HolderHasTheKey));
    assert_eq!(verdict.contents.unwrap().holding, Holding::HolderKey);
}

#[test]
fn nothing_personal_in_what_is_debugged() {
    let verdict = Case::certificate().verdict();
    assert!(!format!("{verdict:?}").contains("Примерова"));
}
