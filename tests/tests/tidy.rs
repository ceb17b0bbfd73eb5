//! The house guards itself: sizes, circles, storeys, names and references (docs/STYLE.md).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests fail loudly")]

#[path = "tidy/modules.rs"]
mod modules;
#[path = "tidy/source.rs"]
mod source;

use modules::Imports;
use source::{Source, files, packages, read, root, sources};
use std::collections::BTreeMap;

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;

/// Number of lines of a file before its inline tests.
fn lines(source: &Source) -> usize {
    source::before_tests(&source.text).lines().count()
}

fn all_sources() -> impl Iterator<Item = Source> {
    packages().into_iter().flat_map(|package| sources(&package))
}

/// Fails with the whole list, so that one run shows everything.
#[track_caller]
fn none(rule: &str, found: &[String]) {
    known(rule, found, 0);
}

/// The same where exceptions stand that are still to go: their number may fall and never rise, and whoever takes one away
/// lowers it here.
#[track_caller]
fn known(rule: &str, found: &[String], exceptions: usize) {
    let list = found.join("\n");
    assert_eq!(found.len(), exceptions, "{rule}; {exceptions} exceptions are known:\n{list}");
}

#[test]
fn files_are_short() {
    let long = all_sources().filter(|source| lines(source) > FILE_LINES_MAX);
    let found: Vec<_> = long.map(|source| format!("{}: {}", source.path, lines(&source))).collect();
    none("a file has at most 400 lines before its tests", &found);
}

#[test]
fn functions_are_short() {
    let found: Vec<_> = all_sources().flat_map(|source| long_functions(&source)).collect();
    none("a function has at most 70 lines", &found);
}

/// Functions of a file that are too long, with their lines.
fn long_functions(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in source.code.match_indices("fn ") {
        let rest = &source.code[at..];
        let Some(open) = rest.find(['{', ';']).filter(|&open| rest[open..].starts_with('{')) else {
            continue;
        };
        let mut depth = 0;
        let end = rest[open..].char_indices().find(|(_, letter)| {
            depth += i32::from(*letter == '{') - i32::from(*letter == '}');
            depth == 0
        });
        let lines = rest[..open + end.map_or(0, |(end, _)| end)].lines().count();
        if lines > FUNCTION_LINES_MAX {
            let name: String = rest[3..].chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect();
            found.push(format!("{}: {name} has {lines} lines", source.path));
        }
    }
    found
}

#[test]
fn no_crate_has_a_circle_of_modules() {
    let mut found = Vec::new();
    for package in packages() {
        let sources = sources(&package);
        found.extend(Imports::of(&sources).circles().iter().map(|circle| circle.join(" <-> ")));
    }
    none("files do not import each other in a loop", &found);
}

/// Rooms of the node from the ground up: a room takes from lower ones only.
const STOREYS: [&str; 8] = ["machine", "writer", "mirror", "node", "office", "service", "web", "operator"];

#[test]
fn storeys_of_the_node_look_down() {
    let sources = sources("node");
    let imports = Imports::of(&sources);
    let floor = |source: &Source| {
        let room = source.module.first()?;
        STOREYS.iter().position(|storey| storey == room)
    };
    let up =
        imports.arrows().filter(|(from, to)| matches!((floor(from), floor(to)), (Some(from), Some(to)) if from < to));
    let found: Vec<_> = up.map(|(from, to)| format!("{} -> {}", from.path, to.path)).collect();
    none("a storey takes nothing from a higher one", &found);
}

/// The one file below the services, with its children, that may know the protocol: it asks other nodes.
const SPEAKS: &str = "node/src/mirror/fetch";

#[test]
fn only_the_services_know_the_protocol() {
    let knows = |source: &Source| source.code.contains("tonic::") || source.code.contains("v1::");
    let is_below = |source: &Source| {
        let room = source.module.first();
        room.is_some_and(|room| ["machine", "writer", "mirror", "node", "office"].contains(&room.as_str()))
    };
    let found: Vec<_> = sources("node")
        .iter()
        .filter(|source| is_below(source) && knows(source) && !source.path.starts_with(SPEAKS))
        .map(|source| source.path.clone())
        .collect();
    none("below the services only mirror/fetch knows the protocol", &found);
}

#[test]
fn a_module_is_one_file_beside_its_folder() {
    let all = packages().into_iter().flat_map(|package| files(&package, &["/mod.rs", "mod.rs"]));
    let is_test_target = |path: &String| path.split('/').rev().nth(2) == Some("tests");
    let found: Vec<_> = all.filter(|path| path.ends_with("/mod.rs") && !is_test_target(path)).collect();
    none("a module x is x.rs, with its children in x/", &found);
}

#[test]
fn type_names_are_unique_within_a_crate() {
    let mut found = Vec::new();
    for package in packages() {
        let mut homes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for source in sources(&package) {
            for name in types(&source) {
                homes.entry(name).or_default().push(source.path.clone());
            }
        }
        let twice = homes.iter().filter(|(_, homes)| homes.len() > 1);
        found.extend(twice.map(|(name, homes)| format!("{package}: {name} in {}", homes.join(", "))));
    }
    none("a type's name is given once in a crate", &found);
}

