//! One node's silence is no proof, and copies are found where they were left.

use super::*;
use crate::commands::wallet::carrier::Carrier;
use crate::commands::wallet::fixture::{Listed, nowhere, opened, school, screen, wallet};
use crate::commands::wallet::folder::FamilyFolder;
use crate::fixture::{FamilyDesk, MemoryLog, RunningNode, Served};
use crate::render::output::Format;
use attestat_ledger::record::{Award, Class, Content};
use attestat_ledger::roster::RosterHash;
use attestat_wallet::flow::reach::nodes_about;
use attestat_wallet::flow::recover::search::{RecordsFound, search_one};
use attestat_wallet::keyring::Epoch;
use attestat_wallet::mailbox::seal;
use attestat_wallet::wallet::Wallet;
use attestat_wire::refusal::Refusal;
use attestat_words::language::Language;
use tonic::Status;

/// A log with one record of the child.
fn log() -> MemoryLog {
    let tag = wallet().keys().link_secret(&school(), Epoch::FIRST).year(2021).tag(0);
    let mut log = MemoryLog::new();
    log.append(vec![Content::Award(Award { class: Class::Certificate, slot: 1, tag, commitment: [7; 32] })]);
    log
}

fn answers(nodes: &[&str], silent: &mut Vec<NodeAddress>) -> RecordsFound {
    let roster = listed(["", ""]);
    let nodes: Vec<NodeAddress> = nodes.iter().map(|node| NodeAddress::parse(node).unwrap()).collect();
    let (wallet, home) = (wallet(), tempfile::tempdir().unwrap());
    let mut trust = FamilyTrust::of(&FamilyFolder::at(Some(home.path())).unwrap()).unwrap();
    let flow = search_one(wallet.keys(), roster.registry(&school()).unwrap(), &roster, &nodes, silent);
    Carrier::new(&mut trust, &screen()).run(flow).unwrap().unwrap()
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
        let found = answers(&nodes, &mut Vec::new());
        assert_eq!((found.outcome.records.len(), found.nodes, found.outcome.not_looked_at), (records, answered, 0));
        assert_eq!(found.outcome.newest_epoch.is_some(), records > 0);
    }
}

/// A recovery in a wallet, as the command runs it.
struct Recovering<'a> {
    opened: &'a mut OpenWallet,
    trust: FamilyTrust,
    state: Recovery<Failure>,
}

impl Recovering<'_> {
    fn mailboxes(&mut self, out: &Output) -> Result<(), Failure> {
        mailboxes(&mut self.state, self.opened, &mut self.trust, out)
    }

    fn documents(&mut self, out: &Output) -> Result<(), Failure> {
        documents(&mut self.state, self.opened, &mut self.trust, out)
    }
}

fn recovering<'a>(opened: &'a mut OpenWallet, roster: &Roster) -> Recovering<'a> {
    let (from, silent, account) = (Vec::new(), Vec::new(), Account::default());
    let trust = FamilyTrust::of(&opened.folder).unwrap();
    Recovering { opened, trust, state: Recovery { trust: None, roster: roster.clone(), from, silent, account } }
}

fn exit(account: &Account<Failure>, wallet: &Wallet) -> Exit {
    super::exit(account.completeness(wallet))
}

fn listed(urls: [&str; 2]) -> Roster {
    let note = Listed::version(1, None, urls).note().0;
    Roster::parse(attestat_ledger::note::Note::parse(&note).unwrap().text()).unwrap()
}

#[test]
fn a_recovery_with_one_answer_about_a_log_is_amber() {
    let (mut account, wallet) = (Account::default(), wallet());
    assert_eq!(exit(&account, &wallet), Exit::Done);
    account.alone.push(school());
    assert_eq!(exit(&account, &wallet), Exit::Amber);
}

