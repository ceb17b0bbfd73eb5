//! `attestat pupil show`: the data held on a pupil, with the ids of the documents. The look stands in the access log.

use super::which::{self, PupilArgs};
use crate::commands::registrar::{Desk, NodeArgs};
use crate::net::remote::runtime;
use crate::render::described;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wire::v1;
use serde_json::json;

/// Arguments of `pupil show`.
#[derive(clap::Args)]
pub(crate) struct PupilShowArgs {
    #[command(flatten)]
    which: PupilArgs,
    #[command(flatten)]
    node: NodeArgs,
}

/// Shows the pupil, the documents, and other records under the same name.
pub(super) fn run(args: &PupilShowArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let (found, documents) = runtime()?.block_on(async {
        let desk = Desk::open(&args.node).await?;
        let found = which::described(&desk, args.which.pupil()).await?;
        let (registry, slots) = (desk.registry.clone(), found.pupil.slots.clone());
        let request = v1::DescribeRequest { registry, slots, pupil: None };
        let described = desk.remote.answer(desk.remote.registrar().describe(request)).await?;
        Ok::<_, Failure>((found, described.documents))
    })?;
    out.words(&described::pupil(&found.pupil).told(language));
    if !documents.is_empty() {
        out.words(&described::documents(&documents).told(language));
    }
    if let Some(others) = described::same_person(&found.same_person) {
        out.remark(&others);
    }
    out.json("pupil-show", json!({"documents": found.pupil.slots, "enrolled": found.pupil.enrolled}));
    Ok(Exit::Done)
}
