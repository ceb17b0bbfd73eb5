//! Commitments: the salted hash by which a log names a document. It means nothing to anyone who does not have the
//! document.

use sha2::{Digest, Sha256};

/// Length of a commitment's salt in bytes.
pub const SALT_BYTES: usize = 32;

/// `SHA-256("attestat/commitment/v1\n" ‖ salt [32] ‖ SHA-256(issuer-signed JWT))` (docs/spec/document.md,
/// "Commitment").
pub fn commitment(salt: &[u8; SALT_BYTES], jwt_digest: &[u8; 32]) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"attestat/commitment/v1\n")
        .chain_update(salt)
        .chain_update(jwt_digest)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_ledger::encoding::hex;

    /// Frozen: computed with `sha256sum` over the 87 bytes of the formula.
    #[test]
    fn the_formula_is_frozen() {
        assert_eq!(hex(&commitment(&[1; 32], &[2; 32])), FROZEN);
    }

    const FROZEN: &str = "099f1ede0b08d42601c7f56f6f4ca83e42486ba7bb27395017cf8e89e74df682";
}
