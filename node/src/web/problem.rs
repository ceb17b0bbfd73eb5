//! Problems: a status with two sentences, what happened and what to do, as a page or as text.

use crate::web::answer::{Answer, TEXT};
use crate::web::page;
use attestat_wire::refusal::Refusal;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::Response;
use tonic::Code;

/// Header with the stable code of a problem.
pub(crate) const CODE: HeaderName = HeaderName::from_static("attestat-code");

/// An answer that is not what was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    status: StatusCode,
    code: String,
    what: Text,
    todo: Text,
}

impl Problem {
    /// Puts a problem together.
    pub(crate) fn new(status: StatusCode, code: &str, what: Text, todo: Text) -> Self {
        Self { status, code: code.to_owned(), what, todo }
    }

    /// There is nothing at this address.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", text!("web-not-found"), text!("web-not-found.next"))
    }

    /// The address is asked by another method.
    pub(crate) fn wrong_method() -> Self {
        let (what, todo) = (text!("web-wrong-method"), text!("web-wrong-method.next"));
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", what, todo)
    }

    /// The question behind the address cannot be read.
    pub(crate) fn bad_question() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-message", text!("web-bad-question"), text!("web-bad-question.next"))
    }

    /// A fault of this program.
    pub(crate) fn fault() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", text!("web-own-fault"), text!("web-own-fault.next"))
    }

    /// The response, in the language and in the form that the client reads.
    pub(crate) fn told_to(self, request: &HeaderMap) -> Response {
        let language = language_of(request, "");
        let reads_pages = request
            .get_all(header::ACCEPT)
            .iter()
            .any(|value| value.to_str().is_ok_and(|accepted| accepted.contains("text/html")));
        let [what, todo] = [&self.what, &self.todo].map(|text| text.told(language));
        let answer = if reads_pages {
            Answer::page(page::problem(language, &what, &todo))
        } else {
            Answer::public(TEXT, format!("{what}\n{todo}\n"))
        };
        let answer = answer.with_status(self.status).with(CODE, &self.code);
        let answer = if self.status == StatusCode::METHOD_NOT_ALLOWED {
            answer.with(header::ALLOW, "GET, HEAD")
        } else {
            answer
        };
        answer.to(request)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.grpc {
            Code::NotFound | Code::OutOfRange => StatusCode::NOT_FOUND,
            Code::InvalidArgument => StatusCode::BAD_REQUEST,
            Code::ResourceExhausted | Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, code: refusal.code, what: refusal.what, todo: refusal.todo }
    }
}

/// The language of a reader: `lang=ru` or `lang=en` behind the address, else the first one of `Accept-Language` that is
/// spoken here, else English.
pub(crate) fn language_of(headers: &HeaderMap, query: &str) -> Language {
    let asked = query.split('&').find_map(|part| named(part.strip_prefix("lang=")?));
    asked.or_else(|| accepted(headers)).unwrap_or(Language::English)
}

fn named(text: &str) -> Option<Language> {
    match text.get(..2)?.to_ascii_lowercase().as_str() {
        "ru" => Some(Language::Russian),
        "en" => Some(Language::English),
        _ => None,
    }
}

/// The language of the largest weight, the first of those that have the same (RFC 9110 §12.5.4).
fn accepted(headers: &HeaderMap) -> Option<Language> {
    let value = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(Language, u32)> = None;
    for range in value.split(',') {
        let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
        let Some(language) = named(tag.trim()) else { continue };
        let weight = parameters.trim().strip_prefix("q=").map_or(1000, thousandths);
        if weight > 0 && best.is_none_or(|(_, held)| weight > held) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// A weight such as `0.85`, in thousandths.
fn thousandths(text: &str) -> u32 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.get(..3).unwrap_or(part);
    let part = format!("{part:0<3}").parse().unwrap_or(0);
    if whole == "1" { 1000 } else { part }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_reader_is_answered_in_a_language_that_it_reads() {
        for (accepted, query, language) in [
            ("", "", Language::English),
            ("ru", "", Language::Russian),
            ("ru-RU,ru;q=0.9,en-US;q=0.8", "", Language::Russian),
            ("de, en;q=0.5, ru;q=0.7", "", Language::Russian),
            ("en-GB, ru", "", Language::English),
            ("ru;q=0, en;q=0.1", "", Language::English),
            ("de, fr", "", Language::English),
            ("en", "lang=ru", Language::Russian),
            ("ru", "a=b&lang=en", Language::English),
            ("ru", "lang=de", Language::Russian),
            ("ru", "lang=", Language::Russian),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_str(accepted).unwrap());
            assert_eq!(language_of(&headers, query), language, "{accepted} {query}");
        }
    }
}
