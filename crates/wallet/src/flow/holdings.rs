//! Holdings: asks every registry for what it holds on the child, and who touched it when.

use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::PinnedRoster;

use super::Flow;
use super::effect::{NodeAnswer, NodeCall};
use super::error::{CallFailure, FlowError};
use super::outside::Outside;
use super::reach::{newest, reach};
use crate::holdings::Holdings;
use crate::proof;
use crate::wallet::{Enrolment, Wallet};

/// Holdings of every registry.
#[derive(Debug)]
pub struct HoldingsFound<E> {
    /// Holdings of the registries that answered.
    pub answers: Vec<(RegistryId, Holdings)>,
    /// Registries that did not answer, with the reason.
    pub failures: Vec<(RegistryId, FlowError<E>)>,
}

/// Asks every registry where the child is enrolled. Only addresses change in the wallet; the caller saves it then.
pub fn holdings<'w, E: CallFailure + 'w>(
    wallet: &'w mut Wallet,
    mut roster: Option<PinnedRoster>,
) -> Flow<'w, HoldingsFound<E>, E> {
    Flow::new(move |outside| async move {
        let mut found = HoldingsFound { answers: Vec::new(), failures: Vec::new() };
        for enrolment in newest(wallet) {
            match ask_one(&outside, wallet, &mut roster, &enrolment).await {
                Ok(holdings) => found.answers.push((enrolment.registry, holdings)),
                Err(failure) => found.failures.push((enrolment.registry, failure)),
            }
        }
        found
    })
}

async fn ask_one<E: CallFailure>(
    outside: &Outside<E>,
    wallet: &mut Wallet,
    roster: &mut Option<PinnedRoster>,
    enrolment: &Enrolment,
) -> Result<Holdings, FlowError<E>> {
    reach(outside, wallet, roster, enrolment).await?;
    let nonce = outside.nonce(&enrolment.registry).await?;
    let proof = proof::holdings(wallet.keys(), &enrolment.registry, enrolment.epoch, &nonce);
    let read = |answer| if let NodeAnswer::Holdings(holdings) = answer { Some(holdings) } else { None };
    outside.call(NodeCall::Holdings(proof), read).await
}
