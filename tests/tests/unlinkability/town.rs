//! Five registries, their pupils, and the events of a school year, in one process on the node's own code.

use super::seen::Seen;
use attestat_credential::draft::Person;
use attestat_credential::draft::identity::pupil_key_by_reference;
use attestat_credential::draft::text::Text;
use attestat_credential::holder::tag::LinkSecret;
use attestat_credential::replacement::ReplacementKind;
use attestat_ledger::hash::sha256;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::Class;
use attestat_ledger::status::Reason;
use attestat_node::Node;
use attestat_node::machine::clock;
use attestat_node::machine::config::{Config, RegistryConfig};
use attestat_node::office::cover::Cover;
use attestat_node::office::issue::{Act, AskedDraft, DraftAnswer, DraftOutcome, IssueOrder, issue};
use attestat_node::office::opening;
use attestat_node::office::rebind;
use attestat_node::office::registry_office::RegistryOffice;
use attestat_node::office::reissue::{self, ReissueOrder};
use attestat_node::office::supersede;
use attestat_node::office::supersede::Urgency;
use attestat_node::writer::levels::{Level, Reached};
use attestat_node::writer::pipeline::{Order, Threads};
use attestat_vault::{Holder, KnownPerson, PupilId};
use serde_json::json;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use zeroize::Zeroizing;

/// Registries: two schools, a sport register, an olympiad committee, a school of arts.
pub(crate) const REGISTRIES: usize = 5;
/// People; each is known to both registers and the committee, and to one of the schools at a time.
pub(crate) const PEOPLE: usize = 40;
/// The first of them enrol wallets; the last of those alone, when nobody else waits.
const ENROLLED: usize = 21;
/// Some of those who enrolled move from the first school to the second.
const MOVED: usize = 6;
/// Some of those who have no wallet have a document corrected.
const CORRECTED: std::ops::Range<usize> = 22..38;
/// One of them has all of the first two lists issued in error, for which nobody else has a reason.
const IN_ERROR: usize = 38;

/// Issues drafts; the answers are in their order.
pub(crate) async fn issue_drafts(office: &Arc<RegistryOffice>, drafts: Vec<Zeroizing<Vec<u8>>>) -> Vec<DraftAnswer> {
    let drafts = drafts.into_iter().map(AskedDraft::unasked).collect();
    let order = IssueOrder { drafts, wait: Level::Local, act: Act::Commit, actor: "registrar".to_owned() };
    let issued = issue(office, order).await.unwrap();
    let handing = move || {
        let mut answers = Vec::new();
        let handed = issued.hand_out(&mut |answer| {
            answers.push(answer);
            ControlFlow::Continue(())
        });
        handed.map(|()| answers).unwrap()
    };
    tokio::task::spawn_blocking(handing).await.unwrap()
}

/// A correction of the document in a slot.
pub(crate) fn correction(slot: u32, draft: Zeroizing<Vec<u8>>, reason: Reason) -> ReissueOrder {
    ReissueOrder {
        old: slot,
        draft,
        kind: ReplacementKind::Correction,
        same_pupil: false,
        reason,
        note: Zeroizing::new(String::new()),
        wait: Level::Local,
        dry_run: false,
        actor: "registrar".to_owned(),
    }
}

/// Protection that is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    Nothing,
    Shuffle,
    Mixing,
    Delay,
    TagSecret,
    SecretPerRegistry,
    Decoys,
}

/// Lives through the year, and reads the five logs as anyone can.
pub(crate) async fn town(missing: Missing) -> Vec<Seen> {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(&folder.path().join("town"), missing);
    let mut phases = vec![Vec::new(); REGISTRIES];
    for (registry, phases) in phases.iter_mut().enumerate() {
        town.class_list(registry, &[1, 2]).await;
        phases.push(town.size(registry));
        town.class_list(registry, &[3]).await;
        phases.push(town.size(registry));
        town.enrol_all(registry).await;
        phases.push(town.size(registry));
        town.supersede_later(registry).await;
        phases.push(town.size(registry));
        town.class_list(registry, &[4]).await;
        phases.push(town.size(registry));
        town.correct(registry).await;
        phases.push(town.size(registry));
        town.supersede_later(registry).await;
        phases.push(town.size(registry));
        town.enrol_alone(registry).await;
        phases.push(town.size(registry));
        town.supersede_later(registry).await;
        phases.push(town.size(registry));
    }
    let seen = (0..REGISTRIES).flat_map(|registry| town.read(registry, &phases[registry])).collect();
    town.close().await;
    seen
}

pub(crate) struct Town {
    missing: Missing,
    pub(crate) node: Arc<Node>,
    pub(crate) offices: Vec<Arc<RegistryOffice>>,
    threads: Vec<Threads>,
}

