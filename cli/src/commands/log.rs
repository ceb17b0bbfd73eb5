//! `attestat log`: the public content of a node's logs.

mod show;

use crate::commands::status_of::{standing_word, summary_json};
use crate::net::remote::{Remote, runtime};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::help::Worded;
use crate::render::output::{Output, table};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::hash::LeafHash;
use attestat_ledger::name::Origin;
use attestat_ledger::proof::TlogProof;
use attestat_ledger::tree::verify_inclusion;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::json;

/// Commands on a node's logs.
#[derive(clap::Subcommand)]
pub(crate) enum LogCommand {
    /// List the logs of a node
    Ls(LsArgs),
    /// Show records in words
    Show(LogShowArgs),
    /// Give the proof that a record is in its log, in the form of C2SP tlog-proof
    Proof(ProofArgs),
}

/// Arguments of `log ls`.
#[derive(clap::Args)]
pub(crate) struct LsArgs {
    /// Node to ask, such as https://127.0.0.1:7400
    node: String,
}

/// Arguments of `log show`.
#[derive(clap::Args)]
pub(crate) struct LogShowArgs {
    /// Node to ask, such as https://127.0.0.1:7400
    node: String,
    /// Log, such as school-12.example/1
    #[arg(value_parser = parse_origin)]
    origin: Origin,
    /// Index of the first record to show
    #[arg(default_value_t = 0)]
    index: u64,
    /// How many records
    #[arg(long, value_name = "N", default_value_t = 20)]
    count: usize,
}

/// Arguments of `log proof`.
#[derive(clap::Args)]
pub(crate) struct ProofArgs {
    /// Node to ask, such as https://127.0.0.1:7400
    node: String,
    /// Log, such as school-12.example/1
    #[arg(value_parser = parse_origin)]
    origin: Origin,
    /// Index of the record
    index: u64,
    /// Size of the checkpoint to prove it in [default: the newest published one]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    size: u64,
}

/// Parses a log as it is typed.
pub(crate) fn parse_origin(text: &str) -> Result<Origin, Worded> {
    Origin::parse(text).map_err(|_| Worded(text!("value-origin")))
}

/// Runs a log command.
pub(crate) fn run(command: &LogCommand, out: &Output) -> Result<Exit, Failure> {
    match command {
        LogCommand::Ls(args) => ls(args, out),
        LogCommand::Show(args) => show::run(args, out),
        LogCommand::Proof(args) => proof(args, out),
    }?;
    Ok(Exit::Done)
}

fn ls(args: &LsArgs, out: &Output) -> Result<(), Failure> {
    let logs = runtime()?.block_on(async { Remote::connect(&args.node).await?.list_logs().await })?;
    let rows: Vec<Vec<String>> = logs
        .iter()
        .map(|log| {
            vec![
                log.origin.clone(),
                standing_word(log.standing()).to_owned(),
                log.size.to_string(),
                log.published_size.to_string(),
                Text::sent(&log.standing_reason, &log.standing_reason_ru).told(out.language()),
            ]
        })
        .collect();
    out.words(&table(&["log", "standing", "records", "published", "why"], &rows));
    out.json("log-ls", json!({"node": args.node, "logs": logs.iter().map(summary_json).collect::<Vec<_>>()}));
    Ok(())
}

/// Fetches a proof, checks that it leads from the record to the checkpoint's root, and prints it.
fn proof(args: &ProofArgs, out: &Output) -> Result<(), Failure> {
    let (record, text) = runtime()?.block_on(async {
        let node = Remote::connect(&args.node).await?;
        let request =
            v1::GetInclusionProofRequest { origin: args.origin.to_string(), index: args.index, size: args.size };
        let answer = node.answer(node.log().get_inclusion_proof(timely(request))).await?;
        if !answer.fork.is_empty() {
            out.warning("The node says that this log was signed in two histories; see `attestat audit`.");
        }
        Ok::<_, Failure>((answer.record, answer.proof))
    })?;
    let checkpoint = check(&record, &text, args).map_err(|fault| Failure::bad_answer(&args.node, fault))?;
    let checkpoint = checkpoint.checkpoint();
    out.words(text.trim_end_matches('\n'));
    out.remark("The path leads from the record to the checkpoint's root; who signed the checkpoint was not checked.");
    out.json(
        "log-proof",
        json!({"origin": args.origin.as_str(), "index": args.index, "size": checkpoint.size, "root": checkpoint.root.to_string(),
               "record": attestat_ledger::encoding::hex(&record), "proof": text}),
    );
    Ok(())
}

fn check(record: &[u8], text: &str, args: &ProofArgs) -> Result<CheckpointNote, String> {
    let proof = TlogProof::parse(text).map_err(|error| error.to_string())?;
    let note = CheckpointNote::parse(proof.checkpoint.as_bytes()).map_err(|error| error.to_string())?;
    let checkpoint = note.checkpoint();
    if checkpoint.origin != args.origin || proof.index != args.index {
        return Err("it proves another record than was asked for".to_owned());
    }
    verify_inclusion(LeafHash::of(record), args.index, checkpoint.size, &proof.path, &checkpoint.root)
        .map_err(|error| error.to_string())?;
    Ok(note)
}
