//! `trust update`: everything that an offline verification needs, fetched, checked and kept.
//!
//! Nothing goes backwards: a roster follows the pinned one by its governors' signatures, a head extends
//! the one held, a status file is not older. What contradicts what is held is evidence, and is kept.

use super::UpdateArgs;
use super::climb::climb;
use super::gather::gather;
use super::heads::settle;
use super::proofs;
use super::report::{LogRow, UpdateReport};
use super::store::{Lock, TrustStore};
use crate::machine::clock;
use crate::net::remote::{Remote, runtime};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::trust::status::{KeptStatus, StatusRule};
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_words::text::Text;
use attestat_words::{say, text};
use std::collections::BTreeSet;
use std::path::Path;

/// Updates the folder of trust from the named nodes.
pub(super) fn run(args: &UpdateArgs, store: &TrustStore, out: &Output) -> Result<Exit, Failure> {
    // What another program is about to put in force is not written over by what was in force before.
    store.require_roster()?;
    let lock = store.lock()?;
    store.advance(&lock)?;
    let pinned = store.require_roster()?;
    runtime()?.block_on(async {
        let mut update =
            Update { store, lock, nodes: Vec::new(), report: UpdateReport::default(), forked: BTreeSet::new() };
        update.connect(&args.from, pinned.roster()).await?;
        let pinned = update.rosters(pinned).await?;
        update.note_known_forks(pinned.roster())?;
        let origins: Vec<Origin> = pinned
            .roster()
            .registries
            .iter()
            .flat_map(|registry| &registry.logs)
            .map(|log| log.origin.clone())
            .collect();
        let bar = out.progress(origins.len() as u64, &say!(out.language(), "progress-logs"));
        for origin in origins {
            update.log(&origin, pinned.roster()).await?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        if !args.files.is_empty() {
            let proofs = proofs::fetch(store, &update.lock, &update.nodes, &args.files, out).await?;
            let mut holding = proofs.forks.iter().filter(|fork| fork.verify(pinned.roster()).is_ok());
            holding.try_for_each(|fork| update.put_fork(fork, pinned.roster()))?;
            update.report.proofs = Some(proofs);
        }
        Ok(update.report.give(pinned.roster(), store, out))
    })
}

/// One update under way.
struct Update<'a> {
    store: &'a TrustStore,
    lock: Lock,
    nodes: Vec<Remote>,
    report: UpdateReport,
    /// Logs of which evidence of a fork is held.
    forked: BTreeSet<Origin>,
}

impl Update<'_> {
    /// Connects to every node that answers, by the key that the roster in force names; at least one must.
    async fn connect(&mut self, addresses: &[String], roster: &Roster) -> Result<(), Failure> {
        let mut last = None;
        for address in addresses {
            match Remote::connect_listed(address, roster).await {
                Ok(node) => self.nodes.push(node),
                Err(failure) if failure.exit == Exit::Unreachable => {
                    self.report.warnings.push(failure.what.clone());
                    last = Some(failure);
                }
                Err(failure) => return Err(failure),
            }
        }
        match last {
            Some(failure) if self.nodes.is_empty() => Err(failure),
            _ => Ok(()),
        }
    }

    /// Climbs from the roster in force as far as the nodes' versions lead.
    async fn rosters(&mut self, pinned: PinnedRoster) -> Result<PinnedRoster, Failure> {
        let before = pinned.roster().version;
        let found = climb(pinned, &self.store.held_rosters()?, &self.nodes).await;
        found.keep(self.store, &self.lock)?;
        self.report.incomplete |= self.report.rosters.take(&found, before);
        Ok(found.climbed.into_in_force())
    }

    /// Notes the forks of which evidence is held: it counts whichever nodes answer today.
    fn note_known_forks(&mut self, roster: &Roster) -> Result<(), Failure> {
        let evidence = self.store.evidence(roster)?;
        for (path, fork) in evidence.pieces.iter().filter(|(_, fork)| fork.verify(roster).is_ok()) {
            self.note_fork(fork, path, roster);
        }
        self.report.incomplete |= !evidence.unreadable.is_empty();
        self.report.warnings.extend(evidence.unreadable.iter().map(|file| file.words()));
        Ok(())
    }

    /// Brings one log's head and status file up to date.
    async fn log(&mut self, origin: &Origin, roster: &Roster) -> Result<(), Failure> {
        let shown = gather(&self.nodes, origin, roster).await;
        self.report.warnings.extend(shown.warnings);
        let settled = settle(self.store.head(origin)?, &shown.heads, &self.nodes, roster).await;
        for doubt in &settled.doubts {
            self.report.incomplete = true;
            self.report.warnings.push(text!("update-doubt", log = origin.as_str(), why = doubt.clone()));
        }
        for fork in shown.forks.iter().chain(&settled.forks) {
            self.put_fork(fork, roster)?;
        }
        let is_forked = self.forked.contains(origin);
        if let Some(head) = settled.replacement().filter(|_| !is_forked) {
            self.store.put_head(&self.lock, &head.note)?;
        }
        let is_cut = roster.cut(origin).is_some();
        let mut row = LogRow { answered: !shown.heads.is_empty(), is_cut, ..LogRow::default() };
        if let Some(head) = settled.best.as_ref().filter(|head| !is_forked && head.quorum.reached) {
            row.note(head);
        }
        row.status = self.keep_status(
            &StatusRule { origin, roster, settled: &settled, is_forked, now: clock::now() },
            shown.files,
        )?;
        for fault in self.store.faults(origin, roster) {
            self.report.incomplete = true;
            self.report.warnings.push(Text::listed([fault.what, fault.todo], ". "));
        }
        self.report.logs.push((origin.clone(), row));
        Ok(())
    }

    /// Keeps evidence of a fork. It is a finding until the roster has said what counts of the log.
    fn put_fork(&mut self, fork: &ForkEvidence, roster: &Roster) -> Result<(), Failure> {
        let path = self.store.put_fork(&self.lock, roster, fork)?;
        self.note_fork(fork, &path, roster);
        Ok(())
    }

    fn note_fork(&mut self, fork: &ForkEvidence, path: &Path, roster: &Roster) {
        let known = (fork.origin().clone(), path.display().to_string());
        if roster.cut(fork.origin()).is_none() && !self.report.forks.contains(&known) {
            self.report.forks.push(known);
        }
        self.forked.insert(fork.origin().clone());
    }

    /// Keeps the newest status file that counts.
    fn keep_status(
        &self,
        of: &StatusRule<'_>,
        files: Vec<StatusFile>,
    ) -> Result<Option<(Option<u64>, usize)>, Failure> {
        let kept = match of.choose(self.store.status(of.origin)?, files) {
            KeptStatus::Held(held) => held,
            KeptStatus::Newer(new) => {
                self.store.put_status(&self.lock, &new)?;
                Some(new)
            }
        };
        Ok(kept.as_ref().map(|file| (of.time(file), file.listed())))
    }
}
