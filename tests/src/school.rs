//! A school: a node in a folder of its own that is started, stopped, killed and started again.

use crate::programs::{attestat_node, program};
use anyhow::{Context as _, bail};
use attestat_wire::v1;
use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a node may take to answer after its start.
const START_PATIENCE: Duration = Duration::from_secs(30);

/// A port of loopback that nobody has at the moment.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A node's folder and, while it runs, its process.
pub struct School {
    /// The registry's id.
    pub registry: String,
    /// The data folder.
    pub folder: PathBuf,
    /// Where peers connect.
    pub port: u16,
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
        Ok(Self { registry: registry.to_owned(), folder: folder.to_owned(), port, process: None })
    }

    /// The node's address for peers and verifiers.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where the registrar's tools connect.
    pub fn socket(&self) -> PathBuf {
        self.folder.join("run/node.sock")
    }

    /// What the node has logged so far.
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
        let child = Command::new(program("attestat-node")?)
            .arg("run")
            .arg(&self.folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        self.process = Some(child);
        Ok(())
    }

    /// Waits until the node answers on its address.
    pub async fn wait_until_it_answers(&mut self) -> anyhow::Result<()> {
        let patience = Instant::now() + START_PATIENCE;
        loop {
            if let Ok(mut log) = self.log_client().await
                && log.list_logs(v1::ListLogsRequest {}).await.is_ok()
            {
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

    /// Waits until the node's registry may write: its cosigners have answered.
    pub async fn wait_until_it_may_write(&mut self) -> anyhow::Result<()> {
        let patience = Instant::now() + START_PATIENCE;
        loop {
            let mut log = self.log_client().await?;
            let logs = log.list_logs(v1::ListLogsRequest {}).await?.into_inner().logs;
            let own = logs.iter().find(|log| log.origin.starts_with(&format!("{}/", self.registry)));
            if own.is_some_and(|log| log.standing() == v1::Standing::Own) {
                return Ok(());
            }
            if Instant::now() > patience {
                bail!("the registry {} may not write: {own:?}\n{}", self.registry, self.log());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// A client of the public service.
    pub async fn log_client(&self) -> anyhow::Result<v1::log_client::LogClient<tonic::transport::Channel>> {
        Ok(v1::log_client::LogClient::new(attestat_wire::connect::connect(&self.url()).await?))
    }

    /// A client of the registrar's service.
    pub async fn registrar(&self) -> anyhow::Result<v1::registrar_client::RegistrarClient<tonic::transport::Channel>> {
        let socket = self.socket();
        let address = socket.to_str().context("a path in UTF-8")?;
        Ok(v1::registrar_client::RegistrarClient::new(attestat_wire::connect::connect(address).await?))
    }

    /// Ends the node as a service manager would, and waits; its exit code.
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

impl Drop for School {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
