//! Anchoring: digests of documents that were made elsewhere, as awards of class 3.

use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use crate::writer::levels::Level;
use crate::writer::pipeline::{AppendError, REQUEST_RECORDS_MAX, Snapshot};
use attestat_credential::commitment::commitment;
use attestat_ledger::record::{Award, Class, Content, TAG_BYTES};
use std::sync::Arc;

/// An anchored digest: its place in the log, and the salt that opens its commitment.
#[derive(Clone, Copy)]
pub(crate) struct AnchoredDigest {
    pub(crate) index: u64,
    pub(crate) slot: u32,
    pub(crate) salt: [u8; 32],
}

/// Anchors digests; returns their places in their order, and the level reached.
pub(crate) async fn anchor(
    office: &Arc<RegistryOffice>,
    digests: Vec<[u8; 32]>,
    wait: Level,
) -> Result<(Vec<AnchoredDigest>, Level), OfficeError> {
    let acting = office.clone();
    let (anchored, size) = office.acts.run(async move { append_digests(&acting, &digests).await }).await?;
    Ok((anchored, office.wait(size, wait).await?))
}

/// Appends digests; returns their places, and the log's size.
async fn append_digests(
    office: &RegistryOffice,
    digests: &[[u8; 32]],
) -> Result<(Vec<AnchoredDigest>, u64), OfficeError> {
    let (contents, opened) = digest_awards(office, digests)?;
    let halves = contents.len().div_ceil(REQUEST_RECORDS_MAX).max(1);
    let part = contents.len().div_ceil(halves).max(1);
    let mut anchored = Vec::with_capacity(contents.len());
    let mut size = 0;
    let mut opened = opened.into_iter();
    for contents in contents.chunks(part) {
        let appendage = office.pipeline.append(contents.to_vec(), Snapshot::AsNeeded).await?;
        size = appendage.size;
        let placed = appendage.indexes.into_iter().zip(&mut opened);
        anchored.extend(placed.map(|(index, Opening { slot, salt })| AnchoredDigest { index, slot, salt }));
    }
    Ok((anchored, size))
}

/// Values that open the commitment of an anchored digest, beside the digest itself.
struct Opening {
    slot: u32,
    salt: [u8; 32],
}

/// Awards of class 3 for digests, with the opening of each.
fn digest_awards(office: &RegistryOffice, digests: &[[u8; 32]]) -> Result<(Vec<Content>, Vec<Opening>), AppendError> {
    let slots = office.draw_slots(digests.len())?;
    let mut random = vec![0_u8; (32 + TAG_BYTES) * digests.len()];
    getrandom::fill(&mut random).map_err(|_| AppendError::NoRandomness)?;
    let (dice, _) = random.as_chunks::<{ 32 + TAG_BYTES }>();
    let mut contents = Vec::with_capacity(digests.len());
    let mut opened = Vec::with_capacity(digests.len());
    for ((digest, slot), die) in digests.iter().zip(slots).zip(dice) {
        let (salt, tag) = split_die(die);
        let commitment = commitment(&salt, digest);
        contents.push(Content::Award(Award { class: Class::Digest, slot, tag, commitment }));
        opened.push(Opening { slot, salt });
    }
    Ok((contents, opened))
}

fn split_die(die: &[u8; 32 + TAG_BYTES]) -> ([u8; 32], [u8; TAG_BYTES]) {
    let (mut salt, mut tag) = ([0; 32], [0; TAG_BYTES]);
    let (front, back) = die.split_at(32);
    salt.copy_from_slice(front);
    tag.copy_from_slice(back);
    (salt, tag)
}
