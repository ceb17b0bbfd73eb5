//! Disclosures and the digests that stand for them (RFC 9901 §4.2 and §7.1 steps 2.5 and 3 to 5).

use attestat_ledger::sorting::SharedSort as _;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::NEVER_DISCLOSABLE;
use crate::json::{self, JsonError, Limits, Nested, SkippedText};

/// Key that holds the digests of an object's hidden claims.
pub const DIGESTS_KEY: &str = "_sd";
/// Key of the object that stands for a hidden array element.
pub const ELEMENT_KEY: &str = "...";
/// Key that names the hash of all digests.
pub const HASH_KEY: &str = "_sd_alg";
/// The only hash that is accepted, and the default (RFC 9901 §4.1.1).
pub const HASH_NAME: &str = "sha-256";

/// Limits of one disclosure: a list of additional information of 40 × 300 characters takes 50,000 bytes.
const DISCLOSURE_LIMITS: Limits = Limits { bytes: 64 * 1024, depth: DISCLOSURE_DEPTH + 1 };
/// Nesting of a disclosed value.
const DISCLOSURE_DEPTH: usize = 7;
/// Nesting of the processed payload, disclosures within disclosures included. Recursion is this deep.
pub const DEPTH_MAX: usize = 24;

/// Reason for which the disclosures do not fit the signed JWT. Disclosures are counted from 1, as they were sent.
/// Sections are of RFC 9901, where no other document is named.
#[derive(Debug, thiserror::Error)]
pub enum DisclosureError {
    /// §7.1 step 2.5: `_sd_alg` names another hash.
    #[error("the digests use a hash other than sha-256, which is the only one accepted")]
    Hash,
    /// §4.1.1: `_sd_alg` below the top level.
    #[error("the key _sd_alg stands below the top level")]
    HashBelowTop,
    /// §4.2.4.1: `_sd` is not an array of texts.
    #[error("an _sd key does not hold a list of digests")]
    NotDigests,
    /// §4.2.4.2: a `...` with other keys beside it, with a value that is no text, or outside a list.
    #[error("a ... key does not stand alone in a list's element with a digest as its value")]
    NotAnElement,
    /// The disclosure is not base64url of one JSON value.
    #[error("disclosure {0} is not base64url")]
    NotBase64(usize),
    /// The disclosure is not JSON.
    #[error("disclosure {0} is {1}")]
    NotJson(usize, JsonError),
    /// §7.1 step 3.3.2.1: the disclosure of a property is not an array of three elements.
    #[error("disclosure {0} is not a list of salt, claim name and value")]
    NotAProperty(usize),
    /// §7.1 step 3.3.3.1: the disclosure of an array element is not an array of two elements.
    #[error("disclosure {0} is not a list of salt and value")]
    NotAnArrayElement(usize),
    /// §7.1 step 3.3.2.2: the claim name is `_sd`, `...` or `_sd_alg`.
    #[error("disclosure {0} uses a reserved claim name")]
    ReservedName(usize),
    /// SD-JWT VC §2.2.2.2: a claim that decides about validity was hidden.
    #[error("disclosure {0} holds a claim that must never be selectively disclosable")]
    NotDisclosable(usize),
    /// SD-JWT VC §2.2.2.2: a part of such a claim was hidden.
    #[error("a part of the claim {0:?} is selectively disclosable, which it must never be")]
    HiddenBelow(String),
    /// §7.1 step 3.3.2.3: the claim name exists already at its level.
    #[error("disclosure {0} names a claim that exists already at its level")]
    NameTwice(usize),
    /// §4: the holder must not send a disclosure twice.
    #[error("disclosure {0} was sent twice")]
    SentTwice(usize),
    /// §7.1 step 4: a digest stands in the document more than once.
    #[error("one digest stands in the document more than once")]
    DigestTwice,
    /// §7.1 step 5: no digest refers to the disclosure.
    #[error("disclosure {0} does not belong to this document: no digest refers to it")]
    Unreferenced(usize),
    /// The claims are nested deeper than [`DEPTH_MAX`].
    #[error("the claims are nested more than 24 deep")]
    TooDeep,
}

/// A payload in which disclosed claims stand in their places and hidden ones are gone.
pub struct Processed {
    /// The processed payload.
    pub claims: Map<String, Value>,
    /// Number of digests that had no disclosure.
    pub hidden: usize,
    /// Number of these digests below each claim that is shown, such as lines that were left out of a list.
    pub hidden_below: BTreeMap<String, usize>,
}

/// Characters of a digest: 32 bytes as unpadded base64url.
const DIGEST_CHARACTERS: usize = 43;

/// Digest of a disclosure: `base64url(SHA-256(ASCII(base64url disclosure)))` (RFC 9901 §4.2.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DisclosureDigest([u8; DIGEST_CHARACTERS]);

impl DisclosureDigest {
    /// The digest of a disclosure as it is sent.
    pub fn of(disclosure: &str) -> Self {
        let mut text = [0; DIGEST_CHARACTERS];
        // 32 bytes always take 43 characters, so that encoding into the array cannot fail.
        let _ = URL_SAFE_NO_PAD.encode_slice(Sha256::digest(disclosure.as_bytes()), &mut text);
        Self(text)
    }

