//! The encrypted wallet file: a header in the clear, the wallet under a passphrase, a sum over both.
//!
//! ```text
//! header = "attestat/wallet/v1\n" ‖ memory KiB u32 ‖ passes u32 ‖ salt [16] ‖ check [32] ‖ generation u64 ‖
//!          nonce [24] ‖ length u32
//! file   = header ‖ ciphertext [length] ‖ SHA-256(header ‖ ciphertext)
//!
//! root       = Argon2id v1.3 (passphrase in NFKD, salt, memory, passes, 1 lane), 32 bytes
//! check      = HMAC-SHA-256(root, "attestat/wallet-check/v1\n")
//! key        = HMAC-SHA-256(root, "attestat/wallet-key/v1\n")
//! ciphertext = XChaCha20-Poly1305(key, nonce, wallet body, associated data = header)
//! ```
//!
//! The sum tells damage from a wrong passphrase before anything slow is done; the check tells a wrong passphrase from
//! an altered file. Neither is a defence by itself: the ciphertext's tag detects the changes of an attacker who made
//! the sum again.

mod header;
mod lock;

use attestat_credential::sd_jwt::issue::Dice;
use attestat_ledger::hash::sha256;
use chacha20poly1305::aead::{Aead as _, Payload};
use zeroize::Zeroizing;

pub use header::Header;
pub use lock::{Cost, CostError, Lock, LockError, Passphrase, PassphraseError};

use crate::wallet::{BodyError, Wallet};
pub(crate) use header::NONCE_BYTES;
use header::{HEADER_BYTES, SUM_BYTES};

/// Longest wallet file in bytes: a thousand documents of 60 KiB.
pub const FILE_BYTES_MAX: usize = 64 << 20;
/// Length of the ciphertext's tag.
const CIPHER_TAG_BYTES: usize = 16;

/// Reason for which a wallet file does not open. A file that does not open is never read in part.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is of another kind.
    #[error("this is not a wallet file: it does not begin with \"attestat/wallet/v1\". Look for the right file")]
    NotAWallet,
    /// The file has a newer format.
    #[error("the wallet file was written by a newer program; upgrade this one, and leave the file as it is")]
    Newer,
    /// The file is longer than [`FILE_BYTES_MAX`].
    #[error("the file has {0} bytes, more than a wallet ever has; look for the right file")]
    TooLong(usize),
    /// The end is missing.
    #[error(
        "the wallet file is cut off: {found} of {expected} bytes are there. Use the previous generation, a backup, \
         or the 24 words"
    )]
    Truncated {
        /// Bytes that the whole file has.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
    /// The sum does not fit: a disk or a transfer changed the file.
    #[error("the wallet file is damaged: its sum does not fit. Use the previous generation, a backup, or the 24 words")]
    Damaged,
    /// The header asks for more than [`Cost`] allows, or for so little that it protects nothing.
    #[error("the wallet file's header is not one that this program writes ({0}); use a copy of the file")]
    Cost(#[from] CostError),
    /// The passphrase is not that of the file.
    #[error(
        "the passphrase does not open this wallet. Try again: watch the keyboard's language and the Caps Lock key. \
         If it is lost, restore the wallet with the 24 words"
    )]
    WrongPassphrase,
    /// The passphrase fits, and the content was changed on purpose, with a new sum.
    #[error(
        "the passphrase is right, but the file was altered by somebody. Do not use it: use the previous generation, \
         a backup, or the 24 words"
    )]
    Altered,
    /// Argon2id did not get its memory.
    #[error(transparent)]
    Lock(LockError),
    /// The decrypted bytes are not a wallet of this version.
    #[error("the wallet file opens, but its content does not read: {0}. Use the previous generation or a backup")]
    Body(#[from] BodyError),
}

/// Reason for which a wallet cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The file would be longer than [`FILE_BYTES_MAX`].
    #[error(
        "the wallet has grown to {0} bytes, more than its file may have; nothing was written, and the file stays as it was"
    )]
    TooLong(usize),
    /// The bytes to be written could not be read again: a fault of this program.
    #[error("the wallet would not open again ({0}), so nothing was written; keep the file as it is and report this")]
    Unreadable(BodyError),
    /// The dice gave zeros only.
    #[error("the source of randomness gives zeros: save nothing here, and repair the machine's random generator")]
    DeadDice,
}

