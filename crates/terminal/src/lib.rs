//! The part of a terminal that both programs share: the language of a run ([`language`]), the command line in its words
//! ([`help`]), the table of exit codes ([`exit`]), and
//! errors of the operating system in words ([`system`]).
//!
//! Nothing here writes anything. The environment is read for one thing: the locale.

pub mod exit;
pub mod help;
pub mod language;
pub mod system;
