//! The command line in the words of the catalogue: help of every command and argument, and what is wrong with a line that
//! was typed, in the language of the run.
//!
//! The message of a command is `help-COMMAND-SUBCOMMAND`, with an attribute for each of its arguments; arguments that many
//! commands share are attributes of `help-shared`.

use crate::render::exit;
use crate::render::failure::Failure;
use attestat_words::catalogue;
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{say, text};
use clap::builder::{PossibleValue, Resettable, StyledStr};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};
use std::ffi::OsString;

/// Key of the program's own message, and beginning of every command's.
const PROGRAM: &str = "help";
/// Key of the message whose attributes are the arguments that many commands share.
const SHARED: &str = "help-shared";
/// Escapes of a heading, as clap writes them: bold and underlined.
const HEADING: (&str, &str) = ("\u{1b}[1m\u{1b}[4m", "\u{1b}[0m");

/// Returns the command line with every help text in a language.
pub(crate) fn told(mut command: Command, language: Language) -> Command {
    command = command.after_long_help(exit::help(language));
    command.build();
    localised(command, PROGRAM, language)
}

/// Returns the language that a command line asks for, before anything of it is understood.
pub(crate) fn asked(arguments: impl IntoIterator<Item = OsString>) -> Option<Language> {
    let mut arguments = arguments.into_iter().skip(1).map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = arguments.next() {
        let value = match word.as_str() {
            "--" => return None,
            "--lang" => arguments.next(),
            other => other.strip_prefix("--lang=").map(str::to_owned),
        };
        if let Some(language) = value.and_then(|value| crate::render::language::named(&value)) {
            return Some(language);
        }
    }
    None
}

fn localised(command: Command, key: &str, language: Language) -> Command {
    localised_as(command, key, key, language)
}

/// The command with the text of `about`, and with its arguments and commands below `key`.
fn localised_as(command: Command, about: &str, key: &str, language: Language) -> Command {
    let template = template(&command, language);
    let about = Text::new(about.to_owned()).told(language);
    let command = command.mut_args(|argument| localised_argument(argument, key, language));
    // The line shows the arguments by their names in this language.
    let usage = usage(&command, language);
    command
        .about(about)
        .subcommand_value_name(say!(language, "help-word-command"))
        .help_template(template)
        .override_usage(usage)
        .mut_subcommands(|child| match child.get_name() {
            // The commands that `help` lists below itself are those beside it.
            "help" => localised_as(child, "help-help", key, language),
            name => {
                let key = format!("{key}-{name}");
                localised(child, &key, language)
            }
        })
}

/// Help of an argument: its text, then the values that it takes and the one that it has by itself; `--help` says what each
/// value means.
fn localised_argument(argument: Arg, command: &str, language: Language) -> Arg {
    let id = argument.get_id().as_str().to_owned();
    let mut help = argument_text(command, &id).told(language);
    if !argument.get_action().takes_values() {
        // The flag of help itself says by default where more is told, in English.
        return argument.help(help).long_help(Resettable::Reset);
    }
    if !argument.is_hide_default_value_set() && !argument.get_default_values().is_empty() {
        let default: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        help = format!("{help} {}", say!(language, "help-default", value = default.join(" ")));
    }
    let mut meanings = String::new();
    if !argument.is_hide_possible_values_set() && !argument.get_possible_values().is_empty() {
        let values = argument.get_possible_values();
        let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        help = format!("{help} {}", say!(language, "help-values", values = names.join(", ")));
        meanings = names.into_iter().filter_map(|name| meaning(&id, name, language)).collect();
    }
    let names = argument.get_value_names().unwrap_or_default().iter().map(|name| value_name(name, language));
    let names: Vec<String> = names.collect();
    let argument = argument.hide_default_value(true).hide_possible_values(true).value_names(names);
    let argument = if meanings.is_empty() { argument } else { argument.long_help(format!("{help}\n{meanings}")) };
    argument.help(help)
}

/// A line that says what a value of an argument means; none where its name says it.
fn meaning(id: &str, name: &str, language: Language) -> Option<String> {
    let key = format!("help-of-{id}-{name}");
    catalogue::has(language, &key).then(|| format!("\n- {name}: {}", Text::new(key).told(language)))
}

