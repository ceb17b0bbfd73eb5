//! A secret key as a file: PKCS#8 (RFC 8410), written as PEM (RFC 7468), read as PEM or DER.

use crate::files::disk;
use crate::render::failure::Failure;
use attestat_ledger::encoding::{base64, parse_base64};
use attestat_ledger::key::{KEY_BYTES, SecretKey};
use attestat_words::text;
use std::path::Path;
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";
/// Longest key file in bytes; an Ed25519 key takes under 200.
const KEY_FILE_BYTES_MAX: usize = 4096;

/// Makes a key from the system's dice.
pub(crate) fn generate() -> Result<SecretKey, Failure> {
    let mut seed = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(seed.as_mut_slice())
        .map_err(|error| Failure::internal(text!("dice-failed-why", why = error.to_string())))?;
    Ok(SecretKey::from_seed(&seed))
}

/// Writes a key to a new file that only its owner can read.
pub(crate) fn write_new(path: &Path, key: &SecretKey) -> Result<(), Failure> {
    let der = key.expose_pkcs8_der().ok_or_else(|| Failure::internal(text!("key-not-written")))?;
    let text = Zeroizing::new(base64(&der));
    let mut pem = Zeroizing::new(String::with_capacity(text.len() + 80));
    pem.push_str(BEGIN);
    for (at, character) in text.chars().enumerate() {
        if at % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push('\n');
    pem.push_str(END);
    pem.push('\n');
    disk::write_new_secret(path, pem.as_bytes())
}

/// Reads a key from a file that nobody else can read.
pub(crate) fn read(path: &Path) -> Result<SecretKey, Failure> {
    let bytes = disk::read_secret(path, KEY_FILE_BYTES_MAX)?;
    let key = match str::from_utf8(&bytes) {
        Ok(text) if text.contains(BEGIN) => from_pem(text),
        _ => SecretKey::from_pkcs8_der(&bytes),
    };
    key.ok_or_else(|| {
        let what = text!("key-not-a-key", path = path);
        Failure::usage("not-a-key", what, text!("key-not-a-key.next"))
    })
}

fn from_pem(text: &str) -> Option<SecretKey> {
    let (_, rest) = text.split_once(BEGIN)?;
    let (inner, _) = rest.split_once(END)?;
    let joined: Zeroizing<String> = Zeroizing::new(inner.split_whitespace().collect());
    let der = Zeroizing::new(parse_base64(&joined)?);
    SecretKey::from_pkcs8_der(&der)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_from_pem_and_from_der() {
        let folder = tempfile::tempdir().unwrap();
        let key = generate().unwrap();
        let pem = folder.path().join("a.key");
        write_new(&pem, &key).unwrap();
        assert!(read(&pem).unwrap().public() == key.public());
        let der = folder.path().join("b.key");
        disk::write_new_secret(&der, &key.expose_pkcs8_der().unwrap()).unwrap();
        assert!(read(&der).unwrap().public() == key.public());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (at, bytes) in [b"".as_slice(), b"text", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
            .iter()
            .enumerate()
        {
            let path = folder.path().join(at.to_string());
            disk::write_new_secret(&path, bytes).unwrap();
            assert_eq!(read(&path).unwrap_err().code, "not-a-key");
        }
    }
}
