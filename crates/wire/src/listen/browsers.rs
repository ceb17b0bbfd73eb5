//! Connections of browsers and proxies: TLS by a certificate of an authority, or none where nobody is on the way.
//!
//! A connection that says nothing holds no place: it is let in with its first byte. One that falls silent is closed.

use super::handshake::{HandshakeLimits, handshakes};
use super::{CertificateError, WebCertificate};
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_stream::Stream;

/// Time for which a connection may read and write nothing.
const SILENCE_MAX: Duration = Duration::from_secs(90);

/// Returns the connections of a listener that has a certificate to show, or none. `admits` is asked about every address
/// before anything is read; whoever it turns away finds the connection closed.
pub fn browsers<A: Fn(IpAddr) -> bool + Unpin>(
    listener: TcpListener,
    certificate: Option<&WebCertificate>,
    limits: HandshakeLimits,
    admits: A,
) -> Result<impl Stream<Item = io::Result<Browser>> + use<A>, CertificateError> {
    let acceptor = certificate.map(|certificate| certificate.config()).transpose()?;
    let acceptor = acceptor.map(|config| TlsAcceptor::from(Arc::new(config)));
    Ok(handshakes(listener, limits, move |tcp, from| {
        admits(from).then(|| welcome(acceptor.clone(), tcp, from, limits.time))
    }))
}

/// Waits for the first bytes, or for the end of the handshake.
async fn welcome(acceptor: Option<TlsAcceptor>, tcp: TcpStream, from: IpAddr, time: Duration) -> Option<Browser> {
    tcp.set_nodelay(true).ok()?;
    let line = async {
        Some(match acceptor {
            Some(acceptor) => Line::Tls(Box::new(acceptor.accept(tcp).await.ok()?)),
            None => {
                // A connection that was closed before it said anything never takes a place.
                let said = tcp.peek(&mut [0]).await.ok()?;
                if said == 0 {
                    return None;
                }
                Line::Plain(tcp)
            }
        })
    };
    let line = tokio::time::timeout(time, line).await.ok()??;
    let silence = Box::pin(tokio::time::sleep(SILENCE_MAX));
    Some(Browser { line, from, heard: Instant::now(), silence })
}

/// A connection of a browser, or of a proxy.
#[derive(Debug)]
pub struct Browser {
    line: Line,
    from: IpAddr,
    heard: Instant,
    silence: Pin<Box<Sleep>>,
}

#[derive(Debug)]
enum Line {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Browser {
    /// The other end's address.
    pub const fn address(&self) -> IpAddr {
        self.from
    }

    /// An error when nothing was read or written for too long.
    fn check_silence(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        while self.silence.as_mut().poll(cx).is_ready() {
            let until = self.heard + SILENCE_MAX;
            if until <= Instant::now() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.silence.as_mut().reset(until);
        }
        Ok(())
    }
}

impl AsyncRead for Browser {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = match &mut self.line {
            Line::Plain(tcp) => Pin::new(tcp).poll_read(cx, buffer),
            Line::Tls(tls) => Pin::new(tls).poll_read(cx, buffer),
        };
        if buffer.filled().len() > before {
            self.heard = Instant::now();
        } else if read.is_pending() {
            self.check_silence(cx)?;
        }
        read
    }
}

impl AsyncWrite for Browser {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = match &mut self.line {
            Line::Plain(tcp) => Pin::new(tcp).poll_write(cx, bytes),
            Line::Tls(tls) => Pin::new(tls).poll_write(cx, bytes),
        };
        if written.is_ready() {
            self.heard = Instant::now();
        } else {
            self.check_silence(cx)?;
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.line {
            Line::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Line::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.line {
            Line::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Line::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = match &mut self.line {
            Line::Plain(tcp) => Pin::new(tcp).poll_write_vectored(cx, slices),
            Line::Tls(tls) => Pin::new(tls).poll_write_vectored(cx, slices),
        };
        if written.is_ready() {
            self.heard = Instant::now();
        } else {
            self.check_silence(cx)?;
        }
        written
    }

    fn is_write_vectored(&self) -> bool {
        match &self.line {
            Line::Plain(tcp) => tcp.is_write_vectored(),
            Line::Tls(tls) => tls.is_write_vectored(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio_stream::StreamExt as _;

    #[tokio::test]
    async fn connections_that_say_nothing_are_not_let_in() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits = HandshakeLimits { time: Duration::from_secs(60), most: 8 };
        let mut coming = core::pin::pin!(browsers(listener, None, limits, |_| true).unwrap());
        let mut silent = Vec::new();
        for _ in 0..20 {
            silent.push(TcpStream::connect(address).await.unwrap());
        }
        let mut speaking = TcpStream::connect(address).await.unwrap();
        speaking.write_all(b"G").await.unwrap();
        let mut first = coming.next().await.unwrap().unwrap();
        assert_eq!(first.read_u8().await.unwrap(), b'G');
        drop(silent);
        let soon = Duration::from_millis(200);
        assert!(tokio::time::timeout(soon, coming.next()).await.is_err(), "a silent connection was let in");
    }

    #[tokio::test]
    async fn whoever_is_not_admitted_finds_the_connection_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits = HandshakeLimits::default();
        let mut coming = core::pin::pin!(browsers(listener, None, limits, |_| false).unwrap());
        let mut stranger = TcpStream::connect(address).await.unwrap();
        let closed = async { stranger.read(&mut [0]).await.is_ok_and(|read| read == 0) };
        tokio::select! {
            _ = coming.next() => panic!("it was let in"),
            is_closed = closed => assert!(is_closed),
        }
    }
}
