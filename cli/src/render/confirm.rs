//! Questions on the terminal. They go to stderr, so that results stay results.

use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_words::plain::lines;
use attestat_words::text;
use attestat_words::text::Text;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use zeroize::Zeroizing;

/// Longest answer in bytes: 24 numbered words with room.
const ANSWER_BYTES_MAX: usize = 4096;

/// Asks for a yes; everything else ends the command with nothing done.
pub(crate) fn ask(question: impl Into<Text>, out: &Output) -> Result<(), Failure> {
    let answer = line(question, out)?;
    if is_yes(&answer) {
        return Ok(());
    }
    Err(Failure::usage("not-confirmed", text!("question-not-confirmed"), text!("question-not-confirmed.next")))
}

/// Asks whether somebody wishes something; every answer but a yes is a no.
pub(crate) fn wish(question: impl Into<Text>, out: &Output) -> Result<bool, Failure> {
    line(question, out).map(|answer| is_yes(&answer))
}

/// Shows the subject of the next question, on the terminal that asks, wherever the results go.
pub(crate) fn show(text: &str, out: &Output) -> Result<(), Failure> {
    can_ask()?;
    out.remark(text);
    Ok(())
}

/// Checks that a person can be asked, before something is shown that is for their eyes. A person who does not see the
/// question cannot answer it.
pub(crate) fn can_ask() -> Result<(), Failure> {
    may_ask(std::io::stdin().is_terminal(), std::io::stderr().is_terminal())
}

fn may_ask(answers: bool, sees: bool) -> Result<(), Failure> {
    if answers && sees {
        return Ok(());
    }
    Err(Failure::usage("no-terminal", text!("question-no-terminal"), text!("question-no-terminal.next")))
}

/// Asks for a line, on a terminal only: a script says `--yes`.
pub(crate) fn line(question: impl Into<Text>, out: &Output) -> Result<Zeroizing<String>, Failure> {
    can_ask()?;
    let input = std::io::stdin();
    let mut screen = std::io::stderr().lock();
    let question = format!("{} ", question.into().told(out.language()).trim_end());
    _ = screen.write_all(lines(&question, &[]).as_bytes()).and_then(|()| screen.flush());
    // As long as the answer may be: a text that grows leaves copies behind that nobody wipes.
    let mut answer = Zeroizing::new(String::with_capacity(ANSWER_BYTES_MAX));
    let mut bounded = std::io::Read::take(input.lock(), ANSWER_BYTES_MAX as u64);
    bounded
        .read_line(&mut answer)
        .map_err(|error| Failure::internal(text!("question-not-read", why = error.to_string())))?;
    Ok(Zeroizing::new(answer.trim().to_owned()))
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.to_lowercase().as_str(), "y" | "yes" | "д" | "да")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_who_does_not_see_the_question() {
        may_ask(true, true).unwrap();
        for (answers, sees) in [(true, false), (false, true), (false, false)] {
            assert_eq!(may_ask(answers, sees).unwrap_err().code, "no-terminal");
        }
    }

    #[test]
    fn only_a_yes_is_a_yes() {
        for yes in ["y", "Yes", "д", "Да"] {
            assert!(is_yes(yes), "{yes}");
        }
        for no in ["", "n", "н", "yeah", "y y"] {
            assert!(!is_yes(no), "{no}");
        }
    }
}
