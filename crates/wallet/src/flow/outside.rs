//! The inside of a flow's boundary: asks for effects and waits for their events.

use core::cell::Cell;
use core::future::poll_fn;
use core::task::Poll;
use std::rc::Rc;

use attestat_credential::sd_jwt::issue::Dice;
use attestat_credential::trust::Trust;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::PinnedRoster;
use attestat_words::text::Text;
use zeroize::Zeroizing;

use super::effect::{Effect, Event, KeyDemand, NodeAnswer, NodeCall, Question, RosterEvent, Stage};
use super::error::FlowError;
use crate::file::{self, Lock};
use crate::heads::Contradiction;
use crate::roster::RosterSource;
use crate::wallet::Wallet;

/// Random bytes that a save takes: the nonce of the file.
const SAVE_DRAW_BYTES: usize = file::NONCE_BYTES;

/// State that a flow and whoever steps it share.
pub(super) struct FlowState<E> {
    effect: Cell<Rc<Effect>>,
    event: Cell<Option<Event<E>>>,
    now: Cell<u64>,
}

impl<E> Default for FlowState<E> {
    fn default() -> Self {
        Self { effect: Cell::new(Rc::new(Effect::Begin)), event: Cell::new(None), now: Cell::new(0) }
    }
}

impl<E> FlowState<E> {
    pub(super) fn hand_in(&self, event: Event<E>, now: u64) {
        self.event.set(Some(event));
        self.now.set(now);
    }

    pub(super) fn effect(&self) -> Rc<Effect> {
        let effect = self.effect.replace(Rc::new(Effect::Begin));
        self.effect.set(Rc::clone(&effect));
        effect
    }
}

/// Everything that a flow may ask of the outside.
pub(super) struct Outside<E> {
    shared: Rc<FlowState<E>>,
    /// Address of the node that is connected, for words about it.
    node: Cell<String>,
}

impl<E> Outside<E> {
    pub(super) const fn new(shared: Rc<FlowState<E>>) -> Self {
        Self { shared, node: Cell::new(String::new()) }
    }

    /// Time of the last event, in Unix seconds.
    pub(super) fn now(&self) -> u64 {
        self.shared.now.get()
    }

    async fn ask<T>(&self, effect: Effect, read: impl Fn(Event<E>) -> Option<T>) -> Result<T, FlowError<E>> {
        self.shared.effect.set(Rc::new(effect));
        // An event from before this effect answers nothing.
        self.shared.event.take();
        let answered = poll_fn(|_| match self.shared.event.take() {
            Some(Event::Failed(failure)) => Poll::Ready(Err(FlowError::Effect(failure))),
            Some(event) => read(event).map_or(Poll::Pending, |answer| Poll::Ready(Ok(answer))),
            None => Poll::Pending,
        });
        answered.await
    }

    async fn done(&self, effect: Effect) -> Result<(), FlowError<E>> {
        self.ask(effect, |event| matches!(event, Event::Done).then_some(())).await
    }

    /// Finds the address that a typed text means.
    pub(super) async fn resolve(&self, text: &str) -> Result<String, FlowError<E>> {
        let read = |event| if let Event::Address(address) = event { Some(address) } else { None };
        self.ask(Effect::Resolve(text.to_owned()), read).await
    }

    /// Connects to a node; the connection before is closed.
    pub(super) async fn connect(&self, node: &str, key: KeyDemand) -> Result<(), FlowError<E>> {
        self.connect_for(node, key, None).await
    }

    /// Connects for calls that together may take so many seconds.
    pub(super) async fn connect_for(
        &self,
        node: &str,
        key: KeyDemand,
        within_seconds: Option<u64>,
    ) -> Result<(), FlowError<E>> {
        self.node.set(node.to_owned());
        self.done(Effect::Connect { node: node.to_owned(), key, within_seconds }).await
    }

    /// Asks the node that is connected.
    pub(super) async fn call<T>(&self, call: NodeCall, read: fn(NodeAnswer) -> Option<T>) -> Result<T, FlowError<E>> {
        let read = |event| if let Event::Answered(answer) = event { read(answer) } else { None };
        self.ask(Effect::Call(Box::new(call)), read).await
    }

    /// Asks for a nonce for one call about a registry.
    pub(super) async fn nonce(&self, registry: &RegistryId) -> Result<[u8; 32], FlowError<E>> {
        let read = |answer| if let NodeAnswer::Nonce(nonce) = answer { Some(nonce) } else { None };
        self.call(NodeCall::Nonce(registry.clone()), read).await
    }

