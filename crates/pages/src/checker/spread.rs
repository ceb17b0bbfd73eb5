//! One run, spread over workers: the phases that all of them go through together, and the rows as they come in.
//!
//! ```text
//! open ─▶ read pictures ─▶ join ─▶ look ─▶ (fetch proofs) ─▶ know ─▶ judge
//! ```

use super::tally::Tally;
use crate::engine::FileInfo;
use crate::engine::message::{Command, Number, Reply, Terms};
use attestat_checking::inputs::PictureCodes;
use attestat_checking::row::VerdictRow;
use attestat_checking::trust::parts::TrustParts;
use attestat_ledger::sorting::SharedSort as _;
use std::collections::{BTreeMap, BTreeSet};

/// Files that a worker is given at a time: few enough for a progress bar that moves, and for the memory of a telephone.
const AT_A_TIME: usize = 32;

/// The phases of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Archives and letters are looked into.
    Opening,
    /// Codes in pictures are read.
    Pictures,
    /// Codes of one set are put together.
    Joining,
    /// Heads are read.
    Looking,
    /// Proofs for heads that too few have confirmed are fetched; the page does that.
    Proving,
    /// The heads are given to all workers.
    Knowing,
    /// Verdicts are made.
    Judging,
    /// Every file has its verdict.
    Done,
}

/// Work for a worker.
pub(super) type Posted = (usize, Command);

/// A run under way.
pub(super) struct Spread {
    /// The phase.
    pub(super) phase: Phase,
    /// Number of files to judge.
    pub(super) count: usize,
    /// The circumstances.
    pub(super) terms: Terms,
    /// The notes of the heads that files rest on.
    pub(super) heads: BTreeSet<String>,
    /// The notes of those that a newer head may cover.
    pub(super) uncovered: BTreeSet<String>,
    /// Number of files of other kinds, and the names of the first of them.
    pub(super) left_alone: (u64, Vec<String>),
    workers: usize,
    /// Workers that have not answered.
    outstanding: usize,
    /// The first file that no worker was given in this phase.
    next: Number,
    pictures: Vec<(Number, PictureCodes)>,
    hashes: Vec<Option<[u8; 32]>>,
    /// Rows that came before their turn.
    early: BTreeMap<Number, VerdictRow>,
    /// Files of which this phase is over.
    passed: usize,
}

impl Spread {
    /// Begins a run.
    pub(super) fn begin(files: Vec<FileInfo>, terms: Terms, workers: usize) -> (Self, Vec<Posted>) {
        let open = Command::Open { files, terms: Box::new(terms.clone()) };
        let run = Self {
            phase: Phase::Opening,
            count: 0,
            terms,
            heads: BTreeSet::new(),
            uncovered: BTreeSet::new(),
            left_alone: (0, Vec::new()),
            workers,
            outstanding: workers,
            next: 0,
            pictures: Vec::new(),
            hashes: Vec::new(),
            early: BTreeMap::new(),
            passed: 0,
        };
        (run, (0..workers).map(|worker| (worker, open.clone())).collect())
    }

    /// Number of files of which the present phase is over.
    pub(super) const fn passed(&self) -> usize {
        self.passed
    }

    /// SHA-256 of a file when it was looked at.
    pub(super) fn looked(&self, number: Number) -> Option<[u8; 32]> {
        self.hashes.get(number).copied().flatten()
    }

    /// Takes in a worker's answer; rows go to the tally in the order of the files. Returns the work that follows.
    pub(super) fn take(&mut self, worker: usize, reply: Reply, tally: &mut Tally) -> Vec<Posted> {
        self.outstanding = self.outstanding.saturating_sub(1);
        match reply {
            Reply::Opened { count, left_alone, left_alone_names } => {
                self.count = count;
                self.left_alone = (left_alone, left_alone_names);
            }
            Reply::PicturesRead { pictures } => self.pictures.extend(pictures),
            Reply::Joined { count } => self.count = count,
            Reply::Looked { from, hashes, heads, uncovered } => {
                self.passed += hashes.len();
                self.hashes.resize(self.count.max(from + hashes.len()), None);
                for (place, hash) in self.hashes.iter_mut().skip(from).zip(hashes) {
                    *place = hash;
                }
                self.heads.extend(heads);
                self.uncovered.extend(uncovered);
            }
            Reply::Judged { rows } => {
                self.passed += rows.len();
                self.early.extend(rows.into_iter().map(|row| (row.number, row)));
                while let Some(row) = self.early.remove(&tally.len()) {
                    tally.take(row);
                }
            }
            Reply::Known | Reply::Told { .. } | Reply::Refused { .. } => {}
        }
        match self.share(worker) {
            Some(command) => self.post(vec![(worker, command)]),
            None if self.outstanding == 0 => self.go_on(),
            None => Vec::new(),
        }
    }

    /// Ends the phase in which the page fetched proofs; the trust holds them now.
    pub(super) fn proven(&mut self, trust: TrustParts) -> Vec<Posted> {
        self.terms.trust = trust;
        self.enter(Phase::Knowing)
    }

    fn go_on(&mut self) -> Vec<Posted> {
        let next = match self.phase {
            Phase::Opening => Phase::Pictures,
            Phase::Pictures => Phase::Joining,
            Phase::Joining => Phase::Looking,
            Phase::Looking => Phase::Proving,
            Phase::Proving | Phase::Knowing => Phase::Judging,
            Phase::Judging | Phase::Done => Phase::Done,
        };
        self.enter(next)
    }

    fn enter(&mut self, phase: Phase) -> Vec<Posted> {
        self.phase = phase;
        (self.next, self.passed) = (0, 0);
        if phase == Phase::Joining {
            self.pictures.put_in_order_by_key(|(number, _)| *number);
        }
        let posted: Vec<Posted> = (0..self.workers)
            .filter_map(|worker| Some((worker, self.for_all().or_else(|| self.share(worker))?)))
            .collect();
        let is_over = posted.is_empty() && !matches!(phase, Phase::Proving | Phase::Done);
        if is_over { self.go_on() } else { self.post(posted) }
    }

    fn post(&mut self, posted: Vec<Posted>) -> Vec<Posted> {
        self.outstanding += posted.len();
        posted
    }

    /// Work that every worker does.
    fn for_all(&self) -> Option<Command> {
        match self.phase {
            Phase::Joining => Some(Command::Join { pictures: self.pictures.clone() }),
            Phase::Knowing => Some(Command::Know {
                heads: self.heads.iter().cloned().collect(),
                trust: Box::new(self.terms.trust.clone()),
            }),
            _ => None,
        }
    }

    /// The next share of work for one worker.
    fn share(&mut self, _worker: usize) -> Option<Command> {
        let (from, to) = (self.next, (self.next + AT_A_TIME).min(self.count));
        if from >= to {
            return None;
        }
        let command = match self.phase {
            Phase::Pictures => Command::ReadPictures { from, to },
            Phase::Looking => Command::Look { from, to },
            Phase::Judging => Command::Judge { from, looked: (from..to).map(|number| self.looked(number)).collect() },
            _ => return None,
        };
        self.next = to;
        Some(command)
    }
}
