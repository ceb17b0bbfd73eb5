//! Documents alone, with the colours that they must have.

use super::*;
use attestat_credential::document::DOCUMENT_BYTES_MAX;
use attestat_credential::presentation::PRESENTATION_BYTES_MAX;

#[test]
fn every_colour_has_its_exit_code_and_the_worst_wins() {
    let (log, documents) = documents(4, Held::ByBearer);
    let place = Place::with(&documents[..2], Some(log));
    assert_eq!(place.verify(&["{}/files"]), Exit::Done);
    assert_eq!(place.verify(&["{}/files", "--max-age", "600s"]), Exit::Amber, "the status is an hour old");
    place.put("grey.attestat", b"{}");
    assert_eq!(place.verify(&["{}/files"]), Exit::Grey);
    let mut changed = documents[3].clone();
    let at = changed.sd_jwt.find('~').unwrap() + 5;
    let other = if changed.sd_jwt.as_bytes()[at] == b'A' { "B" } else { "A" };
    changed.sd_jwt.replace_range(at..=at, other);
    place.put("red.attestat", changed.to_json().as_bytes());
    assert_eq!(place.verify(&["{}/files"]), Exit::Red);
    assert_eq!(place.colours(), [Colour::Green, Colour::Green, Colour::Grey, Colour::Red]);
}

#[test]
fn a_revoked_document_is_red_and_without_status_a_good_one_is_amber() {
    let (log, documents) = documents(4, Held::ByBearer);
    let place = Place::with(&documents, Some(log));
    assert_eq!(place.colours(), [Colour::Green, Colour::Green, Colour::Red, Colour::Green]);
    let place = Place::with(&documents, None);
    assert_eq!(place.colours(), [Colour::Amber; 4]);
}

#[test]
fn a_file_that_cannot_be_opened_or_is_far_too_long_is_grey() {
    let (log, documents) = documents(3, Held::ByBearer);
    let place = Place::with(&documents[..1], Some(log));
    let length = DOCUMENT_BYTES_MAX.max(PRESENTATION_BYTES_MAX) + 1;
    place.put("long.attestat", &vec![b' '; length]);
    assert_eq!(place.colours(), [Colour::Green, Colour::Grey]);
    assert_eq!(place.verify(&["{}/files/long.attestat"]), Exit::Grey);
    assert_eq!(place.judged(Expected::default(), MOMENT)[1].codes(), ["file-too-long"]);
}
