//! Checking settings, keys, guards and roster without starting anything; a running node is not
//! disturbed.

use crate::machine::config::Config;
use crate::machine::folder::{Folder, FolderError, Layout};
use crate::machine::keys::{self, MirrorKey};
use crate::machine::tls;
use crate::mirror::roster;
use crate::service::listen;
use crate::writer::closed::Closed;
use crate::writer::registry;
use crate::{OpenError, beside, read_ledger};
use attestat_ledger::key::PublicKey;
use attestat_ledger::roster::{PinnedRoster, RegistryState};
use attestat_store::database::Database;
use attestat_store::guard::{FileGuard, Guard as _};
use attestat_store::log::StoreError;
use attestat_store::rocks::Rocks;
use attestat_store::stored_text::StoredText;
use attestat_vault::witness::{self, WitnessState};
use attestat_vault::{Vault, VaultKey};
use std::path::Path;

mod agreement;
mod running;

/// Outcome of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The thing is as it must be.
    Passed,
    /// The thing is usable, but the operator should know.
    Note(String),
    /// Not looked at, with the reason. Nobody may take it for passed.
    NotLookedAt(String),
    /// The node will not run so, or not write.
    Failed(String),
}

/// One thing that was looked at, with its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Name of the thing, in words.
    pub what: String,
    /// Outcome of the check.
    pub outcome: Outcome,
}

fn checked<T, E: ToString>(list: &mut Vec<Checked>, what: impl Into<String>, result: Result<T, E>) -> Option<T> {
    let (value, outcome) = match result {
        Ok(value) => (Some(value), Outcome::Passed),
        Err(error) => (None, Outcome::Failed(error.to_string())),
    };
    list.push(Checked { what: what.into(), outcome });
    value
}

/// Looks at everything that the node in `dir` needs in order to run.
pub fn check(dir: &Path) -> Vec<Checked> {
    let (layout, mut list) = (Layout::new(dir), Vec::new());
    let read = Config::read(&layout.config());
    let read = read.and_then(|config| registry::check_none_is_forgotten(&layout, &config.registries).map(|()| config));
    let Some(config) = checked(&mut list, "settings (node.toml)", read) else { return list };
    let socket = layout.resolve(&config.registrar_socket);
    checked(&mut list, "registrar's socket", listen::check_socket(&socket, config.registrar_group.as_deref()));
    let key = checked(&mut list, "vault key", keys::read_vault_key(&layout.vault_key()));
    let taken = Folder::take_as_it_lies(layout.root());
    let ledger = match &taken {
        Ok(_) => check_ledger(&mut list, &layout),
        Err(why) => {
            leave_out(&mut list, why, &socket);
            None
        }
    };
    ledger.iter().for_each(|ledger| {
        note_what_is_mended(&mut list, ledger, &config);
        note_what_is_dropped(&mut list, ledger, &config);
    });
    if let (Some(key), Ok(_)) = (key, &taken) {
        check_vault(&mut list, &layout, &config, &key, ledger.as_ref());
    }
    check_tls(&mut list, &layout, &config);
    let mirror = checked(&mut list, "mirror key", keys::read_signing_key(&layout.mirror_key()));
    let mirror = mirror.and_then(|secret| MirrorKey::new(&config, secret).ok());
    let roster = check_roster(&mut list, &layout, &config);
    if let (Some(roster), Some(mirror)) = (&roster, &mirror) {
        agreement::check_mirror(&mut list, roster.roster(), mirror);
    }
    if let Some(roster) = &roster {
        agreement::check_addresses(&mut list, roster.roster(), &layout, &config);
    }
    for registry in &config.registries {
        let origin = registry.origin();
        let key = checked(
            &mut list,
            format!("key of {}", registry.id),
            keys::read_signing_key(&layout.registry_key(&registry.id)),
        );
        let log = ledger.as_ref().and_then(|ledger| ledger.log(&origin).ok());
        let guard = match log {
            Some(log) => registry::open_guard(&layout, &log),
            None => FileGuard::open(&layout.guard(&origin), &origin).map_err(StoreError::from),
        };
        let guard = checked(&mut list, format!("sign guard of {origin}"), guard);
        if let Some(cut) = Closed::by_roster(&origin, roster.as_ref().map(PinnedRoster::roster)) {
            let why = format!("nothing more is written into it: {cut}");
            list.push(Checked { what: format!("log {origin}"), outcome: Outcome::Failed(why) });
        }
        if let Some(Err(why)) = ledger.as_ref().map(|ledger| registry::look(&layout, ledger, registry)) {
            list.push(Checked { what: format!("log {origin}"), outcome: Outcome::Failed(why) });
        }
        if let (Some(roster), Some(key), Some(guard)) = (&roster, key, guard) {
            check_listed(&mut list, roster, &origin, &key.public(), guard.sealed().size);
        }
    }
    list
}

/// Names what is not looked at while another process has the folder, and what a running node says meanwhile.
fn leave_out(list: &mut Vec<Checked>, why: &FolderError, socket: &Path) {
    let is_in_use = matches!(why, FolderError::InUse(_));
    let who = if is_in_use && running::note(list, socket) { "a running node" } else { "another process" };
    for what in ["ledger", "vault key and vault"] {
        let outcome = if is_in_use {
            Outcome::NotLookedAt(format!("in use by {who}, not looked at; stop it to have it checked"))
        } else {
            Outcome::Failed(why.to_string())
        };
        list.push(Checked { what: what.to_owned(), outcome });
    }
}

