//! A shell in memory that carries the effects of flows out, fails where it is told to, and keeps a record.

use attestat_ledger::hash::sha256;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use attestat_wallet::file::{Cost, Lock, Passphrase};
use attestat_wallet::flow::{
    CallFailure, Delivery, Effect, Enrolled, Event, Flow, NodeAnswer, NodeCall, RosterEvent, Step,
};
use attestat_wallet::holdings::Holdings;
use attestat_wallet::roster::{RosterSource, RosterTaken};
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroizing;

use crate::support::NOW;

/// A failure with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TestFailure(pub(crate) &'static str);

impl CallFailure for TestFailure {
    fn code(&self) -> &str {
        self.0
    }

    fn is_unreachable(&self) -> bool {
        self.0 == "unreachable"
    }
}

/// Answers of a node that differ from those of an ordinary one.
#[derive(Default)]
pub(crate) struct TestNode {
    /// Failures by the name of the effect.
    pub(crate) fails: BTreeMap<&'static str, &'static str>,
    /// Documents that it delivers.
    pub(crate) documents: Vec<(u32, Vec<u8>)>,
    /// Copy that it keeps.
    pub(crate) mailbox: Option<Vec<u8>>,
    /// Registries that it says it hosts.
    pub(crate) hosted: Vec<RegistryId>,
    /// Roster that it works by.
    pub(crate) roster: Option<PinnedRoster>,
    /// True if that roster does not follow the one in force.
    pub(crate) foreign: bool,
}

/// The shell.
#[derive(Default)]
pub(crate) struct TestShell {
    /// Nodes by their whole addresses; nobody answers elsewhere.
    pub(crate) nodes: BTreeMap<String, TestNode>,
    /// Roster in force in the folder.
    pub(crate) roster: Option<PinnedRoster>,
    /// Failure at the effect with this number, from 0.
    pub(crate) fails_at: Option<(usize, &'static str)>,
    /// Answers to questions: yes, unless the question has this name.
    pub(crate) declined: BTreeSet<&'static str>,
    /// Names of the effects so far; of calls, with the node.
    pub(crate) record: Vec<String>,
    /// Files that were saved.
    pub(crate) saved: Vec<Vec<u8>>,
    /// Files that were handed over.
    pub(crate) handed_over: Vec<Vec<u8>>,
    pub(super) connected: String,
    pub(super) drawn: u8,
}

impl TestShell {
    /// Runs a flow to its end.
    pub(crate) fn run<T>(&mut self, flow: Flow<'_, T, TestFailure>) -> T {
        self.run_for(flow, usize::MAX).unwrap()
    }

    /// Carries out so many effects, then drops the flow; its outcome, if it ended before.
    pub(crate) fn run_for<T>(&mut self, flow: Flow<'_, T, TestFailure>, effects: usize) -> Option<T> {
        let mut step = flow.step(Event::Begin, NOW);
        for _ in 0..effects {
            match step {
                Step::Done(outcome) => return Some(outcome),
                Step::Waiting(flow, effect) => {
                    let event = self.carry_out(&effect).unwrap_or_else(Event::Failed);
                    step = flow.step(event, NOW);
                }
            }
        }
        match step {
            Step::Done(outcome) => Some(outcome),
            Step::Waiting(..) => None,
        }
    }

