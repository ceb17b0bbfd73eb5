//! Real connections: a server over TLS and over a Unix socket, the limits, and whom a client believes.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_ledger::key::SecretKey;
use attestat_wire::connect::{Address, ConnectError, Patient, connect, connect_lazily, timely};
use attestat_wire::limit::{SENTENCE_BYTES_MAX, SENTENCE_RU_BYTES_MAX};
use attestat_wire::listen::{HandshakeLimits, Identity, secured, server};
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1;
use attestat_wire::v1::peering_client::PeeringClient;
use attestat_wire::v1::peering_server::{Peering, PeeringServer};
use attestat_words::language::Language;
use attestat_words::text::Text;
use core::time::Duration;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_stream::wrappers::{TcpListenerStream, UnixListenerStream};
use tonic::{Code, Request, Response, Status};
use zeroize::Zeroizing;

mod copycat;

/// Origin of the request that is never answered.
const NEVER_ANSWERED: &str = "silence.example/1";

/// Note of the request that is refused at the greatest length.
const LONGEST: &str = "longest";

/// A refusal with more words than are sent, each letter of which takes the most bytes on the way.
fn longest() -> Refusal {
    let long = || Text::written_in_each(|language| language.of("#", "ю").repeat(9_000));
    Refusal::new(Code::FailedPrecondition, "the-code-of-a-refusal", long(), long())
}

/// Answers an offer with the length of its note, and refuses everything else.
struct Measuring;

#[tonic::async_trait]
impl Peering for Measuring {
    async fn offer_checkpoint(
        &self,
        request: Request<v1::OfferCheckpointRequest>,
    ) -> Result<Response<v1::OfferCheckpointResponse>, Status> {
        let size = u64::try_from(request.into_inner().note.len()).unwrap();
        Ok(Response::new(v1::OfferCheckpointResponse { size, ..Default::default() }))
    }

    async fn submit_cosignature(
        &self,
        request: Request<v1::SubmitCosignatureRequest>,
    ) -> Result<Response<v1::SubmitCosignatureResponse>, Status> {
        let note = request.into_inner().note;
        if note == LONGEST {
            return Err(longest().into());
        }
        Err(Refusal::unknown_log("school.example/1").into())
    }

    /// Is told who asks.
    async fn report_fork(
        &self,
        request: Request<v1::ReportForkRequest>,
    ) -> Result<Response<v1::ReportForkResponse>, Status> {
        assert!(request.remote_addr().unwrap().ip().is_loopback());
        Ok(Response::new(v1::ReportForkResponse {}))
    }

    async fn get_newest_seen(
        &self,
        request: Request<v1::GetNewestSeenRequest>,
    ) -> Result<Response<v1::GetNewestSeenResponse>, Status> {
        if request.into_inner().origin == NEVER_ANSWERED {
            core::future::pending::<()>().await;
        }
        Ok(Response::new(v1::GetNewestSeenResponse::default()))
    }
}

fn identity(seed: u8) -> Identity {
    Identity::new(SecretKey::from_seed(&Zeroizing::new([seed; 32]))).unwrap()
}

/// A server with the key of this seed; its whole address.
async fn serve(seed: u8, limits: HandshakeLimits) -> Address {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let identity = identity(seed);
    let address = Address::from(listener.local_addr().unwrap()).with_pin(identity.pin());
    let service = server().add_service(PeeringServer::new(Measuring));
    tokio::spawn(service.serve_with_incoming(secured(listener, &identity, limits)));
    address
}

async fn check(address: &Address) {
    let mut client = PeeringClient::new(connect(address).await.unwrap());
    let offer = |length| timely(v1::OfferCheckpointRequest { note: "n".repeat(length) });
    assert_eq!(client.offer_checkpoint(offer(1000)).await.unwrap().into_inner().size, 1000);
    // tonic's limit of 4 MiB a message stands, and the connection survives a message above it.
    let error = client.offer_checkpoint(offer(5 << 20)).await.unwrap_err();
    assert_eq!(error.code(), tonic::Code::OutOfRange, "{error:?}");
    let request = timely(v1::SubmitCosignatureRequest { note: String::new() });
    let refusal = Refusal::from(client.submit_cosignature(request).await.unwrap_err());
    assert_eq!(refusal.code, refusal::UNKNOWN_LOG);
    assert!(refusal.what.to_string().contains("school.example/1") && !refusal.todo.is_empty());
    // A reader of Russian is told in Russian.
    assert_eq!(refusal.what.told(Language::Russian), "На этом узле нет журнала \"school.example/1\".");
    assert!(refusal.todo.told(Language::Russian).starts_with("Посмотрите, какие журналы на нём есть"), "{refusal:?}");
    // The longest refusal is one block of headers, and is cut in the middle of no letter.
    let request = timely(v1::SubmitCosignatureRequest { note: LONGEST.to_owned() });
    let refusal = Refusal::from(client.submit_cosignature(request).await.unwrap_err());
    assert_eq!(refusal.code, "the-code-of-a-refusal");
    for text in [refusal.what, refusal.todo] {
        assert_eq!(text.told(Language::English), format!("{}…", "#".repeat(SENTENCE_BYTES_MAX - 3)));
        assert_eq!(text.told(Language::Russian), format!("{}…", "ю".repeat((SENTENCE_RU_BYTES_MAX - 3) / 2)));
    }
}

