//! Opening of a registry's desk: its writer starts, and what a crash left in the vault is finished.

use crate::mirror::publish::Publication;
use crate::office::cover::Cover;
use crate::office::desk::Desk;
use crate::office::error::OfficeError;
use crate::office::issue;
use crate::office::papers;
use crate::office::successors;
use crate::writer::levels::Reached;
use crate::writer::pipeline::{Order, Threads};
use crate::writer::registry::Registry;
use attestat_ledger::roster::PinnedRoster;
use attestat_store::vault::Vault;
use std::sync::Arc;
use tokio::sync::watch;

/// Opens the desk of a registry that may be written. `reached` is moved by the publisher.
pub fn open(
    registry: &Registry,
    vault: Arc<Vault>,
    roster: watch::Receiver<Option<Arc<PinnedRoster>>>,
    reached: watch::Receiver<Reached>,
    publication: Option<Publication>,
    order: Order,
    cover: Cover,
) -> Result<(Arc<Desk>, Threads), OfficeError> {
    let started = Desk::start(registry, vault, roster, reached, publication, order, cover);
    let (desk, threads) = started.map_err(OfficeError::Log)?;
    issue::reconcile(&desk)?;
    papers::index_earlier(&desk)?;
    successors::join(&desk)?;
    Ok((desk, threads))
}
