//! The two sentences for each reason of a verdict on a document.

use super::presentation;
use crate::verdict::Reason;
use crate::verdict::reason::{FilePart, StatusFlaw, TermFlaw};
use attestat_words::advice::Advice;
use attestat_words::text::Text;
use attestat_words::{dates, text};

/// Two sentences for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Sentence that says what happened.
    pub what: Text,
    /// Sentence that says what to do next, in the words of each door.
    pub next: Advice,
}

/// The two sentences for a reason.
pub fn reason(reason: &Reason) -> Message {
    let (what, next) = of_a_document(reason);
    Message { what, next: Advice::new(next, next_on_a_page(reason)) }
}

/// The next step on a page, where that of a terminal is a command.
fn next_on_a_page(reason: &Reason) -> Option<Text> {
    Some(match reason {
        Reason::UpgradeNeeded | Reason::TypeUnknown => text!("reason-next-program.page"),
        Reason::LogUnknown(_) | Reason::KeyUnknown(_) => text!("reason-next-roster.page"),
        Reason::StatusMissing | Reason::StatusUnusable { .. } | Reason::StatusOld { .. } => {
            text!("reason-next-status.page")
        }
        Reason::RosterNotCompared(_) => text!("reason-roster-not-compared.page"),
        Reason::RosterExpired => text!("reason-roster-expired.page"),
        Reason::RegistryUnknown(_) => text!("reason-registry-unknown.page"),
        Reason::ForkNotSettled(_) => text!("reason-fork-not-settled.page"),
        Reason::CutLog(_) => text!("reason-cut-log.page"),
        Reason::BelowQuorum { needed: Some(_), .. } => text!("reason-below-quorum.page"),
        Reason::PresentedLongAgo { .. } => text!("reason-presented-long-ago.page"),
        Reason::NotAPresentation => text!("reason-not-a-presentation.page"),
        Reason::AudienceNotSaid => text!("reason-audience-not-said.page"),
        _ => return None,
    })
}

fn of_a_document(reason: &Reason) -> (Text, Text) {
    match reason {
        Reason::EarlierCheckFailed => (text!("reason-earlier-check-failed"), text!("reason-earlier-check-failed.next")),
        Reason::Unreadable { part, detail } => {
            let what = text!("reason-unreadable", part = part_name(*part), detail = detail.clone());
            (what, text!("reason-unreadable.next"))
        }
        Reason::UpgradeNeeded => (text!("reason-upgrade-needed"), text!("reason-next-program")),
        Reason::TypeUnknown => (text!("reason-type-unknown"), text!("reason-next-program")),
        Reason::RosterNotCompared(by) => {
            (text!("reason-roster-not-compared", by = by), text!("reason-roster-not-compared.next"))
        }
        Reason::RosterExpired => (text!("reason-roster-expired"), text!("reason-roster-expired.next")),
        Reason::RosterFromTheFuture => (text!("reason-roster-from-the-future"), text!("reason-next-clock")),
        Reason::ForeignLog { issuer, log } => (
            text!("reason-foreign-log", issuer = issuer.as_str(), log = log.as_str()),
            text!("reason-foreign-log.next", issuer = issuer.as_str()),
        ),
        Reason::BelowQuorum { have, needed: Some(needed) } => {
            (text!("reason-below-quorum", have = *have, needed = *needed), text!("reason-below-quorum.next"))
        }
        Reason::BelowQuorum { needed: None, .. } => (text!("reason-no-quorum"), text!("reason-no-quorum.next")),
        Reason::Expired { at } => (text!("reason-expired", time = Text::moment(*at)), text!("reason-expired.next")),
        Reason::TermEnded { last_day } => {
            let day = Text::written_in_each(|language| dates::shown(last_day, language));
            (text!("reason-term-ended", day = day), text!("reason-term-ended.next"))
        }
        Reason::NotYetValid { from } => {
            (text!("reason-not-yet-valid", time = Text::moment(*from)), text!("reason-not-yet-valid.next"))
        }
        other => of_a_registry(other),
    }
}

fn of_a_registry(reason: &Reason) -> (Text, Text) {
    match reason {
        Reason::RegistryUnknown(id) => {
            (text!("reason-registry-unknown", registry = id.as_str()), text!("reason-registry-unknown.next"))
        }
        Reason::LogUnknown(id) => (text!("reason-log-unknown", registry = id.as_str()), text!("reason-next-roster")),
        Reason::KeyUnknown(id) => (text!("reason-key-unknown", registry = id.as_str()), text!("reason-next-roster")),
        Reason::KeyNotInForce(id) => (
            text!("reason-key-not-in-force", registry = id.as_str()),
            text!("reason-next-ask-registry", registry = id.as_str()),
        ),
        Reason::ClassNotAllowed(id) => {
            (text!("reason-class-not-allowed", registry = id.as_str()), text!("reason-class-not-allowed.next"))
        }
        Reason::RegistrySuspended(id) => {
            (text!("reason-registry-suspended", registry = id.as_str()), text!("reason-registry-suspended.next"))
        }
        Reason::CheckpointNotSigned(id) => {
            (text!("reason-checkpoint-not-signed", registry = id.as_str()), text!("reason-checkpoint-not-signed.next"))
        }
        Reason::LogForked(id) => (text!("reason-log-forked", registry = id.as_str()), text!("reason-log-forked.next")),
        Reason::ForkNotSettled(id) => {
            (text!("reason-fork-not-settled", registry = id.as_str()), text!("reason-fork-not-settled.next"))
        }
        Reason::BeyondCut(id) => {
            (text!("reason-beyond-cut", registry = id.as_str()), text!("reason-next-new-log", registry = id.as_str()))
        }
        Reason::DiscardedHistory(id) => (
            text!("reason-discarded-history", registry = id.as_str()),
            text!("reason-next-new-log", registry = id.as_str()),
        ),
        Reason::CutLog(id) => (text!("reason-cut-log", registry = id.as_str()), text!("reason-cut-log.next")),
        other => of_a_status(other),
    }
}

