//! Checking settings, keys, guards and roster without starting anything; a running node is not
//! disturbed.

use crate::machine::config::Config;
use crate::machine::folder::{Folder, FolderError, Layout};
use crate::machine::keys::{self, MirrorKey};
use crate::machine::tls;
use crate::mirror::roster;
use crate::operator::told::{self, service, settings, store, vault};
use crate::service::listen;
use crate::web;
use crate::writer::closed::Closed;
use crate::writer::registry;
use crate::{OpenError, beside, read_ledger};
use attestat_ledger::key::PublicKey;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{PinnedRoster, RegistryState};
use attestat_store::database::Database;
use attestat_store::guard::{FileGuard, Guard as _};
use attestat_store::log::StoreError;
use attestat_store::rocks::Rocks;
use attestat_store::stored_text::StoredText;
use attestat_vault::witness::{self, WitnessState};
use attestat_vault::{Vault, VaultKey};
use attestat_words::text;
use attestat_words::text::Text;
use std::path::Path;

mod agreement;
mod running;

/// Outcome of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The thing is as it must be.
    Passed,
    /// The thing is usable, but the operator should know.
    Note(Text),
    /// Not looked at, with the reason. Nobody may take it for passed.
    NotLookedAt(Text),
    /// The node will not run so, or not write.
    Failed(Text),
}

/// One thing that was looked at, with its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Name of the thing.
    pub what: Text,
    /// Outcome of the check.
    pub outcome: Outcome,
}

/// Takes up the result of a check; `told` words its error.
fn checked<T, E>(list: &mut Vec<Checked>, what: Text, told: fn(&E) -> Text, result: Result<T, E>) -> Option<T> {
    let (value, outcome) = match result {
        Ok(value) => (Some(value), Outcome::Passed),
        Err(error) => (None, Outcome::Failed(told(&error))),
    };
    list.push(Checked { what, outcome });
    value
}