/// The checks that the vault opens with its key, and that it is the one that was here last.
fn check_vault(list: &mut Vec<Checked>, layout: &Layout, config: &Config, key: &VaultKey, ledger: Option<&Database>) {
    let witness = layout.vault_witness();
    let looked = Vault::look(&layout.vault(), key, &witness, beside(layout, config, ledger));
    let looked = looked.map_err(OpenError::of_vault);
    let Some(doubt) = checked(list, "vault key and vault", looked) else { return };
    let outcome = match doubt {
        Some(doubt) => Outcome::Failed(format!(
            "{doubt}. Nothing is issued until you decided; `attestat-node vault check` says more"
        )),
        None if matches!(witness::look(&witness), Ok(WitnessState::Missing)) => {
            Outcome::Note("there is none yet; the next start makes it".to_owned())
        }
        None => Outcome::Passed,
    };
    list.push(Checked { what: "vault's witness".to_owned(), outcome });
}

/// Opens the ledger of a stopped node as it lies. A folder without a ledger lacks the records that were signed.
fn check_ledger(list: &mut Vec<Checked>, layout: &Layout) -> Option<Database> {
    let ledger = layout.ledger();
    if !Rocks::is_there(&ledger) {
        let why = format!(
            "there is none in {}: the registry is read only until its log is pulled from the mirrors (attestat-node run DIR --recover)",
            ledger.display()
        );
        return checked(list, "ledger", Err(why));
    }
    let read = read_ledger(layout).map_err(|error| match error {
        OpenError::Store(error) if error.is_damage() => OpenError::Ledger(error),
        error => error,
    });
    checked(list, "ledger", read)
}

/// Notes the damage that the next start mends by itself.
fn note_what_is_mended(list: &mut Vec<Checked>, ledger: &Database, config: &Config) {
    for (origin, error) in ledger.broken() {
        let is_own = config.registries.iter().any(|registry| registry.origin() == origin);
        let mended = match (error.is_index_damage(), is_own) {
            (true, _) => "the next start builds the index again",
            (false, false) => "the next start sets this copy aside and pulls it again",
            (false, true) => continue,
        };
        list.push(Checked { what: format!("log {origin}"), outcome: Outcome::Note(format!("{error}; {mended}")) });
    }
}

/// Notes values beside the records that cannot be read: none of them keeps a log from being read or mirrored.
fn note_what_is_dropped(list: &mut Vec<Checked>, ledger: &Database, config: &Config) {
    let dropped = "the next start drops it and judges anew";
    for log in ledger.logs() {
        let is_own = config.registries.iter().any(|registry| registry.origin() == *log.origin());
        let published = "the next head that is published takes its place";
        let fork = "the next start takes it from evidence/, or sets this copy aside and pulls it again";
        let looked = [
            ("published head", log.head().err(), published),
            ("published head with statuses", log.status_head().err(), published),
            ("standing that was kept", log.stored_text(StoredText::Standing).err(), dropped),
            ("doubt that was kept", log.stored_text(StoredText::Doubt).err(), dropped),
            // That of a hosted log is looked at with the registry.
            ("evidence of a fork", log.fork().err().filter(|_| !is_own), fork),
        ];
        for (what, _, mended) in looked.into_iter().filter(|(_, error, _)| error.is_some()) {
            let outcome = Outcome::Note(format!("the {what} cannot be read; {mended}"));
            list.push(Checked { what: format!("log {}", log.origin()), outcome });
        }
    }
}

fn check_tls(list: &mut Vec<Checked>, layout: &Layout, config: &Config) {
    if config.listen.is_none() {
        return;
    }
    checked(list, "TLS key", tls::identity(layout));
    let why = "`listen` is no address that others can connect to; set `public_url`, or tickets cannot be made";
    note_unless(list, "address for others".to_owned(), config.public_location().is_some(), why);
}

fn check_roster(list: &mut Vec<Checked>, layout: &Layout, config: &Config) -> Option<PinnedRoster> {
    match roster::load(layout, config) {
        Ok(None) => {
            let why = "none is pinned: this node neither mirrors nor cosigns, and verifiers do not know it; `attestat-node pin` puts one in force";
            list.push(Checked { what: "roster".to_owned(), outcome: Outcome::Note(why.to_owned()) });
            None
        }
        Ok(Some(roster)) => {
            list.push(Checked { what: "roster".to_owned(), outcome: Outcome::Passed });
            agreement::check_term(list, roster.roster(), crate::machine::clock::today());
            Some(roster)
        }
        Err(error) => checked(list, "roster", Err(error)),
    }
}

fn check_listed(
    list: &mut Vec<Checked>,
    roster: &PinnedRoster,
    origin: &attestat_ledger::name::Origin,
    key: &PublicKey,
    sealed: u64,
) {
    let listed = roster.roster().lists_key(origin, key, sealed.max(1));
    let state = roster.roster().registry(origin.registry()).map(|found| found.state);
    let why = match state {
        Some(RegistryState::Closed) => {
            "the governors have closed it: what it issued stands, it issues nothing more, and a new entry changes nothing of that"
        }
        Some(RegistryState::Suspended) => {
            "the governors have suspended it: what it issued stands, and it issues nothing until they let it; ask them"
        }
        Some(RegistryState::Active) | None => {
            "the roster does not list it with this key, so that verifiers do not know it; hand in entry.toml"
        }
    };
    let holds = listed && state == Some(RegistryState::Active);
    note_unless(list, format!("{origin} in the roster"), holds, why);
}

fn note_unless(list: &mut Vec<Checked>, what: String, holds: bool, why: &str) {
    let outcome = if holds { Outcome::Passed } else { Outcome::Note(why.to_owned()) };
    list.push(Checked { what, outcome });
}

#[cfg(test)]
mod tests;
