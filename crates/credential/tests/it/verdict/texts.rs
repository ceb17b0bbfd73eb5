//! What people read: two sentences for every reason, kept in a golden file.

use std::collections::BTreeSet;

use attestat_credential::verdict::reason::Part;
use attestat_credential::verdict::{CheckName, Colour, Exemption, Reason, Unchecked, english};
use attestat_ledger::name::RegistryId;

use crate::support::town::NOW;

/// Every reason once.
fn every_reason() -> Vec<Reason> {
    let id = || RegistryId::parse("school-12.example").unwrap();
    let detail = || "here is why".to_owned();
    vec![
        Reason::EarlierCheckFailed,
        Reason::Unreadable { part: Part::Credential, detail: detail() },
        Reason::UpgradeNeeded,
        Reason::RosterExpired,
        Reason::RosterFromTheFuture,
        Reason::RegistryUnknown(id()),
        Reason::LogUnknown(id()),
        Reason::KeyUnknown(id()),
        Reason::KeyNotInForce(id()),
        Reason::ForeignLog { issuer: id(), log: RegistryId::parse("school-13.example").unwrap() },
        Reason::SignatureWrong,
        Reason::DisclosuresWrong { detail: detail() },
        Reason::TypeUnknown,
        Reason::ClassNotAllowed(id()),
        Reason::RegistrySuspended(id()),
        Reason::NotAnAward,
        Reason::CommitmentMismatch,
        Reason::ClassMismatch,
        Reason::SlotMismatch,
        Reason::IndexMismatch,
        Reason::NotIncluded,
        Reason::CheckpointNotSigned(id()),
        Reason::LogForked(id()),
        Reason::ForkNotSettled(id()),
        Reason::BeyondCut(id()),
        Reason::CutLog(id()),
        Reason::BelowQuorum { have: 1, needed: Some(3) },
        Reason::CosignatureWrong,
        Reason::Revoked { as_of: Some(NOW) },
        Reason::Suspended { as_of: None },
        Reason::StatusMissing,
        Reason::StatusUnusable { detail: detail() },
        Reason::StatusOld { as_of: NOW, age: 864_000, max_age: 604_800 },
        Reason::StatusFromTheFuture { as_of: NOW },
        Reason::Expired { at: NOW },
        Reason::TermEnded { last_day: "2026-05-05".to_owned() },
        Reason::NotYetValid { from: NOW },
        Reason::TermsWrong { detail: detail() },
    ]
}

/// Variants of [`Reason`]; a new one belongs into the list above.
const REASONS: usize = 38;

#[test]
fn every_reason_has_a_code_of_its_own_and_two_sentences() {
    let codes: BTreeSet<&str> = every_reason().iter().map(Reason::code).collect();
    assert_eq!((every_reason().len(), codes.len()), (REASONS, REASONS));
    for reason in every_reason() {
        let message = english::reason(&reason);
        for sentence in [&message.what, &message.next] {
            assert!(sentence.ends_with('.') && sentence.len() > 20, "{reason:?}: {sentence}");
            for banned in ["invalid", "illegal", "forbidden", "please", "oops", "error occurred"] {
                assert!(!sentence.to_lowercase().contains(banned), "{reason:?}: {sentence}");
            }
        }
    }
}

#[test]
fn the_texts_are_those_of_the_golden_file() {
    let mut text = String::new();
    for colour in [Colour::Green, Colour::Amber, Colour::Grey, Colour::Red] {
        text += &format!("{}: {}\n", colour.word(), english::headline(colour));
    }
    for check in CheckName::ALL {
        text += &format!("\n{}: {}", check.word(), english::title(check));
    }
    for reason in every_reason() {
        let message = english::reason(&reason);
        let colour = Colour::from(reason.colour()).word();
        text += &format!("\n\n{} ({colour})\n{}\n{}", reason.code(), message.what, message.next);
    }
    text +=
        &format!("\n\n{}: {}\n", Exemption::NoCosignersAsked.code(), english::exemption(Exemption::NoCosignersAsked));
    for unchecked in [
        Unchecked::PresenterIsThePersonNamed,
        Unchecked::ContentIsTrue,
        Unchecked::HolderHasTheKey,
        Unchecked::BearerCopy,
        Unchecked::HiddenFields(3),
        Unchecked::RevocationAfter(NOW),
        Unchecked::NobodyElseSawTheLog,
        Unchecked::Check(CheckName::Status),
    ] {
        text += &format!("\n{}: {}", unchecked.code(), english::unchecked(&unchecked));
    }
    text += "\n";
    let golden = include_str!("../vectors/verdict-english.txt");
    assert!(text == golden, "the golden file should be:\n{text}");
}
