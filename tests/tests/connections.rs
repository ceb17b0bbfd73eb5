//! The way to a node: only by TLS, only to the key that an address names, and past those who stall.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_ledger::key::SecretKey;
use attestat_tests::programs::{attestat, attestat_node};
use attestat_tests::school::School;
use attestat_tests::town::Town;
use attestat_wire::connect::Address;
use attestat_wire::listen::Identity;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::MetadataExt as _;
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// More connections than a node lets begin a handshake at a time.
const STALLED: usize = 200;

async fn alone(folder: &tempfile::TempDir) -> School {
    let mut school = School::init(&folder.path().join("school"), "alone.example", "Alone (SAMPLE)", &[]).unwrap();
    school.start().await.unwrap();
    school.wait_until_it_may_write().await.unwrap();
    school
}

fn another_pin(school: &School) -> Address {
    let stranger = Identity::new(SecretKey::from_seed(&Zeroizing::new([7; 32]))).unwrap();
    school.address().with_pin(stranger.pin())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_is_believed_by_its_key_alone() {
    let folder = tempfile::tempdir().unwrap();
    let school = alone(&folder).await;
    // As init wrote it, as a running node notes it, and as it is told again.
    let url = school.url();
    assert!(std::fs::read_to_string(school.folder.join("entry.toml")).unwrap().contains(&url));
    assert_eq!(std::fs::read_to_string(school.folder.join("run/address")).unwrap().trim(), url);
    assert!(attestat_node(&["tls", school.dir()]).unwrap().expect_code(0).unwrap().stdout.contains(&url));

    // Amber: a school alone pins no roster.
    let said = attestat(&["status-of", &url]).unwrap().expect_code(20).unwrap();
    assert!(!said.stderr.contains("names no key"), "{}", said.stderr);
    let bare = school.address().location().to_string();
    let said = attestat(&["audit", &bare, &bare]).unwrap();
    assert_eq!(said.stderr.matches("names no key").count(), 1, "it is said once: {}", said.stderr);

    let said = attestat(&["status-of", &another_pin(&school).to_string()]).unwrap().expect_code(42).unwrap();
    for words in ["error[another-key]", "Another key answered at", "somebody stands in its place", "by a way you trust"]
    {
        assert!(said.stderr.contains(words), "{}", said.stderr);
    }
    let said = attestat(&["status-of", &bare.replace("https", "http")]).unwrap().expect_code(2).unwrap();
    assert!(said.stderr.contains("in the clear"), "{}", said.stderr);
    attestat(&["status-of", &url[..url.len() - 1]]).unwrap().expect_code(2).unwrap();
}

/// Answer to a client in the clear: a TLS alert of seven bytes, or nothing.
fn hears_in_the_clear(port: u16, words: &[u8]) -> Vec<u8> {
    let mut tcp = TcpStream::connect(("127.0.0.1", port)).unwrap();
    tcp.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    tcp.write_all(words).unwrap();
    let mut heard = Vec::new();
    let _ = tcp.read_to_end(&mut heard);
    heard
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_answered_in_the_clear_and_who_stalls_stands_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let school = alone(&folder).await;
    for words in [&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..], b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", &[0; 64]] {
        let heard = hears_in_the_clear(school.port, words);
        assert!(heard.len() <= 7 && heard.first().is_none_or(|byte| *byte == 0x15), "{heard:?}");
    }
    let stalled: Vec<TcpStream> =
        (0..STALLED).map(|_| TcpStream::connect(("127.0.0.1", school.port)).unwrap()).collect();
    let begun = Instant::now();
    attestat(&["status-of", &school.url()]).unwrap().expect_code(20).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(4), "it took {:?}", begun.elapsed());
    // All of them are cut off in the end, without a word of theirs.
    for mut tcp in stalled {
        tcp.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut heard = Vec::new();
        let ended = tcp.read_to_end(&mut heard);
        let is_timeout = ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
        assert!(!is_timeout && heard.is_empty(), "a stalled connection is held open");
    }
    assert!(!school.log().contains("panicked"), "{}", school.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_of_the_time_before_tls_gets_a_key_by_one_command() {
    let folder = tempfile::tempdir().unwrap();
    let mut school = alone(&folder).await;
    assert_eq!(school.stop().unwrap(), 0);
    let (key, config) = (school.folder.join("keys/tls.key.pem"), school.folder.join("node.toml"));
    assert_eq!(std::fs::metadata(&key).unwrap().mode() & 0o777, 0o600);
    std::fs::remove_file(&key).unwrap();
    let settings = std::fs::read_to_string(&config).unwrap();
    let old = settings.replace("\npublic_url = \"\"", "\nallow_plaintext_beyond_loopback = false");
    assert_ne!(old, settings);
    std::fs::write(&config, old).unwrap();

    let said = attestat_node(&["run", school.dir()]).unwrap().expect_code(40).unwrap();
    assert!(said.stderr.contains(&format!("attestat-node tls {}", school.dir())), "{}", said.stderr);
    attestat_node(&["config", "check", school.dir()]).unwrap().expect_code(40).unwrap();
    let said = attestat_node(&["tls", school.dir()]).unwrap().expect_code(0).unwrap();
    school.pin = attestat_node::machine::tls::identity(&attestat_node::machine::folder::Layout::new(&school.folder))
        .unwrap()
        .pin();
    assert!(said.stdout.contains(&school.url()), "{}", said.stdout);
    assert!(std::fs::read_to_string(school.folder.join("entry.toml")).unwrap().contains(&school.url()));
    assert_eq!(std::fs::metadata(&key).unwrap().mode() & 0o777, 0o600);
    school.start().await.unwrap();
    assert_eq!(school.stop().unwrap(), 0);
}

/// A node with another key than the roster says is a stranger to its peers until the roster says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn peers_speak_to_the_keys_of_the_roster_and_to_no_others() {
    let mut town = Town::running(2).await.unwrap();
    town.issue(1, 1, 2, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
    town.settle().await.unwrap();
    let (origin, known) = (town.schools[1].origin(), town.schools[1].address());
    let copied = town.schools[0].summary(&origin).await.unwrap().size;
    assert_eq!(town.schools[1].stop().unwrap(), 0);
    std::fs::remove_file(town.schools[1].folder.join("keys/tls.key.pem")).unwrap();
    attestat_node(&["tls", town.schools[1].dir()]).unwrap().expect_code(0).unwrap();
    let layout = attestat_node::machine::folder::Layout::new(&town.schools[1].folder);
    town.schools[1].pin = attestat_node::machine::tls::identity(&layout).unwrap().pin();
    town.schools[1].start().await.unwrap();
    let place = known.location().to_string();
    town.schools[0].wait_for_line(&["another key answered at", &place]).await.unwrap();
    // It may still ask others, and hears from them whether it may write; nobody copies what it writes.
    town.schools[1].wait_until_it_may_write().await.unwrap();
    town.issue(1, 50, 2, &["--wait", "local"]).unwrap().1.expect_code(0).unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(town.schools[0].summary(&origin).await.unwrap().size, copied);
}
