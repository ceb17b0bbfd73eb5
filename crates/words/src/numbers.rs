//! Numbers as people read them.

use crate::language::Language;

/// A number in groups of three digits, as people read it: `12,345` in English; in Russian, where a comma begins a fraction,
/// with a no-break space.
pub fn grouped(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(language.of(",", "\u{a0}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_from_the_right() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (12_345_678, "12,345,678")] {
            assert_eq!(grouped(number, Language::English), text);
            assert_eq!(grouped(number, Language::Russian), text.replace(',', "\u{a0}"));
        }
    }
}
