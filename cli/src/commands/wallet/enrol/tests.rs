//! A letter is believed when it has proven to be good, and not before.

use super::*;
use crate::commands::wallet::fixture::{Listed, enrolment, nowhere, opened, school, screen};
use crate::fixture::{FamilyDesk, MemoryLog, RunningNode, Served};
use attestat_ledger::roster::RosterHash;
use attestat_wallet::flow::Question;
use attestat_wallet::flow::enrol::{enrolled_alike, known_elsewhere, refuse_foreign};
use attestat_wire::refusal::{self, Refusal};
use tonic::{Code, Status};

fn ticket(address: &str) -> Ticket {
    let mut dice = |bytes: &mut [u8]| bytes.fill(7);
    Ticket::draw(school(), address, u64::MAX, RosterHash([9; 32]), &mut dice).unwrap()
}

fn node(seed: u8, desk: &FamilyDesk) -> RunningNode {
    RunningNode::start_tls(seed, Served::honest(MemoryLog::new()), desk)
}

fn redeemed(opened: &mut OpenWallet, node: &RunningNode) -> Result<EnrolOutcome<Failure>, Failure> {
    let mut trust = FamilyTrust::of(&opened.folder).unwrap();
    redeem(opened, &mut trust, &ticket(&node.address), Person::Agreeing, &screen())
}

fn refusal(code: &str) -> Status {
    Refusal::new(Code::ResourceExhausted, code, "What.".into(), "Do.".into()).into()
}

#[test]
fn the_line_is_found_in_a_letter_and_in_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter");
    let line = "attestat:ticket:AbC_-123";
    let png = code::Code::of(line.as_bytes()).unwrap().png().unwrap();
    for content in [format!("<p class=\"line\">{line}</p>").into_bytes(), format!("{line}\n").into_bytes(), png] {
        std::fs::write(&path, content).unwrap();
        assert_eq!(from_file(&path).unwrap().as_str(), line);
    }
    for content in ["", "attestat:ticket:", "a letter without one"] {
        std::fs::write(&path, content).unwrap();
        assert_eq!(from_file(&path).unwrap_err().code, "no-ticket");
    }
}

#[test]
fn a_letter_that_is_refused_leaves_a_known_enrolment_as_it_was() {
    let (folder, desk) = (tempfile::tempdir().unwrap(), FamilyDesk::default());
    let (mut opened, node) = (opened(folder.path()), node(1, &desk));
    let known = enrolment(&nowhere());
    opened.wallet.note_enrolment(known.clone()).unwrap();
    for code in ["not-recognised", "too-many-guesses", "busy", "stale-nonce"] {
        desk.change(|answers| answers.no_enrolment = Some(refusal(code)));
        assert_eq!(redeemed(&mut opened, &node).unwrap_err().code, code);
        assert!(opened.wallet.enrolment(&school()) == Some(&known), "{code}");
    }
    desk.change(|answers| answers.no_enrolment = None);
    redeemed(&mut opened, &node).unwrap();
    assert_eq!(opened.wallet.enrolment(&school()).unwrap().address, node.address);
}

#[test]
fn a_first_enrolment_is_noted_unless_the_node_refused_it() {
    let (folder, desk) = (tempfile::tempdir().unwrap(), FamilyDesk::default());
    let (mut opened, node) = (opened(folder.path()), node(1, &desk));
    for code in ["not-recognised", "too-many-guesses", "busy", "stale-nonce", "wallet-of-another"] {
        desk.change(|answers| answers.no_enrolment = Some(refusal(code)));
        assert_eq!(redeemed(&mut opened, &node).unwrap_err().code, code);
        assert!(opened.wallet.enrolment(&school()).is_none(), "{code}");
    }
    // The answer is lost: perhaps the school has noted the wallet.
    desk.change(|answers| answers.no_enrolment = Some(Status::unavailable("the cable was pulled")));
    assert_eq!(redeemed(&mut opened, &node).unwrap_err().code, refusal::UNREACHABLE);
    assert_eq!(opened.wallet.enrolment(&school()).unwrap().address, node.address);
}

