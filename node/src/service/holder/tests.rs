#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod crowd;
mod hostile;
mod mailboxes;
mod quiet;
mod school;

use attestat_credential::document::DocumentFile;
use attestat_ledger::encoding::base64url;
use attestat_wire::v1;
use school::{Family, Running, fetched};
use v1::access::Kind;
use v1::held_document::Basis;
use v1::issue_response::Outcome;

/// The whole way: documents from before the wallet wait, later ones are bound to it and delivered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_family_is_enrolled_and_gets_its_documents() {
    let school = Running::start().await;
    school.issue(0, 1, 1..3).await;
    school.issue(0, 2, 1..2).await;
    let family = Family::new(&school, 0, 11);
    let ticket = school.ticket(0, 1).await;
    assert_eq!((ticket.made.documents, ticket.made.enrolled), (2, false));
    assert_eq!(ticket.made.registry_name, "School (SAMPLE)");
    assert_eq!(ticket.made.address, school.address.to_string());
    let enrolled = family.enrol(&ticket).await.unwrap();
    assert_eq!(enrolled.documents_waiting, 2);
    assert!(enrolled.expected_by > crate::machine::clock::now());
    let (documents, last) = fetched(family.fetch(&[]).await.unwrap());
    assert!(documents.is_empty(), "copies for anybody are not delivered");
    assert_eq!((last.documents_waiting, last.expected_by), (2, enrolled.expected_by));

    let new = school.issue(0, 1, 3..4).await;
    let (documents, _) = fetched(family.fetch(&[]).await.unwrap());
    assert_eq!(documents.iter().map(|(slot, _)| *slot).collect::<Vec<_>>(), new);
    let file = DocumentFile::parse(&documents[0].1).unwrap();
    let payload = file.sd_jwt.split('.').nth(1).unwrap();
    let payload = attestat_ledger::encoding::parse_base64url(payload).unwrap();
    let payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(payload["cnf"]["jwk"]["x"], base64url(family.key.public().as_bytes()), "bound to the wallet");
    assert!(fetched(family.fetch(&new).await.unwrap()).0.is_empty(), "what the wallet has is not sent again");

    school.rebind(0).await;
    let (documents, last) = fetched(family.fetch(&new).await.unwrap());
    assert_eq!((documents.len(), last.documents_waiting, last.expected_by), (2, 0, 0));
    school.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_family_gets_its_holdings_and_their_access_log() {
    let school = Running::start().await;
    let (family, _) = school.enrolled(0, 1, 11).await;
    let slots = school.issue(0, 1, 1..3).await;
    school.revoke(0, slots[0]).await;
    let began = crate::machine::clock::now();
    let held = family.holdings().await.unwrap();
    assert!(held.enrolled_at <= began && held.enrolled_at + 600 > began);
    let mut shown: Vec<_> = held.documents.iter().map(|held| (held.slot, held.status, held.reason)).collect();
    shown.sort_by_key(|(slot, ..)| *slot != slots[0]);
    assert_eq!(shown, [(slots[0], 1, 1), (slots[1], 0, 0)]);
    for held in &held.documents {
        assert_eq!(held.title, "Первенство (SAMPLE)");
        assert_eq!(held.credential_type, "urn:attestat:achievement:1");
        assert_eq!((held.day, held.bound), (crate::machine::clock::today().number(), true));
        assert_eq!((held.pupil_ref.as_str(), held.basis(), held.has_note), ("sample/1", Basis::Agreement, false));
    }
    let told: Vec<_> = held.accesses.iter().map(|access| (access.kind(), access.actor.as_str())).collect();
    let registrar = held.accesses[0].actor.clone();
    assert!(registrar.starts_with("registrar ") && registrar.len() > 10, "{registrar}");
    let by = |kind| (kind, registrar.as_str());
    let issued = by(Kind::Issued);
    let ticket = [by(Kind::TicketMade), (Kind::Enrolled, "family")];
    assert_eq!(told[..5], [ticket[0], ticket[1], issued, issued, by(Kind::Changed)]);
    assert_eq!(told.last(), Some(&(Kind::HoldingsShown, "family")));
    assert_eq!(held.ticket_expires, 0, "the letter was used");
    // A further letter, and a note, are told of too.
    let letter = school.try_ticket(0, 1, began + 7200).await;
    assert!(letter.is_ok());
    let note = zeroize::Zeroizing::new("Записка (SAMPLE)".to_owned());
    let pupil = school.node.vault.pupil_of(&family.registry, slots[1]).unwrap().unwrap();
    school.node.vault.put_note(&family.registry, pupil, slots[1], &note).unwrap();
    let again = family.holdings().await.unwrap();
    assert_eq!(again.ticket_expires, began + 7200);
    assert!(again.documents.iter().all(|held| held.has_note == (held.slot == slots[1])));
    // What the family does is told to it too.
    fetched(family.fetch(&[]).await.unwrap());
    family.holdings().await.unwrap();
    assert_eq!(school.issue_as(0, 1, 2..3, Outcome::AlreadyIssued).await, slots[1..]);
    assert_eq!((school.export(0, &slots).await, school.export(0, &[]).await), (2, 2));
    let held = family.holdings().await.unwrap();
    let told = |kind, slot| held.accesses.iter().filter(|a| a.kind() == kind && a.slot == Some(slot)).count();
    assert_eq!((told(Kind::Opened, slots[0]), told(Kind::Opened, slots[1])), (0, 1));
    // Twice within ten minutes is one entry.
    assert_eq!((told(Kind::Exported, slots[0]), told(Kind::Exported, slots[1])), (1, 1));
    let delivered = |slot| held.accesses.iter().any(|a| a.kind() == Kind::Delivered && a.slot == Some(slot));
    assert!(delivered(slots[0]) && delivered(slots[1]));
    assert_eq!(held.accesses.iter().filter(|access| access.kind() == Kind::HoldingsShown).count(), 1);
    assert!(held.accesses.is_sorted_by_key(|access| access.time));
    school.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_wallet_replaces_the_old_one_and_cannot_belong_to_two_children() {
    let school = Running::start().await;
    let (old, _) = school.enrolled(0, 1, 11).await;
    school.issue(0, 1, 1..3).await;
    let ticket = school.ticket(0, 1).await;
    assert!(ticket.made.enrolled, "the registrar is told that a wallet is there");
    let new = Family::new(&school, 0, 12);
    assert_eq!(new.enrol(&ticket).await.unwrap().documents_waiting, 2, "bound to the old key");
    assert_eq!(old.fetch(&[]).await.unwrap_err().code, "not-recognised");
    assert!(fetched(new.fetch(&[]).await.unwrap()).0.is_empty());
    // A sibling's ticket with this child's wallet.
    let sibling = school.ticket(0, 2).await;
    let refused = new.enrol(&sibling).await.unwrap_err();
    assert_eq!(refused.code, "wallet-of-another");
    Family::new(&school, 0, 13).enrol(&sibling).await.unwrap();
    // The same wallet may be enrolled at another registry, by the key that it has there.
    Family::new(&school, 1, 12).enrol(&school.ticket(1, 1).await).await.unwrap();
    school.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_that_could_never_be_redeemed_is_refused() {
    let school = Running::start().await;
    let now = crate::machine::clock::now();
    for expires in [0, now, now + 91 * 24 * 3600] {
        assert_eq!(school.try_ticket(0, 1, expires).await.unwrap_err().code, "bad-message", "{expires}");
    }
    assert!(school.try_ticket(0, 1, now + 89 * 24 * 3600).await.is_ok());
    school.stop().await;
}
