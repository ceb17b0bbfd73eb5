//! The bytes of every format, frozen; docs/spec/wallet.md and docs/spec/enrolment.md explain these examples.

use argon2::{Algorithm, Argon2, Params, Version};
use attestat_credential::holder::statement::{self, Act, fetch_body};
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::RosterHash;
use attestat_wallet::enrol;
use attestat_wallet::file::{Cost, Lock, Passphrase, open, seal};
use attestat_wallet::keyring::Epoch;
use attestat_wallet::mailbox::commitment;
use attestat_wallet::proof::{self, Proof};
use attestat_wallet::ticket::Ticket;
use attestat_wallet::wallet::{Enrolment, MailboxPlace, Wallet};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use std::io::Write as _;
use zeroize::Zeroizing;

use crate::support::{address, words};

const REGISTRY: &str = "school-12.example.org/main";
/// 2026-11-21, noon.
const NOON: u64 = 1_795_262_400;
const PASSPHRASE: &str = "correct horse battery staple";

/// Bytes that count up from `first`.
fn counting(first: u8) -> impl FnMut(&mut [u8]) {
    move |bytes: &mut [u8]| (first..).zip(bytes).for_each(|(value, byte)| *byte = value)
}

/// The wallet of the example: enrolled once, one mailbox, no document.
fn example() -> Wallet {
    let registry = RegistryId::parse(REGISTRY).unwrap();
    let mut wallet = Wallet::from_words(words(), "Nika", NOON).unwrap();
    let (address, roster) = (address("node.example.org"), RosterHash([7; 32]));
    let enrolment = Enrolment { registry, epoch: Epoch::FIRST, address: address.clone(), enrolled_at: NOON, roster };
    wallet.note_enrolment(enrolment).unwrap();
    let keeper = RegistryId::parse("school-40.example.org/main").unwrap();
    wallet.note_mailbox(MailboxPlace { keeper, address, put_at: NOON }).unwrap();
    wallet
}

#[test]
fn a_ticket() {
    let registry = RegistryId::parse(REGISTRY).unwrap();
    let ticket =
        Ticket::draw(registry, &address("node.example.org"), NOON, RosterHash([7; 32]), &mut counting(1)).unwrap();
    let groups: Vec<String> = ticket.to_groups().iter().map(|group| group.to_string()).collect();
    let text = format!("{}\n{}\n", *ticket.to_line(), groups.join(" "));
    assert_eq!(text, include_str!("golden/ticket.txt"));
    assert_eq!(
        hex(ticket.secret().id().as_bytes()),
        "7d48bbaafe2101b33364a7ff7b74d7980ba5ad9f769612b9cae71d18b76ae116"
    );
}

/// Statements and signatures, computed in Python by the formulas of docs/spec/enrolment.md.
#[test]
fn an_enrolment_and_every_act() {
    let wallet = example();
    let (keys, epoch, nonce) = (wallet.keys(), Epoch::FIRST, [0xA5; 32]);
    let registry = RegistryId::parse(REGISTRY).unwrap();
    let keeper = RegistryId::parse("school-40.example.org/main").unwrap();
    let address = address("node.example.org");
    let ticket = Ticket::draw(registry.clone(), &address, NOON, RosterHash([7; 32]), &mut counting(1)).unwrap();
    let enrolment = enrol::request(keys, &ticket, epoch, &nonce);
    let (key, link) = (&enrolment.proof.key, &enrolment.link);
    let signature = |proof: Proof| hex(proof.signature.as_bytes());
    let mailbox = keys.mailbox_key(&keeper).public();
    let blind: [u8; 32] = core::array::from_fn(|at| u8::try_from(at).unwrap() + 1);
    let hidden = commitment(&blind, &mailbox);
    let known = [17, 1_049_091];
    let rows = [
        ("ticket-id", hex(enrolment.ticket.as_bytes())),
        ("ticket-hash", hex(&enrolment.ticket.stored_hash())),
        ("P_R", hex(key.as_bytes())),
        ("L_R", hex(link.expose())),
        ("enrol-statement", hex(&statement::enrolment(&registry, &nonce, &enrolment.ticket, key, link))),
        ("enrol-signature", signature(enrolment.proof.clone())),
        ("fetch-statement", hex(&statement::statement(Act::Fetch, &registry, &nonce, key, &fetch_body(&known)))),
        ("fetch-signature", signature(proof::fetch(keys, &registry, epoch, &nonce, &known))),
        ("holdings-signature", signature(proof::holdings(keys, &registry, epoch, &nonce))),
        ("mailbox-key", hex(mailbox.as_bytes())),
        ("mailbox-commitment", hex(&hidden)),
        ("permit-signature", signature(proof::permit(keys, &registry, epoch, &nonce, &hidden))),
        ("box-put-signature", signature(proof::mailbox_put(keys, &keeper, &nonce, b"content"))),
        ("box-get-signature", signature(proof::mailbox_get(keys, &keeper, &nonce))),
        ("box-drop-signature", signature(proof::mailbox_drop(keys, &keeper, &nonce))),
    ];
    let text: String = rows.iter().map(|(name, value)| format!("{name} {value}\n")).collect();
    assert_eq!(text, include_str!("golden/enrolment.txt"));
}