impl Town {
    pub(crate) fn open(folder: &std::path::Path, missing: Missing) -> Self {
        let names = ["school-a", "school-b", "sport", "olympiads", "arts"];
        let registry = |name: &str| RegistryConfig {
            id: RegistryId::parse(&format!("{name}.example")).unwrap(),
            generation: std::num::NonZeroU32::MIN,
            name: "Registry (SAMPLE)".to_owned(),
            organisation: "Registry (SAMPLE)".to_owned(),
            region: "Sample".to_owned(),
            classes: BTreeSet::from([Class::Achievement]),
        };
        let registries = names.into_iter().map(registry).collect();
        let config = Config { disk_reserve: 1 << 20, ..Config::new("town.example".to_owned(), registries) };
        attestat_node::operator::init::init(folder, &config).unwrap();
        let node = Node::open(folder).unwrap();
        let order = if missing == Missing::Shuffle { Order::AsArrived } else { Order::Shuffled };
        let open = |registry| {
            let (_, reached) = watch::channel(Reached::default());
            let (vault, roster) = (node.vault.clone(), node.roster.subscribe());
            opening::open(registry, vault, roster, reached, None, order, cover(missing)).unwrap()
        };
        let (offices, threads) = node.registries.iter().map(|registry| open(registry)).unzip();
        Self { missing, node: Arc::new(node), offices, threads }
    }

    pub(crate) async fn close(self) {
        drop(self.offices);
        let threads = self.threads;
        tokio::task::spawn_blocking(move || threads.into_iter().for_each(Threads::join)).await.unwrap();
        drop(self.node);
    }

    pub(crate) fn size(&self, registry: usize) -> u64 {
        self.offices[registry].own.log().state().size()
    }

    /// People known to a registry when a list is issued: the last list is after the moves.
    fn people(registry: usize, kinds: &[u32]) -> Vec<usize> {
        let moved = |person: usize| person < MOVED && kinds.contains(&4);
        let at = |person: &usize| match registry {
            0 => *person < PEOPLE * 3 / 5 && !moved(*person) || *person >= PEOPLE * 4 / 5,
            1 => *person >= PEOPLE * 3 / 5 && *person < PEOPLE * 4 / 5 || moved(*person) || *person % 2 == 1,
            _ => true,
        };
        (0..PEOPLE).filter(at).collect()
    }

    /// A list as schools keep it, sorted by pupil.
    async fn class_list(&self, registry: usize, kinds: &[u32]) {
        let people = Self::people(registry, kinds);
        let rows = people.iter().flat_map(|person| kinds.iter().map(move |kind| draft(*person, *kind, 1)));
        let answers = issue_drafts(&self.offices[registry], rows.collect()).await;
        assert!(answers.iter().all(|answer| matches!(answer.outcome, DraftOutcome::Issued(_))));
    }

    pub(crate) fn pupil(&self, registry: usize, person: usize) -> PupilId {
        let office = &self.offices[registry];
        office.vault.pupil(&pupil_key_by_reference(&office.id, &Text::parse(&format!("sample/{person}")).unwrap()))
    }

    /// One family enrols: the vault gets the entries of an enrolment.
    fn enrol(&self, registry: usize, person: usize, now: u64) {
        let (office, pupil) = (&self.offices[registry], self.pupil(registry, person));
        let key = *SecretKey::from_seed(&Zeroizing::new(secret(registry, person, "key"))).public().as_bytes();
        let link = match self.missing {
            Missing::TagSecret => guessable_link(person),
            Missing::SecretPerRegistry => secret(0, person, "link"),
            _ => secret(registry, person, "link"),
        };
        let holder = Holder { key, link: Zeroizing::new(link), enrolled_at: now };
        office.vault.enrol(&office.id, pupil, &holder, Some(&known(office, person))).unwrap();
        office.vault.queue_rebinding(&office.id, pupil, office.cover.due(now).unwrap()).unwrap();
    }

    /// Families enrol one by one while the node looks again and again whether a run is due.
    async fn enrol_all(&self, registry: usize) {
        let now = clock::now();
        for person in 0..ENROLLED - 1 {
            self.enrol(registry, person, now);
            self.look(registry, now).await;
        }
        self.look(registry, much_later(now)).await;
    }

    /// Much later one more family enrols, and nobody else does.
    async fn enrol_alone(&self, registry: usize) {
        let now = clock::now();
        self.enrol(registry, ENROLLED - 1, now);
        self.look(registry, much_later(now)).await;
    }

