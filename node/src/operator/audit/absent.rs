//! Logs that should be in a data folder and are not, or cannot be opened: the settings, what the folder knows of
//! logs, and the roster name them.

use super::{Auditor, finding};
use attestat_ledger::audit::{Audit, AuditReport, Expected, Finding, FolderGap};
use attestat_ledger::name::Origin;
use attestat_store::database::Database;
use attestat_store::log::StoreError;
use std::collections::BTreeMap;

impl Auditor {
    /// One report for each log that is missing or beyond opening.
    pub(super) fn absent(&self) -> Vec<AuditReport> {
        let there: Vec<Origin> = self.logs().iter().map(|log| log.origin().clone()).collect();
        let broken: BTreeMap<Origin, StoreError> = self.database.iter().flat_map(Database::broken).collect();
        let mut wanted = self.wanted();
        wanted.retain(|origin, _| !there.contains(origin));
        broken.keys().for_each(|origin| _ = wanted.entry(origin.clone()).or_default());
        let report = |(origin, why): (Origin, Vec<Expected>)| {
            let mut audit = Audit::new(origin.clone());
            match broken.get(&origin).or(self.unopened.as_ref()) {
                Some(error) => audit.find(finding(error.clone())),
                None => why.into_iter().for_each(|why| audit.find(Finding::Absent(why))),
            }
            if let Some(known) = self.knowledge.logs.get(&origin) {
                known.judge(&mut audit, self.roster.as_ref());
            }
            audit.not_checked(FolderGap::Everything);
            audit.finish(self.roster.as_ref())
        };
        wanted.into_iter().map(report).collect()
    }

    /// Every log that something in this folder names, with who names it.
    pub(super) fn wanted(&self) -> BTreeMap<Origin, Vec<Expected>> {
        let mut wanted: BTreeMap<Origin, Vec<Expected>> = BTreeMap::new();
        let mut name = |origin: Origin, why: Expected| wanted.entry(origin).or_default().push(why);
        for registry in &self.config.registries {
            name(registry.origin(), Expected::BySettings);
        }
        for log in self.roster.iter().flat_map(|roster| &roster.registries).flat_map(|registry| &registry.logs) {
            name(log.origin.clone(), Expected::ByRoster);
        }
        for (origin, known) in &self.knowledge.logs {
            wanted.entry(origin.clone()).or_default().extend(known.reasons());
        }
        wanted
    }
}
