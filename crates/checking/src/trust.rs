//! The beliefs of a verifier, and the rules by which they change: nothing is taken backwards, and what contradicts is kept
//! as evidence. The folder that holds them is its holder's.

pub mod climbing;
pub mod covering;
pub mod evidence;
pub mod gathered;
pub mod heads;
pub mod held;
pub mod parts;
pub mod pinning;
pub mod proof;
pub mod rosters;
pub mod settling;
pub mod status;
pub mod update;
