//! Reasons to doubt a vault. The check that finds them is [`crate::vault`]'s.

use attestat_store::engine::Family;

/// Reason for which a vault is not taken for the one that was here last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// The vault's last writes are gone.
    Behind {
        /// Number of missing writes, at least.
        writes: u64,
    },
    /// The vault holds nothing, and it once did.
    Missing,
    /// The vault is from before its writes were counted, or from another folder of such a version.
    Uncounted,
    /// The vault is another one, or a copy that went on by itself.
    Another,
    /// A part of the vault is older than the rest.
    Torn(Family),
    /// The log holds records that were sealed after the vault and its witness were copied.
    Outrun,
    /// The witness is missing, so that nobody knows how far the vault was.
    NoWitness,
    /// The witness cannot be read, so that nobody knows how far the vault was.
    DamagedWitness,
}

impl std::fmt::Display for Doubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Behind { writes } => {
                write!(f, "the vault is an older one, or its end is lost: at least {writes} of its writes are missing")
            }
            Self::Missing => f.write_str("the vault is empty, and documents were issued from here before"),
            Self::Uncounted => f.write_str("the vault is an older one, from before its writes were counted"),
            Self::Another => f.write_str(
                "the vault is not the one that was here last: another one, or a copy that went on by itself",
            ),
            Self::Torn(family) => write!(f, "a part of the vault (`{}`) is older than the rest", family.name()),
            Self::Outrun => f.write_str(
                "the vault and its witness are from an old copy of the folder: the log went on without them",
            ),
            Self::NoWitness => {
                f.write_str("the vault's witness (guard/vault) is missing, so that nobody knows how far the vault was")
            }
            Self::DamagedWitness => {
                f.write_str("the vault's witness (guard/vault) is damaged, so that nobody knows how far the vault was")
            }
        }
    }
}
