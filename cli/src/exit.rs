//! Exit codes of the program: one number per outcome, the same in every version.

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
    /// Every outcome with its meaning, as `attestat help` lists them.
    pub(crate) const ALL: [(Self, &'static str); 11] = [
        (Self::Done, "done, green or clean; a safe rerun that found everything done, too"),
        (Self::Internal, "the program itself failed: tell whoever runs it"),
        (
            Self::Usage,
            "the command line, or a file or folder that it names, cannot be used: missing, there already, or not what it must be; several pupils are meant; or a question was not answered with yes. Nothing was done",
        ),
        (Self::Red, "red: two histories were signed, or a check or an audit has a finding: do not rely on it"),
        (Self::Grey, "grey: a file is not readable as a document"),
        (Self::Listed, "everything is as a receipt records it, and it lists a file that is not green"),
        (
            Self::Amber,
            "amber: genuine with a gap, an audit that could not look at everything, or a document left out of an export",
        ),
        (Self::BadRows, "rows of a sheet cannot be issued; nothing was issued"),
        (
            Self::Config,
            "what the program keeps is missing or wrong: settings, keys or rosters in the folder of a node, a consortium, a wallet or of trust",
        ),
        (Self::InUse, "another program works in the folder"),
        (
            Self::Unreachable,
            "a node does not answer or went away, or the level was not reached: run the same command again, which is safe",
        ),
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
pub(crate) fn help() -> String {
    let lines = Exit::ALL.iter().map(|(exit, meaning)| format!("  {:>2}  {meaning}\n", exit.code()));
    format!("Exit codes (worst wins: red > grey > amber > green):\n{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers are a promise to scripts; a row changes only with a new major version.
    #[test]
    fn the_numbers_are_those_that_were_promised() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|(exit, _)| exit.code()).collect();
        assert_eq!(codes, [0, 1, 2, 10, 11, 12, 20, 30, 40, 41, 42]);
    }

    #[test]
    fn the_guide_for_schools_lists_every_number_with_its_meaning() {
        let guide = include_str!("../../docs/guides/school.md");
        let (_, table) = guide.split_once("| exit code | means |").unwrap();
        let rows = table.lines().skip(2).map_while(|row| row.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
        let listed: Vec<(u8, &str)> = rows.map(|(code, meaning)| (code.parse().unwrap(), meaning)).collect();
        assert_eq!(listed, Exit::ALL.map(|(exit, meaning)| (exit.code(), meaning)));
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
