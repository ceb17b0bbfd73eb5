//! Entry files: the files that a school hands in to be admitted, with `[[registry]]` and, if its node also cosigns,
//! `[[cosigner]]`, each with the keys of the roster.

use super::init::text_with;
use super::words::{classes, state_word};
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
    let governance = &roster.governance;
    let head = text_with(&governance.governors, governance.threshold, (roster.issued, roster.expires));
    let alone = Roster::parse(&format!("{head}\n{text}")).map_err(|error| refuse(error.to_string()))?;
    let (mut registries, mut cosigners) = (alone.registries.into_iter(), alone.cosigners.into_iter());
    match (registries.next(), registries.next(), cosigners.next(), cosigners.next()) {
        (Some(registry), None, cosigner, None) => {
            let other = cosigner.as_ref().filter(|cosigner| cosigner.organisation != registry.organisation);
            if let Some(other) = other {
                return Err(refuse(format!(
                    "its registry is of {:?} and its cosigner of {:?}, and a mirror of one's own must not count",
                    registry.organisation, other.organisation
                )));
            }
            let urls = [Some(&registry.url), cosigner.as_ref().map(|cosigner| &cosigner.url)];
            urls.into_iter().flatten().try_for_each(|url| check_url(url, path))?;
            Ok(Entry { registry, cosigner })
        }
        (None, ..) => Err(refuse("it has no [[registry]]".to_owned())),
        _ => Err(refuse("it has more than one [[registry]] or [[cosigner]]".to_owned())),
    }
}

/// Checks that the address of an entry names the key that must answer there; an empty address is allowed too.
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

/// Takes an entry into a roster. Everything that the governors decide stays as it is: a registry's standing, the
/// classes that it may issue, and whether its cosigner is a mirror. An organisation and a key that are there already
/// are never replaced: the organisation decides whose mirrors count, and another key is a rotation, which the governors
/// write by hand with the sizes at which it happens.
pub(super) fn merge(roster: &mut Roster, entry: Entry) -> Result<Vec<String>, Failure> {
    let kept = put_registry(roster, entry.registry)?;
    if let Some(cosigner) = entry.cosigner {
        put_cosigner(roster, cosigner)?;
    }
    Ok(kept)
}

/// Puts the registry in; returns, in words, the parts of the entry that were not taken.
fn put_registry(roster: &mut Roster, mut given: Registry) -> Result<Vec<String>, Failure> {
    let Some(held) = roster.registries.iter_mut().find(|held| held.id == given.id) else {
        roster.registries.push(given);
        return Ok(Vec::new());
    };
    let id = held.id.to_string();
    same_organisation(&id, &held.organisation, &given.organisation)?;
    for log in &held.logs {
        match given.logs.iter().find(|other| other.origin == log.origin) {
            Some(other) if other.keys != log.keys => return Err(other_key(&held.id)),
            Some(_) => {}
            // What was issued in an earlier log stands: it stays listed.
            None => given.logs.push(log.clone()),
        }
    }
    given.logs.sort_by_key(|log| log.origin.generation());
    let mut kept = Vec::new();
    if given.classes != held.classes {
        let classes = |registry: &Registry| classes(&registry.classes);
        kept.push(format!("{id}: may still issue {}; the entry asks for {}.", classes(held), classes(&given)));
    }
    if given.state != held.state {
        kept.push(format!("{id}: stays {}; the entry says {}.", state_word(held.state), state_word(given.state)));
    }
    (given.state, given.classes) = (held.state, held.classes.clone());
    *held = given;
    Ok(kept)
}

fn put_cosigner(roster: &mut Roster, given: Cosigner) -> Result<(), Failure> {
    let name = given.key.name().to_owned();
    match roster.cosigners.iter_mut().find(|held| held.key.name() == name) {
        Some(held) if held.key == given.key => {
            same_organisation(&name, &held.organisation, &given.organisation)?;
            held.url = given.url;
        }
        Some(_) => {
            let what = format!("The roster lists another key for the cosigner {name}");
            let todo = "Give the new cosigner another name, such as …/m2, and take the old one out when it stops.";
            return Err(Failure::usage("other-key", what, todo));
        }
        None => roster.cosigners.push(given),
    }
    Ok(())
}

fn same_organisation(name: &str, held: &str, given: &str) -> Result<(), Failure> {
    if held == given {
        return Ok(());
    }
    let what = format!("{name} is of {held:?} in the roster, and of {given:?} in the entry");
    let todo = "If the organisation has a new name, write it into roster.toml for its registries and cosigners alike; if not, ask the school by telephone.";
    Err(Failure::usage("other-organisation", what, todo))
}

fn other_key(registry: &RegistryId) -> Failure {
    Failure::usage(
        "other-key",
        format!("The roster lists another key for the log of {registry} than the entry"),
        "If the registry rotated its key, write both into roster.toml with `to_size` and `from_size`; if not, ask the registry by telephone.",
    )
}
