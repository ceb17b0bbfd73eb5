//! Nodes on the other end of a connection.

use crate::files::disk;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use attestat_ledger::audit::AuditedNode;
use attestat_ledger::roster::Roster;
use attestat_wire::connect::{Address, ConnectError, Patient, connect, timely};
use attestat_wire::limit::MESSAGE_BYTES_MAX;
use attestat_wire::refusal::{Refusal, is_of_a_lost_connection};
use attestat_wire::v1;
use attestat_wire::v1::holder_client::HolderClient;
use attestat_wire::v1::log_client::LogClient;
use attestat_wire::v1::peering_client::PeeringClient;
use attestat_wire::v1::registrar_client::RegistrarClient;
use attestat_words::text;
use core::future::Future;
use core::time::Duration;
use std::path::{Path, PathBuf};
use std::sync::Once;
use tokio::time::Instant;
use tonic::{Response, Status};

/// A node's settings inside its folder.
const NODE_SETTINGS: &str = "node.toml";
/// Longest settings file in bytes.
const NODE_SETTINGS_BYTES_MAX: usize = 1 << 20;
/// The registrar's socket inside a node's folder, where its settings do not name another.
const SOCKET: &str = "run/node.sock";
/// Code of the failure where nothing names the registrar's node.
pub(crate) const NOT_NAMED: &str = "no-node";
/// Names the node of the registrar's commands when `--node` does not.
const NODE_VARIABLE: &str = "ATTESTAT_NODE";

/// Longest time for which a node on a network may say nothing before or within an answer: longer than it takes itself
/// to give one up (docs/spec/wire.md).
const PATIENCE: Duration = if cfg!(test) { Duration::from_secs(2) } else { Duration::from_secs(75) };
/// That time for the registrar's own node: an erasure rewrites files before it is answered.
const PATIENCE_WITH_OWN: Duration = Duration::from_secs(3600);

/// A node that answers.
#[derive(Clone)]
pub(crate) struct Remote {
    address: Address,
    location: String,
    channel: Patient,
}

impl Remote {
    /// Connects to `https://host:port#sha256:…`, the same without the key's fingerprint, `host:port`, `unix:/path` or a
    /// path. An address that names no key is remarked upon once; it is enough only for signed data.
    pub(crate) async fn connect(address: &str) -> Result<Self, Failure> {
        Self::connect_to(full_address(address).parse().map_err(ConnectError::from)?).await
    }

    /// Connects as [`Remote::connect`] does; where an address names no key and the roster does for that place, the
    /// roster's must answer.
    pub(crate) async fn connect_listed(address: &str, roster: &Roster) -> Result<Self, Failure> {
        Self::connect_to(listed_address(address, Some(roster))?).await
    }

    /// Connects as [`Remote::connect_listed`] does, where a roster is in hand.
    pub(crate) async fn connect_known(address: &str, roster: Option<&Roster>) -> Result<Self, Failure> {
        Self::connect_to(listed_address(address, roster)?).await
    }

    /// Connects to an address as it is.
    pub(crate) async fn connect_to(address: Address) -> Result<Self, Failure> {
        let remote = Self::open(address).await?;
        if remote.address.is_unpinned() {
            remark_unpinned(&remote.address);
        }
        Ok(remote)
    }

    /// Connects to an address that must name its key: for all data of a family.
    pub(crate) async fn connect_pinned(address: &Address) -> Result<Self, Failure> {
        Self::open(address.pinned()?.clone()).await
    }

    async fn open(address: Address) -> Result<Self, Failure> {
        let location = address.location().to_string();
        let patience = if address.is_network() { PATIENCE } else { PATIENCE_WITH_OWN };
        let channel = Patient::new(connect(&address).await?, patience);
        Ok(Self { address, location, channel })
    }

    /// The address without its pin, for messages.
    pub(crate) fn address(&self) -> &str {
        &self.location
    }

    /// The node as an audit names it: its address, and the key that had to answer.
    pub(crate) fn audited(&self) -> AuditedNode {
        let fingerprint = self.address.pin().map(|pin| pin.to_string());
        AuditedNode { address: self.location.clone(), fingerprint }
    }

    /// Calls between nodes; of these, strangers may report forks.
    pub(crate) fn peering(&self) -> PeeringClient<Patient> {
        PeeringClient::new(self.channel.clone())
    }

    /// Calls that families may make; refused where nobody could tell who answers.
    pub(crate) fn holder(&self) -> Result<HolderClient<Patient>, Failure> {
        self.address.pinned()?;
        Ok(HolderClient::new(self.channel.clone()).max_decoding_message_size(2 * MESSAGE_BYTES_MAX))
    }

    /// Calls that anyone may make.
    pub(crate) fn log(&self) -> LogClient<Patient> {
        LogClient::new(self.channel.clone()).max_decoding_message_size(2 * MESSAGE_BYTES_MAX)
    }

