//! The ways of words: results to stdout, everything else to stderr. The only module that writes to either, and the one
//! through which no text of others steers the terminal ([`attestat_words::plain`]).

pub(crate) use attestat_words::paint::Paint;
pub(crate) use attestat_words::table::table;

use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::field;
use attestat_checking::style::Style;
use attestat_words::advice::Door;
use attestat_words::language::Language;
use attestat_words::paint::UNPAINTED;
use attestat_words::plain::{self, lines, plain};
use attestat_words::text::Text;
use attestat_words::{say, text};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::sync::OnceLock;

/// Form in which results are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Words for people.
    Words,
    /// One JSON object with a schema name.
    Json,
}

/// Words that can be shown: a text that is told in the language of the run, or words that are told already.
pub(crate) trait Told {
    /// The words in a language.
    fn told(&self, language: Language) -> Cow<'_, str>;
}

impl Told for Text {
    fn told(&self, language: Language) -> Cow<'_, str> {
        self.told(language).into()
    }
}

impl Told for str {
    fn told(&self, _: Language) -> Cow<'_, str> {
        self.into()
    }
}

impl Told for String {
    fn told(&self, _: Language) -> Cow<'_, str> {
        self.into()
    }
}

/// A part of a JSON object that is written as it comes: its list may be longer than memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// The schema, and all up to the list.
    Begin {
        /// The command that the schema is named after.
        command: &'a str,
        /// The fields before the list.
        fields: &'a Map<String, Value>,
        /// The name of the list.
        list: &'a str,
    },
    /// The first element, as JSON.
    First(&'a str),
    /// A further element, as JSON.
    Next(&'a str),
    /// The fields after the list.
    End(&'a Map<String, Value>),
}

/// The streams of one run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    format: Format,
    language: Language,
    colour_results: bool,
    colour_remarks: bool,
}

impl Output {
    /// The streams of a run. Colour goes to terminals only, and not where `NO_COLOR` is set (no-color.org).
    pub(crate) fn new(format: Format) -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let (results, remarks) = (stdout().is_terminal(), std::io::stderr().is_terminal());
        Self {
            format,
            language: Language::English,
            colour_results: wanted && results,
            colour_remarks: wanted && remarks,
        }
    }

    /// The same streams in another language; English unless this is said.
    pub(crate) const fn speaking(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The language that people are spoken to in.
    pub(crate) const fn language(&self) -> Language {
        self.language
    }

    /// The manner of reports: language, paint, and the words of values.
    pub(crate) const fn style(&self) -> Style {
        Style {
            language: self.language,
            door: Door::Terminal,
            is_painted: self.colour_results,
            value_word: field::word,
        }
    }

    /// Returns true if results are given as JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Number of columns of the terminal that results go to; none where they go elsewhere, or it does not say.
    pub(crate) fn columns(&self) -> Option<usize> {
        let size = rustix::termios::tcgetwinsize(stdout()).ok()?;
        Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
    }

    /// A result for people; nothing where JSON was asked for.
    pub(crate) fn words(&self, text: &(impl Told + ?Sized)) {
        if !self.is_json() {
            write_results(lines(&text.told(self.language), &escapes(self.colour_results)).as_bytes(), End::Line);
        }
    }

    /// A result that is a file by itself, such as a proof or a template: as it is, in either form.
    pub(crate) fn file(&self, bytes: &[u8]) {
        write_results(bytes, End::AsIs);
    }

    /// A result as JSON, `{"schema": "attestat.<command>/1", …}`; nothing where words were asked for.
    pub(crate) fn json(&self, command: &str, body: Value) {
        if self.is_json() {
            let mut object = Map::new();
            object.insert("schema".to_owned(), format!("attestat.{command}/1").into());
            match body {
                Value::Object(fields) => object.extend(fields),
                other => _ = object.insert("result".to_owned(), other),
            }
            write_results(plain::json(&Value::Object(object).to_string()).as_bytes(), End::Line);
        }
    }

    /// A piece of a result as JSON, in the order of [`Piece`]; nothing where words were asked for.
    pub(crate) fn json_piece(&self, piece: Piece<'_>) {
        if self.is_json() {
            write_results(plain::json(&piece_text(piece)).as_bytes(), End::AsIs);
        }
    }

    /// A remark beside the results.
    pub(crate) fn remark(&self, text: &(impl Told + ?Sized)) {
        write_remark(&lines(&text.told(self.language), &escapes(self.colour_remarks)));
    }

    /// A remark that something needs attention.
    pub(crate) fn warning(&self, text: &(impl Told + ?Sized)) {
        let head = format!("{}:", say!(self.language, "warning-head"));
        self.remark(&format!("{} {}", dyed(self.colour_remarks, Paint::Amber, &head), text.told(self.language)));
    }

    /// Writes the reason for which there is no result.
    pub(crate) fn failure(&self, failure: &Failure) {
        self.remark(&failure_words(failure, self.language, self.colour_remarks));
    }

    /// Failure for results that were lost on their way: nothing that was said after the loss can be relied on to be
    /// whole.
    pub(crate) fn lost(&self) -> Option<Failure> {
        let error = LOST.get()?;
        let what = text!("output-results-lost", why = error);
        Some(Failure::new(Exit::Internal, "results-lost", what, text!("output-results-lost.next")))
    }

    /// Paints a part of a result.
    pub(crate) fn paint(&self, paint: Paint, text: &str) -> String {
        dyed(self.colour_results, paint, text)
    }

    /// A table with its headings in the language of the run.
    pub(crate) fn table<const N: usize>(&self, headings: [Text; N], rows: &[Vec<String>]) -> String {
        let headings = headings.map(|heading| heading.told(self.language));
        table(&headings.each_ref().map(String::as_str), rows)
    }

    /// A bar on stderr that counts up to `total`; it draws nothing off a terminal.
    pub(crate) fn progress(&self, total: u64, what: &str) -> ProgressBar {
        let (done, all, speed, left) = ("{human_pos}", "{human_len}", "{per_sec}", "{eta}");
        let counts = say!(self.language, "output-progress", done = done, total = all, speed = speed, left = left);
        let style = ProgressStyle::with_template(&format!("{{msg}} {{bar:30}} {counts}"))
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::new(total).with_style(style).with_message(what.to_owned())
    }
}

/// A remark from where no [`Output`] is at hand.
pub(crate) fn aside(text: &str) {
    write_remark(&lines(text, &[]));
}

/// The same, in the language of the run.
pub(crate) fn aside_told(text: &Text) {
    aside(&text.told(RUN.get().copied().unwrap_or(Language::English)));
}

/// Says once which language the run speaks, for [`aside_told`].
pub(crate) fn begin(language: Language) {
    _ = RUN.set(language);
}

static RUN: OnceLock<Language> = OnceLock::new();

/// The event and the next step, in the language of the run; the code is the same in all of them.
fn failure_words(failure: &Failure, language: Language, colour: bool) -> String {
    let head = format!("{}[{}]:", say!(language, "error-head"), plain(&failure.code));
    let what = format!("{} {}", dyed(colour, Paint::Red, &head), failure.what(language));
    if failure.todo.is_empty() {
        return what;
    }
    let hint = format!("{}:", say!(language, "hint-head"));
    format!("{what}\n{} {}", dyed(colour, Paint::Bold, &hint), failure.todo.told(language))
}

/// The escapes that the program paints with: none where there is no colour.
fn escapes(colour: bool) -> Vec<String> {
    let painted = Paint::ALL.into_iter().map(Paint::escape).chain([UNPAINTED.to_owned()]);
    painted.filter(|_| colour).collect()
}

fn piece_text(piece: Piece<'_>) -> String {
    let member = |(name, value): (&String, &Value)| format!("{}:{value}", Value::from(name.as_str()));
    match piece {
        Piece::Begin { command, fields, list } => {
            let schema = format!("\"schema\":\"attestat.{command}/1\"");
            let before = core::iter::once(schema).chain(fields.iter().map(member)).collect::<Vec<_>>().join(",");
            format!("{{{before},\"{list}\":[")
        }
        Piece::First(element) => element.to_owned(),
        Piece::Next(element) => format!(",{element}"),
        Piece::End(fields) => {
            format!("]{}}}\n", fields.iter().map(|one| format!(",{}", member(one))).collect::<String>())
        }
    }
}

fn dyed(colour: bool, paint: Paint, text: &str) -> String {
    if colour { paint.on(text) } else { text.to_owned() }
}

/// Returns what was written while some work was done, in this thread.
#[cfg(test)]
pub(crate) fn captured(work: impl FnOnce()) -> String {
    CAPTURED.replace(Some(Vec::new()));
    work();
    String::from_utf8(CAPTURED.take().unwrap_or_default()).unwrap()
}

#[cfg(test)]
thread_local! {
    static CAPTURED: core::cell::RefCell<Option<Vec<u8>>> = const { core::cell::RefCell::new(None) };
}

/// Takes bytes in the place of a stream, if a test looks at what is written.
#[cfg(test)]
fn is_captured(bytes: &[u8]) -> bool {
    CAPTURED.with_borrow_mut(|captured| captured.as_mut().map(|captured| captured.extend_from_slice(bytes)).is_some())
}

/// Ending of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Line,
    AsIs,
}

