//! `roster show`: a roster for people.

use super::ShowArgs;
use super::folder::{NOTE_BYTES_MAX, RosterDraft, RosterFolder, bad_roster};
use super::proposal::Proposal;
use super::telephone::digits_of;
use super::words::{class_word, classes, hash_lines, kind, kind_word, state, state_word};
use crate::files::disk;
use crate::render::failure::Failure;
use crate::render::output::{Output, Paint, table};
use attestat_ledger::note::{Note, NoteError, VerifierKey};
use attestat_ledger::roster::{Cosigner, Registry, Roster};
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Value, json};
use std::path::Path;

/// Shows what `sign` would sign in a folder, with the signatures so far; or the file that is named.
pub(super) fn run(args: &ShowArgs, out: &Output) -> Result<(), Failure> {
    let given = args.folder.as_deref().unwrap_or(&args.roster);
    let folder = RosterFolder::at(given);
    let (path, roster, note, in_force) = if given.is_file() || !folder.draft_path().exists() {
        let path = if given.is_file() { given.to_owned() } else { folder.signed_path() };
        let RosterDraft { note, roster, .. } = RosterDraft::parse(&disk::read(&path, NOTE_BYTES_MAX)?, &path)?;
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
        let path = folder.signed_path();
        out.remark(&say!(out.language(), "roster-show-in-force", version = version, path = path));
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
    let language = out.language();
    let head = out.paint(Paint::Bold, &say!(language, "roster-show-head", version = roster.version));
    let signers = match signed_by {
        [] => text!("roster-show-nobody"),
        names => names.join(", ").into(),
    };
    let holds = say!(
        language,
        "roster-show-holds",
        from = roster.issued,
        to = roster.expires,
        threshold = roster.governance.threshold,
        governors = roster.governance.governors.len(),
        signers = signers
    );
    let cuts = roster.cuts.iter().map(|cut| {
        let cut = say!(language, "roster-show-cut", log = cut.origin.as_str(), size = cut.size);
        format!("\n{cut}")
    });
    format!(
        "{head}  {}\n{}\n{holds}\n\n{}\n\n{}\n\n{}{}",
        path.display(),
        hash_lines(&roster.hash()).told(language),
        governors_table(roster, language),
        registries_table(roster, language),
        cosigners_table(roster, language),
        cuts.collect::<String>(),
    )
}

fn governors_table(roster: &Roster, language: Language) -> String {
    let row = |key: &VerifierKey| vec![key.name().to_owned(), digits_of(key)];
    let rows: Vec<Vec<String>> = roster.governance.governors.iter().map(row).collect();
    told_table([text!("roster-column-governor"), text!("roster-column-key")], &rows, language)
}

fn registries_table(roster: &Roster, language: Language) -> String {
    let headings = [
        text!("roster-column-registry"),
        text!("roster-column-state"),
        text!("roster-column-classes"),
        text!("roster-column-log"),
        text!("roster-column-needs"),
        text!("roster-column-organisation"),
    ];
    let row = |registry: &Registry| {
        let newest = registry.logs.last().map(|log| log.origin.to_string().into());
        vec![
            registry.id.to_string(),
            state(registry.state).told(language),
            classes(&registry.classes).told(language),
            newest.unwrap_or_else(|| text!("roster-show-no-log")).told(language),
            needs(roster, registry).told(language),
            registry.organisation.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = roster.registries.iter().map(row).collect();
    told_table(headings, &rows, language)
}

fn cosigners_table(roster: &Roster, language: Language) -> String {
    let headings = [
        text!("roster-column-cosigner"),
        text!("roster-column-kind"),
        text!("roster-column-organisation"),
        text!("roster-column-address"),
    ];
    let row = |peer: &Cosigner| {
        vec![peer.key.name().to_owned(), kind(peer.kind).told(language), peer.organisation.clone(), peer.url.clone()]
    };
    let rows: Vec<Vec<String>> = roster.cosigners.iter().map(row).collect();
    told_table(headings, &rows, language)
}

fn told_table<const N: usize>(headings: [Text; N], rows: &[Vec<String>], language: Language) -> String {
    let headings = headings.map(|heading| heading.told(language));
    table(&headings.each_ref().map(String::as_str), rows)
}

/// Number of cosignatures that a registry's heads need, and of those that count.
fn needs(roster: &Roster, registry: &Registry) -> Text {
    let counting: Vec<&str> = roster.counting_cosigners(registry).map(|peer| peer.key.name()).collect();
    match roster.policy.fewest(|name| counting.contains(&name)) {
        Some(0) => text!("roster-show-needs-none"),
        Some(fewest) => text!("roster-show-needs", fewest = fewest, counting = counting.len()),
        None => text!("roster-show-needs-too-many"),
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
