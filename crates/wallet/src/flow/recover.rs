//! Recovery of everything from the 24 words, a node's address and the roster's published hash.
//!
//! ```text
//! roster ─▶ mailboxes on every node of it, and on those that were named ─▶ per registry, on a connection of its own:
//! which records carry our tags, by the word of two nodes ─▶ documents from the issuing nodes ─▶ the account
//! ```
//!
//! Copies come first: they know the choices of the family, and the documents of a school that is gone. The findings
//! about one registry are saved before the next one is asked. A second run changes nothing.

mod account;
mod copies;
pub mod search;

use attestat_credential::trust::Trust;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{PinnedRoster, Registry, Roster, RosterHash};

pub use account::{Account, Completeness, CopyError, CopyTaken};

use super::Flow;
use super::effect::{KeyDemand, NodeAnswer, NodeCall, Question, Stage};
use super::error::{CallFailure, FlowError};
use super::outside::{Outside, follow};
use super::reach::nodes_about;
use super::sync::fetch;
use crate::address::NodeAddress;
use crate::file::Lock;
use crate::heads::heads;
use crate::keyring::Epoch;
use crate::recovery::Outcome;
use crate::roster::{RosterSource, RosterTaken};
use crate::wallet::{Enrolment, Wallet};

/// Code of a question that a person did not answer with a yes.
const NOT_CONFIRMED: &str = "not-confirmed";

/// Reason for which no roster could be believed.
#[derive(Debug)]
pub enum NoRoster<E> {
    /// An effect failed.
    Flow(FlowError<E>),
    /// The node has another roster than was named, or the folder follows another.
    Another {
        /// The roster that was to be believed.
        named: RosterHash,
        /// The node's roster.
        found: RosterHash,
        /// The roster in force here.
        held: Option<RosterHash>,
    },
    /// No node was named.
    NoNode,
}

/// Takes over the roster: the one in force here or one that follows it, or a node's after its hash was compared. A node
/// that fails keeps no other from being asked.
pub fn roster<'w, E: CallFailure + 'w>(
    from: &'w [String],
    named: Option<RosterHash>,
    held: Option<PinnedRoster>,
) -> Flow<'w, Result<PinnedRoster, NoRoster<E>>, E> {
    Flow::new(move |outside| async move {
        let (mut last, mut held) = (NoRoster::NoNode, held);
        for text in from {
            let address = outside.resolve(text).await.map_err(NoRoster::Flow)?;
            let found = match offered(&outside, &address).await {
                Ok(found) => found,
                Err(failure) => {
                    last = NoRoster::Flow(failure);
                    continue;
                }
            };
            let source = match (named, &held) {
                (Some(named), _) => RosterSource::Person(named),
                (None, Some(held)) => RosterSource::Letter(held.roster().hash()),
                (None, None) => match outside.confirm(Question::CompareRoster(found)).await {
                    Ok(()) => RosterSource::Person(found),
                    Err(failure) if failure.code() == Some(NOT_CONFIRMED) => {
                        last = NoRoster::Flow(failure);
                        continue;
                    }
                    Err(failure) => return Err(NoRoster::Flow(failure)),
                },
            };
            let event = match outside.take_roster(source).await {
                Ok(event) => event,
                // Other nodes were named for this.
                Err(failure) => {
                    last = NoRoster::Flow(failure);
                    continue;
                }
            };
            follow(&mut held, &event);
            last = match (event.taken, &held) {
                (Ok(RosterTaken::InForce), Some(roster)) if named.is_none() || event.follows => {
                    return Ok(roster.clone());
                }
                (Ok(_), held) => {
                    let held = held.as_ref().map(|held| held.roster().hash());
                    NoRoster::Another { named: source.hash(), found, held }
                }
                (Err(failure), _) => NoRoster::Flow(FlowError::Effect(failure)),
            };
        }
        Err(last)
    })
}

/// Hash of the roster that the node at an address works by.
async fn offered<E>(outside: &Outside<E>, address: &str) -> Result<RosterHash, FlowError<E>> {
    outside.connect(address, KeyDemand::Any).await?;
    let read = |answer| if let NodeAnswer::OfferedRoster(hash) = answer { Some(hash) } else { None };
    outside.call(NodeCall::OfferedRoster, read).await
}

/// State of one recovery.
#[derive(Debug)]
pub struct Recovery<E> {
    /// The roster that leads the recovery.
    pub roster: Roster,
    /// Trust against which documents are checked.
    pub trust: Option<Trust>,
    /// Nodes that were named.
    pub from: Vec<NodeAddress>,
    /// Nodes that did not answer: all others that can be asked are asked before them.
    pub silent: Vec<NodeAddress>,
    /// Account of the findings.
    pub account: Account<E>,
}

/// Looks for copies on every node of the roster and on those that were named, and takes them in, the newest first.
pub fn mailboxes<'w, E: CallFailure + 'w>(
    recovery: &'w mut Recovery<E>,
    wallet: &'w mut Wallet,
    lock: &'w mut Lock,
) -> Flow<'w, Result<(), FlowError<E>>, E> {
    Flow::new(move |outside| async move { Recovering { outside, recovery, wallet, lock }.mailboxes().await })
}

