//! Exit codes, and which failure ends in which.

use attestat_node::OpenError;
use attestat_node::folder::FolderError;
use attestat_node::run::RunError;
use attestat_node::serve::ServeError;
use attestat_store::engine::EngineError;
use attestat_store::log::StoreError;
use attestat_store::vault::VaultError;
use std::process::ExitCode;

/// How a command ended; the numbers are part of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, or clean.
    Done = 0,
    /// Something inside failed.
    Internal = 1,
    /// An audit found something.
    Finding = 10,
    /// An audit or a check could not look at everything.
    Incomplete = 20,
    /// Settings, keys or files are not as they must be.
    Config = 40,
    /// Another process has the data folder.
    InUse = 41,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command failed, in words, and how it ends.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    why: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, why: impl Into<String>) -> Self {
        Self { exit, why: why.into() }
    }

    /// Says why on stderr.
    pub(crate) fn tell(self) -> ExitCode {
        eprintln!("error: {}", self.why);
        self.exit.into()
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let exit = match &error {
            OpenError::Folder(FolderError::InUse(_)) => Exit::InUse,
            OpenError::Store(StoreError::Engine(EngineError::InUse { .. }))
            | OpenError::Vault(VaultError::Engine(EngineError::InUse { .. })) => Exit::InUse,
            OpenError::Folder(_) | OpenError::Config(_) | OpenError::Secret(_) | OpenError::Tls(_) => Exit::Config,
            OpenError::Roster(_) | OpenError::Name(_) | OpenError::Vault(VaultError::WrongKey) => Exit::Config,
            OpenError::Store(_) | OpenError::Ledger(_) | OpenError::Vault(_) | OpenError::DamagedVault(_) => {
                Exit::Internal
            }
        };
        Self::new(exit, error.to_string())
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        OpenError::from(error).into()
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Backup(_) => Self::new(Exit::Config, error.to_string()),
            error => OpenError::from(error).into(),
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Open(error) => error.into(),
            // Another program may have the port for a moment, as at boot: that passes, and the settings may be right.
            RunError::Serve(error @ ServeError::Listen { .. }) => Self::new(Exit::Internal, error.to_string()),
            RunError::Serve(error @ ServeError::Socket(_)) => Self::new(Exit::Config, error.to_string()),
            error => Self::new(Exit::Internal, error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A service manager starts the node again after 1, and never after 40.
    #[test]
    fn a_port_in_use_is_no_fault_of_the_settings() {
        let source = std::io::Error::from(std::io::ErrorKind::AddrInUse);
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], 7400));
        let failure = Failure::from(RunError::Serve(ServeError::Listen { address, source }));
        assert_eq!(failure.exit, Exit::Internal);
    }
}
