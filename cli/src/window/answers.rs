//! Requests of windows, and the answers.

use super::door::{Door, Refused};
use super::orders;
use crate::commands::registrar::Desk;
use crate::commands::sheets::today;
use attestat_bundle::{RegistrarFiles, registrar};
use attestat_registrar::Page;
use attestat_registrar::event::{Act, ChosenFile, Effect, Order, SavedContent, SavedFile};
use attestat_sheets::FILE_BYTES_MAX;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use zeroize::Zeroizing;

/// Most sheets of one choice.
const FILES_MAX: usize = 50;
/// Most bytes of one choice of sheets: all that a sheet may have, four times over.
const CHOICE_BYTES_MAX: usize = 4 * FILE_BYTES_MAX;
/// Time for which a window waits for something new.
const WAIT: Duration = Duration::from_secs(25);
/// Files that windows have not fetched yet.
const SAVED_MAX: usize = 8;
const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data: blob:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Headers of every answer: nothing is kept, nothing is shared, nothing is asked of anybody else.
const GUARDS: [(&str, &str); 7] = [
    ("cache-control", "no-store"),
    ("content-security-policy", POLICY),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
];

/// The page with everything that its windows share.
pub(crate) struct Shared {
    door: Door,
    files: RegistrarFiles,
    desk: Desk,
    page: Mutex<Page>,
    /// Files for windows, by their numbers.
    saved: Mutex<BTreeMap<u64, SavedFile>>,
    /// Number of what is shown now.
    shown: watch::Sender<u64>,
    /// When a person did something last.
    used: Mutex<Instant>,
}

impl Shared {
    /// A page behind a door.
    pub(crate) fn new(door: Door, desk: Desk, page: Page) -> Arc<Self> {
        let (shown, _) = watch::channel(1);
        let (page, saved, used) = (Mutex::new(page), Mutex::default(), Mutex::new(Instant::now()));
        Arc::new(Self { door, files: registrar(), desk, page, saved, shown, used })
    }

    /// The door.
    pub(crate) const fn door(&self) -> &Door {
        &self.door
    }

    /// Returns true if nobody did anything for so long, and nothing is under way.
    pub(crate) fn is_idle(&self, time: Duration) -> bool {
        held(&self.used).elapsed() >= time && !held(&self.page).is_busy()
    }

    /// The meanings that the school's headings were found to have.
    pub(crate) fn profile(&self) -> attestat_sheets::Profile {
        held(&self.page).profile().clone()
    }

    /// Changes the page, carries out what it asks for, and shows a window what there is now.
    fn change(self: &Arc<Self>, change: impl FnOnce(&mut Page)) -> Value {
        *held(&self.used) = Instant::now();
        let effects = {
            let mut page = held(&self.page);
            change(&mut page);
            page.effects()
        };
        let mut saved = Vec::new();
        for effect in effects {
            match effect {
                Effect::Order(order) => self.order(order),
                Effect::Save(file) => saved.push(self.keep(file)),
            }
        }
        self.shown.send_modify(|number| *number += 1);
        self.shown(&saved)
    }

    fn shown(&self, saved: &[u64]) -> Value {
        let number = *self.shown.borrow();
        let page = held(&self.page).shown();
        json!({"number": number, "page": page, "saved": saved})
    }

    /// Carries an order to the node, whatever becomes of the windows.
    fn order(self: &Arc<Self>, order: Order) {
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            let number = order.number;
            let tell = |told| {
                held(&shared.page).told(number, told);
                shared.shown.send_modify(|number| *number += 1);
            };
            let told = orders::carry_out(&shared.desk, order, tell).await;
            tell(told);
        });
    }

    /// Keeps a file until its window fetches it; the oldest goes where nobody did.
    fn keep(&self, file: SavedFile) -> u64 {
        let mut saved = held(&self.saved);
        let number = saved.last_key_value().map_or(1, |(number, _)| number + 1);
        saved.insert(number, file);
        if saved.len() > SAVED_MAX {
            saved.pop_first();
        }
        number
    }
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All addresses of the page.
pub(crate) fn routes(shared: &Arc<Shared>) -> Router {
    let inside = Router::new()
        .route("/act", post(act))
        .route("/files", post(files).layer(DefaultBodyLimit::max(CHOICE_BYTES_MAX)))
        .route("/wait", post(wait))
        .route("/saved/{number}", post(saved))
        .layer(from_fn_with_state(shared.clone(), inside));
    Router::new()
        .route("/", get(index))
        .route("/registrar.js", get(script))
        .route("/style.css", get(style))
        .route("/enter", post(enter))
        .merge(inside)
        .layer(from_fn_with_state(shared.clone(), here))
        .with_state(shared.clone())
}

/// Hears the page itself, and nobody else.
async fn here(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let mut response = match shared.door.check_place(request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refused) => refusal(refused),
    };
    for (name, value) in GUARDS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Hears windows that were let in.
async fn inside(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    match shared.door.check_window(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refused) => refusal(refused),
    }
}

