//! Copies: leaves encrypted copies of the wallet on other nodes, and takes them back.

pub mod keeper;

use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::PinnedRoster;

use super::Flow;
use super::effect::{KeyDemand, NodeAnswer, NodeCall};
use super::error::{CallFailure, FlowError};
use super::outside::Outside;
use super::reach::{current, newest, reach, reach_at};
use crate::mailbox::{BLIND_BYTES, MAILBOX_DRAW_BYTES, Permit, commitment, seal};
use crate::proof;
use crate::roster::url;
use crate::wallet::{Enrolment, MailboxPlace, Wallet};
use keeper::{Keeper, SameNode, permitters};

/// A copy that a node keeps now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyKept {
    /// The registry whose node keeps it.
    pub keeper: RegistryId,
    /// Its length in bytes.
    pub bytes: usize,
    /// Documents that did not fit.
    pub left_out: usize,
    /// Time until which the node keeps it, in Unix seconds; none if the node does not say.
    pub until: Option<u64>,
    /// True if the roster names the node, so that a recovery looks there.
    pub in_roster: bool,
    /// True if the keeper's own node gave the permit, and so knows the child.
    pub keeper_permitted: bool,
}

/// Result of a backup.
#[derive(Debug)]
pub struct BackedUp<E> {
    /// Copies that are kept now.
    pub kept: Vec<CopyKept>,
    /// Nodes that keep none, as they were named, with the reason.
    pub failures: Vec<(String, FlowError<E>)>,
}

/// Puts a copy into a mailbox on each named node: a whole address, or the id of a registry of the roster. The caller
/// saves the wallet afterwards.
pub fn backup<'w, E: CallFailure + 'w>(
    wallet: &'w mut Wallet,
    roster: Option<PinnedRoster>,
    to: &'w [String],
    same_node: SameNode,
) -> Flow<'w, BackedUp<E>, E> {
    Flow::new(move |outside| async move {
        let mut backup = Backup { outside, wallet, roster, same_node };
        let mut done = BackedUp { kept: Vec::new(), failures: Vec::new() };
        for node in to {
            match backup.put(node).await {
                Ok(kept) => done.kept.push(kept),
                Err(failure) => done.failures.push((node.clone(), failure)),
            }
        }
        done
    })
}

struct Backup<'w, E> {
    outside: Outside<E>,
    wallet: &'w mut Wallet,
    roster: Option<PinnedRoster>,
    same_node: SameNode,
}

