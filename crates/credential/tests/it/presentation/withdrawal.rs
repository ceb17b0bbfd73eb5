//! Withdrawals: signed by every holder, over exactly what was shown.

use attestat_credential::presentation::withdrawal::{Withdrawal, WithdrawalError};
use attestat_ledger::encoding::base64url;
use serde_json::{Value, json};

use super::Scene;

#[test]
fn survives_the_trip_and_verifies() {
    let withdrawal = Scene::new().withdraw();
    withdrawal.verify().unwrap();
    assert_eq!(Withdrawal::parse(withdrawal.to_json().as_bytes()).unwrap(), withdrawal);
}

#[test]
fn each_mutation_is_refused_or_does_not_verify() {
    let good = Scene::new().withdraw();
    let rows: [(&str, Value); 12] = [
        ("/format", json!("attestat/withdrawal/v2")),
        ("/consent", json!(base64url(&[1; 16]))),
        ("/consent", json!("AQ")),
        ("/time", json!(1)),
        ("/time", json!("x")),
        ("/documents", json!([])),
        ("/documents/0/holder", json!(base64url(&[0; 32]))),
        ("/documents/0/holder", json!(base64url(crate::support::town::key(9).public().as_bytes()))),
        ("/documents/1/sd_hash", json!(base64url(&[0; 32]))),
        ("/documents/2/signature", json!(base64url(&[0; 64]))),
        ("/documents/2/signature", json!("")),
        ("/documents/2", json!({"holder": "x"})),
    ];
    for (pointer, to) in rows {
        let mut changed: Value = serde_json::from_str(&good.to_json()).unwrap();
        *changed.pointer_mut(pointer).unwrap() = to;
        let refused = Withdrawal::parse(changed.to_string().as_bytes()).and_then(|read| read.verify());
        assert!(refused.is_err(), "{pointer}");
    }
    // One holder less, or two in another order: the others' signatures do not fit any more.
    for change in
        [|documents: &mut Vec<Value>| drop(documents.pop()), |documents: &mut Vec<Value>| documents.swap(0, 2)]
    {
        let mut changed: Value = serde_json::from_str(&good.to_json()).unwrap();
        change(changed["documents"].as_array_mut().unwrap());
        let read = Withdrawal::parse(changed.to_string().as_bytes()).unwrap();
        assert!(matches!(read.verify(), Err(WithdrawalError::Signature(1))));
    }
}
