//! Failures of sharing: those of its file, and those that the family's words have already.

use crate::render::failure::Failure;
use attestat_wallet::flow::FlowError;
use attestat_wallet::told::flow::of_flow;
use attestat_wallet::told::sharing::share;
use attestat_words::text;
use std::path::Path;

/// Failure of a share: for a reason in the wallet, or for its file.
pub(super) fn flow(error: FlowError<Failure>, path: &Path) -> Failure {
    match error {
        FlowError::Share(error) => share(&error).into(),
        FlowError::Effect(failure) if failure.code == "already-there" => place(failure, path),
        other => of_flow(other, None),
    }
}

/// Failure for a presentation's file that cannot be made, above all for one that is there.
pub(super) fn place(failure: Failure, path: &Path) -> Failure {
    let (what, todo) = match failure.code.as_str() {
        "already-there" => (text!("share-already-there", path = path), text!("share-already-there.next")),
        _ => (text!("share-not-written", path = path), text!("share-not-written.next")),
    };
    Failure { what, todo, ..failure }
}

/// Failure for pictures of codes that are there already.
pub(super) fn picture(failure: Failure) -> Failure {
    Failure { todo: text!("share-picture-next"), ..failure }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::disk::Reserved;
    use attestat_words::language::Language;

    #[test]
    fn a_presentation_of_before_stays_and_its_family_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shared.attestat-presentation");
        std::fs::write(&path, "for another receiver").unwrap();
        let told = |path: &Path| place(Reserved::new(path).unwrap_err(), path);
        assert_eq!(told(&path).code, "already-there");
        assert!(told(&path).what.told(Language::Russian).contains("уже есть"));
        assert!(told(&folder.path().join("no/such")).what.told(Language::Russian).contains("нельзя записать"));
        assert_eq!(std::fs::read(&path).unwrap(), b"for another receiver");
    }
}
