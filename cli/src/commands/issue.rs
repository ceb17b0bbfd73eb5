//! `attestat issue`: a spreadsheet in, documents out. A dry run unless `--commit` is given.

mod answers;
mod ended;
mod errors;
mod given_up;
mod objection;
mod profile;
mod questions;

pub(crate) use profile::{HeadingArgs, Known};

use crate::commands::registrar::{Desk, NodeArgs};
use crate::files::disk::{self, Readers};
use crate::machine::clock;
use crate::net::remote::{registrar_address, runtime};
use crate::render::confirm;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::level::Wait;
use crate::render::output::Output;
use answers::{Answers, Stage};
use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;
use attestat_sheets::{
    CellLocator, FILE_BYTES_MAX, ImportError, ImportedTables, Profile, ReturnFormat, RowDraft, RowId, RowName,
    Settings, SourceFile,
};
use attestat_wire::v1;
use attestat_words::language::{Choose as _, Language};
use attestat_words::{say, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Arguments of `issue`.
#[derive(clap::Args)]
pub(crate) struct IssueArgs {
    /// Spreadsheets: .xlsx, .xls, .ods, or CSV with `,` `;` or tab in UTF-8, UTF-16 or windows-1251
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Issue; without this nothing is changed, and the node, if one is named, is only asked
    #[arg(long)]
    commit: bool,
    /// Kind of document for the rows that do not say theirs
    #[arg(long, value_parser = crate::commands::template::kinds())]
    kind: Option<DocumentKind>,
    /// Folder for the .attestat files
    #[arg(long, value_name = "DIR", default_value = "issued")]
    out: PathBuf,
    /// Level to wait for [default: witnessed where the roster names cosigners, else local]
    #[arg(long, value_name = "LEVEL")]
    wait: Option<Wait>,
    /// Worksheets to read [default: all that are shown and hold a table]
    #[arg(long, value_name = "NAME")]
    worksheet: Vec<String>,
    #[command(flatten)]
    headings: HeadingArgs,
    /// Rows whose pupil is the one whom the node knows, although name or birth date differ
    #[arg(long, value_name = "ROWS", value_delimiter = ',')]
    same_pupil: Vec<RowName>,
    /// Rows whose pupil is another child than the one of the same name and birth date whom the node knows
    #[arg(long, value_name = "ROWS", value_delimiter = ',')]
    other_pupil: Vec<RowName>,
    /// Rows that were not issued before, although the node's vault lost documents of that time
    #[arg(long, value_name = "ROWS", value_delimiter = ',')]
    not_lost: Vec<RowName>,
    /// Rows to issue once more, although their documents were issued before and are revoked
    #[arg(long, value_name = "ROWS", value_delimiter = ',')]
    again: Vec<RowName>,
    /// Write the sheet back with a last column that says what to fix, as .xlsx or .csv
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    #[command(flatten)]
    node: NodeArgs,
}

/// Reads the sheet, shows what was understood and, with `--commit`, issues it.
pub(crate) fn run(args: &IssueArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let form = args.errors.as_deref().map(|errors| errors::form_of(errors, &args.files, language)).transpose()?;
    let errors = args.errors.as_deref().zip(form);
    let mut known = Known::open(&args.headings, language)?;
    let settings = args.headings.settings(args.kind, language)?;
    let import = read_files(&args.files, &args.worksheet, &settings, &known.profile, language)?;
    let understood = import.to_json();
    if !import.is_ready() {
        out.words(import.render(language).trim_end());
        errors::give_back(&import, errors, out)?;
        out.json("issue", with_stage(understood, "bad-rows"));
        return Ok(Exit::BadRows);
    }
    refuse_sample(&import.sample_rows(), language)?;
    // Whatever names the node for a commit names it for the dry run before it.
    if args.commit || registrar_address(args.node.node.as_deref()).is_ok() {
        known.learn(|profile| import.teach(profile));
        let exit = ask_node(args, import, errors, understood, out)?;
        if args.commit && exit == Exit::Done {
            known.save(out)?;
        }
        return Ok(exit);
    }
    out.words(import.render(language).trim_end());
    out.words(not_asked(language));
    out.json("issue", with_stage(understood, "sheet-only"));
    Ok(Exit::Done)
}

/// Reads all tables of all files.
pub(crate) fn read_files(
    files: &[PathBuf],
    worksheets: &[String],
    settings: &Settings,
    profile: &Profile,
    language: Language,
) -> Result<ImportedTables, Failure> {
    let read = |file: &PathBuf| disk::read(file, FILE_BYTES_MAX).map(Zeroizing::new);
    let bytes: Vec<Zeroizing<Vec<u8>>> = files.iter().map(read).collect::<Result<_, _>>()?;
    let name = |file: &PathBuf| file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let names: Vec<String> = files.iter().map(name).collect();
    let sources: Vec<SourceFile<'_>> =
        names.iter().zip(&bytes).map(|(name, bytes)| SourceFile { name, bytes }).collect();
    attestat_sheets::read_all(&sources, worksheets, settings, profile).map_err(|(at, error)| {
        let file = files.get(at).map_or(Path::new(""), PathBuf::as_path);
        unreadable(file, &error, language)
    })
}

/// Refuses a sheet with the row of a template: nobody has the name in it.
fn refuse_sample(rows: &[String], language: Language) -> Result<(), Failure> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.join(", ");
    let (what, todo) = language.choose(
        (
            format!("The template's SAMPLE row is still in the sheet: row {rows}"),
            "Nothing was issued; delete that row, or write a pupil into it, and run the same command again.",
        ),
        (
            format!("В таблице осталась строка-образец из шаблона (SAMPLE): {rows}"),
            "Ничего не выдано; удалите её или впишите в неё ученика и запустите ту же команду ещё раз.",
        ),
    );
    Err(Failure::new(Exit::BadRows, "sample-row", what, todo))
}

