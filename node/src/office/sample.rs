//! A school for tests: its office on a real folder, with pupils and wallets that are plainly samples.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use crate::Node;
use crate::machine::config::{Config, RegistryConfig};
use crate::machine::folder::Layout;
use crate::mirror::disk::Disk;
use crate::mirror::evidence::EvidenceFolder;
use crate::mirror::peers::Peers;
use crate::mirror::surroundings::Surroundings;
use crate::office::client::issue_asked;
use crate::office::cover::Cover;
use crate::office::issue::{Act, AskedDraft};
use crate::office::registry_office::RegistryOffice;
use crate::service::registrar::RegistrarService;
use crate::writer::levels::Reached;
use crate::writer::pipeline::{Order, Threads};
use crate::writer::registry::Registry;
use attestat_credential::draft::Person;
use attestat_credential::draft::identity::pupil_key_by_reference;
use attestat_credential::draft::text::Text;
use attestat_credential::holder::tag::LinkSecret;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::base64;
use attestat_ledger::key::{PublicKey, SecretKey};
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::record::{Award, Class, Content, StatusChange};
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use attestat_replica::pace::Pace;
use attestat_store::engine::{Batch, Durability, Engine, Family, VAULT_FAMILIES};
use attestat_store::rocks::Rocks;
use attestat_vault::{GuardState, Holder, KnownPerson, Loss, PupilId};
use attestat_wire::v1::{self, issue_response::Outcome};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use tokio::sync::watch;
use zeroize::Zeroizing;

/// Time at which the tests take place, as far as they choose.
pub(crate) const NOW: u64 = 1_800_000_000;
const DAY: u64 = 24 * 3600;

/// A school's open node.
pub(crate) struct School {
    folder: tempfile::TempDir,
    cover: Cover,
    /// Day by the machine's clock.
    today: fn() -> Day,
    open: Option<(Arc<Node>, Arc<RegistryOffice>, Threads)>,
}

/// The settings of a registry that issues achievements.
pub(crate) fn sample_registry() -> RegistryConfig {
    RegistryConfig {
        id: RegistryId::parse("sample.example").unwrap(),
        generation: std::num::NonZeroU32::MIN,
        name: "School (SAMPLE)".to_owned(),
        organisation: "School (SAMPLE)".to_owned(),
        region: "Sample".to_owned(),
        classes: BTreeSet::from([Class::Achievement]),
    }
}

