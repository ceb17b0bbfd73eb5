//! Handle of others on a follower thread.

use super::{FollowerDriver, FollowerInput, standing};
use crate::machine::party::Party;
use crate::mirror::Ticker;
use crate::mirror::admission::{Admission, QueuePlace};
use crate::mirror::evidence::EvidenceFolder;
use crate::mirror::persistence::{self, FollowerView, Keeps, shown};
use crate::mirror::surroundings::Surroundings;
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::Roster;
use attestat_replica::follower::{FollowerEvent as Event, FollowerSettings, Role};
use attestat_store::log::{Log, Remains, StoreError};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// A handle on a follower thread.
#[derive(Clone)]
pub struct Followed {
    inputs: Sender<FollowerInput>,
    admission: Admission,
    seen: Arc<Mutex<FollowerView>>,
    log: Arc<Mutex<Arc<Log>>>,
    evidence: EvidenceFolder,
}

impl Followed {
    /// Starts to follow `log` in a role.
    pub fn start(
        log: Arc<Log>,
        role: Role,
        roster: Arc<Roster>,
        around: Surroundings,
    ) -> Result<(Self, std::thread::JoinHandle<()>), StoreError> {
        Self::start_after(log, &Remains::default(), role, roster, around)
    }

    /// Starts to follow a `log` that takes the place of a damaged copy, of which `remains` is still known.
    pub fn start_after(
        log: Arc<Log>,
        remains: &Remains,
        role: Role,
        roster: Arc<Roster>,
        around: Surroundings,
    ) -> Result<(Self, std::thread::JoinHandle<()>), StoreError> {
        let origin = log.origin().clone();
        let servers = around.peers.servers(&roster, &origin);
        let setting = FollowerSettings {
            roster,
            role,
            peers: servers.peers,
            owner: servers.owner,
            pace: around.pace.clone(),
            jitter: crate::mirror::jitter(),
        };
        let follower = persistence::resume(&log, remains, setting.clone(), &around)?;
        let (inputs, inbox) = channel();
        let seen = Arc::new(Mutex::new(FollowerView::of(&follower)));
        let followed = Self {
            inputs: inputs.clone(),
            admission: Admission::default(),
            seen: seen.clone(),
            log: Arc::new(Mutex::new(log.clone())),
            evidence: around.evidence.clone(),
        };
        around.standings.read_from(&log);
        let shared = followed.log.clone();
        let keeps = Keeps::of(&setting.role);
        if keeps == Keeps::Standing {
            around.standings.set(&origin, shown(follower.standing()));
        }
        let driver = FollowerDriver {
            follower,
            setting,
            log,
            shared,
            around,
            keeps,
            inputs,
            seen,
            stream: None,
            ticker: Ticker::default(),
            set_aside: 0,
            left_out: None,
        };
        followed.offer(remains);
        driver.ask_others_where_forgotten();
        Ok((followed, standing::spawn(driver, inbox)))
    }

    /// Offers the newest head that was published before: it is waited for, and compared with when the copy has come so
    /// far.
    fn offer(&self, remains: &Remains) {
        if let Some(head) = remains.head.clone() {
            self.tell(Event::Offered(head));
        }
    }

    /// A handle for the thread's own work.
    pub(super) fn of(driver: &FollowerDriver) -> Self {
        Self {
            inputs: driver.inputs.clone(),
            admission: Admission::default(),
            seen: driver.seen.clone(),
            log: driver.shared.clone(),
            evidence: driver.around.evidence.clone(),
        }
    }

    /// Tells the follower something of our own.
    pub(crate) fn tell(&self, event: Event) {
        let _ = self.inputs.send(FollowerInput::Event(Box::new(event)));
    }

    /// Passes on a sender's message, which has a place in the node; false when there is none at this log.
    #[must_use]
    pub(crate) fn pass_on(&self, event: Event, who: Party, place: QueuePlace) -> bool {
        let Some(admitted) = self.admission.enter(who, place) else { return false };
        let _ = self.inputs.send(FollowerInput::Admitted(Box::new(event), admitted));
        true
    }

    /// Ends the thread.
    pub fn stop(&self) {
        let _ = self.inputs.send(FollowerInput::Stop);
    }

    /// The newest head that was seen here, stored or not.
    pub fn newest_seen(&self) -> Option<SignedCheckpoint> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).head.clone()
    }

    /// True if a larger head was cosigned here than any that is known now: the copy that knew it is gone, and nobody
    /// may take the newest head seen here for the newest.
    pub fn has_forgotten(&self) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.head.as_ref().map_or(0, |head| head.checkpoint().size) < seen.cosigned
    }

    /// The reason why the log is not followed any further; none while it is.
    pub fn stopped(&self) -> Option<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.standing.is_stopped().then(|| seen.standing.to_string())
    }

    /// The copy as it is now.
    pub fn log(&self) -> Arc<Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Evidence that the log forked. Where it cannot be read, nobody may take that for none.
    pub fn fork(&self) -> Result<Option<ForkEvidence>, StoreError> {
        let log = self.log();
        persistence::fork(&log, &self.evidence).inspect_err(|error| {
            if error.is_damage() {
                let _ = self.inputs.send(FollowerInput::Damaged(log.clone(), error.to_string()));
            }
        })
    }
}
