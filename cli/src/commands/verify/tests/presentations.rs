//! Presentations: for whom, answering what, withdrawn, from files and from codes.

use super::*;
use crate::commands::code::Code;
use attestat_checking::judge::Judgement;
use attestat_credential::presentation::packing::pack;
use attestat_credential::presentation::request::{Ask, Request};
use attestat_credential::presentation::withdrawal::Withdrawal;
use attestat_credential::verdict::presentation::{PresentationCheckName, PresentationVerdict};

pub(super) fn request(number: u8) -> Request {
    let ask = Ask { credential_type: None, fields: vec!["family_name".to_owned(), "birth_date".to_owned()] };
    Request {
        audience: UNIVERSITY.to_owned(),
        nonce: base64url(&[number; 32]),
        purpose: "Admission (SAMPLE)".to_owned(),
        begins: None,
        expires: 32_503_680_000,
        required: vec![ask],
        optional: Vec::new(),
    }
}

fn only(judged: &[JudgedFile]) -> &PresentationVerdict {
    match &judged[0].judgement {
        Judgement::Presentation(verdict, _) => verdict,
        Judgement::Document(_) | Judgement::None(_) => panic!("not taken for a presentation"),
    }
}

#[test]
fn a_presentation_for_somebody_else_or_another_request_is_red() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    place.put("one.attestat-presentation", presented(&documents, &[0, 1], &terms(UNIVERSITY, 1)).to_json().as_bytes());
    std::fs::write(place.path("ours.json"), request(1).to_json()).unwrap();
    std::fs::write(place.path("other.json"), request(2).to_json()).unwrap();
    for (words, exit) in [
        (&["{}/files", "--as", UNIVERSITY][..], Exit::Done),
        (&["{}/files"], Exit::Amber),
        (&["{}/files", "--as", "Another University"], Exit::Red),
        (&["{}/files", "--request", "{}/ours.json"], Exit::Done),
        (&["{}/files", "--request", "{}/other.json"], Exit::Red),
    ] {
        assert_eq!(place.verify(words), exit, "{words:?}");
    }
    assert_eq!(place.judged(Expected::default(), MOMENT)[0].codes(), ["audience-not-said"]);
}

#[test]
fn a_withdrawal_counts_when_it_is_given_from_a_file_or_a_folder() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    let presentation = presented(&documents, &[0, 1], &terms(UNIVERSITY, 1));
    place.put("one.attestat", presentation.to_json().as_bytes());
    let keys = [holder(0), holder(1)];
    let shown: Vec<(&SecretKey, [u8; 32])> =
        keys.iter().zip(presentation.credentials.iter().map(|one| one.sd_hash())).collect();
    let withdrawal = Withdrawal::make([1; 16], COSIGNED_AT + 700, &shown).unwrap();
    std::fs::create_dir(place.path("withdrawn")).unwrap();
    std::fs::write(place.path("withdrawn/one.json"), withdrawal.to_json()).unwrap();
    assert_eq!(place.verify(&["{}/files", "--as", UNIVERSITY]), Exit::Done);
    for given in ["{}/withdrawn", "{}/withdrawn/one.json"] {
        assert_eq!(place.verify(&["{}/files", "--as", UNIVERSITY, "--withdrawal", given]), Exit::Red);
    }
    let withdrawals = [withdrawal];
    let expected = Expected { withdrawals: &withdrawals, ..university() };
    assert_eq!(place.judged(expected, MOMENT)[0].codes(), ["consent-withdrawn"]);
}

#[test]
fn a_presentation_in_codes_gives_the_verdict_of_its_file_but_for_the_status() {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    let presentation = presented(&documents, &[0], &terms(UNIVERSITY, 1));
    let frames = pack(&presentation).unwrap();
    for (number, frame) in frames.iter().enumerate() {
        place.put(&format!("{number}.png"), &Code::of(frame).unwrap().png().unwrap());
    }
    let pictures: Vec<String> = (0..frames.len()).map(|number| format!("{{}}/files/{number}.png")).collect();
    let mut words: Vec<&str> = pictures.iter().map(String::as_str).collect();
    words.extend(["--as", UNIVERSITY]);
    assert_eq!(place.verify(&words), Exit::Done, "{} codes", frames.len());
    // The bytes of one code, as earlier versions made it and as a scanner saves it.
    let parts: Vec<u8> = frames.iter().flat_map(|frame| &frame[10..]).copied().collect();
    place.put("scanned.attestat", &[&frames[0][..8], &[0, 1], &parts].concat());
    assert_eq!(place.verify(&["{}/files/scanned.attestat", "--as", UNIVERSITY]), Exit::Done);
    place.put("a.png", &Code::of(b"no presentation").unwrap().png().unwrap());
    assert_eq!(place.verify(&["{}/files/a.png"]), Exit::Grey);
}

#[test]
fn different_birth_dates_and_spoilt_links_are_red() {
    let (log, documents) = issued(&["2005-02-01", "2006-03-02", "2005-02-01"], Held::ByKey);
    let place = Place::new(Some(log));
    let presentation = presented(&documents, &[0, 1], &terms(UNIVERSITY, 1));
    place.put("one.attestat", presentation.to_json().as_bytes());
    assert_eq!(place.judged(university(), MOMENT)[0].codes(), ["birth-dates-differ"]);
    let mut turned = presentation;
    turned.credentials.reverse();
    place.put("one.attestat", turned.to_json().as_bytes());
    let judged = place.judged(university(), MOMENT);
    assert!(judged[0].codes().contains(&"link-wrong"), "{:?}", judged[0].codes());
    assert_eq!(only(&judged).together, None);
    assert_eq!(only(&judged).outcome(PresentationCheckName::Together).unwrap().colour(), Colour::Red);
}

