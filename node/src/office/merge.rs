//! Two pupils who are one child, joined: known by name in one sheet and by number in another, the child's documents
//! would reach two wallets, of which a family has one.

use crate::machine::clock;
use crate::office::accesses;
use crate::office::describe::described;
use crate::office::desk::{Desk, append_refusal, vault_refusal};
use crate::office::issue::{OTHER_PERSON, compare, place_standing};
use crate::office::papers;
use crate::office::pupil;
use attestat_credential::draft::Person;
use attestat_vault::{Access, AccessKind, Merged, Paper, PupilId};
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use std::sync::Arc;
use tonic::{Code, Status};

/// Joins two pupils, or says what would be done; `actor` is the party that asked.
pub(crate) async fn merge(
    desk: &Arc<Desk>,
    request: v1::MergePupilsRequest,
    actor: String,
) -> Result<v1::MergePupilsResponse, Status> {
    desk.check_vault()?;
    // Nothing may be on its way to either meanwhile.
    let merging = desk.clone();
    let act = async move {
        let turn = merging.acts.turn().await;
        turn.blocking(&merging, move |desk| merge_now(desk, request, &actor)).await?
    };
    desk.acts.run(act).await
}

fn merge_now(desk: &Desk, request: v1::MergePupilsRequest, actor: &str) -> Result<v1::MergePupilsResponse, Status> {
    let vault = |error| Status::from(vault_refusal(&error));
    place_standing(desk)?;
    let [keep, join] = pupil::two(desk, request.keep, request.join)?;
    let answer = v1::MergePupilsResponse {
        keep: Some(described(desk, keep).map_err(vault)?),
        join: Some(described(desk, join).map_err(vault)?),
        ..Default::default()
    };
    check(desk, keep, join, &answer)?;
    note(desk, keep, actor)?;
    note(desk, join, actor)?;
    let slots = desk.vault.documents_of(&desk.id, join).map_err(vault)?;
    let documents = u32::try_from(slots.len()).unwrap_or(u32::MAX);
    if request.dry_run {
        return Ok(v1::MergePupilsResponse { documents, ..answer });
    }
    accesses::note(desk, &slots, AccessKind::Changed, actor)?;
    let papers = papers_of(desk, keep, &slots);
    let due = desk.cover.due(clock::now()).map_err(|error| append_refusal(&error))?;
    match desk.vault.merge(&desk.id, keep, join, &papers, due).map_err(vault)? {
        Merged::Done { documents, rebinding, ticket_ended } => {
            Ok(v1::MergePupilsResponse { documents, rebinding, ticket_ended, ..answer })
        }
        Merged::BothEnrolled => Err(both_enrolled().into()),
    }
}

/// Refuses two records that are not of one child.
fn check(desk: &Desk, keep: PupilId, join: PupilId, answer: &v1::MergePupilsResponse) -> Result<(), Status> {
    let (Some(kept), Some(joined)) = (&answer.keep, &answer.join) else { return Ok(()) };
    if !kept.known || !joined.known {
        let todo = "Check the number, the id or the name; a pupil who was joined before is found by either.";
        return Err(Refusal::new(Code::NotFound, "unknown-pupil", "Nothing is held on one of the two.", todo).into());
    }
    if keep == join {
        let todo =
            "Nothing is to be done. If two children's records were meant, name the other one by a document's id.";
        return Err(Refusal::new(Code::AlreadyExists, "one-pupil", "The two are one pupil already.", todo).into());
    }
    if kept.enrolled && joined.enrolled {
        return Err(both_enrolled().into());
    }
    let persons = papers::persons(desk, keep).map_err(|error| vault_refusal(&error))?;
    let known: Vec<Person> = persons.into_iter().map(|(person, _)| person).collect();
    if let Ok(person) = Person::from_json(&joined.person)
        && compare(&known, &person).is_err_and(|objection| objection.code == OTHER_PERSON)
    {
        let what = "The two have different names and different birth dates: they are two children.";
        let todo = "Name the two records of one child.";
        return Err(Refusal::new(Code::FailedPrecondition, "other-person", what, todo).into());
    }
    Ok(())
}

fn both_enrolled() -> Refusal {
    let what = "Each of the two has a wallet enrolled, and documents of one wallet cannot be moved to the other.";
    let todo = "Nothing was changed. Let the family say which wallet it keeps; revoke what the other one holds and issue it again under the pupil who has the wallet that stays.";
    Refusal::new(Code::FailedPrecondition, "both-enrolled", what, todo)
}

fn note(desk: &Desk, pupil: PupilId, actor: &str) -> Result<(), Status> {
    let access = Access { time: clock::now(), kind: AccessKind::Opened, actor: actor.to_owned(), slot: None };
    Ok(desk.vault.note_access(pupil, access).map_err(|error| vault_refusal(&error))?)
}

/// Papers that recognise the documents under the pupil who remains. One that cannot be read keeps no number.
fn papers_of(desk: &Desk, keep: PupilId, slots: &[u32]) -> Vec<Paper> {
    // Older than any name of the one who remains, which goes on being shown.
    let paper = |slot: &u32| papers::stored_draft(desk, *slot).map(|draft| papers::paper(desk, &draft, keep, *slot, 0));
    slots.iter().filter_map(paper).collect()
}
