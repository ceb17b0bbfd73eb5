//! Randomness from the operating system, drawn in blocks so that a certificate's forty salts cost one
//! call.

use attestat_credential::sd_jwt::issue::Dice;
use zeroize::Zeroizing;

/// Bytes drawn at once: 40 salts of 16 bytes, the commitment's salt and the tag, and some room.
const BLOCK_BYTES: usize = 1024;

/// The operating system's source of randomness.
#[derive(Default)]
pub struct OsDice {
    block: Zeroizing<Vec<u8>>,
    failed: bool,
}

impl OsDice {
    /// Returns true if the operating system ever gave nothing: everything made since then must be thrown away.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// `N` random bytes.
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    fn refill(&mut self) {
        self.block.resize(BLOCK_BYTES, 0);
        self.failed |= getrandom::fill(&mut self.block).is_err();
    }
}

impl Dice for OsDice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            if self.block.is_empty() {
                self.refill();
            }
            *byte = self.block.pop().unwrap_or_default();
        }
    }
}
