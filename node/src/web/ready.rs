//! Readiness of the node for its operator: each thing that it needs, with the reason where it lacks it.

use crate::Node;
use crate::machine::notices::{Kind, Notice};
use crate::office::vault_words::doubt_words;
use crate::writer::standings::LogStanding;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use std::fmt::Write as _;

/// Things that are looked at, in the order in which they are told.
const CHECKS: [&str; 8] = ["disk", "vault", "queues", "peers", "logs", "roster", "clock", "certificate"];

/// Result of a look.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readiness {
    /// Reasons, each with the thing that it is about, and whether the node is not ready for it.
    reasons: Vec<(&'static str, Weighs, Text)>,
}

/// Weight of a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weighs {
    /// The node does its work all the same.
    Little,
    /// The node does not do its work.
    Much,
}

/// The thing that a notice is about, and its weight.
const fn about(kind: Kind) -> (&'static str, Weighs) {
    match kind {
        Kind::DiskLow => ("disk", Weighs::Much),
        Kind::VaultDamaged => ("vault", Weighs::Much),
        Kind::WritingStopped => ("queues", Weighs::Much),
        Kind::Unconfirmed => ("queues", Weighs::Little),
        Kind::PeersAway => ("peers", Weighs::Much),
        Kind::PeerSlow => ("peers", Weighs::Little),
        Kind::AnotherCopy => ("logs", Weighs::Much),
        Kind::RosterExpired => ("roster", Weighs::Much),
        Kind::RosterOutdated | Kind::RosterTwins | Kind::NoRoster => ("roster", Weighs::Little),
        Kind::Clock => ("clock", Weighs::Much),
        Kind::WebCertificate => ("certificate", Weighs::Little),
    }
}

impl Readiness {
    /// Looks at everything.
    pub(crate) fn of(node: &Node) -> Self {
        let mut reasons = Vec::new();
        for Notice { kind, words } in node.notices.all() {
            let (check, weighs) = about(kind);
            reasons.push((check, weighs, words));
        }
        if let Some(doubt) = node.vault.doubt() {
            reasons.push(("vault", Weighs::Much, doubt_words(&doubt)));
        }
        for registry in &node.config.registries {
            let origin = registry.origin();
            if let LogStanding::ReadOnly(why) = node.standings.get(&origin) {
                let words = text!("web-ready-read-only", log = origin.to_string(), why = why);
                reasons.push(("logs", Weighs::Much, words));
            }
        }
        if node.shutdown.reason().is_some() {
            reasons.push(("logs", Weighs::Much, text!("web-ready-stopping")));
        }
        Self { reasons }
    }

    /// Returns true if nothing keeps the node from its work.
    pub(crate) fn is_ready(&self) -> bool {
        self.reasons.iter().all(|(_, weighs, _)| *weighs == Weighs::Little)
    }

    /// One word: `ready` or `not ready`, a constant for programs.
    pub(crate) fn word(&self) -> &'static str {
        if self.is_ready() { "ready\n" } else { "not ready\n" }
    }

    /// A line for each thing: `[+]` where all is well, `[!]` where somebody should look, `[-]` where it is not ready.
    pub(crate) fn told(&self, language: Language) -> String {
        let mut told = String::new();
        for check in CHECKS {
            let own = || self.reasons.iter().filter(|(about, ..)| *about == check);
            let mark = if own().any(|(_, weighs, _)| *weighs == Weighs::Much) {
                "[-]"
            } else if own().next().is_some() {
                "[!]"
            } else {
                "[+]"
            };
            let _ = write!(told, "{mark} {check}");
            for (at, (_, _, words)) in own().enumerate() {
                let _ = write!(told, "{}{}", if at == 0 { ": " } else { "; " }, words.told(language));
            }
            told.push('\n');
        }
        told + self.word()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_told_beside_its_thing_and_by_its_weight() {
        assert!(Readiness::default().is_ready());
        let told = Readiness::default().told(Language::English);
        assert_eq!(told.matches("[+]").count(), CHECKS.len());
        let slow = ("peers", Weighs::Little, Text::written("one answers slowly"));
        let little = Readiness { reasons: vec![slow.clone()] };
        assert!(little.is_ready() && little.told(Language::English).contains("[!] peers: one answers slowly\n"));
        let away = ("peers", Weighs::Much, Text::written("nobody answers"));
        let much = Readiness { reasons: vec![slow, away] };
        assert!(!much.is_ready());
        assert!(much.told(Language::English).contains("[-] peers: one answers slowly; nobody answers\n"));
        assert!(much.told(Language::English).ends_with("not ready\n"));
    }

    #[test]
    fn every_notice_is_about_a_thing_that_is_looked_at() {
        for kind in Kind::ALL {
            assert!(CHECKS.contains(&about(kind).0), "{kind:?}");
        }
    }
}
