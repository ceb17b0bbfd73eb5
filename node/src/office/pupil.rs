//! The pupil whom a registrar's request means: by the school's own number, by one of the pupil's documents, or by name
//! and birth date.

use crate::office::describe::one_of_several;
use crate::office::desk::{Desk, vault_refusal};
use crate::office::issue::compare;
use crate::office::not_held::not_held;
use crate::office::papers;
use attestat_credential::draft::Person;
use attestat_credential::draft::identity::{folded_key_by_reference, pupil_key_by_reference};
use attestat_credential::draft::text::Text;
use attestat_vault::{PupilId, VaultError};
use attestat_wire::refusal::Refusal;
use attestat_wire::v1::{self, pupil::By};
use tonic::{Code, Status};
use zeroize::Zeroizing;

/// The pupil that is meant, known to the vault or not; refused where the caller expects another name or birth date
/// than stands there, and where several are meant.
pub(crate) fn pupil(desk: &Desk, named: Option<v1::Pupil>) -> Result<PupilId, Status> {
    let expected = Zeroizing::new(named.as_ref().map(|named| named.expected.clone()).unwrap_or_default());
    let pupil = only(desk, &meant(desk, named)?)?;
    check_expected(desk, pupil, &expected)?;
    Ok(pupil)
}

/// Finds two pupils; a name that stands under both means the one whom the other request does not mean.
pub(crate) fn two(desk: &Desk, one: Option<v1::Pupil>, other: Option<v1::Pupil>) -> Result<[PupilId; 2], Status> {
    let (mut ones, mut others) = (meant(desk, one)?, meant(desk, other)?);
    match (ones.as_slice(), others.as_slice()) {
        ([one], [_, _, ..]) => others.retain(|other| other != one),
        ([_, _, ..], [other]) => ones.retain(|one| one != other),
        _ => {}
    }
    Ok([only(desk, &ones)?, only(desk, &others)?])
}

/// The one pupil who is meant.
fn only(desk: &Desk, meant: &[PupilId]) -> Result<PupilId, Status> {
    if let [pupil] = meant {
        return Ok(*pupil);
    }
    let each = meant.iter().map(|pupil| one_of_several(desk, *pupil).map(|pupil| record(&pupil)));
    let mut each = each.collect::<Result<Vec<_>, _>>().map_err(|error| vault_refusal(&error))?;
    each.sort();
    let what = format!("This name and birth date stand under {} pupils here: {}.", each.len(), each.join("; "));
    let todo = "Say which one is meant, by number (--pupil-ref) or by a document (--document). If they are one child, each record is a matter of its own until they are joined (attestat pupil merge).";
    Err(Refusal::new(Code::FailedPrecondition, "several-pupils", what, todo).into())
}

/// A pupil's record without the name.
fn record(pupil: &v1::DescribedPupil) -> String {
    let called = match pupil.reference.as_str() {
        "" => "without a number".to_owned(),
        reference => format!("number {reference}"),
    };
    let ids = pupil.slots.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    match pupil.slots.len() {
        0 => format!("{called} (no documents)"),
        1 => format!("{called} (1 document: {ids})"),
        count => format!("{called} ({count} documents: {ids})"),
    }
}

/// The pupil that is meant by a request to erase: also one that was erased before, by one of their documents.
pub(crate) fn pupil_or_erased(desk: &Desk, named: Option<v1::Pupil>) -> Result<PupilId, Status> {
    let slot = named.as_ref().and_then(|named| if let Some(By::Slot(slot)) = named.by { Some(slot) } else { None });
    let erased = match slot {
        Some(slot) if desk.vault.pupil_of(&desk.id, slot).map_err(|error| vault_refusal(&error))?.is_none() => {
            desk.vault.erased_with(&desk.id, slot).map_err(|error| vault_refusal(&error))?
        }
        _ => None,
    };
    if let Some(erased) = erased {
        return Ok(erased);
    }
    let spelt = named.as_ref().and_then(|named| folded_key(desk, named));
    let pupil = pupil(desk, named)?;
    erased_as(desk, pupil, spelt).map_err(|error| vault_refusal(&error).into())
}

