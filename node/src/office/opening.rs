//! Opening of a registry's office: its writer starts, and what a crash left in the vault is finished.

use crate::mirror::publish::Publication;
use crate::office::cover::Cover;
use crate::office::error::OfficeError;
use crate::office::issue;
use crate::office::papers;
use crate::office::registry_office::RegistryOffice;
use crate::office::successors;
use crate::writer::levels::Reached;
use crate::writer::pipeline::{Order, Threads};
use crate::writer::registry::Registry;
use attestat_ledger::roster::PinnedRoster;
use attestat_vault::Vault;
use std::sync::Arc;
use tokio::sync::watch;

/// Opens the office of a registry that may be written. `reached` is moved by the publisher.
pub fn open(
    registry: &Registry,
    vault: Arc<Vault>,
    roster: watch::Receiver<Option<Arc<PinnedRoster>>>,
    reached: watch::Receiver<Reached>,
    publication: Option<Publication>,
    order: Order,
    cover: Cover,
) -> Result<(Arc<RegistryOffice>, Threads), OfficeError> {
    let started = RegistryOffice::start(registry, vault, roster, reached, publication, order, cover);
    let (office, threads) = started.map_err(OfficeError::Log)?;
    issue::reconcile(&office)?;
    papers::index_earlier(&office)?;
    successors::join(&office)?;
    Ok((office, threads))
}
