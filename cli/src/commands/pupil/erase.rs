//! `attestat pupil erase`: everything personal that the vault holds on a pupil, destroyed, with an act.

use super::which::{self, PupilArgs};
use crate::commands::registrar::{Desk, NodeArgs};
use crate::files::disk::Reserved;
use crate::net::remote::runtime;
use crate::render::confirm;
use crate::render::described;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::{Output, aside};
use attestat_wire::{refusal, v1};
use attestat_words::text;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `pupil erase`.
#[derive(clap::Args)]
pub(crate) struct EraseArgs {
    #[command(flatten)]
    which: PupilArgs,
    /// File for the signed act of destruction
    #[arg(long, value_name = "FILE", default_value = "destruction.act")]
    out: PathBuf,
    /// Do not show the pupil, and do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    node: NodeArgs,
}

/// Erases after a question.
pub(super) fn run(args: &EraseArgs, out: &Output) -> Result<Exit, Failure> {
    // Before the question: what is destroyed cannot be destroyed again, so that there is one act of it.
    let place = Reserved::new(&args.out)?;
    let language = out.language();
    if !args.yes {
        confirm::can_ask()?;
    }
    let erased = runtime()?.block_on(async {
        let desk = Desk::open(&args.node).await?;
        if !args.yes {
            match which::described(&desk, args.which.pupil()).await {
                Ok(found) => {
                    aside(&described::pupil(&found.pupil).told(language));
                    let others = described::same_person(&found.same_person);
                    others.iter().for_each(|others| aside(&others.told(language)));
                }
                // Erased before, perhaps, and the act of it did not arrive: the node has it.
                Err(failure) if failure.code == which::UNKNOWN => aside(&failure.what(out.language())),
                // What is damaged in the vault is destroyed all the same.
                Err(failure) if failure.code == refusal::STORAGE => aside(&failure.what(out.language())),
                Err(failure) => return Err(failure),
            }
            confirm::ask(text!("pupil-erase-question"), out)?;
        }
        let request = v1::ErasePupilRequest { registry: desk.registry.clone(), pupil: args.which.pupil() };
        // Without a deadline: the vault is compacted, so that nothing stays in its files.
        desk.remote.done(desk.remote.registrar().erase_pupil(request)).await
    })?;
    keep(place, &erased.act, out)?;
    tell(&erased, args, out);
    Ok(Exit::Done)
}

/// Says what was destroyed, and when.
fn tell(erased: &v1::ErasePupilResponse, args: &EraseArgs, out: &Output) {
    let (documents, before) = (erased.documents, &erased.destroyed_before);
    out.words(&if before.is_empty() {
        text!("pupil-erased", documents = documents, path = &args.out)
    } else {
        text!("pupil-erased-before", documents = documents, day = described::day(before), path = &args.out)
    });
    if let Some(others) = described::same_person(&erased.same_person) {
        out.warning(&others);
    }
    if erased.files_pending {
        out.words(&text!("pupil-erase-pending"));
    }
    out.words(&text!("pupil-erase-rest"));
    out.json(
        "pupil-erase",
        json!({
            "documents": erased.documents, "act": args.out, "files_pending": erased.files_pending,
            "same_person": erased.same_person.len(),
            "destroyed_before": (!before.is_empty()).then_some(before),
        }),
    );
}

/// Writes the act; where the disk refuses it after all, the act goes to stdout: nobody can make it again.
fn keep(place: Reserved, act: &str, out: &Output) -> Result<(), Failure> {
    place.fill(act.as_bytes()).map_err(|failure| {
        out.file(act.as_bytes());
        let what = text!("pupil-erase-act-not-kept", what = failure.what);
        let todo = text!("pupil-erase-act-not-kept.next");
        Failure::new(failure.exit, "act-not-kept", what, todo)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::output::Format;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: EraseArgs,
    }

    /// `pupil erase` at a node that is not there: nothing is destroyed.
    fn erase(folder: &std::path::Path, act: &str) -> Failure {
        let node = format!("unix:{}", folder.join("no.sock").display());
        let act = folder.join(act).display().to_string();
        let line = ["erase", "--pupil-ref", "17", "--yes", "--node", &node, "--out", &act];
        let line = <Line as clap::Parser>::parse_from(line);
        run(&line.args, &Output::new(Format::Words)).unwrap_err()
    }

    #[test]
    fn no_node_is_asked_before_the_act_has_its_place() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(erase(folder.path(), "no/such/dir/act").code, "file");
        std::fs::write(folder.path().join("old"), "an act of before").unwrap();
        assert_eq!(erase(folder.path(), "old").code, "already-there");
        assert_eq!(std::fs::read(folder.path().join("old")).unwrap(), b"an act of before");
        assert_eq!(erase(folder.path(), "act").code, "unreachable");
        assert!(!folder.path().join("act").exists(), "nothing was destroyed, and no empty act is left");
    }
}
