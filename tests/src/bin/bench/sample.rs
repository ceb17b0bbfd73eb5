//! Three registries in memory, two cosigners and a roster: the sources of the presentations.

use anyhow::Context as _;
use attestat_credential::document::DocumentFile;
use attestat_credential::draft::Draft;
use attestat_credential::issue::{IssueContext, Issued, issue};
use attestat_credential::trust::Trust;
use attestat_ledger::batch::Entry;
use attestat_ledger::chain::{Awards, ChainError, LogState, append};
use attestat_ledger::checkpoint::{CheckpointNote, log_key_id};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::base64;
use attestat_ledger::evidence::{AnchoredSnapshot, StatusFile};
use attestat_ledger::hash::{NodeHash, sha256};
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::Origin;
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::{Award, Content, Genesis};
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use attestat_ledger::tree::{NodeSource, prove_inclusion};
use std::path::Path;
use zeroize::Zeroizing;

/// Registries of a presentation.
pub(crate) const REGISTRIES: usize = 3;
/// Cosigners, all of which make the quorum.
pub(crate) const COSIGNERS: usize = 2;

pub(crate) fn secret(seed: &str) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new(sha256(seed.as_bytes())))
}

fn named(name: &str, kind: SignatureType, key: &SecretKey) -> anyhow::Result<VerifierKey> {
    Ok(VerifierKey::new(name, kind, key.public())?)
}

fn cosigner(number: usize) -> anyhow::Result<(VerifierKey, SecretKey)> {
    let name = format!("mirror-{number}.example/m1");
    let key = secret(&name);
    Ok((named(&name, SignatureType::CosignatureV1, &key)?, key))
}

/// Randomness that repeats, so that every run measures the same documents.
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice with another sequence for each seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed << 32)
    }

    pub(crate) fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            self.0 += 1;
            let noise = sha256(&self.0.to_be_bytes());
            chunk.iter_mut().zip(noise).for_each(|(byte, random)| *byte = random);
        }
    }
}

/// A log with every level of its tree in memory.
struct Tree(Vec<Vec<NodeHash>>);

impl Tree {
    fn of(leaves: Vec<NodeHash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(level) = levels.last().filter(|level| level.len() > 1) {
            let next = level.chunks_exact(2).map(|pair| NodeHash::join(&pair[0], &pair[1])).collect();
            levels.push(next);
        }
        Self(levels)
    }
}

impl NodeSource for Tree {
    type Error = core::convert::Infallible;

    fn node(&self, level: u8, index: u64) -> Result<NodeHash, Self::Error> {
        Ok(self.0[usize::from(level)][index as usize])
    }
}

struct NoAwards;

impl Awards for NoAwards {
    fn award(&self, _: u64) -> Result<Option<Award>, ChainError> {
        Ok(None)
    }
}

/// One registry's documents, each for the holder with its number, and a verifier's head and status file of its log.
pub(crate) struct Registry {
    pub(crate) documents: Vec<DocumentFile>,
    head: CheckpointNote,
    status: StatusFile,
}

fn origin(number: usize) -> anyhow::Result<Origin> {
    Ok(Origin::parse(&format!("registry-{number}.example/1"))?)
}

/// The key of a pupil for a registry.
pub(crate) fn holder(registry: usize, pupil: usize) -> SecretKey {
    secret(&format!("holder {registry} {pupil}"))
}

impl Registry {
    /// Issues a certificate to each pupil and publishes the log under the cosigners.
    pub(crate) fn issued(number: usize, pupils: usize, drafts: &[Draft], now: u64) -> anyhow::Result<Self> {
        let (origin, key) = (origin(number)?, secret(&format!("registry {number}")));
        let day = Day::of_unix_seconds(now);
        let mut dice = Dice::new(number as u64 + 1_000_000);
        let mut made = Vec::with_capacity(pupils);
        for (slot, draft) in (0_u32..).zip(drafts.iter().cycle().take(pupils)) {
            let holder = holder(number, slot as usize).public();
            let mut throw = |bytes: &mut [u8]| dice.fill(bytes);
            let mut context = IssueContext {
                registry: origin.registry(),
                key_id: log_key_id(&origin, &key.public()),
                key: &key,
                day,
                holder: Some(&holder),
                slot,
                dice: &mut throw,
            };
            made.push(issue(draft, &mut context)?);
        }
        Self::published(&origin, &key, day, &made, now)
    }

