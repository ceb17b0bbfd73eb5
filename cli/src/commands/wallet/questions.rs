//! Questions of the flows, as they are asked on a terminal.

use crate::render::confirm;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::flow::Question;
use attestat_wallet::told::questions::{without_terminal, words};

/// Asks for a yes.
pub(crate) fn confirm(question: &Question, out: &Output) -> Result<(), Failure> {
    confirm::ask(words(question), out).map_err(|failure| match (failure.code.as_str(), without_terminal(question)) {
        ("no-terminal", Some(todo)) => Failure { todo, ..failure },
        _ => failure,
    })
}
