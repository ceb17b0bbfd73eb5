//! `attestat shares`: lists what was shown to whom until when, and withdraws a consent.

use crate::commands::share::{Confirmation, Handover};
use crate::commands::wallet::{FilePlace, OpenWallet, WalletArgs, of_flow};
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::day::Day;
use attestat_wallet::flow::FlowError;
use attestat_wallet::flow::share::stop as stop_share;
use attestat_wallet::share::{ConsentId, Share, ShareState, Shown};
use attestat_wallet::title::{label, title};
use attestat_wallet::wallet::Wallet;
use attestat_words::dates;
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Commands on shares.
#[derive(clap::Subcommand)]
pub(crate) enum SharesCommand {
    /// List what was shown to whom, for what and until when
    Ls(WalletArgs),
    /// Withdraw the consent of a share: writes a signed withdrawal for the receiver
    Stop(StopArgs),
}

/// Arguments of `shares stop`.
#[derive(clap::Args)]
pub(crate) struct StopArgs {
    /// The share, as `shares ls` lists it; its first digits are enough
    id: String,
    /// File for the withdrawal [default: withdrawal-<first digits>.json]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Runs a shares command.
pub(crate) fn run(command: &SharesCommand, out: &Output) -> Result<Exit, Failure> {
    match command {
        SharesCommand::Ls(args) => ls(args, out),
        SharesCommand::Stop(args) => stop(args, out),
    }
}

fn ls(args: &WalletArgs, out: &Output) -> Result<Exit, Failure> {
    let opened = OpenWallet::open(args, out)?;
    let now = clock::now();
    let rows: Vec<Vec<String>> =
        opened.wallet.shares().map(|share| row(share, &opened.wallet, now, out.language())).collect();
    if rows.is_empty() {
        out.words(&text!("shares-none"));
    } else {
        let headings = [
            text!("shares-heading-id"),
            text!("shares-heading-to"),
            text!("shares-heading-for"),
            text!("shares-heading-until"),
            text!("shares-heading-state"),
            text!("shares-heading-what"),
        ];
        out.words(&out.table(headings, &rows));
    }
    let shares: Vec<Value> = opened.wallet.shares().map(|share| as_json(share, now)).collect();
    out.json("shares-ls", json!({ "shares": shares }));
    Ok(Exit::Done)
}

fn row(share: &Share, wallet: &Wallet, now: u64, language: Language) -> Vec<String> {
    let what = |shown: &Shown| match wallet.document(&shown.document) {
        Some(held) => {
            let fields: Vec<String> = shown.fields.iter().map(|path| label(held, path, language)).collect();
            format!("{}: {}", title(held, language), fields.join(", "))
        }
        None => format!("{}: {}", shown.document, shown.fields.join(", ")),
    };
    let years = share
        .years
        .iter()
        .map(|year| say!(language, "shares-year", registry = year.registry.as_str(), year = u32::from(year.year)));
    let shown: Vec<String> = share.shown.iter().map(what).chain(years).collect();
    vec![
        first_digits(&share.id),
        share.audience.clone(),
        share.purpose.clone(),
        dates::day(share.until, language),
        state(share, now).told(language),
        shown.join("; "),
    ]
}

fn state(share: &Share, now: u64) -> Text {
    match share.state(now) {
        ShareState::Live => text!("shares-live"),
        ShareState::Ended => text!("shares-ended"),
        ShareState::Stopped(time) => text!("shares-stopped", day = Day::of_unix_seconds(time)),
    }
}

fn as_json(share: &Share, now: u64) -> Value {
    let state = match share.state(now) {
        ShareState::Live => "live",
        ShareState::Ended => "ended",
        ShareState::Stopped(_) => "stopped",
    };
    let shown: Vec<Value> =
        share.shown.iter().map(|one| json!({"id": one.document.to_string(), "fields": one.fields})).collect();
    let years: Vec<Value> =
        share.years.iter().map(|year| json!({"registry": year.registry.as_str(), "year": year.year})).collect();
    json!({
        "id": share.id.to_string(), "audience": share.audience, "purpose": share.purpose, "made_at": share.made_at,
        "until": share.until, "stopped_at": share.stopped_at, "state": state, "shown": shown,
        "year_secrets": years,
    })
}

fn stop(args: &StopArgs, out: &Output) -> Result<Exit, Failure> {
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let id = find(&opened.wallet, &args.id)?;
    let first = first_digits(&id);
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("withdrawal-{first}.json")));
    let (wallet, lock, file) = FilePlace::of(&mut opened);
    let stopped = Handover::new(&path, Confirmation::Given, out).run(stop_share(wallet, lock, id), Some(file));
    stopped.map_err(|error| not_stopped(error, &path))?;
    let to = opened.wallet.find_share(&id).map(|share| share.audience.clone()).unwrap_or_default();
    out.words(&text!("shares-withdrawn", first = first, file = &path, to = &to));
    out.json("shares-stop", json!({"id": id.to_string(), "withdrawal": path, "audience": to}));
    Ok(Exit::Done)
}

/// Failure for a withdrawal that was not made.
fn not_stopped(error: FlowError<Failure>, path: &Path) -> Failure {
    match error {
        FlowError::Effect(failure) if failure.code == "already-there" => Failure {
            what: text!("shares-already-there", path = path),
            todo: text!("shares-already-there.next"),
            ..failure
        },
        other => of_flow(other, None),
    }
}

/// Enough of an id to tell a family's shares apart.
pub(crate) fn first_digits(id: &ConsentId) -> String {
    id.to_string().chars().take(8).collect()
}

/// Finds the one share whose id begins so.
fn find(wallet: &Wallet, text: &str) -> Result<ConsentId, Failure> {
    let begins = |share: &&Share| !text.is_empty() && share.id.to_string().starts_with(&text.to_lowercase());
    let found: Vec<ConsentId> = wallet.shares().filter(begins).map(|share| share.id).collect();
    match found.as_slice() {
        [id] => Ok(*id),
        _ => Err(Failure::usage("no-such-share", text!("shares-no-such"), text!("shares-no-such.next"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_ledger::name::RegistryId;
    use attestat_wallet::share::YearGrant;

    #[test]
    fn a_withdrawal_in_the_way_of_a_file_names_the_argument() {
        for language in [Language::English, Language::Russian] {
            let there = FlowError::Effect(Failure::usage("already-there", "It is there", ""));
            let failure = not_stopped(there, Path::new("withdrawal.json"));
            assert!(failure.code == "already-there" && failure.todo.told(language).contains("--out"), "{failure}");
        }
    }

    #[test]
    fn a_yearly_secret_that_was_given_is_listed_for_programs_too() {
        let share = Share {
            id: ConsentId::from_bytes([3; 16]),
            audience: "University (SAMPLE)".to_owned(),
            nonce: "n".to_owned(),
            purpose: "Admission".to_owned(),
            until: 8,
            made_at: 7,
            stopped_at: None,
            shown: Vec::new(),
            years: vec![YearGrant { registry: RegistryId::parse("school-12.example").unwrap(), year: 2026 }],
        };
        let listed = as_json(&share, 7);
        assert_eq!(listed["year_secrets"], json!([{"registry": "school-12.example", "year": 2026}]));
    }
}
