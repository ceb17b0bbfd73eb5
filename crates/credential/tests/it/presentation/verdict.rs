//! The golden table of presentations: each row is one change away from a green one.

use attestat_credential::presentation::withdrawal::Withdrawal;
use attestat_credential::verdict::presentation::{PresentationCheckName, Together};
use attestat_credential::verdict::{CheckName, Colour, Exemption, Outcome, Unchecked, Verifier};
use attestat_ledger::encoding::base64url;
use attestat_ledger::status::Status;
use serde_json::json;

use super::{DAY, PURPOSE, Scene, UNIVERSITY};
use crate::support::{
    self,
    town::{COSIGNED, NOW, key},
};

type Name = PresentationCheckName;

#[test]
fn a_presentation_that_everything_speaks_for_is_green() {
    let mut scene = Scene::new();
    scene.answer();
    scene.withdrawals = vec![{
        let mut other = Scene::new();
        other.terms.consent.id = [1; 16];
        other.share();
        other.withdraw()
    }];
    let verdict = scene.verdict();
    assert_eq!(verdict.colour(), Colour::Green, "{:?}", verdict.reasons());
    assert!(verdict.checks.iter().all(|check| check.outcome == Outcome::Passed), "{:?}", verdict.checks);
    assert_eq!(verdict.credentials.len(), 3);
    for credential in &verdict.credentials {
        assert_eq!(credential.checks.len(), CheckName::PRESENTED.len());
        assert!(credential.checks.iter().all(|check| check.outcome == Outcome::Passed));
        assert!(!credential.not_checked.contains(&Unchecked::HolderHasTheKey));
    }
    assert_eq!(verdict.together, Some(Together { documents: 3, holders: 2 }));
    let terms = verdict.terms.unwrap();
    assert_eq!((terms.audience.as_str(), terms.consent.purpose.as_str()), (UNIVERSITY, PURPOSE));
    let expected = [
        Unchecked::PresenterIsThePersonNamed,
        Unchecked::ContentIsTrue,
        Unchecked::SamePerson,
        Unchecked::OtherWithdrawals,
    ];
    assert_eq!(verdict.not_checked, expected);
}

/// Without a request and without withdrawals it is green, and says what was not looked at.
#[test]
fn what_was_not_given_is_listed_and_not_green_by_itself() {
    let verdict = Scene::new().verdict();
    assert_eq!(verdict.colour(), Colour::Green);
    for (name, exemption) in [
        (Name::Replay, Exemption::NoRequest),
        (Name::Requested, Exemption::NoRequest),
        (Name::Withdrawal, Exemption::NoWithdrawals),
    ] {
        assert_eq!(verdict.outcome(name), Some(&Outcome::NotApplicable(exemption)));
    }
    assert!(verdict.not_checked.contains(&Unchecked::Replay));
    assert!(verdict.not_checked.contains(&Unchecked::OtherWithdrawals));
    assert!(verdict.not_checked.contains(&Unchecked::SamePerson));
}

/// Row of a table: the event, the change that makes it, the colour, the check that reports it, and the code.
pub(super) type Row = (&'static str, fn(&mut Scene), Colour, Name, &'static str);

/// Changes of what the verifier knows and of what the holders signed.
const ROWS: [Row; 19] = [
    (
        "without a name nobody knows for whom",
        |scene| scene.audience = None,
        Colour::Amber,
        Name::Audience,
        "audience-not-said",
    ),
    (
        "another university",
        |scene| scene.audience = Some("Other university".into()),
        Colour::Red,
        Name::Audience,
        "other-audience",
    ),
    (
        "capitals and spaces are no other name",
        |scene| scene.audience = Some(" ПРИМЕРСКИЙ  университет".into()),
        Colour::Green,
        Name::Audience,
        "",
    ),
    (
        "a request says the name too",
        |scene| {
            scene.answer();
            scene.audience = None;
        },
        Colour::Green,
        Name::Audience,
        "",
    ),
    (
        "name and request must agree",
        |scene| {
            scene.answer();
            scene.audience = Some("Other".into());
        },
        Colour::Red,
        Name::Audience,
        "other-audience",
    ),
    (
        "another request",
        |scene| {
            scene.answer();
            scene.request.as_mut().unwrap().nonce = base64url(&[1; 32]);
        },
        Colour::Red,
        Name::Replay,
        "other-request",
    ),
    (
        "answered after its end",
        |scene| {
            scene.answer();
            scene.request.as_mut().unwrap().expires = NOW - DAY;
        },
        Colour::Amber,
        Name::Replay,
        "answered-late",
    ),
    (
        "another purpose",
        |scene| {
            scene.answer();
            scene.request.as_mut().unwrap().purpose = "Advertising".into();
        },
        Colour::Red,
        Name::Consent,
        "other-purpose",
    ),
    (
        "the consent ended",
        |scene| {
            scene.now = NOW + 30 * DAY;
            scene.trust.max_age_seconds = 60 * DAY;
        },
        Colour::Red,
        Name::Consent,
        "consent-ended",
    ),
    (
        "the last second of consent",
        |scene| {
            scene.now = NOW + 30 * DAY - 1;
            scene.trust.max_age_seconds = 60 * DAY;
        },
        Colour::Green,
        Name::Consent,
        "",
    ),
    (
        "withdrawn",
        |scene| scene.withdrawals = vec![scene.withdraw()],
        Colour::Red,
        Name::Withdrawal,
        "consent-withdrawn",
    ),
    (
        "a withdrawal with a wrong signature",
        |scene| {
            let mut withdrawal = scene.withdraw();
            withdrawal.time += 1;
            scene.withdrawals = vec![withdrawal];
        },
        Colour::Amber,
        Name::Withdrawal,
        "withdrawal-unusable",
    ),
    (
        "a stranger's withdrawal of this consent",
        |scene| {
            let stranger = key(77);
            scene.withdrawals = vec![Withdrawal::make(scene.terms.consent.id, NOW, &[(&stranger, [1; 32])]).unwrap()];
        },
        Colour::Amber,
        Name::Withdrawal,
        "withdrawal-unusable",
    ),
    (
        "a stranger's, and the family's",
        |scene| {
            let stranger = key(77);
            let strange = Withdrawal::make(scene.terms.consent.id, NOW, &[(&stranger, [1; 32])]).unwrap();
            scene.withdrawals = vec![strange, scene.withdraw()];
        },
        Colour::Red,
        Name::Withdrawal,
        "consent-withdrawn",
    ),
    (
        "a field that is needed is missing",
        |scene| {
            scene.answer();
            scene.request.as_mut().unwrap().required[0].fields.push("marks/Химия".into());
        },
        Colour::Amber,
        Name::Requested,
        "requested-missing",
    ),
    (
        "a type that is needed is missing",
        |scene| {
            scene.answer();
            scene.request.as_mut().unwrap().required[0].credential_type =
                Some("urn:attestat:certificate:basic:1".into());
        },
        Colour::Amber,
        Name::Requested,
        "requested-missing",
    ),
    (
        "the yearly secret was taken out",
        |scene| {
            scene.give_secret();
            scene.presentation.year_secrets.clear();
        },
        Colour::Red,
        Name::Together,
        "year-secrets-wrong",
    ),
    (
        "the yearly secret was exchanged",
        |scene| {
            scene.give_secret();
            scene.presentation.year_secrets[0].year = 2025;
        },
        Colour::Red,
        Name::Together,
        "year-secrets-wrong",
    ),
    (
        "a yearly secret was put in",
        |scene| {
            let mut other = Scene::new();
            other.give_secret();
            scene.presentation.year_secrets = other.secrets;
        },
        Colour::Red,
        Name::Together,
        "year-secrets-wrong",
    ),
];

