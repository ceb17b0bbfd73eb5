//! Absences that docs/ARCHITECTURE.md promises: other arrows between the crates, RocksDB and protobuf outside their
//! crates, and imports in the wasm32 build.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo.current_dir(root());
    cargo
}

/// Names of the packages that `package` is built from, without what only its tests use.
fn dependencies(package: &str) -> BTreeSet<String> {
    let output = cargo()
        .args([
            "tree",
            "--offline",
            "--package",
            package,
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// Architecture, "The crates": the arrows between them.
#[test]
fn arrows_point_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("attestat-ledger", [].as_slice()),
        ("attestat-words", &["attestat-ledger"]),
        ("attestat-terminal", &["attestat-ledger", "attestat-words"]),
        ("attestat-credential", &["attestat-ledger", "attestat-words"]),
        ("attestat-sheets", &["attestat-ledger", "attestat-words", "attestat-credential"]),
        ("attestat-rosters", &["attestat-ledger", "attestat-words"]),
        ("attestat-replica", &["attestat-ledger"]),
        ("attestat-store", &["attestat-ledger"]),
        ("attestat-vault", &["attestat-ledger", "attestat-store"]),
        ("attestat-wire", &["attestat-ledger", "attestat-words"]),
        ("attestat-wallet", &["attestat-ledger", "attestat-words", "attestat-credential"]),
        ("attestat-codes", &[]),
        ("attestat-checking", &["attestat-ledger", "attestat-words", "attestat-credential"]),
        ("attestat-pages", &["attestat-ledger", "attestat-words", "attestat-credential", "attestat-checking"]),
        ("attestat-registrar", &["attestat-ledger", "attestat-words", "attestat-credential", "attestat-sheets"]),
        ("attestat-bundle", &["attestat-ledger"]),
        ("attestat-web-codes", &["attestat-codes"]),
        (
            "attestat-web",
            &["attestat-ledger", "attestat-words", "attestat-credential", "attestat-checking", "attestat-pages"],
        ),
        (
            "attestat-node",
            &[
                "attestat-bundle",
                "attestat-ledger",
                "attestat-words",
                "attestat-terminal",
                "attestat-credential",
                "attestat-replica",
                "attestat-store",
                "attestat-vault",
                "attestat-wire",
            ],
        ),
        (
            "attestat-cli",
            &[
                "attestat-bundle",
                "attestat-ledger",
                "attestat-words",
                "attestat-terminal",
                "attestat-credential",
                "attestat-registrar",
                "attestat-rosters",
                "attestat-sheets",
                "attestat-wallet",
                "attestat-wire",
                "attestat-codes",
                "attestat-checking",
            ],
        ),
    ]);
    for (package, allowed) in allowed {
        let ours = |name: &&String| name.starts_with("attestat-") && *name != package;
        let known: BTreeSet<String> = dependencies(package).iter().filter(ours).cloned().collect();
        let allowed: BTreeSet<String> = allowed.iter().map(|name| (*name).to_owned()).collect();
        let surplus: Vec<_> = known.difference(&allowed).collect();
        assert!(surplus.is_empty(), "{package} must not know {surplus:?}");
    }
}

/// Each heavy or dangerous thing has one home.
#[test]
fn each_has_one_home() {
    let homes: [(&str, &[&str]); 11] = [
        ("rocksdb", &["attestat-store", "attestat-vault", "attestat-node"]),
        ("tonic", &["attestat-wire", "attestat-node", "attestat-cli"]),
        ("tokio", &["attestat-wire", "attestat-node", "attestat-cli"]),
        ("chacha20poly1305", &["attestat-vault", "attestat-node", "attestat-wallet", "attestat-cli"]),
        // The readers of workbooks bring it for encryption that nobody asks of them (decision 0097).
        ("getrandom", &["attestat-vault", "attestat-node", "attestat-cli", "attestat-wire", "attestat-sheets"]),
        ("rustls", &["attestat-wire", "attestat-node", "attestat-cli"]),
        ("argon2", &["attestat-wallet", "attestat-cli"]),
        ("bip39", &["attestat-wallet", "attestat-cli"]),
        ("calamine", &["attestat-sheets", "attestat-cli"]),
        ("rxing", &["attestat-codes", "attestat-web-codes", "attestat-cli"]),
        ("zip", &["attestat-sheets", "attestat-cli"]),
    ];
    let packages = [
        "attestat-ledger",
        "attestat-words",
        "attestat-terminal",
        "attestat-credential",
        "attestat-sheets",
        "attestat-rosters",
        "attestat-replica",
        "attestat-store",
        "attestat-vault",
        "attestat-wire",
        "attestat-wallet",
        "attestat-codes",
        "attestat-checking",
        "attestat-pages",
        "attestat-bundle",
        "attestat-web",
        "attestat-web-codes",
        "attestat-node",
        "attestat-cli",
    ];
    for package in packages {
        let known = dependencies(package);
        for (name, homes) in homes {
            let may = homes.contains(&package);
            assert!(may || !known.contains(name), "{package} must not be built from {name}");
        }
    }
}