#[tokio::test]
async fn requests_are_answered_over_tls() {
    let address = serve(1, HandshakeLimits::default()).await;
    check(&address).await;
    check(&address.location()).await;
    let mut client = PeeringClient::new(connect(&address).await.unwrap());
    client.report_fork(timely(v1::ReportForkRequest { evidence: String::new() })).await.unwrap();
}

#[tokio::test]
async fn a_request_to_a_silent_node_ends_with_an_error() {
    let address = serve(1, HandshakeLimits::default()).await;
    let channel = Patient::new(connect(&address).await.unwrap(), Duration::from_secs(1));
    let ask = async |origin: &str| {
        let request = Request::new(v1::GetNewestSeenRequest { origin: origin.to_owned() });
        PeeringClient::new(channel.clone()).get_newest_seen(request).await
    };
    ask("a.example/1").await.unwrap();
    let status = ask(NEVER_ANSWERED).await.unwrap_err();
    assert!(refusal::is_of_a_lost_connection(&status), "what was asked for may have been done");
    let refusal = Refusal::from(status);
    assert!(refusal.code == refusal::UNREACHABLE && refusal.is_temporary(), "{refusal:?}");
    ask("a.example/1").await.unwrap();
}

#[tokio::test]
async fn requests_are_answered_over_a_unix_socket() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("node.sock");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let service = server().add_service(PeeringServer::new(Measuring));
    tokio::spawn(service.serve_with_incoming(UnixListenerStream::new(listener)));
    check(&path.to_str().unwrap().parse().unwrap()).await;
    check(&Address::socket(&path)).await;
}

#[test]
fn the_pin_is_the_hash_of_the_key_and_equal_at_every_start() {
    // openssl pkey -in KEY -pubout -outform DER | sha256sum, for the seed of 32 bytes 01.
    let prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    let key = SecretKey::from_seed(&Zeroizing::new([1; 32])).public();
    let info = [prefix.as_slice(), key.as_bytes()].concat();
    assert_eq!(identity(1).pin(), attestat_wire::connect::Pin::of(&info));
    assert_eq!(identity(1).pin().to_string(), PIN_OF_ONES);
    assert_ne!(identity(1).pin(), identity(2).pin());
}

const PIN_OF_ONES: &str = "sha256:fd110d301d2f077de1414b8f99f441b1403fab207b2052fbd2c065e4ee8e7dc2";

#[tokio::test]
async fn a_server_with_another_key_is_refused_before_any_request() {
    let address = serve(1, HandshakeLimits::default()).await;
    let wrong = address.clone().with_pin(identity(2).pin());
    let error = connect(&wrong).await.unwrap_err();
    assert!(
        matches!(&error, ConnectError::AnotherKey { expected, found, .. }
            if *expected == identity(2).pin() && *found == identity(1).pin()),
        "{error}"
    );
    let words = error.to_string();
    for needle in ["another key answered", "somebody stands in its place", "by a way you trust"] {
        assert!(words.contains(needle), "{words}");
    }

    // A channel that connects by itself says it too, to whoever listens and to whoever asks.
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = {
        let told = told.clone();
        move |why: &ConnectError| told.lock().unwrap().push(why.to_string())
    };
    let mut client = PeeringClient::new(connect_lazily(&wrong, None, tell).unwrap());
    for _ in 0..2 {
        let request = timely(v1::GetNewestSeenRequest { origin: String::new() });
        let refusal = Refusal::from(client.get_newest_seen(request).await.unwrap_err());
        assert_eq!(refusal.code, refusal::ANOTHER_KEY, "{refusal}");
        assert!(!refusal.is_temporary() && refusal.what.to_string().contains(&identity(1).pin().to_string()));
    }
    assert_eq!(told.lock().unwrap().first(), Some(&words));
}

