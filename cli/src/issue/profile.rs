//! The school's profile of headings: opened before a sheet is read, saved after it was issued.

use crate::disk::{self, Readers};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::import::{Import, PROFILE_BYTES_MAX, Phrase, Profile};
use crate::language::Language;
use crate::output::Output;
use std::path::{Path, PathBuf};

/// How headings are mapped.
#[derive(clap::Args)]
pub(crate) struct HeadingArgs {
    /// What the headings of this school mean: read if it is there, saved after a run with --commit
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// What one heading means: a field or heading of `attestat template`, `mark: SUBJECT`, or # to
    /// leave the column out
    #[arg(long, value_name = "HEADING=FIELD")]
    map: Vec<String>,
}

/// A profile and the file that it was read from.
pub(crate) struct Known<'a> {
    file: Option<&'a Path>,
    /// What the headings mean.
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
                Failure::usage("not-a-mapping", error.phrase().told(language), todo)
            })?;
        }
        Ok(Self { file, profile })
    }

    /// Keeps what the headings of a sheet were understood as.
    pub(crate) fn learn(&mut self, import: &Import) {
        import.teach(&mut self.profile);
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
    let Some(bytes) = disk::read_if_there(path, PROFILE_BYTES_MAX)? else { return Ok(Profile::default()) };
    let not_text = Phrase::from(("it is not a text in UTF-8", "это не текст в UTF-8"));
    let parsed = match String::from_utf8(bytes) {
        Ok(text) => Profile::parse(&text).map_err(|error| error.phrase().clone()),
        Err(_) => Err(not_text),
    };
    parsed.map_err(|why| {
        let (what, todo) = match language {
            Language::English => (
                format!("The profile {} cannot be used: {}", path.display(), why.told(language)),
                "Correct it, or make a new one with `attestat template profile SHEET`.",
            ),
            Language::Russian => (
                format!("Профиль {} не годится: {}", path.display(), why.told(language)),
                "Исправьте его или создайте новый: `attestat template profile ТАБЛИЦА`.",
            ),
        };
        Failure::new(Exit::Config, "bad-profile", what, todo)
    })
}
