//! Report of a running node on itself: the check looks at nothing that it has open.

use super::{Checked, Outcome};
use crate::operator::told::detail;
use attestat_wire::connect::{Address, connect};
use attestat_wire::v1::{self, Standing, log_client::LogClient};
use attestat_words::text;
use std::path::Path;
use std::time::Duration;

/// Time that the answer may take: a person waits for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Notes what the node that answers at the registrar's socket says, and returns whether one does.
pub(super) fn note(list: &mut Vec<Checked>, socket: &Path) -> bool {
    let Some(told) = ask(socket) else { return false };
    let notices =
        told.notices.into_iter().map(|notice| (text!("node-check-running", code = notice.code), notice.words));
    let is_closed = |log: &v1::LogSummary| log.standing() == Standing::ReadOnly;
    let closed = told.logs.into_iter().filter(is_closed);
    let closed = closed.map(|log| (text!("node-check-running-log", log = log.origin), log.standing_reason));
    // The node says these in English, as in its log.
    list.extend(notices.chain(closed).map(|(what, words)| Checked { what, outcome: Outcome::Note(detail(words)) }));
    true
}

fn ask(socket: &Path) -> Option<v1::ListLogsResponse> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    let asking = async {
        let channel = connect(&Address::socket(socket)).await.ok()?;
        Some(LogClient::new(channel).list_logs(v1::ListLogsRequest {}).await.ok()?.into_inner())
    };
    runtime.block_on(async { tokio::time::timeout(PATIENCE, asking).await.ok().flatten() })
}
