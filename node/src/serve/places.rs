//! A limit on open connections: beyond it new ones wait in the system's queue. File descriptors run
//! out otherwise, and with them the database's files.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_stream::{Stream, StreamExt as _};
use tonic::transport::server::Connected;

/// A connection that holds its place until it is closed.
pub(super) struct Placed<C> {
    connection: C,
    _place: OwnedSemaphorePermit,
}

/// Accepted connections, at most `most` of them open at a time.
pub(super) fn limited<C>(
    accepted: impl Stream<Item = io::Result<C>>,
    most: usize,
) -> impl Stream<Item = io::Result<Placed<C>>> {
    let places = Arc::new(Semaphore::new(most));
    accepted.then(move |connection| {
        let places = places.clone();
        async move {
            let place = places.acquire_owned().await.map_err(io::Error::other)?;
            Ok(Placed { connection: connection?, _place: place })
        }
    })
}

impl<C: Connected> Connected for Placed<C> {
    type ConnectInfo = C::ConnectInfo;

    fn connect_info(&self) -> Self::ConnectInfo {
        self.connection.connect_info()
    }
}

impl<C: AsyncRead + Unpin> AsyncRead for Placed<C> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_read(cx, buffer)
    }
}

impl<C: AsyncWrite + Unpin> AsyncWrite for Placed<C> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.connection).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.connection).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.connection.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_next_connection_waits_until_one_is_closed() {
        let accepted = tokio_stream::iter((0..3).map(|_| Ok(tokio::io::duplex(8).0)));
        let mut placed = std::pin::pin!(limited(accepted, 2));
        let first = placed.next().await;
        let second = placed.next().await;
        assert!(first.is_some() && second.is_some());
        let soon = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(soon, placed.next()).await.is_err());
        drop(first);
        assert!(matches!(placed.next().await, Some(Ok(_))));
        assert!(placed.next().await.is_none());
    }
}
