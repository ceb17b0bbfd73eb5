//! Documents that the log has and the vault lost.

use super::*;
use attestat_ledger::day::Day;
use attestat_ledger::record::{Award, Class};
use attestat_vault::Loss;

/// Three records up to the day of [`gto`].
fn loss() -> Loss {
    let day = |number| Day::from_number(number);
    // 2024-09-01 and 2024-10-04.
    Loss { awards: 3, first: day(19_967), last: day(20_000) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_may_be_a_lost_document_raises_a_question() {
    let mut school = School::new();
    let known = issued(&school, &gto("ТС 71001")).await;
    school.give_up(loss());
    let before = answer(&school, asked(&gto("ТС 71001"))).await;
    assert_eq!((before.outcome(), before.slot), (Outcome::AlreadyIssued, known), "what the vault knows was not lost");
    let question = answer(&school, asked(&gto("ТС 71002"))).await;
    assert_eq!(told(&question), (Outcome::Question, "may-be-lost"));
    for word in ["3 records", "2024-09-01", "2024-10-04", "cover records"] {
        assert!(question.error.contains(word), "{}", question.error);
    }
    let awards = school.awards().len();
    let yes = confirmed(&gto("ТС 71002"), "may-be-lost");
    assert_eq!(
        told(&answer(&school, yes).await),
        (Outcome::Question, "may-be-lost"),
        "it is no question about the pupil"
    );
    assert_eq!(school.awards().len(), awards);
    let not_lost = AskedDraft { not_lost: true, ..asked(&gto("ТС 71002")) };
    assert_eq!(answer(&school, not_lost).await.outcome(), Outcome::Issued);
    // Nothing is issued before its day.
    issued(&school, &with(gto("ТС 71003"), "/document/date", json!("2024-10-05"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_id_in_the_log_and_not_in_the_vault_gets_its_own_code() {
    let school = School::new();
    issued(&school, &gto("ТС 71001")).await;
    let office = school.office();
    let slots = office.draw_slots(3).unwrap();
    let [lost, anchor, free] = slots[..] else { panic!("{slots:?}") };
    let award = |class, slot| Content::Award(Award { class, slot, tag: [1; 16], commitment: [2; 32] });
    let contents = vec![award(Class::Achievement, lost), award(Class::Digest, anchor)];
    office.pipeline.append(contents, crate::writer::pipeline::Snapshot::Always).await.unwrap();
    let decoy = office.vault.decoys(&office.id).unwrap()[0].slot;
    for (slot, code) in
        [(lost, "not-in-vault"), (decoy, "unknown-document"), (anchor, "unknown-document"), (free, "unknown-document")]
    {
        let request = v1::ReissueRequest { slot, kind: Kind::Duplicate.into(), ..Default::default() };
        let reissued = reissue(office, request).await.unwrap_err();
        let named = v1::Pupil { by: Some(v1::pupil::By::Slot(slot)), ..Default::default() };
        let pupil = crate::office::client::pupil(office, Some(named)).unwrap_err();
        let exported = crate::office::client::export(office, &[slot]).remove(0).unwrap_err();
        for refusal in [reissued, pupil, exported] {
            assert_eq!(refusal.code, code, "{refusal}");
            let says_the_way = refusal.todo.to_string().contains(&format!("attestat status revoke {slot} "));
            assert_eq!(says_the_way, slot == lost, "{refusal}");
        }
    }
    let request = v1::ChangeStatusRequest { slot: lost, status: 1, reason: 1, ..Default::default() };
    crate::office::client::change_status(office, request).await.unwrap();
    assert_eq!(crate::office::papers::status(office, lost), DocumentStatus::Revoked);
}
