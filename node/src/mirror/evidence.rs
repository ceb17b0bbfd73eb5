//! Evidence that is kept as files in the data folder: forks, doubts, broken rules. Public artefacts only, each signed
//! by the party that it accuses.

use attestat_ledger::encoding::{base64, hex};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::sha256;
use attestat_ledger::name::Origin;
use attestat_replica::standing::Misbehaviour;
use std::path::{Path, PathBuf};

/// Most files of one kind that are kept about one log, so that a registry which goes on signing nonsense fills neither
/// the disk nor the place of others, and no number of doubts keeps the proof of a fork out; beyond it only the log line
/// is written.
const FILES_OF_ONE_LOG_MAX: usize = 100;
/// Most batches that are kept as evidence against one registry, or against one peer over all logs: the first one proves
/// it, and each takes up to 1.4 MB.
const BATCHES_OF_ONE_MAX: usize = 4;
/// Longest part of a log's name in a file's name: with the kind, the digest and their hyphens within 255 bytes.
const NAME_BYTES_MAX: usize = 180;

/// The kind of files that hold a batch by which a registry broke the rules; an earlier version kept both as `batch`.
const BROKEN_RULES: &str = "broken-rules";
/// The kind of files that hold a batch that a peer made up: no registry's doing, and counted by peer.
const FORGED_BATCH: &str = "forged-batch";
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

    /// Path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns true if a file holds evidence of a kind, whole: a draft that a crash left holds none.
    pub fn is_kind(path: &Path, kind: &str) -> bool {
        let name = path.file_name().map(std::ffi::OsStr::to_string_lossy).unwrap_or_default();
        name.ends_with(".txt") && name.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-'))
    }

    /// Keeps evidence about a log under a name that follows from kind, log and content; the same is kept once.
    pub fn keep(&self, kind: &str, about: &Origin, text: &str) {
        self.keep_as(kind, about, text, text);
    }

    /// Keeps evidence under a name that follows from kind, log and `known_by`: the first that is known by this is kept.
    pub(super) fn keep_as(&self, kind: &str, about: &Origin, known_by: &str, text: &str) {
        self.keep_few(kind, about.as_str(), FILES_OF_ONE_LOG_MAX, known_by, text);
    }

    /// Keeps evidence about somebody, of which there are `most` files of this kind at most.
    fn keep_few(&self, kind: &str, about: &str, most: usize, known_by: &str, text: &str) {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
        let name = about.replace(|letter| !is_plain(letter), "_");
        let name = name.get(..NAME_BYTES_MAX).unwrap_or(&name);
        let path = self.0.join(format!("{kind}-{name}-{}.txt", digest(known_by)));
        if holds(&path, text) || (known_by != text && path.exists()) {
            return;
        }
        if self.count(kind, name) >= most && !path.exists() {
            tracing::warn!(about, kind, "evidence is not kept: there are {most} of its kind about the same already");
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

    /// Puts a decision or an observation of this node on record; no number of other files keeps it out. A caller acts
    /// on it only when this has returned.
    pub fn record(&self, kind: &str, text: &str) -> std::io::Result<PathBuf> {
        let path = self.0.join(format!("{kind}-{}.txt", digest(text)));
        if !holds(&path, text) {
            self.write(&path, text)?;
        }
        Ok(path)
    }

    fn count(&self, kind: &str, name: &str) -> usize {
        let Ok(entries) = std::fs::read_dir(&self.0) else { return 0 };
        let (front, behind) = (format!("{kind}-{name}-"), DIGEST_DIGITS + ".txt".len());
        // What goes on behind this name makes a longer one.
        let is_about = |name: &str| name.starts_with(&front) && name.len() == front.len() + behind;
        entries.flatten().filter(|entry| is_about(&entry.file_name().to_string_lossy())).count()
    }

    /// The texts of a kind that are kept; one that cannot be read is left out, and told.
    pub fn kept(&self, kind: &str) -> Vec<String> {
        let files = self.files(kind).unwrap_or_else(|why| {
            tracing::error!("{why}");
            Vec::new()
        });
        let texts = files.into_iter().map(|path| read(&path));
        texts.filter_map(|text| text.inspect_err(|why| tracing::error!("{why}")).ok()).collect()
    }

    /// Texts of a kind that [`EvidenceFolder::record`] has put on record. Where a file cannot be read, or is not what
    /// was written, nobody can tell what it said: that is an error, in words.
    pub(super) fn recorded(&self, kind: &str) -> Result<Vec<String>, String> {
        let mut texts = Vec::new();
        for path in self.files(kind)? {
            let text = read(&path)?;
            let name = format!("{kind}-{}.txt", digest(&text));
            if path.file_name().is_none_or(|held| held != name.as_str()) {
                return Err(format!("{}: it is not what was written", path.display()));
            }
            texts.push(text);
        }
        Ok(texts)
    }

    fn files(&self, kind: &str) -> Result<Vec<PathBuf>, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", self.0.display());
        let entries = match std::fs::read_dir(&self.0) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(failed));
        paths.filter(|path| path.as_ref().map_or(true, |path| Self::is_kind(path, kind))).collect()
    }

    /// Writes a file such that there is the whole file or none; one that an earlier version left torn is written again.
    fn write(&self, path: &Path, text: &str) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.0)?;
        if holds(path, text) {
            return Ok(());
        }
        crate::machine::replace::replace(path, text.as_bytes())
    }

    /// Keeps a batch that a registry sealed against the rules, or that `peer` made up in its name.
    pub fn keep_misbehaviour(&self, about: &Origin, misbehaviour: &Misbehaviour, peer: &str) {
        let (kind, who, batch) = match misbehaviour {
            Misbehaviour::BrokenRules { batch, .. } => (BROKEN_RULES, about.as_str(), batch),
            Misbehaviour::ForgedBatch { batch, .. } => (FORGED_BATCH, peer, batch),
            _ => return,
        };
        let text = format!(
            "attestat/batch-evidence/v1\nlog {about}\n{misbehaviour}\nfirst {}\nroot {}\nseal {}\nbodies {}\n",
            batch.first,
            batch.root,
            base64(batch.seal.as_bytes()),
            base64(batch.bodies.as_bytes())
        );
        self.keep_few(kind, who, BATCHES_OF_ONE_MAX, &text, &text);
    }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
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
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

    use super::*;
    use attestat_ledger::batch::{Bodies, SealedBatch};
    use attestat_ledger::chain::ChainError;
    use attestat_ledger::hash::RootHash;
    use attestat_ledger::key::Signature;
    use attestat_replica::peers::PeerId;

    fn count(folder: &Path) -> usize {
        std::fs::read_dir(folder.join("evidence")).unwrap().count()
    }

    #[test]
    fn evidence_of_one_log_leaves_room_for_other_logs_and_for_decisions() {
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
    fn a_torn_evidence_file_is_rewritten_and_a_decision_that_cannot_be_recorded_is_an_error() {
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

    fn misbehaviour(peer: Option<PeerId>, first: u64) -> Misbehaviour {
        let bodies = Bodies::parse(vec![0, 1, 7]).unwrap();
        let batch =
            Box::new(SealedBatch { first, bodies, root: RootHash::empty(), seal: Signature::from_bytes([7; 64]) });
        let error = ChainError::TargetUnreadable(first);
        match peer {
            Some(peer) => Misbehaviour::ForgedBatch { peer, error, batch },
            None => Misbehaviour::BrokenRules { error, batch },
        }
    }

    /// A peer can make up as many batches in everybody's name as it likes.
    #[test]
    fn batches_forged_by_a_peer_leave_room_for_evidence_against_a_registry() {
        let dir = tempfile::tempdir().unwrap();
        let evidence = EvidenceFolder::new(dir.path());
        let logs: Vec<Origin> =
            (0..50).map(|number| Origin::parse(&format!("school-{number}.example/1")).unwrap()).collect();
        for log in &logs {
            for first in 0..3 {
                evidence.keep_misbehaviour(log, &misbehaviour(Some(PeerId(1)), first), "https://loud.example:7400");
            }
        }
        assert_eq!(count(dir.path()), BATCHES_OF_ONE_MAX);
        evidence.keep_misbehaviour(&logs[0], &misbehaviour(Some(PeerId(2)), 0), "https://other.example:7400");
        evidence.keep_misbehaviour(&logs[0], &misbehaviour(None, 0), "");
        assert_eq!(count(dir.path()), BATCHES_OF_ONE_MAX + 2);
        assert_eq!(evidence.kept(BROKEN_RULES).len(), 1);
        assert_eq!(evidence.kept(FORGED_BATCH).len(), BATCHES_OF_ONE_MAX + 1);
    }

    #[test]
    fn an_evidence_file_that_cannot_be_read_is_an_error_and_not_absent() {
        let dir = tempfile::tempdir().unwrap();
        let evidence = EvidenceFolder::new(dir.path());
        assert_eq!(evidence.recorded(SIGNED_HEAD), Ok(Vec::new()), "no folder yet");
        let path = evidence.record(SIGNED_HEAD, "a head").unwrap();
        assert_eq!(evidence.recorded(SIGNED_HEAD), Ok(vec!["a head".to_owned()]));
        for torn in [b"a he".as_slice(), b"\xff\xfe", b""] {
            std::fs::write(&path, torn).unwrap();
            assert!(evidence.recorded(SIGNED_HEAD).unwrap_err().contains("signed-head-"), "{torn:?}");
        }
        std::fs::remove_dir_all(evidence.path()).unwrap();
        std::fs::write(evidence.path(), "a file in the folder's place").unwrap();
        assert!(evidence.recorded(SIGNED_HEAD).is_err());
    }
}
