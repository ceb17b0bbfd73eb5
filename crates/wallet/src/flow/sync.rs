//! Sync: brings the documents that the schools have issued since. Nothing of it enters the portfolio by itself, and
//! nothing that does not verify enters the wallet.

use attestat_credential::document::{DocumentError, DocumentFile};
use attestat_credential::trust::Trust;
use attestat_credential::verdict::{CheckName, Outcome, Reason, Verifier};
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use attestat_ledger::status::Status;

use super::Flow;
use super::effect::{Delivery, NodeAnswer, NodeCall};
use super::error::{CallFailure, FlowError};
use super::outside::{Outside, follow};
use super::reach::{newest, reach};
use super::status::{Genuineness, StatusNews};
use crate::document_id::DocumentId;
use crate::heads::{Contradiction, heads};
use crate::keyring::Epoch;
use crate::proof;
use crate::roster::{RosterSource, RosterTaken, url};
use crate::wallet::{AddError, ArrivalKind, Binding, Enrolment, HeldDocument, Wallet};

/// Selection of the documents that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentsWanted {
    /// The documents that the wallet has not.
    Missing,
    /// All documents, with the newest proof and status.
    All,
}

/// Documents that came in one piece of work, with the outcome for each.
#[derive(Debug, Default)]
pub struct Arrivals {
    /// Documents that were not there before.
    pub new: Vec<DocumentId>,
    /// Documents with a newer proof or status.
    pub refreshed: Vec<DocumentId>,
    /// Documents among these that the school has revoked, as when it replaced them, or suspended.
    pub not_in_force: Vec<(DocumentId, Status)>,
    /// Documents that did not verify or could not be taken in, by registry and number, with the reason.
    pub refused: Vec<(RegistryId, u32, RefusalReason)>,
    /// Number of documents that were taken in without a roster to check them by.
    pub unchecked: usize,
    /// Number of documents that are bound to no key yet.
    pub bearers: usize,
    /// Documents that will still come: their number, and the time by which they are expected, in Unix seconds.
    pub waiting: Vec<(RegistryId, u32, u64)>,
}

/// Reason for which a document that came is not taken in. Never repeats its content.
#[derive(Debug, thiserror::Error)]
pub enum RefusalReason {
    /// The file is not a document.
    #[error(transparent)]
    Unreadable(DocumentError),
    /// The document does not verify; with the codes of the verdict's reasons.
    #[error("{0}")]
    NotGenuine(String),
    /// The wallet does not take the document.
    #[error(transparent)]
    NotAdded(AddError),
}

/// Answers of every registry.
#[derive(Debug)]
pub struct Synced<E> {
    /// Documents that came.
    pub arrivals: Arrivals,
    /// Statuses of the documents that are held now.
    pub statuses: StatusNews<E>,
    /// Number of registries that delivered.
    pub answered: usize,
    /// Registries whose nodes work by a roster that does not follow the one here, with its hash.
    pub another_roster: Vec<(RegistryId, RosterHash)>,
    /// Registries whose nodes showed something that does not go together with what is remembered of their logs.
    pub contradictions: Vec<(RegistryId, Contradiction)>,
    /// Registries that delivered nothing, with the reason.
    pub failures: Vec<(RegistryId, FlowError<E>)>,
}

impl<E> Default for Synced<E> {
    fn default() -> Self {
        Self {
            arrivals: Arrivals::default(),
            statuses: StatusNews::default(),
            answered: 0,
            another_roster: Vec::new(),
            contradictions: Vec::new(),
            failures: Vec::new(),
        }
    }
}

/// Asks every registry where the child is enrolled, one after the other. A failure of one of them leaves alone what the
/// others have delivered. The caller saves the wallet afterwards.
pub fn sync<'w, E: CallFailure + 'w>(
    wallet: &'w mut Wallet,
    mut roster: Option<PinnedRoster>,
    wanted: DocumentsWanted,
) -> Flow<'w, Synced<E>, E> {
    Flow::new(move |outside| async move {
        let mut synced = Synced::default();
        for enrolment in newest(wallet) {
            let registry = &enrolment.registry;
            match ask_one(&outside, wallet, &mut roster, &enrolment, wanted).await {
                Ok(RegistryAnswer { delivery, followed, contradictions, trust }) => {
                    synced.answered += 1;
                    synced.arrivals.waiting.push((registry.clone(), delivery.waiting, delivery.expected_by));
                    synced.arrivals.take(wallet, registry, delivery.documents, trust.as_ref(), outside.now());
                    synced.contradictions.extend(contradictions.into_iter().map(|found| (registry.clone(), found)));
                    if let Some(RosterTaken::Another(found)) = followed {
                        synced.another_roster.push((registry.clone(), found));
                    }
                }
                Err(failure) => synced.failures.push((registry.clone(), failure)),
            }
        }
        synced.statuses = StatusNews::ask(&outside, wallet, roster.as_ref()).await;
        synced
    })
}

/// NodeAnswer of one registry's node.
struct RegistryAnswer {
    delivery: Delivery,
    /// Outcome of taking over its roster.
    followed: Option<RosterTaken>,
    contradictions: Vec<Contradiction>,
    /// Trust against which its documents are checked.
    trust: Option<Trust>,
}

