//! The recovery sheet: the 24 words, their meaning, warnings, and the way to recover.

use attestat_ledger::roster::RosterHash;
use attestat_words::text::Text;
use attestat_words::{say, text};

use super::{Language, Page, QrCode, Writer};
use crate::seed::Mnemonic;

/// Words in a row of the sheet.
const COLUMNS: usize = 4;

/// Facts that a recovery needs beside the words.
pub struct WayBack<'a> {
    /// Addresses of nodes, the keys with them.
    pub addresses: &'a [String],
    /// The roster in force.
    pub roster: RosterHash,
    /// [`WayBack::command`] as a QR code, if one was drawn.
    pub code: Option<QrCode<'a>>,
}

impl WayBack<'_> {
    /// Command that recovers, which a telephone reads from the code.
    pub fn command(addresses: &[String], roster: &RosterHash) -> String {
        format!("attestat wallet recover --from {} --roster-hash {roster}", addresses.join(" "))
    }
}

/// Makes the recovery sheet of one child. The words go into the page by themselves, and through no message; `label` is the family's name for the child. Facts that are not known yet are
/// left blank, for a pencil.
pub fn recovery_sheet(words: &Mnemonic, label: &str, back: Option<&WayBack<'_>>, language: Language) -> Page {
    let cells: Vec<&str> = words.expose_words().collect();
    let mut page = Writer::new(language, &text!("sheet-title", label = label));
    page.paragraph(&text!("sheet-why"));
    page.cells(COLUMNS, &cells);
    page.paragraph(&text!("sheet-order"));
    rules(&mut page);
    steps(&mut page);
    match back {
        Some(back) => filled(&mut page, back, language),
        None => blank(&mut page, language),
    }
    page.finish()
}

/// Writes the rules: what never to do with the words, and where to keep them.
fn rules(page: &mut Writer) {
    page.heading(&text!("sheet-never"));
    page.list(&[text!("sheet-never-tell"), text!("sheet-never-type"), text!("sheet-never-together")]);
    page.heading(&text!("sheet-keep"));
    page.paragraph(&text!("sheet-where"));
}

/// Writes the steps of a recovery.
fn steps(page: &mut Writer) {
    page.heading(&text!("sheet-recover"));
    page.list(&[text!("sheet-restore"), text!("sheet-then"), text!("sheet-lost"), text!("sheet-stranger")]);
}

/// Writes addresses and hash as they were when the sheet was made.
fn filled(page: &mut Writer, back: &WayBack<'_>, language: Language) {
    page.paragraph(&text!("sheet-needs"));
    let addresses = back.addresses.iter().map(|address| text!("sheet-address", address = address));
    let hash = text!("sheet-hash", hash = back.roster.to_string());
    page.block(&Text::listed(addresses.chain([hash]), "\n").told(language));
    if let Some(code) = &back.code {
        page.paragraph(&text!("sheet-as-code"));
        page.picture(code);
    }
}

/// Writes blank lines for a pencil.
fn blank(page: &mut Writer, language: Language) {
    page.paragraph(&text!("sheet-write"));
    page.block(&say!(language, "sheet-blank"));
}
