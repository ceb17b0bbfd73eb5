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
use attestat_words::language::{Choose as _, Language};
use attestat_words::numbers::counted;
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
            match which::described(&desk, args.which.pupil(), language).await {
                Ok(found) => {
                    aside(&described::pupil(&found.pupil, language));
                    described::same_person(&found.same_person, language).iter().for_each(|others| aside(others));
                }
                // Erased before, perhaps, and the act of it did not arrive: the node has it.
                Err(failure) if failure.code == which::UNKNOWN => aside(&failure.what(out.language())),
                // What is damaged in the vault is destroyed all the same.
                Err(failure) if failure.code == refusal::STORAGE => aside(&failure.what(out.language())),
                Err(failure) => return Err(failure),
            }
            confirm::ask(question(language), out)?;
        }
        let request = v1::ErasePupilRequest { registry: desk.registry.clone(), pupil: args.which.pupil() };
        // Without a deadline: the vault is compacted, so that nothing stays in its files.
        desk.remote.done(desk.remote.registrar().erase_pupil(request)).await
    })?;
    keep(place, &erased.act, out)?;
    let documents = counted(erased.documents.into(), "document", "documents");
    let path = args.out.display();
    out.words(&format!("Destroyed {documents} and everything else that was held on the pupil. The signed act: {path}"));
    if let Some(others) = described::same_person(&erased.same_person, language) {
        out.warning(&others);
    }
    if erased.files_pending {
        out.words(out.language().choose(
            "The vault's files are not all rewritten yet: in them still stands what was destroyed, encrypted under a key that is gone. The node goes on trying; its log says which file is left.",
            "Файлы хранилища ещё не все переписаны: в них есть уничтоженное, зашифрованное ключом, которого больше нет. Узел пробует снова; какой файл остался, сказано в его журнале.",
        ));
    }
    out.words("Delete exported files, letters and backups of before too: they are not the node's to destroy.");
    out.json(
        "pupil-erase",
        json!({
            "documents": erased.documents, "act": args.out, "files_pending": erased.files_pending,
            "same_person": erased.same_person.len(),
        }),
    );
    Ok(Exit::Done)
}

const fn question(language: Language) -> &'static str {
    match language {
        Language::English => {
            "Documents, keys and the access log of this pupil will be destroyed here for good. Families keep what they have.\nDestroy them? [y/N] "
        }
        Language::Russian => {
            "Документы, ключи и журнал доступа этого ученика будут здесь уничтожены навсегда. У семьи останется то, что у неё есть.\nУничтожить? [д/Н] "
        }
    }
}

/// Writes the act; where the disk refuses it after all, the act goes to stdout: nobody can make it again.
fn keep(place: Reserved, act: &str, out: &Output) -> Result<(), Failure> {
    place.fill(act.as_bytes()).map_err(|failure| {
        out.file(act.as_bytes());
        let (what, todo) = out.language().choose(
            (
                format!("The pupil's data are destroyed, and the act of it could not be kept: {}", failure.what),
                "The act was written to standard output instead: save it, there is no other.",
            ),
            (
                format!("Данные ученика уничтожены, но сохранить акт не удалось: {}", failure.what),
                "Акт выведен в стандартный вывод: сохраните его, другого нет.",
            ),
        );
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
