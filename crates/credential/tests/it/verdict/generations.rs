//! Several generations of one registry's log: what was revoked stays revoked, and what a later generation
//! may say of a document of an earlier one.

use std::num::NonZeroU32;

use attestat_credential::verdict::reason::StatusFlaw;
use attestat_credential::verdict::{CheckName, Colour, Outcome, Reason};
use attestat_ledger::encoding::{base64, hex};
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Content, Genesis, Predecessor, StatusChange, TARGET_EARLIER_GENERATION};
use attestat_ledger::status::{Reason as Why, Status, StatusSet};
use proptest::prelude::*;

use super::{Case, code};
use crate::support::town::{COSIGNED, Town, key, trust};

const SLOT: u32 = 7;
const QUORUM: &[u8] = &[40, 41];

/// The next generation of a log, cut where it ends, with what it carries over.
fn next(before: &Town, carried: &[(u32, Status)]) -> Town {
    let generation = before.origin.generation() + 1;
    let origin = Origin::new(before.origin.registry().clone(), NonZeroU32::new(generation).unwrap());
    let predecessor =
        Predecessor { origin: before.origin.clone(), size: before.size() as u64, root: before.root(before.size()) };
    let key = key(100 + u8::try_from(generation).unwrap());
    let mut town = Town { origin, key, bodies: Vec::new(), statuses: StatusSet::default(), day: before.day };
    let genesis = Genesis { key: town.key.public(), origin: town.origin.clone(), predecessor: Some(predecessor) };
    town.append(Content::Genesis(genesis));
    carried.iter().for_each(|(slot, status)| withdraw(&mut town, *slot, *status));
    town
}

/// Sets the status of a slot of an earlier generation.
fn withdraw(town: &mut Town, slot: u32, status: Status) {
    let target = TARGET_EARLIER_GENERATION;
    town.append(Content::Status(StatusChange { target, slot, status, reason: Why::Unspecified }));
    town.statuses.set(slot, status);
}

/// Has the roster list later generations, and cut all logs but the newest where they end.
fn list(case: &mut Case, cut_first: bool, later: &[&Town]) {
    let log = |town: &&Town| {
        let public = base64(town.key.public().as_bytes());
        format!(
            "[[registry.log]]\norigin = \"{}\"\n[[registry.log.key]]\nkey = \"{public}\"\nfrom_size = 1\n",
            town.origin
        )
    };
    let logs: String = later.iter().map(log).collect();
    let ended = [&case.town].into_iter().chain(later.iter().copied()).take(if cut_first { later.len() } else { 0 });
    let cuts: String = ended
        .map(|town| {
            let root = hex(town.root(town.size()).as_bytes());
            format!("[[cut]]\norigin = \"{}\"\nsize = {}\nroot = \"{root}\"\n", town.origin, town.size())
        })
        .collect();
    case.roster = case.roster.replacen("from_size = 1\n", &format!("from_size = 1\n{logs}"), 1);
    case.roster = case.roster.replacen("[[cosigner]]", &format!("{cuts}[[cosigner]]"), 1);
    case.trust.roster = trust(&case.roster).roster;
}

fn flaw(case: &Case) -> Option<StatusFlaw> {
    match case.verdict().outcome(CheckName::Status) {
        Some(Outcome::NotChecked(Reason::StatusUnusable { flaw })) => Some(flaw.clone()),
        _ => None,
    }
}

fn verdict(case: &Case) -> (Colour, &'static str) {
    let verdict = case.verdict();
    (verdict.colour(), code(&verdict))
}

/// Row X3: the second generation knows nothing of the revocation, and is cosigned all the same.
#[test]
fn a_later_generation_does_not_acquit_what_an_earlier_one_revoked() {
    let mut case = Case::certificate();
    let old = case.file.status.clone();
    case.town.set_status(&case.awarded, Status::Revoked);
    case.town.snapshot();
    let mut second = next(&case.town, &[]);
    second.snapshot();
    list(&mut case, true, &[&second]);
    case.file.status = old;
    case.trust.status_files.push(second.status_file(QUORUM, COSIGNED));
    // The verifier does not hold the end of the first log: not green, and nobody is accused.
    assert_eq!((verdict(&case), flaw(&case)), ((Colour::Amber, "status-unusable"), Some(StatusFlaw::CutNotShown)));
    for mirrors in [QUORUM, &[]] {
        let mut told = Case { trust: case.trust.clone(), file: case.file.clone(), ..Case::certificate() };
        told.trust.status_files.insert(0, case.town.status_file(mirrors, COSIGNED));
        assert_eq!(verdict(&told), (Colour::Red, "revoked"), "{mirrors:?}");
    }
}

