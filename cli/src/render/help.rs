//! The command line in the words of the catalogue ([`attestat_terminal::help`]), with the exit codes behind it.

pub(crate) use attestat_terminal::help::Worded;

use crate::render::exit;
use crate::render::failure::Failure;
use attestat_terminal::help;
use attestat_words::language::Language;
use clap::Command;

/// Key of the program's own message, and beginning of every command's.
const PROGRAM: &str = "help";

/// Returns the command line with every help text in a language.
pub(crate) fn told(command: Command, language: Language) -> Command {
    help::told(command.after_long_help(exit::help(language)), PROGRAM, language)
}

/// The failure of a line that was typed; none for help and version, which clap prints itself.
pub(crate) fn failure(error: &clap::Error) -> Option<Failure> {
    help::slip(error).map(|slip| Failure::usage("command-line", slip.what, slip.next))
}

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
        let english = attestat_words::english::english_words_of_screen;
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
    fn a_missing_argument_is_named_with_what_may_stand_in_its_place() {
        for (line, one, other) in [
            ("document export", "ID", "--all"),
            ("wallet include", "ID", "--all"),
            ("reissue 7", "--from", "--duplicate"),
            ("share --show a --purpose b --until 2027-01-01", "--to", "--request"),
            ("share --to a --purpose b --until 2027-01-01", "--show", "--request"),
            ("share --to a --show b --until 2027-01-01", "--purpose", "--request"),
            ("share --to a --show b --purpose c", "--until", "--request"),
            ("pupil show", "--pupil-ref", "--person"),
        ] {
            let words = core::iter::once("attestat").chain(line.split(' '));
            let error = crate::commands::Arguments::command().try_get_matches_from(words).unwrap_err();
            let what = failure(&error).unwrap().what(Language::English);
            assert!(what.contains(one) && what.contains(other), "{line}: {what}");
        }
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
}
