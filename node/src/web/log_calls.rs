//! `Log` as browsers call it: gRPC-web, and nothing but it. Pages of others may call, because there is nothing to take that
//! is not public: no cookie and no other credential goes along.

use crate::service::gate::Gate;
use crate::service::log::LogService;
use crate::web::answer;
use crate::web::problem::Problem;
use crate::web::site::Site;
use attestat_wire::v1::log_server::LogServer;
use attestat_words::text;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::any;
use tonic_web::{GrpcWebLayer, GrpcWebService};
use tower::{Layer as _, ServiceExt as _};

/// Address of every method of the service.
const METHODS: &str = "/attestat.v1.Log/{method}";
/// Beginning of the media types of gRPC-web.
const GRPC_WEB: &str = "application/grpc-web";
/// Headers that a page may send.
const ALLOWED: &str = "content-type, x-grpc-web, x-user-agent, grpc-timeout";
/// Headers that a page may read: of a refusal, its code and both sentences; of a stream, the evidence against its log.
const EXPOSED: &str = "grpc-status, grpc-message, attestat-code, attestat-message-ru-bin, attestat-fork-bin";
/// Seconds for which a browser need not ask again what it may send.
const ALLOWED_SECONDS: &str = "7200";

/// The service behind its gate, as gRPC-web.
type LogCalls = GrpcWebService<Gate<LogServer<LogService>>>;

/// The addresses of `Log`.
pub(super) fn routes(site: &Site) -> Router {
    let calls: LogCalls = GrpcWebLayer::new().layer(LogService::new(site.node.clone()).into_server());
    Router::new().route(METHODS, any(call)).with_state(calls)
}

async fn call(State(calls): State<LogCalls>, request: Request) -> Response {
    let mut response = match *request.method() {
        Method::OPTIONS => asked_first(),
        Method::POST if speaks_grpc_web(request.headers()) => match calls.oneshot(request).await {
            Ok(response) => response.map(Body::new),
            Err(never) => match never {},
        },
        Method::POST => {
            let (what, todo) = (text!("web-no-grpc-web"), text!("web-no-grpc-web.next"));
            Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "bad-message", what, todo).told_to(request.headers())
        }
        _ => {
            let mut response = Problem::wrong_method().told_to(request.headers());
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST, OPTIONS"));
            response
        }
    };
    let headers = response.headers_mut();
    answer::guard(headers);
    answer::share(headers, EXPOSED);
    response
}

fn speaks_grpc_web(headers: &HeaderMap) -> bool {
    let told = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    told.is_some_and(|told| told.starts_with(GRPC_WEB))
}

/// The answer to a browser that asks what it may send.
fn asked_first() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED),
        (header::ACCESS_CONTROL_MAX_AGE, ALLOWED_SECONDS),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
