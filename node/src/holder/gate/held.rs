//! The body of an answer that keeps its place behind the gate until the client has read it.
//!
//! HTTP asks a body for more only when the client has room for it, so that a body cannot see that nobody
//! reads it: somebody else looks now and then, and takes the answer and its place from those who do not.
//!
//! ```text
//! patience := 60 s at first;  − time that the client lets us wait;  + bytes it took / 2 KiB a second;  ≤ 60 s
//! ```

use super::Place;
use crate::holder::answers::stalled;
use http_body::{Body as HttpBody, Frame};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::task::AbortHandle;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::Bytes;

/// Slowest line that an answer is sent over, in bytes a second.
const BYTES_A_SECOND_MIN: u32 = 2 << 10;
/// Bytes that are handed to a connection at once: what a cut answer may leave behind there.
const PIECE_BYTES: usize = 16 << 10;
/// Shortest time between two looks.
const LOOK_MIN: Duration = Duration::from_millis(20);

/// An answer with its place.
pub(super) struct Held {
    inside: Arc<Mutex<Inside>>,
    watch: AbortHandle,
}

struct Inside {
    /// None once it was handed over to the end, or taken away.
    answer: Option<(Body, Place)>,
    /// Data that is not handed over yet.
    rest: Bytes,
    patience: Duration,
    patience_max: Duration,
    /// Since when the client lets us wait; none while it waits for us.
    since: Option<Instant>,
    /// Whether the client lost its place.
    cut: bool,
}

impl Held {
    /// Holds the place of an answer for a client that may take so long over nothing.
    pub(super) fn new(body: Body, place: Place, patience: Duration) -> Self {
        let inside = Inside {
            answer: Some((body, place)),
            rest: Bytes::new(),
            patience,
            patience_max: patience,
            since: Some(Instant::now()),
            cut: false,
        };
        let inside = Arc::new(Mutex::new(inside));
        let watch = tokio::spawn(watch(Arc::downgrade(&inside))).abort_handle();
        Self { inside, watch }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

async fn watch(inside: Weak<Mutex<Inside>>) {
    loop {
        let Some(held) = inside.upgrade() else { return };
        let Some(next) = held.lock().unwrap_or_else(PoisonError::into_inner).look(Instant::now()) else { return };
        drop(held);
        tokio::time::sleep(next).await;
    }
}

impl Inside {
    /// When to look again; none when there is nothing to look after any more.
    fn look(&mut self, now: Instant) -> Option<Duration> {
        self.answer.as_ref()?;
        let waited = self.since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        if waited < self.patience {
            return Some((self.patience - waited).max(LOOK_MIN));
        }
        if self.since.is_none() {
            return Some(LOOK_MIN);
        }
        (self.answer, self.rest, self.cut) = (None, Bytes::new(), true);
        None
    }

    /// The client asks for more.
    fn asked(&mut self, now: Instant) {
        if let Some(since) = self.since.take() {
            self.patience = self.patience.saturating_sub(now.saturating_duration_since(since));
        }
    }

    /// Hands a piece of the data over.
    fn piece(&mut self, now: Instant) -> Frame<Bytes> {
        let piece = self.rest.split_to(self.rest.len().min(PIECE_BYTES));
        let bytes = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        let gained = Duration::from_secs(1).saturating_mul(bytes) / BYTES_A_SECOND_MIN;
        self.patience = self.patience.saturating_add(gained).min(self.patience_max);
        self.since = Some(now);
        Frame::data(piece)
    }
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let (mut inside, now) = (self.inside(), Instant::now());
        inside.asked(now);
        while inside.rest.is_empty() {
            let Some((body, _)) = inside.answer.as_mut() else {
                return Poll::Ready(std::mem::take(&mut inside.cut).then(|| Err(stalled().into())));
            };
            match ready!(Pin::new(body).poll_frame(cx)).map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => inside.rest = data,
                Some(Ok(Err(trailers))) => return Poll::Ready(Some(Ok(trailers))),
                Some(Err(status)) => return Poll::Ready(Some(Err(status))),
                None => inside.answer = None,
            }
        }
        Poll::Ready(Some(Ok(inside.piece(now))))
    }

    fn is_end_stream(&self) -> bool {
        let inside = self.inside();
        inside.rest.is_empty() && !inside.cut && inside.answer.as_ref().is_none_or(|(body, _)| body.is_end_stream())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::super::Places;
    use super::*;

    const PATIENCE: Duration = Duration::from_millis(100);

    /// A body of so many megabytes.
    struct Megabytes(usize);

    impl HttpBody for Megabytes {
        type Data = Bytes;
        type Error = Status;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
            let more = self.0 > 0;
            self.0 = self.0.saturating_sub(1);
            Poll::Ready(more.then(|| Ok(Frame::data(vec![7; 1 << 20].into()))))
        }
    }

    fn held(megabytes: usize) -> (Held, Arc<Places>) {
        let places = Arc::new(Places::default());
        let place = places.enter(None).unwrap();
        (Held::new(Body::new(Megabytes(megabytes)), place, PATIENCE), places)
    }

    async fn next(held: &mut Held) -> Option<Result<Bytes, Status>> {
        let frame = std::future::poll_fn(|cx| Pin::new(&mut *held).poll_frame(cx)).await?;
        Some(frame.map(|frame| frame.into_data().unwrap()))
    }

    fn inside(places: &Places) -> usize {
        places.0.lock().unwrap().len()
    }

    #[tokio::test]
    async fn a_place_is_kept_until_the_answer_is_read() {
        let (mut held, places) = held(2);
        let mut bytes = 0;
        while let Some(piece) = next(&mut held).await {
            let piece = piece.unwrap();
            assert!(piece.len() <= PIECE_BYTES && inside(&places) == 1);
            bytes += piece.len();
        }
        assert_eq!((bytes, inside(&places)), (2 << 20, 0));
        assert!(held.is_end_stream());
        let (held, places) = self::held(2);
        drop(held);
        assert_eq!(inside(&places), 0, "the client went away");
    }

    /// Also one that was begun: the connection asks for nothing while the client has no room.
    #[tokio::test]
    async fn whoever_reads_nothing_loses_the_place_and_is_told() {
        for pieces in [0, 3] {
            let (mut held, places) = held(2);
            for _ in 0..pieces {
                next(&mut held).await.unwrap().unwrap();
            }
            tokio::time::sleep(PATIENCE * 5).await;
            assert_eq!(inside(&places), 0, "after {pieces} pieces");
            let told = attestat_wire::refusal::Refusal::from(next(&mut held).await.unwrap().unwrap_err());
            assert_eq!(told.code, "stalled");
            assert!(next(&mut held).await.is_none());
        }
    }

    #[test]
    fn patience_is_for_slow_lines_and_not_for_dripping_ones() {
        let begin = Instant::now();
        // Seconds for each piece of 16 KiB, and whether it may go on for ever.
        for (seconds, goes_on) in [(1, true), (7, true), (12, false), (59, false)] {
            let mut inside = Inside {
                answer: None,
                rest: vec![0; 100 * PIECE_BYTES].into(),
                patience: Duration::from_secs(60),
                patience_max: Duration::from_secs(60),
                since: Some(begin),
                cut: false,
            };
            let mut now = begin;
            for _ in 0..50 {
                now += Duration::from_secs(seconds);
                inside.asked(now);
                if inside.patience.is_zero() {
                    break;
                }
                inside.piece(now);
            }
            assert_eq!(!inside.patience.is_zero(), goes_on, "{seconds}");
        }
    }
}