#[test]
fn each_node_is_asked_once_and_the_registrys_own_before_the_others() {
    let urls = [nowhere(), nowhere().replace("0000", "1111").replace(":1#", ":2#")];
    let note = Listed::version(1, None, [&urls[0], &urls[1]]).note().0;
    let roster = Roster::parse(attestat_ledger::note::Note::parse(&note).unwrap().text()).unwrap();
    let parsed = |at: usize| NodeAddress::parse(&urls[at]).unwrap();
    assert_eq!(nodes_about(&[], &[], &roster, 0), [parsed(0), parsed(1)]);
    assert_eq!(nodes_about(&[], &[], &roster, 1), [parsed(1), parsed(0)]);
    assert_eq!(nodes_about(&[parsed(0), parsed(0)], &[], &roster, 1), [parsed(0), parsed(1)]);
    assert_eq!(nodes_about(&[], &[parsed(0)], &roster, 0), [parsed(1), parsed(0)], "who was silent comes last");
    assert_eq!(nodes_about(&[NodeAddress::parse(parsed(0).place()).unwrap()], &[], &roster, 0).len(), 2);
}

#[test]
fn a_copy_at_a_node_that_the_roster_does_not_name_is_found_when_the_node_is_named() {
    let (desk, mut kept) = (FamilyDesk::default(), wallet());
    kept.note_enrolment(crate::commands::wallet::fixture::enrolment(&nowhere())).unwrap();
    let mut dice = |bytes: &mut [u8]| bytes.fill(3);
    let content = seal(&kept, &school(), &mut dice).unwrap().content;
    desk.change(|answers| answers.mailbox = Some(content));
    let keeper = RunningNode::start_tls(1, Served::honest(log()), &desk);
    // A roster of others: the keeper's registry has no address in it.
    let note = Listed::version(1, None, ["", ""]).note().0;
    let roster = Roster::parse(attestat_ledger::note::Note::parse(&note).unwrap().text()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut opened = opened(folder.path());
    let mut recovery = recovering(&mut opened, &roster);
    recovery.state.from.push(NodeAddress::parse(&keeper.address).unwrap());
    recovery.mailboxes(&Output::new(Format::Words)).unwrap();
    let account = recovery.state.account;
    assert_eq!((account.copies.len(), account.bad_copies.len(), account.not_asked.len()), (1, 0, 0));
    let wallet = &opened.wallet;
    assert!(wallet.enrolment(&school()).is_some());
    let places: Vec<_> = wallet.mailboxes().map(|place| (place.keeper.clone(), place.address.clone())).collect();
    assert_eq!(places, [(school(), keeper.address.clone())], "a copy that was found can be dropped");
}

/// Runs a test that would wait for ever if what it shows did not hold.
fn within_two_minutes(test: impl FnOnce() + Send + 'static) {
    let (ended, wait) = std::sync::mpsc::channel();
    let running = std::thread::spawn(move || {
        test();
        let _ = ended.send(());
    });
    // Its sender is dropped where the test fails: that failure is the one to show.
    if wait.recv_timeout(std::time::Duration::from_secs(120)) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
        panic!("the command still waits");
    }
    running.join().unwrap();
}

#[test]
fn a_node_that_begins_an_answer_and_does_not_go_on_stops_no_recovery() {
    within_two_minutes(a_silent_node_stops_no_recovery);
}

fn a_silent_node_stops_no_recovery() {
    let (desk, stalling) = (FamilyDesk::default(), FamilyDesk::default());
    stalling.change(|answers| answers.stalls = true);
    let honest = RunningNode::start_tls(1, Served::honest(log()), &desk);
    let silent = RunningNode::start_tls(2, Served { stalls: true, ..Served::honest(log()) }, &stalling);
    let mut noted = Vec::new();
    let found = answers(&[&silent.address, &honest.address], &mut noted);
    assert_eq!((found.outcome.records.len(), found.nodes), (1, 1));
    assert_eq!(noted, [NodeAddress::parse(&silent.address).unwrap()], "it is asked last from then on");

    // Its copy is not one that it does not keep.
    let (folder, roster) = (tempfile::tempdir().unwrap(), listed([&silent.address, ""]));
    let mut opened = opened(folder.path());
    let mut recovery = recovering(&mut opened, &roster);
    recovery.mailboxes(&Output::new(Format::Words)).unwrap();
    assert_eq!((recovery.state.account.not_asked.len(), recovery.state.silent.len()), (1, 1));
}

