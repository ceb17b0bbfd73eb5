//! `receipt check`: answers whether the receipt is whole, who signed it, and whether everything is as it records it.

use super::{CheckArgs, key};
use crate::commands::request;
use crate::commands::trust::TrustStore;
use crate::commands::verify;
use crate::files::disk;
use crate::machine::parallel::Cores;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::receipt::compare::{Comparison, Supplied, TrustOfThen, compare};
use attestat_checking::receipt::form::RECEIPT_BYTES_MAX;
use attestat_checking::receipt::read::{Edition, Receipt, ReceiptError};
use attestat_checking::receipt::report::{CheckOutcome, ReceiptSignature, as_json, outcome, words};
use attestat_credential::trust::Trust;
use attestat_ledger::day::Day;
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use attestat_words::{faults, say, text};
use serde_json::Value;
use std::path::Path;

/// Checks a receipt, and those of its inputs that are given.
pub(super) fn run(args: &CheckArgs, out: &Output) -> Result<Exit, Failure> {
    let checked = check(args, out)?;
    out.words(&checked.words);
    out.json("receipt-check", checked.json);
    Ok(checked.exit)
}

/// The outcome of a check.
pub(super) struct CheckedReceipt {
    /// The program's end.
    pub(super) exit: Exit,
    /// Words for people.
    pub(super) words: String,
    /// JSON for programs.
    pub(super) json: Value,
}

/// Checks without saying anything.
pub(super) fn check(args: &CheckArgs, out: &Output) -> Result<CheckedReceipt, Failure> {
    let bytes = disk::read(&args.receipt, RECEIPT_BYTES_MAX)?;
    let receipt = Receipt::parse(&bytes).map_err(|error| refused(args, &error))?;
    let key = args.key.as_deref().map(key::given).transpose()?;
    let signed = ReceiptSignature::check(&receipt, key).map_err(|error| Failure::internal(faults::note(&error)))?;
    let compared = compared(&receipt, args, out)?;
    let exit = match outcome(&receipt, &signed, &compared) {
        CheckOutcome::AsRecorded => Exit::Done,
        CheckOutcome::ListsOthers => Exit::Listed,
        CheckOutcome::NotAllChecked => Exit::Amber,
        CheckOutcome::NotAsRecorded => Exit::Red,
    };
    let words = words(&receipt, &signed, &compared, &out.style());
    Ok(CheckedReceipt { exit, words, json: as_json(&receipt, &signed, &compared, exit.code()) })
}

/// Reads everything that is given, and compares it.
fn compared(receipt: &Receipt, args: &CheckArgs, out: &Output) -> Result<Comparison, Failure> {
    let inputs = if args.path.is_empty() { None } else { Some(verify::collect(&args.path)?) };
    let request = args.request.as_deref().map(request::read).transpose()?;
    let (mut folder, mut withdrawals, mut withdrawal_hashes) = (None, Vec::new(), Vec::new());
    // A receipt of the earlier format names neither.
    if receipt.edition == Edition::Second {
        (withdrawals, withdrawal_hashes) = verify::read_withdrawals(&args.withdrawal)?;
        folder = args.trust.as_deref().map(folder_at).transpose()?;
    }
    let given = Supplied {
        inputs: inputs.as_ref(),
        request: request.as_ref(),
        withdrawals: &withdrawals,
        withdrawal_hashes: &withdrawal_hashes,
        folder: folder.as_ref(),
    };
    let bar = out.progress(0, &say!(out.language(), "progress-files"));
    compare(receipt, &given, &Cores::showing(bar))
}

fn folder_at(path: &Path) -> Result<TrustStore, Failure> {
    if !path.is_dir() {
        let what = text!("receipt-no-folder", path = path);
        return Err(Failure::usage("no-such-folder", what, text!("receipt-no-folder.next")));
    }
    TrustStore::at(Some(path))
}

impl TrustOfThen for TrustStore {
    type Error = Failure;

    fn roster_with(&self, hash: &RosterHash) -> Result<Option<PinnedRoster>, Failure> {
        Self::roster_with(self, hash)
    }

    fn roster_on(&self, day: Day) -> Result<Option<PinnedRoster>, Failure> {
        Self::roster_on(self, day)
    }

    fn trust_by(&self, roster: PinnedRoster, max_age_seconds: u64) -> Result<Trust, Failure> {
        verify::read_trust_by(roster, self, max_age_seconds)
    }
}

fn refused(args: &CheckArgs, error: &ReceiptError) -> Failure {
    let exit = match error {
        ReceiptError::ListChanged | ReceiptError::Counts | ReceiptError::Missing(_) => Exit::Red,
        ReceiptError::NotAReceipt | ReceiptError::Note(_) | ReceiptError::Line(_) | ReceiptError::Value(_) => {
            Exit::Grey
        }
    };
    let what = text!("receipt-refused", path = &args.receipt, why = error.words());
    Failure::new(exit, "receipt", what, text!("receipt-refused.next"))
}
