//! attestat: the tool of registrar, verifier, auditor and consortium.
//!
//! Results go to stdout, everything else to stderr ([`output`]); every outcome has its number
//! ([`exit`]); every failure says what happened and what to do ([`failure`]). Commands stand one in a
//! module: [`roster`], [`trust`], [`template`], [`issue`], [`document`], [`status`], [`verify`],
//! [`audit`], [`log`], [`status_of`].
#![forbid(unsafe_code)]

mod audit;
mod clock;
mod code;
mod disk;
mod document;
mod exit;
mod failure;
mod field;
#[cfg(test)]
mod fixture;
mod import;
mod issue;
mod key_file;
mod language;
mod level;
mod log;
mod output;
mod registrar;
mod remote;
mod roster;
mod status;
mod status_of;
mod template;
mod trust;
mod verify;

use clap::{CommandFactory as _, FromArgMatches as _};
use exit::Exit;
use failure::Failure;
use language::Language;
use output::{Format, Output};
use std::process::ExitCode;
use trust::TrustArgs;

/// A registry of pupils' certificates and achievements that no one has to be trusted to keep.
#[derive(clap::Parser)]
#[command(name = "attestat", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Give the result as one JSON object with a schema name
    #[arg(long, global = true)]
    json: bool,
    /// Speak this language [default: the locale's, else en]
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    lang: Option<Language>,
}

/// The commands, by who uses them.
#[derive(clap::Subcommand)]
enum Command {
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
    /// School: write document files again
    #[command(subcommand)]
    Document(document::DocumentCommand),
    /// School: revoke, suspend or reinstate a document
    #[command(subcommand)]
    Status(status::StatusCommand),
    /// University: check documents, offline
    Verify {
        #[command(flatten)]
        args: verify::VerifyArgs,
        #[command(flatten)]
        trust: TrustArgs,
    },
    /// Auditor: replay the logs of nodes and compare them
    Audit {
        #[command(flatten)]
        args: audit::AuditArgs,
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

fn main() -> ExitCode {
    let matches = Arguments::command().after_long_help(exit::help()).get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let out = Output::new(if arguments.json { Format::Json } else { Format::Words })
        .speaking(language::chosen(arguments.lang));
    let exit = run(&arguments, &out).unwrap_or_else(|failure| {
        out.failure(&failure);
        failure.exit
    });
    exit.into()
}

fn run(arguments: &Arguments, out: &Output) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Roster(command) => roster::run(command, out),
        Command::Trust { command, trust } => trust::run(command, trust, out),
        Command::Template(args) => template::run(args, out),
        Command::Issue(args) => issue::run(args, out),
        Command::Document(command) => document::run(command, out),
        Command::Status(command) => status::run(command, out),
        Command::Verify { args, trust } => verify::run(args, trust, out),
        Command::Audit { args, trust } => audit::run(args, trust, out),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_hang_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_promised_command_line_is_understood() {
        for line in [
            "roster init consortium --name pilot.example --threshold 1",
            "roster add a.toml b.toml --roster consortium --quorum 3",
            "roster sign --roster consortium",
            "roster show consortium --json",
            "roster show --roster consortium",
            "trust pin roster.note --hash 00",
            "trust update --from https://127.0.0.1:7400 https://127.0.0.1:7401 --trust t",
            "template --kind sport-rank",
            "issue class.csv --commit --out issued --wait mirrored --node unix:/run/node.sock",
            "document export 1 2 --out issued",
            "document export --all --out issued",
            "status revoke 7 --reason issued-in-error",
            "status suspend 7 --reason unspecified",
            "status reinstate 7 --reason superseded --wait local",
            "verify a.attestat folder --max-age 7d --json",
            "audit https://127.0.0.1:7400 https://127.0.0.1:7401 --every-seal --json",
            "log ls https://127.0.0.1:7400",
            "log show https://127.0.0.1:7400 a.example/1 5 --count 3",
            "log proof https://127.0.0.1:7400 a.example/1 5",
            "status-of https://127.0.0.1:7400",
            "completions bash",
            "verify a.attestat --lang ru",
        ] {
            let words = core::iter::once("attestat").chain(line.split(' '));
            let parsed = Arguments::command().try_get_matches_from(words);
            assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
        }
    }

    #[test]
    fn a_slip_gets_the_nearest_command() {
        let error = Arguments::command().try_get_matches_from(["attestat", "verfy"]).unwrap_err().to_string();
        assert!(error.contains("'verify'"), "{error}");
    }
}
