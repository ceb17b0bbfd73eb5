//! Nodes in memory for tests: honest logs built by the ledger's own rules, served over a real connection,
//! and the lies that a test tells on purpose.

mod desk;
mod node;

pub(crate) use desk::FamilyDesk;
pub(crate) use node::{RunningNode, Served};

use attestat_ledger::batch::{Bodies, Entry, SealedBatch};
use attestat_ledger::chain::{Awards, ChainError, LogState, append};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::day::Day;
use attestat_ledger::evidence::{AnchoredSnapshot, StatusFile};
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::key::{SecretKey, Signature};
use attestat_ledger::name::Origin;
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::{Award, Class, Content, Genesis, StatusChange};
use attestat_ledger::roster::RosterHash;
use attestat_ledger::status::{Reason, Status};
use attestat_ledger::tile::perfect_root;
use attestat_ledger::tree::{NodeSource, prove_inclusion, root_at};
use zeroize::Zeroizing;

pub(crate) const GOVERNOR: u8 = 1;
pub(crate) const REGISTRY: u8 = 10;
pub(crate) const MIRROR: u8 = 20;
/// The log of every test.
pub(crate) const ORIGIN: &str = "a.example/1";
/// Time at which the mirror cosigns, Unix seconds.
pub(crate) const COSIGNED_AT: u64 = 1_630_504_800;

pub(crate) fn secret(seed: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([seed; 32]))
}

pub(crate) fn origin() -> Origin {
    Origin::parse(ORIGIN).unwrap()
}

fn governor() -> VerifierKey {
    VerifierKey::new("pilot.example", SignatureType::Ed25519, secret(GOVERNOR).public()).unwrap()
}

fn mirror() -> VerifierKey {
    VerifierKey::new("b.example/m1", SignatureType::CosignatureV1, secret(MIRROR).public()).unwrap()
}

/// A signed roster with the log of every test and one mirror whose word is a quorum.
pub(crate) fn roster(version: u64, previous: Option<RosterHash>) -> (Vec<u8>, RosterHash) {
    roster_with(version, previous, "")
}

/// That roster with more TOML at its end.
pub(crate) fn roster_with(version: u64, previous: Option<RosterHash>, more: &str) -> (Vec<u8>, RosterHash) {
    let previous = previous.map_or_else(String::new, |hash| format!("previous = \"{hash}\"\n"));
    let text = format!(
        "format = \"attestat/roster/v1\"\nversion = {version}\n{previous}issued = \"2021-09-01\"\nexpires = \"2999-09-01\"\nthreshold = 1\n\
         governors = [\"{}\"]\nquorum = \"quorum b.example/m1\"\n\
         [[registry]]\nid = \"a.example\"\nname = \"A\"\norganisation = \"A\"\nregion = \"77\"\nclasses = [\"certificate\"]\nstate = \"active\"\n\
         [[registry.log]]\norigin = \"{ORIGIN}\"\n[[registry.log.key]]\nkey = \"{}\"\nfrom_size = 1\n\
         [[cosigner]]\nkey = \"{}\"\norganisation = \"B\"\nkind = \"mirror\"\n{more}",
        governor(),
        attestat_ledger::encoding::base64(secret(REGISTRY).public().as_bytes()),
        mirror(),
    );
    let hash = RosterHash(attestat_ledger::hash::sha256(text.as_bytes()));
    let mut note = Note::unsigned(text).unwrap();
    note.sign(&governor(), &secret(GOVERNOR));
    (note.to_string().into_bytes(), hash)
}

/// The version after one, in force on these days.
pub(crate) fn dated_roster(version: u64, previous: RosterHash, issued: &str, expires: &str) -> (Vec<u8>, RosterHash) {
    let (note, _) = roster(version, Some(previous));
    let text = Note::parse(&note).unwrap().text().replacen("2021-09-01", issued, 1).replacen("2999-09-01", expires, 1);
    let hash = RosterHash::of(&text);
    let mut note = Note::unsigned(text).unwrap();
    note.sign(&governor(), &secret(GOVERNOR));
    (note.to_string().into_bytes(), hash)
}

/// A log in memory, grown by the ledger's own rules.
#[derive(Clone)]
pub(crate) struct MemoryLog {
    state: LogState,
    awards: Vec<(u64, Award)>,
    leaves: Vec<NodeHash>,
    pub(crate) batches: Vec<SealedBatch>,
}

impl Awards for MemoryLog {
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError> {
        Ok(self.awards.iter().find(|(at, _)| *at == index).map(|(_, award)| award.clone()))
    }
}

impl NodeSource for MemoryLog {
    type Error = core::convert::Infallible;

    fn node(&self, level: u8, index: u64) -> Result<NodeHash, Self::Error> {
        let (width, begin) = (1_usize << level, usize::try_from(index).unwrap() << level);
        Ok(perfect_root(&self.leaves[begin..begin + width]).unwrap())
    }
}

