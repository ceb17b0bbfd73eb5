//! English words in Russian sentences and on Russian screens, for tests that look for them.

/// Returns the English words of a Russian text: Latin words of three letters and more, in lower case but for the first
/// letter, that stand outside of quotation marks and backticks and are no name, option, file or address.
pub fn english_words(text: &str) -> Vec<String> {
    const NAMES: [&str; 4] = ["attestat", "tlog-proof", "Excel", "Backspace"];
    let words = unquoted(text);
    let words = words.split(|letter: char| letter.is_whitespace() || "()[]',;!?=|".contains(letter));
    let words = words.map(|word| word.trim_end_matches(['.', ':', '…']));
    words.filter(|word| is_english(word) && !NAMES.contains(word)).map(str::to_owned).collect()
}

/// Returns the English words of a screen in Russian: as [`english_words`], line by line, without the first column of a list,
/// which names what is typed, and without the values that an option takes.
pub fn english_words_of_screen(screen: &str) -> Vec<String> {
    let bare = |line| {
        ["[значения:", "[по умолчанию:"]
            .iter()
            .fold(without_column(line), |text, head| text.split_once(head).map_or(text, |(before, _)| before))
    };
    screen.lines().flat_map(|line| english_words(bare(line))).collect()
}

/// A line of a list without its first column, which names what is typed.
fn without_column(line: &str) -> &str {
    let name = |letter: char| letter.is_ascii_lowercase() || letter == '-';
    let rest = line.trim_start().trim_start_matches("- ").trim_start_matches(name);
    let is_list = line.starts_with("  ") || line.trim_start().starts_with("- ");
    if is_list && (rest.is_empty() || rest.starts_with("  ") || rest.starts_with(':')) { rest } else { line }
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
        let screen = "  add   добавляет запись\n  key   adds one [значения: pem, der]\n- copy: прочее";
        assert_eq!(english_words_of_screen(screen), ["adds", "one"]);
    }
}
