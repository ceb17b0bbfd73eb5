//! The programs under test, as a person would run them.

use anyhow::{Context as _, bail};
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;

/// Folder of the programs: beside the running test, in the same profile.
fn folder() -> anyhow::Result<PathBuf> {
    let test = std::env::current_exe()?;
    let mut folder = test.parent().context("a folder")?.to_owned();
    if folder.ends_with("deps") || folder.ends_with("examples") {
        folder.pop();
    }
    Ok(folder)
}

/// The path of a program; built first when a single test was asked for on a fresh machine.
pub fn program(name: &str) -> anyhow::Result<PathBuf> {
    static BUILT: OnceLock<bool> = OnceLock::new();
    let path = folder()?.join(name);
    if !path.is_file() {
        let built = BUILT.get_or_init(|| {
            let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
            let mut build = Command::new(cargo);
            build.args(["build", "--workspace", "--bins"]).env_remove("CARGO_MANIFEST_DIR");
            if cfg!(not(debug_assertions)) {
                build.arg("--release");
            }
            build.status().is_ok_and(|status| status.success())
        });
        if !*built || !path.is_file() {
            bail!("{} is not built; run `make test`", path.display());
        }
    }
    Ok(path)
}

/// Says loudly that a test is skipped because this machine lacks something. Where the variable `CI` is `true`, everything
/// that tests need must be there.
///
/// # Panics
///
/// There, and nowhere else.
pub fn skipped(why: &str) {
    eprintln!("SKIPPED: {why}");
    assert!(std::env::var("CI").as_deref() != Ok("true"), "CI=true, and a test cannot be made: {why}");
}

/// Output of a command, with its exit code.
#[derive(Debug, Clone)]
pub struct Said {
    /// Its exit code; -1 when a signal ended it.
    pub code: i32,
    /// Its results.
    pub stdout: String,
    /// Everything else that it printed.
    pub stderr: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Said {
    /// Returns this if the exit code is `code`; otherwise an error with everything that was said.
    pub fn expect_code(self, code: i32) -> anyhow::Result<Self> {
        if self.code == code {
            return Ok(self);
        }
        bail!("expected exit code {code}, got {}\nstdout:\n{}\nstderr:\n{}", self.code, self.stdout, self.stderr)
    }
}

/// Runs `attestat` or `attestat-node` with arguments, and waits.
pub fn run(name: &str, arguments: &[&str]) -> anyhow::Result<Said> {
    let mut command = Command::new(program(name)?);
    command.args(arguments).env("NO_COLOR", "1").stdin(std::process::Stdio::null());
    Ok(command.output().with_context(|| name.to_owned())?.into())
}

/// Runs `attestat`.
pub fn attestat(arguments: &[&str]) -> anyhow::Result<Said> {
    run("attestat", arguments)
}

/// Runs `attestat-node`.
pub fn attestat_node(arguments: &[&str]) -> anyhow::Result<Said> {
    run("attestat-node", arguments)
}
