//! Documents that come are kept when they are genuine, also when they are not in force; and nodes are found where they
//! are now.

use super::*;
use crate::commands::trust::TrustStore;
use crate::commands::wallet::fixture::{Issued, Listed, SLOT, enrolment, nowhere, other, school, screen, wallet};
use crate::commands::wallet::folder::FamilyFolder;
use crate::fixture::{FamilyDesk, MemoryLog, RunningNode, Served};
use crate::machine::clock;
use attestat_credential::trust::Trust;
use attestat_ledger::roster::RosterHash;
use attestat_ledger::status::Status;
use attestat_wallet::flow::sync::Arrivals;
use attestat_wallet::told::arrivals::nothing_new;
use attestat_wallet::wallet::{DocumentId, Enrolment};
use attestat_words::language::Language;

fn trust(folder: &std::path::Path) -> Trust {
    Listed::version(1, None, ["", ""]).in_force(folder).trust().unwrap().unwrap()
}

fn taken(wallet: &mut Wallet, sent: Vec<(u32, Vec<u8>)>, trust: &Trust) -> Arrivals {
    let mut arrivals = Arrivals::default();
    arrivals.take(wallet, &school(), sent, Some(trust), clock::now());
    arrivals
}

#[test]
fn a_revoked_document_is_taken_in_and_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let (trust, mut issued) = (trust(folder.path()), Issued::new());
    let id = DocumentId { registry: school(), slot: SLOT };

    // Held before, and revoked since.
    let mut held = wallet();
    assert_eq!(taken(&mut held, issued.sent(), &trust).new, std::slice::from_ref(&id));
    assert_eq!(held.document(&id).unwrap().status(), Status::Valid);
    issued.revoke();
    let again = taken(&mut held, issued.sent(), &trust);
    assert_eq!((again.refused.len(), again.refreshed.clone()), (0, vec![id.clone()]));
    assert_eq!(again.not_in_force, [(id.clone(), Status::Revoked)]);
    assert_eq!(held.document(&id).unwrap().status(), Status::Revoked);

    // Seen for the first time when it was revoked already.
    let mut empty = wallet();
    let first = taken(&mut empty, issued.sent(), &trust);
    assert_eq!((first.refused.len(), &first.new, &first.not_in_force), (0, &vec![id.clone()], &again.not_in_force));
    assert_eq!(empty.known_slots(&school()), [SLOT]);
    assert_eq!(exit(&Synced { arrivals: first, ..Synced::default() }), Exit::Done);
}

#[test]
fn a_document_that_does_not_verify_is_refused_whatever_its_status() {
    let folder = tempfile::tempdir().unwrap();
    let (trust, mut issued) = (trust(folder.path()), Issued::new());
    for _ in 0..2 {
        let mut forged = issued.file.clone();
        forged.salt[0] ^= 1;
        let arrivals = taken(&mut wallet(), vec![(SLOT, forged.to_json().into())], &trust);
        assert_eq!((arrivals.refused.len(), arrivals.new.len()), (1, 0));
        issued.revoke();
    }
}

fn synced(wallet: &mut Wallet, trust: &mut FamilyTrust) -> Synced<Failure> {
    ask_all(wallet, trust, DocumentsWanted::Missing, &screen()).unwrap()
}

#[test]
fn a_node_with_a_new_key_is_found_by_the_roster_that_another_node_has() {
    let (folder, issued, desk) = (tempfile::tempdir().unwrap(), Issued::new(), FamilyDesk::default());
    desk.change(|answers| answers.documents = issued.sent());
    let school_node = RunningNode::start_tls(5, Served::honest(issued.log.clone()), &desk);
    let other_desk = FamilyDesk::default();
    let other_node = RunningNode::start_tls(6, Served::honest(MemoryLog::new()), &other_desk);
    let place = school_node.address.split_once('#').unwrap().0;
    let before = format!("{place}#sha256:{}", "0".repeat(64));
    let first = Listed::version(1, None, [&before, &other_node.address]);
    let mut trust = first.in_force(folder.path());
    let mut wallet = wallet();
    wallet.note_enrolment(enrolment(&before)).unwrap();

    // Nobody says yet that the key is another.
    other_node.change(|served| served.roster = first.note().0);
    let failed = synced(&mut wallet, &mut trust);
    assert_eq!(failed.failures[0].1.code(), Some("another-key"));
    assert_eq!(desk.asked(), [""; 0]);

    let second = Listed::version(2, Some(first.note().1), [&school_node.address, &other_node.address]);
    for node in [&other_node, &school_node] {
        node.change(|served| served.roster = second.note().0);
    }
    let done = synced(&mut wallet, &mut trust);
    assert!(done.failures.is_empty() && done.another_roster.is_empty(), "{:?}", done.failures);
    assert_eq!(done.arrivals.new.len(), 1);
    assert_eq!(wallet.enrolment(&school()).unwrap().address, school_node.address);
    assert_eq!(other_desk.asked(), [""; 0], "whoever has the roster learns nothing of the child");
}

