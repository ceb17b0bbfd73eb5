//! A verdict in words and in JSON: the colour first, then the checks, the reasons with what to do, and
//! what was not checked.

use super::Checked;
use crate::clock;
use crate::exit::Exit;
use crate::output::{Output, Paint, counted};
use attestat_credential::trust::Trust;
use attestat_credential::verdict::english;
use attestat_credential::verdict::{Anchor, Check, Colour, Contents, Holding, Outcome, Unchecked, Verdict};
use serde_json::{Value, json};

/// Up to this many documents are shown whole.
const WHOLE_MAX: usize = 3;
/// Claims that belong to the credential's machinery and not to the document.
const TECHNICAL: [&str; 9] = ["iss", "vct", "vct#integrity", "iat", "exp", "nbf", "cnf", "status", "_sd_alg"];
/// Claims that are shown first, in this order.
const FIRST: [&str; 5] = ["family_name", "given_name", "patronymic", "birth_date", "kind"];
/// The colours from best to worst.
const COLOURS: [Colour; 4] = [Colour::Green, Colour::Amber, Colour::Grey, Colour::Red];

/// All verdicts for people: whole ones for few, a table and counts for many.
pub(super) fn words(checked: &[Checked], details: bool, out: &Output) -> String {
    let whole = details || checked.len() <= WHOLE_MAX;
    let mut blocks: Vec<String> = Vec::new();
    if whole {
        blocks.extend(checked.iter().map(|one| document(one, out)));
    } else {
        blocks.push(checked.iter().map(|one| line(one, out)).collect::<Vec<_>>().join("\n"));
        blocks.push("Not checked, whatever the colour: that whoever shows a document is the person whom it names. Run `attestat verify FILE` for the rest.".to_owned());
        blocks.extend(unconfirmed_words(checked));
    }
    if checked.len() > 1 {
        blocks.push(counts(checked, out));
    }
    blocks.join("\n\n")
}

/// How many documents stand in logs that nobody besides the registry has confirmed.
fn unconfirmed_words(checked: &[Checked]) -> Option<String> {
    let alone = |one: &&Checked| {
        one.verdict.as_ref().is_ok_and(|verdict| verdict.not_checked.contains(&Unchecked::NobodyElseSawTheLog))
    };
    let count = checked.iter().filter(alone).count() as u64;
    (count > 0).then(|| {
        format!(
            "Of {}, nobody besides the registry has confirmed the log: the roster asks for no cosigners.",
            counted(count, "document", "documents")
        )
    })
}

const fn paint(colour: Colour) -> Paint {
    match colour {
        Colour::Green => Paint::Green,
        Colour::Amber => Paint::Amber,
        Colour::Grey => Paint::Grey,
        Colour::Red => Paint::Red,
    }
}

/// The colour as a word of one width.
fn tag(colour: Colour, out: &Output) -> String {
    out.paint(paint(colour), &format!("{:<5}", colour.word().to_uppercase()))
}

fn counts(checked: &[Checked], out: &Output) -> String {
    let count = |colour| checked.iter().filter(|one| one.colour() == colour).count();
    let each = COLOURS.map(|colour| out.paint(paint(colour), &format!("{} {}", count(colour), colour.word())));
    format!("{}: {}", counted(checked.len() as u64, "document", "documents"), each.join(", "))
}

/// One line: the colour, the file, and the first reason with what to do.
fn line(one: &Checked, out: &Output) -> String {
    let head = format!("{}  {}", tag(one.colour(), out), one.path.display());
    let reason = match &one.verdict {
        Ok(verdict) => verdict.reasons().first().map(|reason| {
            let message = english::reason(reason);
            format!("{} {}", message.what, message.next)
        }),
        Err(why) => Some(why.clone()),
    };
    reason.map_or_else(|| head.clone(), |reason| format!("{head}\n       {}", plain(&reason)))
}

/// One verdict whole.
fn document(one: &Checked, out: &Output) -> String {
    let colour = one.colour();
    let mut text = format!("{}  {}  {}\n", tag(colour, out), english::headline(colour), one.path.display());
    let verdict = match &one.verdict {
        Ok(verdict) => verdict,
        Err(why) => return text + &format!("  {why}\n  Ask for the file again, or see whether you may read it."),
    };
    let reasons: Vec<String> = verdict
        .reasons()
        .into_iter()
        .map(|reason| {
            let message = english::reason(reason);
            format!("  - {}\n    {}\n", plain(&message.what), plain(&message.next))
        })
        .collect();
    if !reasons.is_empty() {
        text.push_str(&format!("{}\n{}", out.paint(Paint::Bold, "Why"), reasons.concat()));
    }
    if let Some(contents) = &verdict.contents {
        text.push_str(&format!("{}\n{}", out.paint(Paint::Bold, "Document"), contents_words(contents)));
    }
    if let Some(anchor) = &verdict.anchor {
        text.push_str(&anchor_words(anchor));
    }
    text.push_str(&format!("{}\n", out.paint(Paint::Bold, "Checks")));
    text.extend(verdict.checks.iter().map(|check| check_words(check, out)));
    text.push_str(&out.paint(Paint::Bold, "Not checked"));
    text.extend(verdict.not_checked.iter().map(|what| format!("\n  - {}", english::unchecked(what))));
    text
}

