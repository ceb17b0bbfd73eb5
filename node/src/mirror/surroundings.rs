//! Parts of a node that its followers and publishers share.

use super::disk::Disk;
use super::evidence::EvidenceFolder;
use super::fetch;
use super::peers::Peers;
use super::slow_peers::SlowPeers;
use crate::machine::keys::MirrorKey;
use crate::machine::notices::Notices;
use crate::writer::standings::Standings;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_replica::pace::Pace;
use attestat_store::database::Database;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::runtime::Handle;

/// Parts that the threads over logs share.
#[derive(Clone)]
pub struct Surroundings {
    /// The network's runtime.
    pub runtime: Handle,
    /// The peers.
    pub peers: Arc<Peers>,
    /// All logs of the node.
    pub database: Arc<Database>,
    /// The disk thread, which writes mirrored records.
    pub disk: Disk,
    /// The folder in which evidence is kept.
    pub evidence: EvidenceFolder,
    /// The key that this node cosigns with.
    pub mirror: MirrorKey,
    /// State of each log at the moment.
    pub standings: Arc<Standings>,
    /// Notices to the operator.
    pub notices: Notices,
    /// The peers that take their time.
    pub(crate) slow: SlowPeers,
    /// Pace of the work.
    pub pace: Pace,
    /// Record of each log that the operator lets be dated ahead.
    pub ahead: Arc<BTreeMap<Origin, u64>>,
}

impl Surroundings {
    /// Reports a fork to every peer.
    pub(crate) fn report_fork(&self, roster: &Roster, evidence: &ForkEvidence) {
        let _inside = self.runtime.enter();
        for peer in self.peers.everyone(roster) {
            if let Some(connection) = self.peers.connection(peer) {
                self.runtime.spawn(fetch::report_fork(connection, evidence.clone()));
            }
        }
    }
}
