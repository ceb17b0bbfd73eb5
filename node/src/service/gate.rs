//! A gate in front of each service of the listener: few requests at a time, few of them from one network, and
//! of bounded weight, before any of them is read. A request may be a megabyte, and strangers may send it
//! slowly; so may an answer be, and a place is taken until it is read.
//!
//! ```text
//! peers of the roster, known by the key they showed   places of their own, per key
//! everybody else                                      places by network
//! ```
//!
//! The places of a service are its [`Limits`]; the sums of all of them stand in docs/spec/wire.md.

mod bounded_body;
mod guest;
mod places;

pub(crate) use bounded_body::BoundedBody;
pub use guest::Guest;
pub(crate) use places::Places;
pub use places::{Limits, Share};

use attestat_wire::refusal::Refusal;
use attestat_words::text;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tonic::body::Body;
use tonic::codegen::http;
use tonic::server::NamedService;
use tonic::{Code, Status};

/// A service behind the gate; clones share it.
#[derive(Debug, Clone)]
pub struct Gate<S> {
    inner: S,
    limits: &'static Limits,
    places: Arc<Places>,
}

impl<S> Gate<S> {
    /// A service that lets in what `limits` say.
    pub fn new(inner: S, limits: &'static Limits) -> Self {
        Self { inner, limits, places: Arc::new(Places::new(limits)) }
    }
}

impl<S: NamedService> NamedService for Gate<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> tower::Service<http::Request<Body>> for Gate<S>
where
    S: tower::Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let guest = Guest::of(request.extensions());
        let weight = (self.limits.weigh)(request.uri().path());
        let Some(place) = self.places.enter(guest.who(), weight) else {
            return Box::pin(async { Ok(Status::from(busy()).into_http()) });
        };
        let (answer, limits) = (self.inner.call(request), self.limits);
        Box::pin(async move {
            match tokio::time::timeout(limits.time, answer).await {
                Ok(answer) => Ok(answer?.map(|body| Body::new(BoundedBody::new(body, place, limits, guest)))),
                Err(_) => Ok(Status::from(too_slow(limits)).into_http()),
            }
        })
    }
}

/// Refusal for a request that finds no place.
pub fn busy() -> Refusal {
    Refusal::new(Code::ResourceExhausted, "busy", text!("refusal-busy"), text!("refusal-busy.next"))
}

fn too_slow(limits: &Limits) -> Refusal {
    let what = text!("refusal-too-slow", seconds = limits.time.as_secs());
    Refusal::new(Code::DeadlineExceeded, "too-slow", what, text!("refusal-too-slow.next"))
}

/// Refusal for a client that read nothing for too long.
fn stalled(limits: &Limits) -> Refusal {
    let what = text!("refusal-stalled-answer", seconds = limits.stall.as_secs());
    Refusal::new(Code::Aborted, "stalled", what, text!("refusal-stalled-answer.next"))
}
