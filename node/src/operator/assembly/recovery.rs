//! Recovery of a registry whose stored log is damaged, on its operator's word (`run --recover`): the log is set
//! aside and pulled again from the mirrors like any other that is missing here.

use super::Assembly;
use crate::machine::config::RegistryConfig;
use crate::machine::fault::blocking;
use crate::mirror::follow::{Aside, set_aside};
use crate::mirror::start::{Candidate, NewGuard};
use crate::office::unexplained::compare;
use crate::writer::registry::{self, OpenedRegistry, Registry, RegistryError};
use crate::writer::standings::LogStanding;
use crate::writer::store_words::store_words;
use attestat_ledger::name::Origin;
use attestat_store::guard::{FileGuard, Guard as _};
use attestat_store::log::{Log, StoreError};
use attestat_vault::Vault;
use attestat_words::text;
use attestat_words::text::Text;
use std::sync::Arc;

/// Reason for which a registry cannot be opened at all.
fn of_opening(error: &RegistryError) -> Text {
    match error {
        RegistryError::Store(error) => store_words(error),
        RegistryError::Secret(error) => text!("fault-detail", detail = error.to_string()),
    }
}

impl Assembly {
    /// Sets the damaged log of a registry aside, if the operator said so, and opens the registry over an empty
    /// one: its sign guard says how much must come back. Without its vault nothing may be written, and its log, which
    /// may be sound, stays where it is.
    pub(super) fn recover(&self, settings: &RegistryConfig, why: &str) -> Option<Candidate> {
        if self.decisions.new_guard == NewGuard::Never || self.node.vault.is_shut() {
            return None;
        }
        let origin = settings.origin();
        let (layout, database) = (self.node.folder.layout(), &self.node.database);
        let opened =
            set_aside(&self.around, &origin, &Aside::Damaged(why.to_owned())).map_err(|error| store_words(&error));
        let (witness, roster) = (self.node.vault.witness(), self.roster.as_deref());
        let open = |_| registry::open(layout, database, settings, witness, roster).map_err(|error| of_opening(&error));
        let opened = opened.and_then(open);
        let why = match opened {
            Ok(OpenedRegistry::Writable(registry)) => return Some(Candidate::Opened(Arc::new(registry))),
            Ok(OpenedRegistry::ReadOnly(registry)) => return Some(Candidate::Closed(Arc::new(registry))),
            Ok(OpenedRegistry::Damaged(registry)) => registry.why,
            Err(error) => error,
        };
        tracing::error!(%origin, "the damaged log cannot be recovered: {why}");
        self.node.standings.set(&origin, LogStanding::ReadOnly(why));
        None
    }

    /// Returns the size up to which the sign guard says that a log was sealed; none where the guard is lost.
    pub(super) fn guarded(&self, origin: &Origin) -> Option<u64> {
        let guard = FileGuard::open(&self.node.folder.layout().guard(origin), origin);
        guard.ok().filter(|guard| !guard.is_torn()).map(|guard| guard.sealed().size)
    }

    /// Reads every record before recovery, as opening looks at the end of a log only. A log that is damaged further
    /// down is set aside as well.
    pub(super) async fn examined(self: Arc<Self>, candidate: Candidate) -> Option<Candidate> {
        if self.decisions.new_guard == NewGuard::Never {
            return Some(candidate);
        }
        let look = move || {
            let (log, settings) = match &candidate {
                Candidate::Opened(registry) => (registry.own.log().clone(), registry.settings.clone()),
                Candidate::Closed(closed) => (closed.log.clone(), closed.settings.clone()),
            };
            match examine(&log) {
                Err(error) if error.is_damage() => self.recover(&settings, &error.to_string()),
                _ => Some(candidate),
            }
        };
        blocking(look).await
    }
}

/// Returns true if guard and vault are of an old copy: records came from the mirrors that the guard of before never
/// saw. Where the guard was lost, they may have come in an earlier start, and nothing but the vault tells how old the
/// vault is: documents stand behind everything that it knows.
pub(super) async fn is_of_an_old_copy(vault: &Arc<Vault>, registry: &Arc<Registry>, guarded: Option<u64>) -> bool {
    if let Some(guarded) = guarded {
        let newest = registry.own.log().newest_seal();
        return !newest.is_ok_and(|seal| seal.is_none_or(|seal| seal.checkpoint().size <= guarded));
    }
    let (vault, registry) = (vault.clone(), registry.clone());
    let compared = move || compare(registry.own.log(), &vault, &registry.id);
    match blocking(compared).await {
        Ok(comparison) => comparison.behind().any(|award| !award.is_revoked),
        // Nobody can tell then: a person looks.
        Err(_) => true,
    }
}

/// Reads a log from end to end; each record is checked against the tree.
fn examine(log: &Log) -> Result<(), StoreError> {
    let mut batches = log.batches_from(0)?;
    while batches.next_batch()?.is_some() {}
    // No record is lost with them: they are mended here and close nothing.
    log.mending_heads(|log| Ok((log.head()?, log.status_head()?)))?;
    log.fork()?;
    Ok(())
}
