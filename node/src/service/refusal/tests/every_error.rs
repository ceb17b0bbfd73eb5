//! Every error that is told is told in both languages: one of each kind, in chains that do not compile without a new kind.

use super::*;
use crate::office::error::{DocumentError, NamelessRecord, PupilError, PupilEvidence, ReplacementError};
use crate::office::objection::{Holder, Objection};
use crate::service::refusal::objection::words;
use crate::writer::day_rule::{ClockError, Reference};
use attestat_credential::draft::paper::PaperRule;
use attestat_ledger::chain::ChainError;
use attestat_store::commit::CommitError;
use attestat_store::engine::{EngineError, Family};
use attestat_store::guard::GuardError;
use attestat_words::english::english_words;
use core::iter::successors;

const ORIGIN: &str = "school.example/1";

fn engine() -> EngineError {
    EngineError::Write { why: "No space left on device".to_owned() }
}

fn clocks() -> Vec<ClockError> {
    let (today, last) = (Day::from_number(20_000), Day::from_number(20_009));
    let first = ClockError::Behind { today, last };
    let after = |error: &ClockError| match error {
        ClockError::Behind { .. } => Some(ClockError::Ahead { today, reference: Reference::Confirmed(last) }),
        ClockError::Ahead { reference: Reference::Confirmed(_), .. } => {
            Some(ClockError::Ahead { today, reference: Reference::LastRecord(last) })
        }
        ClockError::Ahead { reference: Reference::LastRecord(_), .. } => None,
    };
    successors(Some(first), after).collect()
}

fn closed() -> Vec<Closed> {
    let after = |closed: &Closed| match closed {
        Closed::Cut { .. } => Some(Closed::Forked),
        Closed::Forked => Some(Closed::Damaged),
        Closed::Damaged => None,
    };
    successors(Some(Closed::Cut { version: 2, size: 9 }), after).collect()
}

fn stores() -> Vec<StoreError> {
    let what = || "a record".to_owned();
    let after = |error: &StoreError| {
        Some(match error {
            StoreError::Engine(_) => StoreError::Commit(CommitError::Damaged(7)),
            StoreError::Commit(_) => StoreError::Guard(GuardError::Missing("guard/one".to_owned())),
            StoreError::Guard(_) => StoreError::Chain(ChainError::WrongIndex { expected: 3, given: 5 }),
            StoreError::Chain(_) => StoreError::Damaged { what: what() },
            StoreError::Damaged { .. } => StoreError::Index { what: what() },
            StoreError::Index { .. } => StoreError::Head { what: "status-head".to_owned() },
            StoreError::Head { .. } => StoreError::NoRecord { index: u64::MAX, size: u64::MAX - 1 },
            StoreError::NoRecord { .. } => StoreError::OlderThanGuard { size: 3, sealed: 5 },
            StoreError::OlderThanGuard { .. } => StoreError::NotWhatWasSealed(7),
            StoreError::NotWhatWasSealed(_) => StoreError::NotThisRoot(7),
            StoreError::NotThisRoot(_) => StoreError::WrongKey,
            StoreError::WrongKey => StoreError::SealFirst(7),
            StoreError::SealFirst(_) => StoreError::SlotStands(7),
            StoreError::SlotStands(_) => StoreError::StatusUnchanged(7),
            StoreError::StatusUnchanged(_) => StoreError::StatusFinal(7),
            StoreError::StatusFinal(_) => StoreError::OtherLog(ORIGIN.to_owned()),
            StoreError::OtherLog(_) => StoreError::Forked,
            StoreError::Forked => StoreError::NoLog(ORIGIN.to_owned()),
            StoreError::NoLog(_) => StoreError::LogExists(ORIGIN.to_owned()),
            StoreError::LogExists(_) => return None,
        })
    };
    successors(Some(StoreError::Engine(engine())), after).collect()
}

fn appends() -> Vec<AppendError> {
    let after = |error: &AppendError| {
        Some(match error {
            AppendError::RequestSize => AppendError::Stopped("a fault".to_owned()),
            AppendError::Stopped(_) => AppendError::ShuttingDown,
            AppendError::ShuttingDown => AppendError::NoRandomness,
            AppendError::NoRandomness | AppendError::Clock(_) | AppendError::Store(_) | AppendError::Closed(_) => {
                return None;
            }
        })
    };
    let own = successors(Some(AppendError::RequestSize), after);
    let clocks = clocks().into_iter().map(AppendError::Clock);
    let stores = stores().into_iter().map(AppendError::Store);
    own.chain(clocks).chain(stores).chain(closed().into_iter().map(AppendError::Closed)).collect()
}

