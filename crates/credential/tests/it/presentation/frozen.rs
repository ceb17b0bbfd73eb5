//! Frozen files: what was made once must read and verify the same for ever, and the spec page quotes them.

use attestat_credential::presentation::packing::{pack, unpack};
use attestat_credential::presentation::request::Request;
use attestat_credential::presentation::withdrawal::Withdrawal;
use attestat_credential::presentation::{Presentation, link};
use attestat_credential::verdict::presentation::Expected;
use attestat_credential::verdict::{Colour, Verifier};
use attestat_ledger::encoding::{base64url, hex};

use super::{Scene, UNIVERSITY, bound};
use crate::support::town::{NOW, key};

const PRESENTATION: &str = include_str!("../vectors/presentation-v1.attestat");
const REQUEST: &str = include_str!("../vectors/request-v1.json");
const WITHDRAWAL: &str = include_str!("../vectors/withdrawal-v1.json");
const PAGE: &str = include_str!("../../../../../docs/spec/presentation.md");

fn frozen() -> Presentation {
    Presentation::parse(PRESENTATION.as_bytes()).unwrap()
}

#[test]
fn the_frozen_files_are_read_and_written_the_same() {
    assert_eq!(frozen().to_json(), PRESENTATION);
    assert_eq!(Request::parse(REQUEST.as_bytes()).unwrap().to_json(), REQUEST);
    assert_eq!(Withdrawal::parse(WITHDRAWAL.as_bytes()).unwrap().to_json(), WITHDRAWAL);
}

/// Not made again but read: what a family shared must verify with every later version.
#[test]
fn the_frozen_presentation_answers_the_frozen_request_until_it_is_withdrawn() {
    let trust = Scene::new().trust;
    let request = Request::parse(REQUEST.as_bytes()).unwrap();
    let withdrawal = Withdrawal::parse(WITHDRAWAL.as_bytes()).unwrap();
    let mut expected = Expected { audience: Some(UNIVERSITY), request: Some(&request), withdrawals: &[] };
    let mut verifier = Verifier::new(&trust);
    let verdict = verifier.verify_presentation(&frozen(), &expected, NOW);
    assert_eq!(verdict.colour(), Colour::Green, "{:?}", verdict.reasons());
    expected.withdrawals = core::slice::from_ref(&withdrawal);
    let verdict = verifier.verify_presentation(&frozen(), &expected, NOW);
    assert_eq!(verdict.reasons()[0].reason.code(), "consent-withdrawn");
}

/// The values of the page, from the frozen files.
#[test]
fn the_page_shows_what_the_frozen_files_hold() {
    let presentation = frozen();
    let withdrawal = Withdrawal::parse(WITHDRAWAL.as_bytes()).unwrap();
    let [first, second] = presentation.credentials.as_slice() else { panic!("two documents") };
    let mut lines = vec![
        format!("sd_hash 1   {}", hex(&first.sd_hash())),
        format!("sd_hash 2   {}", hex(&second.sd_hash())),
        format!("holder 1    {}", hex(key(super::SCHOOL_KEY).public().as_bytes())),
        format!("holder 2    {}", hex(key(super::OLYMPIAD_KEY).public().as_bytes())),
        format!("years       {}", hex(&link::years(&presentation.year_secrets).unwrap())),
    ];
    let claims = bound(&first.sd_jwt);
    let shown = attestat_ledger::encoding::parse_base64url(claims["link"].as_str().unwrap()).unwrap();
    lines.push(format!("link        {}", hex(&shown)));
    lines.push(claims.to_string());
    lines.push(format!("signature 1 {}", hex(withdrawal.documents[0].signature.as_bytes())));
    let frames = pack(&presentation).unwrap();
    assert_eq!(frames.len(), 4);
    // The set is over compressed bytes, which another compressor makes otherwise.
    assert_eq!((&frames[0][..4], &frames[0][8..10]), (&b"ATP\x01"[..], &[0, 4][..]));
    lines.push(format!("{} <set> 00 04", hex(&frames[0][..4])));
    lines.push(format!("\"salt\": \"{}\"", base64url(&first.salt)));
    for line in lines {
        assert!(PAGE.contains(&line), "docs/spec/presentation.md should say:\n{line}");
    }
    assert!(unpack(&frames).unwrap().credentials[0].sd_jwt == first.sd_jwt);
}
