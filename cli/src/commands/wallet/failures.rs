//! Refusals of the wallet's crate, told to families: the event, and the next step.

use super::errors;
use super::folder::FamilyFolder;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::file::{LockError, OpenError, PassphraseError};
use attestat_wallet::seed::MnemonicError;
use attestat_wallet::ticket::TicketError;
use attestat_wallet::wallet::{BodyError, WalletError};
use attestat_words::text;

/// Failure for a passphrase that is not good enough.
pub(super) fn passphrase(error: &PassphraseError) -> Failure {
    let what = match error {
        PassphraseError::TooShort(characters) => text!("passphrase-weak", characters = *characters),
        PassphraseError::TooPlain(_) => text!("passphrase-plain"),
    };
    Failure::usage("weak-passphrase", what, text!("passphrase-weak.next"))
}

/// Failure for a label that no wallet takes.
pub(super) fn label(error: &WalletError) -> Failure {
    Failure::usage("bad-label", errors::wallet(error), "")
}

/// Failure for a key that cannot be derived of a passphrase.
pub(super) fn lock(error: &LockError) -> Failure {
    match error {
        LockError::Memory(_) => {
            Failure::new(Exit::Internal, "memory", text!("wallet-memory"), text!("wallet-memory.next"))
        }
        LockError::DeadDice => Failure::internal(text!("words-dead-dice")),
    }
}

/// Failure for a wallet file that does not open; names the copy that it can be replaced by.
pub(super) fn open(error: &OpenError, folder: &FamilyFolder, label: &ChildLabel) -> Failure {
    let file = folder.file(label);
    match error {
        OpenError::WrongPassphrase => {
            Failure::usage("wrong-passphrase", text!("wallet-wrong-passphrase"), text!("wallet-wrong-passphrase.next"))
        }
        // Going back to the generation before would destroy what the newer program wrote.
        OpenError::Newer | OpenError::Body(BodyError::Newer) => {
            Failure::config("newer-wallet", text!("wallet-newer", file = file), text!("wallet-newer.next"))
        }
        OpenError::Truncated { expected, found } => {
            let what = text!("wallet-cut-off", file = file, found = *found, expected = *expected);
            Failure::config("wallet-damaged", what, folder.way_back(label))
        }
        OpenError::Altered => {
            Failure::config("wallet-altered", text!("wallet-altered", file = file), folder.way_back(label))
        }
        OpenError::TooLong(bytes) => {
            let what = text!("wallet-not-one", file = file, bytes = *bytes);
            Failure::config("not-a-wallet", what, text!("wallet-not-one.next"))
        }
        OpenError::NotAWallet | OpenError::Damaged | OpenError::Cost(_) | OpenError::Body(_) => {
            Failure::config("wallet-damaged", text!("wallet-damaged", file = file), folder.way_back(label))
        }
        OpenError::Lock(error) => lock(error),
    }
}

/// Failure for words that are not a child's 24.
pub(super) fn words(error: &MnemonicError) -> Failure {
    let (what, todo) = match error {
        MnemonicError::Count(count) => (text!("words-count", count = *count), text!("words-count.next")),
        MnemonicError::TooLong(_) => (text!("words-too-long"), text!("words-too-long.next")),
        MnemonicError::UnknownWord { position, found, nearest } => (
            text!("words-unknown", position = *position, found = found.as_str()),
            text!("words-unknown.next", position = *position, nearest = *nearest),
        ),
        MnemonicError::Checksum => (text!("words-checksum"), text!("words-checksum.next")),
        MnemonicError::DeadDice => (text!("words-dead-dice"), text!("words-dead-dice.next")),
    };
    Failure::usage("not-the-words", what, todo)
}

/// Failure for a text that is no ticket.
pub(super) fn ticket(error: &TicketError) -> Failure {
    let (what, todo) = match error {
        TicketError::GroupLength { group, characters } => (
            text!("ticket-group-length", group = *group, characters = *characters),
            text!("ticket-group-length.next", group = *group),
        ),
        TicketError::Character(group) => {
            (text!("ticket-character", group = *group), text!("ticket-character.next", group = *group))
        }
        TicketError::Group(group) => {
            (text!("ticket-group", group = *group), text!("ticket-group.next", group = *group))
        }
        TicketError::Half { groups, of } => {
            (text!("ticket-half", groups = *groups, of = *of), text!("ticket-half.next"))
        }
        TicketError::Version(_) => (text!("ticket-newer"), text!("ticket-newer.next")),
        _ => (text!("ticket-not-whole"), text!("ticket-not-whole.next")),
    };
    Failure::usage("not-a-ticket", what, todo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::language::Language;

    #[test]
    fn a_file_of_a_newer_program_is_never_to_be_written_over() {
        let home = tempfile::tempdir().unwrap();
        let label = ChildLabel::parse("lev").unwrap();
        for language in [Language::English, Language::Russian] {
            let folder = FamilyFolder::at(Some(home.path())).unwrap();
            let lock = folder.lock().unwrap();
            folder.save(&label, b"one", &lock).unwrap();
            folder.save(&label, b"two", &lock).unwrap();
            let told = |error| open(&error, &folder, &label);
            for (error, code) in [
                (OpenError::Newer, "newer-wallet"),
                (OpenError::Body(BodyError::Newer), "newer-wallet"),
                (OpenError::TooLong(1 << 30), "not-a-wallet"),
            ] {
                let failure = told(error);
                assert!(failure.code == code && !failure.todo.told(language).contains("previous"), "{failure}");
            }
            assert!(told(OpenError::Body(BodyError::NotContents)).todo.told(language).contains(".wallet.previous"));
        }
    }
}
