//! The school's profile of headings: opened before a sheet is read, saved after it was issued.

use super::today;
use crate::files::disk::{self, Readers};
use crate::render::failure::Failure;
use crate::render::help::Worded;
use crate::render::output::Output;
use attestat_credential::draft::words::DocumentKind;
use attestat_sheets::{PROFILE_BYTES_MAX, Profile, RowName, Settings, Unused};
use attestat_words::text;
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
    #[arg(long, value_name = "ROWS", value_delimiter = ',', value_parser = parse_rows)]
    as_written: Vec<RowName>,
    /// Read rows that are hidden, filtered away or crossed out, too
    #[arg(long)]
    hidden_too: bool,
}

impl HeadingArgs {
    /// Settings of the reader, beside the profile.
    pub(crate) fn settings(&self, kind: Option<DocumentKind>) -> Result<Settings, Failure> {
        let mut settings = Settings { kind, hidden_too: self.hidden_too, ..Settings::on(today()?) };
        settings.as_written.clone_from(&self.as_written);
        for argument in &self.set {
            settings.constants.set_argument(argument).map_err(|error| {
                let todo = text!("issue-bad-set");
                Failure::usage("not-a-constant", error, todo)
            })?;
        }
        Ok(settings)
    }
}

impl HeadingArgs {
    /// Refuses an argument that means nothing in the tables that were read: it would be ignored in silence.
    pub(crate) fn refuse(&self, unused: impl FnOnce(&[String]) -> Option<Unused>) -> Result<(), Failure> {
        let (code, what) = match unused(&self.map) {
            None => return Ok(()),
            Some(Unused::Heading(heading)) => ("no-such-heading", text!("sheet-unused-map", heading = heading)),
            Some(Unused::Field(field)) => ("no-such-field", text!("sheet-unused-set", field = field)),
            Some(Unused::Row(row)) => {
                let rows = row.to_string();
                ("no-such-row", text!("issue-no-such-row", option = "--as-written", rows = rows))
            }
        };
        Err(Failure::usage(code, what, text!("sheet-unused-next")))
    }
}

/// Rows on the command line.
pub(crate) fn parse_rows(text: &str) -> Result<RowName, Worded> {
    text.parse().map_err(Worded)
}

/// A profile and the file that it was read from.
pub(crate) struct Known<'a> {
    file: Option<&'a Path>,
    /// The meanings of the headings.
    pub(crate) profile: Profile,
}

impl<'a> Known<'a> {
    /// Reads the profile, if there is one.
    pub(crate) fn of(file: Option<&'a Path>) -> Result<Self, Failure> {
        let profile = file.map_or_else(|| Ok(Profile::default()), read)?;
        Ok(Self { file, profile })
    }

    /// Reads the profile, if there is one, and adds what the command line says.
    pub(crate) fn open(args: &'a HeadingArgs) -> Result<Self, Failure> {
        let Self { file, mut profile } = Self::of(args.profile.as_deref())?;
        for argument in &args.map {
            profile.map_argument(argument).map_err(|error| {
                let todo = text!("issue-bad-map");
                Failure::usage("not-a-mapping", error.text(), todo)
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
        if read(file)? == self.profile {
            return Ok(());
        }
        let text = self.profile.render(&[], out.language());
        disk::write(file, text.as_bytes(), Readers::Everyone)?;
        out.remark(&text!("profile-saved", file = file));
        Ok(())
    }
}

fn read(path: &Path) -> Result<Profile, Failure> {
    let bytes = disk::read_if_there(path, PROFILE_BYTES_MAX)?.ok_or_else(|| not_there(path))?;
    let parsed = match String::from_utf8(bytes) {
        Ok(text) => Profile::parse(&text).map_err(|error| error.text()),
        Err(_) => Err(text!("profile-not-text")),
    };
    parsed.map_err(|why| {
        let (what, todo) = (text!("profile-bad", path = path, why = why), text!("profile-bad.next"));
        Failure::usage("bad-profile", what, todo)
    })
}

/// Failure for a profile that is not there: it would be ignored in silence, and its sheet read otherwise than meant.
fn not_there(path: &Path) -> Failure {
    let (what, todo) = (text!("profile-none", path = path), text!("profile-none.next", path = path));
    Failure::usage("no-profile", what, todo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::exit::Exit;
    use attestat_words::language::Language;

    #[test]
    fn a_profile_that_is_not_there_is_no_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("headings.toml");
        let args = HeadingArgs { profile: Some(file.clone()), ..HeadingArgs::default() };
        for language in [Language::English, Language::Russian] {
            let failure = Known::open(&args).err().unwrap();
            assert_eq!((failure.exit, failure.code.as_str()), (Exit::Usage, "no-profile"));
            assert!(
                failure.what.told(language).contains("headings.toml")
                    && failure.todo.told(language).contains("template profile"),
                "{failure}"
            );
        }
        std::fs::write(&file, Profile::default().render(&[], Language::English)).unwrap();
        assert!(Known::open(&args).is_ok());
    }
}
