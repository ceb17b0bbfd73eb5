//! Replacements that an interrupted request left prepared, and rules that came meanwhile.

use super::*;
use crate::office::client::issue_drafts;
use crate::office::issue::Act;
use attestat_ledger::record::StatusChange;

/// A badge with a number, which is one person's.
fn badge(pupil: usize, number: &str) -> Value {
    let mut draft = draft(pupil, 1, 1);
    draft["document"] = json!({"kind": "gto", "step": 5, "badge": "gold", "certificate_number": number,
        "date": "2024-10-04"});
    draft
}

/// Prepares the document of a request, as one does that is interrupted before anything is in the log; returns its slot.
fn interrupted(school: &School, request: v1::ReissueRequest) -> u32 {
    let order = read_order(request, "registrar".to_owned()).unwrap();
    let ReplacementPlan::New(making) = plan(school.office(), &order).unwrap().1 else { panic!("a new document") };
    prepare(school.office(), &order, *making).unwrap()[0].award.slot
}

async fn revoke(school: &School, slot: u32) {
    let office = school.office();
    let target = office.vault.placed(&office.id, slot).unwrap().unwrap();
    let change = StatusChange { target, slot, status: DocumentStatus::Revoked, reason: Reason::IssuedInError };
    office.pipeline.append(vec![Content::Status(change)], Snapshot::Always).await.unwrap();
}

async fn issue(school: &School, draft: &Value) -> v1::IssueResponse {
    let drafts = vec![Zeroizing::new(draft.to_string().into_bytes())];
    issue_drafts(school.office(), drafts, v1::Level::Local, Act::Commit).await.unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prepared_replacement_is_checked_like_a_new_one() {
    let school = School::new();
    let old = school.issue(vec![badge(1, "ТС 71001")]).await[0];
    let order = request(old, Some(&badge(1, "ТС 71002")), Kind::Correction);
    let slot = interrupted(&school, order.clone());
    school.admit(1, "\"certificate\"");
    assert!(refusal(&school, order.clone()).await.contains("class-not-allowed"));
    school.admit(2, "\"achievement\"");
    let other = school.issue(vec![badge(2, "ТС 71002")]).await[0];
    assert!(refusal(&school, order.clone()).await.contains("number-taken"));
    revoke(&school, other).await;
    let answer = ask(&school, order).await.unwrap().issued.unwrap();
    assert_eq!((answer.outcome(), answer.slot), (Outcome::Issued, slot));
}

/// A corrected document that is revoked meanwhile is not replaced any more: the row is a new document.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prepared_replacement_of_a_revoked_document_is_issued_as_a_new_document() {
    for is_revoked in [false, true] {
        let school = School::new();
        let old = school.issue(vec![draft(1, 1, 1)]).await[0];
        let slot = interrupted(&school, request(old, Some(&draft(1, 2, 1)), Kind::Correction));
        if is_revoked {
            revoke(&school, old).await;
        }
        let answer = issue(&school, &draft(1, 2, 1)).await;
        assert_eq!((answer.outcome(), answer.slot == slot), (Outcome::Issued, !is_revoked));
        assert_eq!(school.claims(answer.slot).get("replaces").is_none(), is_revoked);
    }
}