/// Finds the rows of an answer; refuses an answer for a row that is not in the sheet, which was meant for another
/// sheet.
fn named_rows(
    option: &str,
    names: &[RowName],
    places: &CellLocator,
    drafts: &[RowDraft],
    language: Language,
) -> Result<Vec<RowId>, Failure> {
    let named = |name: &RowName| places.named(name, drafts.iter().map(|draft| draft.row));
    let unknown: Vec<String> = names.iter().filter(|name| named(name).is_empty()).map(RowName::to_string).collect();
    if !unknown.is_empty() {
        let rows = unknown.join(", ");
        let (what, todo) = language.choose(
            (
                format!("{option} names what is no row of a document in this sheet: {rows}"),
                "Nothing was issued; give the numbers as the spreadsheet counts its rows, and of several tables the name first: 9А!7.",
            ),
            (
                format!("{option}: в таблице нет строк документов с такими номерами: {rows}"),
                "Ничего не выдано; укажите номера строк так, как их считает таблица, а если таблиц несколько, сначала имя: 9А!7.",
            ),
        );
        return Err(Failure::usage("no-such-row", what, todo));
    }
    Ok(names.iter().flat_map(named).collect())
}

/// Reasons for which a sheet that no node was asked about may still be refused.
const fn not_asked(language: Language) -> &'static str {
    match language {
        Language::English => {
            "Only the sheet was looked at; no node was asked. NOT checked: whether documents were issued before, whether a number was given to another one, whether a pupil's number is another child's, and whether you may issue this kind.\nTo check that too, name the node: --node DIR. To issue, add --commit as well."
        }
        Language::Russian => {
            "Проверена только таблица; узел не спрошен. НЕ проверено: не выданы ли документы раньше, нет ли такого номера у другого документа, не принадлежит ли номер ученика другому ребёнку и можно ли вам выдавать такой вид.\nЧтобы проверить и это, назовите узел: --node КАТАЛОГ. Чтобы выдать, добавьте ещё --commit."
        }
    }
}

