//! The roster: the registries that may issue, their keys, the cosigners, and the rule of a quorum
//! (docs/spec/roster.md).
//!
//! A roster is a signed note whose text is TOML. Its hash is SHA-256 of the text without signatures;
//! a node and a verifier are told that one hash. Versions form a chain: k governors of the version
//! before and k of its own sign (TUF's root rule).

mod climb;
mod difference;
mod document;
mod error;
mod objection;
mod spoken_hash;

pub use climb::{
    CLIMB_STEPS_MAX, COMPARE_AFTER_DAYS, Climb, Climbed, End, Next, ROSTER_TWINS_BYTES_MAX, RosterTwins, TwinsError,
};
pub use difference::{Change, Moved};
pub use error::RosterError;
pub use objection::{Arithmetic, Objection, Tie};
pub use spoken_hash::{ToldHash, digits};

use crate::checkpoint::Checkpoint;
use crate::cosignature::{Cosignature, verify_cosignatures};
use crate::day::Day;
use crate::hash::{RootHash, sha256};
use crate::key::PublicKey;
use crate::name::{Origin, RegistryId};
use crate::note::{Note, NoteError, VerifierKey};
use crate::policy::Policy;
use crate::record::Class;
use crate::sorting;
use std::collections::{BTreeMap, BTreeSet};

/// Longest roster in bytes.
pub const ROSTER_BYTES_MAX: usize = 1_000_000;

/// SHA-256 of a roster's text: the one value that a verifier is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RosterHash(pub [u8; 32]);

impl core::fmt::Display for RosterHash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&crate::encoding::hex(&self.0))
    }
}

impl RosterHash {
    /// The hash of a roster's text, signatures left out.
    pub fn of(text: &str) -> Self {
        Self(sha256(text.as_bytes()))
    }

    /// Parses 64 hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        crate::encoding::parse_hex(&text.to_ascii_lowercase()).map(Self)
    }
}

/// The persons who may change the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Governance {
    /// The governors' keys.
    pub governors: Vec<VerifierKey>,
    /// Number of them that must sign.
    pub threshold: usize,
}

/// A registry's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistryState {
    /// The registry may issue.
    Active,
    /// The registry may not issue for now; the documents that it issued before stand.
    Suspended,
    /// The registry has stopped for good; the documents that it issued before stand.
    Closed,
}

/// A registry as the consortium admitted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    /// Its id.
    pub id: RegistryId,
    /// Its name for people.
    pub name: String,
    /// The organisation that runs it; that organisation's own cosigners do not count for its logs.
    pub organisation: String,
    /// Its region.
    pub region: String,
    /// Classes of documents that it may issue.
    pub classes: BTreeSet<Class>,
    /// State of the registry: active, suspended or closed.
    pub state: RegistryState,
    /// Address of its node; empty when it cannot be reached.
    pub url: String,
    /// Its logs, oldest first.
    pub logs: Vec<Log>,
}

/// One log of a registry and the keys that sign it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// The log's origin.
    pub origin: Origin,
    /// Its keys, ascending by `from_size`.
    pub keys: Vec<LogKey>,
}

/// A key and the sizes of checkpoints that it signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogKey {
    /// The key.
    pub key: PublicKey,
    /// Smallest size of a checkpoint that it signs.
    pub from_size: u64,
    /// Largest size of a checkpoint that it signs, or none while it is in force.
    pub to_size: Option<u64>,
}

impl LogKey {
    /// Returns true if this key signs checkpoints of `size`.
    pub fn covers(&self, size: u64) -> bool {
        self.from_size <= size && self.to_size.is_none_or(|to| size <= to)
    }
}

/// Meaning of a cosigner's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CosignerKind {
    /// The cosigner has stored and replayed every record. Quorums count these.
    Mirror,
    /// The cosigner has checked consistency only.
    Witness,
}

/// A peer that cosigns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigner {
    /// Its key, type `cosignature/v1`, whose name is the cosigner's.
    pub key: VerifierKey,
    /// The organisation that runs it.
    pub organisation: String,
    /// Meaning of its signature.
    pub kind: CosignerKind,
    /// Address of its node; empty when it cannot be reached.
    pub url: String,
}

/// The end that the roster sets to a log after a fork or a stolen key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The log.
    pub origin: Origin,
    /// Its size at the cut.
    pub size: u64,
    /// Its root at the cut.
    pub root: RootHash,
}

/// Place of a checkpoint with respect to the cut of its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceAtCut {
    /// At or below the cut, or the log is not cut.
    Counts,
    /// Beyond the cut at this size: nobody cosigns or publishes it.
    Beyond(u64),
    /// At the cut's size with another root: part of the history that does not count.
    Beside(u64),
}

/// A parsed roster. [`PinnedRoster`] checks that it is the pinned one, and its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Number of the version, from 1.
    pub version: u64,
    /// Hash of the version before; none for version 1.
    pub previous: Option<RosterHash>,
    /// First day on which it holds.
    pub issued: Day,
    /// Day after which everything checked with it is amber.
    pub expires: Day,
    /// The persons who may change it.
    pub governance: Governance,
    /// The registries.
    pub registries: Vec<Registry>,
    /// The cosigners.
    pub cosigners: Vec<Cosigner>,
    /// Cut logs.
    pub cuts: Vec<Cut>,
    /// Rule for the cosigners that make a checkpoint witnessed.
    pub policy: Policy,
    text: String,
}

impl Roster {
    /// Parses the text of a roster, without signatures.
    pub fn parse(text: &str) -> Result<Self, RosterError> {
        document::parse(text)
    }

    /// The text, exactly as hashed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the text.
    pub fn hash(&self) -> RosterHash {
        RosterHash::of(&self.text)
    }

