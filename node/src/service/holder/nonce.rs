//! Nonces: good for one statement to one registry within two minutes.
//!
//! ```text
//! nonce = drawn at, ms u64 ‖ random [8] ‖ first 16 bytes of SHA-256(key [32] ‖ lp(registry id) ‖ drawn at ‖ random)
//! ```
//!
//! A nonce that is asked for costs no memory, so that nobody can push out another's; only those that a
//! signature was made over are remembered, until they are too old to be shown again. The key lives as
//! long as the process, so that a restart forgets no nonce that is still good.

use attestat_credential::holder::statement::NONCE_BYTES;
use attestat_ledger::encoding::put_prefixed;
use attestat_ledger::hash::sha256;
use attestat_ledger::name::RegistryId;
use attestat_wire::listen::network;
use attestat_wire::refusal::{self, Refusal};
use attestat_words::text;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use tonic::Code;
use zeroize::Zeroizing;

/// Time that a nonce is good, in milliseconds.
const GOOD_MILLIS: u64 = 120_000;
/// Most used nonces remembered; at 500 calls a second, more than a node's disk can take, it is full.
const USED_MAX: usize = 60_000;
/// Most of them of one network, so that no single one fills the table: 50 calls a second.
const PER_NETWORK_MAX: usize = 6_000;

/// Draws nonces and takes each once.
pub(super) struct Nonces {
    key: Zeroizing<[u8; 32]>,
    used: Mutex<Used>,
}

/// Nonces that were used and are still young, and the order in which they were used.
#[derive(Default)]
struct Used {
    nonces: BTreeSet<[u8; NONCE_BYTES]>,
    order: VecDeque<(u64, IpAddr, [u8; NONCE_BYTES])>,
    by_network: BTreeMap<IpAddr, usize>,
}

impl Nonces {
    pub(super) fn new() -> Result<Self, Refusal> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut key[..]).map_err(|_| no_randomness())?;
        Ok(Self { key, used: Mutex::default() })
    }

    /// A nonce of a registry; `now` in milliseconds.
    pub(super) fn draw(&self, registry: &RegistryId, now: u64) -> Result<[u8; NONCE_BYTES], Refusal> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|_| no_randomness())?;
        Ok(self.nonce(registry, now, random))
    }

    fn nonce(&self, registry: &RegistryId, drawn: u64, random: [u8; 8]) -> [u8; NONCE_BYTES] {
        let head = [drawn.to_be_bytes(), random].concat();
        let mut text = Zeroizing::new(self.key.to_vec());
        put_prefixed(&mut text, registry.as_str().as_bytes());
        text.extend_from_slice(&head);
        let hash = sha256(&text);
        let mut nonce = [0; NONCE_BYTES];
        nonce.iter_mut().zip(head.iter().chain(&hash)).for_each(|(to, from)| *to = *from);
        nonce
    }

    /// Refuses a nonce that was not drawn here for this registry within the last two minutes.
    pub(super) fn check(&self, registry: &RegistryId, nonce: &[u8; NONCE_BYTES], now: u64) -> Result<(), Refusal> {
        let (drawn, random) = parts(nonce);
        let young = drawn <= now && now - drawn < GOOD_MILLIS;
        if young && self.nonce(registry, drawn, random) == *nonce { Ok(()) } else { Err(stale()) }
    }

    /// Uses a nonce up for a caller at `address`; refuses one that was used before.
    pub(super) fn take(&self, nonce: &[u8; NONCE_BYTES], address: IpAddr, now: u64) -> Result<(), Refusal> {
        let network = network(address);
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.forget(now);
        if used.nonces.contains(nonce) {
            return Err(stale());
        }
        let own = used.by_network.get(&network).copied().unwrap_or(0);
        if used.nonces.len() >= USED_MAX || own >= PER_NETWORK_MAX {
            let (what, todo) = (text!("refusal-too-many-nonces"), text!("refusal-too-many-nonces.next"));
            return Err(Refusal::new(Code::ResourceExhausted, "busy", what, todo));
        }
        used.nonces.insert(*nonce);
        used.by_network.insert(network, own + 1);
        // Used now it was drawn earlier, so that by then it is too old to pass `check`.
        used.order.push_back((now.saturating_add(GOOD_MILLIS), network, *nonce));
        Ok(())
    }
}

