//! The university's side in a browser: the same archive by the command and by the checker's page, both of release builds.

use crate::report::Report;
use anyhow::{Context as _, bail};
use attestat_tests::archive::Archive;
use attestat_tests::programs::program;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Exit codes of verdicts: the worst colour of a run.
const COLOURS: [i32; 4] = [0, 10, 20, 30];

/// What the page's run tells (tests/browser/bench.mjs).
#[derive(serde::Deserialize)]
struct Measured {
    seconds: f64,
    /// Workers, as far as there are cores for them.
    cores: usize,
}

/// Presentations by their bytes: packed into one archive, and judged by both.
pub(crate) fn in_a_page(report: &mut Report, files: &[Vec<u8>], trusted: &Path) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (archive, page) = (folder.path().join("answers.zip"), folder.path().join("checker.html"));
    let mut packed = Archive::default();
    for (number, bytes) in files.iter().enumerate() {
        packed.file(&format!("{number:05}.attestat-presentation"), bytes)?;
    }
    std::fs::write(&archive, packed.finish()?)?;

    let mut command = Command::new(program("attestat")?);
    command.arg("verify").arg(&archive).arg("--trust").arg(trusted).env("NO_COLOR", "1");
    let began = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let native = files.len() as f64 / began.elapsed().as_secs_f64();
    anyhow::ensure!(status.code().is_some_and(|code| COLOURS.contains(&code)), "the archive is verified: {status}");

    let mut command = Command::new(program("attestat")?);
    command.args(["page", "checker", "--out"]).arg(&page).arg("--trust").arg(trusted);
    let made = command.stdout(Stdio::null()).status()?;
    anyhow::ensure!(made.success(), "the page is made: {made}");
    let Some(measured) = measured(&page, &archive, files.len())? else {
        println!("NOT MEASURED: the page in a browser; what is missing is said above");
        return Ok(());
    };
    let cores = std::thread::available_parallelism()?.get() as f64;
    report.against(
        "10,000 presentations of an archive in the page, a core",
        files.len() as f64 / measured.seconds / measured.cores as f64,
        "files/s",
        native / cores,
    );
    Ok(())
}

/// The page's run in a real browser; none where there is no browser.
fn measured(page: &Path, archive: &Path, files: usize) -> anyhow::Result<Option<Measured>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the workspace")?;
    let program = std::env::current_exe()?;
    let target: PathBuf = program.ancestors().nth(2).context("the target folder")?.to_owned();
    let mut script = Command::new("sh");
    script.arg(here.join("scripts/browser.sh")).arg(target).arg("bench").args([page, archive]).arg(files.to_string());
    let said = script.stderr(Stdio::inherit()).output()?;
    if !said.status.success() {
        bail!("the page's run ended with {}", said.status);
    }
    let line = String::from_utf8(said.stdout)?;
    let line = line.lines().last().unwrap_or_default();
    Ok(if line.is_empty() { None } else { Some(serde_json::from_str(line)?) })
}
