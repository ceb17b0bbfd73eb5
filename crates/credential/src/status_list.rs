//! Place of a document in the registry's status lists (Token Status List), by its slot.

pub mod encoding;

use attestat_ledger::name::RegistryId;
use serde_json::{Map, Value};

/// Bits of a slot that number the place within one list.
const INDEX_BITS: u32 = 20;
/// Places in one list.
const INDEX_MASK: u32 = (1 << INDEX_BITS) - 1;

/// Value of `status.status_list` in a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusListReference {
    /// Address of the list.
    pub list_uri: String,
    /// The place in it.
    pub index: u32,
}

/// `{idx: slot & 0xFFFFF, uri: https://<registry id>/status/<slot >> 20>}` (docs/spec/status.md, "Slots").
pub fn status_list_reference(registry: &RegistryId, slot: u32) -> StatusListReference {
    StatusListReference {
        list_uri: format!("{}/status/{}", registry.issuer(), slot >> INDEX_BITS),
        index: slot & INDEX_MASK,
    }
}

/// Returns true if the claims of a credential refer to this slot of this registry.
pub fn refers_to(claims: &Map<String, Value>, registry: &RegistryId, slot: u32) -> bool {
    let expected = status_list_reference(registry, slot);
    let list = claims.get("status").and_then(|status| status.get("status_list"));
    let index = list.and_then(|list| list.get("idx")).and_then(Value::as_u64);
    let uri = list.and_then(|list| list.get("uri")).and_then(Value::as_str);
    index == Some(expected.index.into()) && uri == Some(expected.list_uri.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_a_list_and_a_place() {
        let registry = RegistryId::parse("school-12.example").unwrap();
        let rows = [(0, 0, "0"), (0xF_FFFF, 0xF_FFFF, "0"), (0x10_0000, 0, "1"), (u32::MAX, 0xF_FFFF, "4095")];
        for (slot, index, list) in rows {
            let reference = status_list_reference(&registry, slot);
            assert_eq!(reference.index, index);
            assert_eq!(reference.list_uri, format!("https://school-12.example/status/{list}"));
            let claims = serde_json::json!({"status": {"status_list": {"idx": index, "uri": reference.list_uri}}});
            assert!(refers_to(claims.as_object().unwrap(), &registry, slot));
            assert!(!refers_to(claims.as_object().unwrap(), &registry, slot ^ 1));
            assert!(!refers_to(claims.as_object().unwrap(), &registry, slot ^ 0x10_0000));
        }
    }
}
