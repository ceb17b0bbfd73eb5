//! Nothing acknowledged is lost, also by a power cut: at each kill every file is cut back to where it was last synced.
//! Anchors, documents, and revocations are accounted for, whoever went away in the middle.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_ledger::status::Status as DocumentStatus;
use attestat_tests::disk::files;
use attestat_tests::document::{documents, id_of};
use attestat_tests::history::History;
use attestat_tests::load::Account;
use attestat_tests::power_cut::{Lost, PowerCut};
use attestat_tests::programs::{attestat, attestat_node, program};
use attestat_tests::school::School;
use attestat_tests::sheet::write_class;
use attestat_tests::town::Town;
use attestat_wire::v1;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Power cuts of a school alone.
const CUTS_ALONE: u64 = 8;
/// Power cuts of a school among cosigners.
const CUTS_AMONG_COSIGNERS: u64 = 6;
/// Clients that anchor at the same time.
const CLIENTS: usize = 2;
/// Pupils in the sheet of one round.
const CLASS: usize = 12;

/// Promises of a school to its registrar.
#[derive(Default)]
struct Promised {
    anchors: Account,
    /// Ids of documents whose issuing command ended well.
    documents: BTreeSet<String>,
    revoked: BTreeSet<u32>,
}

impl Promised {
    /// One round: anchors, a class whose registrar stays, one whose registrar goes away, and a revocation; then the
    /// power fails.
    async fn round(&mut self, school: &mut School, power: &mut PowerCut, folder: &Path, number: u64) -> Lost {
        power.watch(school).unwrap();
        school.start().await.unwrap();
        school.wait_until_it_may_write().await.unwrap();
        let round = usize::try_from(number).unwrap();
        let out = folder.join("issued");
        let (stays, leaves) = (folder.join(format!("stays-{round}.csv")), folder.join(format!("leaves-{round}.csv")));
        write_class(&stays, 1_000 * round, CLASS).unwrap();
        write_class(&leaves, 1_000 * round + 500, CLASS).unwrap();

        let clients: Vec<_> =
            (0..CLIENTS).map(|_| tokio::spawn(self.anchors.clone().anchor_until_refused(school.socket()))).collect();
        let mut gone = issuing(school, &leaves, &folder.join("left"));
        tokio::time::sleep(Duration::from_millis(30 * number)).await;
        gone.kill().unwrap();
        gone.wait().unwrap();
        school.issue(&stays, &out, &["--wait", "local"]).unwrap().expect_code(0).unwrap();
        self.documents = documents(&out).unwrap().iter().map(|file| id_of(file).unwrap()).collect();
        let revoked = self.revoke_one(school).await;
        // Somewhere in the middle of another sheet.
        let mut cut_off = issuing(school, &leaves, &folder.join("left"));
        tokio::time::sleep(Duration::from_millis(20 + (number * 37) % 130)).await;
        let lost = power.cut(school).unwrap();
        self.revoked.extend(revoked);
        cut_off.wait().unwrap();
        for client in clients {
            client.await.unwrap().unwrap();
        }
        lost
    }

    /// Revokes a document that nobody revoked yet; returns its slot once it is acknowledged.
    async fn revoke_one(&self, school: &School) -> Option<u32> {
        let slots = self.documents.iter().map(|id| id.parse::<u32>().unwrap());
        let slot = slots.into_iter().find(|slot| !self.revoked.contains(slot))?;
        let (status, reason, wait) = (1, 1, v1::Level::Local.into());
        let request = v1::ChangeStatusRequest { registry: String::new(), slot, status, reason, wait };
        school.registrar().await.unwrap().change_status(request).await.unwrap();
        Some(slot)
    }

    /// Looks every promise up in the school's log and vault.
    async fn settle(&self, school: &mut School, folder: &Path) {
        school.start().await.unwrap();
        school.wait_until_it_may_write().await.unwrap();
        let history = History::pull(school, &school.origin()).await.unwrap();
        assert!(self.anchors.len() > 100, "the load was real: {} anchors", self.anchors.len());
        self.anchors.settle(history.awards()).unwrap();
        let slots: BTreeSet<u32> = history.awards().values().map(|award| award.slot).collect();
        assert_eq!(slots.len(), history.awards().len(), "no slot stands twice in the log");
        for slot in &self.revoked {
            assert_eq!(history.state().statuses.get(*slot), DocumentStatus::Revoked, "slot {slot}");
        }
        // Sheets that were cut off are issued whole by the same command, and only once.
        for sheet in files(folder).unwrap().iter().filter(|file| file.extension().is_some_and(|kind| kind == "csv")) {
            school.issue(sheet, &folder.join("again"), &["--wait", "local"]).unwrap().expect_code(0).unwrap();
        }
        let export = folder.join("export");
        let (dir, out) = (school.dir(), export.to_str().unwrap());
        attestat(&["document", "export", "--all", "--out", out, "--node", dir]).unwrap().expect_code(0).unwrap();
        let exported: BTreeSet<String> = documents(&export).unwrap().iter().map(|file| id_of(file).unwrap()).collect();
        let missing: Vec<_> = self.documents.difference(&exported).collect();
        assert!(missing.is_empty(), "issued and acknowledged, and not in the vault: {missing:?}");
        let sheets = 2 * self.documents.len() / CLASS;
        assert_eq!(exported.len(), sheets * CLASS, "each row of each sheet is one document");
        assert_eq!(school.stop().unwrap(), 0);
    }
}

/// A registrar's command that is on its way.
fn issuing(school: &School, sheet: &Path, out: &Path) -> Child {
    let mut command = Command::new(program("attestat").unwrap());
    command.arg("issue").arg(sheet).args(["--commit", "--wait", "local", "--out"]).arg(out);
    command.args(["--node", school.dir()]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_school_alone_keeps_every_promise_over_power_cuts() {
    let folder = tempfile::tempdir().unwrap();
    let mut power = PowerCut::prepare(folder.path()).unwrap();
    let mut school =
        School::init(&folder.path().join("school"), "cut.example", "School of cuts (SAMPLE)", &[]).unwrap();
    let mut promised = Promised::default();
    let mut bytes = 0;
    for number in 1..=CUTS_ALONE {
        bytes += promised.round(&mut school, &mut power, folder.path(), number).await.bytes;
    }
    assert!(bytes > 0, "the cuts took nothing away, so that nothing was tried");
    school.environment.clear();
    promised.settle(&mut school, folder.path()).await;
    let audit = attestat_node(&["audit", school.dir(), "--every-seal"]).unwrap();
    // Without a roster nobody can say that the key is the registry's; that is all that is incomplete.
    audit.expect_code(20).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_school_among_cosigners_keeps_every_promise_over_power_cuts() {
    let mut town = Town::running(3).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut power = PowerCut::prepare(folder.path()).unwrap();
    let mut promised = Promised::default();
    for number in 1..=CUTS_AMONG_COSIGNERS {
        let school = town.schools.first_mut().unwrap();
        school.stop().unwrap();
        promised.round(school, &mut power, folder.path(), number).await;
    }
    let school = town.schools.first_mut().unwrap();
    school.environment.clear();
    promised.settle(school, folder.path()).await;
    school.start().await.unwrap();
    town.settle().await.unwrap();
    let trust = town.trust("trust").unwrap();
    town.audit(&trust, &[0, 1, 2]).unwrap().expect_code(0).unwrap();
}
