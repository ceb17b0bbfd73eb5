//! The commands: results go to stdout, everything else to stderr, and the exit code gives the outcome.

mod audit;
mod check;
mod exit;
mod init;
mod output;
mod pin;
#[cfg(test)]
#[path = "../../cli/src/render/printed.rs"]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]
mod printed;
mod run;
mod tls;
mod vault;

use clap::{CommandFactory as _, Parser, Subcommand};
use exit::{Exit, Failure};
use std::io::IsTerminal as _;
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;

/// The node that a school runs: hosts registries, mirrors others' and cosigns what it has checked.
#[derive(Parser)]
#[command(name = "attestat-node", version, after_help = Exit::help(), max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a node: keys, the genesis record of its registry, settings and a roster entry to hand in
    Init(init::InitArguments),
    /// Run the node until it is told to stop (SIGTERM, or Ctrl-C)
    Run(run::RunArguments),
    /// Look at a node's settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Put a signed roster in force, after comparing its hash with the published one
    Pin(pin::PinArguments),
    /// Print the node's address with the fingerprint of its TLS key; makes that key if there is none
    Tls {
        /// The data folder
        dir: PathBuf,
    },
    /// Replay every log of a stopped node from its disk and say what is wrong
    Audit(audit::AuditArguments),
    /// Back up or restore the vault (never the log: it is recovered from its mirrors, not from a copy)
    #[command(subcommand)]
    Vault(vault::VaultCommand),
    /// Completions for a shell, to stdout
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Check settings, keys, guards and roster without starting anything
    Check {
        /// The data folder
        dir: PathBuf,
    },
}

/// Plain text on stderr, at the level of RUST_LOG or `info`.
pub(crate) fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colour)
        .with_target(false)
        .init();
}

/// Runs the command that was asked for.
pub(crate) fn run(arguments: Arguments) -> Result<Exit, Failure> {
    match arguments.command {
        Command::Init(arguments) => init::init(arguments),
        Command::Run(arguments) => run::run(arguments),
        Command::Config(ConfigCommand::Check { dir }) => check::check(&dir),
        Command::Pin(arguments) => pin::pin(&arguments),
        Command::Tls { dir } => tls::tell(&dir),
        Command::Audit(arguments) => audit::audit(&arguments),
        Command::Vault(command) => vault::run(command),
        Command::Completions { shell } => {
            output::bytes(completions(shell).as_bytes())?;
            Ok(Exit::Done)
        }
    }
}

/// The script for a shell. For bash, clap_complete 4.6 names the states below a program with a hyphen in
/// two ways, so that nothing below the first command would be completed.
fn completions(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "attestat-node", &mut script);
    String::from_utf8_lossy(&script).replace("attestat__subcmd__node", "attestat__node")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_that_is_printed_works_as_typed() {
        printed::assert_all_work(&Arguments::command());
    }

    #[test]
    fn completions_reach_below_the_first_command() {
        let script = completions(clap_complete::Shell::Bash);
        for state in ["attestat__node__subcmd__vault)", "attestat__node__subcmd__config__subcmd__check)"] {
            assert!(script.contains(state), "{state}");
        }
    }
}
