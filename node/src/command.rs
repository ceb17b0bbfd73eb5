//! The commands: results go to stdout, everything else to stderr, and the exit code gives the outcome.

mod audit;
mod check;
pub(crate) mod exit;
mod init;
pub(crate) mod output;
mod pin;
#[cfg(test)]
#[path = "../../cli/src/render/printed.rs"]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]
mod printed;
mod run;
mod tls;
mod vault;

use attestat_terminal::{help, language};
use attestat_words::language::Language;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use exit::{Exit, Failure};
use output::Output;
use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;

/// The node that a school runs: hosts registries, mirrors others' and cosigns what it has checked.
#[derive(Parser)]
#[command(name = "attestat-node", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The language to speak, else the locale's; [`language::asked`] reads it before the rest.
    #[arg(long, global = true, value_parser = language::parser(), value_name = "LANGUAGE")]
    lang: Option<Language>,
}

/// Key of the program's own message in the catalogue, and beginning of every command's.
const PROGRAM: &str = "help-node";

/// The command line with every help text in a language.
fn told(language: Language) -> clap::Command {
    help::told(Arguments::command().after_help(Exit::help(language)), PROGRAM, language)
}

/// Reads a command line.
pub(crate) fn read(line: impl IntoIterator<Item = OsString>, language: Language) -> Result<Arguments, clap::Error> {
    Arguments::from_arg_matches(&told(language).try_get_matches_from(line)?)
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
pub(crate) fn run(arguments: Arguments, out: Output) -> Result<Exit, Failure> {
    match arguments.command {
        Command::Init(arguments) => init::init(arguments, out),
        Command::Run(arguments) => run::run(arguments),
        Command::Config(ConfigCommand::Check { dir }) => check::check(&dir, out),
        Command::Pin(arguments) => pin::pin(&arguments, out),
        Command::Tls { dir } => tls::tell(&dir, out),
        Command::Audit(arguments) => audit::audit(&arguments, out),
        Command::Vault(command) => vault::run(command, out),
        Command::Completions { shell } => {
            out.bytes(completions(shell).as_bytes())?;
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
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::*;

    #[test]
    fn every_command_that_is_printed_works_as_typed() {
        printed::assert_all_work(&Arguments::command());
    }

    fn every(command: &clap::Command, see: &mut impl FnMut(&clap::Command)) {
        see(command);
        command.get_subcommands().filter(|child| child.get_name() != "help").for_each(|child| every(child, see));
    }

    #[test]
    fn every_command_and_argument_has_its_text_in_both_languages() {
        for language in Language::ALL {
            every(&told(language), &mut |command| {
                let about = command.get_about().unwrap().to_string();
                assert!(!about.is_empty() && !about.starts_with("help"), "{}: {about}", command.get_name());
                for argument in command.get_arguments() {
                    let help = argument.get_help().unwrap().to_string();
                    assert!(!help.starts_with("help"), "{} {}: {help}", command.get_name(), argument.get_id());
                }
            });
        }
    }

    /// The comments beside the arguments are read by those who change them.
    #[test]
    fn help_in_english_is_what_stands_beside_the_arguments() {
        let (mut written, mut shown) = (Vec::new(), Vec::new());
        let texts = |command: &clap::Command, found: &mut Vec<String>| {
            found.extend(command.get_about().map(ToString::to_string));
            let ours = command.get_arguments().filter(|argument| {
                !["help", "version", "lang", "listen", "shell"].contains(&argument.get_id().as_str())
            });
            found.extend(ours.filter_map(clap::Arg::get_help).map(ToString::to_string));
        };
        every(&Arguments::command(), &mut |command| texts(command, &mut written));
        every(&told(Language::English), &mut |command| texts(command, &mut shown));
        assert_eq!(written, shown);
    }

    #[test]
    fn help_in_russian_has_no_english_words() {
        let mut found = Vec::new();
        // As wide as it needs: a list that goes on in the next line would not be known for one.
        let command = told(Language::Russian).max_term_width(100_000).term_width(100_000);
        let mut command = command.mut_subcommands(|child| child.term_width(100_000).max_term_width(100_000));
        command.build();
        every(&command, &mut |command| {
            let help = command.clone().render_long_help().to_string();
            assert!(!help.contains("<DIR") && !help.contains("<FILE") && !help.contains("<REASON"), "{help}");
            let lines = help.lines().filter(|line| !line.starts_with("Применение:"));
            let help = lines.collect::<Vec<_>>().join("\n");
            let english = attestat_words::english::english_words_of_screen(&help);
            found.extend(english.into_iter().map(|word| format!("{}: {word}", command.get_name())));
        });
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn a_slip_is_told_with_what_is_nearest_in_both_languages() {
        for (line, near, english, russian) in [
            ("adit", "audit", "There is no command `adit`", "Команды `adit` нет"),
            ("run a --recovr", "--recover", "not among the arguments", "Среди аргументов"),
            ("pin a b --hash 7", "64", "cannot be `7`: a roster's hash", "не может быть `7`: хеш списка"),
            ("init a --id A --name b", "school-12.example.org/main", "is not a registry id", "это не идентификатор"),
            ("init a --id a --name b --class c", "digest", "write achievement", "напишите `achievement`"),
            ("init a --id a --name b --listen c", "", "cannot be `c`", "нужны адрес и порт"),
            ("init a --id a --name b --url c", "https://host:port", "is not a node's address", "не адрес узла"),
            ("vault accept a", "--reason", "missing on the command line", "чего-то не хватает"),
        ] {
            let words = core::iter::once("attestat-node").chain(line.split(' ')).map(OsString::from);
            let Err(error) = read(words, Language::English) else { panic!("{line} is understood") };
            let slip = help::slip(&error).unwrap();
            for (language, expected) in [(Language::English, english), (Language::Russian, russian)] {
                let said = format!("{} {}", slip.what.told(language), slip.next.told(language));
                assert!(said.contains(expected) && said.contains(near), "{line}: {said}");
            }
        }
        let asked = ["attestat-node", "--help"].map(OsString::from);
        assert!(read(asked, Language::Russian).is_err_and(|error| help::slip(&error).is_none()), "help is no slip");
    }

    #[test]
    fn completions_reach_below_the_first_command() {
        let script = completions(clap_complete::Shell::Bash);
        for state in ["attestat__node__subcmd__vault)", "attestat__node__subcmd__config__subcmd__check)"] {
            assert!(script.contains(state), "{state}");
        }
    }
}
