//! The content of each node by its own words: its logs, their heads, and the forks that it knows of.

use crate::commands::status_of::standing_word;
use crate::net::remote::Remote;
use crate::render::failure::Failure;
use attestat_checking::audit::copy::LogCopy;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_wire::connect::timely;
use attestat_wire::refusal::UNKNOWN_LOG;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use attestat_words::text::Text;
use attestat_words::{faults, text};

/// Most logs of one node that are audited; a node that claims more is not believed.
const LOGS_MAX: usize = 100_000;

/// Logs that one node gave.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Its logs.
    pub(super) copies: Vec<LogCopy>,
    /// Things that the node gave and that could not be used, in words.
    pub(super) incomplete: Vec<Text>,
}

/// Asks a node for its logs and their heads.
pub(super) async fn gather(at: usize, node: &Remote) -> Result<Gathered, Failure> {
    let mut gathered = Gathered::default();
    for summary in node.list_logs().await?.into_iter().take(LOGS_MAX) {
        let standing = summary.standing();
        match Origin::parse(&summary.origin) {
            Ok(origin) => {
                let mut copy = LogCopy {
                    node: at,
                    origin,
                    size: summary.size,
                    standing: standing_word(standing),
                    says_forked: standing == v1::Standing::Forked,
                    heads: Vec::new(),
                    forks: Vec::new(),
                };
                for which in [Which::Published, Which::Newest] {
                    if let Err(why) = head(node, &mut copy, which).await {
                        let (node, log) = (node.address(), copy.origin.as_str());
                        gathered.incomplete.push(text!("audit-at-node", node = node, log = log, why = why));
                    }
                }
                gathered.copies.push(copy);
            }
            Err(error) => {
                let why = faults::name(&error);
                gathered.incomplete.push(text!("replay-at-node", node = node.address(), why = why));
            }
        }
    }
    Ok(gathered)
}

/// Adds one head and the evidence that comes with it.
async fn head(node: &Remote, copy: &mut LogCopy, which: Which) -> Result<(), Text> {
    let request = v1::GetCheckpointRequest { origin: copy.origin.to_string(), which: which.into() };
    let answer = match node.answer(node.log().get_checkpoint(timely(request))).await {
        Ok(answer) => answer,
        // Nothing is published yet: the newest head is audited alone. A log without a record has none.
        Err(failure) if (which == Which::Published || copy.size == 0) && failure.code != UNKNOWN_LOG => return Ok(()),
        Err(failure) => return Err(failure.what),
    };
    if !answer.fork.is_empty() {
        let fork = ForkEvidence::parse(&answer.fork).map_err(|error| faults::fork(&error))?;
        if !copy.forks.contains(&fork) {
            copy.forks.push(fork);
        }
    }
    if !answer.note.is_empty() {
        let note = CheckpointNote::parse(answer.note.as_bytes()).map_err(|error| faults::checkpoint(&error))?;
        if !copy.heads.contains(&note) {
            copy.heads.push(note);
        }
    }
    Ok(())
}
