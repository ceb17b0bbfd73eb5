//! The page with its workers, as a browser has them, over files in memory.

mod browser;
mod scanning;
mod table;

use super::*;
use attestat_checking::report::block::Report;
use attestat_checking::trust::evidence::name_of_log;
use attestat_ledger::checkpoint::CheckpointNote;
use browser::Browser;
use sample::Sample;
use std::io::Write as _;
use zip::write::SimpleFileOptions;

fn sample() -> Sample {
    super::sample::sample().unwrap()
}

fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The trust of the sample as a node serves it.
fn served() -> BTreeMap<String, Vec<u8>> {
    let trust = sample().trust;
    let roster = trust.pinned().unwrap();
    let (version, hash) = (roster.roster().version, roster.roster().hash().to_string());
    let path = format!("/trust/rosters/{hash}");
    let rosters = serde_json::json!({"newest_version": version, "newest_hash": hash,
        "versions": [{"version": version, "hash": hash, "path": path, "note": null}]});
    let heads = trust.heads.iter().map(|head| CheckpointNote::parse(head.as_bytes()).unwrap());
    let logs: Vec<_> = heads
        .map(|head| serde_json::json!({"origin": head.checkpoint().origin.to_string(), "head": head.to_string()}))
        .collect();
    let mut served = BTreeMap::from([
        ("/trust/rosters.json".to_owned(), rosters.to_string().into_bytes()),
        (path, trust.roster.clone().into_bytes()),
        ("/trust/logs.json".to_owned(), serde_json::json!({"logs": logs}).to_string().into_bytes()),
    ]);
    for file in &trust.status_files {
        let origin = attestat_ledger::evidence::StatusFile::parse(file).unwrap();
        let name = name_of_log(&origin.anchor().checkpoint().checkpoint().origin);
        served.insert(format!("/trust/logs/{name}/status"), file.clone().into_bytes());
    }
    served
}

/// A page that is about to judge the sample's answer as any other.
fn asked(cores: usize) -> (Browser, Sample) {
    let sample = sample();
    let mut browser = Browser::opened(Some(sample.trust.clone()), None, cores);
    browser.choose(&[("request.json", sample.request.as_bytes())]);
    browser.fill("audience", "", &[("audience", &sample.audience)]);
    (browser, sample)
}

#[test]
fn the_sample_is_green_by_its_own_roster_and_says_that_it_is_nobodys() {
    let mut browser = Browser::opened(None, None, 2);
    browser.shows("There is no roster yet");
    browser.shows("Choose a roster file…");
    browser.now += 365 * 86_400;
    browser.act("sample", "");
    browser.shows("SAMPLE: this is nobody's document");
    browser.shows("GREEN Genuine and in force.");
    browser.act("again", "");
    browser.hides("SAMPLE: this is nobody's document");
}

#[test]
fn files_that_are_dropped_after_the_sample_are_not_judged_by_its_roster() {
    let mut browser = Browser::opened(None, None, 1);
    browser.act("sample", "");
    browser.choose(&[("a.attestat", b"{}")]);
    browser.hides("SAMPLE: this is nobody's document");
    browser.shows("Nothing is judged before there is a roster");
}

#[test]
fn an_answer_to_the_request_is_green_and_one_without_it_is_amber() {
    let (mut browser, sample) = asked(1);
    browser.choose(&[("answer.attestat-presentation", sample.presentation.as_bytes())]);
    browser.shows("GREEN Genuine and in force. answer.attestat-presentation");
    browser.act("forget-request", "");
    browser.shows("GREEN");
    browser.fill("audience", "", &[("audience", "")]);
    browser.shows("AMBER");
    browser.fill("audience", "", &[("audience", "Somebody else")]);
    browser.shows("RED");
}

#[test]
fn the_words_of_a_report_are_those_of_the_terminal() {
    let (mut browser, sample) = asked(1);
    for tongue in ["en", "ru"] {
        browser.act("language", tongue);
        browser.choose(&[("answer.attestat-presentation", sample.presentation.as_bytes()), ("b.attestat", b"{")]);
        let reports: Vec<Report> = browser.checker.told.values().cloned().collect();
        assert_eq!(reports.len(), 2);
        for report in reports {
            browser.shows(&report.words());
        }
    }
}

