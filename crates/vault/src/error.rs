//! Errors of the vault.

use crate::doubt::Doubt;
use attestat_store::engine::EngineError;
use attestat_store::guard::GuardError;

/// Reason for which the vault cannot do its work. Nothing personal is in these words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The storage below failed.
    #[error(transparent)]
    Engine(EngineError),
    /// The vault's witness could not be written or read.
    #[error(transparent)]
    Witness(#[from] GuardError),
    /// The vault is not known to be the one that was here last.
    #[error("{0}")]
    InDoubt(Doubt),
    /// A value does not decrypt: it is damaged, or made under another vault key.
    #[error(
        "vault entry {0} does not decrypt: it is damaged, or the vault key is not the one it was made with; restore the vault from a backup"
    )]
    Damaged(String),
    /// The vault key does not belong to this vault.
    #[error("this vault was made with another vault key; put back the key file that belongs to it")]
    WrongKey,
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random numbers, so nothing can be encrypted")]
    NoRandomness,
    /// The document is longer than [`crate::DOCUMENT_BYTES_MAX`].
    #[error("the document is {0} bytes long; the vault takes at most 296,960")]
    TooLong(usize),
    /// The pupil was erased after a document was encrypted for them.
    #[error("a pupil was erased while a document was made for them; the document was not written")]
    PupilErased,
    /// A pupil was destroyed, and it cannot be written down outside of the vault.
    #[error(
        "what was held on the pupil is destroyed, and that it is cannot be written beside the vault's witness, so that a backup from before would bring it back: {0}"
    )]
    NotRemembered(String),
    /// A backup file cannot be used.
    #[error("the backup cannot be used: {0}")]
    Backup(String),
    /// A backup cannot be written to its end: the disk is full, or the command was stopped.
    #[error("the backup cannot be written: {0}")]
    BackupNotWritten(String),
    /// A year's tags of one pupil are used up, which no school reaches.
    #[error("a pupil has no more tags in this year")]
    NoMoreTags,
    /// The name of the actor that touched a document is too long.
    #[error("the name of who did it is longer than 128 bytes")]
    ActorTooLong,
    /// A mailbox's content is too long.
    #[error("the mailbox is {0} bytes long; a mailbox takes at most 1,048,576")]
    MailboxTooLong(usize),
    /// There is no room for more mailboxes.
    #[error("the mailboxes kept here take all the room that `mailbox_mib` in node.toml gives them")]
    MailboxesFull,
}

/// A file of the vault that cannot be read is damage of the entries in it, and of these alone.
impl From<EngineError> for VaultError {
    fn from(error: EngineError) -> Self {
        match &error {
            EngineError::Read { family, why } if error.is_damage() => {
                Self::Damaged(format!("in a file of `{family}` ({why})"))
            }
            _ => Self::Engine(error),
        }
    }
}

impl VaultError {
    /// Returns true if stored data was found damaged, and not if the disk is full, locked, or refuses to write.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            Self::Engine(error) => error.is_damage(),
            _ => false,
        }
    }
}
