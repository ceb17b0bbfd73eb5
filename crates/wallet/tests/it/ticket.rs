//! Tickets as lines and as codes that people type: whatever is mistyped is named by its group.

use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::RosterHash;
use attestat_wallet::ticket::{Ticket, TicketError};
use proptest::prelude::*;

use crate::support::{NOW, address, dice, registry, school};

const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn ticket(registry: RegistryId, host: &str, seed: u64) -> Ticket {
    Ticket::draw(registry, &address(host), NOW, RosterHash([0; 32]), &mut dice(seed)).unwrap()
}

fn same(one: &Ticket, other: &Ticket) -> bool {
    one.registry() == other.registry()
        && one.address() == other.address()
        && one.expires() == other.expires()
        && one.roster() == other.roster()
        && one.secret().expose() == other.secret().expose()
}

fn groups(ticket: &Ticket) -> Vec<String> {
    ticket.to_groups().iter().map(|group| group.to_string()).collect()
}

#[test]
fn a_ticket_comes_back_from_its_line_and_its_code() {
    for seed in 0..40 {
        // Every length of the body, so that every filling of the last group is met.
        let name = registry(&"r".repeat(1 + usize::try_from(seed).unwrap() * 5));
        let ticket = ticket(name, &"h".repeat(1 + usize::try_from(seed).unwrap() * 3), seed);
        assert!(same(&Ticket::parse(&ticket.to_line()).unwrap(), &ticket));
        let groups = groups(&ticket);
        let numbered: String =
            groups.chunks(4).enumerate().map(|(row, groups)| format!("{}. {}\n", row + 1, groups.join(" "))).collect();
        let looks_alike = groups.join("-").replace('1', "l").replace('0', "O").to_lowercase();
        for typed in [groups.join(" "), groups.concat(), looks_alike, numbered] {
            assert!(same(&Ticket::parse(&typed).unwrap(), &ticket), "seed {seed}");
        }
    }
}

#[test]
fn the_usual_letter_has_few_groups_and_one_line() {
    let ticket = ticket(school(), "node.example.org", 1);
    assert!(ticket.to_groups().len() <= 50, "{}", ticket.to_groups().len());
    assert!(ticket.to_line().len() <= 260, "{}", ticket.to_line().len());
    assert_eq!(format!("{ticket:?}"), "Ticket(redacted)");
}

#[test]
fn every_wrong_character_is_named_by_its_group() {
    let groups = groups(&ticket(school(), "node.example.org", 1));
    for at in 0..groups.len() {
        for place in 0..6 {
            for wrong in ALPHABET.chars().filter(|wrong| !groups[at][place..].starts_with(*wrong)) {
                let mut typed = groups.clone();
                typed[at].replace_range(place..=place, &wrong.to_string());
                assert_eq!(Ticket::parse(&typed.join(" ")).unwrap_err(), TicketError::Group(at + 1));
            }
            let mut typed = groups.clone();
            typed[at].replace_range(place..=place, "U");
            assert_eq!(Ticket::parse(&typed.join(" ")).unwrap_err(), TicketError::Character(at + 1));
        }
    }
}

#[test]
fn swapped_lost_and_added_characters_and_groups_are_found() {
    let groups = groups(&ticket(school(), "node.example.org", 1));
    for at in 0..groups.len() {
        for place in 0..5 {
            let mut characters: Vec<char> = groups[at].chars().collect();
            characters.swap(place, place + 1);
            let mut typed = groups.clone();
            typed[at] = characters.into_iter().collect();
            if typed[at] != groups[at] {
                assert_eq!(Ticket::parse(&typed.join(" ")).unwrap_err(), TicketError::Group(at + 1));
            }
        }
        let mut typed = groups.clone();
        typed[at].pop();
        let wrong = TicketError::GroupLength { group: at + 1, characters: 5 };
        assert_eq!(Ticket::parse(&typed.join(" ")).unwrap_err(), wrong);
        let mut typed = groups.clone();
        typed.remove(at);
        assert!(Ticket::parse(&typed.join(" ")).is_err());
        if at + 1 < groups.len() {
            let mut typed = groups.clone();
            typed.swap(at, at + 1);
            if typed != groups {
                assert_eq!(Ticket::parse(&typed.join(" ")).unwrap_err(), TicketError::Group(at + 1));
            }
        }
    }
}

#[test]
fn letters_of_a_russian_keyboard_that_look_the_same_are_the_same() {
    let ticket = ticket(school(), "node.example.org", 1);
    let typed: String = groups(&ticket).join(" ");
    let russian: String = typed
        .chars()
        .map(|character| match character {
            'A' => 'а',
            'B' => 'В',
            'C' => 'с',
            'E' => 'Е',
            'H' => 'н',
            'K' => 'К',
            'M' => 'м',
            'P' => 'Р',
            'T' => 'т',
            'X' => 'х',
            'Y' => 'У',
            '0' => 'О',
            '3' => 'З',
            other => other,
        })
        .collect();
    assert!(!russian.is_ascii());
    assert!(same(&Ticket::parse(&russian).unwrap(), &ticket));
    let stranger = typed.replacen(|character: char| character != ' ', "Ж", 1);
    assert_eq!(Ticket::parse(&stranger).unwrap_err(), TicketError::Character(1));
}

#[test]
fn a_code_that_was_typed_by_half_says_how_much_of_it_is_there() {
    let groups = groups(&ticket(school(), "node.example.org", 1));
    for typed in 30..groups.len() {
        let half = Ticket::parse(&groups[..typed].join(" ")).unwrap_err();
        assert_eq!(half, TicketError::Half { groups: typed, of: groups.len() });
    }
    for typed in 1..30 {
        assert!(Ticket::parse(&groups[..typed].join(" ")).is_err(), "{typed}");
    }
}

#[test]
fn a_line_that_was_cut_or_changed_is_refused() {
    let line = ticket(school(), "node.example.org", 1).to_line();
    for end in 0..line.len() {
        assert!(Ticket::parse(&line[..end]).is_err(), "{end}");
    }
    for at in "attestat:ticket:".len()..line.len() {
        let other = if line[at..].starts_with('A') { "B" } else { "A" };
        let mut changed = line.to_string();
        changed.replace_range(at..=at, other);
        assert!(Ticket::parse(&changed).is_err(), "{at}");
    }
}

#[test]
fn an_address_without_a_pin_makes_no_ticket() {
    let pin = "5a".repeat(32);
    for bad in [
        "https://node.example.org:8443".to_owned(),
        format!("http://node.example.org#sha256:{pin}"),
        format!("https://#sha256:{pin}"),
        format!("https://node.example.org/path#sha256:{pin}"),
        format!("https://user@node.example.org#sha256:{pin}"),
        format!("https://node.example.org#sha256:{}", "5A".repeat(32)),
        format!("https://{}#sha256:{pin}", "h".repeat(256)),
        "unix:/run/node".to_owned(),
    ] {
        let made = Ticket::draw(school(), &bad, NOW, RosterHash([0; 32]), &mut dice(1));
        assert!(matches!(made, Err(TicketError::Address(_))), "{bad}");
    }
    let dead = Ticket::draw(school(), &address("h"), NOW, RosterHash([0; 32]), &mut |_: &mut [u8]| {});
    assert_eq!(dead.unwrap_err(), TicketError::DeadDice);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,400}", code in "[0-9A-Z \\-\n.]{0,600}") {
        let _ = Ticket::parse(&text);
        let _ = Ticket::parse(&code);
        let _ = Ticket::parse(&format!("attestat:ticket:{code}"));
    }
}
