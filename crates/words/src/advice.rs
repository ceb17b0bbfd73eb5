//! Advice: the next step for a person, which each door words by the means that it has.

use crate::text::Text;

/// The door through which a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// A terminal, where things are done by commands.
    Terminal,
    /// A page in a browser, where things are done by buttons and files.
    Page,
}

/// A next step. Most steps are the same at every door; one that a terminal takes by a command is worded for a page by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    terminal: Text,
    page: Option<Text>,
}

impl Advice {
    /// Returns a step in the words of a terminal, and in those of a page where these are others.
    pub const fn new(terminal: Text, page: Option<Text>) -> Self {
        Self { terminal, page }
    }

    /// Returns the words for a door.
    pub fn at(&self, door: Door) -> &Text {
        match door {
            Door::Terminal => &self.terminal,
            Door::Page => self.page.as_ref().unwrap_or(&self.terminal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_the_same_at_both_doors_unless_a_page_has_words_of_its_own() {
        let same = Advice::new("ask".into(), None);
        assert_eq!(same.at(Door::Terminal), same.at(Door::Page));
        let other = Advice::new("run".into(), Some("press".into()));
        assert_eq!((other.at(Door::Terminal), other.at(Door::Page)), (&"run".into(), &"press".into()));
    }
}
