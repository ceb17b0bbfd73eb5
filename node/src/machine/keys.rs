//! Secret files: signing keys as PKCS#8 (PEM or DER, readable by openssl), the vault key as 32 bytes.
//!
//! They are made with mode 0600 and never overwritten, and one that others may read is refused with
//! the line that closes it: a key that was open for a while is to be thought of as known.

use crate::machine::config::Config;
use attestat_ledger::key::{KEY_BYTES, SecretKey};
use attestat_ledger::note::{NoteError, SignatureType, VerifierKey};
use attestat_vault::{VAULT_KEY_BYTES, VaultKey};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Longest secret file: a PKCS#8 Ed25519 key takes under 200 bytes, other text around it a little more.
const SECRET_BYTES_MAX: usize = 4096;

/// Form of a registry's key, a mirror key and a TLS key, in words.
pub(crate) const SIGNING_KEY: &str =
    "an unencrypted Ed25519 key in PKCS#8 (PEM or DER), as `openssl genpkey -algorithm ed25519` makes it";
/// Form of the vault key, in words.
pub(crate) const VAULT_KEY: &str = "a vault key: 32 bytes";

/// Reason for which a secret file cannot be used. Its content is never repeated.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file is not there.
    #[error("the secret file {0} is missing; put it back from where you keep copies of your keys")]
    Missing(String),
    /// Others may read the file.
    #[error("the secret file {path} can be read by others (mode {mode:04o}). Close it: chmod 600 {path}")]
    Open {
        /// The file.
        path: String,
        /// Its permission bits.
        mode: u32,
    },
    /// The file is not what it should be.
    #[error("{path} is not {expected}; put it back from where you keep copies of your keys")]
    Malformed {
        /// The file.
        path: String,
        /// The form that is expected.
        expected: &'static str,
    },
    /// The file is there already.
    #[error("{0} exists already; a key is never overwritten")]
    Exists(String),
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// Error of the file system.
        source: std::io::Error,
    },
    /// The key has no form as a file.
    #[error("the key for {0} could not be written as PKCS#8")]
    NotWritten(String),
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random numbers, so no key can be made")]
    NoRandomness,
}

impl SecretError {
    fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.display().to_string(), source }
    }
}

/// The key that this node cosigns with as a mirror: its public name and its secret half.
#[derive(Debug, Clone)]
pub struct MirrorKey {
    /// `<node name>/m1` with the public half.
    pub verifier: VerifierKey,
    /// The secret half.
    pub secret: Arc<SecretKey>,
}

impl MirrorKey {
    /// Names a cosigner key of this node.
    pub fn new(config: &Config, secret: SecretKey) -> Result<Self, NoteError> {
        let verifier = VerifierKey::new(&config.mirror_name(), SignatureType::CosignatureV1, secret.public())?;
        Ok(Self { verifier, secret: Arc::new(secret) })
    }
}

/// Makes a signing key and writes it as PKCS#8 in PEM.
pub fn create_signing_key(path: &Path) -> Result<SecretKey, SecretError> {
    let seed: Zeroizing<[u8; KEY_BYTES]> = random()?;
    let key = SecretKey::from_seed(&seed);
    let pem = key.expose_pkcs8_pem().ok_or_else(|| SecretError::NotWritten(path.display().to_string()))?;
    write_secret(path, pem.as_bytes())?;
    Ok(key)
}

/// Reads a signing key: PKCS#8 in PEM or DER.
pub fn read_signing_key(path: &Path) -> Result<SecretKey, SecretError> {
    let bytes = read_secret(path)?;
    let malformed = || SecretError::Malformed { path: path.display().to_string(), expected: SIGNING_KEY };
    SecretKey::from_pkcs8(&bytes).ok_or_else(malformed)
}

/// Makes the vault key.
pub fn create_vault_key(path: &Path) -> Result<VaultKey, SecretError> {
    let key: Zeroizing<[u8; VAULT_KEY_BYTES]> = random()?;
    write_secret(path, &key[..])?;
    Ok(VaultKey::from_bytes(key))
}

/// Reads the vault key.
pub fn read_vault_key(path: &Path) -> Result<VaultKey, SecretError> {
    let bytes = read_secret(path)?;
    let mut key = Zeroizing::new([0; VAULT_KEY_BYTES]);
    if bytes.len() != key.len() {
        return Err(SecretError::Malformed { path: path.display().to_string(), expected: VAULT_KEY });
    }
    key.copy_from_slice(&bytes);
    Ok(VaultKey::from_bytes(key))
}

fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, SecretError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut bytes[..]).map_err(|_| SecretError::NoRandomness)?;
    Ok(bytes)
}

/// Writes a new file that only its owner can read, durably.
fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), SecretError> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = file.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => SecretError::Exists(path.display().to_string()),
        _ => SecretError::io(path, error),
    })?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| SecretError::io(path, error))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| SecretError::io(folder, error))
}

/// Refuses a secret file that group or others may read or write.
pub fn check_closed(path: &Path) -> Result<(), SecretError> {
    let metadata = std::fs::metadata(path).map_err(|error| missing_or_io(path, error))?;
    check_mode(path, metadata.mode())
}

fn check_mode(path: &Path, mode: u32) -> Result<(), SecretError> {
    let mode = mode & 0o7777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(SecretError::Open { path: path.display().to_string(), mode }) }
}

fn missing_or_io(path: &Path, error: std::io::Error) -> SecretError {
    match error.kind() {
        std::io::ErrorKind::NotFound => SecretError::Missing(path.display().to_string()),
        _ => SecretError::io(path, error),
    }
}

/// Reads a secret file after looking at the mode of the very file that was opened.
fn read_secret(path: &Path) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let file = File::open(path).map_err(|error| missing_or_io(path, error))?;
    let metadata = file.metadata().map_err(|error| SecretError::io(path, error))?;
    check_mode(path, metadata.mode())?;
    // Room for everything at once, so that no half-read copy stays behind in freed memory.
    let mut bytes = Zeroizing::new(Vec::with_capacity(SECRET_BYTES_MAX + 64));
    file.take(SECRET_BYTES_MAX as u64).read_to_end(&mut bytes).map_err(|error| SecretError::io(path, error))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_signing_key_comes_back_from_pem_and_from_der() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("school.pem");
        let made = create_signing_key(&path).unwrap();
        assert_eq!(read_signing_key(&path).unwrap().public(), made.public());
        assert!(matches!(create_signing_key(&path), Err(SecretError::Exists(_))));
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);

        let der = dir.path().join("school.der");
        write_secret(&der, &made.expose_pkcs8_der().unwrap()).unwrap();
        assert_eq!(read_signing_key(&der).unwrap().public(), made.public());
    }

    #[test]
    fn a_file_that_others_may_read_is_refused_with_the_line_to_run() {
        let dir = tempfile::tempdir().unwrap();
        let (signing, vault) = (dir.path().join("a.pem"), dir.path().join("vault.key"));
        create_signing_key(&signing).unwrap();
        let key = create_vault_key(&vault).unwrap();
        assert_eq!(read_vault_key(&vault).unwrap().expose(), key.expose());
        for mode in [0o640, 0o604, 0o620, 0o660, 0o601] {
            for path in [&signing, &vault] {
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
            }
            let errors = [read_signing_key(&signing).unwrap_err(), read_vault_key(&vault).unwrap_err()];
            for error in errors {
                assert!(error.to_string().contains("chmod 600 /"), "{mode:o}: {error}");
            }
        }
    }

    #[test]
    fn single_changes_of_a_key_file_are_another_key_or_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.pem");
        let made = create_signing_key(&path).unwrap();
        let pem = std::fs::read(&path).unwrap();
        // What follows the last line, such as its line feed, is no part of the key.
        for at in 0..pem.len() - 1 {
            let mut changed = pem.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            std::fs::write(&path, changed).unwrap();
            if let Ok(key) = read_signing_key(&path) {
                assert_ne!(key.public(), made.public(), "byte {at}");
            }
        }
    }

    #[test]
    fn a_file_that_is_no_key_is_refused_without_repeating_its_content() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.pem");
        for bytes in
            [&b""[..], b"SECRET-WORD", b"-----BEGIN PRIVATE KEY-----\nSECRET-WORD\n-----END PRIVATE KEY-----\n"]
        {
            write_secret(&path, bytes).unwrap();
            let error = read_signing_key(&path).unwrap_err().to_string();
            assert!(error.contains("PKCS#8") && !error.contains("SECRET"), "{error}");
            assert!(read_vault_key(&path).unwrap_err().to_string().contains("32 bytes"));
            std::fs::remove_file(&path).unwrap();
        }
        assert!(matches!(read_vault_key(&path), Err(SecretError::Missing(_))));
    }
}
