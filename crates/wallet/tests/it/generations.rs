//! Copies are of different age: the newer choice and the newer status count, whichever copy comes first.

use attestat_ledger::checkpoint::Checkpoint;
use attestat_ledger::day::Day;
use attestat_ledger::evidence::{AnchoredSnapshot, StatusProof};
use attestat_ledger::hash::LeafHash;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::Origin;
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::{Content, Record};
use attestat_ledger::status::{Status, StatusSet};
use attestat_ledger::tree::CompactRange;
use attestat_wallet::file::{Cost, Header, Lock, Passphrase, open, seal};
use attestat_wallet::mailbox;
use attestat_wallet::wallet::{Contents, DocumentId, MailboxPlace, Merged, Wallet};
use zeroize::Zeroizing;

use crate::support::{NOW, address, bound, certificate, committee, dice, portfolio, school, wallet, words};

/// Evidence of a document's status under the first `size` records of a log of its registry.
fn evidence(id: &DocumentId, status: Status, log: u32, size: u64) -> StatusProof {
    let mut statuses = StatusSet::default();
    statuses.set(id.slot, status);
    let (index, previous) = (size - 1, LeafHash::from_bytes([1; 32]));
    let content = Content::Snapshot(statuses.snapshot());
    let body = Record { index, previous, day: Day::of_unix_seconds(NOW), content }.body();
    let mut before = CompactRange::from_nodes(0, 0, &[]).unwrap();
    (0..index).for_each(|_| before.push(previous));
    let path = before.nodes().rev().collect();
    before.push(LeafHash::of(&body));
    let origin = Origin::parse(&format!("{}/{log}", id.registry)).unwrap();
    let checkpoint = Checkpoint { origin, size, root: before.root().unwrap() };
    let key = SecretKey::from_seed(&Zeroizing::new([9; 32]));
    let note = checkpoint.note(&key.public(), &checkpoint.seal(&key)).to_string();
    let anchor = AnchoredSnapshot::new(&body, TlogProof { extra: None, index, path, checkpoint: note }).unwrap();
    StatusProof::new(anchor, id.slot, statuses.prove(id.slot)).unwrap()
}

/// A wallet that is saved as the command line does it, and copied.
struct Saved {
    wallet: Wallet,
    lock: Lock,
}

impl Saved {
    fn new(wallet: Wallet) -> Self {
        let passphrase = Passphrase::new(Zeroizing::new("correct horse".to_owned()));
        let lock = Lock::new(&passphrase, Cost::new(8 * 1024, 1).unwrap(), &mut dice(1)).unwrap();
        let mut saved = Self { wallet, lock };
        saved.save();
        saved
    }

    fn save(&mut self) -> Vec<u8> {
        seal(&mut self.wallet, &mut self.lock, &mut dice(2)).unwrap()
    }

    fn copy(&self) -> Vec<u8> {
        mailbox::seal(&self.wallet, &committee(), &mut dice(3)).unwrap().content
    }
}

fn opened(content: &[u8]) -> Contents {
    mailbox::open(wallet().keys(), &committee(), content).unwrap()
}

fn restored(copies: &[&[u8]]) -> Wallet {
    let mut restored = Wallet::from_words(words(), "again", NOW + 100).unwrap();
    for copy in copies {
        restored.merge(opened(copy)).unwrap();
    }
    restored
}

#[test]
fn what_the_family_chose_last_counts_whichever_copy_is_merged_first() {
    let (wallet, certificate, prize) = portfolio();
    let mut saved = Saved::new(wallet);
    saved.wallet.exclude(&certificate).unwrap();
    saved.save();
    let older = saved.copy();
    saved.wallet.exclude(&prize).unwrap();
    saved.wallet.include(&certificate).unwrap();
    saved.save();
    let newer = saved.copy();
    assert!(opened(&newer).age() > opened(&older).age());
    for copies in [[&older[..], &newer], [&newer, &older]] {
        let restored = restored(&copies);
        assert!(!restored.document(&prize).unwrap().included, "a document that was taken out stays out");
        assert!(restored.document(&certificate).unwrap().included, "and one that was put back stays in");
        assert_eq!(restored.generation(), saved.wallet.generation());
    }
    // An old copy that is played back to the wallet itself changes nothing.
    assert_eq!(saved.wallet.merge(opened(&older)).unwrap(), Merged::default());
    assert!(!saved.wallet.document(&prize).unwrap().included);
}

#[test]
fn a_choice_made_after_a_recovery_is_later_than_every_copy_that_was_found() {
    let (wallet, certificate, _) = portfolio();
    let mut saved = Saved::new(wallet);
    (0..9).for_each(|_| drop(saved.save()));
    let copy = saved.copy();
    let mut again = Saved::new(restored(&[&copy]));
    again.wallet.exclude(&certificate).unwrap();
    let file = again.save();
    assert!(Header::read(&file).unwrap().generation() > saved.wallet.generation());
    again.wallet.merge(opened(&copy)).unwrap();
    assert!(!again.wallet.document(&certificate).unwrap().included);
}

