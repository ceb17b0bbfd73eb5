//! `/status.json`: the facts of the status page for programs (docs/spec/web.md).

use crate::web::counts::TimeUnit;
use crate::web::facts::{Facts, HeadFacts, LogFacts, RosterFacts};
use crate::web::summary::{Concern, Weight};
use attestat_words::language::Language;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// Name of the shape.
const FORMAT: &str = "attestat/status/v1";

/// The facts as JSON.
pub(crate) fn of(facts: &Facts, concerns: &[Concern], (weight, headline): &(Weight, Text)) -> Vec<u8> {
    let [words, words_ru] = Language::ALL.map(|language| headline.told(language));
    let value = json!({
        "format": FORMAT,
        "node": facts.node,
        "program": env!("CARGO_PKG_VERSION"),
        "time_unix_seconds": facts.now,
        "summary": { "weight": weight.code(), "words": words, "words_ru": words_ru },
        "concerns": concerns.iter().map(of_concern).collect::<Vec<_>>(),
        "roster": facts.roster.as_ref().map(of_roster),
        "logs": facts.logs.iter().map(|log| of_log(facts.now, log)).collect::<Vec<_>>(),
    });
    let mut bytes = value.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

fn of_concern(concern: &Concern) -> Value {
    let [words, words_ru] = Language::ALL.map(|language| concern.words.told(language));
    json!({
        "code": concern.code,
        "log": concern.log.as_ref().map(ToString::to_string),
        "weight": concern.weight.code(),
        "words": words,
        "words_ru": words_ru,
    })
}

fn of_roster(roster: &RosterFacts) -> Value {
    let (newest, newest_hash) = roster.newest;
    json!({
        "version": roster.version,
        "hash": roster.hash.to_string(),
        "issued": roster.issued.to_string(),
        "expires": roster.expires.to_string(),
        "newest_version": newest,
        "newest_hash": newest_hash.to_string(),
    })
}

fn of_log(now: u64, log: &LogFacts) -> Value {
    let bars = log.timeline.bars.iter().filter(|(_, count)| count.records > 0);
    let bars: Vec<_> = bars.map(|(day, count)| json!([day.to_string(), count.records, count.revocations])).collect();
    let before = log.timeline.before;
    json!({
        "origin": log.origin.to_string(),
        "name": log.path_name(),
        "registry_name": log.name,
        "state": log.state.code(),
        "size_records": log.size,
        "head": log.head.as_ref().map(|head| of_head(now, head)),
        "over_time": {
            "unit": match log.timeline.unit { TimeUnit::Day => "day", TimeUnit::Month => "month" },
            "counted_records": log.counted,
            "from_records_revocations": bars,
            "before_records": before.records,
            "before_revocations": before.revocations,
        },
    })
}

fn of_head(now: u64, head: &HeadFacts) -> Value {
    let checkpoint = head.note.checkpoint();
    json!({
        "size_records": checkpoint.size,
        "root": checkpoint.root.to_string(),
        "confirmed_unix_seconds": head.confirmed,
        "age_seconds": head.confirmed.map(|time| now.saturating_sub(time)),
        "cosigned": head.cosigned,
        "cosigners": head.cosigners,
        "cosigners_needed": head.needed,
    })
}
