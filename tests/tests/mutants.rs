//! The planted faults of `tests/mutants`: each patch names the part that it takes away, still applies, and names a test
//! that exists. `make mutants` shows whether that test catches it.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Fewest patches: at least one for each promise of README and THREATS.
const PATCHES_MIN: usize = 30;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn patches() -> Vec<(String, String)> {
    let folder = root().join("tests/mutants");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let patches = files.filter(|path| path.extension().is_some_and(|extension| extension == "patch"));
    let named = patches.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    });
    named.collect()
}

/// The value of a line of a patch's head.
fn head<'a>(name: &str, patch: &'a str, key: &str) -> &'a str {
    let head = patch.split("\n\n").next().unwrap_or_default();
    let value = head.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim();
    assert!(!value.is_empty(), "{name}: its head has no line `{key} …`");
    value
}

/// The folder of a package, from the root.
fn folder_of(package: &str) -> &str {
    match package {
        "attestat-node" => "node",
        "attestat-cli" => "cli",
        "attestat-tests" => "tests",
        _ => package.strip_prefix("attestat-").unwrap_or_default(),
    }
}

/// The sources in which a test of this target stands.
fn sources(package: &str, target: &str) -> Vec<PathBuf> {
    let folder = folder_of(package);
    let of_crate = root().join(folder);
    let package = if of_crate.is_dir() { of_crate } else { root().join("crates").join(folder) };
    let sources = match target {
        "lib" | "bin" => package.join("src"),
        target if package.join("tests").join(target).is_dir() => package.join("tests").join(target),
        target => package.join("tests").join(format!("{target}.rs")),
    };
    if sources.is_dir() { attestat_tests::disk::files(&sources).unwrap() } else { vec![sources] }
}

#[test]
fn each_planted_fault_names_a_test_that_exists() {
    let patches = patches();
    assert!(patches.len() >= PATCHES_MIN, "{} patches", patches.len());
    for (name, patch) in &patches {
        head(name, patch, "Promise:");
        head(name, patch, "Row:");
        let words: Vec<&str> = head(name, patch, "Test:").split(' ').collect();
        let [package, target, test] = words.as_slice() else { panic!("{name}: `Test:` has three words") };
        let function = format!("fn {}(", test.rsplit("::").next().unwrap());
        let sources = sources(package, target);
        let stands = |path: &PathBuf| std::fs::read_to_string(path).is_ok_and(|text| text.contains(&function));
        assert!(sources.iter().any(stands), "{name}: there is no test {test} in {package} {target}");
    }
}

#[test]
fn each_planted_fault_still_applies() {
    if Command::new("git").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("SKIPPED: git is not here, so that no patch can be tried");
        return;
    }
    for (name, patch) in patches() {
        assert!(patch.contains("\n+") || patch.contains("\n-"), "{name} changes nothing");
        let path = root().join("tests/mutants").join(&name);
        let tried = Command::new("git").args(["apply", "--check"]).arg(&path).current_dir(root()).output().unwrap();
        assert!(tried.status.success(), "{name} no longer applies: {}", String::from_utf8_lossy(&tried.stderr));
    }
}
