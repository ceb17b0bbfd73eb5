//! Evidence that is kept as files in the data folder: forks, doubts, broken rules. Public artefacts
//! only, each signed by whom it accuses.

use attestat_ledger::encoding::{base64, hex};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::sha256;
use attestat_ledger::name::Origin;
use attestat_replica::standing::Misbehaviour;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Most files of one kind that are kept about one log, so that a registry which goes on signing nonsense fills neither
/// the disk nor the place of others, and no number of doubts keeps the proof of a fork out; beyond it only the log line
/// is written.
const FILES_OF_ONE_LOG_MAX: usize = 100;
/// Longest part of a log's name in a file's name: with the kind, the digest and their hyphens within 255 bytes.
const NAME_BYTES_MAX: usize = 180;

/// The kind of files that hold fork evidence.
pub const FORK: &str = "fork";
/// The kind of files that hold heads which a registry of this node signed and which were seen elsewhere.
pub const SIGNED_HEAD: &str = "signed-head";

/// The folder `evidence` of a data folder.
#[derive(Debug, Clone)]
pub struct EvidenceFolder(PathBuf);

impl EvidenceFolder {
    /// The evidence of the data folder at `root`.
    pub fn new(root: &Path) -> Self {
        Self(root.join("evidence"))
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Whether a file holds evidence of a kind, whole: a draft that a crash left holds none.
    pub fn is_kind(path: &Path, kind: &str) -> bool {
        let name = path.file_name().map(std::ffi::OsStr::to_string_lossy).unwrap_or_default();
        name.ends_with(".txt") && name.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-'))
    }

    /// Keeps evidence about a log under a name that follows from kind, log and content; the same is kept once.
    pub fn keep(&self, kind: &str, about: &Origin, text: &str) {
        self.keep_as(kind, about, text, text);
    }

    /// Keeps evidence under a name that follows from kind, log and what it is known by: the first that is known by
    /// this is kept.
    pub(super) fn keep_as(&self, kind: &str, about: &Origin, known_by: &str, text: &str) {
        let log = about.as_str().replace('/', "_");
        let log = log.get(..NAME_BYTES_MAX).unwrap_or(&log);
        let path = self.0.join(format!("{kind}-{log}-{}.txt", digest(known_by)));
        if holds(&path, text) || (known_by != text && path.exists()) {
            return;
        }
        if self.count(kind, log) >= FILES_OF_ONE_LOG_MAX && !path.exists() {
            tracing::warn!(%about, kind, "evidence is not kept: there are {FILES_OF_ONE_LOG_MAX} of its kind about this log");
            return;
        }
        match self.write(&path, text) {
            Ok(()) => tracing::warn!("evidence is kept in {}", path.display()),
            Err(error) => tracing::error!("evidence cannot be kept in {}: {error}", path.display()),
        }
    }

    /// Keeps evidence that a registry signed two histories.
    pub fn keep_fork(&self, fork: &ForkEvidence) {
        self.keep(FORK, fork.origin(), &fork.to_string());
    }

    /// Evidence that a log forked, as it was verified when it came.
    pub fn fork(&self, origin: &Origin) -> Option<ForkEvidence> {
        let kept = self.kept(FORK).into_iter().filter_map(|text| ForkEvidence::parse(&text).ok());
        kept.into_iter().find(|fork| fork.origin() == origin)
    }

    /// Puts on record what was decided or seen here; no number of other files keeps it out. Whoever acts on it does so
    /// only when this has returned.
    pub fn record(&self, kind: &str, text: &str) -> std::io::Result<PathBuf> {
        let path = self.0.join(format!("{kind}-{}.txt", digest(text)));
        self.write(&path, text)?;
        tracing::warn!("on record in {}", path.display());
        Ok(path)
    }

    fn count(&self, kind: &str, log: &str) -> usize {
        let Ok(entries) = std::fs::read_dir(&self.0) else { return 0 };
        let (front, behind) = (format!("{kind}-{log}-"), DIGEST_DIGITS + ".txt".len());
        // A log whose name goes on behind this one's makes a longer name.
        let is_about = |name: &str| name.starts_with(&front) && name.len() == front.len() + behind;
        entries.flatten().filter(|entry| is_about(&entry.file_name().to_string_lossy())).count()
    }

    /// The texts of a kind that are kept; one that cannot be read is left out.
    pub fn kept(&self, kind: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.0) else { return Vec::new() };
        let files = entries.flatten().map(|entry| entry.path()).filter(|path| Self::is_kind(path, kind));
        files.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
    }

