//! The roster's TOML: every key known, every value of its type, and nothing twice.

use super::{
    Cosigner, CosignerKind, Cut, Governance, Log, LogKey, ROSTER_BYTES_MAX, Registry, RegistryState, Roster,
    RosterError, RosterHash,
};
use crate::day::Day;
use crate::encoding::{parse_base64_array, parse_hex};
use crate::hash::RootHash;
use crate::key::PublicKey;
use crate::name::{Origin, RegistryId};
use crate::note::{SignatureType, VerifierKey};
use crate::policy::Policy;
use crate::record::Class;
use crate::section::{Section, SectionError};
use crate::sorting;
use std::collections::BTreeSet;
use toml::de::DeTable;

const FORMAT: &str = "attestat/roster/v1";
/// Description of a list of tables.
const TABLES: &str = "a list of tables";

pub(super) fn parse(text: &str) -> Result<Roster, RosterError> {
    if text.len() > ROSTER_BYTES_MAX {
        return Err(RosterError::Toml("it is longer than 1,000,000 bytes".to_owned()));
    }
    let root = DeTable::parse(text).map_err(|error| RosterError::Toml(error.to_string()))?;
    let table = Section::new("roster", root.get_ref());
    table.only(&[
        "format",
        "version",
        "previous",
        "issued",
        "expires",
        "threshold",
        "governors",
        "registry",
        "cosigner",
        "cut",
        "quorum",
    ])?;
    if table.text("format")? != FORMAT {
        return Err(table.fault("format", "\"attestat/roster/v1\"").into());
    }
    let cosigners = table.each("cosigner", TABLES, cosigner)?;
    let roster = Roster {
        version: table.number("version")?,
        previous: previous(&table)?,
        issued: day(&table, "issued")?,
        expires: day(&table, "expires")?,
        governance: governance(&table)?,
        registries: table.each("registry", TABLES, registry)?,
        policy: policy(&table, &cosigners)?,
        cosigners,
        cuts: table.each("cut", TABLES, cut)?,
        text: text.to_owned(),
    };
    if roster.version == 0 || (roster.version == 1) != roster.previous.is_none() {
        return Err(table.fault("previous", "the hash of the version before, and absent in version 1 only").into());
    }
    if roster.expires < roster.issued {
        return Err(table.fault("expires", "a day not before `issued`").into());
    }
    check_unique(&roster)?;
    Ok(roster)
}

fn previous(table: &Section<'_>) -> Result<Option<RosterHash>, SectionError> {
    if !table.has("previous") {
        return Ok(None);
    }
    let hash = RosterHash::parse(table.text("previous")?);
    hash.map(Some).ok_or_else(|| table.fault("previous", "64 hex digits"))
}

fn governance(table: &Section<'_>) -> Result<Governance, SectionError> {
    let expected = "a list of Ed25519 verifier keys, <name>+<8 hex digits>+<base64>";
    let governors: Result<Vec<_>, _> = table
        .texts("governors")?
        .into_iter()
        .map(|text| parse_vkey(text, SignatureType::Ed25519).ok_or_else(|| table.fault("governors", expected)))
        .collect();
    let governors = governors?;
    let threshold = usize::try_from(table.number("threshold")?).unwrap_or(0);
    if threshold == 0 || threshold > governors.len() {
        return Err(table.fault("threshold", "from 1 to the number of governors"));
    }
    Ok(Governance { governors, threshold })
}

fn registry(table: &Section<'_>) -> Result<Registry, SectionError> {
    table.only(&["id", "name", "organisation", "region", "classes", "state", "url", "log"])?;
    let id = RegistryId::parse(table.text("id")?).map_err(|_| table.fault("id", "a registry id"))?;
    let classes: Option<Vec<Class>> = table.texts("classes")?.into_iter().map(class).collect();
    let state = match table.text("state")? {
        "active" => RegistryState::Active,
        "suspended" => RegistryState::Suspended,
        "closed" => RegistryState::Closed,
        _ => return Err(table.fault("state", "\"active\", \"suspended\" or \"closed\"")),
    };
    let logs = table.each("log", TABLES, log)?;
    if logs.iter().any(|log| *log.origin.registry() != id) {
        return Err(table.fault("log", "logs whose origins begin with the registry's id"));
    }
    Ok(Registry {
        name: table.name("name")?,
        organisation: table.name("organisation")?,
        region: table.name("region")?,
        classes: classes
            .map(sorting::set)
            .ok_or_else(|| table.fault("classes", "a list of \"achievement\", \"certificate\", \"digest\""))?,
        state,
        url: table.name_or_empty("url")?,
        logs,
        id,
    })
}

fn class(text: &str) -> Option<Class> {
    match text {
        "achievement" => Some(Class::Achievement),
        "certificate" => Some(Class::Certificate),
        "digest" => Some(Class::Digest),
        _ => None,
    }
}

