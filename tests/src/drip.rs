//! A line in front of a node on which, from some moment on, every answer comes one byte at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Wait after each byte: a head takes several seconds, and still comes within the time that an answer may take.
const PAUSE: Duration = Duration::from_millis(10);

/// A line to a node of loopback; it ends when it is dropped. What it carries stays as it is, TLS included.
pub struct Line {
    drips: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Line {
    /// Carries what comes in at `listener` to the node at `port`.
    pub fn serve(listener: TcpListener, port: u16) -> Self {
        let drips = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(accept(listener, port, drips.clone()));
        Self { drips, task }
    }

    /// Lets every answer drip from now on, on connections that are open already as well.
    pub fn drip(&self) {
        self.drips.store(true, Ordering::Relaxed);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, port: u16, drips: Arc<AtomicBool>) {
    while let Ok((client, _)) = listener.accept().await {
        let drips = drips.clone();
        // Whichever side ends the connection ends it for both.
        tokio::spawn(async move { carry(client, port, &drips).await });
    }
}

async fn carry(client: TcpStream, port: u16, drips: &AtomicBool) -> std::io::Result<()> {
    let node = TcpStream::connect(("127.0.0.1", port)).await?;
    client.set_nodelay(true)?;
    let (mut questions, back) = client.into_split();
    let (answers, mut onward) = node.into_split();
    tokio::select! {
        ended = copy(&mut questions, &mut onward) => ended.map(drop),
        ended = answer(answers, back, drips) => ended,
    }
}

async fn answer(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, drips: &AtomicBool) -> std::io::Result<()> {
    let mut piece = [0; 4096];
    loop {
        let read = from.read(&mut piece).await?;
        let Some(read) = piece.get(..read).filter(|read| !read.is_empty()) else { return Ok(()) };
        if !drips.load(Ordering::Relaxed) {
            to.write_all(read).await?;
            continue;
        }
        for byte in read {
            to.write_all(std::slice::from_ref(byte)).await?;
            tokio::time::sleep(PAUSE).await;
        }
    }
}
