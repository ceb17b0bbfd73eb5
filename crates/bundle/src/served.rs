//! The files as a node serves them.

use crate::modules::modules;
use crate::page::{Parts, STYLE, html, window_script, worker_script};
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::sha256;
use serde_json::json;
use std::borrow::Cow;

/// Digits of a hash in a file's name: enough that no two versions share one.
const NAME_DIGITS: usize = 16;
/// Policy of a page: it may do nothing but use what stands beside it. Without `wasm-unsafe-eval` no module is compiled.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

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
}

/// The files of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The files; the page itself is `index.html`.
    pub files: Vec<BundleFile>,
    /// The content security policy under which each of them is served.
    pub policy: &'static str,
}

impl Bundle {
    /// SHA-256 over a line for each file, in the order of their paths: its SHA-256 in hex, two blanks, its path.
    pub fn hash(&self) -> [u8; 32] {
        let mut lines: Vec<(&str, String)> = self
            .files
            .iter()
            .map(|file| (file.path.as_str(), format!("{}  {}\n", hex(&file.hash), file.path)))
            .collect();
        lines.sort();
        sha256(lines.into_iter().map(|(_, line)| line).collect::<String>().as_bytes())
    }
}

/// The checker; none where the program was built without pages.
pub fn checker() -> Option<Bundle> {
    let modules = modules()?;
    let module = hashed("checker", "wasm", "application/wasm", modules.page.into());
    let codes = hashed("codes", "wasm", "application/wasm", modules.codes.into());
    let worker = hashed("worker", "js", "text/javascript; charset=utf-8", worker_script().into_bytes().into());
    let window = hashed("page", "js", "text/javascript; charset=utf-8", window_script().into_bytes().into());
    let style = hashed("style", "css", "text/css; charset=utf-8", STYLE.as_bytes().into());
    let settings = json!({
        "page": "checker", "fetches": true, "stores": true, "built": {"trust": null},
        "files": {"module": module.path, "codes": codes.path, "worker": worker.path},
    });
    let index = html(&Parts {
        policy: "",
        style: &format!(r#"<link rel="stylesheet" href="{}">"#, style.path),
        settings: &settings,
        scripts: &format!(r#"<script defer src="{}"></script>"#, window.path),
    });
    let index = BundleFile {
        path: "index.html".to_owned(),
        media_type: "text/html; charset=utf-8",
        hash: sha256(index.as_bytes()),
        bytes: index.into_bytes().into(),
        is_immutable: false,
    };
    Some(Bundle { files: vec![index, style, window, worker, module, codes], policy: POLICY })
}

fn hashed(name: &str, ending: &str, media_type: &'static str, bytes: Cow<'static, [u8]>) -> BundleFile {
    let hash = sha256(&bytes);
    let digits = hex(&hash);
    let path = format!("{name}.{}.{ending}", digits.get(..NAME_DIGITS).unwrap_or(&digits));
    BundleFile { path, media_type, bytes, hash, is_immutable: true }
}
