//! A secret key as a file: PKCS#8 (RFC 8410), written as PEM (RFC 7468), read as PEM or DER.

use crate::files::disk;
use crate::render::failure::Failure;
use attestat_ledger::key::{KEY_BYTES, SecretKey};
use attestat_words::text;
use std::path::Path;
use zeroize::Zeroizing;

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
    let pem = key.expose_pkcs8_pem().ok_or_else(|| Failure::internal(text!("key-not-written")))?;
    disk::write_new_secret(path, pem.as_bytes())
}

/// Reads a key from a file that nobody else can read.
pub(crate) fn read(path: &Path) -> Result<SecretKey, Failure> {
    let bytes = disk::read_secret(path, KEY_FILE_BYTES_MAX)?;
    SecretKey::from_pkcs8(&bytes).ok_or_else(|| {
        let what = text!("key-not-a-key", path = path);
        Failure::usage("not-a-key", what, text!("key-not-a-key.next"))
    })
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
