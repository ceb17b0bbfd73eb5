//! Enrolment: redeems a school's letter, once, and only where it leads to the school that it names.
//!
//! ```text
//! is it the known node? ─▶ is the name unlike a known one? ─▶ does the roster say the same address? ─▶ connect
//!   ─▶ does it belong into this folder? ─▶ note and save ─▶ redeem ─▶ take over the roster
//! ```
//!
//! A letter works once, so everything that speaks against it is looked at before it is redeemed; and the enrolment is
//! saved before, because an answer that is lost on the way must not leave a wallet that does not know where it is
//! enrolled.

use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{PinnedRoster, Roster};

use super::Flow;
use super::effect::{Enrolled, KeyDemand, NodeAnswer, NodeCall, Question};
use super::error::{CallFailure, FlowError};
use super::outside::{Outside, follow};
use super::reach::look_elsewhere;
use crate::address::NodeAddress;
use crate::enrol::request;
use crate::file::Lock;
use crate::keyring::Epoch;
use crate::roster::{RosterSource, RosterTaken, url};
use crate::ticket::Ticket;
use crate::wallet::{Enrolment, Wallet};

/// Most typing errors between two names that still read alike.
const ALIKE_EDITS_MAX: usize = 2;
/// Code of a node that does not take a letter, or does not know a wallet.
const NOT_RECOGNISED: &str = "not-recognised";
/// Codes of a call whose answer is lost: the node may have carried it out.
const LOST_CODES: [&str; 2] = ["unreachable", "foreign"];

/// Result of an enrolment.
#[derive(Debug)]
pub struct EnrolOutcome<E> {
    /// Announcement of the registry.
    pub enrolled: Enrolled,
    /// Outcome of taking over the roster of the registry's node.
    pub taken: Result<RosterTaken, E>,
}

/// Reason for which a letter was not redeemed, or not with certainty.
#[derive(Debug)]
pub enum EnrolError<E> {
    /// The letter leads to another node than the roster in force names.
    LetterElsewhere {
        /// Registry of the letter.
        registry: RegistryId,
        /// Address of the letter.
        given: String,
        /// Address by the roster.
        listed: String,
    },
    /// The letter is of a registry that the roster in force does not name, and its node works by another one.
    AnotherConsortium(RegistryId),
    /// The letter is of a registry that the roster in force does not name.
    RegistryNotListed {
        /// Registry of the letter.
        registry: RegistryId,
        /// A registry of the roster with almost the same name.
        alike: Option<RegistryId>,
    },
    /// The node does not take the letter, and the wallet was enrolled there before.
    UsedBefore(FlowError<E>),
    /// The node refused, or did not answer.
    Refused(FlowError<E>),
    /// Another effect failed, or the wallet takes no more.
    Flow(FlowError<E>),
}

/// Redeems a ticket that has not ended. From then on the registry knows the child by one key. The wallet is saved when
/// it changes.
pub fn enrol<'w, E: CallFailure + 'w>(
    wallet: &'w mut Wallet,
    lock: &'w mut Lock,
    roster: Option<PinnedRoster>,
    ticket: &'w Ticket,
) -> Flow<'w, Result<EnrolOutcome<E>, EnrolError<E>>, E> {
    Flow::new(move |outside| async move { Enrolling { outside, wallet, lock, roster, ticket }.run().await })
}

/// Returns the address at which the wallet knows the registry's node, if the letter leads to another one and no roster
/// in force says which is right: then only the family can ask the school.
pub fn known_elsewhere(ticket: &Ticket, wallet: &Wallet, roster: Option<&PinnedRoster>) -> Option<String> {
    let known = &wallet.enrolment(ticket.registry())?.address;
    let is_open = url(roster, ticket.registry()).is_none() && *known != ticket.address();
    is_open.then(|| known.clone())
}

/// Returns a registry where the child is enrolled and whose name reads like the letter's, if no roster says whether
/// both exist.
pub fn enrolled_alike(ticket: &Ticket, wallet: &Wallet, roster: Option<&PinnedRoster>) -> Option<RegistryId> {
    let listed = roster.is_some_and(|roster| roster.roster().registry(ticket.registry()).is_some());
    let known = wallet.enrolments().map(|enrolment| &enrolment.registry);
    let mut alike = known.filter(|known| !listed && reads_like(known, ticket.registry()));
    alike.next().cloned()
}

/// Returns true if two different names read almost the same: `school-12` and `schoo1-12`.
fn reads_like(one: &RegistryId, other: &RegistryId) -> bool {
    one != other && strsim::damerau_levenshtein(one.as_str(), other.as_str()) <= ALIKE_EDITS_MAX
}

/// Refuses a letter that does not belong into this folder by the roster in force: of another consortium, or of a
/// registry that the roster does not name. Without a roster every letter passes.
pub fn refuse_foreign<E>(
    ticket: &Ticket,
    roster: Option<&Roster>,
    taken: Option<RosterTaken>,
) -> Result<(), EnrolError<E>> {
    let Some(roster) = roster else { return Ok(()) };
    let registry = ticket.registry();
    if roster.registry(registry).is_some() {
        return Ok(());
    }
    if let Some(RosterTaken::Another(_)) = taken {
        return Err(EnrolError::AnotherConsortium(registry.clone()));
    }
    let alike = roster.registries.iter().map(|listed| &listed.id).find(|listed| reads_like(listed, registry));
    Err(EnrolError::RegistryNotListed { registry: registry.clone(), alike: alike.cloned() })
}

