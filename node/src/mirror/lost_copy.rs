//! A mirror that lost its copy of a log, and with it the memory of its cosignatures.
//!
//! It cosigns nothing and does not name the newest head it saw: a registry that starts from an old folder would take
//! "nothing" for an answer. It asks the other mirrors, as the registry itself does before it writes, until those who
//! are silent could not know more among themselves, and until its new copy holds everything that the others showed.

use super::follow::Followed;
use super::surroundings::Surroundings;
use super::{StoredCopy, Ticker, fetch};
use attestat_ledger::roster::Roster;
use attestat_replica::follower;
use attestat_replica::startup::{Startup, StartupEffect as Effect, StartupEvent as Event, Verdict};
use attestat_store::stored_text::StoredText;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// Time between two looks whether the copy has grown.
const LOOK: Duration = Duration::from_secs(1);

/// Asks until the others have told enough; then the mirror cosigns and answers again.
pub(super) async fn ask_others(followed: Followed, roster: Arc<Roster>, around: Surroundings) {
    let (answers, mut inbox) = unbounded_channel();
    let (ticker, log) = (Ticker::default(), followed.log());
    let own = around.mirror.verifier.name().to_owned();
    let is_alone = roster
        .log(log.origin())
        .is_none_or(|(registry, _)| roster.counting_cosigners(registry).all(|cosigner| cosigner.key.name() == own));
    let start = Startup::new(roster.clone(), log.origin().clone(), 0, None, around.pace.clone(), super::jitter());
    let mut start = start.of_a_mirror(&own);
    let mut event = Event::Tick;
    while start.verdict() != Some(&Verdict::ReadyToSeal) {
        let copy = StoredCopy::new(followed.log(), around.database.clone());
        for effect in start.handle(event, ticker.now(), &copy) {
            match effect {
                Effect::Ask { cosigner } => ask(cosigner, &roster, &followed, &around, answers.clone()),
                Effect::Verdict(Verdict::Contradicted { evidence: Some(evidence), .. }) => {
                    followed.tell(follower::FollowerEvent::ForkReported { from: None, evidence });
                    return;
                }
                _ => {}
            }
        }
        event = match tokio::time::timeout(LOOK, inbox.recv()).await {
            Ok(Some(event)) => event,
            Ok(None) | Err(_) => grown(&followed),
        };
    }
    // Where nobody else is to be asked, the registry's own node is all there is.
    while is_alone && followed.log().state().size() == 0 {
        tokio::time::sleep(LOOK).await;
    }
    let log = followed.log();
    if let Err(error) = log.set_stored_text(StoredText::Forgotten, None) {
        return tracing::error!(origin = %log.origin(), "that the others have told is not kept: {error}");
    }
    tracing::info!(origin = %log.origin(), "the other mirrors told how far this log was sealed; it is cosigned again");
    followed.tell(follower::FollowerEvent::Remembered);
}

fn grown(followed: &Followed) -> Event {
    let log = followed.log();
    match log.newest_seal() {
        Ok(seal) => Event::Grown { size: seal.as_ref().map_or(0, |seal| seal.checkpoint().size), seal },
        // Whoever reads the copy meets it as well, and sets it aside.
        Err(_) => Event::Tick,
    }
}

fn ask(cosigner: String, roster: &Roster, followed: &Followed, around: &Surroundings, answers: UnboundedSender<Event>) {
    let peer = around.peers.cosigner(roster, &cosigner);
    let connection = peer.and_then(|peer| around.peers.connection(peer));
    let origin = followed.log().origin().clone();
    tokio::spawn(async move {
        let answer = match connection {
            Some(connection) => fetch::newest_seen(connection, &origin).await.ok(),
            None => None,
        };
        let event = match answer {
            Some((note, fork)) => Event::Answer { cosigner, note, fork },
            None => Event::Failed { cosigner },
        };
        let _ = answers.send(event);
    });
}

#[cfg(test)]
mod tests;
