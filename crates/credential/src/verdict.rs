//! The verdict on a document or a presentation: named checks with four states each, one colour, and a list of all that
//! was not checked.
//!
//! | colour | means | comes from |
//! | --- | --- | --- |
//! | green | everything that matters passed, revocation included | every check `Passed` or `NotApplicable` |
//! | amber | nothing speaks against it, but something is old, unknown or not checked | [`Reason::colour`] |
//! | red | do not rely on this | [`Reason::colour`] |
//! | grey | it could not be read | [`Reason::colour`] |
//!
//! The table of reasons in [`reason`] is the only place that gives a colour, and it has no green in it.

mod check_name;
mod checkpoints;
mod code;
mod colour;
pub mod completeness;
mod detail;
mod history;
mod holder;
mod model;
pub mod presentation;
pub mod reason;
mod status;
mod steps;
pub mod submission;
mod unchecked;
mod verifier;
pub mod words;

pub use check_name::CheckName;
pub use checkpoints::Heads;
pub use colour::Colour;
pub use model::{Anchor, Check, Contents, CoveringHead, Holding, Outcome, Verdict};
pub use reason::Reason;
pub use unchecked::{Exemption, Unchecked};
pub use verifier::{Verifier, verify, verify_bytes};
