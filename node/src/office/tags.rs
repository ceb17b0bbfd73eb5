//! Tags of new records: the next of the pupil's year that the log does not hold yet (docs/spec/wallet.md).
//!
//! The counter in the vault gives the next number. A vault that was restored from a backup, or that began anew after an
//! erasure, may be behind the log; a tag that the log holds is therefore never used.

use crate::office::error::{MakingError, OfficeError};
use crate::office::registry_office::RegistryOffice;
use attestat_credential::holder::tag::LinkSecret;
use attestat_ledger::day::Day;
use attestat_ledger::record::TAG_BYTES;
use attestat_vault::{Holder, PupilId};
use std::sync::PoisonError;

/// Numbers tried before something must be wrong: more records than a pupil has in a lifetime.
const TRIES_MAX: usize = 10_000;

/// A tag, and the year and number that it was made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag {
    pub(crate) bytes: [u8; TAG_BYTES],
    pub(crate) year: u16,
    pub(crate) number: u32,
}

/// The next tag of an enrolled pupil, reserved and not yet stored.
pub(crate) fn next_tag(office: &RegistryOffice, pupil: PupilId, holder: &Holder, day: Day) -> Result<Tag, OfficeError> {
    let year = day.year();
    // tag_i = first 16 bytes of HMAC-SHA-256(L_(R,y), "attestat/tag/v1\n" ‖ i u32)
    let secret = LinkSecret::from_bytes(holder.link.clone()).year(year);
    for _ in 0..TRIES_MAX {
        let number = office.vault.reserve_tag(&office.id, pupil, year)?;
        let bytes = secret.tag(number);
        if give(office, &bytes)? {
            return Ok(Tag { bytes, year, number });
        }
    }
    Err(MakingError::NoFreeTag.into())
}

/// Gives a tag out; returns true if it was free.
fn give(office: &RegistryOffice, tag: &[u8; TAG_BYTES]) -> Result<bool, OfficeError> {
    let mut recent = office.recent_tags.lock().unwrap_or_else(PoisonError::into_inner);
    recent.give(office.own.log(), tag).map_err(|error| office.log_error(error))
}
