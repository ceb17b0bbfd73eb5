//! A roster is followed by its governors' word, and jumped to by a hash that was named.

use super::*;
use crate::commands::wallet::fixture::Listed;
use crate::fixture::{FamilyDesk, GOVERNOR, MemoryLog, RunningNode, Served};
use crate::net::remote::runtime;

const URLS: [&str; 2] = ["", ""];
/// Hash of an earlier version that nobody has.
const STRANGE: Option<RosterHash> = Some(RosterHash([1; 32]));

fn take(trust: &mut FamilyTrust, node: &RunningNode, note: &[u8], source: RosterSource) -> RosterTaken {
    node.change(|served| served.roster = note.to_vec());
    runtime()
        .unwrap()
        .block_on(async {
            let remote = Remote::connect(&node.address).await?;
            trust.take(&remote, source).await
        })
        .unwrap()
}

#[test]
fn a_skipped_roster_version_is_passed_by_a_hash_that_was_named() {
    let folder = tempfile::tempdir().unwrap();
    let node = RunningNode::start_tls(1, Served::honest(MemoryLog::new()), &FamilyDesk::default());
    let first = Listed::version(1, None, URLS);
    let (_, second) = Listed::version(2, Some(first.note().1), URLS).note();
    let (third, hash) = Listed::version(3, Some(second), URLS).note();

    let mut trust = first.in_force(folder.path());
    let held = RosterSource::Letter(first.note().1);
    assert_eq!(take(&mut trust, &node, &third, held), RosterTaken::Another(hash), "nobody named it");
    assert_eq!(take(&mut trust, &node, &third, RosterSource::Letter(hash)), RosterTaken::InForce);
    assert_eq!(trust.roster().unwrap().version, 3);

    // Back again, or to another one below, nobody goes.
    assert_eq!(take(&mut trust, &node, &first.note().0, held), RosterTaken::InForce, "the node is behind");
    let (below, hash) = Listed::version(2, STRANGE, URLS).note();
    assert_eq!(take(&mut trust, &node, &below, RosterSource::Person(hash)), RosterTaken::Another(hash));
    assert_eq!(trust.roster().unwrap().version, 3);
}

#[test]
fn a_forged_letter_does_not_bring_a_roster_of_other_governors() {
    let folder = tempfile::tempdir().unwrap();
    let node = RunningNode::start_tls(1, Served::honest(MemoryLog::new()), &FamilyDesk::default());
    let first = Listed::version(1, None, URLS);
    let mut trust = first.in_force(folder.path());
    let (forged, hash) = Listed { governor: 99, signers: &[99], ..Listed::version(9, STRANGE, URLS) }.note();
    assert_eq!(take(&mut trust, &node, &forged, RosterSource::Letter(hash)), RosterTaken::Another(hash));
    // New governors whom the old ones have signed for are as good as the old ones.
    let signers = [99, GOVERNOR];
    let (handed, hash) = Listed { governor: 99, signers: &signers, ..Listed::version(9, STRANGE, URLS) }.note();
    assert_eq!(take(&mut trust, &node, &handed, RosterSource::Letter(hash)), RosterTaken::InForce);
    // And a person may compare and decide.
    let mut trust = first.in_force(folder.path());
    let (chosen, hash) = Listed { governor: 98, signers: &[98], ..Listed::version(10, STRANGE, URLS) }.note();
    assert_eq!(take(&mut trust, &node, &chosen, RosterSource::Person(hash)), RosterTaken::InForce);
}

#[test]
fn the_hash_on_an_old_sheet_leads_to_the_roster_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let first = Listed::version(1, None, URLS);
    let second = Listed::version(2, Some(first.note().1), URLS);
    let third = Listed::version(3, Some(second.note().1), URLS);
    let rosters = vec![first.note().0, second.note().0];
    let served = Served { roster: third.note().0, rosters, ..Served::honest(MemoryLog::new()) };
    let node = RunningNode::start_tls(1, served, &FamilyDesk::default());
    let reach = |trust: &mut FamilyTrust, hash| {
        runtime().unwrap().block_on(async {
            let remote = Remote::connect(&node.address).await?;
            trust.take(&remote, RosterSource::Person(hash)).await
        })
    };
    let family = crate::commands::wallet::folder::FamilyFolder::at(Some(&folder.path().join("fresh"))).unwrap();
    let mut trust = FamilyTrust::of(&family).unwrap();
    assert_eq!(
        reach(&mut trust, RosterHash([9; 32])).unwrap(),
        RosterTaken::Another(third.note().1),
        "nobody has that one"
    );
    assert!(trust.roster().is_none());
    assert_eq!(reach(&mut trust, first.note().1).unwrap(), RosterTaken::InForce);
    assert_eq!(trust.roster().unwrap().version, 3);
    // And it stands when the folder is opened again.
    assert_eq!(FamilyTrust::of(&family).unwrap().roster().unwrap().version, 3);
}

/// Two commands in one folder: the slower one began by an older roster.
#[test]
fn a_roster_put_in_force_by_another_program_is_not_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let node = RunningNode::start_tls(1, Served::honest(MemoryLog::new()), &FamilyDesk::default());
    let first = Listed::version(1, None, URLS);
    let (second, hash) = Listed::version(2, Some(first.note().1), URLS).note();
    let mut slow = first.in_force(folder.path());
    let mut fast = first.in_force(folder.path());
    let held = RosterSource::Letter(first.note().1);
    assert_eq!(take(&mut fast, &node, &second, held), RosterTaken::InForce);
    assert_eq!(take(&mut slow, &node, &first.note().0, held), RosterTaken::InForce);
    assert_eq!(slow.roster().unwrap().hash(), hash);
    assert_eq!(slow.store().require_roster().unwrap().roster().hash(), hash);
}

#[test]
fn of_two_rosters_of_one_version_a_family_takes_neither() {
    let folder = tempfile::tempdir().unwrap();
    let first = Listed::version(1, None, URLS);
    let (second, _) = Listed::version(2, Some(first.note().1), URLS).note();
    let (twin, hash) = Listed::version(2, Some(first.note().1), ["", "https://b.example:7400"]).note();
    let node = RunningNode::start_tls(1, Served::honest(MemoryLog::new()), &FamilyDesk::default());
    node.change(|served| served.rosters = vec![second]);
    let mut trust = first.in_force(folder.path());
    assert_eq!(take(&mut trust, &node, &twin, RosterSource::Letter(first.note().1)), RosterTaken::Another(hash));
    assert_eq!(trust.roster().unwrap().version, 1);
    // A person may compare and decide.
    assert_eq!(take(&mut trust, &node, &twin, RosterSource::Person(hash)), RosterTaken::InForce);
    assert_eq!(trust.roster().unwrap().hash(), hash);
}