impl<E: CallFailure> Backup<'_, E> {
    async fn put(&mut self, to: &str) -> Result<CopyKept, FlowError<E>> {
        let roster = self.roster.as_ref().map(PinnedRoster::roster);
        let keeper = Keeper::find(&self.outside, to, roster, self.wallet).await?;
        let mut dice = self.outside.draw(MAILBOX_DRAW_BYTES).await?;
        let sealed = seal(self.wallet, &keeper.id, &mut dice).map_err(FlowError::Mailbox)?;
        let (permit, by) = self.permit(&keeper).await?;
        let bytes = sealed.content.len();
        self.outside.connect(&keeper.url, KeyDemand::Named).await?;
        let nonce = self.outside.nonce(&keeper.id).await?;
        let proof = proof::mailbox_put(self.wallet.keys(), &keeper.id, &nonce, &sealed.content);
        let read = |answer| if let NodeAnswer::Kept(until) = answer { Some(until) } else { None };
        let until = self.outside.call(NodeCall::PutMailbox { proof, content: sealed.content, permit }, read).await?;
        let keeper_permitted = !keeper.is_apart_from(&by);
        let in_roster = url(self.roster.as_ref(), &keeper.id).is_some();
        let put_at = self.outside.now();
        self.wallet.note_mailbox(MailboxPlace { keeper: keeper.id.clone(), address: keeper.url, put_at })?;
        Ok(CopyKept { keeper: keeper.id, bytes, left_out: sealed.left_out, until, in_roster, keeper_permitted })
    }

    /// Asks for a permit; returns it with the enrolment by which it was given. The first registry that knows the child
    /// and gives one is taken. That registry sees a commitment, signed under the child's key there; the keeper sees the
    /// opening of the commitment. Each alone does not know whose mailbox that is, and both together do, so the keeper is
    /// not asked where another can be.
    async fn permit(&mut self, keeper: &Keeper) -> Result<(Permit, Enrolment), FlowError<E>> {
        let roster = self.roster.as_ref();
        let enrolments = newest(self.wallet).into_iter().map(|enrolment| current(roster, enrolment)).collect();
        let mut last = None;
        for enrolment in permitters(enrolments, keeper, self.same_node)? {
            let mut dice = self.outside.draw(BLIND_BYTES).await?;
            let blind = Permit::draw_blind(&mut dice).map_err(FlowError::Mailbox)?;
            match self.ask_permit(keeper, &enrolment, blind).await {
                Ok(permit) => return Ok((permit, enrolment)),
                Err(failure) => {
                    let (asked, failure) = (enrolment.registry, Box::new(failure));
                    last = Some(FlowError::NotPermitted { asked, failure });
                }
            }
        }
        Err(last.unwrap_or(FlowError::NotEnrolled))
    }

    async fn ask_permit(
        &mut self,
        keeper: &Keeper,
        enrolment: &Enrolment,
        blind: [u8; BLIND_BYTES],
    ) -> Result<Permit, FlowError<E>> {
        let registry = &enrolment.registry;
        let commitment = commitment(&blind, &self.wallet.keys().mailbox_key(&keeper.id).public());
        reach(&self.outside, self.wallet, &mut self.roster, enrolment).await?;
        let nonce = self.outside.nonce(registry).await?;
        let proof = proof::permit(self.wallet.keys(), registry, enrolment.epoch, &nonce, &commitment);
        let read = |answer| match answer {
            NodeAnswer::Permitted { expires, signature } => Some((expires, signature)),
            _ => None,
        };
        let (expires, signature) = self.outside.call(NodeCall::Permit { proof, commitment }, read).await?;
        Ok(Permit { registry: registry.clone(), blind, expires, signature })
    }
}

/// Result of taking copies back.
#[derive(Debug)]
pub struct CopiesDropped<E> {
    /// Registries whose nodes dropped the copy.
    pub dropped: Vec<RegistryId>,
    /// Registries whose nodes did not, with the reason.
    pub failures: Vec<(RegistryId, FlowError<E>)>,
}

/// Takes copies back from the nodes that keep them. The caller saves the wallet afterwards.
pub fn drop_copies<'w, E: CallFailure + 'w>(
    wallet: &'w mut Wallet,
    mut roster: Option<PinnedRoster>,
    places: Vec<MailboxPlace>,
) -> Flow<'w, CopiesDropped<E>, E> {
    Flow::new(move |outside| async move {
        let mut done = CopiesDropped { dropped: Vec::new(), failures: Vec::new() };
        for place in places {
            match drop_copy(&outside, wallet, &mut roster, &place).await {
                Ok(()) => {
                    wallet.forget_mailbox(&place.keeper);
                    done.dropped.push(place.keeper);
                }
                Err(failure) => done.failures.push((place.keeper, failure)),
            }
        }
        done
    })
}

async fn drop_copy<E: CallFailure>(
    outside: &Outside<E>,
    wallet: &Wallet,
    roster: &mut Option<PinnedRoster>,
    place: &MailboxPlace,
) -> Result<(), FlowError<E>> {
    reach_at(outside, roster, &place.keeper, &place.address).await?;
    let nonce = outside.nonce(&place.keeper).await?;
    let proof = proof::mailbox_drop(wallet.keys(), &place.keeper, &nonce);
    outside.call(NodeCall::DropMailbox(proof), |answer| matches!(answer, NodeAnswer::Dropped).then_some(())).await
}
