//! Marks of the form that `build.rs` writes and `pattern.rs` tells; no catalogue has such characters.

pub(super) const VALUE: char = '\u{1}';
pub(super) const GROUPED: char = '\u{2}';
pub(super) const SHELL: char = '\u{3}';
pub(super) const CHOICE: char = '\u{4}';
pub(super) const FORM: char = '\u{5}';
pub(super) const OTHER: char = '\u{6}';
pub(super) const END: char = '\u{7}';
pub(super) const NAMED: char = '\u{1f}';
pub(super) const TOLD: char = '\u{1e}';
