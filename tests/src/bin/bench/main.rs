//! The benchmarks: every figure with its reference, measured in the same run on the same machine.
//!
//! `make bench` runs all of them; an argument runs those whose name contains it. The table goes to
//! standard output and to `target/bench/results.json`.

#![expect(clippy::print_stdout, reason = "a benchmark's output is its table")]

mod ledger;
mod report;

use report::Report;

fn main() -> anyhow::Result<()> {
    let filter = std::env::args().nth(1).unwrap_or_default();
    let mut report = Report::default();
    for (name, bench) in BENCHES {
        if name.contains(&filter) {
            println!("# {name}");
            bench(&mut report)?;
        }
    }
    report.write()
}

type Bench = fn(&mut Report) -> anyhow::Result<()>;

const BENCHES: &[(&str, Bench)] =
    &[("probe", ledger::probe), ("bare", ledger::bare), ("audit", ledger::audit), ("open", ledger::open)];
