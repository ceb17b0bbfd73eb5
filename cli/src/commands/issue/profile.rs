//! The school's profile of headings: opened before a sheet is read, saved after it was issued.

use super::today;
use crate::files::disk::{self, Readers};
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_credential::draft::words::DocumentKind;
use attestat_sheets::{PROFILE_BYTES_MAX, Phrase, Profile, RowName, Settings};
use attestat_words::language::{Choose as _, Language};
use std::path::{Path, PathBuf};

/// Arguments for the reading of sheets.
#[derive(clap::Args, Default)]
pub(crate) struct HeadingArgs {
    /// What the headings of this school mean, as `attestat template profile` makes it; what is learnt is added to it
    /// after a run with --commit
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// What one heading means: a field or heading of `attestat template`, `mark: SUBJECT`, or # to
    /// leave the column out
    #[arg(long, value_name = "HEADING=FIELD")]
    map: Vec<String>,
    /// What is the same in all rows and stands in no column, such as "Руководитель=Примеров П. П."
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// Rows that are unlikely and right as they stand on the paper
    #[arg(long, value_name = "ROWS", value_delimiter = ',')]
    as_written: Vec<RowName>,
    /// Read rows that are hidden, filtered away or crossed out, too
    #[arg(long)]
    hidden_too: bool,
}

impl HeadingArgs {
    /// Settings of the reader, beside the profile.
    pub(crate) fn settings(&self, kind: Option<DocumentKind>, language: Language) -> Result<Settings, Failure> {
        let mut settings = Settings { kind, hidden_too: self.hidden_too, ..Settings::on(today()?) };
        settings.as_written.clone_from(&self.as_written);
        for argument in &self.set {
            settings.constants.set_argument(argument).map_err(|error| {
                let todo = language
                    .choose("Correct --set and run the command again.", "Исправьте --set и запустите команду ещё раз.");
                Failure::usage("not-a-constant", error.text(language).to_owned(), todo)
            })?;
        }
        Ok(settings)
    }
}

/// A profile and the file that it was read from.
pub(crate) struct Known<'a> {
    file: Option<&'a Path>,
    /// The meanings of the headings.
    pub(crate) profile: Profile,
}

impl<'a> Known<'a> {
    /// Reads the profile, if there is one, and adds what the command line says.
    pub(crate) fn open(args: &'a HeadingArgs, language: Language) -> Result<Self, Failure> {
        let file = args.profile.as_deref();
        let mut profile = match file {
            Some(path) => read(path, language)?,
            None => Profile::default(),
        };
        for argument in &args.map {
            profile.map_argument(argument).map_err(|error| {
                let todo = match language {
                    Language::English => "Correct --map and run the command again.",
                    Language::Russian => "Исправьте --map и запустите команду ещё раз.",
                };
                Failure::usage("not-a-mapping", error.phrase().text(language).to_owned(), todo)
            })?;
        }
        Ok(Self { file, profile })
    }

    /// Keeps the meanings that the headings of a sheet were understood by.
    pub(crate) fn learn(&mut self, teach: impl FnOnce(&mut Profile)) {
        teach(&mut self.profile);
    }

    /// Saves the profile, once its sheet is issued; the file is left alone where it says all that already.
    pub(crate) fn save(&self, out: &Output) -> Result<(), Failure> {
        let Some(file) = self.file else { return Ok(()) };
        if read(file, out.language())? == self.profile {
            return Ok(());
        }
        let text = self.profile.render(&[]);
        disk::write(file, text.as_bytes(), Readers::Everyone)?;
        out.remark(&match out.language() {
            Language::English => format!("What the headings mean is saved in {}.", file.display()),
            Language::Russian => format!("Что означают заголовки, сохранено в {}.", file.display()),
        });
        Ok(())
    }
}

fn read(path: &Path, language: Language) -> Result<Profile, Failure> {
    let bytes = disk::read_if_there(path, PROFILE_BYTES_MAX)?.ok_or_else(|| not_there(path, language))?;
    let not_text = Phrase::from(("it is not a text in UTF-8", "это не текст в UTF-8"));
    let parsed = match String::from_utf8(bytes) {
        Ok(text) => Profile::parse(&text).map_err(|error| error.phrase().clone()),
        Err(_) => Err(not_text),
    };
    parsed.map_err(|why| {
        let (what, todo) = match language {
            Language::English => (
                format!("The profile {} cannot be used: {}", path.display(), why.text(language)),
                "Correct it, or make a new one with `attestat template profile SHEET`.",
            ),
            Language::Russian => (
                format!("Профиль {} не годится: {}", path.display(), why.text(language)),
                "Исправьте его или создайте новый: `attestat template profile ТАБЛИЦА`.",
            ),
        };
        Failure::usage("bad-profile", what, todo)
    })
}

/// Failure for a profile that is not there: it would be ignored in silence, and its sheet read otherwise than meant.
fn not_there(path: &Path, language: Language) -> Failure {
    let path = path.display();
    let (what, todo) = language.choose(
        (
            format!("There is no profile {path}"),
            format!("Correct the name, or make it with `attestat template profile SHEET > {path}`."),
        ),
        (
            format!("Профиля {path} нет"),
            format!("Исправьте имя или создайте его: `attestat template profile ТАБЛИЦА > {path}`."),
        ),
    );
    Failure::usage("no-profile", what, todo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::exit::Exit;

    #[test]
    fn a_profile_that_is_not_there_is_no_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("headings.toml");
        let args = HeadingArgs { profile: Some(file.clone()), ..HeadingArgs::default() };
        for language in [Language::English, Language::Russian] {
            let failure = Known::open(&args, language).err().unwrap();
            assert_eq!((failure.exit, failure.code.as_str()), (Exit::Usage, "no-profile"));
            assert!(
                failure.what.to_string().contains("headings.toml")
                    && failure.todo.to_string().contains("template profile"),
                "{failure}"
            );
        }
        std::fs::write(&file, Profile::default().render(&[])).unwrap();
        assert!(Known::open(&args, Language::English).is_ok());
    }
}
