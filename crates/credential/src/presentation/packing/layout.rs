//! Layout of a packed presentation, item by item.
//!
//! ```text
//! checkpoints   count, then each: text origin, number size, bytes root [32],
//!               count of signatures, then each: text key name, counted bytes id ‖ blob
//! credentials   count, then each:
//!   token       text header, text payload, bytes signature [64]      the issuer-signed JWT
//!   disclosures count, then each: text
//!   binding     number 1 and a token, or number 0
//!   anchor      bytes salt [32], counted bytes record,
//!               number index, count of hashes, bytes hash [32] each, number of the checkpoint from 0
//! year secrets  count, then each: text registry, number year, bytes secret [32]
//! ```

use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::encoding::{base64url, parse_base64url};
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::key::SIGNATURE_BYTES;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::note::{KeyId, Note, NoteSignature, SIGNATURES_MAX};
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::RECORD_BYTES_MAX;
use attestat_ledger::tree::PATH_LENGTH_MAX;
use zeroize::Zeroizing;

use super::PackError;
use super::stream::{Reader, Writer};
use crate::holder::tag::YearSecret;
use crate::presentation::{CREDENTIALS_MAX, Presentation, PresentedCredential, YEAR_SECRETS_MAX, YearSecretGiven};
use crate::sd_jwt::{DISCLOSURES_MAX, SD_JWT_BYTES_MAX};

/// The texts and the bytes of a presentation.
pub(super) fn write(presentation: &Presentation) -> Result<(Vec<u8>, Vec<u8>), PackError> {
    let proof = |one: &PresentedCredential| TlogProof::parse(&one.proof).map_err(|_| PackError::NotPackable("a proof"));
    let proofs = presentation.credentials.iter().map(proof).collect::<Result<Vec<_>, _>>()?;
    let mut checkpoints: Vec<&str> = Vec::new();
    for proof in &proofs {
        if !checkpoints.contains(&proof.checkpoint.as_str()) {
            checkpoints.push(&proof.checkpoint);
        }
    }
    let mut out = Writer::default();
    out.count(checkpoints.len());
    checkpoints.iter().try_for_each(|text| put_checkpoint(text, &mut out))?;
    out.count(presentation.credentials.len());
    for (one, proof) in presentation.credentials.iter().zip(&proofs) {
        put_sd_jwt(&one.sd_jwt, &mut out)?;
        out.exact(&one.salt);
        out.counted(&one.record);
        out.number(proof.index);
        out.count(proof.path.len());
        proof.path.iter().for_each(|hash| out.exact(hash.as_bytes()));
        out.count(checkpoints.iter().position(|text| *text == proof.checkpoint).unwrap_or_default());
    }
    out.count(presentation.year_secrets.len());
    for given in &presentation.year_secrets {
        out.text(given.registry.as_str().as_bytes());
        out.number(given.year.into());
        out.exact(given.secret.expose());
    }
    Ok((out.texts, out.bytes))
}

/// Reads the streams of [`write`], to the last byte.
pub(super) fn read(texts: &[u8], bytes: &[u8]) -> Result<Presentation, PackError> {
    let mut from = Reader { texts, bytes };
    let mut checkpoints = Vec::new();
    for _ in 0..from.count(CREDENTIALS_MAX)? {
        checkpoints.push(checkpoint(&mut from)?);
    }
    let mut credentials = Vec::new();
    for _ in 0..from.count(CREDENTIALS_MAX)? {
        credentials.push(credential(&mut from, &checkpoints)?);
    }
    let mut year_secrets = Vec::new();
    for _ in 0..from.count(YEAR_SECRETS_MAX)? {
        year_secrets.push(year_secret(&mut from)?);
    }
    let finished = from.texts.is_empty() && from.bytes.is_empty() && !credentials.is_empty();
    if finished { Ok(Presentation { credentials, year_secrets }) } else { Err(PackError::Damaged) }
}

impl Presentation {
    /// Returns true if another presentation differs from this one only in its status proofs.
    pub(super) fn shows_the_same_as(&self, other: &Self) -> bool {
        let same = |(one, other): (&PresentedCredential, &PresentedCredential)| {
            let part = |of: &PresentedCredential| (of.salt, of.record.clone(), of.proof.clone());
            one.sd_jwt == other.sd_jwt && part(one) == part(other)
        };
        self.credentials.len() == other.credentials.len()
            && self.credentials.iter().zip(&other.credentials).all(same)
            && self.year_secrets == other.year_secrets
    }
}

