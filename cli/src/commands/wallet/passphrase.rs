//! Sources of a passphrase: a file, the variable `ATTESTAT_PASSPHRASE`, or the terminal. Never the command line, which
//! other people of the machine can see.

use super::failures;
use crate::files::disk;
use crate::render::failure::Failure;
use attestat_wallet::file::Passphrase;
use attestat_words::language::{Choose as _, Language};
use std::path::Path;
use zeroize::Zeroizing;

/// Gives the passphrase to scripts.
const VARIABLE: &str = "ATTESTAT_PASSPHRASE";
/// Longest passphrase file in bytes.
const PASSPHRASE_BYTES_MAX: usize = 4096;

/// The passphrase of a wallet that is there.
pub(crate) fn existing(file: Option<&Path>, language: Language) -> Result<Passphrase, Failure> {
    let text = match given(file, language)? {
        Some(text) => text,
        None => ask(language.choose("Passphrase of the wallet: ", "Парольная фраза кошелька: "), language)?,
    };
    Ok(Passphrase::new(text))
}

/// The passphrase of a wallet that is made: one that protects, and typed twice where it is typed.
pub(crate) fn chosen(file: Option<&Path>, language: Language) -> Result<Passphrase, Failure> {
    match given(file, language)? {
        Some(text) => protecting(text, language),
        None => typed_twice(language),
    }
}

/// The passphrase that takes the place of another. The variable holds the one that is in force, so it is not
/// looked at here.
pub(super) fn replacing(file: Option<&Path>, language: Language) -> Result<Passphrase, Failure> {
    match file {
        Some(file) => protecting(in_file(file, language)?, language),
        None => typed_twice(language),
    }
}

fn protecting(text: Zeroizing<String>, language: Language) -> Result<Passphrase, Failure> {
    Passphrase::chosen(text).map_err(|error| failures::passphrase(&error, language))
}

fn typed_twice(language: Language) -> Result<Passphrase, Failure> {
    let first = ask(
        language.choose(
            "New passphrase, such as four or five words: ",
            "Новая парольная фраза, например четыре-пять слов: ",
        ),
        language,
    )?;
    let passphrase = protecting(first.clone(), language)?;
    let again = ask(language.choose("The same again: ", "Ещё раз: "), language)?;
    if *first != *again {
        let (what, todo) = language.choose(
            ("The two passphrases differ", "Run the command again and type the same one twice."),
            ("Фразы не совпали", "Повторите команду и введите одну и ту же фразу дважды."),
        );
        return Err(Failure::usage("passphrases-differ", what, todo));
    }
    Ok(passphrase)
}

/// The passphrase that a file or the variable gives; the line's end is not part of it.
fn given(file: Option<&Path>, language: Language) -> Result<Option<Zeroizing<String>>, Failure> {
    match file {
        Some(file) => in_file(file, language).map(Some),
        None => match std::env::var(VARIABLE) {
            Ok(text) => bare(&Zeroizing::new(text), language).map(Some),
            Err(_) => Ok(None),
        },
    }
}

fn in_file(file: &Path, language: Language) -> Result<Zeroizing<String>, Failure> {
    let bytes = disk::read_secret(file, PASSPHRASE_BYTES_MAX)?;
    bare(str::from_utf8(&bytes).map_err(|_| not_text(file, language))?, language)
}

fn bare(text: &str, language: Language) -> Result<Zeroizing<String>, Failure> {
    // Some editors begin a file with a mark that nobody sees (Unicode, "Byte Order Mark").
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let bare = Zeroizing::new(text.trim_end_matches(['\n', '\r']).to_owned());
    if bare.is_empty() { Err(empty(language)) } else { Ok(bare) }
}

fn ask(prompt: &str, language: Language) -> Result<Zeroizing<String>, Failure> {
    let typed = rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|_| {
        let (what, todo) = language.choose(
            (
                "The passphrase cannot be asked for: there is no terminal",
                "Give it with `--passphrase-file FILE`, or in the variable ATTESTAT_PASSPHRASE.",
            ),
            (
                "Фразу нельзя спросить: нет терминала",
                "Дайте её файлом: `--passphrase-file ФАЙЛ`, или переменной ATTESTAT_PASSPHRASE.",
            ),
        );
        Failure::usage("no-passphrase", what, todo)
    })?;
    if typed.is_empty() { Err(empty(language)) } else { Ok(typed) }
}

fn empty(language: Language) -> Failure {
    let (what, todo) = language.choose(
        ("The passphrase is empty", "Give the passphrase of the wallet."),
        ("Парольная фраза пуста", "Укажите парольную фразу кошелька."),
    );
    Failure::usage("no-passphrase", what, todo)
}

fn not_text(file: &Path, language: Language) -> Failure {
    let file = file.display();
    let (what, todo) = language.choose(
        (format!("{file} is not a text"), "See whether it is the file with the passphrase."),
        (format!("{file} — не текст"), "Проверьте, тот ли это файл с парольной фразой."),
    );
    Failure::usage("not-text", what, todo)
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let read = |text: &str| given(Some(&file_with(&folder, text, 0o600)), Language::English);
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
        assert_eq!(existing(Some(&open), Language::English).err().unwrap().code, "secret-readable");
        let short = file_with(&folder, "1234567\n", 0o600);
        assert_eq!(chosen(Some(&short), Language::Russian).err().unwrap().code, "weak-passphrase");
        assert!(existing(Some(&short), Language::English).is_ok(), "only new ones have to be long");
    }
}
