//! Pages of the documentation as sessions: every command in them is run, in order, as a reader would.
//!
//! - A block ```` ```sh ```` holds commands, one a line (`\` at its end goes on), run by `sh` in one folder in
//!   which the repository's `examples/` stands. Each ends with 0; `<!-- exit 20 -->` before the block says
//!   otherwise of its last command.
//! - A block ```` ```text ```` right behind one shows what it printed, line by line; a line `…` stands for any
//!   others. Hashes, groups of five digits, days, times and the numbers in file
//!   names are compared by their shape.
//! - `attestat-node run` goes on in the background until `<!-- stop the node -->` or the page's end; the
//!   page goes on when the node may write. `make` is run in the repository.
//! - HASH is the hash that was printed last, ID the number of the first document in `issued`; a test may
//!   give more words, and act where `<!-- scene: … -->` stands.
//! - `<!-- not run: … -->` before a block says why it is not run.

use crate::programs::{Said, program};
use crate::school::free_port;
use anyhow::{Context as _, bail, ensure};
use attestat_words::english::english_words_of_screen;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Address at which pages say that a node listens.
const PAGE_PORT: &str = "127.0.0.1:7400";
/// The locale of a reader of English.
const ENGLISH: &str = "C.UTF-8";
/// Time that a started node may take until it may write.
const NODE_PATIENCE: Duration = Duration::from_secs(30);

/// One part of a page, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Commands, and the exit code of the last one.
    Commands(Vec<String>, i32),
    /// Output of the commands before.
    Printed(Vec<String>),
    /// The end of the node that runs.
    Stop,
    /// An act of the test.
    Scene(String),
    /// Commands that are not run, and the reason.
    NotRun(String),
}

/// The repository's folder.
pub fn repository() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// A page of the repository.
pub fn read(path: &str) -> anyhow::Result<String> {
    std::fs::read_to_string(repository().join(path)).with_context(|| path.to_owned())
}

/// Takes a page apart. A block in a language that nobody runs or compares is an error.
pub fn parts(page: &str) -> anyhow::Result<Vec<Part>> {
    let (mut parts, mut exit, mut not_run) = (Vec::new(), 0, None);
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(mark) = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")) {
            match mark.split_once(' ') {
                Some(("exit", code)) => exit = code.parse().with_context(|| line.to_owned())?,
                Some(("stop", "the node")) => parts.push(Part::Stop),
                Some(("scene:", scene)) => parts.push(Part::Scene(scene.to_owned())),
                Some(("not", why)) => not_run = Some(why.trim_start_matches("run: ").to_owned()),
                _ => bail!("nobody knows the mark {line:?}"),
            }
        }
        let Some(language) = line.trim_start().strip_prefix("```") else { continue };
        let block: Vec<String> =
            lines.by_ref().take_while(|line| !line.trim_start().starts_with("```")).map(str::to_owned).collect();
        match (language, not_run.take()) {
            ("sh", Some(why)) => parts.push(Part::NotRun(why)),
            ("sh", None) => parts.push(Part::Commands(joined(&block), std::mem::take(&mut exit))),
            ("text" | "toml" | "ini", _) if !matches!(parts.last(), Some(Part::Commands(..))) => {}
            ("text", _) => parts.push(Part::Printed(block)),
            ("toml" | "ini", _) => {}
            (other, _) => bail!("a block in {other:?} is neither run nor compared: write sh or text"),
        }
    }
    Ok(parts)
}

