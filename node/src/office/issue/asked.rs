//! A draft of a request, and the answers of a person about it.

use zeroize::Zeroizing;

/// A draft, and a person's answers about it.
pub struct AskedDraft {
    /// The draft as JSON.
    pub draft: Zeroizing<Vec<u8>>,
    /// The code of the question about the pupil that was answered with yes; empty where nobody was asked.
    pub same_pupil: String,
    /// The code of the question that was answered with: another child of that name and birth date.
    pub other_pupil: String,
    /// Choice to issue it although its document was revoked.
    pub again: IssueAgain,
    /// True if a person says that it is none of the documents that the vault lost.
    pub not_lost: bool,
}

impl AskedDraft {
    /// A draft about which nobody was asked.
    pub fn unasked(draft: Zeroizing<Vec<u8>>) -> Self {
        let (same_pupil, other_pupil) = Default::default();
        Self { draft, same_pupil, other_pupil, again: IssueAgain::Unasked, not_lost: false }
    }
}

/// A person's wish to issue a draft once more whose document was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueAgain {
    /// Nobody was asked.
    Unasked,
    /// A person said so.
    Confirmed,
}
