//! A family's work with nodes, as flows of effects and events: sync, holdings, enrolment, copies, recovery, sharing.
//!
//! A [`Flow`] hands out one [`Effect`] at a time and goes on when its [`Event`] comes. Whoever carries the effects out
//! (a command, a page) has the network, the clock, the dice, the disk and the person; the rules are here. So every
//! rule is tried in tests without a node, with an interruption at every step.
//!
//! ```text
//! let mut step = flow.step(Event::Begin, now);
//! while let Step::Waiting(flow, effect) = step { step = flow.step(carried_out(&effect), now) }
//! ```
//!
//! | | |
//! | --- | --- |
//! | one connection | a flow has one connection at a time: to connect anew closes the one before. So no node is asked for two registries over one connection |
//! | interruption | a flow that is dropped has done what its effects did, and nothing more: what must not be lost is saved by [`Effect::Save`] before the effect that depends on it |
//! | failures | whoever carries effects out has a type of its own for them, `E`; flows decide by [`CallFailure`] and hand the rest through |
//! | wrong event | an event that does not answer the effect changes nothing: the effect stands |
//!
//! Within, a flow is written as one asynchronous function, because its steps follow each other; there is no executor,
//! no thread and nothing that wakes it but [`Flow::step`] (docs/decisions/0092-flows-are-functions.md).

pub mod backup;
mod effect;
pub mod enrol;
mod error;
pub mod holdings;
mod outside;
pub mod reach;
pub mod recover;
pub mod share;
pub mod status;
pub mod sync;

pub use effect::{
    Delivery, Effect, Enrolled, Event, KeyDemand, NO_MAILBOX, NodeAnswer, NodeCall, Question, RosterEvent, Stage,
    TagPiece,
};
pub use error::{CallFailure, FlowError};

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::rc::Rc;

use outside::{FlowState, Outside};

/// One piece of a family's work, under way. See the module's text.
pub struct Flow<'w, T, E> {
    work: Pin<Box<dyn Future<Output = T> + 'w>>,
    shared: Rc<FlowState<E>>,
}

/// Outcome of one step.
#[derive(Debug)]
pub enum Step<'w, T, E> {
    /// The flow waits for the answer to an effect.
    Waiting(Flow<'w, T, E>, Rc<Effect>),
    /// The flow has ended.
    Done(T),
}

impl<'w, T, E> Flow<'w, T, E> {
    /// Puts a flow together; nothing of it is done before the first step.
    fn new<W: Future<Output = T> + 'w>(work: impl FnOnce(Outside<E>) -> W) -> Self {
        let shared = Rc::new(FlowState::default());
        Self { work: Box::pin(work(Outside::new(Rc::clone(&shared)))), shared }
    }

    /// Takes the event that answers the last effect, [`Event::Begin`] at first; `now` in Unix seconds.
    pub fn step(mut self, event: Event<E>, now: u64) -> Step<'w, T, E> {
        self.shared.hand_in(event, now);
        match self.work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => Step::Done(outcome),
            Poll::Pending => {
                let effect = self.shared.effect();
                Step::Waiting(self, effect)
            }
        }
    }
}

impl<T, E> core::fmt::Debug for Flow<'_, T, E> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Flow(redacted)")
    }
}
