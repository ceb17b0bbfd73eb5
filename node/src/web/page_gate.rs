//! The gate in front of the pages: places by network, as in front of the services, with a problem as the refusal.

use crate::service::gate::{BoundedBody, Guest, Limits, Places, Share};
use crate::web::problem::Problem;
use crate::web::site::Site;
use attestat_wire::connect::ANSWER_TIMEOUT;
use attestat_wire::limit::MESSAGE_BYTES_MAX;
use attestat_words::text;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use std::time::Duration;

/// Bytes of the longest page: that of 1,000 logs. Files of the checker are in the program, and take nothing.
const PAGE_BYTES: usize = 1 << 20;

/// All networks together hold at most 64 MiB of answers, one of them 16: four status files of the largest size, or
/// sixteen pages.
pub(super) static LIMITS: Limits = Limits {
    strangers: Share { requests: 64, bytes: 64 << 20 },
    network: Share { requests: 16, bytes: 16 << 20 },
    peers: Share { requests: 0, bytes: 0 },
    peer: Share { requests: 0, bytes: 0 },
    time: ANSWER_TIMEOUT,
    stall: Duration::from_secs(60),
    life: Duration::from_secs(1800),
    weigh,
};
const _: () = assert!(LIMITS.network.bytes >= 4 * MESSAGE_BYTES_MAX && LIMITS.network.bytes >= 16 * PAGE_BYTES);

/// Most bytes that the answer at an address takes here.
fn weigh(path: &str) -> usize {
    if path.ends_with("/status") || path == "/trust/rosters.json" { MESSAGE_BYTES_MAX } else { PAGE_BYTES }
}

/// Lets a request in, and holds its place until the client has read the answer.
pub(super) async fn enter(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let (guest, headers) = (Guest::of(request.extensions()), request.headers().clone());
    let Some(place) = site.places.enter(guest.who(), weigh(request.uri().path())) else {
        let (what, todo) = (text!("web-busy"), text!("web-busy.next"));
        return Problem::new(StatusCode::TOO_MANY_REQUESTS, "busy", what, todo).told_to(&headers);
    };
    match tokio::time::timeout(LIMITS.time, next.run(request)).await {
        Ok(response) => {
            response.map(|body| Body::new(BoundedBody::new(tonic::body::Body::new(body), place, &LIMITS, guest)))
        }
        Err(_) => {
            let (what, todo) = (text!("web-too-slow"), text!("web-too-slow.next"));
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too-slow", what, todo).told_to(&headers)
        }
    }
}

/// Places for all requests.
pub(super) fn places() -> Arc<Places> {
    Arc::new(Places::new(&LIMITS))
}
