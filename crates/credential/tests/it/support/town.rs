//! A registry with its log, three cosigning mirrors, a roster and documents: enough of a town to verify in.

use std::num::NonZeroU32;

use attestat_credential::commitment::commitment;
use attestat_credential::document::DocumentFile;
use attestat_credential::issue::{IssueContext, Issued, issue};
use attestat_credential::trust::Trust;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote, log_key_id};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::{base64, base64url};
use attestat_ledger::evidence::{AnchoredSnapshot, StatusFile, StatusProof};
use attestat_ledger::hash::{LeafHash, NodeHash, RootHash, sha256};
use attestat_ledger::key::{PublicKey, SecretKey};
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::prefixes::{Prefix, Prefixes};
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::{Award, Content, Genesis, Record, StatusChange};
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_ledger::status::{Reason, Status, StatusSet};
use serde_json::Value;
use zeroize::Zeroizing;

/// The moment at which everything is verified unless a test says otherwise: 2026-11-21 12:00 UTC.
pub(crate) const NOW: u64 = 1_795_262_400;
/// When the mirrors cosign unless a test says otherwise: an hour before.
pub(crate) const COSIGNED: u64 = NOW - 3_600;

pub(crate) fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([seed; 32]))
}

/// The key of mirror `number` (40, 41, 42).
pub(crate) fn mirror(number: u8) -> VerifierKey {
    let name = format!("school-{number}.example/m1");
    VerifierKey::new(&name, SignatureType::CosignatureV1, key(number).public()).unwrap()
}

/// Merkle tree hash by the recursive definition of RFC 6962 §2.1.
fn tree_hash(leaves: &[LeafHash]) -> NodeHash {
    match leaves {
        [one] => one.node(),
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            NodeHash::join(&tree_hash(left), &tree_hash(right))
        }
    }
}

/// Merkle audit path by the recursive definition of RFC 6962 §2.1.1.
fn audit_path(index: usize, leaves: &[LeafHash]) -> Vec<NodeHash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let half = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(half);
    let (mut path, sibling) = if index < half {
        (audit_path(index, left), tree_hash(right))
    } else {
        (audit_path(index - half, right), tree_hash(left))
    };
    path.push(sibling);
    path
}

/// Consistency proof by the recursive definition of RFC 6962 §2.1.2.
fn consistency_path(old: usize, leaves: &[LeafHash], is_whole: bool) -> Vec<NodeHash> {
    if old == leaves.len() {
        return if is_whole { Vec::new() } else { vec![tree_hash(leaves)] };
    }
    let half = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(half);
    let (mut path, sibling) = if old <= half {
        (consistency_path(old, left, is_whole), tree_hash(right))
    } else {
        (consistency_path(old - half, right, false), tree_hash(left))
    };
    path.push(sibling);
    path
}

/// A document in the log.
pub(crate) struct Awarded {
    pub(crate) sd_jwt: String,
    pub(crate) salt: [u8; 32],
    pub(crate) index: usize,
    pub(crate) slot: u32,
}

/// One registry and its log.
pub(crate) struct Town {
    pub(crate) origin: Origin,
    pub(crate) key: SecretKey,
    pub(crate) bodies: Vec<Vec<u8>>,
    pub(crate) statuses: StatusSet,
    pub(crate) day: Day,
}

impl Town {
    /// A registry `school-12.example` with a genesis record.
    pub(crate) fn new() -> Self {
        Self::named("school-12.example", 1)
    }

    pub(crate) fn named(registry: &str, seed: u8) -> Self {
        let origin = Origin::new(RegistryId::parse(registry).unwrap(), NonZeroU32::MIN);
        let day = Day::of_unix_seconds(NOW);
        let mut town = Self { origin, key: key(seed), bodies: Vec::new(), statuses: StatusSet::default(), day };
        let genesis = Genesis { key: town.key.public(), origin: town.origin.clone(), predecessor: None };
        town.append(Content::Genesis(genesis));
        town
    }

    /// A registry with an issued certificate, a few others around it, and a snapshot at the end.
    pub(crate) fn with_document(sample: &Value) -> (Self, Awarded) {
        let mut town = Self::new();
        town.award(sample, 5);
        let awarded = town.award(sample, 7);
        town.award(sample, 9);
        town.snapshot();
        (town, awarded)
    }

    pub(crate) fn append(&mut self, content: Content) -> usize {
        let previous = self.bodies.last().map_or(LeafHash::ZERO, |body| LeafHash::of(body));
        let index = self.bodies.len();
        self.bodies.push(Record { index: index as u64, previous, day: self.day, content }.body());
        index
    }

