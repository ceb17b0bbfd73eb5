//! A node that goes away in the middle of a command that writes: the words to the registrar.

use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::{Format, Output};
use attestat_wire::v1;
use attestat_wire::v1::registrar_server::{Registrar, RegistrarServer};
use attestat_words::language::Language;
use clap::Parser as _;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;
use tokio_stream::Stream;
use tonic::{Request, Response, Status, Streaming};

/// A node that says what it is, and goes away when anything else is asked.
struct Leaving {
    gone: Arc<Notify>,
    asked: Arc<Mutex<Vec<&'static str>>>,
}

impl Leaving {
    async fn leave<T>(&self) -> Result<Response<T>, Status> {
        self.gone.notify_one();
        std::future::pending().await
    }
}

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl Registrar for Leaving {
    type IssueStream = Answers<v1::IssueResponse>;
    type AnchorStream = Answers<v1::AnchorResponse>;
    type ExportStream = Answers<v1::ExportResponse>;

    async fn get_node(&self, _: Request<v1::GetNodeRequest>) -> Result<Response<v1::GetNodeResponse>, Status> {
        Ok(Response::new(v1::GetNodeResponse::default()))
    }

    async fn issue(&self, _: Request<Streaming<v1::IssueRequest>>) -> Result<Response<Self::IssueStream>, Status> {
        self.leave().await
    }

    async fn describe(&self, _: Request<v1::DescribeRequest>) -> Result<Response<v1::DescribeResponse>, Status> {
        self.asked.lock().unwrap().push("describe");
        let pupil = Some(v1::DescribedPupil { known: true, ..Default::default() });
        Ok(Response::new(v1::DescribeResponse { pupil, ..Default::default() }))
    }

    async fn merge_pupils(
        &self,
        _: Request<v1::MergePupilsRequest>,
    ) -> Result<Response<v1::MergePupilsResponse>, Status> {
        self.leave().await
    }

    async fn anchor(&self, _: Request<Streaming<v1::AnchorRequest>>) -> Result<Response<Self::AnchorStream>, Status> {
        self.leave().await
    }

    async fn change_status(
        &self,
        _: Request<v1::ChangeStatusRequest>,
    ) -> Result<Response<v1::ChangeStatusResponse>, Status> {
        self.leave().await
    }

    async fn export(&self, _: Request<v1::ExportRequest>) -> Result<Response<Self::ExportStream>, Status> {
        self.leave().await
    }

    async fn reissue(&self, _: Request<v1::ReissueRequest>) -> Result<Response<v1::ReissueResponse>, Status> {
        self.asked.lock().unwrap().push("reissue");
        self.leave().await
    }

    async fn make_ticket(&self, _: Request<v1::MakeTicketRequest>) -> Result<Response<v1::MakeTicketResponse>, Status> {
        self.leave().await
    }

    async fn run_rebinding(
        &self,
        _: Request<v1::RunRebindingRequest>,
    ) -> Result<Response<v1::RunRebindingResponse>, Status> {
        self.leave().await
    }

    async fn erase_pupil(&self, _: Request<v1::ErasePupilRequest>) -> Result<Response<v1::ErasePupilResponse>, Status> {
        self.leave().await
    }
}

/// Runs a command at a node that goes away.
fn failure(folder: &Path, line: &str, language: Language) -> Failure {
    failure_and_asked(folder, line, language).0
}

/// That failure, with the calls that the node was asked before.
fn failure_and_asked(folder: &Path, line: &str, language: Language) -> (Failure, Vec<&'static str>) {
    let asked: Arc<Mutex<Vec<&'static str>>> = Arc::default();
    let socket = folder.join("node.sock");
    let _ = std::fs::remove_file(&socket);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (listener, gone) =
        (runtime.block_on(async { tokio::net::UnixListener::bind(&socket).unwrap() }), Arc::default());
    let serving = {
        let gone: Arc<Notify> = gone;
        let incoming = tokio_stream::wrappers::UnixListenerStream::new(listener);
        let service = RegistrarServer::new(Leaving { gone: gone.clone(), asked: asked.clone() });
        let serving = attestat_wire::listen::server().add_service(service).serve_with_incoming(incoming);
        std::thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = serving => {}
                    () = gone.notified() => {}
                }
            });
            // With the runtime its connections end, as those of a process that was killed.
            runtime.shutdown_background();
        })
    };
    let line = line.replace("{}", folder.to_str().unwrap());
    let line = format!("attestat {line} --node unix:{}", socket.display());
    let arguments = crate::commands::Arguments::try_parse_from(line.split(' ')).unwrap();
    let failure = crate::commands::run(&arguments, &Output::new(Format::Words).speaking(language)).unwrap_err();
    serving.join().unwrap();
    let asked = asked.lock().unwrap().clone();
    (failure, asked)
}

#[test]
fn a_node_that_goes_away_may_have_done_what_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = attestat_sheets::template(attestat_credential::draft::words::DocumentKind::Gto);
    let sheet = sheet.replace("Образцова (SAMPLE)", "Образцова");
    std::fs::write(folder.path().join("sheet.csv"), sheet).unwrap();
    for line in [
        "issue {}/sheet.csv --kind gto --commit --out {}/out",
        "reissue 7 --duplicate --commit --out {}/out",
        "status revoke 7 --reason superseded --yes",
        "status suspend 7 --reason superseded --yes",
        "status reinstate 7 --reason unspecified --yes",
        "pupil ticket --pupil-ref 17 --yes --out {}/letter.txt",
        "pupil rebind --now",
        "pupil merge document:7 document:8 --yes",
        "pupil erase --pupil-ref 17 --yes --out {}/act",
    ] {
        let said = failure(folder.path(), line, Language::English);
        assert_eq!((said.exit, said.code.as_str()), (Exit::Unreachable, "may-be-done"), "{line}: {said}");
        assert!(
            said.what.to_string().contains("may have been done") && said.todo.to_string().contains("it is safe"),
            "{line}: {said}"
        );
        let said = failure(folder.path(), line, Language::Russian);
        assert!(
            said.what(Language::Russian).contains("могло быть сделано")
                && said.todo.told(Language::Russian).contains("безопасно"),
            "{line}: {said}"
        );
    }
}

/// Nothing was to be written, and nothing else is claimed; the failure says all the same that the node is gone.
#[test]
fn a_node_that_goes_away_while_it_is_only_asked_is_unreachable() {
    let folder = tempfile::tempdir().unwrap();
    for line in ["document export --all --out {}/out", "reissue 7 --duplicate"] {
        let said = failure(folder.path(), line, Language::English);
        assert_eq!(said.exit, Exit::Unreachable, "{line}: {said}");
    }
}

/// The pupil is shown also where nothing is asked of anybody: a mistyped id is another pupil's document.
#[test]
fn whose_document_is_replaced_is_shown_first() {
    let folder = tempfile::tempdir().unwrap();
    for line in ["reissue 7 --duplicate", "reissue 7 --duplicate --commit --out {}/out"] {
        let (_, asked) = failure_and_asked(folder.path(), line, Language::English);
        assert_eq!(asked, ["describe", "reissue"], "{line}");
    }
}