/// Failure for a file in which no table was found.
pub(crate) fn unreadable(file: &Path, error: &ImportError, language: Language) -> Failure {
    let (file, why) = (file.display(), error.phrase());
    let (what, todo) = match language {
        Language::English => (
            format!("{file} cannot be read as a table: {}", why.text(language)),
            "Nothing was issued; correct the file and run the same command again.",
        ),
        Language::Russian => (
            format!("{file} не читается как таблица: {}", why.text(language)),
            "Ничего не выдано; исправьте файл и запустите ту же команду ещё раз.",
        ),
    };
    Failure::new(Exit::BadRows, "bad-file", what, todo)
}

/// The day that a sheet is read on.
pub(crate) fn today() -> Result<Date, Failure> {
    Date::parse(&clock::today().to_string()).map_err(|_| Failure::internal(text!("clock-no-day")))
}

fn with_stage(mut understood: Value, stage: &str) -> Value {
    if let Some(object) = understood.as_object_mut() {
        object.insert("stage".to_owned(), stage.into());
    }
    understood
}

/// Sends the drafts to the node: to be issued, or, on a dry run, to be compared with what it issued before.
fn ask_node(
    args: &IssueArgs,
    mut import: ImportedTables,
    errors: Option<(&Path, ReturnFormat)>,
    understood: Value,
    out: &Output,
) -> Result<Exit, Failure> {
    out.words(import.render_understood(out.language()).trim_end());
    let (places, drafts) = (import.locator(), import.drafts());
    let named = |option, names: &[RowName]| named_rows(option, names, &places, &drafts, out.language());
    let (same_pupil, again) = (named("--same-pupil", &args.same_pupil)?, named("--again", &args.again)?);
    let (other_pupil, not_lost) = (named("--other-pupil", &args.other_pupil)?, named("--not-lost", &args.not_lost)?);
    if args.commit {
        disk::make_folder(&args.out, Readers::Owner)?;
    }
    let stage = if args.commit { Stage::Commit(&args.out) } else { Stage::DryRun };
    let (answers, wait, node, registry) = runtime()?.block_on(async {
        let desk = Desk::open(&args.node).await?;
        let wait = Wait::or_default(args.wait, &desk.node);
        let (yes, others) = (BTreeMap::new(), BTreeMap::new());
        let mut order = Order { drafts: &drafts, places: &places, yes, others, again: &again, not_lost };
        // The node is told which question each row's answer is for: it may ask another one by then. A row behind one
        // that is another child may be asked about otherwise.
        for _ in 0..(other_pupil.len() + usize::from(!same_pupil.is_empty())) {
            let looked = stream(&desk, &order, wait, Stage::DryRun, out).await?;
            let answered = order.others.clone();
            order.yes.extend(looked.asked().into_iter().filter(|(row, _)| same_pupil.contains(row)));
            order.others.extend(looked.other_pupils().into_iter().filter(|(row, _)| other_pupil.contains(row)));
            if order.others == answered {
                break;
            }
        }
        let mut answers = stream(&desk, &order, wait, stage, out).await?;
        let mut was_told = false;
        let mut careful = |answers: &Answers| {
            let words = given_up::words(&desk.node.losses, &desk.registry, answers.may_be_lost(), out.language());
            if let Some(words) = words.filter(|_| !std::mem::replace(&mut was_told, true)) {
                out.remark(&words);
            }
        };
        careful(&answers);
        while args.commit && !answers.questions().is_empty() && std::io::stdin().is_terminal() && !out.is_json() {
            out.words(answers.bad_lines(out.language()).trim_end());
            answers.ask(&mut order, out)?;
            answers = stream(&desk, &order, wait, stage, out).await?;
            careful(&answers);
        }
        Ok::<_, Failure>((answers, wait, desk.node, desk.registry))
    })?;
    let level = answers.level().map(|told| Wait::reached(told, &node));
    let exit = answers.exit();
    out.words(&answers.words(level, out));
    let beside = answers.files.as_ref().and_then(|files| files.words(out.language()));
    beside.iter().for_each(|words| out.remark(words));
    if let Some(remark) = answers.remark(&again, out.language()) {
        out.remark(&remark);
    }
    if exit == Exit::BadRows && errors.is_some() {
        for (row, field, said) in answers.objections(out.language()) {
            import.object(row, field, &said);
        }
        errors::give_back(&import, errors, out)?;
    }
    let mut body = with_stage(understood, answers.stage_word());
    if let (Some(object), Value::Object(more)) = (body.as_object_mut(), answers.as_json()) {
        object.extend(more);
    }
    if let Some(object) = body.as_object_mut() {
        object.insert("wait".to_owned(), json!(crate::render::level::word(wait.level())));
        object.insert("level".to_owned(), json!(level.map(crate::render::level::word)));
        object.insert("given_up".to_owned(), given_up::as_json(&node.losses, &registry));
    }
    out.json("issue", body);
    if level.is_some() && !node.has_cosigners {
        out.remark(match out.language() {
            Language::English => {
                "Nobody else confirms this log yet: the node's roster names no cosigner of another organisation."
            }
            Language::Russian => {
                "Этот журнал пока никто не подтверждает: в списке участников нет других организаций, которые могли бы это сделать."
            }
        });
    }
    if let Some(level) = level {
        wait.check(level)?;
    }
    Ok(exit)
}

