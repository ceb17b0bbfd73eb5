//! Text from files and nodes, made harmless before it stands on a terminal.
//!
//! Whoever writes a document, a name in an archive or a refusal chooses its letters. Control characters among
//! them could wipe a line that was shown (`ESC [2K`, a carriage return), and marks of direction could turn it
//! round: what would steer is shown as what it is, a character that cannot be shown.

/// Stands in the place of a character that steers: U+FFFD, the replacement character.
const STANDS_IN: char = '\u{fffd}';
/// The same as a text.
const STAND_IN: &str = "\u{fffd}";

/// Returns true if a character steers a terminal or turns the direction of reading, and shows nothing by itself:
/// controls (Unicode category Cc), marks of direction (UAX #9, 2), separators of lines and paragraphs.
pub fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2066}'..='\u{206f}'
        )
}

/// A text of others on one line.
pub fn plain(text: &str) -> String {
    text.replace(steers, STAND_IN)
}

/// A text that the program put together: its lines stay, and so do the escapes that the program paints with.
pub fn lines(text: &str, painted: &[String]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let escape = painted.iter().find(|escape| rest.starts_with(escape.as_str()));
        let length = escape.map_or(letter.len_utf8(), String::len);
        let (this, after) = rest.split_at(length);
        if escape.is_some() || letter == '\n' || !steers(letter) {
            shown.push_str(this);
        } else {
            shown.push(STANDS_IN);
        }
        rest = after;
    }
    shown
}

/// JSON that says the same without such characters: they stand inside of strings only, and there RFC 8259, 7 lets
/// every one be written by its number.
pub fn json(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter != '\n' && steers(letter) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            escaped.push(letter);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_seen_instead() {
        for (text, shown) in [
            ("Образцова Анна", "Образцова Анна"),
            ("5\u{1b}[2K\r4", "5\u{fffd}[2K\u{fffd}4"),
            ("a\nb\tc\u{7}\u{8}\u{7f}", "a\u{fffd}b\u{fffd}c\u{fffd}\u{fffd}\u{fffd}"),
            ("\u{9b}31mred", "\u{fffd}31mred"),
            ("\u{202e}abc\u{2069}\u{200f}\u{61c}\u{2028}", "\u{fffd}abc\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(plain(text), shown);
        }
    }

    #[test]
    fn programs_read_the_same_json() {
        let value = serde_json::json!({"a": "\u{9b}2K\u{202e}\u{7f}\r\nОбразцова 😀"});
        let written = json(&value.to_string());
        assert!(!written.chars().any(steers), "{written:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), value);
    }

    #[test]
    fn lines_and_the_programs_own_colours_stay() {
        let painted = ["\u{1b}[31m".to_owned(), "\u{1b}[0m".to_owned()];
        let text = "one\n\u{1b}[31mtwo\u{1b}[0m\u{1b}[2J\r\u{1b}]0;title\u{7}";
        assert_eq!(lines(text, &painted), "one\n\u{1b}[31mtwo\u{1b}[0m\u{fffd}[2J\u{fffd}\u{fffd}]0;title\u{fffd}");
        assert_eq!(lines("\u{1b}[31mtwo", &[]), "\u{fffd}[31mtwo");
    }
}
