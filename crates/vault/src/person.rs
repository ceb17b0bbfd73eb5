//! Names and birth dates that stand under a pupil, so that a number that is used again for another child is noticed.
//!
//! Every name that a person confirmed is kept: before and after a marriage, with and without a patronymic. The names
//! are encrypted under the pupil's data key and go with the pupil. Other pupils of a name are found by a keyed hash.

use crate::crypto::DataKey;
use crate::keyspace::{Kind, after, holding_key};
use crate::{PupilId, Vault, VaultError};
use attestat_store::engine::{Batch, Family};
use std::ops::ControlFlow;
use zeroize::Zeroizing;

/// Longest person in the vault in bytes: three names of 100 characters of 4 bytes, a number of 64, and the keys of
/// the JSON.
const PERSON_BYTES_MAX: usize = 2048;

/// Most pupils of one name and birth date that are looked at; a school has two in a century.
pub const NAMESAKES_MAX: usize = 32;

/// A person as one of a pupil's documents named them.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownPerson {
    /// Day of the draft's arrival, Unix seconds: the newest is the one that is shown.
    pub time: u64,
    /// Hash of the folded name and the birth date, within the school (`Person::folded_pupil_key`).
    pub digest: [u8; 32],
    /// The school's own number under which the document came; empty where it came by name.
    pub reference: Zeroizing<String>,
    /// Name and birth date: a draft's `pupil` as JSON.
    pub json: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for KnownPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KnownPerson(redacted)")
    }
}

/// Length of a key `"m" ‖ hash [32] ‖ pupil [16]`.
const FIND_KEY_BYTES: usize = 1 + 32 + 16;

impl KnownPerson {
    /// Encodes `key in "find" [49] ‖ time u64 ‖ digest [32] ‖ length u16 ‖ number ‖ JSON`.
    fn encode(&self, find_key: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let length = self.reference.len() + self.json.len();
        let (true, Ok(reference)) = (length <= PERSON_BYTES_MAX, u16::try_from(self.reference.len())) else {
            return Err(VaultError::TooLong(length));
        };
        let mut out = Zeroizing::new(Vec::with_capacity(FIND_KEY_BYTES + 42 + length));
        out.extend_from_slice(find_key);
        out.extend_from_slice(&self.time.to_be_bytes());
        out.extend_from_slice(&self.digest);
        out.extend_from_slice(&reference.to_be_bytes());
        out.extend_from_slice(self.reference.as_bytes());
        out.extend_from_slice(&self.json);
        Ok(out)
    }

    pub(crate) fn decode(plain: &[u8]) -> Option<Self> {
        let (_, rest) = plain.split_first_chunk::<FIND_KEY_BYTES>()?;
        let (time, rest) = rest.split_first_chunk::<8>()?;
        let (digest, rest) = rest.split_first_chunk::<32>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let (reference, json) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        Some(Self {
            time: u64::from_be_bytes(*time),
            digest: *digest,
            reference: Zeroizing::new(std::str::from_utf8(reference).ok()?.to_owned()),
            json: Zeroizing::new(json.to_vec()),
        })
    }
}

/// Returns the key in `find` that an entry leads to.
pub(crate) fn find_key_of(plain: &[u8]) -> Option<&[u8]> {
    plain.first_chunk::<FIND_KEY_BYTES>().map(<[u8; FIND_KEY_BYTES]>::as_slice)
}

/// The two entries of a person: one under the pupil, and one by which the name leads to the pupil.
pub(crate) struct PersonEntries {
    held: (Vec<u8>, Vec<u8>),
    find: (Vec<u8>, Vec<u8>),
}

impl PersonEntries {
    /// Puts both into a write.
    pub(crate) fn put(self, batch: &mut Batch) {
        batch.put(Family::Holding, self.held.0, self.held.1);
        batch.put(Family::Find, self.find.0, self.find.1);
    }
}

