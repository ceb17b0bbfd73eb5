//! `attestat page`: the pages for browsers, written as files.

use crate::commands::trust::{TrustArgs, TrustStore};
use crate::commands::verify::read_trust;
use crate::files::disk::{self, Readers};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::trust::parts::TrustParts;
use attestat_credential::trust::MAX_AGE_SECONDS_DEFAULT;
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;
use attestat_words::text;
use serde_json::json;
use std::path::PathBuf;

/// Subcommands of `page`.
#[derive(clap::Subcommand)]
pub(crate) enum PageCommand {
    /// The checker as one HTML file, which needs no network and stores nothing
    Checker(CheckerArgs),
}

/// Arguments of `page checker`.
#[derive(clap::Args)]
pub(crate) struct CheckerArgs {
    /// The page
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Put no roster into it: whoever opens it chooses one, and compares its hash
    #[arg(long)]
    without_roster: bool,
}

/// Carries out a command of `page`.
pub(crate) fn run(command: &PageCommand, trust: &TrustArgs, out: &Output) -> Result<Exit, Failure> {
    let PageCommand::Checker(args) = command;
    disk::refuse_there(&args.out)?;
    let trust = match args.without_roster {
        true => None,
        false => Some(read_trust(&TrustStore::at(trust.dir.as_deref())?, MAX_AGE_SECONDS_DEFAULT)?),
    };
    let parts = trust.as_ref().map(TrustParts::of).map(|parts| json!(parts));
    let page = attestat_bundle::checker_file(parts)
        .ok_or_else(|| Failure::config("no-pages", text!("page-not-built"), text!("page-not-built.next")))?;
    disk::write_new(&args.out, page.as_bytes(), Readers::Everyone)?;
    let hash = hex(&sha256(page.as_bytes()));
    out.words(&match &trust {
        Some(trust) => {
            let roster = trust.roster.roster();
            text!(
                "page-checker-written",
                path = &args.out,
                version = roster.version,
                until = roster.expires,
                roster = roster.hash().to_string(),
                hash = &hash
            )
        }
        None => text!("page-checker-written-bare", path = &args.out, hash = &hash),
    });
    let roster = trust.map(|trust| trust.roster.roster().hash().to_string());
    out.json("page-checker", json!({"page": args.out, "sha256": hash, "roster": roster}));
    Ok(Exit::Done)
}
