//! The checker: files that the program was built with.

use crate::web::answer::{Answer, Keep};
use crate::web::page;
use crate::web::problem::{Problem, language_of};
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

/// Address of the checker's first page.
const INDEX: &str = "index.html";

/// One file of a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BundleFile {
    /// Its place below the page's address.
    path: &'static str,
    /// Its media type.
    media_type: &'static str,
    /// Its bytes.
    bytes: &'static [u8],
    /// Its ETag, without quotes: the hash of the bytes.
    etag: &'static str,
}

/// The files of the checker; none where the program was built without it.
const CHECKER: &[BundleFile] = &[];
/// The policy of the checker's pages.
const CHECKER_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' blob:; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// `GET /checker`
pub(super) async fn without_slash(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let moved = Answer::file(crate::web::answer::TEXT, Bytes::new()).with_status(StatusCode::PERMANENT_REDIRECT);
    moved.with(header::LOCATION, &format!("/checker/{query}")).to(&headers)
}

/// `GET /checker/`
pub(super) async fn index(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    match file(CHECKER, INDEX) {
        Some(answer) => answer.to(&headers),
        None => {
            let language = language_of(&headers, query.as_deref().unwrap_or_default());
            Answer::page(page::without_checker(language)).to(&headers)
        }
    }
}

/// `GET /checker/{path}`
pub(super) async fn below(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match file(CHECKER, &path) {
        Some(answer) => answer.to(&headers),
        None => Problem::not_found().told_to(&headers),
    }
}

fn file(files: &[BundleFile], path: &str) -> Option<Answer> {
    let file = files.iter().find(|file| file.path == path)?;
    let keep = if names_its_content(file) { Keep::ForGood } else { Keep::Ask };
    let answer = Answer::file(file.media_type, Bytes::from_static(file.bytes));
    Some(answer.tagged(file.etag).under(CHECKER_POLICY).kept(keep))
}

/// Returns true if a file's name has the first digits of its hash in it, as `checker-1f2e3d4c.wasm` has.
fn names_its_content(file: &BundleFile) -> bool {
    file.etag.get(..8).is_some_and(|digits| file.path.contains(digits))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    const FILES: &[BundleFile] = &[
        BundleFile {
            path: INDEX,
            media_type: "text/html; charset=utf-8",
            bytes: b"<!DOCTYPE html>",
            etag: "0a0b0c0d0e0f",
        },
        BundleFile { path: "a-1f2e3d4c.wasm", media_type: "application/wasm", bytes: b"\0asm", etag: "1f2e3d4c5b6a" },
    ];

    #[test]
    fn files_are_kept_for_good_where_their_names_tell_their_content() {
        let headers = |path: &str| file(FILES, path).unwrap().to(&HeaderMap::new()).headers().clone();
        let (index, wasm) = (headers(INDEX), headers("a-1f2e3d4c.wasm"));
        assert_eq!(index.get(header::CACHE_CONTROL).unwrap(), "no-cache");
        assert_eq!(wasm.get(header::CACHE_CONTROL).unwrap(), "public, max-age=31536000, immutable");
        assert_eq!(wasm.get(header::ETAG).unwrap(), "\"1f2e3d4c5b6a\"");
        assert_eq!(wasm.get(header::CONTENT_TYPE).unwrap(), "application/wasm");
        assert_eq!(index.get(header::CONTENT_SECURITY_POLICY).unwrap(), CHECKER_POLICY);
        for path in ["", "../node.toml", "a-1f2e3d4c.wasm/", "A-1F2E3D4C.WASM"] {
            assert!(file(FILES, path).is_none(), "{path}");
        }
    }
}