#[test]
fn archives_are_judged_alike_by_one_worker_and_by_many_and_read_in_slices() {
    let answer = sample().presentation;
    let junk = vec![b'x'; 3 << 20];
    let inner = packed(&[("deep.attestat-presentation", answer.as_bytes()), ("deep.attestat", b"{")]);
    let mut entries: Vec<(String, Vec<u8>)> =
        (0..150).map(|number| (format!("{number:03}.attestat-presentation"), answer.clone().into_bytes())).collect();
    entries.push(("inner.zip".to_owned(), inner));
    entries.push(("notes.pdf".to_owned(), junk));
    let entries: Vec<(&str, &[u8])> = entries.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let archive = packed(&entries);
    let mut outcomes = Vec::new();
    for cores in [1, 4] {
        let (mut browser, _) = asked(cores);
        browser.choose(&[("all.zip", &archive), ("loose.attestat", b"{}")]);
        browser.shows("153 files:");
        browser.shows("1 file of other kinds");
        assert!(browser.longest < 256 << 10, "{}", browser.longest);
        browser.act("save", "csv");
        browser.act("save", "json");
        browser.act("save", "receipt");
        assert_eq!(browser.saved.len(), 3);
        assert_eq!(browser.saved[1].1.lines().count(), 153);
        assert_eq!(browser.workers.len(), cores);
        outcomes.push(browser.saved.clone());
    }
    assert_eq!(outcomes[0], outcomes[1]);
}

#[test]
fn a_run_that_was_stopped_says_what_was_not_checked() {
    let (mut browser, sample) = asked(1);
    let event = browser.chosen(&[("a.attestat-presentation", sample.presentation.as_bytes())]);
    let shown = browser.checker.step(Happened { now: browser.now, event }, &[]);
    assert!(shown.view.contains("data-act=\"stop\""));
    browser.act("stop", "");
    browser.shows("Stopped: 0 of 0 files were judged");
    browser.shows("The others were not checked.");
    browser.hides("GREEN");
}

#[test]
fn a_worker_that_dies_ends_the_run_with_advice() {
    let (mut browser, sample) = asked(1);
    let event = browser.chosen(&[("a.attestat-presentation", sample.presentation.as_bytes())]);
    browser.checker.step(Happened { now: browser.now, event }, &[]);
    browser.tell(Event::Died { worker: 0, why: "out of memory".to_owned() }, &[]);
    browser.shows("out of memory");
    browser.shows("try another browser");
}

#[test]
fn trust_that_a_host_serves_is_kept_once_its_hash_was_compared() {
    let mut browser = Browser { now: sample().now, served: served(), ..Browser::default() };
    browser.start(None, Some("node.example"), 1);
    browser.shows("By node.example's own roster, which nobody has compared");
    assert_eq!(browser.checker.keeper.parts().unwrap().status_files.len(), 5);
    browser.fill("audience", "", &[("audience", &sample().audience)]);
    browser.choose(&[("answer.attestat-presentation", sample().presentation.as_bytes())]);
    browser.shows("AMBER");
    browser.shows("[roster-not-compared]");
    browser.hides("GREEN");
    browser.act("compare", "");
    browser.fill("compared", "", &[("hash", &"0".repeat(64))]);
    browser.shows("This is the hash of another roster");
    browser.fill("compared", "", &[("hash", "what")]);
    browser.shows("This is no roster hash");
    let hash = sample().trust.pinned().unwrap().roster().hash();
    browser.fill("compared", "", &[("hash", &attestat_ledger::roster::digits(&hash.0))]);
    browser.shows("By the consortium's roster 1, compared");
    browser.shows("GREEN Genuine and in force.");
    browser.hides("[roster-not-compared]");
    let stored = browser.stored.clone();
    let mut next = Browser { now: sample().now, stored, ..Browser::default() };
    next.start(None, Some("node.example"), 1);
    next.shows("By the consortium's roster 1, compared");
    next.shows("gives no roster that holds");
    // Where the host cannot be asked, the page says what it rests on, and which version of it this is.
    let kept_version = Some("5f1d0c86d1c3a1b6".repeat(4));
    let stored = browser.stored.clone();
    let mut away = Browser { now: sample().now, is_away: true, stored, kept_version, ..Browser::default() };
    away.start(None, Some("node.example"), 1);
    away.shows("By the consortium's roster 1, compared");
    away.shows("node.example cannot be asked now. Verdicts rest on");
    away.shows("This is version 5f1d0c86d1c3a1b6 of the checker");
    away.fill("audience", "", &[("audience", &sample().audience)]);
    away.choose(&[("answer.attestat-presentation", sample().presentation.as_bytes())]);
    away.shows("GREEN Genuine and in force.");
    (away.is_away, away.served) = (false, served());
    away.act("refresh", "");
    away.hides("cannot be asked now");
    away.hides("This is version");
}

#[test]
fn a_roster_that_is_a_part_of_the_page_is_not_offered_to_be_forgotten() {
    let (mut browser, sample) = asked(1);
    assert!(!browser.view.contains("forget-roster"), "{}", browser.view);
    browser.choose(&[("roster.note", sample.trust.roster.as_bytes())]);
    browser.shows("which nobody has compared");
    browser.act("forget-roster", "");
    browser.shows("By the consortium's roster 1, compared");
}

