//! HTML that needs no other file: every text from outside is escaped, nothing is fetched.

use zeroize::Zeroizing;

use super::{Language, tag};

const STYLE: &str = "body{font:12pt/1.45 serif;max-width:42em;margin:2em auto;padding:0 1em;color:#000;background:#fff}\
h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.4em}\
ol.cells{display:grid;grid-template-columns:repeat(4,1fr);gap:.5em;padding:0;list-style:none;counter-reset:cell}\
ol.cells li{border:1px solid #000;padding:.35em .5em;counter-increment:cell;font-family:monospace;font-size:1.1em}\
ol.cells li::before{content:counter(cell) '. ';color:#555}\
pre{font:11pt/1.4 monospace;border:1px solid #000;padding:.6em;white-space:pre-wrap;overflow-wrap:anywhere}\
.code svg{width:7cm;height:7cm}\
@media print{body{margin:0;max-width:none}h2{break-after:avoid}ol.cells,pre,.code{break-inside:avoid}}";

/// Writes everything up to and including the title.
pub(super) fn begin(out: &mut String, language: Language, title: &str) {
    out.push_str("<!DOCTYPE html>\n<html lang=\"");
    out.push_str(tag(language));
    out.push_str("\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    escape(out, title);
    out.push_str("</title>\n<style>");
    out.push_str(STYLE);
    out.push_str("</style>\n</head>\n<body>\n");
    element(out, "h1", title);
}

/// `<name>text</name>`.
pub(super) fn element(out: &mut String, name: &str, text: &str) {
    for part in ["<", name, ">"] {
        out.push_str(part);
    }
    escape(out, text);
    for part in ["</", name, ">\n"] {
        out.push_str(part);
    }
}

/// A numbered grid in reading order.
pub(super) fn cells(out: &mut String, cells: &[&str]) {
    out.push_str("<ol class=\"cells\">\n");
    for cell in cells {
        element(out, "li", cell);
    }
    out.push_str("</ol>\n");
}

fn escape(out: &mut String, text: &str) {
    let mut escaped = Zeroizing::new(String::with_capacity(text.len() * 6));
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    out.push_str(&escaped);
}