fn check_words(check: &Check, out: &Output) -> String {
    let (colour, remark) = match &check.outcome {
        Outcome::Passed => (Paint::Green, String::new()),
        Outcome::Failed(reason) => (paint(reason.colour().into()), format!("  [{}]", reason.code())),
        Outcome::NotChecked(reason) => (paint(reason.colour().into()), format!("  [{}]", reason.code())),
        Outcome::NotApplicable(exemption) => (Paint::Grey, format!("  ({})", english::exemption(*exemption))),
    };
    let state = out.paint(colour, &format!("{:<14}", check.outcome.word()));
    format!("  {state}  {}{remark}\n", english::title(check.name))
}

fn contents_words(contents: &Contents) -> String {
    let mut text = format!("  issued by: {} ({})\n", plain(&contents.registry_name), contents.registry);
    let rank = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    let mut claims: Vec<(&String, &Value)> =
        contents.claims.iter().filter(|(name, _)| !TECHNICAL.contains(&name.as_str())).collect();
    claims.sort_by_key(|(name, _)| rank(name));
    for (name, value) in claims {
        match value {
            Value::Array(items) => {
                text.push_str(&format!("  {}:\n", plain(name)));
                text.extend(items.iter().map(|item| format!("    {}\n", plain(&value_words(item)))));
            }
            value => text.push_str(&format!("  {}: {}\n", plain(name), plain(&value_words(value)))),
        }
    }
    text
}

/// A claim's value on one line; the line of a certificate reads `Алгебра: 5 (отлично)`.
fn value_words(value: &Value) -> String {
    let part = |key: &str| value.get(key).map(value_words);
    match value {
        Value::String(text) => text.clone(),
        Value::Object(_) => match (part("subject"), part("mark"), part("word")) {
            (Some(subject), Some(mark), Some(word)) => format!("{subject}: {mark} ({word})"),
            _ => value.to_string(),
        },
        value => value.to_string(),
    }
}

fn anchor_words(anchor: &Anchor) -> String {
    let confirmed =
        anchor.witnessed_at.map_or_else(String::new, |at| format!(", confirmed by a quorum {}", clock::shown(at)));
    format!("  recorded: {} in {}, record {} of {}{confirmed}\n", anchor.day, anchor.origin, anchor.index, anchor.size)
}

/// Text from a document, without anything that could steer a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// All verdicts for programs.
pub(super) fn as_json(checked: &[Checked], trust: &Trust) -> Value {
    let count = |colour| checked.iter().filter(|one| one.colour() == colour).count();
    let exit = checked.iter().map(Checked::exit).fold(Exit::Done, Exit::worst);
    let roster = trust.roster.roster();
    json!({
        "counts": {"green": count(Colour::Green), "amber": count(Colour::Amber), "grey": count(Colour::Grey), "red": count(Colour::Red)},
        "exit": exit.code(),
        "roster": {"version": roster.version, "hash": roster.hash().to_string()},
        "max_age_seconds": trust.max_age_seconds,
        "documents": checked.iter().map(document_json).collect::<Vec<_>>(),
    })
}

fn document_json(one: &Checked) -> Value {
    let colour = one.colour();
    let mut object = json!({"file": one.path, "colour": colour.word(), "headline": english::headline(colour)});
    let more = match &one.verdict {
        Ok(verdict) => verdict_json(verdict),
        Err(why) => json!({"checks": [], "error": why}),
    };
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
    object
}

fn verdict_json(verdict: &Verdict) -> Value {
    let not_checked: Vec<Value> =
        verdict.not_checked.iter().map(|what| json!({"code": what.code(), "text": english::unchecked(what)})).collect();
    json!({
        "checks": verdict.checks.iter().map(check_json).collect::<Vec<_>>(),
        "reasons": verdict.reasons().iter().map(|reason| reason.code()).collect::<Vec<_>>(),
        "not_checked": not_checked,
        "document": verdict.contents.as_ref().map(contents_json),
        "recorded": verdict.anchor.as_ref().map(|anchor| json!({
            "origin": anchor.origin.as_str(), "index": anchor.index, "size": anchor.size, "day": anchor.day.to_string(),
            "confirmed_at": anchor.witnessed_at.map(clock::iso),
        })),
        "not_revoked_as_of": verdict.status_as_of.map(clock::iso),
    })
}

fn contents_json(contents: &Contents) -> Value {
    json!({
        "registry": contents.registry.as_str(), "registry_name": contents.registry_name,
        "type": contents.credential_type.map(|credential_type| credential_type.vct()),
        "holding": match contents.holding {
            Holding::HolderKey => "holder-key",
            Holding::Bearer => "bearer",
        },
        "hidden": contents.hidden, "claims": contents.claims,
    })
}

fn check_json(check: &Check) -> Value {
    let (code, what, next) = match &check.outcome {
        Outcome::Passed => (None, None, None),
        Outcome::Failed(reason) | Outcome::NotChecked(reason) => {
            let message = english::reason(reason);
            (Some(reason.code()), Some(message.what), Some(message.next))
        }
        Outcome::NotApplicable(exemption) => {
            (Some(exemption.code()), Some(english::exemption(*exemption).to_owned()), None)
        }
    };
    json!({"name": check.name.word(), "state": check.outcome.word(), "reason": code, "what": what, "next": next})
}
