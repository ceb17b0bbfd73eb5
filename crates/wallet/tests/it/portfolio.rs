//! Documents that arrive, the portfolio, and restoring: twice is as once.

use attestat_credential::document::DOCUMENT_BYTES_MAX;
use attestat_ledger::hash::LeafHash;
use attestat_ledger::record::{Content, Record};
use attestat_wallet::keyring::Epoch;
use attestat_wallet::mailbox;
use attestat_wallet::seed::Mnemonic;
use attestat_wallet::wallet::{
    ADDRESS_BYTES_MAX, AddError, ArrivalKind, Binding, DocumentId, Enrolment, LABEL_BYTES_MAX, Merged, Wallet,
    WalletError,
};

use crate::support::{Issuing, NOW, bound, certificate, committee, dice, olympiad, portfolio, school, wallet, words};

#[test]
fn what_arrives_is_in_no_portfolio() {
    let mut wallet = wallet();
    let file = bound(&wallet, &school(), 17, certificate());
    let arrival = wallet.add_document(file.clone(), NOW).unwrap();
    assert_eq!(arrival.id.to_string(), "school-12.example.org/main:17");
    assert_eq!((arrival.kind, arrival.replaces), (ArrivalKind::New, None));
    assert!(matches!(arrival.binding, Binding::Ours(_)));
    assert_eq!(wallet.portfolio().count(), 0);
    wallet.include(&arrival.id).unwrap();
    assert_eq!(wallet.portfolio().count(), 1);
    // It comes again, unchanged and renewed: once in the wallet, and still in the portfolio.
    assert_eq!(wallet.add_document(file.clone(), NOW + 9).unwrap().kind, ArrivalKind::Known);
    let mut renewed = file.clone();
    renewed.proof.push_str("a newer head\n");
    renewed.status = Some("attestat/status-proof/v1\n".to_owned());
    assert_eq!(wallet.add_document(renewed.clone(), NOW + 9).unwrap().kind, ArrivalKind::Refreshed);
    let held = wallet.document(&arrival.id).unwrap();
    assert!(held.included && held.received_at == NOW && held.file == renewed);
    assert_eq!(wallet.known_slots(&school()), [17]);
    assert!(wallet.known_slots(&committee()).is_empty());
    wallet.exclude(&arrival.id).unwrap();
    assert_eq!((wallet.portfolio().count(), wallet.documents().count()), (0, 1));
    let unknown = DocumentId { slot: 18, ..arrival.id };
    assert_eq!(wallet.include(&unknown), Err(WalletError::NoDocument));
}

#[test]
fn a_node_cannot_strip_a_known_document_or_put_another_in_its_place() {
    let mut wallet = wallet();
    let file = bound(&wallet, &school(), 17, certificate());
    let id = wallet.add_document(file.clone(), NOW).unwrap().id;
    let mut stripped = file.clone();
    stripped.sd_jwt = format!("{}~", file.sd_jwt.split('~').next().unwrap());
    assert_eq!(wallet.add_document(stripped, NOW).unwrap().kind, ArrivalKind::Known);
    assert_eq!(wallet.document(&id).unwrap().file, file);
    let other = bound(&wallet, &school(), 17, olympiad("Физика"));
    assert!(matches!(wallet.add_document(other, NOW), Err(AddError::AnotherDocument)));
    assert_eq!(wallet.document(&id).unwrap().file, file);
}