fn log(table: &Section<'_>) -> Result<Log, SectionError> {
    table.only(&["origin", "key"])?;
    let origin = origin(table)?;
    let keys = table.each("key", TABLES, log_key)?;
    let ascending = keys.windows(2).all(|pair| match pair {
        [before, after] => before.to_size.is_some_and(|to| after.from_size > to),
        _ => false,
    });
    if keys.is_empty() || !ascending {
        return Err(table.fault("key", "one or more keys whose sizes ascend and do not overlap"));
    }
    Ok(Log { origin, keys })
}

fn log_key(table: &Section<'_>) -> Result<LogKey, SectionError> {
    table.only(&["key", "from_size", "to_size"])?;
    let key = parse_base64_array(table.text("key")?).and_then(|bytes| PublicKey::parse(&bytes).ok());
    let from_size = table.number("from_size")?;
    let to_size = if table.has("to_size") { Some(table.number("to_size")?) } else { None };
    if to_size.is_some_and(|to| to < from_size) {
        return Err(table.fault("to_size", "a whole number, not below `from_size`"));
    }
    Ok(LogKey {
        key: key.ok_or_else(|| table.fault("key", "an Ed25519 public key, 32 bytes in base64"))?,
        from_size,
        to_size,
    })
}

fn cosigner(table: &Section<'_>) -> Result<Cosigner, SectionError> {
    table.only(&["key", "organisation", "kind", "url"])?;
    let key = parse_vkey(table.text("key")?, SignatureType::CosignatureV1);
    let kind = match table.text("kind")? {
        "mirror" => CosignerKind::Mirror,
        "witness" => CosignerKind::Witness,
        _ => return Err(table.fault("kind", "\"mirror\" or \"witness\"")),
    };
    Ok(Cosigner {
        key: key.ok_or_else(|| table.fault("key", "a cosignature/v1 verifier key, <name>+<8 hex digits>+<base64>"))?,
        organisation: table.name("organisation")?,
        kind,
        url: table.name_or_empty("url")?,
    })
}

fn cut(table: &Section<'_>) -> Result<Cut, SectionError> {
    table.only(&["origin", "size", "root"])?;
    let root = parse_hex(table.text("root")?).map(RootHash::from_bytes);
    Ok(Cut {
        origin: origin(table)?,
        size: table.number("size")?,
        root: root.ok_or_else(|| table.fault("root", "64 hex digits"))?,
    })
}

fn day(table: &Section<'_>, key: &str) -> Result<Day, SectionError> {
    let day = table.text(key).ok().and_then(Day::parse);
    day.ok_or_else(|| table.fault(key, "a day such as \"2026-09-01\""))
}

fn origin(table: &Section<'_>) -> Result<Origin, SectionError> {
    Origin::parse(table.text("origin")?).map_err(|_| table.fault("origin", "a log origin, <registry id>/<generation>"))
}

/// Reads `quorum`: the `group` and `quorum` lines of a tlog-policy over the mirrors' names.
fn policy(table: &Section<'_>, cosigners: &[Cosigner]) -> Result<Policy, RosterError> {
    let mirrors = cosigners.iter().filter(|cosigner| cosigner.kind == CosignerKind::Mirror);
    let witnesses = sorting::map(mirrors.map(|mirror| (mirror.key.name().to_owned(), mirror.key.clone())));
    Ok(Policy::parse_with(table.text("quorum")?, witnesses)?)
}

fn parse_vkey(text: &str, kind: SignatureType) -> Option<VerifierKey> {
    VerifierKey::parse(text).ok().filter(|key| key.kind() == kind)
}

/// Checks that every key has one role and every name one owner.
fn check_unique(roster: &Roster) -> Result<(), RosterError> {
    let mut keys = BTreeSet::new();
    let mut names = BTreeSet::new();
    let signers = roster.governance.governors.iter().chain(roster.cosigners.iter().map(|cosigner| &cosigner.key));
    for signer in signers {
        if !keys.insert(*signer.key().as_bytes()) || !names.insert(signer.name().to_owned()) {
            return Err(RosterError::Twice(signer.name().to_owned()));
        }
    }
    for registry in &roster.registries {
        if !names.insert(registry.id.as_str().to_owned()) {
            return Err(RosterError::Twice(registry.id.to_string()));
        }
        for log in &registry.logs {
            let fresh = names.insert(log.origin.to_string())
                && log.keys.iter().all(|listed| keys.insert(*listed.key.as_bytes()));
            if !fresh {
                return Err(RosterError::Twice(log.origin.to_string()));
            }
        }
    }
    let mut cut_logs = BTreeSet::new();
    match roster.cuts.iter().find(|cut| !cut_logs.insert(cut.origin.as_str())) {
        Some(again) => Err(RosterError::Twice(again.origin.to_string())),
        None => Ok(()),
    }
}
