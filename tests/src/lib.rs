//! Support for tests of the whole system: the real programs, in folders of their own, on loopback.

pub mod archive;
pub mod attack;
pub mod browser;
pub mod disk;
pub mod document;
pub mod drip;
pub mod family;
pub mod history;
pub mod load;
pub mod page;
pub mod power_cut;
pub mod programs;
pub mod registrar;
pub mod rogue;
pub mod school;
pub mod sheet;
pub mod town;
pub mod traces;