/// A certificate can be copied by anybody; only its owner can sign a handshake with it.
#[tokio::test]
async fn a_server_with_the_right_certificate_and_another_key_is_refused() {
    let owner = serve(1, HandshakeLimits::default()).await;
    let thief = copycat::serve(1, 2).await.with_pin(owner.pin().unwrap());
    for address in [thief.clone(), thief.location()] {
        let error = connect(&address).await.unwrap_err();
        assert!(matches!(&error, ConnectError::NotANode { .. }), "{error}");
    }
}

/// The key counts, not what is written around it: names and dates in a certificate mean nothing.
#[tokio::test]
async fn an_expired_certificate_with_the_pinned_key_is_accepted() {
    let address = copycat::serve_expired(1).await.with_pin(identity(1).pin());
    check(&address).await;
}

#[tokio::test]
async fn a_network_address_without_a_pin_is_refused_for_data_of_families() {
    let pinned = serve(1, HandshakeLimits::default()).await;
    assert_eq!(pinned.pinned().unwrap(), &pinned);
    let error = pinned.location().pinned().unwrap_err();
    assert!(matches!(error, ConnectError::Unpinned(_)) && error.to_string().contains("#sha256:"), "{error}");
    let socket: Address = "/run/node.sock".parse().unwrap();
    assert!(socket.pinned().is_ok());
}

#[tokio::test]
async fn connections_without_tls_are_refused_on_both_sides() {
    // A client that does is cut off without an answer.
    let address = serve(1, HandshakeLimits::default()).await;
    let place = address.location().to_string();
    let place = place.trim_start_matches("https://");
    let mut tcp = TcpStream::connect(place).await.unwrap();
    tcp.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = tcp.read_to_end(&mut answer).await;
    // A TLS alert of 7 bytes, and nothing of HTTP/2.
    assert!(answer.len() <= 7 && answer.first().is_none_or(|byte| *byte == 0x15), "{answer:?}");
    let channel = tonic::transport::Endpoint::from_shared(format!("http://{place}")).unwrap().connect().await;
    let asked = match channel {
        Ok(channel) => PeeringClient::new(channel).get_newest_seen(v1::GetNewestSeenRequest::default()).await.is_ok(),
        Err(_) => false,
    };
    assert!(!asked, "a client in the clear is answered");
    check(&address).await;

    // A server that does is no node.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Address::from(listener.local_addr().unwrap());
    let service = server().add_service(PeeringServer::new(Measuring));
    tokio::spawn(service.serve_with_incoming(TcpListenerStream::new(listener)));
    let error = connect(&address).await.unwrap_err();
    assert!(matches!(error, ConnectError::NotANode { .. }), "{error}");
}

/// Bytes that are no handshake, and handshakes for another protocol than HTTP/2.
#[tokio::test]
async fn connections_without_a_valid_http2_handshake_are_dropped() {
    let address = serve(1, HandshakeLimits::default()).await;
    let place = address.location().to_string();
    let place = place.trim_start_matches("https://");
    for junk in [&b"\x16\x03\x01\xff\xff"[..], b"GET / HTTP/1.1\r\n\r\n", &[0xff; 4096], &[0; 1]] {
        let mut tcp = TcpStream::connect(place).await.unwrap();
        let _ = tcp.write_all(junk).await;
        tcp.shutdown().await.ok();
        let _ = tcp.read_to_end(&mut Vec::new()).await;
    }
    for protocol in [&b"http/1.1"[..], b""] {
        assert!(!copycat::is_answered(place, protocol).await, "{protocol:?}");
    }
    check(&address).await;
}

/// Connections that stall in their handshake: they say nothing, or half a word.
async fn stall(place: &str, count: usize) -> Vec<TcpStream> {
    let mut stalled = Vec::new();
    for number in 0..count {
        let mut tcp = TcpStream::connect(place).await.unwrap();
        if number % 2 == 0 {
            tcp.write_all(b"\x16\x03\x01").await.unwrap();
        }
        stalled.push(tcp);
    }
    stalled
}

