//! Derivation of a key from a passphrase: Argon2id (RFC 9106), with its cost in the file and bounds on a cost that is
//! read.

use std::borrow::Cow;
use std::collections::BTreeSet;

use argon2::{Algorithm, Argon2, Params, Version};
use attestat_credential::sd_jwt::issue::Dice;
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Length of the salt: 128 bits (RFC 9106 §3.1).
pub(super) const SALT_BYTES: usize = 16;
/// Length of the check value.
pub(super) const CHECK_BYTES: usize = 32;
/// Shortest passphrase that may be chosen, in characters.
const PASSPHRASE_CHARACTERS_MIN: usize = 10;
/// Fewest different characters of a passphrase that may be chosen.
const PASSPHRASE_DIFFERENT_MIN: usize = 5;
/// Least memory: below it a passphrase is guessed too cheaply.
const MEMORY_KIB_MIN: u32 = 8 * 1024;
/// Most memory that a file may ask for: what a school's old PC can spare.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
/// Most passes over the memory.
const PASSES_MAX: u32 = 32;
/// Most memory times passes: about ten seconds on one core.
const WORK_KIB_MAX: u64 = 8 << 20;

/// Reason for which a text cannot protect a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// The passphrase is too short.
    #[error("the passphrase has {0} characters; choose at least 10, such as four or five words")]
    TooShort(usize),
    /// The passphrase has too few different characters.
    #[error("the passphrase has only {0} different characters; choose four or five words instead")]
    TooPlain(usize),
}

/// A passphrase: no `Clone`, no `Display`, wiped when dropped.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes the text that was typed to open a wallet.
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(normal(&text))
    }

    /// Takes the text that was chosen for a new wallet or as a new passphrase; refuses a text that cannot protect a
    /// wallet.
    pub fn chosen(text: Zeroizing<String>) -> Result<Self, PassphraseError> {
        let passphrase = Self::new(text);
        let characters = passphrase.0.chars().count();
        if characters < PASSPHRASE_CHARACTERS_MIN {
            return Err(PassphraseError::TooShort(characters));
        }
        let different = passphrase.0.chars().collect::<BTreeSet<char>>().len();
        if different < PASSPHRASE_DIFFERENT_MIN { Err(PassphraseError::TooPlain(different)) } else { Ok(passphrase) }
    }
}

/// Unicode NFKD, as BIP-39 does it: one keyboard writes й as one character, another as two.
fn normal(text: &str) -> Zeroizing<String> {
    let mut text = Cow::Borrowed(text);
    bip39::Mnemonic::normalize_utf8_cow(&mut text);
    Zeroizing::new(text.into_owned())
}

impl core::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Passphrase(redacted)")
    }
}

/// A cost outside of the bounds of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{memory_kib} KiB of memory and {passes} passes; between 8192 and 1048576 KiB and 1 and 32 passes are taken, at most 8 GiB in all"
)]
pub struct CostError {
    memory_kib: u32,
    passes: u32,
}

/// Cost of one try of a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// Cost of new wallets: half a second on one core of the reference machine, and memory that a school's old PC has
    /// to spare (decision 0020).
    pub const EVERYDAY: Self = Self { memory_kib: 128 * 1024, passes: 5 };

    /// A cost within the bounds.
    pub const fn new(memory_kib: u32, passes: u32) -> Result<Self, CostError> {
        let memory_fits = memory_kib >= MEMORY_KIB_MIN && memory_kib <= MEMORY_KIB_MAX;
        let passes_fit = passes >= 1 && passes <= PASSES_MAX;
        if memory_fits && passes_fit && memory_kib as u64 * passes as u64 <= WORK_KIB_MAX {
            Ok(Self { memory_kib, passes })
        } else {
            Err(CostError { memory_kib, passes })
        }
    }

    /// Memory in KiB.
    pub const fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub const fn passes(self) -> u32 {
        self.passes
    }
}

/// Reason for which no key could be derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// Argon2id did not get its memory.
    #[error(
        "opening the wallet takes {0} KiB of memory, which this machine does not have free; close other programs and try again"
    )]
    Memory(u32),
    /// The dice gave zeros only.
    #[error("the source of randomness gives zeros: make no wallet here, and repair the machine's random generator")]
    DeadDice,
}

/// The key of one wallet file, derived from its passphrase once: no `Clone`, wiped when dropped.
pub struct Lock {
    cost: Cost,
    salt: [u8; SALT_BYTES],
    root: Zeroizing<[u8; 32]>,
    generation: u64,
}

impl Lock {
    /// Locks a new wallet. Takes as long as opening one.
    pub fn new(passphrase: &Passphrase, cost: Cost, dice: &mut dyn Dice) -> Result<Self, LockError> {
        Self::derive(passphrase, cost, draw_salt(dice)?, 0)
    }

    /// Locks the same wallet under another passphrase, with a new salt; the generation goes on.
    pub fn renew(&self, passphrase: &Passphrase, cost: Cost, dice: &mut dyn Dice) -> Result<Self, LockError> {
        Self::derive(passphrase, cost, draw_salt(dice)?, self.generation)
    }

    /// The generation that was read or written last; 0 before the first.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// root = Argon2id(passphrase, salt; memory, passes, one lane), RFC 9106.
    pub(super) fn derive(
        passphrase: &Passphrase,
        cost: Cost,
        salt: [u8; SALT_BYTES],
        generation: u64,
    ) -> Result<Self, LockError> {
        let mut root = Zeroizing::new([0; 32]);
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(root.len()));
        let params = params.expect("the bounds of Cost lie within those of Argon2");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let derived = argon2.hash_password_into(passphrase.0.as_bytes(), &salt, &mut root[..]);
        derived.map_err(|_| LockError::Memory(cost.memory_kib))?;
        Ok(Self { cost, salt, root, generation })
    }

    pub(super) fn cost(&self) -> Cost {
        self.cost
    }

    pub(super) fn salt(&self) -> [u8; SALT_BYTES] {
        self.salt
    }

    /// check = HMAC-SHA-256(root, "attestat/wallet-check/v1\n")
    pub(super) fn check(&self) -> [u8; CHECK_BYTES] {
        self.purpose(b"attestat/wallet-check/v1\n")
    }

    /// The cipher under key = HMAC-SHA-256(root, "attestat/wallet-key/v1\n")
    pub(super) fn cipher(&self) -> XChaCha20Poly1305 {
        let key = Zeroizing::new(self.purpose(b"attestat/wallet-key/v1\n"));
        XChaCha20Poly1305::new(&Key::from(*key))
    }

    pub(super) fn reach(&mut self, generation: u64) {
        self.generation = generation;
    }

    fn purpose(&self, label: &[u8]) -> [u8; 32] {
        let mut mac =
            <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.root[..]).expect("HMAC takes keys of any length");
        mac.update(label);
        mac.finalize().into_bytes().into()
    }
}

impl core::fmt::Debug for Lock {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Lock(redacted)")
    }
}

fn draw_salt(dice: &mut dyn Dice) -> Result<[u8; SALT_BYTES], LockError> {
    let mut salt = [0; SALT_BYTES];
    dice.fill(&mut salt);
    if salt == [0; SALT_BYTES] { Err(LockError::DeadDice) } else { Ok(salt) }
}