/// Finds the records of each registry, then fetches the documents from the node that issued them.
pub fn documents<'w, E: CallFailure + 'w>(
    recovery: &'w mut Recovery<E>,
    wallet: &'w mut Wallet,
    lock: &'w mut Lock,
) -> Flow<'w, Result<(), FlowError<E>>, E> {
    Flow::new(move |outside| async move { Recovering { outside, recovery, wallet, lock }.documents().await })
}

/// A recovery under way.
struct Recovering<'w, E> {
    outside: Outside<E>,
    recovery: &'w mut Recovery<E>,
    wallet: &'w mut Wallet,
    lock: &'w mut Lock,
}

impl<E: CallFailure> Recovering<'_, E> {
    async fn documents(mut self) -> Result<(), FlowError<E>> {
        let registries = self.recovery.roster.registries.clone();
        for (at, registry) in registries.iter().enumerate() {
            self.outside.progress(Stage::Registries, at, registries.len()).await?;
            let before = self.recovery.account.findings();
            self.search(registry, at).await;
            self.renew(&registry.id).await;
            if self.recovery.account.findings() > before {
                self.outside.save(self.wallet, self.lock).await?;
            }
        }
        self.outside.progress(Stage::Registries, registries.len(), registries.len()).await?;
        self.renew_unlisted().await;
        Ok(())
    }

    /// Searches the logs of a registry on two nodes, and fetches the documents.
    async fn search(&mut self, registry: &Registry, at: usize) {
        let Recovery { roster, from, silent, account, .. } = &mut *self.recovery;
        let nodes = nodes_about(from, silent, roster, at);
        match search::records(&self.outside, self.wallet.keys(), registry, roster, &nodes, silent).await {
            Ok(found) => {
                // Where the roster has one node only, its findings are all that can be had.
                if found.nodes < 2 && (nodes.len() > 1 || found.outcome.records.is_empty()) {
                    account.alone.push(registry.id.clone());
                }
                self.fetch(registry, found.outcome).await;
            }
            Err(failure) => account.not_searched.push((registry.id.clone(), failure)),
        }
    }

    /// Asks for the present status of a registry's documents, from whatever source they came.
    async fn renew(&mut self, registry: &RegistryId) {
        let Recovery { roster, trust, silent, account, .. } = &mut *self.recovery;
        let Some(trust) = trust else { return };
        if !self.wallet.known_slots(registry).is_empty() {
            account.statuses.ask_about(&self.outside, registry, silent, self.wallet, roster, trust).await;
        }
    }

    /// Names the registries of documents that no node can be asked about.
    async fn renew_unlisted(&mut self) {
        let listed = |id: &RegistryId| self.recovery.roster.registry(id).is_some();
        let ids = self.wallet.documents().map(|document| &document.id.registry);
        let mut unlisted: Vec<RegistryId> = ids.filter(|id| !listed(id)).cloned().collect();
        unlisted.dedup();
        for id in unlisted {
            self.renew(&id).await;
        }
    }

    /// Fetches a registry's documents, if it has records of the child.
    async fn fetch(&mut self, registry: &Registry, outcome: Outcome) {
        let records = outcome.records.len();
        self.recovery.account.not_looked_at += outcome.not_looked_at;
        let Some(epoch) = outcome.newest_epoch else { return };
        self.recovery.account.records.push((registry.id.clone(), records));
        if let Err(failure) = self.fetch_from(registry, epoch).await {
            self.recovery.account.gone.push((registry.id.clone(), failure));
        }
    }

    async fn fetch_from(&mut self, registry: &Registry, epoch: Epoch) -> Result<(), FlowError<E>> {
        let known = self.wallet.known_slots(&registry.id);
        self.outside.connect(&registry.url, KeyDemand::Named).await?;
        let delivery = fetch(&self.outside, self.wallet, &registry.id, epoch, &known).await?;
        let contradictions = self.outside.remember(heads(&delivery.documents)).await?;
        let trust = self.outside.trust().await?;
        self.note(registry, epoch)?;
        self.recovery.trust = trust;
        let Recovery { trust, account, .. } = &mut *self.recovery;
        account.contradictions.extend(contradictions.into_iter().map(|found| (registry.id.clone(), found)));
        let now = self.outside.now();
        account.arrivals.take(self.wallet, &registry.id, delivery.documents, trust.as_ref(), now);
        Ok(())
    }

    /// Notes that the child is enrolled at a registry, and where its node is now.
    fn note(&mut self, registry: &Registry, epoch: Epoch) -> Result<(), FlowError<E>> {
        let address = registry.url.clone();
        let enrolment = match self.wallet.enrolment(&registry.id).filter(|known| known.epoch >= epoch) {
            Some(known) => Enrolment { address, ..known.clone() },
            None => Enrolment {
                registry: registry.id.clone(),
                epoch,
                address,
                enrolled_at: self.outside.now(),
                roster: self.recovery.roster.hash(),
            },
        };
        Ok(self.wallet.note_enrolment(enrolment)?)
    }
}
