//! A child's wallet with sample documents. The people in them do not exist.

use attestat_credential::document::DocumentFile;
use attestat_credential::draft::Draft;
use attestat_credential::issue::{IssueContext, issue, reissue};
use attestat_credential::replacement::{Replaced, ReplacementKind};
use attestat_ledger::day::Day;
use attestat_ledger::hash::{LeafHash, sha256};
use attestat_ledger::key::{PublicKey, SecretKey};
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::note::{SignatureType, VerifierKey};
use attestat_ledger::record::{Award, Content, Record};
use attestat_ledger::roster::RosterHash;
use attestat_wallet::keyring::Epoch;
use attestat_wallet::seed::Mnemonic;
use attestat_wallet::wallet::{DocumentId, Enrolment, Wallet};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// 24 words of the published vectors.
pub(crate) const WORDS: &str = "void come effort suffer camp survey warrior heavy shoot primary clutch crush open \
    amazing screen patrol group space point ten exist slush involve unfold";
/// 2026-11-21, noon.
pub(crate) const NOW: u64 = 1_795_262_400;

/// Dice that show other numbers each time, and the same in each run.
pub(crate) fn dice(seed: u64) -> impl FnMut(&mut [u8]) {
    let mut counter = 0_u64;
    move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(32) {
            counter += 1;
            let block = sha256(&[seed.to_be_bytes(), counter.to_be_bytes()].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

pub(crate) fn registry(text: &str) -> RegistryId {
    RegistryId::parse(text).unwrap()
}

pub(crate) fn school() -> RegistryId {
    registry("school-12.example.org/main")
}

pub(crate) fn committee() -> RegistryId {
    registry("registry.example.org/moscow/olympiads")
}

pub(crate) fn words() -> Mnemonic {
    Mnemonic::parse(WORDS).unwrap()
}

pub(crate) fn address(host: &str) -> String {
    format!("https://{host}:8443#sha256:{}", "5a".repeat(32))
}

/// A wallet that is enrolled at the school and at the committee, without documents.
pub(crate) fn wallet() -> Wallet {
    let mut wallet = Wallet::from_words(words(), "Образцова Ника", NOW).unwrap();
    for registry in [school(), committee()] {
        let address = address("node.example.org");
        let (epoch, roster) = (Epoch::FIRST, RosterHash([7; 32]));
        wallet.note_enrolment(Enrolment { registry, epoch, address, enrolled_at: NOW, roster }).unwrap();
    }
    wallet
}

/// Issue of one draft by a registry, with a record; `holder` is the key that the document names.
pub(crate) struct Issuing<'a> {
    pub(crate) registry: RegistryId,
    pub(crate) holder: Option<PublicKey>,
    pub(crate) slot: u32,
    pub(crate) draft: Value,
    pub(crate) replaces: Option<&'a DocumentId>,
}

impl Issuing<'_> {
    /// A document file; its proof is a text that the wallet keeps and does not judge.
    pub(crate) fn document(&self) -> DocumentFile {
        let key = SecretKey::from_seed(&Zeroizing::new([9; 32]));
        let origin = Origin::parse(&format!("{}/1", self.registry)).unwrap();
        let day = Day::of_unix_seconds(NOW);
        let mut dice = dice(u64::from(self.slot));
        let mut context = IssueContext {
            registry: &self.registry,
            key_id: VerifierKey::new(origin.as_str(), SignatureType::Ed25519, key.public()).unwrap().id(),
            key: &key,
            day,
            holder: self.holder.as_ref(),
            slot: self.slot,
            dice: &mut dice,
        };
        let draft = Draft::from_json(self.draft.to_string().as_bytes()).unwrap();
        let issued = match self.replaces {
            None => issue(&draft, &mut context),
            Some(id) => {
                let kind = ReplacementKind::Correction;
                reissue(&draft, &Replaced { registry: &id.registry, slot: id.slot, day, kind }, &mut context)
            }
        };
        let issued = issued.unwrap();
        let award = Award { class: issued.class, slot: self.slot, tag: [3; 16], commitment: issued.commitment };
        let (index, previous) = (u64::from(self.slot), LeafHash::from_bytes([1; 32]));
        let record = Record { index, previous, day, content: Content::Award(award) };
        DocumentFile {
            sd_jwt: issued.sd_jwt,
            salt: issued.salt,
            record: record.body(),
            proof: "c2sp.org/tlog-proof@v1\nindex 17\n".to_owned(),
            inner_path: None,
            status: None,
            earlier_checkpoint: None,
            roster: None,
        }
    }
}

/// A document of the child's, bound to its key.
pub(crate) fn bound(wallet: &Wallet, registry: &RegistryId, slot: u32, draft: Value) -> DocumentFile {
    let holder = Some(wallet.keys().holder_key(registry, Epoch::FIRST).public());
    Issuing { registry: registry.clone(), holder, slot, draft, replaces: None }.document()
}

/// A certificate of grade 9 with three marks.
pub(crate) fn certificate() -> Value {
    let mark = |subject: &str, mark: u8| json!({"subject": subject, "mark": mark});
    json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": "Образцова", "given_name": "Ника", "birth_date": "2010-03-14"},
        "pupil_ref": "SAMPLE-17",
        "document": {
            "kind": "basic", "distinction": "ordinary", "blank_number": "07724009876543",
            "registration_number": "2026-17", "issue_date": "2026-06-25", "end_year": 2026,
            "school_name": "Школе № 12", "locality": "г. Примерск", "head": "Образцов И. П.",
            "head_capacity": "head", "supplement_number": "07725001234567",
            "marks": [mark("Физика", 5), mark("Химия", 4), mark("История", 3)], "copy": "original",
        },
        "basis": {"kind": "law", "text": "Приказ № 45 от 2026-06-20"},
    })
}

/// A prize of an olympiad in `subject`.
pub(crate) fn olympiad(subject: &str) -> Value {
    json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": "Образцова", "given_name": "Ника", "birth_date": "2010-03-14"},
        "document": {"kind": "olympiad", "name": "Олимпиада «Образец»", "series": "listed", "list_number": 34,
            "list_year": 2026, "list_level": "II", "subject": subject, "profile": subject, "grade": 11,
            "degree": "winner", "date": "2026-03-20", "organiser": "Университет"},
        "basis": {"kind": "agreement", "date": "2026-02-01", "text": "Заявление № 7, папка 3", "by": "both"},
    })
}

/// The wallet with a certificate of the school (slot 17) and a prize of the committee (slot 5), in the portfolio.
pub(crate) fn portfolio() -> (Wallet, DocumentId, DocumentId) {
    let mut wallet = wallet();
    let certificate = bound(&wallet, &school(), 17, certificate());
    let prize = bound(&wallet, &committee(), 5, olympiad("Математика"));
    let certificate = wallet.add_document(certificate, NOW).unwrap().id;
    let prize = wallet.add_document(prize, NOW + 1).unwrap().id;
    wallet.include(&certificate).unwrap();
    wallet.include(&prize).unwrap();
    (wallet, certificate, prize)
}
