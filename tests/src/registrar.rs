//! The registrar's page as a window of a browser speaks with it.

use crate::browser::{HttpAnswer, connected, request};
use crate::programs::program;
use crate::school::{School, free_port};
use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Time for which the page may work.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `attestat registrar`; it ends with this value.
#[derive(Debug)]
pub struct RegistrarPage {
    child: Child,
    /// Its port.
    pub port: u16,
    /// The ticket of its first address.
    pub ticket: String,
}

impl RegistrarPage {
    /// Starts the page of a school, with these further arguments.
    pub fn start(school: &School, extra: &[&str]) -> anyhow::Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(program("attestat")?);
        command.args(["registrar", "--no-browser", "--node", school.dir(), "--port", &port.to_string()]).args(extra);
        command.env("LC_ALL", "C.UTF-8").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("its words")?).read_line(&mut line)?;
        let ticket = line.trim().rsplit_once('#').map(|(_, ticket)| ticket.to_owned());
        let ticket = ticket.with_context(|| format!("no address in {line:?}"))?;
        Ok(Self { child, port, ticket })
    }

    /// Asks as a page at `origin` does, with these further headers.
    pub fn ask(&self, path: &str, origin: &str, headers: &[(&str, &str)], body: &[u8]) -> anyhow::Result<HttpAnswer> {
        let host = format!("localhost:{}", self.port);
        let mut all = vec![("Host", host.as_str()), ("Origin", origin)];
        all.extend(headers);
        request(&mut connected(self.port)?, &format!("POST {path}"), &all, body)
    }

    /// The page's own origin.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// A window that comes in by a ticket.
    pub fn window(&self, ticket: &str) -> anyhow::Result<Window<'_>> {
        let answer = self.ask("/enter", &self.origin(), &[], ticket.as_bytes())?;
        if answer.status != 200 {
            bail!("not let in: {}", answer.status);
        }
        let entered = answer.json()?;
        let secret = entered.get("secret").and_then(Value::as_str).context("a secret")?.to_owned();
        let shown = entered.get("shown").context("what is shown")?.clone();
        Ok(Window { page: self, secret, shown })
    }

    /// Its exit code, once it has ended by itself.
    pub fn ended(&mut self) -> anyhow::Result<i32> {
        let patience = Instant::now() + PATIENCE;
        while Instant::now() < patience {
            if let Some(status) = self.child.try_wait()? {
                return status.code().context("a code");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!("it does not end")
    }
}

impl Drop for RegistrarPage {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// A window that was let in.
#[derive(Debug)]
pub struct Window<'a> {
    page: &'a RegistrarPage,
    /// What it shows with everything that it asks.
    pub secret: String,
    shown: Value,
}

impl Window<'_> {
    /// The page as it is shown.
    pub fn sees(&self) -> &str {
        self.shown.pointer("/page/view").and_then(Value::as_str).unwrap_or_default()
    }

    fn ask(&self, path: &str, body: &[u8]) -> anyhow::Result<HttpAnswer> {
        let answer = self.page.ask(path, &self.page.origin(), &[("attestat-window", &self.secret)], body)?;
        if answer.status >= 400 {
            bail!("{path}: {}", answer.status);
        }
        Ok(answer)
    }

    /// Chooses a sheet.
    pub fn choose(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let list = json!([[name, bytes.len()]]).to_string();
        self.shown = self.ask("/files", &[list.as_bytes(), b"\n", bytes].concat())?.json()?;
        Ok(())
    }

    /// Does something; returns the files that are for this window.
    pub fn act(&mut self, action: &str, value: &str, fields: &Value) -> anyhow::Result<Vec<Vec<u8>>> {
        let act = json!({"action": action, "value": value, "fields": fields}).to_string();
        self.shown = self.ask("/act", act.as_bytes())?.json()?;
        let saved = self.shown.get("saved").and_then(Value::as_array).cloned().unwrap_or_default();
        saved.iter().map(|number| Ok(self.ask(&format!("/saved/{number}"), b"-")?.body)).collect()
    }

    /// Waits until the page shows this.
    pub fn wait_for(&mut self, words: &str) -> anyhow::Result<()> {
        let patience = Instant::now() + PATIENCE;
        while !self.sees().contains(words) {
            if Instant::now() > patience {
                bail!("{words:?} does not come: {}", self.sees());
            }
            let number = self.shown.get("number").context("a number")?.to_string();
            let answer = self.ask("/wait", number.as_bytes())?;
            if answer.status == 200 {
                self.shown = answer.json()?;
            }
        }
        Ok(())
    }
}