    /// Written beside and renamed, so that there is the whole file or none; one that an earlier version left torn is
    /// written again.
    fn write(&self, path: &Path, text: &str) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.0)?;
        if holds(path, text) {
            return Ok(());
        }
        let beside = path.with_extension("new");
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)?;
        std::fs::File::open(&self.0)?.sync_all()
    }

    /// Keeps what a registry did against the rules, with the batch that it sealed.
    pub fn keep_misbehaviour(&self, about: &Origin, misbehaviour: &Misbehaviour) {
        if let Misbehaviour::BrokenRules { batch, .. } | Misbehaviour::ForgedBatch { batch, .. } = misbehaviour {
            let text = format!(
                "attestat/batch-evidence/v1\n{misbehaviour}\nfirst {}\nroot {}\nseal {}\nbodies {}\n",
                batch.first,
                batch.root,
                base64(batch.seal.as_bytes()),
                base64(batch.bodies.as_bytes())
            );
            self.keep("batch", about, &text);
        }
    }
}

fn holds(path: &Path, text: &str) -> bool {
    std::fs::read(path).is_ok_and(|held| held == text.as_bytes())
}

/// Hexadecimal digits of a file's name that stand for its content.
const DIGEST_DIGITS: usize = 16;

fn digest(text: &str) -> String {
    hex(&sha256(text.as_bytes())).chars().take(DIGEST_DIGITS).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::*;

    fn count(folder: &Path) -> usize {
        std::fs::read_dir(folder.join("evidence")).unwrap().count()
    }

    #[test]
    fn one_log_keeps_no_evidence_about_others_and_no_decision_out() {
        let dir = tempfile::tempdir().unwrap();
        let evidence = EvidenceFolder::new(dir.path());
        let (loud, other) = (Origin::parse("lo-ud.example/1").unwrap(), Origin::parse("other.example/1").unwrap());
        for number in 0..FILES_OF_ONE_LOG_MAX + 20 {
            evidence.keep("doubt", &loud, &format!("doubt {number}"));
        }
        assert_eq!(count(dir.path()), FILES_OF_ONE_LOG_MAX);
        evidence.keep("fork", &other, "a fork");
        evidence.keep("fork", &loud, "the proof behind all the doubts");
        // A name that ends as another one does is another name.
        evidence.keep("fork", &Origin::parse("ud.example/1").unwrap(), "another fork");
        let path = evidence.record("override", "the reason").unwrap();
        assert_eq!(std::fs::read_to_string(path).unwrap(), "the reason");
        assert_eq!(count(dir.path()), FILES_OF_ONE_LOG_MAX + 4);
        assert_eq!(evidence.kept("fork").len(), 3);
    }

    #[test]
    fn a_torn_file_is_written_again_and_a_decision_that_is_on_no_record_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let evidence = EvidenceFolder::new(dir.path());
        let path = evidence.record("override", "the whole reason").unwrap();
        std::fs::write(&path, "the who").unwrap();
        assert_eq!(evidence.record("override", "the whole reason").unwrap(), path);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "the whole reason");
        assert_eq!(count(dir.path()), 1, "no draft is left");
        let blocked = tempfile::tempdir().unwrap();
        std::fs::write(blocked.path().join("evidence"), "a file in the folder's place").unwrap();
        assert!(EvidenceFolder::new(blocked.path()).record("override", "the reason").is_err());
    }
}