#[test]
fn documents_of_one_registry_stay_when_another_fails() {
    let (folder, issued, desk) = (tempfile::tempdir().unwrap(), Issued::new(), FamilyDesk::default());
    desk.change(|answers| answers.documents = issued.sent());
    let node = RunningNode::start_tls(5, Served::honest(issued.log.clone()), &desk);
    let listed = Listed::version(1, None, [&node.address, ""]);
    let mut trust = listed.in_force(folder.path());
    // The roster that the node works by is of another consortium: said, and not followed.
    let (foreign, hash) =
        Listed { governor: 99, signers: &[99], ..Listed::version(7, Some(RosterHash([1; 32])), ["", ""]) }.note();
    node.change(|served| served.roster = foreign);
    let mut wallet = wallet();
    wallet.note_enrolment(enrolment(&nowhere())).unwrap();
    wallet.note_enrolment(Enrolment { registry: other(), ..enrolment(&nowhere()) }).unwrap();
    let done = synced(&mut wallet, &mut trust);
    assert_eq!((done.arrivals.new.len(), done.arrivals.unchecked), (1, 0));
    assert_eq!(done.another_roster, [(school(), hash)]);
    assert_eq!((done.failures.len(), &done.failures[0].0), (1, &other()));
    assert_eq!(trust.roster().unwrap().version, 1);
}

#[test]
fn sync_asks_how_held_documents_stand() {
    let (folder, mut issued, desk) = (tempfile::tempdir().unwrap(), Issued::new(), FamilyDesk::default());
    desk.change(|answers| answers.documents = issued.sent());
    let node = RunningNode::start_tls(5, Served::honest(issued.log.clone()), &desk);
    let listed = Listed::version(1, None, [&node.address, ""]);
    node.change(|served| served.roster = listed.note().0);
    let mut trust = listed.in_force(folder.path());
    let (mut wallet, id) = (wallet(), DocumentId { registry: school(), slot: SLOT });
    wallet.note_enrolment(enrolment(&node.address)).unwrap();
    assert_eq!(synced(&mut wallet, &mut trust).arrivals.new, std::slice::from_ref(&id));
    let quiet = synced(&mut wallet, &mut trust);
    assert_eq!(nothing_new(&quiet).unwrap().to_string(), "Nothing new.");

    // The school revokes it; the document itself is not sent again.
    issued.revoke();
    node.change(|served| served.log = issued.log.clone());
    let told = synced(&mut wallet, &mut trust);
    assert_eq!(told.statuses.changed, [(id.clone(), Status::Revoked)]);
    assert_eq!((told.arrivals.refreshed.len(), nothing_new(&told)), (0, None));
    assert!(
        attestat_wallet::told::status::lines(&told.statuses, &wallet, Language::Russian)[0]
            .told(Language::Russian)
            .starts_with("отозван")
    );
    assert_eq!(wallet.document(&id).unwrap().status(), Status::Revoked);
    assert!(synced(&mut wallet, &mut trust).statuses.changed.is_empty(), "it is news once");
    // A node that shows an older state takes nothing back.
    node.change(|served| served.log = Issued::new().log);
    synced(&mut wallet, &mut trust);
    assert_eq!(wallet.document(&id).unwrap().status(), Status::Revoked);
}