#[test]
fn only_the_word_that_no_copy_is_kept_means_so() {
    let desk = FamilyDesk::default();
    let node = RunningNode::start_tls(1, Served::honest(log()), &desk);
    let refusals = [
        (Status::internal("h2 protocol error"), 1),
        (Status::unknown("broken pipe"), 1),
        (Status::not_found("there is no such thing"), 1),
        (Refusal::new(tonic::Code::NotFound, "unknown-registry", "Not here.".into(), "Elsewhere.".into()).into(), 1),
        (
            Refusal::new(tonic::Code::NotFound, "no-mailbox", "There is none.".into(), "Ask another node.".into())
                .into(),
            0,
        ),
    ];
    for (refusal, not_asked) in refusals {
        desk.change(|answers| answers.no_mailbox = Some(refusal.clone()));
        let (folder, roster) = (tempfile::tempdir().unwrap(), listed([&node.address, ""]));
        let mut opened = opened(folder.path());
        let mut recovery = recovering(&mut opened, &roster);
        recovery.mailboxes(&Output::new(Format::Words)).unwrap();
        assert_eq!(recovery.state.account.not_asked.len(), not_asked, "{refusal:?}");
        let exit = exit(&recovery.state.account, &wallet());
        assert_eq!(exit == Exit::Done, not_asked == 0, "{refusal:?}");
    }
}

#[test]
fn findings_at_one_registry_are_saved_before_the_next_is_asked() {
    let (desk, folder) = (FamilyDesk::default(), tempfile::tempdir().unwrap());
    let node = RunningNode::start_tls(1, Served::honest(log()), &desk);
    let roster = listed([&node.address, &nowhere()]);
    let mut opened = opened(folder.path());
    let generation = opened.wallet.generation();
    let mut recovery = recovering(&mut opened, &roster);
    recovery.documents(&Output::new(Format::Words)).unwrap();
    assert_eq!(recovery.state.account.records.len(), 1);
    assert!(opened.wallet.generation() > generation, "on the disk already");
    assert!(opened.wallet.enrolment(&school()).is_some());
}

/// A family's folder remembers a log in the same way for documents that come back as for those that come anew.
#[test]
fn a_recovery_remembers_what_nodes_showed() {
    let (desk, folder) = (FamilyDesk::default(), tempfile::tempdir().unwrap());
    let node = RunningNode::start_tls(1, Served::honest(log()), &desk);
    let (own, mut other) = (log(), MemoryLog::new());
    other.award(1..2, 9);
    let document = attestat_credential::document::DocumentFile {
        sd_jwt: "a.b.c~".to_owned(),
        salt: [0; 32],
        record: own.body(1),
        proof: own.proof(1, &own.head(2, false)).to_string(),
        inner_path: None,
        status: None,
        earlier_checkpoint: None,
        roster: None,
    };
    desk.change(|answers| answers.documents = vec![(1, document.to_json().into())]);
    let family = Listed::version(1, None, [&node.address, ""]).in_force(folder.path());
    family.store().put_head(&family.store().lock().unwrap(), &other.head(2, true)).unwrap();
    let roster = listed([&node.address, ""]);
    let mut opened = opened(folder.path());
    let mut recovery = recovering(&mut opened, &roster);
    recovery.documents(&Output::new(Format::Words)).unwrap();
    let account = recovery.state.account;
    assert_eq!(account.contradictions.len(), 1);
    assert_eq!(exit(&account, &opened.wallet), Exit::Red);
    assert_eq!(family.store().evidence(&roster).unwrap().pieces.len(), 1);
}

