//! `trust update`: everything that an offline verification needs, fetched, checked and kept.
//!
//! Nothing goes backwards: a roster follows the pinned one by its governors' signatures, a head extends
//! the one held, a status file is not older. What contradicts what is held is evidence, and is kept.

use super::UpdateArgs;
use super::climb::climb;
use super::heads::settle;
use super::proofs;
use super::store::{Lock, TrustStore};
use crate::machine::clock;
use crate::net::remote::{Remote, runtime};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::trust::gathered::{GatheredLog, NodeAnswers, SettledLog};
use attestat_checking::trust::status::KeptStatus;
use attestat_checking::trust::update::{UpdateOutcome, UpdateReport};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use attestat_words::say;
use attestat_words::text::Text;

/// Updates the folder of trust from the named nodes.
pub(super) fn run(args: &UpdateArgs, store: &TrustStore, out: &Output) -> Result<Exit, Failure> {
    // What another program is about to put in force is not written over by what was in force before.
    store.require_roster()?;
    let lock = store.lock()?;
    store.advance(&lock)?;
    let pinned = store.require_roster()?;
    runtime()?.block_on(async {
        let mut update = Update { store, lock, nodes: Vec::new(), report: UpdateReport::default() };
        update.connect(&args.from, pinned.roster()).await?;
        let pinned = update.rosters(pinned).await?;
        update.report.note_held(&store.evidence(pinned.roster())?, pinned.roster());
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
        Ok(update.give(pinned.roster(), out))
    })
}

/// One update under way.
struct Update<'a> {
    store: &'a TrustStore,
    lock: Lock,
    nodes: Vec<Remote>,
    report: UpdateReport,
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
        let failures = found.failures.into_iter().map(|failure| failure.what).collect();
        self.report.incomplete |= self.report.rosters.take(&found.way, before, (found.answered, failures));
        Ok(found.way.climbed.into_in_force())
    }

    /// Brings one log's head and status file up to date.
    async fn log(&mut self, origin: &Origin, roster: &Roster) -> Result<(), Failure> {
        let gathered = gather(&self.nodes, origin, roster).await;
        self.report.warnings.extend(gathered.warnings.iter().cloned());
        let settled = settle(self.store.head(origin)?, &gathered.heads, &self.nodes, roster).await;
        let was_forked = self.report.is_forked(origin);
        let log = SettledLog { origin, roster, gathered, settled, was_forked, now: clock::now() };
        for doubt in log.doubts() {
            self.report.incomplete = true;
            self.report.warnings.push(doubt);
        }
        for fork in log.forks() {
            self.put_fork(fork, roster)?;
        }
        if let Some(head) = log.head() {
            self.store.put_head(&self.lock, head)?;
        }
        let (status, row) = log.finish(self.store.status(origin)?);
        if let KeptStatus::Newer(new) = status {
            self.store.put_status(&self.lock, &new)?;
        }
        for fault in self.store.faults(origin, roster) {
            self.report.incomplete = true;
            self.report.warnings.push(Text::listed([fault.what, fault.todo], ". "));
        }
        self.report.logs.push((origin.clone(), row));
        Ok(())
    }

    /// Keeps evidence of a fork.
    fn put_fork(&mut self, fork: &ForkEvidence, roster: &Roster) -> Result<(), Failure> {
        let path = self.store.put_fork(&self.lock, roster, fork)?;
        self.report.note_fork(fork, path.display().to_string(), roster);
        Ok(())
    }

    /// Gives the report as output, and returns the exit of the program.
    fn give(self, roster: &Roster, out: &Output) -> Exit {
        let (report, today) = (&self.report, clock::today());
        let exit = match report.outcome(roster, today) {
            UpdateOutcome::Complete => Exit::Done,
            UpdateOutcome::Incomplete => Exit::Amber,
            UpdateOutcome::Forked => Exit::Red,
        };
        report.warnings().for_each(|warning| out.warning(warning));
        out.words(&report.words(roster, today, &out.style()));
        let folder = self.store.path().display().to_string();
        out.json("trust-update", report.as_json(roster, today, (&folder, exit.code())));
        exit
    }
}

/// Asks every node for one log.
async fn gather(nodes: &[Remote], origin: &Origin, roster: &Roster) -> GatheredLog {
    let mut log = GatheredLog::default();
    for (at, node) in nodes.iter().enumerate() {
        let mut answers = NodeAnswers { at, node: node.address(), origin, roster, log: &mut log };
        for which in [Which::Published, Which::Newest] {
            let request = v1::GetCheckpointRequest { origin: origin.to_string(), which: which.into() };
            let Ok(answer) = node.answer(node.log().get_checkpoint(timely(request))).await else { continue };
            answers.take_checkpoint(&answer.note, &answer.fork);
        }
        let request = v1::GetStatusEvidenceRequest { origin: origin.to_string(), slot: None };
        let Ok(answer) = node.answer(node.log().get_status_evidence(timely(request))).await else { continue };
        answers.take_status(&answer.evidence, &answer.fork);
    }
    log
}
