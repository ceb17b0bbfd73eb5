//! One node's silence is no proof, and copies are found where they were left.

use super::*;
use crate::fixture::{FamilyDesk, MemoryLog, RunningNode, Served};
use crate::output::Format;
use crate::wallet::fixture::{Listed, nowhere, school, wallet};
use attestat_ledger::record::{Award, Class, Content};
use attestat_wallet::mailbox::seal;

/// A log with one record of the child.
fn log() -> MemoryLog {
    let tag = wallet().keys().link_secret(&school(), Epoch::FIRST).year(2021).tag(0);
    let mut log = MemoryLog::new();
    log.append(vec![Content::Award(Award { class: Class::Certificate, slot: 1, tag, commitment: [7; 32] })]);
    log
}

fn answers(nodes: &[&str]) -> search::Answers {
    let roster = Listed::version(1, None, ["", ""]).note().0;
    let roster = Roster::parse(attestat_ledger::note::Note::parse(&roster).unwrap().text()).unwrap();
    let nodes: Vec<Address> = nodes.iter().map(|node| node.parse().unwrap()).collect();
    let wallet = wallet();
    let found = search::records(wallet.keys(), roster.registry(&school()).unwrap(), &roster, &nodes);
    runtime().unwrap().block_on(found).unwrap()
}

#[test]
fn a_second_node_knows_what_the_first_leaves_out() {
    let desk = FamilyDesk::default();
    let honest = RunningNode::start_tls(1, Served::honest(log()), &desk);
    let liar = RunningNode::start_tls(2, Served { hides_tags: true, ..Served::honest(log()) }, &desk);
    let (honest, liar, nowhere) = (honest.address.as_str(), liar.address.as_str(), nowhere());
    for (nodes, records, answered) in [
        (vec![liar, honest], 1, 2),
        (vec![honest, liar], 1, 2),
        (vec![&nowhere, liar, honest], 1, 2),
        (vec![liar, &nowhere], 0, 1),
        (vec![honest, honest], 1, 2),
    ] {
        let found = answers(&nodes);
        assert_eq!((found.outcome.records.len(), found.nodes, found.outcome.not_looked_at), (records, answered, 0));
        assert_eq!(found.outcome.newest_epoch.is_some(), records > 0);
    }
}

#[test]
fn one_lone_answer_is_never_green() {
    let (mut account, wallet) = (Account::default(), wallet());
    assert_eq!(account.exit(&wallet), Exit::Done);
    account.alone.push(school());
    assert_eq!(account.exit(&wallet), Exit::Amber);
}

#[test]
fn each_node_is_asked_once_and_the_registrys_own_before_the_others() {
    let urls = [nowhere(), nowhere().replace("0000", "1111").replace(":1#", ":2#")];
    let note = Listed::version(1, None, [&urls[0], &urls[1]]).note().0;
    let roster = Roster::parse(attestat_ledger::note::Note::parse(&note).unwrap().text()).unwrap();
    let parsed = |at: usize| urls[at].parse::<Address>().unwrap();
    assert_eq!(nodes(&[], &roster, 0), [parsed(0), parsed(1)]);
    assert_eq!(nodes(&[], &roster, 1), [parsed(1), parsed(0)]);
    assert_eq!(nodes(&[parsed(0), parsed(0)], &roster, 1), [parsed(0), parsed(1)]);
    assert_eq!(nodes(&[parsed(0).location()], &roster, 0).len(), 2);
}

#[test]
fn a_copy_at_a_node_that_the_roster_does_not_name_is_found_when_the_node_is_named() {
    let (desk, mut kept) = (FamilyDesk::default(), wallet());
    kept.note_enrolment(crate::wallet::fixture::enrolment(&nowhere())).unwrap();
    let mut dice = |bytes: &mut [u8]| bytes.fill(3);
    let content = seal(&kept, &school(), &mut dice).unwrap().content;
    desk.change(|answers| answers.mailbox = Some(content));
    let keeper = RunningNode::start_tls(1, Served::honest(log()), &desk);
    // A roster of others: the keeper's registry has no address in it.
    let note = Listed::version(1, None, ["", ""]).note().0;
    let roster = Roster::parse(attestat_ledger::note::Note::parse(&note).unwrap().text()).unwrap();
    let mut wallet = wallet();
    let mut recovery = Recovery {
        wallet: &mut wallet,
        trust: None,
        roster: &roster,
        from: vec![keeper.address.parse().unwrap()],
        account: Account::default(),
        language: Language::English,
    };
    runtime().unwrap().block_on(recovery.mailboxes(&Output::new(Format::Words)));
    let account = recovery.account;
    assert_eq!((account.copies.len(), account.bad_copies.len(), account.not_asked.len()), (1, 0, 0));
    assert!(wallet.enrolment(&school()).is_some());
    let places: Vec<_> = wallet.mailboxes().map(|place| (place.keeper.clone(), place.address.clone())).collect();
    assert_eq!(places, [(school(), keeper.address.clone())], "a copy that was found can be dropped");
}
