//! The recovery sheet as a file.

use super::opened::{OpenWallet, WalletArgs};
use super::roster::FamilyTrust;
use crate::commands::code::{Code, PAPER_COLUMNS};
use crate::files::disk::Reserved;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::roster::RosterHash;
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::flow::reach::{current, newest};
use attestat_wallet::seed::Mnemonic;
use attestat_wallet::sheet::{QrCode, WayBack, recovery_sheet};
use attestat_wallet::wallet::Wallet;
use attestat_words::language::Language;
use attestat_words::text;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Most addresses on a sheet: one that does not answer any more is no loss.
const ADDRESSES_MAX: usize = 3;

/// Arguments of `wallet words`.
#[derive(clap::Args)]
pub(crate) struct WordsArgs {
    /// File for the recovery sheet: .html for a page to print, any other ending for text
    #[arg(long, value_name = "FILE", default_value = "recovery-sheet.html")]
    sheet: PathBuf,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// `attestat wallet words`: writes the recovery sheet again, where the paper was lost and the wallet was not.
pub(super) fn run(args: &WordsArgs, out: &Output) -> Result<Exit, Failure> {
    let opened = OpenWallet::open(&args.wallet, out)?;
    let back = known_way_back(&opened.wallet, &FamilyTrust::of(&opened.folder)?);
    write(&args.sheet, opened.wallet.mnemonic(), &opened.label, back.as_ref(), out.language())?.finish()?;
    out.words(&text!("sheet-written", sheet = &args.sheet));
    out.json("wallet-words", json!({"child": opened.label.as_str(), "sheet": args.sheet}));
    Ok(Exit::Done)
}

/// Addresses of nodes that know the child, and the roster that says so.
pub(super) struct KnownWayBack {
    addresses: Vec<String>,
    roster: RosterHash,
}

/// Returns what is known of a way back, where a roster is in force and the child is enrolled somewhere.
fn known_way_back(wallet: &Wallet, trust: &FamilyTrust) -> Option<KnownWayBack> {
    let roster = trust.roster()?.hash();
    let addresses: Vec<String> = newest(wallet)
        .into_iter()
        .map(|enrolment| current(trust.pinned(), enrolment).address)
        .take(ADDRESSES_MAX)
        .collect();
    (!addresses.is_empty()).then_some(KnownWayBack { addresses, roster })
}

/// Writes the sheet to a file that is not there yet, for the owner alone; it stays when the caller finishes it.
pub(super) fn write(
    path: &Path,
    words: &Mnemonic,
    label: &ChildLabel,
    back: Option<&KnownWayBack>,
    language: Language,
) -> Result<Reserved, Failure> {
    let mut place = Reserved::new(path).map_err(|failure| taken(failure, path))?;
    let drawn = back.and_then(|back| Code::of(WayBack::command(&back.addresses, &back.roster).as_bytes()).ok());
    let (svg, text) =
        drawn.map_or_else(Default::default, |code| (code.svg(), code.terminal(PAPER_COLUMNS).unwrap_or_default()));
    let code = (!svg.is_empty()).then_some(QrCode { svg: &svg, text: &text });
    let back = back.map(|back| WayBack { addresses: &back.addresses, roster: back.roster, code });
    let page = recovery_sheet(words, label.as_str(), back.as_ref(), language);
    let is_html = path.extension().is_some_and(|ending| ending == "html" || ending == "htm");
    place.write(if is_html { page.html.as_bytes() } else { page.text.as_bytes() })?;
    Ok(place)
}

fn taken(failure: Failure, path: &Path) -> Failure {
    if failure.code != "already-there" {
        return failure;
    }
    Failure::usage(&failure.code, text!("sheet-already-there", path = path), text!("sheet-already-there.next"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::wallet::fixture::{Listed, enrolment, nowhere, opened};

    #[test]
    fn the_sheet_has_the_address_and_the_hash_that_the_program_knows() {
        let folder = tempfile::tempdir().unwrap();
        let mut opened = opened(folder.path());
        let without = FamilyTrust::of(&opened.folder).unwrap();
        let moved = nowhere().replace(":1#", ":2#");
        opened.wallet.note_enrolment(enrolment(&nowhere())).unwrap();
        assert!(known_way_back(&opened.wallet, &without).is_none(), "nobody says which roster is believed");
        let listed = Listed::version(1, None, [&moved, ""]);
        let trust = listed.in_force(folder.path());
        let back = known_way_back(&opened.wallet, &trust).unwrap();
        let path = folder.path().join("sheet.html");
        write(&path, opened.wallet.mnemonic(), &opened.label, Some(&back), Language::English)
            .unwrap()
            .finish()
            .unwrap();
        let page = std::fs::read_to_string(&path).unwrap();
        assert!(page.contains(&moved) && page.contains(&listed.note().1.to_string()) && page.contains("<svg "));
        assert!(!page.contains("____") && !page.contains(&nowhere()));
    }
}
