//! The disk: files read, and written without overwriting anything.

pub(crate) mod disk;
pub(crate) mod key_file;
