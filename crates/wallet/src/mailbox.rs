//! Mailboxes: encrypted copies of a wallet on other nodes, found and opened with nothing but the words.
//!
//! ```text
//! content    = "attestat/mailbox/v1\n" ‖ nonce [24] ‖ ciphertext          whole: 65,536, 262,144 or 1,048,576 bytes
//! ciphertext = XChaCha20-Poly1305(content key, nonce, plain, associated data = magic ‖ lp(keeper's registry id))
//! plain      = length u32 ‖ zlib(contents) [length] ‖ zeros up to the size class
//! ```
//!
//! Keys differ per keeper, so that nobody can tell that two mailboxes belong to one child; the size shows only one of
//! three classes. The contents do not include the 24 words: whoever opens a mailbox has them.

use std::io::{Read as _, Write as _};

use attestat_credential::holder::permit;
pub use attestat_credential::holder::permit::{BLIND_BYTES, MAILBOX_BYTES_MAX, commitment};
use attestat_credential::sd_jwt::issue::Dice;
use attestat_ledger::encoding::put_prefixed;
use attestat_ledger::key::{KeyError, PublicKey, Signature};
use attestat_ledger::name::RegistryId;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use zeroize::Zeroizing;

use crate::file::FILE_BYTES_MAX;
use crate::keyring::Keyring;
use crate::wallet::{BodyError, Contents, Wallet};

/// The sizes that a mailbox can have, in bytes.
const SIZE_CLASSES: [usize; 3] = [64 << 10, 256 << 10, MAILBOX_BYTES_MAX];
const MAGIC: &[u8] = b"attestat/mailbox/v1\n";
const NONCE_BYTES: usize = 24;
/// Random bytes that [`seal`] takes.
pub const MAILBOX_DRAW_BYTES: usize = NONCE_BYTES;
const CIPHER_TAG_BYTES: usize = 16;
/// Bytes of a content that carry nothing of the wallet: magic, nonce, length, tag.
const OVERHEAD_BYTES: usize = MAGIC.len() + NONCE_BYTES + 4 + CIPHER_TAG_BYTES;

/// Reason for which a mailbox cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailboxSealError {
    /// The contents do not fit even without any document.
    #[error("the ledger of shares alone is larger than a mailbox of 1 MiB; keep a copy of the wallet file instead")]
    TooLong,
    /// The dice gave zeros only.
    #[error("the source of randomness gives zeros: back nothing up here, and repair the machine's random generator")]
    DeadDice,
}

/// Reason for which a mailbox's content does not open.
#[derive(Debug, thiserror::Error)]
pub enum MailboxOpenError {
    /// The content does not have a size that mailboxes have, or has another beginning.
    #[error("what the node gave is not a mailbox of this version; ask another node that keeps a copy")]
    NotAMailbox,
    /// The tag does not fit: the content was altered, or belongs to another child.
    #[error("what the node gave was altered, or is not this child's; ask another node that keeps a copy")]
    Altered,
    /// The content opens and does not unpack.
    #[error("the mailbox opens, but its content does not unpack; ask another node that keeps a copy")]
    Unpack,
    /// The content opens and is not a wallet of this version.
    #[error("the mailbox opens, but its content does not read: {0}. Ask another node that keeps a copy")]
    Contents(#[from] BodyError),
}

/// Content of a mailbox, ready to be put.
pub struct SealedMailbox {
    /// The bytes.
    pub content: Vec<u8>,
    /// Documents that did not fit: those outside of the portfolio are left out first, the oldest first.
    pub left_out: usize,
}

impl core::fmt::Debug for SealedMailbox {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SealedMailbox(redacted)")
    }
}

/// Encrypts a wallet for the mailbox on the node of `keeper`; whoever has the words can open it.
pub fn seal(wallet: &Wallet, keeper: &RegistryId, dice: &mut dyn Dice) -> Result<SealedMailbox, MailboxSealError> {
    let mut nonce = [0; NONCE_BYTES];
    dice.fill(&mut nonce);
    if nonce == [0; NONCE_BYTES] {
        return Err(MailboxSealError::DeadDice);
    }
    let (packed, left_out) = fit(&wallet.contents)?;
    let class = SIZE_CLASSES.into_iter().find(|class| packed.len() + OVERHEAD_BYTES <= *class);
    let class = class.ok_or(MailboxSealError::TooLong)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(class));
    plain.extend_from_slice(&u32::try_from(packed.len()).map_err(|_| MailboxSealError::TooLong)?.to_be_bytes());
    plain.extend_from_slice(&packed);
    plain.resize(class - OVERHEAD_BYTES + 4, 0);
    let cipher = cipher(wallet.keys(), keeper);
    let sealed = cipher.encrypt(&nonce.into(), Payload { msg: &plain, aad: &associated(keeper) });
    let sealed = sealed.expect("a mailbox is shorter than XChaCha20 can encrypt");
    Ok(SealedMailbox { content: [MAGIC, &nonce, &sealed].concat(), left_out })
}

