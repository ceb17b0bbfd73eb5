//! Presentations from which somebody took a part away: lines of a list, or the holder's signature.

use attestat_credential::document::DocumentFile;
use attestat_credential::presentation::selection::Selection;
use attestat_credential::verdict::presentation::Expected;
use attestat_credential::verdict::{Colour, Reason, Unchecked, Verifier};

use super::{Scene, UNIVERSITY};
use crate::support::{self, town::NOW};

/// `marks` means every line: those that please are not enough.
#[test]
fn a_list_that_is_needed_is_needed_whole() {
    let subjects = support::secondary()["document"]["marks"].as_array().unwrap().clone();
    let subjects = subjects.iter().map(|line| format!("marks/{}", line["subject"].as_str().unwrap()));
    let every_line: Vec<String> = subjects.chain(["family_name".to_owned()]).collect();
    let lines = every_line.len() - 1;
    for (shown, colour) in [
        (Selection::of(["family_name", "marks/Физика"]), Colour::Amber),
        (Selection::of(every_line[1..].to_vec()), Colour::Amber),
        (Selection::of(every_line), Colour::Green),
        (Selection::of(["family_name", "marks"]), Colour::Green),
        (Selection::Everything, Colour::Green),
    ] {
        let mut scene = Scene::new();
        scene.answer();
        scene.request.as_mut().unwrap().required[0].fields = vec!["family_name".into(), "marks".into()];
        scene.selections[0] = shown;
        scene.share();
        let verdict = scene.verdict();
        assert_eq!(verdict.colour(), colour, "{:?}", verdict.reasons());
        let hidden =
            lines - verdict.credentials[0].contents.as_ref().unwrap().claims["marks"].as_array().unwrap().len();
        assert_eq!(hidden > 0, colour == Colour::Amber);
        let said = verdict.credentials[0].not_checked.contains(&Unchecked::HiddenMarks(hidden));
        assert_eq!(said, hidden > 0, "{:?}", verdict.credentials[0].not_checked);
        if hidden > 0 {
            let whole = Reason::RequestedMissing { missing: Vec::new(), in_part: vec!["marks".to_owned()] };
            assert_eq!(verdict.reasons()[0].reason, &whole);
        }
    }
}

/// Anybody who has seen a presentation can take the holder's signature off: what is left is a document file, and
/// no answer to anybody.
#[test]
fn a_document_file_is_no_presentation() {
    let mut scene = Scene::new();
    scene.answer();
    let withdrawals = [scene.withdraw()];
    let shown = &scene.presentation.credentials[0];
    let stripped = DocumentFile {
        sd_jwt: shown.shown().to_owned(),
        salt: shown.salt,
        record: shown.record.clone(),
        proof: shown.proof.clone(),
        status: shown.status.clone(),
        ..scene.documents[0].clone()
    };
    let verdict =
        |file: &[u8], expected: Expected<'_>| Verifier::new(&scene.trust).verify_document_bytes(file, &expected, NOW);
    let (none, request) = (Expected::default(), scene.request.as_ref());
    for file in [stripped.to_json(), scene.documents[1].to_json()] {
        for expected in [
            Expected { audience: Some(UNIVERSITY), ..none },
            Expected { request, ..none },
            Expected { withdrawals: &withdrawals, ..none },
        ] {
            let verdict = verdict(file.as_bytes(), expected);
            assert_eq!(verdict.reasons(), [&Reason::NotAPresentation], "{expected:?}");
            assert_eq!(verdict.colour(), Colour::Red);
            assert!(verdict.contents.is_some(), "it can be looked at all the same");
        }
        let alone = verdict(file.as_bytes(), none);
        assert_eq!(alone.colour(), Colour::Green, "{:?}", alone.reasons());
        assert!(alone.not_checked.contains(&Unchecked::HolderHasTheKey));
    }
    // What is wrong besides is said too, and what is no document at all stays unreadable.
    let mut damaged = stripped;
    damaged.salt[0] ^= 1;
    let wrong = verdict(damaged.to_json().as_bytes(), Expected { request, ..none });
    assert_eq!(wrong.reasons(), [&Reason::CommitmentMismatch, &Reason::NotAPresentation]);
    assert_eq!(verdict(b"{}", Expected { request, ..none }).colour(), Colour::Grey);
}
