//! Entry files: what a school hands in to be admitted, `[[registry]]` and, if its node also cosigns,
//! `[[cosigner]]`, each with the keys of the roster.

use super::render::render;
use crate::failure::Failure;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{Cosigner, Registry, Roster};
use attestat_wire::connect::Address;
use std::path::Path;

/// An admission: one registry, and the cosigner that its node runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The registry.
    pub(super) registry: Registry,
    /// Its node as a cosigner of others.
    pub(super) cosigner: Option<Cosigner>,
}

/// Reads an entry by the roster's own rules: as the only one of a roster with the same governors.
pub(super) fn parse(text: &str, roster: &Roster, path: &Path) -> Result<Entry, Failure> {
    let refuse = |fault: String| {
        let what = format!("{} is not an entry for the roster: {fault}", path.display());
        Failure::usage("bad-entry", what, "Hand in the file that `attestat-node init` wrote, unchanged.")
    };
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| refuse(error.message().to_owned()))?;
    if let Some(key) = table.keys().find(|key| !matches!(key.as_str(), "registry" | "cosigner")) {
        return Err(refuse(format!("it has {key:?}, and only [[registry]] and [[cosigner]] are expected")));
    }
    let mut alone = roster.clone();
    (alone.registries, alone.cosigners, alone.cuts) = (Vec::new(), Vec::new(), Vec::new());
    let alone = Roster::parse(&format!("{}\n{text}", render(&alone, "quorum none")))
        .map_err(|error| refuse(error.to_string()))?;
    let (mut registries, mut cosigners) = (alone.registries.into_iter(), alone.cosigners.into_iter());
    match (registries.next(), registries.next(), cosigners.next(), cosigners.next()) {
        (Some(registry), None, cosigner, None) => {
            let urls = [Some(&registry.url), cosigner.as_ref().map(|cosigner| &cosigner.url)];
            urls.into_iter().flatten().try_for_each(|url| check_url(url, path))?;
            Ok(Entry { registry, cosigner })
        }
        (None, ..) => Err(refuse("it has no [[registry]]".to_owned())),
        _ => Err(refuse("it has more than one [[registry]] or [[cosigner]]".to_owned())),
    }
}

/// An address in the roster names the key that must answer there; none at all is allowed too.
fn check_url(url: &str, path: &Path) -> Result<(), Failure> {
    let fault = match url.parse::<Address>() {
        _ if url.is_empty() => return Ok(()),
        Ok(address) if address.pin().is_some() => return Ok(()),
        Ok(address) => format!("the address {address} names no key"),
        Err(error) => error.to_string(),
    };
    let what = format!("{} is not an entry for the roster: {fault}", path.display());
    let todo = "Let the school run `attestat-node tls DIR` and hand in its entry.toml again.";
    Err(Failure::usage("bad-entry", what, todo))
}

/// What an entry changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// The registry is new.
    Added,
    /// It was there and reads differently now.
    Updated,
    /// It was there just so.
    Unchanged,
}

/// Takes an entry into a roster. A key that is there already is never replaced: that is a rotation,
/// which the governors write by hand with the sizes at which it happens.
pub(super) fn merge(roster: &mut Roster, entry: Entry) -> Result<Change, Failure> {
    let before = (roster.registries.clone(), roster.cosigners.clone());
    let is_new = roster.registry(&entry.registry.id).is_none();
    put_registry(roster, entry.registry)?;
    if let Some(cosigner) = entry.cosigner {
        put_cosigner(roster, cosigner)?;
    }
    let is_same = before == (roster.registries.clone(), roster.cosigners.clone());
    Ok(if is_new {
        Change::Added
    } else if is_same {
        Change::Unchanged
    } else {
        Change::Updated
    })
}

fn put_registry(roster: &mut Roster, mut given: Registry) -> Result<(), Failure> {
    let Some(held) = roster.registries.iter_mut().find(|held| held.id == given.id) else {
        roster.registries.push(given);
        return Ok(());
    };
    for log in &held.logs {
        match given.logs.iter().find(|other| other.origin == log.origin) {
            Some(other) if other.keys != log.keys => return Err(other_key(&held.id)),
            Some(_) => {}
            // What was issued in an earlier log stands: it stays listed.
            None => given.logs.push(log.clone()),
        }
    }
    given.logs.sort_by_key(|log| log.origin.generation());
    given.state = held.state;
    *held = given;
    Ok(())
}

fn put_cosigner(roster: &mut Roster, given: Cosigner) -> Result<(), Failure> {
    match roster.cosigners.iter_mut().find(|held| held.key.name() == given.key.name()) {
        Some(held) if held.key == given.key => *held = given,
        Some(held) => {
            let what = format!("The roster lists another key for the cosigner {}", held.key.name());
            let todo = "Give the new cosigner another name, such as …/m2, and take the old one out when it stops.";
            return Err(Failure::usage("other-key", what, todo));
        }
        None => roster.cosigners.push(given),
    }
    Ok(())
}

fn other_key(registry: &RegistryId) -> Failure {
    Failure::usage(
        "other-key",
        format!("The roster lists another key for the log of {registry} than the entry"),
        "If the registry rotated its key, write both into roster.toml with `to_size` and `from_size`; if not, ask the registry by telephone.",
    )
}
