//! Makes presentations and withdrawals, and notes them in the ledger of shares.

use std::collections::BTreeSet;

use attestat_credential::presentation::terms::NONCE_BYTES;
use attestat_credential::presentation::withdrawal::{Withdrawal, WithdrawalError};
use attestat_credential::presentation::{
    Consent, Part, Presentation, PresentedCredential, Terms, YearSecretGiven, present,
};
use attestat_credential::sd_jwt::issue::Dice;
use attestat_ledger::encoding::base64url;
use attestat_ledger::key::SecretKey;

use super::chosen::{Chosen, ShareError, chosen};
use super::{CONSENT_ID_BYTES, ConsentId, Pick, Preview, Proposal, Share, Shown, YearGrant};
use crate::wallet::{SHARES_MAX, Wallet, room};

/// Reason for which a share cannot be stopped.
#[derive(Debug, thiserror::Error)]
pub enum StopError {
    /// The wallet has no such share.
    #[error("the wallet has no such share; list the shares and choose one of them")]
    NoShare,
    /// The withdrawal could not be made.
    #[error(transparent)]
    Withdrawal(#[from] WithdrawalError),
}

/// A share that was made and noted.
#[derive(Debug, Clone)]
pub struct Shared {
    /// Id of the consent.
    pub id: ConsentId,
    /// Presentation that is handed over.
    pub presentation: Presentation,
    /// Preview: the content that the receiver sees.
    pub preview: Preview,
}

impl Wallet {
    /// Makes the proposed presentation at `now` (Unix seconds) and notes it in the ledger. Save the wallet
    /// before the presentation is handed over, so that every share can be stopped.
    pub fn share(&mut self, proposal: &Proposal, now: u64, dice: &mut dyn Dice) -> Result<Shared, ShareError> {
        let preview = self.preview(proposal)?;
        let id = ConsentId::from_bytes(draw::<CONSENT_ID_BYTES>(dice)?);
        room(&self.contents.shares, &id, "shares", SHARES_MAX)?;
        let nonce = match &proposal.nonce {
            Some(nonce) => nonce.clone(),
            None => base64url(&draw::<NONCE_BYTES>(dice)?),
        };
        let consent = Consent { id: *id.as_bytes(), purpose: proposal.purpose.clone(), expires: proposal.until };
        let terms = Terms { audience: proposal.audience.clone(), nonce, consent, made_at: now };
        let (presentation, shown) = self.present(&proposal.picks, &terms, self.year_secrets(&proposal.years)?)?;
        let share = Share {
            id,
            audience: terms.audience,
            nonce: terms.nonce,
            purpose: terms.consent.purpose,
            until: terms.consent.expires,
            made_at: now,
            stopped_at: None,
            shown,
            years: proposal.years.clone(),
        };
        self.contents.shares.insert(id, share);
        Ok(Shared { id, presentation, preview })
    }

    /// Withdraws the consent of a share; every key that signed the share signs the withdrawal. Stopping again gives the
    /// same withdrawal. The receiver still knows what it has seen; a verifier honours the withdrawal once it receives
    /// it.
    pub fn stop(&mut self, id: &ConsentId, now: u64) -> Result<Withdrawal, StopError> {
        let share = self.contents.shares.get(id).ok_or(StopError::NoShare)?;
        let time = share.stopped_at.unwrap_or(now);
        let key = |shown: &Shown| (self.keys().holder_key(&shown.document.registry, shown.epoch), shown.sd_hash);
        let keys: Vec<(SecretKey, [u8; 32])> = share.shown.iter().map(key).collect();
        let shown: Vec<(&SecretKey, [u8; 32])> = keys.iter().map(|(key, hash)| (key, *hash)).collect();
        let withdrawal = Withdrawal::make(*id.as_bytes(), time, &shown)?;
        if let Some(share) = self.contents.shares.get_mut(id) {
            share.stopped_at = Some(time);
        }
        Ok(withdrawal)
    }

    fn present(
        &self,
        picks: &[Pick],
        terms: &Terms,
        years: Vec<YearSecretGiven>,
    ) -> Result<(Presentation, Vec<Shown>), ShareError> {
        let chosen = picks.iter().map(|pick| chosen(self, pick)).collect::<Result<Vec<_>, _>>()?;
        let key = |chosen: &Chosen<'_>| self.keys().holder_key(&chosen.document.id.registry, chosen.epoch);
        let keys: Vec<SecretKey> = chosen.iter().map(key).collect();
        let parts: Vec<Part<'_>> = chosen
            .iter()
            .zip(&keys)
            .map(|(chosen, holder)| Part { document: &chosen.document.file, selection: &chosen.selection, holder })
            .collect();
        let presentation = present(&parts, terms, years)?;
        let note = |((chosen, pick), presented): ((&Chosen<'_>, &Pick), &PresentedCredential)| Shown {
            document: chosen.document.id.clone(),
            epoch: chosen.epoch,
            sd_hash: presented.sd_hash(),
            fields: once_each(&pick.fields),
        };
        let shown = chosen.iter().zip(picks).zip(&presentation.credentials).map(note).collect();
        Ok((presentation, shown))
    }

    fn year_secrets(&self, grants: &[YearGrant]) -> Result<Vec<YearSecretGiven>, ShareError> {
        let secret = |grant: &YearGrant| {
            let enrolment =
                self.enrolment(&grant.registry).ok_or_else(|| ShareError::NotEnrolled(grant.registry.clone()))?;
            let secret = self.keys().link_secret(&grant.registry, enrolment.epoch).year(grant.year);
            Ok(YearSecretGiven { registry: grant.registry.clone(), year: grant.year, secret })
        };
        grants.iter().map(secret).collect()
    }
}

/// Returns the paths without repetitions; small and large letters count as equal.
fn once_each(paths: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    paths.iter().filter(|path| seen.insert(path.to_lowercase())).cloned().collect()
}

fn draw<const N: usize>(dice: &mut dyn Dice) -> Result<[u8; N], ShareError> {
    let mut bytes = [0; N];
    dice.fill(&mut bytes);
    if bytes == [0; N] { Err(ShareError::DeadDice) } else { Ok(bytes) }
}
