//! How often one may be wrong: a ticket has 160 bits and nobody guesses one, but nobody shall try either.

use attestat_wire::refusal::Refusal;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tonic::Code;

/// How long a wrong guess counts, in seconds.
const WINDOW_SECONDS: u64 = 600;
/// Wrong guesses of one address in a window: a class at one school's computers mistypes less.
const PER_ADDRESS_MAX: u32 = 20;
/// Wrong guesses of everybody in a window; with it the table has at most as many addresses.
const ALL_MAX: u32 = 2_000;

/// Counts wrong guesses in windows of ten minutes.
#[derive(Default)]
pub(super) struct Guesses(Mutex<Window>);

#[derive(Default)]
struct Window {
    began: u64,
    all: u32,
    by_address: BTreeMap<IpAddr, u32>,
}

impl Guesses {
    /// Refuses whoever was wrong too often; `now` in seconds.
    pub(super) fn check(&self, address: IpAddr, now: u64) -> Result<(), Refusal> {
        let window = self.window(now);
        let own = window.by_address.get(&network(address)).copied().unwrap_or(0);
        if own < PER_ADDRESS_MAX && window.all < ALL_MAX {
            return Ok(());
        }
        let left = (window.began.saturating_add(WINDOW_SECONDS)).saturating_sub(now).div_ceil(60).max(1);
        let whose = if own >= PER_ADDRESS_MAX { "from your network" } else { "from many networks" };
        let what = format!("Too many requests {whose} showed a ticket or a wallet that this node does not know.");
        let todo = format!("Try again in {left} minutes, and read the ticket's characters again until then.");
        Err(Refusal::new(Code::ResourceExhausted, "too-many-guesses", what, todo))
    }

    /// Counts a wrong guess.
    pub(super) fn wrong(&self, address: IpAddr, now: u64) {
        let mut window = self.window(now);
        window.all = window.all.saturating_add(1);
        let count = window.by_address.entry(network(address)).or_default();
        *count = count.saturating_add(1);
    }

    fn window(&self, now: u64) -> MutexGuard<'_, Window> {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that went back begins a new window too.
        if now < window.began || now - window.began >= WINDOW_SECONDS {
            *window = Window { began: now, ..Window::default() };
        }
        window
    }
}

/// One household or school: an IPv4 address, or the first 64 bits of an IPv6 address (RFC 6177).
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & (u128::MAX << 64)).into()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn one_network_is_stopped_and_another_is_not() {
        let guesses = Guesses::default();
        let (one, other): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for _ in 0..PER_ADDRESS_MAX {
            guesses.check(one, 1000).unwrap();
            guesses.wrong(one, 1000);
        }
        let refusal = guesses.check(one, 1000 + 60).unwrap_err();
        assert_eq!(refusal.code, "too-many-guesses");
        assert!(refusal.todo.contains("9 minutes"), "{refusal}");
        assert!(guesses.check("::ffff:192.0.2.1".parse().unwrap(), 1060).is_err(), "the same, written otherwise");
        assert!(guesses.check(other, 1060).is_ok());
        assert!(guesses.check(one, 1000 + WINDOW_SECONDS).is_ok());
    }

    #[test]
    fn changing_addresses_within_a_network_or_between_networks_helps_little() {
        let guesses = Guesses::default();
        let v6 = |network: u16, host: u32| IpAddr::V6(((u128::from(network) << 64) | u128::from(host)).into());
        (0..PER_ADDRESS_MAX).for_each(|host| guesses.wrong(v6(1, host), 5));
        assert!(guesses.check(v6(1, 77), 6).is_err());
        assert!(guesses.check(v6(2, 77), 6).is_ok());
        for guess in PER_ADDRESS_MAX..ALL_MAX {
            guesses.wrong(v6(u16::try_from(guess).unwrap(), 0), 6);
        }
        let refusal = guesses.check(v6(60_000, 0), 7).unwrap_err();
        assert!(refusal.what.contains("many networks"), "{refusal}");
        assert!(guesses.0.lock().unwrap().by_address.len() <= usize::try_from(ALL_MAX).unwrap());
    }
}
