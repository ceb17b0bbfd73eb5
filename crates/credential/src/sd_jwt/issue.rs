//! Makes disclosures and their digests (RFC 9901 §4.2), without building JSON values on the way.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::disclosure::DisclosureDigest;

/// Length of a salt in bytes: 128 bits (RFC 9901 §9.3).
pub const SALT_BYTES: usize = 16;
/// Salts drawn at a time: one call of the dice for a usual certificate.
const SALTS_PER_DRAW: usize = 64;

/// Source of randomness: a cryptographically secure generator that the caller hands in.
pub trait Dice {
    /// Fills `bytes` with fresh random bytes.
    fn fill(&mut self, bytes: &mut [u8]);
}

impl<F: FnMut(&mut [u8])> Dice for F {
    fn fill(&mut self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// Collects the disclosures of one credential; each gets a salt of its own.
pub struct Discloser<'d> {
    dice: &'d mut dyn Dice,
    salts: Zeroizing<Vec<u8>>,
    used: usize,
    disclosures: String,
    scratch: Zeroizing<Vec<u8>>,
}

impl<'d> Discloser<'d> {
    /// Begins a credential, with room for `bytes` bytes of disclosures.
    pub fn new(dice: &'d mut dyn Dice, bytes: usize) -> Self {
        Self {
            dice,
            salts: Zeroizing::new(Vec::new()),
            used: 0,
            disclosures: String::with_capacity(bytes),
            scratch: Zeroizing::new(Vec::with_capacity(512)),
        }
    }

    /// Discloses an object's property: `base64url([salt, name, value])` (RFC 9901 §4.2.1). `name` and `write` must give
    /// JSON: the name without characters to escape, and the value's text.
    pub fn property(&mut self, name: &'static str, write: impl FnOnce(&mut Vec<u8>)) -> DisclosureDigest {
        self.begin();
        self.scratch.extend_from_slice(b",\"");
        self.scratch.extend_from_slice(name.as_bytes());
        self.scratch.extend_from_slice(b"\",");
        write(&mut self.scratch);
        self.finish()
    }

    /// Discloses an array's element: `base64url([salt, value])` (RFC 9901 §4.2.2).
    pub fn element(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> DisclosureDigest {
        self.begin();
        self.scratch.push(b',');
        write(&mut self.scratch);
        self.finish()
    }

    /// The disclosures so far, each followed by `~`.
    pub fn into_disclosures(self) -> String {
        self.disclosures
    }

    fn begin(&mut self) {
        let salt = self.salt();
        let mut text = [0; 22];
        // 16 bytes always take 22 characters, so that encoding into the array cannot fail.
        let _ = URL_SAFE_NO_PAD.encode_slice(salt, &mut text);
        self.scratch.clear();
        self.scratch.extend_from_slice(b"[\"");
        self.scratch.extend_from_slice(&text);
        self.scratch.push(b'"');
    }

    fn finish(&mut self) -> DisclosureDigest {
        self.scratch.push(b']');
        let start = self.disclosures.len();
        URL_SAFE_NO_PAD.encode_string(self.scratch.as_slice(), &mut self.disclosures);
        let digest = DisclosureDigest::of(self.disclosures.get(start..).unwrap_or_default());
        self.disclosures.push('~');
        digest
    }

    /// A salt that no other disclosure has.
    fn salt(&mut self) -> [u8; SALT_BYTES] {
        if self.used == self.salts.len() {
            self.salts.resize(SALTS_PER_DRAW * SALT_BYTES, 0);
            self.dice.fill(&mut self.salts);
            self.used = 0;
        }
        let mut salt = [0; SALT_BYTES];
        for (to, from) in salt.iter_mut().zip(self.salts.iter().skip(self.used)) {
            *to = *from;
        }
        self.used += SALT_BYTES;
        salt
    }
}

/// Writes `text` as a JSON string.
pub fn write_text(text: &str, out: &mut Vec<u8>) {
    // Writing a string into memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}

/// Writes digests as the value of `_sd`: sorted, so that their order tells nothing (RFC 9901 §4.2.4.1).
pub fn write_sorted(digests: &mut [DisclosureDigest], out: &mut Vec<u8>) {
    digests.sort_unstable();
    out.push(b'[');
    for (at, digest) in digests.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"\"" } else { b",\"" });
        out.extend_from_slice(digest.as_bytes());
        out.push(b'"');
    }
    out.push(b']');
}