    fn carry_out(&mut self, effect: &Effect) -> Result<Event<TestFailure>, TestFailure> {
        let name = name(effect);
        let at = self.record.len();
        let node = match effect {
            Effect::Connect { node, .. } => node.clone(),
            _ => self.connected.clone(),
        };
        self.record.push(match effect {
            Effect::Connect { .. } | Effect::Call(_) | Effect::TakeRoster(_) => format!("{name} {}", host(&node)),
            _ => name.to_owned(),
        });
        if let Some((_, code)) = self.fails_at.filter(|(number, _)| *number == at) {
            return Err(TestFailure(code));
        }
        if let Effect::Connect { .. } = effect {
            self.connected.clone_from(&node);
            if !self.nodes.contains_key(&node) {
                return Err(TestFailure("unreachable"));
            }
        }
        if let Some(code) = self.nodes.get(&node).and_then(|node| node.fails.get(name)) {
            return Err(TestFailure(code));
        }
        Ok(match effect {
            Effect::Begin => Event::Begin,
            Effect::Resolve(text) => Event::Address(text.clone()),
            Effect::Connect { .. } | Effect::Show(_) | Effect::Reserve(_) | Effect::Progress { .. } => Event::Done,
            Effect::Call(call) => Event::Answered(self.answer(call)?),
            Effect::TakeRoster(source) => self.take_roster(*source),
            Effect::ReadTrust => Event::Trust(None),
            Effect::Remember(_) => Event::Remembered(Vec::new()),
            Effect::Draw(count) => {
                self.drawn += 1;
                Event::Drawn(Zeroizing::new(vec![self.drawn; *count]))
            }
            Effect::Save(bytes) => {
                self.saved.push(bytes.clone());
                Event::Done
            }
            Effect::HandOver(bytes) => {
                self.handed_over.push(bytes.clone());
                Event::Done
            }
            Effect::Confirm(_) if self.declined.contains(name) => return Err(TestFailure("not-confirmed")),
            Effect::Confirm(_) | Effect::Wish(_) => Event::Chosen(!self.declined.contains(name)),
        })
    }

    fn answer(&self, call: &NodeCall) -> Result<NodeAnswer, TestFailure> {
        let node = &self.nodes[&self.connected];
        Ok(match call {
            NodeCall::Nonce(_) => NodeAnswer::Nonce([7; 32]),
            NodeCall::Enrol(_) => NodeAnswer::Enrolled(Enrolled::default()),
            NodeCall::Fetch { known, .. } => {
                let mut documents = node.documents.clone();
                documents.retain(|(slot, _)| !known.contains(slot));
                NodeAnswer::Delivered(Delivery { documents, ..Delivery::default() })
            }
            NodeCall::Holdings(_) => NodeAnswer::Holdings(Holdings::default()),
            NodeCall::Permit { .. } => {
                let signature = SecretKey::from_seed(&Zeroizing::new([9; 32])).sign(b"permit");
                NodeAnswer::Permitted { expires: NOW + 1, signature }
            }
            NodeCall::PutMailbox { .. } => NodeAnswer::Kept(None),
            NodeCall::GetMailbox(_) => NodeAnswer::Mailbox(node.mailbox.clone().ok_or(TestFailure("no-mailbox"))?),
            NodeCall::DropMailbox(_) => NodeAnswer::Dropped,
            NodeCall::Hosted => NodeAnswer::Hosted(node.hosted.clone()),
            NodeCall::OfferedRoster => {
                NodeAnswer::OfferedRoster(node.roster.as_ref().ok_or(TestFailure("gone"))?.roster().hash())
            }
            _ => return Err(TestFailure("not-served")),
        })
    }

    /// A node's roster is taken over when it is newer.
    fn take_roster(&mut self, source: RosterSource) -> Event<TestFailure> {
        let node = &self.nodes[&self.connected];
        let offered = node.roster.clone();
        let version = |roster: &Option<PinnedRoster>| roster.as_ref().map_or(0, |roster| roster.roster().version);
        let taken = match &offered {
            Some(_) if !node.foreign => Ok(RosterTaken::InForce),
            Some(roster) => Ok(RosterTaken::Another(roster.roster().hash())),
            None => Err(TestFailure("gone")),
        };
        if taken == Ok(RosterTaken::InForce) && version(&offered) > version(&self.roster) {
            self.roster = offered;
        }
        let follows = self.roster.as_ref().is_some_and(|roster| roster.roster().hash() == source.hash());
        Event::Roster(Box::new(RosterEvent { taken, roster: self.roster.clone(), follows }))
    }

