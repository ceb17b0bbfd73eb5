//! Withdrawals that families sent, from files and folders.

use super::collect::unreadable;
use crate::files::disk;
use crate::render::failure::Failure;
use attestat_credential::presentation::reasons;
use attestat_credential::presentation::withdrawal::{WITHDRAWAL_BYTES_MAX, Withdrawal};
use attestat_ledger::hash::sha256;
use attestat_words::text;
use std::path::{Path, PathBuf};

/// Most withdrawals in one run.
const WITHDRAWALS_MAX: usize = 100_000;

/// Withdrawals, and SHA-256 of the file of each.
pub(crate) type Withdrawals = (Vec<Withdrawal>, Vec<[u8; 32]>);

/// Reads every withdrawal; a named file must be one, and in a folder every file that a wallet wrote.
pub(crate) fn read(given: &[PathBuf]) -> Result<Withdrawals, Failure> {
    let mut withdrawals = Vec::new();
    for path in given {
        if path.is_dir() {
            for path in files(path)? {
                withdrawals.push(one(&path)?);
            }
        } else {
            withdrawals.push(one(path)?);
        }
    }
    if withdrawals.len() > WITHDRAWALS_MAX {
        let what = text!("verify-too-many-withdrawals", n = WITHDRAWALS_MAX);
        return Err(Failure::usage("too-many", what, text!("verify-too-many-withdrawals.next")));
    }
    Ok(withdrawals.into_iter().unzip())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect);
    let entries: Vec<std::fs::DirEntry> = entries.map_err(|error| unreadable(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries.iter().map(std::fs::DirEntry::path).collect();
    let is_hidden = |path: &Path| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    paths.retain(|path| path.is_file() && !is_hidden(path));
    paths.sort();
    Ok(paths)
}

/// Reads one withdrawal. One that cannot be read is not passed over: a document that was taken back must not look
/// valid.
fn one(path: &Path) -> Result<(Withdrawal, [u8; 32]), Failure> {
    let bytes = disk::read(path, WITHDRAWAL_BYTES_MAX)?;
    let hash = sha256(&bytes);
    Withdrawal::parse(&bytes).map(|withdrawal| (withdrawal, hash)).map_err(|error| {
        let what = text!("verify-not-a-withdrawal", path = path, why = reasons::withdrawal(&error));
        Failure::usage("not-a-withdrawal", what, text!("verify-not-a-withdrawal.next"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_ledger::key::SecretKey;
    use zeroize::Zeroizing;

    #[test]
    fn withdrawals_in_folders_and_files_are_all_read() {
        let folder = tempfile::tempdir().unwrap();
        let key = SecretKey::from_seed(&Zeroizing::new([1; 32]));
        for number in 0..3 {
            let withdrawal = Withdrawal::make([number; 16], 5, &[(&key, [number; 32])]).unwrap();
            std::fs::write(folder.path().join(format!("{number}.json")), withdrawal.to_json()).unwrap();
        }
        std::fs::write(folder.path().join(".left-behind"), "").unwrap();
        let given = [folder.path().to_owned(), folder.path().join("1.json")];
        let consents: Vec<u8> = read(&given).unwrap().0.iter().map(|one| one.consent[0]).collect();
        assert_eq!(consents, [0, 1, 2, 1]);
        std::fs::write(folder.path().join("x"), "{}").unwrap();
        assert_eq!(read(&given).unwrap_err().code, "not-a-withdrawal");
    }
}
