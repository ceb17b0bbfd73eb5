//! A connection on which nobody is waited for without end: the deadline that goes with a request ends the wait for
//! the answer's beginning alone, and a node that begins one and does not go on would keep its caller for ever.

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

/// A channel whose calls end when the other side is silent for too long, before its answer or within it.
#[derive(Debug, Clone)]
pub struct Patient {
    channel: Channel,
    patience: Duration,
}

impl Patient {
    /// Waits on `channel` for at most `patience` at a time.
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
        let (answer, patience) = (self.channel.call(request), self.patience);
        Box::pin(async move {
            let answer = timeout(patience, answer).await.map_err(|_| silent(patience))??;
            Ok(answer.map(|body| Body::new(Answer { body, patience, rest: Box::pin(sleep(patience)) })))
        })
    }
}

/// An answer that ends with an error when nothing of it comes for too long.
struct Answer {
    body: Body,
    patience: Duration,
    rest: Pin<Box<Sleep>>,
}

impl http_body::Body for Answer {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            this.rest.as_mut().reset(Instant::now() + this.patience);
            return Poll::Ready(frame);
        }
        this.rest.as_mut().poll(context).map(|()| Some(Err(silent(this.patience))))
    }
}

/// A status of this side, as for a connection that was lost: what was asked for may have been done.
fn silent(patience: Duration) -> Status {
    let mut status = Status::deadline_exceeded(format!("nothing came for {} seconds", patience.as_secs()));
    status.set_source(Arc::new(Silence));
    status
}

/// The other side said nothing.
#[derive(Debug, thiserror::Error)]
#[error("the other side said nothing")]
struct Silence;
