//! Pupil of a draft: the one whom the school's number or the name means, compared with the entries under it.
//!
//! A number that is used again for another child would give one family the other child's documents, and a child that
//! is known by name and by number would be two pupils. What a person must judge is a question, never a guess.

use super::asked::AskedDraft;
use crate::office::objection::{KnownPerson, Objection};
use crate::office::papers;
use crate::office::person::compare;
use crate::office::pupil::called;
use crate::office::registry_office::RegistryOffice;
use attestat_credential::destruction::ActOfDestruction;
use attestat_credential::draft::text::Text;
use attestat_credential::draft::{Draft, Person};
use attestat_vault::{PupilId, VaultError};
use std::collections::BTreeMap;

/// Pupil whom a draft names.
pub(super) enum Whose {
    /// This pupil.
    Of(PupilId),
    /// This pupil, if a person says so.
    Ask(Objection, PupilId),
    /// Another child than the one who stands there.
    Refused(Objection),
}

/// The school's own number of a pupil; none where the pupil goes by name.
type Number = Option<Text<64>>;

/// Pupils who come with the drafts of this request, before any of them is in the vault.
#[derive(Default)]
pub(super) struct Newcomers {
    /// Acts of destruction about pupils who were here before.
    acts: BTreeMap<PupilId, String>,
    called: BTreeMap<[u8; 32], PupilId>,
    persons: BTreeMap<PupilId, Vec<Person>>,
    named: BTreeMap<[u8; 32], Vec<(PupilId, Number)>>,
}

impl Newcomers {
    /// Returns an empty list. Acts that do not decrypt warn of nobody, and hold up no issue.
    pub(super) fn new(office: &RegistryOffice) -> Result<Self, VaultError> {
        let acts = match office.vault.acts(&office.id) {
            Err(error @ VaultError::Damaged(_)) => {
                tracing::warn!(registry = %office.id, "it is not known here who was erased, so that nobody is asked before an erased pupil is issued to again: {error}");
                BTreeMap::new()
            }
            acts => acts?,
        };
        Ok(Self { acts, ..Self::default() })
    }

    /// Returns the act about the destroyed data of this pupil, by the number, its other spelling, or the name and birth
    /// date.
    fn act_about(&self, office: &RegistryOffice, draft: &Draft, pupil: PupilId) -> Option<&String> {
        let (called, named) = (draft.folded_pupil_key(&office.id), draft.pupil().folded_pupil_key(&office.id));
        let names = [pupil, office.vault.pupil(&called), office.vault.pupil(&named)];
        names.iter().find_map(|name| self.acts.get(name))
    }

    /// Notes the pupil of a draft, for the drafts behind it.
    pub(super) fn note(&mut self, office: &RegistryOffice, draft: &Draft, pupil: PupilId) {
        self.called.insert(draft.folded_pupil_key(&office.id), pupil);
        self.persons.entry(pupil).or_default().push(draft.pupil().clone());
        self.named
            .entry(draft.pupil().folded_pupil_key(&office.id))
            .or_default()
            .push((pupil, draft.pupil_ref().cloned()));
    }
}

impl Whose {
    /// This pupil where a person said yes to this very question, which is asked otherwise: a yes to another one was
    /// said about the entries that stood there then.
    fn answered(pupil: PupilId, question: Objection, asked: &AskedDraft) -> Self {
        if asked.same_pupil == question.code() { Self::Of(pupil) } else { Self::Ask(question, pupil) }
    }
}

/// Finds the pupil and compares, with a person's answers.
pub(super) fn whose(
    office: &RegistryOffice,
    draft: &Draft,
    asked: &AskedDraft,
    newcomers: &Newcomers,
) -> Result<Whose, VaultError> {
    let folded = draft.folded_pupil_key(&office.id);
    let pupil = match newcomers.called.get(&folded) {
        Some(pupil) => *pupil,
        None => called(office, &draft.pupil_key(&office.id), &folded)?,
    };
    let (known, is_damaged) = papers::readable_persons(office, pupil)?;
    let mut known: Vec<Person> = known.into_iter().map(|(person, _)| person).collect();
    known.extend(newcomers.persons.get(&pupil).into_iter().flatten().cloned());
    if known.is_empty() && !office.vault.is_known(pupil)? {
        return known_otherwise(office, draft, pupil, asked, newcomers);
    }
    if known.is_empty() && is_damaged {
        return Ok(Whose::answered(pupil, Objection::PersonUnreadable, asked));
    }
    if known.is_empty() && a_family_waits(office, pupil) {
        return Ok(Whose::answered(pupil, Objection::PersonUnknown, asked));
    }
    Ok(match compare(&known, draft.pupil()) {
        Ok(()) => Whose::Of(pupil),
        Err(objection @ Objection::OtherPerson(_)) => Whose::Refused(objection),
        Err(question) => Whose::answered(pupil, question, asked),
    })
}

