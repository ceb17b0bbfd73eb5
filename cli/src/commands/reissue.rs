//! `attestat reissue`: a corrected document, or a duplicate, in the place of another. It shows what changes
//! and does nothing until `--commit`.

mod changes;

use crate::commands::document;
use crate::commands::document::files::DocumentFiles;
use crate::commands::registrar::{Desk, NodeArgs, parse_slot};
use crate::commands::sheets::{HeadingArgs, Known, kinds, unreadable};
use crate::files::disk::{self, Readers};
use crate::net::remote::runtime;
use crate::render::confirm;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::level::{Wait, told, word};
use crate::render::output::{Output, aside};
use attestat_credential::draft::Draft;
use attestat_credential::draft::words::DocumentKind;
use attestat_ledger::status::Reason;
use attestat_sheets::FILE_BYTES_MAX;
use attestat_wire::v1::{self, issue_response::Outcome, reissue_request::Kind};
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use changes::{describe_old, show_changes};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Longest note in bytes that the vault takes.
const NOTE_BYTES_MAX: usize = 4096;

/// Arguments of `reissue`.
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("content").args(["from", "duplicate"]).required(true).multiple(true))]
pub(crate) struct ReissueArgs {
    /// Id of the document that is replaced: the number in its file's name
    #[arg(value_parser = parse_slot)]
    id: u32,
    /// The corrected document: a sheet with one row, or a draft as JSON
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Issue a duplicate: it carries the word; without --from it says what the old one says
    #[arg(long)]
    duplicate: bool,
    /// Kind of document, where the row does not say it
    #[arg(long, value_parser = kinds())]
    kind: Option<DocumentKind>,
    /// Worksheet of a workbook in which several hold a table
    #[arg(long, value_name = "NAME")]
    worksheet: Option<String>,
    #[command(flatten)]
    headings: HeadingArgs,
    /// Why the old one is revoked; it is public, so it is a code and never a text
    #[arg(long, value_enum, default_value_t = ReplacementReason::Superseded)]
    reason: ReplacementReason,
    /// A note for the school's vault; it is never issued and never public
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    note: String,
    /// The pupil is the same, although name or birth date change
    #[arg(long)]
    same_pupil: bool,
    /// Issue; without this nothing is changed
    #[arg(long)]
    commit: bool,
    /// Folder for the .attestat file
    #[arg(long, value_name = "DIR", default_value = "issued")]
    out: PathBuf,
    /// Level to wait for [default: witnessed where the roster names cosigners, else local]
    #[arg(long, value_name = "LEVEL")]
    wait: Option<Wait>,
    #[command(flatten)]
    node: NodeArgs,
}

/// A reason on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ReplacementReason {
    /// A corrected document or a duplicate took its place
    Superseded,
    /// The document should not have been issued
    IssuedInError,
    /// The document was lost
    DocumentLost,
}

impl ReplacementReason {
    const fn reason(self) -> Reason {
        match self {
            Self::Superseded => Reason::Superseded,
            Self::IssuedInError => Reason::IssuedInError,
            Self::DocumentLost => Reason::DocumentLost,
        }
    }
}

/// The node's answers that a person can answer with `--same-pupil`.
const QUESTIONS: [&str; 2] = ["name-differs", "birth-date-differs"];

/// Shows what changes and, with `--commit`, replaces the document.
pub(crate) fn run(args: &ReissueArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    if args.note.len() > NOTE_BYTES_MAX {
        return Err(Failure::usage("note-too-long", text!("reissue-long-note"), text!("reissue-long-note.next")));
    }
    let mut known = Known::open(&args.headings)?;
    let draft = match &args.from {
        Some(file) => read_draft(file, args, &mut known, language)?,
        None => Zeroizing::new(Vec::new()),
    };
    if args.commit {
        disk::make_folder(&args.out, Readers::Owner)?;
    }
    let (answer, wait, node) = runtime()?.block_on(async {
        let desk = Desk::open(&args.node).await?;
        let wait = Wait::wanted(args.wait, &desk.node)?;
        let old = describe_old(&desk, args.id, out).await?;
        let kind = if args.duplicate { Kind::Duplicate } else { Kind::Correction };
        let request = |Asking { same_pupil, dry_run }| v1::ReissueRequest {
            registry: desk.registry.clone(),
            slot: args.id,
            draft: draft.to_vec(),
            kind: kind.into(),
            reason: u32::from(args.reason.reason() as u8),
            note: args.note.clone(),
            wait: wait.level().into(),
            dry_run,
            same_pupil,
        };
        let ask = async |asking: Asking| {
            let mut registrar = desk.remote.registrar();
            let call = registrar.reissue(request(asking));
            // A dry run writes nothing.
            if asking.dry_run { desk.remote.answer(call).await } else { desk.remote.done(call).await }
        };
        let confirm = confirm::can_ask().is_ok().then_some(|failure: &Failure, looked: &_| {
            show_changes(looked, &old, out);
            aside(&failure.what(out.language()));
            confirm::ask(text!("reissue-same-child"), out)
        });
        let first = Asking { same_pupil: args.same_pupil, dry_run: !args.commit };
        let (answer, was_shown) = settled(first, ask, confirm).await?;
        if !was_shown {
            show_changes(&answer, &old, out);
        }
        Ok::<_, Failure>((answer, wait, desk.node))
    })?;
    if !args.commit {
        return preview(args, &answer, out);
    }
    let issued = answer.issued.clone().unwrap_or_default();
    let mut files = DocumentFiles::within(&args.out);
    let path = files.write(issued.slot, &issued.document, issued.status)?;
    let level = Wait::reached(issued.level(), &node);
    out.words(&done_words(args, &answer, &issued, &path, level).told(language));
    files.words().iter().for_each(|words| out.remark(words));
    let written = [(issued.slot, issued.status)].into_iter();
    document::not_in_force(written).iter().for_each(|words| out.words(words));
    out.json("reissue", body(args, &answer, "done", Some((&path, word(level)))));
    known.save(out)?;
    wait.check(level)?;
    Ok(Exit::Done)
}