    /// Failure for an answer that does not hold.
    pub(super) fn bad_answer(&self, why: Text) -> FlowError<E> {
        let node = self.node.take();
        self.node.set(node.clone());
        FlowError::BadAnswer { node, why }
    }

    /// Takes over the roster of the node that is connected, where it follows the one held or is the one meant.
    pub(super) async fn take_roster(&self, source: RosterSource) -> Result<RosterEvent<E>, FlowError<E>> {
        let read = |event| if let Event::Roster(taken) = event { Some(*taken) } else { None };
        self.ask(Effect::TakeRoster(source), read).await
    }

    /// Reads the trust against which documents are checked.
    pub(super) async fn trust(&self) -> Result<Option<Trust>, FlowError<E>> {
        let read = |event| if let Event::Trust(trust) = event { Some(trust.map(|trust| *trust)) } else { None };
        self.ask(Effect::ReadTrust, read).await
    }

    /// Holds heads that the connected node showed against those that are remembered.
    pub(super) async fn remember(&self, heads: Vec<CheckpointNote>) -> Result<Vec<Contradiction>, FlowError<E>> {
        let read = |event| if let Event::Remembered(found) = event { Some(found) } else { None };
        self.ask(Effect::Remember(heads), read).await
    }

    /// Draws random bytes.
    pub(super) async fn draw(&self, count: usize) -> Result<DrawnDice, FlowError<E>> {
        let read = |event| if let Event::Drawn(bytes) = event { Some(DrawnDice { bytes, used: 0 }) } else { None };
        self.ask(Effect::Draw(count), read).await
    }

    /// Saves the wallet as its next generation. What is written was opened again before.
    pub(super) async fn save(&self, wallet: &mut Wallet, lock: &mut Lock) -> Result<(), FlowError<E>> {
        let mut dice = self.draw(SAVE_DRAW_BYTES).await?;
        let sealed = file::seal(wallet, lock, &mut dice).map_err(FlowError::Seal)?;
        file::reopen(&sealed, lock).map_err(FlowError::Reopen)?;
        self.done(Effect::Save(sealed)).await
    }

    /// Asks for a yes; everything else is a failure.
    pub(super) async fn confirm(&self, question: Question) -> Result<(), FlowError<E>> {
        let read = |event| matches!(event, Event::Chosen(true)).then_some(());
        self.ask(Effect::Confirm(question), read).await
    }

    /// Asks for a yes or a no.
    pub(super) async fn wish(&self, question: Question) -> Result<bool, FlowError<E>> {
        let read = |event| if let Event::Chosen(chosen) = event { Some(chosen) } else { None };
        self.ask(Effect::Wish(question), read).await
    }

    /// Shows a text to the person who is asked next.
    pub(super) async fn show(&self, words: String) -> Result<(), FlowError<E>> {
        self.done(Effect::Show(words)).await
    }

    /// Makes sure that a file can be handed over.
    pub(super) async fn reserve(&self, bytes: Vec<u8>) -> Result<(), FlowError<E>> {
        self.done(Effect::Reserve(bytes)).await
    }

    /// Hands a file over.
    pub(super) async fn hand_over(&self, bytes: Vec<u8>) -> Result<(), FlowError<E>> {
        self.done(Effect::HandOver(bytes)).await
    }

    /// Tells how far the work has come.
    pub(super) async fn progress(&self, stage: Stage, done: usize, of: usize) -> Result<(), FlowError<E>> {
        self.done(Effect::Progress { stage, done, of }).await
    }
}

/// Random bytes that were drawn outside, given out once each; zeros when they are used up, which every taker refuses.
pub(super) struct DrawnDice {
    bytes: Zeroizing<Vec<u8>>,
    used: usize,
}

impl Dice for DrawnDice {
    fn fill(&mut self, bytes: &mut [u8]) {
        let left = self.bytes.get(self.used..).unwrap_or_default();
        bytes.fill(0);
        for (to, from) in bytes.iter_mut().zip(left) {
            *to = *from;
        }
        self.used = self.used.saturating_add(bytes.len());
    }
}

/// Sets a roster that was taken over as the one in force.
pub(super) fn follow<E>(roster: &mut Option<PinnedRoster>, event: &RosterEvent<E>) {
    *roster = event.roster.clone();
}
