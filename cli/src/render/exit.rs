//! Exit codes of the program: one number per outcome, the same in every version.

use attestat_words::language::Language;
use std::process::ExitCode;

/// An outcome that the program tells its caller by its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Green, clean or done; a safe rerun too.
    Done = 0,
    /// The program itself failed.
    Internal = 1,
    /// The command line, or a file or folder that it names, cannot be used: missing, there already, not what it must be.
    Usage = 2,
    /// Do not rely on it: a red document, or an audit with a finding.
    Red = 10,
    /// A file that cannot be read as a document.
    Grey = 11,
    /// All is as a receipt records it, and it lists a file that is not green.
    Listed = 12,
    /// Genuine with a gap: an amber document, or an audit that could not look at everything.
    Amber = 20,
    /// Rows that cannot be issued; nothing was.
    BadRows = 30,
    /// Settings, keys, rosters or a wallet that the program keeps are missing or wrong.
    Config = 40,
    /// Another program works in the folder.
    InUse = 41,
    /// A node does not answer, or the level waited for was not reached.
    Unreachable = 42,
}

impl Exit {
    /// Every outcome with the key of its meaning, as `attestat help` lists them.
    pub(crate) const ALL: [(Self, &'static str); 11] = [
        (Self::Done, "exit-done"),
        (Self::Internal, "exit-internal"),
        (Self::Usage, "exit-usage"),
        (Self::Red, "exit-red"),
        (Self::Grey, "exit-grey"),
        (Self::Listed, "exit-listed"),
        (Self::Amber, "exit-amber"),
        (Self::BadRows, "exit-bad-rows"),
        (Self::Config, "exit-config"),
        (Self::InUse, "exit-in-use"),
        (Self::Unreachable, "exit-unreachable"),
    ];

    /// The number.
    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    /// The worse of two outcomes: red > grey > amber > green. A failure of the program itself stands above a verdict,
    /// because then the verdict is not whole.
    pub(crate) fn worst(self, other: Self) -> Self {
        if other.badness() > self.badness() { other } else { self }
    }

    const fn badness(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Listed => 1,
            Self::Amber => 2,
            Self::Grey => 3,
            Self::Red => 4,
            Self::BadRows => 5,
            Self::Unreachable => 6,
            Self::InUse => 7,
            Self::Config => 8,
            Self::Usage => 9,
            Self::Internal => 10,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The table of exit codes as help shows it.
pub(crate) fn help(language: Language) -> String {
    attestat_terminal::exit::table("exit-heading", Exit::ALL.map(|(exit, key)| (exit.code(), key)), language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::text::Text;

    /// The numbers are a promise to scripts; a row changes only with a new major version.
    #[test]
    fn the_numbers_are_those_that_were_promised() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|(exit, _)| exit.code()).collect();
        assert_eq!(codes, [0, 1, 2, 10, 11, 12, 20, 30, 40, 41, 42]);
    }

    #[test]
    fn the_guide_for_schools_lists_every_number_with_its_meaning() {
        let guide = include_str!("../../../docs/guides/school.md");
        let (_, table) = guide.split_once("| exit code | means |").unwrap();
        let rows = table.lines().skip(2).map_while(|row| row.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
        let listed: Vec<(u8, String)> =
            rows.map(|(code, meaning)| (code.parse().unwrap(), meaning.to_owned())).collect();
        let told = |key: &'static str| Text::new(key).told(Language::English);
        assert_eq!(listed, Exit::ALL.map(|(exit, meaning)| (exit.code(), told(meaning))));
    }

    #[test]
    fn the_worst_verdict_wins_whatever_the_order() {
        let ascending = [Exit::Done, Exit::Amber, Exit::Grey, Exit::Red];
        for (at, low) in ascending.iter().enumerate() {
            for high in ascending.iter().skip(at) {
                assert_eq!(low.worst(*high), *high);
                assert_eq!(high.worst(*low), *high);
            }
        }
    }

    #[test]
    fn every_outcome_has_a_rank_of_its_own() {
        let mut ranks: Vec<u8> = Exit::ALL.iter().map(|(exit, _)| exit.badness()).collect();
        ranks.sort_unstable();
        ranks.dedup();
        assert_eq!(ranks.len(), Exit::ALL.len());
    }
}
