//! Sharing: nothing is made before exactly the content that will be seen was shown and somebody said yes, and nothing is
//! handed over before the wallet that can stop it is saved.

use std::collections::BTreeSet;

use attestat_credential::presentation::request::Request;
use attestat_credential::presentation::terms::NONCE_BYTES;
use attestat_words::language::Language;

use super::Flow;
use super::effect::Question;
use super::error::{CallFailure, FlowError};
use crate::file::Lock;
use crate::share::answer::{Answer, Choice};
use crate::share::{CONSENT_ID_BYTES, ConsentId, Proposal, Shared, words};
use crate::wallet::Wallet;

/// Asks about each optional field of a request by itself. The granted fields decide which document answers, and with it
/// which other fields there are to ask about.
pub fn choose_optional<'w, E: CallFailure + 'w>(
    wallet: &'w Wallet,
    request: &'w Request,
    mut choice: Choice,
) -> Flow<'w, Result<Answer, FlowError<E>>, E> {
    Flow::new(move |outside| async move {
        let fields = request.optional_fields();
        let (mut answer, mut asked) = (wallet.answer(request, &choice), BTreeSet::new());
        while let Some(at) = answer.offered.iter().copied().find(|at| !asked.contains(at)) {
            asked.insert(at);
            let Some(field) = fields.get(at) else { continue };
            if outside.wish(Question::ShowOptional(field.clone())).await? {
                choice.optional.insert(at);
                answer = wallet.answer(request, &choice);
            }
        }
        Ok(answer)
    })
}

/// Shows the content that the receiver will see, asks, makes the presentation, notes it, saves, and hands it over.
pub fn share<'w, E: CallFailure + 'w>(
    wallet: &'w mut Wallet,
    lock: &'w mut Lock,
    proposal: &'w Proposal,
    language: Language,
) -> Flow<'w, Result<Shared, FlowError<E>>, E> {
    Flow::new(move |outside| async move {
        let now = outside.now();
        let seen = wallet.preview(proposal).map_err(FlowError::Share)?;
        outside.show(words::words(&seen, wallet, now, language)).await?;
        if words::condemned(&seen, wallet).next().is_some() {
            outside.confirm(Question::ShareCondemned).await?;
        }
        outside.confirm(Question::Share).await?;
        if !seen.years.is_empty() {
            outside.confirm(Question::GiveYears).await?;
        }
        // A place that cannot be written is found before anything is signed.
        outside.reserve(Vec::new()).await?;
        let mut dice = outside.draw(CONSENT_ID_BYTES + NONCE_BYTES).await?;
        let shared = wallet.share(proposal, now, &mut dice).map_err(FlowError::Share)?;
        // Saved before it is handed over, so that every share can be stopped.
        outside.save(wallet, lock).await?;
        outside.hand_over(shared.presentation.to_json().into_bytes()).await?;
        Ok(shared)
    })
}

/// Withdraws the consent of a share, saves, and hands the withdrawal over. Stopping again gives the same withdrawal.
pub fn stop<'w, E: CallFailure + 'w>(
    wallet: &'w mut Wallet,
    lock: &'w mut Lock,
    id: ConsentId,
) -> Flow<'w, Result<(), FlowError<E>>, E> {
    Flow::new(move |outside| async move {
        let withdrawal = wallet.stop(&id, outside.now()).map_err(FlowError::Stop)?;
        let bytes = withdrawal.to_json().into_bytes();
        outside.reserve(bytes.clone()).await?;
        outside.save(wallet, lock).await?;
        outside.hand_over(bytes).await
    })
}