impl School {
    /// A new school with the usual cover.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = sample_registry();
        let config = Config { disk_reserve: 1 << 20, ..Config::new("sample.example".to_owned(), vec![registry]) };
        crate::operator::init::init(&folder.path().join("school"), &config).unwrap();
        let cover = Cover { company: 3, ..Cover::default() };
        let mut school = Self { folder, cover, today: crate::machine::clock::today, open: None };
        school.start();
        school
    }

    fn start(&mut self) {
        let mut node = Node::open(&self.folder.path().join("school")).unwrap();
        Arc::get_mut(&mut node.registries[0]).unwrap().today = self.today;
        let (_, reached) = watch::channel(Reached::default());
        let (vault, roster) = (node.vault.clone(), node.roster.subscribe());
        let registry = &node.registries[0];
        let opened =
            crate::office::opening::open(registry, vault, roster, reached, None, Order::Shuffled, self.cover).unwrap();
        self.open = Some((Arc::new(node), opened.0, opened.1));
    }

    /// Ends the process as a crash would, as far as the vault and the log are concerned, and starts it again.
    pub(crate) fn crash(&mut self) {
        self.stop();
        self.start();
    }

    /// Sets the machine's clock, with the node stopped meanwhile.
    pub(crate) fn set_clock(&mut self, today: fn() -> Day) {
        self.stop();
        self.today = today;
        self.start();
    }

    fn stop(&mut self) {
        let (node, office, threads) = self.open.take().unwrap();
        drop(office);
        threads.join();
        drop(node);
    }

    /// Ends the process, shows the files of its vault, and starts it again.
    pub(crate) fn while_stopped<T>(&mut self, look: impl FnOnce(&dyn Engine) -> T) -> T {
        self.stop();
        let layout = Layout::new(&self.folder.path().join("school"));
        let seen = look(&Rocks::open_with_reserve(&layout.vault(), VAULT_FAMILIES, 0).unwrap());
        self.start();
        seen
    }

    /// Ends the process, gives up documents as a person does who accepts an older vault, and starts it again.
    pub(crate) fn give_up(&mut self, loss: Loss) {
        self.stop();
        let path = self.folder.path().join("school");
        let layout = Layout::new(&path);
        let config = Config::read(&layout.config()).unwrap();
        let vault = crate::open_vault(&layout, &config, GuardState::Sound).unwrap();
        vault.accept(&layout.vault_witness(), &[(sample_registry().id, loss)]).unwrap();
        drop(vault);
        self.start();
    }

    /// Ends the process, damages the vault's entries of a family whose keys are meant, and starts it again.
    pub(crate) fn damage(&mut self, family: Family, is_meant: impl Fn(&[u8]) -> bool) {
        self.while_stopped(|engine| {
            let mut batch = Batch::default();
            let mut visit = |key: &[u8], value: &[u8]| {
                // The empty key is the vault's counter of writes.
                if !key.is_empty() && is_meant(key) {
                    let mut value = value.to_vec();
                    value[0] ^= 1;
                    batch.put(family, key.to_vec(), value);
                }
                ControlFlow::Continue(())
            };
            engine.scan(family, &[], &[0xFF; 80], &mut visit).unwrap();
            assert!(!batch.0.is_empty(), "{family:?}");
            engine.write(batch, Durability::Synced).unwrap();
        });
    }

    /// The registrar's service over this school.
    pub(crate) fn registrar(&self) -> RegistrarService {
        let (node, office, _) = self.open.as_ref().unwrap();
        let service = RegistrarService::new(node.clone());
        service.open(office.clone());
        service
    }

    /// Ends the office and returns the registry, for a test that writes its log in another way.
    pub(crate) fn closed(&mut self) -> Arc<Registry> {
        let (node, office, threads) = self.open.take().unwrap();
        drop(office);
        threads.join();
        node.registries[0].clone()
    }

    pub(crate) fn node(&self) -> &Node {
        &self.open.as_ref().unwrap().0
    }

    pub(crate) fn shared(&self) -> Arc<Node> {
        self.open.as_ref().unwrap().0.clone()
    }

    /// Parts that the threads of the node would share.
    pub(crate) fn surroundings(&self, disk: Disk) -> Surroundings {
        let node = self.node();
        Surroundings {
            runtime: tokio::runtime::Handle::current(),
            peers: Arc::new(Peers::new(&node.config, None)),
            disk,
            evidence: EvidenceFolder::new(node.folder.layout().root()),
            mirror: node.mirror.clone(),
            standings: node.standings.clone(),
            notices: node.notices.clone(),
            slow: crate::mirror::slow_peers::SlowPeers::default(),
            pace: Pace::default(),
            ahead: Arc::default(),
            database: node.database.clone(),
        }
    }

    pub(crate) fn office(&self) -> &Arc<RegistryOffice> {
        &self.open.as_ref().unwrap().1
    }

    pub(crate) fn pupil(&self, number: usize) -> PupilId {
        let reference = Text::parse(&format!("sample/{number}")).unwrap();
        self.office().vault.pupil(&pupil_key_by_reference(&self.office().id, &reference))
    }

    /// Issues drafts, whatever is asked about them, and returns their slots.
    pub(crate) async fn issue(&self, drafts: Vec<Value>) -> Vec<u32> {
        let mut yes = vec![String::new(); drafts.len()];
        let answers = loop {
            let asked = drafts.iter().zip(&yes).map(|(draft, yes)| AskedDraft {
                // Two numbers are two pupils, as far as tests say nothing else.
                other_pupil: if yes == "known-by-other-number" { yes.clone() } else { String::new() },
                same_pupil: yes.clone(),
                ..AskedDraft::unasked(Zeroizing::new(draft.to_string().into_bytes()))
            });
            let answers = issue_asked(self.office(), asked.collect(), v1::Level::Local, Act::Commit).await.unwrap();
            let questions = answers.iter().filter(|answer| answer.outcome() == v1::issue_response::Outcome::Question);
            let questions: Vec<_> =
                questions.map(|asked| (usize::try_from(asked.position).unwrap(), asked.code.clone())).collect();
            if questions.is_empty() {
                break answers;
            }
            for (position, code) in questions {
                assert_ne!(yes[position], code, "what was answered is not asked again");
                yes[position] = code;
            }
        };
        answers
            .into_iter()
            .map(|answer| {
                assert_eq!(answer.outcome(), Outcome::Issued, "{}", answer.error);
                answer.slot
            })
            .collect()
    }

    /// Enrols wallet `seed` for a pupil and queues the documents issued before, as redeeming a ticket does.
    pub(crate) fn enrol(&self, number: usize, seed: u8) {
        let (office, pupil) = (self.office(), self.pupil(number));
        office.vault.enrol(&office.id, pupil, &holder(seed), Some(&known(office, number))).unwrap();
        office.vault.queue_rebinding(&office.id, pupil, NOW).unwrap();
    }

    /// Pins a roster that lets the school issue these classes.
    pub(crate) fn admit(&self, version: u8, classes: &str) {
        self.admit_with(version, classes, "quorum none", "");
    }

    /// Pins such a roster with another policy and further tables.
    pub(crate) fn admit_with(&self, version: u8, classes: &str, policy: &str, tables: &str) {
        let (node, office, _) = self.open.as_ref().unwrap();
        let (note, hash) = signed_roster(
            &office.id,
            office.own.log().origin(),
            &office.key.public(),
            version,
            classes,
            policy,
            tables,
        );
        let pinned = PinnedRoster::pin(note.as_bytes(), hash).unwrap();
        node.roster.send_replace(Some(Arc::new(pinned)));
    }

    /// Every record of the log.
    pub(crate) fn records(&self) -> Vec<Content> {
        let (log, mut records) = (self.office().own.log(), Vec::new());
        log.scan_records(0, log.state().size(), &mut |record| records.push(record.content)).unwrap();
        records
    }

    pub(crate) fn awards(&self) -> Vec<Award> {
        let award = |content| if let Content::Award(award) = content { Some(award) } else { None };
        self.records().into_iter().filter_map(award).collect()
    }

    pub(crate) fn changes(&self) -> Vec<StatusChange> {
        let change = |content| if let Content::Status(change) = content { Some(change) } else { None };
        self.records().into_iter().filter_map(change).collect()
    }

    pub(crate) fn award(&self, slot: u32) -> Award {
        let awards: Vec<Award> = self.awards().into_iter().filter(|award| award.slot == slot).collect();
        assert_eq!(awards.len(), 1, "a slot is awarded once");
        awards[0].clone()
    }

    /// The claims of a document with everything disclosed; its signature is checked.
    pub(crate) fn claims(&self, slot: u32) -> Value {
        use attestat_credential::sd_jwt::SdJwt;
        let document = self.office().vault.document(&self.office().id, slot).unwrap().unwrap();
        let signed = SdJwt::parse(&document.sd_jwt).unwrap().verify_signature(&self.office().key.public()).unwrap();
        Value::Object(signed.disclose().unwrap().into_claims())
    }

    /// Slots of a pupil's documents that are in force.
    pub(crate) fn in_force(&self, number: usize) -> Vec<u32> {
        let office = self.office();
        let mut slots = office.vault.documents_of(&office.id, self.pupil(number)).unwrap();
        let statuses = office.own.log().state().statuses.clone();
        slots.retain(|slot| statuses.get(*slot) == attestat_ledger::status::Status::Valid);
        slots
    }

    /// A moment by which everything that waits at `NOW` is due and has waited too long.
    pub(crate) fn much_later(&self) -> u64 {
        NOW + self.cover.delay.as_secs() * 2 + self.cover.patience.as_secs() + DAY
    }
}

