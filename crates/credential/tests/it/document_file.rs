//! The document file: strict in, the same out.

use attestat_credential::document::{DOCUMENT_BYTES_MAX, DocumentFile};
use attestat_ledger::encoding::base64url;
use attestat_ledger::hash::NodeHash;
use attestat_ledger::roster::RosterHash;
use proptest::prelude::*;
use serde_json::{Value, json};

fn full() -> DocumentFile {
    DocumentFile {
        sd_jwt: "a.b.c~".to_owned(),
        salt: [1; 32],
        record: vec![1, 2, 3],
        proof: "c2sp.org/tlog-proof@v1\nindex 0\n\norigin\n".to_owned(),
        inner_path: Some(vec![NodeHash::from_bytes([2; 32])]),
        status: Some("attestat/status-proof/v1\n".to_owned()),
        earlier_checkpoint: Some("origin\n".to_owned()),
        roster: Some(RosterHash([3; 32])),
    }
}

#[test]
fn survives_the_trip() {
    let plain = DocumentFile { inner_path: None, status: None, earlier_checkpoint: None, roster: None, ..full() };
    for file in [full(), plain] {
        assert_eq!(DocumentFile::parse(file.to_json().as_bytes()).unwrap(), file);
    }
}

/// Frozen: what a school wrote once must read the same for ever.
#[test]
fn the_format_is_frozen() {
    let text = full().to_json();
    let expected = include_str!("vectors/document-v1.attestat");
    assert_eq!(text, expected);
}

#[test]
fn each_mutation_is_refused_with_its_place() {
    let rows: [(&str, Value, &str); 17] = [
        ("format", json!("attestat/document/v2"), "attestat/document/v1"),
        ("format", json!(null), "attestat/document/v1"),
        ("sd_jwt", json!(null), "no sd_jwt"),
        ("sd_jwt", json!(["a"]), "sd_jwt in the document file is not a text"),
        ("sd_jwt", json!("a".repeat(170_000)), "at most 163840"),
        ("salt", json!(null), "no salt"),
        ("salt", json!(base64url(&[1; 31])), "32 bytes"),
        ("salt", json!(base64url(&[1; 33])), "32 bytes"),
        ("salt", json!("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="), "unpadded"),
        ("record", json!("AQ=="), "a record in unpadded base64url"),
        ("record", json!(base64url(&[0; 700])), "at most"),
        ("proof", json!(null), "no proof"),
        ("proof", json!("x".repeat(50_000)), "at most 49152"),
        ("inner_path", json!(["AQ"]), "at most 64 hashes"),
        ("inner_path", json!(vec![base64url(&[0; 32]); 65]), "at most 64 hashes"),
        ("roster", json!("AQ"), "32 bytes"),
        ("name", json!("x"), "a key that attestat/document/v1 does not know"),
    ];
    for (key, value, says) in rows {
        let mut wrong: Value = serde_json::from_str(&full().to_json()).unwrap();
        let object = wrong.as_object_mut().unwrap();
        object.shift_remove(key);
        if !value.is_null() {
            object.insert(key.to_owned(), value);
        }
        let error = DocumentFile::parse(wrong.to_string().as_bytes()).expect_err(key).to_string();
        assert!(error.contains(says), "{key}: {error}");
    }
    let twice = full().to_json().replacen('{', "{\"salt\":\"x\",", 1);
    assert!(DocumentFile::parse(twice.as_bytes()).unwrap_err().to_string().contains("twice"));
    assert!(DocumentFile::parse(&vec![b' '; DOCUMENT_BYTES_MAX + 1]).is_err());
}

proptest! {
    #[test]
    fn a_changed_byte_never_panics(at in 0_usize..1_000, byte in any::<u8>()) {
        let mut text = full().to_json().into_bytes();
        let at = at % text.len();
        text[at] = byte;
        if let Ok(file) = DocumentFile::parse(&text) {
            prop_assert_eq!(DocumentFile::parse(file.to_json().as_bytes()).unwrap(), file);
        }
    }
}
