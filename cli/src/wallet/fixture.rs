//! A child's wallet in a folder of its own, and rosters that say where nodes are: for tests.

use super::folder::FamilyFolder;
use super::label::ChildLabel;
use super::opened::Opened;
use super::roster::FamilyTrust;
use crate::fixture::{GOVERNOR, ORIGIN, REGISTRY, secret};
use crate::language::Language;
use crate::trust::TrustStore;
use attestat_ledger::encoding::base64;
use attestat_ledger::hash::sha256;
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::roster::RosterHash;
use attestat_wallet::file::Passphrase;
use attestat_wallet::keyring::Epoch;
use attestat_wallet::seed::Mnemonic;
use attestat_wallet::wallet::{Enrolment, Wallet};
use std::path::Path;
use zeroize::Zeroizing;

/// The words of every child of the tests: those of the published vectors.
const WORDS: &str = "void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing screen \
    patrol group space point ten exist slush involve unfold";

/// The registry of the log of every test.
pub(super) fn school() -> RegistryId {
    RegistryId::parse("a.example").unwrap()
}

/// A registry with another node.
pub(super) fn other() -> RegistryId {
    RegistryId::parse("b.example").unwrap()
}

/// An address where nobody answers.
pub(super) fn nowhere() -> String {
    format!("https://127.0.0.1:1#sha256:{}", "0".repeat(64))
}

/// A wallet that is not on a disk.
pub(super) fn wallet() -> Wallet {
    Wallet::from_words(Mnemonic::parse(WORDS).unwrap(), "Лев", 0).unwrap()
}

/// The same in a folder.
pub(super) fn opened(folder: &Path) -> Opened {
    let folder = FamilyFolder::at(Some(folder), Language::English).unwrap();
    let (label, held) = (ChildLabel::parse("Лев").unwrap(), folder.lock().unwrap());
    let passphrase = Passphrase::new(Zeroizing::new("four words of sample".to_owned()));
    Opened::create(wallet(), label, folder, held, &passphrase, Language::English).unwrap()
}

/// That the child is enrolled at the school whose node is at `address`.
pub(super) fn enrolment(address: &str) -> Enrolment {
    let (registry, epoch, roster) = (school(), Epoch::FIRST, RosterHash([0; 32]));
    Enrolment { registry, epoch, address: address.to_owned(), enrolled_at: 1, roster }
}

/// A roster with both registries, governed by the key of a seed and signed by those of `signers`.
pub(super) struct Listed<'a> {
    pub(super) version: u64,
    pub(super) previous: Option<RosterHash>,
    pub(super) urls: [&'a str; 2],
    pub(super) governor: u8,
    pub(super) signers: &'a [u8],
}

impl<'a> Listed<'a> {
    /// A version as the same governor signs it.
    pub(super) fn version(version: u64, previous: Option<RosterHash>, urls: [&'a str; 2]) -> Self {
        Self { version, previous, urls, governor: GOVERNOR, signers: &[GOVERNOR] }
    }

    /// The note and its hash.
    pub(super) fn note(&self) -> (Vec<u8>, RosterHash) {
        let previous = self.previous.map_or_else(String::new, |hash| format!("previous = \"{hash}\"\n"));
        let key = |seed| base64(secret(seed).public().as_bytes());
        let mut text = format!(
            "format = \"attestat/roster/v1\"\nversion = {}\n{previous}issued = \"2021-09-01\"\nexpires = \"2999-09-01\"\nthreshold = 1\n\
             governors = [\"{}\"]\nquorum = \"quorum none\"\n",
            self.version,
            governor(self.governor),
        );
        for (at, (id, origin)) in [("a.example", ORIGIN), ("b.example", "b.example/1")].into_iter().enumerate() {
            text.push_str(&format!(
                "[[registry]]\nid = \"{id}\"\nname = \"A\"\norganisation = \"A\"\nregion = \"77\"\nclasses = [\"certificate\"]\n\
                 state = \"active\"\nurl = \"{}\"\n[[registry.log]]\norigin = \"{origin}\"\n[[registry.log.key]]\nkey = \"{}\"\nfrom_size = 1\n",
                self.urls[at],
                key(REGISTRY + u8::try_from(at).unwrap()),
            ));
        }
        let hash = RosterHash(sha256(text.as_bytes()));
        let mut note = Note::unsigned(text).unwrap();
        for signer in self.signers {
            note.sign(&governor(*signer), &secret(*signer));
        }
        (note.to_string().into_bytes(), hash)
    }

    /// A family's trust in `folder` with this roster in force.
    pub(super) fn in_force(&self, folder: &Path) -> FamilyTrust {
        let (note, hash) = self.note();
        let store = TrustStore::at(Some(&folder.join("trust"))).unwrap();
        store.put_roster(&store.lock().unwrap(), &hash, &note).unwrap();
        FamilyTrust::of(&FamilyFolder::at(Some(folder), Language::English).unwrap()).unwrap()
    }
}

fn governor(seed: u8) -> VerifierKey {
    VerifierKey::new("pilot.example", SignatureType::Ed25519, secret(seed).public()).unwrap()
}