/// Lines that end in `\` with the next one, and no empty ones.
fn joined(block: &[String]) -> Vec<String> {
    let text = block.join("\n").replace("\\\n", " ");
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Commands that a page names in passing, between back quotes.
pub fn named(page: &str) -> Vec<String> {
    let prose = page.split("```").step_by(2);
    let spans = prose.flat_map(|text| text.split('`').skip(1).step_by(2));
    let is_command = |span: &String| ["attestat ", "attestat-node ", "make "].iter().any(|head| span.starts_with(head));
    spans.map(|span| span.split_whitespace().collect::<Vec<_>>().join(" ")).filter(is_command).collect()
}

/// Checks that a command named in passing exists, as far as its words are lower-case.
pub fn exists(command: &str) -> anyhow::Result<()> {
    let is_plain = |word: &&str| word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
    let mut words: Vec<&str> =
        command.split(' ').take_while(is_plain).take_while(|word| !word.starts_with('-')).collect();
    let (tail, folder) =
        if words.first() == Some(&"make") { ("--dry-run", repository()) } else { ("--help", PathBuf::from(".")) };
    loop {
        let [name, arguments @ ..] = words.as_slice() else { bail!("there is no command in {command:?}") };
        let path = if *name == "make" { PathBuf::from("make") } else { program(name)? };
        let output = Command::new(path).args(arguments).arg(tail).current_dir(&folder).output()?;
        // A lower-case word behind the command may be a value, such as a folder.
        if output.status.success() && (!arguments.is_empty() || words.len() == 1) {
            return Ok(());
        }
        ensure!(words.len() > 2, "{command:?} does not exist:\n{}", String::from_utf8_lossy(&output.stderr));
        words.pop();
    }
}

/// A reader at work: a folder, a shell's surroundings, and the node that runs.
pub struct Reader {
    folder: tempfile::TempDir,
    port: u16,
    words: Vec<(String, String)>,
    node: Option<Child>,
    printed: String,
    russian: Option<Russian>,
}

/// Looks at the screens of a reader whose locale is Russian.
struct Russian {
    /// Words that commands said, and names in documents: a screen may say them again.
    given: BTreeSet<String>,
    /// English words on screens, each with its command and its line.
    english: Vec<String>,
}

impl Russian {
    /// Words that stand on screens as they are in documents of the tests.
    const NAMES: [&str; 2] = ["School", "issued"];

    /// Keeps the English words of a screen. JSON, scripts and files are for programs.
    fn look(&mut self, command: &str, said: &Said) {
        self.given.extend(command.split(|letter: char| !letter.is_ascii_alphanumeric()).map(str::to_owned));
        if !command.starts_with("attestat ") && !command.starts_with("attestat-node ") {
            return;
        }
        let is_for_programs = ["--json", "completions", "| ", "> "].iter().any(|mark| command.contains(mark));
        let stdout = if is_for_programs { "" } else { &said.stdout };
        for line in stdout.lines().chain(said.stderr.lines()) {
            let mut words = english_words_of_screen(without_commands(line));
            words.retain(|word| !self.given.contains(word) && !Self::NAMES.contains(&word.as_str()));
            if !words.is_empty() {
                self.english.push(format!("{command}\n    {line}\n    {}", words.join(", ")));
            }
        }
    }
}

/// The line up to a command that it tells to type.
fn without_commands(line: &str) -> &str {
    let ends = ["attestat ", "attestat-node "].iter().filter_map(|program| line.find(program)).min();
    line.get(..ends.unwrap_or(line.len())).unwrap_or(line)
}

impl Reader {
    /// Passphrase that the reader types where a wallet asks for it.
    pub const PASSPHRASE: &str = "five sample words for reading";

    /// A reader in a fresh folder beside the examples.
    pub fn new() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        std::os::unix::fs::symlink(repository().join("examples"), folder.path().join("examples"))?;
        Ok(Self { folder, port: free_port()?, words: Vec::new(), node: None, printed: String::new(), russian: None })
    }

    /// A reader whose locale is Russian. What pages show is in English, so it is not compared; instead every English word
    /// on a screen is kept for [`Reader::english`].
    pub fn russian() -> anyhow::Result<Self> {
        let mut reader = Self::new()?;
        // The school's records name who acted by the account.
        let account = Command::new("id").arg("-un").output()?;
        let given = String::from_utf8_lossy(&account.stdout).trim().to_owned();
        reader.russian = Some(Russian { given: BTreeSet::from([given]), english: Vec::new() });
        Ok(reader)
    }

    /// English words on screens that should have been in Russian, a line for each command that printed any.
    pub fn english(&self) -> &[String] {
        self.russian.as_ref().map(|russian| russian.english.as_slice()).unwrap_or_default()
    }

    /// A path in the reader's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Address at which the reader's own node listens.
    pub fn url(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }

    /// Sets the value of a word of the pages.
    pub fn means(&mut self, word: &str, value: &str) {
        self.words.retain(|(known, _)| known != word);
        self.words.push((word.to_owned(), value.to_owned()));
    }

    /// Follows a page from its beginning to its end; `scene` acts where the page says so.
    pub fn follow(
        &mut self,
        page: &str,
        scene: &mut dyn FnMut(&mut Self, &str) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        for part in parts(page)? {
            match part {
                Part::Commands(commands, exit) => self.run_all(&commands, exit)?,
                Part::Printed(lines) if self.russian.is_none() => compare(&lines, &self.printed)?,
                Part::Printed(_) => {}
                Part::Stop => self.stop()?,
                Part::Scene(name) => scene(self, &name).with_context(|| name.clone())?,
                Part::NotRun(_) => {}
            }
        }
        self.stop()
    }

    fn run_all(&mut self, commands: &[String], exit: i32) -> anyhow::Result<()> {
        self.printed.clear();
        for (at, command) in commands.iter().enumerate() {
            let expected = if at + 1 == commands.len() { exit } else { 0 };
            let meant = self.meant(command);
            // What make prints is for whoever builds, and another test has run it.
            if self.russian.is_some() && meant.starts_with("make ") {
                continue;
            }
            if let Some(arguments) = meant.strip_prefix("attestat-node run ") {
                self.start(arguments).with_context(|| command.clone())?;
                continue;
            }
            let said = self.run(&meant)?.expect_code(expected).with_context(|| command.clone())?;
            if let Some(russian) = &mut self.russian {
                russian.look(&meant, &said);
            }
            self.printed.push_str(&said.stdout.replace(&format!("127.0.0.1:{}", self.port), PAGE_PORT));
            self.learn();
        }
        Ok(())
    }

    /// Returns the command with the values of its words.
    fn meant(&self, command: &str) -> String {
        let mut meant = self.words.iter().fold(command.to_owned(), |text, (word, value)| text.replace(word, value));
        if meant.starts_with("attestat-node init ") {
            meant.push_str(&format!(" --listen {PAGE_PORT}"));
        }
        meant.replace(PAGE_PORT, &format!("127.0.0.1:{}", self.port))
    }

    /// A command line in the reader's folder, with the programs under test in its `PATH`.
    fn run(&self, line: &str) -> anyhow::Result<Said> {
        self.run_in(if self.russian.is_some() { "ru_RU.UTF-8" } else { ENGLISH }, line)
    }

    fn run_in(&self, locale: &str, line: &str) -> anyhow::Result<Said> {
        let programs = program("attestat")?.parent().context("a folder")?.to_owned();
        program("attestat-node")?;
        let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
        let is_make = line.starts_with("make ");
        // In another profile than the everyday one, only what make would do: the rest would be built anew.
        let tail = if is_make && cfg!(not(debug_assertions)) { " --dry-run" } else { "" };
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{line}{tail}")]).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("PATH", path).env("NO_COLOR", "1").env("XDG_DATA_HOME", self.path("data"));
        command.env("ATTESTAT_PASSPHRASE", Self::PASSPHRASE).env_remove("ATTESTAT_NODE");
        // By LANG: of a locale that a machine lacks some shells warn where LC_ALL names it.
        command.env("LANG", locale).env_remove("LC_ALL").env_remove("LC_MESSAGES");
        if is_make {
            // The same build that this test belongs to.
            command.current_dir(repository()).env("CARGO_TARGET_DIR", programs.parent().context("a folder")?);
            // Cargo tells a test its manifest's folder; a build that is told of it builds ring once more, and all
            // that rests on it.
            ["MAKEFLAGS", "MFLAGS", "MAKELEVEL", "CARGO_MANIFEST_DIR"]
                .iter()
                .for_each(|name| _ = command.env_remove(name));
        }
        Ok(command.output().with_context(|| line.to_owned())?.into())
    }

    /// Learns the words that a reader would copy from what was printed.
    fn learn(&mut self) {
        let is_hash = |word: &&str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(hash) = self.printed.split_whitespace().rfind(is_hash).map(str::to_owned) {
            self.means("HASH", &hash);
        }
        let files = std::fs::read_dir(self.path("issued")).into_iter().flatten().flatten();
        let mut names: Vec<String> = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        let id = names.first().and_then(|name| name.strip_suffix(".attestat")?.rsplit('-').next());
        if let Some(id) = id.map(str::to_owned)
            && !self.words.iter().any(|(word, _)| word == "ID")
        {
            self.means("ID", &id);
        }
    }

    /// Starts the reader's node and waits until its registry may write.
    fn start(&mut self, arguments: &str) -> anyhow::Result<()> {
        ensure!(self.node.is_none(), "a node runs already");
        let log = std::fs::File::options().create(true).append(true).open(self.path("node.log"))?;
        let mut command = Command::new(program("attestat-node")?);
        command.arg("run").args(arguments.split_whitespace()).current_dir(self.folder.path());
        self.node = Some(command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?);
        let patience = Instant::now() + NODE_PATIENCE;
        // Its log may be written also where its vault waits for a decision, which is amber.
        while !self.run_in(ENGLISH, &format!("attestat status-of {}", self.url()))?.stdout.contains("  own  ") {
            let log = || std::fs::read_to_string(self.path("node.log")).unwrap_or_default();
            ensure!(Instant::now() < patience, "the node may not write:\n{}", log());
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// Stops the reader's node as Ctrl-C would.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        let Some(mut node) = self.node.take() else { return Ok(()) };
        rustix::process::kill_process(rustix::process::Pid::from_child(&node), rustix::process::Signal::INT)?;
        ensure!(node.wait()?.success(), "the node did not stop in order");
        Ok(())
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(node) = &mut self.node {
            let _ = node.kill();
            let _ = node.wait();
        }
    }
}

/// Finds the lines of a page in what was printed, in their order; `…` skips lines.
fn compare(page: &[String], printed: &str) -> anyhow::Result<()> {
    let printed: Vec<String> = printed.lines().map(shape).filter(|line| !line.is_empty()).collect();
    let (mut at, mut skips) = (0, true);
    for line in page.iter().map(|line| shape(line)).filter(|line| !line.is_empty()) {
        if line == "…" {
            skips = true;
            continue;
        }
        let rest = printed.get(at..).unwrap_or_default();
        let found = rest.iter().position(|candidate| *candidate == line).filter(|skipped| skips || *skipped == 0);
        let Some(skipped) = found else { bail!("the page shows\n  {line}\nand printed was\n  {}", rest.join("\n  ")) };
        (at, skips) = (at + skipped + 1, false);
    }
    Ok(())
}

/// A line by its words, without what differs from run to run.
fn shape(line: &str) -> String {
    line.split_whitespace().map(shape_of_word).collect::<Vec<_>>().join(" ")
}

fn shape_of_word(word: &str) -> String {
    let bare = word.trim_end_matches(['.', ',']);
    let is_made_of = |form: &str| {
        bare.len() == form.len()
            && bare
                .bytes()
                .zip(form.bytes())
                .all(|(byte, of)| if of == b'9' { byte.is_ascii_digit() } else { byte == of })
    };
    if bare.len() == 64 && bare.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return "HASH".to_owned();
    }
    if is_made_of("99999") {
        return "DIGITS".to_owned();
    }
    if is_made_of("9999-99-99") || is_made_of("99:99") {
        return "TIME".to_owned();
    }
    match word.strip_suffix(".attestat").and_then(|name| name.rsplit_once('-')) {
        Some((kind, _)) => format!("{kind}-ID.attestat"),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_taken_apart_in_its_order() {
        let page = "a\n```sh\none \\\n  two\n# no\nthree\n```\n\n```text\nout\n```\n<!-- exit 10 -->\n```sh\nfour\n```\n\
                    <!-- stop the node -->\n<!-- not run: root -->\n```sh\nfive\n```\n```text\npicture\n```\n";
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let expected = [
            Part::Commands(words(&["one    two", "three"]), 0),
            Part::Printed(words(&["out"])),
            Part::Commands(words(&["four"]), 10),
            Part::Stop,
            Part::NotRun("root".to_owned()),
        ];
        assert_eq!(parts(page).unwrap(), expected);
        parts("```bash\nls\n```\n").unwrap_err();
        parts("<!-- sleep -->\n").unwrap_err();
    }

    #[test]
    fn what_was_printed_is_found_line_by_line() {
        let page = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let printed = "head\nGREEN  issued/achievement-7.attestat\nGREEN  x\n\n2 documents, 2026-11-21 20:20 UTC\n";
        for right in [
            "head",
            "GREEN x\n2 documents, 2021-01-01 00:00 UTC",
            "GREEN issued/achievement-99.attestat\n…\n2 documents, 2026-11-21 20:20 UTC",
        ] {
            compare(&page(right), printed).unwrap();
        }
        for wrong in ["heads", "head\nGREEN x", "GREEN x\n3 documents, 2021-01-01 00:00 UTC", "GREEN x\nhead"] {
            compare(&page(wrong), printed).unwrap_err();
        }
    }

    #[test]
    fn commands_named_in_passing_are_found() {
        let page = "`attestat verify FILE` and `make\ntest`\n```sh\n`attestat no`\n```\n`other`";
        assert_eq!(named(page), ["attestat verify FILE", "make test"]);
    }
}
