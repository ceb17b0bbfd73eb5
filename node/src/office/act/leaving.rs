//! Clients that leave: each act is left at each of its awaits, and everything of it is done all the same.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use crate::office::client::{self, issue_drafts};
use crate::office::erase;
use crate::office::issue::Act;
use crate::office::rebind;
use crate::office::sample::{NOW, School, draft};
use crate::office::supersede::{self, Urgency};
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::{Access, AccessKind};
use attestat_wire::v1::registrar_server::Registrar as _;
use attestat_wire::v1::{self, issue_response::Outcome, reissue_request::Kind};
use std::collections::BTreeSet;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tonic::Request;
use zeroize::Zeroizing;

const PATIENCE: Duration = Duration::from_secs(60);
/// More awaits than any act has.
const POLLS_MAX: usize = 200;

/// Polls a future this often and drops it, as the transport does when a client leaves; returns its output if it came to
/// one before.
pub(crate) async fn leave_after<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    std::future::poll_fn(|context| {
        let Some(fewer) = left.checked_sub(1) else { return Poll::Ready(None) };
        left = fewer;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Lets a client leave after 1, 2, 3 … polls, until one stays to the end. `act` and `check` are told which pupil's
/// turn it is; `check` runs when nothing is under way any more.
async fn leave_at_each_await<T, F: Future<Output = Result<T, E>>, E: std::fmt::Display>(
    school: &School,
    mut act: impl FnMut(usize) -> F,
    mut check: impl FnMut(usize),
) {
    for polls in 1..POLLS_MAX {
        let came_to_its_end = leave_after(act(polls), polls).await;
        assert!(school.office().acts.ended(PATIENCE).await, "what was begun never ends");
        let waiting = school.office().vault.waiting(&school.office().id).unwrap();
        assert!(waiting.is_empty(), "left after {polls} polls, slots {waiting:?} are prepared and not placed");
        check(polls);
        if let Some(end) = came_to_its_end {
            end.map_err(|error| error.to_string()).map(drop).unwrap();
            assert!(polls > 1, "nobody left in the middle");
            return;
        }
    }
    panic!("the act has more awaits than it can have");
}

/// Issues drafts of pupils 1 to `count` in advance and returns their slots.
async fn issued(school: &School, count: usize) -> Vec<u32> {
    school.issue((1..=count).map(|pupil| draft(pupil, 1, 1)).collect()).await
}

fn accesses(school: &School, pupil: usize) -> Vec<Access> {
    school.office().vault.accesses(school.pupil(pupil)).unwrap()
}

fn changed(school: &School, pupil: usize, slot: u32) -> usize {
    let is_it = |access: &&Access| access.kind == AccessKind::Changed && access.slot == Some(slot);
    accesses(school, pupil).iter().filter(is_it).count()
}

fn status(school: &School, slot: u32) -> DocumentStatus {
    school.office().own.log().state().statuses.get(slot)
}

fn assert_no_slot_twice(school: &School) {
    let awards = school.awards();
    let slots: BTreeSet<u32> = awards.iter().map(|award| award.slot).collect();
    assert_eq!(slots.len(), awards.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issue_is_carried_out_although_its_client_leaves() {
    let school = School::new();
    let rows = |number: usize| (1..=3).map(|event| draft(number, event, 1)).collect::<Vec<_>>();
    let ask = |number: usize| {
        let drafts = rows(number).iter().map(|draft| Zeroizing::new(draft.to_string().into_bytes())).collect();
        let office = school.office().clone();
        async move { issue_drafts(&office, drafts, v1::Level::Local, Act::Commit).await }
    };
    leave_at_each_await(&school, ask, |number| {
        let held = school.office().vault.documents_of(&school.office().id, school.pupil(number)).unwrap();
        assert_eq!(held.len(), 3, "left after {number} polls");
        assert_eq!(accesses(&school, number).len(), 3);
    })
    .await;
    // The same again finds everything done.
    let size = school.records().len();
    assert!(ask(1).await.unwrap().iter().all(|answer| answer.outcome() == Outcome::AlreadyIssued));
    assert_eq!(school.records().len(), size);
    assert_no_slot_twice(&school);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_a_status_and_its_note_are_made_although_the_client_leaves() {
    let school = School::new();
    let slots = issued(&school, 20).await;
    let registrar = school.registrar();
    let ask = |number: usize| {
        let (registrar, slot) = (registrar.clone(), slots.get(number - 1).copied().unwrap());
        let request = v1::ChangeStatusRequest { slot, status: 1, reason: 1, ..Default::default() };
        async move { registrar.change_status(Request::new(request)).await }
    };
    leave_at_each_await(&school, ask, |number| {
        let slot = slots.get(number - 1).copied().unwrap();
        assert_eq!(status(&school, slot), DocumentStatus::Revoked, "left after {number} polls");
        assert_eq!(changed(&school, number, slot), 1, "left after {number} polls");
    })
    .await;
    // What is refused leaves no note.
    let again = ask(1).await.err().unwrap();
    assert!(again.message().contains("has this status already"), "{}", again.message());
    assert_eq!(changed(&school, 1, slots.first().copied().unwrap()), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_and_the_change_that_follows_are_carried_out_although_the_client_leaves() {
    let school = School::new();
    let slots = issued(&school, 60).await;
    let order = |number: usize| {
        let (office, slot) = (school.office().clone(), slots.get(number - 1).copied().unwrap());
        let draft = draft(number, 1, 2).to_string().into_bytes();
        let request = v1::ReissueRequest { slot, draft, kind: Kind::Correction.into(), ..Default::default() };
        async move { client::reissue(&office, request).await }
    };
    leave_at_each_await(&school, order, |number| {
        let held = school.office().vault.documents_of(&school.office().id, school.pupil(number)).unwrap();
        assert_eq!(held.len(), 2, "left after {number} polls");
        let slot = slots.get(number - 1).copied().unwrap();
        assert_eq!(changed(&school, number, slot), 1, "the old one's note");
    })
    .await;
    // What waits from above first.
    supersede::run(school.office(), NOW, Urgency::Now).await.unwrap();
    for polls in 1..POLLS_MAX {
        let (number, old) = (polls + 30, slots.get(polls + 29).copied().unwrap());
        order(number).await.unwrap();
        let ended = leave_after(supersede::run(school.office(), NOW, Urgency::Now), polls).await;
        assert!(school.office().acts.ended(PATIENCE).await);
        assert_eq!(status(&school, old), DocumentStatus::Revoked, "left after {polls} polls");
        assert_eq!(changed(&school, number, old), 2, "once when replaced, once when revoked");
        assert!(school.office().vault.supersessions(&school.office().id).unwrap().is_empty());
        if ended.is_some() {
            break;
        }
    }
    assert_no_slot_twice(&school);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rebinding_is_carried_out_although_its_client_leaves() {
    let school = School::new();
    issued(&school, 20).await;
    let registrar = school.registrar();
    let ask = |number: usize| {
        school.enrol(number, u8::try_from(number).unwrap());
        let registrar = registrar.clone();
        async move { registrar.run_rebinding(Request::new(v1::RunRebindingRequest::default())).await }
    };
    leave_at_each_await(&school, ask, |number| {
        assert!(school.office().vault.rebinding_queue(&school.office().id).unwrap().is_empty());
        let bound = school.office().vault.held(&school.office().id, school.pupil(number)).unwrap();
        assert_eq!(bound.iter().filter(|held| held.holder.is_some()).count(), 1, "left after {number} polls");
    })
    .await;
    let again = rebind::run(school.office(), NOW, Urgency::Now).await.unwrap();
    assert_eq!((again.issued, again.waiting), (0, 0));
    assert_no_slot_twice(&school);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_is_carried_out_although_its_client_leaves() {
    let school = School::new();
    issued(&school, 20).await;
    let ask = |number: usize| {
        let (office, pupil) = (school.office().clone(), school.pupil(number));
        async move { erase::erase(&office, pupil).await }
    };
    leave_at_each_await(&school, ask, |number| {
        assert!(!school.office().vault.is_known(school.pupil(number)).unwrap(), "left after {number} polls");
        let act = school.office().vault.act_of(&school.office().id, school.pupil(number)).unwrap();
        assert!(act.is_some(), "and the act of it is kept");
    })
    .await;
}

/// While a request issues, an erasure waits, also when the request's client has left: nothing is written under the
/// key that is destroyed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn erasures_and_issues_whose_clients_left_exclude_each_other() {
    let mut school = School::new();
    for round in 0..12 {
        let office = school.office().clone();
        school.issue(vec![draft(1, 1, 1)]).await;
        let rows = (2..40).map(|event| Zeroizing::new(draft(1, event, 1).to_string().into_bytes())).collect();
        let issue = issue_drafts(&office, rows, v1::Level::Local, Act::Commit);
        assert!(leave_after(issue, 1).await.is_none());
        if round % 3 > 0 {
            tokio::time::sleep(Duration::from_millis(round)).await;
        }
        erase::erase(&office, school.pupil(1)).await.unwrap();
        assert!(office.acts.ended(PATIENCE).await);
        for slot in office.vault.slots(&office.id).unwrap() {
            assert_eq!(office.vault.is_readable(&office.id, slot), Ok(Some(true)), "round {round}");
        }
        // Whichever came first, the child can be erased, issued to and erased again.
        if office.vault.is_known(school.pupil(1)).unwrap() {
            erase::erase(&office, school.pupil(1)).await.unwrap();
        }
        assert!(office.vault.slots(&office.id).unwrap().is_empty());
    }
    school.crash();
    assert_no_slot_twice(&school);
}
