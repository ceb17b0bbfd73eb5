//! A delivery of one registry stays whatever another does, and nodes are found where they are now.

use attestat_wallet::flow::FlowError;
use attestat_wallet::flow::holdings::holdings;
use attestat_wallet::flow::sync::{DocumentsWanted, Synced, sync};
use attestat_wallet::wallet::Wallet;

use super::shell::{TestFailure, TestNode, TestShell, roster};
use crate::support::{address, bound, certificate, committee, olympiad, school, wallet};

/// The school's node with one document and the committee's with another.
fn shell(wallet: &Wallet) -> TestShell {
    let documents = [
        (school(), "school.example", 17, certificate()),
        (committee(), "committee.example", 5, olympiad("Математика")),
    ];
    let mut shell = TestShell::default();
    for (id, host, slot, draft) in documents {
        let file = bound(wallet, &id, slot, draft).to_json().into_bytes();
        shell.nodes.insert(address(host), TestNode { documents: vec![(slot, file)], ..TestNode::default() });
    }
    let urls = [address("school.example"), address("committee.example")];
    shell.roster = Some(roster(1, &[(school().as_str(), &urls[0]), (committee().as_str(), &urls[1])]));
    shell
}

fn run(shell: &mut TestShell, wallet: &mut Wallet) -> Synced<TestFailure> {
    let held = shell.roster.clone();
    shell.run(sync(wallet, held, DocumentsWanted::Missing))
}

#[test]
fn a_failure_at_any_step_loses_nothing_that_another_registry_delivered() {
    let mut whole = shell(&wallet());
    assert_eq!(run(&mut whole, &mut wallet()).arrivals.new.len(), 2);
    for at in 0..whole.record.len() {
        let mut wallet = wallet();
        let mut shell = shell(&wallet);
        shell.fails_at = Some((at, "busy"));
        let synced = run(&mut shell, &mut wallet);
        let delivered = wallet.documents().count();
        assert!(delivered >= 1 && delivered == synced.arrivals.new.len(), "effect {at} of {:?}", shell.record);
        assert_eq!(synced.answered + synced.failures.len(), 2, "each registry is accounted for");
    }
}

#[test]
fn a_sync_interrupted_at_any_step_and_run_again_has_every_document_once() {
    let mut whole = shell(&wallet());
    run(&mut whole, &mut wallet());
    for effects in 0..whole.record.len() {
        let mut wallet = wallet();
        let mut shell = shell(&wallet);
        let held = shell.roster.clone();
        _ = shell.run_for(sync::<TestFailure>(&mut wallet, held, DocumentsWanted::Missing), effects);
        run(&mut shell, &mut wallet);
        assert_eq!(wallet.documents().count(), 2, "after {effects} effects");
    }
}

#[test]
fn a_node_that_moved_is_found_by_the_roster_that_another_node_has() {
    let mut wallet = wallet();
    let mut shell = shell(&wallet);
    let node = shell.nodes.remove(&address("committee.example")).unwrap();
    shell.nodes.insert(address("moved.example"), node);
    let urls = [address("school.example"), address("moved.example")];
    let newer = roster(2, &[(school().as_str(), &urls[0]), (committee().as_str(), &urls[1])]);
    shell.nodes.get_mut(&urls[0]).unwrap().roster = Some(newer);
    let synced = run(&mut shell, &mut wallet);
    assert_eq!((synced.arrivals.new.len(), synced.failures.len()), (2, 0), "{:?}", shell.record);
    assert_eq!(wallet.enrolment(&committee()).unwrap().address, address("moved.example"));
    let place = |entry: &str| shell.record.iter().position(|other| other == entry).unwrap();
    let looking = &shell.record[place("connect committee.example")..place("connect moved.example")];
    assert!(
        looking.iter().all(|entry| !entry.starts_with("nonce")),
        "whoever has the roster learns nothing: {looking:?}"
    );
}

#[test]
fn a_silent_node_is_told_apart_from_one_whose_neighbours_work_by_another_roster() {
    for (is_foreign, is_told) in [(false, false), (true, true)] {
        let mut wallet = wallet();
        let mut shell = shell(&wallet);
        shell.nodes.remove(&address("school.example"));
        let other = shell.nodes.get_mut(&address("committee.example")).unwrap();
        other.foreign = is_foreign;
        other.roster = shell.roster.clone();
        let synced = run(&mut shell, &mut wallet);
        assert_eq!(synced.failures.len(), 1);
        assert_eq!(matches!(synced.failures[0].1, FlowError::AnotherRoster { .. }), is_told);
        assert!(synced.failures[0].1.is_unreachable());
    }
}

#[test]
fn holdings_are_asked_of_each_registry_on_a_connection_of_its_own() {
    let mut wallet = wallet();
    let mut shell = shell(&wallet);
    shell.nodes.get_mut(&address("school.example")).unwrap().fails.insert("holdings", "busy");
    let held = shell.roster.clone();
    let found = shell.run(holdings::<TestFailure>(&mut wallet, held));
    assert_eq!((found.answers.len(), found.failures.len()), (1, 1));
    assert_eq!(shell.places("connect").len(), 2);
}
