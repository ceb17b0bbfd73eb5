//! The table of many verdicts, and the words of a page.

use super::browser::Browser;
use super::*;

#[test]
fn the_table_is_filtered_paged_and_opened() {
    let answer = sample().presentation;
    let names: Vec<String> = (0..130).map(|number| format!("{number:03}.attestat-presentation")).collect();
    let (mut browser, _) = asked(2);
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), answer.as_bytes())).collect();
    files.push(("z.attestat", b"{}"));
    browser.choose(&files);
    browser.shows("1 to 100 of 131");
    browser.act("from", "100");
    browser.shows("101 to 131 of 131");
    browser.act("filter", "grey");
    browser.shows("1 to 1 of 1");
    browser.act("filter", "grey");
    browser.fill("find", "", &[("words", "007.ATTESTAT")]);
    browser.shows("1 to 1 of 1");
    browser.act("open", "7");
    browser.shows("GREEN Genuine and in force. 007.attestat-presentation");
    browser.act("close", "");
    browser.hides("GREEN Genuine and in force.");
    browser.act("open", "7");
    browser.act("filter", "grey");
    browser.hides("GREEN Genuine and in force.");
}

#[test]
fn the_table_begins_with_the_worst_and_the_saved_files_keep_the_order_of_the_files() {
    let answer = sample().presentation;
    // The first disclosure is not the one that was signed.
    let bad = answer.replacen("~Wy", "~Wz", 1);
    let (mut browser, _) = asked(1);
    let files =
        ["a.attestat-presentation", "b.attestat", "c.attestat-presentation", "d.attestat", "e.attestat-presentation"];
    let bytes = [answer.as_bytes(), b"{}", bad.as_bytes(), b"{", answer.as_bytes()];
    browser.choose(&files.into_iter().zip(bytes).collect::<Vec<_>>());
    let places: Vec<&str> =
        browser.view.split("data-act=\"open\" data-value=\"").skip(1).map(|rest| &rest[..1]).collect();
    assert_eq!(places, ["2", "1", "3", "0", "4"], "{}", browser.beginning());
    let chips: Vec<&str> = browser
        .view
        .split("data-act=\"filter\" data-value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(chips, ["red", "amber", "grey", "green"]);
    browser.act("save", "csv");
    let table = &browser.saved[0].1;
    let found: Vec<usize> = files.iter().map(|name| table.find(name).unwrap()).collect();
    assert!(found.is_sorted(), "{table}");
}

#[test]
fn a_line_without_a_person_or_a_document_says_so_and_no_cell_is_empty() {
    let (mut browser, sample) = asked(1);
    let mut files: Vec<(&str, &[u8])> = vec![("a.attestat", b"{"), ("b.attestat", b"{}"), ("c.pdf", b"%PDF-1.7")];
    files.push(("d.attestat-presentation", sample.presentation.as_bytes()));
    browser.choose(&files);
    browser.shows("not known cannot be read");
    assert!(!browser.view.contains("<td></td>"), "{}", browser.view);
}

#[test]
fn what_is_said_of_the_roster_stands_once_above_the_table() {
    let mut browser = Browser { now: sample().now, served: served(), ..Browser::default() };
    browser.start(None, Some("node.example"), 1);
    browser.fill("audience", "", &[("audience", &sample().audience)]);
    let answer = sample().presentation;
    let names = ["a", "b", "c", "d"].map(|name| format!("{name}.attestat-presentation"));
    browser.choose(&names.each_ref().map(|name| (name.as_str(), answer.as_bytes())));
    let said = "The verdict is by node.example's own roster";
    assert_eq!(browser.words().matches(said).count(), 1, "{}", browser.beginning());
    assert_eq!(browser.words().matches("Only what is said above the table.").count(), 4);
}

#[test]
fn what_was_not_checked_stands_once_and_says_of_which_document() {
    let (mut browser, sample) = asked(1);
    browser.choose(&[("answer.attestat-presentation", sample.presentation.as_bytes())]);
    browser.shows("Document 1: 14 fields that the holder left hidden");
    browser.shows("Document 2: 9 fields that the holder left hidden");
    assert_eq!(browser.words().matches("Whether it was revoked after").count(), 1, "{}", browser.words());
}

#[test]
fn a_page_names_no_command() {
    let (mut browser, sample) = asked(1);
    let mut old = Browser::opened(Some(sample.trust.clone()), None, 1);
    old.now += 365 * 86_400;
    for browser in [&mut browser, &mut old] {
        for tongue in ["en", "ru"] {
            browser.act("language", tongue);
            let files = ["a", "b", "c", "d"].map(|name| format!("{name}.attestat-presentation"));
            browser.choose(&files.each_ref().map(|name| (name.as_str(), sample.presentation.as_bytes())));
            let whole = browser.words();
            browser.act("open", "0");
            for words in [whole, browser.words()] {
                assert!(!words.contains('`') && !words.contains(" --"), "{words}");
            }
        }
    }
}