/// A roster, signed, in which one school stands alone, and its hash.
pub(crate) fn signed_roster(
    id: &RegistryId,
    origin: &Origin,
    key: &PublicKey,
    version: u8,
    classes: &str,
    policy: &str,
    tables: &str,
) -> (String, RosterHash) {
    let governor = SecretKey::from_seed(&Zeroizing::new([99; 32]));
    let signer = VerifierKey::new("governor.example", SignatureType::Ed25519, governor.public()).unwrap();
    let key = base64(key.as_bytes());
    let text = format!(
        r#"format = "attestat/roster/v1"
version = 1
issued = "2026-09-0{version}"
expires = "2098-08-31"
threshold = 1
governors = ["{signer}"]
quorum = """
{policy}
"""

[[registry]]
id = "{id}"
name = "School (SAMPLE)"
organisation = "School (SAMPLE)"
region = "Sample"
classes = [{classes}]
state = "active"
[[registry.log]]
origin = "{origin}"
[[registry.log.key]]
key = "{key}"
from_size = 1
{tables}"#
    );
    let mut note = Note::unsigned(text.clone()).unwrap();
    note.sign(&signer, &governor);
    (note.to_string(), RosterHash::of(&text))
}

/// The pupil of [`draft`], as a letter that was made before the first document leaves them.
pub(crate) fn known(office: &RegistryOffice, pupil: usize) -> KnownPerson {
    let draft = draft(pupil, 1, 1);
    let person = Person::from_json(draft["pupil"].to_string().as_bytes()).unwrap();
    KnownPerson {
        time: 0,
        digest: person.folded_pupil_key(&office.id),
        reference: Zeroizing::new(format!("sample/{pupil}")),
        json: Zeroizing::new(person.to_json()),
    }
}

