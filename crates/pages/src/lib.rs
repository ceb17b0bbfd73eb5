//! Pages in a browser: what they show and what they do.
//!
//! ```text
//! event ─▶ step ─▶ view, effects        the page
//! command, parts of files ─▶ step ─▶ what is needed, or the answer        its workers
//! ```
//!
//! A page has no network, files, clock, randomness or storage of its own: its shell carries the effects out and brings their
//! outcome as events, each with the time of day. So what a page does is tested without a browser, and what leaves it passes
//! a shell that one person reads in an hour. It builds for `wasm32-unknown-unknown` with no imports.
#![forbid(unsafe_code)]

pub mod checker;
pub mod engine;
pub mod frame;

use checker::Checker;
use checker::event::Happened;
use engine::Engine;
use engine::message::Input;
use serde::Deserialize;

/// One instance of the module: the page of a window, or the engine of one of its workers.
#[derive(Default)]
pub struct Page {
    checker: Checker,
    engine: Engine,
}

/// Receiver of a message.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Message {
    /// The checker.
    Checker(Happened),
    /// The engine of a worker.
    Engine(Input),
}

impl Page {
    /// Takes a message of the shell ([`frame`]), and gives the answer. What is no message is answered by nothing.
    pub fn step(&mut self, message: &[u8]) -> Vec<u8> {
        match frame::read::<Message>(message) {
            Some((Message::Checker(happened), body)) => frame::write(&self.checker.step(happened, body), &[]),
            Some((Message::Engine(input), body)) => {
                let (output, body) = self.engine.step(input, body);
                frame::write(&output, &body)
            }
            None => Vec::new(),
        }
    }
}
