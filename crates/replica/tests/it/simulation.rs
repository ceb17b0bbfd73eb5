//! A network of five schools, simulated from one seed: the production machines, a virtual clock, messages
//! that are lost, late, repeated and reordered, disks that lose what was not synced, nodes that crash, and
//! in half of the simulations one school that lies about others' logs and shows two histories of its own.
//!
//! After every step the invariants of [`watch`] hold; at the end the network heals and everything must
//! have come to its end. A failing seed prints itself: `SIMULATION_SEED=<seed> cargo test simulation`.

mod act;
mod node;
mod serve;
mod watch;
mod world;

use world::{Character, SimulatedNetwork};

/// Prints the seed when the test below it panics.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("the simulation of seed {0} failed; run it alone with SIMULATION_SEED={0}", self.0);
        }
    }
}

/// Simulates one network; returns whether a fork was found and how many disks were put back.
fn simulate(seed: u64, character: Character) -> (bool, usize) {
    let printed = Seed(seed);
    let mut network = SimulatedNetwork::new(seed, character);
    network.storm(30);
    network.heal(120);
    let found = network.check_the_end();
    drop(printed);
    (found, network.watch.restored)
}

/// The seeds to run: the one given by hand, or a range.
fn seeds(range: std::ops::Range<u64>) -> Vec<u64> {
    match std::env::var("SIMULATION_SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => vec![seed],
        None => range.collect(),
    }
}

#[test]
fn a_network_of_honest_nodes_loses_nothing_and_agrees() {
    let seeds = seeds(0..12);
    let restored: usize = seeds.iter().map(|seed| simulate(*seed, Character::Honest).1).sum();
    assert!(restored > 0 || seeds.len() == 1, "some disks must have been put back");
}

#[test]
fn a_lying_node_changes_nothing_and_its_fork_is_found() {
    let seeds = seeds(1000..1012);
    let found = seeds.iter().filter(|seed| simulate(**seed, Character::OneLiar).0).count();
    assert!(found > 0 || seeds.len() == 1, "in some of the simulations both histories must have met");
}
