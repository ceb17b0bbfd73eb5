//! `attestat pupil rebind --now`: issues documents again, for the keys of families that enrolled after the first issue.

use crate::commands::registrar::{Desk, NodeArgs};
use crate::net::remote::runtime;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wire::v1;
use attestat_words::text;
use serde_json::json;

/// Arguments of `pupil rebind`.
#[derive(clap::Args)]
pub(crate) struct RebindArgs {
    /// Do it at once; the node by itself waits some days and mixes the pupils, which protects them better
    #[arg(long, required = true)]
    now: bool,
    #[command(flatten)]
    node: NodeArgs,
}

/// Issues all documents that wait for it.
pub(super) fn run(args: &RebindArgs, out: &Output) -> Result<Exit, Failure> {
    let done = runtime()?.block_on(async {
        let desk = Desk::open(&args.node).await?;
        let request = v1::RunRebindingRequest { registry: desk.registry.clone() };
        // Without a deadline: a school's worth of documents takes its time.
        desk.remote.done(desk.remote.registrar().run_rebinding(request)).await
    })?;
    out.words(&text!("pupil-rebound", issued = done.issued, waiting = done.waiting));
    out.words(&text!("pupil-rebind-revoked", revoked = done.revoked, later = done.revoked_later));
    out.json(
        "pupil-rebind",
        json!({"issued": done.issued, "waiting": done.waiting, "revoked": done.revoked, "revoked_later": done.revoked_later}),
    );
    Ok(Exit::Done)
}
