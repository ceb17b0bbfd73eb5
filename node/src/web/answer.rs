//! Answers: a body with its headers. Every one has the same guards, and whatever does not change has a strong ETag.

use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

/// Policy of a page that has a style sheet and pictures of this node, and nothing else.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";
/// Policy of a file, which is not shown.
const FILE_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Media types.
pub(crate) const HTML: &str = "text/html; charset=utf-8";
pub(crate) const JSON: &str = "application/json";
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";
pub(crate) const CSS: &str = "text/css; charset=utf-8";
pub(crate) const SVG: &str = "image/svg+xml";

/// Time for which an answer may be used without asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Asked for again each time, by its ETag.
    Ask,
    /// Never asked for again: its address names its content.
    ForGood,
    /// Not kept at all.
    Not,
}

/// An answer without what is told of its request.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    status: StatusCode,
    media_type: &'static str,
    bytes: Bytes,
    tag: Option<String>,
    policy: &'static str,
    permissions: &'static str,
    keep: Keep,
    is_shared: bool,
    more: Vec<(HeaderName, HeaderValue)>,
}

impl Answer {
    /// A page in the language of its reader.
    pub(crate) fn page(bytes: impl Into<Bytes>) -> Self {
        let vary = (header::VARY, HeaderValue::from_static("Accept-Language"));
        Self { policy: PAGE_POLICY, more: vec![vary], ..Self::file(HTML, bytes) }
    }

    /// A file of this node for its own pages.
    pub(crate) fn file(media_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        let (bytes, policy) = (bytes.into(), FILE_POLICY);
        let (keep, is_shared, more) = (Keep::Ask, false, Vec::new());
        let (status, permissions) = (StatusCode::OK, NO_PERMISSION);
        Self { status, media_type, bytes, tag: None, policy, permissions, keep, is_shared, more }
    }

    /// A public file that pages of others may fetch, too.
    pub(crate) fn public(media_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self { is_shared: true, ..Self::file(media_type, bytes) }
    }

    /// The same with another status; only a good answer has an ETag.
    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        Self { status, keep: Keep::Not, ..self }
    }

    /// The same, kept for another time.
    pub(crate) fn kept(self, keep: Keep) -> Self {
        Self { keep, ..self }
    }

    /// The same under another policy.
    pub(crate) fn under(self, policy: &'static str) -> Self {
        Self { policy, ..self }
    }

    /// The same with leave to ask a person for something of the browser.
    pub(crate) fn permitting(self, permissions: &'static str) -> Self {
        Self { permissions, ..self }
    }

    /// The same with an ETag that is known; without it, it is the hash of the bytes.
    pub(crate) fn tagged(self, tag: &str) -> Self {
        Self { tag: Some(tag.to_owned()), ..self }
    }

    /// The same with one more header; a value that no header can have is left out.
    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.more.extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
        self
    }

    /// The response to a request with these headers: without a body where the client has the same already.
    pub(crate) fn to(self, request: &HeaderMap) -> Response {
        let tag = (self.status == StatusCode::OK && self.keep != Keep::Not).then(|| self.quoted_tag());
        let is_known = tag.as_ref().is_some_and(|tag| has_tag(request, tag));
        let length = HeaderValue::from(self.bytes.len());
        let body = if is_known { Body::empty() } else { Body::from(self.bytes) };
        let mut response = Response::new(body);
        *response.status_mut() = if is_known { StatusCode::NOT_MODIFIED } else { self.status };
        let headers = response.headers_mut();
        guard(headers);
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(self.policy));
        headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static(self.permissions));
        if !is_known {
            headers.insert(header::CONTENT_LENGTH, length);
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        }
        headers.extend(tag.and_then(|tag| HeaderValue::from_str(&tag).ok()).map(|tag| (header::ETAG, tag)));
        let keep = match self.keep {
            Keep::Ask => "no-cache",
            Keep::ForGood => "public, max-age=31536000, immutable",
            Keep::Not => "no-store",
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        if self.is_shared {
            share(headers, "etag, attestat-code");
        }
        headers.extend(self.more);
        response
    }

    fn quoted_tag(&self) -> String {
        match &self.tag {
            Some(tag) => format!("\"{tag}\""),
            None => format!("\"{}\"", hex(sha256(&self.bytes).get(..16).unwrap_or_default())),
        }
    }
}

/// Header that says what a page may ask a person for.
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
/// A page may ask for nothing of the browser that tells of its surroundings.
const NO_PERMISSION: &str = "camera=(), geolocation=(), microphone=()";

/// Headers of every answer.
const GUARDS: [(HeaderName, &str); 6] = [
    (PERMISSIONS_POLICY, NO_PERMISSION),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Puts the headers that every answer has.
pub(super) fn guard(headers: &mut HeaderMap) {
    for (name, value) in GUARDS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FILE_POLICY));
}

/// Lets pages of others read an answer, and these headers of it; nothing of a client goes along, so that there is nothing to
/// take.
pub(super) fn share(headers: &mut HeaderMap, exposed: &'static str) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(exposed));
    let shared = HeaderValue::from_static("cross-origin");
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), shared);
}

/// Returns true if the client has the answer of this tag (RFC 9110 §13.1.2).
fn has_tag(request: &HeaderMap, tag: &str) -> bool {
    let listed = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = listed.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held) == tag)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    fn asked(if_none_match: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_str(if_none_match).unwrap())])
    }

    #[test]
    fn whoever_has_an_answer_already_gets_its_tag_alone() {
        let answer = Answer::file(TEXT, "the same bytes");
        let first = answer.clone().to(&HeaderMap::new());
        let tag = first.headers().get(header::ETAG).unwrap().to_str().unwrap().to_owned();
        assert!(tag.starts_with('"') && tag.len() == 34, "{tag}");
        for (held, is_known) in [
            (tag.clone(), true),
            (format!("W/{tag}"), true),
            (format!("\"other\", {tag}"), true),
            ("*".to_owned(), true),
            ("\"other\"".to_owned(), false),
            (tag.trim_matches('"').to_owned(), false),
        ] {
            let response = answer.clone().to(&asked(&held));
            let expected = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
            assert_eq!(response.status(), expected, "{held}");
            assert_eq!(response.headers().get(header::ETAG).unwrap(), tag.as_str());
            assert_eq!(response.headers().contains_key(header::CONTENT_TYPE), !is_known);
        }
        let failed = answer.with_status(StatusCode::NOT_FOUND).to(&asked("*"));
        assert_eq!((failed.status(), failed.headers().get(header::ETAG)), (StatusCode::NOT_FOUND, None));
    }

    #[test]
    fn pages_of_others_read_public_files_and_no_page() {
        let allowed = |answer: Answer| {
            let response = answer.to(&HeaderMap::new());
            assert!(!response.headers().contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
            response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(allowed(Answer::public(JSON, "{}")).as_deref(), Some("*"));
        assert_eq!((allowed(Answer::page("")), allowed(Answer::file(CSS, ""))), (None, None));
    }
}