/// Wallet number `seed`.
pub(crate) fn holder(seed: u8) -> Holder {
    let key = *SecretKey::from_seed(&Zeroizing::new([seed; 32])).public().as_bytes();
    Holder { key, link: Zeroizing::new([seed; 32]), enrolled_at: NOW }
}

/// The tags that wallet `seed` looks for in a year.
pub(crate) fn tags(seed: u8, year: u16) -> Vec<[u8; 16]> {
    let secret = LinkSecret::from_bytes(Zeroizing::new([seed; 32])).year(year);
    (0..64).map(|number| secret.tag(number)).collect()
}

/// The year of the records that are written now.
pub(crate) fn this_year() -> u16 {
    crate::machine::clock::today().to_string()[..4].parse().unwrap()
}

/// Birth date of a pupil; no two on one day.
pub(crate) fn born(pupil: usize) -> String {
    Day::from_number(13_952 + u32::try_from(pupil).unwrap()).to_string()
}

/// A draft of a pupil: `event` tells the documents apart.
pub(crate) fn draft(pupil: usize, event: u32, place: u32) -> Value {
    json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": "Образцов", "given_name": "Лев", "birth_date": born(pupil)},
        "pupil_ref": format!("sample/{pupil}"),
        "document": {"kind": "sport-event", "name": format!("Первенство {event} (SAMPLE)"), "sport": "Бег",
            "discipline": "100 м", "level": "regional", "place": place, "result": "12 с", "date": "2024-05-30",
            "organiser": "Федерация (SAMPLE)"},
        "basis": {"kind": "agreement", "date": "2024-01-09", "text": "Заявление (SAMPLE)", "by": "both"},
    })
}
