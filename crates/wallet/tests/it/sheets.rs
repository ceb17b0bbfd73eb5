//! Printed pages: golden in both languages, complete, and with nothing from elsewhere.

use attestat_ledger::roster::RosterHash;
use attestat_wallet::seed::Mnemonic;
use attestat_wallet::sheet::{Language, LetterFacts, Page, QrCode, WayBack, recovery_sheet, ticket_letter};
use attestat_wallet::ticket::Ticket;

use crate::support::{NOW, address, dice, school, words};

fn letter(language: Language, school_name: &str) -> (Ticket, Page) {
    let ticket = Ticket::draw(school(), &address("node.example.org"), NOW, RosterHash([7; 32]), &mut dice(4)).unwrap();
    let code = Some(QrCode { svg: "<svg></svg>", text: "██  ██\n" });
    let facts = LetterFacts { school: school_name, pupil: "SAMPLE-17 <b>", code };
    let page = ticket_letter(&ticket, &facts, language);
    (ticket, page)
}

#[test]
fn printed_pages_match_their_golden_files() {
    let english = recovery_sheet(&words(), "Ника", None, Language::English);
    assert_eq!(english.text.as_str(), include_str!("golden/recovery-sheet.en.txt"));
    assert_eq!(english.html.as_str(), include_str!("golden/recovery-sheet.en.html"));
    let russian = recovery_sheet(&words(), "Ника", None, Language::Russian);
    assert_eq!(russian.text.as_str(), include_str!("golden/recovery-sheet.ru.txt"));
    assert_eq!(russian.html.as_str(), include_str!("golden/recovery-sheet.ru.html"));
    let (_, english) = letter(Language::English, "School 12");
    assert_eq!(english.text.as_str(), include_str!("golden/ticket-letter.en.txt"));
    assert_eq!(english.html.as_str(), include_str!("golden/ticket-letter.en.html"));
    let (_, russian) = letter(Language::Russian, "Школа № 12");
    assert_eq!(russian.text.as_str(), include_str!("golden/ticket-letter.ru.txt"));
    assert_eq!(russian.html.as_str(), include_str!("golden/ticket-letter.ru.html"));
}

#[test]
fn printed_words_and_tickets_can_be_typed_back() {
    let sheet = recovery_sheet(&words(), "Ника", None, Language::Russian);
    let is_row = |line: &&str| line.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let rows: Vec<&str> = sheet.text.lines().filter(is_row).collect();
    assert_eq!(rows.len(), 6);
    let typed = Mnemonic::parse(&rows.join("\n")).unwrap();
    assert_eq!(typed.seed().expose(), words().seed().expose());
    let (ticket, letter) = letter(Language::English, "School 12");
    let rows: Vec<&str> = letter.text.lines().filter(is_row).collect();
    assert_eq!(Ticket::parse(&rows.join("\n")).unwrap().secret().expose(), ticket.secret().expose());
}

#[test]
fn pages_fetch_nothing_and_escape_what_comes_from_outside() {
    let (_, letter) = letter(Language::English, "<script>alert('x')</script> & \"12\"");
    let sheet = recovery_sheet(&words(), "<img src=x>", None, Language::English);
    for page in [&letter.html, &sheet.html] {
        assert!(page.contains("default-src 'none'"));
        for foreign in ["<script", "<img", "<b>", "<link", "@import", "url(", "src="] {
            let inert = foreign == "src=" && page.contains("&lt;img src=x&gt;");
            assert!(inert || !page.contains(foreign), "{foreign}");
        }
    }
    assert!(letter.html.contains("<svg></svg>") && letter.text.contains("██  ██"));
    assert!(letter.text.contains(&format!("Roster: {}", RosterHash([7; 32]))), "recovery asks for it");
    let is_address = |line: &&str| line.contains("attestat:ticket") || line.contains("#sha256:");
    assert!(letter.text.lines().filter(|line| !is_address(line)).all(|line| line.chars().count() <= 78));
    assert_eq!(format!("{letter:?}"), "Page(redacted)");
}

#[test]
fn the_way_back_is_printed_where_it_is_known() {
    let (addresses, roster) = ([address("node.example.org"), address("other.example.org")], RosterHash([7; 32]));
    for language in [Language::English, Language::Russian] {
        let code = Some(QrCode { svg: "<svg></svg>", text: "██  ██\n" });
        let back = WayBack { addresses: &addresses, roster, code };
        let page = recovery_sheet(&words(), "Ника", Some(&back), language);
        for form in [&page.text, &page.html] {
            assert!(!form.contains("____") && form.contains(&roster.to_string()));
            assert!(addresses.iter().all(|address| form.contains(address)));
        }
        assert!(page.html.contains("<svg></svg>") && page.text.contains("██  ██"));
    }
    let command = WayBack::command(&addresses, &roster);
    assert!(command.starts_with("attestat wallet recover --from https://node.example.org:8443#sha256:5a5a"));
    assert!(command.ends_with(&format!(" --roster-hash {roster}")));
}