fn refusal(refused: Refused) -> Response {
    let status = match refused {
        Refused::Elsewhere => StatusCode::FORBIDDEN,
        Refused::Stranger => StatusCode::UNAUTHORIZED,
    };
    bare(status)
}

fn bare(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn answer(media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

async fn index(State(shared): State<Arc<Shared>>) -> Response {
    answer(HTML, shared.files.page)
}

async fn script(State(shared): State<Arc<Shared>>) -> Response {
    answer("text/javascript; charset=utf-8", shared.files.script.clone())
}

async fn style(State(shared): State<Arc<Shared>>) -> Response {
    answer("text/css; charset=utf-8", shared.files.style)
}

/// A window with a ticket gets its secret.
async fn enter(State(shared): State<Arc<Shared>>, ticket: String) -> Response {
    match shared.door.enter(ticket.trim()) {
        Ok(secret) => answer(JSON, json!({"secret": secret.as_str(), "shown": shared.shown(&[])}).to_string()),
        Err(refused) => refusal(refused),
    }
}

/// A person did something.
async fn act(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let (Ok(act), Ok(today)) = (serde_json::from_slice::<Act>(&body), today()) else {
        return bare(StatusCode::BAD_REQUEST);
    };
    answer(JSON, shared.change(|page| page.act(&act, today)).to_string())
}

/// A person chose sheets: a list of names and lengths in JSON, a line feed, and their bytes one after the other.
async fn files(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let (Some(files), Ok(today)) = (chosen(&body), today()) else { return bare(StatusCode::BAD_REQUEST) };
    answer(JSON, shared.change(|page| page.choose(files, today)).to_string())
}

fn chosen(body: &[u8]) -> Option<Vec<ChosenFile>> {
    let end = body.iter().position(|byte| *byte == b'\n')?;
    let (list, mut rest) = (body.get(..end)?, body.get(end + 1..)?);
    let list: Vec<(String, usize)> = serde_json::from_slice(list).ok()?;
    if list.len() > FILES_MAX {
        return None;
    }
    let mut files = Vec::new();
    for (name, length) in list {
        let (bytes, behind) = rest.split_at_checked(length).filter(|_| length <= FILE_BYTES_MAX)?;
        files.push(ChosenFile { name, bytes: Zeroizing::new(bytes.to_vec()) });
        rest = behind;
    }
    rest.is_empty().then_some(files)
}

/// A window waits for something that it has not seen.
async fn wait(State(shared): State<Arc<Shared>>, seen: String) -> Response {
    let Ok(seen) = seen.trim().parse::<u64>() else { return bare(StatusCode::BAD_REQUEST) };
    let mut changes = shared.shown.subscribe();
    let news = changes.wait_for(|number| *number != seen);
    if tokio::time::timeout(WAIT, news).await.is_err() {
        return bare(StatusCode::NO_CONTENT);
    }
    answer(JSON, shared.shown(&[]).to_string())
}

/// A window fetches a file that it asked for.
async fn saved(State(shared): State<Arc<Shared>>, Path(number): Path<u64>) -> Response {
    let Some(file) = held(&shared.saved).remove(&number) else { return bare(StatusCode::NOT_FOUND) };
    let bytes = match file.content {
        SavedContent::Bytes(bytes) => Some(bytes.to_vec()),
        SavedContent::Archive(files) => archive(&files),
    };
    let Some(bytes) = bytes else { return bare(StatusCode::INTERNAL_SERVER_ERROR) };
    let mut response = answer("application/octet-stream", bytes);
    // The names are this program's own: ASCII without quotation marks.
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file.name));
    let headers: &mut HeaderMap = response.headers_mut();
    headers.extend(disposition.ok().map(|value| (header::CONTENT_DISPOSITION, value)));
    response
}

/// Files in one archive, as they are: what is signed and salted does not shrink.
fn archive(files: &[(String, Zeroizing<Vec<u8>>)]) -> Option<Vec<u8>> {
    use zip::write::SimpleFileOptions;
    let mut written = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        written.start_file(name.as_str(), SimpleFileOptions::default()).ok()?;
        written.write_all(bytes).ok()?;
    }
    Some(written.finish().ok()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_of_sheets_comes_apart_and_what_is_none_is_refused() {
        let files = chosen(b"[[\"a.csv\",3],[\"b.csv\",0],[\"c.csv\",2]]\nabcde").unwrap();
        let told: Vec<(&str, &[u8])> = files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
        assert_eq!(told, [("a.csv", b"abc".as_slice()), ("b.csv", b""), ("c.csv", b"de")]);
        for wrong in [
            &b""[..],
            b"[]",
            b"[[\"a\",4]]\nabc",
            b"[[\"a\",2]]\nabc",
            b"[[\"a\",18446744073709551615]]\nabc",
            b"[[\"a\"]]\nabc",
            b"{}\n",
        ] {
            assert!(chosen(wrong).is_none(), "{}", String::from_utf8_lossy(wrong));
        }
        let many = format!("[{}]\n", vec!["[\"a\",0]"; FILES_MAX + 1].join(","));
        assert!(chosen(many.as_bytes()).is_none());
    }
}
