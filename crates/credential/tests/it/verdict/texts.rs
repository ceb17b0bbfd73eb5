//! Texts of verdicts: two sentences for every reason, kept in a golden file for each language.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use attestat_credential::presentation::{Consent, Terms, YearSecretGiven};
use attestat_credential::verdict::completeness::{Compared, Completeness};
use attestat_credential::verdict::presentation::{PresentationCheckName, Together};
use attestat_credential::verdict::reason::{FilePart, PersonField, ReceiverNames, StatusFlaw, TermFlaw};
use attestat_credential::verdict::words::{self, Language};
use attestat_credential::verdict::{CheckName, Colour, Exemption, Reason, Unchecked};
use attestat_ledger::day::Day;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_words::advice::Door;
use attestat_words::english::english_words;
use attestat_words::text::Text;

use crate::support::town::NOW;

fn id() -> RegistryId {
    RegistryId::parse("school-12.example").unwrap()
}

/// Every reason at least once; flaws and fields as often as they read differently.
fn every_reason() -> Vec<Reason> {
    let detail = || Text::written("here is why");
    let mut reasons = vec![
        Reason::EarlierCheckFailed,
        Reason::Unreadable { part: FilePart::Credential, detail: detail() },
        Reason::UpgradeNeeded,
        Reason::RosterNotCompared("school-12.example".to_owned()),
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
        Reason::DiscardedHistory(id()),
        Reason::CutLog(id()),
        Reason::BelowQuorum { have: 1, needed: Some(3) },
        Reason::BelowQuorum { have: 0, needed: None },
        Reason::CosignatureWrong,
        Reason::Revoked { as_of: Some(NOW) },
        Reason::Suspended { as_of: None },
        Reason::StatusMissing,
        Reason::StatusOld { as_of: NOW, age: 864_000, max_age: 604_800 },
        Reason::StatusFromTheFuture { as_of: NOW },
        Reason::LogAhead { until: Day::of_unix_seconds(NOW) },
        Reason::RecordAhead { day: Day::of_unix_seconds(NOW) },
        Reason::Expired { at: NOW },
        Reason::TermEnded { last_day: "2026-05-05".to_owned() },
        Reason::NotYetValid { from: NOW },
        Reason::TermsWrong { flaw: TermFlaw::NotATime("exp") },
        Reason::TermsWrong { flaw: TermFlaw::Addressed },
        Reason::TermsWrong { flaw: TermFlaw::NotADay("valid_until") },
        Reason::TermsWrong { flaw: TermFlaw::DatedApart },
        Reason::TermsWrong { flaw: TermFlaw::NoKey },
    ];
    let flaws = [
        StatusFlaw::Unreadable(detail()),
        StatusFlaw::OtherDocument,
        StatusFlaw::OtherRegistry,
        StatusFlaw::OlderThanDocument,
        StatusFlaw::SignatureUnconfirmed,
        StatusFlaw::TooFewCosigners,
        StatusFlaw::CosignatureWrong,
        StatusFlaw::NextLogSilent,
        StatusFlaw::LogNotCut,
        StatusFlaw::CutNotShown,
    ];
    reasons.extend(flaws.map(|flaw| Reason::StatusUnusable { flaw }));
    reasons.extend(of_presentations());
    reasons
}

fn of_presentations() -> Vec<Reason> {
    let asked = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    let mut reasons = vec![
        Reason::ClaimUnknown,
        Reason::HolderMissing,
        Reason::HolderUnsigned,
        Reason::HolderSignatureWrong,
        Reason::HolderSignedOther,
        Reason::HolderTermsWrong { detail: Text::written("here is why") },
        Reason::PresentedInTheFuture { at: NOW },
        Reason::DocumentTwice { first: 1, again: 3 },
        Reason::TermsDiffer { document: 2 },
        Reason::LinkWrong,
        Reason::YearSecretsWrong,
        Reason::NotAPresentation,
        Reason::AudienceNotSaid,
        Reason::OtherAudience(ReceiverNames {
            made_for: "Other University".to_owned(),
            expected: "Sample University".to_owned(),
        }),
        Reason::OtherRequest,
        Reason::AnsweredEarly { at: NOW - 86_400, begins: NOW },
        Reason::PresentedLongAgo { at: NOW },
        Reason::AnsweredLate { at: NOW, ended: NOW - 86_400 },
        Reason::OtherPurpose,
        Reason::ConsentEnded { at: NOW },
        Reason::ConsentWithdrawn { at: NOW },
        Reason::WithdrawalUnusable,
        Reason::RequestedMissing { missing: asked(&["family_name", "marks/Физика"]), in_part: Vec::new() },
        Reason::RequestedMissing { missing: Vec::new(), in_part: asked(&["marks"]) },
        Reason::RequestedMissing { missing: asked(&["birth_date"]), in_part: asked(&["marks"]) },
        Reason::BirthDatesDiffer { first: 1, other: 2 },
    ];
    let names = [PersonField::FamilyName, PersonField::GivenName, PersonField::Patronymic];
    reasons.extend(names.map(|field| Reason::NamesDiffer { field, first: 1, other: 3 }));
    reasons
}