    /// Takes the text of a digest; `None` when it is not as long as one.
    pub fn parse(text: &str) -> Option<Self> {
        text.as_bytes().try_into().ok().map(Self)
    }

    /// The digest as ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Processes the disclosures by RFC 9901 §7.1, steps 2.5 and 3 to 5. The signature over `payload` must have been
/// checked before.
pub fn process(mut payload: Map<String, Value>, disclosures: &[&str]) -> Result<Processed, DisclosureError> {
    // Step 2.5: the hash. Absent means sha-256.
    match payload.shift_remove(HASH_KEY) {
        None => {}
        Some(Value::String(name)) if name == HASH_NAME => {}
        Some(_) => return Err(DisclosureError::Hash),
    }
    // Step 3.1: the digest of every disclosure.
    let offered = Offered::all(disclosures)?;
    let mut walk = Walk { offered, hidden: Vec::new(), hidden_below: BTreeMap::new(), scratch: Vec::new() };
    // Steps 3.2 to 3.6, and step 4 for digests whose disclosure was sent.
    walk.object(&mut payload, Level::Top, 0)?;
    // Step 4 for the others.
    walk.hidden.put_in_order_by(|one, other| beginning(one).cmp(&beginning(other)).then_with(|| one.cmp(other)));
    if walk.hidden.windows(2).any(|pair| matches!(pair, [digest, next] if digest == next)) {
        return Err(DisclosureError::DigestTwice);
    }
    // Step 5: no disclosure left over.
    match walk.offered.iter().filter(|offered| !offered.taken).map(|offered| offered.number).min() {
        Some(number) => Err(DisclosureError::Unreferenced(number)),
        None => Ok(Processed { claims: payload, hidden: walk.hidden.len(), hidden_below: walk.hidden_below }),
    }
}

/// A disclosure that was sent.
#[derive(Clone, Copy)]
struct Offered<'a> {
    digest: DisclosureDigest,
    number: usize,
    text: &'a str,
    taken: bool,
}

impl<'a> Offered<'a> {
    /// All disclosures, ascending by digest.
    fn all(disclosures: &[&'a str]) -> Result<Vec<Self>, DisclosureError> {
        let offer = |(at, text): (usize, &&'a str)| Self {
            digest: DisclosureDigest::of(text),
            number: at + 1,
            text,
            taken: false,
        };
        let mut offered: Vec<Self> = disclosures.iter().enumerate().map(offer).collect();
        offered.put_in_order_by_key(|offered| (offered.digest, offered.number));
        let twice = offered.windows(2).find(|pair| matches!(pair, [first, next] if first.digest == next.digest));
        match twice {
            Some([.., again]) => Err(DisclosureError::SentTwice(again.number)),
            _ => Ok(offered),
        }
    }
}

/// The first bytes of a digest as a number: nearly always enough to tell two apart.
fn beginning(digest: &str) -> u64 {
    digest.as_bytes().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Top,
    Nested,
}

/// Walks the payload and every value that a disclosure adds to it.
struct Walk<'a> {
    offered: Vec<Offered<'a>>,
    /// Digests that no disclosure was sent for.
    hidden: Vec<String>,
    /// Number of these below each claim of the top level.
    hidden_below: BTreeMap<String, usize>,
    /// The disclosure in hand, decoded.
    scratch: Vec<u8>,
}

impl<'a> Walk<'a> {
    fn value(&mut self, value: &mut Value, depth: usize) -> Result<(), DisclosureError> {
        match value {
            Value::Object(object) => self.object(object, Level::Nested, depth),
            Value::Array(list) => self.list(list, depth),
            _ => Ok(()),
        }
    }

    fn object(&mut self, object: &mut Map<String, Value>, level: Level, depth: usize) -> Result<(), DisclosureError> {
        let below = deeper(depth)?;
        if object.contains_key(ELEMENT_KEY) {
            return Err(DisclosureError::NotAnElement);
        }
        if object.contains_key(HASH_KEY) {
            return Err(DisclosureError::HashBelowTop);
        }
        let digests = match object.shift_remove(DIGESTS_KEY) {
            None => Vec::new(),
            Some(Value::Array(digests)) => digests,
            Some(_) => return Err(DisclosureError::NotDigests),
        };
        for (name, value) in object.iter_mut() {
            self.claim(name, value, level, below)?;
        }
        for digest in digests {
            let Value::String(digest) = digest else { return Err(DisclosureError::NotDigests) };
            let Some(offered) = self.take(digest)? else { continue };
            let (name, mut value) = self.property(&offered, level)?;
            if object.contains_key(&name) {
                return Err(DisclosureError::NameTwice(offered.number));
            }
            self.claim(&name, &mut value, level, below)?;
            object.insert(name, value);
        }
        Ok(())
    }

