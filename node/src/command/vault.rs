//! `attestat-node vault backup DIR FILE`, `vault restore DIR FILE`, `vault check DIR` and `vault accept DIR`, on a
//! stopped node.

mod accept;
mod stoppable;

use super::exit::{Exit, Failure};
use super::output::Output;
use attestat_ledger::name::RegistryId;
use attestat_node::machine::config::Config;
use attestat_node::machine::folder::{Folder, Layout};
use attestat_node::operator::told;
use attestat_node::{OpenError, beside, open_vault, read_ledger};
use attestat_store::rocks::Rocks;
use attestat_vault::Vault;
use attestat_words::text;
use clap::Subcommand;
use indicatif::ProgressBar;
use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Seek as _, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use stoppable::Signals;

#[derive(Subcommand)]
pub(crate) enum VaultCommand {
    /// Write the vault of a stopped node to a new file; it is worthless without keys/vault.key
    Backup {
        /// The data folder
        dir: PathBuf,
        /// The file to make; it must not exist
        file: PathBuf,
    },
    /// Put a backup into the empty vault of a stopped node that has the same keys/vault.key
    Restore {
        /// The data folder
        dir: PathBuf,
        /// A file that `vault backup` made
        file: PathBuf,
    },
    /// Compare the vault with its witness and with the logs: is it the one that was here last, and what does it lack?
    Check {
        /// The data folder
        dir: PathBuf,
    },
    /// Issue again from a vault that is in doubt, when no newer backup is left: what it lacks is given up
    Accept {
        /// The data folder
        dir: PathBuf,
        /// Why, for the record; it names nobody
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

pub(crate) fn run(command: VaultCommand, out: Output) -> Result<Exit, Failure> {
    match command {
        VaultCommand::Backup { dir, file } => backup(&dir, &file, out),
        VaultCommand::Restore { dir, file } => restore(&dir, &file, out),
        VaultCommand::Check { dir } => accept::check(&dir, out),
        VaultCommand::Accept { dir, reason } => accept::accept(&dir, &reason, out),
    }
}

/// Refuses a folder without a vault: a backup of nothing must not be taken for one.
fn check_there(dir: &Path) -> Result<(), Failure> {
    let vault = Layout::new(dir).vault();
    if Rocks::is_there(&vault) {
        return Ok(());
    }
    Err(Failure::new(Exit::Config, text!("node-backup-no-vault", vault = vault)))
}

/// Refuses a backup file beside the vault and the keys that open it: all would be lost together.
fn check_outside(dir: &Path, file: &Path) -> Result<(), Failure> {
    let layout = Layout::new(dir);
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(parent) = parent.canonicalize() else { return Ok(()) };
    let inside = [layout.vault(), layout.ledger(), layout.guards(), layout.keys()]
        .into_iter()
        .find(|folder| folder.canonicalize().is_ok_and(|folder| parent.starts_with(folder)));
    inside.map_or(Ok(()), |folder| {
        Err(Failure::new(Exit::Usage, text!("node-backup-inside", file = file, folder = folder)))
    })
}

/// Takes the folder of a stopped node and opens its vault.
fn open(dir: &Path) -> Result<(Folder, Vault), Failure> {
    open_with_settings(dir).map(|(folder, vault, _)| (folder, vault))
}

fn open_with_settings(dir: &Path) -> Result<(Folder, Vault, Config), Failure> {
    let folder = Folder::take(dir)?;
    let config = Config::read(&folder.layout().config()).map_err(OpenError::from)?;
    // A ledger that is damaged or not there yet keeps no vault closed.
    let ledger = read_ledger(folder.layout()).ok();
    let vault = open_vault(folder.layout(), &config, beside(folder.layout(), &config, ledger.as_ref()))?;
    Ok((folder, vault, config))
}

fn ids(config: &Config) -> Vec<RegistryId> {
    config.registries.iter().map(|registry| registry.id.clone()).collect()
}

/// Says of whom an older vault still held what was destroyed, and what nobody remembers.
fn tell_destroyed(vault: &Vault, destroyed: usize, out: Output) -> Result<(), Failure> {
    if destroyed > 0 {
        out.text(&text!("node-destroyed-again", n = destroyed))?;
    }
    if vault.doubt().is_some() && !vault.remembers_destroyed() {
        out.text(&text!("node-destroyed-unknown"))?;
    }
    Ok(())
}

fn io(file: &Path) -> impl Fn(std::io::Error) -> Failure {
    move |error| Failure::of_named(file, &error)
}

fn backup(dir: &Path, file: &Path, out: Output) -> Result<Exit, Failure> {
    check_there(dir)?;
    check_outside(dir, file)?;
    let (_folder, vault) = open(dir)?;
    check_settled(dir, &vault)?;
    let signals = Signals::catch().map_err(|error| Failure::new(Exit::Internal, told::system(&error)))?;
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let made = made.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::new(Exit::Usage, text!("node-backup-exists", file = file)),
        _ => io(file)(error),
    })?;
    let bar = bar();
    let written = write_backup(&vault, signals.until_stopped(bar.wrap_write(made)), file);
    bar.finish_and_clear();
    if written.is_err() {
        // Half a backup must not be taken for one.
        let _ = std::fs::remove_file(file);
    }
    let written = written.map_err(|failure| if signals.came() { stopped() } else { failure });
    out.text(&text!("node-backup-done", count = written?, file = file, dir = dir))?;
    Ok(Exit::Done)
}

