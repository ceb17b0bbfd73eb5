//! Every reason is told in Russian as well, and in English as it stands in the error.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::machine::config::ConfigError;
use crate::machine::folder::FolderError;
use crate::machine::keys::{SIGNING_KEY, SecretError, VAULT_KEY};
use crate::machine::tls::TlsError;
use crate::mirror::roster::RosterFileError;
use crate::operator::run::RunError;
use crate::service::listen::{ServeError, SocketError};
use crate::web::{FilesError, WebError};
use crate::writer::closed::Closed;
use attestat_ledger::chain::ChainError;
use attestat_ledger::day::Day;
use attestat_ledger::fork::ForkError;
use attestat_ledger::generation::SuccessionError;
use attestat_ledger::name::Origin;
use attestat_ledger::note::NoteError;
use attestat_ledger::policy::{PolicyError, PolicyFault};
use attestat_ledger::record::RecordError;
use attestat_ledger::roster::{RosterError, RosterHash};
use attestat_ledger::section::SectionError;
use attestat_ledger::segment::RecordFault;
use attestat_store::commit::CommitError;
use attestat_store::engine::{EngineError, Family};
use attestat_store::guard::GuardError;
use attestat_store::log::StoreError;
use attestat_vault::{Doubt, VaultError};
use attestat_wire::listen::CertificateError;
use attestat_wire::refusal::Refusal;
use attestat_words::english::english_words;
use attestat_words::language::Language;
use std::io::Error;
use std::io::ErrorKind;

/// Tells a sample of every variant; one that is missing does not compile.
macro_rules! every {
    ($kind:ty, $told:expr, $($variant:pat => $sample:expr),+ $(,)?) => {{
        fn is_listed(error: &$kind) {
            match error { $($variant => {})+ }
        }
        let samples: Vec<$kind> = vec![$($sample),+];
        for error in &samples {
            is_listed(error);
            let told: Text = $told(error);
            assert_eq!(told.to_string(), error.to_string());
            assert_is_russian(&told);
        }
    }};
}

mod findings;

#[track_caller]
fn assert_is_russian(text: &Text) {
    let russian = text.told(Language::Russian);
    assert_eq!(english_words(&russian), Vec::<String>::new(), "{russian}");
    assert_ne!(russian, text.to_string());
}

/// A path, a name and a detail, the last one in English.
fn path() -> String {
    "/srv/school".to_owned()
}

fn log() -> String {
    "a.example/1".to_owned()
}

fn why() -> String {
    "the pen broke".to_owned()
}

fn failed() -> Error {
    Error::other("the pen broke")
}

fn origin() -> Origin {
    Origin::parse("a.example/1").unwrap()
}

fn day() -> Day {
    Day::parse("2027-09-01").unwrap()
}

fn hash() -> RosterHash {
    RosterHash::of("roster")
}

#[test]
fn reasons_of_folder_settings_and_keys_are_told_in_both_languages() {
    every!(FolderError, settings::folder,
        FolderError::Missing(_) => FolderError::Missing(path()),
        FolderError::NotAFolder(_) => FolderError::NotAFolder(path()),
        FolderError::Exists(_) => FolderError::Exists(path()),
        FolderError::InUse(_) => FolderError::InUse(path()),
        FolderError::Io { .. } => FolderError::Io { path: path(), source: failed() },
    );
    every!(ConfigError, settings::config,
        ConfigError::Io { .. } => ConfigError::Io { path: path(), source: failed() },
        ConfigError::TooLarge(_) => ConfigError::TooLarge(path()),
        ConfigError::Toml(_) => ConfigError::Toml(why()),
        ConfigError::ByHand(_) => ConfigError::ByHand(hash()),
        ConfigError::Section(_) => SectionError::Value {
            place: "at the top".to_owned(), key: "name".to_owned(), expected: "a text".into(),
        }.into(),
        ConfigError::ReservedId(_) => ConfigError::ReservedId("mirror.key".to_owned()),
        ConfigError::ForgottenRegistry { .. } => ConfigError::ForgottenRegistry { guard: path() },
    );
    every!(SecretError, settings::secret,
        SecretError::Missing(_) => SecretError::Missing(path()),
        SecretError::Open { .. } => SecretError::Open { path: path(), mode: 0o644 },
        SecretError::Malformed { expected: SIGNING_KEY, .. } => {
            SecretError::Malformed { path: path(), expected: SIGNING_KEY }
        },
        SecretError::Malformed { expected: VAULT_KEY, .. } => {
            SecretError::Malformed { path: path(), expected: VAULT_KEY }
        },
        SecretError::Malformed { .. } => SecretError::Malformed { path: path(), expected: "a pen" },
        SecretError::Exists(_) => SecretError::Exists(path()),
        SecretError::Io { .. } => SecretError::Io { path: path(), source: failed() },
        SecretError::NotWritten(_) => SecretError::NotWritten(path()),
        SecretError::NoRandomness => SecretError::NoRandomness,
    );
    every!(TlsError, settings::tls,
        TlsError::NoKey { .. } => TlsError::NoKey { path: path(), folder: path() },
        TlsError::Secret(_) => SecretError::NoRandomness.into(),
        TlsError::Identity(_) => TlsError::NoAddress,
        TlsError::NoAddress => TlsError::NoAddress,
    );
}