#[test]
fn record_salt_and_credential_must_belong_together() {
    let mut wallet = wallet();
    let file = bound(&wallet, &school(), 17, certificate());
    let mut salted = file.clone();
    salted.salt[0] ^= 1;
    let mut moved = file.clone();
    let mut record = Record::parse(&file.record).unwrap();
    let Content::Award(award) = &mut record.content else { panic!("an award") };
    award.commitment[0] ^= 1;
    moved.record = record.body();
    record.content = Content::Status(attestat_ledger::record::StatusChange {
        target: 3,
        slot: 17,
        status: attestat_ledger::status::Status::Revoked,
        reason: attestat_ledger::status::Reason::Unspecified,
    });
    record.previous = LeafHash::from_bytes([0; 32]);
    let mut no_award = file.clone();
    no_award.record = record.body();
    for wrong in [salted, moved, no_award] {
        assert!(matches!(wallet.add_document(wrong, NOW), Err(AddError::Commitment)));
    }
    let mut cut = file;
    cut.sd_jwt.truncate(40);
    assert!(matches!(wallet.add_document(cut, NOW), Err(AddError::Credential(_))));
    assert_eq!(wallet.documents().count(), 0);
}

#[test]
fn a_bearer_copy_and_anothers_document_are_told_apart() {
    let mut wallet = wallet();
    let issuing =
        |holder, slot| Issuing { registry: school(), holder, slot, draft: certificate(), replaces: None }.document();
    let bearer = wallet.add_document(issuing(None, 1), NOW).unwrap();
    assert_eq!(bearer.binding, Binding::Bearer);
    let stranger = Mnemonic::generate(&mut dice(77)).unwrap();
    let stranger = Wallet::from_words(stranger, "other", NOW).unwrap();
    let key = stranger.keys().holder_key(&school(), Epoch::FIRST).public();
    let another = wallet.add_document(issuing(Some(key), 2), NOW).unwrap();
    assert_eq!(another.binding, Binding::Another);
}

#[test]
fn a_node_plants_no_document_of_another_registry_or_of_another_child() {
    let mut wallet = wallet();
    let elsewhere = bound(&wallet, &committee(), 17, olympiad("Физика"));
    assert!(matches!(wallet.add_sent_by(&school(), elsewhere.clone(), NOW), Err(AddError::OtherRegistry)));
    let stranger = Wallet::from_words(Mnemonic::generate(&mut dice(77)).unwrap(), "other", NOW).unwrap();
    let anothers = bound(&stranger, &school(), 17, certificate());
    assert!(matches!(wallet.add_sent_by(&school(), anothers, NOW), Err(AddError::OtherHolder)));
    assert_eq!(wallet.documents().count(), 0);
    assert_eq!(wallet.add_sent_by(&committee(), elsewhere, NOW).unwrap().kind, ArrivalKind::New);
}

#[test]
fn an_enrolment_that_never_came_about_is_forgotten() {
    let mut wallet = wallet();
    let others = wallet.enrolments().count() - 1;
    assert_eq!(wallet.forget_enrolment(&school()).unwrap().registry, school());
    assert_eq!((wallet.enrolment(&school()), wallet.enrolments().count()), (None, others));
    assert!(wallet.forget_enrolment(&school()).is_none());
}

#[test]
fn a_correction_is_recognised() {
    let mut wallet = wallet();
    let old = wallet.add_document(bound(&wallet, &school(), 17, certificate()), NOW).unwrap().id;
    let holder = Some(wallet.keys().holder_key(&school(), wallet.epoch(&school())).public());
    let corrected =
        Issuing { registry: school(), holder, slot: 18, draft: certificate(), replaces: Some(&old) }.document();
    let arrival = wallet.add_document(corrected, NOW).unwrap();
    assert_eq!(arrival.replaces, Some(old.clone()));
    assert_eq!(wallet.superseded_by(&old), Some(&arrival.id));
    assert_eq!(wallet.superseded_by(&arrival.id), None);
}

/// Row W9: whoever may issue at all could else take another registry's document out of every answer.
#[test]
fn no_registry_declares_anothers_document_replaced() {
    let mut wallet = wallet();
    let theirs = wallet.add_document(bound(&wallet, &school(), 17, certificate()), NOW).unwrap().id;
    let holder = Some(wallet.keys().holder_key(&committee(), wallet.epoch(&committee())).public());
    let draft = olympiad("Физика");
    let planted = Issuing { registry: committee(), holder, slot: 18, draft, replaces: Some(&theirs) }.document();
    let arrival = wallet.add_document(planted, NOW).unwrap();
    assert_eq!((arrival.replaces, wallet.superseded_by(&theirs)), (None, None));
}

