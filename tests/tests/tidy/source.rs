//! Source files as the tests of the house read them: without comments, texts and tests.

use std::path::{Path, PathBuf};

/// One source file of a crate.
pub(crate) struct Source {
    /// Path from the root of the repository, with `/`.
    pub(crate) path: String,
    /// Module path within its crate: `["office", "issue"]`; empty for the crate's root, `["main"]` for a binary beside a
    /// library.
    pub(crate) module: Vec<String>,
    /// The whole text.
    pub(crate) text: String,
    /// The text without comments, texts and inline tests; lines are where they were.
    pub(crate) code: String,
}

/// Root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Folders of the packages whose source is looked at.
pub(crate) fn packages() -> Vec<String> {
    let mut packages: Vec<_> = std::fs::read_dir(root().join("crates"))
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| format!("crates/{}", entry.file_name().into_string().unwrap()))
        .collect();
    packages.extend(["cli".to_owned(), "node".to_owned()]);
    packages.sort();
    packages
}

/// All files below a folder whose names end with one of `endings`, as paths from the root of the repository.
pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                if !["target", ".git", "node_modules"].contains(&name) {
                    waiting.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// Text of a file of the repository.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Source files of a package that are in the product: no tests, nothing that only tests use.
pub(crate) fn sources(package: &str) -> Vec<Source> {
    let folder = format!("{package}/src/");
    let has_library = root().join(&folder).join("lib.rs").exists();
    let mut sources: Vec<_> = files(&folder, &[".rs"])
        .into_iter()
        .map(|path| {
            let text = read(&path);
            let inner = path.strip_prefix(&folder).unwrap().strip_suffix(".rs").unwrap();
            let mut module: Vec<_> = inner.split('/').map(str::to_owned).collect();
            // A binary beside a library is a crate of its own: no `crate::` of the library leads into it.
            if inner == "lib" || (inner == "main" && !has_library) {
                module.clear();
            }
            let code = without_texts(before_tests(&text));
            Source { path, module, text, code }
        })
        .collect();
    let tests: Vec<Vec<String>> = sources.iter().flat_map(test_modules).collect();
    sources.retain(|source| !tests.iter().any(|test| source.module.starts_with(test)));
    sources
}

/// Modules that a file declares for its tests only.
fn test_modules(source: &Source) -> Vec<Vec<String>> {
    let mut declared = Vec::new();
    let mut for_tests = false;
    for line in source.text.lines().map(str::trim) {
        let name = line.strip_suffix(';').and_then(|line| line.split_once("mod ")).map(|(_, name)| name);
        if let (Some(name), true) = (name, for_tests) {
            declared.push(source.module.iter().cloned().chain([name.to_owned()]).collect());
        }
        for_tests = line == "#[cfg(test)]" || (for_tests && line.starts_with("#["));
    }
    declared
}

/// The part of a file that stands before its inline tests; they stand last.
pub(crate) fn before_tests(text: &str) -> &str {
    let inline = text.find("#[cfg(test)]\nmod tests {");
    text.get(..inline.unwrap_or(text.len())).unwrap()
}

/// Source text with the contents of comments and literals taken out; every line stays where it was.
pub(crate) fn without_texts(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = literal(rest, code.chars().next_back());
        if taken == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.extend(std::iter::repeat_n('\n', rest[..taken].matches('\n').count()));
            code.push(' ');
            rest = &rest[taken..];
        }
    }
    code
}

/// Length of the comment or literal with which `rest` begins; 0 if it begins with neither.
fn literal(rest: &str, before: Option<char>) -> usize {
    let until = |end: &str, from: usize| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return until("*/", 2);
    }
    let in_a_word = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    if !in_a_word && (rest.starts_with("r\"") || rest.starts_with("r#") || rest.starts_with("br")) {
        let start = rest.find('r').unwrap() + 1;
        let hashes = rest[start..].chars().take_while(|&letter| letter == '#').count();
        if rest[start + hashes..].starts_with('"') {
            return until(&format!("\"{}", "#".repeat(hashes)), start + hashes + 1);
        }
    }
    if rest.starts_with('"') {
        return quoted(rest, '"');
    }
    // A lifetime has no second quote behind one letter; a character has.
    if rest.starts_with('\'') {
        let mut letters = rest.chars().skip(1);
        let (one, two) = (letters.next(), letters.next());
        if one == Some('\\') || two == Some('\'') {
            return quoted(rest, '\'');
        }
    }
    0
}

/// Length of a literal in quotes, with its escapes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at + letter.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}
