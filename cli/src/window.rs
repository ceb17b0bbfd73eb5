//! The registrar's page as this program serves it: to windows of the person who started it, on this machine, and to nobody else.
//!
//! ```text
//! window ─▶ door (who asks?) ─▶ answers ─▶ attestat_registrar::Page ─▶ orders ─▶ the node's socket
//! ```
//!
//! What is personal is in this process and in the windows: no cookie, nothing stored, nothing in an address or a title.

mod answers;
mod door;
mod orders;

pub(crate) use answers::{Shared, routes};
pub(crate) use door::Door;
pub(crate) use orders::notices;
