//! The roster that a family's commands believe: pinned by the letter's hash, or by one that a person compared, and
//! followed from there by the governors' signatures. It is kept in `trust` in the family's folder.

use super::folder::FamilyFolder;
use crate::failure::Failure;
use crate::remote::Remote;
use crate::trust::TrustStore;
use crate::trust::climb::{by_hash, climb};
use attestat_credential::trust::Trust;
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{PinnedRoster, Registry, Roster, RosterHash};
use attestat_wallet::wallet::Enrolment;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_words::language::{Choose as _, Language};
use std::collections::BTreeSet;

/// Greatest age of a status before a document counts as not checked: a document comes with a fresh one.
const STATUS_AGE_SECONDS_MAX: u64 = 30 * 86_400;
/// Most nodes of the roster that are asked for a newer one: each may cost the time of a connection.
const NODES_ASKED_MAX: usize = 8;

/// A roster's hash, and the source on whose word it is to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// The hash stands in a letter. Letters can be forged: where a roster is held already, its governors must have
    /// signed too.
    ByLetter(RosterHash),
    /// The hash comes from a person, who compared it with the published one.
    ByPerson(RosterHash),
}

impl Named {
    /// The hash.
    pub(super) const fn hash(self) -> RosterHash {
        match self {
            Self::ByLetter(hash) | Self::ByPerson(hash) => hash,
        }
    }
}

/// Outcome of taking over a node's roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// The roster is in force here, or was before the one that is.
    InForce,
    /// The roster has another hash than the one that was named, and does not follow the one held; with its hash.
    Another(RosterHash),
}

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

    /// Address of a registry's node by the roster in force.
    pub(super) fn url(&self, id: &RegistryId) -> Option<&str> {
        reachable(self.roster()?, id).map(|registry| registry.url.as_str())
    }

    /// An enrolment with the address that the roster in force gives; without one, the letter's.
    pub(super) fn current(&self, enrolment: Enrolment) -> Enrolment {
        let address = self.url(&enrolment.registry).unwrap_or(&enrolment.address).to_owned();
        Enrolment { address, ..enrolment }
    }

    /// Takes over the node's roster, if versions lead to it from the one held, or if it is the named one and above the
    /// one held. Where none is held, the named one is the beginning, however old it is.
    pub(super) async fn take(&mut self, remote: &Remote, named: Named) -> Result<Taken, Failure> {
        let (roster, note) = offered(remote).await?;
        let hash = roster.hash();
        if self.held.is_none() {
            self.held = by_hash(remote, named.hash()).await?;
        }
        let Some(held) = self.held.clone() else { return Ok(Taken::Another(hash)) };
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
        if found.climbed.is_long() {
            self.to_compare = Some(found.climbed.in_force().roster().hash());
        }
        let is_known =
            self.store.has_roster(&hash) || found.climbed.waiting.iter().any(|next| next.roster().hash() == hash);
        self.held = Some(found.climbed.into_in_force());
        if is_known {
            return Ok(Taken::InForce);
        }
        let by_person = matches!(named, Named::ByPerson(named) if named == hash);
        let is_open = found.twins.is_some() || !self.store.held_rosters()?.admits(&note);
        let taken = later(&held, &note, named).filter(|_| by_person || !is_open);
        let Some(taken) = taken else { return Ok(Taken::Another(hash)) };
        self.store.accept(&lock, &taken, false)?;
        self.store.put_roster(&lock, &hash, &note)?;
        self.held = Some(taken);
        Ok(Taken::InForce)
    }

    /// Returns, once, the hash of a roster that was reached from one that is more than a year older: a person should
    /// compare it.
    pub(super) fn hash_to_compare(&mut self, language: Language) -> Option<String> {
        let hash = self.to_compare.take()?;
        Some(language.choose(
            format!("The roster in force is more than a year newer than the one that was held here. Compare its hash with the one on the consortium's page, or ask a school by telephone:\n  {hash}"),
            format!("Действующий список участников больше чем на год новее того, что был здесь. Сверьте его хеш с опубликованным консорциумом или спросите школу по телефону:\n  {hash}"),
        ))
    }

    /// Takes over the node's roster where it follows the one held; returns `None` if none is held, for then there is
    /// nothing to follow.
    pub(super) async fn follow(&mut self, remote: &Remote) -> Result<Option<Taken>, Failure> {
        let Some(held) = self.roster() else { return Ok(None) };
        let named = Named::ByLetter(held.hash());
        self.take(remote, named).await.map(Some)
    }

    /// Asks the other nodes of the roster for a newer one, until one says that this registry's node is elsewhere than
    /// at `tried`; returns the hash of a roster that could not be taken over.
    pub(super) async fn look_elsewhere(
        &mut self,
        id: &RegistryId,
        tried: &str,
        named: Option<Named>,
    ) -> Option<RosterHash> {
        let held = self.roster()?;
        let named = named.unwrap_or(Named::ByLetter(held.hash()));
        let urls = held.registries.iter().map(|registry| registry.url.clone());
        let others: BTreeSet<String> = urls.filter(|url| !url.is_empty() && url != tried).collect();
        let mut another = None;
        for url in others.into_iter().take(NODES_ASKED_MAX) {
            let Ok(address) = url.parse() else { continue };
            // Who does not answer is no help, and no harm.
            let Ok(remote) = Remote::connect_pinned(&address).await else { continue };
            match self.take(&remote, named).await {
                Ok(Taken::Another(hash)) => another = Some(hash),
                Ok(Taken::InForce) if self.url(id) != Some(tried) => return None,
                Ok(Taken::InForce) | Err(_) => {}
            }
        }
        another
    }
}