impl MemoryLog {
    /// A log with its genesis, sealed.
    pub(crate) fn new() -> Self {
        let state = LogState::empty(origin());
        let mut log = Self { state, awards: Vec::new(), leaves: Vec::new(), batches: Vec::new() };
        let genesis = Genesis { key: secret(REGISTRY).public(), origin: origin(), predecessor: None };
        log.append(vec![Content::Genesis(genesis)]);
        log
    }

    pub(crate) fn size(&self) -> u64 {
        self.state.size()
    }

    /// One more sealed batch.
    pub(crate) fn append(&mut self, contents: Vec<Content>) {
        let entry =
            Entry { base_size: self.size(), base_root: self.state.root(), day: Day::from_number(18_871), contents };
        let appended = append(&self.state, &entry, self).unwrap();
        let first = self.size();
        self.state = appended.next().clone();
        self.awards.extend(appended.awards().iter().cloned());
        self.leaves.extend(appended.leaves().iter().map(|leaf| leaf.node()));
        let seal = *self.state.seal(&secret(REGISTRY)).unwrap().seal();
        self.batches.push(SealedBatch { first, bodies: appended.bodies().clone(), root: self.state.root(), seal });
    }

    /// A batch of awards in these slots; `tag` makes another history of the same shape.
    pub(crate) fn award(&mut self, slots: impl Iterator<Item = u32>, tag: u8) {
        let award = |slot| Award { class: Class::Certificate, slot, tag: [tag; 16], commitment: [7; 32] };
        self.append(slots.map(|slot| Content::Award(award(slot))).collect());
    }

    /// A batch that revokes an award and ends in a snapshot.
    pub(crate) fn revoke(&mut self, target: u64, slot: u32) {
        let change = StatusChange { target, slot, status: Status::Revoked, reason: Reason::IssuedInError };
        let mut after = (*self.state.statuses).clone();
        after.set(slot, Status::Revoked);
        self.append(vec![Content::Status(change), Content::Snapshot(after.snapshot())]);
    }

    fn root_at(&self, size: u64) -> RootHash {
        root_at(self, size).unwrap()
    }

    /// The head at a size that was sealed, with the mirror's cosignature if it confirms.
    pub(crate) fn head(&self, size: u64, cosigned: bool) -> CheckpointNote {
        let ends = |batch: &&SealedBatch| batch.first + batch.bodies.iter().count() as u64 == size;
        let seal: Signature = self.batches.iter().find(ends).unwrap().seal;
        let checkpoint = Checkpoint { origin: origin(), size, root: self.root_at(size) };
        let mut note = checkpoint.note(&secret(REGISTRY).public(), &seal);
        if cosigned {
            note.put_signature(cosign(&mirror(), &secret(MIRROR), note.text(), COSIGNED_AT));
        }
        CheckpointNote::from_note(note).unwrap()
    }

    /// The proof of a record under a head.
    pub(crate) fn proof(&self, index: u64, head: &CheckpointNote) -> TlogProof {
        let path = prove_inclusion(self, index, head.checkpoint().size).unwrap();
        TlogProof { extra: None, index, path, checkpoint: head.to_string() }
    }

    /// The entries of the tag index: tag and index, ascending.
    fn tags(&self) -> Vec<Vec<u8>> {
        let mut entries: Vec<Vec<u8>> =
            self.awards.iter().map(|(index, award)| [&award.tag[..], &index.to_be_bytes()].concat()).collect();
        entries.sort();
        entries
    }

    /// The statuses of a log that ends in a snapshot.
    pub(crate) fn statuses(&self, cosigned: bool) -> Option<StatusFile> {
        let last = self.size() - 1;
        let proof = self.proof(last, &self.head(self.size(), cosigned));
        let anchor = AnchoredSnapshot::new(&self.body(last), proof).ok()?;
        Some(StatusFile::new(anchor, (*self.state.statuses).clone()).unwrap())
    }

    /// A record as bytes.
    pub(crate) fn body(&self, index: u64) -> Vec<u8> {
        let batch = self.batches.iter().rev().find(|batch| batch.first <= index).unwrap();
        batch.bodies.iter().nth(usize::try_from(index - batch.first).unwrap()).unwrap().to_vec()
    }

    /// Changes one byte of a record as it is served; hashes and seals stay.
    pub(crate) fn spoil(&mut self, batch: usize, record: usize) {
        let mut bodies = Bodies::default();
        for (at, body) in self.batches[batch].bodies.iter().enumerate() {
            let mut body = body.to_vec();
            if at == record {
                *body.last_mut().unwrap() ^= 1;
            }
            bodies.push(&body);
        }
        self.batches[batch].bodies = bodies;
    }
}
