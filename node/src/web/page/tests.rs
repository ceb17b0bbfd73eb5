#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::web::counts::{DayCount, Timeline};
use crate::web::facts::ShownState;
use crate::web::summary::tests::{facts, log};
use crate::web::summary::{concerns, headline};
use attestat_ledger::day::Day;
use attestat_words::english::english_words_of_screen;

/// Pages with everything that can be on them.
fn pages() -> [String; 2] {
    let mut logs = vec![
        log(1, ShownState::Followed, Some(240)),
        log(2, ShownState::Forked, Some(5)),
        log(3, ShownState::Doubted, Some(5)),
        log(4, ShownState::ReadOnly, Some(5)),
        log(5, ShownState::Worried, Some(5)),
        log(6, ShownState::Stopped, Some(5)),
        log(7, ShownState::Ended, Some(5)),
        log(8, ShownState::Unreadable, None),
        log(9, ShownState::Followed, Some(200_000)),
        log(10, ShownState::Followed, None),
    ];
    let today = Day::parse("2026-09-10").unwrap();
    let days = [("2020-02-29", 9, 2), ("2026-09-01", 1_204, 3)]
        .map(|(day, records, revocations)| (Day::parse(day).unwrap(), DayCount { records, revocations }));
    let first = logs.first_mut().unwrap();
    first.timeline = Timeline::of(&days.into(), today);
    first.name = "<b>School & \"friends\"</b>".to_owned();
    first.size = 1_213;
    let mut facts = facts(logs);
    let roster = facts.roster.as_mut().unwrap();
    (roster.has_twins, roster.newest.0, roster.expires) = (true, 4, Day::of_unix_seconds(facts.now));
    let concerns = concerns(&facts);
    let headline = headline(&facts, &concerns);
    Language::ALL.map(|language| status(language, &facts, &concerns, &headline))
}

#[test]
fn a_page_runs_nothing_and_asks_nobody_else_for_anything() {
    let others = Language::ALL.map(|language| problem(language, "What <happened>", "What to do"));
    let checker = Language::ALL.map(without_checker);
    for page in pages().iter().chain(&others).chain(&checker) {
        let lower = page.to_lowercase();
        for word in
            ["<script", "javascript:", " style=", "<style", " onload", " onclick", "http:", "https:", "//", "@import"]
        {
            assert!(!lower.contains(word), "{word} in {page}");
        }
        assert!(page.starts_with("<!DOCTYPE html><html lang=\""), "{page}");
    }
    assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    assert!(others[0].contains("What &lt;happened&gt;"));
}

#[test]
fn words_of_others_are_words_on_a_page() {
    for page in pages() {
        assert!(page.contains("&lt;b&gt;School &amp; &quot;friends&quot;&lt;/b&gt;"), "{page}");
        assert!(!page.contains("<b>"));
    }
}

#[test]
fn a_page_in_russian_has_no_english_words() {
    let [_, page] = pages();
    let text: String =
        page.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| format!("{text}\n")).collect();
    let text = text
        .replace("English", "")
        .replace("Attestat", "")
        .replace("&quot;", "")
        .replace("&lt;", "<")
        .replace("School", "")
        .replace("friends", "");
    let found: Vec<_> = english_words_of_screen(&text).into_iter().collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_is_drawn_stands_in_the_table_beside_it() {
    let [english, russian] = pages();
    for text in ["<svg class=\"chart\"", "role=\"img\"", "2026-09", ">1,204<", "Before that", ">9<"] {
        assert!(english.contains(text), "{text}");
    }
    assert!(russian.contains("09.2026") && russian.contains("1\u{a0}204"));
}

#[test]
fn more_logs_than_are_drawn_are_listed_without_pictures() {
    let logs = (0..=u32::try_from(CHARTS_MAX).unwrap()).map(|number| log(number, ShownState::Followed, Some(9)));
    let facts = facts(logs.collect());
    let page = status(Language::English, &facts, &[], &headline(&facts, &[]));
    assert!(!page.contains("<svg") && page.contains("school-100.example/1") && page.contains("/status.json"));
    assert!(page.len() < (1 << 20), "{}", page.len());
}

/// Contrast of the colours of text on their grounds, by WCAG 2.2 (relative luminance, 1.4.3): 4.5 at least.
#[test]
fn words_stand_out_from_their_ground_in_light_and_dark() {
    let (light, dark) = STYLE.split_once("@media (prefers-color-scheme: dark)").unwrap();
    let dark = dark.split_once("* {").unwrap().0;
    for sheet in [light, dark] {
        let colour = |name: &str| {
            let begin = format!("--{name}: #");
            luminance(&sheet.split_once(&begin).unwrap_or_else(|| panic!("{name}")).1[..6])
        };
        let pairs = [
            ("ink", "paper"),
            ("ink", "card"),
            ("soft", "paper"),
            ("soft", "card"),
            ("link", "paper"),
            ("link", "card"),
            ("soft", "calm-ground"),
            ("link", "calm-ground"),
            ("soft", "alarm-ground"),
            ("link", "alarm-ground"),
            ("calm", "calm-ground"),
            ("look", "look-ground"),
            ("alarm", "alarm-ground"),
        ];
        for (text, ground) in pairs {
            let (one, other) = (colour(text), colour(ground));
            let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
            assert!(contrast >= 4.5, "{text} on {ground}: {contrast:.2}");
        }
        for bar in ["bar", "bar-two"] {
            let (one, other) = (colour(bar), colour("card"));
            assert!((one.max(other) + 0.05) / (one.min(other) + 0.05) >= 3.0, "{bar}");
        }
    }
    assert!(1.05 / (luminance("1f5fa8") + 0.05) >= 4.5, "white on a button");
}

fn luminance(hex: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}
