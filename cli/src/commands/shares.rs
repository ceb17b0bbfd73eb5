//! `attestat shares`: lists what was shown to whom until when, and withdraws a consent.

use crate::commands::share::{Confirmation, Handover};
use crate::commands::wallet::{FilePlace, OpenWallet, WalletArgs, of_flow};
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::{Output, table};
use attestat_wallet::flow::FlowError;
use attestat_wallet::flow::share::stop as stop_share;
use attestat_wallet::share::{ConsentId, Share, ShareState};
use attestat_wallet::title::title;
use attestat_wallet::wallet::Wallet;
use attestat_words::dates;
use attestat_words::language::{Choose as _, Language};
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
    let language = out.language();
    let opened = OpenWallet::open(args, out)?;
    let now = clock::now();
    let rows: Vec<Vec<String>> =
        opened.wallet.shares().map(|share| row(share, &opened.wallet, now, language)).collect();
    if rows.is_empty() {
        out.words(language.choose("Nothing has been shown to anybody.", "Никому ничего не показано."));
    } else {
        let headings = language.choose(
            ["id", "to", "for", "until", "state", "what"],
            ["номер", "кому", "для чего", "до", "состояние", "что"],
        );
        out.words(&table(&headings, &rows));
    }
    let shares: Vec<Value> = opened.wallet.shares().map(|share| as_json(share, now)).collect();
    out.json("shares-ls", json!({ "shares": shares }));
    Ok(Exit::Done)
}

fn row(share: &Share, wallet: &Wallet, now: u64, language: Language) -> Vec<String> {
    let what = |shown: &attestat_wallet::share::Shown| {
        let name =
            wallet.document(&shown.document).map_or_else(|| shown.document.to_string(), |held| title(held, language));
        format!("{name}: {}", shown.fields.join(", "))
    };
    let mut shown: Vec<String> = share.shown.iter().map(what).collect();
    shown.extend(share.years.iter().map(|year| {
        language.choose(
            format!("yearly secret {}:{}", year.registry, year.year),
            format!("годовой секрет {}:{}", year.registry, year.year),
        )
    }));
    vec![
        first_digits(&share.id),
        share.audience.clone(),
        share.purpose.clone(),
        dates::day(share.until, language),
        state(share, now, language),
        shown.join("; "),
    ]
}

fn state(share: &Share, now: u64, language: Language) -> String {
    match share.state(now) {
        ShareState::Live => language.choose("in force", "действует").to_owned(),
        ShareState::Ended => language.choose("ended", "окончен").to_owned(),
        ShareState::Stopped(time) => {
            let day = dates::day(time, language);
            language.choose(format!("stopped {day}"), format!("отозван {day}"))
        }
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
    let language = out.language();
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let id = find(&opened.wallet, &args.id, language)?;
    let first = first_digits(&id);
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("withdrawal-{first}.json")));
    let (wallet, lock, file) = FilePlace::of(&mut opened);
    let stopped = Handover::new(&path, Confirmation::Given, out).run(stop_share(wallet, lock, id), Some(file));
    stopped.map_err(|error| not_stopped(error, &path, language))?;
    let to = opened.wallet.find_share(&id).map(|share| share.audience.clone()).unwrap_or_default();
    let file = path.display();
    out.words(&language.choose(
        format!("Withdrew the consent {first}. Send {file} to {to}: it must not use what you showed any more, and a check that is given the withdrawal says so.\nWhat was shown cannot be un-shown: who has the file can still read it."),
        format!("Согласие {first} отозвано. Отправьте {file} получателю {to}: пользоваться показанным он больше не вправе, и проверка, которой дан отзыв, это скажет.\nПоказанное назад не возьмёшь: у кого есть файл, тот может его прочесть."),
    ));
    out.json("shares-stop", json!({"id": id.to_string(), "withdrawal": path, "audience": to}));
    Ok(Exit::Done)
}

/// Failure for a withdrawal that was not made.
fn not_stopped(error: FlowError<Failure>, path: &Path, language: Language) -> Failure {
    match error {
        FlowError::Effect(failure) if failure.code == "already-there" => {
            let shown = path.display();
            let (what, todo) = language.choose(
                (failure.what, "Nothing was withdrawn: name another file with `--out FILE`."),
                (
                    format!("{shown} уже есть и не будет перезаписан.").into(),
                    "Ничего не отозвано: назовите другой файл: `--out ФАЙЛ`.",
                ),
            );
            Failure { what, todo: todo.into(), ..failure }
        }
        other => of_flow(other, None, language),
    }
}

/// Enough of an id to tell a family's shares apart.
pub(crate) fn first_digits(id: &ConsentId) -> String {
    id.to_string().chars().take(8).collect()
}

/// Finds the one share whose id begins so.
fn find(wallet: &Wallet, text: &str, language: Language) -> Result<ConsentId, Failure> {
    let begins = |share: &&Share| !text.is_empty() && share.id.to_string().starts_with(&text.to_lowercase());
    let found: Vec<ConsentId> = wallet.shares().filter(begins).map(|share| share.id).collect();
    match found.as_slice() {
        [id] => Ok(*id),
        _ => {
            let (what, todo) = language.choose(
                (
                    "There is no such share, or several begin so",
                    "See them with `attestat shares ls`, and give more digits.",
                ),
                (
                    "Такого показа нет, или так начинаются несколько",
                    "Посмотрите их: `attestat shares ls`, и дайте больше цифр.",
                ),
            );
            Err(Failure::usage("no-such-share", what, todo))
        }
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
            let failure = not_stopped(there, Path::new("withdrawal.json"), language);
            assert!(failure.code == "already-there" && failure.todo.to_string().contains("--out"), "{failure}");
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
