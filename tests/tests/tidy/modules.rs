//! Imports between the files of a crate.

use super::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// Arrows between the files of one crate, by their places in `sources`.
pub(crate) struct Imports<'a> {
    sources: &'a [Source],
    by_module: BTreeMap<&'a [String], usize>,
    arrows: Vec<BTreeSet<usize>>,
}

impl<'a> Imports<'a> {
    /// Reads the imports and paths of all files of a crate.
    pub(crate) fn of(sources: &'a [Source]) -> Self {
        let by_module = sources.iter().enumerate().map(|(at, source)| (source.module.as_slice(), at)).collect();
        let mut imports = Self { sources, by_module, arrows: Vec::new() };
        imports.arrows = sources.iter().enumerate().map(|(at, source)| imports.taken(at, source)).collect();
        imports
    }

    /// Files from which the file `at` takes something.
    fn taken(&self, at: usize, source: &Source) -> BTreeSet<usize> {
        let paths = paths(source);
        let others = paths.iter().filter_map(|path| self.defining(path, 0)).filter(|&from| from != at);
        // A module is made of its children, and they may take what it declares.
        others
            .filter(|&from| !self.sources[from].module.starts_with(&source.module) || source.module.is_empty())
            .collect()
    }

    /// File that defines what a path within the crate names; names that are handed on are followed.
    fn defining(&self, path: &[String], depth: usize) -> Option<usize> {
        let known =
            (1..=path.len()).rev().find_map(|length| self.by_module.get(&path[..length]).map(|&at| (length, at)));
        let (length, at) = known.or_else(|| self.by_module.get([].as_slice()).map(|&at| (0, at)))?;
        let source = self.sources.get(at)?;
        let name = path.get(length)?;
        if depth < 4
            && let Some(handed_on) = handed_on(source, name)
        {
            return self.defining(&handed_on, depth + 1);
        }
        Some(at)
    }

    /// Groups of two files or more that import each other in a loop, by their paths.
    pub(crate) fn circles(&self) -> Vec<Vec<&'a str>> {
        let reach: Vec<_> = (0..self.sources.len()).map(|at| self.reachable(at)).collect();
        let mut circles = Vec::new();
        let mut seen = BTreeSet::new();
        for at in 0..self.sources.len() {
            if !reach[at].contains(&at) || !seen.insert(at) {
                continue;
            }
            let members: Vec<_> = reach[at].iter().copied().filter(|&other| reach[other].contains(&at)).collect();
            seen.extend(members.iter().copied());
            if members.len() > 1 {
                circles.push(members.iter().map(|&member| self.sources[member].path.as_str()).collect());
            }
        }
        circles
    }

    fn reachable(&self, from: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<_> = self.arrows[from].iter().copied().collect();
        while let Some(at) = waiting.pop() {
            if reached.insert(at) {
                waiting.extend(self.arrows[at].iter().copied());
            }
        }
        reached
    }

    /// Every arrow as two paths of files.
    pub(crate) fn arrows(&self) -> impl Iterator<Item = (&'a Source, &'a Source)> + '_ {
        let pairs = self.arrows.iter().enumerate().flat_map(|(from, to)| to.iter().map(move |&to| (from, to)));
        pairs.map(|(from, to)| (&self.sources[from], &self.sources[to]))
    }
}

/// Path in the same crate from which a module hands a name on (`pub use`).
fn handed_on(source: &Source, name: &str) -> Option<Vec<String>> {
    let exported = statements(&source.code).filter(|(is_public, _)| *is_public);
    exported.flat_map(|(_, tree)| expanded(&tree)).find_map(|path| {
        let (path, known_as) = path.split_once(" as ").map_or((path.as_str(), None), |(path, name)| (path, Some(name)));
        let segments: Vec<_> = path.split("::").map(str::to_owned).collect();
        let last = known_as.or(segments.last().map(String::as_str))?;
        (last == name).then(|| absolute(source, &segments)).flatten()
    })
}

/// All paths of a file that begin within its crate, from the crate's root.
fn paths(source: &Source) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (_, tree) in statements(&source.code) {
        for path in expanded(&tree) {
            let path = path.split(" as ").next().unwrap().to_owned();
            let segments: Vec<_> = path.split("::").map(str::to_owned).collect();
            found.extend(absolute(source, &segments));
        }
    }
    let children = declared(&source.code);
    let letters = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    for word in source.code.split(|letter: char| !letters(letter)) {
        let segments: Vec<_> = word.split("::").map(str::to_owned).collect();
        let first = segments.first().map_or("", String::as_str);
        let is_child = segments.len() > 1 && children.contains(first);
        if ["crate", "super", "self"].contains(&first) || is_child {
            found.extend(absolute(source, &segments));
        }
    }
    found
}

/// Modules that a file declares.
fn declared(code: &str) -> BTreeSet<String> {
    let named = code.lines().filter_map(|line| line.trim().strip_suffix(';')?.split_once("mod "));
    named.map(|(_, name)| name.to_owned()).collect()
}

/// A path as it is written in a file, from the root of its crate; none if it leads into another crate.
fn absolute(source: &Source, segments: &[String]) -> Option<Vec<String>> {
    let mut path = match segments.first()?.as_str() {
        "crate" => Vec::new(),
        "self" => source.module.clone(),
        "super" => source.module[..source.module.len().checked_sub(1)?].to_vec(),
        first if declared(&source.code).contains(first) => {
            let mut path = source.module.clone();
            path.push(first.to_owned());
            path
        }
        _ => return None,
    };
    for segment in segments.iter().skip(1) {
        match segment.as_str() {
            "super" => drop(path.pop()?),
            "self" | "*" | "" => {}
            other => path.push(other.to_owned()),
        }
    }
    Some(path)
}

/// The `use` statements of a file: whether they hand names on, and their trees without blanks.
fn statements(code: &str) -> impl Iterator<Item = (bool, String)> + '_ {
    code.match_indices("use ").filter_map(|(at, _)| {
        let line = code[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = code[line..at].trim();
        if !(before.is_empty() || before.starts_with("pub")) {
            return None;
        }
        let tree = &code[at + 4..at + code[at..].find(';')?];
        let tree = tree.split_whitespace().collect::<Vec<_>>().join(" ").replace(", ", ",").replace("{ ", "{");
        Some((!before.is_empty(), tree.replace(" }", "}")))
    })
}

/// Every path of a tree of a `use` statement.
fn expanded(tree: &str) -> Vec<String> {
    let Some((prefix, rest)) = tree.split_once('{') else {
        return vec![tree.trim().to_owned()];
    };
    let inner = rest.strip_suffix('}').unwrap_or(rest);
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, letter) in inner.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    let full = parts.iter().filter(|part| !part.trim().is_empty()).map(|part| format!("{prefix}{}", part.trim()));
    full.flat_map(|path| expanded(&path)).collect()
}
