//! English words on Russian screens, for tests that look for them.

/// Words of a Russian screen that are English: lower-case Latin words that are neither quoted as something to type, nor a
/// name, an option, a command, a file or an address.
pub(crate) fn english_words(screen: &str) -> Vec<String> {
    const NAMES: [&str; 2] = ["attestat", "tlog-proof"];
    let mut found = Vec::new();
    for line in screen.lines() {
        let quoted_out = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        let bare = without_column(&quoted_out);
        let bare = ["[значения:", "[по умолчанию:"]
            .iter()
            .fold(bare, |text, head| text.split_once(head).map_or(text, |(before, _)| before));
        let words = bare.split(|letter: char| letter.is_whitespace() || "()[]<>«»\"',;!?=|".contains(letter));
        let words = words.map(|word| word.trim_end_matches(['.', ':', '…']));
        found.extend(words.filter(|word| is_english(word) && !NAMES.contains(word)).map(str::to_owned));
    }
    found
}

/// A line of a list without its first column, which names what is typed.
fn without_column(line: &str) -> &str {
    let name = |letter: char| letter.is_ascii_lowercase() || letter == '-';
    let rest = line.trim_start().trim_start_matches("- ").trim_start_matches(name);
    let is_list = line.starts_with("  ") || line.trim_start().starts_with("- ");
    if is_list && (rest.is_empty() || rest.starts_with("  ") || rest.starts_with(':')) { rest } else { line }
}

fn is_english(word: &str) -> bool {
    let letters = word.chars().all(|letter| letter.is_ascii_alphabetic());
    letters && word.len() > 2 && word.chars().skip(1).all(|letter| letter.is_ascii_lowercase())
}
