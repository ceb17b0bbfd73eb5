//! A registry whose key signs two histories, and peers that forge: the findings of mirrors, an auditor and a
//! university.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod liars;
mod told;

use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::key::SecretKey;
use attestat_ledger::note::Note;
use attestat_ledger::roster::Roster;
use attestat_tests::disk::files;
use attestat_tests::document::documents;
use attestat_tests::history::History;
use attestat_tests::programs::attestat;
use attestat_tests::rogue::{Lie, Rogue};
use attestat_tests::school::School;
use attestat_tests::sheet::write_class;
use attestat_tests::town::{self, Town, text};
use attestat_wire::v1;
use attestat_wire::v1::Standing;
use attestat_wire::v1::get_checkpoint_request::Which;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// The school whose key is stolen.
const THIEF: usize = 3;

fn roster(town: &Town) -> Roster {
    let note = std::fs::read(town::note(&town.path("consortium"))).unwrap();
    Roster::parse(Note::parse(&note).unwrap().text()).unwrap()
}

/// A town whose last school issued, was trusted, and is now in the hands of a thief with its key.
struct Theft {
    town: Town,
    trust: PathBuf,
    issued: PathBuf,
    honest: History,
    key: SecretKey,
}

async fn theft() -> Theft {
    let mut town = Town::running(THIEF + 1).await.unwrap();
    let (issued, said) = town.issue(THIEF, 1, 4, &["--wait", "mirrored"]).unwrap();
    said.expect_code(0).unwrap();
    town.settle().await.unwrap();
    let origin = town.schools[THIEF].origin();
    let trust = town.trust("university").unwrap();
    town.update(&trust, &[0]).unwrap().expect_code(0).unwrap();
    town.verify(&trust, &issued).unwrap().expect_code(0).unwrap();
    let honest = History::pull(&town.schools[0], &origin).await.unwrap();
    let key = town.schools[THIEF].key().unwrap();
    assert_eq!(town.schools[THIEF].stop().unwrap(), 0);
    Theft { town, trust, issued, honest, key }
}

impl Theft {
    /// The thief's node, which shows this history at the school's address with all of its keys.
    async fn rogue(&self, history: History) -> Rogue {
        self.lying(history, Lie::Nothing).await
    }

    async fn lying(&self, history: History, lie: Lie) -> Rogue {
        let school = &self.town.schools[THIEF];
        Rogue::serve(school.port, school.tls_key().unwrap(), history, lie).await.unwrap()
    }
}

/// The mirror stopped, keeps evidence that convinces anyone, and says so in every answer.
async fn expect_forked(theft: &Theft, mirror: &School) {
    let (origin, roster) = (theft.town.schools[THIEF].origin(), roster(&theft.town));
    mirror.wait_for(&origin, "is forked", |log| log.standing() == Standing::Forked).await.unwrap();
    let convinces = |text: &str| {
        let fork = ForkEvidence::parse(text).unwrap();
        assert_eq!(*fork.origin(), origin);
        fork.verify(&roster).unwrap();
    };
    let mut log = mirror.log_client().await.unwrap();
    let origin = origin.to_string();
    for which in [Which::Published, Which::Newest] {
        let request = v1::GetCheckpointRequest { origin: origin.clone(), which: which.into() };
        convinces(&log.get_checkpoint(request).await.unwrap().into_inner().fork);
    }
    let request = v1::GetInclusionProofRequest { origin: origin.clone(), index: 1, size: 0 };
    convinces(&log.get_inclusion_proof(request).await.unwrap().into_inner().fork);
    let request = v1::GetConsistencyProofRequest { origin: origin.clone(), old_size: 1, new_size: 2 };
    convinces(&log.get_consistency_proof(request).await.unwrap().into_inner().fork);
    let request = v1::GetStatusEvidenceRequest { origin: origin.clone(), slot: None };
    convinces(&log.get_status_evidence(request).await.unwrap().into_inner().fork);
    let request = v1::StreamBatchesRequest { origin: origin.clone(), from_index: 0 };
    let stream = log.stream_batches(request).await.unwrap();
    assert_eq!(stream.metadata().get("attestat-code").unwrap(), "log-forked");
    let peering = attestat_wire::connect::connect(&mirror.address()).await.unwrap();
    let request = v1::GetNewestSeenRequest { origin };
    let mut peering = v1::peering_client::PeeringClient::new(peering);
    convinces(&peering.get_newest_seen(request).await.unwrap().into_inner().fork);
    let kept = evidence(mirror, "fork");
    assert!(!kept.is_empty(), "evidence is kept as a file");
    kept.iter().for_each(|file| convinces(&std::fs::read_to_string(file).unwrap()));
}

