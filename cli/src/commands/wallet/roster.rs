//! The roster that a family's commands believe: pinned by the letter's hash, or by one that a person compared, and
//! followed from there by the governors' signatures. It is kept in `trust` in the family's folder.

use super::folder::FamilyFolder;
use crate::commands::trust::TrustStore;
use crate::commands::trust::climb::{by_hash, climb};
use crate::net::remote::Remote;
use crate::render::failure::Failure;
use attestat_credential::trust::Trust;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterHash};
use attestat_wallet::roster::{RosterSource, RosterTaken, later};
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_words::text;
use attestat_words::text::Text;

/// Greatest age of a status before a document counts as not checked: a document comes with a fresh one.
const STATUS_AGE_SECONDS_MAX: u64 = 30 * 86_400;

/// The family's folder of trust, and the roster in force there.
pub(super) struct FamilyTrust {
    store: TrustStore,
    held: Option<PinnedRoster>,
    to_compare: Option<RosterHash>,
}

impl FamilyTrust {
    /// The folder of trust in a family's folder.
    pub(super) fn of(folder: &FamilyFolder) -> Result<Self, Failure> {
        let store = TrustStore::at(Some(&folder.path().join("trust")))?;
        Ok(Self { held: store.roster()?, store, to_compare: None })
    }

    /// The roster in force here, if there is one.
    pub(super) fn roster(&self) -> Option<&Roster> {
        self.held.as_ref().map(PinnedRoster::roster)
    }

    /// The roster in force here with its note, if there is one.
    pub(super) const fn pinned(&self) -> Option<&PinnedRoster> {
        self.held.as_ref()
    }

    /// Returns true if the roster in force is the one that was named or came after it; also if none was named.
    pub(super) fn follows(&self, named: Option<RosterHash>) -> bool {
        let held = self.roster().map(Roster::hash);
        named.is_none_or(|named| held == Some(named) || self.store.has_roster(&named))
    }

    /// Trust against which documents are checked when they arrive: the roster, and what the folder remembers of the
    /// logs.
    pub(super) fn trust(&self) -> Result<Option<Trust>, Failure> {
        let Some(roster) = self.held.clone() else { return Ok(None) };
        let logs = roster.roster().registries.iter().flat_map(|registry| &registry.logs);
        let heads =
            logs.map(|log| self.store.signed_head(&log.origin, roster.roster())).collect::<Result<Vec<_>, _>>()?;
        let evidence = self.store.evidence(roster.roster())?;
        Ok(Some(Trust {
            heads: heads.into_iter().flatten().collect(),
            forks: evidence.forks(),
            doubted: evidence.doubted(roster.roster()),
            max_age_seconds: STATUS_AGE_SECONDS_MAX,
            ..Trust::new(roster)
        }))
    }

    /// The folder of trust.
    pub(super) const fn store(&self) -> &TrustStore {
        &self.store
    }

    /// Takes over the node's roster, if versions lead to it from the one held, or if it is the named one and above the
    /// one held. Where none is held, the named one is the beginning, however old it is.
    pub(super) async fn take(&mut self, remote: &Remote, source: RosterSource) -> Result<RosterTaken, Failure> {
        let (roster, note) = offered(remote).await?;
        let hash = roster.hash();
        if self.held.is_none() {
            self.held = by_hash(remote, source.hash()).await?;
        }
        let Some(held) = self.held.clone() else { return Ok(RosterTaken::Another(hash)) };
        let lock = self.store.lock()?;
        self.store.advance(&lock)?;
        // Another program may have come further since the folder was read.
        let held = match self.store.roster()? {
            Some(now) => now,
            None => {
                self.store.put_roster(&lock, &held.roster().hash(), held.note().to_string().as_bytes())?;
                held
            }
        };
        let found = climb(held.clone(), &self.store.held_rosters()?, std::slice::from_ref(remote)).await;
        found.keep(&self.store, &lock)?;
        if found.way.climbed.is_long() {
            self.to_compare = Some(found.way.climbed.in_force().roster().hash());
        }
        let is_known =
            self.store.has_roster(&hash) || found.way.climbed.waiting.iter().any(|next| next.roster().hash() == hash);
        self.held = Some(found.way.climbed.into_in_force());
        if is_known {
            return Ok(RosterTaken::InForce);
        }
        let by_person = matches!(source, RosterSource::Person(named) if named == hash);
        let is_open = found.way.twins.is_some() || !self.store.held_rosters()?.admits(&note);
        let taken = later(&held, &note, source).filter(|_| by_person || !is_open);
        let Some(taken) = taken else { return Ok(RosterTaken::Another(hash)) };
        self.store.accept(&lock, &taken, false)?;
        self.store.put_roster(&lock, &hash, &note)?;
        self.held = Some(taken);
        Ok(RosterTaken::InForce)
    }

    /// Returns, once, the hash of a roster that was reached from one that is more than a year older: a person should
    /// compare it.
    pub(super) fn hash_to_compare(&mut self) -> Option<Text> {
        self.to_compare.take().map(|hash| text!("family-compare-hash", hash = hash.to_string()))
    }
}

/// The roster that a node works by, not judged yet.
pub(super) async fn offered(remote: &Remote) -> Result<(Roster, Vec<u8>), Failure> {
    let mut log = remote.log();
    let answer = remote.answer(log.get_roster(timely(v1::GetRosterRequest::default()))).await?;
    let roster = Note::parse(&answer.note).ok().and_then(|note| Roster::parse(note.text()).ok());
    let roster = roster.ok_or_else(|| Failure::unsound_answer(remote.address(), text!("answer-roster")))?;
    Ok((roster, answer.note))
}

#[cfg(test)]
mod tests;
