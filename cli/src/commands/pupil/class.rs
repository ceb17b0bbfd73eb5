//! The pupils of a sheet: the same sheet that documents are issued from, each pupil once.

use super::which::of_draft;
use crate::commands::sheets::{read_files, today};
use crate::files::disk;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_credential::draft::told::full_name;
use attestat_sheets::{PROFILE_BYTES_MAX, Profile, RowId, Settings};
use attestat_wire::v1;
use attestat_words::text;
use std::collections::HashSet;
use std::path::Path;

/// A pupil of a sheet.
pub(super) struct Row {
    /// The first row that names the pupil, as people name it.
    pub(super) number: String,
    /// That row in the name of a file.
    pub(super) in_file_name: String,
    /// The pupil as the node is told.
    pub(super) pupil: v1::Pupil,
    /// The name, for the letter.
    pub(super) name: String,
}

/// Reads a sheet; with a mistake in it nothing is made.
pub(super) fn read(sheet: &Path, profile: Option<&Path>, out: &Output) -> Result<Vec<Row>, Failure> {
    let todo = || text!("pupil-no-ticket");
    let profile = profile.map_or_else(|| Ok(Profile::default()), known)?;
    let settings = Settings { asks_nothing: true, ..Settings::on(today()?) };
    let class = read_files(&[sheet.to_owned()], &[], &settings, &profile)
        .map_err(|failure| Failure { todo: todo(), ..failure })?;
    if !class.is_ready() {
        out.words(class.render(out.language()).trim_end());
        return Err(Failure::new(Exit::BadRows, "bad-rows", text!("pupil-bad-sheet", path = sheet), todo()));
    }
    let (drafts, places) = (class.drafts(), class.locator());
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for draft in &drafts {
        let pupil = of_draft(&draft.draft);
        if seen.insert(identity(&pupil)) {
            let RowId { table, number } = draft.row;
            let in_file_name = match places.table(draft.row) {
                "" => format!("{number:04}"),
                _ => format!("{}-{number:04}", table + 1),
            };
            rows.push(Row { number: places.row(draft.row), in_file_name, pupil, name: full_name(draft.draft.pupil()) });
        }
    }
    Ok(rows)
}

/// The school's profile of headings, as `attestat issue` keeps it.
fn known(path: &Path) -> Result<Profile, Failure> {
    Profile::parse(&disk::read_text(path, PROFILE_BYTES_MAX)?).map_err(|error| {
        let what = text!("profile-bad", path = path, why = error.text());
        Failure::usage("not-a-profile", what, text!("pupil-profile-next"))
    })
}

/// Identity of a pupil: two rows with the same one are one pupil.
fn identity(pupil: &v1::Pupil) -> Vec<u8> {
    match &pupil.by {
        Some(v1::pupil::By::Reference(reference)) => reference.clone().into_bytes(),
        Some(v1::pupil::By::Person(person)) => person.clone(),
        Some(v1::pupil::By::Slot(slot)) => slot.to_be_bytes().to_vec(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::output::Format;

    #[test]
    fn each_pupil_of_a_sheet_is_there_once() {
        let out = Output::new(Format::Json);
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
        let rows = read(&examples.join("urfu-sport.csv"), None, &out).unwrap();
        let mut identities: Vec<_> = rows.iter().map(|row| identity(&row.pupil)).collect();
        identities.sort();
        identities.dedup();
        assert!(!rows.is_empty() && identities.len() == rows.len());
        assert!(rows.iter().all(|row| !row.name.is_empty() && row.number != "1"));
        assert_eq!(read(&examples.join("mistakes.csv"), None, &out).err().unwrap().exit, Exit::BadRows);
    }
}
