//! Logs that should be in a data folder and are not, or cannot be opened: the settings, the sign guards and
//! the roster name them.

use super::{Auditor, finding, guard_of};
use attestat_ledger::audit::{Audit, AuditReport, Finding};
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
        let report = |(origin, why): (Origin, Vec<String>)| {
            let mut audit = Audit::new(origin.clone());
            match broken.get(&origin) {
                Some(error) => audit.find(finding(error.clone())),
                None => why.into_iter().for_each(|why| audit.find(Finding::Absent(why))),
            }
            audit.not_checked("any record: nothing of this log could be read".to_owned());
            audit.finish(None)
        };
        wanted.into_iter().map(report).collect()
    }

    /// Every log that something in this folder names, with who names it.
    fn wanted(&self) -> BTreeMap<Origin, Vec<String>> {
        let mut wanted: BTreeMap<Origin, Vec<String>> = BTreeMap::new();
        let mut name = |origin: Origin, why: String| wanted.entry(origin).or_default().push(why);
        for registry in &self.config.registries {
            name(registry.origin(), "node.toml names it as a registry of this node".to_owned());
        }
        for (origin, sealed) in self.guards() {
            let size = sealed.map_or_else(|| "?".to_owned(), |size| size.to_string());
            name(origin, format!("a sign guard here knows that {size} records of it were sealed"));
        }
        for log in self.roster.iter().flat_map(|roster| &roster.registries).flat_map(|registry| &registry.logs) {
            name(log.origin.clone(), "the roster in force lists it".to_owned());
        }
        wanted
    }

    /// The logs that have a sign guard, with the size in it where it can be read. An id has no `_`, so that the
    /// file's name says which log it is.
    fn guards(&self) -> Vec<(Origin, Option<u64>)> {
        let Ok(entries) = std::fs::read_dir(self.folder.layout().guards()) else { return Vec::new() };
        let mut found: Vec<(Origin, Option<u64>)> =
            entries.flatten().filter_map(|entry| guard_of(&entry.path())).collect();
        found.sort();
        found
    }
}