/// The request to the node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asking {
    same_pupil: bool,
    dry_run: bool,
}

/// The node's answer, with true if the changes were shown: where the node asks whether the pupil is the same, a person
/// sees the changes before they say so.
async fn settled(
    first: Asking,
    ask: impl AsyncFn(Asking) -> Result<v1::ReissueResponse, Failure>,
    confirm: Option<impl FnOnce(&Failure, &v1::ReissueResponse) -> Result<(), Failure>>,
) -> Result<(v1::ReissueResponse, bool), Failure> {
    match (ask(first).await, confirm) {
        (Err(failure), Some(confirm)) if QUESTIONS.contains(&&*failure.code) => {
            let looked = ask(Asking { same_pupil: true, dry_run: true }).await?;
            confirm(&failure, &looked)?;
            Ok((ask(Asking { same_pupil: true, ..first }).await?, true))
        }
        (answer, _) => Ok((answer?, false)),
    }
}

/// A draft as JSON, or the only row of a sheet, read as `issue` reads it.
fn read_draft(
    file: &Path,
    args: &ReissueArgs,
    known: &mut Known<'_>,
    language: Language,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let bytes = Zeroizing::new(disk::read(file, FILE_BYTES_MAX)?);
    let refused = |what: Text| Failure::new(Exit::BadRows, "bad-file", what, text!("reissue-refused-next"));
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') {
        let draft = Draft::from_json(&bytes)
            .map_err(|error| refused(text!("reissue-bad-draft", path = file, why = error.text())))?;
        return Ok(Zeroizing::new(draft.to_json()));
    }
    let settings = args.headings.settings(args.kind)?;
    let sheet = attestat_sheets::read_by(&bytes, &settings, args.worksheet.as_deref(), &known.profile)
        .map_err(|error| unreadable(file, &error))?;
    args.headings.refuse(|mapped| sheet.unused(&settings, mapped))?;
    if !sheet.is_ready() {
        return Err(refused(sheet.render(language).into()));
    }
    known.learn(|profile| sheet.teach(profile));
    let drafts = sheet.into_drafts().map_err(|_| Failure::internal(text!("reissue-no-drafts")))?;
    match drafts.as_slice() {
        [row] => Ok(Zeroizing::new(row.draft.to_json())),
        rows => Err(refused(text!("reissue-rows", file = file, rows = rows.len()))),
    }
}

fn preview(args: &ReissueArgs, answer: &v1::ReissueResponse, out: &Output) -> Result<Exit, Failure> {
    let issued = answer.issued.clone().unwrap_or_default();
    if issued.outcome() == Outcome::AlreadyIssued {
        out.words(&text!("reissue-before", id = args.id, slot = issued.slot));
        out.json("reissue", body(args, answer, "already-issued", None));
        return Ok(Exit::Done);
    }
    if answer.changes.iter().any(|change| change.path.starts_with("pupil.")) && !args.same_pupil {
        out.words(&text!("reissue-name-changes"));
    }
    out.words(&text!("reissue-preview", id = args.id));
    out.json("reissue", body(args, answer, "dry-run", None));
    Ok(Exit::Done)
}

/// Words about what has happened, and honestly about what has not yet.
fn done_words(
    args: &ReissueArgs,
    answer: &v1::ReissueResponse,
    issued: &v1::IssueResponse,
    path: &Path,
    level: v1::Level,
) -> Text {
    let (old, new, index) = (args.id, issued.slot, issued.index);
    let first = if issued.outcome() == Outcome::AlreadyIssued {
        text!("reissue-issued-before", id = new, index = index, path = path)
    } else {
        text!("reissue-issued", id = new, index = index, level = told(level), path = path)
    };
    let then = match answer.status_from {
        0 => text!("reissue-revoked", id = old, index = answer.status_index),
        from => {
            let (from, until) = (Text::moment(from), Text::moment(answer.status_until));
            text!("reissue-in-force", id = old, from = from, until = until)
        }
    };
    Text::listed([first, then], "\n")
}

fn body(args: &ReissueArgs, answer: &v1::ReissueResponse, stage: &str, written: Option<(&PathBuf, &str)>) -> Value {
    let issued = answer.issued.clone().unwrap_or_default();
    let known = |number: u64| Some(number).filter(|number| *number > 0);
    let changes: Vec<Value> = answer
        .changes
        .iter()
        .map(|change| json!({"field": change.path, "was": change.old, "becomes": change.new}))
        .collect();
    json!({
        "stage": stage, "replaced": args.id, "id": known(issued.slot.into()), "index": known(issued.index),
        "changes": changes, "file": written.map(|(path, _)| path), "level": written.map(|(_, level)| level),
        "status_index": known(answer.status_index), "status_from": known(answer.status_from),
        "status_until": known(answer.status_until), "note": Some(&answer.note).filter(|note| !note.is_empty()),
    })
}

#[cfg(test)]
mod tests;