#[test]
fn until_the_next_log_has_spoken_the_verdict_is_amber() {
    let mut case = Case::certificate();
    let mut second = next(&case.town, &[]);
    list(&mut case, true, &[&second]);
    assert_eq!((verdict(&case).0, flaw(&case)), (Colour::Amber, Some(StatusFlaw::NextLogSilent)));
    // A snapshot that nobody confirmed condemns and does not acquit: mirrors withhold their line from a log
    // that names another cut, or forgets a status.
    second.snapshot();
    case.trust.status_files.push(second.status_file(&[40], COSIGNED));
    assert_eq!((verdict(&case).0, flaw(&case)), (Colour::Amber, Some(StatusFlaw::TooFewCosigners)));
    case.trust.status_files.push(second.status_file(QUORUM, COSIGNED));
    assert_eq!(verdict(&case), (Colour::Green, ""));
}

#[test]
fn a_later_generation_condemns_without_any_cosigner() {
    let mut case = Case::certificate();
    let mut second = next(&case.town, &[(SLOT, Status::Revoked)]);
    second.snapshot();
    list(&mut case, true, &[&second]);
    case.trust.status_files.push(second.status_file(&[], COSIGNED));
    assert_eq!(verdict(&case), (Colour::Red, "revoked"));
}

#[test]
fn a_later_log_says_nothing_of_one_that_was_not_cut() {
    let mut case = Case::certificate();
    let mut second = next(&case.town, &[]);
    second.snapshot();
    list(&mut case, false, &[&second]);
    assert_eq!(verdict(&case), (Colour::Green, ""), "its own evidence still counts");
    case.trust.status_files.push(second.status_file(QUORUM, COSIGNED));
    assert_eq!(verdict(&case), (Colour::Green, ""), "its own evidence still counts");
    case.file.status = None;
    assert_eq!((verdict(&case).0, flaw(&case)), (Colour::Amber, Some(StatusFlaw::LogNotCut)));
}

/// A suspension may have been lifted or forgotten in the next log; which of the two is not known here.
#[test]
fn a_suspension_of_an_earlier_generation_is_not_lifted_by_silence() {
    let mut case = Case::certificate();
    case.town.set_status(&case.awarded, Status::Suspended);
    case.town.snapshot();
    let mut second = next(&case.town, &[]);
    second.snapshot();
    list(&mut case, true, &[&second]);
    case.trust.status_files.push(case.town.status_file(QUORUM, COSIGNED));
    case.trust.status_files.push(second.status_file(&[40], COSIGNED));
    assert_eq!(verdict(&case), (Colour::Red, "suspended"), "nobody confirmed the later log");
    case.trust.status_files.push(second.status_file(QUORUM, COSIGNED));
    assert_eq!((verdict(&case).0, flaw(&case)), (Colour::Amber, Some(StatusFlaw::CutNotShown)));
}

/// The status of the document at the end of each of three logs.
fn ends() -> impl Strategy<Value = [Status; 3]> {
    let status = || prop_oneof![2 => Just(Status::Valid), 1 => Just(Status::Revoked), 1 => Just(Status::Suspended)];
    [status(), status(), status()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever three logs say and whichever of their files a verifier holds, cosigned or not: green only
    /// where the document was in force at the end of all three, and whoever holds a revocation sees red.
    #[test]
    fn no_choice_of_evidence_over_three_generations_is_a_false_green(
        ends in ends(),
        held in [any::<bool>(), any::<bool>(), any::<bool>()],
        cosigned in [any::<bool>(), any::<bool>(), any::<bool>()],
        own_proof in any::<bool>(),
    ) {
        let mut case = Case::certificate();
        if !own_proof {
            case.file.status = None;
        }
        if ends[0] != Status::Valid {
            case.town.set_status(&case.awarded, ends[0]);
            case.town.snapshot();
        }
        let listed = |status: Status| if status == Status::Valid { Vec::new() } else { vec![(SLOT, status)] };
        let mut second = next(&case.town, &listed(ends[1]));
        second.snapshot();
        let mut third = next(&second, &listed(ends[2]));
        third.snapshot();
        list(&mut case, true, &[&second, &third]);
        for (at, town) in [&case.town, &second, &third].into_iter().enumerate() {
            let mirrors: &[u8] = if cosigned[at] { QUORUM } else { &[40] };
            if held[at] {
                case.trust.status_files.push(town.status_file(mirrors, COSIGNED));
            }
        }
        let colour = case.verdict().colour();
        if colour == Colour::Green {
            prop_assert_eq!(ends, [Status::Valid; 3]);
            prop_assert!(held[2] && cosigned[2], "the newest log speaks, confirmed");
        }
        if (0..3).any(|at| held[at] && ends[at] == Status::Revoked) {
            prop_assert_eq!(colour, Colour::Red);
        }
        let own_end = held[0] || (own_proof && ends[0] == Status::Valid);
        if ends == [Status::Valid; 3] && own_end && held[1] && held[2] && cosigned[2] {
            prop_assert_eq!(colour, Colour::Green, "nothing is asked that an honest registry cannot show");
        }
    }
}
