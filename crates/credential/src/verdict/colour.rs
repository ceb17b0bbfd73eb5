//! The colour of a verdict.

use serde::{Deserialize, Serialize};

/// The colour of a verdict, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Genuine and in force.
    Green,
    /// Nothing speaks against it, but something is old, unknown or not checked.
    Amber,
    /// It could not be read.
    Grey,
    /// Do not rely on this.
    Red,
}

impl Colour {
    /// The word for the colour.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Grey => "grey",
            Self::Red => "red",
        }
    }
}