fn of_a_status(reason: &Reason) -> (Text, Text) {
    let update = || text!("reason-next-status");
    match reason {
        Reason::Revoked { as_of } => (text!("reason-revoked", as_of = confirmed(*as_of)), text!("reason-revoked.next")),
        Reason::Suspended { as_of } => {
            (text!("reason-suspended", as_of = confirmed(*as_of)), text!("reason-suspended.next"))
        }
        Reason::StatusMissing => (text!("reason-status-missing"), update()),
        Reason::StatusUnusable { flaw } => (text!("reason-status-unusable", flaw = flaw_name(flaw)), update()),
        Reason::StatusOld { as_of, age, max_age } => {
            let (time, [age, limit]) = (Text::moment(*as_of), [span(*age).0, span(*max_age).1]);
            (text!("reason-status-old", time = time, age = age, limit = limit), update())
        }
        Reason::StatusFromTheFuture { as_of } => {
            (text!("reason-status-from-the-future", time = Text::moment(*as_of)), text!("reason-next-clock"))
        }
        Reason::LogAhead { until } => {
            (text!("reason-log-ahead", day = *until), text!("reason-next-wait", day = *until))
        }
        Reason::RecordAhead { day } => {
            (text!("reason-record-ahead", day = *day), text!("reason-next-wait", day = *day))
        }
        other => tampered(other)
            .map_or_else(|| presentation::of_a_presentation(other), |what| (what, text!("reason-next-again"))),
    }
}

/// Sentence on a document that was changed, or forged.
fn tampered(reason: &Reason) -> Option<Text> {
    Some(match reason {
        Reason::SignatureWrong => text!("reason-signature-wrong"),
        Reason::DisclosuresWrong { detail } => text!("reason-disclosures-wrong", detail = detail.clone()),
        Reason::NotAnAward => text!("reason-not-an-award"),
        Reason::CommitmentMismatch => text!("reason-commitment-mismatch"),
        Reason::ClassMismatch => text!("reason-class-mismatch"),
        Reason::SlotMismatch => text!("reason-slot-mismatch"),
        Reason::IndexMismatch => text!("reason-index-mismatch"),
        Reason::NotIncluded => text!("reason-not-included"),
        Reason::CosignatureWrong => text!("reason-cosignature-wrong"),
        Reason::ClaimUnknown => text!("reason-claim-unknown"),
        Reason::TermsWrong { flaw } => match *flaw {
            TermFlaw::NotATime(claim) => text!("reason-term-not-a-time", claim = claim),
            TermFlaw::Addressed => text!("reason-term-addressed"),
            TermFlaw::NotADay(claim) => text!("reason-term-not-a-day", claim = claim),
            TermFlaw::DatedApart => text!("reason-term-dated-apart"),
            TermFlaw::NoKey => text!("reason-term-no-key"),
        },
        _ => return None,
    })
}

/// Words behind a status for the time at which it was confirmed.
fn confirmed(as_of: Option<u64>) -> Text {
    as_of.map_or_else(|| "".into(), |at| text!("reason-as-of", time = Text::moment(at)))
}

/// A number of seconds in the unit that fits: by itself, and as a limit.
fn span(seconds: u64) -> (Text, Text) {
    match seconds {
        0..60 => (text!("span-seconds", n = seconds), text!("span-seconds.within", n = seconds)),
        60..7_200 => (text!("span-minutes", n = seconds / 60), text!("span-minutes.within", n = seconds / 60)),
        7_200..172_800 => (text!("span-hours", n = seconds / 3_600), text!("span-hours.within", n = seconds / 3_600)),
        _ => (text!("span-days", n = seconds / 86_400), text!("span-days.within", n = seconds / 86_400)),
    }
}

fn flaw_name(flaw: &StatusFlaw) -> Text {
    match flaw {
        StatusFlaw::Unreadable(detail) => text!("status-flaw-unreadable", detail = detail.clone()),
        StatusFlaw::OtherDocument => text!("status-flaw-other-document"),
        StatusFlaw::OtherRegistry => text!("status-flaw-other-registry"),
        StatusFlaw::OlderThanDocument => text!("status-flaw-older-than-document"),
        StatusFlaw::SignatureUnconfirmed => text!("status-flaw-signature-unconfirmed"),
        StatusFlaw::TooFewCosigners => text!("status-flaw-too-few-cosigners"),
        StatusFlaw::CosignatureWrong => text!("status-flaw-cosignature-wrong"),
        StatusFlaw::NextLogSilent => text!("status-flaw-next-log-silent"),
        StatusFlaw::LogNotCut => text!("status-flaw-log-not-cut"),
        StatusFlaw::CutNotShown => text!("status-flaw-cut-not-shown"),
    }
}

fn part_name(part: FilePart) -> Text {
    match part {
        FilePart::File => text!("file-part-file"),
        FilePart::Credential => text!("file-part-credential"),
        FilePart::Record => text!("file-part-record"),
        FilePart::Proof => text!("file-part-proof"),
        FilePart::Checkpoint => text!("file-part-checkpoint"),
        FilePart::Presentation => text!("file-part-presentation"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_a_unit_that_leaves_something_of_it() {
        for (seconds, told) in [(1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (7_200, "2 hours")] {
            assert_eq!((span(seconds).0.to_string(), span(seconds).1.to_string()), (told.to_owned(), told.to_owned()));
        }
    }
}