fn every_unchecked() -> Vec<Unchecked> {
    vec![
        Unchecked::PresenterIsThePersonNamed,
        Unchecked::ContentIsTrue,
        Unchecked::HolderHasTheKey,
        Unchecked::BearerCopy,
        Unchecked::HiddenFields(1),
        Unchecked::HiddenFields(3),
        Unchecked::HiddenFields(25),
        Unchecked::HiddenMarks(1),
        Unchecked::HiddenMarks(3),
        Unchecked::HiddenMarks(25),
        Unchecked::RevocationAfter(NOW),
        Unchecked::NobodyElseSawTheLog,
        Unchecked::Check(CheckName::Status),
        Unchecked::SamePerson,
        Unchecked::Replay,
        Unchecked::OtherWithdrawals,
        Unchecked::NamesNotShown(1),
        Unchecked::NamesNotShown(2),
        Unchecked::YearSecrets(1),
        Unchecked::YearSecrets(2),
        Unchecked::PresentationCheck(PresentationCheckName::Audience),
    ]
}

/// Names every variant of [`Reason`]: one that is missing does not compile, and one that is in no list above fails.
macro_rules! variants {
    ($($name:ident)*) => {
        const VARIANTS: &[&str] = &[$(stringify!($name)),*];

        fn variant(reason: &Reason) -> &'static str {
            match reason {
                $(Reason::$name { .. } => stringify!($name),)*
            }
        }
    };
}

variants! {
    EarlierCheckFailed Unreadable UpgradeNeeded RosterNotCompared RosterExpired RosterFromTheFuture RegistryUnknown LogUnknown
    KeyUnknown KeyNotInForce ForeignLog SignatureWrong DisclosuresWrong TypeUnknown ClassNotAllowed
    RegistrySuspended NotAnAward CommitmentMismatch ClassMismatch SlotMismatch IndexMismatch NotIncluded
    CheckpointNotSigned LogForked ForkNotSettled BeyondCut DiscardedHistory CutLog BelowQuorum CosignatureWrong Revoked
    Suspended StatusMissing StatusUnusable StatusOld StatusFromTheFuture LogAhead RecordAhead Expired TermEnded NotYetValid
    TermsWrong ClaimUnknown HolderMissing HolderUnsigned HolderSignatureWrong HolderSignedOther
    HolderTermsWrong PresentedInTheFuture DocumentTwice TermsDiffer LinkWrong YearSecretsWrong
    NotAPresentation AudienceNotSaid OtherAudience OtherRequest AnsweredEarly PresentedLongAgo AnsweredLate OtherPurpose ConsentEnded
    ConsentWithdrawn WithdrawalUnusable RequestedMissing NamesDiffer BirthDatesDiffer
}

#[test]
fn every_reason_has_a_code_of_its_own_and_two_sentences_in_both_languages() {
    let codes: BTreeSet<&str> = every_reason().iter().map(Reason::code).collect();
    let listed: BTreeSet<&str> = every_reason().iter().map(variant).collect();
    assert_eq!(listed, VARIANTS.iter().copied().collect(), "the lists above hold every reason");
    assert_eq!(codes.len(), VARIANTS.len());
    for (reason, language) in every_reason().into_iter().flat_map(|reason| Language::ALL.map(|to| (reason.clone(), to)))
    {
        let message = words::reason(&reason);
        let (what, next) = (message.what.told(language), message.next.at(Door::Terminal).told(language));
        for sentence in [&what, &next, &message.next.at(Door::Page).told(language)] {
            assert!(sentence.ends_with('.') && sentence.chars().count() > 20, "{reason:?}: {sentence}");
            for banned in
                ["invalid", "illegal", "forbidden", "please", "oops", "error occurred", "пожалуйста", "ошибка!"]
            {
                assert!(!sentence.to_lowercase().contains(banned), "{reason:?}: {sentence}");
            }
        }
        let cyrillic = what.chars().filter(|letter| ('а'..='я').contains(letter)).count();
        assert_eq!(cyrillic > 15, language == Language::Russian, "{reason:?}: {what}");
    }
}

/// A page has no command line, and whoever reads it may never have seen one.
#[test]
fn no_next_step_on_a_page_names_a_command() {
    for (reason, language) in every_reason().into_iter().flat_map(|reason| Language::ALL.map(|to| (reason.clone(), to)))
    {
        let next = words::reason(&reason).next.at(Door::Page).told(language);
        assert!(!next.contains('`') && !next.contains("--"), "{reason:?}: {next}");
    }
}