fn put_checkpoint(text: &str, out: &mut Writer) -> Result<(), PackError> {
    let note = CheckpointNote::parse(text.as_bytes()).map_err(|_| PackError::NotPackable("a checkpoint"))?;
    let checkpoint = note.checkpoint();
    out.text(checkpoint.origin.as_str().as_bytes());
    out.number(checkpoint.size);
    out.exact(checkpoint.root.as_bytes());
    let signatures = note.note().signatures();
    out.count(signatures.len());
    for line in signatures {
        out.text(line.name.as_bytes());
        out.count(line.id.0.len() + line.blob.len());
        out.exact(&line.id.0);
        out.exact(&line.blob);
    }
    Ok(())
}

fn checkpoint(from: &mut Reader<'_>) -> Result<String, PackError> {
    let origin = Origin::parse(from.utf8()?).map_err(|_| PackError::Damaged)?;
    let checkpoint = Checkpoint { origin, size: from.number()?, root: RootHash::from_bytes(from.exact()?) };
    let note = Note::unsigned(checkpoint.text()).map_err(|_| PackError::Damaged)?;
    let mut text = format!("{note}");
    for _ in 0..from.count(SIGNATURES_MAX)? {
        let name = from.utf8()?.to_owned();
        let (id, blob) = from.counted()?.split_first_chunk::<4>().ok_or(PackError::Damaged)?;
        text.push_str(&NoteSignature { name, id: KeyId(*id), blob: blob.to_vec() }.line());
    }
    Ok(text)
}

fn put_sd_jwt(sd_jwt: &str, out: &mut Writer) -> Result<(), PackError> {
    let mut parts = sd_jwt.split('~');
    put_token(parts.next().unwrap_or_default(), out)?;
    let binding = parts.next_back().ok_or(PackError::NotPackable("a credential"))?;
    let disclosures: Vec<&str> = parts.collect();
    out.count(disclosures.len());
    for text in disclosures {
        out.text(&segment(text)?);
    }
    out.count(usize::from(!binding.is_empty()));
    if binding.is_empty() { Ok(()) } else { put_token(binding, out) }
}

fn put_token(token: &str, out: &mut Writer) -> Result<(), PackError> {
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(PackError::NotPackable("a signed token"));
    };
    out.text(&segment(header)?);
    out.text(&segment(payload)?);
    let signature = segment(signature)?;
    if signature.len() != SIGNATURE_BYTES {
        return Err(PackError::NotPackable("a signature"));
    }
    out.exact(&signature);
    Ok(())
}

fn segment(text: &str) -> Result<Vec<u8>, PackError> {
    parse_base64url(text).ok_or(PackError::NotPackable("a token that is not base64url"))
}

fn token(from: &mut Reader<'_>) -> Result<String, PackError> {
    let (header, payload) = (base64url(from.text()?), base64url(from.text()?));
    Ok(format!("{header}.{payload}.{}", base64url(&from.exact::<SIGNATURE_BYTES>()?)))
}

fn credential(from: &mut Reader<'_>, checkpoints: &[String]) -> Result<PresentedCredential, PackError> {
    let mut sd_jwt = token(from)?;
    sd_jwt.push('~');
    for _ in 0..from.count(DISCLOSURES_MAX)? {
        sd_jwt.push_str(&base64url(from.text()?));
        sd_jwt.push('~');
    }
    if from.count(1)? == 1 {
        sd_jwt.push_str(&token(from)?);
    }
    let salt = from.exact()?;
    let record = from.counted()?;
    if sd_jwt.len() > SD_JWT_BYTES_MAX || record.len() > RECORD_BYTES_MAX {
        return Err(PackError::TooLarge);
    }
    let index = from.number()?;
    let mut path = Vec::new();
    for _ in 0..from.count(PATH_LENGTH_MAX)? {
        path.push(NodeHash::from_bytes(from.exact()?));
    }
    let checkpoint = checkpoints.get(from.count(CREDENTIALS_MAX)?).ok_or(PackError::Damaged)?.clone();
    let proof = TlogProof { extra: None, index, path, checkpoint }.to_string();
    Ok(PresentedCredential { sd_jwt, salt, record: record.to_vec(), proof, status: None })
}

fn year_secret(from: &mut Reader<'_>) -> Result<YearSecretGiven, PackError> {
    let registry = RegistryId::parse(from.utf8()?).map_err(|_| PackError::Damaged)?;
    let year = u16::try_from(from.number()?).map_err(|_| PackError::Damaged)?;
    Ok(YearSecretGiven { registry, year, secret: YearSecret::from_bytes(Zeroizing::new(from.exact()?)) })
}
