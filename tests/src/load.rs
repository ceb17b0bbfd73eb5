//! Clients that anchor digests as fast as they are answered, and an account of every answer.

use anyhow::Context as _;
use attestat_credential::commitment::commitment;
use attestat_ledger::hash::sha256;
use attestat_ledger::record::Award;
use attestat_wire::connect::Address;
use attestat_wire::v1;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Acknowledgements of nodes, by index. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Account {
    acknowledged: Arc<Mutex<BTreeMap<u64, Acknowledged>>>,
    requests: Arc<AtomicU64>,
}

/// Content that the record at an index must have.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Acknowledged {
    slot: u32,
    commitment: [u8; 32],
}

impl Account {
    /// Anchors digests, one to fifty at a time, until the node is gone or refuses; returns its last answer.
    pub async fn anchor_until_refused(self, socket: PathBuf) -> anyhow::Result<tonic::Status> {
        let channel = attestat_wire::connect::connect(&Address::socket(&socket)).await?;
        let mut registrar = v1::registrar_client::RegistrarClient::new(channel);
        loop {
            let number = self.requests.fetch_add(1, Ordering::Relaxed);
            let digests: Vec<[u8; 32]> = (0..=number * 31 % 50)
                .map(|part| sha256(&[number.to_be_bytes(), part.to_be_bytes()].concat()))
                .collect();
            let request = v1::AnchorRequest {
                registry: String::new(),
                digests: digests.iter().map(|digest| digest.to_vec()).collect(),
                wait: v1::Level::Local.into(),
            };
            let mut answers = match registrar.anchor(tokio_stream::iter([request])).await {
                Ok(answers) => answers.into_inner(),
                Err(status) => return Ok(status),
            };
            loop {
                match answers.message().await {
                    Ok(Some(answer)) => self.note(&answer, &digests)?,
                    Ok(None) => break,
                    Err(status) => return Ok(status),
                }
            }
        }
    }

    fn note(&self, answer: &v1::AnchorResponse, digests: &[[u8; 32]]) -> anyhow::Result<()> {
        let mut acknowledged = self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
        for (anchored, digest) in answer.anchored.iter().zip(digests) {
            let salt: [u8; 32] = anchored.salt.as_slice().try_into()?;
            let record = Acknowledged { slot: anchored.slot, commitment: commitment(&salt, digest) };
            let again = acknowledged.insert(anchored.index, record);
            anyhow::ensure!(again.is_none(), "record {} was acknowledged twice", anchored.index);
        }
        Ok(())
    }

    /// Returns the number of acknowledged records.
    pub fn len(&self) -> usize {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Returns true if nothing was acknowledged.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every record that was acknowledged must be in the log, where and as it was acknowledged.
    pub fn settle(&self, awards: &BTreeMap<u64, Award>) -> anyhow::Result<()> {
        let acknowledged = self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
        for (index, record) in acknowledged.iter() {
            let award = awards.get(index).with_context(|| format!("record {index} was acknowledged and is gone"))?;
            let held = Acknowledged { slot: award.slot, commitment: award.commitment };
            anyhow::ensure!(held == *record, "record {index} was acknowledged and is another one now");
        }
        Ok(())
    }
}
