#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

mod every_error;

use super::*;
use crate::office::error::{DocumentError, NamelessRecord, PupilError, PupilEvidence, ReplacementError};
use crate::office::objection::{Holder, KnownPerson, Objection};
use crate::writer::day_rule::ClockError;
use attestat_credential::draft::Draft;
use attestat_credential::draft::paper::PaperRule;
use attestat_credential::draft::problem::FieldError;
use attestat_credential::issue::IssueError;
use attestat_ledger::day::Day;
use attestat_ledger::name::RegistryId;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::{Doubt, Loss};
use attestat_words::language::Language;

fn origin() -> Origin {
    Origin::parse("school.example/1").unwrap()
}

fn closed(closed: Closed) -> OfficeError {
    NotEntitled::Closed { origin: origin(), closed }.into()
}

fn bad_draft() -> FieldError {
    Draft::from_json(b"{}").err().unwrap()
}

fn known() -> KnownPerson {
    KnownPerson { json: b"{}".to_vec(), number: "77".into() }
}

/// Errors of what lies below the office, with the codes that clients translate by.
fn below() -> Vec<(OfficeError, Code, &'static str)> {
    let day = Day::from_number(20_000);
    let cut = Closed::Cut { version: 2, size: 9 };
    let id = RegistryId::parse("school.example").unwrap();
    vec![
        (VaultError::InDoubt(Doubt::Behind { writes: 3 }).into(), Code::FailedPrecondition, "vault-in-doubt"),
        (VaultError::Damaged("of a document".to_owned()).into(), Code::Internal, "storage"),
        (VaultError::PupilErased.into(), Code::Internal, "storage"),
        (VaultError::TooLong(1).into(), Code::Internal, "storage"),
        (VaultError::WrongKey.into(), Code::Internal, "storage"),
        (AppendError::RequestSize.into(), Code::InvalidArgument, "bad-message"),
        (AppendError::Clock(ClockError::Behind { today: day, last: day }).into(), Code::FailedPrecondition, "clock"),
        (AppendError::Closed(Closed::Damaged).into(), Code::Unavailable, "read-only"),
        (AppendError::Closed(Closed::Forked).into(), Code::FailedPrecondition, "log-forked"),
        (AppendError::Closed(cut.clone()).into(), Code::FailedPrecondition, "log-cut"),
        (AppendError::Stopped("a fault".to_owned()).into(), Code::Internal, "storage"),
        (AppendError::ShuttingDown.into(), Code::Unavailable, "unreachable"),
        (AppendError::NoRandomness.into(), Code::Internal, "storage"),
        (AppendError::Store(StoreError::StatusFinal(7)).into(), Code::FailedPrecondition, "revoked"),
        (OfficeError::Log(StoreError::StatusUnchanged(7)), Code::AlreadyExists, "status-unchanged"),
        (OfficeError::Log(StoreError::SlotStands(7)), Code::FailedPrecondition, "refused-by-log"),
        (OfficeError::Log(StoreError::Damaged { what: "a record".to_owned() }), Code::Internal, "storage"),
        (Interrupted.into(), Code::Unavailable, "unreachable"),
        (closed(Closed::Damaged), Code::Unavailable, "read-only"),
        (closed(Closed::Forked), Code::FailedPrecondition, "log-forked"),
        (closed(cut), Code::FailedPrecondition, "log-cut"),
        (NotEntitled::NotActive(id.clone()).into(), Code::PermissionDenied, "not-active"),
        (NotEntitled::Class(id).into(), Code::PermissionDenied, "class-not-allowed"),
    ]
}

/// Errors about documents and pupils.
fn of_the_office() -> Vec<(OfficeError, Code, &'static str)> {
    let (status, newest_status) = (DocumentStatus::Valid, DocumentStatus::Revoked);
    let record = NamelessRecord { reference: "77".to_owned(), slots: vec![5] };
    let nameless = NamelessRecord { reference: String::new(), slots: Vec::new() };
    vec![
        (DocumentError::Unknown(7).into(), Code::NotFound, "unknown-document"),
        (DocumentError::NotInLog(7).into(), Code::NotFound, "unknown-document"),
        (DocumentError::Destroyed(7).into(), Code::NotFound, "not-in-vault"),
        (DocumentError::Lost(7).into(), Code::NotFound, "not-in-vault"),
        (DocumentError::NotSealed(7).into(), Code::Unavailable, "not-sealed"),
        (DocumentError::NotOfThisLog(7).into(), Code::Internal, "storage"),
        (
            DocumentError::Replaced { slot: 7, status, newest: 8, newest_status }.into(),
            Code::FailedPrecondition,
            "replaced",
        ),
        (DocumentError::Revoked(7).into(), Code::FailedPrecondition, "revoked"),
        (DocumentError::Suspended(7).into(), Code::FailedPrecondition, "suspended"),
        (DocumentError::NamedTwice(7).into(), Code::InvalidArgument, "named-twice"),
        (PupilError::Unknown.into(), Code::NotFound, "unknown-pupil"),
        (PupilError::NothingToErase.into(), Code::NotFound, "unknown-pupil"),
        (PupilError::Several(vec![record, nameless]).into(), Code::FailedPrecondition, "several-pupils"),
        (PupilError::Differs(Objection::NameDiffers(known())).into(), Code::FailedPrecondition, "name-differs"),
        (PupilError::OneOfTwoUnknown.into(), Code::NotFound, "unknown-pupil"),
        (PupilError::Joined.into(), Code::AlreadyExists, "one-pupil"),
        (PupilError::BothEnrolled.into(), Code::FailedPrecondition, "both-enrolled"),
        (PupilError::TwoChildren.into(), Code::FailedPrecondition, "other-person"),
        (TicketError::Expiry.into(), Code::InvalidArgument, "bad-message"),
        (TicketError::NoAddress.into(), Code::FailedPrecondition, "no-address"),
        (
            MakingError::NotIssuable { position: 0, error: IssueError::NotADuplicate }.into(),
            Code::InvalidArgument,
            "not-issuable",
        ),
        (MakingError::NoWalletKey.into(), Code::Internal, "storage"),
        (MakingError::NoFreeTag.into(), Code::Internal, "tags"),
        (MakingError::Missing(7).into(), Code::Internal, "storage"),
        (MakingError::UnreadableDraft { slot: 7, error: bad_draft() }.into(), Code::Internal, "old-draft"),
        (ReplacementError::OtherType(7).into(), Code::InvalidArgument, "other-class"),
        (ReplacementError::UnreadableDraft { slot: 7, error: bad_draft() }.into(), Code::Internal, "old-draft"),
        (ReplacementError::NoDraft.into(), Code::InvalidArgument, "bad-draft"),
        (ReplacementError::Draft(bad_draft()).into(), Code::InvalidArgument, "bad-draft"),
        (ReplacementError::OtherPupil(PupilEvidence::Name).into(), Code::InvalidArgument, "other-pupil"),
        (ReplacementError::Namesake(7).into(), Code::AlreadyExists, "other-pupil"),
        (ReplacementError::Person(Objection::OtherPerson(known())).into(), Code::FailedPrecondition, "other-person"),
        (ReplacementError::NothingChanges(7).into(), Code::AlreadyExists, "nothing-changes"),
        (ReplacementError::AlreadyIssued(7).into(), Code::AlreadyExists, "already-issued"),
        (ReplacementError::Taken { rule: PaperRule::Blank, slot: 7 }.into(), Code::AlreadyExists, "blank-taken"),
    ]
}

