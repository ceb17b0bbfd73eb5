//! Server for connections most of which are strangers': each is held to terms of its own, and can be hung up on.
//!
//! ```text
//! a connection holds at most  TLS buffers of 128 KiB
//!                           + what was sent and not read here: REQUEST_CONNECTION_BYTES
//!                           + streams × 2 × ANSWER_BYTES_AHEAD of answers that its socket does not take
//! ```
//!
//! The last sum is the reason for which this is not tonic's own loop: that has no setting for it, and 400 KiB are
//! kept for each stream if nothing is said.

use crate::connect::{KEEP_ALIVE_INTERVAL, KEEP_ALIVE_TIMEOUT};
use core::convert::Infallible;
use core::pin::pin;
use core::task::{Context, Poll};
use core::time::Duration;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Notify, watch};
use tokio_stream::{Stream, StreamExt as _};
use tonic::body::Body;
use tonic::codegen::http::{Extensions, Request, Response};
use tonic::codegen::{Body as HttpBody, Bytes, Service, StdError};

/// Bytes of answers that a stream has on the way to its socket, after which no more are asked for; the part that was
/// asked for last comes on top.
pub const ANSWER_BYTES_AHEAD: usize = 16 << 10;
/// Bytes of one request that may come before they are read; a mailbox of 1 MiB takes 8 of these.
const REQUEST_STREAM_BYTES: u32 = 128 << 10;
/// The same for all requests of a connection.
pub const REQUEST_CONNECTION_BYTES: u32 = 256 << 10;
/// Bytes of a request's headers: ours take some 300, because proofs stand in the messages.
const HEADER_BYTES_MAX: u32 = 8 << 10;
/// Streams that a client may open and reset before they were looked at (RFC 9113 §10.5, CVE-2023-44487).
const RESET_STREAMS_MAX: usize = 20;
/// Streams that may have to be reset for a client's errors before its connection is ended.
const ERROR_STREAMS_MAX: usize = 64;
/// Longest time that an old connection may take to finish requests that are under way on it.
const GRACE: Duration = Duration::from_secs(60);

/// Headers of a request over HTTP/1.1.
const HEADERS_MAX: usize = 64;
/// Time in which the headers of a request over HTTP/1.1 come, counted from the answer before it.
const HEADERS_TIME: Duration = Duration::from_secs(20);
/// Bytes that are read ahead, and written ahead, on a connection of HTTP/1.1.
const HTTP1_BUFFER_BYTES: usize = 16 << 10;

/// Protocols of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// Programs of ours, and nobody else.
    Http2,
    /// Browsers and proxies.
    Http1Or2,
}

/// Terms of one connection.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Its protocols.
    pub speaks: Speaks,
    /// Streams at a time.
    pub streams: u32,
    /// Longest time that it may last; requests that are under way then have a minute to end.
    pub age: Duration,
}

/// Ends a connection at once, with everything on it. Clones end the same one.
#[derive(Debug, Clone, Default)]
pub struct HangUp(Arc<Notify>);

impl HangUp {
    /// Ends the connection.
    pub fn now(&self) {
        self.0.notify_one();
    }

    /// Waits until the connection is to end.
    pub async fn asked(&self) {
        self.0.notified().await;
    }
}

/// A connection that was let in.
#[derive(Debug)]
pub struct Arrival<C> {
    /// Its bytes.
    pub stream: C,
    /// Extensions that every request on it carries: they tell who sent it.
    pub extensions: Extensions,
    /// The terms of the connection.
    pub terms: Terms,
    /// Handle that ends the connection.
    pub hang_up: HangUp,
}

/// A service that answers whatever is asked on a connection: all of a listener's services, as one.
pub trait Answers:
    Service<
        Request<Body>,
        Response = Response<<Self as Answers>::Sent>,
        Error = Infallible,
        Future = <Self as Answers>::Answering,
    > + Clone
    + Send
    + 'static
{
    /// Body of an answer.
    type Sent: HttpBody<Data = Bytes, Error = <Self as Answers>::Broken> + Send + 'static;
    /// Reason for which a body ends early.
    type Broken: Into<StdError>;
    /// The making of an answer.
    type Answering: Future<Output = Result<Response<<Self as Answers>::Sent>, Infallible>> + Send + 'static;
}

impl<S, B> Answers for S
where
    S: Service<Request<Body>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<StdError>,
{
    type Sent = B;
    type Broken = B::Error;
    type Answering = S::Future;
}

/// Serves every connection that arrives, until `stopped`; then takes none and waits for those that are there.
pub async fn serve<S, C>(service: S, arrivals: impl Stream<Item = Arrival<C>>, stopped: impl Future<Output = ()>)
where
    S: Answers,
    C: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (stopping, stop) = watch::channel(());
    {
        let (mut arrivals, mut stopped) = (pin!(arrivals), pin!(stopped));
        loop {
            tokio::select! {
                () = &mut stopped => break,
                arrival = arrivals.next() => match arrival {
                    Some(arrival) => drop(tokio::spawn(serve_one(service.clone(), arrival, stop.clone()))),
                    None => break,
                },
            }
        }
    }
    let _ = stopping.send(());
    drop(stop);
    stopping.closed().await;
}

async fn serve_one<S, C>(service: S, arrival: Arrival<C>, mut stop: watch::Receiver<()>)
where
    S: Answers,
    C: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Arrival { stream, extensions, terms, hang_up } = arrival;
    let builder = builder(terms);
    let service = TowerToHyperService::new(WithExtensions { service, extensions });
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // The way in which it ended concerns the other end alone.
        _ = connection.as_mut() => return,
        () = hang_up.asked() => return,
        _ = stop.changed() => {}
        () = tokio::time::sleep(terms.age) => {}
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        _ = connection.as_mut() => {}
        () = hang_up.asked() => {}
        () = tokio::time::sleep(GRACE) => {}
    }
}

fn builder(terms: Terms) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    if terms.speaks == Speaks::Http2 {
        builder = builder.http2_only();
    }
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_TIME)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HTTP1_BUFFER_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(KEEP_ALIVE_INTERVAL)
        .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
        .max_concurrent_streams(terms.streams)
        .initial_stream_window_size(REQUEST_STREAM_BYTES)
        .initial_connection_window_size(REQUEST_CONNECTION_BYTES)
        .max_send_buf_size(ANSWER_BYTES_AHEAD)
        .max_header_list_size(HEADER_BYTES_MAX)
        .max_pending_accept_reset_streams(RESET_STREAMS_MAX)
        .max_local_error_reset_streams(ERROR_STREAMS_MAX);
    builder
}

/// The services, with the extensions that tell them the sender of every request.
#[derive(Debug, Clone)]
struct WithExtensions<S> {
    service: S,
    extensions: Extensions,
}

impl<S: Answers, B> Service<Request<B>> for WithExtensions<S>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<StdError> + Send,
{
    type Response = Response<S::Sent>;
    type Error = Infallible;
    type Future = S::Answering;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mut request = request.map(Body::new);
        request.extensions_mut().extend(self.extensions.clone());
        self.service.call(request)
    }
}
