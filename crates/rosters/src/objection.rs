//! The objections to a version of a roster, in words.

use attestat_ledger::roster::{Arithmetic, Objection, Tie};
use attestat_words::text;
use attestat_words::text::Text;

/// An objection, without a full stop.
pub fn told(objection: &Objection) -> Text {
    match objection {
        Objection::CutLoosened { origin, size } => {
            text!("roster-objection-cut-loosened", log = origin.as_str(), size = *size)
        }
        Objection::CutOfNoLog(origin) => text!("roster-objection-cut-of-no-log", log = origin.as_str()),
        Objection::Unreachable { registry, arithmetic } => {
            text!("roster-objection-unreachable", registry = registry.as_str(), arithmetic = sum(arithmetic))
        }
        Objection::OwnMirror { registry, cosigner, tie, arithmetic } => text!(
            "roster-objection-own-mirror",
            registry = registry.as_str(),
            mirror = cosigner,
            tie = bond(*tie),
            arithmetic = sum(arithmetic)
        ),
    }
}

fn sum(arithmetic: &Arithmetic) -> Text {
    let Arithmetic { needed, named, own } = *arithmetic;
    let left = named.saturating_sub(own);
    match left < needed {
        true => text!("roster-arithmetic-short", named = named, own = own, left = left, needed = needed),
        false => text!("roster-arithmetic-enough", named = named, own = own, left = left, needed = needed),
    }
}

fn bond(tie: Tie) -> Text {
    match tie {
        Tie::Address => text!("roster-tie-address"),
        Tie::TlsKey => text!("roster-tie-key"),
        Tie::Spelling => text!("roster-tie-spelling"),
        Tie::Name => text!("roster-tie-name"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_ledger::name::{Origin, RegistryId};
    use attestat_words::language::Language;

    #[test]
    fn an_objection_says_in_english_what_the_ledger_says_of_it() {
        let origin = Origin::parse("a.example/1").unwrap();
        let registry = RegistryId::parse("a.example").unwrap();
        let cosigner = "b.example/m1".to_owned();
        let mut objections =
            vec![Objection::CutLoosened { origin: origin.clone(), size: 7 }, Objection::CutOfNoLog(origin)];
        for (tie, needed) in [(Tie::Address, 1), (Tie::TlsKey, 2), (Tie::Spelling, 3), (Tie::Name, 4)] {
            let arithmetic = Arithmetic { needed, named: 3, own: 1 };
            let (registry, cosigner) = (registry.clone(), cosigner.clone());
            objections.push(Objection::Unreachable { registry: registry.clone(), arithmetic });
            objections.push(Objection::OwnMirror { registry, cosigner, tie, arithmetic });
        }
        for objection in objections {
            assert_eq!(told(&objection).told(Language::English), objection.to_string());
        }
    }
}
