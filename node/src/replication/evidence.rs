//! Evidence that is kept as files in the data folder: forks, doubts, broken rules. Public artefacts
//! only, each signed by whom it accuses.

use attestat_ledger::encoding::{base64, hex};
use attestat_ledger::hash::sha256;
use attestat_replica::standing::Misbehaviour;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Most evidence files kept; beyond it only the log line is written, so that nobody can fill the disk.
const FILES_MAX: usize = 1000;

/// The folder `evidence` of a data folder.
#[derive(Debug, Clone)]
pub struct EvidenceFolder(PathBuf);

impl EvidenceFolder {
    /// The evidence of the data folder at `root`.
    pub fn new(root: &Path) -> Self {
        Self(root.join("evidence"))
    }

    /// Keeps a text under a name that follows from its kind and content; the same evidence is kept once.
    pub fn keep(&self, kind: &str, text: &str) {
        let digest = hex(&sha256(text.as_bytes()));
        let path = self.0.join(format!("{kind}-{}.txt", digest.get(..16).unwrap_or_default()));
        match self.write(&path, text) {
            Ok(()) => tracing::warn!("evidence is kept in {}", path.display()),
            Err(error) => tracing::error!("evidence cannot be kept in {}: {error}", path.display()),
        }
    }

    /// The texts of a kind that are kept; one that cannot be read is left out.
    pub fn kept(&self, kind: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.0) else { return Vec::new() };
        let is_kind = |name: &str| name.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-'));
        let files = entries.flatten().filter(|entry| is_kind(&entry.file_name().to_string_lossy()));
        files.filter_map(|entry| std::fs::read_to_string(entry.path()).ok()).collect()
    }

    fn write(&self, path: &Path, text: &str) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.0)?;
        if path.exists() || std::fs::read_dir(&self.0)?.count() >= FILES_MAX {
            return Ok(());
        }
        let mut file = std::fs::File::create(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }

    /// Keeps what a registry did against the rules, with the batch that it sealed.
    pub fn keep_misbehaviour(&self, misbehaviour: &Misbehaviour) {
        if let Misbehaviour::BrokenRules { batch, .. } | Misbehaviour::ForgedBatch { batch, .. } = misbehaviour {
            let text = format!(
                "attestat/batch-evidence/v1\n{misbehaviour}\nfirst {}\nroot {}\nseal {}\nbodies {}\n",
                batch.first,
                batch.root,
                base64(batch.seal.as_bytes()),
                base64(batch.bodies.as_bytes())
            );
            self.keep("batch", &text);
        }
    }
}
