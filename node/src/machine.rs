//! The machine below the node: its clock, randomness, folder, keys, settings and end. Nothing here knows a registry.

pub mod address_range;
pub mod clock;
pub mod config;
pub(crate) mod cores;
pub mod dice;
pub mod fault;
pub mod folder;
pub mod keys;
pub mod notices;
pub mod party;
pub mod process;
pub(crate) mod replace;
pub mod service_manager;
pub mod shutdown;
pub mod throttle;
pub mod tls;
