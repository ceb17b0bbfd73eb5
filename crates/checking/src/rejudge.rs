//! Verdicts given again, with everything that a receipt records, for the moment that it names.

use crate::inputs::Inputs;
use crate::judge::{FirstLook, Question, judge, look};
use crate::receipt::basis::Basis;
use crate::receipt::form::ReceiptEntry;
use crate::repeats::SeenMarks;
use crate::runner::Runner;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::presentation::Expected;
use attestat_credential::verdict::{Heads, Verifier};
use attestat_ledger::fork::ForkEvidence;
use core::convert::Infallible;
use std::sync::Arc;

/// Results of verdicts that are given again.
pub struct GivenAgain {
    /// The verdicts, in the order of the receipt.
    pub entries: Vec<ReceiptEntry>,
    /// The evidence of two histories that the files show.
    pub found: Vec<Basis>,
}

/// Everything that verdicts rested on.
pub struct Recorded<'a> {
    /// The trust of then.
    pub trust: &'a Trust,
    /// The files, in any order.
    pub inputs: &'a Inputs,
    /// The number that each of them has among the inputs, in the order of their verdicts.
    pub order: &'a [usize],
    /// The verifier's name, its request, and the withdrawals.
    pub expected: Expected<'a>,
    /// The moment of the verdicts, in Unix seconds.
    pub now: u64,
}

/// Files and heads that are read before the first verdict.
#[derive(Clone, Copy)]
pub struct Looked<'a> {
    /// Evidence that contradicts heads already.
    pub trust: &'a Trust,
    /// The files.
    pub inputs: &'a Inputs,
    /// The number of each among the inputs, in the order of the verdicts.
    pub order: &'a [usize],
}

/// SHA-256 of each file that could be read, in their order.
pub type Hashes = Vec<Option<[u8; 32]>>;

/// Reads every file before the first verdict: one may rest on a head that contradicts another's. Returns the
/// heads and the hash of each file; the order decides which pairs of heads are the evidence.
pub fn look_at_all(of: &Looked<'_>, runner: &impl Runner) -> (Arc<Heads>, Hashes) {
    let Looked { trust, inputs, order } = *of;
    let (mut heads, mut hashes) = (Heads::default(), Vec::with_capacity(order.len()));
    let work = |verifier: &mut Verifier<'_>, place: usize| look(verifier, number_at(order, place), inputs);
    let Ok(()) = runner.in_order(
        order.len(),
        || Verifier::new(trust),
        work,
        |FirstLook { hash, heads: seen }| {
            heads.join(seen);
            hashes.push(hash);
            Ok::<(), Infallible>(())
        },
    );
    (Arc::new(heads), hashes)
}

/// The number of the file at a place; of no file where the order is shorter.
fn number_at(order: &[usize], place: usize) -> usize {
    order.get(place).copied().unwrap_or(usize::MAX)
}

/// Evidence in the files themselves of logs with two histories: evidence that is not held.
pub fn found<'h>(trust: &Trust, heads: &'h Heads) -> Vec<&'h ForkEvidence> {
    let roster = trust.roster.roster();
    let is_held =
        |fork: &ForkEvidence| trust.forks.iter().any(|held| held.shows_the_same(fork) && held.verify(roster).is_ok());
    heads.forks().filter(|fork| !is_held(fork)).collect()
}

/// The same as a receipt names it.
pub fn found_bases(trust: &Trust, heads: &Heads) -> Vec<Basis> {
    // As it is kept: without the lines of strangers.
    let bare = |fork: &ForkEvidence| Basis::found(fork.bare(trust.roster.roster()).as_ref().unwrap_or(fork));
    found(trust, heads).into_iter().map(bare).collect()
}

/// Gives every verdict again, in the order of the receipt.
pub fn judge_again(of: &Recorded<'_>, runner: &impl Runner) -> GivenAgain {
    let (heads, hashes) = look_at_all(&Looked { trust: of.trust, inputs: of.inputs, order: of.order }, runner);
    let question = Question { inputs: of.inputs, expected: of.expected, replayed: None, now: of.now };
    let (mut seen, mut entries) = (SeenMarks::default(), Vec::with_capacity(of.order.len()));
    let work = |verifier: &mut Verifier<'_>, place: usize| {
        let judged = judge(verifier, number_at(of.order, place), hashes.get(place).copied().flatten(), &question);
        (judged.marks(), judged)
    };
    let Ok(()) = runner.in_order(
        of.order.len(),
        || Verifier::knowing(of.trust, heads.clone()),
        work,
        |(marks, judged)| {
            let repeats = seen.note(entries.len(), &marks);
            entries.push(judged.entry(&repeats));
            Ok::<(), Infallible>(())
        },
    );
    GivenAgain { entries, found: found_bases(of.trust, &heads) }
}
