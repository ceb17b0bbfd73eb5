//! `attestat status`: revoke, suspend, reinstate.

use crate::exit::Exit;
use crate::failure::Failure;
use crate::level::{Wait, word};
use crate::output::Output;
use crate::registrar::{Desk, NodeArgs, parse_slot};
use crate::remote::runtime;
use attestat_ledger::status::{Reason, Status};
use attestat_wire::v1;
use serde_json::json;

/// What to do with a document's status.
#[derive(clap::Subcommand)]
pub(crate) enum StatusCommand {
    /// Withdraw a document for good
    Revoke(ChangeArgs),
    /// Withdraw a document for now
    Suspend(ChangeArgs),
    /// Put a document in force again
    Reinstate(ChangeArgs),
}

/// What a change of status takes.
#[derive(clap::Args)]
pub(crate) struct ChangeArgs {
    /// Id of the document: the number in its file's name
    #[arg(value_parser = parse_slot)]
    id: u32,
    /// Why; it is public, so it is a code and never a text
    #[arg(long, value_enum)]
    reason: ReasonWord,
    /// Level to wait for [default: witnessed where the roster names cosigners, else local]
    #[arg(long, value_name = "LEVEL")]
    wait: Option<Wait>,
    #[command(flatten)]
    node: NodeArgs,
}

/// A reason on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ReasonWord {
    /// Not said
    Unspecified,
    /// The document should not have been issued
    IssuedInError,
    /// A corrected document or a duplicate took its place
    Superseded,
    /// The document was lost
    DocumentLost,
    /// A key was stolen
    KeyCompromised,
}

impl ReasonWord {
    const fn reason(self) -> Reason {
        match self {
            Self::Unspecified => Reason::Unspecified,
            Self::IssuedInError => Reason::IssuedInError,
            Self::Superseded => Reason::Superseded,
            Self::DocumentLost => Reason::DocumentLost,
            Self::KeyCompromised => Reason::KeyCompromised,
        }
    }
}

/// The node's answer to a change that was made before.
const UNCHANGED: &str = "status-unchanged";

/// Runs a status command.
pub(crate) fn run(command: &StatusCommand, out: &Output) -> Result<Exit, Failure> {
    let (args, status, done) = match command {
        StatusCommand::Revoke(args) => (args, Status::Revoked, "revoked"),
        StatusCommand::Suspend(args) => (args, Status::Suspended, "suspended"),
        StatusCommand::Reinstate(args) => (args, Status::Valid, "in force"),
    };
    let changed = runtime()?.block_on(change(args, status));
    let (answer, wait, level) = match changed {
        Err(failure) if failure.code == UNCHANGED => {
            out.words(&format!("Document {} is {done} already. Nothing was written.", args.id));
            out.json("status", json!({"id": args.id, "status": status as u8, "index": null}));
            return Ok(Exit::Done);
        }
        changed => changed?,
    };
    out.words(&format!(
        "Document {} is {done}: record {} of the log, level {}. Whoever verifies it sees that after their next `attestat trust update`.",
        args.id,
        answer.index,
        word(level),
    ));
    out.json("status", json!({"id": args.id, "status": status as u8, "reason": args.reason.reason() as u8, "index": answer.index, "level": word(level)}));
    wait.check(level)?;
    Ok(Exit::Done)
}

async fn change(args: &ChangeArgs, status: Status) -> Result<(v1::ChangeStatusResponse, Wait, v1::Level), Failure> {
    let desk = Desk::open(&args.node).await?;
    let wait = Wait::or_default(args.wait, &desk.node);
    let request = v1::ChangeStatusRequest {
        registry: desk.registry.clone(),
        slot: args.id,
        status: u32::from(status as u8),
        reason: u32::from(args.reason.reason() as u8),
        wait: wait.level().into(),
    };
    let answer = desk.remote.answer(desk.remote.registrar().change_status(request)).await?;
    let level = Wait::reached(answer.level(), &desk.node);
    Ok((answer, wait, level))
}
