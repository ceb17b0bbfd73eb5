//! One child's wallet: the words, the enrolments, the documents, and the ledger of shares.

mod body;
mod document;
mod enrolment;
mod evidence;
mod merge;
mod status;

use std::collections::BTreeMap;

use attestat_credential::sd_jwt::issue::Dice;
use attestat_ledger::name::RegistryId;

pub use body::{BodyError, Contents};
pub use document::{AddError, Arrival, ArrivalKind, Binding, HeldDocument};
pub use enrolment::{ADDRESS_BYTES_MAX, Enrolment, MailboxPlace};
pub use merge::Merged;

pub use crate::document_id::{DocumentId, NotADocumentId};

use crate::keyring::{Epoch, Keyring};
use crate::seed::{Mnemonic, MnemonicError};
use crate::share::{ConsentId, Share};

/// Longest label of a child in bytes.
pub const LABEL_BYTES_MAX: usize = 200;
/// Most enrolments: registries, and a few epochs of some.
pub const ENROLMENTS_MAX: usize = 256;
/// Most documents.
pub const DOCUMENTS_MAX: usize = 4096;
/// Most shares in the ledger.
pub const SHARES_MAX: usize = 10_000;
/// Most mailboxes.
pub const MAILBOXES_MAX: usize = 64;

/// Reason for which an item does not fit into a wallet, or is not in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WalletError {
    /// The words could not be drawn.
    #[error(transparent)]
    Words(#[from] MnemonicError),
    /// The wallet has no document with this id.
    #[error("the wallet has no such document; list its documents and choose one of them")]
    NoDocument,
    /// A label that is empty, too long or not printable.
    #[error("what a child is called must be 1 to 200 bytes of visible text; choose a short name")]
    Label,
    /// An address that no node has.
    #[error("a node's address has at most 340 bytes; write https://host:port#sha256:<64 hex digits>")]
    Address,
    /// An epoch beyond [`Epoch::LIMIT`].
    #[error("the wallet keeps 64 keys for a registry, and this one would be beyond them; make a new wallet")]
    Epoch,
    /// The wallet has as many items of the kind as the limit allows.
    #[error("the wallet already has {limit} {what}, the most that it keeps")]
    Full {
        /// Kind of the items.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
}

/// One child's wallet: no `Clone`, no `Display`; the words are wiped when it is dropped.
pub struct Wallet {
    mnemonic: Mnemonic,
    keys: Keyring,
    pub(crate) contents: Contents,
}

impl Wallet {
    /// A new wallet with new words; `created_at` in Unix seconds.
    pub fn create(label: &str, created_at: u64, dice: &mut dyn Dice) -> Result<Self, WalletError> {
        Self::from_words(Mnemonic::generate(dice)?, label, created_at)
    }

    /// An empty wallet for the words of a recovery sheet.
    pub fn from_words(mnemonic: Mnemonic, label: &str, created_at: u64) -> Result<Self, WalletError> {
        let label = checked_label(label)?;
        Ok(Self::with_contents(mnemonic, Contents::empty(label, created_at)))
    }

    pub(crate) fn with_contents(mnemonic: Mnemonic, contents: Contents) -> Self {
        let keys = Keyring::new(&mnemonic.seed());
        Self { mnemonic, keys, contents }
    }

    /// The words: for the recovery sheet.
    pub fn mnemonic(&self) -> &Mnemonic {
        &self.mnemonic
    }

    /// The keys that follow from the words.
    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// The family's name for the child.
    pub fn label(&self) -> &str {
        &self.contents.label
    }

    /// The generation that was read or written last: each save counts it up, and a copy that is merged brings its own
    /// along where that is higher. 0 before the first save.
    pub fn generation(&self) -> u64 {
        self.contents.generation
    }

    /// Time at which the wallet was made, in Unix seconds.
    pub fn created_at(&self) -> u64 {
        self.contents.created_at
    }

    /// The newest enrolment at a registry.
    pub fn enrolment(&self, registry: &RegistryId) -> Option<&Enrolment> {
        self.enrolments().rfind(|enrolment| enrolment.registry == *registry)
    }

    /// Every enrolment, by registry and epoch.
    pub fn enrolments(&self) -> impl DoubleEndedIterator<Item = &Enrolment> {
        self.contents.enrolments.values()
    }

    /// Notes an enrolment; one with the same registry and epoch is replaced.
    pub fn note_enrolment(&mut self, enrolment: Enrolment) -> Result<(), WalletError> {
        check_address(&enrolment.address)?;
        if enrolment.epoch.number() >= Epoch::LIMIT {
            return Err(WalletError::Epoch);
        }
        let key = (enrolment.registry.clone(), enrolment.epoch);
        room(&self.contents.enrolments, &key, "enrolments", ENROLMENTS_MAX)?;
        self.contents.enrolments.insert(key, enrolment);
        Ok(())
    }

    /// Forgets the newest enrolment at a registry, for an enrolment that did not succeed.
    pub fn forget_enrolment(&mut self, registry: &RegistryId) -> Option<Enrolment> {
        let key = (registry.clone(), self.enrolment(registry)?.epoch);
        self.contents.enrolments.remove(&key)
    }

    /// The epoch in force at a registry: that of its newest enrolment, else the first.
    pub fn epoch(&self, registry: &RegistryId) -> Epoch {
        self.enrolment(registry).map_or(Epoch::FIRST, |enrolment| enrolment.epoch)
    }

    /// Mailboxes with encrypted copies of this wallet, by the registry whose node keeps them.
    pub fn mailboxes(&self) -> impl Iterator<Item = &MailboxPlace> {
        self.contents.mailboxes.values()
    }

    /// Notes a mailbox; one on the same registry's node is replaced.
    pub fn note_mailbox(&mut self, place: MailboxPlace) -> Result<(), WalletError> {
        check_address(&place.address)?;
        room(&self.contents.mailboxes, &place.keeper, "mailboxes", MAILBOXES_MAX)?;
        self.contents.mailboxes.insert(place.keeper.clone(), place);
        Ok(())
    }

    /// Forgets a mailbox that was dropped.
    pub fn forget_mailbox(&mut self, keeper: &RegistryId) -> Option<MailboxPlace> {
        self.contents.mailboxes.remove(keeper)
    }

    /// The ledger of shares, in the order in which they were made.
    pub fn shares(&self) -> impl Iterator<Item = &Share> {
        let mut shares: Vec<&Share> = self.contents.shares.values().collect();
        shares.sort_by_key(|share| (share.made_at, share.id));
        shares.into_iter()
    }

    /// The share with this id.
    pub fn find_share(&self, id: &ConsentId) -> Option<&Share> {
        self.contents.shares.get(id)
    }
}

impl core::fmt::Debug for Wallet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Wallet(redacted)")
    }
}

/// Checks that `key` is in the map already or that one more item fits.
pub(crate) fn room<K: Ord, V>(
    map: &BTreeMap<K, V>,
    key: &K,
    what: &'static str,
    limit: usize,
) -> Result<(), WalletError> {
    if map.len() < limit || map.contains_key(key) { Ok(()) } else { Err(WalletError::Full { what, limit }) }
}

fn check_address(address: &str) -> Result<(), WalletError> {
    if address.len() <= ADDRESS_BYTES_MAX { Ok(()) } else { Err(WalletError::Address) }
}

fn checked_label(label: &str) -> Result<String, WalletError> {
    let label = label.trim();
    let fits = !label.is_empty() && label.len() <= LABEL_BYTES_MAX && !label.chars().any(char::is_control);
    if fits { Ok(label.to_owned()) } else { Err(WalletError::Label) }
}
