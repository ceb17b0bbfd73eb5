//! A letter is redeemed once, and no interruption leaves a wallet that does not know where it is enrolled.

use attestat_ledger::roster::{PinnedRoster, RosterHash};
use attestat_wallet::file::reopen;
use attestat_wallet::flow::enrol::{EnrolError, EnrolOutcome, enrol};
use attestat_wallet::roster::RosterTaken;
use attestat_wallet::ticket::Ticket;
use attestat_wallet::wallet::{Enrolment, Wallet};

use super::shell::{TestFailure, TestNode, TestShell, lock, roster};
use crate::support::{NOW, address, dice, registry, words};

const SCHOOL: &str = "school-1.example";

fn empty() -> Wallet {
    Wallet::from_words(words(), "Ника", NOW).unwrap()
}

fn ticket(id: &str, host: &str) -> Ticket {
    Ticket::draw(registry(id), &address(host), u64::MAX, RosterHash([9; 32]), &mut dice(3)).unwrap()
}

fn shell(host: &str, held: Option<PinnedRoster>) -> TestShell {
    let node = TestNode { roster: Some(roster(1, &[(SCHOOL, &address(host))])), ..TestNode::default() };
    TestShell { nodes: [(address(host), node)].into(), roster: held, ..TestShell::default() }
}

type Redeemed = Result<EnrolOutcome<TestFailure>, EnrolError<TestFailure>>;

fn run(shell: &mut TestShell, wallet: &mut Wallet, ticket: &Ticket) -> Redeemed {
    let (mut lock, held) = (lock(), shell.roster.clone());
    shell.run(enrol(wallet, &mut lock, held, ticket))
}

#[test]
fn an_enrolment_is_saved_before_the_letter_is_redeemed() {
    let (mut wallet, mut shell) = (empty(), shell("a.example", None));
    let outcome = run(&mut shell, &mut wallet, &ticket(SCHOOL, "a.example")).unwrap();
    assert_eq!(outcome.taken, Ok(RosterTaken::InForce));
    assert!(shell.places("save")[0] < shell.places("enrol")[0], "{:?}", shell.record);
    assert!(shell.places("enrol")[0] < shell.places("roster")[0], "a first roster comes with a letter that was good");
}

#[test]
fn an_enrolment_interrupted_at_any_step_has_saved_what_the_school_may_know() {
    let ticket = ticket(SCHOOL, "a.example");
    let mut whole = shell("a.example", None);
    run(&mut whole, &mut empty(), &ticket).unwrap();
    for effects in 0..whole.record.len() {
        let (mut shell, mut lock) = (shell("a.example", None), lock());
        let mut wallet = empty();
        assert!(shell.run_for(enrol::<TestFailure>(&mut wallet, &mut lock, None, &ticket), effects).is_none());
        if !shell.places("enrol").is_empty() {
            let on_disk = reopen(shell.saved.last().unwrap(), &lock).unwrap();
            assert!(on_disk.enrolment(&registry(SCHOOL)).is_some(), "after {effects} effects");
        }
    }
}

#[test]
fn an_answer_that_is_lost_keeps_the_enrolment_and_a_refusal_takes_it_back() {
    let kept_after = [
        ("unreachable", true),
        ("foreign", true),
        ("not-recognised", false),
        ("too-many-guesses", false),
        ("busy", false),
        ("wallet-of-another", false),
    ];
    for (code, is_kept) in kept_after {
        let (mut wallet, mut shell) = (empty(), shell("a.example", None));
        shell.nodes.get_mut(&address("a.example")).unwrap().fails.insert("enrol", code);
        let refused = run(&mut shell, &mut wallet, &ticket(SCHOOL, "a.example")).unwrap_err();
        assert!(matches!(refused, EnrolError::Refused(_)), "{code}");
        assert_eq!(wallet.enrolment(&registry(SCHOOL)).is_some(), is_kept, "{code}");
        assert_eq!(shell.saved.len(), if is_kept { 1 } else { 2 }, "{code}: what is in memory is on the disk");
    }
}

#[test]
fn a_known_enrolment_changes_only_when_the_letter_was_good() {
    for (code, is_used) in [("not-recognised", true), ("busy", false), ("unreachable", false)] {
        let (mut wallet, mut shell) = (empty(), shell("a.example", None));
        let known = Enrolment {
            registry: registry(SCHOOL),
            epoch: wallet.epoch(&registry(SCHOOL)),
            address: address("b.example"),
            enrolled_at: 1,
            roster: RosterHash([0; 32]),
        };
        wallet.note_enrolment(known.clone()).unwrap();
        shell.nodes.get_mut(&address("a.example")).unwrap().fails.insert("enrol", code);
        let refused = run(&mut shell, &mut wallet, &ticket(SCHOOL, "a.example")).unwrap_err();
        assert_eq!(matches!(refused, EnrolError::UsedBefore(_)), is_used, "{code}");
        assert!(wallet.enrolment(&registry(SCHOOL)) == Some(&known) && shell.saved.is_empty(), "{code}");
    }
}

#[test]
fn a_letter_that_speaks_against_itself_is_refused_before_anything_is_sent() {
    let listed = |id: &str, host: &str| Some(roster(1, &[(id, &address(host))]));
    let cases = [
        (listed(SCHOOL, "other.example"), SCHOOL, "elsewhere"),
        (listed("school-1.examp1e", "a.example"), SCHOOL, "not listed"),
        (listed("far-away.sample", "a.example"), SCHOOL, "not listed"),
    ];
    for (held, id, why) in cases {
        let (mut wallet, mut shell) = (empty(), shell("a.example", held));
        let refused = run(&mut shell, &mut wallet, &ticket(id, "a.example")).unwrap_err();
        match why {
            "elsewhere" => assert!(matches!(refused, EnrolError::LetterElsewhere { .. }), "{refused:?}"),
            _ => assert!(matches!(refused, EnrolError::RegistryNotListed { .. }), "{refused:?}"),
        }
        assert!(shell.places("nonce").is_empty() && shell.saved.is_empty(), "{why}: {:?}", shell.record);
    }
}

#[test]
fn a_question_about_a_letter_that_is_not_answered_with_yes_ends_the_enrolment() {
    let mut wallet = empty();
    let mut known = shell("a.example", None);
    run(&mut known, &mut wallet, &ticket(SCHOOL, "a.example")).unwrap();
    for (id, host, question) in
        [(SCHOOL, "b.example", "letter-elsewhere"), ("schoo1-1.example", "b.example", "two-schools")]
    {
        let mut shell = shell(host, None);
        shell.declined.insert(question);
        let refused = run(&mut shell, &mut wallet, &ticket(id, host)).unwrap_err();
        assert!(matches!(refused, EnrolError::Flow(_)), "{refused:?}");
        assert_eq!(shell.record, [question]);
    }
}
