//! The checker: files that the program was built with.

use crate::web::answer::{Answer, Keep};
use crate::web::page;
use crate::web::problem::{Problem, language_of};
use attestat_bundle::Bundle;
use attestat_ledger::encoding::hex;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use std::sync::LazyLock;

/// Address of the checker's first page.
const INDEX: &str = "index.html";

/// The checker alone may ask a person for the camera.
const CAMERA: &str = "camera=(self), geolocation=(), microphone=()";

/// Bytes of a hash in an ETag.
const TAG_BYTES: usize = 16;

/// The files of the checker; none where the program was built without it.
static CHECKER: LazyLock<Option<Bundle>> = LazyLock::new(attestat_bundle::checker);

/// `GET /checker`
pub(super) async fn without_slash(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let moved = Answer::file(crate::web::answer::TEXT, Bytes::new()).with_status(StatusCode::PERMANENT_REDIRECT);
    moved.with(header::LOCATION, &format!("/checker/{query}")).to(&headers)
}

/// `GET /checker/`
pub(super) async fn index(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    match CHECKER.as_ref().and_then(|bundle| file(bundle, INDEX)) {
        Some(answer) => answer.to(&headers),
        None => {
            let language = language_of(&headers, query.as_deref().unwrap_or_default());
            Answer::page(page::without_checker(language)).to(&headers)
        }
    }
}

/// `GET /checker/{path}`
pub(super) async fn below(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match CHECKER.as_ref().and_then(|bundle| file(bundle, &path)) {
        Some(answer) => answer.to(&headers),
        None => Problem::not_found().told_to(&headers),
    }
}

fn file(bundle: &'static Bundle, path: &str) -> Option<Answer> {
    let file = bundle.file(path)?;
    let keep = if file.is_immutable { Keep::ForGood } else { Keep::Ask };
    let answer = Answer::file(file.media_type, Bytes::from_static(&file.bytes));
    let answer = answer.tagged(&hex(file.hash.first_chunk::<TAG_BYTES>()?)).under(file.policy).kept(keep);
    Some(answer.permitting(CAMERA))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use attestat_bundle::BundleFile;

    const POLICY: &str = "default-src 'none'";
    const SERVICE_POLICY: &str = "default-src 'none'; connect-src 'self'";

    fn bundle() -> &'static Bundle {
        let file = |path: &str, media_type, bytes: &'static [u8], is_immutable| BundleFile {
            path: path.to_owned(),
            media_type,
            bytes: bytes.into(),
            hash: [0x1f; 32],
            is_immutable,
            policy: if path == "service.js" { SERVICE_POLICY } else { POLICY },
        };
        let files = vec![
            file(INDEX, "text/html; charset=utf-8", b"<!doctype html>", false),
            file("a.1f1f1f1f.wasm", "application/wasm", b"\0asm", true),
        ];
        let service = file("service.js", "text/javascript", b"", false);
        Box::leak(Box::new(Bundle { files, service }))
    }

    #[test]
    fn files_are_kept_for_good_where_their_names_tell_their_content() {
        let bundle = bundle();
        let headers = |path: &str| file(bundle, path).unwrap().to(&HeaderMap::new()).headers().clone();
        let (index, wasm) = (headers(INDEX), headers("a.1f1f1f1f.wasm"));
        assert_eq!(index.get(header::CACHE_CONTROL).unwrap(), "no-cache");
        assert_eq!(wasm.get(header::CACHE_CONTROL).unwrap(), "public, max-age=31536000, immutable");
        assert_eq!(wasm.get(header::ETAG).unwrap(), &format!("\"{}\"", "1f".repeat(16)));
        assert_eq!(wasm.get(header::CONTENT_TYPE).unwrap(), "application/wasm");
        assert_eq!(index.get(header::CONTENT_SECURITY_POLICY).unwrap(), POLICY);
        assert_eq!(index.get("permissions-policy").unwrap(), CAMERA);
        let service = headers("service.js");
        assert_eq!(service.get(header::CACHE_CONTROL).unwrap(), "no-cache");
        assert_eq!(service.get(header::CONTENT_SECURITY_POLICY).unwrap(), SERVICE_POLICY);
        for path in ["", "../node.toml", "a.1f1f1f1f.wasm/", "A.1F1F1F1F.WASM"] {
            assert!(file(bundle, path).is_none(), "{path}");
        }
    }
}