impl Used {
    /// Forgets nonces that are too old to be shown again.
    fn forget(&mut self, now: u64) {
        while let Some((_, network, oldest)) = self.order.front().filter(|(until, ..)| *until <= now).copied() {
            self.order.pop_front();
            self.nonces.remove(&oldest);
            let left = self.by_network.remove(&network).unwrap_or(0).saturating_sub(1);
            if left > 0 {
                self.by_network.insert(network, left);
            }
        }
    }
}

fn parts(nonce: &[u8; NONCE_BYTES]) -> (u64, [u8; 8]) {
    let (mut drawn, mut random) = ([0; 8], [0; 8]);
    let (head, rest) = nonce.split_at(8);
    drawn.copy_from_slice(head);
    random.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    (u64::from_be_bytes(drawn), random)
}

fn stale() -> Refusal {
    let (what, todo) = (text!("refusal-stale-nonce"), text!("refusal-stale-nonce.next"));
    Refusal::new(Code::FailedPrecondition, "stale-nonce", what, todo)
}

fn no_randomness() -> Refusal {
    let (what, todo) = (text!("refusal-no-randomness"), text!("refusal-no-randomness.next"));
    Refusal::new(Code::Internal, refusal::STORAGE, what, todo)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn registry(name: &str) -> RegistryId {
        RegistryId::parse(name).unwrap()
    }

    #[test]
    fn a_nonce_is_valid_once_for_its_registry_and_for_two_minutes() {
        let nonces = Nonces::new().unwrap();
        let (one, other) = (registry("one.example"), registry("other.example"));
        let nonce = nonces.draw(&one, 1_000_000).unwrap();
        assert!(nonces.check(&one, &nonce, 1_000_000).is_ok());
        assert!(nonces.check(&one, &nonce, 1_000_000 + GOOD_MILLIS - 1).is_ok());
        assert!(nonces.check(&one, &nonce, 1_000_000 + GOOD_MILLIS).is_err(), "too old");
        assert!(nonces.check(&one, &nonce, 999_999).is_err(), "from the future");
        assert!(nonces.check(&other, &nonce, 1_000_001).is_err(), "another registry's");
        assert!(Nonces::new().unwrap().check(&one, &nonce, 1_000_001).is_err(), "another process's");
        for at in 0..NONCE_BYTES {
            let mut forged = nonce;
            *forged.get_mut(at).unwrap() ^= 1;
            assert!(nonces.check(&one, &forged, 1_000_001).is_err(), "byte {at}");
        }
        assert!(nonces.take(&nonce, HERE, 1_000_001).is_ok());
        assert!(nonces.take(&nonce, HERE, 1_000_002).is_err(), "used");
        assert!(nonces.take(&nonce, HERE, 1_000_000 + GOOD_MILLIS).is_err(), "remembered as long as it could be shown");
    }

    #[test]
    fn the_table_of_used_nonces_is_bounded_and_empties_itself() {
        let nonces = Nonces::new().unwrap();
        let number = |number: usize| {
            let mut nonce = [0; NONCE_BYTES];
            nonce.iter_mut().zip(number.to_be_bytes()).for_each(|(to, from)| *to = from);
            nonce
        };
        let network = |number: usize| IpAddr::V4(u32::try_from(number / PER_NETWORK_MAX).unwrap().into());
        (0..USED_MAX).for_each(|at| nonces.take(&number(at), network(at), 5).unwrap());
        assert_eq!(nonces.take(&number(USED_MAX), network(USED_MAX), 6).unwrap_err().code, "busy");
        assert!(nonces.take(&number(USED_MAX), network(USED_MAX), 5 + GOOD_MILLIS).is_ok());
        let used = nonces.used.lock().unwrap();
        assert_eq!((used.nonces.len(), used.order.len(), used.by_network.len()), (1, 1, 1));
    }

    #[test]
    fn used_nonces_of_one_network_leave_room_for_others() {
        let nonces = Nonces::new().unwrap();
        let one = |host: usize| IpAddr::V6(((7 << 64) | u128::try_from(host).unwrap()).into());
        let drawn: Vec<_> = (0..=PER_NETWORK_MAX).map(|_| nonces.draw(&registry("one.example"), 5).unwrap()).collect();
        let (last, first) = drawn.split_last().unwrap();
        first.iter().enumerate().for_each(|(at, nonce)| nonces.take(nonce, one(at), 5).unwrap());
        assert_eq!(nonces.take(last, one(9), 6).unwrap_err().code, "busy");
        assert_eq!(
            nonces.take(first.first().unwrap(), HERE, 6).unwrap_err().code,
            "stale-nonce",
            "used, wherever from"
        );
        assert!(nonces.take(last, HERE, 6).is_ok());
    }
}
