//! Nothing is made before somebody said yes, and nothing is handed over before the wallet that can stop it is saved.

use attestat_credential::presentation::request::{Ask, Request};
use attestat_wallet::file::reopen;
use attestat_wallet::flow::FlowError;
use attestat_wallet::flow::share::{choose_optional, share, stop};
use attestat_wallet::share::answer::Choice;
use attestat_wallet::share::{Pick, Proposal, ShareState, YearGrant};
use attestat_wallet::sheet::Language;

use super::shell::{TestFailure, TestShell, lock};
use crate::support::{NOW, portfolio, school};

fn proposal(years: Vec<YearGrant>) -> Proposal {
    let (_, certificate, _) = portfolio();
    Proposal {
        audience: "University".to_owned(),
        nonce: None,
        purpose: "Admission".to_owned(),
        until: NOW + 86_400,
        picks: vec![Pick { document: certificate, fields: vec!["family_name".to_owned()] }],
        years,
    }
}

#[test]
fn a_share_shows_asks_reserves_saves_and_hands_over_in_this_order() {
    let (mut wallet, mut lock, mut shell) = (portfolio().0, lock(), TestShell::default());
    let proposal = proposal(vec![YearGrant { registry: school(), year: 2026 }]);
    let shared = shell.run(share::<TestFailure>(&mut wallet, &mut lock, &proposal, Language::English)).unwrap();
    assert_eq!(shell.record, ["show", "share", "give-years", "reserve", "draw", "draw", "save", "hand-over"]);
    assert!(wallet.find_share(&shared.id).is_some());
}

#[test]
fn a_share_interrupted_at_any_step_is_handed_over_only_if_it_can_be_stopped() {
    let proposal = proposal(Vec::new());
    for effects in 0..8 {
        let (mut wallet, mut lock, mut shell) = (portfolio().0, lock(), TestShell::default());
        _ = shell.run_for(share::<TestFailure>(&mut wallet, &mut lock, &proposal, Language::English), effects);
        let is_asked = !shell.places("share").is_empty();
        assert!(is_asked || (wallet.shares().count() == 0 && shell.saved.is_empty()), "after {effects} effects");
        if !shell.handed_over.is_empty() {
            let on_disk = reopen(shell.saved.last().unwrap(), &lock).unwrap();
            assert_eq!(on_disk.shares().count(), 1, "after {effects} effects");
        }
    }
}

#[test]
fn a_failure_at_any_step_hands_nothing_over() {
    let proposal = proposal(Vec::new());
    for at in 0..7 {
        let (mut wallet, mut lock, mut shell) = (portfolio().0, lock(), TestShell::default());
        shell.fails_at = Some((at, "already-there"));
        let shared = shell.run(share::<TestFailure>(&mut wallet, &mut lock, &proposal, Language::English));
        assert!(matches!(shared, Err(FlowError::Effect(_))), "effect {at} of {:?}", shell.record);
        assert!(shell.handed_over.is_empty());
    }
}

#[test]
fn a_share_that_is_declined_makes_nothing() {
    for (question, years) in [("share", Vec::new()), ("give-years", vec![YearGrant { registry: school(), year: 2026 }])]
    {
        let (mut wallet, mut lock, mut shell) = (portfolio().0, lock(), TestShell::default());
        shell.declined.insert(question);
        let proposal = proposal(years);
        shell.run(share::<TestFailure>(&mut wallet, &mut lock, &proposal, Language::Russian)).unwrap_err();
        assert!(wallet.shares().count() == 0 && shell.saved.is_empty() && shell.places("reserve").is_empty());
    }
}

#[test]
fn a_share_stopped_twice_gives_the_same_withdrawal_and_one_interrupted_gives_none_unsaved() {
    let (mut wallet, mut lock, mut shell) = (portfolio().0, lock(), TestShell::default());
    let proposal = proposal(Vec::new());
    let id = shell.run(share::<TestFailure>(&mut wallet, &mut lock, &proposal, Language::English)).unwrap().id;
    shell.handed_over.clear();
    for _ in 0..2 {
        shell.run(stop::<TestFailure>(&mut wallet, &mut lock, id)).unwrap();
    }
    assert_eq!(shell.handed_over[0], shell.handed_over[1]);
    assert_eq!(wallet.find_share(&id).unwrap().state(NOW + 5), ShareState::Stopped(NOW));
    for effects in 0..4 {
        let mut shell = TestShell::default();
        _ = shell.run_for(stop::<TestFailure>(&mut wallet, &mut lock, id), effects);
        assert!(shell.handed_over.is_empty() || !shell.saved.is_empty(), "after {effects} effects");
    }
}

#[test]
fn optional_fields_are_asked_about_one_by_one_and_only_those_that_can_be_shown() {
    let (wallet, _, _) = portfolio();
    let any =
        |paths: &[&str]| Ask { credential_type: None, fields: paths.iter().map(|path| (*path).to_owned()).collect() };
    let request = Request {
        audience: "University".to_owned(),
        nonce: "A".repeat(43),
        purpose: "Admission".to_owned(),
        begins: None,
        expires: u64::MAX,
        required: vec![any(&["blank_number"])],
        optional: vec![any(&["given_name", "hobby", "birth_date"])],
    };
    let choice = || Choice { documents: vec![proposal(Vec::new()).picks[0].document.clone()], ..Choice::default() };
    let mut shell = TestShell::default();
    let answer = shell.run(choose_optional::<TestFailure>(&wallet, &request, choice())).unwrap();
    assert_eq!(answer.proposal.picks[0].fields, ["blank_number", "given_name", "birth_date"]);
    assert_eq!(shell.record, ["show-optional", "show-optional"]);
    shell.declined.insert("show-optional");
    let answer = shell.run(choose_optional::<TestFailure>(&wallet, &request, choice())).unwrap();
    assert_eq!(answer.proposal.picks[0].fields, ["blank_number"]);
}
