//! A log that the roster in force cut: its registry is read-only from the start and says so everywhere, its mirrors
//! stop there at every start, and both audits name the records beyond.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use attestat_tests::document::documents;
use attestat_tests::history::History;
use attestat_tests::programs::{Said, attestat, attestat_node};
use attestat_tests::town::{self, Town, text};
use attestat_wire::v1::{self, Standing};

/// A town whose first school issued twice, everything confirmed, and all of whose nodes are stopped.
struct Cutting {
    town: Town,
    origin: Origin,
    history: History,
    /// Records before the second class was issued.
    first: u64,
}

async fn cutting() -> Cutting {
    let mut town = Town::running(3).await.unwrap();
    let origin = town.schools[0].origin();
    town.issue(0, 1, 3, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
    let first = town.schools[0].size().await.unwrap();
    town.issue(0, 100, 2, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
    town.settle().await.unwrap();
    let history = History::pull(&town.schools[1], &origin).await.unwrap();
    town::stop(&mut town.schools).unwrap();
    Cutting { town, origin, history, first }
}

impl Cutting {
    fn cut(&mut self, size: u64, root: RootHash) {
        let cut = format!("[[cut]]\norigin = \"{}\"\nsize = {size}\nroot = \"{root}\"\n", self.origin);
        self.town.amend(&cut).unwrap();
    }

    /// Output of an audit by the command line, against the roster in force now.
    fn audit(&self, schools: &[usize]) -> Said {
        let trust = self.town.trust("auditor").unwrap();
        self.town.audit(&trust, schools).unwrap()
    }
}

/// Refusals of a node to write.
async fn expect_nothing_is_written(cutting: &Cutting) {
    let (town, school) = (&cutting.town, &cutting.town.schools[0]);
    let said = town.issue(0, 500, 1, &[]).unwrap().1.expect_code(40).unwrap();
    assert!(said.stderr.contains("cut this log at"), "{}", said.stderr);
    let mut registrar = school.registrar().await.unwrap();
    let change = v1::ChangeStatusRequest { slot: 1, status: 2, reason: 1, ..Default::default() };
    let reissue = v1::ReissueRequest { slot: 1, kind: 2, ..Default::default() };
    let rebinding = v1::RunRebindingRequest::default();
    let ticket = v1::MakeTicketRequest::default();
    let anchor = v1::AnchorRequest { digests: vec![vec![7; 32]], ..Default::default() };
    let mut anchored = registrar.anchor(tokio_stream::iter([anchor])).await.unwrap().into_inner();
    let refusals = [
        registrar.change_status(change).await.unwrap_err(),
        registrar.reissue(reissue).await.unwrap_err(),
        registrar.run_rebinding(rebinding).await.unwrap_err(),
        registrar.make_ticket(ticket).await.unwrap_err(),
        anchored.message().await.unwrap_err(),
    ];
    for refusal in refusals {
        assert_eq!(refusal.metadata().get("attestat-code").unwrap(), "log-cut", "{refusal}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registry_whose_log_was_cut_is_read_only_from_the_start_and_says_so_everywhere() {
    let mut cutting = cutting().await;
    let (first, size) = (cutting.first, cutting.history.size());
    cutting.cut(first, cutting.history.root_at(first).unwrap());
    let dir = cutting.town.schools[0].dir().to_owned();
    let checked = attestat_node(&["config", "check", &dir]).unwrap().expect_code(40).unwrap();
    assert!(checked.stdout.contains("cut this log at"), "{}", checked.stdout);

    // Nobody else is there to say so.
    let said_before = cutting.town.schools[0].log().len();
    cutting.town.schools[0].start().await.unwrap();
    let school = &cutting.town.schools[0];
    school.wait_for_line(&["READ ONLY", "cut this log at"]).await.unwrap();
    let says = |log: &v1::LogSummary| {
        log.standing() == Standing::ReadOnly
            && log.standing_reason.contains(&format!("cut this log at {first} records"))
    };
    school.wait_for(&cutting.origin, "is read-only by the cut", says).await.unwrap();
    let status = attestat(&["status-of", &school.url()]).unwrap().expect_code(20).unwrap();
    assert!(status.stdout.contains("cut this log at"), "{}", status.stdout);
    expect_nothing_is_written(&cutting).await;
    assert_eq!(school.size().await.unwrap(), size, "nothing was written, no snapshot either");
    assert!(!school.log()[said_before..].contains("the registry may write"));

    // What is held is read all the same, and a child can be erased.
    let out = cutting.town.path("exported");
    let export = ["document", "export", "--all", "--node", &dir, "--out", text(&out).unwrap()];
    attestat(&export).unwrap().expect_code(0).unwrap();
    assert!(documents(&out).unwrap().len() >= 5);
    let by = Some(v1::pupil::By::Reference("nobody".to_owned()));
    let pupil = v1::Pupil { by, ..Default::default() };
    let erase = v1::ErasePupilRequest { pupil: Some(pupil), ..Default::default() };
    let refused = school.registrar().await.unwrap().erase_pupil(erase).await.unwrap_err();
    assert_eq!(refused.metadata().get("attestat-code").unwrap(), "unknown-pupil", "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mirror_beyond_a_cut_stops_at_its_start_and_audits_count_what_lies_beyond() {
    let mut cutting = cutting().await;
    let (first, size) = (cutting.first, cutting.history.size());
    cutting.cut(first, cutting.history.root_at(first).unwrap());
    town::start_all(&mut cutting.town.schools).await.unwrap();
    for mirror in &cutting.town.schools[1..] {
        let stops = |log: &v1::LogSummary| {
            log.standing() == Standing::Stopped
                && log.standing_reason.contains(&format!("cut this log at {first} records"))
        };
        mirror.wait_for(&cutting.origin, "is stopped at the cut", stops).await.unwrap();
        attestat(&["status-of", &mirror.url()]).unwrap().expect_code(20).unwrap();
    }
    // A head beyond the cut is refused where it is offered.
    let channel = attestat_wire::connect::connect(&cutting.town.schools[1].address()).await.unwrap();
    let mut peering = v1::peering_client::PeeringClient::new(channel);
    let offer = v1::OfferCheckpointRequest { note: cutting.history.newest().unwrap().to_string() };
    let refused = peering.offer_checkpoint(offer).await.unwrap_err();
    assert_eq!(refused.metadata().get("attestat-code").unwrap(), "log-cut", "{refused}");

    let beyond = format!("{} records lie beyond the roster's cut at size {first}", size - first);
    let audit = cutting.audit(&[1, 2]).expect_code(10).unwrap();
    assert!(audit.stdout.contains(&beyond), "{}", audit.stdout);
    assert!(!audit.stdout.contains("another root than the cut"), "{}", audit.stdout);
    town::stop(&mut cutting.town.schools).unwrap();
    for school in &cutting.town.schools[..2] {
        let audit = attestat_node(&["audit", school.dir()]).unwrap().expect_code(10).unwrap();
        assert!(audit.stdout.contains(&beyond), "{}", audit.stdout);
        let json = attestat_node(&["audit", school.dir(), "--json"]).unwrap().expect_code(10).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
        let logs = json["logs"].as_array().unwrap();
        let log = logs.iter().find(|log| log["origin"] == cutting.origin.as_str()).unwrap();
        assert_eq!(log["cut"], serde_json::json!({"size": first, "agrees": true, "beyond": size - first}));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_another_history_than_the_cut_is_named() {
    let mut cutting = cutting().await;
    let first = cutting.first;
    cutting.cut(first, RootHash::from_bytes([5; 32]));
    town::start_all(&mut cutting.town.schools).await.unwrap();
    for mirror in &cutting.town.schools[1..] {
        let names = |log: &v1::LogSummary| {
            log.standing() == Standing::Stopped && log.standing_reason.contains("has another root there")
        };
        mirror.wait_for(&cutting.origin, "is named as of the other history", names).await.unwrap();
        mirror.wait_for_line(&["WARN", "has another root there"]).await.unwrap();
    }
    let audit = cutting.audit(&[1]).expect_code(10).unwrap();
    assert!(audit.stdout.contains("have another root than the cut"), "{}", audit.stdout);
}
