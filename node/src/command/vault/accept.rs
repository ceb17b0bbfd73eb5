//! `vault check` compares the vault, its witness and the logs; `vault accept` takes the vault as it is.

use super::super::exit::{Exit, Failure};
use super::super::output::Output;
use attestat_ledger::name::RegistryId;
use attestat_node::machine::config::{Config, RegistryConfig};
use attestat_node::machine::folder::{Folder, Layout};
use attestat_node::mirror::evidence::EvidenceFolder;
use attestat_node::office::unexplained::{CompareError, Comparison, UnexplainedAward, compare};
use attestat_node::operator::told;
use attestat_node::{OpenError, beside, open_ledger, open_vault};
use attestat_store::database::Database;
use attestat_store::guard::{FileGuard, Sealed};
use attestat_store::log::StoreError;
use attestat_store::writer::OwnLog;
use attestat_vault::{Loss, Vault};
use attestat_words::text;
use attestat_words::text::Text;
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
pub(super) fn check(dir: &Path, out: Output) -> Result<Exit, Failure> {
    let opened = open(dir)?;
    for registry in &opened.config.registries {
        if let Err(failure) = check_log_is_whole(&opened, registry) {
            failure.tell(out.language());
        }
    }
    let compared = compare_all(&opened)?;
    let returned = opened.vault.count_returned(&super::ids(&opened.config))?;
    let exit = verdict(&opened.vault, &compared, dir, out)?;
    if returned > 0 {
        out.text(&text!("node-vault-returned", count = returned))?;
    }
    for (registry, comparison) in &compared {
        if let Some(Loss { awards, first, last }) = opened.vault.loss(registry)? {
            let registry = registry.to_string();
            out.text(&text!("node-vault-given-up", registry = registry, awards = awards, first = first, last = last))?;
        }
        out.text(&told_comparison(registry, comparison))?;
        for award in comparison.unexplained.iter().rev().take(SHOWN_MAX) {
            out.text(&Text::joined([Text::written("  "), told_award(award)]))?;
        }
        if comparison.unexplained.len() > SHOWN_MAX {
            let more = text!("node-vault-more", count = comparison.unexplained.len() - SHOWN_MAX);
            out.text(&Text::joined([Text::written("  "), more]))?;
        }
    }
    Ok(exit)
}

/// Tells whether the vault is the one that was here last, and the next step where nobody knows.
fn verdict(vault: &Vault, compared: &[(RegistryId, Comparison)], dir: &Path, out: Output) -> Result<Exit, Failure> {
    let Some(doubt) = vault.doubt() else {
        out.text(&text!("node-vault-settled"))?;
        return Ok(Exit::Done);
    };
    let is_behind = compared.iter().any(|(_, comparison)| comparison.behind().next().is_some());
    let what = if is_behind { text!("node-vault-is-behind", dir = dir) } else { text!("node-vault-is-not-behind") };
    out.text(&text!("node-vault-in-doubt", doubt = told::vault::doubt(&doubt), what = what, dir = dir))?;
    Ok(Exit::Finding)
}

fn told_comparison(registry: &RegistryId, comparison: &Comparison) -> Text {
    let Comparison { awards, unexplained, .. } = comparison;
    let (registry, awards) = (registry.to_string(), *awards);
    if unexplained.is_empty() {
        return text!("node-vault-explains", registry = registry, awards = awards);
    }
    let (behind, revoked) = (comparison.behind().count(), unexplained.iter().filter(|award| award.is_revoked).count());
    text!(
        "node-vault-unexplained",
        registry = registry,
        awards = awards,
        unexplained = unexplained.len(),
        revoked = revoked,
        behind = behind,
    )
}

fn told_award(award: &UnexplainedAward) -> Text {
    let UnexplainedAward { index, slot, day, is_revoked } = *award;
    match is_revoked {
        true => text!("node-vault-award-revoked", day = day, slot = slot, index = index),
        false => text!("node-vault-award", day = day, slot = slot, index = index),
    }
}

/// Takes the vault as it is, and puts the reason and what is given up on record.
pub(super) fn accept(dir: &Path, reason: &str, out: Output) -> Result<Exit, Failure> {
    let reason = reason.trim();
    if reason.is_empty() || reason.len() > REASON_BYTES_MAX || reason.chars().any(char::is_control) {
        return Err(Failure::new(Exit::Usage, text!("node-accept-reason")));
    }
    let opened = open(dir)?;
    let Some(doubt) = opened.vault.doubt() else {
        out.text(&text!("node-accept-nothing"))?;
        return Ok(Exit::Done);
    };
    opened.config.registries.iter().try_for_each(|registry| check_log_is_whole(&opened, registry))?;
    let compared = compare_all(&opened)?;
    let text = record(&doubt.to_string(), reason, &compared);
    let layout = opened.folder.layout();
    let kept = EvidenceFolder::new(layout.root());
    kept.record("vault-accepted", &text)
        .map_err(|error| Failure::new(Exit::Internal, text!("node-accept-not-recorded", why = told::system(&error))))?;
    let destroyed = opened.vault.destroy_again(&super::ids(&opened.config))?;
    super::tell_destroyed(&opened.vault, destroyed, out)?;
    let losses: Vec<(RegistryId, Loss)> =
        compared.iter().filter_map(|(registry, comparison)| Some((registry.clone(), comparison.loss()?))).collect();
    opened.vault.accept(&layout.vault_witness(), &losses)?;
    let given_up: usize = compared.iter().map(|(_, comparison)| comparison.unexplained.len()).sum();
    let folder = layout.root().join("evidence");
    let doubt = told::vault::doubt(&doubt);
    out.text(&text!("node-accept-done", doubt = doubt, given_up = given_up, folder = folder))?;
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
    let (registry, why) = (registry.id.to_string(), told::store::store(&why));
    Err(Failure::new(
        Exit::Config,
        text!("node-accept-log-not-whole", registry = registry, why = why, dir = layout.root()),
    ))
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
            text.push_str(&format!("unexplained {registry} {}\n", told_award(award)));
        }
    }
    text
}
