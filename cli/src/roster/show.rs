//! `roster show`: a roster for people.

use super::ShowArgs;
use super::folder::{Draft, NOTE_BYTES_MAX, RosterFolder, bad_roster};
use super::proposal::Proposal;
use super::telephone::digits_of;
use super::words::{class_word, hash_lines, kind_word, state_word};
use crate::disk;
use crate::failure::Failure;
use crate::output::{Output, Paint, table};
use attestat_ledger::note::{Note, NoteError};
use attestat_ledger::roster::{Registry, Roster};
use serde_json::{Value, json};
use std::path::Path;

/// Shows what `sign` would sign in a folder, with the signatures so far; or the file that is named.
pub(super) fn run(args: &ShowArgs, out: &Output) -> Result<(), Failure> {
    let given = args.folder.as_deref().unwrap_or(&args.roster);
    let folder = RosterFolder::at(given);
    let (path, roster, note, in_force) = if given.is_file() || !folder.draft_path().exists() {
        let path = if given.is_file() { given.to_owned() } else { folder.signed_path() };
        let Draft { note, roster, .. } = Draft::parse(&disk::read(&path, NOTE_BYTES_MAX)?, &path)?;
        (path, roster, note, None)
    } else {
        let Proposal { roster, note, before, .. } = Proposal::read(&folder)?;
        let signed = folder.signed()?.filter(|signed| signed.roster().text() == roster.text()).is_some();
        let in_force = before.filter(|_| !signed).map(|before| before.roster().version);
        (if signed { folder.signed_path() } else { folder.draft_path().to_owned() }, roster, Some(note), in_force)
    };
    let signed_by = match note {
        Some(note) => signers_of(&note, &roster).map_err(|error| bad_roster(&path, error))?,
        None => Vec::new(),
    };
    out.words(&words(out, &path, &roster, &signed_by));
    if let Some(version) = in_force {
        out.remark(&format!(
            "Version {version} is the signed one: attestat roster show {}. What changes: attestat roster diff.",
            folder.signed_path().display()
        ));
    }
    out.json("roster-show", as_json(&roster, &signed_by));
    Ok(())
}

/// The governors whose signatures hold.
fn signers_of(note: &Note, roster: &Roster) -> Result<Vec<String>, NoteError> {
    match note.verify(&roster.governance.governors) {
        Ok(signers) => Ok(signers.into_iter().map(|signer| signer.name().to_owned()).collect()),
        Err(NoteError::NoKnownKey) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn words(out: &Output, path: &Path, roster: &Roster, signed_by: &[String]) -> String {
    let head = out.paint(Paint::Bold, &format!("Roster version {}", roster.version));
    let signed = match signed_by {
        [] => "nobody yet".to_owned(),
        names => names.join(", "),
    };
    let governance = format!("{} of {} governors", roster.governance.threshold, roster.governance.governors.len());
    let governors: Vec<Vec<String>> =
        roster.governance.governors.iter().map(|key| vec![key.name().to_owned(), digits_of(key)]).collect();
    let registries: Vec<Vec<String>> =
        roster.registries.iter().map(|registry| registry_row(roster, registry)).collect();
    let cosigners: Vec<Vec<String>> = roster
        .cosigners
        .iter()
        .map(|peer| {
            vec![
                peer.key.name().to_owned(),
                kind_word(peer.kind).to_owned(),
                peer.organisation.clone(),
                peer.url.clone(),
            ]
        })
        .collect();
    let cuts: Vec<String> =
        roster.cuts.iter().map(|cut| format!("\nCut: {} at {} records", cut.origin, cut.size)).collect();
    format!(
        "{head}  {}\n{}\nHolds         {} to {}\nChanged by    {governance}; signed by {signed}\n\n{}\n\n{}\n\n{}{}",
        path.display(),
        hash_lines(&roster.hash()),
        roster.issued,
        roster.expires,
        table(&["governor", "key by telephone"], &governors),
        table(&["registry", "state", "may issue", "log", "needs", "organisation"], &registries),
        table(&["cosigner", "kind", "organisation", "address"], &cosigners),
        cuts.concat(),
    )
}

fn registry_row(roster: &Roster, registry: &Registry) -> Vec<String> {
    let classes: Vec<&str> = registry.classes.iter().map(|class| class_word(*class)).collect();
    let newest = registry.logs.last().map_or_else(|| "none".to_owned(), |log| log.origin.to_string());
    vec![
        registry.id.to_string(),
        state_word(registry.state).to_owned(),
        classes.join(", "),
        newest,
        quorum_words(roster, registry),
        registry.organisation.clone(),
    ]
}

/// Number of cosignatures that a registry's heads need, and of those that count.
fn quorum_words(roster: &Roster, registry: &Registry) -> String {
    let counting: Vec<&str> = roster.counting_cosigners(registry).map(|peer| peer.key.name()).collect();
    match roster.policy.fewest(|name| counting.contains(&name)) {
        Some(0) => "no cosignature".to_owned(),
        Some(fewest) => format!("{fewest} of {}", counting.len()),
        None => "more cosigners than count".to_owned(),
    }
}

fn as_json(roster: &Roster, signed_by: &[String]) -> Value {
    let governors: Vec<String> = roster.governance.governors.iter().map(ToString::to_string).collect();
    let registries: Vec<Value> = roster
        .registries
        .iter()
        .map(|registry| {
            let counting: Vec<&str> = roster.counting_cosigners(registry).map(|peer| peer.key.name()).collect();
            json!({
                "id": registry.id.as_str(), "name": registry.name, "organisation": registry.organisation,
                "region": registry.region, "state": state_word(registry.state), "url": registry.url,
                "classes": registry.classes.iter().map(|class| class_word(*class)).collect::<Vec<_>>(),
                "logs": registry.logs.iter().map(|log| log.origin.as_str()).collect::<Vec<_>>(),
                "cosignatures_needed": roster.policy.fewest(|name| counting.contains(&name)),
                "cosigners_counting": counting.len(),
            })
        })
        .collect();
    let cosigners: Vec<Value> = roster
        .cosigners
        .iter()
        .map(|peer| json!({"key": peer.key.to_string(), "kind": kind_word(peer.kind), "organisation": peer.organisation, "url": peer.url}))
        .collect();
    let cuts: Vec<Value> = roster
        .cuts
        .iter()
        .map(|cut| json!({"origin": cut.origin.as_str(), "size": cut.size, "root": cut.root.to_string()}))
        .collect();
    json!({
        "version": roster.version, "hash": roster.hash().to_string(),
        "previous": roster.previous.map(|hash| hash.to_string()),
        "issued": roster.issued.to_string(), "expires": roster.expires.to_string(),
        "threshold": roster.governance.threshold, "governors": governors, "signed_by": signed_by,
        "registries": registries, "cosigners": cosigners, "cuts": cuts,
    })
}
