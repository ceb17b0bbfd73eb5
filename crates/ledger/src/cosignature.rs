//! Cosignatures (C2SP `tlog-cosignature`, `cosignature/v1`): a peer's statement that a checkpoint is the largest
//! consistent one that it has seen of a log, with the time.

use crate::key::{SIGNATURE_BYTES, SecretKey, Signature};
use crate::note::{Note, NoteError, NoteSignature, SignatureType, VerifierKey};

/// A cosignature that was checked against its cosigner's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    /// Name of the cosigner.
    pub name: String,
    /// Time at which it was made, in Unix seconds, by the cosigner's clock.
    pub time: u64,
}

/// Returns the signed message: `cosignature/v1
/// time <decimal>
/// <the whole text of the checkpoint>`.
fn message(time: u64, checkpoint: &str) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{checkpoint}").into_bytes()
}

/// Cosigns the text of a checkpoint at `time` (Unix seconds).
///
/// The caller has checked that the checkpoint extends everything that this cosigner signed of this log before.
pub fn cosign(signer: &VerifierKey, secret: &SecretKey, checkpoint: &str, time: u64) -> NoteSignature {
    debug_assert!(signer.kind() == SignatureType::CosignatureV1, "cosigners have keys of their own type");
    let signature = secret.sign(&message(time, checkpoint));
    let blob = [time.to_be_bytes().as_slice(), signature.as_bytes()].concat();
    NoteSignature { name: signer.name().to_owned(), id: signer.id(), blob }
}

/// Checks one cosignature line over the text of a checkpoint.
pub fn verify_cosignature(
    signer: &VerifierKey,
    checkpoint: &str,
    line: &NoteSignature,
) -> Result<Cosignature, NoteError> {
    let bad = || NoteError::BadSignature(signer.name().to_owned());
    let (time, signature) = line.blob.split_first_chunk::<8>().ok_or_else(bad)?;
    let time = u64::from_be_bytes(*time);
    let signature: [u8; SIGNATURE_BYTES] = signature.try_into().map_err(|_| bad())?;
    // The specification bounds the time so that it fits a signed 64-bit number.
    if signer.kind() != SignatureType::CosignatureV1 || !line.is_by(signer) || time > i64::MAX as u64 {
        return Err(bad());
    }
    let signature = Signature::from_bytes(signature);
    signer.key().verify(&message(time, checkpoint), &signature).map_err(|_| bad())?;
    Ok(Cosignature { name: signer.name().to_owned(), time })
}

/// Checks the line of `note` by each of the `cosigners` ([`Note::line_by`]); other lines are ignored. A line by a
/// known cosigner that does not verify refuses the note.
pub fn verify_cosignatures<'k>(
    note: &Note,
    cosigners: impl IntoIterator<Item = &'k VerifierKey>,
) -> Result<Vec<Cosignature>, NoteError> {
    let mut found: Vec<Cosignature> = Vec::new();
    for signer in cosigners {
        if let Some(line) = note.line_by(signer)
            && found.iter().all(|held| held.name != signer.name())
        {
            found.push(verify_cosignature(signer, note.text(), line)?);
        }
    }
    Ok(found)
}
