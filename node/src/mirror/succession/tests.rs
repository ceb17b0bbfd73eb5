#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::hex;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::Origin;
use attestat_ledger::note::{SignatureType, VerifierKey};
use attestat_ledger::record::{Award, Class, Genesis, StatusChange, TARGET_EARLIER_GENERATION};
use attestat_ledger::status::{Reason, Status};
use attestat_store::memory::{Disk, Memory, MemoryGuard};
use attestat_store::writer::OwnLog;
use zeroize::Zeroizing;

fn key() -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([9; 32]))
}

fn origin(generation: u32) -> Origin {
    Origin::parse(&format!("school-12.example/{generation}")).unwrap()
}

/// The log of a generation, opened with its genesis.
fn open(database: &Database, generation: u32, predecessor: Option<Predecessor>) -> OwnLog {
    let origin = origin(generation);
    let guard = MemoryGuard::create(&Disk::default(), &origin).unwrap();
    let own = OwnLog::open(database.create(&origin).unwrap(), Box::new(guard)).unwrap();
    append(&own, vec![Content::Genesis(Genesis { key: key().public(), origin, predecessor })]);
    own
}

fn append(own: &OwnLog, contents: Vec<Content>) {
    let entry = own.entry(Day::from_number(20_000), contents);
    own.apply_appended(&own.commit(&entry).unwrap()).unwrap();
}

/// Appends records that the writer refuses: as a dishonest registry.
fn append_unchecked(own: &OwnLog, contents: Vec<Content>) {
    own.apply(&own.entry(Day::from_number(20_000), contents)).unwrap();
}

fn award(slot: u32) -> Content {
    Content::Award(Award { class: Class::Certificate, slot, tag: [1; 16], commitment: [2; 32] })
}

fn change(target: u64, slot: u32, status: Status) -> Content {
    Content::Status(StatusChange { target, slot, status, reason: Reason::Unspecified })
}

fn snapshot(own: &OwnLog) {
    append(own, vec![Content::Snapshot(own.log().state().statuses.snapshot())]);
}

fn end(own: &OwnLog) -> Predecessor {
    let state = own.log().state();
    Predecessor { origin: state.origin.clone(), size: state.size(), root: state.root() }
}

fn roster(cuts: &[Predecessor]) -> Roster {
    let governor = VerifierKey::new("governor.example", SignatureType::Ed25519, key().public()).unwrap();
    let mut text = format!(
        "format = \"attestat/roster/v1\"\nversion = 1\nissued = \"2026-09-01\"\nexpires = \"2027-09-01\"\nthreshold = 1\ngovernors = [\"{governor}\"]\nquorum = \"quorum none\\n\"\n"
    );
    for Predecessor { origin, size, root } in cuts {
        text.push_str(&format!("[[cut]]\norigin = \"{origin}\"\nsize = {size}\nroot = \"{}\"\n", hex(root.as_bytes())));
    }
    Roster::parse(&text).unwrap()
}

/// A first log with slot 5 revoked, and the database that holds it.
fn first() -> (Arc<Database>, OwnLog) {
    let database = Arc::new(Database::open(Arc::new(Memory::open(&Disk::default()))).unwrap());
    let own = open(&database, 1, None);
    append(&own, vec![award(5), award(6)]);
    append(&own, vec![change(1, 5, Status::Revoked)]);
    snapshot(&own);
    (database, own)
}

fn check(database: &Arc<Database>, own: &OwnLog, roster: &Roster) -> Succession {
    SuccessionWatch::new(own.log().clone(), database.clone()).check(roster, own.log().state().size()).unwrap()
}

#[test]
fn a_mirror_checks_what_a_second_and_a_third_log_owe() {
    let (database, one) = first();
    assert_eq!(check(&database, &one, &roster(&[])), Succession::Kept, "the first owes nothing");
    let two = open(&database, 2, Some(end(&one)));
    let cuts = roster(&[end(&one)]);
    let watch = SuccessionWatch::new(two.log().clone(), database.clone());
    assert!(matches!(watch.check(&roster(&[]), 1).unwrap(), Succession::Unknown(_)), "the roster does not cut it yet");
    assert_eq!(watch.check(&cuts, 1).unwrap(), Succession::Kept);
    append(&two, vec![award(8), change(TARGET_EARLIER_GENERATION, 5, Status::Revoked)]);
    snapshot(&two);
    assert_eq!(watch.check(&cuts, 4).unwrap(), Succession::Kept);
    // The third forgets what the second carried over.
    let three = open(&database, 3, Some(end(&two)));
    snapshot(&three);
    let forgotten = SuccessionError::Forgotten { index: 1, slot: 5 };
    let cuts = roster(&[end(&one), end(&two)]);
    assert_eq!(check(&database, &three, &cuts), Succession::Broken(forgotten));
    // And a revocation that the second takes back breaks it from there on.
    append_unchecked(&two, vec![change(TARGET_EARLIER_GENERATION, 5, Status::Valid)]);
    let taken_back = SuccessionError::TakenBack { index: 4, slot: 5 };
    assert_eq!(watch.check(&cuts, 5).unwrap(), Succession::Broken(taken_back.clone()));
    assert_eq!(watch.check(&cuts, 5).unwrap(), Succession::Broken(taken_back), "it stays so");
}

#[test]
fn a_log_that_drops_statuses_is_broken_and_one_without_its_predecessor_is_unknown() {
    let (database, one) = first();
    let cut = end(&one);
    let cuts = roster(std::slice::from_ref(&cut));
    let two = open(&database, 2, Some(cut.clone()));
    snapshot(&two);
    let forgotten = SuccessionError::Forgotten { index: 1, slot: 5 };
    assert_eq!(check(&database, &two, &cuts), Succession::Broken(forgotten));

    let elsewhere = Predecessor { size: cut.size - 1, ..cut.clone() };
    let (other, _) = first();
    let named = open(&other, 2, Some(elsewhere));
    let error = SuccessionError::OtherCut { origin: origin(1), size: cut.size - 1 };
    assert_eq!(check(&other, &named, &cuts), Succession::Broken(error));

    let alone = Arc::new(Database::open(Arc::new(Memory::open(&Disk::default()))).unwrap());
    let second = open(&alone, 2, Some(cut));
    assert!(matches!(check(&alone, &second, &cuts), Succession::Unknown(why) if why.contains("not kept here")));
}
