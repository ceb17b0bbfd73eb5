//! `log show`: records in words. Nothing in them is personal.

use super::LogShowArgs;
use crate::net::remote::{Remote, runtime};
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::encoding::hex;
use attestat_ledger::record::{Class, Content, Record};
use attestat_ledger::status::{Reason, Status};
use attestat_wire::v1;
use attestat_words::text::Text;
use attestat_words::{dates, faults, say, text};
use serde_json::{Value, json};

/// Shows records from an index on.
pub(super) fn run(args: &LogShowArgs, out: &Output) -> Result<(), Failure> {
    let bodies = runtime()?.block_on(fetch(args))?;
    let mut records = Vec::new();
    for body in &bodies {
        let record =
            Record::parse(body).map_err(|error| Failure::unsound_answer(&args.node, faults::record(&error)))?;
        let day = dates::written(record.day, out.language());
        out.words(&format!("{:>8}  {day}  {}", record.index, words(&record.content).told(out.language())));
        records.push(as_json(&record, body));
    }
    if bodies.is_empty() {
        out.remark(&say!(out.language(), "log-no-records"));
    }
    out.json("log-show", json!({"origin": args.origin.as_str(), "records": records}));
    Ok(())
}

/// The bodies of the wanted records; a stream may begin with the batch that holds the first.
async fn fetch(args: &LogShowArgs) -> Result<Vec<Vec<u8>>, Failure> {
    let node = Remote::connect(&args.node).await?;
    let request = v1::StreamBatchesRequest { origin: args.origin.to_string(), from_index: args.index };
    let mut batches = node.answer(node.log().stream_batches(request)).await?;
    let mut bodies = Vec::new();
    while let Some(batch) = batches.message().await.map_err(|status| node.refusal(status))? {
        let batch = SealedBatch::try_from(batch).map_err(|error| Failure::bad_field(node.address(), &error))?;
        for (index, body) in (batch.first..).zip(batch.bodies.iter()) {
            if index >= args.index && bodies.len() < args.count {
                bodies.push(body.to_vec());
            }
        }
        if bodies.len() >= args.count {
            break;
        }
    }
    Ok(bodies)
}

fn words(content: &Content) -> Text {
    match content {
        Content::Genesis(genesis) => {
            text!("log-genesis", log = genesis.origin.as_str(), key = hex(genesis.key.as_bytes()))
        }
        Content::Award(award) => text!("log-award", class = class_text(award.class), slot = award.slot),
        Content::Status(change) => {
            let (status, reason) = (status_text(change.status), reason_text(change.reason));
            text!("log-status", slot = change.slot, status = status, reason = reason)
        }
        Content::Snapshot(snapshot) => text!("log-snapshot", n = snapshot.count),
        Content::Rotate(rotation) => text!("log-rotation", key = hex(rotation.key.as_bytes())),
    }
}

fn class_text(class: Class) -> Text {
    match class {
        Class::Achievement => text!("log-class-achievement"),
        Class::Certificate => text!("log-class-certificate"),
        Class::Digest => text!("log-class-digest"),
    }
}

fn status_text(status: Status) -> Text {
    match status {
        Status::Valid => text!("log-status-valid"),
        Status::Revoked => text!("log-status-revoked"),
        Status::Suspended => text!("log-status-suspended"),
    }
}

fn reason_text(reason: Reason) -> Text {
    match reason {
        Reason::Unspecified => text!("log-reason-unspecified"),
        Reason::IssuedInError => text!("log-reason-issued-in-error"),
        Reason::Superseded => text!("log-reason-superseded"),
        Reason::DocumentLost => text!("log-reason-document-lost"),
        Reason::KeyCompromised => text!("log-reason-key-compromised"),
    }
}

fn as_json(record: &Record, body: &[u8]) -> Value {
    let content = match &record.content {
        Content::Genesis(genesis) => {
            json!({"kind": "genesis", "origin": genesis.origin.as_str(), "key": hex(genesis.key.as_bytes())})
        }
        Content::Award(award) => {
            json!({"kind": "award", "class": class_word(award.class), "slot": award.slot, "commitment": hex(&award.commitment)})
        }
        Content::Status(change) => {
            json!({"kind": "status", "target": change.target, "slot": change.slot, "status": status_word(change.status), "reason": reason_word(change.reason)})
        }
        Content::Snapshot(snapshot) => {
            json!({"kind": "snapshot", "count": snapshot.count, "root": snapshot.root.to_string()})
        }
        Content::Rotate(rotation) => json!({"kind": "rotate", "key": hex(rotation.key.as_bytes())}),
    };
    json!({"index": record.index, "day": record.day.to_string(), "content": content, "body": hex(body)})
}

const fn class_word(class: Class) -> &'static str {
    match class {
        Class::Achievement => "achievement",
        Class::Certificate => "certificate",
        Class::Digest => "digest",
    }
}

const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Valid => "valid",
        Status::Revoked => "revoked",
        Status::Suspended => "suspended",
    }
}

const fn reason_word(reason: Reason) -> &'static str {
    match reason {
        Reason::Unspecified => "unspecified",
        Reason::IssuedInError => "issued in error",
        Reason::Superseded => "superseded",
        Reason::DocumentLost => "document lost",
        Reason::KeyCompromised => "key compromised",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::MemoryLog;
    use crate::render::russian::assert_russian;
    use attestat_words::language::Language;

    #[test]
    fn records_in_russian_have_no_english_words() {
        let mut log = MemoryLog::new();
        log.award(0..2, 1);
        log.revoke(1, 0);
        let told = |index| words(&Record::parse(&log.body(index)).unwrap().content).told(Language::Russian);
        let told: Vec<String> = (0..5).map(told).collect();
        told.iter().for_each(|line| assert_russian(line));
        for class in [Class::Achievement, Class::Certificate, Class::Digest] {
            assert_russian(&class_text(class).told(Language::Russian));
        }
        for status in [Status::Valid, Status::Revoked, Status::Suspended] {
            assert_russian(&status_text(status).told(Language::Russian));
        }
    }
}
