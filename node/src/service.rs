//! The node's answers on the network: the services of its listeners, and the gates in front of them.

pub mod gate;
pub mod holder;
pub mod listen;
pub mod log;
pub mod peering;
mod protocol;
pub(crate) mod refusal;
pub mod registrar;
