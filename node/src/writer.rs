//! The writer of a registry: what is appended to its log, under which day, and how far a record has come.

pub mod acts;
pub mod closed;
pub mod day_rule;
pub mod indexer;
pub mod levels;
pub mod pipeline;
pub mod registry;
pub mod standings;
pub mod store_words;
