//! A school: a node in a folder of its own that is started, stopped, killed and started again.

use crate::programs::{Said, attestat, attestat_node, program};
use anyhow::{Context as _, bail};
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_node::machine::folder::Layout;
use attestat_wire::connect::{Address, Pin};
use attestat_wire::v1;
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Time that a node may take to come to an awaited state.
const PATIENCE: Duration = Duration::from_secs(40);
/// Ports that no system hands out by itself: a stopped node's port stays its own.
const PORTS: std::ops::Range<u32> = 10_000..30_000;

/// A port of loopback that nobody has at the moment, another one at every call.
pub fn free_port() -> anyhow::Result<u16> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    for _ in PORTS {
        let at = std::process::id().wrapping_mul(97).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(PORTS.start + at % (PORTS.end - PORTS.start))?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no port of loopback is free")
}

/// A node's folder and, while it runs, its process.
pub struct School {
    /// The registry's id.
    pub registry: String,
    /// The data folder.
    pub folder: PathBuf,
    /// Port to which peers connect.
    pub port: u16,
    /// The key by which they know the node.
    pub pin: Pin,
    /// Further arguments of `run`.
    pub arguments: Vec<String>,
    /// Further variables of its environment.
    pub environment: Vec<(&'static str, String)>,
    /// Level of the node's own log, as in `RUST_LOG`.
    pub log_level: String,
    /// Largest file in bytes that the node can write, where a test wants its writes to fail.
    pub file_bytes_max: Option<u64>,
    process: Option<Child>,
}

impl School {
    /// Makes a node with `init`. `extra` are further arguments of it.
    pub fn init(folder: &Path, registry: &str, name: &str, extra: &[&str]) -> anyhow::Result<Self> {
        let port = free_port()?;
        let listen = format!("127.0.0.1:{port}");
        let path = folder.to_str().context("a path in UTF-8")?;
        let mut arguments = vec!["init", path, "--id", registry, "--name", name, "--listen", &listen];
        arguments.extend_from_slice(extra);
        attestat_node(&arguments)?.expect_code(0)?;
        let pin = attestat_node::machine::tls::identity(&Layout::new(folder))?.pin();
        Ok(Self {
            registry: registry.to_owned(),
            folder: folder.to_owned(),
            port,
            pin,
            arguments: Vec::new(),
            environment: Vec::new(),
            log_level: "info".to_owned(),
            file_bytes_max: None,
            process: None,
        })
    }

    /// Another node in a copy of this one's folder, on a port of its own: a careless administrator starts one beside
    /// the first. This one must be stopped meanwhile, or the copy is torn.
    pub fn copied(&self, folder: &Path) -> anyhow::Result<Self> {
        crate::disk::copy_folder(&self.folder, folder)?;
        let copy = Self {
            registry: self.registry.clone(),
            folder: folder.to_owned(),
            port: free_port()?,
            pin: self.pin,
            arguments: Vec::new(),
            environment: Vec::new(),
            log_level: self.log_level.clone(),
            file_bytes_max: None,
            process: None,
        };
        copy.set("listen", &format!("\"127.0.0.1:{}\"", copy.port))?;
        Ok(copy)
    }

    /// The data folder as an argument.
    pub fn dir(&self) -> &str {
        self.folder.to_str().unwrap_or_default()
    }

