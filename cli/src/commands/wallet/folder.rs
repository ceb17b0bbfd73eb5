//! A family's folder: one encrypted file a child, and the generation before it.
//!
//! ```text
//! <label>.wallet             the newest generation; worthless without the passphrase
//! <label>.wallet.previous    the one before
//! lock                       held while a command works
//! ```
//!
//! A save writes beside, syncs, keeps the old file under a second name, and renames: whenever it is cut
//! short, a whole generation stands under its name. The names of the files are the labels that the family
//! chose; nothing else is to be learnt from the folder.

use crate::files::disk::{self, Readers};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use attestat_terminal::system::system;
use attestat_wallet::child_label::ChildLabel;
use attestat_words::text;
use attestat_words::text::Text;
use rustix::fs::FlockOperation;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Ending of a wallet's file name.
const ENDING: &str = "wallet";
/// Ending of the file name of the generation before.
const PREVIOUS: &str = "wallet.previous";
/// Most children of a folder.
const CHILDREN_MAX: usize = 100;

/// The folder.
#[derive(Debug, Clone)]
pub(crate) struct FamilyFolder {
    path: PathBuf,
}

/// The right to work in the folder, until it is dropped.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
}

impl FamilyFolder {
    /// The named folder, or `attestat/wallet` in the user's data folder (XDG base directories).
    pub(crate) fn at(given: Option<&Path>) -> Result<Self, Failure> {
        if let Some(path) = given {
            return Ok(Self { path: path.to_owned() });
        }
        let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let data = absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")));
        let path = data.map(|data| data.join("attestat/wallet")).ok_or_else(|| {
            Failure::config("no-wallet-folder", text!("wallet-no-folder"), text!("wallet-no-folder.next"))
        })?;
        Ok(Self { path })
    }

    /// The folder's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file of a child.
    pub(crate) fn file(&self, label: &ChildLabel) -> PathBuf {
        self.path.join(format!("{label}.{ENDING}"))
    }

    /// The generation before it.
    pub(crate) fn previous(&self, label: &ChildLabel) -> PathBuf {
        self.path.join(format!("{label}.{PREVIOUS}"))
    }

