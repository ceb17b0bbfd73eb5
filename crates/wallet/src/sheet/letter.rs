//! The letter with a ticket, which the school hands to a family so that it can enrol a wallet.

use attestat_ledger::day::Day;
use attestat_words::text;
use attestat_words::text::Text;

use super::{Language, Page, Writer};
use crate::ticket::Ticket;

/// Groups of a typed code in a row of the letter.
const GROUPS_IN_ROW: usize = 5;

/// Facts of a letter beyond the ticket.
pub struct LetterFacts<'a> {
    /// Name of the school, as it calls itself.
    pub school: &'a str,
    /// Pupil whom the letter is for: a name, or the school's own number of the pupil.
    pub pupil: &'a str,
    /// The ticket's line as a QR code, if one was drawn.
    pub code: Option<QrCode<'a>>,
}

/// A QR code in both forms; drawn by the caller, of [`Ticket::to_line`].
pub struct QrCode<'a> {
    /// Form for HTML: one `<svg>` element, taken as it is.
    pub svg: &'a str,
    /// Form for text.
    pub text: &'a str,
}

/// Makes the letter that carries a ticket.
pub fn ticket_letter(ticket: &Ticket, facts: &LetterFacts<'_>, language: Language) -> Page {
    let mut page = Writer::new(language, &text!("letter-title", school = facts.school));
    page.paragraph(&text!("letter-family", pupil = facts.pupil));
    page.paragraph(&text!("letter-why"));
    page.heading(&text!("letter-how"));
    page.list(&[text!("letter-make"), text!("letter-use"), text!("letter-arrive")]);
    page.heading(&text!("letter-code"));
    if let Some(code) = &facts.code {
        page.picture(code);
    }
    let groups = ticket.to_groups();
    let cells: Vec<&str> = groups.iter().map(|group| group.as_str()).collect();
    page.cells(GROUPS_IN_ROW, &cells);
    page.paragraph(&text!("letter-typed"));
    page.paragraph(&text!("letter-line"));
    page.block(&ticket.to_line());
    page.block(&facts_of(ticket).told(language));
    page.paragraph(&text!("letter-ticket"));
    page.finish()
}

fn facts_of(ticket: &Ticket) -> Text {
    let (roster, until) = (ticket.roster().to_string(), Day::of_unix_seconds(ticket.expires()).to_string());
    let facts = [
        text!("letter-registry", registry = ticket.registry().as_str()),
        text!("letter-node", node = ticket.address()),
        text!("letter-roster", roster = roster),
        text!("letter-until", until = until),
    ];
    Text::listed(facts, "\n")
}
