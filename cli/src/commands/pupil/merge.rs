//! `attestat pupil merge`: makes one pupil of two that are one child, known by name and by number.

use super::which::parse_person;
use crate::commands::registrar::{Desk, NodeArgs, parse_slot};
use crate::net::remote::runtime;
use crate::render::confirm;
use crate::render::described;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::help::Worded;
use crate::render::output::{Output, aside};
use attestat_wire::v1;
use attestat_wire::v1::pupil::By;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::json;

/// Arguments of `pupil merge`.
#[derive(clap::Args)]
pub(crate) struct PupilMergeArgs {
    /// Who remains: number:REF, document:ID or person:"Фамилия;Имя;Отчество;DD.MM.YYYY"
    #[arg(value_name = "KEEP", value_parser = parse_pupil)]
    keep: v1::Pupil,
    /// Whose documents, names and access log go over to the one who remains, in the same form
    #[arg(value_name = "JOIN", value_parser = parse_pupil)]
    join: v1::Pupil,
    /// Only show what would be done
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    node: NodeArgs,
}

/// Shows both, asks, and joins them.
pub(super) fn run(args: &PupilMergeArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let asks = !args.yes && !args.dry_run;
    if asks {
        confirm::can_ask()?;
    }
    let merged = runtime()?.block_on(async {
        let desk = Desk::open(&args.node).await?;
        let request = |dry_run| v1::MergePupilsRequest {
            registry: desk.registry.clone(),
            keep: Some(args.keep.clone()),
            join: Some(args.join.clone()),
            dry_run,
        };
        if asks || args.dry_run {
            let shown = desk.remote.answer(desk.remote.registrar().merge_pupils(request(true))).await?;
            aside(&both(&shown).told(language));
            if args.dry_run {
                return Ok(shown);
            }
            confirm::ask(text!("pupil-merge-question"), out)?;
        }
        desk.remote.done(desk.remote.registrar().merge_pupils(request(false))).await
    })?;
    tell(args, &merged, out);
    Ok(Exit::Done)
}

fn both(answer: &v1::MergePupilsResponse) -> Text {
    let shown = |pupil: &Option<v1::DescribedPupil>| pupil.as_ref().map_or_else(|| "".into(), described::pupil);
    let remains = text!("pupil-merge-remains", pupil = shown(&answer.keep));
    Text::listed([remains, text!("pupil-merge-goes-over", pupil = shown(&answer.join))], "\n")
}

fn tell(args: &PupilMergeArgs, merged: &v1::MergePupilsResponse, out: &Output) {
    let documents = merged.documents;
    let said = if args.dry_run {
        text!("pupil-merge-would", documents = documents)
    } else {
        text!("pupil-merged", documents = documents)
    };
    out.words(&said);
    if merged.rebinding {
        out.words(&text!("pupil-merge-rebinding"));
    }
    if merged.ticket_ended {
        out.words(&text!("pupil-merge-ticket-ended"));
    }
    out.json(
        "pupil-merge",
        json!({
            "stage": if args.dry_run { "dry-run" } else { "done" }, "documents": merged.documents,
            "rebinding": merged.rebinding, "ticket_ended": merged.ticket_ended,
        }),
    );
}

/// Reads `number:17`, `document:1048577` or `person:Фамилия;Имя;Отчество;25.06.2009`.
fn parse_pupil(text: &str) -> Result<v1::Pupil, Worded> {
    let by = match text.split_once(':') {
        Some(("number", reference)) if !reference.is_empty() => By::Reference(reference.to_owned()),
        Some(("document", id)) => By::Slot(parse_slot(id)?),
        Some(("person", person)) => By::Person(parse_person(person)?.to_json()),
        _ => return Err(Worded(text!("value-pupil"))),
    };
    Ok(v1::Pupil { by: Some(by), expected: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pupil_is_named_in_three_ways() {
        assert_eq!(parse_pupil("number:17").unwrap().by, Some(By::Reference("17".to_owned())));
        assert_eq!(parse_pupil("document:1048577").unwrap().by, Some(By::Slot(1_048_577)));
        let person = parse_pupil("person:Образцов (SAMPLE);Лев;;05.06.2009").unwrap();
        assert!(matches!(person.by, Some(By::Person(_))));
        for wrong in ["17", "number:", "document:x", "person:Образцов", "class:7"] {
            assert!(parse_pupil(wrong).is_err(), "{wrong}");
        }
    }
}
