//! Kinds that have a type of their own: from a draft to a verdict, and as a verifier judges them that does not know them.

use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::Draft;
use attestat_credential::kind::word_of_claim;
use attestat_credential::presentation::selection::Selection;
use attestat_credential::presentation::{Consent, Part, Terms, present};
use attestat_credential::verdict::presentation::Expected;
use attestat_credential::verdict::{CheckName, Colour, Outcome, Reason, Verifier, words};
use attestat_ledger::encoding::base64url;
use attestat_words::language::Language;
use serde_json::{Value, json};

use crate::support::{
    self,
    town::{NOW, Town, key},
};

fn samples() -> Vec<Value> {
    support::of_own_types().into_iter().map(support::achievement).collect()
}

#[test]
fn a_wrong_field_of_a_new_kind_is_refused_at_its_place() {
    let [training, volunteering] = samples().try_into().expect("two samples");
    for (sample, key, value, says) in [
        (&training, "profession", json!("16676"), "must be one of: 11442"),
        (&training, "profession", json!("повар"), "must be one of: 11442"),
        (&training, "qualification_grade", json!(9), "1 to 8"),
        (&training, "hours", json!(0), "1 to 9999"),
        (&training, "organisation", json!("x"), "not a field"),
        (&volunteering, "area", json!("other"), "must be one of: children"),
        (&volunteering, "hours", json!("120"), "whole number"),
        (&volunteering, "name", json!("x"), "not a field"),
    ] {
        let mut wrong = sample.clone();
        wrong["document"][key] = value;
        let error = Draft::from_json(wrong.to_string().as_bytes()).expect_err(key);
        assert_eq!(error.path(), format!("document.{key}"));
        assert!(error.to_string().contains(says), "{error}");
    }
    for (sample, key) in [(&training, "profession"), (&training, "certificate_number"), (&volunteering, "hours")] {
        let mut without = sample.clone();
        without["document"].as_object_mut().unwrap().remove(key);
        let error = Draft::from_json(without.to_string().as_bytes()).expect_err(key);
        assert_eq!(error.to_string(), format!("document.{key} is missing: fill it in"));
    }
}

#[test]
fn a_presented_document_of_a_new_kind_is_green_and_told_in_both_languages() {
    for (sample, named, english, russian) in samples()
        .into_iter()
        .zip([("profession", "Cook (16675)", "повар"), ("area", "Environment", "экология")])
        .map(|(sample, (named, english, russian))| (sample, named, english, russian))
    {
        let mut town = Town::new();
        let awarded = town.award_to(&key(51).public(), [7; 16], &sample, 7);
        town.snapshot();
        let file = town.document(&awarded);
        let (selection, holder) = (Selection::Everything, key(51));
        let consent = Consent { id: [3; 16], purpose: "Приём (SAMPLE)".to_owned(), expires: NOW + 86_400 };
        let terms = Terms { audience: "University".to_owned(), nonce: base64url(&[9; 32]), consent, made_at: NOW };
        let part = Part { document: &file, selection: &selection, holder: &holder };
        let shown = present(&[part], &terms, Vec::new()).unwrap();
        let trust = town.trust();
        let expected = Expected { audience: Some("University"), ..Default::default() };
        let verdict = Verifier::new(&trust).verify_presentation(&shown, &expected, NOW);
        assert_eq!(verdict.colour(), Colour::Green, "{:?}", verdict.reasons());
        let contents = verdict.credentials[0].contents.as_ref().unwrap();
        let known = contents.credential_type.unwrap();
        assert_eq!(contents.claims["vct"], known.vct());
        for (field, value) in sample["document"].as_object().unwrap() {
            assert_eq!(&contents.claims[field], value, "{field}");
            let labels = Language::ALL.map(|language| known.label(field, language).unwrap());
            assert_ne!(labels[0], labels[1], "{field}");
        }
        let word = word_of_claim(named, contents.claims[named].as_str().unwrap()).unwrap();
        assert_eq!((word.english, word.shown()), (english, russian));
        assert_ne!(known.name(Language::English), known.name(Language::Russian));
    }
}

/// A verifier that does not know the type says so, and is never green.
#[test]
fn an_earlier_verifier_says_that_it_does_not_know_the_type() {
    for sample in samples() {
        let mut town = Town::new();
        let awarded = town.award_with(&sample, 7, |claims| {
            let vct = claims["vct"].as_str().unwrap().replace(":1", ":2");
            assert_eq!(CredentialType::from_vct(&vct), None);
            claims["vct"] = vct.into();
        });
        town.snapshot();
        let verdict = Verifier::new(&town.trust()).verify(&town.document(&awarded), NOW);
        assert_eq!(verdict.colour(), Colour::Amber, "{:?}", verdict.reasons());
        assert_eq!(verdict.outcome(CheckName::Authority), Some(&Outcome::NotChecked(Reason::TypeUnknown)));
        assert_eq!(verdict.reasons(), [&Reason::TypeUnknown]);
        for (language, says) in [(Language::English, "of a type"), (Language::Russian, "вид")] {
            let told = words::reason(&Reason::TypeUnknown).what.told(language);
            assert!(told.contains(says), "{told:?}");
        }
    }
}

/// The same fields under a type that does not have them are no document of that type.
#[test]
fn a_new_kind_under_an_old_type_is_red() {
    for sample in samples() {
        let mut town = Town::new();
        let awarded = town.award_with(&sample, 7, |claims| claims["vct"] = json!("urn:attestat:achievement:1"));
        town.snapshot();
        let verdict = Verifier::new(&town.trust()).verify(&town.document(&awarded), NOW);
        assert_eq!(verdict.colour(), Colour::Red);
        assert_eq!(verdict.outcome(CheckName::Disclosures), Some(&Outcome::Failed(Reason::ClaimUnknown)));
    }
}