    /// Places of the effects with this name.
    pub(crate) fn places(&self, name: &str) -> Vec<usize> {
        let is_it = |entry: &&String| entry.split(' ').next() == Some(name);
        (0..).zip(&self.record).filter(|(_, entry)| is_it(entry)).map(|(at, _)| at).collect()
    }
}

/// Name of an effect, or of the call in it, or of the question in it.
fn name(effect: &Effect) -> &'static str {
    use attestat_wallet::flow::Question as Q;
    match effect {
        Effect::Begin => "begin",
        Effect::Resolve(_) => "resolve",
        Effect::Connect { .. } => "connect",
        Effect::Call(call) => match call.as_ref() {
            NodeCall::Nonce(_) => "nonce",
            NodeCall::Enrol(_) => "enrol",
            NodeCall::Fetch { .. } => "fetch",
            NodeCall::Holdings(_) => "holdings",
            NodeCall::Permit { .. } => "permit",
            NodeCall::PutMailbox { .. } => "put",
            NodeCall::GetMailbox(_) => "get",
            NodeCall::DropMailbox(_) => "drop",
            NodeCall::Hosted => "hosted",
            NodeCall::OfferedRoster => "offered",
            NodeCall::Head(_) => "head",
            NodeCall::Inclusion { .. } => "inclusion",
            NodeCall::Status(_) => "status",
            NodeCall::Tags(_) | NodeCall::MoreTags => "tags",
        },
        Effect::TakeRoster(_) => "roster",
        Effect::ReadTrust => "trust",
        Effect::Remember(_) => "remember",
        Effect::Draw(_) => "draw",
        Effect::Save(_) => "save",
        Effect::Confirm(question) | Effect::Wish(question) => match question {
            Q::LetterElsewhere { .. } => "letter-elsewhere",
            Q::TwoSchools { .. } => "two-schools",
            Q::CompareRoster(_) => "compare-roster",
            Q::ShareCondemned => "share-condemned",
            Q::Share => "share",
            Q::GiveYears => "give-years",
            Q::ShowOptional(_) => "show-optional",
        },
        Effect::Show(_) => "show",
        Effect::Reserve(_) => "reserve",
        Effect::HandOver(_) => "hand-over",
        Effect::Progress { .. } => "progress",
    }
}

/// Host of an address.
fn host(address: &str) -> &str {
    address.trim_start_matches("https://").split(':').next().unwrap()
}

/// A lock for tests, at the least cost.
pub(crate) fn lock() -> Lock {
    let passphrase = Passphrase::new(Zeroizing::new("four words of sample".to_owned()));
    Lock::new(&passphrase, Cost::new(8 * 1024, 1).unwrap(), &mut |bytes: &mut [u8]| bytes.fill(5)).unwrap()
}

/// A roster of these registries with the addresses of their nodes.
pub(crate) fn roster(version: u64, listed: &[(&str, &str)]) -> PinnedRoster {
    let key = SecretKey::from_seed(&Zeroizing::new([1; 32]));
    let governor = VerifierKey::new("pilot.example", SignatureType::Ed25519, key.public()).unwrap();
    let previous = if version > 1 { format!("previous = \"{}\"\n", RosterHash([1; 32])) } else { String::new() };
    let mut text = format!(
        "format = \"attestat/roster/v1\"\nversion = {version}\n{previous}issued = \"2021-09-01\"\nexpires = \"2999-09-01\"\nthreshold = 1\n\
         governors = [\"{governor}\"]\nquorum = \"quorum none\"\n",
    );
    for (at, (id, url)) in (2_u8..).zip(listed) {
        let own = SecretKey::from_seed(&Zeroizing::new([at; 32]));
        let own = attestat_ledger::encoding::base64(own.public().as_bytes());
        text.push_str(&format!(
            "[[registry]]\nid = \"{id}\"\nname = \"A\"\norganisation = \"A\"\nregion = \"77\"\nclasses = [\"certificate\"]\n\
             state = \"active\"\nurl = \"{url}\"\n[[registry.log]]\norigin = \"{id}/1\"\n[[registry.log.key]]\nkey = \"{own}\"\nfrom_size = 1\n",
        ));
    }
    let hash = RosterHash(sha256(text.as_bytes()));
    let mut note = Note::unsigned(text).unwrap();
    note.sign(&governor, &key);
    PinnedRoster::pin(note.to_string().as_bytes(), hash).unwrap()
}
