//! A copy is permitted by another node than the one that keeps it, and noted only where it is kept.

use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;
use attestat_wallet::flow::FlowError;
use attestat_wallet::flow::backup::keeper::SameNode;
use attestat_wallet::flow::backup::{BackedUp, backup, drop_copies};
use attestat_wallet::wallet::{Enrolment, MailboxPlace, Wallet};

use super::shell::{TestFailure, TestNode, TestShell, roster};
use crate::support::{NOW, committee, registry, school, wallet};

const KEEPER: &str = "keeper.example";

/// A node with a key of its own.
fn address(host: &str) -> String {
    format!("https://{host}:8443#sha256:{}", hex(&sha256(host.as_bytes())))
}

/// The family's two registries on nodes of their own, and a third that may keep a copy.
fn family() -> (Wallet, TestShell) {
    let mut wallet = wallet();
    let mut shell = TestShell::default();
    let ids = [(school(), "school.example"), (committee(), "committee.example")];
    for (id, host) in &ids {
        let known = wallet.enrolment(id).unwrap().clone();
        wallet.note_enrolment(Enrolment { address: address(host), ..known }).unwrap();
        shell.nodes.insert(address(host), TestNode { hosted: vec![id.clone()], ..TestNode::default() });
    }
    shell.nodes.insert(address(KEEPER), TestNode { hosted: vec![registry(KEEPER)], ..TestNode::default() });
    (wallet, shell)
}

fn run(shell: &mut TestShell, wallet: &mut Wallet, to: &str, same_node: SameNode) -> BackedUp<TestFailure> {
    let held = shell.roster.clone();
    shell.run(backup(wallet, held, &[to.to_owned()], same_node))
}

#[test]
fn a_copy_is_noted_only_when_the_keeper_has_it() {
    let (mut wallet, mut whole) = family();
    let to = address(KEEPER);
    let done = run(&mut whole, &mut wallet, &to, SameNode::OnlyWithoutAnother);
    assert_eq!((done.kept.len(), done.failures.len()), (1, 0), "{:?}", done.failures);
    assert!(!done.kept[0].keeper_permitted && !done.kept[0].in_roster);
    assert_eq!(wallet.mailboxes().count(), 1);
    for at in 0..whole.record.len() {
        let (mut wallet, mut shell) = family();
        shell.fails_at = Some((at, "busy"));
        let done = run(&mut shell, &mut wallet, &to, SameNode::OnlyWithoutAnother);
        assert_eq!(wallet.mailboxes().count(), done.kept.len(), "effect {at} of {:?}", shell.record);
    }
}

#[test]
fn the_next_school_is_asked_where_the_first_does_not_permit() {
    let (mut wallet, mut shell) = family();
    for node in [address("committee.example"), address("school.example")] {
        shell.nodes.get_mut(&node).unwrap().fails.insert("permit", "too-many-permits");
        let done = run(&mut shell, &mut wallet, &address(KEEPER), SameNode::OnlyWithoutAnother);
        let refused = done.failures.first().map(|(_, failure)| failure);
        match refused {
            None => assert_eq!(done.kept.len(), 1),
            Some(failure) => assert!(matches!(failure, FlowError::NotPermitted { .. }), "{failure:?}"),
        }
    }
    assert_eq!(shell.places("permit").len(), 4, "{:?}", shell.record);
    assert_eq!(shell.places("put").len(), 1);
}

#[test]
fn a_keeper_permits_its_own_copy_only_when_that_was_allowed() {
    let (mut wallet, mut shell) = family();
    wallet.forget_enrolment(&committee());
    let near = Enrolment { registry: committee(), ..wallet.enrolment(&school()).unwrap().clone() };
    wallet.note_enrolment(near).unwrap();
    let to = address("school.example");
    let done = run(&mut shell, &mut wallet, &to, SameNode::OnlyWithoutAnother);
    assert!(matches!(done.failures[0].1, FlowError::OnlySameNode(_)), "{:?}", done.failures);
    assert!(shell.places("permit").is_empty());
    let done = run(&mut shell, &mut wallet, &to, SameNode::Allowed);
    assert!(done.kept[0].keeper_permitted);
}

#[test]
fn a_node_that_says_it_is_a_known_registry_elsewhere_gets_no_copy() {
    let (mut wallet, mut shell) = family();
    for (hosted, is_none) in [(vec![school()], false), (Vec::new(), true)] {
        shell.nodes.get_mut(&address(KEEPER)).unwrap().hosted = hosted;
        shell.record.clear();
        let done = run(&mut shell, &mut wallet, &address(KEEPER), SameNode::Allowed);
        assert_eq!(matches!(done.failures[0].1, FlowError::HostsNone), is_none, "{:?}", done.failures);
        assert!(is_none || matches!(done.failures[0].1, FlowError::KeeperElsewhere { .. }));
        assert!(shell.places("permit").is_empty() && shell.places("put").is_empty());
    }
}

#[test]
fn a_wallet_that_is_enrolled_nowhere_leaves_no_copy() {
    let mut shell = family().1;
    shell.roster = Some(roster(1, &[(KEEPER, &address(KEEPER))]));
    let mut wallet = Wallet::from_words(crate::support::words(), "Ника", NOW).unwrap();
    let done = run(&mut shell, &mut wallet, KEEPER, SameNode::Allowed);
    assert!(matches!(done.failures[0].1, FlowError::NotEnrolled), "{:?}", done.failures);
    assert!(shell.places("resolve").is_empty(), "the roster says where its registries are");
}

#[test]
fn a_copy_is_forgotten_only_where_it_was_dropped() {
    for (code, left) in [(None, 0), (Some("busy"), 1), (Some("unreachable"), 1)] {
        let (mut wallet, mut shell) = family();
        let place = MailboxPlace { keeper: registry(KEEPER), address: address(KEEPER), put_at: 1 };
        wallet.note_mailbox(place.clone()).unwrap();
        if let Some(code) = code {
            shell.nodes.get_mut(&address(KEEPER)).unwrap().fails.insert("drop", code);
        }
        let done = shell.run(drop_copies::<TestFailure>(&mut wallet, None, vec![place]));
        assert_eq!((wallet.mailboxes().count(), done.failures.len()), (left, left), "{code:?}");
    }
}
