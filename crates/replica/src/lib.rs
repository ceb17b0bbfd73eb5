//! State machines that keep nodes in step: events in, effects out.
//!
//! Three machines, each `handle(event, now, …)`, which returns effects. A [`follower::Follower`] mirrors one
//! log of another registry: it pulls, verifies, has stored, cosigns, and stops when the log shows two
//! histories. A [`publisher::Publisher`] collects the cosignatures on a log of one's own and says when
//! a head is published. A [`startup::Startup`] keeps a registry from writing before its cosigners have
//! said that its disk is not an old one.
//!
//! There is no I/O here, no clock, no thread and no dice: the time is an argument that never goes back, and the
//! spread of retries comes from a seed that the caller gives. The effects of an event can therefore be replayed, and
//! the tests simulate a whole network of nodes from one number.
//!
//! The party to blame is always named: a peer that forges ([`standing::Misbehaviour`]), a registry that signs two
//! histories (`ForkEvidence`) or breaks its rules, our own disk, or nobody, when a roster or a program is too old. A
//! log is stopped only by statements that its registry signed itself; a statement that a peer may have made up costs
//! that peer its turn and nothing more.

pub mod copy;
pub mod cosignatures;
pub mod follower;
pub mod head;
mod heard_lines;
pub mod pace;
pub mod peers;
pub mod publisher;
pub mod standing;
pub mod startup;
pub mod time;
