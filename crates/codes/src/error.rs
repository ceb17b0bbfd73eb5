//! Limit of a code, and reasons for which it can be neither made nor read.

/// Most bytes in a code that is made: version 20 with the low level of correction, byte mode (ISO/IEC 18004, table 7).
/// Denser ones are read, and not made: cameras and scanners lose them.
pub const CODE_BYTES_MAX: usize = 858;

/// Reason for which a code can be neither made nor read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The bytes are more than a code holds.
    #[error("a QR code holds at most {CODE_BYTES_MAX} bytes, and these are {0}; give the file instead")]
    TooLong(usize),
    /// The library refused bytes that it should take.
    #[error("the QR code could not be drawn: {0}; give the file instead")]
    Draw(String),
    /// The picture is neither PNG nor JPEG, or it is damaged.
    #[error("the picture is not a PNG or JPEG that can be read ({0}); save it as one of them and try again")]
    Picture(String),
    /// The picture has more pixels than are looked at.
    #[error("the picture has more than {max} pixels; cut out the part with the code and try again")]
    TooLarge {
        /// The limit.
        max: u32,
    },
    /// Nothing in the picture can be read as a QR code.
    #[error("no QR code can be read in the picture; take it again straight on, sharp, with the whole code in it")]
    NoCode,
}
