//! Rosters that were made to do harm.

use super::*;

#[test]
fn hostile_toml_is_refused() {
    for text in [
        "[".repeat(100_000),
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{b=".repeat(100_000)),
        "a.".repeat(100_000),
        "\u{0}".to_owned(),
    ] {
        assert!(matches!(Roster::parse(&text), Err(RosterError::Toml(_))));
    }
    // Deep tables without a bracket to count, and as many keys as the limit lets in.
    let deep = format!("{}a = 1", "a.".repeat(400_000));
    let header = format!("[{}a]", "a.".repeat(400_000));
    let wide: String = (0..90_000).map(|number| format!("k{number}=1\n")).collect();
    let tables: String = (0..70_000).map(|number| format!("[t{number}]\n")).collect();
    let same = "[[cut]]\n".repeat(100_000);
    for text in [deep, header, wide, tables, same] {
        assert!(Roster::parse(&text).is_err());
    }
    assert!(matches!(Roster::parse(&" ".repeat(1_000_001)), Err(RosterError::Toml(_))));
}
