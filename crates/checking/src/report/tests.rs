//! Reports as values: a terminal adds nothing to their words, whoever wrote the document, and JSON brings them over.

use super::block::Report;
use super::{told, whole};
use crate::judge::{JudgedFile, Judgement};
use crate::obstacle::Obstacle;
use crate::style::Style;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::verdict::presentation::{
    PresentationCheck, PresentationCheckName, PresentationVerdict, Together,
};
use attestat_credential::verdict::{
    Anchor, Check, CheckName, Contents, Exemption, Holding, Outcome, Reason, Unchecked, Verdict,
};
use attestat_ledger::day::Day;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_words::advice::Door;
use attestat_words::language::Language;
use attestat_words::paint::{Paint, UNPAINTED};
use attestat_words::plain::steers;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn style(language: Language, is_painted: bool) -> Style {
    Style { language, door: Door::Terminal, is_painted, value_word: |_, value, _| value }
}

/// Words of a text of lines, without the bullets.
fn words_of(lines: &str) -> String {
    lines.split_whitespace().filter(|word| *word != "-").collect::<Vec<_>>().join(" ")
}

/// Texts as people and enemies write them.
fn text() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        Just("\u{1b}[2K"),
        Just("\u{202e}abc"),
        Just("\r"),
        Just("\n  - ok"),
        Just("  "),
        Just("Образцова"),
        Just("“x”"),
        Just("(1)"),
        Just("\u{a0}"),
    ];
    prop_oneof![proptest::collection::vec(words, 0..4).prop_map(|words| words.concat()), "\\PC{0,12}"]
}