/// The crates that a page will be built from, with the features that they are built with there.
const FOR_PAGES: [(&str, &[&str]); 12] = [
    ("attestat-ledger", &[]),
    ("attestat-words", &[]),
    ("attestat-credential", &[]),
    ("attestat-sheets", &["--no-default-features"]), // decision 0097
    ("attestat-rosters", &[]),
    ("attestat-wallet", &[]),
    ("attestat-codes", &[]),
    ("attestat-checking", &[]),
    ("attestat-replica", &[]),
    ("attestat-pages", &[]),
    // The modules themselves: what they are built from is all that a browser runs.
    ("attestat-web", &[]),
    ("attestat-web-codes", &[]),
];
const WASM: &str = "wasm32-unknown-unknown";

/// A module without exports has its code dropped, and the imports of that code with it: so the libraries are looked at, too.
/// With its readers of workbooks `attestat-sheets` fails here.
#[test]
fn no_library_of_a_page_imports_from_it() {
    const IMPORTERS: [&str; 5] = ["wasm-bindgen", "js-sys", "web-sys", "web-time", "getrandom"];
    for (package, features) in FOR_PAGES {
        let found = libraries_on_wasm(package, features);
        assert!(found.len() > 3, "{package}: {found:?}");
        let importers: Vec<_> = IMPORTERS.into_iter().filter(|name| found.contains(*name)).collect();
        assert!(importers.is_empty(), "{package} is built from {importers:?} on {WASM}");
    }
}

/// Brings what cargo wants to have at hand for wasm32 and a build for this machine does not need. Where it cannot be had,
/// the commands after it say so.
fn fetch_for_wasm() {
    static FETCHED: std::sync::OnceLock<()> = std::sync::OnceLock::new();
    FETCHED.get_or_init(|| {
        _ = cargo().args(["fetch", "--quiet", "--locked", "--target", WASM]).status();
    });
}

/// Names of the packages that a package is built from on wasm32.
fn libraries_on_wasm(package: &str, features: &[&str]) -> BTreeSet<String> {
    fetch_for_wasm();
    let tree = ["tree", "--offline", "--package", package, "--target", WASM, "--edges", "normal"];
    let output = cargo().args(tree).args(["--prefix", "none", "--format", "{p}"]).args(features).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// The heart builds where there is no operating system, and asks the outside for nothing.
#[test]
fn the_heart_builds_for_wasm32_without_imports() {
    let installed = Command::new("rustup").args(["target", "list", "--installed"]).output();
    let listed = |output: &std::process::Output| String::from_utf8_lossy(&output.stdout).contains(WASM);
    if !installed.as_ref().is_ok_and(listed) {
        let added = Command::new("rustup").args(["target", "add", WASM]).status();
        if !added.is_ok_and(|status| status.success()) {
            eprintln!("SKIPPED: the target {WASM} is not installed and `rustup target add` could not bring it");
            return;
        }
    }
    fetch_for_wasm();
    // Beside the other builds, so that only the first run takes long.
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(3).unwrap().join("wasm32-check");
    for (package, features) in FOR_PAGES {
        let built = cargo()
            .args([
                "rustc",
                "--offline",
                "--quiet",
                "--lib",
                "--crate-type",
                "cdylib",
                "--target",
                WASM,
                "--package",
                package,
            ])
            .arg("--target-dir")
            .arg(&folder)
            .args(features)
            .status()
            .unwrap();
        assert!(built.success(), "{package} builds for {WASM}");
        let module = folder.join(WASM).join("debug").join(package.replace('-', "_")).with_extension("wasm");
        let bytes = std::fs::read(module).unwrap();
        assert_eq!(imports(&bytes), 0, "{package} imports something");
    }
}

/// Number of entries in a WebAssembly module's import section (section 2 of the binary format).
fn imports(module: &[u8]) -> u64 {
    let mut rest = module.strip_prefix(b"\0asm\x01\0\0\0").unwrap();
    while let Some((section, after)) = rest.split_first() {
        let (length, after) = leb128(after);
        let (body, after) = after.split_at(usize::try_from(length).unwrap());
        if *section == 2 {
            return leb128(body).0;
        }
        rest = after;
    }
    0
}

fn leb128(bytes: &[u8]) -> (u64, &[u8]) {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return (value, bytes.split_at(at + 1).1);
        }
    }
    panic!("a number that does not end");
}
