//! The keys of one child: a different one for each registry, all from one seed (docs/spec/wallet.md, "Words and keys").
//!
//! ```text
//! K(label, e, i) = HKDF-SHA-512(salt "attestat/wallet/v1", IKM seed, L = 32,
//!                  info lp(label) ‖ lp(registry id) ‖ epoch e u32 ‖ copy i u32)
//!
//! P_R            = Ed25519 key from K("sign", e, 0)             holder key for the registry R
//! L_R            = K("tag", e, 0)                               link secret, shared with R
//! mailbox key    = Ed25519 key from K("mailbox", 0, 0)          R = the registry whose node keeps the mailbox
//! content key    = K("mailbox-content", 0, 0)                   likewise
//! ```

use attestat_credential::holder::tag::LinkSecret;
use attestat_ledger::encoding::put_prefixed;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::RegistryId;
use hkdf::Hkdf;
use sha2::Sha512;
use zeroize::Zeroizing;

use crate::seed::Seed;

const SALT: &[u8] = b"attestat/wallet/v1";
/// Length of HKDF's pseudorandom key with SHA-512, in bytes.
const PRK_BYTES: usize = 64;
/// The copy number of keys that exist once.
const ONLY_COPY: u32 = 0;

/// Epoch of a child's keys for a registry: 0 at first, the next one when a key must be replaced and the words stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(u32);

impl Epoch {
    /// Epoch 0, which every enrolment begins with.
    pub const FIRST: Self = Self(0);

    /// One more than the last epoch that a wallet keeps or looks for.
    pub const LIMIT: u32 = 64;

    /// The epoch with this number.
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// Its number, from 0.
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// Makes a child's keys; holds HKDF's extract of the seed: no `Clone`, no `Display`, wiped when dropped.
pub struct Keyring {
    prk: Zeroizing<[u8; PRK_BYTES]>,
}

impl Keyring {
    /// Makes the keyring by HKDF-Extract (RFC 5869 §2.2) of a child's seed.
    pub fn new(seed: &Seed) -> Self {
        let (mut prk, _) = Hkdf::<Sha512>::extract(Some(SALT), seed.expose());
        let keyring = Self { prk: Zeroizing::new(prk.into()) };
        zeroize::Zeroize::zeroize(&mut prk[..]);
        keyring
    }

    /// Secret key of which P_R is the public half.
    pub fn holder_key(&self, registry: &RegistryId, epoch: Epoch) -> SecretKey {
        SecretKey::from_seed(&self.derive("sign", registry, epoch))
    }

    /// L_R: the secret from which the registry makes the tags of the child's records.
    pub fn link_secret(&self, registry: &RegistryId, epoch: Epoch) -> LinkSecret {
        LinkSecret::from_bytes(self.derive("tag", registry, epoch))
    }

    /// The key of the mailbox on the node of `keeper`: it locates the mailbox, and links it with nothing else.
    pub fn mailbox_key(&self, keeper: &RegistryId) -> SecretKey {
        SecretKey::from_seed(&self.derive("mailbox", keeper, Epoch::FIRST))
    }

    /// Key under which a mailbox's content is encrypted.
    pub(crate) fn mailbox_content_key(&self, keeper: &RegistryId) -> Zeroizing<[u8; 32]> {
        self.derive("mailbox-content", keeper, Epoch::FIRST)
    }

    /// K(label, e, 0): HKDF-Expand (RFC 5869 §2.3) with `info = lp(label) ‖ lp(R) ‖ e u32 ‖ i u32`.
    fn derive(&self, label: &str, registry: &RegistryId, epoch: Epoch) -> Zeroizing<[u8; 32]> {
        let mut info = Vec::new();
        put_prefixed(&mut info, label.as_bytes());
        put_prefixed(&mut info, registry.as_str().as_bytes());
        info.extend_from_slice(&epoch.number().to_be_bytes());
        info.extend_from_slice(&ONLY_COPY.to_be_bytes());
        let mut key = Zeroizing::new([0; 32]);
        let hkdf = Hkdf::<Sha512>::from_prk(&self.prk[..]).expect("the key has the length of a SHA-512 hash");
        hkdf.expand(&info, &mut key[..]).expect("32 bytes are less than 255 hashes");
        key
    }
}

impl core::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Keyring(redacted)")
    }
}
