//! `attestat-node config check DIR`.

use super::exit::{Exit, Failure};
use super::output::Output;
use attestat_node::operator::check::{Checked, Outcome};
use attestat_words::text;
use std::path::Path;

pub(crate) fn check(dir: &Path, out: Output) -> Result<Exit, Failure> {
    let checks = attestat_node::operator::check::check(dir);
    for Checked { what, outcome } in &checks {
        let what = what.clone();
        out.text(&match outcome.clone() {
            Outcome::Passed => text!("node-check-passed", what = what),
            Outcome::Note(note) | Outcome::NotLookedAt(note) => text!("node-check-note", what = what, note = note),
            Outcome::Failed(why) => text!("node-check-problem", what = what, why = why),
        })?;
    }
    Ok(exit(&checks))
}

/// Returns the exit code of the checks; a check that was not looked at has not passed.
fn exit(checks: &[Checked]) -> Exit {
    let any = |is_so: fn(&Outcome) -> bool| checks.iter().any(|checked| is_so(&checked.outcome));
    if any(|outcome| matches!(outcome, Outcome::Failed(_))) {
        Exit::Config
    } else if any(|outcome| matches!(outcome, Outcome::NotLookedAt(_))) {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::text::Text;

    #[test]
    fn checks_that_were_not_made_end_with_the_exit_code_incomplete() {
        let said = || Text::written("said");
        let outcomes = [Outcome::Passed, Outcome::Note(said()), Outcome::NotLookedAt(said()), Outcome::Failed(said())];
        let checks = outcomes.map(|outcome| Checked { what: said(), outcome });
        let exits = [1, 2, 3, 4].map(|number| exit(checks.get(..number).unwrap_or_default()));
        assert_eq!(exits, [Exit::Done, Exit::Done, Exit::Incomplete, Exit::Config]);
    }
}