fn doubts() -> Vec<Doubt> {
    let after = |doubt: &Doubt| {
        Some(match doubt {
            Doubt::Behind { .. } => Doubt::Missing,
            Doubt::Missing => Doubt::Uncounted,
            Doubt::Uncounted => Doubt::Another,
            Doubt::Another => Doubt::Torn(Family::Issued),
            Doubt::Torn(_) => Doubt::Outrun,
            Doubt::Outrun => Doubt::NoWitness,
            Doubt::NoWitness => Doubt::DamagedWitness,
            Doubt::DamagedWitness => return None,
        })
    };
    successors(Some(Doubt::Behind { writes: 3 }), after).collect()
}

fn vaults() -> Vec<VaultError> {
    let why = || "no space left on device".to_owned();
    let after = |error: &VaultError| {
        Some(match error {
            VaultError::Engine(_) => VaultError::Witness(GuardError::Witness(why())),
            VaultError::Witness(_) => VaultError::Damaged("of a document".to_owned()),
            VaultError::Damaged(_) => VaultError::WrongKey,
            VaultError::WrongKey => VaultError::NoRandomness,
            VaultError::NoRandomness => VaultError::TooLong(300_000),
            VaultError::TooLong(_) => VaultError::PupilErased,
            VaultError::PupilErased => VaultError::NotRemembered(why()),
            VaultError::NotRemembered(_) => VaultError::Backup(why()),
            VaultError::Backup(_) => VaultError::BackupNotWritten(why()),
            VaultError::BackupNotWritten(_) => VaultError::NoMoreTags,
            VaultError::NoMoreTags => VaultError::ActorTooLong,
            VaultError::ActorTooLong => VaultError::MailboxTooLong(2_000_000),
            VaultError::MailboxTooLong(_) => VaultError::MailboxesFull,
            VaultError::MailboxesFull | VaultError::InDoubt(_) => return None,
        })
    };
    let own = successors(Some(VaultError::Engine(engine())), after);
    own.chain(doubts().into_iter().map(VaultError::InDoubt)).collect()
}

fn entitlements() -> Vec<NotEntitled> {
    let id = || RegistryId::parse("school.example").unwrap();
    let closed = closed().into_iter().map(|closed| NotEntitled::Closed { origin: origin(), closed });
    let after = |error: &NotEntitled| match error {
        NotEntitled::NotActive(id) => Some(NotEntitled::Class(id.clone())),
        NotEntitled::Class(_) | NotEntitled::Closed { .. } => None,
    };
    closed.chain(successors(Some(NotEntitled::NotActive(id())), after)).collect()
}

fn documents() -> Vec<DocumentError> {
    let replaced = |status, newest_status| DocumentError::Replaced { slot: 7, status, newest: 8, newest_status };
    let [valid, revoked, suspended] = [DocumentStatus::Valid, DocumentStatus::Revoked, DocumentStatus::Suspended];
    let after = |error: &DocumentError| {
        Some(match error {
            DocumentError::Unknown(_) => DocumentError::NotInLog(7),
            DocumentError::NotInLog(_) => DocumentError::Destroyed(7),
            DocumentError::Destroyed(_) => DocumentError::Lost(7),
            DocumentError::Lost(_) => DocumentError::NotSealed(7),
            DocumentError::NotSealed(_) => DocumentError::NotOfThisLog(7),
            DocumentError::NotOfThisLog(_) => replaced(valid, valid),
            DocumentError::Replaced { newest_status: DocumentStatus::Valid, .. } => replaced(revoked, revoked),
            DocumentError::Replaced { newest_status: DocumentStatus::Revoked, .. } => replaced(suspended, suspended),
            DocumentError::Replaced { newest_status: DocumentStatus::Suspended, .. } => DocumentError::Revoked(7),
            DocumentError::Revoked(_) => DocumentError::Suspended(7),
            DocumentError::Suspended(_) => DocumentError::NamedTwice(7),
            DocumentError::NamedTwice(_) => return None,
        })
    };
    successors(Some(DocumentError::Unknown(7)), after).collect()
}

