//! A gate in front of the service: few requests at a time, and few of them from one network, before any of
//! them is read. A request may be a megabyte, and strangers may send it slowly; so may an answer be, and a
//! place is taken until it is read.

mod held;

use super::answers::STALL_MAX;
use super::guesses::network;
use attestat_wire::refusal::Refusal;
use held::Held;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tonic::body::Body;
use tonic::codegen::http;
use tonic::server::NamedService;
use tonic::transport::server::TcpConnectInfo;
use tonic::{Code, Status};

/// Requests that are read or answered at a time: together they hold at most some 70 MiB.
const REQUESTS_MAX: usize = 64;
/// Those of one network.
const PER_NETWORK_MAX: usize = 16;
/// How long a request may take until its answer begins: a megabyte on a slow line, and the disk.
const TIME_MAX: Duration = Duration::from_secs(60);

/// A service behind the gate; clones share it.
#[derive(Debug, Clone)]
pub struct Gate<S> {
    inner: S,
    places: Arc<Places>,
}

impl<S> Gate<S> {
    pub(super) fn new(inner: S) -> Self {
        Self { inner, places: Arc::default() }
    }
}

/// Who is inside.
#[derive(Debug, Default)]
struct Places(Mutex<BTreeMap<Option<IpAddr>, usize>>);

/// A place inside, given back when dropped.
struct Place {
    places: Arc<Places>,
    network: Option<IpAddr>,
}

impl Places {
    fn enter(self: &Arc<Self>, address: Option<IpAddr>) -> Option<Place> {
        let network = address.map(network);
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = inside.values().sum();
        let own = inside.entry(network).or_default();
        if all >= REQUESTS_MAX || *own >= PER_NETWORK_MAX {
            if *own == 0 {
                inside.remove(&network);
            }
            return None;
        }
        *own += 1;
        Some(Place { places: self.clone(), network })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = inside.get_mut(&self.network) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                inside.remove(&self.network);
            }
        }
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
        let info = request.extensions().get::<TcpConnectInfo>();
        let address = info.and_then(TcpConnectInfo::remote_addr).map(|address| address.ip());
        let Some(place) = self.places.enter(address) else {
            return Box::pin(async { Ok(Status::from(busy()).into_http()) });
        };
        let answer = self.inner.call(request);
        Box::pin(async move {
            match tokio::time::timeout(TIME_MAX, answer).await {
                Ok(answer) => Ok(answer?.map(|body| Body::new(Held::new(body, place, STALL_MAX)))),
                Err(_) => Ok(Status::from(too_slow()).into_http()),
            }
        })
    }
}

fn busy() -> Refusal {
    let what = "This node answers as many families as it can at the moment.";
    Refusal::new(Code::ResourceExhausted, "busy", what, "Try again in a minute.")
}

fn too_slow() -> Refusal {
    let what = format!("The request took longer than {} seconds.", TIME_MAX.as_secs());
    Refusal::new(Code::DeadlineExceeded, "too-slow", what, "Try again in a minute, on a faster line if there is one.")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn one_network_leaves_room_for_others_and_all_together_are_bounded() {
        let places = Arc::new(Places::default());
        let address = |last: usize| Some(IpAddr::V4([192, 0, 2, u8::try_from(last).unwrap()].into()));
        let mut inside: Vec<Place> = (0..PER_NETWORK_MAX).map(|_| places.enter(address(1)).unwrap()).collect();
        assert!(places.enter(address(1)).is_none());
        inside.extend((0..REQUESTS_MAX - PER_NETWORK_MAX).map(|at| places.enter(address(2 + at / 8)).unwrap()));
        assert!(places.enter(address(99)).is_none());
        inside.remove(0);
        assert!(places.enter(address(99)).is_some());
        drop(inside);
        assert!(places.0.lock().unwrap().is_empty(), "nobody is remembered who is not inside");
    }

    #[test]
    fn the_addresses_of_one_household_are_one_network() {
        let places = Arc::new(Places::default());
        let address = |network: u128, host: u128| Some(IpAddr::V6(((network << 64) | host).into()));
        let inside: Vec<Place> = (1..=16).map(|host| places.enter(address(1, host)).unwrap()).collect();
        assert!(places.enter(address(1, 99)).is_none());
        assert!(places.enter(address(2, 99)).is_some());
        drop(inside);
        assert!(places.0.lock().unwrap().is_empty());
    }
}
