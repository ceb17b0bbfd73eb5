//! Errors and doubts of the vault in words for a person. Details that only a programmer reads stay as they are.

use crate::writer::store_words::engine_words;
use attestat_vault::{Doubt, VaultError};
use attestat_words::text;
use attestat_words::text::Text;

/// Returns an error of the vault for a person, as a clause; in English as it shows itself.
pub fn vault_words(error: &VaultError) -> Text {
    match error {
        VaultError::Engine(error) => engine_words(error),
        VaultError::Witness(_) => text!("vault-failed", detail = error.to_string()),
        VaultError::InDoubt(doubt) => doubt_words(doubt),
        VaultError::Damaged(entry) => text!("vault-damaged", entry = entry),
        VaultError::WrongKey => text!("vault-wrong-key"),
        VaultError::NoRandomness => text!("vault-no-randomness"),
        VaultError::TooLong(length) => text!("vault-too-long", length = *length),
        VaultError::PupilErased => text!("vault-pupil-erased"),
        VaultError::NotRemembered(why) => text!("vault-not-remembered", why = why),
        VaultError::Backup(why) => text!("vault-backup", why = why),
        VaultError::BackupNotWritten(why) => text!("vault-backup-not-written", why = why),
        VaultError::NoMoreTags => text!("vault-no-more-tags"),
        VaultError::ActorTooLong => text!("vault-actor-too-long"),
        VaultError::MailboxTooLong(length) => text!("vault-mailbox-too-long", length = *length),
        VaultError::MailboxesFull => text!("vault-mailboxes-full"),
    }
}

/// Returns a doubt for a person, as a clause; in English as it shows itself.
pub fn doubt_words(doubt: &Doubt) -> Text {
    match doubt {
        Doubt::Behind { writes } => text!("vault-behind", writes = *writes),
        Doubt::Missing => text!("vault-missing"),
        Doubt::Uncounted => text!("vault-uncounted"),
        Doubt::Another => text!("vault-another"),
        Doubt::Torn(family) => text!("vault-torn", family = family.name()),
        Doubt::Outrun => text!("vault-outrun"),
        Doubt::NoWitness => text!("vault-no-witness"),
        Doubt::DamagedWitness => text!("vault-damaged-witness"),
    }
}