    /// The origin of the log that is written.
    pub fn origin(&self) -> Origin {
        // The ids of tests are written by hand.
        Origin::parse(&format!("{}/1", self.registry)).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The key that signs the registry's log.
    pub fn key(&self) -> anyhow::Result<SecretKey> {
        let path = Layout::new(&self.folder).registry_key(&RegistryId::parse(&self.registry)?);
        Ok(attestat_node::machine::keys::read_signing_key(&path)?)
    }

    /// Puts a line in place of the one in `node.toml` that sets the same key.
    pub fn set(&self, key: &str, value: &str) -> anyhow::Result<()> {
        let path = self.folder.join("node.toml");
        let text = std::fs::read_to_string(&path)?;
        let begins = format!("{key} = ");
        let line = |line: &str| {
            if line.starts_with(&begins) { format!("{begins}{value}\n") } else { format!("{line}\n") }
        };
        Ok(std::fs::write(path, text.lines().map(line).collect::<String>())?)
    }

    /// The node's address for peers, families and verifiers.
    pub fn address(&self) -> Address {
        Address::from(SocketAddr::from(([127, 0, 0, 1], self.port))).with_pin(self.pin)
    }

    /// The node's address as text.
    pub fn url(&self) -> String {
        self.address().to_string()
    }

    /// The key that answers for the node on the network.
    pub fn tls_key(&self) -> anyhow::Result<SecretKey> {
        Ok(attestat_node::machine::keys::read_signing_key(&Layout::new(&self.folder).tls_key())?)
    }

    /// Socket to which the registrar's tools connect.
    pub fn socket(&self) -> PathBuf {
        self.folder.join("run/node.sock")
    }

    /// The node's log so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.with_extension("log")
    }

    /// Starts the node and waits until it answers.
    pub async fn start(&mut self) -> anyhow::Result<()> {
        self.spawn()?;
        self.wait_until_it_answers().await
    }

    /// Starts the node.
    pub fn spawn(&mut self) -> anyhow::Result<()> {
        let log = File::options().create(true).append(true).open(self.log_path())?;
        let node = program("attestat-node")?;
        let mut command = match self.file_bytes_max {
            None => Command::new(node),
            Some(bytes) => limited(&node, bytes),
        };
        let child = command
            .arg("run")
            .arg(&self.folder)
            .args(&self.arguments)
            .env("RUST_LOG", &self.log_level)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        self.process = Some(child);
        Ok(())
    }