#[test]
fn a_wallet_file() {
    let passphrase = Passphrase::new(Zeroizing::new(PASSPHRASE.to_owned()));
    let mut lock = Lock::new(&passphrase, Cost::new(8192, 1).unwrap(), &mut counting(1)).unwrap();
    let file = seal(&mut example(), &mut lock, &mut counting(0x41)).unwrap();
    let expected: String = include_str!("golden/wallet-file.hex").split_whitespace().collect();
    assert_eq!(hex(&file), expected);
    assert_eq!(open(&file, &passphrase).unwrap().wallet.enrolments().count(), 1);
}

/// The file taken apart by the formulas of the page, without the crate.
#[test]
fn the_formulas_of_the_page_open_the_file() {
    let file = golden(include_str!("golden/wallet-file.hex"));
    let (covered, sum) = file.split_at(file.len() - 32);
    assert_eq!(sha256(covered), sum);
    assert_eq!(&covered[..19], b"attestat/wallet/v1\n");
    let number = |at: usize| u32::from_be_bytes(covered[at..at + 4].try_into().unwrap());
    let params = Params::new(number(19), number(23), 1, Some(32)).unwrap();
    let (salt, check) = (&covered[27..43], &covered[43..75]);
    let mut root = [0; 32];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(PASSPHRASE.as_bytes(), salt, &mut root).unwrap();
    let purpose = |label: &[u8]| -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&root).unwrap();
        mac.update(label);
        mac.finalize().into_bytes().into()
    };
    assert_eq!(purpose(b"attestat/wallet-check/v1\n"), check);
    let (header, ciphertext) = covered.split_at(111);
    assert_eq!(number(107) as usize, ciphertext.len());
    let nonce: [u8; 24] = header[83..107].try_into().unwrap();
    let cipher = XChaCha20Poly1305::new(&Key::from(purpose(b"attestat/wallet-key/v1\n")));
    let body = cipher.decrypt(&nonce.into(), Payload { msg: ciphertext, aad: header }).unwrap();
    let expected: String = include_str!("golden/wallet-body.hex").split_whitespace().collect();
    assert_eq!(hex(&body), expected);
}

fn golden(text: &str) -> Vec<u8> {
    let text: String = text.split_whitespace().collect();
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}

/// Bytes that programs wrote before generations stood in the contents: a file, and a copy at a keeper.
#[test]
fn a_file_and_a_copy_of_the_version_before_are_read() {
    let passphrase = Passphrase::new(Zeroizing::new(PASSPHRASE.to_owned()));
    let opened = open(&golden(include_str!("golden/wallet-file-v1.hex")), &passphrase).unwrap();
    let wallet = opened.wallet;
    assert_eq!((wallet.label(), wallet.generation(), wallet.enrolments().count()), ("Nika", 1, 1));

    let body = golden(include_str!("golden/wallet-body-v1.hex"));
    let keeper = RegistryId::parse("school-40.example.org/main").unwrap();
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(&body[32..]).unwrap();
    let packed = packer.finish().unwrap();
    let magic = b"attestat/mailbox/v1\n";
    let mut plain = [&u32::try_from(packed.len()).unwrap().to_be_bytes()[..], &packed].concat();
    plain.resize((64 << 10) - magic.len() - 24 - 16, 0);
    let lp = |text: &str| [&u16::try_from(text.len()).unwrap().to_be_bytes(), text.as_bytes()].concat();
    let associated = [magic.to_vec(), lp(keeper.as_str())].concat();
    let info = [lp("mailbox-content"), lp(keeper.as_str()), vec![0; 8]].concat();
    let mut key = [0; 32];
    let hkdf = hkdf::Hkdf::<sha2::Sha512>::new(Some(b"attestat/wallet/v1"), words().seed().expose());
    hkdf.expand(&info, &mut key).unwrap();
    let cipher = XChaCha20Poly1305::new(&Key::from(key));
    let sealed = cipher.encrypt(&[7; 24].into(), Payload { msg: &plain, aad: &associated }).unwrap();
    let contents = attestat_wallet::mailbox::open(wallet.keys(), &keeper, &[&magic[..], &[7; 24], &sealed].concat());
    assert_eq!(contents.unwrap().age(), (0, NOON));
}
