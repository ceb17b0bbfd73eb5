//! Real connections: a server over TCP and over a Unix socket, the limits, and addresses that are none.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_wire::connect::{ConnectError, connect, connect_lazily, timely};
use attestat_wire::listen::server;
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use attestat_wire::v1::peering_client::PeeringClient;
use attestat_wire::v1::peering_server::{Peering, PeeringServer};
use tokio_stream::wrappers::{TcpListenerStream, UnixListenerStream};
use tonic::{Request, Response, Status};

/// Answers an offer with the length of its note, and refuses everything else.
struct Measuring;

#[tonic::async_trait]
impl Peering for Measuring {
    async fn offer_checkpoint(
        &self,
        request: Request<v1::OfferCheckpointRequest>,
    ) -> Result<Response<v1::OfferCheckpointResponse>, Status> {
        let size = u64::try_from(request.into_inner().note.len()).unwrap();
        Ok(Response::new(v1::OfferCheckpointResponse { size }))
    }

    async fn submit_cosignature(
        &self,
        _: Request<v1::SubmitCosignatureRequest>,
    ) -> Result<Response<v1::SubmitCosignatureResponse>, Status> {
        Err(Refusal::unknown_log("school.example/1").into())
    }

    async fn report_fork(&self, _: Request<v1::ReportForkRequest>) -> Result<Response<v1::ReportForkResponse>, Status> {
        Ok(Response::new(v1::ReportForkResponse {}))
    }

    async fn get_newest_seen(
        &self,
        _: Request<v1::GetNewestSeenRequest>,
    ) -> Result<Response<v1::GetNewestSeenResponse>, Status> {
        Ok(Response::new(v1::GetNewestSeenResponse::default()))
    }
}

async fn check(address: &str) {
    let mut client = PeeringClient::new(connect(address).await.unwrap());
    let offer = |length| timely(v1::OfferCheckpointRequest { note: "n".repeat(length) });
    assert_eq!(client.offer_checkpoint(offer(1000)).await.unwrap().into_inner().size, 1000);
    // tonic's limit of 4 MiB a message stands, and the connection survives a message above it.
    let error = client.offer_checkpoint(offer(5 << 20)).await.unwrap_err();
    assert_eq!(error.code(), tonic::Code::OutOfRange, "{error:?}");
    let request = timely(v1::SubmitCosignatureRequest { note: String::new() });
    let refusal = Refusal::from(client.submit_cosignature(request).await.unwrap_err());
    assert_eq!(refusal.code, refusal::UNKNOWN_LOG);
    assert!(refusal.what.contains("school.example/1") && !refusal.todo.is_empty());
}

#[tokio::test]
async fn tcp() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let service = server().add_service(PeeringServer::new(Measuring));
    tokio::spawn(service.serve_with_incoming(TcpListenerStream::new(listener)));
    check(&address).await;
}

#[tokio::test]
async fn unix_socket() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("node.sock");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let service = server().add_service(PeeringServer::new(Measuring));
    tokio::spawn(service.serve_with_incoming(UnixListenerStream::new(listener)));
    check(path.to_str().unwrap()).await;
    check(&format!("unix://{}", path.display())).await;
}

#[tokio::test]
async fn addresses_that_are_none() {
    for (address, needle) in [
        ("school.example:7400", "http://host:port"),
        ("", "http://host:port"),
        ("https://school.example", "TLS"),
        ("http://", "http://host:port"),
        ("/there/is/no/such.sock", "nothing answers"),
    ] {
        let error = connect(address).await.expect_err(address);
        assert!(error.to_string().contains(needle), "{address}: {error}");
    }
    let lazy = connect_lazily("http://127.0.0.1:1").unwrap();
    let request = timely(v1::GetNewestSeenRequest { origin: String::new() });
    let error = PeeringClient::new(lazy).get_newest_seen(request).await.unwrap_err();
    assert_eq!(Refusal::from(error).code, refusal::UNREACHABLE);
    assert!(matches!(connect("ftp://x").await, Err(ConnectError::Address(_))));
}
