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
use attestat_words::plain::plain;
use attestat_words::text::Text;
use attestat_words::{say, text};
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
    let words_of_roster = roster_words(roster.as_ref(), ours);
    out.words(&say!(out.language(), "node-answers", node = &args.node, n = logs.len(), roster = words_of_roster));
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

fn roster_words(theirs: Option<&Roster>, ours: Option<&Roster>) -> Text {
    match (theirs, ours) {
        (None, _) => text!("node-roster-none"),
        (Some(theirs), Some(ours)) if theirs.hash() == ours.hash() => {
            text!("node-roster-same", version = theirs.version)
        }
        (Some(theirs), Some(ours)) => {
            text!("node-roster-other", version = theirs.version, ours = ours.version)
        }
        (Some(theirs), None) => text!("node-roster-alone", version = theirs.version),
    }
}

fn words(log: &LogSummary, out: &Output) -> String {
    let standing = log.standing();
    let paint = match exit_of(log) {
        Exit::Red => Paint::Red,
        Exit::Amber => Paint::Amber,
        _ => Paint::Green,
    };
    let standing = out.paint(paint, &standing_text(standing).told(out.language()));
    let records = say!(out.language(), "node-log", n = log.size, published = log.published_size);
    let mut text = format!("{}  {standing}  {records}", log.origin);
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

/// The word of a standing, for people.
pub(crate) fn standing_text(standing: Standing) -> Text {
    match standing {
        Standing::Unspecified => text!("log-standing-unknown"),
        Standing::Own => text!("log-standing-own"),
        Standing::Mirrored => text!("log-standing-mirrored"),
        Standing::ReadOnly => text!("log-standing-read-only"),
        Standing::Forked => text!("log-standing-forked"),
        Standing::Stopped => text!("log-standing-stopped"),
        Standing::Doubted => text!("log-standing-doubted"),
    }
}

/// The word of a standing, for programs.
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
    use crate::render::russian::assert_russian;
    use attestat_ledger::roster::RosterHash;
    use attestat_words::language::Language;

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
    fn a_standing_in_russian_has_no_english_words() {
        let out = Output::new(Format::Words).speaking(Language::Russian);
        let standings = [
            Standing::Unspecified,
            Standing::Own,
            Standing::Mirrored,
            Standing::ReadOnly,
            Standing::Forked,
            Standing::Stopped,
            Standing::Doubted,
        ];
        for standing in standings {
            let origin = "a.example/1".to_owned();
            assert_russian(&words(&LogSummary { origin, standing: standing.into(), ..LogSummary::default() }, &out));
        }
        let roster = |version| {
            let previous = (version > 1).then_some(RosterHash([7; 32]));
            let (note, _) = roster_with(version, previous, "");
            Roster::parse(Note::parse(&note).unwrap().text()).unwrap()
        };
        let (one, other) = (roster(1), roster(2));
        for (theirs, ours) in [(None, None), (Some(&one), Some(&one)), (Some(&one), Some(&other)), (Some(&one), None)] {
            assert_russian(&roster_words(theirs, ours).told(Language::Russian));
        }
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
