//! Requests: as a file, as codes, and malformed.

use attestat_credential::presentation::packing::{FRAME_BYTES_MAX, PackError};
use attestat_credential::presentation::request::{Ask, Request, RequestError};
use serde_json::{Value, json};

use super::Scene;

fn request() -> Request {
    let mut scene = Scene::new();
    scene.answer();
    scene.request.unwrap()
}

#[test]
fn survives_the_trip_as_a_file_and_as_a_code() {
    let request = request();
    assert_eq!(Request::parse(request.to_json().as_bytes()).unwrap(), request);
    let frames = request.pack().unwrap();
    assert_eq!(frames.len(), 1);
    assert!(frames[0].len() < 500, "{}", frames[0].len());
    assert_eq!(Request::unpack(&frames).unwrap(), request);
}

/// Asks for more than one code can hold.
#[test]
fn a_long_request_takes_several_codes() {
    let mut long = request();
    let field = |number: u32| {
        format!("marks/{}", attestat_ledger::encoding::hex(&attestat_ledger::hash::sha256(&number.to_be_bytes())))
    };
    long.required = vec![Ask { credential_type: None, fields: (0..100).map(field).collect() }];
    let mut frames = long.pack().unwrap();
    assert!(frames.len() > 1 && frames.iter().all(|frame| frame.len() <= FRAME_BYTES_MAX));
    frames.reverse();
    assert_eq!(Request::unpack(&frames).unwrap(), long);
    frames.pop();
    let missing = Request::unpack(&frames).unwrap_err();
    assert!(matches!(&missing, RequestError::Pack(PackError::Missing { missing, .. }) if missing[0] == 1), "{missing}");
}

#[test]
fn each_mutation_is_refused_with_its_place() {
    let rows: [(&str, Value, &str); 14] = [
        ("/format", json!("attestat/request/v2"), "attestat/request/v1"),
        ("/audience", json!(" "), "receiver's name"),
        ("/audience", json!(null), "audience"),
        ("/nonce", json!("AQ"), "nonce"),
        ("/purpose", json!("a\u{200b}b"), "purpose"),
        ("/expires", json!("2027-01-01"), "expires"),
        ("/required", json!("x"), "required"),
        ("/required/0", json!(["x"]), "required"),
        ("/required/0/type", json!("urn:attestat:passport:1"), "type of document"),
        ("/required/0/fields", json!([""]), "required"),
        ("/required/0/fields", json!(["x".repeat(161)]), "required"),
        ("/required/0/fields", json!(vec!["x"; 101]), "required"),
        ("/optional", json!(vec![json!({"fields": []}); 17]), "optional"),
        ("/optional/0", json!({"fields": [], "vct": "x"}), "a key that"),
    ];
    for (pointer, to, says) in rows {
        let mut changed: Value = serde_json::from_str(&request().to_json()).unwrap();
        *changed.pointer_mut(pointer).unwrap() = to;
        let error = Request::parse(changed.to_string().as_bytes()).expect_err(pointer).to_string();
        assert!(error.contains(says), "{pointer}: {error}");
    }
}
