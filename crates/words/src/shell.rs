//! Words of a command that a person copies into a shell.

/// A text as a shell takes it for one word: as it is, or between apostrophes.
pub fn word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+,:@=".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_take_for_more_than_letters_is_between_apostrophes() {
        for (text, expected) in [
            ("ответы/9А.zip", "ответы/9А.zip"),
            ("class.csv!9", "'class.csv!9'"),
            ("9 А.csv", "'9 А.csv'"),
            ("$HOME", "'$HOME'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
        ] {
            assert_eq!(word(text), expected);
        }
    }
}
