//! Known answers for every derivation, computed in Python. Whoever doubts them runs this script, which needs
//! nothing but the standard library and `cryptography`, and compares its output with `vectors/keys.json`:
//!
//! ```python
//! # Computes tests/it/vectors/keys.json with nothing but the standard library and python3-cryptography.
//! import hashlib, hmac, json, struct
//! from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
//! from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
//!
//! WORDS = ("void come effort suffer camp survey warrior heavy shoot primary clutch crush "
//!          "open amazing screen patrol group space point ten exist slush involve unfold")
//! lp = lambda b: struct.pack(">H", len(b)) + b
//! seed = hashlib.pbkdf2_hmac("sha512", WORDS.encode(), b"mnemonic", 2048)
//! prk = hmac.digest(b"attestat/wallet/v1", seed, "sha512")                      # HKDF-Extract, RFC 5869
//! def K(label, registry, epoch, copy=0):                                        # HKDF-Expand, one block
//!     info = lp(label.encode()) + lp(registry.encode()) + struct.pack(">II", epoch, copy)
//!     return hmac.digest(prk, info + b"\x01", "sha512")[:32]
//! def public(key):
//!     return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
//! def tag(year, i):
//!     return hmac.digest(year, b"attestat/tag/v1\n" + struct.pack(">I", i), "sha256")[:16]
//! rows = []
//! for registry in ["school-12.example.org/main", "registry.example.org/moscow/olympiads", "r" * 200]:
//!     for epoch in [0, 1, 4294967295]:
//!         link = K("tag", registry, epoch)
//!         year = {y: hmac.digest(link, b"attestat/tag-year/v1\n" + struct.pack(">H", y), "sha256") for y in (2024, 2026)}
//!         rows.append({
//!             "registry": registry, "epoch": epoch,
//!             "holder_public": public(K("sign", registry, epoch)).hex(),
//!             "link_secret": link.hex(),
//!             "year_2024": year[2024].hex(), "year_2026": year[2026].hex(),
//!             "tags_2026": [tag(year[2026], i).hex() for i in (0, 1, 63, 4294967295)],
//!             "mailbox_public": public(K("mailbox", registry, 0)).hex(),
//!             "mailbox_content": K("mailbox-content", registry, 0).hex(),
//!         })
//! print(json.dumps({"words": WORDS, "seed": seed.hex(), "keys": rows}, indent=1))
//! ```

use attestat_credential::holder::tag::LinkSecret;
use attestat_ledger::encoding::hex;
use attestat_wallet::keyring::{Epoch, Keyring};
use attestat_wallet::mailbox;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305};
use serde_json::Value;

use crate::support::{dice, registry, wallet, words};

fn rows() -> Vec<Value> {
    let vectors: Value = serde_json::from_str(include_str!("vectors/keys.json")).unwrap();
    vectors["keys"].as_array().unwrap().clone()
}

#[test]
fn keys_link_secrets_and_tags_are_those_computed_elsewhere() {
    let keys = Keyring::new(&words().seed());
    let rows = rows();
    assert_eq!(rows.len(), 9);
    for row in &rows {
        let registry = registry(row["registry"].as_str().unwrap());
        let epoch = Epoch::from_number(u32::try_from(row["epoch"].as_u64().unwrap()).unwrap());
        assert_eq!(hex(keys.holder_key(&registry, epoch).public().as_bytes()), row["holder_public"]);
        let link: LinkSecret = keys.link_secret(&registry, epoch);
        assert_eq!(hex(link.expose()), row["link_secret"]);
        assert_eq!(hex(link.year(2024).expose()), row["year_2024"]);
        let year = link.year(2026);
        assert_eq!(hex(year.expose()), row["year_2026"]);
        for (counter, tag) in [0, 1, 63, u32::MAX].into_iter().zip(row["tags_2026"].as_array().unwrap()) {
            assert_eq!(hex(&year.tag(counter)), *tag);
        }
        assert_eq!(hex(keys.mailbox_key(&registry).public().as_bytes()), row["mailbox_public"]);
    }
}

#[test]
fn a_mailbox_opens_with_the_key_computed_elsewhere() {
    let rows = rows();
    let row = &rows[0];
    let keeper = registry(row["registry"].as_str().unwrap());
    let content = mailbox::seal(&wallet(), &keeper, &mut dice(1)).unwrap().content;
    let key: [u8; 32] = attestat_ledger::encoding::parse_hex(row["mailbox_content"].as_str().unwrap()).unwrap();
    let magic = b"attestat/mailbox/v1\n";
    let (nonce, sealed) = content.strip_prefix(magic).unwrap().split_first_chunk::<24>().unwrap();
    let length = u16::try_from(keeper.as_str().len()).unwrap();
    let aad = [magic, &length.to_be_bytes()[..], keeper.as_str().as_bytes()].concat();
    let cipher = XChaCha20Poly1305::new(&Key::from(key));
    assert!(cipher.decrypt(&(*nonce).into(), Payload { msg: sealed, aad: &aad }).is_ok());
}

#[test]
fn no_two_registries_epochs_or_purposes_share_a_value() {
    let keys = Keyring::new(&words().seed());
    let mut seen = std::collections::BTreeSet::new();
    for name in ["a", "a/b", "b", "school-12.example.org/main"] {
        let registry = registry(name);
        for epoch in (0..3).map(Epoch::from_number) {
            assert!(seen.insert(*keys.holder_key(&registry, epoch).public().as_bytes()));
            assert!(seen.insert(*keys.link_secret(&registry, epoch).expose()));
        }
        assert!(seen.insert(*keys.mailbox_key(&registry).public().as_bytes()));
    }
    assert_eq!(format!("{keys:?}"), "Keyring(redacted)");
}
