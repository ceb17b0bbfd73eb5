//! Status snapshots without a request, so that the status evidence of a registry stays fresh.

use crate::Node;
use crate::machine::notices::Kind;
use crate::writer::pipeline::{AppendError, Pipeline, Snapshot};
use attestat_store::log::Log;
use attestat_words::text;
use std::sync::Arc;
use std::time::Duration;

/// Time after which a snapshot that the day refused is tried again at first, and the number of refusals before it is
/// told: after a pause the cosigners' newest times are a moment on their way.
const REFUSED_RETRY: Duration = Duration::from_secs(2);
const REFUSALS_UNTOLD: u32 = 5;
/// Time between two looks whether a status snapshot is due.
const SNAPSHOT_CHECK: Duration = Duration::from_secs(60);

/// Takes a status snapshot whenever the newest one is of an earlier day or older than the settings say,
/// so that status evidence stays fresh although nothing is issued.
pub(super) async fn take(pipeline: Pipeline, log: Arc<Log>, every: Duration, node: Arc<Node>) {
    let held = log.mending_heads(Log::status_head).ok().flatten();
    let held = held.and_then(|head| log.record(head.checkpoint().size.checked_sub(1)?).ok());
    // What this process has taken counts whether or not it is published yet.
    let mut taken_on = held.map(|record| record.day);
    let mut taken = tokio::time::Instant::now();
    let mut refusals = 0_u32;
    loop {
        let today = crate::machine::clock::today();
        // What was refused is tried until it is not, also where the clock was set back and none is due any more.
        if taken_on < Some(today) || taken.elapsed() >= every || refusals > 0 {
            match pipeline.append(Vec::new(), Snapshot::Always).await {
                Ok(_) => {
                    (taken_on, taken) = (Some(today), tokio::time::Instant::now());
                    refusals = 0;
                    node.notices.clear_about(Kind::Clock, log.origin().as_str());
                }
                // A clock that is wrong for now, or a time that nobody confirms yet; the next look tries again.
                Err(error @ AppendError::Clock(_)) => {
                    let origin = log.origin();
                    refusals = refusals.saturating_add(1);
                    if refusals < REFUSALS_UNTOLD {
                        tokio::time::sleep(REFUSED_RETRY).await;
                        continue;
                    }
                    let words = text!("notice-clock-refused", origin = origin.to_string(), error = error.text());
                    node.notices.raise_about(Kind::Clock, origin.as_str(), words);
                }
                // Nothing is written any more, whatever the clock says.
                Err(_) => {
                    node.notices.clear_about(Kind::Clock, log.origin().as_str());
                    return;
                }
            }
        }
        tokio::select! {
            () = tokio::time::sleep(SNAPSHOT_CHECK.min(every)) => {}
            _ = node.shutdown.wait() => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::sample::{School, draft};
    use crate::writer::closed::Closed;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_closed_log_raises_no_notice_about_the_clock() {
        let school = School::new();
        school.issue(vec![draft(1, 1, 1)]).await;
        let (office, node) = (school.office(), school.shared());
        let log = office.own.log().clone();
        node.notices.raise_about(Kind::Clock, log.origin().as_str(), "nothing can be written".into());
        office.closing.close(Closed::Forked);
        take(office.pipeline.clone(), log, Duration::ZERO, node.clone()).await;
        assert!(!node.notices.has(Kind::Clock), "it would stay until the next start");
    }
}
