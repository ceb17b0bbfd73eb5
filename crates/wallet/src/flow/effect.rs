//! The boundary of flows: the effects that they want carried out, and the events that answer them.

use attestat_credential::holder::statement::NONCE_BYTES;
use attestat_credential::presentation::request::Ask;
use attestat_credential::trust::Trust;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::key::Signature;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use zeroize::Zeroizing;

use crate::enrol::EnrolmentRequest;
use crate::heads::Contradiction;
use crate::holdings::Holdings;
use crate::mailbox::Permit;
use crate::proof::Proof;
use crate::recovery::Query;
use crate::roster::{RosterSource, RosterTaken};

/// Code of the only answer of a node that means that it keeps no copy.
pub const NO_MAILBOX: &str = "no-mailbox";

/// An action that a flow wants done. Each is answered by one event; all but [`Effect::Begin`] may be answered by
/// [`Event::Failed`].
#[derive(Debug)]
pub enum Effect {
    /// Nothing: the flow has not begun. Any event begins it.
    Begin,
    /// Find the whole address that a person's text means ([`Event::Address`]).
    Resolve(String),
    /// Connect to a node, and close the connection before ([`Event::Done`]).
    Connect {
        /// Address of the node.
        node: String,
        /// Demand on the key that answers.
        key: KeyDemand,
        /// Longest time for all calls over this connection together, in seconds.
        within_seconds: Option<u64>,
    },
    /// Ask the node that is connected ([`Event::Answered`]).
    Call(Box<NodeCall>),
    /// Take over the connected node's roster, where it follows the one in force or is the one meant
    /// ([`Event::Roster`]).
    TakeRoster(RosterSource),
    /// Read the trust against which documents are checked: the roster, and what is remembered of logs
    /// ([`Event::Trust`]).
    ReadTrust,
    /// Hold heads that the connected node showed against the remembered ones, and remember the newest that is proven to
    /// continue them ([`Event::Remembered`]).
    Remember(Vec<CheckpointNote>),
    /// Draw so many random bytes ([`Event::Drawn`]).
    Draw(usize),
    /// Put a new generation of the wallet file in place of the newest, which becomes the one before
    /// ([`Event::Done`]).
    Save(Vec<u8>),
    /// Ask the person for a yes ([`Event::Chosen`] with true; everything else is a failure).
    Confirm(Question),
    /// Ask the person for a yes or a no ([`Event::Chosen`]).
    Wish(Question),
    /// Show this to the person who is asked next ([`Event::Done`]).
    Show(String),
    /// Make sure that a file with these bytes can be handed over, where nothing is written over ([`Event::Done`]).
    Reserve(Vec<u8>),
    /// Hand the file over that was made sure of ([`Event::Done`]).
    HandOver(Vec<u8>),
    /// Tell how far the work has come ([`Event::Done`]).
    Progress {
        /// Part of the work.
        stage: Stage,
        /// Number of items that were begun.
        done: usize,
        /// Number of all items.
        of: usize,
    },
}

/// Demand on the key that answers at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyDemand {
    /// The address must name the key: for everything that is a family's.
    Named,
    /// Any key will do where the address names none: for what is signed.
    Any,
}

/// A part of a longer work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Looking for copies on nodes.
    Mailboxes,
    /// Searching the logs of registries.
    Registries,
}

/// A question to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The letter leads to another node than the wallet knows, and no roster says which is right.
    LetterElsewhere {
        /// Registry of the letter.
        registry: RegistryId,
        /// Address that the wallet knows.
        known: String,
        /// Address of the letter.
        given: String,
    },
    /// The letter's registry reads almost like one where the child is enrolled.
    TwoSchools {
        /// Registry of the letter.
        registry: RegistryId,
        /// The registry that it reads like.
        alike: RegistryId,
    },
    /// The hash of a roster is to be compared with the published one.
    CompareRoster(RosterHash),
    /// A document that is not in force is to be shown.
    ShareCondemned,
    /// Exactly what was shown is to be shared.
    Share,
    /// Yearly secrets are to be given too.
    GiveYears,
    /// An optional field of a request is to be shown.
    ShowOptional(Ask),
}

