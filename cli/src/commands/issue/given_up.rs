//! Documents that were given up with an earlier vault: the node does not recognise them, so the registrar has to.

use attestat_wire::v1::VaultLoss;
use attestat_words::dates;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// Words for a registrar before they answer for rows that may have been issued before; none where there is no such row.
pub(super) fn words(losses: &[VaultLoss], registry: &str, rows: usize) -> Option<Text> {
    let VaultLoss { awards, first_day, last_day, .. } = of(losses, registry)?;
    let day = |day: &String| Text::written_in_each(|language| dates::shown(day, language));
    let told = || text!("issue-given-up", awards = *awards, first = day(first_day), last = day(last_day), rows = rows);
    (rows > 0).then(told)
}

/// The loss for programs.
pub(super) fn as_json(losses: &[VaultLoss], registry: &str) -> Value {
    of(losses, registry).map_or(
        Value::Null,
        |loss| json!({"records": loss.awards, "first_day": loss.first_day, "last_day": loss.last_day}),
    )
}

/// The loss of the registry that is asked; of the only one where none is named.
fn of<'l>(losses: &'l [VaultLoss], registry: &str) -> Option<&'l VaultLoss> {
    losses.iter().find(|loss| registry.is_empty() || loss.registry == registry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::language::Language;

    #[test]
    fn a_registrar_is_told_of_their_own_registry_only() {
        let days = ("2026-09-01".to_owned(), "2026-11-21".to_owned());
        let loss = VaultLoss { registry: "a.example".to_owned(), awards: 7, first_day: days.0, last_day: days.1 };
        for language in [Language::English, Language::Russian] {
            let said =
                |registry, rows| words(std::slice::from_ref(&loss), registry, rows).map(|told| told.told(language));
            let told = said("a.example", 2).unwrap();
            assert!(told.contains(": 2."), "{told}");
            let days = ["2026-09-01", "2026-11-21"].map(|day| dates::shown(day, language));
            assert!(told.contains('7') && days.iter().all(|day| told.contains(day)), "{told}");
            assert!(told.contains("cover records") || told.contains("записи прикрытия"), "{told}");
            assert_eq!((said("b.example", 2), said("a.example", 0)), (None, None));
        }
        assert_eq!(as_json(&[], ""), Value::Null);
    }
}
