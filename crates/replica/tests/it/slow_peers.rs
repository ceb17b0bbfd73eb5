//! Peers that take their time: none but the registry's own node can hold up what is cosigned, and each is named.

use crate::follower::{author, fresh};
use crate::support::author::Author;
use crate::support::server::{Lie, Mirror, Server};
use attestat_replica::follower::FollowerEvent;
use attestat_replica::peers::PeerId;

const SLOW: PeerId = PeerId(1);
/// Beyond the patience of three seconds for a head; and within it for each batch.
const DRIPS: Lie = Lie::TakesItsTime { head: 0, batch: 2_500 };
const ANSWERS_LATE: Lie = Lie::TakesItsTime { head: 2_900, batch: 0 };

/// The registry issues, and its own node offers the new head.
fn issue(mirror: &mut Mirror, author: &mut Author, slow: &Lie) {
    author.append(2);
    mirror.servers.insert(PeerId(0), Server::honest(author));
    mirror.servers.insert(SLOW, Server::lying(author, slow.clone()));
    mirror.tell(FollowerEvent::Offered(author.newest_note()));
}

/// Row X9: a peer that answers late, and one that shows a head and sends a batch now and then, hold up no cosignature.
#[test]
fn a_slow_peer_is_reported_and_does_not_delay_cosignatures() {
    for slow in [ANSWERS_LATE, DRIPS] {
        let mut author = author();
        let mut mirror = fresh(vec![Server::honest(&author), Server::lying(&author, slow.clone())]);
        mirror.run(5);
        for round in 0..20 {
            issue(&mut mirror, &mut author, &slow);
            mirror.run(1);
            assert_eq!(mirror.cosigned.last(), Some(&author.size()), "{slow:?}, document {round}");
            mirror.run(3);
        }
        assert_eq!(mirror.slow.contains(&SLOW), slow == ANSWERS_LATE, "{slow:?}");
        assert!(mirror.reports.is_empty(), "slowness is no crime");
    }
}

/// Row X9: what another peer is read from ends when the registry's own node shows its head.
#[test]
fn a_stream_of_the_owner_replaces_a_slow_stream() {
    let mut author = author();
    let mut mirror = fresh(vec![Server::lying(&author, Lie::Dead), Server::lying(&author, DRIPS)]);
    mirror.run(5);
    assert!(mirror.shelf.size() < author.size(), "it drips");
    issue(&mut mirror, &mut author, &DRIPS);
    mirror.run(1);
    assert_eq!((mirror.shelf.size(), mirror.cosigned.last()), (author.size(), Some(&author.size())));
}

/// Row X9: a batch now and then keeps no stream open, and other peers have their turn.
#[test]
fn a_stream_below_the_minimum_rate_ends_and_its_peer_is_asked_less_often() {
    let author = author();
    let servers = [Lie::Dead, DRIPS, Lie::Nothing].map(|lie| Server::lying(&author, lie));
    let mut mirror = fresh(servers.into());
    mirror.run(30);
    assert_eq!(mirror.shelf.size(), author.size(), "the other one had it all");
    // Alone it is read from, with pauses that grow.
    let mut mirror = fresh([Lie::Dead, DRIPS].map(|lie| Server::lying(&author, lie)).into());
    mirror.run(600);
    assert!(mirror.slow.contains(&SLOW) && mirror.reports.is_empty());
    let asked = mirror.asked.iter().filter(|peer| **peer == SLOW).count();
    assert!((10..60).contains(&asked), "asked {asked} times");
    assert!(mirror.shelf.size() > 10, "what it sent is kept: {}", mirror.shelf.size());
    // The peer is reported as fast again, too.
    mirror.servers.insert(SLOW, Server::honest(&author));
    mirror.run(600);
    assert_eq!((mirror.shelf.size(), mirror.slow.len()), (author.size(), 0));
}
