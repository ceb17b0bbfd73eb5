//! Pupils as the vault knows them.

/// A pupil as the vault knows them: a keyed hash of the school's own id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PupilId(pub(crate) [u8; 16]);

impl PupilId {
    /// The id, to be hashed with other values.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}
