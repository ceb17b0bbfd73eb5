//! Which files are verified: those that are named, and every `.attestat` file below a named folder.

use crate::failure::Failure;
use std::path::{Path, PathBuf};

/// Most documents in one run.
const DOCUMENTS_MAX: usize = 1_000_000;
/// How many folders deep is searched.
const DEPTH_MAX: usize = 32;

/// The files, in the order of the names; a folder's own in the order of the alphabet.
pub(super) fn collect(given: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in given {
        if path.is_dir() {
            search(path, 0, &mut files)?;
        } else if path.exists() {
            files.push(path.clone());
        } else {
            let what = format!("There is no {}", path.display());
            return Err(Failure::usage("no-such-file", what, "Correct the path and run the command again."));
        }
    }
    if files.is_empty() {
        let what = "There is no .attestat file in the folder";
        return Err(Failure::usage("no-documents", what, "Name the files, or the folder that holds them."));
    }
    Ok(files)
}

/// Symbolic links to folders are not followed: they can lead in circles.
fn search(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| {
        let what = format!("Could not read the folder {}: {error}", folder.display());
        Failure::usage("folder", what, "See whether you may read it.")
    };
    let mut entries: Vec<std::fs::DirEntry> = std::fs::read_dir(folder).and_then(Iterator::collect).map_err(cannot)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && depth < DEPTH_MAX {
            search(&path, depth + 1, files)?;
        } else if !is_folder && path.extension().is_some_and(|extension| extension == "attestat") {
            files.push(path);
        }
        if files.len() > DOCUMENTS_MAX {
            let what = format!("There are more than {DOCUMENTS_MAX} documents");
            return Err(Failure::usage("too-many", what, "Verify them folder by folder."));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_searched_and_named_files_taken_whatever_they_are_called() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(path("b/c")).unwrap();
        for name in ["z.attestat", "b/a.attestat", "b/c/a.attestat", "b/readme.txt", "renamed.json"] {
            std::fs::write(path(name), "").unwrap();
        }
        std::os::unix::fs::symlink(folder.path(), path("b/circle")).unwrap();
        let found = collect(&[path("renamed.json"), folder.path().to_owned()]).unwrap();
        let names = ["renamed.json", "b/a.attestat", "b/c/a.attestat", "z.attestat"];
        assert_eq!(found, names.map(path));
        assert_eq!(collect(&[path("none")]).unwrap_err().code, "no-such-file");
        std::fs::create_dir(path("empty")).unwrap();
        assert_eq!(collect(&[path("empty")]).unwrap_err().code, "no-documents");
    }
}
