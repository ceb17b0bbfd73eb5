//! Objections to a version that no governor should sign, whoever asks for it: one that loosens a cut, or by which
//! nothing, or the word of a registry alone, would count.

use super::{Cosigner, CosignerKind, Cut, Registry, RegistryState, Roster};
use crate::name::{Origin, RegistryId};
use core::fmt;

/// Reason for which a version of a roster should not be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Objection {
    /// A cut is gone, or lies further on or beside the one before: records that were red would count again.
    #[error(
        "{origin} was cut at {size} records, and a cut only tightens: it may be lowered, and never lifted, raised or given another root at its size"
    )]
    CutLoosened {
        /// The log.
        origin: Origin,
        /// Size at which the log was cut.
        size: u64,
    },
    /// The cut names a log that the roster does not list.
    #[error("the cut of {0} cuts nothing: no registry lists this log")]
    CutOfNoLog(Origin),
    /// A registry's heads can never be confirmed.
    #[error("no head of {registry} could ever be confirmed: {arithmetic}")]
    Unreachable {
        /// The registry.
        registry: RegistryId,
        /// The numbers behind the objection.
        arithmetic: Arithmetic,
    },
    /// A mirror counts for a registry of its own organisation.
    #[error("{cosigner} counts for {registry}, and {tie}: nobody vouches for themselves. {arithmetic}")]
    OwnMirror {
        /// The registry.
        registry: RegistryId,
        /// The mirror's name.
        cosigner: String,
        /// Evidence that both are of one organisation.
        tie: Tie,
        /// Number of mirrors in the quorum, and of those that are left without this one.
        arithmetic: Arithmetic,
    },
}

/// Number of cosignatures that are needed, and of those that can come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arithmetic {
    /// Cosignatures that are needed where every mirror counts.
    pub needed: usize,
    /// Mirrors that the quorum names.
    pub named: usize,
    /// Number of the named mirrors that are the registry's own.
    pub own: usize,
}

impl fmt::Display for Arithmetic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { needed, named, own } = self;
        let left = named.saturating_sub(*own);
        let sign = if left < *needed { "<" } else { "≥" };
        write!(f, "{named} mirrors in the quorum - {own} of its own = {left} {sign} {needed} needed")
    }
}

/// Evidence that a registry and a mirror are of one organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// Their nodes have one address.
    Address,
    /// Their nodes answer with one key.
    TlsKey,
    /// Their organisations differ in spelling only.
    Spelling,
    /// The mirror is named after the registry.
    Name,
}

impl fmt::Display for Tie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => "both are reached at one address",
            Self::TlsKey => "both answer with one key",
            Self::Spelling => "the names of their organisations differ in spelling only",
            Self::Name => "it has that registry's name",
        })
    }
}

impl Roster {
    /// Returns the objections to signing this version after the one `before`.
    pub fn objections(&self, before: Option<&Self>) -> Vec<Objection> {
        let mut objections = Vec::new();
        let loosened = before.and_then(|before| before.loosened_by(self));
        objections.extend(loosened.map(|cut| Objection::CutLoosened { origin: cut.origin.clone(), size: cut.size }));
        let was_there = |cut: &&Cut| before.is_some_and(|before| before.cuts.contains(cut));
        let of_no_log = self.cuts.iter().filter(|cut| !was_there(cut) && self.log(&cut.origin).is_none());
        objections.extend(of_no_log.map(|cut| Objection::CutOfNoLog(cut.origin.clone())));
        for registry in &self.registries {
            self.put_quorum_objections(registry, &mut objections);
        }
        objections
    }

    /// Returns a cut of this roster that `next` does not keep or lower.
    pub(super) fn loosened_by(&self, next: &Self) -> Option<&Cut> {
        let keeps = |held: &&Cut| next.cut(&held.origin).is_some_and(|cut| cut.size < held.size || cut == *held);
        self.cuts.iter().find(|held| !keeps(held))
    }

    fn put_quorum_objections(&self, registry: &Registry, objections: &mut Vec<Objection>) {
        let id = &registry.id;
        let members = self.policy.members();
        let named = |peer: &&Cosigner| members.contains(peer.key.name());
        let mirrors: Vec<&Cosigner> =
            self.cosigners.iter().filter(|peer| peer.kind == CosignerKind::Mirror).filter(named).collect();
        let is_own = |peer: &&&Cosigner| peer.organisation == registry.organisation || tie(registry, peer).is_some();
        let arithmetic = Arithmetic {
            needed: self.policy.fewest(|_| true).unwrap_or(0),
            named: mirrors.len(),
            own: mirrors.iter().filter(is_own).count(),
        };
        let counting = mirrors.iter().filter(|peer| peer.organisation != registry.organisation);
        objections.extend(counting.filter_map(|peer| {
            let cosigner = peer.key.name().to_owned();
            tie(registry, peer).map(|tie| Objection::OwnMirror { registry: id.clone(), cosigner, tie, arithmetic })
        }));
        if self.needs(registry).0.is_none() {
            objections.push(Objection::Unreachable { registry: id.clone(), arithmetic });
        }
    }

    /// Returns true if a cosigner's organisation runs registries, and all of them are closed.
    pub fn is_of_closed(&self, peer: &Cosigner) -> bool {
        let mut own = self.registries.iter().filter(|registry| registry.organisation == peer.organisation).peekable();
        own.peek().is_some() && own.all(|registry| registry.state == RegistryState::Closed)
    }
}

/// Returns evidence that a registry and a mirror are of one organisation, although its name is written differently.
fn tie(registry: &Registry, peer: &Cosigner) -> Option<Tie> {
    let (own_place, own_pin) = place_and_pin(&registry.url);
    let (place, pin) = place_and_pin(&peer.url);
    if !place.is_empty() && place.eq_ignore_ascii_case(own_place) {
        return Some(Tie::Address);
    }
    if !pin.is_empty() && pin.eq_ignore_ascii_case(own_pin) {
        return Some(Tie::TlsKey);
    }
    if words(&registry.organisation) == words(&peer.organisation) {
        return Some(Tie::Spelling);
    }
    let node = peer.key.name().rsplit_once('/').map(|(node, _)| node);
    (node == Some(registry.id.as_str())).then_some(Tie::Name)
}

fn place_and_pin(url: &str) -> (&str, &str) {
    let (place, pin) = url.split_once('#').unwrap_or((url, ""));
    (place.trim_end_matches('/'), pin)
}

/// Returns the words of a name in small letters, without the characters between them.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
