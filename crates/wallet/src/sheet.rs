//! Papers that a family prints and keeps: the recovery sheet, and the letter with a ticket; in Russian and English.
//!
//! Each is made twice: as text for a terminal or any printer, and as HTML that needs nothing else: no
//! script, no font, no picture from elsewhere.

mod html;
mod letter;
mod recovery;

use attestat_words::text::Text;
use zeroize::Zeroizing;

pub use attestat_credential::verdict::words::Language;
pub use letter::{LetterFacts, QrCode, ticket_letter};
pub use recovery::{WayBack, recovery_sheet};

/// The tag of BCP 47.
const fn tag(language: Language) -> &'static str {
    language.of("en", "ru")
}

/// A printable page: a secret, wiped when dropped.
pub struct Page {
    /// Text for a terminal or any printer, at most 78 characters a line.
    pub text: Zeroizing<String>,
    /// The same as one HTML file.
    pub html: Zeroizing<String>,
}

impl core::fmt::Debug for Page {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Page(redacted)")
    }
}

/// A page in the making: heading, paragraphs, lists, blocks, written in both forms at once.
struct Writer {
    language: Language,
    page: Page,
}

/// Room for a letter with its QR code, so that growing leaves no copies of the secret behind.
const PAGE_CAPACITY: usize = 256 * 1024;
/// Longest line of the text form in characters.
const LINE_CHARACTERS: usize = 78;

impl Writer {
    fn new(language: Language, title: &Text) -> Self {
        let title = title.told(language);
        let page = Page {
            text: Zeroizing::new(String::with_capacity(PAGE_CAPACITY)),
            html: Zeroizing::new(String::with_capacity(PAGE_CAPACITY)),
        };
        let mut writer = Self { language, page };
        html::begin(&mut writer.page.html, language, &title);
        writer.page.text.push_str(&title.to_uppercase());
        writer.page.text.push_str("\n\n");
        writer
    }

    fn heading(&mut self, heading: &Text) {
        let heading = heading.told(self.language);
        html::element(&mut self.page.html, "h2", &heading);
        self.page.text.push_str(&heading);
        self.page.text.push_str("\n\n");
    }

    fn paragraph(&mut self, text: &Text) {
        let text = text.told(self.language);
        html::element(&mut self.page.html, "p", &text);
        wrap(&mut self.page.text, "", &text);
        self.page.text.push('\n');
    }

    fn list(&mut self, items: &[Text]) {
        self.page.html.push_str("<ul>\n");
        for item in items.iter().map(|item| item.told(self.language)) {
            html::element(&mut self.page.html, "li", &item);
            wrap(&mut self.page.text, "- ", &item);
        }
        self.page.html.push_str("</ul>\n");
        self.page.text.push('\n');
    }

    /// Numbered cells in reading order, `columns` a row.
    fn cells(&mut self, columns: usize, cells: &[&str]) {
        html::cells(&mut self.page.html, cells);
        let width = cells.iter().map(|cell| cell.len()).max().unwrap_or_default() + 2;
        for (row, cells) in cells.chunks(columns).enumerate() {
            for (at, cell) in cells.iter().enumerate() {
                let number = row * columns + at + 1;
                let width = if at + 1 == cells.len() { 0 } else { width };
                self.page.text.push_str(&Zeroizing::new(format!("{number:>4}. {cell:<width$}")));
            }
            self.page.text.push('\n');
        }
        self.page.text.push('\n');
    }

    /// Lines that keep their shape.
    fn block(&mut self, lines: &str) {
        html::element(&mut self.page.html, "pre", lines);
        for line in lines.lines() {
            self.page.text.push_str("    ");
            self.page.text.push_str(line);
            self.page.text.push('\n');
        }
        self.page.text.push('\n');
    }

    /// A picture: SVG in HTML, characters in text.
    fn picture(&mut self, code: &QrCode<'_>) {
        self.page.html.push_str("<div class=\"code\">");
        self.page.html.push_str(code.svg);
        self.page.html.push_str("</div>\n");
        self.page.text.push_str(code.text);
        self.page.text.push('\n');
    }

    fn finish(mut self) -> Page {
        self.page.html.push_str("</body>\n</html>\n");
        self.page
    }
}

/// Breaks a paragraph into lines; a word that is longer than a line stands alone.
fn wrap(out: &mut String, bullet: &str, text: &str) {
    let indent = " ".repeat(bullet.len());
    let (mut used, mut begun) = (bullet.len(), false);
    out.push_str(bullet);
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if begun && used + 1 + length > LINE_CHARACTERS {
            out.push('\n');
            out.push_str(&indent);
            (used, begun) = (indent.len(), false);
        }
        if begun {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
        begun = true;
    }
    out.push('\n');
}
