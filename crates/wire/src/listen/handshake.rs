//! The step from an accepted TCP connection to one that speaks TLS; a client that stalls holds up no other.
//!
//! Handshakes run beside each other and beside accepting. Each has its time, and their number is bounded: when one
//! more comes, the oldest unfinished one of the network that has begun the most is dropped, because an honest client
//! is done after one way there and back, and a client that stalls is older than that.

use super::callers::shown_key;
use super::identity::ALPN;
use super::{Identity, network};
use crate::connect::Pin as KeyPin;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::IpAddr;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::Sleep;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_stream::Stream;
use tonic::transport::server::{Connected, TcpConnectInfo};

/// Length of the first bytes of every HTTP/2 connection (RFC 9113 §3.4).
const PREFACE_BYTES: usize = 24;
/// Time for which accepting rests after an error that will not pass by itself at once, such as no descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Limits of the connections that strangers may hold open before they have said anything.
#[derive(Debug, Clone, Copy)]
pub struct HandshakeLimits {
    /// Longest time of a handshake, and of the wait for the first bytes after it.
    pub time: Duration,
    /// Most unfinished handshakes at a time.
    pub most: usize,
}

impl Default for HandshakeLimits {
    /// As long as clients wait, and half as many as the connections that a node holds.
    fn default() -> Self {
        Self { time: crate::connect::CONNECT_TIMEOUT, most: 128 }
    }
}

/// Returns the connections of a listener that finished a handshake and speak HTTP/2.
pub fn secured(
    listener: TcpListener,
    identity: &Identity,
    limits: HandshakeLimits,
) -> impl Stream<Item = io::Result<Secured>> + use<> {
    let acceptor = TlsAcceptor::from(identity.config.clone());
    handshakes(listener, limits, move |tcp, _| Some(shake(acceptor.clone(), tcp, limits.time)))
}

/// Returns the connections of a listener whose handshakes ended well. `begin` makes the handshake of a connection and its
/// address, or refuses it at once.
pub(super) fn handshakes<C, F>(
    listener: TcpListener,
    limits: HandshakeLimits,
    begin: impl Fn(TcpStream, IpAddr) -> Option<F> + Unpin,
) -> impl Stream<Item = io::Result<C>>
where
    C: Send + 'static,
    F: Future<Output = Option<C>> + Send + 'static,
{
    Handshakes { listener, begin, limits, running: JoinSet::new(), unfinished: VecDeque::new(), pause: None }
}

/// A listener and the handshakes that it began.
struct Handshakes<C, B> {
    listener: TcpListener,
    begin: B,
    limits: HandshakeLimits,
    running: JoinSet<Option<C>>,
    /// The running handshakes and their networks, the oldest first.
    unfinished: VecDeque<(IpAddr, AbortHandle)>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl<C, B> Handshakes<C, B> {
    fn begin<F>(&mut self, tcp: TcpStream, from: IpAddr)
    where
        C: Send + 'static,
        B: Fn(TcpStream, IpAddr) -> Option<F>,
        F: Future<Output = Option<C>> + Send + 'static,
    {
        let Some(handshake) = (self.begin)(tcp, from) else { return };
        self.unfinished.retain(|(_, handshake)| !handshake.is_finished());
        if self.unfinished.len() >= self.limits.most {
            self.drop_one();
        }
        self.unfinished.push_back((network(from), self.running.spawn(handshake)));
    }

    /// Drops the oldest handshake of the network that has begun the most.
    fn drop_one(&mut self) {
        let mut counts: BTreeMap<IpAddr, usize> = BTreeMap::new();
        self.unfinished.iter().for_each(|(from, _)| *counts.entry(*from).or_default() += 1);
        let Some((busiest, _)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return };
        let oldest = self.unfinished.iter().position(|(from, _)| *from == busiest);
        if let Some((_, handshake)) = oldest.and_then(|at| self.unfinished.remove(at)) {
            handshake.abort();
        }
    }

    /// Returns true if accepting rests for the moment.
    fn is_paused(&mut self, cx: &mut Context<'_>) -> bool {
        let paused = self.pause.as_mut().is_some_and(|pause| pause.as_mut().poll(cx).is_pending());
        if !paused {
            self.pause = None;
        }
        paused
    }
}

impl<C, B, F> Stream for Handshakes<C, B>
where
    C: Send + 'static,
    B: Fn(TcpStream, IpAddr) -> Option<F> + Unpin,
    F: Future<Output = Option<C>> + Send + 'static,
{
    type Item = io::Result<C>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            while let Poll::Ready(Some(ended)) = this.running.poll_join_next(cx) {
                // A handshake that failed or was dropped is nobody's concern but the stranger's.
                if let Ok(Some(connection)) = ended {
                    return Poll::Ready(Some(Ok(connection)));
                }
            }
            if this.is_paused(cx) {
                return Poll::Pending;
            }
            match this.listener.poll_accept(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok((tcp, from))) => this.begin(tcp, from.ip()),
                Poll::Ready(Err(error)) if is_of_one_connection(&error) => {}
                Poll::Ready(Err(_)) => this.pause = Some(Box::pin(tokio::time::sleep(ACCEPT_PAUSE))),
            }
        }
    }
}

/// Returns true if an error of `accept` is about the connection that came, and says nothing of the next one.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Runs one handshake; none when it fails, takes too long, or agrees on another protocol than HTTP/2.
async fn shake(acceptor: TlsAcceptor, tcp: TcpStream, time: Duration) -> Option<Secured> {
    tcp.set_nodelay(true).ok()?;
    let info = tcp.connect_info();
    let stream = tokio::time::timeout(time, acceptor.accept(tcp)).await.ok()?.ok()?;
    let speaks_http2 = stream.get_ref().1.alpn_protocol() == Some(ALPN);
    let silence = SilenceTimer { heard: 0, until: Box::pin(tokio::time::sleep(time)) };
    let key = shown_key(stream.get_ref().1.peer_certificates());
    speaks_http2.then(|| Secured { stream: Box::new(stream), info, key, silence: Some(silence) })
}

/// A connection over which nobody on the way can read or write.
pub struct Secured {
    stream: Box<TlsStream<TcpStream>>,
    info: TcpConnectInfo,
    key: Option<KeyPin>,
    /// The wait for the first bytes; none once they were heard.
    silence: Option<SilenceTimer>,
}

struct SilenceTimer {
    heard: usize,
    until: Pin<Box<Sleep>>,
}

impl Secured {
    /// The fingerprint of the key that the other end has proven to have; none where it showed none.
    pub const fn key(&self) -> Option<KeyPin> {
        self.key
    }

    /// The other end's address.
    pub fn address(&self) -> Option<IpAddr> {
        self.info.remote_addr().map(|address| address.ip())
    }

    /// Counts the bytes that were heard; an error when the first bytes do not come in time.
    fn listen_for_preface(&mut self, cx: &mut Context<'_>, heard: usize) -> io::Result<()> {
        let Some(silence) = &mut self.silence else { return Ok(()) };
        silence.heard += heard;
        if silence.heard >= PREFACE_BYTES {
            self.silence = None;
            return Ok(());
        }
        match silence.until.as_mut().poll(cx) {
            Poll::Ready(()) => Err(io::ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }
}

impl Connected for Secured {
    type ConnectInfo = TcpConnectInfo;

    fn connect_info(&self) -> TcpConnectInfo {
        self.info.clone()
    }
}

impl AsyncRead for Secured {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let heard = buffer.filled().len().saturating_sub(before);
        self.listen_for_preface(cx, heard)?;
        read
    }
}

impl AsyncWrite for Secured {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