    /// The children, in the order of the alphabet.
    pub(crate) fn children(&self) -> Result<Vec<ChildLabel>, Failure> {
        let entries = match std::fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.unusable(&error)),
        };
        let mut children = Vec::new();
        // Every entry is looked at: a wallet that was not seen would be written over.
        for entry in entries {
            let name = entry.map_err(|error| self.unusable(&error))?.file_name();
            let label = name.to_str().and_then(|name| name.strip_suffix(ENDING)?.strip_suffix('.'));
            children.extend(label.and_then(|label| ChildLabel::parse(label).ok()));
            if children.len() > CHILDREN_MAX {
                return Err(self.too_many());
            }
        }
        children.sort();
        Ok(children)
    }

    /// Returns the child that the command means: the one that is named, or the only one.
    pub(crate) fn pick(&self, named: Option<&ChildLabel>) -> Result<ChildLabel, Failure> {
        let children = self.children()?;
        let folder = &self.path;
        let names = || children.iter().map(ChildLabel::as_str).collect::<Vec<_>>().join(", ");
        match (named, children.as_slice()) {
            (None, [only]) => Ok(only.clone()),
            (Some(label), _) if children.contains(label) => Ok(label.clone()),
            (_, []) => {
                Err(Failure::usage("no-wallet", text!("wallet-none", folder = folder), text!("wallet-none.next")))
            }
            (Some(label), _) => Err(Failure::usage(
                "no-such-child",
                text!("wallet-no-such-child", folder = folder, label = label.as_str()),
                text!("wallet-no-such-child.next", names = names()),
            )),
            (None, _) => Err(Failure::usage(
                "which-child",
                text!("wallet-which-child"),
                text!("wallet-which-child.next", names = names()),
            )),
        }
    }

    /// Refuses a label that a child of the folder has already, or one that reads like it.
    pub(crate) fn refuse_taken(&self, label: &ChildLabel) -> Result<(), Failure> {
        let listed = self.children()?.into_iter().find(|other| other.reads_like(label));
        // The file itself too: whatever stands under its name, the list or not, would be written over.
        let there = || self.file(label).symlink_metadata().is_ok().then(|| label.clone());
        let Some(taken) = listed.or_else(there) else { return Ok(()) };
        Err(Failure::usage(
            "already-there",
            text!("wallet-already-there", label = taken.as_str()),
            text!("wallet-already-there.next"),
        ))
    }

    /// Takes the folder, making it if need be; one command at a time works in it.
    pub(crate) fn lock(&self) -> Result<FolderLock, Failure> {
        disk::make_folder(&self.path, Readers::Owner)?;
        let path = self.path.join("lock");
        let file = File::options().write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(|error| self.unusable(&error))?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(rustix::io::Errno::WOULDBLOCK) => {
                Err(Failure::new(Exit::InUse, "in-use", text!("wallet-in-use"), text!("wallet-in-use.next")))
            }
            Err(error) => Err(self.unusable(&error.into())),
        }
    }

    /// The newest generation of a child's file, as it is on the disk.
    pub(crate) fn load(&self, label: &ChildLabel) -> Result<Vec<u8>, Failure> {
        let file = self.file(label);
        let bytes = disk::read_secret(&file, attestat_wallet::file::FILE_BYTES_MAX);
        bytes.map(|bytes| bytes.to_vec()).map_err(Failure::of_what_is_kept)
    }

    /// Puts a new generation in place of the newest, which becomes the one before. The lock is what shows
    /// that nobody else does so at the same time.
    pub(crate) fn save(&self, label: &ChildLabel, sealed: &[u8], _held: &FolderLock) -> Result<(), Failure> {
        let (file, previous) = (self.file(label), self.previous(label));
        // A second name for what is there now; cut short here, the newest stands under both names.
        let spare = self.path.join(format!(".{label}.previous.tmp"));
        _ = std::fs::remove_file(&spare);
        match std::fs::hard_link(&file, &spare).and_then(|()| std::fs::rename(&spare, &previous)) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(self.unusable(&error)),
        }
        // Beside it, synced, renamed over it, the folder synced.
        disk::write(&file, sealed, Readers::Owner)
    }

    /// Advice for a newest generation that cannot be read.
    pub(crate) fn way_back(&self, label: &ChildLabel) -> Text {
        let (file, previous) = (self.file(label), self.previous(label));
        if !previous.is_file() {
            return text!("wallet-way-back-none");
        }
        let command = format!("cp '{}' '{}'", previous.display(), file.display());
        text!("wallet-way-back", command = command)
    }

    fn too_many(&self) -> Failure {
        Failure::config(
            "too-many-wallets",
            text!("wallet-too-many", folder = &self.path, limit = CHILDREN_MAX),
            text!("wallet-too-many.next"),
        )
    }

    fn unusable(&self, error: &std::io::Error) -> Failure {
        Failure::config(
            "wallet-folder",
            text!("wallet-folder", folder = &self.path, why = system(error)),
            text!("wallet-folder.next"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn folder() -> (tempfile::TempDir, FamilyFolder) {
        let home = tempfile::tempdir().unwrap();
        let folder = FamilyFolder::at(Some(&home.path().join("family"))).unwrap();
        (home, folder)
    }

    fn label(text: &str) -> ChildLabel {
        ChildLabel::parse(text).unwrap()
    }

    #[test]
    fn the_generation_before_is_kept_and_only_the_owner_reads() {
        let (_home, folder) = folder();
        let lock = folder.lock().unwrap();
        for generation in [b"one".as_slice(), b"two", b"three"] {
            folder.save(&label("Лев"), generation, &lock).unwrap();
            assert_eq!(folder.load(&label("Лев")).unwrap(), generation);
        }
        assert_eq!(std::fs::read(folder.previous(&label("Лев"))).unwrap(), b"two");
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folder.path()), 0o700);
        assert_eq!((mode(&folder.file(&label("Лев"))), mode(&folder.previous(&label("Лев")))), (0o600, 0o600));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "two generations and the lock");
    }

    #[test]
    fn a_save_cut_short_leaves_a_whole_generation_and_the_next_one_works() {
        let (_home, folder) = folder();
        let lock = folder.lock().unwrap();
        let lev = label("lev");
        folder.save(&lev, b"one", &lock).unwrap();
        // Where a crash could leave things: a spare name of the newest, a draft half written.
        std::fs::hard_link(folder.file(&lev), folder.path().join(".lev.previous.tmp")).unwrap();
        std::fs::write(folder.path().join(".lev.wallet.1.tmp"), b"tw").unwrap();
        assert_eq!(folder.load(&lev).unwrap(), b"one");
        folder.save(&lev, b"two", &lock).unwrap();
        assert_eq!(
            (folder.load(&lev).unwrap(), std::fs::read(folder.previous(&lev)).unwrap()),
            (b"two".to_vec(), b"one".to_vec())
        );
        assert_eq!(folder.children().unwrap(), [lev]);
    }

    #[test]
    fn a_child_is_picked_by_name_or_for_being_the_only_one() {
        let (_home, folder) = folder();
        assert_eq!(folder.pick(None).unwrap_err().code, "no-wallet");
        let lock = folder.lock().unwrap();
        folder.save(&label("Лев"), b"one", &lock).unwrap();
        assert_eq!(folder.pick(None).unwrap(), label("Лев"));
        folder.save(&label("Анна"), b"one", &lock).unwrap();
        assert_eq!(folder.pick(None).unwrap_err().code, "which-child");
        assert_eq!(folder.pick(Some(&label("Анна"))).unwrap(), label("Анна"));
        let failure = folder.pick(Some(&label("Яна"))).unwrap_err();
        assert!(failure.code == "no-such-child" && failure.todo.to_string().contains("Анна, Лев"), "{failure}");
        assert_eq!(folder.refuse_taken(&label("лев")).unwrap_err().code, "already-there");
        folder.refuse_taken(&label("Яна")).unwrap();
    }

    #[test]
    fn a_wallet_among_many_files_is_seen_and_not_written_over() {
        let (_home, folder) = folder();
        let lock = folder.lock().unwrap();
        for number in 0..4 * CHILDREN_MAX {
            std::fs::write(folder.path().join(format!("{number}.jpg")), b"").unwrap();
        }
        folder.save(&label("lev"), b"one", &lock).unwrap();
        for number in 0..4 * CHILDREN_MAX {
            std::fs::write(folder.path().join(format!("{number}.png")), b"").unwrap();
        }
        assert_eq!(folder.children().unwrap(), [label("lev")]);
        assert_eq!(folder.refuse_taken(&label("lev")).unwrap_err().code, "already-there");
    }

    #[test]
    fn too_many_wallets_are_refused_and_never_cut_off() {
        let (_home, folder) = folder();
        let _lock = folder.lock().unwrap();
        for number in 0..CHILDREN_MAX {
            std::fs::write(folder.path().join(format!("child {number}.wallet")), b"").unwrap();
        }
        assert_eq!(folder.children().unwrap().len(), CHILDREN_MAX);
        std::fs::write(folder.path().join("one more.wallet"), b"").unwrap();
        assert_eq!(folder.refuse_taken(&label("new")).unwrap_err().code, "too-many-wallets");
    }

    #[test]
    fn one_command_at_a_time() {
        let (_home, folder) = folder();
        let lock = folder.lock().unwrap();
        assert_eq!(folder.lock().unwrap_err().exit, Exit::InUse);
        drop(lock);
        folder.lock().unwrap();
    }

    #[test]
    fn the_way_back_names_the_copy_that_is_there() {
        let (_home, folder) = folder();
        let lock = folder.lock().unwrap();
        folder.save(&label("lev"), b"one", &lock).unwrap();
        assert!(folder.way_back(&label("lev")).to_string().contains("24 words"));
        folder.save(&label("lev"), b"two", &lock).unwrap();
        assert!(folder.way_back(&label("lev")).to_string().contains(".wallet.previous"));
    }
}