#[test]
fn each_error_keeps_its_code_and_has_two_sentences() {
    for (error, grpc, code) in below().into_iter().chain(of_the_office()) {
        let shown = format!("{error:?}");
        let refusal = Refusal::from(Status::from(error));
        assert_eq!((refusal.grpc, refusal.code.as_str()), (grpc, code), "{shown}");
        assert!(
            refusal.what.to_string().ends_with('.') && refusal.todo.to_string().ends_with('.'),
            "{shown}: {refusal}"
        );
    }
}

#[test]
fn a_fault_while_an_act_of_destruction_is_signed_has_no_code() {
    let error = attestat_credential::destruction::ActError::Shape;
    let status = Status::from(OfficeError::Sign(error.clone()));
    assert_eq!((status.code(), status.message().to_owned()), (Code::Internal, error.to_string()));
    assert_eq!(Refusal::from(status).code, refusal::FOREIGN);
}

#[test]
fn an_objection_names_the_field_and_never_the_person() {
    let loss = Loss { awards: 3, first: Day::from_number(20_000), last: Day::from_number(20_001) };
    let holder = Holder::Document(7);
    let rows = [
        (Objection::NotADraft(bad_draft()), "", ""),
        (Objection::RepeatedDifferently(0), "repeated-differently", "pupil.family_name"),
        (Objection::Unreadable(VaultError::Damaged("of a document".to_owned())), "unreadable", ""),
        (Objection::PersonUnreadable, "person-unreadable", "pupil_ref"),
        (Objection::PersonUnknown, "person-unknown", "pupil_ref"),
        (Objection::NameDiffers(known()), "name-differs", "pupil.family_name"),
        (Objection::BirthDateDiffers(known()), "birth-date-differs", "pupil.birth_date"),
        (Objection::OtherPerson(known()), "other-person", "pupil_ref"),
        (Objection::KnownByNumber(known()), "known-by-number", "pupil_ref"),
        (Objection::KnownByName(known()), "known-by-name", "pupil_ref"),
        (Objection::KnownByOtherNumber(known()), "known-by-other-number", "pupil_ref"),
        (Objection::Namesakes(known()), "namesakes", "pupil_ref"),
        (Objection::NamesakesOfANumber(known()), "namesakes", "pupil_ref"),
        (Objection::WasErased(None), "was-erased", "pupil_ref"),
        (Objection::Taken { rule: PaperRule::Request, holder }, "same-document", "pupil.family_name"),
        (Objection::Taken { rule: PaperRule::Original, holder }, "original-taken", "pupil.given_name"),
        (Objection::Taken { rule: PaperRule::Blank, holder }, "blank-taken", "document.blank_number"),
        (Objection::Taken { rule: PaperRule::Supplement, holder }, "supplement-taken", "document.supplement_number"),
        (
            Objection::Taken { rule: PaperRule::Registration, holder },
            "registration-taken",
            "document.registration_number",
        ),
        (Objection::Taken { rule: PaperRule::Number, holder }, "number-taken", "document.number"),
        (Objection::Taken { rule: PaperRule::Participant, holder }, "participant-taken", "document.uin"),
        (Objection::MayBeLost(loss), "may-be-lost", ""),
        (Objection::Conflict { slot: 7, fields: vec!["document.place".to_owned()] }, "", ""),
    ];
    for (objection, code, field) in rows {
        assert_eq!((objection.code(), objection_field(&objection)), (code, field), "{objection:?}");
        let words = objection_words(&objection);
        for language in Language::ALL {
            let words = words.told(language);
            assert!(!words.is_empty() && !words.contains("77"), "{words}");
        }
    }
}