/// Returns true if a letter is out for a pupil or a wallet enrolled. One that cannot be read is there.
fn a_family_waits(office: &RegistryOffice, pupil: PupilId) -> bool {
    let is_enrolled = !matches!(office.vault.holder(&office.id, pupil), Ok(None));
    is_enrolled || !matches!(office.vault.ticket_expires(pupil, crate::machine::clock::now()), Ok(None))
}

/// Objection for a pupil on whom nothing is held, where the same name and birth date stand under another one, or did.
fn known_otherwise(
    office: &RegistryOffice,
    draft: &Draft,
    pupil: PupilId,
    asked: &AskedDraft,
    newcomers: &Newcomers,
) -> Result<Whose, VaultError> {
    let others = of_the_same_name(office, draft, newcomers)?;
    let others: Vec<(PupilId, Number)> = others.into_iter().filter(|(other, _)| *other != pupil).collect();
    let person = |number: Option<&Text<64>>| KnownPerson {
        json: draft.pupil().to_json(),
        number: number.map_or_else(Box::default, |number| number.expose().into()),
    };
    let found = match (draft.pupil_ref(), others.as_slice()) {
        (_, []) => {
            let act = newcomers.act_about(office, draft, pupil);
            return Ok(act.map_or(Whose::Of(pupil), |act| Whose::answered(pupil, erased(office, act), asked)));
        }
        (None, [(other, number)]) => Whose::Ask(Objection::KnownByNumber(person(number.as_ref())), *other),
        (Some(_), [(other, None)]) => Whose::Ask(Objection::KnownByName(person(None)), *other),
        (Some(_), [(other, number)]) => Whose::Ask(Objection::KnownByOtherNumber(person(number.as_ref())), *other),
        (None, [_, _, ..]) => Whose::Refused(Objection::Namesakes(person(None))),
        (Some(_), [_, _, ..]) => Whose::Refused(Objection::NamesakesOfANumber(person(None))),
    };
    Ok(match found {
        // Without a number nothing would tell the two apart.
        Whose::Ask(ref objection, _) | Whose::Refused(ref objection)
            if asked.other_pupil == objection.code() && draft.pupil_ref().is_some() =>
        {
            Whose::Of(pupil)
        }
        Whose::Ask(question, other) => Whose::answered(other, question, asked),
        found => found,
    })
}

/// Question about a pupil whose data was destroyed: the row of an old sheet would bring it back.
fn erased(office: &RegistryOffice, act: &str) -> Objection {
    let read = ActOfDestruction::verify(act, office.own.log().origin(), &office.key.public());
    Objection::WasErased(read.ok().map(|act| act.day))
}

/// Pupils who have this name and birth date, each once, with the newest number of each.
fn of_the_same_name(
    office: &RegistryOffice,
    draft: &Draft,
    newcomers: &Newcomers,
) -> Result<Vec<(PupilId, Number)>, VaultError> {
    let digest = draft.pupil().folded_pupil_key(&office.id);
    let mut found = BTreeMap::new();
    for pupil in office.vault.pupils_named(&digest)? {
        // One whose number does not decrypt may be the same child: a person is asked.
        let number = match papers::readable_persons(office, pupil) {
            Err(VaultError::Damaged(_)) => None,
            persons => persons?.0.into_iter().rev().find_map(|(_, number)| number),
        };
        found.insert(pupil, number);
    }
    for (pupil, number) in newcomers.named.get(&digest).into_iter().flatten() {
        let known = found.entry(*pupil).or_insert(None);
        *known = number.clone().or(known.take());
    }
    Ok(found.into_iter().collect())
}

/// Pupils who have this name and birth date, and could have the same paper: two pupils with numbers of their own are two,
/// until a person says otherwise.
pub(super) fn namesakes(
    office: &RegistryOffice,
    draft: &Draft,
    newcomers: &Newcomers,
) -> Result<Vec<PupilId>, VaultError> {
    let found = of_the_same_name(office, draft, newcomers)?.into_iter();
    let could = found.filter(|(_, number)| draft.pupil_ref().is_none() || number.is_none());
    Ok(could.map(|(pupil, _)| pupil).collect())
}
