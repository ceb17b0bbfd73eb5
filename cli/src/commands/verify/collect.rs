//! The walk to the files that are verified: those that are named, and those in named folders.

use super::disk_file::{CodeReader, DiskFile};
use crate::machine::parallel::Cores;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::inputs::{Inputs, Limits, TooMany};
use attestat_terminal::system::system;
use attestat_words::plain::plain;
use attestat_words::text::Text;
use attestat_words::{say, text};
use std::path::{Path, PathBuf};

/// Most folders in one another that are searched.
const DEPTH_MAX: usize = 32;

/// The files, in the order of the names; a folder's and an archive's own in the order of the alphabet. Pictures of one
/// set of codes are one, in the place of the first.
pub(crate) fn collect(given: &[PathBuf]) -> Result<Inputs, Failure> {
    collect_within(given, Limits::default())
}

pub(super) fn collect_within(given: &[PathBuf], limits: Limits) -> Result<Inputs, Failure> {
    let mut inputs = found(given, limits)?;
    inputs.join_pictures(&Cores::silent()).map_err(|error| too_many(&error))?;
    Ok(inputs)
}

/// Collects the files as [`collect`] does, and shows how far it has come.
pub(super) fn collect_showing(given: &[PathBuf], out: &Output) -> Result<Inputs, Failure> {
    let mut inputs = found(given, Limits::default())?;
    let what = say!(out.language(), "verify-searched");
    let cores = Cores::showing(out.progress(0, &what));
    inputs.join_pictures(&cores).map_err(|error| too_many(&error))?;
    Ok(inputs)
}

fn found(given: &[PathBuf], limits: Limits) -> Result<Inputs, Failure> {
    let mut inputs = Inputs::new(Box::new(CodeReader), limits);
    for path in given {
        if path.is_dir() {
            inputs.note_search();
            search(&mut inputs, path, 0)?;
        } else if !path.exists() {
            let what = text!("verify-no-such-file", path = path);
            return Err(Failure::usage("no-such-file", what, text!("verify-no-such-file.next")));
        } else if is_endless(path) {
            let what = text!("verify-no-file", path = path);
            return Err(Failure::usage("no-file", what, text!("verify-no-file.next")));
        } else {
            let added = inputs.add_named(path.display().to_string(), DiskFile::at(path));
            added.map_err(|error| too_many(&error))?;
        }
    }
    if inputs.is_empty() {
        let names = plain(&inputs.left_alone().names.join(", "));
        let others = (!names.is_empty()).then(|| text!("verify-no-documents.but", names = names));
        let what = text!("verify-no-documents", others = Text::joined(others));
        return Err(Failure::usage("no-documents", what, text!("verify-no-documents.next")));
    }
    Ok(inputs)
}

/// Searches a folder. Symbolic links to folders are not followed: they can lead in circles.
fn search(inputs: &mut Inputs, folder: &Path, depth: usize) -> Result<(), Failure> {
    let mut entries: Vec<std::fs::DirEntry> =
        std::fs::read_dir(folder).and_then(Iterator::collect).map_err(|error| unreadable(folder, &error))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && depth < DEPTH_MAX {
            search(inputs, &path, depth + 1)?;
        } else if is_folder || !path.is_file() {
            // What is no file, such as a pipe, may never end.
            inputs.leave_alone(path.display().to_string());
        } else {
            let added = inputs.add_found(path.display().to_string(), DiskFile::at(&path));
            added.map_err(|error| too_many(&error))?;
        }
    }
    Ok(())
}

/// Returns true if something is no file and may keep its reader waiting for ever. A thing that a shell puts in a file's
/// place, such as `<(…)`, has somebody who writes.
fn is_endless(path: &Path) -> bool {
    !path.is_file() && !path.starts_with("/dev/fd") && !path.starts_with("/proc") && path != Path::new("/dev/stdin")
}

/// Failure for a folder that cannot be read.
pub(super) fn unreadable(folder: &Path, error: &std::io::Error) -> Failure {
    let what = text!("verify-folder", path = folder, why = system(error));
    Failure::usage("folder", what, text!("verify-folder.next"))
}

fn too_many(error: &TooMany) -> Failure {
    let what = match error {
        TooMany::Files(most) => text!("verify-too-many-files", n = *most),
        TooMany::Pictures => text!("verify-too-many-pictures"),
    };
    Failure::usage("too-many", what, text!("verify-too-many-next"))
}

#[cfg(test)]
mod tests;
