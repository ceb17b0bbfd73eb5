//! The table of exit codes, as help shows it.

use attestat_words::language::Language;
use attestat_words::text::Text;

/// Returns the table of these exit codes, each with the key of its meaning, below a heading.
pub fn table(heading: &'static str, rows: impl IntoIterator<Item = (u8, &'static str)>, language: Language) -> String {
    let line = |(code, key): (u8, &'static str)| format!("  {code:>2}  {}\n", Text::new(key).told(language));
    format!("{}\n{}", Text::new(heading).told(language), rows.into_iter().map(line).collect::<String>())
}
