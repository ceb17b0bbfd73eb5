//! A family: one child's wallet in a folder, driven by the commands that a parent would type.

use crate::programs::Said;
use crate::school::School;
use crate::town::{Teller, text};
use anyhow::{Context as _, ensure};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Words of a recovery sheet.
const WORDS: usize = 24;

/// One child's wallet.
pub struct Family {
    /// Folder with everything that the family has: wallet, passphrase, letters, sheets.
    pub folder: PathBuf,
    child: String,
}

impl Family {
    /// Makes a wallet for `child` in `folder`; the recovery sheet lies beside it, as text.
    pub fn found(folder: &Path, child: &str, tell: &Teller<'_>) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let family = Self { folder: folder.to_owned(), child: child.to_owned() };
        write_secret(&family.passphrase(), "seven sample wallets sail south\n")?;
        let sheet = family.path("recovery-sheet.txt");
        family.wallet(&["new", "--yes", "--sheet", text(&sheet)?], 0, tell)?;
        Ok(family)
    }

    /// A path in the family's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Folder of the wallets.
    pub fn wallets(&self) -> PathBuf {
        self.path("wallets")
    }

    fn passphrase(&self) -> PathBuf {
        self.path("passphrase.txt")
    }

    /// Runs `attestat` with these arguments and the ones that name the wallet.
    pub fn attestat(&self, arguments: &[&str], code: i32, tell: &Teller<'_>) -> anyhow::Result<Said> {
        let (wallets, passphrase) = (self.wallets(), self.passphrase());
        let mut all = arguments.to_vec();
        all.extend(["--wallet", text(&wallets)?, "--child", &self.child, "--passphrase-file", text(&passphrase)?]);
        tell(&all, code)
    }

    /// `attestat wallet …`.
    pub fn wallet(&self, arguments: &[&str], code: i32, tell: &Teller<'_>) -> anyhow::Result<Said> {
        self.attestat(&[&["wallet"], arguments].concat(), code, tell)
    }

    /// The school makes a ticket for the pupil with this number, and the family redeems it.
    pub fn enrol(&self, school: &School, pupil: &str, tell: &Teller<'_>) -> anyhow::Result<()> {
        let letter = self.path(&format!("letter-{}.txt", school.registry));
        tell(&["pupil", "ticket", "--pupil-ref", pupil, "--yes", "--out", text(&letter)?, "--node", school.dir()], 0)?;
        self.wallet(&["enrol", text(&letter)?], 0, tell)?;
        Ok(())
    }

    /// The documents of the wallet as `wallet show --json` gives them.
    pub fn documents(&self, tell: &Teller<'_>) -> anyhow::Result<Vec<serde_json::Value>> {
        let said = self.wallet(&["show", "--json"], 0, tell)?;
        let shown: serde_json::Value = serde_json::from_str(&said.stdout)?;
        let documents = shown.get("documents").and_then(|documents| documents.as_array());
        documents.cloned().context("`wallet show --json` lists documents")
    }

    /// The 24 words of the sheet, in a file that `wallet restore --words` reads.
    pub fn words(&self) -> anyhow::Result<PathBuf> {
        let words = words_of_sheet(&std::fs::read_to_string(self.path("recovery-sheet.txt"))?)?;
        let path = self.path("words.txt");
        write_secret(&path, &words)?;
        Ok(path)
    }

    /// Loses everything but the paper: the wallets with their previous generations.
    pub fn lose_the_wallet(&self) -> anyhow::Result<()> {
        Ok(std::fs::remove_dir_all(self.wallets())?)
    }

    /// Makes the wallet again from the words on the paper; it is empty.
    pub fn restore(&self, tell: &Teller<'_>) -> anyhow::Result<Said> {
        self.wallet(&["restore", "--words", text(&self.words()?)?], 0, tell)
    }
}

/// The 24 words of a recovery sheet in its text form, in their order.
pub fn words_of_sheet(sheet: &str) -> anyhow::Result<String> {
    let mut numbered: Vec<(usize, &str)> = Vec::new();
    let mut tokens = sheet.split_whitespace().peekable();
    while let Some(token) = tokens.next() {
        let number = token.strip_suffix('.').and_then(|number| number.parse().ok());
        if let Some((number, word)) = number.zip(tokens.peek()) {
            numbered.push((number, word));
        }
    }
    numbered.truncate(WORDS);
    ensure!(numbered.iter().map(|(number, _)| *number).eq(1..=WORDS), "the sheet numbers its words from 1 to 24");
    let words: Vec<&str> = numbered.into_iter().map(|(_, word)| word).collect();
    Ok(words.join(" "))
}

/// Writes a file that only the owner may read.
pub fn write_secret(path: &Path, content: &str) -> anyhow::Result<()> {
    std::fs::write(path, content)?;
    Ok(std::fs::set_permissions(path, Permissions::from_mode(0o600))?)
}
