//! Streams of sealed batches: read a piece ahead, sent at the client's pace, ended at the newest seal.

use super::{Batches, store_refusal};
use crate::machine::shutdown::Shutdown;
use crate::writer::standings::Standings;
use attestat_ledger::batch::{BATCH_BYTES_MAX, SealedBatch};
use attestat_store::log::{Log, StoreError};
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use attestat_words::text;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};

/// Bytes of records after which a piece is complete.
const PIECE_BYTES: usize = 256 << 10;
/// Batches after which a piece is complete, however small they are.
const PIECE_BATCHES: usize = 1024;
/// Batches that wait for the client.
const WAITING_BATCHES: usize = 1;
/// Most that a stream holds: a piece being sent, a piece being read, each at most one batch over its
/// bytes, and the batches that wait.
pub(super) const HELD_BYTES_MAX: usize = 2 * (PIECE_BYTES + BATCH_BYTES_MAX) + WAITING_BATCHES * BATCH_BYTES_MAX;
/// Time that a client may read nothing before it loses its place.
const STALL_MAX: Duration = Duration::from_secs(60);

/// Batches in order, and the begin of the next piece; nothing more at the newest seal.
struct Piece {
    batches: Vec<SealedBatch>,
    next: Option<u64>,
}

/// Streams the sealed batches of `log` from the one that holds record `from`.
pub(super) fn batches(log: Arc<Log>, from: u64, standings: Arc<Standings>, shutdown: Shutdown) -> Batches {
    let (sender, receiver) = mpsc::channel(WAITING_BATCHES);
    tokio::spawn(async move {
        let end = tokio::select! {
            end = send_all(&log, from, &standings, &sender) => end,
            _ = shutdown.wait() => Some(shutting_down()),
        };
        if let Some(refusal) = end {
            // Best effort: a client that went away or reads nothing learns of it by the cut.
            let _ = sender.try_send(Err(refusal.into()));
        }
    });
    Box::pin(ReceiverStream::new(receiver))
}

/// Sends everything up to the newest seal; returns why it ended earlier, if the client should know.
async fn send_all(
    log: &Arc<Log>,
    from: u64,
    standings: &Standings,
    sender: &mpsc::Sender<Result<v1::SealedBatch, Status>>,
) -> Option<Refusal> {
    let mut reading = Some(read_ahead(log, from));
    while let Some(piece) = reading.take() {
        let piece = match piece.await {
            Ok(Ok(piece)) => piece,
            Ok(Err(error)) => {
                standings.report(log, &error);
                return Some(store_refusal(&error));
            }
            Err(_) => return Some(shutting_down()),
        };
        reading = piece.next.map(|next| read_ahead(log, next));
        for batch in piece.batches {
            match tokio::time::timeout(STALL_MAX, sender.send(Ok(batch.into()))).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return None,
                Err(_) => return Some(stalled()),
            }
        }
    }
    None
}

fn read_ahead(log: &Arc<Log>, from: u64) -> JoinHandle<Result<Piece, StoreError>> {
    let log = log.clone();
    tokio::task::spawn_blocking(move || read_piece(&log, from))
}

fn read_piece(log: &Log, from: u64) -> Result<Piece, StoreError> {
    let mut reader = log.batches_from(from)?;
    let mut piece = Piece { batches: Vec::new(), next: None };
    let mut bytes = 0;
    while let Some(batch) = reader.next_batch()? {
        bytes += batch.bodies.as_bytes().len();
        let next = batch.first + batch.bodies.iter().count() as u64;
        piece.batches.push(batch);
        if bytes >= PIECE_BYTES || piece.batches.len() == PIECE_BATCHES {
            piece.next = Some(next);
            break;
        }
    }
    Ok(piece)
}

fn shutting_down() -> Refusal {
    let (what, todo) = (text!("refusal-shutting-down"), text!("refusal-last-batch-next"));
    Refusal::new(Code::Unavailable, refusal::UNREACHABLE, what, todo)
}

fn stalled() -> Refusal {
    let what = text!("refusal-stalled-stream", seconds = STALL_MAX.as_secs());
    Refusal::new(Code::Aborted, "stalled", what, text!("refusal-last-batch-next"))
}