#[test]
fn every_shape_that_settings_must_have_is_told_in_both_languages() {
    for fault in [
        "nam = 7",
        "x = 7\nlisten = 7",
        "name = 7",
        "name = \"a\"\nlisten = \"7\"",
        "name = \"a\"\npublic_url = \"7\"",
        "name = \"a\"\nregistrar_socket = 7",
        "name = \"a\"\npeers = 7",
        "name = \"a\"\npeers = [\"7\"]",
        "name = \"a\"\nroster_hash = \"7\"",
        "name = \"a\"\ncosign_seconds = 7",
        "name = \"a\"\nrecords_ahead = [\"7\"]",
        "name = \"a\"\nregistry = 7",
        "name = \"a\"\n[[registry]]\nid = 7",
        "name = \"a\"\n[[registry]]\nid = \"-\"",
        "name = \"a\"\n[[registry]]\nid = \"a.example\"\nname = \"\"",
        "name = \"a\"\n[[registry]]\nid = \"a.example\"\nname = \"a\\nb\"",
        "name = \"a\"\n[[registry]]\nid = \"a.example\"\nname = \"A\"\ngeneration = 0",
        "name = \"a\"\n[[registry]]\nid = \"a.example\"\nname = \"A\"\nclasses = [\"7\"]",
        "name",
    ] {
        let error = crate::machine::config::Config::parse(fault).unwrap_err();
        let told = settings::config(&error);
        assert_eq!(told.to_string(), error.to_string());
        assert_is_russian(&told);
    }
}

#[test]
fn reasons_of_rosters_are_told_in_both_languages() {
    every!(RosterFileError, roster::file,
        RosterFileError::Io { .. } => RosterFileError::Io { path: path(), source: failed() },
        RosterFileError::Roster { .. } => RosterFileError::Roster { path: path(), source: RosterError::Toml(why()) },
        RosterFileError::Older { .. } => RosterFileError::Older { held: 3, given: 2 },
        RosterFileError::SameVersion { .. } => RosterFileError::SameVersion { version: 3, held: hash() },
        RosterFileError::Stranger { .. } => RosterFileError::Stranger { held: 3, given: 4 },
        RosterFileError::NoRecord(_) => RosterFileError::NoRecord(failed()),
    );
    every!(RosterError, ledger::roster,
        RosterError::Note(_) => NoteError::NoKnownKey.into(),
        RosterError::Toml(_) => RosterError::Toml(why()),
        RosterError::Section(_) => SectionError::UnknownKey {
            place: "registry 1".to_owned(), key: "nam".to_owned(), nearest: Some("name".to_owned()),
        }.into(),
        RosterError::Twice(_) => RosterError::Twice("a.example".to_owned()),
        RosterError::Policy(_) => PolicyError { line: 0, fault: PolicyFault::Quorum }.into(),
        RosterError::NotPinned { .. } => RosterError::NotPinned { given: hash(), pinned: hash() },
        RosterError::OtherDigits { .. } => RosterError::OtherDigits { given: "7".to_owned(), told: "8".to_owned() },
        RosterError::TooFewGovernors { whose: "this version", .. } => {
            RosterError::TooFewGovernors { whose: "this version", signed: 1, needed: 2 }
        },
        RosterError::TooFewGovernors { whose: "the version before", .. } => {
            RosterError::TooFewGovernors { whose: "the version before", signed: 1, needed: 2 }
        },
        RosterError::TooFewGovernors { .. } => RosterError::TooFewGovernors { whose: "a pen", signed: 1, needed: 2 },
        RosterError::CutLoosened(_) => RosterError::CutLoosened(origin()),
        RosterError::NotNext(_) => RosterError::NotNext("its version is not one higher"),
    );
}

