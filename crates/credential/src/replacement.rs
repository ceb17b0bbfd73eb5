//! The claim by which a credential names the document that it replaces: inside the credential, disclosable, and nowhere
//! public.
//!
//! ```text
//! "replaces": {"kind": "correction", "registry": "<registry id>", "slot": 1049091, "day": "2026-11-21"}
//! ```

use attestat_ledger::day::Day;
use attestat_ledger::name::RegistryId;
use serde_json::Value;

/// Name of the claim.
pub const REPLACES_CLAIM: &str = "replaces";
/// Name of the claim with the word that a duplicate carries.
pub const INSCRIPTION_CLAIM: &str = "inscription";

/// Reason for which a document was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReplacementKind {
    /// The replaced document had a mistake.
    Correction,
    /// The replaced document was lost or spoiled, and its holder got a duplicate.
    Duplicate,
    /// The replaced document was bound to no key of the holder, or to an earlier one.
    Rebinding,
}

impl ReplacementKind {
    /// The word in the credential.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Duplicate => "duplicate",
            Self::Rebinding => "rebinding",
        }
    }
}

/// The document that a new one replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced<'a> {
    /// The registry that issued it.
    pub registry: &'a RegistryId,
    /// Its slot there.
    pub slot: u32,
    /// Day of its record.
    pub day: Day,
    /// Reason for the replacement.
    pub kind: ReplacementKind,
}

impl Replaced<'_> {
    /// The value of the claim as JSON. Registry ids, words and days need no escapes.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let Self { registry, slot, day, kind } = self;
        let kind = kind.word();
        let text = format!(r#"{{"kind":"{kind}","registry":"{registry}","slot":{slot},"day":"{day}"}}"#);
        out.extend_from_slice(text.as_bytes());
    }
}

/// Returns the slot of the document that a credential replaces. It is for the issuer, who reads its own credential:
/// nothing is verified.
pub fn replaced_slot(sd_jwt: &str) -> Option<u32> {
    slot_in(&claim(sd_jwt)?)
}

/// The same with the day of that one's record and the kind of replacement.
pub fn replaced(sd_jwt: &str) -> Option<(u32, Day, ReplacementKind)> {
    let claim = claim(sd_jwt)?;
    let text = |name: &str| claim.get(name)?.as_str();
    let kinds = [ReplacementKind::Correction, ReplacementKind::Duplicate, ReplacementKind::Rebinding];
    let kind = kinds.into_iter().find(|kind| text("kind") == Some(kind.word()))?;
    Some((slot_in(&claim)?, Day::parse(text("day")?)?, kind))
}

fn slot_in(claim: &Value) -> Option<u32> {
    claim.get("slot")?.as_u64().and_then(|slot| u32::try_from(slot).ok())
}

fn claim(sd_jwt: &str) -> Option<Value> {
    let claim = |disclosure: &str| {
        let text = zeroize::Zeroizing::new(attestat_ledger::encoding::parse_base64url(disclosure)?);
        // [salt, name, value]; other disclosures are not looked into.
        let value: Value = serde_json::from_slice(&text).ok()?;
        let named = value.get(1).and_then(Value::as_str) == Some(REPLACES_CLAIM);
        value.get(2).filter(|_| named).cloned()
    };
    sd_jwt.split('~').skip(1).find_map(claim)
}
