//! The vector files, as JSON values.

use serde_json::Value;

pub(crate) fn rfc6962_tree() -> Value {
    read(include_str!("../vectors/rfc6962-reference-tree.json"))
}

pub(crate) fn signed_note() -> Value {
    read(include_str!("../vectors/signed-note.json"))
}

pub(crate) fn sigsum_checkpoint() -> Value {
    read(include_str!("../vectors/sigsum-checkpoint.json"))
}

pub(crate) fn tlog_proof() -> Value {
    read(include_str!("../vectors/tlog-proof.json"))
}

pub(crate) fn policy() -> Value {
    read(include_str!("../vectors/policy.json"))
}

pub(crate) fn tile_paths() -> Value {
    read(include_str!("../vectors/tile-paths.json"))
}

/// Bytes of our own formats, made by another program and never to change.
pub(crate) fn frozen() -> Value {
    read(include_str!("../vectors/frozen.json"))
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A list of strings.
pub(crate) fn strings(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

/// Bytes from hex of any length.
pub(crate) fn bytes(hex: &Value) -> Vec<u8> {
    let digits = hex.as_str().unwrap().as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}
