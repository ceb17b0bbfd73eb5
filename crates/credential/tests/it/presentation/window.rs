//! When and for whom a presentation was made, and what an old roster does to it.

use attestat_credential::verdict::presentation::PresentationCheckName as Name;
use attestat_credential::verdict::words::{self, Language};
use attestat_credential::verdict::{Colour, Outcome, Reason};
use serde_json::json;

use super::verdict::{Row, check};
use super::{DAY, OLYMPIAD_KEY, Scene, UNIVERSITY, bind_with};
use crate::support::town::{NOW, Town};

/// Row U5: the request's beginning, or a season where none is known.
const WINDOW: [Row; 7] = [
    (
        "a request says since when, and a clock that is five minutes behind is no other",
        |scene| {
            scene.answer();
            scene.request.as_mut().unwrap().begins = Some(NOW - 10 + 300);
        },
        Colour::Green,
        Name::Replay,
        "",
    ),
    (
        "answered before it was asked",
        |scene| {
            scene.answer();
            scene.request.as_mut().unwrap().begins = Some(NOW - 10 + 301);
        },
        Colour::Amber,
        Name::Replay,
        "answered-early",
    ),
    (
        "asked last year and answered then",
        |scene| {
            scene.terms.made_at = NOW - 300 * DAY;
            scene.share();
            scene.answer();
            scene.request.as_mut().unwrap().begins = Some(NOW - 301 * DAY);
        },
        Colour::Green,
        Name::Replay,
        "",
    ),
    (
        "signed a year ago, for a request that does not say when it was made",
        |scene| {
            scene.terms.made_at = NOW - 365 * DAY;
            scene.share();
            scene.answer();
            scene.request.as_mut().unwrap().begins = None;
        },
        Colour::Amber,
        Name::Replay,
        "presented-long-ago",
    ),
    (
        "signed in 1970, for no request",
        |scene| {
            scene.terms.made_at = 0;
            scene.share();
        },
        Colour::Amber,
        Name::Replay,
        "presented-long-ago",
    ),
    (
        "the last second of the window",
        |scene| {
            scene.terms.made_at = NOW - 90 * DAY;
            scene.share();
        },
        Colour::Green,
        Name::Replay,
        "",
    ),
    (
        "one of the holders signed long ago",
        |scene| {
            let sd_jwt = &scene.presentation.credentials[2].sd_jwt;
            scene.presentation.credentials[2].sd_jwt =
                bind_with(sd_jwt, OLYMPIAD_KEY, |claims| claims["iat"] = json!(NOW - 91 * DAY));
        },
        Colour::Amber,
        Name::Replay,
        "presented-long-ago",
    ),
];

#[test]
fn a_presentation_counts_from_the_time_at_which_it_was_wanted() {
    check(&WINDOW);
}

/// Row U12: names are typed by hand.
const NAMES: [Row; 2] = [
    (
        "quotation marks, dashes, ё and look-alikes are no other name",
        |scene| {
            scene.terms.audience = "НИУ «Ёлки–Палки» им. А. Королёва".into();
            scene.share();
            scene.audience = Some("ниу \"Елки-палки\" им. A. Королева".into());
        },
        Colour::Green,
        Name::Audience,
        "",
    ),
    (
        "another word is another name",
        |scene| {
            scene.terms.audience = "НИУ «Ёлки»".into();
            scene.share();
            scene.audience = Some("НИУ «Сосны»".into());
        },
        Colour::Red,
        Name::Audience,
        "other-audience",
    ),
];

#[test]
fn the_receivers_name_is_folded_before_it_is_compared() {
    check(&NAMES);
}

/// Row U12: what looks like one's own name is seen beside it.
#[test]
fn both_names_of_the_receiver_are_shown_and_not_debugged() {
    let mut scene = Scene::new();
    scene.audience = Some("Другой университет".into());
    let verdict = scene.verdict();
    for language in Language::ALL {
        let what = words::reason(verdict.reasons()[0].reason).what.told(language);
        assert!(what.contains(UNIVERSITY) && what.contains("Другой университет"), "{what}");
    }
    assert!(!format!("{verdict:?}").contains("университет"));
}

/// Row U8: with an old roster it is not the family that left something out.
#[test]
fn a_registry_that_is_not_known_here_leaves_nothing_missing() {
    let mut scene = Scene::new();
    scene.answer();
    scene.trust = Town::named("school-99.example", 9).trust();
    let verdict = scene.verdict();
    let codes: Vec<&str> = verdict.reasons().iter().map(|found| found.reason.code()).collect();
    assert_eq!((verdict.colour(), codes.as_slice()), (Colour::Amber, ["registry-unknown"; 3].as_slice()));
    let earlier = Outcome::NotChecked(Reason::EarlierCheckFailed);
    assert_eq!(verdict.outcome(Name::Requested), Some(&earlier));
    assert!(verdict.credentials.iter().all(|one| one.is_of_unknown_signer()));
    // Of one document that is revoked, and of a field that nobody shows, both are known.
    let mut told = Scene::new();
    told.answer();
    told.request.as_mut().unwrap().required[0].fields.push("marks/Химия".into());
    assert_eq!(told.verdict().reasons()[0].reason.code(), "requested-missing");
    assert!(told.verdict().credentials.iter().all(|one| !one.is_of_unknown_signer()));
}
