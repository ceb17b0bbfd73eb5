//! Words for families: what is in a wallet, what came and went, what did not work and what to do next. Whoever has the
//! screen shows them; nothing here decides.

pub mod account;
pub mod arrivals;
pub mod asked;
pub mod asked_back;
pub mod contents;
pub mod copies;
pub mod flow;
pub mod letters;
pub mod portfolio;
pub mod problems;
pub mod questions;
pub mod reasons;
pub mod recovery;
pub mod shares;
pub mod sharing;
pub mod status;
pub mod vaults;
