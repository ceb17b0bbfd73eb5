//! Peers that begin an answer and do not go on.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use attestat_ledger::key::SecretKey;
use attestat_wire::connect::connect;
use attestat_wire::listen::{HandshakeLimits, secured, server};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use tonic::body::Body;
use tonic::codegen::{Bytes, http};
use zeroize::Zeroizing;

/// Longest wait of an honest test.
const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(200);

/// Answers everything with the first bytes of a message, and no more.
#[derive(Clone)]
struct Stalling;

impl tonic::server::NamedService for Stalling {
    const NAME: &'static str = "attestat.v1.Log";
}

impl tower::Service<http::Request<Body>> for Stalling {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Request<Body>) -> Self::Future {
        let answer = http::Response::builder().header("content-type", "application/grpc");
        std::future::ready(Ok(answer.body(Body::new(Begun(true))).unwrap()))
    }
}

/// Five bytes that announce a message of 1,000, and then nothing.
struct Begun(bool);

impl http_body::Body for Begun {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Status>>> {
        match std::mem::take(&mut self.0) {
            true => Poll::Ready(Some(Ok(http_body::Frame::data(Bytes::from_static(&[0, 0, 0, 3, 232]))))),
            false => Poll::Pending,
        }
    }
}

async fn stalling_peer() -> Connection {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let identity = Identity::new(SecretKey::from_seed(&Zeroizing::new([9; 32]))).unwrap();
    let address = Address::from(listener.local_addr().unwrap()).with_pin(identity.pin());
    let incoming = secured(listener, &identity, HandshakeLimits::default());
    tokio::spawn(server().add_service(Stalling).serve_with_incoming(incoming));
    Connection(connect(&address).await.unwrap())
}

fn origin() -> Origin {
    Origin::parse("school.example/1").unwrap()
}

/// Row L8: a batch that does not come ends the stream, with its permits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_stalls_ends_with_its_permits() {
    let connection = stalling_peer().await;
    let (permits, granted) = tokio::sync::mpsc::unbounded_channel();
    permits.send(()).unwrap();
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let tell = move |event| told.send(event).unwrap();
    let reading = tokio::spawn(stream(connection, origin(), RequestId(7), 0, granted, SHORT, tell));
    let event = tokio::time::timeout(LONG, heard.recv()).await.expect("a stream that stalls is never ended");
    let late = Event::Failed { request: RequestId(7), failure: Failure::Unreachable };
    assert_eq!(event, Some(late));
    tokio::time::timeout(LONG, reading).await.expect("its task goes on").unwrap();
    assert!(permits.is_closed(), "nobody takes permits any more");
}

/// The deadline of a call holds for the whole answer, not for its first bytes alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_begun_and_not_finished_ends_in_time() {
    let mut client = v1::log_client::LogClient::new(stalling_peer().await.0);
    let call = async { client.get_roster(timely(v1::GetRosterRequest::default())).await };
    let ended = tokio::time::timeout(LONG, within(SHORT, call)).await.expect("it waits for ever");
    assert_eq!(ended.unwrap_err().code(), Code::DeadlineExceeded);
}
