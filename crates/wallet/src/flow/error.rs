//! Failures of flows: those of effects, handed through, and those that the flows find themselves.

use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::RosterHash;
use attestat_words::text::Text;

use crate::file::{OpenError, SealError};
use crate::mailbox::MailboxSealError;
use crate::share::{ShareError, StopError};
use crate::wallet::WalletError;

/// A failure as whoever carries effects out has it: flows decide by its code and by whether the node was reached.
pub trait CallFailure: Clone {
    /// Stable code: that of the node's refusal, where the node answered.
    fn code(&self) -> &str;

    /// Returns true if the node did not answer, so that another one may.
    fn is_unreachable(&self) -> bool;
}

/// Reason for which a flow, or a part of it, did not reach its end.
#[derive(Debug)]
pub enum FlowError<E> {
    /// An effect failed.
    Effect(E),
    /// A node's answer does not parse or does not prove what it should.
    BadAnswer {
        /// Address of the node.
        node: String,
        /// Fault of the answer.
        why: Text,
    },
    /// The registry's node did not answer, and others work by a roster that does not follow the one in force.
    AnotherRoster {
        /// Failure of the registry's node.
        failure: E,
        /// The roster of the others.
        found: RosterHash,
    },
    /// The roster in force does not name the registry.
    NotListed(RegistryId),
    /// The roster names no node to ask.
    NoNode,
    /// The node hosts no registry, so it keeps no mailbox.
    HostsNone,
    /// The node says that it is a registry's whose address or key is known to be another.
    KeeperElsewhere {
        /// Place of the node.
        at: String,
        /// The registry.
        id: RegistryId,
    },
    /// Only the keeper's own node could permit the copy, and it may not.
    OnlySameNode(RegistryId),
    /// No registry knows the child.
    NotEnrolled,
    /// A registry was asked to permit a copy, and did not.
    NotPermitted {
        /// The registry.
        asked: RegistryId,
        /// Its failure.
        failure: Box<Self>,
    },
    /// The wallet takes no more.
    Wallet(WalletError),
    /// A copy could not be sealed.
    Mailbox(MailboxSealError),
    /// The wallet could not be sealed.
    Seal(SealError),
    /// The sealed wallet does not open.
    Reopen(OpenError),
    /// The proposal cannot be shared.
    Share(ShareError),
    /// The share cannot be stopped.
    Stop(StopError),
}

impl<E: CallFailure> FlowError<E> {
    /// Code of the failure of a node, if it is one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Effect(failure) | Self::AnotherRoster { failure, .. } => Some(failure.code()),
            _ => None,
        }
    }

    /// Returns true if a node did not answer.
    pub fn is_unreachable(&self) -> bool {
        match self {
            Self::Effect(failure) | Self::AnotherRoster { failure, .. } => failure.is_unreachable(),
            _ => false,
        }
    }
}

impl<E> From<WalletError> for FlowError<E> {
    fn from(error: WalletError) -> Self {
        Self::Wallet(error)
    }
}