#[test]
fn where_the_schools_node_is_silent_another_one_says_how_documents_stand() {
    let (folder, mut issued, desk) = (tempfile::tempdir().unwrap(), Issued::new(), FamilyDesk::default());
    let mut wallet = wallet();
    taken(&mut wallet, issued.sent(), &trust(folder.path()));
    issued.revoke();
    let mirror = RunningNode::start_tls(6, Served::honest(issued.log.clone()), &desk);
    let mut trust = Listed::version(1, None, [&nowhere(), &mirror.address]).in_force(folder.path());
    wallet.note_enrolment(enrolment(&nowhere())).unwrap();
    let told = synced(&mut wallet, &mut trust);
    assert_eq!((told.answered, told.failures.len(), told.statuses.changed.len()), (0, 1, 1));
    assert!(nothing_new(&told).unwrap().to_string().starts_with("Nobody could be asked"));
    assert_eq!(desk.asked(), [""; 0], "the mirror does not learn whose they are");
}

#[test]
fn a_document_taken_without_a_roster_is_checked_once_there_is_one() {
    let (folder, issued) = (tempfile::tempdir().unwrap(), Issued::new());
    let mut forged = issued.file.clone();
    forged.proof = forged.proof.replacen("index 1", "index 0", 1);
    let mut wallet = wallet();
    let mut arrivals = Arrivals::default();
    arrivals.take(&mut wallet, &school(), vec![(SLOT, forged.to_json().into())], None, clock::now());
    assert_eq!((arrivals.new.len(), arrivals.unchecked), (1, 1));
    let node = RunningNode::start_tls(5, Served::honest(issued.log.clone()), &FamilyDesk::default());
    let mut trust = Listed::version(1, None, [&node.address, ""]).in_force(folder.path());
    let told = synced(&mut wallet, &mut trust);
    assert_eq!(told.statuses.bad.len(), 1);
    assert_eq!(exit(&told), Exit::Red);
    assert!(
        attestat_wallet::told::status::lines(&told.statuses, &wallet, Language::English)[0]
            .to_string()
            .starts_with("DOES NOT VERIFY")
    );
}

#[test]
fn a_sync_that_asked_nobody_does_not_say_that_nothing_is_new() {
    let failure = |_| (school(), FlowError::Effect(Failure::usage("x", "X", "")));
    let failed = |failures: usize, answered: usize| Synced {
        failures: (0..failures).map(failure).collect(),
        answered,
        ..Synced::default()
    };
    for (failures, answered, said) in
        [(1, 0, "Nobody could be asked"), (1, 1, "Nothing new from those that answered."), (0, 1, "Nothing new.")]
    {
        let told = nothing_new(&failed(failures, answered)).unwrap().to_string();
        assert!(told.starts_with(said), "{told}");
    }
}

#[test]
fn documents_that_too_few_had_confirmed_come_again_by_themselves_with_the_newest_proof() {
    let (folder, mut issued, desk) = (tempfile::tempdir().unwrap(), Issued::new(), FamilyDesk::default());
    desk.change(|answers| answers.documents = issued.sent());
    let node = RunningNode::start_tls(5, Served::honest(issued.log.clone()), &desk);
    // By the roster in force one mirror must confirm, and none had when this was issued.
    let (note, hash) = crate::fixture::roster(1, None);
    node.change(|served| served.roster = note.clone());
    let store = TrustStore::at(Some(&folder.path().join("trust"))).unwrap();
    store.put_roster(&store.lock().unwrap(), &hash, &note).unwrap();
    let mut trust = FamilyTrust::of(&FamilyFolder::at(Some(folder.path())).unwrap()).unwrap();
    let (mut wallet, id) = (wallet(), DocumentId { registry: school(), slot: SLOT });
    wallet.note_enrolment(enrolment(&node.address)).unwrap();
    assert_eq!(synced(&mut wallet, &mut trust).arrivals.new, std::slice::from_ref(&id));

    let held = |wallet: &Wallet| wallet.document(&id).unwrap().file.proof.clone();
    let before = held(&wallet);
    issued.file.proof = issued.log.proof(1, &issued.log.head(issued.log.size(), true)).to_string();
    desk.change(|answers| answers.documents = issued.sent());
    assert_eq!(synced(&mut wallet, &mut trust).arrivals.refreshed, std::slice::from_ref(&id));
    let after = held(&wallet);
    assert!(after != before && after == issued.file.proof);
    // What is confirmed is not asked for again, whatever the node has.
    issued.file.proof = before;
    desk.change(|answers| answers.documents = issued.sent());
    assert_eq!(synced(&mut wallet, &mut trust).arrivals.refreshed, []);
    assert_eq!(held(&wallet), after);
}
