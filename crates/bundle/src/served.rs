//! The files as a node serves them.

use crate::modules::modules;
use crate::page::{Parts, STYLE, html, service_script, window_script, worker_script};
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// Digits of a hash in a file's name: enough that no two versions share one.
const NAME_DIGITS: usize = 16;
/// Policy of a page: it may do nothing but use what stands beside it. Without `wasm-unsafe-eval` no module is compiled.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Policy of the worker that keeps the page: it asks its node, and runs nothing but itself.
const SERVICE_POLICY: &str = "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
/// Name of the page, of which the worker keeps one version.
const NAME: &str = "checker";
/// Name of that worker's script: it has no hash, because a browser looks for a newer one under the same name.
const SERVICE: &str = "service.js";

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleFile {
    /// Its path below the page's.
    pub path: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// True if its name holds its hash, so that it never changes.
    pub is_immutable: bool,
    /// The content security policy under which it is served.
    pub policy: &'static str,
}

/// The files of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The files; the page itself is `index.html`.
    pub files: Vec<BundleFile>,
    /// The script of the service worker that keeps them in a browser.
    pub service: BundleFile,
}

impl Bundle {
    /// SHA-256 over a line for each file, in the order of their paths: its SHA-256 in hex, two blanks, its path. The script of the
    /// service worker is not among them, because it names this hash.
    pub fn hash(&self) -> [u8; 32] {
        hash(&self.files)
    }

    /// The file at a path below the page's.
    pub fn file(&self, path: &str) -> Option<&BundleFile> {
        self.files.iter().chain([&self.service]).find(|file| file.path == path)
    }
}

fn hash(files: &[BundleFile]) -> [u8; 32] {
    let mut lines: Vec<(&str, String)> =
        files.iter().map(|file| (file.path.as_str(), format!("{}  {}\n", hex(&file.hash), file.path))).collect();
    lines.sort();
    sha256(lines.into_iter().map(|(_, line)| line).collect::<String>().as_bytes())
}

/// The checker; none where the program was built without pages.
pub fn checker() -> Option<Bundle> {
    let modules = modules()?;
    let module = hashed(NAME, "wasm", "application/wasm", modules.page.into());
    let codes = hashed("codes", "wasm", "application/wasm", modules.codes.into());
    let worker = hashed("worker", "js", JAVASCRIPT, worker_script().into_bytes().into());
    let window = hashed("page", "js", JAVASCRIPT, window_script().into_bytes().into());
    let style = hashed("style", "css", "text/css; charset=utf-8", STYLE.as_bytes().into());
    let settings = json!({
        "page": NAME, "fetches": true, "stores": true, "built": {"trust": null},
        "service": SERVICE,
        "files": {"module": module.path, "codes": codes.path, "worker": worker.path},
    });
    let index = html(&Parts {
        policy: "",
        style: &format!(r#"<link rel="stylesheet" href="{}">"#, style.path),
        settings: &settings,
        scripts: &format!(r#"<script defer src="{}"></script>"#, window.path),
    });
    let index = named("index.html", "text/html; charset=utf-8", index.into_bytes().into());
    let files = vec![index, style, window, worker, module, codes];
    let service = service(&files);
    Some(Bundle { files, service })
}

/// The worker that keeps these files.
fn service(files: &[BundleFile]) -> BundleFile {
    let integrity = |file: &BundleFile| Value::String(format!("sha256-{}", STANDARD.encode(file.hash)));
    let listed: Map<String, Value> = files.iter().map(|file| (file.path.clone(), integrity(file))).collect();
    let script = service_script(NAME, &hex(&hash(files)), &Value::Object(listed));
    BundleFile { policy: SERVICE_POLICY, ..named(SERVICE, JAVASCRIPT, script.into_bytes().into()) }
}

fn named(path: &str, media_type: &'static str, bytes: Cow<'static, [u8]>) -> BundleFile {
    let hash = sha256(&bytes);
    BundleFile { path: path.to_owned(), media_type, bytes, hash, is_immutable: false, policy: POLICY }
}

fn hashed(name: &str, ending: &str, media_type: &'static str, bytes: Cow<'static, [u8]>) -> BundleFile {
    let file = named("", media_type, bytes);
    let digits = hex(&file.hash);
    let path = format!("{name}.{}.{ending}", digits.get(..NAME_DIGITS).unwrap_or(&digits));
    BundleFile { path, is_immutable: true, ..file }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(index: &'static [u8]) -> Vec<BundleFile> {
        vec![named("index.html", "text/html", index.into()), hashed("a", "js", JAVASCRIPT, b"1".as_slice().into())]
    }

    #[test]
    fn the_worker_keeps_every_file_by_its_hash_and_another_version_elsewhere() {
        let (one, other) = (service(&files(b"one")), service(&files(b"other")));
        let text = String::from_utf8(one.bytes.to_vec()).unwrap();
        for file in files(b"one") {
            let listed = format!("\"{}\":\"sha256-{}\"", file.path, STANDARD.encode(file.hash));
            assert!(text.contains(&listed), "{listed} in {text}");
        }
        assert!(text.contains(&format!("'checker-{}'", hex(&hash(&files(b"one"))))), "{text}");
        assert_eq!(text.lines().filter(|line| line.contains('{') && line.contains("files}")).count(), 0);
        assert_ne!(one.bytes, other.bytes);
        assert!(!one.is_immutable && one.path == "service.js");
        assert!(!one.policy.contains("script-src") && !one.policy.contains("unsafe"), "{}", one.policy);
    }

    #[test]
    fn the_bundle_hash_depends_on_every_files_name_and_bytes_and_on_no_order() {
        let mut turned = files(b"one");
        turned.reverse();
        assert_eq!(hash(&turned), hash(&files(b"one")));
        assert_ne!(hash(&files(b"other")), hash(&files(b"one")));
        let mut renamed = files(b"one");
        "b.js".clone_into(&mut renamed[1].path);
        assert_ne!(hash(&renamed), hash(&files(b"one")));
    }
}
