//! Verdicts by the own roster of a host, whose hash nobody has compared: every case of the other tests is judged by such a
//! roster too, and is never green.

use super::{Case, code};
use crate::presentation::Scene;
use crate::support::town::NOW;
use attestat_credential::trust::{RosterSource, Trust};
use attestat_credential::verdict::presentation::{Expected, PresentationCheckName, PresentationVerdict};
use attestat_credential::verdict::reason::Reason;
use attestat_credential::verdict::submission::{Judged, Submission};
use attestat_credential::verdict::{CheckName, Colour, Outcome, Unchecked, Verdict, Verifier};

const HOST: &str = "school-12.example";

/// The same in hand, with a roster that the host has shown.
pub(crate) fn shown(trust: &Trust) -> Trust {
    Trust { roster_from: RosterSource::Shown { by: HOST.to_owned() }, ..trust.clone() }
}

fn not_compared() -> Outcome {
    Outcome::NotChecked(Reason::RosterNotCompared(HOST.to_owned()))
}

/// Fails where a document's verdict by a pinned roster and that by the same one, which nobody has compared, differ in more
/// than one check, which comes first.
#[track_caller]
pub(crate) fn assert_never_green(pinned: &Verdict, shown: &Verdict) {
    assert_eq!(shown.colour(), pinned.colour().max(Colour::Amber));
    let (first, rest) = shown.checks.split_first().unwrap();
    assert_eq!((first.name, &first.outcome), (CheckName::Pinned, &not_compared()));
    assert_eq!(rest, pinned.checks);
    assert!(pinned.outcome(CheckName::Pinned).is_none());
    assert_eq!((pinned.roster_shown_by(), shown.roster_shown_by()), (None, Some(HOST)));
    assert!(shown.not_checked.contains(&Unchecked::Check(CheckName::Pinned)));
    let others = |verdict: &Verdict| (verdict.contents.clone(), verdict.anchor.clone(), verdict.status_as_of);
    assert!(others(pinned) == others(shown));
}

/// The same for a presentation.
#[track_caller]
pub(crate) fn assert_presented_never_green(pinned: &PresentationVerdict, shown: &PresentationVerdict) {
    assert_eq!(shown.colour(), pinned.colour().max(Colour::Amber));
    assert_eq!(pinned.credentials.len(), shown.credentials.len());
    pinned.credentials.iter().zip(&shown.credentials).for_each(|(one, other)| assert_never_green(one, other));
    let (first, rest) = shown.checks.split_first().unwrap();
    assert_eq!((first.name, &first.outcome), (PresentationCheckName::Pinned, &not_compared()));
    assert_eq!(rest, pinned.checks);
    let of = |verdict: &PresentationVerdict| -> Vec<(Option<usize>, &'static str)> {
        verdict.reasons().iter().map(|found| (found.document, found.reason.code())).collect()
    };
    let mut reasons = of(shown);
    let at = reasons.iter().position(|(_, code)| *code == "roster-not-compared").unwrap();
    assert_eq!(reasons.remove(at).0, None, "it is a reason of the whole");
    assert_eq!(reasons, of(pinned));
    assert!(shown.not_checked.contains(&Unchecked::Check(CheckName::Pinned)));
    assert_eq!((&pinned.terms, pinned.together), (&shown.terms, shown.together));
}

#[test]
fn a_document_is_not_green_before_the_roster_was_compared() {
    let case = Case::certificate();
    assert_eq!(case.verdict().colour(), Colour::Green);
    let trust = shown(&case.trust);
    let verdict = Verifier::new(&trust).verify(&case.file, NOW);
    assert_eq!((verdict.colour(), code(&verdict)), (Colour::Amber, "roster-not-compared"));
    assert_never_green(&case.verdict(), &verdict);
    let shown_by = Trust::shown(case.trust.roster.clone(), HOST);
    assert_eq!(shown_by.roster_from, trust.roster_from);
}

#[test]
fn a_presentation_is_not_green_before_the_roster_was_compared() {
    let scene = Scene::new();
    assert_eq!(scene.verdict().colour(), Colour::Green);
    let trust = shown(&scene.trust);
    let verdict = Verifier::new(&trust).verify_presentation(&scene.presentation, &scene.expected(), scene.now);
    let codes: Vec<_> = verdict.reasons().iter().map(|found| (found.document, found.reason.code())).collect();
    assert_eq!((verdict.colour(), codes), (Colour::Amber, vec![(None, "roster-not-compared")]));
    assert_presented_never_green(&scene.verdict(), &verdict);
}

#[test]
fn a_file_that_cannot_be_read_has_the_check_of_the_roster_too() {
    let (case, scene) = (Case::certificate(), Scene::new());
    let (pinned, shown) = (&case.trust, &shown(&case.trust));
    let broken = br#"{"format":"attestat/presentation/v1"}"#;
    let named = Expected { audience: Some("Sample University"), ..Expected::default() };
    for (bytes, expected) in [
        (b"{}".to_vec(), Expected::default()),
        (broken.to_vec(), Expected::default()),
        (case.file.to_json().into_bytes(), named),
        (scene.presentation.to_json().into_bytes(), Expected::default()),
    ] {
        let submission = Submission::of_file(bytes.clone());
        let judge = |trust| Verifier::new(trust).judge(&submission, &expected, NOW);
        match (judge(pinned), judge(shown)) {
            (Judged::Document(one), Judged::Document(other)) => assert_never_green(&one, &other),
            (Judged::Presentation(one), Judged::Presentation(other)) => assert_presented_never_green(&one, &other),
            _ => panic!("the same is judged"),
        }
        let presented = |trust| Verifier::new(trust).verify_presentation_bytes(&bytes, &expected, NOW);
        assert_presented_never_green(&presented(pinned), &presented(shown));
        let document = |trust| Verifier::new(trust).verify_bytes(&bytes, NOW);
        assert_never_green(&document(pinned), &document(shown));
    }
}