/// Everything that is said in a language.
fn everything(language: Language) -> String {
    let mut text = String::new();
    for colour in [Colour::Green, Colour::Amber, Colour::Grey, Colour::Red] {
        writeln!(text, "{}: {}", colour.word(), words::headline(colour).told(language)).unwrap();
    }
    writeln!(text, "amber: {}", words::unknown_signer().told(language)).unwrap();
    writeln!(text, "amber: {}", words::own_roster("school-12.example").told(language)).unwrap();
    text += "\n";
    for check in [CheckName::Pinned].into_iter().chain(CheckName::PRESENTED) {
        writeln!(text, "{}: {}", check.word(), words::title(check).told(language)).unwrap();
    }
    text += "\n";
    for check in [PresentationCheckName::Pinned].into_iter().chain(PresentationCheckName::ALL) {
        writeln!(text, "{}: {}", check.word(), words::presentation_title(check).told(language)).unwrap();
    }
    for reason in every_reason() {
        let message = words::reason(&reason);
        let (what, next) = (message.what.told(language), message.next.at(Door::Terminal).told(language));
        let colour = Colour::from(reason.colour()).word();
        writeln!(text, "\n{} ({colour})\n{what}\n{next}", reason.code()).unwrap();
    }
    text += "\n";
    for exemption in
        [Exemption::NoCosignersAsked, Exemption::NoRequest, Exemption::NoWithdrawals, Exemption::NothingToCompare]
    {
        writeln!(text, "{}: {}", exemption.code(), words::exemption(exemption).told(language)).unwrap();
    }
    text += "\n";
    for unchecked in every_unchecked() {
        writeln!(text, "{}: {}", unchecked.code(), words::unchecked(&unchecked).told(language)).unwrap();
    }
    text + &statements(language)
}

/// Statements about a presentation that is good.
fn statements(language: Language) -> String {
    let mut text = String::new();
    for (documents, holders) in [(1, 1), (2, 1), (3, 2), (21, 5)] {
        writeln!(text, "\n{}", words::together(&Together { documents, holders }).told(language)).unwrap();
    }
    let consent = Consent { id: [1; 16], purpose: "Приёмная кампания 2027".to_owned(), expires: NOW };
    let terms = Terms {
        audience: "Примерский университет".to_owned(), nonce: String::new(), consent, made_at: NOW
    };
    writeln!(text, "\n{}", words::terms(&terms).told(language)).unwrap();
    let origin = Origin::parse("school-12.example/1").unwrap();
    let found = Completeness { year: 2026, records: vec![(origin.clone(), 3), (origin, 8)], replayed: 1_204, gaps: 1 };
    for compared in [Compared { shown: 1, left_out: 1, untagged: 0 }, Compared { shown: 0, left_out: 2, untagged: 1 }] {
        writeln!(text, "\n{}", words::completeness(&id(), &found, &compared).told(language)).unwrap();
    }
    text
}

/// Details for a specialist and names of claims aside.
#[test]
fn no_text_of_a_verdict_in_russian_has_english_words() {
    let reasons = every_reason().into_iter().flat_map(|reason| {
        let message = words::reason(&reason);
        [message.what, message.next.at(Door::Terminal).clone(), message.next.at(Door::Page).clone()]
    });
    let unchecked = every_unchecked().into_iter().map(|unchecked| words::unchecked(&unchecked));
    let titles = CheckName::PRESENTED
        .map(words::title)
        .into_iter()
        .chain(PresentationCheckName::ALL.map(words::presentation_title))
        .chain([words::title(CheckName::Pinned), words::own_roster("school-12.example")]);
    for text in reasons.chain(unchecked).chain(titles) {
        let told = text.told(Language::Russian).replace(" exp ", " ").replace("here is why", "");
        let told = told.replace("Other University", "").replace("Sample University", "");
        assert_eq!(english_words(&told), [""; 0], "{told}");
    }
    assert_eq!(english_words(&statements(Language::Russian)), [""; 0]);
}

#[test]
fn the_texts_are_those_of_the_golden_files() {
    let golden = [
        (Language::English, include_str!("../vectors/verdict-english.txt")),
        (Language::Russian, include_str!("../vectors/verdict-russian.txt")),
    ];
    for (language, golden) in golden {
        let text = everything(language);
        assert!(text == golden, "the golden file should be:\n{text}");
    }
}

#[test]
fn given_secrets_are_not_shown_by_debug() {
    let secret = attestat_credential::holder::tag::YearSecret::from_bytes(zeroize::Zeroizing::new([7; 32]));
    let given = YearSecretGiven { registry: id(), year: 2026, secret };
    assert_eq!(format!("{given:?}"), "YearSecretGiven(redacted)");
}