/// Opens the content of the mailbox on the node of `keeper`.
pub fn open(keys: &Keyring, keeper: &RegistryId, content: &[u8]) -> Result<Contents, MailboxOpenError> {
    let rest = content.strip_prefix(MAGIC).filter(|_| SIZE_CLASSES.contains(&content.len()));
    let (nonce, sealed) =
        rest.and_then(<[u8]>::split_first_chunk::<NONCE_BYTES>).ok_or(MailboxOpenError::NotAMailbox)?;
    let opened = cipher(keys, keeper).decrypt(&(*nonce).into(), Payload { msg: sealed, aad: &associated(keeper) });
    let plain = Zeroizing::new(opened.map_err(|_| MailboxOpenError::Altered)?);
    let (length, rest) = plain.split_first_chunk::<4>().ok_or(MailboxOpenError::Unpack)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    let (packed, filling) = rest.split_at_checked(length).ok_or(MailboxOpenError::Unpack)?;
    if filling.iter().any(|byte| *byte != 0) {
        return Err(MailboxOpenError::Unpack);
    }
    Ok(Contents::read(&unpack(packed)?)?)
}

/// Packs the contents with as many documents as fit, those of the portfolio before the others, and of each the newest
/// first.
fn fit(contents: &Contents) -> Result<(Zeroizing<Vec<u8>>, usize), MailboxSealError> {
    let fits = |packed: &[u8]| packed.len() + OVERHEAD_BYTES <= MAILBOX_BYTES_MAX;
    let packed = pack(contents);
    if fits(&packed) {
        return Ok((packed, 0));
    }
    let mut order: Vec<_> = contents.documents.values().collect();
    order.sort_by_key(|document| core::cmp::Reverse((document.included, document.received_at)));
    let with = |count: usize| {
        let documents = order.iter().take(count).map(|document| (document.id.clone(), (*document).clone())).collect();
        pack(&Contents { documents, ..contents.without_documents() })
    };
    // The largest number that fits: every number up to `low` does, `high` does not.
    let (mut low, mut high, mut best) = (0, order.len(), with(0));
    if !fits(&best) {
        return Err(MailboxSealError::TooLong);
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        let packed = with(middle);
        if fits(&packed) {
            (low, best) = (middle, packed);
        } else {
            high = middle;
        }
    }
    Ok((best, order.len() - low))
}

fn pack(contents: &Contents) -> Zeroizing<Vec<u8>> {
    let bytes = contents.to_bytes();
    let mut packer = ZlibEncoder::new(Vec::with_capacity(bytes.len()), Compression::default());
    let packed = packer.write_all(&bytes).and_then(|()| packer.finish());
    Zeroizing::new(packed.expect("a vector takes whatever is written"))
}

/// Unpacks at most as many bytes as a wallet may have.
fn unpack(packed: &[u8]) -> Result<Zeroizing<Vec<u8>>, MailboxOpenError> {
    let limit = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX);
    let mut unpacker = ZlibDecoder::new(packed).take(limit + 1);
    let mut bytes = Zeroizing::new(Vec::new());
    unpacker.read_to_end(&mut bytes).map_err(|_| MailboxOpenError::Unpack)?;
    if bytes.len() > FILE_BYTES_MAX { Err(MailboxOpenError::Unpack) } else { Ok(bytes) }
}

fn cipher(keys: &Keyring, keeper: &RegistryId) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*keys.mailbox_content_key(keeper)))
}

fn associated(keeper: &RegistryId) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    put_prefixed(&mut out, keeper.as_str().as_bytes());
    out
}

/// A permit to put one mailbox on any node, by a registry that the child is enrolled at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// The registry that gave it.
    pub registry: RegistryId,
    /// Random bytes that hid the mailbox's key from that registry.
    pub blind: [u8; BLIND_BYTES],
    /// End of the permit, in Unix seconds.
    pub expires: u64,
    /// The registry's signature.
    pub signature: Signature,
}

impl Permit {
    /// Draws the blind for a new permit.
    pub fn draw_blind(dice: &mut dyn Dice) -> Result<[u8; BLIND_BYTES], MailboxSealError> {
        let mut blind = [0; BLIND_BYTES];
        dice.fill(&mut blind);
        if blind == [0; BLIND_BYTES] { Err(MailboxSealError::DeadDice) } else { Ok(blind) }
    }

    /// Checks that the registry's key permits this mailbox. It is not checked that the permit has not ended: that is
    /// for the caller, who has a clock.
    pub fn verify(&self, mailbox_key: &PublicKey, registry_key: &PublicKey) -> Result<(), KeyError> {
        let message = permit::permit(&self.registry, &commitment(&self.blind, mailbox_key), self.expires);
        registry_key.verify(&message, &self.signature)
    }
}
