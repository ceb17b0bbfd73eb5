//! The registrar's page: sheets in, documents out, for a person with a browser and no terminal.
//!
//! ```text
//! what a person did ─▶ ┌──────┐ ─▶ what every window shows
//! what the node said ─▶ │ Page │ ─▶ what is asked of the node, what a window saves
//!                       └──────┘
//! ```
//!
//! Read `event → page → sheets → view`. One [`Page`] stands behind all windows of a registrar: two windows show the same, and
//! one that is closed and opened again finds its work where it was. It runs in the registrar's own program
//! (docs/decisions/0104), which carries its [`event::Effect`]s out. It has no files, clock, network or randomness.
#![forbid(unsafe_code)]

pub mod event;
mod page;
mod sheets;
#[cfg(test)]
mod tests;
mod view;

pub use page::Page;
