//! A verdict for programs: one object a file, schema `attestat.verify/1`.

use crate::completeness::{ReplayedTo, YearComparison};
use crate::judge::{JudgedFile, Judgement};
use crate::repeats::Repeat;
use crate::style::Style;
use attestat_credential::verdict::presentation::{PresentationCheck, PresentationVerdict};
use attestat_credential::verdict::words::{self, Message};
use attestat_credential::verdict::{Check, Contents, Holding, Outcome, Unchecked, Verdict};
use attestat_ledger::encoding::{base64, base64url, hex};
use attestat_ledger::name::Origin;
use attestat_words::language::Language;
use attestat_words::timestamp;
use serde_json::{Map, Value, json};

/// The object of one file, but for the remarks on earlier files: those stand last, and are known only once the files before it
/// were taken in.
pub fn file(judged: &JudgedFile, style: &Style) -> Map<String, Value> {
    let language = style.language;
    let colour = judged.colour();
    let mut object = fields(json!({
        "file": judged.name, "kind": kind(judged), "colour": colour.word(),
        "headline": judged.headline().told(language), "sha256": judged.hash.map(|hash| hex(&hash)),
        "reasons": judged.codes(),
    }));
    object.extend(match &judged.judgement {
        Judgement::Document(verdict) => document(verdict, style),
        Judgement::Presentation(verdict, compared) => presentation(verdict, compared, style),
        Judgement::None(obstacle) => {
            let Message { what, next } = obstacle.words();
            fields(json!({"checks": [], "error": what.told(language), "next": next.at(style.door).told(language)}))
        }
    });
    object
}

/// Things that came before, each with the name of the file that had it first.
pub fn repeats<'a>(repeats: impl Iterator<Item = (&'a Repeat, &'a str)>) -> Value {
    repeats.map(|(repeat, first)| json!({"code": repeat.code, "file": first})).collect()
}

const fn kind(judged: &JudgedFile) -> Option<&'static str> {
    match &judged.judgement {
        Judgement::Document(_) => Some("document"),
        Judgement::Presentation(..) => Some("presentation"),
        Judgement::None(_) => None,
    }
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn document(verdict: &Verdict, style: &Style) -> Map<String, Value> {
    fields(json!({
        "checks": verdict.checks.iter().map(|one: &Check| check(one.name.word(), &one.outcome, style)).collect::<Vec<_>>(),
        "not_checked": unchecked(&verdict.not_checked, style.language),
        "document": verdict.contents.as_ref().map(contents),
        "recorded": verdict.anchor.as_ref().map(|anchor| json!({
            "origin": anchor.origin.as_str(), "index": anchor.index, "size": anchor.size, "day": anchor.day.to_string(),
            "confirmed_at": anchor.witnessed_at.map(timestamp::write),
            "covered_by": anchor.covered_by.map(|head| json!({"size": head.size, "root": base64(head.root.as_bytes())})),
        })),
        "not_revoked_as_of": verdict.status_as_of.map(timestamp::write),
    }))
}

fn presentation(verdict: &PresentationVerdict, compared: &[YearComparison], style: &Style) -> Map<String, Value> {
    let language = style.language;
    let credential = |document_verdict: &Verdict| {
        let mut object = fields(json!({
            "colour": document_verdict.colour().word(),
            "reasons": document_verdict.reasons().iter().map(|reason| reason.code()).collect::<Vec<_>>(),
        }));
        object.extend(document(document_verdict, style));
        object
    };
    let whole = |one: &PresentationCheck| check(one.name.word(), &one.outcome, style);
    fields(json!({
        "checks": verdict.checks.iter().map(whole).collect::<Vec<_>>(),
        "not_checked": unchecked(&verdict.not_checked, language),
        "terms": verdict.terms.as_ref().map(|terms| json!({
            "audience": terms.audience, "nonce": terms.nonce, "made_at": timestamp::write(terms.made_at),
            "consent": {
                "id": base64url(&terms.consent.id), "purpose": terms.consent.purpose,
                "until": timestamp::write(terms.consent.expires),
            },
        })),
        "together": verdict.together.as_ref().map(|together| json!({
            "documents": together.documents, "holders": together.holders,
        })),
        "completeness": compared.iter().map(|one| completeness(one, language)).collect::<Vec<_>>(),
        "credentials": verdict.credentials.iter().map(credential).collect::<Vec<_>>(),
    }))
}

fn completeness(one: &YearComparison, language: Language) -> Value {
    let mut object = fields(json!({"registry": one.registry.as_str(), "year": one.year}));
    let record = |(origin, index): &(Origin, u64)| json!({"log": origin.as_str(), "index": index});
    let head = |head: &ReplayedTo| json!({"log": head.origin.as_str(), "size": head.size, "as_of": head.as_of.map(timestamp::write)});
    object.extend(match &one.found {
        Ok((found, compared, heads)) => fields(json!({
            "records": found.records.iter().map(record).collect::<Vec<_>>(), "replayed": found.replayed, "gaps": found.gaps, "shown": compared.shown,
            "left_out": compared.left_out, "untagged": compared.untagged,
            "heads": heads.iter().map(head).collect::<Vec<_>>(),
            "text": words::completeness(&one.registry, found, compared).told(language),
        })),
        Err(why) => fields(json!({"not_compared": why.told(language)})),
    });
    Value::Object(object)
}

fn unchecked(list: &[Unchecked], language: Language) -> Vec<Value> {
    list.iter().map(|what| json!({"code": what.code(), "text": words::unchecked(what).told(language)})).collect()
}

fn contents(contents: &Contents) -> Value {
    json!({
        "registry": contents.registry.as_str(), "registry_name": contents.registry_name,
        "type": contents.credential_type.map(|credential_type| credential_type.vct()),
        "holding": match contents.holding {
            Holding::HolderKey => "holder-key",
            Holding::Bearer => "bearer",
        },
        "hidden": contents.hidden, "hidden_below": contents.hidden_below, "claims": contents.claims,
    })
}

fn check(name: &str, outcome: &Outcome, style: &Style) -> Value {
    let language = style.language;
    let (code, what, next) = match outcome {
        Outcome::Passed => (None, None, None),
        Outcome::Failed(reason) | Outcome::NotChecked(reason) => {
            let Message { what, next } = words::reason(reason);
            (Some(reason.code()), Some(what.told(language)), Some(next.at(style.door).told(language)))
        }
        Outcome::NotApplicable(exemption) => {
            (Some(exemption.code()), Some(words::exemption(*exemption).told(language)), None)
        }
    };
    json!({"name": name, "state": outcome.word(), "reason": code, "what": what, "next": next})
}
