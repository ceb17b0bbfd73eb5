//! `attestat-node config check DIR`.

use super::exit::{Exit, Failure};
use super::output;
use attestat_node::check::{Checked, Outcome};
use std::path::Path;

pub(crate) fn check(dir: &Path) -> Result<Exit, Failure> {
    let checks = attestat_node::check::check(dir);
    for Checked { what, outcome } in &checks {
        let line = match outcome {
            Outcome::Passed => format!("ok       {what}"),
            Outcome::Note(note) => format!("note     {what}: {note}"),
            Outcome::Failed(why) => format!("problem  {what}: {why}"),
        };
        output::line(&line)?;
    }
    let failed = checks.iter().any(|checked| matches!(checked.outcome, Outcome::Failed(_)));
    Ok(if failed { Exit::Config } else { Exit::Done })
}
