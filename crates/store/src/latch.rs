//! The latch: after the first failed write nothing more is written.
//!
//! After a failed sync the kernel may report the next one as good although pages were lost; systems that went on have
//! acknowledged data that was not there. So we stop, and the process ends.

use crate::engine::EngineError;
use std::sync::OnceLock;

/// Remembers the first failure of a write.
#[derive(Debug, Default)]
pub struct Latch(OnceLock<EngineError>);

impl Latch {
    /// Refuses when an earlier write failed.
    pub fn check(&self) -> Result<(), EngineError> {
        match self.0.get() {
            None => Ok(()),
            Some(first) => Err(EngineError::Stopped { why: first.to_string() }),
        }
    }

    /// Passes a result on and closes the latch when it is a failure.
    pub fn watch<T>(&self, result: Result<T, EngineError>) -> Result<T, EngineError> {
        if let Err(error) = &result {
            let _ = self.0.set(error.clone());
        }
        result
    }

    /// The first failure, if there was one.
    pub fn first_failure(&self) -> Option<&EngineError> {
        self.0.get()
    }
}