#[test]
fn reasons_of_the_ledger_are_told_in_both_languages() {
    every!(StoreError, store::store,
        StoreError::Engine(_) => EngineError::Missing { path: path() }.into(),
        StoreError::Commit(_) => CommitError::ReadsOnly.into(),
        StoreError::Guard(_) => GuardError::ReadsOnly.into(),
        StoreError::Chain(_) => StoreError::Chain(ChainError::WrongIndex { expected: 1, given: 2 }),
        StoreError::Damaged { .. } => StoreError::Damaged { what: "record 7".to_owned() },
        StoreError::Index { .. } => StoreError::Index { what: "its progress".to_owned() },
        StoreError::Head { .. } => StoreError::Head { what: "head".to_owned() },
        StoreError::NoRecord { .. } => StoreError::NoRecord { index: 7, size: 5 },
        StoreError::OlderThanGuard { .. } => StoreError::OlderThanGuard { size: 5, sealed: 7 },
        StoreError::NotWhatWasSealed(_) => StoreError::NotWhatWasSealed(7),
        StoreError::NotThisRoot(_) => StoreError::NotThisRoot(7),
        StoreError::WrongKey => StoreError::WrongKey,
        StoreError::SealFirst(_) => StoreError::SealFirst(7),
        StoreError::SlotStands(_) => StoreError::SlotStands(7),
        StoreError::StatusUnchanged(_) => StoreError::StatusUnchanged(7),
        StoreError::StatusFinal(_) => StoreError::StatusFinal(7),
        StoreError::OtherLog(_) => StoreError::OtherLog(log()),
        StoreError::Forked => StoreError::Forked,
        StoreError::NoLog(_) => StoreError::NoLog(log()),
        StoreError::LogExists(_) => StoreError::LogExists(log()),
    );
    every!(EngineError, store::engine,
        EngineError::Open { .. } => EngineError::Open { path: path(), why: why() },
        EngineError::Missing { .. } => EngineError::Missing { path: path() },
        EngineError::InUse { .. } => EngineError::InUse { path: path() },
        EngineError::Read { .. } => EngineError::Read { family: "tiles", why: why() },
        EngineError::Write { .. } => EngineError::Write { why: why() },
        EngineError::NotRewritten { .. } => EngineError::NotRewritten { family: "tiles", file: path() },
        EngineError::Stopped { .. } => EngineError::Stopped { why: why() },
        EngineError::NoSpace { .. } => EngineError::NoSpace { path: path(), why: why() },
        EngineError::DiskFull { .. } => EngineError::DiskFull { free_mib: 3, reserve_mib: 512 },
    );
    every!(GuardError, store::guard,
        GuardError::Missing(_) => GuardError::Missing(path()),
        GuardError::Damaged(_) => GuardError::Damaged(path()),
        GuardError::OtherLog { .. } => GuardError::OtherLog { path: path(), origin: log() },
        GuardError::Exists(_) => GuardError::Exists(path()),
        GuardError::Write(_) => GuardError::Write(why()),
        GuardError::Witness(_) => GuardError::Witness(why()),
        GuardError::ReadsOnly => GuardError::ReadsOnly,
        GuardError::NotForward { .. } => GuardError::NotForward { held: 7, asked: 5 },
    );
    every!(CommitError, |error: &CommitError| store::store(&StoreError::Commit(error.clone())),
        CommitError::WrongBase { .. } => CommitError::WrongBase { expected: 5, given: 7 },
        CommitError::Damaged(_) => CommitError::Damaged(7),
        CommitError::ReadsOnly => CommitError::ReadsOnly,
        CommitError::Engine(_) => EngineError::Write { why: why() }.into(),
    );
    every!(Closed, store::closed,
        Closed::Cut { .. } => Closed::Cut { version: 3, size: 7 },
        Closed::Forked => Closed::Forked,
        Closed::Damaged => Closed::Damaged,
    );
}

