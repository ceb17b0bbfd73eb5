//! Sources of a passphrase: a file, the variable `ATTESTAT_PASSPHRASE`, or the terminal. Never the command line, which
//! other people of the machine can see.

use crate::files::disk;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::file::Passphrase;
use attestat_wallet::told::problems;
use attestat_words::text;
use attestat_words::text::Text;
use std::path::Path;
use zeroize::Zeroizing;

/// Gives the passphrase to scripts.
const VARIABLE: &str = "ATTESTAT_PASSPHRASE";
/// Longest passphrase file in bytes.
const PASSPHRASE_BYTES_MAX: usize = 4096;

/// The passphrase of a wallet that is there.
pub(crate) fn existing(file: Option<&Path>, out: &Output) -> Result<Passphrase, Failure> {
    let text = match given(file)? {
        Some(text) => text,
        None => ask(&text!("passphrase-question"), out)?,
    };
    Ok(Passphrase::new(text))
}

/// The passphrase of a wallet that is made: one that protects, and typed twice where it is typed.
pub(crate) fn chosen(file: Option<&Path>, out: &Output) -> Result<Passphrase, Failure> {
    match given(file)? {
        Some(text) => protecting(text),
        None => typed_twice(out),
    }
}

/// The passphrase that takes the place of another. The variable holds the one that is in force, so it is not
/// looked at here.
pub(super) fn replacing(file: Option<&Path>, out: &Output) -> Result<Passphrase, Failure> {
    match file {
        Some(file) => protecting(in_file(file)?),
        None => typed_twice(out),
    }
}

fn protecting(text: Zeroizing<String>) -> Result<Passphrase, Failure> {
    Ok(Passphrase::chosen(text).map_err(|error| problems::passphrase(&error))?)
}

fn typed_twice(out: &Output) -> Result<Passphrase, Failure> {
    let first = ask(&text!("passphrase-question-new"), out)?;
    let passphrase = protecting(first.clone())?;
    let again = ask(&text!("passphrase-question-again"), out)?;
    if *first != *again {
        return Err(Failure::usage(
            "passphrases-differ",
            text!("passphrase-differs"),
            text!("passphrase-differs.next"),
        ));
    }
    Ok(passphrase)
}

/// The passphrase that a file or the variable gives; the line's end is not part of it.
fn given(file: Option<&Path>) -> Result<Option<Zeroizing<String>>, Failure> {
    match file {
        Some(file) => in_file(file).map(Some),
        None => match std::env::var(VARIABLE) {
            Ok(text) => bare(&Zeroizing::new(text)).map(Some),
            Err(_) => Ok(None),
        },
    }
}

fn in_file(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let bytes = disk::read_secret(file, PASSPHRASE_BYTES_MAX)?;
    bare(str::from_utf8(&bytes).map_err(|_| not_text(file))?)
}

fn bare(text: &str) -> Result<Zeroizing<String>, Failure> {
    // Some editors begin a file with a mark that nobody sees (Unicode, "Byte Order Mark").
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let bare = Zeroizing::new(text.trim_end_matches(['\n', '\r']).to_owned());
    if bare.is_empty() { Err(empty()) } else { Ok(bare) }
}

fn ask(prompt: &Text, out: &Output) -> Result<Zeroizing<String>, Failure> {
    let prompt = format!("{} ", prompt.told(out.language()));
    let typed = rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|_| {
        Failure::usage("no-passphrase", text!("passphrase-no-terminal"), text!("passphrase-no-terminal.next"))
    })?;
    if typed.is_empty() { Err(empty()) } else { Ok(typed) }
}

fn empty() -> Failure {
    Failure::usage("no-passphrase", text!("passphrase-empty"), text!("passphrase-empty.next"))
}

fn not_text(file: &Path) -> Failure {
    Failure::usage("not-text", text!("passphrase-not-text", file = file), text!("passphrase-not-text.next"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::wallet::fixture::screen;
    use std::os::unix::fs::PermissionsExt as _;

    fn file_with(folder: &tempfile::TempDir, text: &str, mode: u32) -> std::path::PathBuf {
        let path = folder.path().join("passphrase");
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn a_file_gives_its_line_without_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let read = |text: &str| given(Some(&file_with(&folder, text, 0o600)));
        for text in ["correct horse\n", "correct horse\r\n", "correct horse", "\u{feff}correct horse\r\n"] {
            assert_eq!(read(text).unwrap().unwrap().as_str(), "correct horse");
        }
        assert_eq!(read(" фраза с пробелами \n").unwrap().unwrap().as_str(), " фраза с пробелами ");
        assert_eq!(read("\n").unwrap_err().code, "no-passphrase");
    }

    #[test]
    fn a_file_that_others_read_and_a_short_passphrase_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let open = file_with(&folder, "correct horse\n", 0o644);
        assert_eq!(existing(Some(&open), &screen()).err().unwrap().code, "secret-readable");
        let short = file_with(&folder, "1234567\n", 0o600);
        assert_eq!(chosen(Some(&short), &screen()).err().unwrap().code, "weak-passphrase");
        assert!(existing(Some(&short), &screen()).is_ok(), "only new ones have to be long");
    }
}
