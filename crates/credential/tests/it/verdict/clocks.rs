//! Clocks that are wrong: the registry's, a cosigner's, the verifier's. Nothing from the future acquits, and the one
//! who is blamed is the one whose clock is wrong.

use attestat_credential::verdict::Colour;
use attestat_ledger::day::Day;
use attestat_ledger::record::{Award, Content};

use super::{Case, DAY, code};
use crate::support::{
    self,
    town::{Awarded, COSIGNED, NOW, Town},
};

const AHEAD: u32 = 200;

fn later(day: Day, days: u32) -> Day {
    Day::from_number(day.number() + days)
}

/// A certificate that was issued under the right time and recorded in a log that is ahead.
fn recorded_ahead(days: u32) -> Case {
    let mut town = Town::new();
    let issued = town.issue(&support::secondary(), 7);
    town.day = later(town.day, days);
    let award = Award { class: issued.class, slot: 7, tag: [3; 16], commitment: issued.commitment };
    let index = town.append(Content::Award(award));
    town.snapshot();
    Case::around(town, Awarded { sd_jwt: issued.sd_jwt, salt: issued.salt, index, slot: 7 })
}

fn alone(mut case: Case) -> Case {
    let mirrors = "group mirrors 2 school-40.example/m1 school-41.example/m1 school-42.example/m1\nquorum mirrors";
    case.roster_with(mirrors, "quorum none");
    case
}

fn said(case: &Case) -> (Colour, &'static str) {
    let verdict = case.verdict();
    (verdict.colour(), code(&verdict))
}

#[test]
fn a_record_from_the_future_is_amber_until_its_day_and_names_the_registrys_clock() {
    for (days, expected) in [
        (1, (Colour::Green, "")),
        (2, (Colour::Amber, "record-ahead")),
        (AHEAD, (Colour::Amber, "record-ahead")),
        (400, (Colour::Amber, "record-ahead")),
    ] {
        assert_eq!(said(&recorded_ahead(days)), expected, "{days} days");
    }
    let mut case = recorded_ahead(AHEAD);
    case.trust.max_age_seconds = u64::MAX;
    case.now = case.town.day.unix_seconds() - 2 * DAY;
    assert_eq!(said(&case).1, "record-ahead");
    case.now += DAY;
    assert_eq!(said(&case), (Colour::Green, ""), "the day before, as mirrors have it");
}

#[test]
fn a_verifier_whose_clock_is_behind_is_told_so_and_no_registry_is_blamed() {
    let mut case = recorded_ahead(0);
    case.now = NOW - u64::from(AHEAD) * DAY;
    case.roster_with("2026-09-01", "2026-01-01");
    let verdict = case.verdict();
    assert!(verdict.reasons().iter().all(|reason| reason.code() != "record-ahead"), "{:?}", verdict.checks);
    assert!(verdict.reasons().iter().any(|reason| reason.code() == "status-from-the-future"), "{:?}", verdict.checks);
}

/// Documents from before the registry's clock was wrong: with cosigners their status is known as of the quorum's time,
/// without them nobody can say how old it is.
#[test]
fn a_log_that_is_ahead_leaves_older_documents_to_what_others_confirm() {
    let ahead = || {
        let mut case = Case::certificate();
        case.town.day = later(case.town.day, AHEAD);
        case.town.snapshot();
        case.file.status = Some(case.town.status_proof(7, &[40, 41], COSIGNED).to_string());
        case
    };
    assert_eq!(said(&ahead()), (Colour::Green, ""));
    let mut case = alone(ahead());
    assert_eq!(said(&case), (Colour::Amber, "log-ahead"));
    case.now = case.town.day.unix_seconds();
    assert_eq!(said(&case), (Colour::Green, ""), "until that day");
}

#[test]
fn a_cosignature_from_the_future_acquits_nothing_and_hides_nothing() {
    let mut case = Case::certificate();
    case.town.snapshot();
    case.file.status = Some(case.town.status_proof(7, &[40, 41], NOW + DAY).to_string());
    assert_eq!(said(&case), (Colour::Amber, "status-from-the-future"));
    let mut older = Case::certificate();
    let seen = older.town.status_file(&[40, 41], COSIGNED);
    older.trust.status_files.push(seen);
    older.town.snapshot();
    older.file.status = Some(older.town.status_proof(7, &[40, 41], NOW + DAY).to_string());
    assert_eq!(said(&older), (Colour::Green, ""), "it counts as not seen");
    older.trust.max_age_seconds = 60;
    assert_eq!(said(&older), (Colour::Amber, "status-old"), "and makes nothing fresher");
    // Revoked in the newer evidence: that it is from the future does not help.
    let mut revoked = Case::certificate();
    revoked.status(attestat_ledger::status::Status::Revoked, &[40, 41], NOW + DAY);
    assert_eq!(said(&revoked), (Colour::Red, "revoked"));
}
