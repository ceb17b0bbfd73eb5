//! The commands, one in a module, and the dispatch to them.

mod audit;
mod code;
pub(crate) mod document;
mod fork;
pub(crate) mod issue;
mod log;
#[cfg(test)]
mod overwrites;
mod page;
mod pupil;
mod receipt;
pub(crate) mod registrar;
mod registrar_page;
mod reissue;
mod request;
mod roster;
mod share;
mod shares;
pub(crate) mod sheets;
mod status;
mod status_of;
mod template;
mod trust;
mod verify;
pub(crate) mod wallet;

use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::language;
use crate::render::output::Output;
use attestat_words::language::Language;
use clap::CommandFactory as _;
use trust::TrustArgs;

/// A registry of pupils' certificates and achievements that no one has to be trusted to keep.
#[derive(clap::Parser)]
#[command(name = "attestat", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Give the result as one JSON object with a schema name
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The language to speak, else the locale's; [`language::asked`] reads it before the rest.
    #[arg(long, global = true, value_parser = language::parser(), value_name = "LANGUAGE")]
    pub(crate) lang: Option<Language>,
}

/// The commands, by who uses them.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Consortium: who may issue, with which keys, and who cosigns
    #[command(subcommand)]
    Roster(roster::RosterCommand),
    /// Everyone: whom to trust; kept in a folder: the pinned roster, cosigned heads and status files
    Trust {
        #[command(subcommand)]
        command: trust::TrustCommand,
        #[command(flatten)]
        trust: TrustArgs,
    },
    /// School: a sheet to fill in, to stdout
    Template(template::TemplateArgs),
    /// School: issue documents from a sheet; a dry run until --commit
    Issue(issue::IssueArgs),
    /// School: the registrar's page in a browser of this machine
    Registrar(registrar_page::RegistrarArgs),
    /// School: write document files again
    #[command(subcommand)]
    Document(document::DocumentCommand),
    /// School: put a corrected document, or a duplicate, in the place of another; a dry run until --commit
    Reissue(reissue::ReissueArgs),
    /// School: revoke, suspend or reinstate a document
    #[command(subcommand)]
    Status(status::StatusCommand),
    /// School: letters for families' wallets, documents bound to them, destruction on request
    #[command(subcommand)]
    Pupil(pupil::PupilCommand),
    /// Family: keep a child's documents, choose what may be shown, recover from loss
    #[command(subcommand)]
    Wallet(wallet::WalletCommand),
    /// Family: show chosen fields to one receiver, for one purpose, until one day
    Share(share::ShareArgs),
    /// Family: what was shown to whom until when, and how to stop it
    #[command(subcommand)]
    Shares(shares::SharesCommand),
    /// University: say what you need from families, as a file and a code
    Request(request::RequestArgs),
    /// University: check documents and presentations, offline
    Verify {
        #[command(flatten)]
        args: verify::VerifyArgs,
        #[command(flatten)]
        trust: TrustArgs,
    },
    /// University: the key that signs receipts, and receipts checked
    #[command(subcommand)]
    Receipt(receipt::ReceiptCommand),
    /// Auditor: replay the logs of nodes and compare them
    Audit {
        #[command(flatten)]
        args: audit::AuditArgs,
        #[command(flatten)]
        trust: TrustArgs,
    },
    /// Everyone: evidence that a log was signed in two histories
    Fork {
        #[command(subcommand)]
        command: fork::ForkCommand,
        #[command(flatten)]
        trust: TrustArgs,
    },
    /// Everyone: the pages for browsers as files
    Page {
        #[command(subcommand)]
        command: page::PageCommand,
        #[command(flatten)]
        trust: TrustArgs,
    },
    /// Everyone: the public records of a node
    #[command(subcommand)]
    Log(log::LogCommand),
    /// Everyone: whether a node answers, how far its logs are and whether it may write
    StatusOf {
        #[command(flatten)]
        args: status_of::StatusOfArgs,
        #[command(flatten)]
        trust: TrustArgs,
    },
    /// Completions for a shell, to stdout
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Carries out the command that was asked for.
pub(crate) fn run(arguments: &Arguments, out: &Output) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Roster(command) => roster::run(command, out),
        Command::Trust { command, trust } => trust::run(command, trust, out),
        Command::Template(args) => template::run(args, out),
        Command::Issue(args) => issue::run(args, out),
        Command::Registrar(args) => registrar_page::run(args, out),
        Command::Document(command) => document::run(command, out),
        Command::Reissue(args) => reissue::run(args, out),
        Command::Status(command) => status::run(command, out),
        Command::Request(args) => request::run(args, out),
        Command::Receipt(command) => receipt::run(command, out),
        Command::Pupil(command) => pupil::run(command, out),
        Command::Wallet(command) => wallet::run(command, out),
        Command::Share(args) => share::run(args, out),
        Command::Shares(command) => shares::run(command, out),
        Command::Verify { args, trust } => verify::run(args, trust, out),
        Command::Audit { args, trust } => audit::run(args, trust, out),
        Command::Fork { command, trust } => fork::run(command, trust, out),
        Command::Page { command, trust } => page::run(command, trust, out),
        Command::Log(command) => log::run(command, out),
        Command::StatusOf { args, trust } => status_of::run(args, trust, out),
        Command::Completions { shell } => Ok(completions(*shell, out)),
    }
}

fn completions(shell: clap_complete::Shell, out: &Output) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "attestat", &mut script);
    out.file(&script);
    Exit::Done
}
