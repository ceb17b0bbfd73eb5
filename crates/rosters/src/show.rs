//! A roster as a whole, for people and for programs.

use crate::telephone::digits_of;
use crate::words::{class_word, classes, hash_lines, kind, kind_word, state, state_word};
use attestat_ledger::note::{Note, NoteError, VerifierKey};
use attestat_ledger::roster::{Cosigner, Registry, Roster};
use attestat_words::language::Language;
use attestat_words::table::table;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Value, json};

/// The first line of a roster for people.
pub fn head(roster: &Roster) -> Text {
    text!("roster-show-head", version = roster.version)
}

/// Names of the governors whose signatures hold.
///
/// # Errors
///
/// A signature of a governor does not hold.
pub fn signers_of(note: &Note, roster: &Roster) -> Result<Vec<String>, NoteError> {
    match note.verify(&roster.governance.governors) {
        Ok(signers) => Ok(signers.into_iter().map(|signer| signer.name().to_owned()).collect()),
        Err(NoteError::NoKnownKey) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// A roster for people. `head` is its first line, which the caller may paint ([`head`]); `path` names it.
pub fn words(head: &str, path: &str, roster: &Roster, signed_by: &[String], language: Language) -> String {
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
        "{head}  {path}\n{}\n{holds}\n\n{}\n\n{}\n\n{}{}",
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

/// A roster for programs, with the names of the governors who signed it.
pub fn as_json(roster: &Roster, signed_by: &[String]) -> Value {
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
