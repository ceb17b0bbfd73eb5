//! Records of one pupil cannot be joined by anything public.
//!
//! A statistical attacker is given the complete logs of five registries — order, batches, slots, tags,
//! commitments, status events and their reasons — after class lists, enrolments of wallets, documents issued again,
//! corrections and moves from school to school, and no secret. It tries every closeness that could betray
//! that two records belong to one pupil, and must not beat chance. With any one of the protections taken out
//! it must: the shuffle, the mixing of pupils, the delay, the secret in the tags, the decoys.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod attacker;
mod hunter;
mod runs;
mod seen;
mod town;

use attacker::{company, deviations, repeated_values};
use hunter::{Fared, hunt};
use seen::Seen;
use std::collections::BTreeMap;
use town::{Missing, town};

/// Standard deviations: by chance one run in ten thousand million goes beyond it on one closeness.
const BY_CHANCE: f64 = 6.5;
/// Bound on the probability that a hunter's success is chance, for one of its rules: with nineteen rules, one test run
/// in fifty thousand fails by chance.
const ONE_IN_A_MILLION: f64 = 1e-6;
/// Runs that change statuses, in five registries.
const RUNS: usize = 45;
/// Most pairs in one batch, or in one run of status changes, that may be of one pupil. A run has at least eight
/// pupils, or decoys: ten pupils with three documents each are 30 pairs of 561, four documents of a pupil who
/// waited alone, among sixteen records, 6 of 120.
const COMPANY_MAX: f64 = 1.0 / 8.0;

fn strongest(seen: &[Seen]) -> (&'static str, f64) {
    deviations(seen).into_iter().max_by(|one, other| one.1.abs().total_cmp(&other.1.abs())).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_of_one_pupil_are_not_closer_than_chance() {
    let seen = town(Missing::Nothing).await;
    for (name, deviation) in deviations(&seen) {
        assert!(deviation.abs() < BY_CHANCE, "{name} joins records of one pupil: {deviation:.1} deviations");
    }
    let company = company(&seen);
    assert!(company <= COMPANY_MAX, "records that stand together are of one pupil: {company:.4} of the pairs");
    assert_eq!(repeated_values(&seen), 0, "nothing in the five logs occurs twice");
    // The attacker had something to find.
    let mut records: BTreeMap<usize, usize> = BTreeMap::new();
    seen.iter().filter_map(|award| award.person).for_each(|person| *records.entry(person).or_default() += 1);
    assert!(records.values().any(|count| *count > 20) && seen.iter().any(|award| award.person.is_none()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_shuffle_the_attack_works() {
    assert_found(Missing::Shuffle, &["standing side by side", "distance in the log", "place in the batch"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_mixing_the_attack_works() {
    assert_found(Missing::Mixing, &["same batch", "distance in the log"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_delay_the_attack_works() {
    assert_found(Missing::Delay, &["revoked right after the other's award"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_secret_in_the_tags_the_attack_works() {
    assert_found(Missing::TagSecret, &["tags from what anyone can guess"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_decoys_the_attack_works() {
    let seen = town(Missing::Decoys).await;
    let company = company(&seen);
    assert!(company > 0.99, "who waited alone stands alone: {company:.4} of the pairs");
}

/// A wallet that had one link secret for all registries would repeat its tags.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_one_link_secret_for_all_registries_values_repeat() {
    let seen = town(Missing::SecretPerRegistry).await;
    assert!(repeated_values(&seen) > 0);
}

/// In forty-five runs of corrections, second corrections, re-bindings and revocations nobody who looks for sole targets and
/// sole survivors names replaced documents or their successors more often than the floor of decoys leaves to chance.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_replaced_documents_nor_successors_stand_alone() {
    let year = runs::year(Missing::Nothing).await;
    assert_eq!(year.runs.len(), RUNS);
    for fared in hunt(&year) {
        assert!(fared.by_chance > ONE_IN_A_MILLION, "{fared:?}");
    }
    let survivors = |padded: &runs::Padded| padded.awards.iter().filter(|(in_force, _)| *in_force).count();
    assert!(year.padded.iter().all(|padded| survivors(padded) != 1), "no sole survivor");
}

/// The hunter has something to find: without decoys it names nearly everything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_decoys_the_hunter_succeeds() {
    let year = runs::year(Missing::Decoys).await;
    let successes: Vec<Fared> = hunt(&year).into_iter().filter(|fared| fared.by_chance < ONE_IN_A_MILLION).collect();
    for rule in ["the first in the run's order", "the first of its batch"] {
        assert!(successes.iter().any(|fared| fared.rule == rule && fared.named == fared.right), "{rule}");
    }
}

async fn assert_found(missing: Missing, by: &[&str]) {
    let seen = town(missing).await;
    let found = strongest(&seen);
    assert!(found.1 > 2.0 * BY_CHANCE, "without {missing:?} the attack works: {found:?}");
    assert!(by.contains(&found.0), "and by what was taken out: {found:?}");
}
