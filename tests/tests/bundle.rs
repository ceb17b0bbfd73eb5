//! The pages that the programs embed depend on the sources and the compiler alone (docs/spec/web.md, "The checker").

use anyhow::Context as _;
use attestat_tests::programs::skipped;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What lies in a checkout and is no source.
const NO_SOURCES: [&str; 2] = [".git", "target"];

/// The sources, copied without their times.
fn copied(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if NO_SOURCES.iter().any(|left| name == OsStr::new(left)) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copied(&entry.path(), &to.join(name))?;
        } else {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

#[test]
fn the_same_compiler_makes_the_same_bundle_in_two_folders() -> anyhow::Result<()> {
    let Some(bundle) = attestat_bundle::checker() else {
        skipped("the programs were built without pages: `make pages` says why");
        return Ok(());
    };
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the workspace")?;
    let folder = tempfile::tempdir()?;
    // A path of another length, with a blank in it.
    let there = folder.path().join("another folder").join("attestat");
    copied(here, &there)?;
    let target = there.join("target");
    let built = Command::new("sh")
        .args(["scripts/pages.sh".as_ref(), target.as_os_str()])
        .current_dir(&there)
        // The libraries are here already: the pages of this folder were made of them.
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("CARGO_TARGET_DIR")
        .status()?;
    assert!(built.success(), "{built}");
    for (file, name) in [("checker", "attestat_web.wasm"), ("codes", "attestat_web_codes.wasm")] {
        let embedded = bundle.files.iter().find(|part| part.path.starts_with(file) && part.path.ends_with(".wasm"));
        let embedded = &embedded.with_context(|| format!("{file} in the bundle"))?.bytes;
        let made = fs::read(target.join("pages").join(name))?;
        assert!(
            embedded[..] == made[..],
            "{name} has {} bytes here and {} there; if sources changed since `make pages`, make them again",
            embedded.len(),
            made.len()
        );
    }
    Ok(())
}
