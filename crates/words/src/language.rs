//! The languages that people are spoken to in, and the choice between two texts that say the same.

/// A language that people are spoken to in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    English,
    /// Russian.
    Russian,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Russian];

    /// Returns the first in English, the second in Russian.
    pub const fn of<T: Copy>(self, english: T, russian: T) -> T {
        match self {
            Self::English => english,
            Self::Russian => russian,
        }
    }
}

/// Choice between two texts that say the same in both languages.
pub trait Choose {
    /// Returns the first in English, the second in Russian.
    fn choose<T>(self, english: T, russian: T) -> T;
}

impl Choose for Language {
    fn choose<T>(self, english: T, russian: T) -> T {
        match self {
            Self::English => english,
            Self::Russian => russian,
        }
    }
}

/// The words of a language.
pub const fn either(language: Language, english: &'static str, russian: &'static str) -> &'static str {
    match language {
        Language::English => english,
        Language::Russian => russian,
    }
}

/// The form of a Russian noun that goes with a number: `1 документ`, `2 документа`, `5 документов`.
pub const fn russian_plural(number: u64, one: &'static str, few: &'static str, many: &'static str) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_nouns_follow_their_number() {
        let form = |number| russian_plural(number, "документ", "документа", "документов");
        for (number, expected) in [
            (0, "документов"),
            (1, "документ"),
            (2, "документа"),
            (5, "документов"),
            (11, "документов"),
            (12, "документов"),
            (21, "документ"),
            (104, "документа"),
            (111, "документов"),
            (1000, "документов"),
        ] {
            assert_eq!(form(number), expected, "{number}");
        }
    }
}
