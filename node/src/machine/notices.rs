//! Notices to the operator: each state of the node that hinders it, told once in its log when it begins and once when
//! it ends, and shown by `attestat status-of` meanwhile.
//!
//! Strangers may read it: no paths, nothing personal.

use attestat_words::text::Text;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// State that can hinder a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Less of the disk is free than the settings keep in reserve.
    DiskLow,
    /// Too few peers have answered of late.
    PeersAway,
    /// A head that was signed here is not confirmed by others, although they had the time.
    Unconfirmed,
    /// A peer answers slowly.
    PeerSlow,
    /// Records are refused because of the clock.
    Clock,
    /// A registry's writer has ended.
    WritingStopped,
    /// A newer version of the roster is in force.
    RosterOutdated,
    /// The roster in force has expired.
    RosterExpired,
    /// Governors signed two rosters of one version.
    RosterTwins,
    /// Somebody else signs with a registry's key.
    AnotherCopy,
    /// Files of the vault cannot be read.
    VaultDamaged,
    /// No roster is in force.
    NoRoster,
    /// A new certificate of the pages cannot be used.
    WebCertificate,
}

impl Kind {
    /// Every state.
    pub const ALL: [Self; 13] = [
        Self::DiskLow,
        Self::PeersAway,
        Self::Unconfirmed,
        Self::PeerSlow,
        Self::Clock,
        Self::WritingStopped,
        Self::RosterOutdated,
        Self::RosterExpired,
        Self::RosterTwins,
        Self::AnotherCopy,
        Self::VaultDamaged,
        Self::NoRoster,
        Self::WebCertificate,
    ];

    /// The name for programs; it never changes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DiskLow => "disk-low",
            Self::PeersAway => "peers-away",
            Self::Unconfirmed => "unconfirmed",
            Self::PeerSlow => "peer-slow",
            Self::Clock => "clock",
            Self::WritingStopped => "writing-stopped",
            Self::RosterOutdated => "roster-outdated",
            Self::RosterExpired => "roster-expired",
            Self::RosterTwins => "roster-twins",
            Self::AnotherCopy => "another-copy",
            Self::VaultDamaged => "vault-damaged",
            Self::NoRoster => "no-roster",
            Self::WebCertificate => "web-certificate",
        }
    }
}

/// One state that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The state.
    pub kind: Kind,
    /// Words that say what to do.
    pub words: Text,
}

/// The notices of a node at the moment, by kind and by what they are about; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Notices(Arc<RwLock<BTreeMap<(Kind, String), Text>>>);

impl Notices {
    /// Begins a state, in words that say what to do; the words of one that holds already are renewed silently.
    pub fn raise(&self, kind: Kind, words: Text) {
        self.raise_about(kind, "", words);
    }

    /// Begins a state of one thing of several, like [`Self::raise`]: a state of one neither hides nor ends that of
    /// another.
    pub fn raise_about(&self, kind: Kind, about: &str, words: Text) {
        let key = (kind, about.to_owned());
        let before = self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, words.clone());
        if before.is_none() {
            tracing::warn!("{}: {words}", kind.code());
        }
    }

    /// Ends a state, if it held.
    pub fn clear(&self, kind: Kind) {
        self.clear_about(kind, "");
    }

    /// Ends a state of one thing, if it held.
    pub fn clear_about(&self, kind: Kind, about: &str) {
        let key = (kind, about.to_owned());
        if self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&key).is_some() {
            tracing::info!("{}: over", kind.code());
        }
    }

    /// Returns true if a state holds.
    pub fn has(&self, kind: Kind) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).keys().any(|(held, _)| *held == kind)
    }

    /// Returns all states that hold.
    pub fn all(&self) -> Vec<Notice> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        held.iter().map(|((kind, _), words)| Notice { kind: *kind, words: words.clone() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Notices};

    #[test]
    fn a_notice_about_one_registry_outlives_the_end_of_anothers() {
        let notices = Notices::default();
        notices.raise_about(Kind::Clock, "a.example/1", "nothing can be written to a.example/1".into());
        notices.raise_about(Kind::Clock, "b.example/1", "nothing can be written to b.example/1".into());
        assert_eq!(notices.all().len(), 2);
        notices.clear_about(Kind::Clock, "b.example/1");
        assert!(notices.has(Kind::Clock));
        assert!(
            notices
                .all()
                .iter()
                .all(|notice| notice.kind.code() == "clock" && notice.words.to_string().ends_with("a.example/1"))
        );
    }

    #[test]
    fn a_notice_stands_until_it_is_cleared() {
        let notices = Notices::default();
        notices.raise(Kind::DiskLow, "3 MiB are free".into());
        notices.raise(Kind::DiskLow, "2 MiB are free".into());
        let all = notices.all();
        assert_eq!(all.len(), 1);
        assert!(
            all.iter().all(|notice| notice.kind.code() == "disk-low" && notice.words.to_string() == "2 MiB are free")
        );
        notices.clear(Kind::DiskLow);
        assert!(!notices.has(Kind::DiskLow) && notices.all().is_empty());
    }
}
