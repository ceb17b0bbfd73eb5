//! Newer versions of the roster, learned from peers: each is checked by the one before, kept and served at once, and
//! in force here from the next start.

use crate::Node;
use crate::machine::notices::Kind;
use crate::mirror::evidence::EvidenceFolder;
use crate::mirror::fetch::{self, RosterAnswer, RosterQuestion};
use crate::mirror::peers::Peers;
use crate::mirror::roster::kept::KeptRosters;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{Climb, End, Governance, PinnedRoster, Roster, RosterTwins};
use attestat_replica::peers::PeerId;
use attestat_words::text;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::task::JoinSet;

/// Time that a peer may take to answer.
const ANSWER_PATIENCE: Duration = Duration::from_secs(10);

/// Answers of the peers; nothing, from a node without a roster.
pub(super) type Answers = BTreeMap<PeerId, Option<RosterAnswer>>;

/// Versions that are known here.
pub(super) struct Versions {
    in_force: PinnedRoster,
    kept: KeptRosters,
    climb: Climb,
    /// The newest version of each peer that led to nothing, by its hash: it is asked for once.
    strange: BTreeMap<PeerId, Vec<u8>>,
}

impl Versions {
    /// The version in force, and those that are kept after it.
    pub(super) fn new(node: &Node, in_force: &PinnedRoster) -> Self {
        let kept = KeptRosters::of(node.folder.layout());
        let climb = kept.climb(in_force.clone());
        let versions = Self { in_force: in_force.clone(), kept, climb, strange: BTreeMap::new() };
        versions.tell(node);
        versions
    }

    /// Asks every peer for the version after those that are known here.
    pub(super) async fn ask_everyone(&self, peers: &Peers, roster: &Roster) -> Answers {
        ask(peers, peers.everyone(roster), &self.wanted()).await
    }

    fn wanted(&self) -> RosterQuestion {
        let top = self.climb.top().roster();
        RosterQuestion { version: top.version + 1, held: top.hash().0.to_vec() }
    }

    /// Takes over the versions that follow, one by one, as far as anybody has them.
    pub(super) async fn learn(&mut self, node: &Node, peers: &Peers, mut answers: Answers) {
        let before = self.climb.top().roster().version;
        self.look_at_twins(node, &answers);
        let refused = self.kept.refused();
        while self.climb.take(self.candidates(&answers).iter().map(Vec::as_slice), &refused) {
            let ahead = newest(&answers).filter(|(_, (version, _))| *version > self.climb.top().roster().version);
            answers = ask(peers, ahead.map(|(peer, _)| peer), &self.wanted()).await;
        }
        let climbed = self.climb.clone().end(crate::machine::clock::today());
        match &climbed.end {
            End::Expired(_) => self.climb = self.kept.climb(self.in_force.clone()),
            End::Twins(twins) => self.found_twins(node, self.climb.top().roster().version + 1, twins),
            End::Newest | End::NotYet(_) => self.look_beyond(node, peers, &answers).await,
        }
        for version in climbed.passed.iter().chain(&climbed.waiting) {
            if let Err(error) = self.kept.keep(version) {
                tracing::warn!("version {} of the roster is not kept: {error}", version.roster().version);
            }
        }
        if self.climb.top().roster().version != before {
            self.tell(node);
        }
    }

    /// Texts that peers sent for the next version, and those kept of it here: one that an operator refused contradicts
    /// another all the same.
    fn candidates(&self, answers: &Answers) -> BTreeSet<Vec<u8>> {
        let shown = answers.values().flatten().flat_map(|answer| [&answer.note, &answer.twin]);
        let shown = shown.filter(|note| !note.is_empty()).cloned();
        shown.chain(self.kept.of_version(self.climb.top().roster().version + 1)).collect()
    }

    /// Says that a later version is in force, or the time from which one will be.
    fn tell(&self, node: &Node) {
        let climbed = self.climb.clone().end_of_kept(crate::machine::clock::today());
        if let Some(next) = climbed.waiting.first().map(PinnedRoster::roster) {
            tracing::info!("version {} of the roster is kept here, and in force from {} on", next.version, next.issued);
        }
        let (ours, theirs) = (self.in_force.roster().version, climbed.in_force().roster().version);
        if theirs > ours {
            let words = text!("notice-roster-outdated", theirs = theirs, ours = ours);
            node.notices.raise(Kind::RosterOutdated, words);
        }
    }

