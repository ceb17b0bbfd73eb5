//! The name of a child in a family's folder. It is the name of a file, so the family decides how much it tells.

/// Longest label in characters.
const LABEL_CHARACTERS_MAX: usize = 40;

/// A label: a word or two of letters, digits, spaces, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChildLabel(String);

/// Error for a text that is no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write up to {LABEL_CHARACTERS_MAX} letters, digits, spaces, - or _, beginning with a letter or a digit")]
pub struct NotALabel;

impl ChildLabel {
    /// Reads a label.
    pub fn parse(text: &str) -> Result<Self, NotALabel> {
        let is_made_right = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
        let length = text.chars().count();
        let begins_right = text.starts_with(char::is_alphanumeric) && !text.ends_with(' ');
        if length > LABEL_CHARACTERS_MAX || !begins_right || !text.chars().all(is_made_right) {
            return Err(NotALabel);
        }
        Ok(Self(text.to_owned()))
    }

    /// The label.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true if two labels would be taken for each other.
    pub fn reads_like(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

impl core::fmt::Display for ChildLabel {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_words_that_can_name_a_file() {
        for good in ["Лев", "lev", "Anna-Maria", "Лев 2", "x_1", &"я".repeat(40)] {
            assert_eq!(ChildLabel::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", ".", "..", "a/b", "a\0b", " lev", "lev ", "-lev", ".lev", "a.wallet", "a\nb", &"я".repeat(41)]
        {
            assert!(ChildLabel::parse(bad).is_err(), "{bad:?}");
        }
        let label = |text| ChildLabel::parse(text).unwrap();
        assert!(label("ЛЕВ").reads_like(&label("лев")) && !label("Лев").reads_like(&label("Леа")));
    }
}
