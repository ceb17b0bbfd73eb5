//! The signature checks of a document by themselves: the reference of its verification.

use anyhow::Context as _;
use attestat_ledger::checkpoint::{CheckpointNote, log_key};
use attestat_ledger::encoding::parse_base64url;
use attestat_ledger::key::{KEY_BYTES, PublicKey, Signature};
use attestat_ledger::proof::TlogProof;
use attestat_ledger::roster::Roster;
use core::ops::Range;
use std::time::Instant;

/// One signature, its message, and its key.
struct Check {
    signer: Signer,
    message: Vec<u8>,
    signature: Signature,
}

/// Source of a verifier's key.
enum Signer {
    /// From the roster: it was decoded when the roster was read.
    Listed(PublicKey),
    /// From the document: decoding it is the first step of the check (RFC 8032 §5.1.7).
    Named([u8; KEY_BYTES]),
}

/// Signatures that a verification cannot do without, taken out of a file beforehand.
#[derive(Default)]
pub(crate) struct Checks(Vec<Check>);

impl Checks {
    /// Number of signatures.
    pub(crate) const fn count(&self) -> usize {
        self.0.len()
    }

    /// Adds one document: the issuer's signature and those of its checkpoint; the status snapshot stands under
    /// the same one. Where the document is presented, the holder's.
    pub(crate) fn add(
        &mut self,
        roster: &Roster,
        sd_jwt: &str,
        proof: &str,
        holder: Option<&PublicKey>,
    ) -> anyhow::Result<()> {
        let proof = TlogProof::parse(proof)?;
        let note = CheckpointNote::parse(proof.checkpoint.as_bytes())?;
        let head = note.checkpoint();
        let log = roster.key_at(&head.origin, head.size).context("a log that the roster lists")?;
        let jwt = sd_jwt.split('~').next().context("a token")?;
        self.token(jwt, Signer::Listed(log.clone()))?;
        if let Some(holder) = holder {
            self.token(sd_jwt.rsplit('~').next().context("a token")?, Signer::Named(*holder.as_bytes()))?;
        }
        let text = note.note().text();
        for line in note.note().signatures() {
            if line.is_by(&log_key(&head.origin, log)) {
                self.push(Signer::Listed(log.clone()), text.as_bytes().to_vec(), &line.blob)?;
            } else {
                let cosigner = roster.cosigners.iter().find(|cosigner| line.is_by(&cosigner.key));
                let (time, signature) = line.blob.split_first_chunk::<8>().context("a time")?;
                let message = format!("cosignature/v1\ntime {}\n{text}", u64::from_be_bytes(*time));
                let key = cosigner.context("a cosigner of the roster")?.key.key().clone();
                self.push(Signer::Listed(key), message.into_bytes(), signature)?;
            }
        }
        Ok(())
    }

    fn token(&mut self, token: &str, signer: Signer) -> anyhow::Result<()> {
        let (message, signature) = token.rsplit_once('.').context("a signed token")?;
        self.push(signer, message.as_bytes().to_vec(), &parse_base64url(signature).context("base64url")?)
    }

    fn push(&mut self, signer: Signer, message: Vec<u8>, signature: &[u8]) -> anyhow::Result<()> {
        let signature = Signature::from_bytes(signature.try_into().context("64 bytes")?);
        self.0.push(Check { signer, message, signature });
        Ok(())
    }

    /// Makes them all; each must be good.
    pub(crate) fn make(&self) -> anyhow::Result<()> {
        Ok(self.0.iter().try_for_each(|check| match &check.signer {
            Signer::Listed(key) => key.verify(&check.message, &check.signature),
            Signer::Named(bytes) => PublicKey::parse(bytes)?.verify(&check.message, &check.signature),
        })?)
    }
}

/// Items that one side does before it is the other's turn.
const TURN: usize = 20;

/// Seconds an item takes in `work` and in `reference`, which take turns so that both meet the same noise; of the
/// turns of each, the middle one.
pub(crate) fn in_turns(
    items: usize,
    mut work: impl FnMut(usize) -> anyhow::Result<()>,
    mut reference: impl FnMut(usize) -> anyhow::Result<()>,
) -> anyhow::Result<(f64, f64)> {
    let (mut worked, mut referred) = (Vec::new(), Vec::new());
    for from in (0..items).step_by(TURN) {
        let turn = from..items.min(from + TURN);
        worked.push(timed(turn.clone(), &mut work)?);
        referred.push(timed(turn, &mut reference)?);
    }
    Ok((middle(worked)?, middle(referred)?))
}

/// Seconds an item takes.
fn timed(items: Range<usize>, mut each: impl FnMut(usize) -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let (count, began) = (items.len() as f64, Instant::now());
    for item in items {
        each(item)?;
    }
    Ok(began.elapsed().as_secs_f64() / count)
}

fn middle(mut seconds: Vec<f64>) -> anyhow::Result<f64> {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().context("something to time")
}
