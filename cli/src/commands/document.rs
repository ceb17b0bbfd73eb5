//! `attestat document export`: document files with the newest proofs.

pub(crate) mod files;

use crate::commands::registrar::{Desk, NodeArgs, parse_slot};
use crate::files::disk::{self, Readers};
use crate::net::remote::runtime;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::status::Status;
use attestat_wire::v1::{self, export_response::LeftOut};
use attestat_words::text::Text;
use attestat_words::{say, text};
use files::DocumentFiles;
use serde_json::json;
use std::path::PathBuf;

/// Commands on documents.
#[derive(clap::Subcommand)]
pub(crate) enum DocumentCommand {
    /// Write .attestat files again, with the newest proofs
    Export(ExportArgs),
}

/// Arguments of `document export`.
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("exported").args(["id", "all"]).required(true))]
pub(crate) struct ExportArgs {
    /// Ids of documents
    #[arg(value_parser = parse_slot)]
    id: Vec<u32>,
    /// Every document of the registry
    #[arg(long)]
    all: bool,
    /// Folder for the files
    #[arg(long, value_name = "DIR", default_value = "issued")]
    out: PathBuf,
    #[command(flatten)]
    node: NodeArgs,
}

/// Runs a document command.
pub(crate) fn run(command: &DocumentCommand, out: &Output) -> Result<Exit, Failure> {
    let DocumentCommand::Export(args) = command;
    disk::make_folder(&args.out, Readers::Owner)?;
    let exported = runtime()?.block_on(export(args, out))?;
    let count = exported.written.len();
    out.words(&text!("document-written", documents = count, folder = &args.out));
    let written = exported.written.iter().map(|written| (written.slot, written.status));
    not_in_force(written).iter().for_each(|words| out.words(words));
    exported.say_what_waits(out);
    exported.say_what_was_left_out(out);
    let files: Vec<_> = exported
        .written
        .iter()
        .map(|Written { slot, path, status, replaced_by, unconfirmed, successor_unknown }| {
            let replaced_by = (*replaced_by > 0).then_some(replaced_by);
            json!({"id": slot, "file": path, "status": status, "replaced_by": replaced_by, "unconfirmed": unconfirmed, "successor_unknown": successor_unknown})
        })
        .collect();
    let Exported { prepared, unreadable, files: beside, .. } = &exported;
    out.json(
        "document-export",
        json!({"documents": files, "prepared": prepared, "unreadable": unreadable, "earlier_replaced": beside.replaced, "earlier_left": beside.left}),
    );
    Ok(exported.exit())
}

/// Outcome of an export.
struct Exported {
    /// The files.
    written: Vec<Written>,
    /// Documents that an interrupted request left prepared: nobody issued them yet.
    prepared: Vec<u32>,
    /// Documents that the node's vault cannot read.
    unreadable: Vec<u32>,
    /// The folder, and what lay in it under the names of these documents.
    files: DocumentFiles,
}

impl Exported {
    /// Exit of the command: a document that was issued and could not be written is a gap; one that was never issued is
    /// none.
    fn exit(&self) -> Exit {
        if self.unreadable.is_empty() { Exit::Done } else { Exit::Amber }
    }

    fn say_what_waits(&self, out: &Output) {
        let written = &self.written;
        let said = [self.files.words(), replaced_words(written), unknown_words(written), unconfirmed_words(written)];
        said.iter().flatten().for_each(|words| out.remark(words));
    }

    fn say_what_was_left_out(&self, out: &Output) {
        let ids = |slots: &[u32]| slots.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        if !self.prepared.is_empty() {
            let ids = ids(&self.prepared);
            out.remark(&text!("document-prepared", ids = ids));
        }
        if !self.unreadable.is_empty() {
            let ids = ids(&self.unreadable);
            out.warning(&text!("document-unreadable", ids = ids));
        }
    }
}

/// A file that was written.
struct Written {
    slot: u32,
    path: PathBuf,
    /// 0 valid, 1 revoked, 2 suspended.
    status: u32,
    /// Slot of the document that took its place; 0 if none did.
    replaced_by: u32,
    /// True if other organisations have yet to confirm it.
    unconfirmed: bool,
    /// True if the node cannot read the document that took its place, if there is any.
    successor_unknown: bool,
}

/// Words about files that cannot be told to be the newest; none where all can.
fn unknown_words(written: &[Written]) -> Option<Text> {
    let unknown = written.iter().filter(|written| written.successor_unknown);
    let ids = unknown.map(|written| written.slot.to_string()).collect::<Vec<_>>().join(", ");
    (!ids.is_empty()).then(|| text!("document-successor-unknown", ids = ids))
}