#[test]
fn one_change_one_reason() {
    check(&ROWS);
}

pub(super) fn check(rows: &[Row]) {
    for &(why, change, colour, name, code) in rows {
        let mut scene = Scene::new();
        change(&mut scene);
        let verdict = scene.verdict();
        let first = verdict.reasons().first().map_or("", |found| found.reason.code());
        assert_eq!((verdict.colour(), first), (colour, code), "{why}: {:?}", verdict.checks);
        if colour != Colour::Green {
            let (Outcome::Failed(reason) | Outcome::NotChecked(reason)) = verdict.outcome(name).unwrap() else {
                panic!("{why}")
            };
            assert_eq!(reason.code(), code, "{why}");
        }
        assert_eq!(verdict.checks.len(), Name::ALL.len(), "{why}");
    }
}

#[test]
fn a_revoked_document_makes_the_presentation_red() {
    let mut scene = Scene::new();
    let mut school = Scene::new().school;
    school.statuses.set(9, Status::Revoked);
    school.snapshot();
    scene.trust.status_files.push(school.status_file(&[40, 41], COSIGNED));
    let verdict = scene.verdict();
    let found = verdict.reasons()[0];
    assert_eq!((verdict.colour(), found.document, found.reason.code()), (Colour::Red, Some(2), "revoked"));
    assert!(verdict.together.is_some(), "they were presented together all the same");
}

/// A claim that the school signed and the type does not have: nobody knows what it means.
#[test]
fn a_claim_that_the_type_does_not_know_is_red() {
    for document in [json!({"iq": 140}), json!({"step": 5})] {
        let mut town = crate::support::town::Town::new();
        let awarded = town.award_with(&support::secondary(), 7, |claims| {
            claims.as_object_mut().unwrap().extend(document.as_object().unwrap().clone());
        });
        town.snapshot();
        let verdict = attestat_credential::verdict::verify(&town.document(&awarded), &town.trust(), NOW);
        assert_eq!((verdict.colour(), verdict.reasons()[0].code()), (Colour::Red, "claim-unknown"));
        assert!(verdict.contents.is_none());
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test starts the threads of a caller")]
fn checkpoints_are_checked_once_for_many_presentations_and_verifiers_work_side_by_side() {
    fn usable_on_a_thread<T: Send>(_: &T) {}
    let scene = Scene::new();
    let mut verifier = Verifier::new(&scene.trust);
    usable_on_a_thread(&verifier);
    for _ in 0..50 {
        verifier.verify_presentation(&scene.presentation, &scene.expected(), NOW);
    }
    assert_eq!(verifier.checkpoints_checked(), 2, "one for each registry");
    std::thread::scope(|scope| {
        let check = || Verifier::new(&scene.trust).verify_presentation(&scene.presentation, &scene.expected(), NOW);
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(check)).collect();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap().colour() == Colour::Green));
    });
}

#[test]
fn nothing_personal_in_what_is_debugged() {
    let mut scene = Scene::new();
    scene.give_secret();
    let text = format!("{:?} {:?} {:?}", scene.verdict(), scene.presentation, scene.terms);
    for secret in ["Примерова", UNIVERSITY, PURPOSE, "2008-02-29"] {
        assert!(!text.contains(secret), "{secret}");
    }
}
