//! Merging: the content of a mailbox or an older file is taken into the wallet once, however often it is restored.

use super::body::Contents;
use super::document::HeldDocument;
use super::evidence::newer;
use super::{DOCUMENTS_MAX, ENROLMENTS_MAX, MAILBOXES_MAX, SHARES_MAX, Wallet, WalletError};

/// Numbers of the items that a merge changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merged {
    /// Enrolments.
    pub enrolments: usize,
    /// Documents.
    pub documents: usize,
    /// Shares.
    pub shares: usize,
    /// Shares that were stopped in the other copy and not here.
    pub stops: usize,
    /// Mailboxes.
    pub mailboxes: usize,
    /// Documents on which the family had decided otherwise in a later generation of the other copy.
    pub choices: usize,
    /// Documents with a newer status in the other copy.
    pub statuses: usize,
    /// Documents with a known id and another content: this wallet's own stayed.
    pub differing: usize,
}

impl Wallet {
    /// Takes in the items that this wallet lacks. For items that both have, the newer state counts: the later choice of
    /// the family about a document (if neither is later, the document is not in the portfolio) and the newer status; a
    /// share that either copy has stopped is stopped. The rest stays as it is here. So it does not matter which of two
    /// copies is merged first, and doing it again changes nothing.
    pub fn merge(&mut self, other: Contents) -> Result<Merged, WalletError> {
        self.make_room(&other)?;
        let ours = &mut self.contents;
        let mut merged = Merged::default();
        for (key, enrolment) in other.enrolments {
            merged.enrolments += usize::from(!ours.enrolments.contains_key(&key));
            ours.enrolments.entry(key).or_insert(enrolment);
        }
        for (id, document) in other.documents {
            match ours.documents.get(&id) {
                None => {
                    ours.documents.insert(id, document);
                    merged.documents += 1;
                }
                Some(held) if held.file.salt != document.file.salt => merged.differing += 1,
                Some(_) => ours.take_newer(document, &mut merged),
            }
        }
        for (id, share) in other.shares {
            match ours.shares.get_mut(&id) {
                None => {
                    ours.shares.insert(id, share);
                    merged.shares += 1;
                }
                Some(held) => {
                    merged.stops += usize::from(held.stopped_at.is_none() && share.stopped_at.is_some());
                    held.stopped_at = held.stopped_at.or(share.stopped_at);
                }
            }
        }
        for (keeper, place) in other.mailboxes {
            merged.mailboxes += usize::from(!ours.mailboxes.contains_key(&keeper));
            ours.mailboxes.entry(keeper).or_insert(place);
        }
        ours.created_at = ours.created_at.min(other.created_at);
        ours.generation = ours.generation.max(other.generation);
        Ok(merged)
    }

    /// Refuses contents that do not fit before anything is taken in, so that a wallet is never merged by half.
    fn make_room(&self, other: &Contents) -> Result<(), WalletError> {
        let ours = &self.contents;
        let fits = |have: usize, more: usize, what, limit| {
            if have + more <= limit { Ok(()) } else { Err(WalletError::Full { what, limit }) }
        };
        let enrolments = other.enrolments.keys().filter(|key| !ours.enrolments.contains_key(*key)).count();
        let documents = other.documents.keys().filter(|key| !ours.documents.contains_key(*key)).count();
        let shares = other.shares.keys().filter(|key| !ours.shares.contains_key(*key)).count();
        let mailboxes = other.mailboxes.keys().filter(|key| !ours.mailboxes.contains_key(*key)).count();
        fits(ours.enrolments.len(), enrolments, "enrolments", ENROLMENTS_MAX)?;
        fits(ours.documents.len(), documents, "documents", DOCUMENTS_MAX)?;
        fits(ours.shares.len(), shares, "shares", SHARES_MAX)?;
        fits(ours.mailboxes.len(), mailboxes, "mailboxes", MAILBOXES_MAX)
    }
}

impl Contents {
    /// Takes over the newer choice and status of a document that both copies have.
    fn take_newer(&mut self, other: HeldDocument, merged: &mut Merged) {
        let Some(held) = self.documents.get_mut(&other.id) else { return };
        // Of two choices of one generation, made in two places, the one that shows less counts.
        let later = |document: &HeldDocument| (document.chosen, !document.included);
        if other.chosen > 0 && later(&other) > later(held) {
            merged.choices += usize::from(held.included != other.included);
            (held.included, held.chosen) = (other.included, other.chosen);
        }
        let status = newer(&held.id, other.file.status, held.file.status.clone());
        merged.statuses += usize::from(status != held.file.status);
        held.file.status = status;
    }
}