/// A roster after the one held: the next version; or, for who has skipped some, a later one that was named.
fn later(held: &PinnedRoster, note: &[u8], named: Named) -> Option<PinnedRoster> {
    if let Ok(next) = held.succeed(note) {
        return Some(next);
    }
    let later = PinnedRoster::pin(note, named.hash()).ok()?;
    let governance = &held.roster().governance;
    let believed = match named {
        Named::ByPerson(_) => true,
        Named::ByLetter(_) => {
            later.note().verify(&governance.governors).is_ok_and(|signed| signed.len() >= governance.threshold)
        }
    };
    (believed && later.roster().version > held.roster().version).then_some(later)
}

/// Words about a roster that does not follow the one held: a node's, or that of someone else who works by it.
pub(super) fn another_roster(node: Option<&RegistryId>, found: RosterHash, language: Language) -> String {
    let whose = node.map(RegistryId::as_str);
    language.choose(
        format!(
            "{} by the roster {found}, which does not follow the one in force here. Compare that hash with the consortium's; if it is right: `attestat wallet recover --from NODE --roster-hash HASH`.",
            whose.map_or_else(|| "Other nodes work".to_owned(), |id| format!("The node of {id} works")),
        ),
        format!(
            "{} по списку участников {found}, а он не продолжает действующий здесь. Сверьте этот хеш с опубликованным; если он верен: `attestat wallet recover --from УЗЕЛ --roster-hash ХЕШ`.",
            whose.map_or_else(|| "Другие узлы работают".to_owned(), |id| format!("Узел {id} работает")),
        ),
    )
}

/// The roster that a node works by, not judged yet.
pub(super) async fn offered(remote: &Remote) -> Result<(Roster, Vec<u8>), Failure> {
    let mut log = remote.log();
    let answer = remote.answer(log.get_roster(timely(v1::GetRosterRequest::default()))).await?;
    let roster = Note::parse(&answer.note).ok().and_then(|note| Roster::parse(note.text()).ok());
    let roster = roster.ok_or_else(|| Failure::bad_answer(remote.address(), "its roster cannot be read"))?;
    Ok((roster, answer.note))
}

/// The registry as the roster has it, with an address.
pub(super) fn reachable<'r>(roster: &'r Roster, id: &RegistryId) -> Option<&'r Registry> {
    roster.registry(id).filter(|registry| !registry.url.is_empty())
}

#[cfg(test)]
mod tests;
