//! A recovery asks every node, believes only the word that no copy is kept, and saves before it goes on.

use attestat_ledger::roster::{PinnedRoster, RosterHash};
use attestat_wallet::file::reopen;
use attestat_wallet::flow::FlowError;
use attestat_wallet::flow::recover::{self, Account, Completeness, NoRoster, Recovery};
use attestat_wallet::mailbox::seal;
use attestat_wallet::wallet::Wallet;

use super::shell::{TestFailure, TestNode, TestShell, lock, roster};
use crate::support::{NOW, address, committee, dice, portfolio, school, words};

fn listed(version: u64) -> PinnedRoster {
    let urls = [address("school.example"), address("committee.example")];
    roster(version, &[(school().as_str(), &urls[0]), (committee().as_str(), &urls[1])])
}

/// Both nodes keep a copy of a whole wallet.
fn shell() -> TestShell {
    let (kept, _, _) = portfolio();
    let mut shell = TestShell { roster: Some(listed(1)), ..TestShell::default() };
    for (id, host) in [(school(), "school.example"), (committee(), "committee.example")] {
        let mailbox = Some(seal(&kept, &id, &mut dice(8)).unwrap().content);
        shell.nodes.insert(address(host), TestNode { mailbox, roster: Some(listed(1)), ..TestNode::default() });
    }
    shell
}

fn empty() -> Wallet {
    Wallet::from_words(words(), "Ника", NOW).unwrap()
}

fn recovery() -> Recovery<TestFailure> {
    let roster = listed(1).roster().clone();
    Recovery { roster, trust: None, from: Vec::new(), silent: Vec::new(), account: Account::default() }
}

#[test]
fn copies_interrupted_at_any_step_are_saved_as_far_as_they_were_taken_in() {
    let (mut whole, mut lock_of_all) = (shell(), lock());
    let mut recovery_of_all = recovery();
    whole.run(recover::mailboxes(&mut recovery_of_all, &mut empty(), &mut lock_of_all)).unwrap();
    assert_eq!(recovery_of_all.account.copies.len(), 2);
    for effects in 0..=whole.record.len() {
        let (mut shell, mut lock, mut wallet) = (shell(), lock(), empty());
        let mut recovery = recovery();
        _ = shell.run_for(recover::mailboxes(&mut recovery, &mut wallet, &mut lock), effects);
        for saved in &shell.saved {
            assert_eq!(reopen(saved, &lock).unwrap().documents().count(), 2, "after {effects} effects");
        }
    }
}

#[test]
fn only_the_word_that_no_copy_is_kept_means_so() {
    for (code, not_asked, silent) in [("no-mailbox", 0, 0), ("busy", 1, 0), ("foreign", 1, 0), ("unreachable", 1, 1)] {
        let (mut shell, mut recovery) = (shell(), recovery());
        shell.nodes.get_mut(&address("school.example")).unwrap().fails.insert("get", code);
        shell.run(recover::mailboxes(&mut recovery, &mut empty(), &mut lock())).unwrap();
        let account = &recovery.account;
        assert_eq!(
            (account.not_asked.len(), recovery.silent.len(), account.copies.len()),
            (not_asked, silent, 1),
            "{code}"
        );
    }
}

#[test]
fn a_copy_of_another_child_is_named_and_not_taken_in() {
    let (mut shell, mut recovery, mut wallet) = (shell(), recovery(), empty());
    shell.nodes.get_mut(&address("school.example")).unwrap().mailbox = Some(vec![7; 65_536]);
    shell.run(recover::mailboxes(&mut recovery, &mut wallet, &mut lock())).unwrap();
    assert_eq!((recovery.account.bad_copies.len(), recovery.account.copies.len()), (1, 1));
    assert_eq!(recovery.account.completeness(&wallet), Completeness::Gaps);
}

#[test]
fn registries_that_nobody_answers_about_are_named() {
    let (mut shell, mut recovery, mut wallet) = (shell(), recovery(), empty());
    shell.nodes.clear();
    shell.run(recover::documents(&mut recovery, &mut wallet, &mut lock())).unwrap();
    assert_eq!(recovery.account.not_searched.len(), 2);
    assert_eq!(recovery.account.completeness(&wallet), Completeness::Gaps);
    assert!(shell.saved.is_empty(), "nothing was found");
}

#[test]
fn a_save_that_fails_ends_a_recovery() {
    let (mut whole, mut recovery_of_all) = (shell(), recovery());
    whole.run(recover::mailboxes(&mut recovery_of_all, &mut empty(), &mut lock())).unwrap();
    let (mut shell, mut recovery) = (shell(), recovery());
    shell.fails_at = Some((whole.places("save")[0], "disk-full"));
    let ended = shell.run(recover::mailboxes(&mut recovery, &mut empty(), &mut lock())).unwrap_err();
    assert!(matches!(ended, FlowError::Effect(TestFailure("disk-full"))));
    assert!(shell.places("save").len() == 1 && shell.saved.is_empty());
}

#[test]
fn a_node_that_fails_at_any_step_keeps_no_other_from_giving_the_roster() {
    let from = [address("school.example"), address("committee.example")];
    for fails in ["connect", "offered", "roster"] {
        let mut shell = TestShell { roster: None, ..shell() };
        shell.nodes.get_mut(&from[0]).unwrap().fails.insert(fails, "busy");
        let taken = shell.run(recover::roster(&from, Some(listed(1).roster().hash()), None)).unwrap();
        assert_eq!(taken.roster().hash(), listed(1).roster().hash(), "{fails}");
    }
}

#[test]
fn a_roster_is_believed_by_its_hash_or_by_a_person_and_else_not() {
    let from = [address("school.example")];
    let hash = listed(1).roster().hash();
    for (named, declines, is_taken) in
        [(Some(hash), true, true), (None, false, true), (None, true, false), (Some(RosterHash([9; 32])), false, false)]
    {
        let mut shell = TestShell { roster: None, ..shell() };
        if declines {
            shell.declined.insert("compare-roster");
        }
        let taken = shell.run(recover::roster::<TestFailure>(&from, named, None));
        assert_eq!(taken.is_ok(), is_taken, "{named:?}");
        assert_eq!(shell.places("compare-roster").len(), usize::from(named.is_none()));
        if named.is_some() && !is_taken {
            assert!(matches!(taken, Err(NoRoster::Another { .. })));
        }
    }
}
