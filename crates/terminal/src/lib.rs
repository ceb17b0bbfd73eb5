//! The part of a terminal that both programs share: the language of a run ([`language`]), the command line in its words
//! ([`help`]), and the table of exit codes ([`exit`]).
//!
//! Nothing here writes anything. The environment is read for one thing: the locale.

pub mod exit;
pub mod help;
pub mod language;
