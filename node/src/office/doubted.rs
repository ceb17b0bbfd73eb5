//! A vault in doubt is left as it is: nothing that runs by itself and no request writes into it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use crate::office::client::reissue;
use crate::office::error::OfficeError;
use crate::office::issue::{interrupted::prepared, reconcile};
use crate::office::sample::{NOW, School, draft};
use crate::office::supersede::{self, Urgency};
use crate::writer::pipeline::Snapshot;
use attestat_ledger::record::Content;
use attestat_store::engine::{Batch, Durability, Engine, Family, VAULT_FAMILIES};
use attestat_vault::{Doubt, VaultError};
use attestat_wire::refusal::VAULT_IN_DOUBT;
use attestat_wire::v1::{self, pupil::By, reissue_request::Kind};
use std::ops::ControlFlow;

type Entry = (Family, Vec<u8>, Vec<u8>);

fn entries(engine: &dyn Engine) -> Vec<Entry> {
    let mut entries = Vec::new();
    for family in VAULT_FAMILIES {
        let mut visit = |key: &[u8], value: &[u8]| {
            entries.push((*family, key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        };
        engine.scan(*family, &[], &[0xFF; 80], &mut visit).unwrap();
    }
    entries
}

fn put_back(engine: &dyn Engine, older: &[Entry]) {
    let mut batch = Batch::default();
    entries(engine).into_iter().for_each(|(family, key, _)| batch.delete(family, key));
    older.iter().for_each(|(family, key, value)| batch.put(*family, key.clone(), value.clone()));
    engine.write(batch, Durability::Synced).unwrap();
}

fn pupil_of(slot: u32) -> Option<v1::Pupil> {
    Some(v1::Pupil { by: Some(By::Slot(slot)), ..Default::default() })
}

/// An older vault with a replaced document that is due, and with one that was prepared and whose award came later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vault_in_doubt_is_not_written() {
    let mut school = School::new();
    let slots = school.issue((1..=4).map(|pupil| draft(pupil, 1, 1)).collect()).await;
    let order = v1::ReissueRequest {
        slot: slots[0],
        draft: draft(1, 1, 2).to_string().into_bytes(),
        kind: Kind::Correction.into(),
        ..Default::default()
    };
    reissue(school.office(), order).await.unwrap();
    let award = prepared(school.office(), &draft(5, 1, 1));
    let older = school.while_stopped(entries);
    school.office().pipeline.append(vec![Content::Award(award)], Snapshot::Always).await.unwrap();
    school.issue(vec![draft(6, 1, 1)]).await;
    school.while_stopped(|engine| put_back(engine, &older));

    let office = school.office();
    assert!(matches!(office.vault.doubt(), Some(Doubt::Behind { .. })), "{:?}", office.vault.doubt());
    let size = school.records().len();
    reconcile(office).unwrap();
    for urgency in [Urgency::WhenDue, Urgency::Now] {
        let refused = supersede::run(office, NOW + u64::from(u32::MAX), urgency).await.unwrap_err();
        assert!(matches!(refused, OfficeError::Vault(VaultError::InDoubt(_))), "{refused:?}");
    }
    let request = v1::MergePupilsRequest { keep: pupil_of(slots[1]), join: pupil_of(slots[2]), ..Default::default() };
    let refused = crate::office::client::merge(office, request).await.unwrap_err();
    assert_eq!(refused.code, VAULT_IN_DOUBT);
    assert_eq!(school.records().len(), size, "the log does not grow either");
    assert!(school.while_stopped(entries) == older, "the vault is what it was");
}
