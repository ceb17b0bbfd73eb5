//! The commands that the programs print, for a test that each works as typed. The node's tests read this file as well.

use std::path::{Path, PathBuf};

/// Ends of a command in a text: the quotes around it, a mark of prose behind it, or the end of the line. A text that is
/// put in is `{…}`.
const ENDS: [&str; 14] = ["`", "\"", "\\n", "\n", ")", ";", ". ", ", ", ": ", "  ", "…", "|", " > ", " — "];
/// Words that stand for a value in the texts, and a value for each.
const STANDS_FOR: [(&str, &str); 7] = [
    ("K", "3"),
    ("{hash}", HASH),
    ("HASH", HASH),
    ("ХЕШ", HASH),
    ("H", HASH),
    ("NODE", "https://node.example:7400"),
    ("УЗЕЛ", "https://node.example:7400"),
];
const HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A command as it is printed, with the file that prints it.
pub(crate) struct Printed {
    pub(crate) file: PathBuf,
    pub(crate) words: Vec<String>,
}

/// Fails where a printed command of a program does not work as typed. A command that is only named, such as
/// `attestat verify` or `attestat roster add --quorum`, need not.
pub(crate) fn assert_all_work(program: &clap::Command) {
    let all = of(program.get_name());
    assert!(all.len() > 20, "{} commands are printed", all.len());
    let faults: Vec<String> = all
        .iter()
        .filter(|printed| !is_only_named(program, &printed.words))
        .filter_map(|Printed { file, words }| {
            let tried = program.clone().try_get_matches_from(words);
            Some(format!("{}: {}\n    {}", file.display(), words.join(" "), tried.err()?))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn is_only_named(program: &clap::Command, words: &[String]) -> bool {
    // The subject of a node's certificate.
    if words.join(" ") == "attestat node" {
        return true;
    }
    let mut command = program;
    for word in &words[1..] {
        match command.find_subcommand(word) {
            Some(found) => command = found,
            None => return word.starts_with("--") && words.last() == Some(word),
        }
    }
    true
}

/// Every command of a program that stands in a text of the sources.
fn of(program: &str) -> Vec<Printed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for folder in ["cli/src", "node/src", "crates"] {
        sources(&root.join(folder), &mut files);
    }
    let mut printed = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let text = if file.extension().is_some_and(|ending| ending == "ftl") { messages(&text) } else { texts(&text) };
        printed.extend(commands(&text, program).map(|words| Printed { file: file.clone(), words }));
    }
    printed
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["tests", "benches", "target"].contains(&name.as_str()) {
            sources(&path, files);
        } else if name.ends_with(".ftl")
            || (name.ends_with(".rs") && !["tests.rs", "printed.rs"].contains(&name.as_str()))
        {
            files.push(path);
        }
    }
}

/// A catalogue without comments, with the values that are put in as `{…}`.
fn messages(catalogue: &str) -> String {
    let lines = catalogue.lines().filter(|line| !line.starts_with('#'));
    let plain = |line: &str| line.replace("{ SHELL($", "{").replace(") }", "}").replace("{ $", "{").replace(" }", "}");
    lines.map(|line| plain(line) + "\n").collect()
}

/// A source without comments and tests, its broken texts joined.
fn texts(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut joined = String::new();
    for line in lines {
        let line = if joined.ends_with('\\') { line.trim_start() } else { line };
        if joined.ends_with('\\') {
            joined.pop();
        }
        joined.push_str(line);
        if !line.ends_with('\\') {
            joined.push('\n');
        }
    }
    joined
}

fn commands<'a>(text: &'a str, program: &'a str) -> impl Iterator<Item = Vec<String>> + 'a {
    text.match_indices(program).filter_map(move |(at, _)| {
        let before = text[..at].chars().next_back();
        let rest = text[at + program.len()..].strip_prefix(' ')?;
        let is_word = |letter: char| letter.is_alphanumeric() || ".-/_".contains(letter);
        // In prose a word follows that is no command: "an attestat file".
        let is_command = rest.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '-');
        if before.is_some_and(is_word) || !is_command {
            return None;
        }
        let end = ENDS.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
        Some(core::iter::once(program.to_owned()).chain(rest[..end].split_whitespace().map(word)).collect())
    })
}

/// A word of a command, with a value if it stands for one.
fn word(word: &str) -> String {
    let word = word.trim_matches('\'').trim_end_matches('.');
    if let Some((_, value)) = STANDS_FOR.iter().find(|(stands, _)| *stands == word) {
        return (*value).to_owned();
    }
    match (word.find('{'), word.rfind('}')) {
        (Some(0), Some(end)) => format!("7{}", &word[end + 1..]),
        // An option that is put in where it is needed.
        (Some(begin), Some(_)) if !word.starts_with('-') => word[..begin].to_owned(),
        _ => word.replace("ID", "7").replace("НОМЕР", "7"),
    }
}
