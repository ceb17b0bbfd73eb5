//! A camera before the page: codes as it sees them.

use super::*;
use attestat_credential::presentation::Presentation;
use attestat_credential::presentation::packing::pack;
use attestat_credential::presentation::request::Request;

/// The codes of the sample's answer.
fn codes() -> Vec<Vec<u8>> {
    let codes = pack(&Presentation::parse(sample().presentation.as_bytes()).unwrap()).unwrap();
    assert!(codes.len() > 2, "{}", codes.len());
    codes
}

/// A page whose camera looks.
fn scanning() -> Browser {
    let (mut browser, _) = asked(1);
    browser.act("scan", "");
    assert!(browser.is_looking);
    browser.shows("The camera is starting");
    browser.tell(Event::CameraBegan, &[]);
    browser.shows("No code was read yet");
    browser
}

fn see(browser: &mut Browser, codes: &[Vec<u8>]) {
    browser.tell(Event::Seen { codes: codes.to_vec() }, &[]);
}

#[test]
fn codes_that_are_shown_one_after_the_other_become_one_answer_which_can_be_saved() {
    let (mut browser, codes) = (scanning(), codes());
    let all = codes.len();
    for (seen, code) in codes.iter().rev().enumerate() {
        assert!(browser.is_looking, "after {seen} codes");
        see(&mut browser, &[code.clone(), code.clone()]);
        see(&mut browser, std::slice::from_ref(code));
        if seen == 0 {
            browser.shows(&format!("1 of {all} codes read Still missing: 1, 2"));
        }
    }
    assert!(!browser.is_looking, "the camera is released");
    browser.shows("GREEN Genuine and in force. scan-");
    browser.act("save", "scan");
    let (name, text) = browser.saved.last().unwrap().clone();
    assert!(name.starts_with("scan-") && name.ends_with(".attestat-presentation"), "{name}");
    // Whoever has that file gets the same verdict, and the receipt is about it.
    browser.act("save", "receipt");
    let receipt = browser.saved.last().unwrap().1.clone();
    assert!(receipt.contains(&attestat_ledger::encoding::hex(&attestat_ledger::hash::sha256(text.as_bytes()))));
    browser.choose(&[(&name, text.as_bytes()), ("b.attestat", b"{")]);
    browser.shows(&format!("GREEN Genuine and in force. {name}"));
    browser.hides("Save the answer that was scanned");
}

#[test]
fn codes_of_two_answers_are_never_put_together() {
    let (mut browser, codes) = (scanning(), codes());
    let mut others = codes.clone();
    others.iter_mut().for_each(|code| code[4] ^= 1);
    see(&mut browser, &codes[1..]);
    see(&mut browser, &others[..1]);
    assert!(browser.is_looking);
    browser.shows(&format!("1 of {} codes read", codes.len()));
    // The name of the set is no part's hash: nothing whole comes of it, and the camera looks on.
    see(&mut browser, &others[1..]);
    assert!(browser.is_looking);
    browser.shows("scan them again");
    see(&mut browser, &codes[..1]);
    browser.shows("GREEN Genuine and in force.");
}

#[test]
fn answers_without_end_take_no_memory_without_end() {
    let (mut browser, codes) = (scanning(), codes());
    see(&mut browser, &codes[1..]);
    for set in 1..=10 {
        let mut other = codes[0].clone();
        other[4] ^= set;
        see(&mut browser, &[other]);
    }
    see(&mut browser, &codes[..1]);
    assert!(browser.is_looking, "the first answer was let go");
    browser.shows(&format!("1 of {} codes read", codes.len()));
}

#[test]
fn other_codes_are_said_to_be_no_answer() {
    let mut browser = scanning();
    see(&mut browser, &[b"https://university.example/".to_vec()]);
    browser.shows("That code is no answer of a family");
    see(&mut browser, &Request::parse(sample().request.as_bytes()).unwrap().pack().unwrap());
    browser.shows("a request to families and no answer");
    let mut newer = codes()[0].clone();
    newer[3] = 9;
    see(&mut browser, &[newer]);
    browser.shows("made by a newer version of this program");
    see(&mut browser, &codes()[..1]);
    browser.hides("newer version");
}

#[test]
fn the_camera_is_released_wherever_a_person_goes_on() {
    let sample = sample();
    let mut browser = scanning();
    see(&mut browser, &codes()[..1]);
    browser.act("scan-stop", "");
    assert!(!browser.is_looking);
    browser.shows("Choose the documents");
    // A picture that was on its way changes nothing.
    see(&mut browser, &codes());
    browser.hides("GREEN");
    let mut browser = scanning();
    browser.choose(&[("photo.attestat-presentation", sample.presentation.as_bytes())]);
    assert!(!browser.is_looking);
    browser.shows("GREEN Genuine and in force. photo.attestat-presentation");
    let mut browser = scanning();
    browser.tell(Event::CameraFailed { why: "left".to_owned() }, &[]);
    assert!(!browser.is_looking);
    browser.shows("Choose the documents");
}

#[test]
fn a_camera_that_cannot_be_had_is_told_with_what_to_do_instead() {
    for (why, words) in [
        ("NotAllowedError", "some refuse it to pages that lie on a disk"),
        ("NotFoundError", "There is no camera here"),
        ("NotReadableError", "perhaps another program uses it"),
        ("ended", "switched off or taken away"),
        ("TypeError", "The camera cannot be used: TypeError"),
    ] {
        let mut browser = scanning();
        browser.tell(Event::CameraFailed { why: why.to_owned() }, &[]);
        assert!(!browser.is_looking, "{why}");
        browser.shows(words);
        browser.shows("hoose a photo of the code instead");
    }
    let mut browser = Browser { now: sample().now, served: served(), ..Browser::default() };
    browser.start(None, Some("node.example"), 1);
    browser.act("scan", "");
    browser.tell(Event::CameraFailed { why: "NotAllowedError".to_owned() }, &[]);
    browser.shows("Allow it beside the page's address");
}

#[test]
fn a_browser_without_cameras_is_not_offered_one() {
    let mut browser = Browser::opened(None, None, 1);
    browser.shows("Scan with the camera");
    browser.tell(
        Event::Started {
            host: None,
            tongue: crate::engine::message::Tongue::En,
            cores: 1,
            has_camera: false,
            stored: None,
            built: event::Built::default(),
            kept_version: None,
        },
        &[],
    );
    browser.hides("Scan with the camera");
}