    /// Returns true if the process is there.
    pub fn is_running(&mut self) -> bool {
        self.process.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// The most memory in KiB that the process has had resident so far (`VmHWM`, proc(5)).
    pub fn resident_kib_max(&self) -> anyhow::Result<u64> {
        let child = self.process.as_ref().context("a running node")?;
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("VmHWM")?;
        Ok(line.split_whitespace().next().context("a number")?.parse()?)
    }

    /// Waits until the node answers on its address.
    pub async fn wait_until_it_answers(&mut self) -> anyhow::Result<()> {
        let patience = Instant::now() + PATIENCE;
        loop {
            if self.logs().await.is_ok() {
                return Ok(());
            }
            if let Some(status) = self.process.as_mut().and_then(|child| child.try_wait().ok().flatten()) {
                bail!("the node of {} ended with {status}:\n{}", self.registry, self.log());
            }
            if Instant::now() > patience {
                bail!("the node of {} does not answer:\n{}", self.registry, self.log());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the node's registry may write: its cosigners have answered. A new registry then takes
    /// its first status snapshot by itself; that is waited for too.
    pub async fn wait_until_it_may_write(&self) -> anyhow::Result<()> {
        let own = |log: &v1::LogSummary| log.standing() == v1::Standing::Own && log.size > 1;
        self.wait_for(&self.origin(), "may be written", own).await.map(|_| ())
    }

    /// Waits until the node's summary of a log is as it should be.
    pub async fn wait_for(
        &self,
        origin: &Origin,
        what: &str,
        is_so: impl Fn(&v1::LogSummary) -> bool,
    ) -> anyhow::Result<v1::LogSummary> {
        let patience = Instant::now() + PATIENCE;
        loop {
            let found = self.summary(origin).await;
            match found {
                Ok(summary) if is_so(&summary) => return Ok(summary),
                found if Instant::now() > patience => {
                    bail!("on {}: not so: {origin} {what}; it is {found:?}\n{}", self.registry, self.log())
                }
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Waits until the others have confirmed everything that is in its log now.
    pub async fn wait_until_confirmed(&self) -> anyhow::Result<()> {
        let size = self.size().await?;
        let is_so = |log: &v1::LogSummary| log.published_size >= size;
        self.wait_for(&self.origin(), &format!("is published up to {size}"), is_so).await.map(drop)
    }

    /// Waits until one line of the node's log has all of these words.
    pub async fn wait_for_line(&self, words: &[&str]) -> anyhow::Result<()> {
        let patience = Instant::now() + PATIENCE;
        while !self.log().lines().any(|line| words.iter().all(|word| line.contains(word))) {
            if Instant::now() > patience {
                bail!("the node of {} never says {words:?}:\n{}", self.registry, self.log());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Waits until the process has ended by itself; returns its exit code.
    pub async fn wait_until_it_ends(&mut self) -> anyhow::Result<i32> {
        let patience = Instant::now() + PATIENCE;
        let mut child = self.process.take().context("a running node")?;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status.code().unwrap_or(-1));
            }
            if Instant::now() > patience {
                self.process = Some(child);
                bail!("the node of {} does not end:\n{}", self.registry, self.log());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Summaries of the node's logs.
    pub async fn logs(&self) -> anyhow::Result<Vec<v1::LogSummary>> {
        let mut log = self.log_client().await?;
        Ok(log.list_logs(v1::ListLogsRequest {}).await?.into_inner().logs)
    }

    /// Summary of one log.
    pub async fn summary(&self, origin: &Origin) -> anyhow::Result<v1::LogSummary> {
        let logs = self.logs().await?;
        logs.into_iter().find(|log| log.origin == origin.as_str()).with_context(|| format!("{origin} is not there"))
    }

    /// Number of records in the node's own log.
    pub async fn size(&self) -> anyhow::Result<u64> {
        Ok(self.summary(&self.origin()).await?.size)
    }

    /// The head of a log as the node shows it.
    pub async fn head(
        &self,
        origin: &Origin,
        which: v1::get_checkpoint_request::Which,
    ) -> anyhow::Result<v1::GetCheckpointResponse> {
        let request = v1::GetCheckpointRequest { origin: origin.to_string(), which: which.into() };
        Ok(self.log_client().await?.get_checkpoint(request).await?.into_inner())
    }

    /// `attestat issue SHEET --commit --out OUT`, on this node.
    pub fn issue(&self, sheet: &Path, out: &Path, extra: &[&str]) -> anyhow::Result<Said> {
        let (sheet, out) = (sheet.to_str().context("UTF-8")?, out.to_str().context("UTF-8")?);
        let mut arguments = vec!["issue", sheet, "--commit", "--out", out, "--node", self.dir()];
        arguments.extend_from_slice(extra);
        attestat(&arguments)
    }

    /// A client of the public service.
    pub async fn log_client(&self) -> anyhow::Result<v1::log_client::LogClient<tonic::transport::Channel>> {
        Ok(v1::log_client::LogClient::new(attestat_wire::connect::connect(&self.address()).await?))
    }

    /// A client of the registrar's service.
    pub async fn registrar(&self) -> anyhow::Result<v1::registrar_client::RegistrarClient<tonic::transport::Channel>> {
        let address = Address::socket(&self.socket());
        Ok(v1::registrar_client::RegistrarClient::new(attestat_wire::connect::connect(&address).await?))
    }

    /// Ends the node as a service manager would, and waits; returns its exit code.
    pub fn stop(&mut self) -> anyhow::Result<i32> {
        let Some(mut child) = self.process.take() else { return Ok(0) };
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        Ok(child.wait()?.code().unwrap_or(-1))
    }

    /// Ends the node as a power cut would end the process.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.process.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }
}

/// A command that can write no file larger than this; a write beyond it fails as on a full disk.
fn limited(program: &Path, bytes: u64) -> Command {
    let mut command = Command::new("sh");
    // The shell counts in blocks of 512 bytes.
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", bytes / 512);
    command.arg("-c").arg(script).arg(program);
    command
}

impl Drop for School {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
