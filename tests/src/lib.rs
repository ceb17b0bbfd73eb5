//! Support for tests of the whole system: the real programs, in folders of their own, on loopback.

pub mod programs;
pub mod school;
