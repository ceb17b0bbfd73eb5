//! Verdicts and receipts by the own roster of a host, whose hash nobody has compared.

use super::presentations::request;
use super::*;
use crate::commands::receipt::tests::checked;
use crate::machine::clock;
use attestat_checking::receipt::basis::Basis;
use attestat_checking::receipt::form::{Circumstances, ReceiptDraft, to_bytes};
use attestat_checking::receipt::read::Receipt;
use attestat_checking::report;
use attestat_checking::report::block::Block;
use attestat_credential::trust::RosterSource;
use attestat_words::language::Language;
use serde_json::json;

/// The host of the roster; the line feed is not to become a line of a receipt.
const HOST: &str = "school-12.example\n0";

/// A place with two answers, and what is held there if the roster in it was shown by a host and compared by nobody.
fn shown() -> (Place, Trust) {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    place.put("1.attestat", presented(&documents, &[0], &terms(UNIVERSITY, 1)).to_json().as_bytes());
    place.put("2.attestat", presented(&documents, &[1, 2], &terms(UNIVERSITY, 2)).to_json().as_bytes());
    let mut trust = read_trust(&TrustStore::at(place.trust.dir.as_deref()).unwrap(), OLD_ENOUGH).unwrap();
    trust.roster_from = RosterSource::Shown { by: HOST.to_owned() };
    (place, trust)
}

#[test]
fn a_report_says_by_whose_own_roster_it_is_and_nothing_else_changes() {
    let (place, trust) = shown();
    let (pinned, judged) = (place.judged(university(), MOMENT), place.judged_by(&trust, university(), MOMENT));
    assert_eq!(judged.iter().map(JudgedFile::colour).collect::<Vec<_>>(), [Colour::Amber, Colour::Red]);
    for language in Language::ALL {
        let style = Output::new(Format::Words).speaking(language).style();
        let blocks = |judged: &JudgedFile| report::told(judged, &style).blocks;
        let headline = |judged: &JudgedFile| report::told(judged, &style).headline.text;
        let own = language.of("By school-12.example\u{fffd}0's own roster", "По собственному списку участников узла");
        assert!(headline(&judged[0]).starts_with(own), "{}", headline(&judged[0]));
        assert_eq!(headline(&judged[1]), headline(&pinned[1]), "red says so first");
        for (judged, pinned) in judged.iter().zip(&pinned) {
            let (mut more, fewer) = (blocks(judged), blocks(pinned));
            let is_of_roster = |block: &Block| match block {
                Block::Check { remark, .. } => remark.as_deref() == Some("[roster-not-compared]"),
                Block::Reason { what, .. } => what.contains("school-12.example\u{fffd}0"),
                Block::Unchecked(text) => text.contains(language.of("the hash of the roster", "хеш списка участников")),
                _ => false,
            };
            let new = more.extract_if(.., |block| is_of_roster(block)).count();
            // The heading of the reasons is there where nothing else speaks against green.
            more.retain(|block| fewer.contains(block) || !matches!(block, Block::Heading(_)));
            assert_eq!(more, fewer);
            assert_eq!(new, if judged.colour() == Colour::Red { 4 } else { 3 }, "check, reason, not checked");
        }
    }
}

/// The receipt of a page: the verdicts on the files, and all that they rested on.
fn receipt(place: &Place, trust: &Trust) -> String {
    let judged = place.judged_by(trust, university(), MOMENT);
    let mut draft = ReceiptDraft::new(Basis::held(trust));
    judged.iter().for_each(|judged| draft.add(&judged.entry(&[]), judged.colour()));
    let time = clock::iso(MOMENT);
    let of = Circumstances { trust, time, audience: Some(UNIVERSITY), request: None, left_alone: 0 };
    let (note, list) = draft.finish(&of).unwrap();
    String::from_utf8(to_bytes(&note, &list)).unwrap()
}

#[test]
fn a_receipt_says_that_nobody_had_compared_the_roster() {
    let (place, trust) = shown();
    let written = receipt(&place, &trust);
    let roster = trust.roster.roster();
    let lines = format!("\nroster {} {}\nshown-by school-12.example 0\nmax-age ", roster.version, roster.hash());
    assert!(written.contains(&lines) && written.contains("amber roster-not-compared"), "{written}");
    let by = Receipt::parse(written.as_bytes()).unwrap().roster_from();
    assert_eq!(by, RosterSource::Shown { by: "school-12.example 0".to_owned() });
    let pinned = receipt(&place, &Trust { roster_from: RosterSource::Pinned, ..trust });
    assert!(!pinned.contains("shown-by"), "{pinned}");
}

#[test]
fn a_check_gives_the_verdicts_again_by_the_roster_that_nobody_had_compared_and_says_so() {
    let (place, trust) = shown();
    let check = |written: &str| {
        std::fs::write(place.path("receipt"), written).unwrap();
        let words = ["check", "{}/receipt", "{}/files", "--trust", "{}/trust"];
        let (exit, told, json) = checked(place.folder.path(), &words, Language::English);
        (exit, told, json)
    };
    let written = receipt(&place, &trust);
    let (exit, told, json) = check(&written);
    assert_eq!((exit, &json["not_as_recorded"], &json["not_checked"]), (Exit::Amber, &json!([]), &json!(["pin"])));
    assert!(json["as_recorded"].as_array().unwrap().contains(&json!("verdicts")), "{json}");
    assert!(told.contains("own roster of: school-12.example 0; nobody had compared its hash"), "{told}");
    assert!(told.contains("whether the roster is the consortium's"), "{told}");
    // With the line taken out, the verdicts are others: they would be green by a pinned roster.
    let (_, _, json) = check(&written.replace("shown-by school-12.example 0\n", ""));
    let codes: Vec<_> = json["not_as_recorded"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, ["verdict-differs", "verdict-differs"], "{json}");
}

#[test]
fn an_answer_to_a_request_shows_all_that_is_asked_for_by_any_roster() {
    let (place, trust) = shown();
    let request = request(1);
    let expected = Expected { request: Some(&request), ..university() };
    let codes = |judged: Vec<JudgedFile>| judged[0].codes();
    let mut codes_shown = codes(place.judged_by(&trust, expected, MOMENT));
    codes_shown.retain(|code| *code != "roster-not-compared");
    assert_eq!(codes_shown, codes(place.judged(expected, MOMENT)));
}
