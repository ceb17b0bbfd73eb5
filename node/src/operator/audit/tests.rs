#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use attestat_ledger::audit::CheckedCut;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::base64;
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::Origin;
use attestat_ledger::note::{SignatureType, VerifierKey};
use attestat_ledger::record::{Award, Class, Content, Genesis, Rotation, StatusChange, TAG_BYTES};
use attestat_ledger::status::{Reason, Status, StatusLeaf, StatusSet};
use attestat_store::database::Database;
use attestat_store::engine::{Batch, Durability, Engine as _, Family};
use attestat_store::guard::Sealed;
use attestat_store::memory::{Disk, Memory, MemoryGuard};
use attestat_store::writer::OwnLog;
use std::sync::Arc;
use zeroize::Zeroizing;

mod folder;

const ORIGIN: &str = "school-12.example/1";

fn origin() -> Origin {
    Origin::parse(ORIGIN).unwrap()
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([seed; 32]))
}

fn award(number: u32) -> Content {
    // A fixed permutation, so that slots and tags fall everywhere.
    let slot = number.wrapping_mul(2_654_435_761) & 0xF_FFFF;
    let mut tag = [0; TAG_BYTES];
    tag[..4].copy_from_slice(&number.wrapping_mul(0x9E37_79B1).to_be_bytes());
    Content::Award(Award { class: Class::Achievement, slot, tag, commitment: [7; 32] })
}

/// A registry's log that grows batch by batch.
struct Growing {
    disk: Disk,
    own: OwnLog,
    key: SecretKey,
    statuses: StatusSet,
}

impl Growing {
    fn new() -> Self {
        let disk = Disk::default();
        let database = Database::open(Arc::new(Memory::open(&disk))).unwrap();
        let log = database.create(&origin()).unwrap();
        let own = OwnLog::open(log, Box::new(MemoryGuard::create(&disk, &origin()).unwrap())).unwrap();
        let mut growing = Self { disk, own, key: key(1), statuses: StatusSet::default() };
        let genesis = Genesis { key: growing.key.public(), origin: origin(), predecessor: None };
        growing.append(vec![Content::Genesis(genesis)]);
        growing
    }

    fn append(&mut self, contents: Vec<Content>) {
        let entry = self.own.entry(Day::from_number(20_000), contents);
        let appended = self.own.commit(&entry).unwrap();
        self.own.apply_appended(&appended).unwrap();
        self.own.seal(&self.key).unwrap();
    }

    /// Awards from number `first` on in batches of `width`.
    fn awards(&mut self, first: u32, count: u32, width: u32) {
        for begin in (first..first + count).step_by(width as usize) {
            self.append((begin..(first + count).min(begin + width)).map(award).collect());
        }
    }

    /// Revokes the award of this number at this index, and takes a snapshot in the same batch.
    fn revoke(&mut self, number: u32, target: u64) {
        let Content::Award(Award { slot, .. }) = award(number) else { return };
        let change = StatusChange { target, slot, status: Status::Revoked, reason: Reason::Superseded };
        self.statuses = self.statuses.leaves().chain([StatusLeaf { slot, status: Status::Revoked }]).collect();
        self.append(vec![Content::Status(change), Content::Snapshot(self.statuses.snapshot())]);
    }

    /// Appends a batch that the writer refuses: as a version before it did, or a dishonest registry.
    fn append_unchecked(&mut self, contents: Vec<Content>) {
        let entry = self.own.entry(Day::from_number(20_000), contents);
        self.own.apply(&entry).unwrap();
        self.own.seal(&self.key).unwrap();
    }

    fn rotate(&mut self, seed: u8) {
        let new = key(seed);
        let index = self.own.log().state().size();
        let rotation = Rotation::prove(&origin(), index, &self.key.public(), &new);
        self.key = new;
        self.append(vec![Content::Rotate(rotation)]);
    }

    fn publish(&self) {
        let seal = self.own.log().newest_seal().unwrap().unwrap();
        self.own.log().set_head(&CheckpointNote::from_note(seal.note()).unwrap()).unwrap();
    }

    /// Ends the log: everything is indexed and on disk.
    fn finish(self) -> (Disk, Sealed) {
        let log = self.own.log();
        while log.index_run(1).unwrap() < log.state().size() {}
        log.sync().unwrap();
        (self.disk.clone(), self.own.sealed())
    }
}

/// A log with everything in it: awards in batches of several widths, revocations, a rotation, heads.
fn everything() -> (Disk, Sealed) {
    let mut growing = Growing::new();
    growing.awards(0, 600, 250);
    growing.awards(600, 20, 1);
    growing.revoke(5, 6);
    growing.publish();
    growing.rotate(2);
    growing.awards(620, 900, 64);
    growing.revoke(300, 301);
    growing.awards(1520, 30, 30);
    growing.publish();
    growing.awards(1550, 10, 3);
    growing.finish()
}

fn guarded(sealed: Sealed) -> LogKnowledge {
    LogKnowledge { guard: Some(Ok(sealed)), ..LogKnowledge::default() }
}

