//! The command line in the words of the catalogue: help of every command and argument, and what is wrong with a line that
//! was typed, in the language of the run.
//!
//! The message of a program is `help` or another key that begins so, that of a command is `help-COMMAND-SUBCOMMAND`, with an
//! attribute for each of its arguments; arguments that many commands share are attributes of `help-shared`.

use attestat_words::catalogue;
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{say, text};
use clap::builder::{PossibleValue, Resettable, StyledStr};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

/// Key of the message whose attributes are the arguments that many commands share.
const SHARED: &str = "help-shared";
/// Escapes of a heading, as clap writes them: bold and underlined.
const HEADING: (&str, &str) = ("\u{1b}[1m\u{1b}[4m", "\u{1b}[0m");

/// Returns the command line with every help text in a language. `program` is the key of the program's own message, and the
/// beginning of every command's.
pub fn told(mut command: Command, program: &str, language: Language) -> Command {
    command.build();
    let teller = Teller { shared: [format!("{program}-shared"), SHARED.to_owned()], language };
    teller.localised(command, program, program)
}

/// Tells the help of one program in one language.
struct Teller {
    /// Keys of the messages whose attributes are the arguments that many commands share: the program's own first.
    shared: [String; 2],
    language: Language,
}

impl Teller {
    /// The command with the text of `about`, and with its arguments and commands below `key`.
    fn localised(&self, command: Command, about: &str, key: &str) -> Command {
        let language = self.language;
        let template = template(&command, language);
        let about = Text::new(about.to_owned()).told(language);
        let command = command.mut_args(|argument| self.localised_argument(argument, key));
        // The line shows the arguments by their names in this language.
        let usage = usage(&command, language);
        command
            .about(about)
            .subcommand_value_name(say!(language, "help-word-command"))
            .help_template(template)
            .override_usage(usage)
            .mut_subcommands(|child| match child.get_name() {
                // The commands that `help` lists below itself are those beside it.
                "help" => self.localised(child, "help-help", key),
                name => {
                    let key = format!("{key}-{name}");
                    self.localised(child, &key, &key)
                }
            })
    }

    /// Help of an argument: its text, then the values that it takes and the one that it has by itself; `--help` says what each
    /// value means.
    fn localised_argument(&self, argument: Arg, command: &str) -> Arg {
        let language = self.language;
        let id = argument.get_id().as_str().to_owned();
        let mut help = self.argument_text(command, &id).told(language);
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

    fn argument_text(&self, command: &str, id: &str) -> Text {
        let keys = [command].into_iter().chain(self.shared.iter().map(String::as_str)).map(|key| format!("{key}.{id}"));
        let mut keys = keys.filter(|key| catalogue::has(Language::English, key));
        Text::new(keys.next().unwrap_or_else(|| format!("{SHARED}.{id}")))
    }
}

/// A line that says what a value of an argument means; none where its name says it.
fn meaning(id: &str, name: &str, language: Language) -> Option<String> {
    let key = format!("help-of-{id}-{name}");
    catalogue::has(language, &key).then(|| format!("\n- {name}: {}", Text::new(key).told(language)))
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

/// A slip of a line that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The slip itself, in one sentence.
    pub what: Text,
    /// The next step: what is nearest to the slip, else where the right words are listed.
    pub next: Text,
}

/// Returns the slip of a line that was typed; none for help and version, which clap prints itself.
pub fn slip(error: &clap::Error) -> Option<Slip> {
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
    Some(Slip { what, next: next(error) })
}

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
pub struct Worded(pub Text);

impl core::fmt::Display for Worded {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(f)
    }
}

impl core::error::Error for Worded {}
