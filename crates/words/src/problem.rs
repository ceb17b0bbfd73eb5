//! Problems as people read them: a stable code, the event, the next step.

use crate::text;
use crate::text::Text;
use core::fmt;

/// Side on which a problem lies. A program chooses its exit code by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Something that was handed in cannot be used, or asks for something that is refused.
    Input,
    /// Something that is kept, such as settings, a roster or a wallet, is missing or wrong.
    Kept,
    /// Somebody who had to be asked did not answer.
    Unreachable,
    /// The program itself failed, or what another program answered is not what it must be.
    Internal,
}

/// Reason for which something was not done. It holds nothing personal: it is shown, and scripts keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The side on which it lies.
    pub side: Side,
    /// A stable code: lower-case words joined by `-`.
    pub code: &'static str,
    /// The event, in one sentence.
    pub what: Text,
    /// The next step, in one sentence.
    pub todo: Text,
}

impl Problem {
    /// Puts a problem together.
    pub fn new(side: Side, code: &'static str, what: impl Into<Text>, todo: impl Into<Text>) -> Self {
        Self { side, code, what: what.into(), todo: todo.into() }
    }

    /// Problem of something that was handed in.
    pub fn input(code: &'static str, what: impl Into<Text>, todo: impl Into<Text>) -> Self {
        Self::new(Side::Input, code, what, todo)
    }

    /// Problem of something that is kept.
    pub fn kept(code: &'static str, what: impl Into<Text>, todo: impl Into<Text>) -> Self {
        Self::new(Side::Kept, code, what, todo)
    }

    /// Problem of the program itself, or of the system under it.
    pub fn internal(what: impl Into<Text>) -> Self {
        Self::new(Side::Internal, "internal", what, text!("failure-internal-next"))
    }
}

/// English, for tests and for errors around this one.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.what, self.todo)
    }
}

impl core::error::Error for Problem {}
