//! Exit codes, and the failures that end in each.

use attestat_node::OpenError;
use attestat_node::machine::folder::FolderError;
use attestat_node::operator::run::RunError;
use attestat_node::operator::told;
use attestat_node::service::listen::ServeError;
use attestat_store::engine::EngineError;
use attestat_store::log::StoreError;
use attestat_vault::VaultError;
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{say, text};
use std::path::Path;
use std::process::ExitCode;

/// End of a command; the numbers are part of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The command is done, or its result is clean.
    Done = 0,
    /// A part inside failed.
    Internal = 1,
    /// The command line, or a file or folder that it names, cannot be used: missing, there already, not what it must be.
    Usage = 2,
    /// An audit found something.
    Finding = 10,
    /// An audit or a check could not look at everything.
    Incomplete = 20,
    /// Settings, keys, the roster or the vault that the node keeps are missing or wrong.
    Config = 40,
    /// Another process has the data folder.
    InUse = 41,
}

impl Exit {
    /// Every outcome with the key of its meaning, as the guide for schools has it.
    const ALL: [(Self, &'static str); 7] = [
        (Self::Done, "exit-done"),
        (Self::Internal, "exit-internal"),
        (Self::Usage, "exit-usage"),
        (Self::Finding, "exit-red"),
        (Self::Incomplete, "exit-amber"),
        (Self::Config, "exit-config"),
        (Self::InUse, "exit-in-use"),
    ];

    /// The table of exit codes as help shows it.
    pub(crate) fn help(language: Language) -> String {
        let rows = Self::ALL.map(|(exit, key)| (exit as u8, key));
        let table = attestat_terminal::exit::table("node-exit-heading", rows, language);
        format!("{table}{}", say!(language, "help-node-logs"))
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Reason for which a command failed, with its exit code, and the next step where that is a text of its own.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    why: Text,
    next: Option<Text>,
}

impl Failure {
    #[cfg(test)]
    pub(crate) const fn why(&self) -> &Text {
        &self.why
    }

    pub(crate) const fn new(exit: Exit, why: Text) -> Self {
        Self { exit, why, next: None }
    }

    /// The failure of a line that was typed; none for help and version, which clap prints itself.
    pub(crate) fn of_line(error: &clap::Error) -> Option<Self> {
        let slip = attestat_terminal::help::slip(error)?;
        Some(Self { exit: Exit::Usage, why: slip.what, next: Some(slip.next) })
    }

    /// Failure at a file that the command line names.
    pub(crate) fn of_named(file: &Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{
            AlreadyExists, InvalidFilename, InvalidInput, IsADirectory, NotADirectory, NotFound, PermissionDenied,
            ReadOnlyFilesystem,
        };
        let exit = match error.kind() {
            NotFound | AlreadyExists | IsADirectory | NotADirectory => Exit::Usage,
            PermissionDenied | ReadOnlyFilesystem | InvalidFilename | InvalidInput => Exit::Usage,
            _ => Exit::Internal,
        };
        Self::new(exit, text!("node-path", path = file, why = told::system(error)))
    }

    /// Turns a failure into one of the command line: its options say what the settings would be, or it names the
    /// roster.
    pub(crate) fn into_usage(self) -> Self {
        let exit = if self.exit == Exit::Config { Exit::Usage } else { self.exit };
        Self { exit, ..self }
    }

    /// Prints the reason on stderr.
    pub(crate) fn tell(self, language: Language) -> ExitCode {
        eprintln!("{}: {}", say!(language, "error-head"), self.why.told(language));
        if let Some(next) = &self.next {
            eprintln!("{}: {}", say!(language, "hint-head"), next.told(language));
        }
        self.exit.into()
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let exit = match &error {
            OpenError::Folder(FolderError::InUse(_)) => Exit::InUse,
            OpenError::Folder(FolderError::Missing(_) | FolderError::NotAFolder(_) | FolderError::Exists(_)) => {
                Exit::Usage
            }
            OpenError::Vault(VaultError::Backup(_)) => Exit::Usage,
            OpenError::Store(StoreError::Engine(EngineError::InUse { .. }))
            | OpenError::Vault(VaultError::Engine(EngineError::InUse { .. })) => Exit::InUse,
            OpenError::Folder(_) | OpenError::Config(_) | OpenError::Secret(_) | OpenError::Tls(_) => Exit::Config,
            OpenError::Roster(_) | OpenError::Name(_) | OpenError::Vault(VaultError::WrongKey) => Exit::Config,
            OpenError::Store(_) | OpenError::Ledger(_) | OpenError::Vault(_) | OpenError::DamagedVault(_) => {
                Exit::Internal
            }
        };
        Self::new(exit, told::open(&error))
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        OpenError::from(error).into()
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        OpenError::from(error).into()
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Open(error) => error.into(),
            // Another program may have the port for a moment, as at boot: that passes, and the settings may be right.
            RunError::Serve(ServeError::Listen { .. }) => Self::new(Exit::Internal, told::service::run(&error)),
            RunError::Serve(ServeError::Socket(_)) => Self::new(Exit::Config, told::service::run(&error)),
            error => Self::new(Exit::Internal, told::service::run(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::*;

    #[test]
    fn the_guide_for_schools_has_every_number_with_its_meaning() {
        let guide = include_str!("../../../docs/guides/school.md");
        let (_, table) = guide.split_once("| exit code | means |").unwrap();
        for (exit, key) in Exit::ALL {
            let meaning = Text::new(key).told(Language::English);
            assert!(table.contains(&format!("\n| {} | {meaning} |\n", exit as u8)), "{exit:?}: {meaning}");
        }
    }

    #[test]
    fn a_file_of_the_command_line_fails_as_usage_and_one_of_the_node_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let named = [FolderError::Missing, FolderError::NotAFolder, FolderError::Exists];
        for error in named.map(|error| Failure::from(error("school".to_owned()))) {
            assert_eq!(error.exit, Exit::Usage, "{error:?}");
        }
        assert_eq!(Failure::from(VaultError::Backup("it is cut".to_owned())).exit, Exit::Usage);
        // A full disk is nobody's command line.
        assert_eq!(Failure::from(VaultError::BackupNotWritten("no space".to_owned())).exit, Exit::Internal);
        assert_eq!(Failure::from(VaultError::WrongKey).exit, Exit::Config);
        let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap_err();
        for (name, exit) in [("no", Exit::Usage), (".", Exit::Usage)] {
            assert_eq!(Failure::of_named(folder.path(), &read(name)).exit, exit, "{name}");
        }
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(Failure::of_named(folder.path(), &full).exit, Exit::Internal);
    }

    /// A service manager starts the node again after 1, and never after 40.
    #[test]
    fn a_port_in_use_is_no_fault_of_the_settings() {
        let source = std::io::Error::from(std::io::ErrorKind::AddrInUse);
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], 7400));
        let failure = Failure::from(RunError::Serve(ServeError::Listen { address, source }));
        assert_eq!(failure.exit, Exit::Internal);
    }
}