async fn ask_one<E: CallFailure>(
    outside: &Outside<E>,
    wallet: &mut Wallet,
    roster: &mut Option<PinnedRoster>,
    enrolment: &Enrolment,
    wanted: DocumentsWanted,
) -> Result<RegistryAnswer, FlowError<E>> {
    let registry = &enrolment.registry;
    reach(outside, wallet, roster, enrolment).await?;
    let listed = url(roster.as_ref(), registry).map(str::to_owned);
    // A newer roster is welcome; where none can be had, the documents are checked by the one in hand.
    let followed = follow_node(outside, roster).await;
    if url(roster.as_ref(), registry) != listed.as_deref() {
        reach(outside, wallet, roster, enrolment).await?;
    }
    // Without a roster only the school itself says how its documents stand.
    let known = match wanted {
        DocumentsWanted::Missing if roster.is_some() => {
            let trust = outside.trust().await?;
            settled_slots(wallet, trust, registry, outside.now())
        }
        DocumentsWanted::Missing | DocumentsWanted::All => Vec::new(),
    };
    let delivery = fetch(outside, wallet, registry, enrolment.epoch, &known).await?;
    let contradictions = remember(outside, roster.as_ref(), &delivery.documents).await?;
    let trust = outside.trust().await?;
    Ok(RegistryAnswer { delivery, followed, contradictions, trust })
}

/// Takes over the connected node's roster where it follows the one held; returns `None` if none is held, for then there
/// is nothing to follow, and if it could not be asked.
async fn follow_node<E>(outside: &Outside<E>, roster: &mut Option<PinnedRoster>) -> Option<RosterTaken> {
    let source = RosterSource::Letter(roster.as_ref()?.roster().hash());
    let event = outside.take_roster(source).await.ok()?;
    follow(roster, &event);
    event.taken.ok()
}

/// Holds the heads that documents rest on against those that are remembered. Without a roster nothing is remembered.
pub(super) async fn remember<E>(
    outside: &Outside<E>,
    roster: Option<&PinnedRoster>,
    documents: &[(u32, Vec<u8>)],
) -> Result<Vec<Contradiction>, FlowError<E>> {
    if roster.is_none() { Ok(Vec::new()) } else { outside.remember(heads(documents)).await }
}

/// Fetches the documents that are not known yet from the connected node.
pub(super) async fn fetch<E>(
    outside: &Outside<E>,
    wallet: &Wallet,
    registry: &RegistryId,
    epoch: Epoch,
    known: &[u32],
) -> Result<Delivery, FlowError<E>> {
    let nonce = outside.nonce(registry).await?;
    let proof = proof::fetch(wallet.keys(), registry, epoch, &nonce, known);
    let read = |answer| if let NodeAnswer::Delivered(delivery) = answer { Some(delivery) } else { None };
    outside.call(NodeCall::Fetch { proof, known: known.to_vec() }, read).await
}

/// The documents of a registry that need not be sent again: their proofs are enough for the roster in force. As a
/// consortium grows, older documents are asked for anew, with the newest proof.
fn settled_slots(wallet: &Wallet, trust: Option<Trust>, registry: &RegistryId, now: u64) -> Vec<u32> {
    // As a receiver sees them, who holds no heads that cover for them.
    let bare = trust.map(|trust| Trust::new(trust.roster));
    let mut verifier = bare.as_ref().map(Verifier::new);
    let mut too_few_confirmed = |slot: u32| {
        let held = wallet.document(&DocumentId { registry: registry.clone(), slot });
        let verdict = verifier.as_mut().zip(held).map(|(verifier, held)| verifier.verify(&held.file, now));
        let witnessed = verdict.as_ref().and_then(|verdict| verdict.outcome(CheckName::Witnessed));
        matches!(witnessed, Some(Outcome::Failed(Reason::BelowQuorum { .. })))
    };
    wallet.known_slots(registry).into_iter().filter(|slot| !too_few_confirmed(*slot)).collect()
}

impl Arrivals {
    /// Checks the documents that a node sent, and takes in what is good; `now` in Unix seconds.
    pub fn take(
        &mut self,
        wallet: &mut Wallet,
        registry: &RegistryId,
        documents: Vec<(u32, Vec<u8>)>,
        trust: Option<&Trust>,
        now: u64,
    ) {
        let mut verifier = trust.map(Verifier::new);
        for (slot, bytes) in documents {
            if let Err(why) = self.take_one(wallet, registry, &bytes, verifier.as_mut(), now) {
                self.refused.push((registry.clone(), slot, why));
            }
        }
    }

    /// Takes in one document, or returns the reason for which it is refused.
    fn take_one(
        &mut self,
        wallet: &mut Wallet,
        registry: &RegistryId,
        bytes: &[u8],
        verifier: Option<&mut Verifier<'_>>,
        now: u64,
    ) -> Result<(), RefusalReason> {
        let file = DocumentFile::parse(bytes).map_err(RefusalReason::Unreadable)?;
        let judged = match verifier.map(|verifier| Genuineness::of(&verifier.verify(&file, now))) {
            Some(Genuineness::Refused(codes)) => return Err(RefusalReason::NotGenuine(codes)),
            Some(Genuineness::Genuine(status)) => Some(status),
            None => None,
        };
        let arrival = wallet.add_sent_by(registry, file, now).map_err(RefusalReason::NotAdded)?;
        self.unchecked += usize::from(judged.is_none());
        self.bearers += usize::from(arrival.binding == Binding::Bearer);
        let status = judged.or_else(|| wallet.document(&arrival.id).map(HeldDocument::status));
        if let Some(status) = status.filter(|status| *status != Status::Valid) {
            self.not_in_force.push((arrival.id.clone(), status));
        }
        match arrival.kind {
            ArrivalKind::New => self.new.push(arrival.id),
            ArrivalKind::Refreshed => self.refreshed.push(arrival.id),
            ArrivalKind::Known => {}
        }
        Ok(())
    }
}
