//! Presentations that our programs make, verified by verifiers that others wrote.
//!
//! `make interop` brings the tools into a folder of their own and runs this against it. Each tool, and our own
//! verifier beside them, must accept every presentation as it is, with exactly the same claims, and refuse
//! every one in which a single thing was changed. A tool that is not there is SKIPPED, loudly. With `--show`,
//! each tool's reasons are listed.

#![expect(clippy::print_stdout, reason = "the output is a report of tests")]

mod samples;
mod tampering;
mod tools;

use anyhow::Context as _;
use samples::{Case, Expected};
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;
use tools::{Answer, Tool};

fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().context("the folder of the tools; run `make interop`")?);
    let show = arguments.any(|argument| argument == "--show");
    let cases = cases()?;
    println!("\nrunning {} tests", cases.len() * Tool::ALL.len());
    let mut tally = Tally::default();
    for tool in Tool::ALL {
        match tool.answers(&folder, &cases)? {
            Some(answers) => {
                for (case, answer) in cases.iter().zip(&answers) {
                    tally.count(tool, case, judge(tool, case, answer));
                    if let (true, Answer::Refused(why)) = (show, answer) {
                        println!("        {why}");
                    }
                }
            }
            None => {
                tally.skipped += cases.len();
                println!("test interop::{} ... SKIPPED: {} is not installed", tool.module(), tool.name());
            }
        }
    }
    Ok(tally.report())
}

/// Every presentation as it is, then every one of them with one thing changed.
fn cases() -> anyhow::Result<Vec<Case>> {
    let genuine = samples::genuine()?;
    let tampered = tampering::of_all(&genuine)?;
    Ok(genuine.into_iter().map(|sample| sample.case).chain(tampered).collect())
}

/// Fault of a tool's answer, if there is one.
fn judge(tool: Tool, case: &Case, answer: &Answer) -> Option<String> {
    match (&case.expected, answer) {
        (Expected::Seen(expected), Answer::Accepted(claims)) => other_claims(expected, claims),
        (Expected::Seen(_), Answer::Refused(why)) => Some(format!("it refuses a genuine presentation: {why}")),
        (Expected::Refused | Expected::NotSeen(_), Answer::Refused(_)) => None,
        (Expected::NotSeen(expected), Answer::Accepted(claims)) if tool.passes_over_unsigned_disclosures() => {
            other_claims(expected, claims)
        }
        (Expected::Refused | Expected::NotSeen(_), Answer::Accepted(_)) => {
            Some("it accepts what was tampered with".to_owned())
        }
    }
}

fn other_claims(expected: &Value, claims: &Value) -> Option<String> {
    (expected != claims).then(|| format!("it sees other claims.\n  ours:  {expected}\n  its:   {claims}"))
}

/// Result of the tests.
#[derive(Default)]
struct Tally {
    passed: usize,
    skipped: usize,
    failures: Vec<String>,
}

impl Tally {
    fn count(&mut self, tool: Tool, case: &Case, wrong: Option<String>) {
        let name = format!("interop::{}::{}", tool.module(), case.name);
        match wrong {
            None => {
                self.passed += 1;
                println!("test {name} ... ok");
            }
            Some(wrong) => {
                println!("test {name} ... FAILED");
                self.failures.push(format!("---- {name} ----\n{wrong}\n"));
            }
        }
    }

    fn report(self) -> ExitCode {
        if !self.failures.is_empty() {
            println!("\nfailures:\n\n{}", self.failures.join("\n"));
        }
        if self.skipped > 0 {
            println!("\nSKIPPED: {} tests, because a tool is missing; see above.", self.skipped);
        }
        let (verdict, failed) = (if self.failures.is_empty() { "ok" } else { "FAILED" }, self.failures.len());
        println!("\ntest result: {verdict}. {} passed; {failed} failed; {} ignored", self.passed, self.skipped);
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
