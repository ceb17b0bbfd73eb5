//! Streams of answers: made on a thread that may wait for the disk, read by a client that may not read at all.
//!
//! Such a thread is one of few, and holds a family's data in memory. So there are few streams at a time, and a client
//! that reads nothing for a minute loses its stream; and a stream that is cut ends with an error, so that nobody takes
//! a part for the whole.

use super::{HolderService, shutting_down};
use attestat_wire::refusal::Refusal;
use attestat_words::text;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::Stream;
use tonic::{Code, Response, Status};

/// Streams at a time; more wait for a place. Each holds at most a mailbox and three messages of it: 2 MiB.
pub(super) const STREAMS_MAX: usize = 32;
/// Time that a client may read nothing before it loses its place.
pub(super) const STALL_MAX: Duration = Duration::from_secs(60);
/// Messages of a stream that wait for the client: documents are under 300 KiB.
const ANSWERS_AHEAD: usize = 2;

/// A stream of answers as tonic takes it.
pub struct AnswerStream<T> {
    first: Option<T>,
    rest: mpsc::Receiver<T>,
    /// Result of their making; none once it was told.
    end: Option<oneshot::Receiver<Result<(), Status>>>,
}

impl<T: Unpin> Stream for AnswerStream<T> {
    type Item = Result<T, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        if let Some(answer) = ready!(self.rest.poll_recv(cx)) {
            return Poll::Ready(Some(Ok(answer)));
        }
        let Some(end) = self.end.as_mut() else { return Poll::Ready(None) };
        let ended = ready!(Pin::new(end).poll(cx));
        self.end = None;
        Poll::Ready(ended.unwrap_or_else(|_| Err(shutting_down().into())).err().map(Err))
    }
}

/// Outlet by which a thread puts the answers of a stream.
pub(super) struct Outlet<T> {
    sender: mpsc::Sender<T>,
    runtime: Handle,
    stall_max: Duration,
}

impl<T> Outlet<T> {
    /// Puts an answer, and waits for the client within its limit; an error ends the stream.
    pub(super) fn send(&self, answer: T) -> Result<(), Status> {
        let sent = async { tokio::time::timeout(self.stall_max, self.sender.send(answer)).await };
        match self.runtime.block_on(sent) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(stalled().into()),
        }
    }
}

impl HolderService {
    /// Streams the answers that `make` puts out; an error before the first answer is the answer itself.
    pub(super) async fn stream<T: Send + 'static>(
        &self,
        make: impl FnOnce(&Self, &Outlet<T>) -> Result<(), Status> + Send + 'static,
    ) -> Result<Response<AnswerStream<T>>, Status> {
        let place = self.streams.clone().acquire_owned().await.map_err(|_| shutting_down())?;
        let service = self.clone();
        let answers = begin(STALL_MAX, move |outlet| {
            let made = make(&service, outlet);
            drop(place);
            made
        });
        answers.await.map(Response::new)
    }
}

/// Begins a stream on a thread of its own.
async fn begin<T: Send + 'static>(
    stall_max: Duration,
    make: impl FnOnce(&Outlet<T>) -> Result<(), Status> + Send + 'static,
) -> Result<AnswerStream<T>, Status> {
    let (sender, mut rest) = mpsc::channel(ANSWERS_AHEAD);
    let (ended, end) = oneshot::channel();
    let outlet = Outlet { sender, runtime: Handle::current(), stall_max };
    tokio::task::spawn_blocking(move || {
        let made = make(&outlet);
        // A client that went away does not want to know.
        let _ = ended.send(made);
    });
    match rest.recv().await {
        Some(first) => Ok(AnswerStream { first: Some(first), rest, end: Some(end) }),
        None => {
            end.await.unwrap_or_else(|_| Err(shutting_down().into()))?;
            Ok(AnswerStream { first: None, rest, end: None })
        }
    }
}

/// Refusal for a client that read nothing for too long.
pub(super) fn stalled() -> Refusal {
    let what = text!("refusal-stalled-answer", seconds = STALL_MAX.as_secs());
    Refusal::new(Code::Aborted, "stalled", what, text!("refusal-stalled-answer.next"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use tokio_stream::StreamExt as _;

    const SHORT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(20);

    /// A thread that sends for ever to a client that reads nothing is free again, and the client is told.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_stream_that_nobody_reads_ends_with_an_error() {
        let (free, freed) = oneshot::channel();
        let make = move |outlet: &Outlet<u32>| {
            let end = (0..).find_map(|number| outlet.send(number).err()).unwrap();
            free.send(()).unwrap();
            Err(end)
        };
        let mut answers = begin(SHORT, make).await.unwrap();
        tokio::time::timeout(LONG, freed).await.expect("the thread waits for ever").unwrap();
        let mut read = Vec::new();
        let end = loop {
            match answers.next().await.expect("cut, and taken for the whole") {
                Ok(number) => read.push(number),
                Err(status) => break Refusal::from(status),
            }
        };
        assert_eq!((read, end.code.as_str()), (vec![0, 1, 2], "stalled"));
        assert!(answers.next().await.is_none());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_stream_is_whole_or_ends_with_its_error() {
        let whole = begin(LONG, |outlet| (0..9_u32).try_for_each(|number| outlet.send(number))).await.unwrap();
        assert_eq!(whole.map(Result::unwrap).collect::<Vec<_>>().await, (0..9).collect::<Vec<_>>());
        let failed = begin::<u32>(LONG, |_| Err(stalled().into())).await;
        assert_eq!(Refusal::from(failed.err().unwrap()).code, "stalled", "the answer itself");
        let broken = begin(LONG, |outlet| {
            outlet.send(7)?;
            panic!("as a defect would");
        });
        let broken: Vec<Result<u32, Status>> = broken.await.unwrap().collect().await;
        assert!(matches!(broken.as_slice(), [Ok(7), Err(_)]), "{broken:?}");
    }
}
