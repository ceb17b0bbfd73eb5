//! Heads that are kept: none gives way to one that is not proven to extend it, and evidence of two histories counts.

use super::*;

/// A longer log of the same beginning, in which slot 0 was revoked; and one of another history, where it was not.
fn later() -> (MemoryLog, MemoryLog) {
    let (mut honest, mut forked) = (log(1), log(9));
    honest.award(10..20, 1);
    honest.revoke(1, 0);
    forked.award(10..30, 9);
    forked.revoke(5, 4);
    (honest, forked)
}

/// A node that withholds the proof gains nothing: neither head nor status file is taken, and the node is named.
#[test]
fn a_head_that_is_not_proven_to_extend_the_kept_one_never_replaces_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let node = RunningNode::start(folder.path(), "a", Served::honest(log(1)));
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done);
    let held = (store.head(&origin()).unwrap(), store.status(&origin()).unwrap());

    let (honest, forked) = later();
    node.change(|served| *served = Served { declines: true, ..Served::honest(forked.clone()) });
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Amber);
    assert_eq!((store.head(&origin()).unwrap(), store.status(&origin()).unwrap()), held);
    let settled = settled(&store, &[&node], &[forked.head(forked.size(), true)]);
    assert!(settled.replacement().is_none() && settled.forks.is_empty());
    assert!(settled.doubts[0].to_string().contains(&format!("no proof from {}", node.address)), "{:?}", settled.doubts);

    // Beside an honest node the log goes on from the head that is kept, and the other is still named.
    let other = RunningNode::start(folder.path(), "b", Served::honest(honest.clone()));
    assert_eq!(update(&store, &[&node, &other]).unwrap(), Exit::Amber);
    assert_eq!(store.head(&origin()).unwrap().unwrap().checkpoint(), honest.head(honest.size(), true).checkpoint());
    assert_eq!(store.status(&origin()).unwrap().unwrap().status(0), Status::Revoked);

    // Once it proves its history, that is evidence.
    node.change(|served| served.declines = false);
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Red);
    assert_eq!(store.head(&origin()).unwrap().unwrap().checkpoint().size, honest.size());
}

/// Outcome of holding heads of these nodes against the one that is kept.
fn settled(
    store: &TrustStore,
    nodes: &[&RunningNode],
    shown: &[attestat_ledger::checkpoint::CheckpointNote],
) -> attestat_checking::trust::settling::Settled {
    let trusted = store.require_roster().unwrap();
    let roster = trusted.roster();
    crate::net::remote::runtime().unwrap().block_on(async {
        let mut remotes = Vec::new();
        for node in nodes {
            remotes.push(Remote::connect(&node.address).await.unwrap());
        }
        let seen = shown.iter().enumerate();
        let seen: Vec<_> = seen.map(|(at, note)| SeenHead::check(note.clone(), roster, Some(at)).unwrap()).collect();
        heads::settle(store.head(&origin()).unwrap(), &seen, &remotes, roster).await
    })
}

/// The larger of two heads must be proven to extend the smaller where nothing is kept yet.
#[test]
fn of_two_heads_without_a_proof_the_first_contact_takes_the_one_that_is_proven() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let (honest, forked) = later();
    let liar = RunningNode::start(folder.path(), "a", Served { declines: true, ..Served::honest(forked) });
    let node = RunningNode::start(folder.path(), "b", Served::honest(honest.clone()));
    assert_eq!(update(&store, &[&liar, &node]).unwrap(), Exit::Amber);
    assert_eq!(store.head(&origin()).unwrap().unwrap().checkpoint().size, honest.size());
    assert_eq!(store.status(&origin()).unwrap().unwrap().status(0), Status::Revoked);
}

/// Evidence in the folder counts whichever nodes answer, until the roster has cut the log.
#[test]
fn evidence_that_is_held_keeps_every_update_red() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let fork = attestat_ledger::fork::ForkEvidence::same_size(log(1).head(11, false), log(9).head(11, false));
    let trusted = store.require_roster().unwrap();
    store.put_fork(&store.lock().unwrap(), trusted.roster(), &fork).unwrap();
    let node = RunningNode::start(folder.path(), "a", Served::honest(log(1)));
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Red);
    assert!(store.head(&origin()).unwrap().is_none() && store.status(&origin()).unwrap().is_none());

    let end = log(1).head(13, false).checkpoint().clone();
    let cut = format!("[[cut]]\norigin = \"{}\"\nsize = {}\nroot = \"{}\"\n", origin(), end.size, end.root);
    let (note, hash) = roster_with(2, Some(roster(1, None).1), &cut);
    node.change(|served| served.roster = note);
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done);
    assert_eq!(store.require_roster().unwrap().roster().hash(), hash);
    assert_eq!(store.status(&origin()).unwrap().unwrap().listed(), 1);
}
