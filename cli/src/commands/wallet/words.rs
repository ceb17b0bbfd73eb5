//! The 24 words: made, written to a recovery sheet, and asked back.

use crate::files::disk;
use crate::render::confirm;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_credential::sd_jwt::issue::Dice;
use attestat_wallet::seed::{Mnemonic, MnemonicError};
use attestat_wallet::told::asked_back::{TRIES, positions, question};
use attestat_wallet::told::problems;
use attestat_words::text;
use std::io::IsTerminal as _;
use std::path::Path;
use zeroize::Zeroizing;

/// Longest text of words that is read.
const WORDS_BYTES_MAX: usize = 4096;

/// Asks for three of the words, so that nobody goes on without having them on paper.
pub(super) fn ask_back(words: &Mnemonic, dice: &mut dyn Dice, out: &Output) -> Result<(), Failure> {
    for position in positions(words.expose_words().count(), dice) {
        let expected = words.expose_words().nth(position).unwrap_or_default();
        let number = position + 1;
        let mut is_known = false;
        for already in 0..TRIES {
            let question = question(number, already);
            is_known = *Zeroizing::new(confirm::line(question, out)?.to_lowercase()) == expected;
            if is_known {
                break;
            }
        }
        if !is_known {
            return Err(Failure::usage(
                "words-not-known",
                text!("words-not-known", number = number),
                text!("words-not-known.next"),
            ));
        }
    }
    Ok(())
}

/// Reads 24 words: from a file, from standard input (`-`, or when it is no terminal), or from a question.
pub(super) fn read(given: Option<&Path>, out: &Output) -> Result<Mnemonic, Failure> {
    let text = match given {
        Some(path) if path != Path::new("-") => text(&disk::read_secret(path, WORDS_BYTES_MAX)?)?,
        None if std::io::stdin().is_terminal() => confirm::line(text!("words-asked"), out)?,
        _ => from_input()?,
    };
    Ok(Mnemonic::parse(&text).map_err(|error| problems::words(&error))?)
}

fn from_input() -> Result<Zeroizing<String>, Failure> {
    let bytes = disk::secret_from(std::io::stdin().lock(), WORDS_BYTES_MAX);
    let bytes = bytes.map_err(|error| Failure::internal(text!("words-not-read", why = error.to_string())))?;
    match bytes {
        Some(bytes) => text(&bytes),
        None => Err(problems::words(&MnemonicError::TooLong(WORDS_BYTES_MAX + 1)).into()),
    }
}

/// Words as a text of exactly their length.
fn text(bytes: &[u8]) -> Result<Zeroizing<String>, Failure> {
    let text = str::from_utf8(bytes)
        .map_err(|_| Failure::usage("not-text", text!("words-not-text"), text!("words-not-text.next")))?;
    Ok(Zeroizing::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::wallet::fixture::screen;
    use crate::machine::dice::SystemDice;
    use attestat_words::language::Language;

    #[test]
    fn words_come_from_a_file_that_nobody_else_reads() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words");
        let words = Mnemonic::generate(&mut SystemDice::default()).unwrap();
        let text: Vec<String> = (1..).zip(words.expose_words()).map(|(at, word)| format!("{at}. {word}")).collect();
        std::fs::write(&path, text.join("\n")).unwrap();
        let out = screen();
        assert_eq!(read(Some(&path), &out).err().unwrap().code, "secret-readable");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        let again = read(Some(&path), &out).unwrap();
        assert!(words.expose_words().eq(again.expose_words()));
        std::fs::write(&path, "one two three").unwrap();
        let failure = read(Some(&path), &out.speaking(Language::Russian)).err().unwrap();
        assert!(
            failure.code == "not-the-words" && failure.what.told(Language::Russian).contains("Слов 3"),
            "{failure}"
        );
    }
}