    /// Work that the node does by itself from time to time.
    async fn look(&self, registry: usize, now: u64) {
        let office = &self.offices[registry];
        let urgency = if self.missing == Missing::Mixing { Urgency::Now } else { Urgency::WhenDue };
        rebind::run(office, now, urgency).await.unwrap();
        if self.missing == Missing::Delay {
            supersede::run(office, now, Urgency::Now).await.unwrap();
        }
    }

    async fn supersede_later(&self, registry: usize) {
        supersede::run(&self.offices[registry], much_later(clock::now()), Urgency::WhenDue).await.unwrap();
    }

    /// Some documents are corrected, one after the other.
    async fn correct(&self, registry: usize) {
        let office = &self.offices[registry];
        let one_each = CORRECTED.map(|person| (person, 3, Reason::Superseded));
        let of_one = [1, 2].map(|kind| (IN_ERROR, kind, Reason::IssuedInError));
        for (person, kind, reason) in one_each.chain(of_one) {
            let held = office.vault.documents_of(&office.id, self.pupil(registry, person)).unwrap();
            let Some(slot) = held.into_iter().find(|slot| self.is_of_kind(registry, *slot, kind)) else { continue };
            reissue::reissue(office, correction(slot, draft(person, kind, 2), reason)).await.unwrap();
            if self.missing == Missing::Delay {
                supersede::run(office, clock::now(), Urgency::Now).await.unwrap();
            } else {
                supersede::run(office, clock::now(), Urgency::WhenDue).await.unwrap();
            }
        }
    }

    pub(crate) fn is_of_kind(&self, registry: usize, slot: u32, kind: u32) -> bool {
        let office = &self.offices[registry];
        let document = office.vault.document(&office.id, slot).unwrap().unwrap();
        String::from_utf8_lossy(&document.draft).contains(&format!("Первенство {kind} "))
    }
}

fn cover(missing: Missing) -> Cover {
    let usual = Cover::default();
    match missing {
        Missing::Decoys => Cover { floor: 0, ..usual },
        Missing::Delay => Cover { delay: Duration::ZERO, ..usual },
        _ => usual,
    }
}

/// Time at which everything has had its time and its patience.
pub(crate) fn much_later(now: u64) -> u64 {
    now + 60 * 24 * 3600
}

/// Secret that only a family's wallet knows.
pub(crate) fn secret(registry: usize, person: usize, purpose: &str) -> [u8; 32] {
    static SEED: std::sync::LazyLock<[u8; 32]> = std::sync::LazyLock::new(|| {
        let mut seed = [0; 32];
        std::io::Read::read_exact(&mut std::fs::File::open("/dev/urandom").unwrap(), &mut seed).unwrap();
        seed
    });
    sha256(&[SEED.as_slice(), format!("{registry} {person} {purpose}").as_bytes()].concat())
}

/// Link that a wallet without a secret would have in its place.
fn guessable_link(person: usize) -> [u8; 32] {
    sha256(format!("sample/{person}").as_bytes())
}

/// The tags that follow from it.
pub(crate) fn guessed_tags(person: usize) -> Vec<[u8; 16]> {
    let year = clock::today().to_string().split('-').next().unwrap().parse().unwrap();
    let link = LinkSecret::from_bytes(Zeroizing::new(guessable_link(person))).year(year);
    (0..64).map(|number| link.tag(number)).collect()
}

/// A person as the letter that a wallet was enrolled by leaves them: of some there is no document yet.
fn known(office: &RegistryOffice, person: usize) -> KnownPerson {
    let draft: serde_json::Value = serde_json::from_slice(&draft(person, 1, 1)).unwrap();
    let pupil = Person::from_json(draft["pupil"].to_string().as_bytes()).unwrap();
    KnownPerson {
        time: 0,
        digest: pupil.folded_pupil_key(&office.id),
        reference: Zeroizing::new(format!("sample/{person}")),
        json: Zeroizing::new(pupil.to_json()),
    }
}

/// A draft of one person: the kind decides which achievement.
pub(crate) fn draft(person: usize, kind: u32, place: u32) -> Zeroizing<Vec<u8>> {
    // No two people of one name are born on one day.
    let born = attestat_ledger::day::Day::from_number(13_953 + u32::try_from(person).unwrap()).to_string();
    let draft = json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": "Образцов", "given_name": "Лев", "birth_date": born},
        "pupil_ref": format!("sample/{person}"),
        "document": {"kind": "sport-event", "name": format!("Первенство {kind} (SAMPLE)"), "sport": "Бег",
            "discipline": "100 м", "level": "regional", "place": place, "result": "12 с", "date": "2024-05-30",
            "organiser": "Федерация (SAMPLE)"},
        "basis": {"kind": "agreement", "date": "2024-01-09", "text": "Заявление (SAMPLE)", "by": "both"},
    });
    Zeroizing::new(draft.to_string().into_bytes())
}
