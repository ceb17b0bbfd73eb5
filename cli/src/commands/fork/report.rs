//! `fork report`: evidence told to nodes, which check it themselves.

use super::{ReportArgs, as_json, exit_of, read};
use crate::net::remote::{Remote, runtime};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::fork_file::ForkFile;
use attestat_checking::style::Style;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_wire::connect::timely;
use attestat_wire::v1;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// One node's answer to one piece.
struct ToldNode {
    node: String,
    origin: Origin,
    answer: Result<(), Failure>,
}

/// Tells every node of every piece, once all of them were checked.
pub(super) fn run(args: &ReportArgs, roster: &Roster, out: &Output) -> Result<Exit, Failure> {
    let pieces = read(&args.files.file, roster)?;
    if let Some(bad) = pieces.iter().find(|piece| piece.good().is_none()) {
        let why = Text::written_in_each(|language| bad.words(roster, &Style { language, ..out.style() }));
        let what = text!("fork-nothing-told", why = why);
        return Err(Failure::new(exit_of(bad), "no-evidence", what, text!("fork-nothing-told.next")));
    }
    let told = runtime()?.block_on(tell(&args.to, &pieces, roster));
    for one in &told {
        out.words(&one.words().told(out.language()));
    }
    let exits = told.iter().filter_map(|one| one.answer.as_ref().err()).map(|failure| failure.exit);
    let exit = exits.fold(Exit::Done, Exit::worst);
    let told: Vec<Value> = told.iter().map(ToldNode::as_json).collect();
    out.json("fork", json!({"forks": as_json(&pieces, roster), "told": told, "exit": exit.code()}));
    Ok(exit)
}

async fn tell(nodes: &[String], pieces: &[ForkFile], roster: &Roster) -> Vec<ToldNode> {
    let mut told = Vec::new();
    for node in nodes {
        let remote = Remote::connect_listed(node, roster).await;
        for fork in pieces.iter().filter_map(ForkFile::good) {
            let answer = match &remote {
                Ok(remote) => tell_one(remote, fork).await,
                Err(failure) => Err(failure.clone()),
            };
            told.push(ToldNode { node: node.clone(), origin: fork.origin().clone(), answer });
        }
    }
    told
}

async fn tell_one(remote: &Remote, fork: &ForkEvidence) -> Result<(), Failure> {
    let request = v1::ReportForkRequest { evidence: fork.to_string() };
    remote.answer(remote.peering().report_fork(timely(request))).await.map(|_| ())
}

impl ToldNode {
    fn words(&self) -> Text {
        let (node, log) = (&self.node, self.origin.as_str());
        match &self.answer {
            Ok(()) => text!("fork-told", node = node, log = log),
            Err(failure) => {
                let what = Text::written_in_each(|language| failure.what(language));
                text!("fork-not-told", node = node, log = log, what = what, next = failure.todo.clone())
            }
        }
    }

    fn as_json(&self) -> Value {
        let why = self.answer.as_ref().err().map(|failure| failure.what.to_string());
        json!({"node": self.node, "origin": self.origin.as_str(), "told": self.answer.is_ok(), "why": why})
    }
}
