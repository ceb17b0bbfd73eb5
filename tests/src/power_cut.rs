//! A power cut: a kill, after which every file ends where it was last synced, and renames that no sync of their folder
//! followed have not happened.
//!
//! A kill alone proves little: the writes of a program are in the page cache and stay. The node runs with a library
//! that notes the syncs (`tests/shims/lost_writes.c`), and this takes the rest away.

use crate::disk::files;
use crate::school::School;
use anyhow::{Context as _, ensure};
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The journal of one node's syncs, and the state of its disk when it was started.
pub struct PowerCut {
    library: PathBuf,
    journal: PathBuf,
    /// Lengths on the disk, by inode.
    before: BTreeMap<u64, u64>,
}

/// Loss by a cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    /// Bytes behind the last sync.
    pub bytes: u64,
    /// Renames that were undone.
    pub renames: u64,
}

impl PowerCut {
    /// Compiles the library into `folder`; an error where there is no C compiler, which RocksDB needs too.
    pub fn prepare(folder: &Path) -> anyhow::Result<Self> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("shims/lost_writes.c");
        let library = folder.join("lost_writes.so");
        let built = Command::new("cc").args(["-O1", "-shared", "-fPIC", "-o"]).arg(&library).arg(source).status();
        ensure!(built.context("cc: install build-essential")?.success(), "cc does not build the library");
        Ok(Self { library, journal: folder.join("journal"), before: BTreeMap::new() })
    }

    /// Sees to it that the school's next start is watched. Everything in its folder now counts as synced.
    pub fn watch(&mut self, school: &mut School) -> anyhow::Result<()> {
        self.before = lengths(&school.folder)?;
        let _ = std::fs::remove_file(&self.journal);
        let shown = |path: &Path| path.display().to_string();
        school.environment = vec![("LD_PRELOAD", shown(&self.library)), ("LOST_WRITES_JOURNAL", shown(&self.journal))];
        Ok(())
    }

    /// Kills the node and takes away the writes that it had not synced.
    pub fn cut(&mut self, school: &mut School) -> anyhow::Result<Lost> {
        school.kill()?;
        let journal = std::fs::read_to_string(&self.journal).context("the library was loaded and noted syncs")?;
        let mut on_disk = std::mem::take(&mut self.before);
        let mut renames = Vec::new();
        for line in journal.lines() {
            match line.split('\t').collect::<Vec<_>>().as_slice() {
                ["S", inode, size] => {
                    let held = on_disk.entry(inode.parse()?).or_default();
                    *held = (*held).max(size.parse()?);
                }
                ["U", inode] => drop(on_disk.remove(&inode.parse()?)),
                ["D", folder] => renames.retain(|Rename { to, .. }: &Rename| to.parent() != Some(Path::new(folder))),
                ["R", from, to, saved] => renames.push(Rename {
                    from: PathBuf::from(from),
                    to: PathBuf::from(to),
                    saved: (*saved != "-").then(|| PathBuf::from(saved)),
                }),
                _ => anyhow::bail!("the journal says {line:?}"),
            }
        }
        let mut lost = Lost::default();
        for rename in renames.into_iter().rev().filter(|rename| rename.to.starts_with(&school.folder)) {
            lost.renames += u64::from(rename.undo()?);
        }
        for file in files(&school.folder)? {
            let found = std::fs::metadata(&file)?;
            let kept = on_disk.get(&found.ino()).copied().unwrap_or_default();
            if found.len() > kept {
                std::fs::File::options().write(true).open(&file)?.set_len(kept)?;
                lost.bytes += found.len() - kept;
            }
        }
        Ok(lost)
    }
}

/// A rename that no sync of the folder followed.
struct Rename {
    from: PathBuf,
    to: PathBuf,
    saved: Option<PathBuf>,
}

impl Rename {
    /// Puts both names back; returns true if there was anything to put back.
    fn undo(&self) -> anyhow::Result<bool> {
        if !self.to.is_file() {
            return Ok(false);
        }
        if self.from.parent().is_some_and(Path::is_dir) {
            std::fs::rename(&self.to, &self.from)?;
        } else {
            std::fs::remove_file(&self.to)?;
        }
        if let Some(saved) = &self.saved {
            std::fs::rename(saved, &self.to)?;
        }
        Ok(true)
    }
}

/// The length of every file of a folder, by inode.
fn lengths(folder: &Path) -> anyhow::Result<BTreeMap<u64, u64>> {
    let found = files(folder)?.into_iter().map(|file| {
        let found = std::fs::metadata(file)?;
        Ok((found.ino(), found.len()))
    });
    found.collect()
}
