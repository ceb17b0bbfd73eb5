//! `attestat document export`: document files with the newest proofs.

use crate::disk::{self, Readers};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::{Choose as _, Language};
use crate::output::{Output, counted};
use crate::registrar::{Desk, NodeArgs, parse_slot, write_marked};
use crate::remote::runtime;
use attestat_ledger::status::Status;
use attestat_wire::v1;
use serde_json::json;
use std::path::PathBuf;

/// What to do with documents.
#[derive(clap::Subcommand)]
pub(crate) enum DocumentCommand {
    /// Write .attestat files again, with the newest proofs
    Export(ExportArgs),
}

/// What `document export` takes.
#[derive(clap::Args)]
pub(crate) struct ExportArgs {
    /// Ids of documents
    #[arg(required_unless_present = "all", conflicts_with = "all", value_parser = parse_slot)]
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
    let written = runtime()?.block_on(export(args, out))?;
    let count = written.len() as u64;
    out.words(&format!("Wrote {} to {}.", counted(count, "document", "documents"), args.out.display()));
    let language = out.language();
    for (named, status) in [
        (language.choose("revoked", "отозваны"), Status::Revoked),
        (language.choose("suspended", "приостановлены"), Status::Suspended),
    ] {
        let ids: Vec<String> = written
            .iter()
            .filter(|written| written.status == status as u32)
            .map(|written| written.slot.to_string())
            .collect();
        if !ids.is_empty() {
            let mark = marked(status as u32).unwrap_or_default();
            out.words(&match language {
                Language::English => format!("Of these {named}, with -{mark} in the file's name: {}.", ids.join(", ")),
                Language::Russian => format!("Из них {named}, в имени файла -{mark}: {}.", ids.join(", ")),
            });
        }
    }
    let files: Vec<_> = written
        .iter()
        .map(|Written { slot, path, status }| json!({"id": slot, "file": path, "status": status}))
        .collect();
    out.json("document-export", json!({ "documents": files }));
    Ok(Exit::Done)
}

/// A file that was written.
struct Written {
    slot: u32,
    path: PathBuf,
    /// 0 valid, 1 revoked, 2 suspended.
    status: u32,
}

/// What stands in the name of a file whose document is not in force.
fn marked(status: u32) -> Option<&'static str> {
    match u8::try_from(status).ok().and_then(Status::parse) {
        Some(Status::Revoked) => Some("revoked"),
        Some(Status::Suspended) => Some("suspended"),
        Some(Status::Valid) | None => None,
    }
}

async fn export(args: &ExportArgs, out: &Output) -> Result<Vec<Written>, Failure> {
    let desk = Desk::open(&args.node).await?;
    let request = v1::ExportRequest { registry: desk.registry.clone(), slots: args.id.clone() };
    let call = desk.remote.registrar().export(request).await;
    let mut incoming = call.map_err(|status| desk.remote.refusal(status))?.into_inner();
    let bar = out.progress(args.id.len() as u64, "documents");
    let mut written = Vec::new();
    while let Some(answer) = incoming.message().await.map_err(|status| desk.remote.refusal(status))? {
        let path = write_marked(&args.out, answer.slot, &answer.document, marked(answer.status))?;
        written.push(Written { slot: answer.slot, path, status: answer.status });
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(written)
}
