//! Verdicts given again, with everything that a receipt records, for the moment that it names.

use super::collect::Inputs;
use super::judge::{FirstLook, Question, judge, look};
use super::order;
use super::twin::Seen;
use crate::failure::Failure;
use crate::language::either;
use crate::output::Output;
use crate::receipt::form::Entry;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::presentation::Expected;
use attestat_credential::verdict::{Heads, Verifier};
use std::sync::Arc;

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

/// SHA-256 of each file that could be read, by its number.
pub(super) type Hashes = Vec<Option<[u8; 32]>>;

/// Reads every file before the first verdict: one may rest on a head that contradicts another's. Returns the
/// heads and the hash of each file.
pub(super) fn look_at_all(trust: &Trust, inputs: &Inputs, out: &Output) -> Result<(Arc<Heads>, Hashes), Failure> {
    let (mut heads, mut hashes) = (Heads::default(), Vec::with_capacity(inputs.len()));
    let bar = out.progress(inputs.len() as u64, either(out.language(), "files read", "файлов прочитано"));
    let work = |verifier: &mut Verifier<'_>, number: usize| look(verifier, number, inputs);
    order::in_order(
        inputs.len(),
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

/// Gives every verdict again, in the order of the receipt.
pub(crate) fn again(of: &Recorded<'_>, out: &Output) -> Result<Vec<Entry>, Failure> {
    let (heads, hashes) = look_at_all(of.trust, of.inputs, out)?;
    let question = Question { inputs: of.inputs, expected: of.expected, replayed: None, now: of.now };
    let (mut seen, mut entries) = (Seen::default(), Vec::with_capacity(of.order.len()));
    let bar = out.progress(of.order.len() as u64, either(out.language(), "files", "файлы"));
    let work = |verifier: &mut Verifier<'_>, place: usize| {
        let number = of.order.get(place).copied().unwrap_or(usize::MAX);
        let judged = judge(verifier, number, hashes.get(number).copied().flatten(), &question);
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
    Ok(entries)
}
