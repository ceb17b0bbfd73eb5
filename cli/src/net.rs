//! Nodes on the other end of a connection: asked, and their logs replayed.

pub(crate) mod remote;
pub(crate) mod replay;
