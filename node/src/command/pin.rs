//! `attestat-node pin DIR ROSTER --hash H`.

use super::exit::{Exit, Failure};
use super::output;
use attestat_ledger::roster::RosterHash;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct PinArguments {
    /// The data folder of a stopped node
    dir: PathBuf,
    /// The signed roster
    roster: PathBuf,
    /// Its hash as the consortium published it: 64 hex digits
    #[arg(long, value_name = "HASH", value_parser = hash)]
    hash: RosterHash,
}

fn hash(text: &str) -> Result<RosterHash, String> {
    RosterHash::parse(text).ok_or_else(|| "a roster's hash is 64 hex digits".to_owned())
}

pub(crate) fn pin(arguments: &PinArguments) -> Result<Exit, Failure> {
    let pinned = attestat_node::roster::pin(&arguments.dir, &arguments.roster, arguments.hash)?;
    let roster = pinned.roster();
    output::line(&format!(
        "Roster version {} is in force from the next start, until {}: registries {}, cosigners {}\n  hash {}\nNext: attestat-node run {}",
        roster.version,
        roster.expires,
        roster.registries.len(),
        roster.cosigners.len(),
        roster.hash(),
        arguments.dir.display(),
    ))?;
    Ok(Exit::Done)
}
