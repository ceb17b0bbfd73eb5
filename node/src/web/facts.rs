//! Facts that the pages show, gathered from the logs: what everybody may know who asks `Log`, and nothing else. Nothing of
//! the vault, of pupils, of the disk or of whoever asks is ever in them.

use crate::Node;
use crate::machine::clock;
use crate::machine::notices::Kind;
use crate::mirror::roster::kept::KeptRosters;
use crate::service::log::LogAnswers;
use crate::web::counts::{RecordCounts, Timeline};
use crate::writer::standings::LogStanding;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::day::Day;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{Registry, RegistryState, Roster, RosterHash};
use attestat_store::log::Log;

/// Facts of one moment.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// Name of the node.
    pub(crate) node: String,
    /// The moment, in Unix seconds.
    pub(crate) now: u64,
    /// The roster in force; none where none is.
    pub(crate) roster: Option<RosterFacts>,
    /// Every log that is kept here or should be, those of the roster first, in its order.
    pub(crate) logs: Vec<LogFacts>,
}

/// Facts of the roster in force.
#[derive(Debug, Clone)]
pub(crate) struct RosterFacts {
    /// Its version.
    pub(crate) version: u64,
    /// Its hash.
    pub(crate) hash: RosterHash,
    /// First day on which it holds.
    pub(crate) issued: Day,
    /// Last day.
    pub(crate) expires: Day,
    /// Number and hash of the newest version that is known here.
    pub(crate) newest: (u64, RosterHash),
    /// True if governors signed two rosters of one version.
    pub(crate) has_twins: bool,
}

/// Facts of one log.
#[derive(Debug, Clone)]
pub(crate) struct LogFacts {
    /// Origin of the log.
    pub(crate) origin: Origin,
    /// Name of the registry for people; empty where no roster gives it.
    pub(crate) name: String,
    /// State of the log as this node sees it.
    pub(crate) state: ShownState,
    /// Number of records here.
    pub(crate) size: u64,
    /// The newest head that a quorum confirmed; the newest seal where the roster asks for no quorum.
    pub(crate) head: Option<HeadFacts>,
    /// Records by time.
    pub(crate) timeline: Timeline,
    /// Records that are counted in it: all, or the pages say that the rest is still being counted.
    pub(crate) counted: u64,
}

/// Facts of a head.
#[derive(Debug, Clone)]
pub(crate) struct HeadFacts {
    /// The note, with its signatures.
    pub(crate) note: CheckpointNote,
    /// Time of its newest confirmation by a quorum, in Unix seconds; none where none is needed or reached.
    pub(crate) confirmed: Option<u64>,
    /// Cosigners that count for this log and cosigned it.
    pub(crate) cosigned: usize,
    /// Cosigners that count for this log.
    pub(crate) cosigners: usize,
    /// The fewest of them that make a quorum.
    pub(crate) needed: Option<usize>,
}

/// State of a log, as strangers are told it: without reasons, which are the operator's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShownState {
    /// Written here, or copied from its registry.
    Followed,
    /// Of this node, and read only for now.
    ReadOnly,
    /// Copied, with newest records that are not taken over yet.
    Worried,
    /// Two heads of it could not be connected yet.
    Doubted,
    /// Not followed any more.
    Stopped,
    /// Signed in two histories.
    Forked,
    /// Ended by the roster: cut, or its registry closed.
    Ended,
    /// Not readable here at the moment.
    Unreadable,
}

impl ShownState {
    /// Every state.
    pub(crate) const ALL: [Self; 8] = [
        Self::Followed,
        Self::ReadOnly,
        Self::Worried,
        Self::Doubted,
        Self::Stopped,
        Self::Forked,
        Self::Ended,
        Self::Unreadable,
    ];

    /// Word for programs; it never changes.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Followed => "followed",
            Self::ReadOnly => "read-only",
            Self::Worried => "worried",
            Self::Doubted => "doubted",
            Self::Stopped => "stopped",
            Self::Forked => "forked",
            Self::Ended => "ended",
            Self::Unreadable => "unreadable",
        }
    }
}

impl LogFacts {
    /// Name of the log in paths: its origin with `_` for `/`. No origin has a `_`.
    pub(crate) fn path_name(&self) -> String {
        path_name(&self.origin)
    }
}

/// Name of a log in paths.
pub(crate) fn path_name(origin: &Origin) -> String {
    origin.as_str().replace('/', "_")
}

/// The origin that a name in a path stands for.
pub(crate) fn origin_of(name: &str) -> Option<Origin> {
    Origin::parse(&name.replace('_', "/")).ok().filter(|origin| path_name(origin) == name)
}

