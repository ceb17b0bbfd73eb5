//! Tests of the machines: tables of single faults, and a network of nodes, simulated from one seed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "tests fail loudly")]
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a failing seed prints itself and can be given back"
)]

mod clocks;
mod cuts;
mod follower;
mod follower_forks;
mod publisher;
mod restarts;
mod simulation;
mod slow_peers;
mod startup;
mod support;
