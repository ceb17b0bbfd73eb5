//! Entry files: the files that a school hands in to be admitted, with `[[registry]]` and, if its node also cosigns,
//! `[[cosigner]]`, each with the keys of the roster.

use crate::first::text_with;
use crate::words::{classes, state};
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{Cosigner, Registry, Roster};
use attestat_words::plain::plain;
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;

/// An admission: one registry, and the cosigner that its node runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The registry.
    pub registry: Registry,
    /// Its node as a cosigner of others.
    pub cosigner: Option<Cosigner>,
}

/// Reads an entry by the roster's own rules: as the only one of a roster with the same governors.
pub fn parse(text: &str, roster: &Roster, path: &str) -> Result<Entry, Problem> {
    let refuse = |fault: Text| {
        let what = text!("roster-bad-entry", path = path, why = fault);
        Problem::input("bad-entry", what, text!("roster-bad-entry.next"))
    };
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| refuse(error.message().to_owned().into()))?;
    if let Some(key) = table.keys().find(|key| !matches!(key.as_str(), "registry" | "cosigner")) {
        return Err(refuse(text!("roster-entry-other-key", key = plain(key))));
    }
    let governance = &roster.governance;
    let head = text_with(&governance.governors, governance.threshold, (roster.issued, roster.expires));
    let alone = Roster::parse(&format!("{head}\n{text}")).map_err(|error| refuse(error.to_string().into()))?;
    let (mut registries, mut cosigners) = (alone.registries.into_iter(), alone.cosigners.into_iter());
    match (registries.next(), registries.next(), cosigners.next(), cosigners.next()) {
        (Some(registry), None, cosigner, None) => {
            let other = cosigner.as_ref().filter(|cosigner| cosigner.organisation != registry.organisation);
            if let Some(other) = other {
                let (registry, cosigner) = (plain(&registry.organisation), plain(&other.organisation));
                return Err(refuse(text!("roster-entry-two-organisations", registry = registry, cosigner = cosigner)));
            }
            Ok(Entry { registry, cosigner })
        }
        (None, ..) => Err(refuse(text!("roster-entry-no-registry"))),
        _ => Err(refuse(text!("roster-entry-several"))),
    }
}

impl Entry {
    /// Addresses that it names, for whoever knows how nodes are reached; an empty one says that nobody reaches the node.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        let urls = [Some(&self.registry.url), self.cosigner.as_ref().map(|cosigner| &cosigner.url)];
        urls.into_iter().flatten().map(String::as_str)
    }
}

/// Problem of an entry with an address that cannot be used.
pub fn bad_address(path: &str, fault: Text) -> Problem {
    let what = text!("roster-bad-entry", path = path, why = fault);
    Problem::input("bad-entry", what, text!("roster-bad-entry-address-next"))
}

/// Takes an entry into a roster. Everything that the governors decide stays as it is: a registry's standing, the
/// classes that it may issue, and whether its cosigner is a mirror. An organisation and a key that are there already
/// are never replaced: the organisation decides whose mirrors count, and another key is a rotation, which the governors
/// write by hand with the sizes at which it happens.
pub fn merge(roster: &mut Roster, entry: Entry) -> Result<Vec<Text>, Problem> {
    let kept = put_registry(roster, entry.registry)?;
    if let Some(cosigner) = entry.cosigner {
        put_cosigner(roster, cosigner)?;
    }
    Ok(kept)
}

/// Puts the registry in; returns, in words, the parts of the entry that were not taken.
fn put_registry(roster: &mut Roster, mut given: Registry) -> Result<Vec<Text>, Problem> {
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
        let (held, asked) = (classes(&held.classes), classes(&given.classes));
        kept.push(text!("roster-kept-classes", registry = &id, held = held, asked = asked));
    }
    if given.state != held.state {
        let (held, asked) = (state(held.state), state(given.state));
        kept.push(text!("roster-kept-state", registry = &id, held = held, asked = asked));
    }
    (given.state, given.classes) = (held.state, held.classes.clone());
    *held = given;
    Ok(kept)
}

fn put_cosigner(roster: &mut Roster, given: Cosigner) -> Result<(), Problem> {
    let name = given.key.name().to_owned();
    match roster.cosigners.iter_mut().find(|held| held.key.name() == name) {
        Some(held) if held.key == given.key => {
            same_organisation(&name, &held.organisation, &given.organisation)?;
            held.url = given.url;
        }
        Some(_) => {
            let what = text!("roster-cosigner-other-key", name = name);
            return Err(Problem::input("other-key", what, text!("roster-cosigner-other-key.next")));
        }
        None => roster.cosigners.push(given),
    }
    Ok(())
}

fn same_organisation(name: &str, held: &str, given: &str) -> Result<(), Problem> {
    if held == given {
        return Ok(());
    }
    let what = text!("roster-other-organisation", name = name, held = plain(held), given = plain(given));
    Err(Problem::input("other-organisation", what, text!("roster-other-organisation.next")))
}

fn other_key(registry: &RegistryId) -> Problem {
    let what = text!("roster-log-other-key", registry = registry.as_str());
    Problem::input("other-key", what, text!("roster-log-other-key.next"))
}
