//! The attacker: every closeness of two awards that could betray one pupil, measured against chance.

use super::seen::{Revocation, Seen};
use super::town::{PEOPLE, REGISTRIES, guessed_tags};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// Random assignments of pupils that "chance" is measured with.
const PERMUTATIONS: usize = 300;

/// Closeness of two awards, the closer the greater.
type Closeness = fn(&Seen, &Seen) -> f64;

const CLOSENESS: &[(&str, Closeness)] = &[
    ("standing side by side", |a, b| in_one_log(a, b, || is(a.index.abs_diff(b.index) == 1))),
    ("distance in the log", |a, b| in_one_log(a, b, || -(a.index.abs_diff(b.index) as f64))),
    ("same batch", |a, b| in_one_log(a, b, || is(a.batch == b.batch))),
    ("place in the batch", |a, b| -(a.place - b.place).abs()),
    ("slots", |a, b| -f64::from(a.slot.abs_diff(b.slot))),
    ("slots' bits", |a, b| -f64::from((a.slot ^ b.slot).count_ones())),
    ("tags", |a, b| -bits(&a.tag, &b.tag)),
    ("commitments", |a, b| -bits(&a.commitment, &b.commitment)),
    ("revocations side by side", |a, b| of_revocations(a, b, |a, b| is(a.index.abs_diff(b.index) == 1))),
    ("distance of revocations", |a, b| of_revocations(a, b, |a, b| -(a.index.abs_diff(b.index) as f64))),
    ("place of the revocations", |a, b| of_revocations(a, b, |a, b| -(a.place - b.place).abs())),
    ("place of the award and of the other's revocation", |a, b| {
        across(a, b, |a, revocation| -(a.place - revocation.place).abs())
    }),
    ("revoked right after the other's award", |a, b| {
        across(a, b, |a, revocation| is(a.next_revocations == Some(revocation.batch)))
    }),
    ("tags from what anyone can guess", |a, b| {
        is(GUESSED.get(&a.tag).is_some_and(|guess| GUESSED.get(&b.tag) == Some(guess)))
    }),
];

/// Persons by their tags, as far as anyone can compute them.
static GUESSED: LazyLock<HashMap<[u8; 16], usize>> = LazyLock::new(|| {
    (0..PEOPLE).flat_map(|person| guessed_tags(person).into_iter().map(move |tag| (tag, person))).collect()
});

fn is(so: bool) -> f64 {
    f64::from(u8::from(so))
}

fn in_one_log(a: &Seen, b: &Seen, closeness: impl Fn() -> f64) -> f64 {
    if a.registry == b.registry { closeness() } else { 0.0 }
}

fn of_revocations(a: &Seen, b: &Seen, closeness: impl Fn(&Revocation, &Revocation) -> f64) -> f64 {
    match (&a.revocation, &b.revocation) {
        (Some(one), Some(other)) if a.registry == b.registry => closeness(one, other),
        _ => 0.0,
    }
}

/// Closeness of an award and the revocation of another, both ways round.
fn across(a: &Seen, b: &Seen, closeness: impl Fn(&Seen, &Revocation) -> f64) -> f64 {
    let one_way = |a: &Seen, b: &Seen| b.revocation.as_ref().map_or(0.0, |revocation| closeness(a, revocation));
    if a.registry == b.registry { one_way(a, b) + one_way(b, a) } else { 0.0 }
}

fn bits(a: &[u8], b: &[u8]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from((a ^ b).count_ones())).sum()
}

/// For each closeness: the number of standard deviations by which the true pairs stand above random assignments. Pupils
/// are exchanged only among awards of one registry, one entry of the public calendar and one entry of it for the
/// revocation, so that what the calendar says anyway is not counted as an attack.
pub(crate) fn deviations(seen: &[Seen]) -> Vec<(&'static str, f64)> {
    let mut groups: BTreeMap<(usize, usize, Option<usize>), Vec<usize>> = BTreeMap::new();
    for (at, award) in seen.iter().enumerate() {
        let revoked = award.revocation.as_ref().map(|revocation| revocation.phase);
        groups.entry((award.registry, award.phase, revoked)).or_default().push(at);
    }
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    let mut labels: Vec<Option<usize>> = seen.iter().map(|award| award.person).collect();
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
        if truth == mean { 0.0 } else { (truth - mean) / variance.sqrt().max(f64::MIN_POSITIVE) }
    };
    CLOSENESS.iter().map(|(name, _)| *name).zip(truth.into_iter().zip(&chance).map(deviation)).collect()
}

/// Mean closeness over all pairs of awards with the same label; decoys have none.
fn scores(seen: &[Seen], labels: &[Option<usize>]) -> Vec<f64> {
    let mut by_person: BTreeMap<usize, Vec<&Seen>> = BTreeMap::new();
    for (award, person) in seen.iter().zip(labels) {
        by_person.entry(person.unwrap_or(usize::MAX)).or_default().push(award);
    }
    by_person.remove(&usize::MAX);
    let (mut sums, mut pairs) = (vec![0.0; CLOSENESS.len()], 0_u32);
    for own in by_person.values() {
        for (at, one) in own.iter().enumerate() {
            for other in &own[at + 1..] {
                pairs += 1;
                for (sum, (_, closeness)) in sums.iter_mut().zip(CLOSENESS) {
                    *sum += closeness(one, other);
                }
            }
        }
    }
    sums.into_iter().map(|sum| sum / f64::from(pairs)).collect()
}

/// The largest share of pairs that is of one pupil, among the pairs in one batch of awards, or in one run of
/// revocations for one reason: the rate at which an attacker is right who says that records that stand together belong
/// together.
pub(crate) fn company(seen: &[Seen]) -> f64 {
    let mut together: BTreeMap<(usize, usize, Option<u8>), Vec<Option<usize>>> = BTreeMap::new();
    for award in seen {
        together.entry((award.registry, award.batch, None)).or_default().push(award.person);
        if let Some(revocation) = &award.revocation {
            let reason = Some(revocation.reason as u8);
            together.entry((award.registry, revocation.batch, reason)).or_default().push(award.person);
        }
    }
    let share = |people: &Vec<Option<usize>>| {
        let pairs =
            people.iter().enumerate().flat_map(|(at, one)| people[at + 1..].iter().map(move |other| (one, other)));
        let (mut all, mut right) = (0_u32, 0_u32);
        pairs.for_each(|(one, other)| {
            all += 1;
            right += u32::from(one.is_some() && one == other);
        });
        f64::from(right) / f64::from(all.max(1))
    };
    together.values().map(share).fold(0.0, f64::max)
}

/// Number of tags, commitments and slots of the five logs that are there already; slots count in one registry.
pub(crate) fn repeated_values(seen: &[Seen]) -> usize {
    let tags: HashSet<&[u8; 16]> = seen.iter().map(|award| &award.tag).collect();
    let commitments: HashSet<&[u8; 32]> = seen.iter().map(|award| &award.commitment).collect();
    let slots: HashSet<(usize, u32)> = seen.iter().map(|award| (award.registry, award.slot)).collect();
    let registries: HashSet<usize> = seen.iter().map(|award| award.registry).collect();
    assert_eq!(registries.len(), REGISTRIES);
    3 * seen.len() - tags.len() - commitments.len() - slots.len()
}
