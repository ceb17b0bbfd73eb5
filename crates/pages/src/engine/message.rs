//! Messages between the page and the workers that judge for it.

use super::pictures::FoundInPicture;
use super::shelf::{FileInfo, Span};
use attestat_checking::inputs::PictureCodes;
use attestat_checking::report::block::Report;
use attestat_checking::row::VerdictRow;
use attestat_checking::trust::parts::TrustParts;
use attestat_words::language::Language;
use serde::{Deserialize, Serialize};

/// One of the files, by its number among all of them.
pub type Number = usize;

/// Language of the words in rows and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    /// English.
    En,
    /// Russian.
    Ru,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::En => Self::English,
            Tongue::Ru => Self::Russian,
        }
    }
}

impl From<Language> for Tongue {
    fn from(language: Language) -> Self {
        language.of(Self::En, Self::Ru)
    }
}

/// Circumstances against which every file of a run is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The verifier's trust.
    pub trust: TrustParts,
    /// The verifier's name.
    pub audience: Option<String>,
    /// The verifier's request, as its file.
    pub request: Option<String>,
    /// Withdrawals that families sent, each as its file.
    pub withdrawals: Vec<String>,
    /// The moment of every verdict, in Unix seconds.
    pub now: u64,
    /// Language of the words.
    pub tongue: Tongue,
}

/// Work for a worker. Every worker opens the same files, so that a number means the same file to all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Look into the files for the files that they hold.
    Open {
        /// The files.
        files: Vec<FileInfo>,
        /// The circumstances of the run.
        terms: Box<Terms>,
    },
    /// Read the codes in those of the files that are pictures.
    ReadPictures {
        /// The first of them.
        from: Number,
        /// The number behind the last.
        to: Number,
    },
    /// Put pictures of one set of codes together.
    Join {
        /// The pictures, each with the codes in it.
        pictures: Vec<(Number, PictureCodes)>,
    },
    /// Read the heads that files rest on.
    Look {
        /// The first of them.
        from: Number,
        /// The number behind the last.
        to: Number,
    },
    /// Judge by these heads, which all workers have seen together, and by this trust.
    Know {
        /// The notes of the heads.
        heads: Vec<String>,
        /// The trust, with the proofs that were fetched for the heads.
        trust: Box<TrustParts>,
    },
    /// Judge files.
    Judge {
        /// The first of them.
        from: Number,
        /// SHA-256 of each when it was looked at.
        looked: Vec<Option<[u8; 32]>>,
    },
    /// Tell everything of one file.
    Tell {
        /// Its number.
        number: Number,
        /// SHA-256 of it when it was looked at.
        looked: Option<[u8; 32]>,
    },
}

/// Answer of a worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// The files were looked into.
    Opened {
        /// Number of files to judge.
        count: usize,
        /// Number of files that are left alone.
        left_alone: u64,
        /// The names of the first of them.
        left_alone_names: Vec<String>,
    },
    /// Pictures were read.
    PicturesRead {
        /// The pictures among the files, each with the codes in it.
        pictures: Vec<(Number, PictureCodes)>,
    },
    /// Pictures were put together.
    Joined {
        /// Number of files to judge.
        count: usize,
    },
    /// Heads were read.
    Looked {
        /// The first of the files.
        from: Number,
        /// SHA-256 of each, where it could be read.
        hashes: Vec<Option<[u8; 32]>>,
        /// The notes of the heads.
        heads: Vec<String>,
        /// The notes of those that too few have confirmed, and that a newer head may cover.
        uncovered: Vec<String>,
    },
    /// The heads are known.
    Known,
    /// Files were judged.
    Judged {
        /// A row for each, in order.
        rows: Vec<VerdictRow>,
    },
    /// Everything about one file.
    Told {
        /// Its number.
        number: Number,
        /// The report.
        report: Report,
    },
    /// Nothing can be done with what was given; in words.
    Refused {
        /// The reason and the next step.
        why: String,
    },
}

/// Input of a worker's engine: work, or what it needed for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// Work.
    Command {
        /// The work.
        command: Command,
    },
    /// A part of a file; its bytes are the body of the message.
    Part {
        /// The part that was asked for.
        span: Span,
    },
    /// A file that cannot be read any more.
    Lost {
        /// The number of the file.
        file: u32,
    },
    /// The codes of the picture that was given.
    Codes {
        /// SHA-256 of the picture.
        picture: [u8; 32],
        /// The codes.
        found: FoundInPicture,
    },
}

/// Output of a worker's engine: what it needs first, or its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "output", rename_all = "kebab-case")]
pub enum Output {
    /// Parts of files.
    Parts {
        /// The parts.
        spans: Vec<Span>,
    },
    /// The codes in a picture, which is the body of the message.
    Picture {
        /// SHA-256 of the picture.
        picture: [u8; 32],
    },
    /// More of the answers to earlier questions: nothing to do now.
    Waiting,
    /// The answer.
    Reply {
        /// The answer.
        reply: Box<Reply>,
    },
}
