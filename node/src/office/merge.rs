//! Two pupils who are one child, joined: known by name in one sheet and by number in another, the child's documents
//! would reach two wallets, of which a family has one.

use crate::machine::clock;
use crate::office::access_log;
use crate::office::described::{DescribedPupil, described};
use crate::office::error::{OfficeError, PupilError};
use crate::office::issue::place_standing;
use crate::office::objection::Objection;
use crate::office::papers;
use crate::office::person::compare;
use crate::office::pupil::{self, NamedPupil};
use crate::office::registry_office::RegistryOffice;
use attestat_credential::draft::Person;
use attestat_vault::{Access, AccessKind, Merged, Paper, PupilId};
use std::sync::Arc;

/// Order to join two pupils.
pub(crate) struct MergeOrder {
    /// The one who remains.
    pub(crate) keep: NamedPupil,
    /// The one whose documents, names and access log go over.
    pub(crate) join: NamedPupil,
    /// True if only the outcome is to be said.
    pub(crate) dry_run: bool,
    /// Party that asked.
    pub(crate) actor: String,
}

/// Two pupils that are joined, or would be.
pub(crate) struct Joined {
    /// The one who remains, as before.
    pub(crate) keep: DescribedPupil,
    /// The other one, as before.
    pub(crate) join: DescribedPupil,
    /// Documents that go over.
    pub(crate) documents: u32,
    /// True if documents are issued again later, bound to the wallet of the one who remains.
    pub(crate) rebinding: bool,
    /// True if a letter that was out for the one who goes is worth nothing any more.
    pub(crate) ticket_ended: bool,
}

/// Joins two pupils, or says what would be done.
pub(crate) async fn merge(office: &Arc<RegistryOffice>, order: MergeOrder) -> Result<Joined, OfficeError> {
    office.check_vault()?;
    // Nothing may be on its way to either meanwhile.
    let merging = office.clone();
    let act = async move {
        let turn = merging.acts.turn().await;
        turn.blocking(&merging, move |office| merge_now(office, &order)).await?
    };
    office.acts.run(act).await
}

fn merge_now(office: &RegistryOffice, order: &MergeOrder) -> Result<Joined, OfficeError> {
    place_standing(office)?;
    let [keep, join] = pupil::two(office, &order.keep, &order.join)?;
    let (kept, joined) = (described(office, keep)?, described(office, join)?);
    check(office, (keep, &kept), (join, &joined))?;
    note(office, keep, &order.actor)?;
    note(office, join, &order.actor)?;
    let slots = office.vault.documents_of(&office.id, join)?;
    let documents = u32::try_from(slots.len()).unwrap_or(u32::MAX);
    if order.dry_run {
        return Ok(Joined { keep: kept, join: joined, documents, rebinding: false, ticket_ended: false });
    }
    access_log::note(office, &slots, AccessKind::Changed, &order.actor)?;
    let papers = papers_of(office, keep, &slots);
    let due = office.cover.due(clock::now())?;
    match office.vault.merge(&office.id, keep, join, &papers, due)? {
        Merged::Done { documents, rebinding, ticket_ended } => {
            Ok(Joined { keep: kept, join: joined, documents, rebinding, ticket_ended })
        }
        Merged::BothEnrolled => Err(PupilError::BothEnrolled.into()),
    }
}

/// Refuses two records that are not of one child.
fn check(
    office: &RegistryOffice,
    (keep, kept): (PupilId, &DescribedPupil),
    (join, joined): (PupilId, &DescribedPupil),
) -> Result<(), OfficeError> {
    if !kept.known || !joined.known {
        return Err(PupilError::OneOfTwoUnknown.into());
    }
    if keep == join {
        return Err(PupilError::Joined.into());
    }
    if kept.enrolled && joined.enrolled {
        return Err(PupilError::BothEnrolled.into());
    }
    let known: Vec<Person> = papers::persons(office, keep)?.into_iter().map(|(person, _)| person).collect();
    match joined.person.as_ref().map(|person| compare(&known, person)) {
        Some(Err(Objection::OtherPerson(_))) => Err(PupilError::TwoChildren.into()),
        _ => Ok(()),
    }
}

fn note(office: &RegistryOffice, pupil: PupilId, actor: &str) -> Result<(), OfficeError> {
    let access = Access { time: clock::now(), kind: AccessKind::Opened, actor: actor.to_owned(), slot: None };
    Ok(office.vault.note_access(pupil, access)?)
}

/// Papers that recognise the documents under the pupil who remains. One that cannot be read keeps no number.
fn papers_of(office: &RegistryOffice, keep: PupilId, slots: &[u32]) -> Vec<Paper> {
    // Older than any name of the one who remains, which goes on being shown.
    let paper =
        |slot: &u32| papers::stored_draft(office, *slot).map(|draft| papers::paper(office, &draft, keep, *slot, 0));
    slots.iter().filter_map(paper).collect()
}
