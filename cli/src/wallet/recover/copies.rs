//! The encrypted copies on other nodes: all are read before any is taken in, the newest first, so that none brings
//! back what the family took out since.

use super::Recovery;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::wallet::backup::keeper::Keeper;
use crate::wallet::desk::{Desk, told};
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::Registry;
use attestat_wallet::mailbox;
use attestat_wallet::wallet::{Contents, MailboxPlace, Merged};
use attestat_wire::connect::Address;
use core::cmp::Reverse;

/// A copy that opens.
struct Copy {
    keeper: RegistryId,
    url: String,
    contents: Contents,
}

/// A copy that was taken in.
pub(super) struct Taken {
    pub(super) keeper: RegistryId,
    /// Numbers of things in it that were new.
    pub(super) merged: Merged,
    /// True if another copy is newer.
    pub(super) is_older: bool,
}

impl Recovery<'_> {
    /// Looks for a mailbox on every node of the roster and on those that were named; each has another key, so that
    /// none learns of another.
    pub(super) async fn mailboxes(&mut self, out: &Output) -> Result<(), Failure> {
        let roster = self.roster;
        let listed: Vec<&Registry> = roster.registries.iter().filter(|registry| !registry.url.is_empty()).collect();
        let is_listed = |address: &Address| {
            listed.iter().any(|registry| registry.url.parse::<Address>().is_ok_and(|url| url == *address))
        };
        let strangers: Vec<Address> = self.from.iter().filter(|address| !is_listed(address)).cloned().collect();
        let mut copies = Vec::new();
        let bar = out.progress((listed.len() + strangers.len()) as u64, "mailboxes");
        for keeper in listed {
            bar.inc(1);
            copies.extend(self.copy(&keeper.id, &keeper.url).await);
        }
        for address in strangers {
            bar.inc(1);
            let place = address.location().to_string();
            match Keeper::at(address, Some(roster), &self.opened.wallet, self.language).await {
                Ok(keeper) => copies.extend(self.copy(&keeper.id, &keeper.url).await),
                // It hosts no registry, or names one whose own node was asked.
                Err(failure) if matches!(failure.code.as_str(), "no-keeper" | "keeper-elsewhere") => {}
                Err(failure) => self.account.not_asked.push((place, told(failure, self.language))),
            }
        }
        bar.finish_and_clear();
        self.take_in(copies)
    }

    /// Returns the copy that one node keeps, if it keeps one. Only the node's own word that it keeps none counts as
    /// that.
    async fn copy(&mut self, keeper: &RegistryId, url: &str) -> Option<Copy> {
        let asked = async {
            let desk = Desk::open(url, keeper).await?;
            desk.get_mailbox(self.opened.wallet.keys()).await
        };
        let content = match asked.await {
            Ok(content) => content?,
            Err(failure) => {
                if failure.exit == Exit::Unreachable {
                    self.silent.extend(url.parse::<Address>().ok());
                }
                self.account.not_asked.push((keeper.to_string(), told(failure, self.language)));
                return None;
            }
        };
        match mailbox::open(self.opened.wallet.keys(), keeper, &content) {
            Ok(contents) => Some(Copy { keeper: keeper.clone(), url: url.to_owned(), contents }),
            Err(error) => {
                self.account.bad_copies.push((keeper.clone(), error.to_string()));
                None
            }
        }
    }

    /// Takes copies in, the newest first, and saves.
    fn take_in(&mut self, mut copies: Vec<Copy>) -> Result<(), Failure> {
        copies.sort_by_key(|copy| Reverse(copy.contents.age()));
        let newest = copies.first().map(|copy| copy.contents.age());
        for Copy { keeper, url, contents } in copies {
            let is_older = Some(contents.age()) < newest;
            let wallet = &mut self.opened.wallet;
            let merged = wallet.merge(contents).and_then(|merged| {
                // A copy does not know of itself: the family must be able to take it back.
                let known = wallet.mailboxes().find(|place| place.keeper == keeper).map(|place| place.put_at);
                let put_at = known.unwrap_or_default();
                wallet.note_mailbox(MailboxPlace { keeper: keeper.clone(), address: url, put_at }).map(|()| merged)
            });
            match merged {
                Ok(merged) => self.account.copies.push(Taken { keeper, merged, is_older }),
                Err(why) => self.account.bad_copies.push((keeper, why.to_string())),
            }
            self.opened.save()?;
        }
        Ok(())
    }
}
