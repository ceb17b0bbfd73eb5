//! attestat: the tool of registrar, family, verifier, auditor and consortium.
//!
//! Its rooms: [`commands`] has one module a command; [`render`] has all that a person reads and is asked: results go to stdout,
//! everything else to stderr ([`render::output`]), every outcome has its number ([`render::exit`]), every failure says
//! what happened and what to do ([`render::failure`]); [`net`] has the nodes on the other end of a connection, [`files`] the
//! disk, and [`machine`] the clock, randomness, cores and signals. [`window`] serves the
//! registrar's page to a browser of this machine.
#![forbid(unsafe_code)]

mod commands;
mod files;
#[cfg(test)]
mod fixture;
mod machine;
mod net;
mod render;
mod window;

use attestat_words::language::Language;
use clap::{CommandFactory as _, FromArgMatches as _};
use commands::Arguments;
use machine::process;
use render::exit::Exit;
use render::output::{self, Format, Output};
use render::{help, language};
use std::process::ExitCode;

/// The allocator: a verdict is some hundred small pieces of memory, on every core at once (docs/decisions/0030).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    process::close();
    let language = language::chosen(language::asked(std::env::args_os()));
    let parsed = help::told(Arguments::command(), language).try_get_matches();
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error, language),
    };
    output::begin(language);
    let out = Output::new(if arguments.json { Format::Json } else { Format::Words }).speaking(language);
    let exit = commands::run(&arguments, &out).unwrap_or_else(|failure| {
        out.failure(&failure);
        failure.exit
    });
    let lost = out.lost().inspect(|failure| out.failure(failure));
    exit.worst(lost.map_or(Exit::Done, |failure| failure.exit)).into()
}

/// Ends a run whose command line cannot be carried out, or asks for help.
fn refused(error: &clap::Error, language: Language) -> ExitCode {
    let Some(failure) = help::failure(error) else { error.exit() };
    Output::new(Format::Words).speaking(language).failure(&failure);
    failure.exit.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_hang_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_promised_command_line_is_understood() {
        for line in [
            "roster init consortium --name pilot.example --threshold 1",
            "roster add a.toml b.toml --roster consortium --quorum 3",
            "roster init desk --governors 0 --governor a.example+00000000+AA",
            "roster suspend a.example b.example --roster consortium",
            "roster close a.example",
            "roster reopen a.example",
            "roster remove a.example/m1 --roster consortium",
            "roster renew --valid-for 52w",
            "roster cut --from fork.evidence --roster consortium --offline",
            "roster cut --from https://127.0.0.1:7400 --log a.example/1 --roster consortium",
            "roster diff",
            "roster diff roster-1.note roster-2.note",
            "roster merge north.note south.note --roster consortium",
            "roster sign --roster consortium",
            "roster sign --roster roster-2.note --key g.key --hash 00 --offline --yes",
            "roster show consortium --json",
            "roster show --roster consortium",
            "trust pin roster.note --hash 00",
            "trust update --from https://127.0.0.1:7400 https://127.0.0.1:7401 --trust t",
            "template --kind sport-rank",
            "issue class.csv --commit --out issued --wait mirrored --node unix:/run/node.sock",
            "issue class.csv --commit --same-pupil 5,7 --again 9",
            "issue class.xlsx --worksheet 9А --profile headings.toml --map А=head --map Б=# --errors fix.xlsx",
            "template profile class.xlsx --worksheet 9А",
            "document export 1 2 --out issued",
            "document export --all --out issued",
            "reissue 7 --from corrected.csv --reason issued-in-error --note SAMPLE --node school --same-pupil --commit",
            "reissue 7 --duplicate --reason document-lost --json",
            "status revoke 7 8 --reason issued-in-error --yes",
            "status suspend 7 --reason unspecified",
            "status reinstate 7 --reason superseded --wait local",
            "verify a.attestat folder --max-age 7d --json",
            "audit https://127.0.0.1:7400 https://127.0.0.1:7401 --every-seal --json",
            "audit https://127.0.0.1:7400 --max-age 12h --evidence found --trust t",
            "fork check found/a.fork found/b.fork",
            "fork import found/a.fork --trust t",
            "fork report found/a.fork --to https://127.0.0.1:7400 https://127.0.0.1:7401 --json",
            "log ls https://127.0.0.1:7400",
            "log show https://127.0.0.1:7400 a.example/1 5 --count 3",
            "log proof https://127.0.0.1:7400 a.example/1 5",
            "status-of https://127.0.0.1:7400",
            "completions bash",
            "verify a.attestat --lang ru",
            "pupil ticket --pupil-ref 17 --node school --out letter.html --valid-days 14",
            "pupil ticket --document 7 --out letter.txt --yes",
            "pupil ticket --pupil-ref 18 --out letter.txt --new-pupil",
            "pupil show --person Образцов;Лев;;05.06.2009",
            "pupil merge number:17 document:7 --dry-run",
            "pupil ticket --sheet class.csv --node school --out letters",
            "pupil rebind --now --node school",
            "pupil erase --pupil-ref 17 --node school --out act --yes",
            "wallet new --child Лев --sheet sheet.html --yes --wallet family --passphrase-file pass",
            "wallet open --child Лев",
            "wallet ls --wallet family",
            "wallet passphrase --new-passphrase-file new",
            "wallet words --sheet again.txt",
            "wallet restore --child Лев --words words.txt",
            "wallet enrol letter.html --lang ru",
            "wallet enrol",
            "wallet sync --refresh",
            "wallet holdings --json",
            "wallet show 7",
            "wallet include 7 a.example:8",
            "wallet exclude --all",
            "wallet backup --to school-40.example --same-node",
            "wallet recover --from https://127.0.0.1:7400 --roster-hash 00",
            "wallet mailbox drop --at school-40.example",
            "share --to university.example --purpose admission --until 2027-08-31 --show family_name marks/Физика --document 7",
            "share --request request.json --grant birth_date marks/Физика --out answer.json",
            "share --request request.json --grant 1 --out shared.json --qr shared.png --yes",
            "share --to u.example --purpose p --until 2027-08-31 --show name --completeness a.example:2026",
            "shares ls --child Лев",
            "shares stop 00 --out withdrawal.json",
            "verify answers.zip --as University --request r.json --withdrawal w --csv a.csv --json-lines a.jsonl",
            "verify answers --receipt a.receipt --key a.key --replay https://a.example:7400 https://b.example:7400",
            "request --as University --purpose Admission --need family_name marks --optional birth_date --type secondary --until 2027-09-01 --out r.json --qr r.png",
            "receipt key --as admissions.example --out admissions.key",
            "receipt check a.receipt --key admissions.key.pub answers",
            "receipt check a.receipt answers --key a.pub --request r.json --withdrawal w --trust kept",
        ] {
            let words = core::iter::once("attestat").chain(line.split(' '));
            let parsed = Arguments::command().try_get_matches_from(words);
            assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
        }
    }

    #[test]
    fn every_command_that_is_printed_works_as_typed() {
        render::printed::assert_all_work(&Arguments::command());
    }

    #[test]
    fn a_slip_gets_the_nearest_command() {
        let error = Arguments::command().try_get_matches_from(["attestat", "verfy"]).unwrap_err().to_string();
        assert!(error.contains("'verify'"), "{error}");
    }
}
