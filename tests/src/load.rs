//! Clients that anchor digests as fast as they are answered, and an account of every answer.

use anyhow::Context as _;
use attestat_credential::commitment::commitment;
use attestat_ledger::hash::sha256;
use attestat_ledger::record::Award;
use attestat_wire::v1;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What nodes acknowledged: index → (slot, commitment). Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Account {
    acknowledged: Arc<Mutex<BTreeMap<u64, (u32, [u8; 32])>>>,
    requests: Arc<AtomicU64>,
}

impl Account {
    /// Anchors digests, one to fifty at a time, until the node is gone or refuses; what it said last.
    pub async fn anchor_until_refused(self, socket: PathBuf) -> anyhow::Result<tonic::Status> {
        let channel = attestat_wire::connect::connect(socket.to_str().context("UTF-8")?).await?;
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
            let again = acknowledged.insert(anchored.index, (anchored.slot, commitment(&salt, digest)));
            anyhow::ensure!(again.is_none(), "record {} was acknowledged twice", anchored.index);
        }
        Ok(())
    }

    /// How many records were acknowledged.
    pub fn len(&self) -> usize {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether nothing was acknowledged.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every record that was acknowledged must be in the log, where and as it was acknowledged.
    pub fn settle(&self, awards: &BTreeMap<u64, Award>) -> anyhow::Result<()> {
        for (index, (slot, commitment)) in self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let award = awards.get(index).with_context(|| format!("record {index} was acknowledged and is gone"))?;
            anyhow::ensure!(
                (award.slot, award.commitment) == (*slot, *commitment),
                "record {index} was acknowledged and is another one now"
            );
        }
        Ok(())
    }
}
