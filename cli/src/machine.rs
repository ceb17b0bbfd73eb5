//! The machine: clock, randomness, cores, signals and the standard streams.

pub(crate) mod clock;
pub(crate) mod dice;
pub(crate) mod parallel;
pub(crate) mod process;
pub(crate) mod stopped;
