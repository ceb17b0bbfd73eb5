//! Evidence that holds, that shows nothing, and that is told to a node.

use super::*;
use crate::fixture::{MemoryLog, origin, roster, roster_with};
use crate::render::output::Format;
use crate::render::russian::assert_russian;
use attestat_ledger::fork::ForkEvidence;
use attestat_wire::v1;
use attestat_wire::v1::peering_server::{Peering, PeeringServer};
use attestat_words::language::Language;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tonic::{Request, Response, Status};

fn out() -> Output {
    Output::new(Format::Words)
}

/// A folder of trust with the roster pinned.
fn trusting(folder: &Path) -> (TrustArgs, TrustStore) {
    let trust = TrustArgs { dir: Some(folder.join("trust")) };
    let store = TrustStore::at(trust.dir.as_deref()).unwrap();
    let (note, hash) = roster(1, None);
    store.put_roster(&store.lock().unwrap(), &hash, &note).unwrap();
    (trust, store)
}

fn known(store: &TrustStore) -> Vec<ForkEvidence> {
    let pinned = store.require_roster().unwrap();
    store.evidence(pinned.roster()).unwrap().forks()
}

fn log(tag: u8) -> MemoryLog {
    let mut log = MemoryLog::new();
    log.award(0..10, tag);
    log
}

/// Files with evidence that holds and with two heads that agree.
fn files(folder: &Path) -> (PathBuf, PathBuf) {
    let good = ForkEvidence::same_size(log(1).head(11, true), log(9).head(11, false));
    let none = ForkEvidence::same_size(log(1).head(11, true), log(1).head(11, false));
    let (first, second) = (folder.join("good.fork"), folder.join("none.fork"));
    std::fs::write(&first, good.to_string()).unwrap();
    std::fs::write(&second, none.to_string()).unwrap();
    (first, second)
}

#[test]
fn evidence_is_checked_by_the_roster_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (trust, store) = trusting(folder.path());
    let (good, none) = files(folder.path());
    let check = |file: &[&PathBuf]| {
        let file = file.iter().map(|path| (*path).clone()).collect();
        run(&ForkCommand::Check(FilesArgs { file }), &trust, &out()).unwrap()
    };
    assert_eq!((check(&[&good]), check(&[&none]), check(&[&good, &none])), (Exit::Done, Exit::Red, Exit::Red));
    assert!(known(&store).is_empty(), "a check keeps nothing");

    // A size for which the roster lists no key accuses nobody.
    let (note, hash) = roster_with(1, None, "");
    let text = String::from_utf8(note).unwrap().replace("from_size = 1", "from_size = 12");
    let text = text.split("\n\n").next().unwrap().to_owned() + "\n";
    assert_ne!(Roster::parse(&text).unwrap().hash(), hash);
    let older = Roster::parse(&text).unwrap();
    let pieces = read(std::slice::from_ref(&good), &older).unwrap();
    assert_eq!(exit_of(&pieces[0]), Exit::Amber);
    let style = out().speaking(Language::Russian).style();
    for roster in [&older, store.require_roster().unwrap().roster()] {
        let pieces = read(&[good.clone(), none.clone()], roster).unwrap();
        pieces.iter().for_each(|piece| assert_russian(&piece.words(roster, &style).replace(".fork", "")));
    }
}

#[test]
fn imported_evidence_counts_and_a_file_that_shows_nothing_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let (trust, store) = trusting(folder.path());
    let (good, none) = files(folder.path());
    let import = ForkCommand::Import(FilesArgs { file: vec![none, good] });
    assert_eq!(run(&import, &trust, &out()).unwrap(), Exit::Red);
    let forks = known(&store);
    assert_eq!((forks.len(), forks[0].origin()), (1, &origin()));
}

/// A node that notes what it is told.
#[derive(Clone, Default)]
struct Hearing(Arc<Mutex<Vec<String>>>);

#[tonic::async_trait]
impl Peering for Hearing {
    async fn report_fork(
        &self,
        request: Request<v1::ReportForkRequest>,
    ) -> Result<Response<v1::ReportForkResponse>, Status> {
        self.0.lock().unwrap().push(request.into_inner().evidence);
        Ok(Response::new(v1::ReportForkResponse {}))
    }

    async fn offer_checkpoint(
        &self,
        _: Request<v1::OfferCheckpointRequest>,
    ) -> Result<Response<v1::OfferCheckpointResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn submit_cosignature(
        &self,
        _: Request<v1::SubmitCosignatureRequest>,
    ) -> Result<Response<v1::SubmitCosignatureResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn get_newest_seen(
        &self,
        _: Request<v1::GetNewestSeenRequest>,
    ) -> Result<Response<v1::GetNewestSeenResponse>, Status> {
        Err(Status::unimplemented(""))
    }
}

#[test]
fn nodes_are_told_of_evidence_that_holds_and_of_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (trust, store) = trusting(folder.path());
    let (good, none) = files(folder.path());
    let hearing = Hearing::default();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let socket = folder.path().join("node");
    let guard = runtime.enter();
    let listener = tokio::net::UnixListener::bind(&socket).unwrap();
    drop(guard);
    let incoming = tokio_stream::wrappers::UnixListenerStream::new(listener);
    let services = attestat_wire::listen::server().add_service(PeeringServer::new(hearing.clone()));
    runtime.spawn(services.serve_with_incoming(incoming));

    let node = format!("unix://{}", socket.display());
    let report = |file: Vec<PathBuf>, to: Vec<String>| {
        let args = ReportArgs { files: FilesArgs { file }, to };
        run(&ForkCommand::Report(args), &trust, &out())
    };
    let refused = report(vec![good.clone(), none], vec![node.clone()]).unwrap_err();
    assert_eq!((refused.exit, refused.code.as_str()), (Exit::Red, "no-evidence"));
    assert!(hearing.0.lock().unwrap().is_empty(), "nobody is told of what shows nothing");
    let nobody = format!("unix://{}/nobody", folder.path().display());
    assert_eq!(report(vec![good.clone()], vec![nobody, node]).unwrap(), Exit::Unreachable);
    let told = ForkEvidence::parse(&std::fs::read_to_string(good).unwrap()).unwrap();
    let bare = told.bare(store.require_roster().unwrap().roster()).unwrap();
    assert_eq!(*hearing.0.lock().unwrap(), [bare.to_string()], "without the lines of others");
}
