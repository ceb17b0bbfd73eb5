//! Codes as files: one picture, or several numbered ones where one code does not hold all.

use super::{Code, CodeError, IMAGE_BYTES_MAX, is_image, read};
use crate::files::disk::{self, Readers};
use crate::render::failure::Failure;
use attestat_codes::CODE_BYTES_MAX;
use attestat_words::text;
use std::path::{Path, PathBuf};

/// Most pictures of one result that are looked for before they are made.
const PICTURES_MAX: usize = 64;

/// Refuses to go on where a picture that [`write_all`] could make is there already.
pub(crate) fn refuse_any_there(path: &Path) -> Result<(), Failure> {
    disk::refuse_there(path)?;
    (1..=PICTURES_MAX).try_for_each(|number| disk::refuse_there(&numbered(path, number)))
}

fn numbered(path: &Path, number: usize) -> PathBuf {
    path.with_extension(format!("{number}.png"))
}

/// Writes a picture for each frame: `FILE.png`, or `FILE.1.png`, `FILE.2.png` where there are several.
pub(crate) fn write_all(frames: &[Vec<u8>], path: &Path, readers: Readers) -> Result<Vec<PathBuf>, Failure> {
    let place = |number: usize| match frames.len() {
        1 => path.to_owned(),
        _ => path.with_extension(format!("{number}.png")),
    };
    let places: Vec<PathBuf> = (1..=frames.len()).map(place).collect();
    // All or none: a set of codes of which some are another answer's fits nothing.
    places.iter().try_for_each(|path| disk::refuse_there(path))?;
    for (path, frame) in places.iter().zip(frames) {
        let png = Code::of(frame).and_then(|code| code.png()).map_err(|error| unusable(&error))?;
        disk::write_new(path, &png, readers)?;
    }
    Ok(places)
}

/// The content of a file: its bytes, or those of the codes in it when it is a picture.
pub(crate) enum Content {
    /// A file that is no picture.
    File(Vec<u8>),
    /// The codes of a picture.
    Codes(Vec<Vec<u8>>),
}

/// Reads a file that may be a picture of codes.
pub(crate) fn read_content(path: &Path) -> Result<Content, Failure> {
    let bytes = disk::read(path, IMAGE_BYTES_MAX)?;
    if !is_image(&bytes) {
        return Ok(Content::File(bytes));
    }
    read(&bytes).map(Content::Codes).map_err(|error| {
        let failure = unusable(&error);
        Failure { what: text!("code-in-file", path = path, fault = failure.what), ..failure }
    })
}

/// Failure for a code that cannot be drawn or read.
pub(crate) fn unusable(error: &CodeError) -> Failure {
    let (what, todo) = match error {
        CodeError::TooLong(length) => {
            (text!("code-too-long", max = CODE_BYTES_MAX, length = *length), text!("code-too-long.next"))
        }
        CodeError::Draw(why) => (text!("code-not-drawn", why = why), text!("code-not-drawn.next")),
        CodeError::Picture(why) => (text!("code-not-a-picture", why = why), text!("code-not-a-picture.next")),
        CodeError::TooLarge { max } => (text!("code-too-large", max = *max), text!("code-too-large.next")),
        CodeError::NoCode => (text!("code-none"), text!("code-none.next")),
    };
    Failure::usage("qr-code", what, todo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_numbered_where_there_are_several() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shared.png");
        let one = write_all(&[b"one".to_vec()], &path, Readers::Owner).unwrap();
        assert_eq!(one, std::slice::from_ref(&path));
        let two = write_all(&[b"one".to_vec(), b"two".to_vec()], &path, Readers::Owner).unwrap();
        assert_eq!(two, [folder.path().join("shared.1.png"), folder.path().join("shared.2.png")]);
        assert!(matches!(read_content(&two[1]).unwrap(), Content::Codes(codes) if codes == [b"two".to_vec()]));
        assert_eq!(refuse_any_there(&path).unwrap_err().code, "already-there");
        std::fs::remove_file(&path).unwrap();
        assert!(refuse_any_there(&path).unwrap_err().what.to_string().contains("shared.1.png"));
        refuse_any_there(&folder.path().join("another.png")).unwrap();
        std::fs::write(&path, "{}").unwrap();
        assert!(matches!(read_content(&path).unwrap(), Content::File(bytes) if bytes == b"{}"));
    }

    #[test]
    fn a_code_that_does_not_work_says_what_to_do() {
        let failure = unusable(&CodeError::TooLong(5000));
        assert_eq!(failure.todo.to_string(), "Give the file instead.");
        assert!(failure.what.to_string().contains("5000"));
    }
}