fn audited(disk: &Disk, sealed: &Sealed, seals: Seals) -> AuditReport {
    let database = Database::open(Arc::new(Memory::open(disk))).unwrap();
    audit(&database.log(&origin()).unwrap(), None, &guarded(sealed.clone()), seals, &[], &mut |_| {})
}

#[test]
fn a_sound_log_is_clean_and_the_report_names_what_was_not_checked() {
    let (disk, sealed) = everything();
    let every = audited(&disk, &sealed, Seals::Every);
    assert_eq!(every.findings, []);
    assert_eq!((every.records, every.snapshots), (1566, 2));
    assert_eq!(every.seals_not_checked, 0);
    assert_eq!(every.heads.len(), 2);
    let [only] = every.not_checked.as_slice() else { panic!("{:?}", every.not_checked) };
    assert!(only.contains("no roster"), "{only}");

    let last = audited(&disk, &sealed, Seals::LastOfEachKey);
    assert_eq!(last.findings, []);
    // One seal of each of the two keys.
    assert_eq!((last.seals_checked, last.seals_not_checked), (2, every.seals_checked - 2));
    assert_eq!(last.not_checked, every.not_checked);
}

/// The same award again, and another award in a slot that is taken: only the second is a finding.
#[test]
fn an_award_that_was_appended_twice_is_harmless_and_another_one_in_its_slot_is_not() {
    let mut growing = Growing::new();
    growing.awards(0, 600, 250);
    growing.append_unchecked(vec![award(7)]);
    let (disk, sealed) = growing.finish();
    let report = audited(&disk, &sealed, Seals::Every);
    assert_eq!(report.findings, []);
    let [repetition] = report.repetitions[..] else { panic!("{:?}", report.repetitions) };
    assert_eq!((repetition.first, repetition.again, repetition.times), (8, 601, 2));

    let mut growing = Growing::new();
    growing.awards(0, 600, 250);
    let Content::Award(first) = award(7) else { unreachable!() };
    let slot = first.slot;
    growing.append_unchecked(vec![Content::Award(Award { commitment: [8; 32], ..first })]);
    let (disk, sealed) = growing.finish();
    let report = audited(&disk, &sealed, Seals::Every);
    assert!(matches!(report.findings[..], [Finding::DuplicateSlot { slot: found, .. }] if found == slot));
    assert!(report.repetitions.is_empty());
}

#[test]
fn a_log_of_many_stretches_and_three_levels_of_tiles_is_clean() {
    let mut growing = Growing::new();
    growing.awards(0, 66_500, 1000);
    growing.publish();
    let (disk, sealed) = growing.finish();
    let mut told = 0;
    let database = Database::open(Arc::new(Memory::open(&disk))).unwrap();
    let log = database.log(&origin()).unwrap();
    let report = audit(&log, None, &guarded(sealed), Seals::Every, &[], &mut |records| told += records);
    assert_eq!(report.findings, []);
    assert_eq!((report.records, told, report.seals_checked), (66_501, 66_501, 68));
    assert_eq!(report.root, log.state().root());
}

/// Every stored value, one bit flipped: opening or the audit names something.
#[test]
fn a_flipped_bit_in_any_stored_value_is_found() {
    let (disk, sealed) = everything();
    let (mut at_open, mut by_audit) = (0, 0);
    for at in 0..disk.values() {
        for bit in [0, 77, 1_000_003] {
            let damaged = disk.copy();
            let Some(family) = damaged.flip_bit(at, bit) else { continue };
            let database = match Database::open(Arc::new(Memory::open(&damaged))) {
                Ok(database) => database,
                Err(error) => {
                    assert!(error.to_string().len() > 20, "{error}");
                    at_open += 1;
                    continue;
                }
            };
            let log = match database.log(&origin()) {
                Ok(log) => log,
                Err(error) => {
                    assert!(error.is_damage(), "{error}");
                    at_open += 1;
                    continue;
                }
            };
            let report = audit(&log, None, &guarded(sealed.clone()), Seals::Every, &[], &mut |_| {});
            by_audit += 1;
            assert!(!report.findings.is_empty(), "value {at} of {family:?}, bit {bit}");
        }
    }
    assert!(at_open > 20 && by_audit > 50, "{at_open} at open, {by_audit} by audit");
}

/// Damages a sound log by one write and returns what the audit says in words.
fn damaged(damage: impl FnOnce(&mut Batch)) -> Vec<String> {
    let (disk, sealed) = everything();
    let mut batch = Batch::default();
    damage(&mut batch);
    Memory::open(&disk).write(batch, Durability::Synced).unwrap();
    audited(&disk, &sealed, Seals::Every).findings.iter().map(ToString::to_string).collect()
}

/// A key of the first log: its number, then what follows.
fn stored_key(rest: &[&[u8]]) -> Vec<u8> {
    [&1_u32.to_be_bytes(), rest.concat().as_slice()].concat()
}

