//! Tells the demo: each step, its command, and the command's answer.

use attestat_tests::programs::{Said, attestat};
use std::cell::Cell;
use std::path::{Path, PathBuf};

/// Lines of a command's answer that are shown; the rest is counted.
const LINES_SHOWN: usize = 24;

/// Options that name the family's wallet and the file that opens it: told once, and not at every command.
const UNSHOWN: [&str; 3] = ["--wallet", "--child", "--passphrase-file"];

/// Prints the story and runs its commands.
pub(crate) struct Story {
    folder: PathBuf,
    chapters: Cell<usize>,
}

#[expect(clippy::print_stdout, reason = "the demo's output is its story")]
impl Story {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), chapters: Cell::new(0) }
    }

    /// A sentence.
    pub(crate) fn say(&self, sentence: &str) {
        println!("\n{sentence}");
    }

    /// A new chapter.
    pub(crate) fn chapter(&self, title: &str) {
        self.chapters.set(self.chapters.get() + 1);
        println!("\n── {}. {title}", self.chapters.get());
    }

    /// Shows a command without running it.
    pub(crate) fn shows(&self, program: &str, arguments: &[&str]) {
        let quoted = |word: String| if word.contains(' ') { format!("\"{word}\"") } else { word };
        let mut words: Vec<String> = Vec::new();
        let mut rest = arguments.iter();
        while let Some(word) = rest.next() {
            if UNSHOWN.contains(word) {
                rest.next();
            } else {
                words.push(quoted(self.short(word)));
            }
        }
        println!("   $ {program} {}", words.join(" "));
    }

    /// Runs `attestat`, shows what it says and insists on its exit code.
    pub(crate) fn attestat(&self, arguments: &[&str], code: i32) -> anyhow::Result<Said> {
        self.shows("attestat", arguments);
        let said = attestat(arguments)?.expect_code(code)?;
        let answer = if said.stdout.trim().is_empty() { &said.stderr } else { &said.stdout };
        let lines: Vec<&str> = answer.lines().collect();
        for line in lines.iter().take(LINES_SHOWN) {
            println!("     {}", self.short(line));
        }
        if lines.len() > LINES_SHOWN {
            println!("     … and {} lines more", lines.len() - LINES_SHOWN);
        }
        if code != 0 {
            println!("     (exit code {code})");
        }
        Ok(said)
    }

    /// Runs `attestat` without showing anything.
    pub(crate) fn attestat_quietly(&self, arguments: &[&str], code: i32) -> anyhow::Result<Said> {
        attestat(arguments)?.expect_code(code)
    }

    /// Shortens a text: without the folder that the demo works in, and with short fingerprints.
    fn short(&self, text: &str) -> String {
        let folder = format!("{}/", self.folder.display());
        let root = format!("{}/", Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("")).display());
        short_pins(&text.replace(&folder, "").replace(&root, ""))
    }
}

/// Fingerprints of keys by their first eight digits; a reader compares none of them here.
fn short_pins(text: &str) -> String {
    let mut parts = text.split("#sha256:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| match (part.get(..8), part.get(64..)) {
        (Some(digits), Some(rest)) => format!("{text}#sha256:{digits}…{rest}"),
        _ => format!("{text}#sha256:{part}"),
    })
}
