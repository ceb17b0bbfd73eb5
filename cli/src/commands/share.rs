//! `attestat share`: chosen fields, for one receiver, for one purpose, until one day.
//!
//! Nothing is made before exactly what will be seen has stood on the screen and somebody said yes.

mod failures;
mod handover;
mod request;
#[cfg(test)]
mod tests;

use crate::commands::code::{Code, refuse_any_there, unusable, write_all};
use crate::commands::wallet::{FilePlace, OpenWallet, WalletArgs};
use crate::files::disk::{self, Readers};
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::help::Worded;
use crate::render::output::Output;
use attestat_credential::presentation::Presentation;
use attestat_credential::presentation::packing::pack;
use attestat_credential::presentation::reasons;
use attestat_wallet::flow::share::share;
use attestat_wallet::share::choose::{self, Picked};
use attestat_wallet::share::{Pick, Proposal, Shared, YearGrant, words};
use attestat_wallet::told::shares::first_digits;
use attestat_wallet::told::sharing::{choose as choose_problem, end, refuse_endless};
use attestat_wallet::wallet::Wallet;
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::json;
use std::path::PathBuf;

pub(crate) use handover::{Confirmation, Handover};

/// An argument that must be there, unless a request says what it would: a slip then names both.
fn or_a_request(argument: &'static str) -> clap::ArgGroup {
    clap::ArgGroup::new(format!("{argument}-or-request")).args([argument, "request"]).required(true).multiple(true)
}

/// Arguments of `share`.
#[derive(clap::Args)]
#[command(groups = ["to", "purpose", "until", "show"].map(or_a_request))]
pub(crate) struct ShareArgs {
    /// The receiver, as it names itself
    #[arg(long, value_name = "NAME", conflicts_with = "request")]
    to: Option<String>,
    /// What the receiver may use it for, in one sentence
    #[arg(long, value_name = "TEXT", conflicts_with = "request")]
    purpose: Option<String>,
    /// The last day on which the receiver may rely on it: 2027-08-31 or 31.08.2027
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Fields to show, as `wallet show ID` lists them: family_name, marks/Физика; ID=FIELD for one document
    /// alone, `all` for everything
    #[arg(long, value_name = "FIELD", num_args = 1.., conflicts_with = "request")]
    show: Vec<String>,
    /// Only these documents [default: every one of the portfolio that has such a field]
    #[arg(long, value_name = "ID", num_args = 1..)]
    document: Vec<String>,
    /// Answer a request: its file, or pictures (PNG or JPEG) of its codes
    #[arg(long, value_name = "FILE", num_args = 1..)]
    request: Vec<PathBuf>,
    /// Show these optional fields too, by the numbers that are listed or by name; without it each is asked about
    #[arg(long, value_name = "FIELD", num_args = 1.., requires = "request")]
    grant: Vec<String>,
    /// Give the yearly secret of a registry, so that the receiver sees whether records were left out
    #[arg(long, value_name = "REGISTRY:YEAR", num_args = 1.., value_parser = parse_year)]
    completeness: Vec<YearGrant>,
    /// File for the presentation, which must not be there yet
    #[arg(long, value_name = "FILE", default_value = "shared.attestat-presentation")]
    out: PathBuf,
    /// Also as QR code, a picture (PNG); several, numbered, where one does not hold all
    #[arg(long, value_name = "PNG")]
    qr: Option<PathBuf>,
    /// Also as QR code here in the terminal, where it is wide enough: up to 105 columns
    #[arg(long)]
    terminal: bool,
    /// Do not ask; the preview is printed all the same
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    wallet: WalletArgs,
}

fn parse_year(text: &str) -> Result<YearGrant, Worded> {
    choose::parse_year(text).map_err(|_| Worded(text!("value-year")))
}

/// Shows what the receiver will see, asks, makes the presentation, notes it, and writes it.
pub(crate) fn run(args: &ShareArgs, out: &Output) -> Result<Exit, Failure> {
    let now = clock::now();
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    // Before anybody is asked: what cannot be written is not worth a question.
    refuse_taken(args)?;
    let proposal = proposal(args, &opened, now, out)?;
    let mut sharing = Handover::new(&args.out, if args.yes { Confirmation::Given } else { Confirmation::Asked }, out);
    let (wallet, lock, file) = FilePlace::of(&mut opened);
    let shared = sharing.run(share(wallet, lock, &proposal, out.language()), Some(file));
    let shared = shared.map_err(|error| failures::flow(error, &args.out))?;
    let codes = codes(&shared.presentation, args, out)?;
    say(args, &proposal, &shared, &codes, &opened, out);
    Ok(Exit::Done)
}

