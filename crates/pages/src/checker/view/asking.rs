//! The screen on which a request to families is made.

use super::super::asking::{MAY, NEED, OF, all_fields};
use super::super::state::{Asking, Checker, HeldRequest};
use attestat_credential::credential_type::CredentialType;
use attestat_words::language::Language;
use attestat_words::say;
use attestat_words::text::Text;
use maud::{Markup, PreEscaped, html};

/// Fields that most requests need, which stand first.
const COMMON: [&str; 5] = ["family_name", "given_name", "patronymic", "birth_date", "marks"];

/// The screen.
pub(super) fn asking(checker: &Checker, asking: &Asking) -> Markup {
    match &asking.made {
        Some(held) => made(checker.language, asking, held),
        None => form(checker.language, asking),
    }
}

fn made(language: Language, asking: &Asking, held: &HeldRequest) -> Markup {
    let request = &held.request;
    html! {
        section.drop aria-labelledby="ask-title" {
            h2 #ask-title tabindex="-1" { (say!(language, "page-ask-made", name = &held.name)) }
            p { (say!(language, "page-ask-keep")) }
            dl {
                dt { (say!(language, "page-ask-audience")) } dd { (request.audience) }
                dt { (say!(language, "page-ask-purpose")) } dd { (request.purpose) }
                dt { (say!(language, "page-ask-until")) } dd { (Text::moment(request.expires).told(language)) }
            }
            div.codes {
                @for (picture, number) in asking.codes.iter().zip(1_usize..) {
                    figure {
                        // The module that reads codes has drawn it.
                        (PreEscaped(picture))
                        @if asking.codes.len() > 1 { figcaption { (say!(language, "page-ask-code", n = number, all = asking.codes.len())) } }
                    }
                }
            }
            div.choices {
                button type="button" data-act="ask-again" { (say!(language, "page-ask-save-again")) }
                button type="button" data-act="print" { (say!(language, "page-print")) }
                button.main type="button" data-act="ask-close" { (say!(language, "page-ask-kept")) }
            }
        }
    }
}

fn form(language: Language, asking: &Asking) -> Markup {
    let value = |name: &str| asking.fields.get(name).cloned().unwrap_or_default();
    html! {
        section.drop aria-labelledby="ask-title" {
            h2 #ask-title tabindex="-1" { (say!(language, "page-ask-title")) }
            p { (say!(language, "page-ask-what")) }
            form.asking data-act="ask-make" data-fill="ask-fill" {
                label for="ask-audience" { (say!(language, "page-ask-audience")) }
                input #ask-audience name="audience" type="text" value=(value("audience")) required autocomplete="organization";
                label for="ask-purpose" { (say!(language, "page-ask-purpose")) }
                input #ask-purpose name="purpose" type="text" value=(value("purpose")) required;
                label for="ask-until" { (say!(language, "page-ask-until")) }
                input #ask-until name="until" type="date" value=(value("until")) required;
                fieldset {
                    legend { (say!(language, "page-ask-need")) }
                    (fields(language, asking, NEED, true))
                    details {
                        summary { (say!(language, "page-ask-more")) }
                        (fields(language, asking, NEED, false))
                    }
                }
                details {
                    summary { (say!(language, "page-ask-may")) }
                    fieldset {
                        legend { (say!(language, "page-ask-may")) }
                        (fields(language, asking, MAY, true))
                        (fields(language, asking, MAY, false))
                    }
                }
                details {
                    summary { (say!(language, "page-ask-types")) }
                    fieldset {
                        legend { (say!(language, "page-ask-types")) }
                        @for kind in CredentialType::all() {
                            (choice(asking, &format!("{OF}{}", kind.word()), kind.name(language)))
                        }
                    }
                }
                div.choices {
                    button.main type="submit" { (say!(language, "page-ask-make")) }
                    button type="button" data-act="ask-close" { (say!(language, "page-compare-not")) }
                }
            }
        }
    }
}

fn fields(language: Language, asking: &Asking, begin: &str, is_common: bool) -> Markup {
    let shown = all_fields().into_iter().filter(|field| COMMON.contains(field) == is_common);
    html! {
        @for field in shown { (choice(asking, &format!("{begin}{field}"), &label(field, language))) }
    }
}

fn choice(asking: &Asking, name: &str, label: &str) -> Markup {
    html! {
        label.choice {
            input type="checkbox" name=(name) checked[asking.fields.contains_key(name)];
            span { (label) }
        }
    }
}

fn label(field: &str, language: Language) -> String {
    let of_kinds = CredentialType::all().iter().find_map(|kind| kind.label(field, language));
    of_kinds.unwrap_or(field).to_owned()
}