/// One enrolment under way.
struct Enrolling<'w, E> {
    outside: Outside<E>,
    wallet: &'w mut Wallet,
    lock: &'w mut Lock,
    roster: Option<PinnedRoster>,
    ticket: &'w Ticket,
}

impl<E: CallFailure> Enrolling<'_, E> {
    async fn run(mut self) -> Result<EnrolOutcome<E>, EnrolError<E>> {
        self.ask_about_the_letter().await.map_err(EnrolError::Flow)?;
        self.refuse_elsewhere().await?;
        let node = self.ticket.address();
        self.outside.connect(&node, KeyDemand::Named).await.map_err(EnrolError::Refused)?;
        let before = match self.roster {
            Some(_) => {
                let taken = self.take_roster().await?;
                refuse_foreign(
                    self.ticket,
                    self.roster.as_ref().map(PinnedRoster::roster),
                    taken.as_ref().ok().copied(),
                )?;
                Some(taken)
            }
            // A first roster comes with a letter that has proven to be good.
            None => None,
        };
        let enrolled = self.redeem().await?;
        let taken = match before {
            Some(taken) => taken,
            None => self.take_roster().await?,
        };
        Ok(EnrolOutcome { enrolled, taken })
    }

    async fn ask_about_the_letter(&self) -> Result<(), FlowError<E>> {
        let (registry, roster) = (self.ticket.registry(), self.roster.as_ref());
        if let Some(known) = known_elsewhere(self.ticket, self.wallet, roster) {
            let given = self.ticket.address();
            self.outside.confirm(Question::LetterElsewhere { registry: registry.clone(), known, given }).await?;
        }
        if let Some(alike) = enrolled_alike(self.ticket, self.wallet, roster) {
            self.outside.confirm(Question::TwoSchools { registry: registry.clone(), alike }).await?;
        }
        Ok(())
    }

    /// Refuses a letter that leads to another node than the one that the roster in force names for the registry:
    /// letters can be forged, and whoever answers at the address of one is shown statements of this wallet.
    async fn refuse_elsewhere(&mut self) -> Result<(), EnrolError<E>> {
        let (registry, given) = (self.ticket.registry(), self.ticket.address());
        let leads_there =
            |url: &str| NodeAddress::parse(url).is_some_and(|listed| Some(listed) == NodeAddress::parse(&given));
        let listed = url(self.roster.as_ref(), registry).filter(|url| !leads_there(url)).map(str::to_owned);
        let Some(listed) = listed else { return Ok(()) };
        // The node may have moved, as a newer roster says.
        let source = Some(RosterSource::Letter(self.ticket.roster()));
        _ = look_elsewhere(&self.outside, &mut self.roster, registry, &listed, source).await;
        match url(self.roster.as_ref(), registry).filter(|url| !leads_there(url)) {
            None => Ok(()),
            Some(listed) => {
                let listed = listed.to_owned();
                Err(EnrolError::LetterElsewhere { registry: registry.clone(), given, listed })
            }
        }
    }

    async fn take_roster(&mut self) -> Result<Result<RosterTaken, E>, EnrolError<E>> {
        let source = RosterSource::Letter(self.ticket.roster());
        match self.outside.take_roster(source).await {
            Ok(event) => {
                follow(&mut self.roster, &event);
                Ok(event.taken)
            }
            Err(FlowError::Effect(failure)) => Ok(Err(failure)),
            Err(other) => Err(EnrolError::Flow(other)),
        }
    }

    /// Redeems the ticket, and notes the enrolment so that no answer leaves the wallet with a wrong one.
    async fn redeem(&mut self) -> Result<Enrolled, EnrolError<E>> {
        let registry = self.ticket.registry();
        let epoch = self.wallet.epoch(registry);
        let known = self.wallet.enrolment(registry).is_some();
        let nonce = self.outside.nonce(registry).await.map_err(EnrolError::Refused)?;
        if !known {
            self.note(epoch).await?;
        }
        let request = request(self.wallet.keys(), self.ticket, epoch, &nonce);
        let read = |answer| if let NodeAnswer::Enrolled(enrolled) = answer { Some(enrolled) } else { None };
        match self.outside.call(NodeCall::Enrol(request), read).await {
            // The known enrolment stays until the letter has proven to be good: with a forged one nothing changes.
            Ok(enrolled) if known => self.note(epoch).await.map(|()| enrolled),
            Ok(enrolled) => Ok(enrolled),
            Err(failure) if known && failure.code() == Some(NOT_RECOGNISED) => Err(EnrolError::UsedBefore(failure)),
            Err(failure) => {
                // Where the node itself answered, it is certain that nothing happened.
                let is_lost = failure.code().is_some_and(|code| LOST_CODES.contains(&code));
                if !known && !is_lost {
                    self.wallet.forget_enrolment(registry);
                    self.outside.save(self.wallet, self.lock).await.map_err(EnrolError::Flow)?;
                }
                Err(EnrolError::Refused(failure))
            }
        }
    }

    async fn note(&mut self, epoch: Epoch) -> Result<(), EnrolError<E>> {
        let enrolment = Enrolment {
            registry: self.ticket.registry().clone(),
            epoch,
            address: self.ticket.address(),
            enrolled_at: self.outside.now(),
            roster: self.ticket.roster(),
        };
        self.wallet.note_enrolment(enrolment).map_err(|error| EnrolError::Flow(error.into()))?;
        self.outside.save(self.wallet, self.lock).await.map_err(EnrolError::Flow)
    }
}
