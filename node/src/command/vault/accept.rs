//! `vault check` compares the vault, its witness and the logs; `vault accept` takes the vault as it is.

use super::super::exit::{Exit, Failure};
use super::super::output;
use attestat_ledger::name::RegistryId;
use attestat_node::machine::config::{Config, RegistryConfig};
use attestat_node::machine::folder::{Folder, Layout};
use attestat_node::mirror::evidence::EvidenceFolder;
use attestat_node::office::unexplained::{CompareError, Comparison, UnexplainedAward, compare};
use attestat_node::{OpenError, beside, open_ledger, open_vault};
use attestat_store::database::Database;
use attestat_store::guard::{FileGuard, Sealed};
use attestat_store::log::StoreError;
use attestat_store::writer::OwnLog;
use attestat_vault::{Loss, Vault};
use std::path::Path;

/// Awards that are printed; the evidence file has them all.
const SHOWN_MAX: usize = 50;
/// Longest reason in bytes.
const REASON_BYTES_MAX: usize = 1000;

/// The stopped node's folder with vault and ledger open.
struct StoppedNode {
    folder: Folder,
    config: Config,
    vault: Vault,
    database: Database,
}

fn open(dir: &Path) -> Result<StoppedNode, Failure> {
    let folder = Folder::take(dir)?;
    let config = Config::read(&folder.layout().config()).map_err(OpenError::from)?;
    let database = open_ledger(folder.layout(), &config)?;
    let vault = open_vault(folder.layout(), &config, beside(folder.layout(), &config, Some(&database)))?;
    Ok(StoppedNode { folder, config, vault, database })
}

/// Returns the part of each hosted registry's log that the vault does not explain.
fn compare_all(opened: &StoppedNode) -> Result<Vec<(RegistryId, Comparison)>, Failure> {
    let mut compared = Vec::new();
    for registry in &opened.config.registries {
        let comparison = match opened.database.log(&registry.origin()) {
            Ok(log) => compare(&log, &opened.vault, &registry.id).map_err(failure)?,
            Err(StoreError::NoLog(_)) => Comparison::default(),
            Err(error) => return Err(OpenError::from(error).into()),
        };
        compared.push((registry.id.clone(), comparison));
    }
    Ok(compared)
}

fn failure(error: CompareError) -> Failure {
    match error {
        CompareError::Log(error) => OpenError::from(error).into(),
        CompareError::Vault(error) => OpenError::from(error).into(),
    }
}

/// Prints the comparison; a vault in doubt is a finding.
pub(super) fn check(dir: &Path) -> Result<Exit, Failure> {
    let opened = open(dir)?;
    for registry in &opened.config.registries {
        if let Err(failure) = check_log_is_whole(&opened, registry) {
            failure.tell();
        }
    }
    let compared = compare_all(&opened)?;
    let returned = opened.vault.count_returned(&super::ids(&opened.config))?;
    let exit = verdict(&opened.vault, &compared, dir)?;
    if returned > 0 {
        output::line(&format!(
            "Of the pupils in it {returned} were erased, as guard/destroyed says: `vault accept` destroys again what it holds on them."
        ))?;
    }
    for (registry, comparison) in &compared {
        output::line(&words(registry, comparison))?;
        for award in comparison.unexplained.iter().rev().take(SHOWN_MAX) {
            output::line(&format!("  {}", line(award)))?;
        }
        if comparison.unexplained.len() > SHOWN_MAX {
            output::line(&format!("  … {} more, all older", comparison.unexplained.len() - SHOWN_MAX))?;
        }
    }
    Ok(exit)
}

/// Tells whether the vault is the one that was here last, and the next step where nobody knows.
fn verdict(vault: &Vault, compared: &[(RegistryId, Comparison)], dir: &Path) -> Result<Exit, Failure> {
    let Some(doubt) = vault.doubt() else {
        output::line("The vault is the one that was here last. What follows needs nothing done.")?;
        return Ok(Exit::Done);
    };
    let dir = dir.display();
    let is_behind = compared.iter().any(|(_, comparison)| comparison.behind().next().is_some());
    let what = if is_behind {
        format!(
            "The log has documents from behind its end, so a newer backup may be left: move {dir}/vault away and put that \
             back (attestat-node vault restore {dir} FILE).\nIf there is none"
        )
    } else {
        "The log has no document from behind its end: as far as the log shows, no document is missing.\nTo issue from it"
            .to_owned()
    };
    output::line(&format!(
        "IN DOUBT: {doubt}. Nothing is issued from it.\n{what}: attestat-node vault accept {dir} --reason TEXT"
    ))?;
    Ok(Exit::Finding)
}

