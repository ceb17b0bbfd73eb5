//! The letter that carries a ticket home, and many of them as one page to print.

use crate::commands::code::{Code, PAPER_COLUMNS};
use crate::render::failure::Failure;
use attestat_wallet::sheet::{LetterFacts, Page, QrCode, ticket_letter};
use attestat_wallet::ticket::Ticket;
use attestat_words::language::Language;
use attestat_words::text;
use zeroize::Zeroizing;

/// A ticket and the other contents of its letter.
pub(super) struct Letter {
    /// The school's name for people.
    pub(super) school: String,
    /// The pupil whose family it is for: a name, or the school's own number.
    pub(super) pupil: Zeroizing<String>,
    /// The ticket.
    pub(super) ticket: Ticket,
    /// Documents of the pupil so far.
    pub(super) documents: u32,
    /// True if a wallet is enrolled already.
    pub(super) enrolled: bool,
    /// Time until which the letter that this one ended would have been good, Unix seconds.
    pub(super) ended: Option<u64>,
}

impl Letter {
    /// The letter, with its code drawn.
    pub(super) fn page(&self, language: Language) -> Result<Page, Failure> {
        let code = Code::of(self.ticket.to_line().as_bytes())
            .map_err(|error| Failure::internal(text!("code-not-drawn", why = error.to_string())))?;
        let (svg, text) =
            (Zeroizing::new(code.svg()), Zeroizing::new(code.terminal(PAPER_COLUMNS).unwrap_or_default()));
        let code = Some(QrCode { svg: &svg, text: &text });
        let facts = LetterFacts { school: &self.school, pupil: &self.pupil, code };
        Ok(ticket_letter(&self.ticket, &facts, language))
    }
}

/// Letters as one HTML page, each on a sheet of its own when it is printed.
pub(super) fn joined(pages: &[Page]) -> Zeroizing<String> {
    let mut all = Zeroizing::new(String::with_capacity(pages.iter().map(|page| page.html.len() + 64).sum()));
    for (at, page) in pages.iter().enumerate() {
        let (head, rest) = page.html.split_once("<body>").unwrap_or_default();
        let body = rest.split_once("</body>").map_or(rest, |(body, _)| body);
        if at == 0 {
            all.push_str(head);
            all.push_str("<body>");
        }
        all.push_str("<div style=\"break-after:page\">");
        all.push_str(body);
        all.push_str("</div>\n");
    }
    all.push_str("</body>\n</html>\n");
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::dice::SystemDice;
    use attestat_ledger::name::RegistryId;
    use attestat_ledger::roster::RosterHash;

    impl Letter {
        /// A letter that ended another one, or none.
        pub(in crate::commands::pupil) fn sample(ended: Option<u64>) -> Self {
            let address = format!("https://127.0.0.1:7400#sha256:{}", "ab".repeat(32));
            let registry = RegistryId::parse("school-12.example").unwrap();
            let mut dice = SystemDice::default();
            let ticket = Ticket::draw(registry, &address, 1_800_000_000, RosterHash([7; 32]), &mut dice).unwrap();
            let pupil = Zeroizing::new("Образцов Лев (SAMPLE)".to_owned());
            Self { school: "School <12> (SAMPLE)".to_owned(), pupil, ticket, documents: 2, enrolled: true, ended }
        }
    }

    #[test]
    fn a_letter_carries_its_ticket_as_code_and_as_line() {
        let letter = Letter::sample(None);
        let line = letter.ticket.to_line();
        for language in [Language::English, Language::Russian] {
            let page = letter.page(language).unwrap();
            for text in [&page.html, &page.text] {
                assert!(text.contains(line.as_str()) && text.contains("Образцов Лев"), "{}", **text);
            }
            assert!(page.html.contains("<svg ") && page.text.contains('█'));
        }
    }

    #[test]
    fn joined_letters_are_one_page_that_loads_nothing() {
        let letters = [Letter::sample(None), Letter::sample(None)];
        let pages: Vec<Page> = letters.iter().map(|letter| letter.page(Language::Russian).unwrap()).collect();
        let all = joined(&pages);
        assert!(letters.iter().all(|letter| all.contains(letter.ticket.to_line().as_str())));
        for (once, count) in [("<body>", 1), ("</html>", 1), ("break-after:page", 2), ("School &lt;12&gt;", 3)] {
            assert_eq!(all.matches(once).count(), count, "{once}");
        }
        for loading in ["<script", "src=", "href=", "url(", "<link", "@import"] {
            assert!(!all.contains(loading), "{loading}");
        }
    }
}
