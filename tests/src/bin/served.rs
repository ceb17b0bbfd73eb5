//! A town whose first node serves the checker, for the pages' tests in a browser: `served FOLDER`.
//!
//! ```text
//! a line on stdin    what it does                                        a line on stdout
//! (the start)        five schools run, one of them issues                {"port":…,"hash":…,"document":…}
//! issue              issues once more, and waits until all confirmed it  {"document":…}
//! stop               stops the first node                                stopped
//! start              starts it again                                     started
//! (its end)          stops all of them
//! ```
//!
//! Documents lie in the folder. Everything is SAMPLE data.

use anyhow::{Context as _, bail};
use attestat_tests::browser::let_listen;
use attestat_tests::document::documents;
use attestat_tests::town::{Town, start, stop};
use serde_json::json;
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};

const SCHOOLS: usize = 5;
/// Pupils of a class that is issued.
const CLASS: usize = 3;

fn main() -> anyhow::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("the folder to write")?);
    std::fs::create_dir_all(&folder)?;
    tokio::runtime::Runtime::new()?.block_on(serve(&folder))
}

async fn serve(folder: &Path) -> anyhow::Result<()> {
    let mut town = Town::found(SCHOOLS)?;
    let port = let_listen(town.schools.first().context("a school")?)?;
    start(&mut town.schools).await?;
    let document = issue(&town, folder, 0).await?;
    tell(&json!({"port": port, "hash": town.hash, "document": document}).to_string())?;
    for (line, number) in std::io::stdin().lock().lines().zip(1..) {
        match line?.as_str() {
            "issue" => {
                let document = issue(&town, folder, number).await?;
                tell(&json!({"document": document}).to_string())?;
            }
            "stop" => {
                town.schools.first_mut().context("a school")?.stop()?;
                tell("stopped")?;
            }
            "start" => {
                let first = town.schools.first_mut().context("a school")?;
                first.start().await?;
                first.wait_until_it_may_write().await?;
                tell("started")?;
            }
            other => bail!("{other} is no command"),
        }
    }
    for school in &mut town.schools {
        if school.is_running() {
            stop(std::slice::from_mut(school))?;
        }
    }
    Ok(())
}

/// Issues a class, waits until every node has it, and puts one of its documents into the folder.
async fn issue(town: &Town, folder: &Path, number: usize) -> anyhow::Result<PathBuf> {
    let (out, said) = town.issue(0, number * CLASS, CLASS, &["--wait", "witnessed"])?;
    said.expect_code(0)?;
    town.settle().await?;
    let made = documents(&out)?;
    let file = folder.join(format!("issued-{number}.attestat"));
    std::fs::copy(made.first().context("a document")?, &file)?;
    Ok(file)
}

/// Says a line at once: somebody waits for it.
fn tell(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
