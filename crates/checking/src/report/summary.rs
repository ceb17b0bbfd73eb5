//! Words about many files at the end: the number of each colour, and remarks that hold for all of them.

use super::{colour_counted, paint};
use crate::inputs::LeftAlone;
use crate::receipt::form::{COLOURS, Counts};
use crate::row::VerdictRow;
use crate::style::Style;
use attestat_words::advice::{Advice, Door};
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;

/// Counts over all files.
#[derive(Debug, Default)]
pub struct Summary {
    /// Files of each colour.
    pub counts: Counts,
    /// Files of which nobody besides the registry has confirmed a log.
    unconfirmed: u64,
    /// Number of files with something that came before.
    repeats: u64,
    /// Number of answers of which an earlier run has accepted something.
    known: u64,
    /// Files that rest on a checkpoint that too few have confirmed.
    held_up: u64,
}

impl Summary {
    /// Counts one more file.
    pub fn add(&mut self, row: &VerdictRow, has_repeat: HasRepeat) {
        self.counts.add(row.colour);
        self.unconfirmed += u64::from(row.is_unconfirmed);
        self.repeats += u64::from(has_repeat == HasRepeat::Yes);
        self.held_up += u64::from(row.is_held_up);
    }

    /// Counts an answer of which an earlier run has accepted something.
    pub const fn add_known(&mut self) {
        self.known += 1;
    }

    /// Number of answers of which an earlier run has accepted something.
    pub const fn known(&self) -> u64 {
        self.known
    }

    /// Number of files that a proof might mend.
    pub const fn held_up(&self) -> u64 {
        self.held_up
    }

    /// Number of files with something that came before.
    pub const fn repeats(&self) -> u64 {
        self.repeats
    }

    /// Remarks that hold for many files, whatever their colours.
    pub fn remarks(&self, door: Door) -> Vec<Text> {
        let rest = Advice::new(text!("verify-remark-person.next"), Some(text!("verify-remark-person.page")));
        let person = Text::listed([text!("verify-remark-person"), rest.at(door).clone()], " ");
        let unconfirmed =
            (self.unconfirmed > 0).then(|| text!("verify-remark-unconfirmed", files = files(self.unconfirmed)));
        let repeats = (self.repeats > 0).then(|| text!("verify-remark-repeats", files = files(self.repeats)));
        let known = (self.known > 0).then(|| text!("verify-remark-known", n = self.known));
        [Some(person), unconfirmed, repeats, known].into_iter().flatten().collect()
    }

    /// Number of files of each colour, in words.
    pub fn line(&self, style: &Style) -> String {
        let language = style.language;
        let each = COLOURS
            .map(|colour| style.paint(paint(colour), &colour_counted(colour, self.counts.of(colour)).told(language)));
        format!("{}: {}", files(self.counts.total()).told(language), each.join(", "))
    }
}

/// Presence of something in a file that came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HasRepeat {
    /// Something came before.
    Yes,
    /// Nothing came before.
    No,
}

/// Words about files which are neither documents nor pictures by their names, with the first of these.
pub fn left_alone(left: &LeftAlone) -> Text {
    let more = left.count.saturating_sub(left.names.len() as u64);
    let names = left.names.iter().map(|name| plain(name).into());
    let names = names.chain((more > 0).then(|| text!("verify-and-more", n = more)));
    let names = Text::joined(names.flat_map(|name: Text| ["\n  ".into(), name]));
    text!("verify-left-alone", files = files(left.count), names = names)
}

/// `3 files`.
fn files(number: u64) -> Text {
    text!("verify-files", n = number)
}