impl Vault {
    /// Returns every name and birth date that stands under a pupil, the newest last; refused where one does not
    /// decrypt.
    pub fn persons(&self, pupil: PupilId) -> Result<Vec<KnownPerson>, VaultError> {
        match self.readable_persons(pupil)? {
            (found, 0) => Ok(found),
            _ => Err(VaultError::Damaged("of a pupil's name".to_owned())),
        }
    }

    /// Returns the names and birth dates under a pupil that decrypt, the newest last, and the number of those that do
    /// not.
    pub fn readable_persons(&self, pupil: PupilId) -> Result<(Vec<KnownPerson>, usize), VaultError> {
        let Some(data_key) = self.stored_key(pupil)? else { return Ok((Vec::new(), 0)) };
        let (mut found, mut damaged) = (Vec::new(), 0);
        let (from, until) = (holding_key(pupil, Kind::Person, &[]), holding_key(pupil, Kind::Person, &[0xFF; 17]));
        self.engine.scan(Family::Holding, &from, &until, &mut |key, value| {
            match data_key.decrypt(value, key).and_then(|plain| KnownPerson::decode(&plain)) {
                Some(person) => found.push(person),
                None => damaged += 1,
            }
            ControlFlow::Continue(())
        })?;
        found.sort_by_key(|person| person.time);
        Ok((found, damaged))
    }

    /// Returns the pupils under whom this name and birth date stand, in no particular order; at most
    /// [`NAMESAKES_MAX`]. An entry that is damaged counts where its key names a pupil who is known: one candidate too
    /// many is asked about, and one too few makes another record of the same child.
    pub fn pupils_named(&self, digest: &[u8; 32]) -> Result<Vec<PupilId>, VaultError> {
        let mut found = Vec::new();
        let from = self.person_key(digest, PupilId([0; 16]));
        let until = after(&self.person_key(digest, PupilId([0xFF; 16])));
        self.engine.scan(Family::Find, &from, &until, &mut |key, value| {
            if let Some(pupil) = key.last_chunk::<16>() {
                found.push((PupilId(*pupil), self.keys.authentic(key, value).is_some()));
            }
            if found.len() < NAMESAKES_MAX { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        let mut pupils = Vec::with_capacity(found.len());
        for (pupil, is_sound) in found {
            if is_sound || self.is_known(pupil)? {
                pupils.push(pupil);
            }
        }
        Ok(pupils)
    }

    /// Stores a person under a pupil under whom no person stands yet.
    pub(crate) fn put_first_person(
        &self,
        batch: &mut Batch,
        pupil: PupilId,
        data_key: &DataKey,
        person: &KnownPerson,
    ) -> Result<(), VaultError> {
        if self.persons(pupil)?.is_empty() {
            self.person_entries(pupil, data_key, person)?.put(batch);
        }
        Ok(())
    }

    pub(crate) fn person_entries(
        &self,
        pupil: PupilId,
        data_key: &DataKey,
        person: &KnownPerson,
    ) -> Result<PersonEntries, VaultError> {
        let find = self.person_key(&person.digest, pupil);
        // A person that comes without a number stands beside the one with it, and takes no number away.
        let without_number = self.keys.keyed_hash(b"unnumbered", &person.digest);
        let name = if person.reference.is_empty() { without_number.get(..16) } else { find.get(1..17) };
        let held = holding_key(pupil, Kind::Person, name.unwrap_or_default());
        let value = data_key.encrypt(&person.encode(&find)?, &held)?;
        Ok(PersonEntries { held: (held, value), find: self.keys.authenticate(find, Vec::new()) })
    }

    /// Returns `"m" ‖ hash("person", digest) ‖ pupil`.
    fn person_key(&self, digest: &[u8; 32], pupil: PupilId) -> Vec<u8> {
        [b"m".as_slice(), &self.keys.keyed_hash(b"person", digest), &pupil.0].concat()
    }
}
