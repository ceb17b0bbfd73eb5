//! The checker as one HTML file, which runs from a disk without a network and stores nothing.

use crate::modules::modules;
use crate::page::{Parts, STYLE, html, window_script, worker_script};
use attestat_ledger::hash::sha256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// The checker as one HTML file, with a consortium's trust in it where one is given (the JSON of `TrustParts`); none where
/// the program was built without pages.
///
/// Its policy allows the code inside by its hash, workers from it, and no connection: `file://` pages share one storage, so
/// it has none either.
pub fn checker_file(trust: Option<Value>) -> Option<String> {
    let modules = modules()?;
    let (window, worker) = (window_script(), worker_script());
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval'; style-src 'sha256-{}'; worker-src blob:; \
         img-src blob: data:; connect-src 'none'; base-uri 'none'; form-action 'none'",
        STANDARD.encode(sha256(window.as_bytes())),
        STANDARD.encode(sha256(STYLE.as_bytes())),
    );
    let data = |id: &str, text: &str| format!("<script type=\"text/plain\" id=\"{id}\">{text}</script>\n");
    let scripts = [
        data("module", &STANDARD.encode(modules.page)),
        data("codes", &STANDARD.encode(modules.codes)),
        data("worker", &worker),
        format!("<script>{window}</script>"),
    ];
    let settings =
        json!({"page": "checker", "fetches": false, "stores": false, "built": {"trust": trust}, "files": {}});
    Some(html(&Parts {
        policy: &format!(r#"<meta http-equiv="Content-Security-Policy" content="{policy}">"#),
        style: &format!("<style>{STYLE}</style>"),
        settings: &settings,
        scripts: &scripts.concat(),
    }))
}
