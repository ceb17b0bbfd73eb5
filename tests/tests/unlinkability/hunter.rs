//! The hunter: rules that name the one replaced document of a run, or the one successor of a batch, and the rate at
//! which they are right.

use super::runs::{Padded, Run, Target, Year};
use std::collections::BTreeMap;

/// Decoys that the node promises beside replaced documents, and beside their successors.
const FLOOR: f64 = 16.0;

/// Names one of a run's targets, by its place; none where the rule has nothing to say.
type NameTarget = fn(&Run) -> Option<usize>;

const TARGETS: &[(&str, NameTarget)] = &[
    ("the sole target of its batch", |run| sole(&groups(run))),
    ("the sole target of a class list", |run| one(run, |target| target.of_a_list)),
    ("the sole target outside the class lists", |run| one(run, |target| !target.of_a_list)),
    ("one of the batch with most targets", |run| of_group(run, |members| members.len())),
    ("one of the batch with fewest targets", |run| of_group(run, |members| usize::MAX - members.len())),
    ("the oldest target", |run| by(run, |target| u64::MAX - target.index)),
    ("the newest target", |run| by(run, |target| target.index)),
    ("the newest of the class lists' targets", |run| by(run, |target| if target.of_a_list { target.index } else { 0 })),
    ("the newest target outside the class lists", |run| {
        by(run, |target| if target.of_a_list { 0 } else { target.index })
    }),
    ("the target in the middle by age", |run| {
        let mut order: Vec<usize> = (0..run.targets.len()).collect();
        order.sort_by_key(|at| run.targets[*at].index);
        order.get(order.len() / 2).copied()
    }),
    ("the first in the run's order", |run| (!run.targets.is_empty()).then_some(0)),
    ("the last in the run's order", |run| run.targets.len().checked_sub(1)),
];

/// Names one of a batch's awards, by its place.
type NameAward = fn(&Padded) -> Option<usize>;

const AWARDS: &[(&str, NameAward)] = &[
    ("the sole survivor of its batch", |padded| only(padded, true)),
    ("the sole revoked one of its batch", |padded| only(padded, false)),
    ("the first survivor", |padded| padded.awards.iter().position(|(in_force, _)| *in_force)),
    ("the last survivor", |padded| padded.awards.iter().rposition(|(in_force, _)| *in_force)),
    ("the first of its batch", |padded| (!padded.awards.is_empty()).then_some(0)),
    ("a survivor of a batch that lost some", |padded| {
        let lost = padded.awards.iter().any(|(in_force, _)| !in_force);
        padded.awards.iter().position(|(in_force, _)| *in_force).filter(|_| lost)
    }),
    ("a revoked one of a batch that lost some", |padded| padded.awards.iter().position(|(in_force, _)| !in_force)),
];

/// Result of a rule.
#[derive(Debug)]
pub(crate) struct Fared {
    pub(crate) rule: &'static str,
    pub(crate) named: usize,
    pub(crate) right: usize,
    /// Probability that it is right so often by chance.
    pub(crate) by_chance: f64,
}

/// Result of every rule over a year. Chance is what the promised floor leaves: of r documents and 16 decoys, one that
/// is named at random is a document with probability r / (r + 16).
pub(crate) fn hunt(year: &Year) -> Vec<Fared> {
    let reals = |run: &Run| run.targets.iter().filter(|target| target.is_real).count();
    let targets = TARGETS.iter().map(|(rule, name)| {
        let named = year.runs.iter().filter_map(|run| Some((run.targets[name(run)?].is_real, reals(run))));
        fared(rule, named.collect())
    });
    let documents = |padded: &Padded| padded.awards.iter().filter(|(_, is_real)| *is_real).count();
    let awards = AWARDS.iter().map(|(rule, name)| {
        let named = year.padded.iter().filter_map(|padded| Some((padded.awards[name(padded)?].1, documents(padded))));
        fared(rule, named.collect())
    });
    targets.chain(awards).collect()
}

fn fared(rule: &'static str, named: Vec<(bool, usize)>) -> Fared {
    let right = named.iter().filter(|(right, _)| *right).count();
    let chances: Vec<f64> = named.iter().map(|(_, reals)| *reals as f64 / (*reals as f64 + FLOOR)).collect();
    Fared { rule, named: named.len(), right, by_chance: at_least(right, &chances) }
}

/// The probability that at least `right` of independent events with these probabilities happen.
fn at_least(right: usize, chances: &[f64]) -> f64 {
    let mut exactly = vec![1.0];
    for chance in chances {
        exactly.push(0.0);
        for count in (0..exactly.len()).rev() {
            let fewer = if count == 0 { 0.0 } else { exactly[count - 1] };
            exactly[count] = exactly[count] * (1.0 - chance) + fewer * chance;
        }
    }
    exactly[right..].iter().sum()
}

/// The places of a run's targets by the batch that they stand in.
fn groups(run: &Run) -> BTreeMap<usize, Vec<usize>> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    run.targets.iter().enumerate().for_each(|(at, target)| groups.entry(target.batch).or_default().push(at));
    groups
}

/// The first that stands alone in its batch.
fn sole(groups: &BTreeMap<usize, Vec<usize>>) -> Option<usize> {
    groups.values().find_map(|members| if let [only] = members.as_slice() { Some(*only) } else { None })
}

/// The only target for which `is_so` holds.
fn one(run: &Run, is_so: impl Fn(&Target) -> bool) -> Option<usize> {
    let mut found = run.targets.iter().enumerate().filter(|(_, target)| is_so(target));
    let first = found.next()?.0;
    if found.next().is_some() { None } else { Some(first) }
}

fn of_group(run: &Run, weight: impl Fn(&Vec<usize>) -> usize) -> Option<usize> {
    let groups = groups(run);
    groups.values().max_by_key(|members| weight(members))?.first().copied()
}

fn by(run: &Run, key: impl Fn(&Target) -> u64) -> Option<usize> {
    (0..run.targets.len()).max_by_key(|at| key(&run.targets[*at]))
}

/// The only award of a batch of several that is in force, or out of it.
fn only(padded: &Padded, in_force: bool) -> Option<usize> {
    let mut found = padded.awards.iter().enumerate().filter(|(_, award)| award.0 == in_force);
    let first = found.next()?.0;
    if found.next().is_some() { None } else { Some(first) }
}

#[test]
fn chances_add_up() {
    assert!((at_least(0, &[0.5, 0.5]) - 1.0).abs() < 1e-12);
    assert!((at_least(1, &[0.5, 0.5]) - 0.75).abs() < 1e-12);
    assert!((at_least(2, &[0.5, 0.25]) - 0.125).abs() < 1e-12);
}