/// The end of a backup that a signal stopped.
fn stopped() -> Failure {
    let why = text!("node-vault-backup-unwritten", why = text!("node-vault-backup-stopped"));
    Failure::new(Exit::Internal, why)
}

/// Refuses a backup of a vault that is not the one that was here last: by its date it would be taken for the best one.
fn check_settled(dir: &Path, vault: &Vault) -> Result<(), Failure> {
    let Some(doubt) = vault.doubt() else { return Ok(()) };
    let why = text!("node-backup-in-doubt", doubt = told::vault::doubt(&doubt), dir = dir);
    Err(Failure::new(Exit::Config, why))
}

fn write_backup(vault: &Vault, out: impl Write, file: &Path) -> Result<u64, Failure> {
    let mut out = BufWriter::new(out);
    let count = vault.backup(&mut out)?;
    out.flush().map_err(io(file))?;
    File::open(file).and_then(|file| file.sync_all()).map_err(io(file))?;
    Ok(count)
}

fn restore(dir: &Path, file: &Path, out: Output) -> Result<Exit, Failure> {
    let (folder, vault, config) = open_with_settings(dir)?;
    let mut source = File::open(file).map_err(io(file))?;
    // A folder is opened without an error, and a read of it fails as if the backup were cut short.
    if source.metadata().map_err(io(file))?.is_dir() {
        return Err(io(file)(std::io::ErrorKind::IsADirectory.into()));
    }
    let bar = bar();
    vault.check_backup(&mut BufReader::new(bar.wrap_read(&source)))?;
    source.rewind().map_err(io(file))?;
    let count = vault.restore(&mut BufReader::new(bar.wrap_read(&source)))?;
    let destroyed = vault.destroy_again(&ids(&config))?;
    vault.flush()?;
    bar.finish_and_clear();
    out.text(&text!("node-restore-done", count = count, file = file))?;
    tell_destroyed(&vault, destroyed, out)?;
    drop((vault, folder));
    // Opened again, it is compared with its witness as at any start.
    let (_folder, vault) = open(dir)?;
    if let Some(doubt) = vault.doubt() {
        out.text(&text!("node-restore-doubt", doubt = told::vault::doubt(&doubt), dir = dir))?;
    }
    Ok(Exit::Done)
}

/// A counter of bytes on stderr; nothing where stderr is no terminal.
fn bar() -> ProgressBar {
    let style = indicatif::ProgressStyle::with_template("{spinner} {bytes} {bytes_per_sec}");
    let bar = ProgressBar::new_spinner();
    style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::*;
    use attestat_node::machine::config::RegistryConfig;
    use std::collections::BTreeSet;

    #[test]
    fn a_backup_of_a_vault_in_doubt_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (dir, file) = (folder.path().join("school"), folder.path().join("backup"));
        let registry = RegistryConfig {
            id: RegistryId::parse("sample.example").unwrap(),
            generation: std::num::NonZeroU32::MIN,
            name: "School (SAMPLE)".to_owned(),
            organisation: "School (SAMPLE)".to_owned(),
            region: "Sample".to_owned(),
            classes: BTreeSet::from([attestat_ledger::record::Class::Achievement]),
        };
        let config = Config { disk_reserve: 1 << 20, ..Config::new("sample.example".to_owned(), vec![registry]) };
        attestat_node::operator::init::init(&dir, &config).unwrap();
        let out = Output::speaking(attestat_words::language::Language::English);
        assert!(backup(&dir, &file, out).is_ok());
        std::fs::remove_file(&file).unwrap();

        let vault = Layout::new(&dir).vault();
        std::fs::remove_dir_all(&vault).unwrap();
        std::fs::create_dir(&vault).unwrap();
        // A start makes an empty one in its place.
        drop(open(&dir));
        let refused = backup(&dir, &file, out).unwrap_err();
        let why = refused.why().to_string();
        assert!(why.contains("Keep every backup that you have"), "{why}");
        assert!(!file.exists(), "it would be the newest one");
    }
}
