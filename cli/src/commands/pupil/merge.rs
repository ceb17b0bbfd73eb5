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
use attestat_words::language::{Choose as _, Language};
use attestat_words::numbers::counted;
use attestat_words::text;
use serde_json::json;

/// Arguments of `pupil merge`.
#[derive(clap::Args)]
pub(crate) struct MergeArgs {
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
pub(super) fn run(args: &MergeArgs, out: &Output) -> Result<Exit, Failure> {
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
            aside(&both(&shown, language));
            if args.dry_run {
                return Ok(shown);
            }
            confirm::ask(
                language.choose("Are they one child? Join them? [y/N] ", "Это один ребёнок? Объединить? [д/Н] "),
                out,
            )?;
        }
        desk.remote.done(desk.remote.registrar().merge_pupils(request(false))).await
    })?;
    tell(args, &merged, out);
    Ok(Exit::Done)
}

fn both(answer: &v1::MergePupilsResponse, language: Language) -> String {
    let shown = |pupil: &Option<v1::DescribedPupil>| {
        pupil.as_ref().map_or_else(String::new, |pupil| described::pupil(pupil, language))
    };
    language.choose(
        format!("remains: {}\ngoes over: {}", shown(&answer.keep), shown(&answer.join)),
        format!("остаётся: {}\nпереходит: {}", shown(&answer.keep), shown(&answer.join)),
    )
}

fn tell(args: &MergeArgs, merged: &v1::MergePupilsResponse, out: &Output) {
    let (language, documents) = (out.language(), u64::from(merged.documents));
    let moved = counted(documents, "document", "documents");
    out.words(&match (language, args.dry_run) {
        (Language::English, true) => format!("{moved} would go over. Nothing was done."),
        (Language::English, false) => format!("They are one pupil now; {moved} went over."),
        (Language::Russian, true) => format!("Перешло бы документов: {documents}. Ничего не сделано."),
        (Language::Russian, false) => format!("Теперь это один ученик; перешло документов: {documents}."),
    });
    if merged.rebinding {
        out.words(language.choose(
            "What is not bound to the wallet yet is issued again for it within some days, by itself.",
            "То, что ещё не привязано к кошельку, узел сам выдаст для него заново в ближайшие дни.",
        ));
    }
    if merged.ticket_ended {
        out.words(language.choose(
            "The letter that was out for the one who went over is worth nothing any more: make a new one if the family has no wallet.",
            "Письмо, сделанное для того, кто перешёл, больше не действует: если у семьи нет кошелька, сделайте новое.",
        ));
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
