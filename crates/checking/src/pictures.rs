//! Codes in pictures, by a reader that stands outside.

/// Reads codes in pictures. It stands outside, so that a page loads it only where there is a picture.
pub trait Pictures: Send + Sync {
    /// Most bytes of a picture that is read.
    fn bytes_max(&self) -> usize;

    /// Returns true if bytes begin as a picture that is read does.
    fn is_picture(&self, bytes: &[u8]) -> bool;

    /// The bytes of every code in a picture.
    ///
    /// # Errors
    ///
    /// The reason for which no code is read.
    fn codes(&self, picture: &[u8]) -> Result<Vec<Vec<u8>>, PictureFault>;
}

/// The reason for which no code is read in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum PictureFault {
    /// The picture has more pixels than are looked at.
    TooLarge,
    /// No code is seen in it.
    NoCode,
    /// It is no picture, or a damaged one.
    Damaged,
}
