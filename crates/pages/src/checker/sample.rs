//! The sample that a person tries the checker with (crates/pages/sample): it is judged by a roster of its own at a moment of
//! its own, so that it neither ages nor says anything about anybody.

use crate::engine::FileInfo;
use attestat_checking::trust::parts::TrustParts;
use serde::Deserialize;

/// The sample.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Sample {
    /// The moment at which it is judged, in Unix seconds.
    pub(super) now: u64,
    /// The name of the verifier.
    pub(super) audience: String,
    /// The verifier's request.
    pub(super) request: String,
    /// The trust by which it is judged.
    pub(super) trust: TrustParts,
    /// The name of the file.
    pub(super) name: String,
    /// The file.
    pub(super) presentation: String,
}

impl Sample {
    /// Returns true if these files are the sample and nothing else.
    pub(super) fn is(&self, files: &[FileInfo]) -> bool {
        let is_sample = |info: &FileInfo| info.name == self.name && info.length == self.presentation.len() as u64;
        matches!(files, [info] if is_sample(info))
    }
}

/// The sample; none where the text of this crate is damaged, which a test rules out.
pub(super) fn sample() -> Option<Sample> {
    serde_json::from_str(include_str!("../../sample/sample.json")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_names_only_samples() {
        let sample = sample().unwrap();
        assert!(sample.audience.contains("SAMPLE") && sample.name.contains("SAMPLE"));
        assert!(sample.trust.trust().is_ok());
        assert!(sample.trust.roster.matches("name = ").count() <= sample.trust.roster.matches("SAMPLE").count());
    }
}