impl Facts {
    /// Gathers the facts of now. Blocks for disk; checks every cosignature of every published head.
    pub(crate) fn gather(node: &Node, counts: &RecordCounts) -> Self {
        let pinned = node.roster.borrow().clone();
        let roster = pinned.as_ref().map(|pinned| pinned.roster());
        let mut origins: Vec<Origin> = Vec::new();
        let listed = roster.into_iter().flat_map(|roster| &roster.registries).flat_map(|registry| &registry.logs);
        origins.extend(listed.map(|log| log.origin.clone()));
        let kept = node.database.logs().into_iter().map(|log| log.origin().clone());
        let broken = node.database.broken().into_iter().map(|(origin, _)| origin);
        let mut others: Vec<Origin> = kept.chain(broken).filter(|origin| !origins.contains(origin)).collect();
        others.sort_unstable();
        others.dedup();
        origins.extend(others);
        let gathering = Gathering { node, counts, roster, today: clock::today() };
        Self {
            node: node.config.name.clone(),
            now: clock::now(),
            roster: roster.map(|roster| of_roster(node, roster)),
            logs: origins.iter().map(|origin| gathering.log(origin)).collect(),
        }
    }

    /// Time of the newest confirmation of any log, in Unix seconds.
    pub(crate) fn newest_confirmation(&self) -> Option<u64> {
        self.logs.iter().filter_map(|log| log.head.as_ref()?.confirmed).max()
    }
}

fn of_roster(node: &Node, roster: &Roster) -> RosterFacts {
    let newest = KeptRosters::of(node.folder.layout()).newest();
    RosterFacts {
        version: roster.version,
        hash: roster.hash(),
        issued: roster.issued,
        expires: roster.expires,
        newest: newest.unwrap_or_else(|| (roster.version, roster.hash())),
        has_twins: node.notices.has(Kind::RosterTwins),
    }
}

struct Gathering<'a> {
    node: &'a Node,
    counts: &'a RecordCounts,
    roster: Option<&'a Roster>,
    today: Day,
}

impl Gathering<'_> {
    fn log(&self, origin: &Origin) -> LogFacts {
        let count = self.counts.of(origin);
        let registry = self.roster.and_then(|roster| roster.registry(origin.registry()));
        let log = self.node.database.log(origin).ok();
        let head = log.as_ref().and_then(|log| LogAnswers::of(self.node).published(log).ok().flatten());
        LogFacts {
            origin: origin.clone(),
            name: registry.map(|registry| registry.name.clone()).unwrap_or_default(),
            state: log.as_ref().map_or(ShownState::Unreadable, |log| self.state(log, registry)),
            size: log.as_ref().map_or(0, |log| log.state().size()),
            head: head.map(|note| self.head(registry, note)),
            timeline: Timeline::of(&count.days, self.today),
            counted: count.counted,
        }
    }

    fn state(&self, log: &Log, registry: Option<&Registry>) -> ShownState {
        match LogAnswers::of(self.node).evidence(log) {
            Ok(Some(_)) => return ShownState::Forked,
            Ok(None) => {}
            Err(_) => return ShownState::Unreadable,
        }
        let is_cut = self.roster.is_some_and(|roster| roster.cut(log.origin()).is_some());
        if is_cut || registry.is_some_and(|registry| registry.state == RegistryState::Closed) {
            return ShownState::Ended;
        }
        match self.node.standings.get(log.origin()) {
            LogStanding::Own | LogStanding::Mirrored => ShownState::Followed,
            LogStanding::ReadOnly(_) => ShownState::ReadOnly,
            LogStanding::Worried(_) => ShownState::Worried,
            LogStanding::Doubted(_) => ShownState::Doubted,
            LogStanding::Stopped(_) => ShownState::Stopped,
        }
    }

    fn head(&self, registry: Option<&Registry>, note: CheckpointNote) -> HeadFacts {
        let judged = self.roster.zip(registry).and_then(|(roster, registry)| {
            let quorum = roster.judge(registry, note.note()).ok()?;
            Some((quorum, roster.counting_cosigners(registry).count()))
        });
        let Some((quorum, cosigners)) = judged else {
            return HeadFacts { note, confirmed: None, cosigned: 0, cosigners: 0, needed: None };
        };
        HeadFacts {
            note,
            confirmed: quorum.time,
            cosigned: quorum.cosignatures.len(),
            cosigners,
            needed: quorum.needed,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn a_name_in_a_path_stands_for_one_log() {
        for origin in ["school-12.example.org/main/1", "a.example/4294967295"] {
            let origin = Origin::parse(origin).unwrap();
            assert_eq!(origin_of(&path_name(&origin)).unwrap(), origin);
        }
        for name in ["", "school.example/1", "school.example", "..", "school.example_0", "school.example_1_"] {
            assert!(origin_of(name).is_none(), "{name}");
        }
    }
}