/// A call to a node.
#[derive(Debug)]
pub enum NodeCall {
    /// A nonce for one call about a registry.
    Nonce(RegistryId),
    /// Redeem a ticket.
    Enrol(EnrolmentRequest),
    /// Fetch the documents, but for the slots in `known`.
    Fetch {
        /// Proof of possession.
        proof: Proof,
        /// Slots that need not be sent.
        known: Vec<u32>,
    },
    /// Everything that the vault holds on the child, and who touched it.
    Holdings(Proof),
    /// A permit for a mailbox.
    Permit {
        /// Proof of possession.
        proof: Proof,
        /// Commitment to the mailbox's key.
        commitment: [u8; 32],
    },
    /// Put a copy into a mailbox.
    PutMailbox {
        /// Proof with the mailbox's key.
        proof: Proof,
        /// The sealed copy.
        content: Vec<u8>,
        /// The permit.
        permit: Permit,
    },
    /// The copy in a mailbox.
    GetMailbox(Proof),
    /// Drop a mailbox.
    DropMailbox(Proof),
    /// The registries that the node says it hosts.
    Hosted,
    /// The roster that the node works by.
    OfferedRoster,
    /// The newest head of a log.
    Head(Origin),
    /// A record with its proof.
    Inclusion {
        /// The log.
        origin: Origin,
        /// Index of the record.
        index: u64,
        /// Size of the log that the proof is about.
        size: u64,
    },
    /// The status file of a log.
    Status(Origin),
    /// Begin to read a bucket of the tag index.
    Tags(Query),
    /// The next piece of the bucket.
    MoreTags,
}

/// NodeAnswer of a node.
#[derive(Debug)]
pub enum NodeAnswer {
    /// To [`NodeCall::Nonce`].
    Nonce([u8; NONCE_BYTES]),
    /// To [`NodeCall::Enrol`].
    Enrolled(Enrolled),
    /// To [`NodeCall::Fetch`].
    Delivered(Delivery),
    /// To [`NodeCall::Holdings`].
    Holdings(Holdings),
    /// To [`NodeCall::Permit`].
    Permitted {
        /// End of the permit, in Unix seconds.
        expires: u64,
        /// The registry's signature.
        signature: Signature,
    },
    /// To [`NodeCall::PutMailbox`]: time until which the copy is kept, in Unix seconds, if the node says so.
    Kept(Option<u64>),
    /// To [`NodeCall::GetMailbox`]. That there is none is a failure with the code [`NO_MAILBOX`].
    Mailbox(Vec<u8>),
    /// To [`NodeCall::DropMailbox`].
    Dropped,
    /// To [`NodeCall::Hosted`].
    Hosted(Vec<RegistryId>),
    /// To [`NodeCall::OfferedRoster`].
    OfferedRoster(RosterHash),
    /// To [`NodeCall::Head`].
    Head(CheckpointNote),
    /// To [`NodeCall::Inclusion`].
    Inclusion {
        /// The record's bytes.
        record: Vec<u8>,
        /// Text of the proof.
        proof: String,
    },
    /// To [`NodeCall::Status`]: text of the status file; empty where there is none.
    Status(String),
    /// To [`NodeCall::Tags`], which sends nothing yet.
    TagsBegun,
    /// To [`NodeCall::MoreTags`]; none at the end.
    Tags(Option<TagPiece>),
}

/// Announcement of a registry about an enrolment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Enrolled {
    /// Number of documents that will be issued again, bound to the wallet.
    pub documents_waiting: u32,
    /// Time by which they are expected, in Unix seconds.
    pub expected_by: u64,
}

/// Documents as a node sent them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Slot and file.
    pub documents: Vec<(u32, Vec<u8>)>,
    /// Number of documents that will still be issued again, bound to the wallet.
    pub waiting: u32,
    /// Time at which the last of these is expected, in Unix seconds.
    pub expected_by: u64,
}

impl core::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Delivery(redacted)")
    }
}

/// A piece of a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagPiece {
    /// Whole entries.
    pub entries: Vec<u8>,
    /// Records that the node's index covers.
    pub indexed_size: u64,
}

/// Outcome of [`Effect::TakeRoster`].
#[derive(Debug)]
pub struct RosterEvent<E> {
    /// Outcome, or the failure.
    pub taken: Result<RosterTaken, E>,
    /// The roster in force from now on, also after a failure.
    pub roster: Option<PinnedRoster>,
    /// True if the roster in force is the one that was meant or came after it.
    pub follows: bool,
}

/// NodeAnswer to an effect.
#[derive(Debug)]
pub enum Event<E> {
    /// Begins a flow.
    Begin,
    /// The effect was carried out.
    Done,
    /// The effect could not be carried out.
    Failed(E),
    /// A whole address.
    Address(String),
    /// The node answered.
    Answered(NodeAnswer),
    /// A roster was looked at.
    Roster(Box<RosterEvent<E>>),
    /// The trust; none without a roster.
    Trust(Option<Box<Trust>>),
    /// Things that speak against the logs that were remembered.
    Remembered(Vec<Contradiction>),
    /// Random bytes.
    Drawn(Zeroizing<Vec<u8>>),
    /// A person's answer.
    Chosen(bool),
}