#[test]
fn reasons_of_the_vault_are_told_in_both_languages() {
    every!(VaultError, vault::vault,
        VaultError::Engine(_) => VaultError::Engine(EngineError::Missing { path: path() }),
        VaultError::Witness(_) => GuardError::Witness(why()).into(),
        VaultError::InDoubt(_) => VaultError::InDoubt(Doubt::Missing),
        VaultError::Damaged(_) => VaultError::Damaged("of the restore".to_owned()),
        VaultError::WrongKey => VaultError::WrongKey,
        VaultError::NoRandomness => VaultError::NoRandomness,
        VaultError::TooLong(_) => VaultError::TooLong(300_000),
        VaultError::PupilErased => VaultError::PupilErased,
        VaultError::NotRemembered(_) => VaultError::NotRemembered(why()),
        VaultError::Backup(_) => VaultError::Backup("it is damaged".to_owned()),
        VaultError::BackupNotWritten(_) => VaultError::BackupNotWritten(why()),
        VaultError::NoMoreTags => VaultError::NoMoreTags,
        VaultError::ActorTooLong => VaultError::ActorTooLong,
        VaultError::MailboxTooLong(_) => VaultError::MailboxTooLong(2_000_000),
        VaultError::MailboxesFull => VaultError::MailboxesFull,
    );
    every!(Doubt, vault::doubt,
        Doubt::Behind { .. } => Doubt::Behind { writes: 7 },
        Doubt::Missing => Doubt::Missing,
        Doubt::Uncounted => Doubt::Uncounted,
        Doubt::Another => Doubt::Another,
        Doubt::Torn(_) => Doubt::Torn(Family::Issued),
        Doubt::Outrun => Doubt::Outrun,
        Doubt::NoWitness => Doubt::NoWitness,
        Doubt::DamagedWitness => Doubt::DamagedWitness,
    );
}

#[test]
fn reasons_of_start_and_end_are_told_in_both_languages() {
    every!(RunError, service::run,
        RunError::Open(_) => OpenError::Ledger(StoreError::WrongKey).into(),
        RunError::Serve(_) => ServeError::Listen { address: ([127, 0, 0, 1], 7400).into(), source: failed() }.into(),
        RunError::Web(_) => WebError::Listen { address: ([127, 0, 0, 1], 7480).into(), source: failed() }.into(),
        RunError::Refused(_) => {
            RunError::Refused(Refusal::new(tonic::Code::Internal, "pen", text!("refusal-interrupted"), text!("refusal-interrupted.next")))
        },
        RunError::System(_) => failed().into(),
        RunError::Stopped(_) => RunError::Stopped(why()),
    );
    every!(FilesError, service::certificate,
        FilesError::Io { .. } => FilesError::Io { path: path(), source: failed() },
        FilesError::Secret(_) => SecretError::Missing(path()).into(),
        FilesError::Certificate(CertificateError::NoCertificate) => CertificateError::NoCertificate.into(),
        FilesError::Certificate(CertificateError::NoKey) => CertificateError::NoKey.into(),
        FilesError::Certificate(CertificateError::Pair(_)) => CertificateError::Pair(why()).into(),
        FilesError::Certificate(CertificateError::Tls(_)) => CertificateError::Tls(why()).into(),
    );
    every!(OpenError, open,
        OpenError::Folder(_) => FolderError::Missing(path()).into(),
        OpenError::Config(_) => ConfigError::TooLarge(path()).into(),
        OpenError::Secret(_) => SecretError::NoRandomness.into(),
        OpenError::Tls(_) => TlsError::NoAddress.into(),
        OpenError::Roster(_) => RosterFileError::Older { held: 3, given: 2 }.into(),
        OpenError::Name(_) => NoteError::BadName("a b".to_owned()).into(),
        OpenError::Store(_) => StoreError::WrongKey.into(),
        OpenError::Ledger(_) => OpenError::Ledger(StoreError::WrongKey),
        OpenError::Vault(_) => VaultError::WrongKey.into(),
        OpenError::DamagedVault(_) => OpenError::DamagedVault(VaultError::Damaged("7".to_owned())),
    );
    every!(SocketError, service::socket,
        SocketError::TooLong(_) => SocketError::TooLong(path()),
        SocketError::InUse(_) => SocketError::InUse(path()),
        SocketError::NotASocket(_) => SocketError::NotASocket(path()),
        SocketError::NoSuchGroup(_) => SocketError::NoSuchGroup("office".to_owned()),
        SocketError::Io { .. } => SocketError::Io { path: path(), source: failed() },
        SocketError::Group { .. } => SocketError::Group { path: path(), group: "office".to_owned(), source: failed() },
    );
}

#[test]
fn errors_of_the_system_keep_its_words() {
    for kind in [
        ErrorKind::NotFound,
        ErrorKind::PermissionDenied,
        ErrorKind::AlreadyExists,
        ErrorKind::IsADirectory,
        ErrorKind::NotADirectory,
        ErrorKind::ReadOnlyFilesystem,
        ErrorKind::StorageFull,
        ErrorKind::InvalidData,
        ErrorKind::AddrInUse,
        ErrorKind::AddrNotAvailable,
        ErrorKind::Other,
    ] {
        let error = Error::new(kind, "the pen broke");
        let told = system(&error);
        assert_eq!(told.to_string(), "the pen broke");
        assert!(told.told(Language::Russian).contains("«the pen broke»"), "{kind}");
        assert_is_russian(&told);
    }
}