#[test]
fn restoring_twice_makes_no_duplicates() {
    let (mut wallet, certificate, prize) = portfolio();
    let content = mailbox::seal(&wallet, &committee(), &mut dice(1)).unwrap().content;
    let open = || mailbox::open(wallet.keys(), &committee(), &content).unwrap();
    let (first, second, third) = (open(), open(), open());
    // A new wallet from the words alone takes in everything, once.
    let mut restored = Wallet::from_words(words(), "again", NOW + 100).unwrap();
    let merged = restored.merge(first).unwrap();
    assert_eq!(merged, Merged { enrolments: 2, documents: 2, ..Merged::default() });
    assert!(restored.documents().eq(wallet.documents()) && restored.portfolio().count() == 2);
    assert_eq!((restored.label(), restored.created_at()), ("again", NOW));
    assert_eq!(restored.merge(second).unwrap(), Merged::default());
    assert!(restored.documents().eq(wallet.documents()));
    // What the family took out since stays out, and what came since stays there.
    wallet.exclude(&prize).unwrap();
    let newer = wallet.add_document(bound(&wallet, &school(), 99, olympiad("Химия")), NOW).unwrap().id;
    assert_eq!(wallet.merge(third).unwrap(), Merged::default());
    let included: Vec<&DocumentId> = wallet.portfolio().map(|document| &document.id).collect();
    assert_eq!(included, [&certificate]);
    assert!(wallet.document(&newer).is_some());
}

#[test]
fn what_would_not_be_read_again_is_not_taken() {
    let mut wallet = wallet();
    let known = wallet.enrolment(&school()).unwrap().clone();
    let late = Enrolment { epoch: Epoch::from_number(Epoch::LIMIT), ..known.clone() };
    assert_eq!(wallet.note_enrolment(late), Err(WalletError::Epoch));
    let long = Enrolment { address: "h".repeat(ADDRESS_BYTES_MAX + 1), ..known.clone() };
    assert_eq!(wallet.note_enrolment(long), Err(WalletError::Address));
    let last = Enrolment { epoch: Epoch::from_number(Epoch::LIMIT - 1), ..known };
    wallet.note_enrolment(last.clone()).unwrap();
    assert_eq!(wallet.epoch(&school()), last.epoch);
    let mut bulky = bound(&wallet, &school(), 17, certificate());
    bulky.proof = "x".repeat(DOCUMENT_BYTES_MAX);
    assert!(matches!(wallet.add_document(bulky, NOW), Err(AddError::TooLong)));
    let content = mailbox::seal(&wallet, &committee(), &mut dice(1)).unwrap().content;
    assert!(mailbox::open(wallet.keys(), &committee(), &content).is_ok());
}

#[test]
fn labels_and_ids_are_visible_text() {
    let named = |label: &str| Wallet::from_words(words(), label, NOW).map(|wallet| wallet.label().to_owned());
    assert_eq!(named("  Ника "), Ok("Ника".to_owned()));
    for bad in ["", "  ", "a\nb", &"x".repeat(LABEL_BYTES_MAX + 1)] {
        assert_eq!(named(bad), Err(WalletError::Label));
    }
    for (text, good) in [
        ("school-12.example.org/main:17", true),
        ("school-12.example.org/main:4294967295", true),
        ("school-12.example.org/main:4294967296", false),
        ("school-12.example.org/main:+1", false),
        ("school-12.example.org/main", false),
        ("School:1", false),
    ] {
        let parsed = text.parse::<DocumentId>();
        assert_eq!(parsed.as_ref().map(ToString::to_string).ok().as_deref() == Some(text), good, "{text}");
    }
}