/// Words about files that a newer document stands in the place of; none where there is no such file.
fn replaced_words(written: &[Written]) -> Option<Text> {
    let replaced = written.iter().filter(|written| written.replaced_by > 0);
    let pairs: Vec<Text> = replaced
        .map(|Written { slot, replaced_by, .. }| {
            text!("document-replaced-pair", slot = *slot, replaced_by = *replaced_by)
        })
        .collect();
    (!pairs.is_empty()).then(|| text!("document-replaced", pairs = Text::listed(pairs, ", ")))
}

/// Words about files that are not confirmed yet; none where all are.
fn unconfirmed_words(written: &[Written]) -> Option<Text> {
    let waiting = written.iter().filter(|written| written.unconfirmed);
    let ids: Vec<String> = waiting.map(|written| written.slot.to_string()).collect();
    (!ids.is_empty()).then(|| {
        let (listed, again) = (ids.join(", "), ids.join(" "));
        text!("document-unconfirmed", listed = listed, again = again)
    })
}

/// Words about the written files, given by slot and status, that are not in force; none where all are.
pub(crate) fn not_in_force(written: impl Iterator<Item = (u32, u32)> + Clone) -> Vec<Text> {
    let ids = |status: Status| {
        let ids = written.clone().filter(|(_, written)| *written == status as u32);
        let ids = ids.map(|(slot, _)| slot.to_string()).collect::<Vec<_>>().join(", ");
        (!ids.is_empty()).then_some(ids)
    };
    let revoked = ids(Status::Revoked).map(|ids| text!("document-revoked-files", ids = ids));
    let suspended = ids(Status::Suspended).map(|ids| text!("document-suspended-files", ids = ids));
    revoked.into_iter().chain(suspended).collect()
}

/// Mark in the name of a file whose document is not in force.
pub(crate) fn marked(status: u32) -> Option<&'static str> {
    match u8::try_from(status).ok().and_then(Status::parse) {
        Some(Status::Revoked) => Some("revoked"),
        Some(Status::Suspended) => Some("suspended"),
        Some(Status::Valid) | None => None,
    }
}

async fn export(args: &ExportArgs, out: &Output) -> Result<Exported, Failure> {
    let desk = Desk::open(&args.node).await?;
    let request = v1::ExportRequest { registry: desk.registry.clone(), slots: args.id.clone() };
    let call = desk.remote.registrar().export(request).await;
    let mut incoming = call.map_err(|status| desk.remote.refusal(status))?.into_inner();
    let bar = out.progress(args.id.len() as u64, &say!(out.language(), "output-documents"));
    let files = DocumentFiles::within(&args.out);
    let mut exported = Exported { written: Vec::new(), prepared: Vec::new(), unreadable: Vec::new(), files };
    while let Some(answer) = incoming.message().await.map_err(|status| desk.remote.refusal(status))? {
        match answer.left_out() {
            LeftOut::Unspecified => {
                let path = exported.files.write(answer.slot, &answer.document, answer.status)?;
                let v1::ExportResponse { slot, status, replaced_by, unconfirmed, successor_unknown, .. } = answer;
                exported.written.push(Written { slot, path, status, replaced_by, unconfirmed, successor_unknown });
            }
            LeftOut::Prepared => exported.prepared.push(answer.slot),
            LeftOut::Unreadable => exported.unreadable.push(answer.slot),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(exported)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::language::Language;

    #[test]
    fn an_export_says_what_waits_and_what_was_replaced() {
        let written = |slot, replaced_by, unconfirmed| Written {
            slot,
            path: PathBuf::new(),
            status: 0,
            replaced_by,
            unconfirmed,
            successor_unknown: slot == 13,
        };
        let unknown = [written(11, 0, false), written(13, 0, false)];
        let all = [written(7, 9, false), written(9, 0, true), written(11, 0, false)];
        for language in [Language::English, Language::Russian] {
            let told = unknown_words(&unknown).unwrap().told(language);
            assert!(told.contains("13") && !told.contains("11"), "{told}");
            assert_eq!(unknown_words(&all), None);
            let replaced = replaced_words(&all).unwrap().told(language);
            assert!(replaced.contains("7 ") && replaced.contains('9') && !replaced.contains("11"), "{replaced}");
            let unconfirmed = unconfirmed_words(&all).unwrap().told(language);
            assert!(unconfirmed.trim_end_matches('`').ends_with("attestat document export 9"), "{unconfirmed}");
            let whole = [written(11, 0, false)];
            assert_eq!((replaced_words(&whole), unconfirmed_words(&whole)), (None, None));
        }
    }
}
