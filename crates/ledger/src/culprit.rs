//! The party that a refused batch accuses: the author, if it sealed these very records, or else the sender.
//!
//! A chain rule is checked before the seal, so a refusal alone accuses nobody: any peer can make up
//! records that break a rule. The author is accused only by its own signature over them.

use crate::batch::{BATCH_RECORDS_MAX, SealedBatch};
use crate::chain::{BatchContext, ChainError, LogState, VerifiedBatch, check_next};
use crate::checkpoint::Checkpoint;
use crate::hash::LeafHash;
use crate::key::PublicKey;
use crate::record::{Content, Record};

/// The party that did what a [`ChainError`] describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Culprit {
    /// The registry sealed a batch that breaks the rules; the batch is the evidence.
    Author,
    /// The registry never sealed these records: the sender made them up or spoilt them.
    Sender,
    /// Nobody did: an upgrade, a roster, the right time, or the place to go on from is missing here.
    Nobody,
}

/// A batch that was refused, with the party that this accuses; the batch is given back as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedBatch {
    /// Reason for the refusal.
    pub error: ChainError,
    /// Party that the refusal accuses.
    pub culprit: Culprit,
    /// The batch as it came.
    pub batch: SealedBatch,
}

/// Does what [`crate::chain::verify_next`] does, for a follower that needs the batch back when it is refused. Nothing
/// is copied either way.
pub fn verify_or_accuse(
    state: &LogState,
    batch: SealedBatch,
    context: &BatchContext<'_>,
) -> Result<VerifiedBatch, Box<RefusedBatch>> {
    match check_next(state, &batch, context) {
        Ok((appended, seal)) => Ok(VerifiedBatch::of(appended, batch.bodies, seal)),
        Err(error) => {
            let culprit = culprit(state, &batch, context, &error);
            Err(Box::new(RefusedBatch { error, culprit, batch }))
        }
    }
}

/// Returns the party that the refusal of `batch` by [`crate::chain::verify_next`] accuses.
pub fn culprit(state: &LogState, batch: &SealedBatch, context: &BatchContext<'_>, error: &ChainError) -> Culprit {
    match error.is_misbehaviour() {
        false => Culprit::Nobody,
        true if is_sealed(state, batch, context) => Culprit::Author,
        true => Culprit::Sender,
    }
}

/// Returns true if a listed key of the log sealed exactly these bytes on top of this state, whatever they say.
fn is_sealed(state: &LogState, batch: &SealedBatch, context: &BatchContext<'_>) -> bool {
    let mut tree = state.tree.clone();
    // The key before the batch, and the last key that the batch itself names: one of them signs its end.
    let mut keys: [Option<PublicKey>; 2] = [state.key.clone(), None];
    for body in batch.bodies.iter().take(BATCH_RECORDS_MAX + 1) {
        tree.push(LeafHash::of(body));
        let [_, named] = &mut keys;
        match Record::parse(body).map(|record| record.content) {
            Ok(Content::Genesis(genesis)) => *named = Some(genesis.key),
            Ok(Content::Rotate(rotation)) => *named = Some(rotation.key),
            _ => {}
        }
    }
    let Some(root) = tree.root() else { return false };
    let checkpoint = Checkpoint { origin: state.origin.clone(), size: tree.end(), root };
    let listed = keys.iter().flatten().filter(|key| (context.is_listed)(key, checkpoint.size));
    root == batch.root && listed.into_iter().any(|key| checkpoint.verify_seal(key, &batch.seal).is_ok())
}