/// Looks at everything that the node in `dir` needs in order to run.
pub fn check(dir: &Path) -> Vec<Checked> {
    let (layout, mut list) = (Layout::new(dir), Vec::new());
    let read = Config::read(&layout.config());
    let read = read.and_then(|config| registry::check_none_is_forgotten(&layout, &config.registries).map(|()| config));
    let Some(config) = checked(&mut list, text!("node-check-settings"), settings::config, read) else { return list };
    let socket = layout.resolve(&config.registrar_socket);
    let group = config.registrar_group.as_deref();
    checked(&mut list, text!("node-check-socket"), service::socket, listen::check_socket(&socket, group));
    let key = keys::read_vault_key(&layout.vault_key());
    let key = checked(&mut list, text!("node-check-vault-key"), settings::secret, key);
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
    if config.web.certificate.is_some() {
        let certificate = web::check_certificate(&layout, &config);
        checked(&mut list, text!("node-check-web-certificate"), service::certificate, certificate);
    }
    let mirror = keys::read_signing_key(&layout.mirror_key());
    let mirror = checked(&mut list, text!("node-check-mirror-key"), settings::secret, mirror);
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
        let key = keys::read_signing_key(&layout.registry_key(&registry.id));
        let named = text!("node-check-key", registry = registry.id.to_string());
        let key = checked(&mut list, named, settings::secret, key);
        let log = ledger.as_ref().and_then(|ledger| ledger.log(&origin).ok());
        let guard = match log {
            Some(log) => registry::open_guard(&layout, &log),
            None => FileGuard::open(&layout.guard(&origin), &origin).map_err(StoreError::from),
        };
        let guard = checked(&mut list, text!("node-check-guard", log = origin.to_string()), store::store, guard);
        if let Some(cut) = Closed::by_roster(&origin, roster.as_ref().map(PinnedRoster::roster)) {
            let why = text!("node-check-cut", why = store::closed(&cut));
            list.push(Checked { what: of_log(&origin), outcome: Outcome::Failed(why) });
        }
        if let Some(Err(why)) = ledger.as_ref().map(|ledger| registry::look(&layout, ledger, registry)) {
            list.push(Checked { what: of_log(&origin), outcome: Outcome::Failed(store::unwritable(&why)) });
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
    let outcome = if !is_in_use {
        Outcome::Failed(settings::folder(why))
    } else if running::note(list, socket) {
        Outcome::NotLookedAt(text!("node-check-in-use-by-node"))
    } else {
        Outcome::NotLookedAt(text!("node-check-in-use"))
    };
    for what in [text!("node-check-ledger"), text!("node-check-vault")] {
        list.push(Checked { what, outcome: outcome.clone() });
    }
}

/// The checks that the vault opens with its key, and that it is the one that was here last.
fn check_vault(list: &mut Vec<Checked>, layout: &Layout, config: &Config, key: &VaultKey, ledger: Option<&Database>) {
    let witness = layout.vault_witness();
    let looked = Vault::look(&layout.vault(), key, &witness, beside(layout, config, ledger));
    let looked = looked.map_err(OpenError::of_vault);
    let Some(doubt) = checked(list, text!("node-check-vault"), told::open, looked) else { return };
    let outcome = match doubt {
        Some(doubt) => Outcome::Failed(text!("node-check-doubt", doubt = vault::doubt(&doubt))),
        None if matches!(witness::look(&witness), Ok(WitnessState::Missing)) => {
            Outcome::Note(text!("node-check-no-witness-yet"))
        }
        None => Outcome::Passed,
    };
    list.push(Checked { what: text!("node-check-witness"), outcome });
}

/// Opens the ledger of a stopped node as it lies. A folder without a ledger lacks the records that were signed.
fn check_ledger(list: &mut Vec<Checked>, layout: &Layout) -> Option<Database> {
    let ledger = layout.ledger();
    if !Rocks::is_there(&ledger) {
        let why = text!("node-check-no-ledger", path = &ledger);
        list.push(Checked { what: text!("node-check-ledger"), outcome: Outcome::Failed(why) });
        return None;
    }
    let read = read_ledger(layout).map_err(|error| match error {
        OpenError::Store(error) if error.is_damage() => OpenError::Ledger(error),
        error => error,
    });
    checked(list, text!("node-check-ledger"), told::open, read)
}

/// Notes the damage that the next start mends by itself.
fn note_what_is_mended(list: &mut Vec<Checked>, ledger: &Database, config: &Config) {
    for (origin, error) in ledger.broken() {
        let is_own = config.registries.iter().any(|registry| registry.origin() == origin);
        let mended = match (error.is_index_damage(), is_own) {
            (true, _) => text!("node-check-index-mended", why = store::store(&error)),
            (false, false) => text!("node-check-copy-pulled", why = store::store(&error)),
            (false, true) => continue,
        };
        list.push(Checked { what: of_log(&origin), outcome: Outcome::Note(mended) });
    }
}

/// Notes values beside the records that cannot be read: none of them keeps a log from being read or mirrored.
fn note_what_is_dropped(list: &mut Vec<Checked>, ledger: &Database, config: &Config) {
    for log in ledger.logs() {
        let is_own = config.registries.iter().any(|registry| registry.origin() == *log.origin());
        let looked = [
            (text!("node-check-head-unread"), log.head().err()),
            (text!("node-check-status-head-unread"), log.status_head().err()),
            (text!("node-check-standing-unread"), log.stored_text(StoredText::Standing).err()),
            (text!("node-check-doubt-unread"), log.stored_text(StoredText::Doubt).err()),
            // That of a hosted log is looked at with the registry.
            (text!("node-check-fork-unread"), log.fork().err().filter(|_| !is_own)),
        ];
        for (note, _) in looked.into_iter().filter(|(_, error)| error.is_some()) {
            list.push(Checked { what: of_log(log.origin()), outcome: Outcome::Note(note) });
        }
    }
}

fn check_tls(list: &mut Vec<Checked>, layout: &Layout, config: &Config) {
    if config.listen.is_none() {
        return;
    }
    checked(list, text!("node-check-tls-key"), settings::tls, tls::identity(layout));
    let why = text!("node-check-no-public-address");
    note_unless(list, text!("node-check-address"), config.public_location().is_some(), why);
}

fn check_roster(list: &mut Vec<Checked>, layout: &Layout, config: &Config) -> Option<PinnedRoster> {
    match roster::load(layout, config) {
        Ok(None) => {
            let why = text!("node-check-no-roster");
            list.push(Checked { what: text!("node-check-roster"), outcome: Outcome::Note(why) });
            None
        }
        Ok(Some(roster)) => {
            list.push(Checked { what: text!("node-check-roster"), outcome: Outcome::Passed });
            agreement::check_term(list, roster.roster(), crate::machine::clock::today());
            Some(roster)
        }
        Err(error) => checked(list, text!("node-check-roster"), told::roster::file, Err(error)),
    }
}

fn check_listed(list: &mut Vec<Checked>, roster: &PinnedRoster, origin: &Origin, key: &PublicKey, sealed: u64) {
    let listed = roster.roster().lists_key(origin, key, sealed.max(1));
    let state = roster.roster().registry(origin.registry()).map(|found| found.state);
    let why = match state {
        Some(RegistryState::Closed) => text!("node-check-closed"),
        Some(RegistryState::Suspended) => text!("node-check-suspended"),
        Some(RegistryState::Active) | None => text!("node-check-not-listed"),
    };
    let holds = listed && state == Some(RegistryState::Active);
    note_unless(list, text!("node-check-listed", log = origin.to_string()), holds, why);
}

/// Names a log.
fn of_log(origin: &Origin) -> Text {
    text!("node-check-log", log = origin.to_string())
}

fn note_unless(list: &mut Vec<Checked>, what: Text, holds: bool, why: Text) {
    let outcome = if holds { Outcome::Passed } else { Outcome::Note(why) };
    list.push(Checked { what, outcome });
}

#[cfg(test)]
mod tests;
