//! Logs of our own that take no more records, for good: cut by the roster, or shown to have two histories.
//!
//! Every question whether a registry may write goes to [`Closed::of`] first: the roster's word on the registry's
//! *state* says nothing about its *log*. While the node runs, everyone who writes, seals, publishes or answers looks at
//! a [`Closing`]; it closes once and never opens.

use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_store::log::{Log, StoreError};
use attestat_words::text;
use attestat_words::text::Text;
use tokio::sync::watch;

/// Reason for which a log is closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub enum Closed {
    /// The roster in force cut it.
    Cut {
        /// Version of the roster.
        version: u64,
        /// Size at the cut.
        size: u64,
    },
    /// The registry's key signed two histories.
    Forked,
    /// The log was found damaged while the node ran.
    Damaged,
}

impl Closed {
    /// Returns the reason for a person, as a clause and what is to be done.
    pub fn text(&self) -> Text {
        match self {
            Self::Cut { version, size } => text!("closed-cut", version = *version, size = *size),
            Self::Forked => text!("closed-forked"),
            Self::Damaged => text!("closed-damaged"),
        }
    }

    /// Returns the reason for which this log takes no more records; none where it may.
    pub fn of(log: &Log, roster: Option<&Roster>) -> Result<Option<Self>, StoreError> {
        // The cut says what still counts, and comes after the fork.
        if let Some(cut) = Self::by_roster(log.origin(), roster) {
            return Ok(Some(cut));
        }
        Ok(log.fork()?.map(|_| Self::Forked))
    }

    /// Returns the reason for which the roster lets this log take no more records, whatever stands in it.
    pub fn by_roster(origin: &Origin, roster: Option<&Roster>) -> Option<Self> {
        let roster = roster?;
        roster.cut(origin).map(|cut| Self::Cut { version: roster.version, size: cut.size })
    }
}

/// State, open or closed, of a log of our own while the node runs; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Closing(std::sync::Arc<watch::Sender<Option<Closed>>>);

impl Closing {
    /// Closes it, and returns whether this is news: it was open, or only damaged, and is forked now. When this returns,
    /// nothing is signed or acknowledged any more that was not before.
    pub fn close(&self, why: Closed) -> bool {
        self.0.send_if_modified(|held| {
            let is_news = match held {
                None => true,
                Some(Closed::Damaged) => why == Closed::Forked,
                Some(Closed::Cut { .. } | Closed::Forked) => false,
            };
            if is_news {
                *held = Some(why);
            }
            is_news
        })
    }

    /// Returns the reason for which it is closed; none while it is open.
    pub fn closed(&self) -> Option<Closed> {
        self.0.borrow().clone()
    }

    /// Does something that must not happen once it is closed: closing waits until it is done.
    pub fn while_open<T>(&self, act: impl FnOnce() -> T) -> Result<T, Closed> {
        // The guard holds the closing hand back; it must not be cloned out of.
        let held = self.0.borrow();
        match &*held {
            Some(why) => Err(why.clone()),
            None => Ok(act()),
        }
    }

    /// Waits until it is closed.
    pub async fn wait(&self) -> Closed {
        let mut told = self.0.subscribe();
        loop {
            if let Some(why) = told.borrow_and_update().clone() {
                return why;
            }
            if told.changed().await.is_err() {
                // The sender lives as long as this handle.
                std::future::pending::<()>().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use crate::office::client::issue_drafts;
    use crate::office::entitlement::NotEntitled;
    use crate::office::erase::erase;
    use crate::office::issue::Act;
    use crate::office::sample::{School, draft};
    use crate::writer::levels::Level;
    use crate::writer::pipeline::{AppendError, Snapshot};
    use attestat_wire::refusal;
    use attestat_wire::v1;
    use zeroize::Zeroizing;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_closed_log_appends_and_acknowledges_nothing_and_can_be_read() {
        let school = School::new();
        school.issue(vec![draft(1, 1, 1)]).await;
        let (office, size) = (school.office(), school.records().len());
        office.closing.close(Closed::Forked);
        let drafts = vec![Zeroizing::new(draft(2, 1, 1).to_string().into_bytes())];
        let refused = issue_drafts(office, drafts, v1::Level::Local, Act::Commit).await.unwrap_err();
        assert_eq!(refused.code, refusal::FORKED);
        let appended = office.pipeline.append(Vec::new(), Snapshot::Always).await;
        assert_eq!(appended, Err(AppendError::Closed(Closed::Forked)));
        // What stands in the log already is not acknowledged any more either.
        let told = office.wait(size as u64, Level::Local).await.unwrap_err();
        assert!(matches!(told, NotEntitled::Closed { closed: Closed::Forked, .. }), "{told:?}");
        assert_eq!(school.records().len(), size);
        assert!(office.pipeline.failed().borrow().is_none(), "the writer has not failed, it is closed");
        assert_eq!(erase(office, school.pupil(1)).await.unwrap().documents, 1);
    }

    #[tokio::test]
    async fn a_closed_log_stays_closed_for_its_first_reason() {
        let closing = Closing::default();
        assert_eq!(closing.while_open(|| 7), Ok(7));
        let waiting = tokio::spawn({
            let closing = closing.clone();
            async move { closing.wait().await }
        });
        assert!(closing.close(Closed::Forked));
        assert!(!closing.close(Closed::Cut { version: 2, size: 9 }));
        assert_eq!(waiting.await.unwrap(), Closed::Forked);
        assert_eq!(closing.closed(), Some(Closed::Forked));
        let damaged = Closing::default();
        assert!(damaged.close(Closed::Damaged) && !damaged.close(Closed::Damaged));
        assert!(damaged.close(Closed::Forked), "which is more than damage");
        assert!(!damaged.close(Closed::Damaged) && damaged.closed() == Some(Closed::Forked));
        let mut done = false;
        assert_eq!(closing.while_open(|| done = true), Err(Closed::Forked));
        assert!(!done);
    }
}
