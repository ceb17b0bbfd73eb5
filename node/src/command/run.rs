//! `attestat-node run`.

use super::exit::{Exit, Failure};
use attestat_ledger::day::Day;
use attestat_node::mirror::start::{AcceptDay, Decisions, NewGuard};
use attestat_replica::startup::Override;
use attestat_words::text;
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
    #[arg(long, value_name = "REASON", value_parser = super::pin::reason)]
    without_cosigners: Option<String>,
    /// Let records be dated up to this day although nobody else confirms that it is so late, and put the reason
    /// on record; needed once after a long pause. On a wrong clock this would date the log ahead
    #[arg(long, num_args = 2, value_names = ["YYYY-MM-DD", "REASON"])]
    accept_day: Option<Vec<String>>,
}

pub(crate) fn run(arguments: RunArguments) -> Result<Exit, Failure> {
    let by_operator = |reason| Override { by: "operator".to_owned(), reason };
    let accept_day = arguments.accept_day.as_deref().map(accepted).transpose()?;
    let decisions = Decisions {
        without_cosigners: arguments.without_cosigners.map(by_operator),
        accept_day: accept_day.map(|(day, reason)| AcceptDay { day, decision: by_operator(reason) }),
        new_guard: if arguments.recover { NewGuard::FromMirrors } else { NewGuard::Never },
    };
    Ok(attestat_node::operator::run::run(&arguments.dir, decisions).map(|()| Exit::Done)?)
}

fn accepted(words: &[String]) -> Result<(Day, String), Failure> {
    let usage = || Failure::new(Exit::Usage, text!("node-line-accept-day"));
    let [day, reason] = words else { return Err(usage()) };
    let day = Day::parse(day).ok_or_else(usage)?;
    if reason.trim().is_empty() { Err(usage()) } else { Ok((day, reason.clone())) }
}