    /// Walks the value of a property. For a claim of the top level, the number of digests below it that stay hidden is
    /// noted.
    fn claim(&mut self, name: &str, value: &mut Value, level: Level, depth: usize) -> Result<(), DisclosureError> {
        if level == Level::Top && NEVER_DISCLOSABLE.contains(&name) && hides_something(value) {
            return Err(DisclosureError::HiddenBelow(name.to_owned()));
        }
        let before = self.hidden.len();
        self.value(value, depth)?;
        let hidden = self.hidden.len() - before;
        if level == Level::Top && hidden > 0 {
            self.hidden_below.insert(name.to_owned(), hidden);
        }
        Ok(())
    }

    fn list(&mut self, list: &mut Vec<Value>, depth: usize) -> Result<(), DisclosureError> {
        let below = deeper(depth)?;
        let mut shown = Vec::with_capacity(list.len());
        for mut element in list.drain(..) {
            if let Some(digest) = element_digest(&mut element)? {
                // Steps 3.3.3 and 3.4: replaced by its disclosure, or removed.
                let Some(offered) = self.take(digest)? else { continue };
                element = self.array_element(&offered)?;
            }
            self.value(&mut element, below)?;
            shown.push(element);
        }
        *list = shown;
        Ok(())
    }

    /// Steps 3.3.1 and 4: the disclosure of a digest, if one was sent.
    fn take(&mut self, digest: String) -> Result<Option<Offered<'a>>, DisclosureError> {
        let at = self.offered.binary_search_by(|offered| offered.digest.as_bytes().cmp(digest.as_bytes()));
        let Some(offered) = at.ok().and_then(|at| self.offered.get_mut(at)) else {
            self.hidden.push(digest);
            return Ok(None);
        };
        if offered.taken {
            return Err(DisclosureError::DigestTwice);
        }
        offered.taken = true;
        Ok(Some(*offered))
    }

    fn decode(&mut self, offered: &Offered<'_>) -> Result<&[u8], DisclosureError> {
        self.scratch.clear();
        let decoded = URL_SAFE_NO_PAD.decode_vec(offered.text, &mut self.scratch);
        decoded.map_err(|_| DisclosureError::NotBase64(offered.number)).map(|()| self.scratch.as_slice())
    }

    /// Steps 3.3.2.1 and 3.3.2.2: the name and value of a disclosed property.
    fn property(&mut self, offered: &Offered<'_>, level: Level) -> Result<(String, Value), DisclosureError> {
        let text = self.decode(offered)?;
        let Some((_, name, value)) =
            json::parse_as::<(SkippedText, String, Nested<DISCLOSURE_DEPTH>)>(text, DISCLOSURE_LIMITS.bytes)
        else {
            return Err(why_not(text, offered.number, DisclosureError::NotAProperty));
        };
        if [DIGESTS_KEY, ELEMENT_KEY, HASH_KEY].contains(&name.as_str()) {
            return Err(DisclosureError::ReservedName(offered.number));
        }
        if level == Level::Top && NEVER_DISCLOSABLE.contains(&name.as_str()) {
            return Err(DisclosureError::NotDisclosable(offered.number));
        }
        Ok((name, value.0))
    }

    /// Step 3.3.3.1: the value of a disclosed array element.
    fn array_element(&mut self, offered: &Offered<'_>) -> Result<Value, DisclosureError> {
        let text = self.decode(offered)?;
        match json::parse_as::<(SkippedText, Nested<DISCLOSURE_DEPTH>)>(text, DISCLOSURE_LIMITS.bytes) {
            Some((_, value)) => Ok(value.0),
            None => Err(why_not(text, offered.number, DisclosureError::NotAnArrayElement)),
        }
    }
}

/// Returns the fault of a disclosure that could not be taken apart: its JSON, or else its shape.
fn why_not(text: &[u8], number: usize, shape: fn(usize) -> DisclosureError) -> DisclosureError {
    match json::parse(text, DISCLOSURE_LIMITS) {
        Err(error) => DisclosureError::NotJson(number, error),
        Ok(_) => shape(number),
    }
}

/// Returns true if a value holds digests, at any depth. The JSON is no deeper than [`DEPTH_MAX`] by the time it comes
/// here.
fn hides_something(value: &Value) -> bool {
    match value {
        Value::Object(object) => {
            object.contains_key(DIGESTS_KEY) || object.contains_key(ELEMENT_KEY) || object.values().any(hides_something)
        }
        Value::Array(list) => list.iter().any(hides_something),
        _ => false,
    }
}

fn deeper(depth: usize) -> Result<usize, DisclosureError> {
    if depth < DEPTH_MAX { Ok(depth + 1) } else { Err(DisclosureError::TooDeep) }
}

/// Step 3.2.2: takes the digest out of an element that is an object with the one key `...`.
fn element_digest(element: &mut Value) -> Result<Option<String>, DisclosureError> {
    let Value::Object(object) = element else { return Ok(None) };
    let is_alone = object.len() == 1;
    match object.get_mut(ELEMENT_KEY) {
        None => Ok(None),
        Some(Value::String(digest)) if is_alone => Ok(Some(core::mem::take(digest))),
        Some(_) => Err(DisclosureError::NotAnElement),
    }
}