fn argument_text(command: &str, id: &str) -> Text {
    let own = format!("{command}.{id}");
    let is_own = catalogue::has(Language::English, &own);
    Text::new(if is_own { own } else { format!("{SHARED}.{id}") })
}

/// The placeholder of a value: `FILE`. One that the catalogue does not have is the same in every language.
fn value_name(name: &str, language: Language) -> String {
    let key =
        format!("help-value-{}", name.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"));
    if catalogue::has(language, &key) { Text::new(key).told(language) } else { name.to_owned() }
}

/// The line that shows how a command is typed, with clap's placeholder for options in the words of the language.
fn usage(command: &Command, language: Language) -> String {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    let options = format!("[{}]", say!(language, "help-word-options"));
    let commands = format!("<{}>", say!(language, "help-word-command"));
    usage.replace("[OPTIONS]", &options).replace("<COMMAND>", &commands)
}

fn template(command: &Command, language: Language) -> StyledStr {
    let heading = |words: String| format!("{}{words}{}", HEADING.0, HEADING.1);
    let mut template =
        format!("{{before-help}}{{about-with-newline}}\n{} {{usage}}", heading(say!(language, "help-usage")));
    let mut section = |is_there: bool, words: String, part: &str| {
        if is_there {
            template.push_str(&format!("\n\n{}\n{{{part}}}", heading(words)));
        }
    };
    section(command.has_subcommands(), say!(language, "help-commands"), "subcommands");
    section(command.get_positionals().next().is_some(), say!(language, "help-arguments"), "positionals");
    section(command.get_opts().next().is_some(), say!(language, "help-options"), "options");
    template.push_str("{after-help}");
    template.into()
}

/// The failure of a line that was typed; none for help and version, which clap prints itself.
pub(crate) fn failure(error: &clap::Error) -> Option<Failure> {
    let what = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::DisplayVersion => {
            return None;
        }
        ErrorKind::UnknownArgument => text!("line-unknown-argument", argument = named(error, ContextKind::InvalidArg)),
        ErrorKind::InvalidSubcommand => {
            text!("line-unknown-command", command = named(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => {
            text!("line-missing-command", command = named(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => {
            text!("line-missing-argument", arguments = named(error, ContextKind::InvalidArg))
        }
        ErrorKind::ArgumentConflict => conflict(error),
        ErrorKind::InvalidValue if named(error, ContextKind::InvalidValue).is_empty() => {
            text!("line-missing-value", argument = named(error, ContextKind::InvalidArg))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => invalid_value(error),
        ErrorKind::TooManyValues => text!(
            "line-too-many-values",
            argument = named(error, ContextKind::InvalidArg),
            value = named(error, ContextKind::InvalidValue)
        ),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            text!("line-number-of-values", argument = named(error, ContextKind::InvalidArg))
        }
        ErrorKind::NoEquals => text!("line-no-equals", argument = named(error, ContextKind::InvalidArg)),
        ErrorKind::InvalidUtf8 => text!("line-not-utf-8"),
        _ => Text::written(error.to_string()),
    };
    Some(Failure::usage("command-line", what, next(error)))
}

/// The next step: what is nearest to the slip, else where the right words are listed.
fn next(error: &clap::Error) -> Text {
    let suggested = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let near = suggested.into_iter().map(|kind| named(error, kind)).find(|near| !near.is_empty());
    let values = named(error, ContextKind::ValidValue);
    match near {
        Some(near) => text!("line-near", near = near),
        None if !values.is_empty() => text!("line-values", values = values),
        None => text!("line-help"),
    }
}

fn conflict(error: &clap::Error) -> Text {
    let (argument, other) = (named(error, ContextKind::InvalidArg), named(error, ContextKind::PriorArg));
    if other.is_empty() || other == argument {
        text!("line-twice", argument = argument)
    } else {
        text!("line-conflict", argument = argument, other = other)
    }
}

fn invalid_value(error: &clap::Error) -> Text {
    let (argument, value) = (named(error, ContextKind::InvalidArg), named(error, ContextKind::InvalidValue));
    let why = std::error::Error::source(error).map(|source| match source.downcast_ref::<Worded>() {
        Some(worded) => worded.0.clone(),
        None => Text::written(source.to_string()),
    });
    match why {
        Some(why) => text!("line-invalid-value-why", argument = argument, value = value, why = why),
        None => text!("line-invalid-value", argument = argument, value = value),
    }
}

/// Words of clap on an error under a name, on one line; empty where it has none.
fn named(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(word)) => word.clone(),
        Some(ContextValue::Strings(words)) => words.join(", "),
        _ => String::new(),
    }
}

/// The error of a value that a parser of ours refused: a text of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Worded(pub(crate) Text);

impl core::fmt::Display for Worded {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(f)
    }
}

impl core::error::Error for Worded {}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn every(command: &Command, see: &mut impl FnMut(&Command)) {
        see(command);
        command.get_subcommands().filter(|child| child.get_name() != "help").for_each(|child| every(child, see));
    }

    #[test]
    fn every_command_and_argument_has_its_text_in_both_languages() {
        for language in Language::ALL {
            let command = told(crate::commands::Arguments::command(), language);
            every(&command, &mut |command| {
                let about = command.get_about().unwrap().to_string();
                assert!(!about.is_empty() && !about.starts_with("help"), "{}: {about}", command.get_name());
                for argument in command.get_arguments() {
                    let help = argument.get_help().unwrap().to_string();
                    assert!(!help.starts_with("help"), "{} {}: {help}", command.get_name(), argument.get_id());
                }
            });
        }
    }

    #[test]
    fn help_in_russian_has_no_english_words() {
        let english = crate::render::english::english_words;
        // As wide as it needs: a list that goes on in the next line would not be known for one.
        let mut command = told(crate::commands::Arguments::command().term_width(100_000), Language::Russian);
        let mut found = Vec::new();
        command.build();
        every(&command, &mut |command| {
            let help = command.clone().render_long_help().to_string();
            assert!(!help.contains("<DIR") && !help.contains("<FILE"), "{help}");
            let help = help
                .lines()
                .filter(|line| !line.starts_with("Применение:") && !line.trim_start().starts_with("attestat "))
                .collect::<Vec<_>>()
                .join("\n");
            found.extend(english(&help).into_iter().map(|word| format!("{}: {word}", command.get_name())));
        });
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn a_slip_is_told_with_what_is_nearest_in_both_languages() {
        for (line, near, english, russian) in [
            ("verfy", "verify", "There is no command `verfy`", "Команды `verfy` нет"),
            ("verify a --detials", "--details", "not among the arguments", "Среди аргументов"),
            ("verify a --max-age 7x", "7d", "cannot be `7x`: write a number", "не может быть `7x`: напишите число"),
            ("status revoke 7", "--reason", "missing on the command line", "чего-то не хватает"),
            ("issue a.csv --kind b", "basic", "cannot be `b`", "не может быть `b`"),
            ("share --to a --to b", "--to", "once only", "только один раз"),
        ] {
            let words = core::iter::once("attestat").chain(line.split(' '));
            let error = crate::commands::Arguments::command().try_get_matches_from(words).unwrap_err();
            let failure = failure(&error).unwrap();
            for (language, expected) in [(Language::English, english), (Language::Russian, russian)] {
                let said = format!("{} {}", failure.what(language), failure.todo.told(language));
                assert!(said.contains(expected) && said.contains(near), "{line}: {said}");
            }
        }
        let error = crate::commands::Arguments::command().try_get_matches_from(["attestat", "roster"]).unwrap_err();
        assert!(failure(&error).is_none(), "a command with nothing after it shows its help");
    }

    #[test]
    fn the_language_is_read_before_the_rest_is_understood() {
        let of = |line: &str| asked(line.split(' ').map(OsString::from));
        assert_eq!(of("attestat verfy --lang ru"), Some(Language::Russian));
        assert_eq!(of("attestat --lang=en verify"), Some(Language::English));
        assert_eq!(of("attestat verify -- --lang ru"), None);
        assert_eq!(of("attestat --lang de verify"), None);
    }
}
