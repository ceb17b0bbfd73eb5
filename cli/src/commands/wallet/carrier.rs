//! Carries out the effects of the flows: the network, the folder of trust, the dice, the wallet's file and questions.

use super::folder::{FamilyFolder, FolderLock};
use super::node::ConnectedNode;
use super::opened::OpenWallet;
use super::questions;
use super::roster::FamilyTrust;
use crate::machine::clock;
use crate::machine::dice::SystemDice;
use crate::net::remote::{listed_address, runtime};
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_credential::sd_jwt::issue::Dice as _;
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::file;
use attestat_wallet::flow::{Effect, Event, Flow, NodeCall, RosterEvent, Stage, Step};
use attestat_wallet::roster::RosterSource;
use attestat_wallet::wallet::Wallet;
use attestat_words::text;
use indicatif::ProgressBar;
use zeroize::Zeroizing;

/// Place where a wallet's file is kept.
#[derive(Clone, Copy)]
pub(crate) struct FilePlace<'a> {
    folder: &'a FamilyFolder,
    label: &'a ChildLabel,
    held: &'a FolderLock,
}

impl<'a> FilePlace<'a> {
    /// Takes an open wallet apart: its content and key for a flow, and the place of its file.
    pub(crate) fn of(opened: &'a mut OpenWallet) -> (&'a mut Wallet, &'a mut file::Lock, Self) {
        let OpenWallet { wallet, key, folder, label, held, .. } = opened;
        (wallet, key, Self { folder, label, held })
    }

    /// Puts a new generation of the file in its place.
    pub(crate) fn save(&self, sealed: &[u8]) -> Result<(), Failure> {
        self.folder.save(self.label, sealed, self.held)
    }
}

/// Whoever answers the questions of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Person {
    /// Somebody at the terminal.
    AtTerminal,
    /// Nobody: every question is answered with a yes.
    #[cfg(test)]
    Agreeing,
}

/// Carries out effects, until its flow has ended.
pub(super) struct Carrier<'a> {
    trust: &'a mut FamilyTrust,
    file: Option<FilePlace<'a>>,
    person: Person,
    out: &'a Output,
    is_shown: bool,
    bar: Option<ProgressBar>,
    node: Option<ConnectedNode>,
}

impl<'a> Carrier<'a> {
    /// Begins with no connection.
    pub(super) const fn new(trust: &'a mut FamilyTrust, out: &'a Output) -> Self {
        Self { trust, file: None, person: Person::AtTerminal, out, is_shown: false, bar: None, node: None }
    }

    /// Lets flows save the wallet.
    pub(super) const fn saving(mut self, file: FilePlace<'a>) -> Self {
        self.file = Some(file);
        self
    }

    /// Lets another person answer.
    pub(super) const fn asking(mut self, person: Person) -> Self {
        self.person = person;
        self
    }

    /// Shows how far a flow has come.
    pub(super) const fn showing(mut self) -> Self {
        self.is_shown = true;
        self
    }

    /// Runs a flow to its end, on a runtime of its own.
    pub(super) fn run<T>(self, flow: Flow<'_, T, Failure>) -> Result<T, Failure> {
        Ok(runtime()?.block_on(self.drive(flow)))
    }

    async fn drive<T>(mut self, flow: Flow<'_, T, Failure>) -> T {
        let mut step = flow.step(Event::Begin, clock::now());
        loop {
            match step {
                Step::Done(outcome) => {
                    self.bar.iter().for_each(ProgressBar::finish_and_clear);
                    return outcome;
                }
                Step::Waiting(flow, effect) => {
                    let event = self.carry_out(&effect).await.unwrap_or_else(Event::Failed);
                    step = flow.step(event, clock::now());
                }
            }
        }
    }

    async fn carry_out(&mut self, effect: &Effect) -> Result<Event<Failure>, Failure> {
        match effect {
            Effect::Begin => Ok(Event::Begin),
            Effect::Resolve(text) => Ok(Event::Address(listed_address(text, self.trust.roster())?.to_string())),
            Effect::Connect { node, key, within_seconds } => {
                // The connection before is closed first.
                self.node = None;
                self.node = Some(ConnectedNode::open(node, *key, *within_seconds).await?);
                Ok(Event::Done)
            }
            Effect::Call(call) => self.ask(call).await,
            Effect::TakeRoster(source) => self.take_roster(*source).await,
            Effect::ReadTrust => Ok(Event::Trust(self.trust.trust()?.map(Box::new))),
            Effect::Remember(heads) => {
                let node = self.node.as_ref().ok_or_else(not_connected)?;
                self.trust.remember(node.remote(), heads.clone()).await.map(Event::Remembered)
            }
            Effect::Draw(count) => draw(*count),
            Effect::Save(sealed) => {
                let file = self.file.ok_or_else(|| Failure::internal(text!("flow-no-place")))?;
                file.save(sealed).map(|()| Event::Done)
            }
            Effect::Confirm(question) => match self.person {
                Person::AtTerminal => questions::confirm(question, self.out).map(|()| Event::Chosen(true)),
                #[cfg(test)]
                Person::Agreeing => Ok(Event::Chosen(true)),
            },
            Effect::Progress { stage, done, of } => {
                self.show(*stage, *done, *of);
                Ok(Event::Done)
            }
            Effect::Wish(_) | Effect::Show(_) | Effect::Reserve(_) | Effect::HandOver(_) => {
                Err(Failure::internal(text!("flow-hands-nothing-over")))
            }
        }
    }

    async fn ask(&mut self, call: &NodeCall) -> Result<Event<Failure>, Failure> {
        self.node.as_mut().ok_or_else(not_connected)?.ask(call).await.map(Event::Answered)
    }

    async fn take_roster(&mut self, source: RosterSource) -> Result<Event<Failure>, Failure> {
        let node = self.node.as_ref().ok_or_else(not_connected)?;
        let taken = self.trust.take(node.remote(), source).await;
        let (roster, follows) = (self.trust.pinned().cloned(), self.trust.follows(Some(source.hash())));
        Ok(Event::Roster(Box::new(RosterEvent { taken, roster, follows })))
    }

    fn show(&mut self, stage: Stage, done: usize, of: usize) {
        if !self.is_shown {
            return;
        }
        let name = match stage {
            Stage::Mailboxes => text!("flow-stage-mailboxes"),
            Stage::Registries => text!("flow-stage-registries"),
        };
        let name = name.told(self.out.language());
        self.bar.get_or_insert_with(|| self.out.progress(of as u64, &name)).set_position(done as u64);
    }
}

/// Draws random bytes.
pub(crate) fn draw(count: usize) -> Result<Event<Failure>, Failure> {
    let (mut dice, mut bytes) = (SystemDice::default(), Zeroizing::new(vec![0; count]));
    dice.fill(&mut bytes);
    dice.check()?;
    Ok(Event::Drawn(bytes))
}

fn not_connected() -> Failure {
    Failure::internal(text!("flow-not-connected"))
}
