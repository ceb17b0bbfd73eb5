//! Two documents of one pupil cannot be joined by anything public.
//!
//! A statistical attacker is given the complete log of a school — order, day, class, slots, tags,
//! commitments, status events, batches — and tries every closeness that could betray that two awards
//! belong to one pupil. Class lists are issued as schools keep them, sorted by pupil. The attacker must
//! not beat chance; with the shuffle taken out, it must.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_ledger::name::RegistryId;
use attestat_ledger::record::{Class, Content, StatusChange};
use attestat_ledger::status::{Reason, Status};
use attestat_node::Node;
use attestat_node::config::{Config, RegistryConfig};
use attestat_node::desk::Desk;
use attestat_node::issue::{Act, issue_drafts};
use attestat_node::levels::Reached;
use attestat_node::pipeline::{Order, Snapshot};
use attestat_wire::v1;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tokio::sync::watch;
use zeroize::Zeroizing;

const PUPILS: usize = 80;
/// Random assignments of pupils that "chance" is measured with.
const PERMUTATIONS: usize = 400;
/// Standard deviations: by chance one run in ten thousand million goes beyond it on one closeness.
const BY_CHANCE: f64 = 6.5;

/// What anyone sees of an award, and whom it is of, which only the school knows.
struct Seen {
    index: u64,
    batch: usize,
    place: f64,
    slot: u32,
    tag: [u8; 16],
    commitment: [u8; 32],
    has_status_event: bool,
    pupil: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn awards_of_one_pupil_are_not_closer_than_chance() {
    let folder = tempfile::tempdir().unwrap();
    let shuffled = issue_school(&folder.path().join("shuffled"), Order::Shuffled).await;
    for (name, deviation) in deviations(&shuffled) {
        assert!(
            deviation.abs() < BY_CHANCE,
            "closeness by {name} joins awards of one pupil: {deviation:.1} deviations"
        );
    }
    let as_arrived = issue_school(&folder.path().join("as-arrived"), Order::AsArrived).await;
    let strongest = deviations(&as_arrived).into_iter().map(|(_, deviation)| deviation).fold(0.0, f64::max);
    assert!(strongest > 2.0 * BY_CHANCE, "without the shuffle the attack works: {strongest:.1} deviations");
}

/// No public value of an award occurs twice, so that nothing can be looked up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_public_value_of_an_award_occurs_twice() {
    let folder = tempfile::tempdir().unwrap();
    let seen = issue_school(&folder.path().join("school"), Order::Shuffled).await;
    assert_eq!(seen.iter().map(|award| award.slot).collect::<BTreeSet<_>>().len(), seen.len());
    assert_eq!(seen.iter().map(|award| award.tag).collect::<BTreeSet<_>>().len(), seen.len());
    assert_eq!(seen.iter().map(|award| award.commitment).collect::<BTreeSet<_>>().len(), seen.len());
}

/// Three lists of one class, sorted by pupil: two documents a pupil in the first, one in each other;
/// then some revocations.
async fn issue_school(folder: &Path, order: Order) -> Vec<Seen> {
    let id = RegistryId::parse("unlinkable.example/school").unwrap();
    let registry = RegistryConfig {
        id: id.clone(),
        generation: std::num::NonZeroU32::MIN,
        name: "School (SAMPLE)".to_owned(),
        organisation: "School (SAMPLE)".to_owned(),
        region: "Sample".to_owned(),
        classes: BTreeSet::from([Class::Achievement]),
    };
    let config = Config { disk_reserve: 1 << 20, ..Config::new("unlinkable.example".to_owned(), vec![registry]) };
    attestat_node::init::init(folder, &config).unwrap();
    let node = Node::open(folder).unwrap();
    let (_reach, reached) = watch::channel(Reached::default());
    let (desk, threads) =
        Desk::open(&node.registries[0], node.vault.clone(), node.roster.subscribe(), reached, None, order).unwrap();
    let mut truth = BTreeMap::new();
    for list in [[1, 2].as_slice(), &[3], &[4]] {
        let rows: Vec<(usize, u32)> =
            (0..PUPILS).flat_map(|pupil| list.iter().map(move |kind| (pupil, *kind))).collect();
        let drafts = rows.iter().map(|(pupil, kind)| Zeroizing::new(draft(*pupil, *kind))).collect();
        let answers = issue_drafts(&desk, drafts, v1::Level::Local, Act::Commit).await.unwrap();
        for (answer, (pupil, _)) in answers.iter().zip(&rows) {
            assert_eq!(answer.outcome(), v1::issue_response::Outcome::Issued, "{}", answer.error);
            truth.insert(answer.slot, (*pupil, answer.index));
        }
    }
    for (slot, (_, index)) in truth.iter().filter(|(_, (pupil, _))| pupil % 9 == 0) {
        let change =
            StatusChange { target: *index, slot: *slot, status: Status::Revoked, reason: Reason::IssuedInError };
        desk.pipeline.append(vec![Content::Status(change)], Snapshot::AsNeeded).await.unwrap();
    }
    let seen = read_log(&node, &truth);
    drop(desk);
    tokio::task::spawn_blocking(move || threads.join()).await.unwrap();
    seen
}

