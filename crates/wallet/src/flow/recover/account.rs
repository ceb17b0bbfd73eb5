//! The account of a recovery: everything that was found, and everything that could not be reached, by name.

use attestat_ledger::name::RegistryId;

use crate::flow::error::FlowError;
use crate::flow::status::StatusNews;
use crate::flow::sync::Arrivals;
use crate::heads::Contradiction;
use crate::mailbox::MailboxOpenError;
use crate::wallet::{Merged, Wallet, WalletError};

/// A copy that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyTaken {
    /// The registry whose node keeps it.
    pub keeper: RegistryId,
    /// Numbers of things in it that were new.
    pub merged: Merged,
    /// True if another copy is newer.
    pub is_older: bool,
}

/// Reason for which a copy is of no use.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The copy does not open.
    #[error(transparent)]
    Open(MailboxOpenError),
    /// The wallet does not take what is in it.
    #[error(transparent)]
    Merge(WalletError),
}

/// The account of one recovery.
#[derive(Debug)]
pub struct Account<E> {
    /// Registries with records of the child, and the number of these.
    pub records: Vec<(RegistryId, usize)>,
    /// Registries whose logs could not be searched.
    pub not_searched: Vec<(RegistryId, FlowError<E>)>,
    /// Registries about whose logs a single node answered, which could leave records out unnoticed.
    pub alone: Vec<RegistryId>,
    /// Records at the logs' ends that nobody had indexed yet.
    pub not_looked_at: u64,
    /// Documents from the issuing nodes.
    pub arrivals: Arrivals,
    /// Registries whose nodes showed something that does not go together with what is remembered of their logs.
    pub contradictions: Vec<(RegistryId, Contradiction)>,
    /// Registries that hold documents and whose own node gave none.
    pub gone: Vec<(RegistryId, FlowError<E>)>,
    /// Statuses of the documents now.
    pub statuses: StatusNews<E>,
    /// Copies that were found, and the new things in them.
    pub copies: Vec<CopyTaken>,
    /// Copies that were of no use, with the reason.
    pub bad_copies: Vec<(RegistryId, CopyError)>,
    /// Nodes that could not be asked for a copy, by their registry or their place.
    pub not_asked: Vec<(String, FlowError<E>)>,
}

/// Judgement on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// Everything was asked, of two nodes where there are two, and nothing is missing.
    Whole,
    /// Something was not asked, or is missing.
    Gaps,
    /// A log forked, or a document does not verify.
    Wrong,
}

impl<E> Default for Account<E> {
    fn default() -> Self {
        Self {
            records: Vec::new(),
            not_searched: Vec::new(),
            alone: Vec::new(),
            not_looked_at: 0,
            arrivals: Arrivals::default(),
            contradictions: Vec::new(),
            gone: Vec::new(),
            statuses: StatusNews::default(),
            copies: Vec::new(),
            bad_copies: Vec::new(),
            not_asked: Vec::new(),
        }
    }
}

impl<E> Account<E> {
    /// Number of findings so far: more of them are worth saving.
    pub fn findings(&self) -> usize {
        self.records.len() + self.statuses.changed.len()
    }

    /// Registries with more records than documents are here, and the difference. A record may stand for a document that
    /// was replaced or destroyed; which, the log does not say.
    pub fn missing(&self, wallet: &Wallet) -> Vec<(RegistryId, usize)> {
        let lacking = |(id, records): &(RegistryId, usize)| {
            let lacking = records.saturating_sub(wallet.known_slots(id).len());
            (lacking > 0).then(|| (id.clone(), lacking))
        };
        self.records.iter().filter_map(lacking).collect()
    }

    /// Judges whether everything was found; never on the word of a single node that it has nothing.
    pub fn completeness(&self, wallet: &Wallet) -> Completeness {
        let is_forked = self.contradictions.iter().any(|(_, found)| matches!(found, Contradiction::Forked(_)));
        if is_forked || !self.arrivals.refused.is_empty() || !self.statuses.bad.is_empty() {
            return Completeness::Wrong;
        }
        let whole = self.contradictions.is_empty()
            && self.not_searched.is_empty()
            && self.alone.is_empty()
            && self.gone.is_empty()
            && self.not_asked.is_empty()
            && self.bad_copies.is_empty()
            && self.statuses.not_asked.is_empty()
            && self.not_looked_at == 0
            && self.missing(wallet).is_empty();
        if whole { Completeness::Whole } else { Completeness::Gaps }
    }
}
