//! Settings of the cover that keeps a pupil's records from standing together in the log.

use std::time::Duration;

/// Highest floor: a request to the writer is never full of decoys.
pub(crate) const FLOOR_MAX: usize = 250;

/// Amount of cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover {
    /// Time that documents wait before they are issued again, and replaced ones before their status changes: from half
    /// of it to one and a half times.
    pub delay: Duration,
    /// Fewest pupils whose documents are issued again in one run, or whose replaced documents change their status
    /// in one run.
    pub company: usize,
    /// Time that the first of a run waits for company beyond its delay.
    pub patience: Duration,
    /// Fewest decoys beside the awards of a class in a batch, and beside the changes of a status for one reason in
    /// a run, however many those are.
    pub floor: usize,
}

impl Default for Cover {
    /// Returns the usual cover: a day, eight pupils, a week, sixteen records.
    fn default() -> Self {
        let day = Duration::from_secs(24 * 3600);
        Self { delay: day, company: 8, patience: 7 * day, floor: 16 }
    }
}