#[test]
fn copies_are_taken_in_newest_first_wherever_they_lie() {
    let desks = [FamilyDesk::default(), FamilyDesk::default()];
    let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut kept = opened(home.path());
    let mut dice = |bytes: &mut [u8]| bytes.fill(3);
    let mut copies = Vec::new();
    for keeper in [school(), crate::commands::wallet::fixture::other()] {
        kept.save().unwrap();
        copies.push(seal(&kept.wallet, &keeper, &mut dice).unwrap().content);
    }
    for (desk, copy) in desks.iter().zip(copies) {
        desk.change(|answers| answers.mailbox = Some(copy));
    }
    let nodes: Vec<RunningNode> =
        (1..).zip(&desks).map(|(seed, desk)| RunningNode::start_tls(seed, Served::honest(log()), desk)).collect();
    let roster = listed([&nodes[0].address, &nodes[1].address]);
    let mut opened = opened(folder.path());
    let mut recovery = recovering(&mut opened, &roster);
    recovery.mailboxes(&Output::new(Format::Words)).unwrap();
    let taken: Vec<_> = recovery.state.account.copies.iter().map(|copy| (copy.keeper.clone(), copy.is_older)).collect();
    assert_eq!(taken, [(crate::commands::wallet::fixture::other(), false), (school(), true)]);
}

#[test]
fn a_hash_that_was_named_counts_also_where_a_roster_is_held() {
    let node = RunningNode::start_tls(1, Served::honest(log()), &FamilyDesk::default());
    let first = Listed::version(1, None, ["", ""]);
    let (second, hash) = Listed::version(2, Some(first.note().1), ["", ""]).note();
    node.change(|served| served.roster = second);
    let ask = |named: Option<RosterHash>| {
        let home = tempfile::tempdir().unwrap();
        let mut trust = first.in_force(home.path());
        let (from, roster_hash) = (vec![node.address.clone()], named.map(|hash| hash.to_string()));
        let wallet = WalletArgs { folder: None, child: None, passphrase_file: None };
        let args = RecoverArgs { from, roster_hash, wallet };
        roster(&args, &mut trust, &screen()).map(|roster| roster.hash())
    };
    assert_eq!(ask(None).unwrap(), hash);
    assert_eq!(ask(Some(hash)).unwrap(), hash);
    assert_eq!(ask(Some(first.note().1)).unwrap(), hash, "the hash of an older sheet leads on");
    let wrong = ask(Some(RosterHash([1; 32]))).unwrap_err();
    assert_eq!(wrong.code, "another-roster");
    assert!(
        wrong.what.to_string().contains(&hash.to_string()) && wrong.what.to_string().contains(&"01".repeat(32)),
        "{wrong}"
    );
}

#[test]
fn a_node_that_fails_in_the_middle_keeps_no_other_from_being_asked() {
    let desk = FamilyDesk::default();
    let nodes: Vec<RunningNode> =
        [1, 2].map(|seed| RunningNode::start_tls(seed, Served::honest(log()), &desk)).into_iter().collect();
    let (note, hash) = Listed::version(1, None, ["", ""]).note();
    nodes.iter().for_each(|node| node.change(|served| served.roster = note.clone()));
    for answered in 1..4 {
        nodes[0].change(|served| served.rosters_answered = answered);
        let home = tempfile::tempdir().unwrap();
        let mut trust = FamilyTrust::of(&FamilyFolder::at(Some(home.path())).unwrap()).unwrap();
        let from = nodes.iter().map(|node| node.address.clone()).collect();
        let wallet = WalletArgs { folder: None, child: None, passphrase_file: None };
        let args = RecoverArgs { from, roster_hash: Some(hash.to_string()), wallet };
        let taken = roster(&args, &mut trust, &screen());
        assert_eq!(taken.map(|roster| roster.hash()).map_err(|failure| failure.to_string()), Ok(hash), "{answered}");
    }
}

#[test]
fn before_the_wallet_is_restored_nobody_is_told_to_make_a_new_one() {
    let home = tempfile::tempdir().unwrap();
    let wallet = WalletArgs { folder: Some(home.path().to_owned()), child: None, passphrase_file: None };
    let args = RecoverArgs { from: vec![nowhere()], roster_hash: None, wallet };
    for language in [Language::English, Language::Russian] {
        let failure = run(&args, &Output::new(Format::Words).speaking(language)).unwrap_err();
        assert!(
            failure.todo.told(language).contains("wallet restore")
                && !failure.todo.told(language).contains("wallet new"),
            "{failure}"
        );
    }
}