    pub(crate) fn issue(&self, sample: &Value, slot: u32) -> Issued {
        self.issue_to(None, sample, slot)
    }

    fn issue_to(&self, holder: Option<&PublicKey>, sample: &Value, slot: u32) -> Issued {
        let mut dice = super::dice(u64::from(slot));
        let mut context = IssueContext {
            registry: self.origin.registry(),
            key_id: log_key_id(&self.origin, &self.key.public()),
            key: &self.key,
            day: self.day,
            holder,
            slot,
            dice: &mut dice,
        };
        issue(&super::draft(sample), &mut context).unwrap()
    }

    pub(crate) fn award(&mut self, sample: &Value, slot: u32) -> Awarded {
        let issued = self.issue(sample, slot);
        let award = Award { class: issued.class, slot, tag: [3; 16], commitment: issued.commitment };
        let index = self.append(Content::Award(award));
        Awarded { sd_jwt: issued.sd_jwt, salt: issued.salt, index, slot }
    }

    /// Records a document that is bound to a holder's key and carries the holder's tag.
    pub(crate) fn award_to(&mut self, holder: &PublicKey, tag: [u8; 16], sample: &Value, slot: u32) -> Awarded {
        let issued = self.issue_to(Some(holder), sample, slot);
        let award = Award { class: issued.class, slot, tag, commitment: issued.commitment };
        let index = self.append(Content::Award(award));
        Awarded { sd_jwt: issued.sd_jwt, salt: issued.salt, index, slot }
    }

    /// Records a credential with other open claims than any that can be issued.
    pub(crate) fn award_with(&mut self, sample: &Value, slot: u32, change: impl FnOnce(&mut Value)) -> Awarded {
        let issued = self.issue(sample, slot);
        let (jwt, disclosures) = issued.sd_jwt.split_once('~').unwrap();
        let [header, payload, _] = jwt.split('.').collect::<Vec<_>>().try_into().unwrap();
        let mut claims: Value =
            serde_json::from_slice(&attestat_ledger::encoding::parse_base64url(payload).unwrap()).unwrap();
        change(&mut claims);
        let input = format!("{header}.{}", base64url(claims.to_string().as_bytes()));
        let jwt = format!("{input}.{}", base64url(self.key.sign(input.as_bytes()).as_bytes()));
        let commitment = commitment(&issued.salt, &sha256(jwt.as_bytes()));
        let index = self.append(Content::Award(Award { class: issued.class, slot, tag: [4; 16], commitment }));
        Awarded { sd_jwt: format!("{jwt}~{disclosures}"), salt: issued.salt, index, slot }
    }

    pub(crate) fn set_status(&mut self, awarded: &Awarded, status: Status) {
        let (target, slot) = (awarded.index as u64, awarded.slot);
        self.append(Content::Status(StatusChange { target, slot, status, reason: Reason::Unspecified }));
        self.statuses.set(slot, status);
    }

    pub(crate) fn snapshot(&mut self) -> usize {
        self.append(Content::Snapshot(self.statuses.snapshot()))
    }

    pub(crate) fn size(&self) -> usize {
        self.bodies.len()
    }

    fn leaves(&self, size: usize) -> Vec<LeafHash> {
        self.bodies.iter().take(size).map(|body| LeafHash::of(body)).collect()
    }

    pub(crate) fn root(&self, size: usize) -> RootHash {
        tree_hash(&self.leaves(size)).root()
    }

    /// The checkpoint of a size, sealed and cosigned by these mirrors.
    pub(crate) fn checkpoint(&self, size: usize, mirrors: &[u8], time: u64) -> CheckpointNote {
        self.checkpoint_of(size, self.root(size), &self.key, mirrors, time)
    }

    pub(crate) fn checkpoint_of(
        &self,
        size: usize,
        root: RootHash,
        signer: &SecretKey,
        mirrors: &[u8],
        time: u64,
    ) -> CheckpointNote {
        let checkpoint = Checkpoint { origin: self.origin.clone(), size: size as u64, root };
        let mut note = checkpoint.note(&signer.public(), &checkpoint.seal(signer));
        for number in mirrors {
            // The time differs between mirrors, so that the quorum's time is that of one of them.
            let line = cosign(&mirror(*number), &key(*number), note.text(), time - u64::from(*number));
            note.put_signature(line);
        }
        CheckpointNote::from_note(note).unwrap()
    }

