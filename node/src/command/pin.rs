//! `attestat-node pin DIR ROSTER --hash H`.

use super::exit::{Exit, Failure};
use super::output::Output;
use attestat_ledger::roster::{ToldHash, digits};
use attestat_node::OpenError;
use attestat_node::mirror::roster::RosterFileError;
use attestat_terminal::help::Worded;
use attestat_words::text;
use clap::Args;
use std::path::PathBuf;

/// Longest reason in bytes.
const REASON_BYTES_MAX: usize = 1000;

#[derive(Args)]
pub(crate) struct PinArguments {
    /// The data folder of a stopped node
    dir: PathBuf,
    /// The signed roster
    roster: PathBuf,
    /// Its hash as the consortium published it: 64 hex digits, or the 25 that are read out over a telephone
    #[arg(long, value_name = "HASH", value_parser = hash)]
    hash: ToldHash,
    /// Put a roster in force that is older than the one in force, or another one of its version, and put the reason on
    /// record. What the newer one withdrew would count again
    #[arg(long, value_name = "REASON", value_parser = reason)]
    accept_roster: Option<String>,
}

fn hash(text: &str) -> Result<ToldHash, Worded> {
    ToldHash::parse(text).ok_or_else(|| Worded(text!("node-line-hash")))
}

/// Reads a reason that is put on record.
pub(super) fn reason(text: &str) -> Result<String, Worded> {
    let is_line = !text.trim().is_empty() && text.len() <= REASON_BYTES_MAX && !text.chars().any(char::is_control);
    is_line.then(|| text.trim().to_owned()).ok_or_else(|| Worded(text!("node-line-reason")))
}

pub(crate) fn pin(arguments: &PinArguments, out: Output) -> Result<Exit, Failure> {
    let pinned = attestat_node::operator::pin::pin(
        &arguments.dir,
        &arguments.roster,
        arguments.hash.clone(),
        arguments.accept_roster.as_deref(),
    );
    let pinned = pinned.map_err(|error| match error {
        OpenError::Roster(RosterFileError::NoRecord(_)) => Failure::from(error),
        // The roster that is named, or its hash.
        OpenError::Roster(_) => Failure::from(error).into_usage(),
        error => error.into(),
    })?;
    let roster = pinned.roster();
    out.text(&text!(
        "node-pin-done",
        version = roster.version,
        expires = roster.expires,
        registries = roster.registries.len(),
        cosigners = roster.cosigners.len(),
        hash = roster.hash().to_string(),
        digits = digits(&roster.hash().0),
        dir = &arguments.dir,
    ))?;
    if arguments.accept_roster.is_some() {
        out.text(&text!("node-pin-recorded", folder = &arguments.dir.join("evidence")))?;
    }
    Ok(Exit::Done)
}
