//! Files as their holder gives them: whole, or at places.

use crate::obstacle::Obstacle;
use std::sync::Arc;

/// A file that is read when its bytes are needed.
pub trait File: Send + Sync {
    /// Reads the whole file, of at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// Longer files are [`Obstacle::TooLong`].
    fn read(&self, limit: usize) -> Result<Vec<u8>, Obstacle>;

    /// Reads at most so many bytes from the beginning; none of what is no file or cannot be read.
    fn beginning(&self, bytes: usize) -> Vec<u8>;

    /// Opens the file to be read at places.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    fn open(&self) -> Result<Arc<dyn Pages>, Obstacle>;

    /// Notes which file it is: from now on it is [`Obstacle::Changed`] where another has taken its place.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    fn hold(&self) -> Result<(), Obstacle>;
}

/// Bytes that are read at places.
pub trait Pages: Send + Sync {
    /// Number of the bytes.
    fn length(&self) -> u64;

    /// Reads bytes from a place on into the buffer, and returns their number; none behind the end.
    ///
    /// # Errors
    ///
    /// Bytes that cannot be read.
    fn read_at(&self, buffer: &mut [u8], at: u64) -> std::io::Result<usize>;

    /// Says which bytes are read next, so that a holder that has to ask for them asks once; they may reach behind the end.
    fn expect(&self, at: u64, length: u64) {
        _ = (at, length);
    }
}

/// Bytes in memory.
pub struct InMemory(pub Vec<u8>);

impl Pages for InMemory {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> std::io::Result<usize> {
        use std::io::Read as _;
        let from = usize::try_from(at).ok().and_then(|at| self.0.get(at..));
        from.unwrap_or_default().read(buffer)
    }
}
