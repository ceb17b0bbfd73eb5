//! `receipt key`: the verifier's own key, and the name under which it signs.

use super::KeyArgs;
use crate::files::disk::{self, Readers};
use crate::files::key_file;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::key::SecretKey;
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_words::{faults, say, text};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Longest file with a public key: a name of 255 bytes, an id and a key in base64.
const PUBLIC_BYTES_MAX: usize = 1000;

/// ReceiptSigner of receipts.
pub(crate) struct ReceiptSigner {
    name: VerifierKey,
    secret: SecretKey,
}

impl ReceiptSigner {
    /// Reads the secret key and the name beside it.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let secret = key_file::read(path)?;
        let name = public(&disk::read_text(&public_path(path), PUBLIC_BYTES_MAX)?)?;
        if name.key() == &secret.public() {
            Ok(Self { name, secret })
        } else {
            let what = text!("receipt-keys-differ", public = public_path(path), secret = path);
            Err(Failure::usage("keys-differ", what, text!("receipt-keys-differ.next")))
        }
    }

    /// Signs a receipt's head.
    pub(crate) fn sign(&self, note: &mut Note) {
        note.sign(&self.name, &self.secret);
    }
}

/// Parses the line of a public key.
pub(super) fn public(line: &str) -> Result<VerifierKey, Failure> {
    if line.contains("PRIVATE KEY") {
        return Err(Failure::usage("bad-key", text!("receipt-key-secret"), text!("receipt-key-secret.next")));
    }
    let todo = text!("receipt-key-bad.next");
    match VerifierKey::parse(line.trim()) {
        Ok(key) if key.kind() == SignatureType::Ed25519 => Ok(key),
        Ok(_) => Err(Failure::usage("bad-key", text!("receipt-key-cosigner"), todo)),
        Err(error) => Err(Failure::usage("bad-key", text!("receipt-key-bad", why = faults::note(&error)), todo)),
    }
}

/// The key on the command line: a line, or a file that holds it.
pub(super) fn given(text: &str) -> Result<VerifierKey, Failure> {
    let path = Path::new(text);
    if path.exists() { public(&disk::read_text(path, PUBLIC_BYTES_MAX)?) } else { public(text) }
}

fn public_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

/// Makes a key; nothing is overwritten.
pub(super) fn run(args: &KeyArgs, out: &Output) -> Result<Exit, Failure> {
    let secret = key_file::generate()?;
    // Signed notes allow no spaces in a name.
    let name = args.name.split_whitespace().collect::<Vec<_>>().join("-").replace('+', "-");
    let name = VerifierKey::new(&name, SignatureType::Ed25519, secret.public()).map_err(|error| {
        let what = text!("receipt-bad-name", why = faults::note(&error));
        Failure::usage("bad-name", what, text!("receipt-bad-name.next"))
    })?;
    disk::refuse_there(&public_path(&args.out))?;
    key_file::write_new(&args.out, &secret)?;
    disk::write_new(&public_path(&args.out), format!("{name}\n").as_bytes(), Readers::Everyone)?;
    out.words(&name.to_string());
    out.remark(&say!(out.language(), "receipt-key-made"));
    out.json("receipt-key", json!({"key": args.out, "public": name.to_string()}));
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_holds_no_public_key_is_not_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("receipts.key");
        key_file::write_new(&path, &key_file::generate().unwrap()).unwrap();
        let secret = std::fs::read_to_string(&path).unwrap();
        let other = "{\"family_name\": \"SAMPLE\"}";
        for text in [secret.as_str(), secret.trim(), other] {
            std::fs::write(&path, text).unwrap();
            let refused = given(path.to_str().unwrap()).err().unwrap();
            assert_eq!(refused.code, "bad-key");
            let shown = format!("{refused:?}");
            let lines = text.lines().filter(|line| line.len() > 20);
            assert!(lines.into_iter().all(|line| line.contains("PRIVATE KEY") || !shown.contains(line)), "{shown}");
        }
    }
}
