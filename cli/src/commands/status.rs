//! `attestat status`: revoke, suspend, reinstate.

use crate::commands::registrar::{Desk, NodeArgs, parse_slot};
use crate::net::remote::runtime;
use crate::render::confirm;
use crate::render::described;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::level::{Wait, told, word};
use crate::render::output::{Output, aside};
use attestat_ledger::status::{Reason, Status};
use attestat_wire::v1;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::json;

/// Commands on a document's status.
#[derive(clap::Subcommand)]
pub(crate) enum StatusCommand {
    /// Withdraw a document for good
    Revoke(ChangeArgs),
    /// Withdraw a document for now
    Suspend(ChangeArgs),
    /// Put a document in force again
    Reinstate(ChangeArgs),
}

/// Arguments of a change of status.
#[derive(clap::Args)]
pub(crate) struct ChangeArgs {
    /// Ids of the documents: the numbers in their files' names
    #[arg(required = true, value_parser = parse_slot)]
    id: Vec<u32>,
    /// Why; it is public, so it is a code and never a text
    #[arg(long, value_enum)]
    reason: ReasonWord,
    /// Level to wait for [default: witnessed where the roster names cosigners, else local]
    #[arg(long, value_name = "LEVEL")]
    wait: Option<Wait>,
    /// Do not show the documents, and do not ask
    #[arg(long)]
    yes: bool,
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

/// Shows the documents and their pupils, asks, and changes their status one after the other.
pub(crate) fn run(command: &StatusCommand, out: &Output) -> Result<Exit, Failure> {
    let (args, status) = match command {
        StatusCommand::Revoke(args) => (args, Status::Revoked),
        StatusCommand::Suspend(args) => (args, Status::Suspended),
        StatusCommand::Reinstate(args) => (args, Status::Valid),
    };
    let language = out.language();
    if !args.yes {
        confirm::can_ask()?;
    }
    runtime()?.block_on(async {
        let desk = Desk::open(&args.node).await?;
        let wait = Wait::wanted(args.wait, &desk.node)?;
        let request = v1::DescribeRequest { registry: desk.registry.clone(), slots: args.id.clone(), pupil: None };
        let described = desk.remote.answer(desk.remote.registrar().describe(request)).await?;
        refuse_unknown(&described.documents)?;
        if !args.yes {
            aside(&described::documents(&described.documents).told(language));
            confirm::ask(question(status, args.id.len()), out)?;
        }
        let mut lowest = None;
        for (done, id) in args.id.iter().enumerate() {
            match change(&desk, args, (*id, status), wait, out).await {
                Ok(level) => lowest = lowest.or(level),
                Err(failure) => {
                    if let Some(words) = left(args.id.get(done..).unwrap_or_default()) {
                        out.remark(&words);
                    }
                    return Err(failure);
                }
            }
        }
        lowest.map_or(Ok(()), |level| wait.check(level))
    })?;
    Ok(Exit::Done)
}

/// Names the documents that one refusal left as they were, where several were named.
fn left(ids: &[u32]) -> Option<Text> {
    let (_, after) = ids.split_first()?;
    let named = after.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    (!after.is_empty()).then(|| text!("status-left", named = named))
}

/// Refuses to do anything while one of the numbers is no document's: there may be a slip in another one too.
fn refuse_unknown(documents: &[v1::DescribedDocument]) -> Result<(), Failure> {
    let Some(unknown) = documents.iter().find(|document| !document.issued) else { return Ok(()) };
    let (what, todo) = (text!("status-unknown", slot = unknown.slot), text!("status-unknown.next"));
    Err(Failure::usage("unknown-document", what, todo))
}

fn question(status: Status, documents: usize) -> Text {
    match status {
        Status::Revoked => text!("status-revoke", documents = documents),
        Status::Suspended => text!("status-suspend", documents = documents),
        Status::Valid => text!("status-reinstate", documents = documents),
    }
}

/// A status in words.
fn done(status: Status) -> Text {
    match status {
        Status::Revoked => text!("status-revoked"),
        Status::Suspended => text!("status-suspended"),
        Status::Valid => text!("status-in-force"),
    }
}

/// Changes one status; returns the level reached, none if there was nothing to change.
async fn change(
    desk: &Desk,
    args: &ChangeArgs,
    (id, status): (u32, Status),
    wait: Wait,
    out: &Output,
) -> Result<Option<v1::Level>, Failure> {
    let request = v1::ChangeStatusRequest {
        registry: desk.registry.clone(),
        slot: id,
        status: u32::from(status as u8),
        reason: u32::from(args.reason.reason() as u8),
        wait: wait.level().into(),
    };
    let answer = match desk.remote.done(desk.remote.registrar().change_status(request)).await {
        Err(failure) if failure.code == UNCHANGED => {
            out.words(&text!("status-unchanged", id = id, status = done(status)));
            out.json("status", json!({"id": id, "status": status as u8, "index": null}));
            return Ok(None);
        }
        answer => answer?,
    };
    let level = Wait::reached(answer.level(), &desk.node);
    let (index, reached) = (answer.index, word(level));
    let changed = text!("status-changed", id = id, status = done(status), index = index, level = told(level));
    out.words(&changed);
    if answer.successor_unknown {
        out.warning(&text!("status-successor-unknown", id = id));
    }
    out.json("status", json!({"id": id, "status": status as u8, "reason": args.reason.reason() as u8, "index": index, "level": reached, "successor_unknown": answer.successor_unknown}));
    Ok(Some(level))
}