fn words(registry: &RegistryId, comparison: &Comparison) -> String {
    let Comparison { awards, unexplained, .. } = comparison;
    if unexplained.is_empty() {
        return format!("{registry}: the vault explains all {awards} awards of the log that are no anchors.");
    }
    let (behind, revoked) = (comparison.behind().count(), unexplained.iter().filter(|award| award.is_revoked).count());
    format!(
        "{registry}: of {awards} awards that are no anchors the vault does not explain {}, {revoked} of them revoked. {behind} \
         stand behind everything that it explains: if its end is lost, they are what is missing. The others are documents of \
         pupils who were erased, or records that were never anybody's. The log does not say which, nor whose they are. \
         The newest first:",
        unexplained.len(),
    )
}

fn line(award: &UnexplainedAward) -> String {
    let UnexplainedAward { index, slot, day, is_revoked } = award;
    format!("{day}  document {slot}  record {index}{}", if *is_revoked { "  revoked" } else { "" })
}

/// Takes the vault as it is, and puts the reason and what is given up on record.
pub(super) fn accept(dir: &Path, reason: &str) -> Result<Exit, Failure> {
    let reason = reason.trim();
    if reason.is_empty() || reason.len() > REASON_BYTES_MAX || reason.chars().any(char::is_control) {
        return Err(Failure::new(
            Exit::Usage,
            "a reason is one line of at most 1,000 bytes; it is kept with what is given up",
        ));
    }
    let opened = open(dir)?;
    let Some(doubt) = opened.vault.doubt().map(|doubt| doubt.to_string()) else {
        output::line("The vault is the one that was here last: there is nothing to accept.")?;
        return Ok(Exit::Done);
    };
    opened.config.registries.iter().try_for_each(|registry| check_log_is_whole(&opened, registry))?;
    let compared = compare_all(&opened)?;
    let text = record(&doubt, reason, &compared);
    let layout = opened.folder.layout();
    let kept = EvidenceFolder::new(layout.root());
    kept.record("vault-accepted", &text).map_err(|error| {
        Failure::new(
            Exit::Internal,
            format!("nothing is accepted, because the reason cannot be put on record: {error}"),
        )
    })?;
    let destroyed = opened.vault.destroy_again(&super::ids(&opened.config))?;
    super::tell_destroyed(&opened.vault, destroyed)?;
    let losses: Vec<(RegistryId, Loss)> =
        compared.iter().filter_map(|(registry, comparison)| Some((registry.clone(), comparison.loss()?))).collect();
    opened.vault.accept(&layout.vault_witness(), &losses)?;
    let given_up: usize = compared.iter().map(|(_, comparison)| comparison.unexplained.len()).sum();
    output::line(&format!(
        "Accepted: {doubt}. {given_up} awards of the log stay unexplained; they and the reason are kept in {}.\n\
         The next start issues again. What was issued and is not in this vault would be issued a second time: the \
         registrar is asked about each row that may be one of those documents.",
        layout.root().join("evidence").display()
    ))?;
    Ok(Exit::Done)
}

/// Refuses a log that is not all there: the missing documents are known from the whole log only.
fn check_log_is_whole(opened: &StoppedNode, registry: &RegistryConfig) -> Result<(), Failure> {
    let origin = registry.origin();
    let layout: &Layout = opened.folder.layout();
    // As at a start: what was committed and not applied before a crash is applied.
    let guard = FileGuard::open(&layout.guard(&origin), &origin).map_err(StoreError::from);
    let log = opened.database.log(&origin);
    let whole = guard.and_then(|guard| OwnLog::open(log?, Box::new(guard))).and_then(|own| cover_seals(&own));
    let Err(why) = whole else { return Ok(()) };
    let dir = layout.root().display();
    let what = format!(
        "the log of {} is not whole, so that nobody can say what the vault lacks: {why}. Recover the log first (attestat-node \
         run {dir} --recover), stop the node, and decide then",
        registry.id
    );
    Err(Failure::new(Exit::Config, what))
}

/// Moves a guard that was put back from a copy over the seals that it does not know.
fn cover_seals(own: &OwnLog) -> Result<(), StoreError> {
    let newest = own.log().newest_seal()?;
    newest.map_or(Ok(()), |seal| {
        let (size, root) = (seal.checkpoint().size, seal.checkpoint().root);
        if size > own.sealed().size { own.adopt(Sealed { size, root }) } else { Ok(()) }
    })
}

fn record(doubt: &str, reason: &str, compared: &[(RegistryId, Comparison)]) -> String {
    let mut text = format!(
        "attestat/vault-accepted/v1\ntime {}\ndoubt {doubt}\nreason {reason}\n",
        attestat_node::machine::clock::now()
    );
    for (registry, comparison) in compared {
        for award in &comparison.unexplained {
            text.push_str(&format!("unexplained {registry} {}\n", line(award)));
        }
    }
    text
}
