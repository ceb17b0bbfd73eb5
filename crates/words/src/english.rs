//! English words in Russian sentences, for tests that look for them.

/// Returns the English words of a Russian text: Latin words of three letters and more, in lower case but for the first
/// letter, that stand outside of quotation marks and backticks and are no name, option, file or address.
pub fn english_words(text: &str) -> Vec<String> {
    const NAMES: [&str; 4] = ["attestat", "tlog-proof", "Excel", "Backspace"];
    let words = unquoted(text);
    let words = words.split(|letter: char| letter.is_whitespace() || "()[]',;!?=|".contains(letter));
    let words = words.map(|word| word.trim_end_matches(['.', ':', '…']));
    words.filter(|word| is_english(word) && !NAMES.contains(word)).map(str::to_owned).collect()
}

/// The text without what stands between «», "" and ``; marks within marks are of what is quoted.
fn unquoted(text: &str) -> String {
    let (mut kept, mut ends) = (String::new(), Vec::new());
    for letter in text.chars() {
        let end = match letter {
            '«' => Some('»'),
            '"' | '`' => Some(letter),
            _ => None,
        };
        if ends.last() == Some(&letter) {
            ends.pop();
        } else if let Some(end) = end.filter(|end| ends.is_empty() || *end == '»') {
            ends.push(end);
        } else if ends.is_empty() {
            kept.push(letter);
        }
    }
    kept
}

fn is_english(word: &str) -> bool {
    let letters = word.chars().all(|letter| letter.is_ascii_alphabetic());
    letters && word.len() > 2 && word.chars().skip(1).all(|letter| letter.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_english_where_nobody_quotes_them() {
        let text =
            "журнал school.example/1 is damaged («it «was» here»); `attestat log ls`, \"or else\", --json UTF-8.";
        assert_eq!(english_words(text), ["damaged"]);
    }
}