    /// Calls that a registrar may make.
    pub(crate) fn registrar(&self) -> RegistrarClient<Patient> {
        RegistrarClient::new(self.channel.clone()).max_decoding_message_size(2 * MESSAGE_BYTES_MAX)
    }

    /// The answer, or the reason for which there is none.
    pub(crate) async fn answer<T>(
        &self,
        call: impl Future<Output = Result<Response<T>, Status>>,
    ) -> Result<T, Failure> {
        call.await.map(Response::into_inner).map_err(|status| self.refusal(status))
    }

    /// Waits for several answers, or for a long one, at most for `time` from `since` on: each piece of it may come
    /// within [`PATIENCE`] and the whole never end.
    pub(crate) async fn within<T>(
        &self,
        since: Instant,
        time: Duration,
        asked: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let late = |_| {
            let what = text!("node-too-slow", node = &self.location, minutes = time.as_secs() / 60);
            Failure::new(Exit::Unreachable, "too-slow", what, text!("node-too-slow.next"))
        };
        tokio::time::timeout_at(since + time, asked).await.map_err(late)?
    }

    /// The answer to a call that writes, or the reason for which there is none. Where the node went away meanwhile, the
    /// failure says that the request may have been carried out.
    pub(crate) async fn done<T>(&self, call: impl Future<Output = Result<Response<T>, Status>>) -> Result<T, Failure> {
        call.await.map(Response::into_inner).map_err(|status| self.not_done(status))
    }

    /// Reason for which a call that writes has no answer, or not the whole one.
    pub(crate) fn not_done(&self, status: Status) -> Failure {
        if is_of_a_lost_connection(&status) {
            return Failure::may_be_done(&self.location);
        }
        self.refusal(status)
    }

    /// Reason for which this node gave no answer.
    pub(crate) fn refusal(&self, status: Status) -> Failure {
        Failure::refused(&self.location, Refusal::from(status))
    }

    /// The logs that the node keeps.
    pub(crate) async fn list_logs(&self) -> Result<Vec<v1::LogSummary>, Failure> {
        Ok(self.list().await?.logs)
    }

    /// The logs that the node keeps, and its notices.
    pub(crate) async fn list(&self) -> Result<v1::ListLogsResponse, Failure> {
        let mut log = self.log();
        self.answer(log.list_logs(timely(v1::ListLogsRequest {}))).await
    }
}

/// Says, once in a run, that any node that answers is believed to be the one that is meant.
fn remark_unpinned(address: &Address) {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        crate::render::output::aside_told(&text!("node-not-checked", address = address.to_string()));
    });
}

/// The address that a text means, with the key that the roster names for that place where the text names none.
pub(crate) fn listed_address(text: &str, roster: Option<&Roster>) -> Result<Address, Failure> {
    let address: Address = full_address(text).parse().map_err(ConnectError::from)?;
    let Some(roster) = roster.filter(|_| address.is_unpinned()) else { return Ok(address) };
    let registries = roster.registries.iter().map(|registry| &registry.url);
    let urls = registries.chain(roster.cosigners.iter().map(|cosigner| &cosigner.url));
    let pin = urls
        .filter_map(|url| url.parse::<Address>().ok())
        .find_map(|listed| listed.pin().filter(|_| listed.location() == address));
    Ok(match pin {
        Some(pin) => address.with_pin(pin),
        None => address,
    })
}

/// Address in full: `host:port` means TLS; everything else is left to be judged by the connection.
fn full_address(address: &str) -> String {
    let is_bare = !address.contains('/') && !address.starts_with("unix:") && address.contains(':');
    if is_bare { format!("https://{address}") } else { address.to_owned() }
}

/// Address at which the registrar's own node listens: an address, a node's folder, the variable `ATTESTAT_NODE`, or the
/// folder that the command is run in.
pub(crate) fn registrar_address(given: Option<&str>) -> Result<String, Failure> {
    let variable = std::env::var(NODE_VARIABLE).ok().filter(|value| !value.is_empty());
    match given.map(str::to_owned).or(variable) {
        Some(address) => refuse_missing(&address).map(|()| socket_in(&address)),
        None if Path::new(NODE_SETTINGS).exists() => Ok(socket_in(".")),
        None => Err(Failure::usage(NOT_NAMED, text!("node-not-named"), text!("node-not-named.next"))),
    }
}

/// Refuses the path of a folder that is not there, or that is no node's. A socket is there only while its node runs.
fn refuse_missing(address: &str) -> Result<(), Failure> {
    let path = Path::new(address);
    let is_path = !address.contains("://") && !address.starts_with("unix:");
    let is_socket = path.extension().is_some_and(|ending| ending == "sock");
    if !is_path || path.join(NODE_SETTINGS).exists() || (!path.is_dir() && (is_socket || path.exists())) {
        return Ok(());
    }
    let what = if path.is_dir() {
        text!("node-no-settings", path = path, settings = NODE_SETTINGS)
    } else {
        text!("node-no-folder", path = path)
    };
    Err(Failure::usage("no-such-folder", what, text!("node-no-folder.next", variable = NODE_VARIABLE)))
}

