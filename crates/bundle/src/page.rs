//! The parts that the shell is put together from, and the page around it.

use serde_json::Value;

/// The page, with `{…}` in the places of its parts.
const PAGE: &str = include_str!("../../web/shell/page.html");
/// The look.
pub(crate) const STYLE: &str = include_str!("../../web/shell/style.css");
/// Script that the window and its workers share.
const CORE: &str = include_str!("../../web/shell/core.js");
const CAMERA: &str = include_str!("../../web/shell/camera.js");
const WINDOW: &str = include_str!("../../web/shell/page.js");
const WORKER: &str = include_str!("../../web/shell/worker.js");
/// The worker that keeps a page, with `{…}` in the places of its version and files.
const SERVICE: &str = include_str!("../../web/shell/service.js");
/// Idiomorph 0.8.0 (0BSD), unchanged: it patches the page and keeps the focus.
pub(crate) const MORPH: &str = include_str!("../../web/shell/idiomorph.js");

/// The script of the window.
pub(crate) fn window_script() -> String {
    [CORE, MORPH, CAMERA, WINDOW].join("\n")
}

/// The script of a worker.
pub(crate) fn worker_script() -> String {
    [CORE, WORKER].join("\n")
}

/// The script of the worker that keeps a page's files, with the name of the page, its bundle hash, and the files with what their bytes
/// are checked by.
pub(crate) fn service_script(page: &str, version: &str, files: &Value) -> String {
    SERVICE.replace("{page}", page).replacen("{version}", version, 1).replacen("{files}", &files.to_string(), 1)
}

/// Parts of a page.
pub(crate) struct Parts<'a> {
    pub(crate) policy: &'a str,
    pub(crate) style: &'a str,
    pub(crate) settings: &'a Value,
    pub(crate) scripts: &'a str,
}

/// The page with its parts.
pub(crate) fn html(parts: &Parts<'_>) -> String {
    PAGE.replacen("{policy}", parts.policy, 1)
        .replacen("{style}", parts.style, 1)
        .replacen("{settings}", &data(parts.settings), 1)
        .replacen("{scripts}", parts.scripts, 1)
}

/// JSON in which nothing ends the block that it stands in.
fn data(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_do_not_end_their_block() {
        let settings = json!({"built": "</script><script>alert(1)</script>"});
        let page = html(&Parts { policy: "", style: "", settings: &settings, scripts: "" });
        assert!(!page.contains("alert(1)</script>"), "{page}");
        let (_, rest) = page.split_once("id=\"settings\">").unwrap();
        let (json, _) = rest.split_once("</script>").unwrap();
        assert_eq!(serde_json::from_str::<Value>(json).unwrap(), settings);
    }

    #[test]
    fn no_part_of_the_shell_names_another_host() {
        // The library's comments name their sources; the policy allows it no connection either.
        for part in [PAGE, STYLE, CORE, CAMERA, WINDOW, WORKER, SERVICE] {
            assert!(!part.contains("http://") && !part.contains("https://"), "{part}");
        }
    }
}