/// The evidence files of a kind that a node keeps.
fn evidence(school: &School, kind: &str) -> Vec<PathBuf> {
    let all = files(&school.folder.join("evidence")).unwrap_or_default();
    all.into_iter().filter(|file| file.file_name().unwrap().to_string_lossy().starts_with(kind)).collect()
}

/// Findings of an auditor and a university.
async fn expect_found_by_outsiders(theft: &Theft) {
    let audit = theft.town.audit(&theft.trust, &[0]).unwrap().expect_code(10).unwrap();
    assert!(audit.stdout.contains(".fork"), "{}", audit.stdout);
    let kept = files(&theft.town.path("audit-evidence")).unwrap();
    let roster = roster(&theft.town);
    assert!(!kept.is_empty());
    for file in kept {
        ForkEvidence::parse(&std::fs::read_to_string(file).unwrap()).unwrap().verify(&roster).unwrap();
    }
    theft.town.update(&theft.trust, &[0]).unwrap().expect_code(10).unwrap();
    // Before the consortium cuts the log, nobody can say what of it counts: nothing of it is green.
    let verdict = theft.town.verify(&theft.trust, &theft.issued).unwrap().expect_code(20).unwrap();
    assert!(verdict.stdout.contains("has signed two histories of its log"), "{}", verdict.stdout);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_histories_of_one_size_are_found_kept_and_told() {
    let mut theft = theft().await;
    let (mut one, mut other) = (theft.honest.clone(), theft.honest.clone());
    one.append(3, 0xA, &theft.key).unwrap();
    other.append(3, 0xB, &theft.key).unwrap();
    town::stop(&mut theft.town.schools[1..THIEF]).unwrap();
    let (origin, size) = (theft.town.schools[THIEF].origin(), one.size());
    let rogue = theft.rogue(one).await;
    theft.town.schools[0].wait_for(&origin, "follows one history", |log| log.size == size).await.unwrap();

    rogue.show(other);
    for mirror in &mut theft.town.schools[1..THIEF] {
        mirror.start().await.unwrap();
    }
    for mirror in &theft.town.schools[..THIEF] {
        expect_forked(&theft, mirror).await;
    }
    assert!(!rogue.told().is_empty(), "every peer is told, the forger's node too");
    expect_found_by_outsiders(&theft).await;

    // It is remembered, and nothing more of this log is taken.
    let mut longer = theft.honest.clone();
    longer.append(3, 0xA, &theft.key).unwrap();
    longer.append(2, 0xC, &theft.key).unwrap();
    rogue.show(longer);
    assert_eq!(theft.town.schools[0].stop().unwrap(), 0);
    theft.town.schools[0].start().await.unwrap();
    expect_forked(&theft, &theft.town.schools[0]).await;
    assert_eq!(theft.town.schools[0].summary(&origin).await.unwrap().size, size);
    // Its own log and those of the others go on.
    theft.town.schools[0].wait_until_it_may_write().await.unwrap();
    theft.town.issue(0, 50, 2, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_history_that_falls_behind_the_copies_is_found_too() {
    let theft = theft().await;
    let mut behind = theft.honest.before(1);
    behind.append(1, 0xD, &theft.key).unwrap();
    assert!(behind.size() < theft.honest.size());
    let _rogue = theft.rogue(behind).await;
    for mirror in &theft.town.schools[..THIEF] {
        expect_forked(&theft, mirror).await;
        let origin = theft.town.schools[THIEF].origin();
        assert_eq!(mirror.summary(&origin).await.unwrap().size, theft.honest.size());
    }
    expect_found_by_outsiders(&theft).await;
}

/// Two heads contradict each other and the proof is held back: nobody is accused, and nobody forgets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_doubt_is_shown_after_a_restart_where_nobody_answers() {
    let mut theft = theft().await;
    let origin = theft.town.schools[THIEF].origin();
    let mut other = theft.honest.before(1);
    other.append(60, 0xE, &theft.key).unwrap();
    let seen = other.size();
    assert!(seen > theft.honest.size());
    let rogue = theft.lying(other, Lie::HidesProofs).await;
    let says = format!("signed a head of {seen} records that could not be connected");
    let is_doubted = |log: &v1::LogSummary| log.standing() == Standing::Doubted && log.standing_reason.contains(&says);
    theft.town.schools[0].wait_for(&origin, "is doubted", is_doubted).await.unwrap();
    assert_eq!(evidence(&theft.town.schools[0], "fork"), Vec::<PathBuf>::new(), "nobody is accused without a proof");

    drop(rogue);
    town::stop(&mut theft.town.schools[..THIEF]).unwrap();
    let mirror = &mut theft.town.schools[0];
    mirror.start().await.unwrap();
    let found = mirror.summary(&origin).await.unwrap();
    assert!(is_doubted(&found), "{found:?}");
    let shown = attestat(&["status-of", &mirror.url()]).unwrap().expect_code(20).unwrap();
    assert!(shown.stdout.contains("doubted") && shown.stdout.contains(&says), "{}", shown.stdout);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registry_that_seals_what_the_rules_forbid_is_stopped_with_its_batch_as_evidence() {
    let theft = theft().await;
    let mut broken = theft.honest.clone();
    broken.append_false_snapshot(&theft.key).unwrap();
    let _rogue = theft.rogue(broken).await;
    let origin = theft.town.schools[THIEF].origin();
    for mirror in &theft.town.schools[..THIEF] {
        let is_stopped = |log: &v1::LogSummary| {
            log.standing() == Standing::Stopped && log.standing_reason.contains("breaks the rules")
        };
        let log = mirror.wait_for(&origin, "is stopped", is_stopped).await.unwrap();
        assert_eq!(log.size, theft.honest.size(), "the batch is not stored");
        let kept = evidence(mirror, "broken-rules");
        assert_eq!(kept.len(), 1);
        assert!(std::fs::read_to_string(&kept[0]).unwrap().contains("is not the state of the records below it"));
    }
}

/// Two nodes in two copies of one folder, both of which may write.
struct Copies {
    town: Town,
    copy: School,
    /// Records that both have.
    common: u64,
}

async fn copies() -> Copies {
    let mut town = Town::running(3).await.unwrap();
    town.issue(0, 1, 3, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
    let common = town.schools[0].size().await.unwrap();
    assert_eq!(town.schools[0].stop().unwrap(), 0);
    let mut copy = town.schools[0].copied(&town.path("copy")).unwrap();
    town.schools[0].start().await.unwrap();
    copy.start().await.unwrap();
    town.schools[0].wait_until_it_may_write().await.unwrap();
    copy.wait_until_it_may_write().await.unwrap();
    Copies { town, copy, common }
}

/// The registry's own node knows, says so everywhere, and takes nothing more.
async fn expect_latched(town: &Town, node: &School) {
    let (origin, roster) = (node.origin(), roster(town));
    let says = |log: &v1::LogSummary| {
        log.standing() == Standing::Forked
            && log.standing_reason.contains("the key of this registry signed two histories")
    };
    let size = node.wait_for(&origin, "is closed as forked", says).await.unwrap().size;
    node.wait_for_line(&["READ ONLY from now on", "signed two histories"]).await.unwrap();
    let status = attestat(&["status-of", &node.url()]).unwrap().expect_code(10).unwrap();
    assert!(status.stdout.contains("signed two histories"), "{}", status.stdout);
    let head = node.head(&origin, Which::Newest).await.unwrap();
    ForkEvidence::parse(&head.fork).unwrap().verify(&roster).unwrap();
    assert!(!evidence(node, "fork").is_empty(), "evidence is kept as a file too");

    let (sheet, out) = (node.folder.with_extension("after.csv"), node.folder.with_extension("after"));
    write_class(&sheet, 700, 1).unwrap();
    let said = node.issue(&sheet, &out, &[]).unwrap().expect_code(10).unwrap();
    assert!(said.stderr.contains("signed two histories"), "{}", said.stderr);
    let change = v1::ChangeStatusRequest { slot: 1, status: 2, reason: 1, ..Default::default() };
    let refused = node.registrar().await.unwrap().change_status(change).await.unwrap_err();
    assert_eq!(refused.metadata().get("attestat-code").unwrap(), "log-forked");
    assert_eq!(node.size().await.unwrap(), size, "nothing is written any more");
    // What it holds can still be read; families and registrars are told with it.
    let registry = node.registry.clone();
    let channel = attestat_wire::connect::connect(&node.address()).await.unwrap();
    let nonce =
        v1::holder_client::HolderClient::new(channel).get_nonce(v1::GetNonceRequest { registry }).await.unwrap();
    assert_eq!(nonce.metadata().get("attestat-code").unwrap(), "log-forked");
    let exported = node.registrar().await.unwrap().export(v1::ExportRequest::default()).await.unwrap();
    assert_eq!(exported.metadata().get("attestat-code").unwrap(), "log-forked");
    let out = node.folder.with_extension("exported");
    let arguments = ["document", "export", "--all", "--node", node.dir(), "--out", text(&out).unwrap()];
    attestat(&arguments).unwrap().expect_code(0).unwrap();
    assert!(documents(&out).unwrap().len() >= 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_copies_of_one_node_hear_of_their_fork_at_once_and_write_nothing_more() {
    let Copies { mut town, mut copy, common } = copies().await;
    let (sheet, out) = (town.path("copy.csv"), town.path("issued-copy"));
    write_class(&sheet, 500, 2).unwrap();
    // The copy's request is under way, waiting for mirrors who pull from the address in the roster.
    let words = [text(&sheet).unwrap(), text(&out).unwrap(), copy.dir()].map(str::to_owned);
    let under_way = tokio::task::spawn_blocking(move || {
        let [sheet, out, node] = &words;
        attestat(&["issue", sheet, "--commit", "--out", out, "--node", node, "--wait", "witnessed"])
    });
    copy.wait_for(&copy.origin(), "has issued", |log| log.size > common).await.unwrap();
    town.issue(0, 300, 2, &["--wait", "local"]).unwrap().1.expect_code(0).unwrap();
    let said = under_way.await.unwrap().unwrap().expect_code(10).unwrap();
    assert!(said.stderr.contains("signed two histories"), "{}", said.stderr);
    for node in [&town.schools[0], &copy] {
        expect_latched(&town, node).await;
    }
    for mirror in &town.schools[1..] {
        let origin = town.schools[0].origin();
        mirror.wait_for(&origin, "is forked", |log| log.standing() == Standing::Forked).await.unwrap();
    }

    // A restart finds it before anything is written, also where nobody answers.
    let size = town.schools[0].size().await.unwrap();
    assert!(size > common);
    town::stop(&mut town.schools[1..]).unwrap();
    for node in [&mut town.schools[0], &mut copy] {
        assert_eq!(node.stop().unwrap(), 0);
        node.start().await.unwrap();
        let origin = node.origin();
        node.wait_for(&origin, "is forked", |log| log.standing() == Standing::Forked).await.unwrap();
        node.wait_for_line(&["READ ONLY:", "signed two histories"]).await.unwrap();
    }
    let refused = town.issue(0, 900, 1, &[]).unwrap().1.expect_code(10).unwrap();
    assert!(refused.stderr.contains("signed two histories"), "{}", refused.stderr);
    assert_eq!(town.schools[0].size().await.unwrap(), size);
}

/// The mirrors follow the one at the roster's address, which is behind the other: they compare nothing yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_ahead_finds_both_histories_by_itself_and_both_are_told() {
    let Copies { mut town, copy, common } = copies().await;
    let (sheet, out) = (town.path("copy.csv"), town.path("issued-copy"));
    write_class(&sheet, 500, 6).unwrap();
    copy.issue(&sheet, &out, &["--wait", "local"]).unwrap().expect_code(0).unwrap();
    let ahead = copy.size().await.unwrap();
    assert!(ahead > common);
    // For a while the copy is told by its mirrors only that they do not follow it.
    tokio::time::sleep(std::time::Duration::from_secs(20)).await;
    town.issue(0, 300, 1, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
    assert!(town.schools[0].size().await.unwrap() < ahead);
    for node in [&town.schools[0], &copy] {
        expect_latched(&town, node).await;
    }
    town.schools[0].wait_for_line(&["another-copy", "a second copy of this node runs"]).await.unwrap();
    for mirror in &town.schools[1..] {
        let origin = town.schools[0].origin();
        mirror.wait_for(&origin, "is forked", |log| log.standing() == Standing::Forked).await.unwrap();
    }
    town::stop(&mut town.schools).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_prove_a_fork_by_itself_closes_no_registry() {
    let town = Town::running(2).await.unwrap();
    town.issue(0, 1, 2, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
    let node = &town.schools[0];
    let history = History::pull(node, &node.origin()).await.unwrap();
    let newest = history.newest().unwrap();
    // Somebody without the registry's key, who wants its log closed.
    let mut checkpoint = newest.checkpoint().clone();
    checkpoint.root = attestat_ledger::hash::RootHash::from_bytes([9; 32]);
    let forged = SignedCheckpoint::sign(checkpoint, &stranger());
    let forged = CheckpointNote::from_note(forged.note()).unwrap();
    let channel = attestat_wire::connect::connect(&node.address()).await.unwrap();
    let mut peering = v1::peering_client::PeeringClient::new(channel);
    for evidence in [
        ForkEvidence::same_size(newest.clone(), newest.clone()),
        ForkEvidence::same_size(newest.clone(), forged.clone()),
        ForkEvidence::same_size(forged, newest),
    ] {
        let report = v1::ReportForkRequest { evidence: evidence.to_string() };
        let refused = peering.report_fork(report).await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::InvalidArgument, "{refused}");
    }
    town.issue(0, 100, 1, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
    assert_eq!(node.summary(&node.origin()).await.unwrap().standing(), Standing::Own);
}

/// A key that nobody listed.
fn stranger() -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([7; 32]))
}
