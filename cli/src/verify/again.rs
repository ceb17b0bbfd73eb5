//! Verdicts given again, with everything that a receipt records, for the moment that it names.

use super::collect::Inputs;
use super::judge::{FirstLook, Question, judge, look};
use super::order;
use super::twin::Seen;
use crate::failure::Failure;
use crate::output::Output;
use crate::receipt::basis::Basis;
use crate::receipt::form::Entry;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::presentation::Expected;
use attestat_credential::verdict::{Heads, Verifier};
use attestat_ledger::fork::ForkEvidence;
use attestat_words::language::either;
use std::sync::Arc;

/// Results of verdicts that are given again.
pub(crate) struct Given {
    /// The verdicts, in the order of the receipt.
    pub(crate) entries: Vec<Entry>,
    /// The evidence of two histories that the files show.
    pub(crate) found: Vec<Basis>,
}

/// Everything that verdicts rested on.
pub(crate) struct Recorded<'a> {
    /// The trust of then.
    pub(crate) trust: &'a Trust,
    /// The files, in any order.
    pub(crate) inputs: &'a Inputs,
    /// The number that each of them has among the inputs, in the order of their verdicts.
    pub(crate) order: &'a [usize],
    /// The verifier's name, its request, and the withdrawals.
    pub(crate) expected: Expected<'a>,
    /// The moment of the verdicts, in Unix seconds.
    pub(crate) now: u64,
}

/// Files and heads that are read before the first verdict.
#[derive(Clone, Copy)]
pub(super) struct Looked<'a> {
    /// Evidence that contradicts heads already.
    pub(super) trust: &'a Trust,
    /// The files.
    pub(super) inputs: &'a Inputs,
    /// The number of each among the inputs, in the order of the verdicts.
    pub(super) order: &'a [usize],
}

/// SHA-256 of each file that could be read, in their order.
pub(super) type Hashes = Vec<Option<[u8; 32]>>;

/// Reads every file before the first verdict: one may rest on a head that contradicts another's. Returns the
/// heads and the hash of each file; the order decides which pairs of heads are the evidence.
pub(super) fn look_at_all(of: &Looked<'_>, out: &Output) -> Result<(Arc<Heads>, Hashes), Failure> {
    let Looked { trust, inputs, order } = *of;
    let (mut heads, mut hashes) = (Heads::default(), Vec::with_capacity(order.len()));
    let bar = out.progress(order.len() as u64, either(out.language(), "files read", "файлов прочитано"));
    let work = |verifier: &mut Verifier<'_>, place: usize| look(verifier, number_at(order, place), inputs);
    order::in_order(
        order.len(),
        || Verifier::new(trust),
        work,
        |FirstLook { hash, heads: seen }| {
            heads.join(seen);
            hashes.push(hash);
            bar.inc(1);
            Ok(())
        },
    )?;
    bar.finish_and_clear();
    Ok((Arc::new(heads), hashes))
}

/// The number of the file at a place; of no file where the order is shorter.
fn number_at(order: &[usize], place: usize) -> usize {
    order.get(place).copied().unwrap_or(usize::MAX)
}

/// Evidence in the files themselves of logs with two histories: evidence that is not held.
pub(super) fn found<'h>(trust: &Trust, heads: &'h Heads) -> Vec<&'h ForkEvidence> {
    let roster = trust.roster.roster();
    let is_held =
        |fork: &ForkEvidence| trust.forks.iter().any(|held| held.shows_the_same(fork) && held.verify(roster).is_ok());
    heads.forks().filter(|fork| !is_held(fork)).collect()
}

/// The same as a receipt names it.
pub(super) fn found_bases(trust: &Trust, heads: &Heads) -> Vec<Basis> {
    // As it is kept: without the lines of strangers.
    let bare = |fork: &ForkEvidence| Basis::found(fork.bare(trust.roster.roster()).as_ref().unwrap_or(fork));
    found(trust, heads).into_iter().map(bare).collect()
}

/// Gives every verdict again, in the order of the receipt.
pub(crate) fn again(of: &Recorded<'_>, out: &Output) -> Result<Given, Failure> {
    let (heads, hashes) = look_at_all(&Looked { trust: of.trust, inputs: of.inputs, order: of.order }, out)?;
    let question = Question { inputs: of.inputs, expected: of.expected, replayed: None, now: of.now };
    let (mut seen, mut entries) = (Seen::default(), Vec::with_capacity(of.order.len()));
    let bar = out.progress(of.order.len() as u64, either(out.language(), "files", "файлы"));
    let work = |verifier: &mut Verifier<'_>, place: usize| {
        let judged = judge(verifier, number_at(of.order, place), hashes.get(place).copied().flatten(), &question);
        (judged.marks(), judged)
    };
    order::in_order(
        of.order.len(),
        || Verifier::knowing(of.trust, heads.clone()),
        work,
        |(marks, judged)| {
            let twins = seen.note(entries.len(), &marks);
            entries.push(judged.entry(&twins));
            bar.inc(1);
            Ok(())
        },
    )?;
    bar.finish_and_clear();
    Ok(Given { entries, found: found_bases(of.trust, &heads) })
}
