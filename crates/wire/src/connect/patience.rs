//! A connection on which no answer is waited for without end. The deadline of a request ends only the wait for the
//! beginning of the answer; a node that begins an answer and does not go on, or goes on by a byte at a time, would
//! keep its caller for ever.
//!
//! ```text
//! patience at the beginning of each answer, and never more
//!   - every moment that is waited
//!   + every byte that comes, at the least rate; of an answer of one message, for as many as a message can have
//! ```

use crate::limit::MESSAGE_BYTES_MAX;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use http_body::Frame;
use std::sync::Arc;
use tokio::time::{Instant, Sleep, sleep, timeout};
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::{Bytes, Service, StdError, http};
use tonic::transport::Channel;

/// Name of the header in which tonic sends a request's deadline.
const TIMEOUT_HEADER: &str = "grpc-timeout";
/// The number of bytes that a second of patience costs.
const LEAST_RATE: u64 = 16 << 10;

/// A channel whose calls end when the other side is silent for too long, before its answer or within it, or is slower
/// on the whole than any line.
#[derive(Debug, Clone)]
pub struct Patient {
    channel: Channel,
    patience: Duration,
}

impl Patient {
    /// Waits on `channel` for at most `patience` at a time, and in an answer for as long again as its bytes take on
    /// the slowest line.
    pub fn new(channel: Channel, patience: Duration) -> Self {
        Self { channel, patience }
    }
}

impl Service<http::Request<Body>> for Patient {
    type Response = http::Response<Body>;
    type Error = StdError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, StdError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), StdError>> {
        self.channel.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        // A request with a deadline of its own is answered by one message.
        let paid = if request.headers().contains_key(TIMEOUT_HEADER) { MESSAGE_BYTES_MAX as u64 } else { u64::MAX };
        let (answer, patience) = (self.channel.call(request), self.patience);
        Box::pin(async move {
            let answer = timeout(patience, answer).await.map_err(|_| silent(patience))??;
            Ok(answer.map(|body| Body::new(TimedBody { body, patience, left: patience, paid, wait: None })))
        })
    }
}

/// An answer that ends with an error when nothing of it, or too little, comes for too long. The time between two
/// polls, in which the caller works, does not count against the other side.
struct TimedBody {
    body: Body,
    patience: Duration,
    /// The time that may still be waited.
    left: Duration,
    /// The number of bytes that still give time.
    paid: u64,
    wait: Option<PendingWait>,
}

/// A wait under way.
struct PendingWait {
    since: Instant,
    end: Pin<Box<Sleep>>,
}

impl TimedBody {
    /// Settles the wait for a part of the answer.
    fn came(&mut self, bytes: usize) {
        let waited = self.wait.take().map(|wait| wait.since.elapsed()).unwrap_or_default();
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX).min(self.paid);
        self.paid -= bytes;
        let earned = Duration::from_micros(bytes.saturating_mul(1_000_000) / LEAST_RATE);
        self.left = self.left.saturating_sub(waited).saturating_add(earned).min(self.patience);
    }
}

impl http_body::Body for TimedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()).and_then(Frame::data_ref);
            this.came(data.map_or(0, Bytes::len));
            return Poll::Ready(frame);
        }
        let left = this.left;
        let wait = this.wait.get_or_insert_with(|| PendingWait { since: Instant::now(), end: Box::pin(sleep(left)) });
        wait.end.as_mut().poll(context).map(|()| Some(Err(silent(this.patience))))
    }
}

/// Makes a status of this side, as for a connection that was lost: the request may have been carried out.
fn silent(patience: Duration) -> Status {
    let mut status = Status::deadline_exceeded(format!("too little came for {} seconds", patience.as_secs()));
    status.set_source(Arc::new(PeerFellSilent));
    status
}

/// The other side said nothing.
#[derive(Debug, thiserror::Error)]
#[error("the other side said nothing")]
struct PeerFellSilent;

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_millis(400);
    const BETWEEN: Duration = Duration::from_millis(50);

    /// A body that gives so many bytes at a time, after a pause each time.
    struct SlowBody {
        bytes: usize,
        times: usize,
        next: Pin<Box<Sleep>>,
    }

    impl http_body::Body for SlowBody {
        type Data = Bytes;
        type Error = Status;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
            core::task::ready!(self.next.as_mut().poll(context));
            self.next.as_mut().reset(Instant::now() + BETWEEN);
            self.times = self.times.saturating_sub(1);
            let frame = (self.times > 0).then(|| Ok(Frame::data(Bytes::from(vec![0; self.bytes]))));
            Poll::Ready(frame)
        }
    }

    /// Returns the number of parts of an answer that came, and whether it ended by itself.
    async fn parts(bytes: usize, times: usize, paid: u64, work: Duration) -> (usize, bool) {
        let body = Body::new(SlowBody { bytes, times, next: Box::pin(sleep(BETWEEN)) });
        let mut answer = TimedBody { body, patience: PATIENCE, left: PATIENCE, paid, wait: None };
        let mut parts = 0;
        let ended = timeout(Duration::from_secs(20), async {
            loop {
                match core::future::poll_fn(|context| http_body::Body::poll_frame(Pin::new(&mut answer), context)).await
                {
                    Some(Ok(_)) => parts += 1,
                    Some(Err(_)) => return false,
                    None => return true,
                }
                sleep(work).await;
            }
        });
        let ended = ended.await == Ok(true);
        (parts, ended)
    }

    #[tokio::test]
    async fn an_answer_that_arrives_too_slowly_ends_with_an_error() {
        let (at_once, enough) = (Duration::ZERO, 4096);
        let (came, ended) = parts(1, 1_000, u64::MAX, at_once).await;
        assert!(!ended && came < 20, "{came} bytes were waited for");
        // A slow line is no reason to end, and nor is a caller that works on each part.
        assert_eq!(parts(enough, 20, u64::MAX, at_once).await, (19, true));
        assert_eq!(parts(enough, 4, u64::MAX, 2 * PATIENCE).await, (3, true));
    }

    #[tokio::test]
    async fn an_answer_longer_than_one_message_ends_with_an_error() {
        let (came, ended) = parts(4096, 1_000, 40_960, Duration::ZERO).await;
        assert!(!ended && came < 40, "{came} parts were waited for");
    }
}
