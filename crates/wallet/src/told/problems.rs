//! Refusals of the wallet's crate, told to families: the event, and the next step.

use super::reasons;
use crate::document_id::DocumentId;
use crate::file::{LockError, OpenError, PassphraseError, SealError};
use crate::seed::MnemonicError;
use crate::ticket::TicketError;
use crate::title::FindError;
use crate::wallet::{BodyError, WalletError};
use attestat_words::problem::{Problem, Side};
use attestat_words::text;
use attestat_words::text::Text;

/// Problem of a passphrase that is not good enough.
pub fn passphrase(error: &PassphraseError) -> Problem {
    let what = match error {
        PassphraseError::TooShort(characters) => text!("passphrase-weak", characters = *characters),
        PassphraseError::TooPlain(_) => text!("passphrase-plain"),
    };
    Problem::input("weak-passphrase", what, text!("passphrase-weak.next"))
}

/// Problem of a label that no wallet takes.
pub fn label(error: &WalletError) -> Problem {
    Problem::input("bad-label", reasons::wallet(error), "")
}

/// Problem of a key that cannot be derived of a passphrase.
pub fn lock(error: &LockError) -> Problem {
    match error {
        LockError::Memory(_) => {
            Problem::new(Side::Internal, "memory", text!("wallet-memory"), text!("wallet-memory.next"))
        }
        LockError::DeadDice => Problem::internal(text!("words-dead-dice")),
    }
}

/// Problem of a wallet file that does not open; `way_back` names the copy that it can be replaced by.
pub fn open(error: &OpenError, file: &str, way_back: Text) -> Problem {
    match error {
        OpenError::WrongPassphrase => {
            Problem::input("wrong-passphrase", text!("wallet-wrong-passphrase"), text!("wallet-wrong-passphrase.next"))
        }
        // Going back to the generation before would destroy what the newer program wrote.
        OpenError::Newer | OpenError::Body(BodyError::Newer) => {
            Problem::kept("newer-wallet", text!("wallet-newer", file = file), text!("wallet-newer.next"))
        }
        OpenError::Truncated { expected, found } => {
            let what = text!("wallet-cut-off", file = file, found = *found, expected = *expected);
            Problem::kept("wallet-damaged", what, way_back)
        }
        OpenError::Altered => Problem::kept("wallet-altered", text!("wallet-altered", file = file), way_back),
        OpenError::TooLong(bytes) => {
            let what = text!("wallet-not-one", file = file, bytes = *bytes);
            Problem::kept("not-a-wallet", what, text!("wallet-not-one.next"))
        }
        OpenError::NotAWallet | OpenError::Damaged | OpenError::Cost(_) | OpenError::Body(_) => {
            Problem::kept("wallet-damaged", text!("wallet-damaged", file = file), way_back)
        }
        OpenError::Lock(error) => lock(error),
    }
}

/// Problem of words that are not a child's 24.
pub fn words(error: &MnemonicError) -> Problem {
    let todo = match error {
        MnemonicError::Count(_) => text!("words-count.next"),
        MnemonicError::TooLong(_) => text!("words-too-long.next"),
        MnemonicError::UnknownWord { position, nearest, .. } => {
            text!("words-unknown.next", position = *position, nearest = *nearest)
        }
        MnemonicError::Checksum => text!("words-checksum.next"),
        MnemonicError::DeadDice => text!("words-dead-dice.next"),
    };
    Problem::input("not-the-words", reasons::words(error), todo)
}

/// Problem of a text that is no ticket.
pub fn ticket(error: &TicketError) -> Problem {
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
    Problem::input("not-a-ticket", what, todo)
}

/// Problem of a text that means no document, or several.
pub fn not_found(error: &FindError) -> Problem {
    match error {
        FindError::None(shown) => {
            Problem::input("no-such-document", text!("document-none", shown = shown), text!("document-none.next"))
        }
        FindError::Several(shown, ids) => {
            let ids: Vec<String> = ids.iter().map(DocumentId::to_string).collect();
            Problem::input(
                "which-document",
                text!("document-several", shown = shown),
                text!("document-several.next", ids = ids.join(", ")),
            )
        }
    }
}

/// Problem of a wallet that cannot be written.
pub fn not_saved(error: &SealError) -> Problem {
    Problem::kept("wallet-not-saved", reasons::seal(error), text!("flow-not-saved-next"))
}

/// Problem of a sealed wallet that does not open again.
pub fn not_reopened() -> Problem {
    Problem::internal(text!("wallet-not-reopened"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::language::Language;

    #[test]
    fn a_file_of_a_newer_program_is_never_to_be_written_over() {
        for language in [Language::English, Language::Russian] {
            let way_back = || text!("wallet-way-back", command = "cp 'lev.wallet.previous' 'lev.wallet'");
            let told = |error| open(&error, "lev.wallet", way_back());
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