#[expect(clippy::disallowed_methods, reason = "the one module through which results leave")]
fn stdout() -> std::io::Stdout {
    std::io::stdout()
}

/// Reason for which a result did not get to where it should, the first time.
static LOST: OnceLock<String> = OnceLock::new();

/// Writes results. A reader that went away, such as `head`, is no failure of ours; every other hindrance is one.
fn write_results(bytes: &[u8], end: End) {
    let rest: &[u8] = if end == End::Line { b"\n" } else { b"" };
    #[cfg(test)]
    if is_captured(&[bytes, rest].concat()) {
        return;
    }
    let mut out = stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.write_all(rest)).and_then(|()| out.flush());
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        _ = LOST.set(error.to_string());
    }
}

fn write_remark(text: &str) {
    #[cfg(test)]
    if is_captured(format!("{text}\n").as_bytes()) {
        return;
    }
    let mut out = std::io::stderr().lock();
    _ = out.write_all(text.as_bytes());
    _ = out.write_all(b"\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_one_object() {
        let fields = |value: Value| value.as_object().unwrap().clone();
        let (before, after) = (fields(serde_json::json!({"a": "\"1\""})), fields(serde_json::json!({"e": 5})));
        let pieces = [
            Piece::Begin { command: "verify", fields: &before, list: "documents" },
            Piece::First(r#"{"b":2}"#),
            Piece::Next(r#"{"c":[3],"d":null}"#),
            Piece::End(&after),
        ];
        let text = pieces.map(piece_text).concat();
        let expected = serde_json::json!({
            "schema": "attestat.verify/1", "a": "\"1\"", "documents": [{"b": 2}, {"c": [3], "d": null}], "e": 5,
        });
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
    }

    #[test]
    fn a_failure_is_told_in_the_language_of_the_run_under_the_same_code() {
        let failure = Failure::usage("bad\u{7}", "What\u{1b}[8m happened", "Do \rthis.");
        let told = |language| lines(&failure_words(&failure, language, false), &escapes(false));
        assert_eq!(told(Language::English), "error[bad\u{fffd}]: What\u{fffd}[8m happened.\nhint: Do \u{fffd}this.");
        assert!(told(Language::Russian).starts_with("ошибка[bad\u{fffd}]: What"));
        let painted = lines(&failure_words(&failure, Language::English, true), &escapes(true));
        assert!(painted.starts_with("\u{1b}[31merror[bad\u{fffd}]:\u{1b}[0m What\u{fffd}[8m"), "{painted:?}");
    }

    #[test]
    fn without_colour_no_escape_is_written() {
        assert_eq!(dyed(false, Paint::Red, "red"), "red");
        assert_eq!(dyed(true, Paint::Red, "red"), "\u{1b}[31mred\u{1b}[0m");
    }
}