/// An opened wallet, and the lock that writes it again without another run of Argon2id.
#[derive(Debug)]
pub struct Opened {
    /// The wallet.
    pub wallet: Wallet,
    /// The derived key and its header fields.
    pub lock: Lock,
}

/// Opens a wallet file: everything is checked before anything of it is used. Takes 0.3 to 1.5 seconds.
pub fn open(bytes: &[u8], passphrase: &Passphrase) -> Result<Opened, OpenError> {
    let header = Header::read(bytes)?;
    let lock = Lock::derive(passphrase, header.cost, header.salt, header.generation).map_err(OpenError::Lock)?;
    if lock.check() != header.check {
        return Err(OpenError::WrongPassphrase);
    }
    let mut wallet = decrypt(bytes, &header, &lock)?;
    // Contents of version 1 do not have a generation.
    wallet.contents.generation = wallet.contents.generation.max(header.generation);
    Ok(Opened { wallet, lock })
}

/// Reads a file again with the lock at hand, without Argon2id: to check a file that was just written, for example.
pub fn reopen(bytes: &[u8], lock: &Lock) -> Result<Wallet, OpenError> {
    let header = Header::read(bytes)?;
    if lock.salt() != header.salt || lock.check() != header.check {
        return Err(OpenError::WrongPassphrase);
    }
    decrypt(bytes, &header, lock)
}

/// Writes the wallet as its next generation, above that of the file and of every copy that was merged. The caller
/// keeps the previous one and replaces it atomically.
pub fn seal(wallet: &mut Wallet, lock: &mut Lock, dice: &mut dyn Dice) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE_BYTES];
    dice.fill(&mut nonce);
    if nonce == [0; NONCE_BYTES] {
        return Err(SealError::DeadDice);
    }
    let generation = wallet.contents.generation.max(lock.generation()).saturating_add(1);
    let before = core::mem::replace(&mut wallet.contents.generation, generation);
    let sealed = encrypt(wallet, generation, nonce, lock);
    match sealed {
        Ok(_) => lock.reach(generation),
        Err(_) => wallet.contents.generation = before,
    }
    sealed
}

fn encrypt(wallet: &Wallet, generation: u64, nonce: [u8; NONCE_BYTES], lock: &Lock) -> Result<Vec<u8>, SealError> {
    let body = wallet.to_body();
    // Never replace a wallet that opens by one that does not.
    Wallet::from_body(&body).map_err(SealError::Unreadable)?;
    let length = body.len() + CIPHER_TAG_BYTES;
    let total = HEADER_BYTES + length + SUM_BYTES;
    let header_length = u32::try_from(length).ok().filter(|_| total <= FILE_BYTES_MAX);
    let header_length = header_length.ok_or(SealError::TooLong(total))?;
    let header =
        Header { cost: lock.cost(), salt: lock.salt(), check: lock.check(), generation, nonce, length: header_length };
    let mut file = Vec::with_capacity(total);
    header.put(&mut file);
    let sealed = lock.cipher().encrypt(&nonce.into(), Payload { msg: &body, aad: &file });
    file.extend_from_slice(&sealed.expect("a wallet's body is shorter than XChaCha20 can encrypt"));
    let sum = sha256(&file);
    file.extend_from_slice(&sum);
    Ok(file)
}

/// Opens the ciphertext and reads the body, all of it.
fn decrypt(bytes: &[u8], header: &Header, lock: &Lock) -> Result<Wallet, OpenError> {
    let (clear, rest) = bytes.split_at_checked(HEADER_BYTES).ok_or(OpenError::Damaged)?;
    let ciphertext = rest.get(..rest.len().saturating_sub(SUM_BYTES)).unwrap_or_default();
    let opened = lock.cipher().decrypt(&header.nonce.into(), Payload { msg: ciphertext, aad: clear });
    let body = Zeroizing::new(opened.map_err(|_| OpenError::Altered)?);
    Ok(Wallet::from_body(&body)?)
}