#[test]
fn files_are_judged_again_once_newer_lists_were_fetched() {
    let mut browser = Browser { now: sample().now, served: served(), ..Browser::default() };
    browser.start(None, Some("node.example"), 1);
    browser.fill("audience", "", &[("audience", &sample().audience)]);
    browser.choose(&[("answer.attestat-presentation", sample().presentation.as_bytes())]);
    browser.shows("AMBER");
    browser.files[0].1 = b"{".repeat(sample().presentation.len());
    browser.act("refresh", "");
    browser.shows("The newest lists were fetched.");
    browser.shows("GREY");
}

#[test]
fn a_host_that_is_no_node_is_named_and_nothing_is_judged() {
    let mut browser = Browser::opened(None, Some("school.example"), 1);
    browser.shows("school.example gives no roster that holds");
    browser.choose(&[("a.attestat", b"{}")]);
    browser.shows("Nothing is judged before there is a roster");
}

#[test]
fn a_busy_host_is_said_to_have_left_questions_open() {
    let mut served = served();
    served.retain(|path, _| !path.ends_with("/status"));
    let mut browser = Browser { now: sample().now, served, is_busy: true, ..Browser::default() };
    browser.start(None, Some("node.example"), 1);
    browser.shows("node.example could not answer 15 of our questions");
    browser.is_busy = false;
    browser.act("refresh", "");
    browser.hides("could not answer");
}

#[test]
fn names_of_documents_are_in_no_question_to_the_host() {
    let mut browser = Browser { now: sample().now, served: served(), ..Browser::default() };
    browser.start(None, Some("node.example"), 1);
    let before = browser.fetched.len();
    browser.choose(&[("Образцов.attestat-presentation", sample().presentation.as_bytes())]);
    let after = &browser.fetched[before..];
    assert!(after.iter().all(|path| path.contains("/proof?")), "{after:?}");
}

#[test]
fn a_roster_from_a_file_is_shown_as_one_that_nobody_has_compared() {
    let mut browser = Browser::opened(None, None, 1);
    let trust = sample().trust;
    browser.choose(&[("roster.note", trust.roster.as_bytes())]);
    browser.shows("By roster.note's own roster, which nobody has compared");
    browser.choose(&[("trust/heads/a.note", trust.heads[0].as_bytes()), ("trust/status/a.status", b"x")]);
    browser.shows("trust/status/a.status was not taken");
    assert_eq!(browser.checker.keeper.parts().unwrap().heads.len(), 1);
}

#[test]
fn nothing_that_stands_in_a_file_becomes_an_element() {
    let (mut browser, _) = asked(1);
    browser.choose(&[("<img src=x onerror=alert(1)>.attestat", b"{\"<b>\": 1}")]);
    assert!(!browser.view.contains("<img") && !browser.view.contains("<b>"), "{}", browser.view);
}

/// A form for a request, filled in.
const FORM: [(&str, &str); 6] = [
    ("audience", "Admissions (SAMPLE)"),
    ("purpose", "Admission 2027"),
    ("until", "2098-12-31"),
    ("need:family_name", "on"),
    ("need:marks", "on"),
    ("may:birth_date", "on"),
];

#[test]
fn a_request_is_saved_before_its_code_is_shown_and_guarded_until_it_is_kept() {
    let mut browser = Browser::opened(None, None, 1);
    browser.act("ask", "");
    browser.shows("A request to families");
    browser.fill("ask-make", "", &FORM[..3]);
    browser.shows("The request asks for nothing.");
    assert!(browser.saved.is_empty() && !browser.is_guarded);
    browser.fill("ask-make", "", &FORM);
    let (name, text) = browser.saved.last().unwrap().clone();
    let request = attestat_credential::presentation::request::Request::parse(text.as_bytes()).unwrap();
    assert_eq!((name.as_str(), request.audience.as_str()), ("request.json", "Admissions (SAMPLE)"));
    assert_eq!(request.required[0].fields, ["family_name", "marks"]);
    assert_eq!(request.optional[0].fields, ["birth_date"]);
    browser.shows("The request was saved as request.json");
    assert!(browser.is_guarded && browser.view.contains("<svg>"));
    browser.act("ask-close", "");
    assert!(!browser.is_guarded);
    browser.shows("Held against the request request.json of Admissions (SAMPLE)");
}

#[test]
fn a_request_that_cannot_be_made_says_why_and_keeps_the_form() {
    let mut browser = Browser::opened(None, None, 1);
    browser.act("ask", "");
    let mut form = FORM;
    form[2] = ("until", "2001-12-31");
    browser.fill("ask-make", "", &form);
    browser.shows("2001-12-31");
    assert!(browser.view.contains("value=\"Admission 2027\""), "{}", browser.beginning());
    assert!(browser.saved.is_empty());
}