    /// The registry with this id.
    pub fn registry(&self, id: &RegistryId) -> Option<&Registry> {
        self.registries.iter().find(|registry| registry.id == *id)
    }

    /// The log with this origin, and its registry.
    pub fn log(&self, origin: &Origin) -> Option<(&Registry, &Log)> {
        let registry = self.registry(origin.registry())?;
        Some((registry, registry.logs.iter().find(|log| log.origin == *origin)?))
    }

    /// Returns true if `key` is listed for checkpoints of `size` of the log `origin`.
    pub fn lists_key(&self, origin: &Origin, key: &PublicKey, size: u64) -> bool {
        self.key_at(origin, size) == Some(key)
    }

    /// The key that signs checkpoints of `size` of the log `origin`.
    pub fn key_at(&self, origin: &Origin, size: u64) -> Option<&PublicKey> {
        let (_, log) = self.log(origin)?;
        log.keys.iter().rev().find(|listed| listed.covers(size)).map(|listed| &listed.key)
    }

    /// The cut of this log, if it was cut.
    pub fn cut(&self, origin: &Origin) -> Option<&Cut> {
        self.cuts.iter().find(|cut| cut.origin == *origin)
    }

    /// Returns the place of a checkpoint with respect to the cut of its log. A root beside the cut's can be told at
    /// the cut's own size only.
    pub fn place_at_cut(&self, checkpoint: &Checkpoint) -> PlaceAtCut {
        match self.cut(&checkpoint.origin) {
            Some(cut) if checkpoint.size > cut.size => PlaceAtCut::Beyond(cut.size),
            Some(cut) if checkpoint.size == cut.size && checkpoint.root != cut.root => PlaceAtCut::Beside(cut.size),
            _ => PlaceAtCut::Counts,
        }
    }

    /// The cosigners that count towards a quorum for a registry's logs: mirrors of other organisations.
    pub fn counting_cosigners<'r>(&'r self, registry: &'r Registry) -> impl Iterator<Item = &'r Cosigner> {
        self.cosigners.iter().filter(move |peer| self.counts(registry, peer))
    }

    /// Returns true if a cosigner counts towards a quorum for a registry's logs.
    pub fn counts(&self, registry: &Registry, peer: &Cosigner) -> bool {
        peer.kind == CosignerKind::Mirror && peer.organisation != registry.organisation
    }

    /// Checks the cosignatures of a checkpoint of `registry` and judges them by the policy.
    pub fn judge(&self, registry: &Registry, note: &Note) -> Result<Quorum, NoteError> {
        let counting: Vec<&VerifierKey> = self.counting_cosigners(registry).map(|cosigner| &cosigner.key).collect();
        let needed = self.policy.fewest(|name| counting.iter().any(|key| key.name() == name));
        let cosignatures = verify_cosignatures(note, counting)?;
        let times = cosignatures.iter().map(|cosignature| (cosignature.name.clone(), cosignature.time));
        let times: BTreeMap<String, u64> = sorting::map(times);
        let reached = self.policy.is_satisfied(|name| times.contains_key(name));
        let time = if reached { self.policy.quorum_time(&times) } else { None };
        Ok(Quorum { cosignatures, reached, needed, time })
    }
}

/// The cosignatures on a checkpoint, judged by the roster's policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quorum {
    /// The counted cosignatures, all checked.
    pub cosignatures: Vec<Cosignature>,
    /// True if they satisfy the roster's policy.
    pub reached: bool,
    /// The fewest that can satisfy it for this registry; none when no number can.
    pub needed: Option<usize>,
    /// Latest time at which the quorum was reached: the k-th newest time, in Unix seconds; none without a quorum or
    /// where the policy asks for no cosignature.
    pub time: Option<u64>,
}

/// A roster that is trusted: its hash was pinned, or a chain of governors leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedRoster {
    roster: Roster,
    note: Note,
}

impl PinnedRoster {
    /// Takes a roster whose hash a person compared. The signatures of its own governors must be there.
    pub fn pin(note: &[u8], pinned: RosterHash) -> Result<Self, RosterError> {
        let note = Note::parse(note)?;
        let given = RosterHash::of(note.text());
        if given != pinned {
            return Err(RosterError::NotPinned { given, pinned });
        }
        let roster = Roster::parse(note.text())?;
        check_governors(&note, &roster.governance, "this version")?;
        Ok(Self { roster, note })
    }

    /// Takes the next version: signed by k governors of this one and k of its own, with no cut loosened.
    pub fn succeed(&self, note: &[u8]) -> Result<Self, RosterError> {
        let note = Note::parse(note)?;
        let next = Roster::parse(note.text())?;
        if Some(next.version) != self.roster.version.checked_add(1) {
            return Err(RosterError::NotNext("its version is not one higher"));
        }
        if next.previous != Some(self.roster.hash()) {
            return Err(RosterError::NotNext("it names another previous version"));
        }
        check_governors(&note, &self.roster.governance, "the version before")?;
        check_governors(&note, &next.governance, "this version")?;
        match self.roster.loosened_by(&next) {
            Some(cut) => Err(RosterError::CutLoosened(cut.origin.clone())),
            None => Ok(Self { roster: next, note }),
        }
    }

    /// The roster.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The note that the roster came in, with all its signatures, to be passed on to others.
    pub fn note(&self) -> &Note {
        &self.note
    }
}

fn check_governors(note: &Note, governance: &Governance, whose: &'static str) -> Result<(), RosterError> {
    let signed = match note.verify(&governance.governors) {
        Ok(signers) => signers.len(),
        Err(NoteError::NoKnownKey) => 0,
        Err(error) => return Err(error.into()),
    };
    let needed = governance.threshold;
    if signed >= needed { Ok(()) } else { Err(RosterError::TooFewGovernors { whose, signed, needed }) }
}
