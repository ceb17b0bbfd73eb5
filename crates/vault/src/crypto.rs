//! The vault's keys: XChaCha20-Poly1305 for values, HMAC-SHA-256 for lookups.

use crate::VaultError;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Length of the vault key in bytes.
pub const VAULT_KEY_BYTES: usize = 32;
/// Length of an XChaCha20 nonce: long enough to be drawn at random for every value.
const NONCE_BYTES: usize = 24;
/// Length of the tag of an unencrypted value.
const TAG_BYTES: usize = 16;
/// Length of a pupil's id in the vault.
const PUPIL_BYTES: usize = 16;
/// Length of the Poly1305 tag of an encrypted value.
const CIPHER_TAG_BYTES: usize = 16;

/// The key that opens a vault: no `Clone`, no `Display`, wiped when dropped.
pub struct VaultKey(Zeroizing<[u8; VAULT_KEY_BYTES]>);

impl VaultKey {
    /// Takes 32 bytes as the vault key.
    pub fn from_bytes(bytes: Zeroizing<[u8; VAULT_KEY_BYTES]>) -> Self {
        Self(bytes)
    }

    /// Draws a new key.
    pub fn generate() -> Result<Self, VaultError> {
        Ok(Self(random()?))
    }

    /// The 32 bytes, for the key file.
    pub fn expose(&self) -> &[u8; VAULT_KEY_BYTES] {
        &self.0
    }
}

impl std::fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VaultKey(redacted)")
    }
}

/// Keys derived from the vault key: one per purpose.
pub(crate) struct VaultKeys {
    wrap: DataKey,
    find: Zeroizing<[u8; 32]>,
    backup: Zeroizing<[u8; 32]>,
}

impl VaultKeys {
    pub(crate) fn derive(key: &VaultKey) -> Self {
        let purpose = |label: &[u8]| Zeroizing::new(hmac(&key.0[..], &[label]));
        Self {
            wrap: DataKey(purpose(b"attestat/vault/wrap/v1")),
            find: purpose(b"attestat/vault/find/v1"),
            backup: purpose(b"attestat/vault/backup/v1"),
        }
    }

    /// Returns the value by which a vault remembers its key, to refuse another one.
    pub(crate) fn canary(&self) -> Vec<u8> {
        self.keyed_hash(b"canary", b"").to_vec()
    }

    pub(crate) fn keyed_hash(&self, purpose: &[u8], value: &[u8]) -> [u8; 32] {
        let length = (purpose.len() as u64).to_be_bytes();
        hmac(&self.find[..], &[&length, purpose, value])
    }

    /// Appends a tag: `value ‖ first 16 bytes of the keyed hash of (key, value)`. It protects values that are stored
    /// unencrypted, so that none can be changed or put in another's place.
    pub(crate) fn authenticate(&self, key: Vec<u8>, mut value: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
        let tag = self.tag(&key, &value);
        value.extend_from_slice(&tag);
        (key, value)
    }

    /// Returns the value in front of its tag; none when the tag is not the one of this key and value.
    pub(crate) fn authentic<'a>(&self, key: &[u8], stored: &'a [u8]) -> Option<&'a [u8]> {
        let (value, tag) = stored.split_last_chunk::<TAG_BYTES>()?;
        (self.tag(key, value) == *tag).then_some(value)
    }

    fn tag(&self, key: &[u8], value: &[u8]) -> [u8; TAG_BYTES] {
        let place = self.keyed_hash(b"place", key);
        let tag = self.keyed_hash(&place, value);
        tag.first_chunk().copied().unwrap_or_default()
    }

    /// Closes a pupil's id in front of a document: `nonce [24] ‖ id [16] ‖ tag [16]`.
    pub(crate) fn close_pupil(&self, pupil: &[u8; PUPIL_BYTES], place: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.wrap.encrypt(pupil, place)
    }

    /// Opens a pupil's id; returns it with the bytes that follow it.
    pub(crate) fn open_pupil<'v>(&self, value: &'v [u8], place: &[u8]) -> Option<([u8; PUPIL_BYTES], &'v [u8])> {
        let (closed, rest) = value.split_at_checked(NONCE_BYTES + PUPIL_BYTES + CIPHER_TAG_BYTES)?;
        let pupil = self.wrap.decrypt(closed, place)?;
        Some((pupil.as_slice().try_into().ok()?, rest))
    }

    /// Closes a value that belongs to no pupil: `nonce [24] ‖ ciphertext ‖ tag [16]`.
    pub(crate) fn close(&self, plain: &[u8], place: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.wrap.encrypt(plain, place)
    }

    /// Opens such a value.
    pub(crate) fn open(&self, sealed: &[u8], place: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.wrap.decrypt(sealed, place)
    }

    pub(crate) fn backup_mac(&self) -> Hmac<Sha256> {
        mac(&self.backup[..])
    }

    pub(crate) fn wrap(&self, key: &DataKey, pupil: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.wrap.encrypt(&key.0[..], pupil)
    }

    pub(crate) fn unwrap(&self, wrapped: &[u8], pupil: &[u8]) -> Option<DataKey> {
        let plain = self.wrap.decrypt(wrapped, pupil)?;
        let mut key = Zeroizing::new([0; 32]);
        if plain.len() != key.len() {
            return None;
        }
        key.copy_from_slice(&plain);
        Some(DataKey(key))
    }
}

/// A key that encrypts values: one per pupil.
pub(crate) struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    pub(crate) fn generate() -> Result<Self, VaultError> {
        Ok(Self(random()?))
    }

    /// Returns true if this is the same key. Both come from this vault, so nobody learns anything from the time that
    /// it takes.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    /// Returns the keyed hash of a pupil's id and this key.
    pub(crate) fn hash(&self, keys: &VaultKeys, purpose: &[u8], pupil: &[u8; PUPIL_BYTES]) -> [u8; 32] {
        keys.keyed_hash(purpose, &Zeroizing::new([pupil.as_slice(), &self.0[..]].concat()))
    }

    /// Encrypts to `nonce [24] ‖ ciphertext ‖ tag [16]`. The key under which the value is stored is authenticated
    /// with it, so that no value can be put in another's place.
    pub(crate) fn encrypt(&self, plain: &[u8], place: &[u8]) -> Result<Vec<u8>, VaultError> {
        let nonce: Zeroizing<[u8; NONCE_BYTES]> = random()?;
        let payload = Payload { msg: plain, aad: place };
        let sealed =
            self.cipher().encrypt(&XNonce::from(*nonce), payload).map_err(|_| VaultError::TooLong(plain.len()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub(crate) fn decrypt(&self, sealed: &[u8], place: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: place };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.0))
    }
}

/// Draws a value that equals no other.
pub(crate) fn random_mark() -> Result<Vec<u8>, VaultError> {
    Ok(random::<16>()?.to_vec())
}

fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, VaultError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut bytes[..]).map_err(|_| VaultError::NoRandomness)?;
    Ok(bytes)
}

fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = mac(key);
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}
