//! `attestat-node run`.

use super::exit::{Exit, Failure};
use attestat_node::replication::start::{Decisions, NewGuard};
use attestat_replica::startup::Override;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct RunArguments {
    /// The data folder
    dir: PathBuf,
    /// Make a lost or damaged sign guard anew, at the newest head that the mirrors know; needed once
    #[arg(long)]
    recover: bool,
    /// Write although cosigners do not answer, and put the reason on record. On an old copy of the data
    /// folder this would end the log
    #[arg(long, value_name = "REASON")]
    without_cosigners: Option<String>,
}

pub(crate) fn run(arguments: RunArguments) -> Result<Exit, Failure> {
    let decisions = Decisions {
        without_cosigners: arguments.without_cosigners.map(|reason| Override { by: "operator".to_owned(), reason }),
        new_guard: if arguments.recover { NewGuard::FromMirrors } else { NewGuard::Never },
    };
    Ok(attestat_node::run::run(&arguments.dir, decisions).map(|()| Exit::Done)?)
}
