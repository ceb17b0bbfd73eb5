//! A child's wallet in a folder of its own, and rosters that say where nodes are: for tests.

use super::folder::FamilyFolder;
use super::opened::OpenWallet;
use super::roster::FamilyTrust;
use crate::commands::trust::TrustStore;
use crate::fixture::{COSIGNED_AT, GOVERNOR, MemoryLog, ORIGIN, REGISTRY, origin, secret};
use crate::render::output::{Format, Output};
use attestat_credential::document::DocumentFile;
use attestat_credential::draft::Draft;
use attestat_credential::issue::{IssueContext, issue, reissue};
use attestat_credential::replacement::{Replaced, ReplacementKind};
use attestat_ledger::checkpoint::log_key_id;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::base64;
use attestat_ledger::hash::{LeafHash, sha256};
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::record::{Award, Content, Record};
use attestat_ledger::roster::RosterHash;
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::file::Passphrase;
use attestat_wallet::keyring::Epoch;
use attestat_wallet::seed::Mnemonic;
use attestat_wallet::wallet::{DocumentId, Enrolment, Wallet};
use serde_json::json;
use std::path::Path;
use zeroize::Zeroizing;

/// The words of every child of the tests: those of the published vectors.
pub(super) const WORDS: &str = "void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing screen \
    patrol group space point ten exist slush involve unfold";

/// The registry of the log of every test.
pub(super) fn school() -> RegistryId {
    RegistryId::parse("a.example").unwrap()
}

/// A registry with another node.
pub(super) fn other() -> RegistryId {
    RegistryId::parse("b.example").unwrap()
}

/// The streams of a run, for tests that look at neither.
pub(crate) fn screen() -> Output {
    Output::new(Format::Words)
}

/// An address where nobody answers.
pub(super) fn nowhere() -> String {
    format!("https://127.0.0.1:1#sha256:{}", "0".repeat(64))
}

/// A wallet that is not on a disk.
pub(crate) fn wallet() -> Wallet {
    Wallet::from_words(Mnemonic::parse(WORDS).unwrap(), "Лев", 0).unwrap()
}

/// A certificate of the child's.
fn draft() -> Draft {
    let draft = json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": "Образцова", "given_name": "Анна", "patronymic": "Ильинична", "birth_date": "2005-02-01"},
        "pupil_ref": "sample/1",
        "document": {
            "kind": "basic", "distinction": "ordinary", "blank_number": "07700000000001",
            "registration_number": "21-1", "issue_date": "2021-06-25", "end_year": 2021,
            "school_name": "Школе-образце (SAMPLE)", "locality": "г. Примерск", "head": "Образцов И. П.",
            "head_capacity": "head", "supplement_number": "07800000000001",
            "marks": [{"subject": "Алгебра", "mark": 5}], "additional_information": [], "copy": "original",
        },
        "basis": {"kind": "law", "text": "Приказ (SAMPLE)"},
    });
    Draft::from_json(draft.to_string().as_bytes()).unwrap()
}

/// The slot of the document that is issued in tests.
pub(super) const SLOT: u32 = 2;

/// The school's log with one document in it, and its file with the newest status.
pub(super) struct Issued {
    pub(super) log: MemoryLog,
    pub(super) file: DocumentFile,
}

impl Issued {
    pub(super) fn new() -> Self {
        let draft = draft();
        let (mut log, origin, key, mut counter) = (MemoryLog::new(), origin(), secret(REGISTRY), 0_u8);
        let mut dice = |bytes: &mut [u8]| {
            bytes.fill_with(|| {
                counter = counter.wrapping_mul(5).wrapping_add(7);
                counter
            });
        };
        let mut context = IssueContext {
            registry: origin.registry(),
            key_id: log_key_id(&origin, &key.public()),
            key: &key,
            day: Day::of_unix_seconds(COSIGNED_AT),
            holder: None,
            slot: SLOT,
            dice: &mut dice,
        };
        let made = issue(&draft, &mut context).unwrap();
        log.append(vec![Content::Award(Award {
            class: made.class,
            slot: SLOT,
            tag: [1; 16],
            commitment: made.commitment,
        })]);
        let file = DocumentFile {
            sd_jwt: made.sd_jwt.clone(),
            salt: made.salt,
            record: log.body(1),
            proof: String::new(),
            inner_path: None,
            status: None,
            earlier_checkpoint: None,
            roster: None,
        };
        let mut issued = Self { log, file };
        issued.refresh();
        issued
    }

    pub(super) fn revoke(&mut self) {
        self.log.revoke(1, SLOT);
        self.refresh();
    }

    /// The newest proof and status, as a node gives them.
    pub(super) fn refresh(&mut self) {
        self.file.proof = self.log.proof(1, &self.log.head(self.log.size(), false)).to_string();
        self.file.status = self.log.statuses(false).map(|file| file.proof(SLOT).unwrap().to_string());
    }

    pub(super) fn sent(&self) -> Vec<(u32, Vec<u8>)> {
        vec![(SLOT, self.file.to_json().into())]
    }
}

/// Puts that certificate into the portfolio, as the school issues it for the child's key, perhaps in the place of
/// another one.
pub(crate) fn hold(wallet: &mut Wallet, slot: u32, replaces: Option<&DocumentId>) -> DocumentId {
    let (origin, key, mut counter) = (origin(), secret(REGISTRY), u8::try_from(slot).unwrap());
    let mut dice = |bytes: &mut [u8]| {
        bytes.fill_with(|| {
            counter = counter.wrapping_mul(5).wrapping_add(7);
            counter
        });
    };
    let (day, registry) = (Day::of_unix_seconds(COSIGNED_AT), school());
    let holder = wallet.keys().holder_key(&registry, Epoch::FIRST).public();
    let mut context = IssueContext {
        registry: &registry,
        key_id: log_key_id(&origin, &key.public()),
        key: &key,
        day,
        holder: Some(&holder),
        slot,
        dice: &mut dice,
    };
    let kind = ReplacementKind::Correction;
    let made = match replaces {
        None => issue(&draft(), &mut context),
        Some(id) => reissue(&draft(), &Replaced { registry: &id.registry, slot: id.slot, day, kind }, &mut context),
    };
    let made = made.unwrap();
    let award = Award { class: made.class, slot, tag: [1; 16], commitment: made.commitment };
    let record = Record { index: 1, previous: LeafHash::from_bytes([1; 32]), day, content: Content::Award(award) };
    let file = DocumentFile {
        sd_jwt: made.sd_jwt,
        salt: made.salt,
        record: record.body(),
        proof: String::new(),
        inner_path: None,
        status: None,
        earlier_checkpoint: None,
        roster: None,
    };
    let id = wallet.add_document(file, COSIGNED_AT).unwrap().id;
    wallet.include(&id).unwrap();
    id
}

/// That wallet, put into a folder.
pub(crate) fn opened(folder: &Path) -> OpenWallet {
    let folder = FamilyFolder::at(Some(folder)).unwrap();
    let (label, held) = (ChildLabel::parse("Лев").unwrap(), folder.lock().unwrap());
    let passphrase = Passphrase::new(Zeroizing::new("four words of sample".to_owned()));
    OpenWallet::create(wallet(), label, folder, held, &passphrase).unwrap()
}

/// Enrolment of the child at the school whose node is at `address`.
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
    /// A version as that governor signs it.
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
        FamilyTrust::of(&FamilyFolder::at(Some(folder)).unwrap()).unwrap()
    }
}

fn governor(seed: u8) -> VerifierKey {
    VerifierKey::new("pilot.example", SignatureType::Ed25519, secret(seed).public()).unwrap()
}
