//! Peers that take their time, by name: none of them holds anything up, and each is asked less often.

use crate::machine::notices::{Kind, Notices};
use attestat_ledger::name::Origin;
use attestat_words::text;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Peers that take their time, with their logs, told as notices; clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct SlowPeers {
    over: Arc<Mutex<BTreeMap<String, BTreeSet<Origin>>>>,
    notices: Notices,
}

impl SlowPeers {
    /// Tells those who read these notices.
    pub(crate) fn telling(notices: Notices) -> Self {
        Self { over: Arc::default(), notices }
    }

    /// Notes that a peer takes its time over a log.
    pub(crate) fn begin(&self, origin: &Origin, peer: &str) {
        self.over().entry(peer.to_owned()).or_default().insert(origin.clone());
        self.notices.raise_about(Kind::PeerSlow, peer, text!("notice-peer-slow", peer = peer));
    }

    /// Notes that it does so no longer.
    pub(crate) fn end(&self, origin: &Origin, peer: &str) {
        let mut over = self.over();
        let Some(logs) = over.get_mut(peer) else { return };
        logs.remove(origin);
        if logs.is_empty() {
            over.remove(peer);
            self.notices.clear_about(Kind::PeerSlow, peer);
        }
    }

    fn over(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, BTreeSet<Origin>>> {
        self.over.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn a_slow_peer_is_named_until_it_is_fast_for_every_log() {
        let notices = Notices::default();
        let slow = SlowPeers::telling(notices.clone());
        let logs = [1, 2].map(|school| Origin::parse(&format!("school-{school}.example/1")).unwrap());
        logs.iter().for_each(|log| slow.begin(log, "https://slow.example:7414"));
        let [notice] = notices.all().try_into().unwrap();
        assert_eq!(notice.kind.code(), "peer-slow");
        assert!(notice.words.to_string().contains("https://slow.example:7414"), "{}", notice.words);
        slow.end(&logs[0], "https://slow.example:7414");
        assert!(notices.has(Kind::PeerSlow));
        slow.end(&logs[1], "https://slow.example:7414");
        assert!(!notices.has(Kind::PeerSlow));
    }
}