#[test]
fn a_letter_to_another_node_than_the_rosters_is_refused_before_anything_is_sent() {
    let (folder, desk) = (tempfile::tempdir().unwrap(), FamilyDesk::default());
    let rogue = node(1, &desk);
    let refuse = |given: &str, listed: &str| {
        let mut trust = Listed::version(1, None, [listed, ""]).in_force(folder.path());
        let home = tempfile::tempdir().unwrap();
        redeem(&mut opened(home.path()), &mut trust, &ticket(given), Person::Agreeing, &screen())
    };
    let failure = refuse(&rogue.address, &nowhere()).unwrap_err();
    assert_eq!(failure.code, "letter-elsewhere");
    assert!(
        failure.what.to_string().contains(&rogue.address) && failure.what.to_string().contains(&nowhere()),
        "{failure}"
    );
    // The same place with another key is another node.
    let place = rogue.address.split_once('#').unwrap().0;
    assert!(refuse(&rogue.address, &format!("{place}#sha256:{}", "0".repeat(64))).is_err());
    assert_eq!(desk.asked(), [""; 0]);
    refuse(&rogue.address, &rogue.address).unwrap();
    refuse(&rogue.address, "").unwrap();
}

#[test]
fn a_letter_from_a_node_that_moved_is_taken_when_a_newer_roster_says_so() {
    let (folder, desk) = (tempfile::tempdir().unwrap(), FamilyDesk::default());
    let (moved, other) = (node(1, &desk), node(2, &desk));
    let before = nowhere();
    let first = Listed::version(1, None, [&before, &other.address]);
    let mut trust = first.in_force(folder.path());
    let (second, _) = Listed::version(2, Some(first.note().1), [&moved.address, &other.address]).note();
    other.change(|served| served.roster = second);
    let ticket = ticket(&moved.address);
    let home = tempfile::tempdir().unwrap();
    redeem(&mut opened(home.path()), &mut trust, &ticket, Person::Agreeing, &screen()).unwrap();
    assert_eq!(attestat_wallet::roster::url(trust.pinned(), &school()), Some(moved.address.as_str()));
}

#[test]
fn without_a_roster_a_letter_to_another_node_than_the_known_one_is_a_question() {
    let folder = tempfile::tempdir().unwrap();
    let mut opened = opened(folder.path());
    let (known, other) = (nowhere(), format!("https://other.example:1#sha256:{}", "1".repeat(64)));
    let without = FamilyTrust::of(&opened.folder).unwrap();
    assert_eq!(
        known_elsewhere(&ticket(&other), &opened.wallet, without.pinned()),
        None,
        "a first letter has nothing to differ from"
    );
    opened.wallet.note_enrolment(enrolment(&known)).unwrap();
    assert_eq!(known_elsewhere(&ticket(&known), &opened.wallet, without.pinned()), None);
    assert_eq!(known_elsewhere(&ticket(&other), &opened.wallet, without.pinned()), Some(known.clone()));
    let (registry, given) = (school(), other.clone());
    let question = Question::LetterElsewhere { registry, known: known.clone(), given };
    let question = attestat_wallet::told::questions::words(&question).to_string();
    assert!(question.contains(&known) && question.contains(&other), "{question}");
    let listed = Listed::version(1, None, [&known, ""]).in_force(folder.path());
    assert_eq!(
        known_elsewhere(&ticket(&other), &opened.wallet, listed.pinned()),
        None,
        "what the roster says is no question"
    );
}

fn refused_by(trust: &FamilyTrust, ticket: &Ticket, taken: RosterTaken) -> Option<Failure> {
    let label = attestat_wallet::child_label::ChildLabel::parse("Лев").unwrap();
    let refused = refuse_foreign(ticket, trust.roster(), Some(taken)).err()?;
    Some(not_redeemed(refused, &label, trust.roster()))
}

fn ticket_of(registry: &str) -> Ticket {
    let mut dice = |bytes: &mut [u8]| bytes.fill(7);
    let registry = attestat_ledger::name::RegistryId::parse(registry).unwrap();
    Ticket::draw(registry, &nowhere(), u64::MAX, RosterHash([9; 32]), &mut dice).unwrap()
}