fn objections() -> Vec<Objection> {
    let holder = |is_document| if is_document { Holder::Document(7) } else { Holder::Draft(0) };
    let taken = |rule, is_document| Objection::Taken { rule, holder: holder(is_document) };
    let fields = || vec!["document.place".to_owned(), "document.rank".to_owned()];
    let loss = || Loss { awards: 3, first: Day::from_number(20_000), last: Day::from_number(20_001) };
    let after = |objection: &Objection| {
        Some(match objection {
            Objection::NotADraft(_) => Objection::NotIssuedNow(bad_draft()),
            Objection::NotIssuedNow(_) => Objection::RepeatedDifferently(0),
            Objection::RepeatedDifferently(_) => Objection::PersonUnreadable,
            Objection::PersonUnreadable => Objection::PersonUnknown,
            Objection::PersonUnknown => Objection::NameDiffers(known()),
            Objection::NameDiffers(_) => Objection::BirthDateDiffers(known()),
            Objection::BirthDateDiffers(_) => Objection::OtherPerson(known()),
            Objection::OtherPerson(_) => Objection::KnownByNumber(known()),
            Objection::KnownByNumber(_) => Objection::KnownByName(known()),
            Objection::KnownByName(_) => Objection::KnownByOtherNumber(known()),
            Objection::KnownByOtherNumber(_) => Objection::Namesakes(known()),
            Objection::Namesakes(_) => Objection::NamesakesOfANumber(known()),
            Objection::NamesakesOfANumber(_) => Objection::WasErased(None),
            Objection::WasErased(None) => Objection::WasErased(Some(Day::from_number(20_000))),
            Objection::WasErased(Some(_)) => taken(PaperRule::Request, true),
            Objection::Taken { rule, .. } => match rule {
                PaperRule::Request => taken(PaperRule::Original, false),
                PaperRule::Original => taken(PaperRule::Blank, true),
                PaperRule::Blank => taken(PaperRule::Supplement, false),
                PaperRule::Supplement => taken(PaperRule::Registration, true),
                PaperRule::Registration => taken(PaperRule::Number, false),
                PaperRule::Number => taken(PaperRule::Participant, true),
                PaperRule::Participant => Objection::MayBeLost(loss()),
            },
            Objection::MayBeLost(_) => Objection::Conflict { slot: 7, fields: Vec::new() },
            Objection::Conflict { fields: some, .. } if some.is_empty() => {
                Objection::Conflict { slot: 7, fields: fields() }
            }
            Objection::Conflict { .. } | Objection::Unreadable(_) | Objection::NotEntitled(_) => return None,
        })
    };
    let own = successors(Some(Objection::NotADraft(bad_draft())), after);
    let unreadable = vaults().into_iter().map(Objection::Unreadable);
    own.chain(unreadable).chain(entitlements().into_iter().map(Objection::NotEntitled)).collect()
}

fn pupils() -> Vec<PupilError> {
    let record =
        |reference: &str, slots: &[u32]| NamelessRecord { reference: reference.to_owned(), slots: slots.into() };
    let after = |error: &PupilError| {
        Some(match error {
            PupilError::Unknown => PupilError::NothingToErase,
            PupilError::NothingToErase => {
                let records =
                    [record("77", &[5]), record("", &[]), record("8/Б", &[5, 6]), record("9", &[1, 2, 3, 4, 5])];
                PupilError::Several(records.into())
            }
            PupilError::Several(_) => PupilError::OneOfTwoUnknown,
            PupilError::OneOfTwoUnknown => PupilError::Joined,
            PupilError::Joined => PupilError::BothEnrolled,
            PupilError::BothEnrolled => PupilError::TwoChildren,
            PupilError::TwoChildren | PupilError::Differs(_) => return None,
        })
    };
    let own = successors(Some(PupilError::Unknown), after);
    own.chain(of_people().into_iter().map(PupilError::Differs)).collect()
}

/// The objections by which a pupil's name or birth date is compared.
fn of_people() -> Vec<Objection> {
    vec![
        Objection::NameDiffers(known()),
        Objection::BirthDateDiffers(known()),
        Objection::OtherPerson(known()),
        Objection::PersonUnreadable,
        Objection::PersonUnknown,
    ]
}

fn makings() -> Vec<MakingError> {
    let issue = |error| MakingError::NotIssuable { position: 0, error };
    let after = |error: &MakingError| {
        Some(match error {
            MakingError::NotIssuable { error: IssueError::DatedAhead { .. }, .. } => issue(IssueError::NotADuplicate),
            MakingError::NotIssuable { error: IssueError::NotADuplicate, .. } => issue(IssueError::Dice),
            MakingError::NotIssuable { error: IssueError::Dice, .. } => MakingError::NoWalletKey,
            MakingError::NoWalletKey => MakingError::NoFreeTag,
            MakingError::NoFreeTag => MakingError::Missing(7),
            MakingError::Missing(_) => MakingError::UnreadableDraft { slot: 7, error: bad_draft() },
            MakingError::UnreadableDraft { .. } => return None,
        })
    };
    let day = Day::from_number(20_000);
    successors(Some(issue(IssueError::DatedAhead { field: "date", day })), after).collect()
}

