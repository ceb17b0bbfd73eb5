//! Files that a checker fetches: versions of the roster, heads, status files, evidence and proofs. `Log` gives the
//! same, and whoever fetches them checks them.
//!
//! ```text
//! attestat/consistency/v1
//! <origin>
//! <from> <base64 of the root at `from`>
//! <to> <base64 of the root at `to`>
//! <base64 of a hash>            none or more, as RFC 6962 §2.1.2 has them
//! ```

use crate::Node;
use crate::machine::fault::blocking;
use crate::mirror::roster::kept::KeptRosters;
use crate::service::log::LogAnswers;
use crate::web::answer::{Answer, JSON, Keep, TEXT};
use crate::web::facts::{Facts, origin_of};
use crate::web::problem::{CODE, Problem};
use crate::web::site::Site;
use attestat_ledger::encoding::{base64, parse_decimal};
use attestat_ledger::name::Origin;
use attestat_ledger::roster::RosterHash;
use attestat_wire::refusal::{FORKED, Refusal};
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Name of the form of a proof.
const CONSISTENCY: &str = "attestat/consistency/v1";
/// Bytes of notes that stand in the list of versions itself; whoever wants another fetches it by its path.
const NOTES_BYTES_MAX: usize = 3 << 20;
/// Files that are read from disk at a time; more wait.
static READS: Semaphore = Semaphore::const_new(8);

/// Makes an answer on a thread that may wait for the disk.
async fn read(
    site: &Arc<Site>,
    headers: &HeaderMap,
    make: impl FnOnce(&Node) -> Result<Answer, Problem> + Send + 'static,
) -> Response {
    let Ok(place) = READS.acquire().await else { return Problem::fault().told_to(headers) };
    let node = site.node.clone();
    let made = blocking(move || make(&node)).await;
    drop(place);
    match made {
        Ok(answer) => answer.to(headers),
        Err(problem) => problem.told_to(headers),
    }
}

/// `GET /trust/rosters.json`
pub(super) async fn rosters(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    read(&site, &headers, |node| Ok(Answer::public(JSON, list_of_rosters(node)))).await
}

/// Every version that is kept, the newest first; the newest ones with their notes.
fn list_of_rosters(node: &Node) -> Vec<u8> {
    let kept = KeptRosters::of(node.folder.layout());
    let in_force = node.roster.borrow().clone();
    let mut held = kept.all();
    held.extend(in_force.iter().map(|pinned| (pinned.roster().version, pinned.roster().hash())));
    held.sort_unstable_by_key(|(version, hash)| (std::cmp::Reverse(*version), hash.0));
    held.dedup();
    let (mut versions, mut bytes) = (Vec::new(), 0);
    for (version, hash) in &held {
        let note = note_of(node, &kept, hash).and_then(|note| String::from_utf8(note).ok());
        let Some(note) = note else { continue };
        bytes += note.len();
        let path = format!("/trust/rosters/{hash}");
        let shown = (bytes <= NOTES_BYTES_MAX).then_some(note);
        versions.push(json!({ "version": version, "hash": hash.to_string(), "path": path, "note": shown }));
    }
    let (newest, newest_hash) =
        held.first().map_or((None, None), |(version, hash)| (Some(version), Some(hash.to_string())));
    let in_force = in_force
        .map(|pinned| json!({ "version": pinned.roster().version, "hash": pinned.roster().hash().to_string() }));
    let list = json!({
        "format": "attestat/rosters/v1",
        "newest_version": newest,
        "newest_hash": newest_hash,
        "in_force": in_force,
        "versions": versions,
    });
    line(&list)
}

fn note_of(node: &Node, kept: &KeptRosters, hash: &RosterHash) -> Option<Vec<u8>> {
    kept.by_hash(hash).or_else(|| {
        let in_force = node.roster.borrow().clone().filter(|pinned| pinned.roster().hash() == *hash);
        in_force.map(|pinned| pinned.note().to_string().into_bytes())
    })
}

/// `GET /trust/rosters/{hash}`
pub(super) async fn roster(State(site): State<Arc<Site>>, Path(hash): Path<String>, headers: HeaderMap) -> Response {
    read(&site, &headers, move |node| {
        let hash = RosterHash::parse(&hash).ok_or_else(Problem::not_found)?;
        let note = note_of(node, &KeptRosters::of(node.folder.layout()), &hash).ok_or_else(Problem::not_found)?;
        Ok(Answer::public(TEXT, note).kept(Keep::ForGood))
    })
    .await
}

/// `GET /trust/logs.json`
pub(super) async fn logs(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let picture = site.picture().await;
    Answer::public(JSON, list_of_logs(&picture.facts)).to(&headers)
}

fn list_of_logs(facts: &Facts) -> Vec<u8> {
    let logs = facts.logs.iter().map(|log| {
        let name = log.path_name();
        let path = |what: &str| format!("/trust/logs/{name}/{what}");
        json!({
            "origin": log.origin.to_string(),
            "name": name,
            "state": log.state.code(),
            "head": log.head.as_ref().map(|head| head.note.to_string()),
            "head_path": path("head"),
            "newest_path": path("newest"),
            "status_path": path("status"),
            "forks_path": path("forks"),
            "proof_path": path("proof"),
        })
    });
    line(&json!({ "format": "attestat/logs/v1", "logs": logs.collect::<Vec<_>>() }))
}

fn line(value: &serde_json::Value) -> Vec<u8> {
    let mut bytes = value.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

/// `GET /trust/logs/{name}/{what}`
pub(super) async fn of_log(
    State(site): State<Arc<Site>>,
    Path((name, what)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    read(&site, &headers, move |node| {
        let origin = origin_of(&name).ok_or_else(|| Refusal::unknown_log(&name))?;
        let answers = LogAnswers::of(node);
        let head = |which| answers.checkpoint(&origin, which).map(|answer| (answer.note, answer.fork));
        let (text, fork) = match what.as_str() {
            "head" => head(Which::Published)?,
            "newest" => head(Which::Newest)?,
            "status" => answers.status(&origin, None).map(|answer| (answer.evidence, answer.fork))?,
            "forks" => answers.checkpoint(&origin, Which::Newest).map(|answer| (answer.fork.clone(), answer.fork))?,
            "proof" => proof(answers, &origin, query.as_deref().unwrap_or_default())?,
            _ => return Err(Problem::not_found()),
        };
        let answer = Answer::public(TEXT, text);
        Ok(if fork.is_empty() { answer } else { answer.with(CODE, FORKED) })
    })
    .await
}

fn proof(answers: LogAnswers<'_>, origin: &Origin, query: &str) -> Result<(String, String), Problem> {
    let size = |name: &str| {
        let value = query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        value.and_then(parse_decimal).ok_or_else(Problem::bad_question)
    };
    let (from, to) = (size("from")?, size("to")?);
    let answer = answers.consistency(origin, from, to)?;
    Ok((proof_text(origin, from, to, &answer), answer.fork))
}

fn proof_text(origin: &Origin, from: u64, to: u64, answer: &v1::GetConsistencyProofResponse) -> String {
    let (old, new) = (base64(&answer.old_root), base64(&answer.new_root));
    let hashes = answer.path.iter().map(|hash| format!("{}\n", base64(hash)));
    format!("{CONSISTENCY}\n{origin}\n{from} {old}\n{to} {new}\n{}", hashes.collect::<String>())
}