    pub(crate) fn proof(&self, index: usize, checkpoint: &CheckpointNote) -> TlogProof {
        let size = usize::try_from(checkpoint.checkpoint().size).unwrap();
        let path = audit_path(index, &self.leaves(size));
        TlogProof { extra: None, index: index as u64, path, checkpoint: checkpoint.to_string() }
    }

    /// The log at these sizes, proven to be prefixes of a head.
    pub(crate) fn prefixes(&self, head: CheckpointNote, sizes: &[usize]) -> Prefixes {
        let leaves = self.leaves(usize::try_from(head.checkpoint().size).unwrap());
        let mut prefixes = Prefixes::of(head);
        for size in sizes {
            let prefix = Prefix { root: self.root(*size), proof: consistency_path(*size, &leaves, true) };
            prefixes.add(*size as u64, prefix).unwrap();
        }
        prefixes
    }

    /// The last snapshot under the checkpoint of its size, cosigned by these mirrors.
    pub(crate) fn anchored_snapshot(&self, mirrors: &[u8], time: u64) -> AnchoredSnapshot {
        let index = self.size() - 1;
        let checkpoint = self.checkpoint(self.size(), mirrors, time);
        AnchoredSnapshot::new(&self.bodies[index], self.proof(index, &checkpoint)).unwrap()
    }

    pub(crate) fn status_proof(&self, slot: u32, mirrors: &[u8], time: u64) -> StatusProof {
        StatusProof::new(self.anchored_snapshot(mirrors, time), slot, self.statuses.prove(slot)).unwrap()
    }

    pub(crate) fn status_file(&self, mirrors: &[u8], time: u64) -> StatusFile {
        StatusFile::new(self.anchored_snapshot(mirrors, time), self.statuses.clone()).unwrap()
    }

    /// The document file, its proof and status under the newest checkpoint, cosigned by all three.
    pub(crate) fn document(&self, awarded: &Awarded) -> DocumentFile {
        self.document_by(awarded, &[40, 41, 42])
    }

    /// The document file, its proof and status under the newest checkpoint, cosigned by these mirrors.
    pub(crate) fn document_by(&self, awarded: &Awarded, mirrors: &[u8]) -> DocumentFile {
        let checkpoint = self.checkpoint(self.size(), mirrors, COSIGNED);
        DocumentFile {
            sd_jwt: awarded.sd_jwt.clone(),
            salt: awarded.salt,
            record: self.bodies[awarded.index].clone(),
            proof: self.proof(awarded.index, &checkpoint).to_string(),
            inner_path: None,
            status: Some(self.status_proof(awarded.slot, mirrors, COSIGNED).to_string()),
            earlier_checkpoint: None,
            roster: None,
        }
    }

    /// The roster's text; tests change it by replacing a piece of it.
    pub(crate) fn roster_text(&self) -> String {
        let mirrors: String = [40_u8, 41, 42]
            .map(|number| {
                let key = mirror(number);
                format!(
                    "[[cosigner]]\nkey = \"{key}\"\norganisation = \"School {number}\"\nkind = \"mirror\"\nurl = \"\"\n"
                )
            })
            .concat();
        format!(
            r#"format = "attestat/roster/v1"
version = 1
issued = "2026-09-01"
expires = "2027-08-31"
threshold = 1
governors = ["{governor}"]
quorum = """
group mirrors 2 school-40.example/m1 school-41.example/m1 school-42.example/m1
quorum mirrors
"""

[[registry]]
id = "{registry}"
name = "School 12"
organisation = "School 12"
region = "Moscow"
classes = ["achievement", "certificate"]
state = "active"
url = ""
[[registry.log]]
origin = "{origin}"
[[registry.log.key]]
key = "{key}"
from_size = 1

{mirrors}"#,
            governor = governor(),
            registry = self.origin.registry(),
            origin = self.origin,
            key = base64(self.key.public().as_bytes()),
        )
    }

    pub(crate) fn trust(&self) -> Trust {
        trust(&self.roster_text())
    }
}

fn governor() -> VerifierKey {
    VerifierKey::new("governor.example", SignatureType::Ed25519, key(99).public()).unwrap()
}

/// Pins a roster that its one governor signed.
pub(crate) fn trust(roster: &str) -> Trust {
    let mut note = Note::unsigned(roster.to_owned()).unwrap();
    note.sign(&governor(), &key(99));
    let hash = Roster::parse(roster).unwrap().hash();
    Trust::new(PinnedRoster::pin(note.to_string().as_bytes(), hash).unwrap())
}