    fn published(origin: &Origin, key: &SecretKey, day: Day, made: &[Issued], now: u64) -> anyhow::Result<Self> {
        let mut state = LogState::empty(origin.clone());
        let (mut leaves, mut bodies) = (Vec::new(), Vec::new());
        let mut add = |state: &mut LogState, contents: Vec<Content>| {
            let entry = Entry { base_size: state.size(), base_root: state.root(), day, contents };
            let appended = append(state, &entry, &NoAwards)?;
            leaves.extend(appended.leaves().iter().map(|leaf| leaf.node()));
            bodies.extend(appended.bodies().iter().map(<[u8]>::to_vec));
            *state = appended.next().clone();
            anyhow::Ok(())
        };
        add(
            &mut state,
            vec![Content::Genesis(Genesis { key: key.public(), origin: origin.clone(), predecessor: None })],
        )?;
        for (chunk, part) in made.chunks(1000).enumerate() {
            let award = |(at, made): (usize, &Issued)| {
                let noise = sha256(&(chunk * 1000 + at).to_be_bytes());
                let mut tag = [0; 16];
                tag.copy_from_slice(&noise[..16]);
                Content::Award(Award { class: made.class, slot: made.slot, tag, commitment: made.commitment })
            };
            add(&mut state, part.iter().enumerate().map(award).collect())?;
        }
        let snapshot = Content::Snapshot(state.statuses.snapshot());
        add(&mut state, vec![snapshot])?;
        let head = head(&state, key, now)?;
        let tree = Tree::of(leaves);
        let proof = |index: u64| -> anyhow::Result<TlogProof> {
            let path = prove_inclusion(&tree, index, state.size()).map_err(|_| anyhow::anyhow!("no proof"))?;
            Ok(TlogProof { extra: None, index, path, checkpoint: head.to_string() })
        };
        let last = state.size() - 1;
        let anchor = AnchoredSnapshot::new(bodies.last().context("a snapshot")?, proof(last)?)?;
        let status = StatusFile::new(anchor, (*state.statuses).clone())?;
        let mut documents = Vec::with_capacity(made.len());
        for (index, made) in (1_u64..).zip(made) {
            documents.push(DocumentFile {
                sd_jwt: made.sd_jwt.clone(),
                salt: made.salt,
                record: bodies[index as usize].clone(),
                proof: proof(index)?.to_string(),
                inner_path: None,
                status: Some(status.proof(made.slot)?.to_string()),
                earlier_checkpoint: None,
                roster: None,
            });
        }
        Ok(Self { documents, head, status })
    }
}

/// The head of a log, signed and cosigned.
fn head(state: &LogState, key: &SecretKey, now: u64) -> anyhow::Result<CheckpointNote> {
    let seal = *state.seal(key).context("the key of the log")?.seal();
    let mut note = state.checkpoint().note(&key.public(), &seal);
    for number in 0..COSIGNERS {
        let (name, key) = cosigner(number)?;
        let line = cosign(&name, &key, note.text(), now);
        note.put_signature(line);
    }
    Ok(CheckpointNote::from_note(note)?)
}

/// The signed roster and its hash.
pub(crate) fn roster(registries: &[Registry]) -> anyhow::Result<(Vec<u8>, RosterHash)> {
    let governor = secret("governor");
    let governor_name = named("bench.example", SignatureType::Ed25519, &governor)?;
    let mut text = format!(
        "format = \"attestat/roster/v1\"\nversion = 1\nissued = \"2021-01-01\"\nexpires = \"2999-01-01\"\nthreshold = 1\n\
         governors = [\"{governor_name}\"]\nquorum = \"\"\"\n"
    );
    let names: Vec<String> =
        (0..COSIGNERS).map(|number| Ok(cosigner(number)?.0.name().to_owned())).collect::<anyhow::Result<_>>()?;
    text.push_str(&format!("group g all {}\nquorum g\n\"\"\"\n", names.join(" ")));
    for number in 0..registries.len() {
        let origin = origin(number)?;
        text.push_str(&format!(
            "[[registry]]\nid = \"{}\"\nname = \"R\"\norganisation = \"R\"\nregion = \"77\"\nclasses = [\"certificate\"]\nstate = \"active\"\n\
             [[registry.log]]\norigin = \"{origin}\"\n[[registry.log.key]]\nkey = \"{}\"\nfrom_size = 1\n",
            origin.registry(),
            base64(secret(&format!("registry {number}")).public().as_bytes()),
        ));
    }
    for number in 0..COSIGNERS {
        let key = cosigner(number)?.0;
        text.push_str(&format!("[[cosigner]]\nkey = \"{key}\"\norganisation = \"C{number}\"\nkind = \"mirror\"\n"));
    }
    let hash = RosterHash(sha256(text.as_bytes()));
    let mut note = Note::unsigned(text)?;
    note.sign(&governor_name, &governor);
    Ok((note.to_string().into_bytes(), hash))
}

/// Writes a verifier's trust into a folder, as `attestat trust pin` and `trust update` leave it.
pub(crate) fn write_trust(
    folder: &Path,
    note: &[u8],
    hash: &RosterHash,
    registries: &[Registry],
) -> anyhow::Result<()> {
    for part in ["rosters", "heads", "status", "evidence"] {
        std::fs::create_dir_all(folder.join(part))?;
    }
    std::fs::write(folder.join(format!("rosters/{hash}.note")), note)?;
    std::fs::write(folder.join("pinned"), format!("{hash}\n"))?;
    for registry in registries {
        let name = registry.head.checkpoint().origin.as_str().replace('/', "_");
        std::fs::write(folder.join(format!("heads/{name}.note")), registry.head.to_string())?;
        std::fs::write(folder.join(format!("status/{name}.status")), registry.status.to_string())?;
    }
    Ok(())
}

/// Reads the trust that [`write_trust`] wrote.
pub(crate) fn read_trust(folder: &Path) -> anyhow::Result<Trust> {
    let hash = std::fs::read_to_string(folder.join("pinned"))?;
    let hash = RosterHash::parse(hash.trim()).context("a hash")?;
    let mut trust = Trust::new(PinnedRoster::pin(&std::fs::read(folder.join(format!("rosters/{hash}.note")))?, hash)?);
    for number in 0..REGISTRIES {
        let name = origin(number)?.as_str().replace('/', "_");
        trust.heads.push(CheckpointNote::parse(&std::fs::read(folder.join(format!("heads/{name}.note")))?)?);
        let status = std::fs::read_to_string(folder.join(format!("status/{name}.status")))?;
        trust.status_files.push(StatusFile::parse(&status)?);
    }
    Ok(trust)
}
