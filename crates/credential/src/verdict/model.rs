//! The model of a verdict: checks with their outcomes, what may be shown of the document, and its place in a log.

use attestat_ledger::sorting::SharedSort as _;
use std::collections::BTreeMap;

use attestat_ledger::day::Day;
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::{Origin, RegistryId};
use serde_json::{Map, Value};

use super::check_name::CheckName;
use super::colour::Colour;
use super::reason::Reason;
use super::unchecked::{Exemption, Unchecked};
use crate::credential_type::CredentialType;

/// Outcome of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The check was made and nothing is wrong.
    Passed,
    /// The check was made and something is wrong.
    Failed(Reason),
    /// The check was not made, or could not be.
    NotChecked(Reason),
    /// There is nothing to check, by the verifier's own policy.
    NotApplicable(Exemption),
}

impl Outcome {
    /// Colour that the outcome gives.
    pub fn colour(&self) -> Colour {
        match self {
            Self::Passed | Self::NotApplicable(_) => Colour::Green,
            Self::Failed(reason) | Self::NotChecked(reason) => reason.colour().into(),
        }
    }

    /// The word for the state.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::NotChecked(_) => "not-checked",
            Self::NotApplicable(_) => "not-applicable",
        }
    }
}

/// One check and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Name of the check.
    pub name: CheckName,
    /// Outcome of the check.
    pub outcome: Outcome,
}

/// Binding of a document to a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// The credential names a holder's key.
    HolderKey,
    /// The credential names no holder's key: whoever has the file can show it.
    Bearer,
}

/// Content of a document, shown only once its signature and disclosures are good.
#[derive(Clone, PartialEq)]
pub struct Contents {
    /// The registry that signed.
    pub registry: RegistryId,
    /// Its name in the roster.
    pub registry_name: String,
    /// The type, where this version knows it.
    pub credential_type: Option<CredentialType>,
    /// The disclosed and open claims.
    pub claims: Map<String, Value>,
    /// Number of fields that the holder left hidden, decoys included.
    pub hidden: usize,
    /// Number of these fields below each claim that is shown: `marks` with the lines that were left out.
    pub hidden_below: BTreeMap<String, usize>,
    /// Bearer copy or bound to a key.
    pub holding: Holding,
}

impl core::fmt::Debug for Contents {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Contents(redacted)")
    }
}

/// Place of the document's record in a log, and the confirmation of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The log.
    pub origin: Origin,
    /// Index of the record.
    pub index: u64,
    /// The day that the registry claims for the record.
    pub day: Day,
    /// Size of the checkpoint in which it is proven.
    pub size: u64,
    /// Time at which a quorum had confirmed the checkpoint, or the head that covers it, in Unix seconds.
    pub witnessed_at: Option<u64>,
    /// The larger head that a quorum confirmed, where too few have confirmed the checkpoint itself.
    pub covered_by: Option<CoveringHead>,
}

/// A head that a quorum of the roster confirmed, and that a smaller checkpoint is proven to be a prefix of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoveringHead {
    /// Number of records.
    pub size: u64,
    /// Root of the tree of these records.
    pub root: RootHash,
    /// Time at which a quorum had confirmed it, in Unix seconds.
    pub at: u64,
}

/// The verdict on one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The checks, all of them, in order; the first is of the roster itself where nobody has compared its hash.
    pub checks: Vec<Check>,
    /// Facts that no check here looks at. Never empty.
    pub not_checked: Vec<Unchecked>,
    /// Content of the document, if it may be shown.
    pub contents: Option<Contents>,
    /// Place of its record in the log, if the record could be bound to the document.
    pub anchor: Option<Anchor>,
    /// "Not revoked as of" this time in Unix seconds, where status evidence counted.
    pub status_as_of: Option<u64>,
}

impl Verdict {
    /// The worst colour of all checks.
    pub fn colour(&self) -> Colour {
        self.checks.iter().map(|check| check.outcome.colour()).max().unwrap_or(Colour::Grey)
    }

    /// Returns true if the roster does not list the signer: the registry, its log or the key is unknown.
    pub fn is_of_unknown_signer(&self) -> bool {
        let unknown = |reason: &Reason| {
            matches!(reason, Reason::RegistryUnknown(_) | Reason::LogUnknown(_) | Reason::KeyUnknown(_))
        };
        matches!(self.outcome(CheckName::Issuer), Some(Outcome::NotChecked(reason)) if unknown(reason))
    }

    /// Returns the host by whose own roster the verdict is, where nobody has compared its hash.
    pub fn roster_shown_by(&self) -> Option<&str> {
        match self.outcome(CheckName::Pinned) {
            Some(Outcome::NotChecked(Reason::RosterNotCompared(by))) => Some(by),
            _ => None,
        }
    }

    /// Returns the outcome of one check.
    pub fn outcome(&self, name: CheckName) -> Option<&Outcome> {
        self.checks.iter().find(|check| check.name == name).map(|check| &check.outcome)
    }

    /// The reasons against green, the gravest first, without those that only follow from others.
    pub fn reasons(&self) -> Vec<&Reason> {
        let mut reasons: Vec<&Reason> = self
            .checks
            .iter()
            .filter_map(|check| match &check.outcome {
                Outcome::Failed(reason) | Outcome::NotChecked(reason) => Some(reason),
                Outcome::Passed | Outcome::NotApplicable(_) => None,
            })
            .filter(|reason| !matches!(reason, Reason::EarlierCheckFailed))
            .collect();
        reasons.put_in_order_by_key(|reason| core::cmp::Reverse(Colour::from(reason.colour())));
        reasons
    }
}