#[test]
fn a_letter_that_does_not_belong_into_this_folder_is_refused_before_it_is_redeemed() {
    let folder = tempfile::tempdir().unwrap();
    let without = FamilyTrust::of(&opened(folder.path()).folder).unwrap();
    assert_eq!(refused_by(&without, &ticket_of("c.example"), RosterTaken::InForce), None);
    let trust = Listed::version(1, None, [&nowhere(), ""]).in_force(folder.path());
    assert_eq!(refused_by(&trust, &ticket_of("a.example"), RosterTaken::InForce), None);
    let foreign = refused_by(&trust, &ticket_of("far-away.sample"), RosterTaken::Another(RosterHash([5; 32]))).unwrap();
    assert_eq!(foreign.code, "another-consortium");
    assert!(foreign.todo.to_string().contains("wallet restore --child 'Лев' --wallet SECOND"), "{foreign}");
    assert!(foreign.todo.to_string().contains("wallet enrol LETTER --wallet SECOND"), "{foreign}");
    let alike = refused_by(&trust, &ticket_of("a.examp1e"), RosterTaken::InForce).unwrap();
    assert!(alike.code == "registry-not-listed" && alike.what.to_string().contains("it names a.example"), "{alike}");
    let unknown = refused_by(&trust, &ticket_of("far-away.sample"), RosterTaken::InForce).unwrap();
    assert!(unknown.code == "registry-not-listed" && !unknown.what.to_string().contains("a.example"), "{unknown}");
}

#[test]
fn the_letter_of_another_consortium_stays_good() {
    let (home, desk) = (tempfile::tempdir().unwrap(), FamilyDesk::default());
    let (node, _) = (node(1, &desk), opened(home.path()));
    let (foreign, _) = Listed { governor: 99, signers: &[99], ..Listed::version(1, None, ["", ""]) }.note();
    node.change(|served| served.roster = foreign);
    Listed::version(1, None, [&nowhere(), ""]).in_force(home.path());
    let mut dice = |bytes: &mut [u8]| bytes.fill(7);
    let registry = attestat_ledger::name::RegistryId::parse("far-away.sample").unwrap();
    let ticket = Ticket::draw(registry, &node.address, u64::MAX, RosterHash([9; 32]), &mut dice).unwrap();
    let passphrase = home.path().join("passphrase");
    std::fs::write(&passphrase, "four words of sample").unwrap();
    std::fs::set_permissions(&passphrase, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let wallet = WalletArgs { folder: Some(home.path().to_owned()), child: None, passphrase_file: Some(passphrase) };
    let args = EnrolArgs { ticket: Some(ticket.to_line().to_string()), wallet };
    let failure = run(&args, &Output::new(crate::render::output::Format::Words)).unwrap_err();
    assert_eq!(failure.code, "another-consortium");
    assert_eq!(desk.asked(), [""; 0], "nothing of the child was said there");
}

#[test]
fn without_a_roster_a_name_that_reads_like_a_known_one_is_a_question() {
    let folder = tempfile::tempdir().unwrap();
    let mut opened = opened(folder.path());
    let without = FamilyTrust::of(&opened.folder).unwrap();
    opened.wallet.note_enrolment(enrolment(&nowhere())).unwrap();
    assert_eq!(enrolled_alike(&ticket_of("a.example"), &opened.wallet, without.pinned()), None);
    assert_eq!(enrolled_alike(&ticket_of("far-away.sample"), &opened.wallet, without.pinned()), None);
    assert_eq!(
        enrolled_alike(&ticket_of("a.examp1e"), &opened.wallet, without.pinned()).unwrap().as_str(),
        "a.example"
    );
    let registry = ticket_of("a.examp1e").registry().clone();
    let question =
        attestat_wallet::told::questions::words(&Question::TwoSchools { registry, alike: school() }).to_string();
    assert!(question.contains("a.examp1e") && question.contains("a.example,"), "{question}");
    let listed = Listed::version(1, None, [&nowhere(), ""]).in_force(folder.path());
    assert_eq!(
        enrolled_alike(&ticket_of("b.example"), &opened.wallet, listed.pinned()),
        None,
        "the governors name both"
    );
}
