//! The language of a run, as both programs choose it.

pub(crate) use attestat_terminal::language::{asked, chosen, parser};
