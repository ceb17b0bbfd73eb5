//! Checkpoints that files rest on and that too few have confirmed, and the proofs that mend it: that confirmed heads
//! cover them.

use crate::inputs::Inputs;
use crate::judge::{JudgedFile, recognised};
use crate::runner::Runner;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::{CheckName, Heads, Outcome, Reason, Verdict, Verifier};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::sorting::SharedSort as _;
use attestat_words::text;
use attestat_words::text::Text;
use core::convert::Infallible;

/// The checkpoints that documents rest on, each once, that a proof under a confirmed head would make count; and all heads
/// that were seen on the way, which may contradict each other.
pub fn uncovered(trust: &Trust, inputs: &Inputs, runner: &impl Runner) -> (Vec<CheckpointNote>, Heads) {
    let (mut all, mut heads): (Vec<CheckpointNote>, Heads) = (Vec::new(), Heads::default());
    let work = |verifier: &mut Verifier<'_>, number: usize| of_file(verifier, inputs, number);
    let Ok(()) = runner.in_order(
        inputs.len(),
        || Verifier::new(trust),
        work,
        |(found, seen)| {
            all.extend(found);
            heads.join(seen);
            Ok::<(), Infallible>(())
        },
    );
    let place = |note: &CheckpointNote| {
        let head = note.checkpoint();
        (head.origin.to_string(), head.size, *head.root.as_bytes())
    };
    all.put_in_order_by_key(place);
    all.dedup_by(|one, other| one.checkpoint() == other.checkpoint());
    (all, heads)
}

fn of_file(verifier: &mut Verifier<'_>, inputs: &Inputs, number: usize) -> (Vec<CheckpointNote>, Heads) {
    let Some(submission) = recognised(inputs, number) else { return Default::default() };
    verifier.read(&submission);
    let seen = verifier.take_heads();
    (verifier.uncovered(&submission), seen)
}

/// Returns true if a file is held up by a checkpoint that too few have confirmed, which a proof might mend.
pub fn is_held_up(judged: &JudgedFile) -> bool {
    let lacks_a_head = |verdict: &&Verdict| {
        matches!(
            verdict.outcome(CheckName::Witnessed),
            Some(Outcome::Failed(Reason::BelowQuorum { needed: Some(_), .. }))
        ) || matches!(verdict.outcome(CheckName::Checkpoint), Some(Outcome::NotChecked(Reason::CutLog(_))))
    };
    judged.documents().iter().any(lacks_a_head)
}

/// Words about the number of files that are held up, with the command that fetches proofs that may mend them.
pub fn remark(files: u64, command: &str) -> Text {
    text!("verify-held-up", n = files, command = command)
}