#[test]
fn of_two_choices_of_one_generation_the_one_that_shows_less_counts() {
    let (wallet, certificate, prize) = portfolio();
    let file = Saved::new(wallet).save();
    let passphrase = Passphrase::new(Zeroizing::new("correct horse".to_owned()));
    let mut two: Vec<Wallet> = (0..2).map(|_| open(&file, &passphrase).unwrap().wallet).collect();
    two[0].exclude(&certificate).unwrap();
    two[1].include(&certificate).unwrap();
    two[0].include(&prize).unwrap();
    two[1].exclude(&prize).unwrap();
    let copies: Vec<Vec<u8>> =
        two.iter().map(|wallet| mailbox::seal(wallet, &committee(), &mut dice(3)).unwrap().content).collect();
    for wallet in [restored(&[&copies[0], &copies[1]]), restored(&[&copies[1], &copies[0]])] {
        assert_eq!(wallet.portfolio().count(), 0);
    }
}

#[test]
fn a_revocation_is_not_forgotten_for_an_older_copy() {
    let (wallet, certificate, _) = portfolio();
    let mut saved = Saved::new(wallet);
    saved.wallet.renew_status(&certificate, &evidence(&certificate, Status::Valid, 1, 2)).unwrap();
    let older = saved.copy();
    let changed = saved.wallet.renew_status(&certificate, &evidence(&certificate, Status::Revoked, 1, 5)).unwrap();
    assert_eq!(changed, Some(Status::Revoked));
    let newer = saved.copy();
    for copies in [[&older[..], &newer], [&newer, &older]] {
        assert_eq!(restored(&copies).document(&certificate).unwrap().status(), Status::Revoked);
    }
    assert_eq!(saved.wallet.merge(opened(&older)).unwrap().statuses, 0);
}

#[test]
fn newer_evidence_takes_the_place_of_older_and_a_revocation_is_final() {
    let mut wallet = wallet();
    let id = wallet.add_document(bound(&wallet, &school(), 17, certificate()), NOW).unwrap().id;
    let mut say = |status, log, size| {
        wallet.renew_status(&id, &evidence(&id, status, log, size)).unwrap();
        wallet.document(&id).unwrap().status()
    };
    assert_eq!(say(Status::Suspended, 1, 3), Status::Suspended);
    assert_eq!(say(Status::Valid, 1, 2), Status::Suspended, "older");
    assert_eq!(say(Status::Valid, 1, 4), Status::Valid, "reinstated");
    assert_eq!(say(Status::Suspended, 2, 2), Status::Suspended, "the next log says it");
    assert_eq!(say(Status::Revoked, 1, 4), Status::Revoked, "whatever is revoked in one log is revoked");
    assert_eq!(say(Status::Valid, 2, 9), Status::Revoked);
    let other = DocumentId { registry: committee(), ..id.clone() };
    let evidence = evidence(&other, Status::Valid, 1, 90);
    assert_eq!(wallet.renew_status(&id, &evidence).unwrap(), None, "another registry has no say");
    // What a node sends with an older proof does not bring the older status back.
    let mut sent = wallet.document(&id).unwrap().file.clone();
    sent.status = None;
    wallet.add_document(sent, NOW).unwrap();
    assert_eq!(wallet.document(&id).unwrap().status(), Status::Revoked);
}

#[test]
fn another_registry_has_no_say_about_what_is_replaced() {
    let mut wallet = wallet();
    let old = wallet.add_document(bound(&wallet, &school(), 17, certificate()), NOW).unwrap().id;
    let holder = Some(wallet.keys().holder_key(&committee(), wallet.epoch(&committee())).public());
    let draft = certificate();
    let issuing = crate::support::Issuing { registry: committee(), holder, slot: 18, draft, replaces: Some(&old) };
    let arrival = wallet.add_document(issuing.document(), NOW).unwrap();
    assert_eq!((arrival.replaces, wallet.superseded_by(&old)), (None, None));
}

#[test]
fn copies_from_before_generations_are_told_apart_by_the_newest_copy_that_they_know_of() {
    let age = |put_at: Option<u64>| {
        let mut wallet = wallet();
        if let Some(put_at) = put_at {
            let place = MailboxPlace { keeper: school(), address: address("node.example.org"), put_at };
            wallet.note_mailbox(place).unwrap();
        }
        opened(&mailbox::seal(&wallet, &committee(), &mut dice(3)).unwrap().content).age()
    };
    assert!(age(None) < age(Some(NOW)) && age(Some(NOW)) < age(Some(NOW + 1)));
}
