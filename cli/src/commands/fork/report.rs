//! `fork report`: evidence told to nodes, which check it themselves.

use super::{ReportArgs, as_json, exit_of, read};
use crate::net::remote::{Remote, runtime};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::fork_file::ForkFile;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_wire::connect::timely;
use attestat_wire::v1;
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
        let what = format!("Nothing was told to anybody: {}", bad.words(roster, &out.style()));
        let todo = "Leave that file out: a node that is told what does not hold, holds it against you.";
        return Err(Failure::new(exit_of(bad), "no-evidence", what, todo));
    }
    let told = runtime()?.block_on(tell(&args.to, &pieces, roster));
    for one in &told {
        out.words(&one.words());
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
    fn words(&self) -> String {
        let Self { node, origin, answer } = self;
        match answer {
            Ok(()) => format!("told: {node} has the evidence against {origin}; see `attestat status-of {node}`."),
            Err(failure) => format!("not told: {node} on {origin}: {failure}"),
        }
    }

    fn as_json(&self) -> Value {
        let why = self.answer.as_ref().err().map(|failure| failure.what.to_string());
        json!({"node": self.node, "origin": self.origin.as_str(), "told": self.answer.is_ok(), "why": why})
    }
}
