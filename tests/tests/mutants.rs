//! The planted faults of `tests/mutants`: each patch names the part that it takes away, still applies, and names a test that
//! exists; and every row of THREATS that names tests has one. `make mutants` shows whether that test
//! catches it.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// At least one for each promise of README and THREATS.
const PATCHES_MIN: usize = 300;
/// The last heading of the tables in which THREATS names tests.
const SHOWN_BY: &str = "shown by";
/// Names in THREATS of crates, programs and the tests of the whole system.
const PACKAGES: [&str; 20] = [
    "bundle",
    "checking",
    "cli",
    "codes",
    "credential",
    "ledger",
    "node",
    "pages",
    "registrar",
    "replica",
    "rosters",
    "sheets",
    "store",
    "terminal",
    "tests",
    "vault",
    "wallet",
    "web-codes",
    "wire",
    "words",
];

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
        attestat_tests::programs::skipped("git is not here, so that no patch can be tried");
        return;
    }
    for (name, patch) in patches() {
        assert!(patch.contains("\n+") || patch.contains("\n-"), "{name} changes nothing");
        let path = root().join("tests/mutants").join(&name);
        let tried = Command::new("git").args(["apply", "--check"]).arg(&path).current_dir(root()).output().unwrap();
        assert!(tried.status.success(), "{name} no longer applies: {}", String::from_utf8_lossy(&tried.stderr));
    }
}

/// A row of a table of THREATS: what its first cell says, and the tests that its last one names. A name is that of a
/// function, or of the file or module that holds several.
struct Row<'a> {
    what: &'a str,
    tests: Vec<Named<'a>>,
}

/// A name, and the package that was named last before it.
struct Named<'a> {
    package: &'a str,
    name: &'a str,
}

impl Named<'_> {
    /// True if a patch names this test, or one of this file or module.
    fn is_of(&self, package: &str, path: &[&str]) -> bool {
        let name: Vec<&str> = self.name.split("::").collect();
        package.strip_prefix("attestat-") == Some(self.package) && path.windows(name.len()).any(|part| part == name)
    }
}

/// The rows that name tests. A row that shows nothing has a dash, because there is nothing to show.
fn rows_with_tests(threats: &str) -> Vec<Row<'_>> {
    let mut names_tests = false;
    let mut rows = Vec::new();
    for line in threats.lines() {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let (Some(what), Some(shown), true) = (cells.first().copied(), cells.last().copied(), line.starts_with('|'))
        else {
            names_tests = false;
            continue;
        };
        names_tests |= shown == SHOWN_BY;
        if names_tests && shown.contains('`') {
            rows.push(Row { what, tests: named_tests(shown) });
        }
    }
    rows
}

fn named_tests(shown: &str) -> Vec<Named<'_>> {
    let mut package = "";
    let mut tests = Vec::new();
    for word in shown.split('`').skip(1).step_by(2) {
        if PACKAGES.contains(&word) {
            package = word;
        } else {
            tests.push(Named { package, name: word });
        }
    }
    tests
}

#[test]
fn each_row_of_threats_has_a_planted_fault_for_one_of_its_tests() {
    let patches = patches();
    let caught: Vec<(&str, Vec<&str>)> = patches
        .iter()
        .map(|(name, patch)| {
            let (package, test) = head(name, patch, "Test:").split_once(' ').unwrap();
            (package, test.split([' ', ':']).filter(|part| !part.is_empty()).collect())
        })
        .collect();
    let threats = std::fs::read_to_string(root().join("docs/THREATS.md")).unwrap();
    let rows = rows_with_tests(&threats);
    assert!(rows.len() > 100, "{} rows of THREATS name tests", rows.len());
    let is_planted = |test: &Named<'_>| caught.iter().any(|(package, path)| test.is_of(package, path));
    let lacking: Vec<&str> = rows.iter().filter(|row| !row.tests.iter().any(is_planted)).map(|row| row.what).collect();
    assert!(lacking.is_empty(), "no planted fault is caught by a test of these rows:\n{}", lacking.join("\n"));
}
