//! `attestat document export`: document files with the newest proofs.

use crate::disk::{self, Readers};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, counted};
use crate::registrar::{Desk, NodeArgs, parse_slot, write_document};
use crate::remote::runtime;
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
    let files: Vec<_> = written.iter().map(|(slot, path)| json!({"id": slot, "file": path})).collect();
    out.json("document-export", json!({ "documents": files }));
    Ok(Exit::Done)
}

async fn export(args: &ExportArgs, out: &Output) -> Result<Vec<(u32, PathBuf)>, Failure> {
    let desk = Desk::open(&args.node).await?;
    let request = v1::ExportRequest { registry: desk.registry.clone(), slots: args.id.clone() };
    let call = desk.remote.registrar().export(request).await;
    let mut incoming = call.map_err(|status| desk.remote.refusal(status))?.into_inner();
    let bar = out.progress(args.id.len() as u64, "documents");
    let mut written = Vec::new();
    while let Some(answer) = incoming.message().await.map_err(|status| desk.remote.refusal(status))? {
        written.push((answer.slot, write_document(&args.out, answer.slot, &answer.document)?));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(written)
}