    /// Looks at other texts of the version that is known here; a peer that keeps one sends it unasked.
    fn look_at_twins(&self, node: &Node, answers: &Answers) {
        let top = self.climb.top();
        for answer in answers.values().flatten().filter(|answer| !answer.contradicts.is_empty()) {
            let Ok(other) = Note::parse(&answer.contradicts) else { continue };
            let twins = RosterTwins { one: top.note().clone(), other };
            if twins.verify(top).is_ok() {
                return self.found_twins(node, top.roster().version, &twins);
            }
        }
    }

    /// Keeps both and says so; a caller that asks is given both.
    fn found_twins(&self, node: &Node, version: u64, twins: &RosterTwins) {
        let evidence = EvidenceFolder::new(node.folder.layout().root());
        let kept = evidence.record("roster-twins", &twins.to_string()).err().map(|error| error.to_string());
        let kept = kept.or_else(|| self.kept.keep_twins(version, twins).err().map(|error| error.to_string()));
        if let Some(error) = kept {
            tracing::error!("two rosters of version {version} are not kept: {error}");
        }
        let top = self.climb.top().roster();
        let words = match top.version == version {
            true => text!("notice-roster-twins-stays", version = version, hash = top.hash().to_string()),
            false => text!("notice-roster-twins", version = version),
        };
        node.notices.raise(Kind::RosterTwins, words);
    }

    /// Looks at newer versions that nothing leads to, as far as peers keep the versions between.
    async fn look_beyond(&mut self, node: &Node, peers: &Peers, answers: &Answers) {
        let (ours, refused) = (self.climb.top().roster().version, self.kept.refused());
        let is_refused = |hash: &[u8]| refused.iter().any(|refused| refused.0 == hash);
        let ahead: Vec<(PeerId, (u64, Vec<u8>))> =
            newest(answers).filter(|(_, (version, hash))| *version > ours && !is_refused(hash)).collect();
        for (peer, (_, hash)) in ahead {
            if self.strange.get(&peer) == Some(&hash) {
                continue;
            }
            let newest = ask(peers, [peer], &RosterQuestion::default()).await;
            // A peer that does not answer is asked again.
            let Some(Some(answer)) = newest.get(&peer) else { continue };
            self.strange.insert(peer, hash);
            self.tell_beyond(node, &peers.location(peer), &answer.note);
        }
    }

    fn tell_beyond(&self, node: &Node, peer: &str, note: &[u8]) {
        let ours = self.in_force.roster().version;
        match newer_version(&self.in_force, note) {
            Some(Version::Newer(newer)) => {
                let words = text!("notice-roster-beyond", theirs = newer, ours = ours);
                node.notices.raise(Kind::RosterOutdated, words);
            }
            Some(Version::ByOthers(version)) => tracing::warn!(
                peer,
                "this peer pins version {version} of the roster, signed by other governors than those of version {ours}, \
                 which is in force here; it is not checked. Ask the consortium whether there is a newer one"
            ),
            None => {}
        }
    }
}

/// The newest version that each peer keeps, and its hash.
fn newest(answers: &Answers) -> impl Iterator<Item = (PeerId, (u64, Vec<u8>))> {
    let answered = answers.iter().filter_map(|(peer, answer)| Some((*peer, answer.as_ref()?)));
    answered.map(|(peer, answer)| (peer, (answer.newest, answer.newest_hash.clone())))
}

/// Asks peers at the same time; returns those that answered, with their answers.
async fn ask(peers: &Peers, asked: impl IntoIterator<Item = PeerId>, question: &RosterQuestion) -> Answers {
    let mut asking = JoinSet::new();
    for peer in asked {
        let (Some(connection), question) = (peers.connection(peer), question.clone()) else { continue };
        asking.spawn(async move {
            let answer = tokio::time::timeout(ANSWER_PATIENCE, fetch::roster(connection, question)).await.ok()??;
            Some((peer, answer))
        });
    }
    asking.join_all().await.into_iter().flatten().collect()
}

/// A version above the one in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// Enough governors of the roster in force signed it.
    Newer(u64),
    /// Its own governors signed it, who may have followed ours or be anybody's.
    ByOthers(u64),
}

/// The version of a note, if it is newer. Anything else that a peer sends is noise: nothing unsigned is looked at, and
/// nothing is put in force here.
pub(super) fn newer_version(pinned: &PinnedRoster, note: &[u8]) -> Option<Version> {
    let (ours, note) = (pinned.roster(), Note::parse(note).ok()?);
    let theirs = Roster::parse(note.text()).ok().filter(|theirs| theirs.version > ours.version)?;
    let signed_by = |governance: &Governance| {
        note.verify(&governance.governors).is_ok_and(|signers| signers.len() >= governance.threshold)
    };
    if signed_by(&ours.governance) {
        return Some(Version::Newer(theirs.version));
    }
    signed_by(&theirs.governance).then_some(Version::ByOthers(theirs.version))
}