fn replacements() -> Vec<ReplacementError> {
    let taken = |rule| ReplacementError::Taken { rule, slot: 7 };
    let evidence = ReplacementError::OtherPupil;
    let after = |error: &ReplacementError| {
        Some(match error {
            ReplacementError::OtherType(_) => ReplacementError::UnreadableDraft { slot: 7, error: bad_draft() },
            ReplacementError::UnreadableDraft { .. } => ReplacementError::NoDraft,
            ReplacementError::NoDraft => ReplacementError::Draft(bad_draft()),
            ReplacementError::Draft(_) => evidence(PupilEvidence::Numbers),
            ReplacementError::OtherPupil(PupilEvidence::Numbers) => evidence(PupilEvidence::NumberOfTheOld),
            ReplacementError::OtherPupil(PupilEvidence::NumberOfTheOld) => evidence(PupilEvidence::Name),
            ReplacementError::OtherPupil(PupilEvidence::Name) => ReplacementError::Namesake(7),
            ReplacementError::Namesake(_) => ReplacementError::NothingChanges(7),
            ReplacementError::NothingChanges(_) => ReplacementError::AlreadyIssued(7),
            ReplacementError::AlreadyIssued(_) => taken(PaperRule::Request),
            ReplacementError::Taken { rule: PaperRule::Request, .. } => taken(PaperRule::Blank),
            ReplacementError::Taken { .. } | ReplacementError::Person(_) => return None,
        })
    };
    let own = successors(Some(ReplacementError::OtherType(7)), after);
    own.chain(of_people().into_iter().map(ReplacementError::Person)).collect()
}

fn tickets() -> Vec<TicketError> {
    let after = |error: &TicketError| match error {
        TicketError::Expiry => Some(TicketError::NoAddress),
        TicketError::NoAddress => None,
    };
    successors(Some(TicketError::Expiry), after).collect()
}

/// Every error of the office, by its kinds.
fn errors() -> Vec<OfficeError> {
    let mut errors: Vec<OfficeError> = vec![Interrupted.into()];
    errors.extend(vaults().into_iter().map(OfficeError::from));
    errors.extend(appends().into_iter().map(OfficeError::from));
    errors.extend(stores().into_iter().map(OfficeError::Log));
    errors.extend(entitlements().into_iter().map(OfficeError::from));
    errors.extend(documents().into_iter().map(OfficeError::from));
    errors.extend(pupils().into_iter().map(OfficeError::from));
    errors.extend(tickets().into_iter().map(OfficeError::from));
    errors.extend(makings().into_iter().map(OfficeError::from));
    errors.extend(replacements().into_iter().map(OfficeError::from));
    let is_here = |error: &OfficeError| match error {
        OfficeError::Vault(_)
        | OfficeError::Append(_)
        | OfficeError::Log(_)
        | OfficeError::Interrupted(_)
        | OfficeError::NotEntitled(_)
        | OfficeError::Document(_)
        | OfficeError::Pupil(_)
        | OfficeError::Ticket(_)
        | OfficeError::Making(_)
        | OfficeError::Replacement(_) => true,
        // Has no code and no advice.
        OfficeError::Sign(_) => false,
    };
    assert!(errors.iter().all(is_here));
    errors
}

#[track_caller]
fn assert_russian(text: &Text) {
    let russian = text.told(Language::Russian);
    assert!(russian.contains(|letter| ('а'..='я').contains(&letter)), "{russian}");
    assert_eq!(english_words(&russian), Vec::<String>::new(), "{russian}");
}

#[test]
fn each_error_is_told_in_russian_to_whoever_reads_it() {
    for error in errors() {
        let sent = Refusal::from(error);
        let (english, russian) = (sent.to_string(), [&sent.what, &sent.todo].map(|text| text.told(Language::Russian)));
        let received = Refusal::from(Status::from(sent));
        assert_eq!(received.to_string(), english);
        let texts = [received.what, received.todo];
        assert_eq!(texts.each_ref().map(|text| text.told(Language::Russian)), russian, "it came as it was sent");
        for text in texts {
            assert_russian(&text);
            assert!(text.told(Language::Russian).ends_with('.'), "{}", text.told(Language::Russian));
        }
    }
}

#[test]
fn each_objection_is_told_in_russian() {
    for objection in objections() {
        assert_russian(&words(&objection));
    }
}

/// The words of a catalogue stand beside those by which the store and the vault show their errors in logs.
#[test]
fn errors_of_the_store_and_the_vault_have_one_wording_in_english() {
    for error in stores() {
        assert_eq!(store_words(&error).to_string(), error.to_string());
    }
    for error in vaults() {
        assert_eq!(vault_words(&error).to_string(), error.to_string());
    }
    for doubt in doubts() {
        assert_eq!(doubt_words(&doubt).to_string(), doubt.to_string());
    }
}
