//! Encrypted copies of a wallet at nodes, for people and for programs.

use crate::flow::backup::CopyKept;
use crate::wallet::MailboxPlace;
use attestat_ledger::day::Day;
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// Copies that nodes keep now, for programs.
pub fn copies_as_json(kept: &[CopyKept]) -> Value {
    let copy = |done: &CopyKept| {
        json!({"at": done.keeper.as_str(), "bytes": done.bytes, "left_out": done.left_out, "kept_until": done.until,
               "in_roster": done.in_roster, "keeper_permitted": done.keeper_permitted})
    };
    json!({"copies": kept.iter().map(copy).collect::<Vec<_>>()})
}

/// A copy that a node keeps now, in words.
pub fn line(copy: &CopyKept) -> Text {
    let mut sentences = vec![text!("backup-copy", keeper = copy.keeper.as_str(), size = copy.bytes >> 10)];
    sentences.extend(copy.until.map(|until| text!("backup-kept-until", day = Day::of_unix_seconds(until))));
    if copy.left_out > 0 {
        sentences.push(text!("backup-left-out", count = copy.left_out));
    }
    if copy.keeper_permitted {
        sentences.push(text!("backup-keeper-permitted"));
    }
    if !copy.in_roster {
        sentences.push(text!("backup-not-in-roster"));
    }
    Text::listed(sentences, " ")
}

/// Returns the places that the command names: every one, or those at the named registries, each of which must keep a
/// copy.
///
/// # Errors
///
/// One keeps none.
pub fn meant(at: &[String], places: Vec<MailboxPlace>) -> Result<Vec<MailboxPlace>, Problem> {
    let keeps = |id: &str| places.iter().any(|place| place.keeper.as_str() == id);
    if let Some(stranger) = at.iter().find(|id| !keeps(id)) {
        let shown: String = stranger.chars().take(200).collect();
        let known: Vec<&str> = places.iter().map(|place| place.keeper.as_str()).collect();
        let known = if known.is_empty() { "-".to_owned() } else { known.join(", ") };
        return Err(Problem::input(
            "no-such-copy",
            text!("backup-no-such-copy", shown = shown),
            text!("backup-no-such-copy.next", known = known),
        ));
    }
    Ok(places.into_iter().filter(|place| at.is_empty() || at.iter().any(|id| id == place.keeper.as_str())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_ledger::name::RegistryId;
    use attestat_words::language::Language;

    fn place(id: &str) -> MailboxPlace {
        MailboxPlace { keeper: RegistryId::parse(id).unwrap(), address: String::new(), put_at: 7 }
    }

    #[test]
    fn a_copy_is_dropped_where_it_is_and_a_mistyped_place_is_told() {
        let places = || vec![place("a.example"), place("b.example")];
        let dropped = |at: &[&str]| {
            let at: Vec<String> = at.iter().map(|at| (*at).to_owned()).collect();
            meant(&at, places()).map(|places| places.len())
        };
        for language in [Language::English, Language::Russian] {
            assert_eq!(dropped(&[]).unwrap(), 2);
            assert_eq!(dropped(&["b.example"]).unwrap(), 1);
            let failure = dropped(&["a.example", "b.exampel"]).unwrap_err();
            assert_eq!(failure.code, "no-such-copy");
            assert!(
                failure.what.told(language).contains("b.exampel") && failure.todo.told(language).contains("b.example"),
                "{failure}"
            );
        }
        assert!(meant(&["a.example".to_owned()], Vec::new()).is_err());
    }
}