fn value() -> impl Strategy<Value = Value> {
    let line = (text(), 2..6).prop_map(|(subject, mark)| json!({"subject": subject, "mark": mark, "word": "хорошо"}));
    prop_oneof![
        text().prop_map(Value::from),
        any::<u32>().prop_map(Value::from),
        proptest::collection::vec(line, 0..3).prop_map(Value::from),
        text().prop_map(|text| json!({"vct": text.clone(), "day": text})),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let registry = RegistryId::parse("school-12.example").unwrap();
    prop_oneof![
        6 => Just(Outcome::Passed),
        1 => Just(Outcome::NotApplicable(Exemption::NoCosignersAsked)),
        1 => Just(Outcome::Failed(Reason::RegistrySuspended(registry))),
        1 => Just(Outcome::NotChecked(Reason::EarlierCheckFailed)),
        1 => text().prop_map(|detail| Outcome::Failed(Reason::DisclosuresWrong { detail: detail.into() })),
        1 => text().prop_map(|text| Outcome::Failed(Reason::RequestedMissing { missing: vec![text], in_part: vec![] })),
    ]
}

fn contents() -> impl Strategy<Value = Contents> {
    let claims = proptest::collection::vec((prop_oneof![Just("marks".to_owned()), text()], value()), 0..4);
    (text(), claims, proptest::option::of(1..3_usize), any::<bool>()).prop_map(|(name, claims, hidden, known)| {
        Contents {
            registry: RegistryId::parse("school-12.example").unwrap(),
            registry_name: name,
            credential_type: CredentialType::all().first().copied().filter(|_| known),
            claims: claims.into_iter().collect(),
            hidden: 3,
            hidden_below: hidden.map(|lines| ("marks".to_owned(), lines)).into_iter().collect::<BTreeMap<_, _>>(),
            holding: Holding::HolderKey,
        }
    })
}

fn verdict() -> impl Strategy<Value = Verdict> {
    let checks = proptest::collection::vec(outcome(), 13);
    let anchor = proptest::option::of(any::<u16>());
    (checks, proptest::option::of(contents()), anchor).prop_map(|(outcomes, contents, anchor)| Verdict {
        checks: CheckName::PRESENTED
            .iter()
            .zip(outcomes)
            .map(|(name, outcome)| Check { name: *name, outcome })
            .collect(),
        not_checked: vec![Unchecked::ContentIsTrue, Unchecked::HiddenMarks(2), Unchecked::Check(CheckName::Status)],
        contents,
        anchor: anchor.map(|index| Anchor {
            origin: Origin::parse("school-12.example/1").unwrap(),
            index: index.into(),
            day: Day::parse("2026-09-01").unwrap(),
            size: 70_000,
            witnessed_at: Some(1_630_508_400),
            covered_by: None,
        }),
        status_as_of: anchor.map(|at| 1_630_508_400 + u64::from(at)),
    })
}

/// A judgement that can be printed.
#[derive(Debug)]
enum Printable {
    Document(Verdict),
    Presentation(PresentationVerdict),
    None(Obstacle),
}

impl Printable {
    fn named(self, name: String) -> JudgedFile {
        let judgement = match self {
            Self::Document(verdict) => Judgement::Document(Box::new(verdict)),
            Self::Presentation(verdict) => Judgement::Presentation(Box::new(verdict), Vec::new()),
            Self::None(obstacle) => Judgement::None(obstacle),
        };
        JudgedFile { number: 0, name, hash: None, is_from_codes: false, answer: None, judgement }
    }
}

fn judgement() -> impl Strategy<Value = Printable> {
    let presented = (proptest::collection::vec(verdict(), 0..4), outcome()).prop_map(|(credentials, outcome)| {
        let together = Together { documents: credentials.len().max(1), holders: 1 };
        let check = |name| PresentationCheck { name, outcome: outcome.clone() };
        Printable::Presentation(PresentationVerdict {
            credentials,
            checks: PresentationCheckName::ALL.map(check).to_vec(),
            not_checked: vec![Unchecked::SamePerson],
            terms: None,
            together: Some(together),
        })
    });
    prop_oneof![
        verdict().prop_map(Printable::Document),
        presented,
        text().prop_map(|text| Printable::None(Obstacle::NewerFormat(text))),
        text().prop_map(|text| Printable::None(Obstacle::Unreadable(text.into()))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_report_on_a_terminal_has_the_words_of_its_blocks_and_nothing_steers((name, judgement) in (text(), judgement()).no_shrink()) {
        let judged = judgement.named(name);
        for language in Language::ALL {
            let plain = style(language, false);
            let report = told(&judged, &plain);
            let lines = whole(&judged, &plain);
            prop_assert_eq!(words_of(&report.words()), words_of(&lines));
            let texts: Vec<&String> = report.blocks.iter().flat_map(|block| block.texts()).collect();
            prop_assert!(texts.iter().all(|text| !text.chars().any(steers)), "{:?}", texts);

            let painted = whole(&judged, &style(language, true));
            let escapes = Paint::ALL.map(Paint::escape).into_iter().chain([UNPAINTED.to_owned()]);
            prop_assert_eq!(escapes.fold(painted, |text, escape| text.replace(&escape, "")), lines);
        }
    }

    #[test]
    fn a_report_comes_out_of_json_as_it_went_in((name, judgement) in (text(), judgement()).no_shrink()) {
        let judged = judgement.named(name);
        let report = told(&judged, &style(Language::Russian, false));
        let json = serde_json::to_string(&report).unwrap();
        prop_assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    }
}

#[test]
fn a_report_has_the_same_json_names_for_ever() {
    let judged = Printable::None(Obstacle::Encrypted).named("1.zip".to_owned());
    let expected = json!({
        "headline": {"colour": "grey", "word": "GREY", "text": "This file could not be read.", "name": "1.zip"},
        "blocks": [
            {"sentence": "The entry of the archive is encrypted."},
            {"sentence": "Unpack the archive with its password into a folder and verify the folder."},
        ],
    });
    let report = serde_json::to_value(told(&judged, &style(Language::English, false))).unwrap();
    assert_eq!(report, expected);
    let block = |json: Value| serde_json::from_value::<super::block::Block>(json).unwrap();
    for json in [
        json!({"heading": "Why"}),
        json!({"subheading": "document 2:"}),
        json!({"reason": {"about": "Document 2:", "what": "a", "next": "b"}}),
        json!({"reason": {"what": "a", "next": "b"}}),
        json!({"kind": "Certificate"}),
        json!({"field": {"label": "Family name:", "value": "a"}}),
        json!({"list": {"label": "Final marks:", "values": ["a"], "hidden": "(1 more line is not shown)"}}),
        json!({"fact": "a"}),
        json!({"check": {"colour": "red", "state": "failed", "title": "a", "remark": "[revoked]"}}),
        json!({"unchecked": "a"}),
    ] {
        assert_eq!(serde_json::to_value(block(json.clone())).unwrap(), json);
    }
}
