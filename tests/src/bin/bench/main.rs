//! The benchmarks: every figure with its reference, measured in the same run on the same machine.
//!
//! `make bench` runs all of them; arguments run those whose name contains one of them. The table goes to
//! standard output and to `target/bench/results.json`.

#![expect(clippy::print_stdout, reason = "a benchmark's output is its table")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "sample values are cut to size on purpose"
)]

mod attack;
mod checks;
mod ledger;
mod page;
mod presentation;
mod report;
mod sample;
mod town;

use report::Report;

/// The allocator that `attestat` has too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let filters: Vec<String> = std::env::args().skip(1).collect();
    if let [presentation::ONE_BY_ONE, answers, trusted] = filters.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        return presentation::one_by_one(answers.as_ref(), trusted.as_ref());
    }
    let mut report = Report::default();
    for (name, bench) in BENCHES {
        if filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str())) {
            println!("# {name}");
            bench(&mut report)?;
        }
    }
    report.write()
}

type Bench = fn(&mut Report) -> anyhow::Result<()>;

const BENCHES: &[(&str, Bench)] = &[
    ("probe", ledger::probe),
    ("bare", ledger::bare),
    ("open", ledger::open),
    ("audit", town::audit),
    ("mirror", town::mirror),
    ("anchor", town::anchor),
    ("issue", town::issue),
    ("verify", town::verify),
    ("witnessed", attack::witnessed),
    ("presentations", presentation::presentations),
    ("wallet", presentation::wallet),
];
