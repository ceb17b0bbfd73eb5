//! `attestat issue`: a spreadsheet in, documents out. A dry run unless `--commit` is given.

pub(crate) mod answers;
mod asking;
mod ended;
mod errors;
mod given_up;

use crate::commands::document::files::DocumentFiles;
use crate::commands::registrar::NodeArgs;
use crate::commands::sheets::{HeadingArgs, Known, kinds, parse_rows, read_files};
use crate::files::disk::{self, Readers};
use crate::net::remote::{NOT_NAMED, registrar_address, runtime};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::level::Wait;
use crate::render::output::Output;
use asking::{Asked, NamedRows};
use attestat_credential::draft::words::DocumentKind;
use attestat_sheets::{ImportedTables, ReturnFormat, RowName};
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

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
    #[arg(long, value_parser = kinds())]
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
    #[arg(long, value_name = "ROWS", value_delimiter = ',', value_parser = parse_rows)]
    same_pupil: Vec<RowName>,
    /// Rows whose pupil is another child than the one of the same name and birth date whom the node knows
    #[arg(long, value_name = "ROWS", value_delimiter = ',', value_parser = parse_rows)]
    other_pupil: Vec<RowName>,
    /// Rows that were not issued before, although the node's vault lost documents of that time
    #[arg(long, value_name = "ROWS", value_delimiter = ',', value_parser = parse_rows)]
    not_lost: Vec<RowName>,
    /// Rows to issue once more, although their documents were issued before and are revoked
    #[arg(long, value_name = "ROWS", value_delimiter = ',', value_parser = parse_rows)]
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
    let form = args.errors.as_deref().map(|errors| errors::form_of(errors, &args.files)).transpose()?;
    let errors = args.errors.as_deref().zip(form);
    let mut known = Known::open(&args.headings)?;
    let settings = args.headings.settings(args.kind)?;
    let import = read_files(&args.files, &args.worksheet, &settings, &known.profile)?;
    args.headings.refuse(|mapped| import.unused(&settings, mapped))?;
    let understood = import.to_json();
    if !import.is_ready() {
        out.words(import.render(language).trim_end());
        errors::give_back(&import, errors, out)?;
        out.json("issue", with_stage(understood, "bad-rows"));
        return Ok(Exit::BadRows);
    }
    refuse_sample(&import.sample_rows())?;
    // Whatever names the node for a commit names it for the dry run before it.
    // A dry run without any node looks at the sheet alone; a node that is named wrongly is no such run.
    let is_asked = match registrar_address(args.node.node.as_deref()) {
        Ok(_) => true,
        Err(failure) if failure.code == NOT_NAMED => args.commit,
        Err(failure) => return Err(failure),
    };
    if is_asked {
        known.learn(|profile| import.teach(profile));
        let exit = ask_node(args, import, errors, understood, out)?;
        if args.commit && exit == Exit::Done {
            known.save(out)?;
        }
        return Ok(exit);
    }
    out.words(import.render(language).trim_end());
    out.words(&not_asked());
    out.json("issue", with_stage(understood, "sheet-only"));
    Ok(Exit::Done)
}

/// Refuses a sheet with the row of a template: nobody has the name in it.
fn refuse_sample(rows: &[String]) -> Result<(), Failure> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.join(", ");
    let (what, todo) = (text!("issue-sample-row", rows = rows), text!("issue-sample-row.next"));
    Err(Failure::new(Exit::BadRows, "sample-row", what, todo))
}

/// Reasons for which a sheet that no node was asked about may still be refused.
fn not_asked() -> Text {
    text!("issue-not-asked")
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
    let named = NamedRows::of(args, &places, &drafts)?;
    if args.commit {
        disk::make_folder(&args.out, Readers::Owner)?;
    }
    let Asked { answers, wait, node, registry } =
        runtime()?.block_on(asking::ask(args, &named, &places, &drafts, out))?;
    let level = answers.level().map(|told| Wait::reached(told, &node));
    let exit = answers.exit();
    out.words(&answers.words(level, out));
    let beside = answers.files.as_ref().and_then(DocumentFiles::words);
    beside.iter().for_each(|words| out.remark(words));
    if let Some(remark) = answers.rows.remark(&named.again, out.language()) {
        out.remark(&remark);
    }
    if exit == Exit::BadRows && errors.is_some() {
        for (row, field, said) in answers.rows.objections() {
            import.object(row, field, said);
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
        out.remark(&text!("issue-nobody-confirms"));
    }
    if let Some(level) = level {
        wait.check(level)?;
    }
    Ok(exit)
}

#[cfg(test)]
mod own_types;
#[cfg(test)]
mod question_tests;
#[cfg(test)]
mod tests;