#[test]
fn missing_stored_values_are_named_by_the_audit() {
    let bundle = |number: u64| stored_key(&[&number.to_be_bytes()]);
    let missing = damaged(|batch| batch.delete(Family::Bundle, bundle(2)));
    assert!(missing.contains(&"records 512 to 768 are missing".to_owned()), "{missing:?}");
    let tile = stored_key(&[&[0], &3_u64.to_be_bytes()]);
    let missing = damaged(|batch| batch.delete(Family::Tile, tile));
    assert_eq!(missing, ["stored tile/0/003, which is missing, is not what the records make it"]);
    let key = stored_key(&[b"key/", &624_u64.to_be_bytes()]);
    let missing = damaged(|batch| batch.delete(Family::Meta, key));
    assert_eq!(missing, ["stored list of signing keys is not what the records make it"]);
}

#[test]
fn a_guard_ahead_of_the_log_or_contradicting_it_is_a_finding() {
    let (disk, sealed) = everything();
    let ahead = Sealed { size: sealed.size + 5, root: sealed.root };
    assert_eq!(audited(&disk, &ahead, Seals::LastOfEachKey).findings, [Finding::Short { head: 1571, records: 1566 }]);
    let beside = Sealed { size: sealed.size, root: RootHash::from_bytes([3; 32]) };
    assert_eq!(audited(&disk, &beside, Seals::LastOfEachKey).findings, [Finding::Root(1566)]);
}

/// A roster that cut the log at 501 records, with this root.
fn cut_roster(root: RootHash) -> Roster {
    let governor = VerifierKey::new("governor.example", SignatureType::Ed25519, key(50).public()).unwrap();
    let keys: String = [(1, "from_size = 1\nto_size = 623"), (2, "from_size = 624")]
        .map(|(seed, sizes)| {
            format!("[[registry.log.key]]\nkey = \"{}\"\n{sizes}\n", base64(key(seed).public().as_bytes()))
        })
        .concat();
    let text = format!(
        "format = \"attestat/roster/v1\"\nversion = 1\nissued = \"2024-09-01\"\nexpires = \"2999-09-01\"\nthreshold = 1\n\
         governors = [\"{governor}\"]\nquorum = \"quorum none\"\n\
         [[registry]]\nid = \"school-12.example\"\nname = \"School 12\"\norganisation = \"School 12\"\nregion = \"77\"\n\
         classes = [\"achievement\"]\nstate = \"active\"\n[[registry.log]]\norigin = \"{ORIGIN}\"\n{keys}\
         [[cut]]\norigin = \"{ORIGIN}\"\nsize = 501\nroot = \"{root}\"\n"
    );
    Roster::parse(&text).unwrap()
}

#[test]
fn a_cut_is_compared_with_the_stored_log_and_records_beyond_it_are_counted() {
    let (disk, sealed) = everything();
    let database = Database::open(Arc::new(Memory::open(&disk))).unwrap();
    let log = database.log(&origin()).unwrap();
    let beyond = Finding::BeyondCut { size: 501, beyond: 1065 };
    for (root, agrees, findings) in [
        (log.root_at(501).unwrap(), true, vec![beyond.clone()]),
        (RootHash::from_bytes([3; 32]), false, vec![Finding::CutRoot(501), beyond]),
    ] {
        for seals in [Seals::Every, Seals::LastOfEachKey] {
            let report = audit(&log, Some(&cut_roster(root)), &guarded(sealed.clone()), seals, &[], &mut |_| {});
            assert_eq!(report.findings, findings, "{seals:?}");
            assert_eq!(report.cut, Some(CheckedCut { size: 501, agrees: Some(agrees), beyond: 1065 }), "{seals:?}");
        }
    }
}

#[test]
fn a_seal_by_another_key_is_found_with_every_seal_only() {
    let (disk, sealed) = everything();
    let database = Database::open(Arc::new(Memory::open(&disk))).unwrap();
    let log = database.log(&origin()).unwrap();
    let root = log.root_at(251).unwrap();
    let forged = attestat_ledger::checkpoint::Checkpoint { origin: origin(), size: 251, root }.seal(&key(9));
    let end = stored_key(&[&251_u64.to_be_bytes()]);
    let value = [root.as_bytes().as_slice(), forged.as_bytes()].concat();
    let mut batch = Batch::default();
    batch.put(Family::Seal, end.clone(), protected(&end, value));
    Memory::open(&disk).write(batch, Durability::Synced).unwrap();
    assert_eq!(audited(&disk, &sealed, Seals::Every).findings, [Finding::Seal(251)]);
    assert_eq!(audited(&disk, &sealed, Seals::LastOfEachKey).findings, []);
}

/// The store's checksum of small values: the first 8 bytes of SHA-256(key length u64 ‖ key ‖ value).
fn protected(key: &[u8], value: Vec<u8>) -> Vec<u8> {
    let input = [&(key.len() as u64).to_be_bytes(), key, &value].concat();
    let sum = attestat_ledger::hash::sha256(&input);
    [value.as_slice(), sum.get(..8).unwrap()].concat()
}