/// The drafts to issue, and a person's answers about them.
struct Order<'a> {
    drafts: &'a [RowDraft],
    places: &'a CellLocator,
    /// Row and code of each question about its pupil that was answered with yes.
    yes: BTreeMap<RowId, String>,
    /// Row and code of each remark on its pupil that was answered with "it is another child".
    others: BTreeMap<RowId, String>,
    again: &'a [RowId],
    not_lost: Vec<RowId>,
}

/// Sends one request per draft and takes one answer per request, in order.
async fn stream(
    desk: &Desk,
    order: &Order<'_>,
    wait: Wait,
    stage: Stage<'_>,
    out: &Output,
) -> Result<Answers, Failure> {
    let (registry, level, dry_run) = (desk.registry.clone(), wait.level(), matches!(stage, Stage::DryRun));
    let drafts = u32::try_from(order.drafts.len()).unwrap_or(u32::MAX);
    let requests: Vec<v1::IssueRequest> = order
        .drafts
        .iter()
        .map(|row| v1::IssueRequest {
            registry: registry.clone(),
            draft: row.draft.to_json(),
            wait: level.into(),
            dry_run,
            again: order.again.contains(&row.row),
            same_pupil: order.yes.get(&row.row).cloned().unwrap_or_default(),
            other_pupil: order.others.get(&row.row).cloned().unwrap_or_default(),
            not_lost: order.not_lost.contains(&row.row),
            drafts,
        })
        .collect();
    let rows: Vec<RowId> = order.drafts.iter().map(|row| row.row).collect();
    let bar = out.progress(rows.len() as u64, &say!(out.language(), "output-documents"));
    bar.enable_steady_tick(core::time::Duration::from_millis(200));
    // A dry run writes nothing, and only what it is refused for is said.
    let refused = |status| match stage {
        Stage::DryRun => desk.remote.refusal(status),
        Stage::Commit(_) => desk.remote.not_done(status),
    };
    let call = desk.remote.registrar().issue(tokio_stream::iter(requests)).await;
    let mut incoming = call.map_err(refused)?.into_inner();
    let mut answers = Answers::new(rows, order.places.clone(), stage);
    loop {
        match incoming.message().await {
            Ok(Some(answer)) => answers.take(answer)?,
            Ok(None) => break,
            Err(status) => return Err(answers.ended_by(refused(status), out.language())),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    answers.complete(desk.remote.address())?.written(out.language())
}

#[cfg(test)]
mod own_types;
#[cfg(test)]
mod tests;