/// The pupil, or the one that was erased under another spelling of the number or name.
fn erased_as(desk: &Desk, pupil: PupilId, spelt: Option<[u8; 32]>) -> Result<PupilId, VaultError> {
    let was_erased = |pupil| desk.vault.act_of(&desk.id, pupil).map(|act| act.is_some());
    match spelt.map(|spelt| desk.vault.pupil(&spelt)) {
        Some(spelt) if !desk.vault.is_known(pupil)? && !was_erased(pupil)? && was_erased(spelt)? => Ok(spelt),
        _ => Ok(pupil),
    }
}

/// The key by which another spelling of the number or name leads to the pupil; none where a document names them.
pub(crate) fn folded_key(desk: &Desk, named: &v1::Pupil) -> Option<[u8; 32]> {
    match named.by.as_ref()? {
        By::Reference(reference) => Some(folded_key_by_reference(&desk.id, &Text::parse(reference).ok()?)),
        By::Person(person) => Some(Person::from_json(person).ok()?.folded_pupil_key(&desk.id)),
        By::Slot(_) => None,
    }
}

/// Refuses a letter or an erasure for somebody else than the caller has before their eyes.
fn check_expected(desk: &Desk, pupil: PupilId, expected: &[u8]) -> Result<(), Status> {
    if expected.is_empty() {
        return Ok(());
    }
    let fault = |error| attestat_wire::field::Field::new("Pupil", "expected").fault(format!("a person: {error}"));
    let expected = Person::from_json(expected).map_err(fault)?;
    let known = papers::persons(desk, pupil).map_err(|error| vault_refusal(&error))?;
    let known: Vec<Person> = known.into_iter().map(|(person, _)| person).collect();
    compare(&known, &expected).map_err(|objection| {
        let what = objection.words.split_once(". ").map_or(objection.words.as_str(), |(what, _)| what);
        let todo = "Correct the number, the name or the date. Where it is the same child, a document that is issued so with --same-pupil makes both known.";
        Refusal::new(Code::FailedPrecondition, objection.code, format!("{what}."), todo).into()
    })
}

/// Every pupil whom a request may mean, known or not; at least one.
fn meant(desk: &Desk, named: Option<v1::Pupil>) -> Result<Vec<PupilId>, Status> {
    let field = attestat_wire::field::Field::new("Pupil", "by");
    let vault = |error| Status::from(vault_refusal(&error));
    let by = named.and_then(|named| named.by);
    match by.ok_or_else(|| field.fault("a reference, a slot or a person"))? {
        By::Reference(reference) => {
            let reference = Zeroizing::new(reference);
            let fault = |problem| field.fault(format!("a pupil's number that {problem}"));
            let reference = Text::parse(&reference).map_err(fault)?;
            let (key, folded) =
                (pupil_key_by_reference(&desk.id, &reference), folded_key_by_reference(&desk.id, &reference));
            Ok(vec![called(desk, &key, &folded).map_err(vault)?])
        }
        By::Person(person) => {
            let person = Zeroizing::new(person);
            let person = Person::from_json(&person).map_err(|error| field.fault(format!("a person: {error}")))?;
            of_person(desk, &person).map_err(vault)
        }
        By::Slot(slot) => {
            let found = desk.vault.pupil_of(&desk.id, slot).map_err(vault)?;
            Ok(vec![found.ok_or_else(|| not_held(desk, slot))?])
        }
    }
}

/// Every pupil under whom a name and birth date stand, whether the school calls them by name or by number. Where
/// nothing is held, the pupil who would be called so.
fn of_person(desk: &Desk, person: &Person) -> Result<Vec<PupilId>, VaultError> {
    let folded = person.folded_pupil_key(&desk.id);
    let called = called(desk, &person.pupil_key(&desk.id), &folded)?;
    let mut pupils = desk.vault.pupils_named(&folded)?;
    if pupils.is_empty() || desk.vault.is_known(called)? {
        pupils.push(called);
    }
    pupils.sort_unstable();
    pupils.dedup();
    Ok(pupils)
}

/// The pupil whom the school calls so, known or not: also by a name that was corrected since, and in another
/// spelling of number or name.
pub(crate) fn called(desk: &Desk, pupil_key: &[u8], folded: &[u8]) -> Result<PupilId, VaultError> {
    let called = desk.vault.pupil_called(pupil_key)?;
    if desk.vault.is_known(called)? {
        return Ok(called);
    }
    let spelt_otherwise = desk.vault.pupil_called(folded)?;
    Ok(if desk.vault.is_known(spelt_otherwise)? { spelt_otherwise } else { called })
}
