//! Keys: what is refused before any signature is looked at, and what `verify_strict` refuses.

use attestat_ledger::key::{KeyError, PublicKey, SecretKey, Signature};
use zeroize::Zeroizing;

/// The seed of RFC 8032 §7.1, test 1.
pub(crate) const ALICE: [u8; 32] = [
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5,
    0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
];
/// The seed of RFC 8032 §7.1, test 2.
pub(crate) const BOB: [u8; 32] = [
    0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11, 0x4e, 0x0f, 0x5b, 0x8a, 0x31,
    0x9f, 0x35, 0xab, 0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed, 0x4f, 0xb8, 0xa6, 0xfb,
];

pub(crate) fn secret(seed: [u8; 32]) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new(seed))
}

fn point(first: u8, rest: u8, last: u8) -> [u8; 32] {
    let mut bytes = [rest; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

#[test]
fn public_keys_of_low_order_or_in_other_encodings_are_refused() {
    let order_eight = [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ];
    let rows = [
        (point(1, 0, 0), KeyError::LowOrder, "the identity"),
        (point(0xec, 0xff, 0x7f), KeyError::LowOrder, "order 2: y = -1"),
        (point(0, 0, 0), KeyError::LowOrder, "order 4: y = 0"),
        (point(0, 0, 0x80), KeyError::LowOrder, "order 4: y = 0, other sign"),
        (order_eight, KeyError::LowOrder, "order 8"),
        (point(0xee, 0xff, 0x7f), KeyError::NotAPoint, "y = p + 1, the identity not reduced"),
        (point(0xed, 0xff, 0x7f), KeyError::NotAPoint, "y = p"),
        (point(1, 0, 0x80), KeyError::NotAPoint, "the identity with the sign of a zero"),
        (point(0xec, 0xff, 0xff), KeyError::NotAPoint, "order 2 with the sign of a zero"),
        (point(0xed, 0xff, 0xff), KeyError::NotAPoint, "y = p with a sign"),
        (point(0xff, 0xff, 0xff), KeyError::NotAPoint, "every bit set"),
        (point(0xf0, 0xff, 0x7f), KeyError::NotAPoint, "y = p + 3, a point not reduced"),
        (point(2, 0, 0), KeyError::NotAPoint, "no point has y = 2"),
    ];
    for (bytes, error, why) in rows {
        assert_eq!(PublicKey::parse(&bytes).err(), Some(error), "{why}");
    }
    assert!(PublicKey::parse(&point(3, 0, 0)).is_ok(), "y = 3 reduced is a key");
}

/// The same answer as decoding the point, encoding it again and comparing.
#[test]
fn a_public_key_is_accepted_only_in_its_canonical_encoding() {
    let again = |bytes: &[u8; 32]| {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).ok()?;
        (key.to_edwards().compress().as_bytes() == bytes && !key.is_weak()).then_some(())
    };
    let drawn = (0_u32..2_000).map(|number| attestat_ledger::hash::sha256(&number.to_be_bytes()));
    let near_p = (0..=0xff_u8).flat_map(|low| [0x7f, 0xff].map(|high| point(low, 0xff, high)));
    let near_zero = (0..=0xff_u8).flat_map(|low| [0, 0x80].map(|high| point(low, 0, high)));
    let mut accepted = 0;
    for bytes in drawn.chain(near_p).chain(near_zero) {
        assert_eq!(PublicKey::parse(&bytes).is_ok(), again(&bytes).is_some(), "{bytes:x?}");
        accepted += usize::from(PublicKey::parse(&bytes).is_ok());
    }
    assert!((900..2_000).contains(&accepted), "{accepted}");
}

#[test]
fn a_signature_over_another_text_or_by_another_key_is_refused() {
    let (alice, bob) = (secret(ALICE), secret(BOB));
    let signature = alice.sign(b"text");
    alice.public().verify(b"text", &signature).unwrap();
    assert_eq!(alice.public().verify(b"texts", &signature), Err(KeyError::BadSignature));
    assert_eq!(bob.public().verify(b"text", &signature), Err(KeyError::BadSignature));
    for at in 0..64 {
        let mut bytes = *signature.as_bytes();
        bytes[at] ^= 0x10;
        let refused = alice.public().verify(b"text", &Signature::from_bytes(bytes));
        assert_eq!(refused, Err(KeyError::BadSignature), "byte {at}");
    }
}

/// `s + L` satisfies the same equation; only a strict check tells it from the original.
#[test]
fn a_signature_with_an_unreduced_scalar_is_refused() {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let alice = secret(ALICE);
    let mut bytes = *alice.sign(b"text").as_bytes();
    let mut carry = 0;
    for at in 0..32 {
        let sum = u16::from(bytes[32 + at]) + u16::from(ORDER[at]) + carry;
        bytes[32 + at] = sum as u8;
        carry = sum >> 8;
    }
    assert_eq!(alice.public().verify(b"text", &Signature::from_bytes(bytes)), Err(KeyError::BadSignature));
}

#[test]
fn a_secret_key_survives_pkcs8_and_is_redacted_in_debug_output() {
    let alice = secret(ALICE);
    let der = alice.expose_pkcs8_der().unwrap();
    assert_eq!(SecretKey::from_pkcs8(&der).unwrap().public(), alice.public());
    assert!(SecretKey::from_pkcs8(&der[1..]).is_none());
    assert_eq!(format!("{alice:?}"), "SecretKey(redacted)");
}

/// The private key of RFC 8410 §10.3, without and with its public half, and the public half of §10.1.
#[test]
fn a_pem_document_is_read_with_and_without_text_around_it() {
    const SHORT: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";
    const LONG: &str = "-----BEGIN PRIVATE KEY-----
MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
Z9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PRIVATE KEY-----
";
    const PUBLIC: &str = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
    let around = format!("a note before\n{SHORT}and one behind\n");
    for text in [SHORT, LONG, &SHORT.replace('\n', "\r\n"), &around] {
        let key = SecretKey::from_pkcs8(text.as_bytes()).unwrap();
        assert_eq!(attestat_ledger::encoding::hex(key.public().as_bytes()), PUBLIC);
        assert_eq!(key.expose_pkcs8_pem().unwrap().as_str(), SHORT);
    }
    for broken in [&SHORT[..80], &SHORT.replace("MC4C", "MC4D"), &SHORT.replace("PRIVATE", "EC PRIVATE")] {
        assert!(SecretKey::from_pkcs8(broken.as_bytes()).is_none(), "{broken}");
    }
}
