//! Results on stdout. A reader that went away (`| head`) is no failure.

use super::exit::{Exit, Failure};
use std::io::{ErrorKind, Write as _};

/// Writes a text and a line feed.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    bytes(format!("{text}\n").as_bytes())
}

/// Writes bytes as they are.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::Internal, format!("the result cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}