/// Names of the types that a file defines at its outermost level.
fn types(source: &Source) -> Vec<String> {
    let mut names = Vec::new();
    for line in source.code.lines() {
        let mut words = line.split([' ', '<', '(', '{', ';', ':']).filter(|word| !word.is_empty());
        let first = words.next().filter(|_| !line.starts_with(' '));
        let kind = match first {
            Some("pub") => words.by_ref().find(|word| ["struct", "enum", "trait", "fn", "use", "mod"].contains(word)),
            other => other,
        };
        if let (Some("struct" | "enum" | "trait"), Some(name)) = (kind, words.next()) {
            names.push(name.to_owned());
        }
    }
    names
}

#[test]
fn documentation_begins_with_its_subject() {
    const OPENINGS: [&str; 9] = ["What", "Which", "Whose", "Whether", "How", "Who", "Whom", "Why", "Where"];
    let mut found = Vec::new();
    for source in all_sources() {
        let lines: Vec<&str> = source.text.lines().map(str::trim_start).collect();
        let is_doc = |at: usize| lines.get(at).is_some_and(|line| line.starts_with("///") || line.starts_with("//!"));
        for (at, line) in lines.iter().enumerate() {
            let text = line.strip_prefix("/// ").or_else(|| line.strip_prefix("//! "));
            let first = text.and_then(|text| text.split([' ', ',', '.', '\'', '’']).next());
            if (at > 0 && is_doc(at - 1)) || !first.is_some_and(|first| OPENINGS.contains(&first)) {
                continue;
            }
            // Help texts of the command line are for users, and end without a full stop.
            let last = (at..lines.len()).take_while(|at| is_doc(*at)).last().unwrap();
            if lines[last].ends_with(['.', ':', '|', '`']) {
                found.push(format!("{}:{}: {line}", source.path, at + 1));
            }
        }
    }
    none("a doc comment begins with its subject", &found);
}

#[test]
fn references_between_documents_lead_somewhere() {
    let mut found = Vec::new();
    for path in files(".", &[".md"]) {
        let text = read(&path);
        let folder = root().join(&path).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            if !file.is_empty() && !file.contains("://") && !folder.join(file).exists() {
                found.push(format!("{path}: {link}"));
            }
        }
    }
    let numbered = packages().into_iter().flat_map(|package| files(&package, &[".rs"]));
    let numbered = numbered.chain(files("tests", &[".rs"])).filter(|path| !path.ends_with("tests/tidy.rs"));
    found.extend(numbered.filter(|path| read(path).contains(&format!("rchitecture {}", '§'))));
    none("a reference names something that is in the repository", &found);
}

/// Crates that meet the outside: disk, network, randomness, the locale.
const IMPURE: [&str; 4] = ["store", "terminal", "vault", "wire"];
/// List of bans that every other crate is held to: clippy takes the first one on the way up.
const BANS: &str = "crates/clippy.toml";

#[test]
fn pure_crates_are_held_to_one_list_of_bans() {
    let own = files("crates", &["clippy.toml"]);
    let impure: Vec<_> = IMPURE.iter().map(|name| format!("crates/{name}/clippy.toml")).collect();
    let lacking = impure.iter().filter(|path| !own.contains(path)).map(|path| format!("{path} is missing"));
    let surplus = own.iter().filter(|path| *path != BANS && !impure.contains(path));
    let surplus = surplus.map(|path| format!("{path} takes its crate out of {BANS}"));
    none("a pure crate has no clippy.toml of its own", &lacking.chain(surplus).collect::<Vec<_>>());
    for banned in ["Instant::now", "SystemTime::now", "env::var", "thread::spawn", "fs::File", "TcpStream", "HashMap"] {
        assert!(read(BANS).contains(&format!("::{banned}\"")), "{BANS} bans {banned}");
    }
    assert!(read(BANS).contains("Verifier::verify\""), "{BANS} leaves `verify_strict` alone");
}

#[test]
fn tests_may_fail_loudly_by_the_same_lines_everywhere() {
    let lines = ["unwrap", "expect", "indexing-slicing", "print"].map(|what| format!("allow-{what}-in-tests = true"));
    let found: Vec<_> = files(".", &["clippy.toml"])
        .into_iter()
        .filter(|path| !lines.iter().all(|line| read(path).lines().any(|other| other == line)))
        .collect();
    known("each clippy.toml allows tests the same", &found, 1);
}

#[test]
fn paths_in_the_map_lead_somewhere() {
    const ROOTS: [&str; 7] = ["crates/", "node/", "cli/", "tests/", "docs/", "scripts/", "proto/"];
    let map = read("docs/ARCHITECTURE.md");
    for question in ["a sheet read", "a verdict made", "a sentence written", "a batch committed"] {
        let asked = format!("| Where is {question}? | `");
        assert!(map.contains(&asked), "the map answers where {question} is");
    }
    let named = map.split('`').skip(1).step_by(2).filter(|word| ROOTS.iter().any(|root| word.starts_with(root)));
    let found: Vec<_> = named.filter(|path| !root().join(path).exists()).map(str::to_owned).collect();
    none("a path in ARCHITECTURE is in the repository", &found);
}