/// Refuses to go on where a file that would be made is there already.
fn refuse_taken(args: &ShareArgs) -> Result<(), Failure> {
    disk::refuse_there(&args.out).map_err(|failure| failures::place(failure, &args.out))?;
    disk::refuse_twice(
        &[Some(&args.out), args.qr.as_ref()].into_iter().flatten().map(PathBuf::as_path).collect::<Vec<_>>(),
    )?;
    match &args.qr {
        Some(path) => refuse_any_there(path).map_err(failures::picture),
        None => Ok(()),
    }
}

/// The proposal to share: as the command says, or as the request asks.
fn proposal(args: &ShareArgs, opened: &OpenWallet, now: u64, out: &Output) -> Result<Proposal, Failure> {
    let until = args.until.as_deref().map(|text| end(text, now)).transpose()?;
    let mut proposal = if args.request.is_empty() {
        Proposal {
            audience: args.to.clone().unwrap_or_default(),
            nonce: None,
            purpose: args.purpose.clone().unwrap_or_default(),
            until: until.unwrap_or_default(),
            picks: picks(args, &opened.wallet, out)?,
            years: Vec::new(),
        }
    } else {
        request::proposal(args, &opened.wallet, until, now, out)?
    };
    proposal.years = args.completeness.clone();
    refuse_endless(proposal.until, now)?;
    Ok(proposal)
}

/// The fields that the command picks; says which documents are left out for a newer one.
fn picks(args: &ShareArgs, wallet: &Wallet, out: &Output) -> Result<Vec<Pick>, Failure> {
    let picked = choose::picks(wallet, &args.show, &args.document);
    let Picked { picks, replaced } = picked.map_err(|error| choose_problem(&error))?;
    for (id, newer) in &replaced {
        out.remark(&text!("share-left-out", id = id.to_string(), newer = newer.to_string()));
    }
    Ok(picks)
}

/// Draws the codes that were asked for; says so where the presentation does not fit.
fn codes(presentation: &Presentation, args: &ShareArgs, out: &Output) -> Result<Vec<PathBuf>, Failure> {
    if args.qr.is_none() && !args.terminal {
        return Ok(Vec::new());
    }
    let frames = match pack(presentation) {
        Ok(frames) => frames,
        Err(error) => {
            out.warning(&text!("share-no-codes", why = reasons::pack(&error), file = &args.out));
            return Ok(Vec::new());
        }
    };
    let write = |path: &PathBuf| {
        refuse_any_there(path).map_err(failures::picture)?;
        write_all(&frames, path, Readers::Owner)
    };
    let written = args.qr.as_ref().map(write).transpose()?;
    if args.terminal {
        for (number, frame) in (1..).zip(&frames) {
            let (code, of) = (Code::of(frame).map_err(|error| unusable(&error))?, frames.len());
            let have = out.columns().unwrap_or(usize::MAX);
            match code.terminal(have) {
                Some(drawn) => out.words(&format!("{number}/{of}\n{drawn}")),
                None => out.warning(&text!("share-too-wide", need = code.columns(), have = have)),
            }
        }
    }
    Ok(written.unwrap_or_default())
}

fn say(args: &ShareArgs, proposal: &Proposal, shared: &Shared, codes: &[PathBuf], opened: &OpenWallet, out: &Output) {
    let (id, to) = (first_digits(&shared.id), plain(&proposal.audience));
    let mut lines = vec!["".into(), text!("share-made", file = &args.out, to = to)];
    let list = codes.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    lines.extend(match codes.len() {
        0 => None,
        1 => Some(text!("share-code", list = list)),
        count => Some(text!("share-codes", count = count, list = list)),
    });
    lines.push(text!("share-noted", id = id));
    out.words(&Text::listed(lines, "\n"));
    out.json(
        "share",
        json!({
            "id": shared.id.to_string(), "file": args.out, "codes": codes, "audience": proposal.audience,
            "purpose": proposal.purpose, "until": proposal.until,
            "preview": words::as_json(&shared.preview, &opened.wallet, out.language()),
        }),
    );
}
