//! `attestat status-of`: the standing of a node.

use crate::commands::trust::{TrustArgs, TrustStore};
use crate::net::remote::{Remote, runtime};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::{Output, Paint};
use attestat_ledger::note::Note;
use attestat_ledger::roster::Roster;
use attestat_wire::connect::timely;
use attestat_wire::v1::{self, LogSummary, Notice, Standing};
use attestat_words::numbers::counted;
use attestat_words::plain::plain;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// Arguments of `status-of`.
#[derive(clap::Args)]
pub(crate) struct StatusOfArgs {
    /// Node to ask, such as https://127.0.0.1:7400
    node: String,
}

/// Shows the standing of a node's logs; a forked log is red, one that is not followed is amber.
pub(crate) fn run(args: &StatusOfArgs, trust: &TrustArgs, out: &Output) -> Result<Exit, Failure> {
    let held = TrustStore::at(trust.dir.as_deref()).and_then(|store| store.roster()).unwrap_or(None);
    let ours = held.as_ref().map(|held| held.roster());
    let (logs, notices, roster) = runtime()?.block_on(async {
        let node = Remote::connect_known(&args.node, ours).await?;
        let v1::ListLogsResponse { logs, notices } = node.list().await?;
        let mut log = node.log();
        let note = node.answer(log.get_roster(timely(v1::GetRosterRequest::default()))).await;
        let note = note.ok().and_then(|answer| Note::parse(&answer.note).ok());
        Ok::<_, Failure>((logs, notices, note.and_then(|note| Roster::parse(note.text()).ok())))
    })?;
    let roster_words = roster_words(roster.as_ref(), ours);
    out.words(&format!(
        "{} answers and keeps {}.\nRoster: {roster_words}",
        args.node,
        counted(logs.len() as u64, "log", "logs")
    ));
    for log in &logs {
        out.words(&words(log, out));
    }
    for Notice { code, words, words_ru } in &notices {
        let words = Text::sent(words, words_ru).told(out.language());
        out.words(&format!("{}  {}", out.paint(Paint::Amber, &plain(code)), plain(&words)));
    }
    let exit = exit(&logs, &notices);
    out.json(
        "status-of",
        json!({"node": args.node, "roster": roster.map(|roster| json!({"version": roster.version, "hash": roster.hash().to_string()})),
               "logs": logs.iter().map(summary_json).collect::<Vec<_>>(),
               "notices": notices.iter().map(|notice| json!({"code": notice.code, "words": notice.words})).collect::<Vec<_>>(),
               "exit": exit.code()}),
    );
    Ok(exit)
}

fn roster_words(theirs: Option<&Roster>, ours: Option<&Roster>) -> String {
    match (theirs, ours) {
        (None, _) => "the node works by none yet".to_owned(),
        (Some(theirs), Some(ours)) if theirs.hash() == ours.hash() => {
            format!("version {}, the one pinned here", theirs.version)
        }
        (Some(theirs), Some(ours)) => {
            format!("version {}, another than version {} that is pinned here", theirs.version, ours.version)
        }
        (Some(theirs), None) => format!("version {}; none is pinned here to compare it with", theirs.version),
    }
}

fn words(log: &LogSummary, out: &Output) -> String {
    let standing = log.standing();
    let paint = match exit_of(log) {
        Exit::Red => Paint::Red,
        Exit::Amber => Paint::Amber,
        _ => Paint::Green,
    };
    let mut text = format!(
        "{}  {}  {}, {} published",
        log.origin,
        out.paint(paint, standing_word(standing)),
        counted(log.size, "record", "records"),
        log.published_size,
    );
    if !log.standing_reason.is_empty() {
        let reason = Text::sent(&log.standing_reason, &log.standing_reason_ru).told(out.language());
        text.push_str(&format!("\n    {reason}"));
    }
    text
}

/// Exit of the command: a notice of the node is amber, whatever its logs are.
fn exit(logs: &[LogSummary], notices: &[Notice]) -> Exit {
    let noticed = notices.iter().map(|_| Exit::Amber);
    logs.iter().map(exit_of).chain(noticed).fold(Exit::Done, Exit::worst)
}

/// Exit for one log. A log that is as it should be says no reason.
fn exit_of(log: &LogSummary) -> Exit {
    match log.standing() {
        Standing::Own | Standing::Mirrored if log.standing_reason.is_empty() => Exit::Done,
        Standing::Forked => Exit::Red,
        Standing::Own
        | Standing::Mirrored
        | Standing::ReadOnly
        | Standing::Stopped
        | Standing::Doubted
        | Standing::Unspecified => Exit::Amber,
    }
}

/// The word of a standing.
pub(crate) const fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Unspecified => "unknown",
        Standing::Own => "own",
        Standing::Mirrored => "mirrored",
        Standing::ReadOnly => "read-only",
        Standing::Forked => "forked",
        Standing::Stopped => "stopped",
        Standing::Doubted => "doubted",
    }
}

/// A log's summary for programs.
pub(crate) fn summary_json(log: &LogSummary) -> Value {
    json!({"origin": log.origin, "standing": standing_word(log.standing()), "size": log.size, "published_size": log.published_size,
           "indexed_size": log.indexed_size, "standing_reason": log.standing_reason})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{FamilyDesk, MemoryLog, RunningNode, Served, roster_with};
    use crate::render::output::Format;

    #[test]
    fn where_the_roster_names_the_key_of_an_address_status_of_asks_for_it() {
        let node = RunningNode::start_tls(7, Served::honest(MemoryLog::new()), &FamilyDesk::default());
        let (place, pin) = node.address.split_once('#').unwrap();
        let asked = |pin: &str| {
            let folder = tempfile::tempdir().unwrap();
            let store = TrustStore::at(Some(folder.path())).unwrap();
            let (note, hash) = roster_with(1, None, &format!("url = \"{place}#{pin}\"\n"));
            store.put_roster(&store.lock().unwrap(), &hash, &note).unwrap();
            let trust = TrustArgs { dir: Some(folder.path().to_owned()) };
            run(&StatusOfArgs { node: place.to_owned() }, &trust, &Output::new(Format::Words))
        };
        asked(pin).unwrap();
        assert_eq!(asked(&format!("sha256:{}", "0".repeat(64))).unwrap_err().code, "another-key");
    }

    #[test]
    fn what_hinders_a_node_is_shown_and_amber() {
        let log = |standing: Standing| LogSummary { standing: standing.into(), ..LogSummary::default() };
        let notice = || Notice { code: "disk-low".to_owned(), words: "3 MiB are free".to_owned(), ..Notice::default() };
        assert_eq!(exit(&[log(Standing::Own)], &[]), Exit::Done);
        assert_eq!(exit(&[log(Standing::Own)], &[notice()]), Exit::Amber);
        assert_eq!(exit(&[], &[notice()]), Exit::Amber);
        assert_eq!(exit(&[log(Standing::Forked)], &[notice()]), Exit::Red, "the worst counts");
    }
}
