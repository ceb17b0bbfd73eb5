//! The vault, its backups, and the doubt whether it is the one that was here last.

use super::{detail, store};
use attestat_vault::{Doubt, VaultError};
use attestat_words::text;
use attestat_words::text::Text;

/// A fault of the vault.
pub fn vault(error: &VaultError) -> Text {
    match error {
        VaultError::Engine(error) => store::engine(error),
        VaultError::Witness(error) => store::guard(error),
        VaultError::InDoubt(why) => doubt(why),
        VaultError::Damaged(entry) => text!("node-vault-damaged", entry = entry),
        VaultError::WrongKey => text!("node-vault-wrong-key"),
        VaultError::NoRandomness => text!("node-vault-no-randomness"),
        VaultError::TooLong(length) => text!("node-vault-too-long", length = *length),
        VaultError::PupilErased => text!("node-vault-pupil-erased"),
        VaultError::NotRemembered(why) => text!("node-vault-not-remembered", why = why),
        VaultError::Backup(why) => text!("node-vault-backup-unusable", why = backup(why)),
        VaultError::BackupNotWritten(why) => text!("node-vault-backup-unwritten", why = detail(why)),
        VaultError::NoMoreTags => text!("node-vault-no-more-tags"),
        VaultError::ActorTooLong => text!("node-vault-actor-too-long"),
        VaultError::MailboxTooLong(length) => text!("node-vault-mailbox-too-long", length = *length),
        VaultError::MailboxesFull => text!("node-vault-mailboxes-full"),
    }
}

/// A reason for which a backup is not taken, as the vault words it.
fn backup(why: &str) -> Text {
    match why {
        "it ends too early" => text!("node-vault-backup-ends"),
        "it is damaged" => text!("node-vault-backup-damaged"),
        "it is not a vault backup of this version" => text!("node-vault-backup-other-version"),
        "it was cut short, damaged, or made with another vault key" => text!("node-vault-backup-not-whole"),
        "this vault already holds something, and a backup is put into an empty one: with the node stopped, move DIR/vault away and restore again" =>
        {
            text!("node-vault-backup-not-empty")
        }
        other => detail(other),
    }
}

/// A reason for which the vault is not taken for the one that was here last.
pub fn doubt(doubt: &Doubt) -> Text {
    match doubt {
        Doubt::Behind { writes } => text!("node-doubt-behind", writes = *writes),
        Doubt::Missing => text!("node-doubt-missing"),
        Doubt::Uncounted => text!("node-doubt-uncounted"),
        Doubt::Another => text!("node-doubt-another"),
        Doubt::Torn(family) => text!("node-doubt-torn", family = family.name()),
        Doubt::Outrun => text!("node-doubt-outrun"),
        Doubt::NoWitness => text!("node-doubt-no-witness"),
        Doubt::DamagedWitness => text!("node-doubt-damaged-witness"),
    }
}
