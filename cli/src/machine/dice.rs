//! Randomness: the only place that asks the machine for it on behalf of a family or a registrar.

use crate::render::failure::Failure;
use attestat_credential::sd_jwt::issue::Dice;
use attestat_words::text;

/// The operating system's source of randomness. Things that were made with it count once [`SystemDice::check`] has said
/// so.
#[derive(Debug, Default)]
pub(crate) struct SystemDice {
    failed: bool,
}

impl SystemDice {
    /// `N` random bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// Refuses everything that was made, if the system ever gave nothing.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.failed { Err(Failure::internal(text!("dice-failed"))) } else { Ok(()) }
    }
}

impl Dice for SystemDice {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.failed |= getrandom::fill(bytes).is_err();
    }
}
