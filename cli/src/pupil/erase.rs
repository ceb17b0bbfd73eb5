//! `attestat pupil erase`: everything personal that the vault holds on a pupil, destroyed, with an act.

use super::which::PupilArgs;
use crate::confirm;
use crate::disk::{self, Readers};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::language::Choose as _;
use crate::output::{Output, counted};
use crate::registrar::{Desk, NodeArgs};
use crate::remote::runtime;
use attestat_wire::v1;
use serde_json::json;
use std::path::PathBuf;

/// What `pupil erase` takes.
#[derive(clap::Args)]
pub(crate) struct EraseArgs {
    #[command(flatten)]
    which: PupilArgs,
    /// File for the signed act of destruction
    #[arg(long, value_name = "FILE", default_value = "destruction.act")]
    out: PathBuf,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    node: NodeArgs,
}

/// Erases after a question.
pub(super) fn run(args: &EraseArgs, out: &Output) -> Result<Exit, Failure> {
    if args.out.exists() {
        let what = format!("{} is there already and is not overwritten", args.out.display());
        return Err(Failure::config("already-there", what, "Name another file for the act with `--out FILE`."));
    }
    if !args.yes {
        let language = out.language();
        let question = language.choose(
            "Documents, keys and the access log of this pupil will be destroyed here for good. Families keep what they have.\nDestroy them? [y/N] ",
            "Документы, ключи и журнал доступа этого ученика будут здесь уничтожены навсегда. У семьи останется то, что у неё есть.\nУничтожить? [д/Н] ",
        );
        confirm::ask(question, language)?;
    }
    let erased = runtime()?.block_on(async {
        let desk = Desk::open(&args.node).await?;
        let request = v1::ErasePupilRequest { registry: desk.registry.clone(), pupil: args.which.pupil() };
        // Without a deadline: the vault is compacted, so that nothing stays in its files.
        desk.remote.answer(desk.remote.registrar().erase_pupil(request)).await
    })?;
    disk::write(&args.out, erased.act.as_bytes(), Readers::Owner)?;
    let documents = counted(erased.documents.into(), "document", "documents");
    let path = args.out.display();
    out.words(&format!("Destroyed {documents} and everything else that was held on the pupil. The signed act: {path}"));
    out.words("Delete exported files, letters and backups of before too: they are not the node's to destroy.");
    out.json("pupil-erase", json!({"documents": erased.documents, "act": args.out}));
    Ok(Exit::Done)
}
