//! Bounds on wrong guesses: a ticket has 160 bits and nobody guesses one, but nobody shall try either.
//!
//! When many networks are wrong, those that were wrong themselves wait, and nobody else: a crowd of
//! strangers shall not close the school to its families.

use attestat_wire::listen::network;
use attestat_wire::refusal::Refusal;
use attestat_words::text;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tonic::Code;

/// Time that a wrong guess counts, in seconds.
const WINDOW_SECONDS: u64 = 600;
/// Wrong tickets and wallets of one network in a window: a class at one school's computers mistypes less.
const WRONG_MAX: u32 = 20;
/// Most mailboxes and permits asked for that are not there: a recovery asks each registry that a node hosts.
const STRAY_MAX: u32 = 200;
/// Wrong guesses of everybody in a window, past which a twentieth of the usual number is enough to be refused:
/// one wrong ticket.
const ALL_MAX: u32 = 2_000;
/// Networks that are remembered in a window, some 4 MiB; past it a new one is not.
const NETWORKS_MAX: usize = 1 << 16;

/// Counts wrong guesses in windows of ten minutes.
pub(super) struct GuessLimit {
    per_network: u32,
    window: Mutex<Window>,
}

#[derive(Default)]
struct Window {
    began: u64,
    all: u32,
    by_network: BTreeMap<IpAddr, u32>,
}

impl GuessLimit {
    /// Counter for tickets and wallets.
    pub(super) fn of_wallets() -> Self {
        Self { per_network: WRONG_MAX, window: Mutex::default() }
    }

    /// Counter for mailboxes and their permits.
    pub(super) fn of_mailboxes() -> Self {
        Self { per_network: STRAY_MAX, window: Mutex::default() }
    }

    /// Refuses a network that was wrong too often; `now` in seconds.
    pub(super) fn check(&self, address: IpAddr, now: u64) -> Result<(), Refusal> {
        let window = self.window(now);
        let own = window.by_network.get(&network(address)).copied().unwrap_or(0);
        let most = if window.all < ALL_MAX { self.per_network } else { self.per_network / 20 };
        if own < most {
            return Ok(());
        }
        let left = (window.began.saturating_add(WINDOW_SECONDS)).saturating_sub(now).div_ceil(60).max(1);
        let is_alone = own >= self.per_network;
        let what = if is_alone { text!("refusal-guesses-of-yours") } else { text!("refusal-guesses-of-many") };
        let todo = text!("refusal-guesses-of-yours.next", minutes = left);
        Err(Refusal::new(Code::ResourceExhausted, "too-many-guesses", what, todo))
    }

    /// Counts a wrong guess.
    pub(super) fn wrong(&self, address: IpAddr, now: u64) {
        let mut window = self.window(now);
        window.all = window.all.saturating_add(1);
        let (network, full) = (network(address), window.by_network.len() >= NETWORKS_MAX);
        if !full || window.by_network.contains_key(&network) {
            let count = window.by_network.entry(network).or_default();
            *count = count.saturating_add(1);
        }
    }

    fn window(&self, now: u64) -> MutexGuard<'_, Window> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that went back begins a new window too.
        if now < window.began || now - window.began >= WINDOW_SECONDS {
            *window = Window { began: now, ..Window::default() };
        }
        window
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn guesses_of_one_network_are_stopped_and_those_of_another_are_not() {
        let guesses = GuessLimit::of_wallets();
        let (one, other): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for _ in 0..WRONG_MAX {
            guesses.check(one, 1000).unwrap();
            guesses.wrong(one, 1000);
        }
        let refusal = guesses.check(one, 1000 + 60).unwrap_err();
        assert_eq!(refusal.code, "too-many-guesses");
        assert!(refusal.todo.to_string().contains("9 minutes"), "{refusal}");
        assert!(guesses.check("::ffff:192.0.2.1".parse().unwrap(), 1060).is_err(), "the same, written otherwise");
        assert!(guesses.check(other, 1060).is_ok());
        assert!(guesses.check(one, 1000 + WINDOW_SECONDS).is_ok());
    }

    #[test]
    fn changing_addresses_within_a_network_or_between_networks_helps_little() {
        let guesses = GuessLimit::of_wallets();
        let v6 = |network: u16, host: u32| IpAddr::V6(((u128::from(network) << 64) | u128::from(host)).into());
        (0..WRONG_MAX).for_each(|host| guesses.wrong(v6(1, host), 5));
        assert!(guesses.check(v6(1, 77), 6).is_err());
        assert!(guesses.check(v6(2, 77), 6).is_ok());
        for guess in WRONG_MAX..ALL_MAX {
            guesses.wrong(v6(u16::try_from(guess).unwrap(), 0), 6);
        }
        let refusal = guesses.check(v6(500, 1), 7).unwrap_err();
        assert!(refusal.what.to_string().contains("many networks"), "{refusal}");
        assert!(guesses.check(v6(60_000, 0), 7).is_ok(), "who was not wrong does not wait for those who were");
    }

    #[test]
    fn the_number_of_remembered_networks_is_bounded() {
        let guesses = GuessLimit::of_mailboxes();
        let v6 = |network: usize| IpAddr::V6((u128::try_from(network).unwrap() << 64).into());
        (0..10).for_each(|_| guesses.wrong(v6(0), 5));
        (0..NETWORKS_MAX + 9).for_each(|network| guesses.wrong(v6(network), 5));
        assert_eq!(guesses.window.lock().unwrap().by_network.len(), NETWORKS_MAX);
        assert!(guesses.check(v6(0), 6).is_err(), "eleven of its own");
        assert!(guesses.check(v6(1), 6).is_ok() && guesses.check(v6(NETWORKS_MAX + 1), 6).is_ok());
    }
}
