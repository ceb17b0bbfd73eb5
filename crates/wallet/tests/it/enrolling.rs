//! Every act is signed under its own prefix, by the right key, over the statement that the node checks.

use attestat_credential::holder::permit::permit;
use attestat_credential::holder::statement::{Act, enrolment, fetch_body, statement};
use attestat_ledger::key::SecretKey;
use attestat_ledger::roster::RosterHash;
use attestat_wallet::enrol;
use attestat_wallet::keyring::Epoch;
use attestat_wallet::mailbox::{Permit, commitment};
use attestat_wallet::proof::{self, Proof};
use attestat_wallet::ticket::Ticket;
use zeroize::Zeroizing;

use crate::support::{NOW, address, committee, dice, school, wallet};

const NONCE: [u8; 32] = [0xA5; 32];

#[test]
fn an_enrolment_signs_ticket_key_and_link_secret() {
    let wallet = wallet();
    let ticket = Ticket::draw(school(), &address("node.example.org"), NOW, RosterHash([7; 32]), &mut dice(4)).unwrap();
    let request = enrol::request(wallet.keys(), &ticket, Epoch::FIRST, &NONCE);
    let key = wallet.keys().holder_key(&school(), Epoch::FIRST).public();
    assert_eq!((&request.proof.registry, &request.proof.key), (&school(), &key));
    assert_eq!(request.link.expose(), wallet.keys().link_secret(&school(), Epoch::FIRST).expose());
    assert_eq!(request.ticket, ticket.secret().id());
    let signed = enrolment(&school(), &NONCE, &ticket.secret().id(), &key, &request.link);
    assert!(key.verify(&signed, &request.proof.signature).is_ok());
    assert!(!format!("{request:?}").contains(&attestat_ledger::encoding::hex(request.link.expose())));
}

#[test]
fn each_act_has_a_signature_of_its_own() {
    let wallet = wallet();
    let keys = wallet.keys();
    let (registry, epoch) = (school(), Epoch::FIRST);
    let body = fetch_body(&[3, 1]);
    let acts: [(Act, Proof, &[u8]); 6] = [
        (Act::Fetch, proof::fetch(keys, &registry, epoch, &NONCE, &[3, 1]), &body),
        (Act::Holdings, proof::holdings(keys, &registry, epoch, &NONCE), b""),
        (Act::Permit, proof::permit(keys, &registry, epoch, &NONCE, &[8; 32]), &[8; 32]),
        (Act::MailboxPut, proof::mailbox_put(keys, &registry, &NONCE, b"content"), b"content"),
        (Act::MailboxGet, proof::mailbox_get(keys, &registry, &NONCE), b""),
        (Act::MailboxDrop, proof::mailbox_drop(keys, &registry, &NONCE), b""),
    ];
    let mailbox = keys.mailbox_key(&registry).public();
    for (at, (act, proof, body)) in acts.iter().enumerate() {
        let by_mailbox = matches!(act, Act::MailboxPut | Act::MailboxGet | Act::MailboxDrop);
        assert_eq!(proof.key == mailbox, by_mailbox);
        for (other, (act, ..)) in acts.iter().enumerate() {
            let signed = statement(*act, &registry, &NONCE, &proof.key, body);
            assert_eq!(proof.key.verify(&signed, &proof.signature).is_ok(), at == other, "{at} as {other}");
        }
        let elsewhere = statement(*act, &committee(), &NONCE, &proof.key, body);
        let replayed = statement(*act, &registry, &[0; 32], &proof.key, body);
        assert!(proof.key.verify(&elsewhere, &proof.signature).is_err());
        assert!(proof.key.verify(&replayed, &proof.signature).is_err());
    }
}

#[test]
fn a_permit_is_for_one_mailbox_and_one_end() {
    let wallet = wallet();
    let registry_key = SecretKey::from_seed(&Zeroizing::new([6; 32]));
    let mailbox = wallet.keys().mailbox_key(&committee()).public();
    let blind = Permit::draw_blind(&mut dice(2)).unwrap();
    let hidden = commitment(&blind, &mailbox);
    let signature = registry_key.sign(&permit(&school(), &hidden, NOW));
    let given = Permit { registry: school(), blind, expires: NOW, signature };
    assert!(given.verify(&mailbox, &registry_key.public()).is_ok());
    let other = wallet.keys().mailbox_key(&school()).public();
    assert!(given.verify(&other, &registry_key.public()).is_err());
    assert!(given.verify(&mailbox, &other).is_err());
    let longer = Permit { expires: NOW + 1, ..given.clone() };
    assert!(longer.verify(&mailbox, &registry_key.public()).is_err());
    assert!(Permit { registry: committee(), ..given }.verify(&mailbox, &registry_key.public()).is_err());
}
