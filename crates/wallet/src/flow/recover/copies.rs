//! The encrypted copies on other nodes: all are read before any is taken in, the newest first, so that none brings
//! back a document that the family took out since.

use core::cmp::Reverse;

use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::Registry;

use super::{CopyError, CopyTaken, Recovering};
use crate::address::NodeAddress;
use crate::flow::backup::keeper::Keeper;
use crate::flow::effect::{KeyDemand, NO_MAILBOX, NodeAnswer, NodeCall, Stage};
use crate::flow::error::{CallFailure, FlowError};
use crate::mailbox;
use crate::proof;
use crate::wallet::{Contents, MailboxPlace};

/// A copy that opens.
struct OpenCopy {
    keeper: RegistryId,
    url: String,
    contents: Contents,
}

impl<E: CallFailure> Recovering<'_, E> {
    /// Looks for a mailbox on every node of the roster and on those that were named; each has another key, so that
    /// none learns of another.
    pub(super) async fn mailboxes(mut self) -> Result<(), FlowError<E>> {
        let registries = &self.recovery.roster.registries;
        let listed: Vec<Registry> = registries.iter().filter(|registry| !registry.url.is_empty()).cloned().collect();
        let is_listed =
            |node: &NodeAddress| listed.iter().any(|one| NodeAddress::parse(&one.url).as_ref() == Some(node));
        let strangers: Vec<NodeAddress> = self.recovery.from.iter().filter(|node| !is_listed(node)).cloned().collect();
        let of = listed.len() + strangers.len();
        let (mut copies, mut done) = (Vec::new(), 0);
        for keeper in listed {
            done += 1;
            self.outside.progress(Stage::Mailboxes, done, of).await?;
            copies.extend(self.copy(&keeper.id, &keeper.url).await);
        }
        for node in strangers {
            done += 1;
            self.outside.progress(Stage::Mailboxes, done, of).await?;
            let roster = Some(&self.recovery.roster);
            match Keeper::at(&self.outside, &node.to_string(), roster, self.wallet).await {
                Ok(keeper) => copies.extend(self.copy(&keeper.id, &keeper.url).await),
                // It hosts no registry, or names one whose own node was asked.
                Err(FlowError::HostsNone | FlowError::KeeperElsewhere { .. }) => {}
                Err(failure) => self.recovery.account.not_asked.push((node.place().to_owned(), failure)),
            }
        }
        self.take_in(copies).await
    }

    /// Returns the copy that one node keeps, if it keeps one. Only the node's own word that it keeps none counts as
    /// that.
    async fn copy(&mut self, keeper: &RegistryId, url: &str) -> Option<OpenCopy> {
        let content = match self.read(keeper, url).await {
            Ok(content) => content,
            Err(failure) if failure.code() == Some(NO_MAILBOX) => return None,
            Err(failure) => {
                if failure.is_unreachable() {
                    self.recovery.silent.extend(NodeAddress::parse(url));
                }
                self.recovery.account.not_asked.push((keeper.to_string(), failure));
                return None;
            }
        };
        match mailbox::open(self.wallet.keys(), keeper, &content) {
            Ok(contents) => Some(OpenCopy { keeper: keeper.clone(), url: url.to_owned(), contents }),
            Err(error) => {
                self.recovery.account.bad_copies.push((keeper.clone(), CopyError::Open(error)));
                None
            }
        }
    }

    async fn read(&self, keeper: &RegistryId, url: &str) -> Result<Vec<u8>, FlowError<E>> {
        self.outside.connect(url, KeyDemand::Named).await?;
        let nonce = self.outside.nonce(keeper).await?;
        let proof = proof::mailbox_get(self.wallet.keys(), keeper, &nonce);
        let read = |answer| if let NodeAnswer::Mailbox(content) = answer { Some(content) } else { None };
        self.outside.call(NodeCall::GetMailbox(proof), read).await
    }

    /// Takes copies in, the newest first, and saves.
    async fn take_in(&mut self, mut copies: Vec<OpenCopy>) -> Result<(), FlowError<E>> {
        copies.sort_by_key(|copy| Reverse(copy.contents.age()));
        let newest = copies.first().map(|copy| copy.contents.age());
        for OpenCopy { keeper, url, contents } in copies {
            let is_older = Some(contents.age()) < newest;
            let merged = self.wallet.merge(contents).and_then(|merged| {
                // A copy does not know of itself: the family must be able to take it back.
                let known = self.wallet.mailboxes().find(|place| place.keeper == keeper).map(|place| place.put_at);
                let put_at = known.unwrap_or_default();
                let place = MailboxPlace { keeper: keeper.clone(), address: url, put_at };
                self.wallet.note_mailbox(place).map(|()| merged)
            });
            let account = &mut self.recovery.account;
            match merged {
                Ok(merged) => account.copies.push(CopyTaken { keeper, merged, is_older }),
                Err(error) => account.bad_copies.push((keeper, CopyError::Merge(error))),
            }
            self.outside.save(self.wallet, self.lock).await?;
        }
        Ok(())
    }
}
