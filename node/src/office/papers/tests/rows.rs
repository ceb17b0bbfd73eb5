//! Rows of a sheet that is run again, of documents that were revoked or replaced meanwhile.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_row_is_issued_again_when_a_person_confirms_it() {
    let school = School::new();
    let first = issued(&school, &gto("ТС 71001")).await;
    revoke(&school, first).await;
    let before = answer(&school, asked(&gto("ТС 71001"))).await;
    assert_eq!((told(&before), before.slot), ((Outcome::AlreadyIssued, "revoked-before"), first));
    let again = AskedDraft { again: IssueAgain::Confirmed, ..asked(&gto("ТС 71001")) };
    let second = answer(&school, again).await;
    assert!(second.outcome() == Outcome::Issued && second.slot != first, "{}", second.error);
    // What was corrected is not issued again with the mistake.
    let corrected = with(gto("ТС 71001"), "/document/badge", json!("silver"));
    let request = v1::ReissueRequest {
        slot: second.slot,
        draft: corrected.to_string().into_bytes(),
        kind: Kind::Correction.into(),
        ..Default::default()
    };
    reissue(school.office(), request).await.unwrap();
    revoke(&school, second.slot).await;
    let again = AskedDraft { again: IssueAgain::Confirmed, ..asked(&gto("ТС 71001")) };
    assert_eq!(told(&answer(&school, again).await), (Outcome::AlreadyIssued, "replaced"));
}

/// The sheet from before a correction, sent again: its row has nothing to do, whatever was corrected.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_whose_document_was_replaced_gives_the_document_in_force() {
    for (path, value) in [("/document/badge", json!("silver")), ("/document/date", json!("2024-10-05"))] {
        let school = School::new();
        let old = issued(&school, &gto("ТС 71001")).await;
        let request = v1::ReissueRequest {
            slot: old,
            draft: with(gto("ТС 71001"), path, value).to_string().into_bytes(),
            kind: Kind::Correction.into(),
            ..Default::default()
        };
        let new = reissue(school.office(), request).await.unwrap().issued.unwrap().slot;
        for is_revoked in [false, true] {
            if is_revoked {
                revoke(&school, old).await;
            }
            for again in [IssueAgain::Unasked, IssueAgain::Confirmed] {
                let row = AskedDraft { again, ..asked(&gto("ТС 71001")) };
                let answer = answer(&school, row).await;
                assert_eq!((told(&answer), answer.slot), ((Outcome::AlreadyIssued, "replaced"), new), "{path}");
                assert!(!answer.document.is_empty(), "its file is the newest one's");
            }
        }
        revoke(&school, new).await;
        let before = answer(&school, asked(&gto("ТС 71001"))).await;
        assert!(before.code != "replaced", "{path}: what is revoked stands for nothing");
    }
}

/// The status of a document that is not in force is told with its file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_was_issued_before_comes_with_its_status() {
    let school = School::new();
    let slot = issued(&school, &gto("ТС 71001")).await;
    for status in [DocumentStatus::Valid, DocumentStatus::Suspended, DocumentStatus::Revoked] {
        if status != DocumentStatus::Valid {
            let request = v1::ChangeStatusRequest { slot, status: status as u32, reason: 1, ..Default::default() };
            crate::office::client::change_status(school.office(), request).await.unwrap();
        }
        let answer = answer(&school, asked(&gto("ТС 71001"))).await;
        assert_eq!((answer.slot, answer.status), (slot, status as u32));
        assert!(!answer.document.is_empty());
    }
}
