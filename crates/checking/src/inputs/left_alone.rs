//! Files in folders, archives and letters that are not looked at: somebody may have sent a document under another name.

/// Most files that are named.
const NAMED_MAX: usize = 10;

/// Files that were found and not verified.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftAlone {
    /// Their number.
    pub count: u64,
    /// The names of the first of them.
    pub names: Vec<String>,
}

impl LeftAlone {
    /// Counts one more.
    pub(super) fn add(&mut self, name: String) {
        self.count += 1;
        if self.names.len() < NAMED_MAX {
            self.names.push(name);
        }
    }
}
