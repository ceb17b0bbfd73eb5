//! Requests under a wrong clock: they leave nothing behind, or documents that are dated anew.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use crate::machine::clock::today;
use crate::office::client::change_status;
use crate::office::client::issue_drafts;
use crate::office::client::reissue;
use crate::office::erase::erase;
use crate::office::issue::{Act, interrupted::prepared};
use crate::office::rebind;
use crate::office::sample::{NOW, School, draft};
use crate::office::supersede::Urgency;
use attestat_ledger::day::Day;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1::{self, issue_response::Outcome, reissue_request::Kind};
use serde_json::Value;
use zeroize::Zeroizing;

/// A clock that is further ahead than a log believes to which nobody confirms the time.
fn ahead() -> Day {
    Day::from_number(today().number() + 40)
}

async fn issue(school: &School, draft: &Value) -> Result<v1::IssueResponse, Refusal> {
    let drafts = vec![Zeroizing::new(draft.to_string().into_bytes())];
    Ok(issue_drafts(school.office(), drafts, v1::Level::Local, Act::Commit).await?.remove(0))
}

async fn correct(school: &School, old: u32, draft: &Value) -> Result<v1::ReissueResponse, Refusal> {
    let order = v1::ReissueRequest {
        slot: old,
        draft: draft.to_string().into_bytes(),
        kind: Kind::Correction.into(),
        note: "Исправлено (SAMPLE)".to_owned(),
        wait: v1::Level::Local.into(),
        ..Default::default()
    };
    reissue(school.office(), order).await
}

async fn revoke(school: &School, slot: u32) -> Result<v1::ChangeStatusResponse, Refusal> {
    let request = v1::ChangeStatusRequest { slot, status: 1, reason: 1, ..Default::default() };
    change_status(school.office(), request).await
}

fn is_clock<T, E: Into<Refusal>>(answer: Result<T, E>) -> bool {
    answer.is_err_and(|error| error.into().code == "clock")
}

fn dated(school: &School, slot: u32) -> Day {
    Day::of_unix_seconds(school.claims(slot)["iat"].as_u64().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_under_a_wrong_clock_writes_and_erases_nothing() {
    let mut school = School::new();
    let old = school.issue(vec![draft(1, 1, 1), draft(2, 1, 1)]).await;
    school.enrol(2, 2);
    school.set_clock(ahead);
    let (office, corrected) = (school.office().clone(), draft(1, 1, 2));
    let accesses = office.vault.accesses(school.pupil(1)).unwrap();
    assert!(is_clock(issue(&school, &draft(1, 2, 1)).await));
    assert!(is_clock(correct(&school, old[0], &corrected).await));
    assert!(is_clock(rebind::run(&office, NOW, Urgency::Now).await));
    assert!(is_clock(revoke(&school, old[0]).await));
    assert!(is_clock(erase(&office, school.pupil(1)).await), "an act of destruction cannot be made again");
    assert_eq!(office.vault.slots(&office.id).unwrap().len(), 2);
    assert!(office.vault.waiting(&office.id).unwrap().is_empty());
    assert!(office.vault.supersessions(&office.id).unwrap().is_empty());
    assert_eq!(office.vault.accesses(school.pupil(1)).unwrap(), accesses);
    drop(office);

    school.set_clock(today);
    let new = issue(&school, &draft(1, 2, 1)).await.unwrap();
    let corrected = correct(&school, old[0], &corrected).await.unwrap().issued.unwrap();
    assert_eq!((dated(&school, new.slot), dated(&school, corrected.slot)), (today(), today()));
    assert_eq!(rebind::run(school.office(), NOW, Urgency::Now).await.unwrap().issued, 1);
    assert!(revoke(&school, new.slot).await.is_ok());
    let act = erase(school.office(), school.pupil(1)).await.unwrap().act;
    assert!(act.contains(&format!("\nday {}\n", today())), "{act}");
}

/// As an earlier version left it, or a person's word for a day that was not one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_prepared_on_another_day_are_dated_by_their_record() {
    let mut school = School::new();
    let old = school.issue(vec![draft(1, 1, 1), draft(2, 1, 1)]).await;
    school.enrol(2, 2);
    school.set_clock(ahead);
    let office = school.office().clone();
    office.days.as_ref().unwrap().accept(ahead());
    let slot = prepared(&office, &draft(3, 1, 1)).slot;
    office.closing.close(crate::writer::closed::Closed::Damaged);
    // Everything up to the append is done, and the append is not.
    let corrected = draft(1, 1, 2);
    assert!(correct(&school, old[0], &corrected).await.is_err());
    assert!(rebind::run(&office, NOW, Urgency::Now).await.is_err());
    let waiting: Vec<u32> = office.vault.waiting(&office.id).unwrap().into_iter().map(|(slot, _)| slot).collect();
    assert_eq!(waiting.len(), 3);
    assert!(waiting.iter().all(|slot| dated(&school, *slot) == ahead()));
    drop(office);

    school.set_clock(today);
    let answer = issue(&school, &draft(3, 1, 1)).await.unwrap();
    assert_eq!((answer.outcome(), answer.slot), (Outcome::Issued, slot));
    let new = correct(&school, old[0], &corrected).await.unwrap().issued.unwrap().slot;
    assert_eq!(school.claims(new)["replaces"]["kind"], "correction");
    assert_eq!(school.claims(new)["replaces"]["slot"], old[0]);
    assert_eq!(rebind::run(school.office(), NOW, Urgency::Now).await.unwrap().issued, 1);
    for slot in &waiting {
        assert_eq!(dated(&school, *slot), today());
        let document = school.office().vault.document(&school.office().id, *slot).unwrap().unwrap();
        assert_eq!(document.award, school.award(*slot), "what stands in the log is what the vault holds");
    }
    assert_eq!(school.office().vault.slots(&school.office().id).unwrap().len(), 5, "nothing was made beside them");
}