#[test]
fn a_broken_presentation_is_grey_and_not_taken_for_a_document() {
    let place = Place::new(None);
    place.put("one.attestat", br#"{"format": "attestat/presentation/v1", "credentials": []}"#);
    let judged = place.judged(university(), MOMENT);
    assert_eq!(judged[0].colour(), Colour::Grey);
    assert_eq!(only(&judged).credentials, []);
}

#[test]
fn yearly_secrets_are_compared_with_a_replayed_log() {
    let (log, documents) = documents(5, Held::ByKey);
    let place = Place::new(Some(log.clone()));
    let given = YearSecretGiven { registry: origin().registry().clone(), year: 2021, secret: year_secret() };
    let fields = ["family_name", "birth_date"];
    let presentation = presented_with(&documents, &[0, 1], &terms(UNIVERSITY, 1), &fields, vec![given]);
    place.put("one.attestat", presentation.to_json().as_bytes());
    let node = RunningNode::start(place.folder.path(), "replayed", Served::honest(log));
    let object = |replay: &[&str]| {
        let mut words = vec!["{}/files", "--as", UNIVERSITY, "--json-lines", "{}/all.jsonl"];
        words.extend(replay);
        assert_eq!(place.verify(&words), Exit::Done);
        serde_json::from_str::<serde_json::Value>(&read(&place.path("all.jsonl"))).unwrap()
    };
    let unchecked = |object: &serde_json::Value| {
        object["not_checked"].as_array().unwrap().iter().any(|what| what["code"] == "year-secrets")
    };
    assert!(unchecked(&object(&[])));
    let compared = object(&["--replay", &node.address]);
    assert!(!unchecked(&compared));
    let found = &compared["completeness"][0];
    let log = origin().to_string();
    let records = [1, 2, 3, 4, 5].map(|index| serde_json::json!({"log": log, "index": index}));
    assert_eq!(found["records"].as_array().unwrap(), &records);
    assert_eq!((&found["replayed"], &found["shown"], &found["left_out"]), (&5.into(), &2.into(), &3.into()));

    let kept = serde_json::json!([{"log": log, "size": 8, "as_of": "2021-09-01T14:00:00Z"}]);
    assert_eq!(found["heads"], kept);

    // A log that is cut or spoilt shows nothing.
    for change in [(|served| served.cut_after = 1) as fn(&mut Served), |served| {
        served.cut_after = usize::MAX;
        served.log.spoil(1, 0);
    }] {
        node.change(change);
        let object = object(&["--replay", &node.address]);
        assert!(unchecked(&object) && object["completeness"][0]["not_compared"].is_string(), "{object}");
    }
}

/// The registry's own word alone makes no year complete.
#[test]
fn a_log_that_is_not_confirmed_is_not_compared() {
    let (log, documents) = documents(5, Held::ByKey);
    let place = Place::new(None);
    let given = YearSecretGiven { registry: origin().registry().clone(), year: 2021, secret: year_secret() };
    let presentation = presented_with(&documents, &[0], &terms(UNIVERSITY, 1), &["birth_date"], vec![given]);
    place.put("one.attestat", presentation.to_json().as_bytes());
    let served = Served { cosigned: false, ..Served::honest(log) };
    let node = RunningNode::start(place.folder.path(), "alone", served);
    place.verify(&["{}/files", "--as", UNIVERSITY, "--json-lines", "{}/all.jsonl", "--replay", &node.address]);
    let object: serde_json::Value = serde_json::from_str(&read(&place.path("all.jsonl"))).unwrap();
    let why = object["completeness"][0]["not_compared"].as_str().unwrap();
    assert!(why.contains("is not confirmed as the roster demands"), "{why}");
}

/// A node that lags or holds back makes no year complete: what is kept here, and what another node shows, counts.
#[test]
fn completeness_reaches_at_least_the_head_that_is_kept_and_says_as_of_when() {
    let (log, documents) = documents(5, Held::ByKey);
    let given = YearSecretGiven { registry: origin().registry().clone(), year: 2021, secret: year_secret() };
    let fields = ["family_name", "birth_date"];
    let presentation = presented_with(&documents, &[0, 1], &terms(UNIVERSITY, 1), &fields, vec![given]);
    let found = |place: &Place, nodes: &[&RunningNode]| {
        place.put("one.attestat", presentation.to_json().as_bytes());
        let mut words = vec!["{}/files", "--as", UNIVERSITY, "--json-lines", "{}/all.jsonl", "--replay"];
        words.extend(nodes.iter().map(|node| node.address.as_str()));
        place.verify(&words);
        let object: serde_json::Value = serde_json::from_str(&read(&place.path("all.jsonl"))).unwrap();
        object["completeness"][0].clone()
    };
    let nodes = tempfile::tempdir().unwrap();
    let lagging = Served { published: 1, newest: Some(log.head(1, false)), ..Served::honest(log.clone()) };
    let lagging = RunningNode::start(nodes.path(), "lagging", lagging);
    let begun = RunningNode::start(nodes.path(), "begun", Served::honest(MemoryLog::new()));
    let whole = RunningNode::start(nodes.path(), "whole", Served::honest(log.clone()));

    let place = Place::new(Some(log));
    assert_eq!(
        (&found(&place, &[&lagging])["heads"][0]["size"], &found(&place, &[&lagging])["left_out"]),
        (&8.into(), &3.into())
    );
    let behind = found(&place, &[&begun]);
    assert!(behind["not_compared"].as_str().unwrap().contains("it gave only 1 of 8 records"), "{behind}");

    let place = Place::new(None);
    assert_eq!(found(&place, &[&begun, &whole])["heads"][0]["size"], 8);
}
