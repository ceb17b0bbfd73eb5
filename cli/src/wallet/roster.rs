//! The roster that a family's commands believe: pinned by the letter's hash, or by one that a person
//! compared, and followed from there by the governors' signatures. Kept in `trust` in the family's folder.

use super::folder::FamilyFolder;
use crate::failure::Failure;
use crate::remote::Remote;
use crate::trust::TrustStore;
use attestat_credential::trust::Trust;
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{PinnedRoster, Registry, Roster, RosterHash};
use attestat_wire::connect::timely;
use attestat_wire::v1;

/// How old a status may be before a document counts as not checked: a document comes with a fresh one.
const STATUS_AGE_SECONDS_MAX: u64 = 30 * 86_400;

/// What became of a node's roster.
pub(super) enum Taken {
    /// It is in force here.
    InForce(Box<PinnedRoster>),
    /// Its hash is another than the one that was named, and it does not follow the one held.
    Another(RosterHash),
}

/// The family's folder of trust.
pub(super) struct FamilyTrust(TrustStore);

impl FamilyTrust {
    /// The folder of trust in a family's folder.
    pub(super) fn of(folder: &FamilyFolder) -> Result<Self, Failure> {
        TrustStore::at(Some(&folder.path().join("trust"))).map(Self)
    }

    /// The roster in force here, if there is one.
    pub(super) fn roster(&self) -> Result<Option<PinnedRoster>, Failure> {
        self.0.roster()
    }

    /// What documents are checked against when they arrive.
    pub(super) fn trust(&self) -> Result<Option<Trust>, Failure> {
        let none = |roster| Trust {
            roster,
            heads: Vec::new(),
            status_files: Vec::new(),
            forks: Vec::new(),
            max_age_seconds: STATUS_AGE_SECONDS_MAX,
        };
        Ok(self.roster()?.map(none))
    }

    /// Takes over the node's roster, if its hash is the one that was named or it follows the one held.
    pub(super) async fn take(&self, remote: &Remote, named: RosterHash) -> Result<Taken, Failure> {
        let (roster, note) = offered(remote).await?;
        if let Some(held) = self.roster()? {
            if held.roster().hash() == roster.hash() {
                return Ok(Taken::InForce(Box::new(held)));
            }
            if let Ok(next) = held.succeed(&note) {
                self.0.put_roster(&self.0.lock()?, &roster.hash(), &note)?;
                return Ok(Taken::InForce(Box::new(next)));
            }
            return Ok(Taken::Another(roster.hash()));
        }
        match PinnedRoster::pin(&note, named) {
            Ok(pinned) => {
                self.0.put_roster(&self.0.lock()?, &named, &note)?;
                Ok(Taken::InForce(Box::new(pinned)))
            }
            Err(_) => Ok(Taken::Another(roster.hash())),
        }
    }

    /// Takes over the node's roster where it follows the one held; says nothing otherwise.
    pub(super) async fn follow(&self, remote: &Remote) -> Result<(), Failure> {
        let Some(held) = self.roster()? else { return Ok(()) };
        self.take(remote, held.roster().hash()).await.map(|_| ())
    }
}

/// The roster that a node works by, not judged yet.
pub(super) async fn offered(remote: &Remote) -> Result<(Roster, Vec<u8>), Failure> {
    let mut log = remote.log();
    let answer = remote.answer(log.get_roster(timely(v1::GetRosterRequest {}))).await?;
    let roster = Note::parse(&answer.note).ok().and_then(|note| Roster::parse(note.text()).ok());
    let roster = roster.ok_or_else(|| Failure::bad_answer(remote.address(), "its roster cannot be read"))?;
    Ok((roster, answer.note))
}

/// The registry as the roster has it, with an address.
pub(super) fn reachable<'r>(roster: &'r Roster, id: &RegistryId) -> Option<&'r Registry> {
    roster.registry(id).filter(|registry| !registry.url.is_empty())
}