/// Returns true if the other end closes a connection within this time.
async fn is_cut_off(tcp: &mut TcpStream, within: Duration) -> bool {
    tokio::time::timeout(within, tcp.read_to_end(&mut Vec::new())).await.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stalled_handshakes_delay_no_client_and_the_oldest_are_dropped() {
    let address = serve(1, HandshakeLimits { time: Duration::from_secs(60), most: 8 }).await;
    let place = address.location().to_string();
    let mut stalled = stall(place.trim_start_matches("https://"), 20).await;
    let begun = Instant::now();
    check(&address).await;
    assert!(begun.elapsed() < Duration::from_secs(5), "an honest client waited for those who stall");
    let (given_way, held) = stalled.split_at_mut(12);
    for tcp in given_way {
        assert!(is_cut_off(tcp, Duration::from_secs(5)).await, "more handshakes are held open than the limit says");
    }
    assert!(!is_cut_off(held.last_mut().unwrap(), Duration::from_millis(200)).await, "the newest has its time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_connection_is_closed_when_its_time_is_over() {
    let address = serve(1, HandshakeLimits { time: Duration::from_millis(500), most: 8 }).await;
    let place = address.location().to_string();
    let place = place.trim_start_matches("https://");
    for tcp in &mut stall(place, 2).await {
        assert!(is_cut_off(tcp, Duration::from_secs(10)).await, "a stalled handshake is held open");
    }
    // So is one who finishes the handshake and then says nothing.
    let silent = tokio::time::timeout(Duration::from_secs(10), copycat::silence(place)).await;
    assert!(silent.is_ok(), "a silent connection is held open");
    // A client that sent the HTTP/2 preface may be silent for longer than that.
    let mut client = PeeringClient::new(connect(&address).await.unwrap());
    for _ in 0..2 {
        client.get_newest_seen(timely(v1::GetNewestSeenRequest::default())).await.unwrap();
        tokio::time::sleep(Duration::from_millis(800)).await;
    }
}

#[tokio::test]
async fn an_address_where_nothing_listens_is_unreachable() {
    let error = connect(&"/there/is/no/such.sock".parse().unwrap()).await.unwrap_err();
    assert!(matches!(&error, ConnectError::Unreachable { .. }) && error.to_string().contains("nothing answers"));
    let lazy = connect_lazily(&"https://127.0.0.1:1".parse().unwrap(), None, |_| {}).unwrap();
    let request = timely(v1::GetNewestSeenRequest { origin: String::new() });
    let error = PeeringClient::new(lazy).get_newest_seen(request).await.unwrap_err();
    assert_eq!(Refusal::from(error).code, refusal::UNREACHABLE);
}

/// A listener whose connections are looked at and not served.
async fn door(
    seed: u8,
) -> (Address, impl tokio_stream::Stream<Item = std::io::Result<attestat_wire::listen::Secured>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let identity = identity(seed);
    let address = Address::from(listener.local_addr().unwrap()).with_pin(identity.pin());
    (address, secured(listener, &identity, HandshakeLimits::default()))
}

/// A node is known to its peers by the key that the roster pins; families and tools show nothing, and neither
/// does a node to an address that names no key.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_shows_its_key_only_to_an_address_with_a_pin() {
    let (address, door) = door(1).await;
    let mut door = std::pin::pin!(door);
    let pin = Some(identity(3).pin());
    for (address, shown, expected) in [
        (address.clone(), Some(identity(3)), pin),
        (address.location(), Some(identity(3)), None),
        (address.clone(), None, None),
    ] {
        let channel = connect_lazily(&address, shown.as_ref(), |_| {}).unwrap();
        let call = tokio::spawn(async move {
            let request = timely(v1::GetNewestSeenRequest { origin: String::new() });
            let _ = PeeringClient::new(channel).get_newest_seen(request).await;
        });
        let met = tokio::time::timeout(Duration::from_secs(20), tokio_stream::StreamExt::next(&mut door)).await;
        assert_eq!(met.unwrap().unwrap().unwrap().key(), expected, "{address}");
        call.abort();
    }
}

/// A client that shows a node's certificate without its key is not let in, as that node or as anybody else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_certificate_without_its_key_is_refused() {
    let (address, door) = door(1).await;
    let place = address.location().to_string().trim_start_matches("https://").to_owned();
    let mut door = std::pin::pin!(door);
    for (shown, held, expected) in [(3, 3, Some(true)), (3, 4, None), (4, 4, Some(false))] {
        let thief = tokio::spawn(copycat::show(place.clone(), shown, held));
        let met = tokio::time::timeout(Duration::from_secs(3), tokio_stream::StreamExt::next(&mut door)).await;
        let is_node = met.ok().map(|met| met.unwrap().unwrap().key() == Some(identity(3).pin()));
        assert_eq!(is_node, expected, "the certificate of {shown} with the key of {held}");
        thief.abort();
    }
}
