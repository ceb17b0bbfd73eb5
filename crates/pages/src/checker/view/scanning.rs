//! The screen with the camera's picture: what was read of an answer, and what is still to be shown.

use super::super::scanning::Scanning;
use attestat_words::language::Language;
use attestat_words::say;
use maud::{Markup, html};

/// The screen while the camera looks.
pub(super) fn scanning(language: Language, scanning: &Scanning) -> Markup {
    html! {
        section.scan aria-labelledby="scan-title" {
            h2 #scan-title tabindex="-1" { (say!(language, "page-scan")) }
            p { (say!(language, "page-scan-how")) }
            video #camera muted autoplay playsinline aria-label=(say!(language, "page-scan-picture")) {}
            div.scan-state role="status" aria-live="polite" { (state(language, scanning)) }
            div.choices {
                button.main type="button" data-act="scan-stop" { (say!(language, "page-stop")) }
                label.button {
                    input type="file" accept="image/*" multiple data-files="named";
                    span { (say!(language, "page-scan-photo")) }
                }
            }
            p.hint { (say!(language, "page-scan-stays")) }
        }
    }
}

fn state(language: Language, scanning: &Scanning) -> Markup {
    html! {
        @match scanning.progress() {
            Some(progress) => {
                p.scan-count { (say!(language, "page-scan-read", read = progress.read, all = progress.all)) }
                p { (say!(language, "page-scan-missing", numbers = progress.missing)) }
            }
            None if scanning.remark.is_some() => {}
            None if scanning.is_looking => p.scan-count { (say!(language, "page-scan-nothing")) },
            None => p.scan-count { (say!(language, "page-scan-waiting")) },
        }
        @if let Some(remark) = &scanning.remark { p.remark { (remark.told(language)) } }
    }
}