/// A draft of one pupil: the kind decides which achievement.
fn draft(pupil: usize, kind: u32) -> Vec<u8> {
    let letter = |number: usize| char::from_u32(u32::from('а') + u32::try_from(number).unwrap()).unwrap();
    let family = format!("Образцов{}{}", letter(pupil / 20), letter(pupil % 20));
    let document = match kind {
        1 => {
            json!({"kind": "gto", "step": 5, "badge": "gold", "certificate_number": format!("26-{pupil}"), "date": "2024-06-12"})
        }
        2 => json!({"kind": "sport-event", "name": "Первенство (SAMPLE)", "sport": "Бег", "discipline": "100 м",
            "level": "regional", "place": 1, "result": "12 с", "date": "2024-05-30", "organiser": "Федерация (SAMPLE)"}),
        _ => json!({"kind": "olympiad", "name": format!("Олимпиада {kind} (SAMPLE)"), "series": "all-russian",
            "stage": "regional", "subject": "Физика", "grade": 10, "degree": "prize-winner", "date": "2024-02-10",
            "organiser": "Министерство (SAMPLE)"}),
    };
    let draft = json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": family, "given_name": "Лев", "birth_date": "2008-03-15"},
        "document": document,
        "basis": {"kind": "agreement", "date": "2024-01-09", "text": "Заявление (SAMPLE)", "by": "both"},
    });
    draft.to_string().into_bytes()
}

/// Reads the log as anyone can, and adds what only the school knows.
fn read_log(node: &Node, truth: &BTreeMap<u32, (usize, u64)>) -> Vec<Seen> {
    let log = node.registries[0].own.log();
    let mut ends = Vec::new();
    log.scan_seals(0, &mut |size, _, _| {
        ends.push(size);
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    let mut seen = Vec::new();
    let mut events = BTreeSet::new();
    log.scan_records(0, log.state().size(), &mut |record| match record.content {
        Content::Award(award) => {
            let batch = ends.partition_point(|end| *end <= record.index);
            let begin = if batch == 0 { 0 } else { ends[batch - 1] };
            seen.push(Seen {
                index: record.index,
                batch,
                place: (record.index - begin) as f64 / (ends[batch] - begin) as f64,
                slot: award.slot,
                tag: award.tag,
                commitment: award.commitment,
                has_status_event: false,
                pupil: truth[&award.slot].0,
            });
        }
        Content::Status(change) => {
            events.insert(change.slot);
        }
        _ => {}
    })
    .unwrap();
    for award in &mut seen {
        award.has_status_event = events.contains(&award.slot);
    }
    assert_eq!(seen.len(), 4 * PUPILS);
    seen
}

/// How close two awards look, the closer the greater.
type Closeness = fn(&Seen, &Seen) -> f64;

const CLOSENESS: &[(&str, Closeness)] = &[
    ("standing side by side", |a, b| f64::from(u8::from(a.index.abs_diff(b.index) == 1))),
    ("distance in the log", |a, b| -(a.index.abs_diff(b.index) as f64)),
    ("place in the batch", |a, b| -(a.place - b.place).abs()),
    ("slots", |a, b| -f64::from(a.slot.abs_diff(b.slot))),
    ("slots' low bits", |a, b| -f64::from((a.slot ^ b.slot).count_ones())),
    ("tags", |a, b| -bits(&a.tag, &b.tag)),
    ("commitments", |a, b| -bits(&a.commitment, &b.commitment)),
];

fn bits(a: &[u8], b: &[u8]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from((a ^ b).count_ones())).sum()
}

/// For each closeness: how many standard deviations the true pairs stand above what random
/// assignments give. Pupils are exchanged only within a batch and among awards with the same status
/// history, so that what those say anyway is not counted as an attack.
fn deviations(seen: &[Seen]) -> Vec<(&'static str, f64)> {
    let mut groups: BTreeMap<(usize, bool), Vec<usize>> = BTreeMap::new();
    for (at, award) in seen.iter().enumerate() {
        groups.entry((award.batch, award.has_status_event)).or_default().push(at);
    }
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    let mut labels: Vec<usize> = seen.iter().map(|award| award.pupil).collect();
    let truth = scores(seen, &labels);
    let mut chance: Vec<Vec<f64>> = vec![Vec::new(); CLOSENESS.len()];
    for _ in 0..PERMUTATIONS {
        for members in groups.values() {
            for last in (1..members.len()).rev() {
                // xorshift64, seeded above: the same permutations in every run.
                dice ^= dice << 13;
                dice ^= dice >> 7;
                dice ^= dice << 17;
                labels.swap(members[last], members[usize::try_from(dice % (last as u64 + 1)).unwrap()]);
            }
        }
        for (scores, score) in chance.iter_mut().zip(scores(seen, &labels)) {
            scores.push(score);
        }
    }
    let deviation = |(truth, chance): (f64, &Vec<f64>)| {
        let mean = chance.iter().sum::<f64>() / chance.len() as f64;
        let variance = chance.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / (chance.len() - 1) as f64;
        (truth - mean) / variance.sqrt().max(f64::MIN_POSITIVE)
    };
    CLOSENESS.iter().map(|(name, _)| *name).zip(truth.into_iter().zip(&chance).map(deviation)).collect()
}

/// Mean closeness over all pairs of awards with the same label.
fn scores(seen: &[Seen], labels: &[usize]) -> Vec<f64> {
    let mut by_pupil: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, pupil) in labels.iter().enumerate() {
        by_pupil.entry(*pupil).or_default().push(at);
    }
    let pairs: Vec<(usize, usize)> = by_pupil
        .values()
        .flat_map(|own| own.iter().enumerate().flat_map(|(at, one)| own[at + 1..].iter().map(|other| (*one, *other))))
        .collect();
    let mean = |closeness: &Closeness| {
        pairs.iter().map(|(one, other)| closeness(&seen[*one], &seen[*other])).sum::<f64>() / pairs.len() as f64
    };
    CLOSENESS.iter().map(|(_, closeness)| mean(closeness)).collect()
}