/// The socket in a node's folder; any other address as it is.
fn socket_in(address: &str) -> String {
    let path = Path::new(address.strip_prefix("unix://").or(address.strip_prefix("unix:")).unwrap_or(address));
    if address.contains("://") && !address.starts_with("unix:") {
        return address.to_owned();
    }
    let socket: PathBuf = if path.is_dir() { path.join(socket_setting(path)) } else { path.to_owned() };
    let absolute = std::path::absolute(&socket).unwrap_or(socket);
    format!("unix://{}", absolute.display())
}

/// Socket by the settings of the node in `folder`.
fn socket_setting(folder: &Path) -> String {
    let text = disk::read_text(&folder.join(NODE_SETTINGS), NODE_SETTINGS_BYTES_MAX).unwrap_or_default();
    let table: toml::Table = text.parse().unwrap_or_default();
    let named = table.get("registrar_socket").and_then(toml::Value::as_str);
    named.unwrap_or(SOCKET).to_owned()
}

/// Runtime with the threads that wait for the network.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Failure::internal(text!("node-no-threads", why = error.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{FamilyDesk, MemoryLog, RunningNode, Served};
    use attestat_words::language::Language;

    #[test]
    fn a_bare_host_and_port_means_tls() {
        for (given, full) in [
            ("127.0.0.1:7460", "https://127.0.0.1:7460"),
            ("school-12.example:80", "https://school-12.example:80"),
            ("https://a:1", "https://a:1"),
            ("a:1#sha256:00", "https://a:1#sha256:00"),
            ("unix:/run/a.sock", "unix:/run/a.sock"),
            ("/run/a.sock", "/run/a.sock"),
        ] {
            assert_eq!(full_address(given), full);
        }
    }

    #[test]
    fn a_refusal_is_shown_in_the_language_of_its_reader() {
        let node = RunningNode::start_tls(7, Served::honest(MemoryLog::new()), &FamilyDesk::default());
        let asked = async {
            let remote = Remote::connect(&node.address).await?;
            let request = v1::GetCheckpointRequest { origin: "other.example/1".to_owned(), which: 0 };
            remote.answer(remote.log().get_checkpoint(timely(request))).await
        };
        let failure = runtime().unwrap().block_on(asked).unwrap_err();
        assert_eq!(failure.code, "unknown-log");
        for (language, what, todo) in [
            (Language::English, "This node keeps no log \"other.example/1\".", "List its logs with `attestat log ls`"),
            (
                Language::Russian,
                "На этом узле нет журнала \"other.example/1\".",
                "Посмотрите, какие журналы на нём есть",
            ),
        ] {
            assert!(failure.what(language).ends_with(what), "{}", failure.what(language));
            assert!(failure.todo.told(language).starts_with(todo), "{}", failure.todo.told(language));
        }
    }

    #[test]
    fn a_mistyped_folder_is_told_and_not_asked_at() {
        let folder = tempfile::tempdir().unwrap();
        let mistyped = folder.path().join("shool");
        let told = |path: &Path| registrar_address(Some(&path.display().to_string()));
        let failure = told(&mistyped).unwrap_err();
        assert_eq!((failure.exit, failure.code.as_str()), (Exit::Usage, "no-such-folder"));
        assert!(
            failure.what.to_string().contains("There is no folder") && failure.what.to_string().contains("shool"),
            "{failure}"
        );
        std::fs::create_dir(&mistyped).unwrap();
        assert!(told(&mistyped).unwrap_err().what.to_string().contains("is no node's"));
        std::fs::write(mistyped.join(NODE_SETTINGS), "").unwrap();
        told(&mistyped).unwrap();
        told(&folder.path().join("run/node.sock")).unwrap();
        registrar_address(Some("unix:/nowhere/x")).unwrap();
        registrar_address(Some("https://127.0.0.1:1")).unwrap();
    }

    #[test]
    fn a_folder_means_the_socket_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let given = folder.path().display().to_string();
        assert_eq!(socket_in(&given), format!("unix://{given}/{SOCKET}"));
        std::fs::write(folder.path().join(NODE_SETTINGS), "registrar_socket = \"/run/school.sock\"\n").unwrap();
        assert_eq!(socket_in(&given), "unix:///run/school.sock");
        assert_eq!(socket_in("/run/x/registrar.sock"), "unix:///run/x/registrar.sock");
        assert_eq!(socket_in("unix:/run/x/registrar.sock"), "unix:///run/x/registrar.sock");
        assert_eq!(socket_in("https://127.0.0.1:1"), "https://127.0.0.1:1");
    }
}
