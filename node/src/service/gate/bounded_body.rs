//! The body of an answer that keeps its place behind the gate until the client has read it.
//!
//! HTTP asks a body for more only when the client has room for it, so that a body cannot see that nobody reads it: a
//! task beside it looks now and then, and takes the answer and its place from a client that reads nothing. A client
//! that is not even there to be told loses the connection, and with it everything that was on its way.
//!
//! ```text
//! patience := 60 s at first;  − time that the client lets us wait;  + bytes it took / 2 KiB a second;  ≤ 60 s
//! ```

use super::places::{GatePlace, Limits};
use super::{Guest, stalled};
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
/// Bytes that are handed to a connection at once: the most that a cut answer leaves behind there.
const PIECE_BYTES: usize = attestat_wire::listen::ANSWER_BYTES_AHEAD;
/// Shortest time between two looks.
const LOOK_MIN: Duration = Duration::from_millis(20);
/// Time that a client that lost its answer has to hear of it before the connection is ended.
const TELL_MAX: Duration = Duration::from_secs(1);

/// An answer with its place.
pub(crate) struct BoundedBody {
    inside: Arc<Mutex<BodyState>>,
    watch: AbortHandle,
}

struct BodyState {
    /// The answer; none once it was handed over to the end, or taken away.
    answer: Option<(Body, GatePlace)>,
    /// Data that is not handed over yet.
    rest: Bytes,
    patience: Duration,
    limits: &'static Limits,
    born: Instant,
    /// Time since which the client lets us wait; none while it waits for us.
    since: Option<Instant>,
    /// True if the client lost its place.
    cut: bool,
}

impl BoundedBody {
    /// Holds the place of an answer to this client.
    pub(crate) fn new(body: Body, place: GatePlace, limits: &'static Limits, guest: Guest) -> Self {
        let inside = Arc::new(Mutex::new(BodyState::new(Some((body, place)), limits, Instant::now())));
        let watch = tokio::spawn(watch(Arc::downgrade(&inside), guest)).abort_handle();
        Self { inside, watch }
    }

    fn inside(&self) -> MutexGuard<'_, BodyState> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for BoundedBody {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

async fn watch(inside: Weak<Mutex<BodyState>>, guest: Guest) {
    let look = |inside: &Weak<Mutex<BodyState>>| {
        let held = inside.upgrade()?;
        held.lock().unwrap_or_else(PoisonError::into_inner).look(Instant::now())
    };
    while let Some(next) = look(&inside) {
        tokio::time::sleep(next).await;
    }
    let is_cut = || inside.upgrade().is_some_and(|held| held.lock().unwrap_or_else(PoisonError::into_inner).cut);
    if is_cut() {
        tokio::time::sleep(TELL_MAX).await;
        if is_cut() {
            guest.hang_up();
        }
    }
}

impl BodyState {
    fn new(answer: Option<(Body, GatePlace)>, limits: &'static Limits, now: Instant) -> Self {
        Self { answer, rest: Bytes::new(), patience: limits.stall, limits, born: now, since: Some(now), cut: false }
    }

    /// Returns the time until the next look; none when there is nothing to look after any more.
    fn look(&mut self, now: Instant) -> Option<Duration> {
        self.answer.as_ref()?;
        let waited = self.since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        let left = self.limits.life.saturating_sub(now.saturating_duration_since(self.born));
        if waited < self.patience && !left.is_zero() {
            return Some((self.patience - waited).min(left).max(LOOK_MIN));
        }
        if self.since.is_none() && !left.is_zero() {
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
        self.patience = self.patience.saturating_add(gained).min(self.limits.stall);
        self.since = Some(now);
        Frame::data(piece)
    }
}

impl HttpBody for BoundedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let (mut inside, now) = (self.inside(), Instant::now());
        let limits = inside.limits;
        inside.asked(now);
        while inside.rest.is_empty() {
            let Some((body, _)) = inside.answer.as_mut() else {
                return Poll::Ready(std::mem::take(&mut inside.cut).then(|| Err(stalled(limits).into())));
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
    use super::super::places::{
        Places,
        tests::{LIMITS, OF_TESTS},
    };
    use super::*;
    use crate::machine::party::Party;
    use attestat_wire::listen::HangUp;

    static MINUTE: Limits = Limits { stall: Duration::from_secs(60), ..OF_TESTS };

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

    fn held(megabytes: usize) -> (BoundedBody, Arc<Places>) {
        let places = Arc::new(Places::new(&LIMITS));
        let place = places.enter(Party::Local, 1).unwrap();
        let guest = Guest::new(Party::Local, HangUp::default());
        (BoundedBody::new(Body::new(Megabytes(megabytes)), place, &LIMITS, guest), places)
    }

    async fn next(held: &mut BoundedBody) -> Option<Result<Bytes, Status>> {
        let frame = std::future::poll_fn(|cx| Pin::new(&mut *held).poll_frame(cx)).await?;
        Some(frame.map(|frame| frame.into_data().unwrap()))
    }

    #[tokio::test]
    async fn a_place_is_held_until_the_answer_is_read() {
        let (mut held, places) = held(2);
        let mut bytes = 0;
        while let Some(piece) = next(&mut held).await {
            let piece = piece.unwrap();
            assert!(piece.len() <= PIECE_BYTES && places.taken() == 1);
            bytes += piece.len();
        }
        assert_eq!((bytes, places.taken()), (2 << 20, 0));
        assert!(held.is_end_stream());
        let (held, places) = self::held(2);
        drop(held);
        assert_eq!(places.taken(), 0, "the client went away");
    }

    /// An answer that was begun is lost too: the connection asks for nothing while the client has no room.
    #[tokio::test]
    async fn a_client_that_stops_reading_loses_its_place_and_gets_an_error() {
        for pieces in [0, 3] {
            let (mut held, places) = held(2);
            for _ in 0..pieces {
                next(&mut held).await.unwrap().unwrap();
            }
            tokio::time::sleep(LIMITS.stall * 5).await;
            assert_eq!(places.taken(), 0, "after {pieces} pieces");
            let told = attestat_wire::refusal::Refusal::from(next(&mut held).await.unwrap().unwrap_err());
            assert_eq!(told.code, "stalled");
            assert!(next(&mut held).await.is_none());
        }
    }

    /// An answer that waits in a stream's buffer cannot be taken back but with its connection.
    #[tokio::test]
    async fn a_client_that_does_not_take_the_error_loses_the_connection() {
        let places = Arc::new(Places::new(&LIMITS));
        let (place, hang_up) = (places.enter(Party::Local, 1).unwrap(), HangUp::default());
        let mut held =
            BoundedBody::new(Body::new(Megabytes(2)), place, &LIMITS, Guest::new(Party::Local, hang_up.clone()));
        next(&mut held).await.unwrap().unwrap();
        let ended = tokio::time::timeout(Duration::from_secs(20), hang_up.asked()).await;
        assert!(ended.is_ok(), "the connection stays, with what is on it");
    }

    #[test]
    fn a_slow_reader_is_served_and_one_below_the_minimum_rate_is_not() {
        let begin = Instant::now();
        // Seconds for each piece of 16 KiB, and whether it may go on for ever.
        for (seconds, goes_on) in [(1, true), (7, true), (12, false), (59, false)] {
            let mut inside = BodyState::new(None, &MINUTE, begin);
            inside.rest = vec![0; 100 * PIECE_BYTES].into();
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
