//! `attestat registrar`: the registrar's page in a browser of this machine, until nobody uses it any more.

use crate::commands::registrar::{Desk, NodeArgs};
use crate::commands::sheets::Known;
use crate::machine::clock::parse_age;
use crate::net::remote::{registrar_address, runtime};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::{Output, aside_told};
use crate::window::{Door, Shared, notices, routes};
use attestat_ledger::hash::sha256;
use attestat_registrar::Page;
use attestat_registrar::event::NodeFacts;
use attestat_wire::listen::{Arrival, Browser, HandshakeLimits, HangUp, Speaks, Terms, browsers, serve};
use attestat_words::text;
use serde_json::json;
use std::io::{BufRead as _, IsTerminal as _};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_stream::{Stream, StreamExt as _};

/// Arguments of `registrar`.
#[derive(clap::Args)]
pub(crate) struct RegistrarArgs {
    /// Port of this machine at which the page is [default: one that goes with the node]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1024..))]
    port: Option<u16>,
    /// Time after which the page ends when nobody has used it
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = parse_age)]
    idle: u64,
    /// Print the address, and open no browser
    #[arg(long)]
    no_browser: bool,
    /// File with the meanings of the headings of the school's own sheets, learned and kept
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    #[command(flatten)]
    node: NodeArgs,
}

/// Ports that are the page's by default: below those that systems give to connections by themselves.
const PORTS: std::ops::Range<u16> = 17_000..25_000;
/// File in which user names are looked up.
const PASSWORD_FILE: &str = "/etc/passwd";
/// Time between two looks at whether anybody uses the page.
const IDLE_LOOK: Duration = Duration::from_secs(1);
/// Terms of a window's connection.
const TERMS: Terms = Terms { speaks: Speaks::Http1Or2, streams: 32, age: Duration::from_secs(12 * 3600) };
/// Connections that have said nothing yet.
const HANDSHAKES_MAX: usize = 16;

/// Serves the page until nobody uses it any more, or until the command is stopped.
pub(crate) fn run(args: &RegistrarArgs, out: &Output) -> Result<Exit, Failure> {
    let mut known = Known::of(args.profile.as_deref())?;
    let shared = runtime()?.block_on(async {
        let desk = Desk::open(&args.node).await?;
        let port = args.port.unwrap_or(default_port(&registrar_address(args.node.node.as_deref())?));
        let listeners = listen(port).await?;
        let page = Page::new(out.language(), facts(&desk), known.profile.clone());
        let shared = Shared::new(Door::at(port), desk, page);
        let address = new_address(&shared)?;
        out.words(&text!("registrar-open-at", address = &address));
        out.json("registrar", json!({"address": address}));
        if !args.no_browser {
            open_browser(&address);
        }
        if std::io::stdin().is_terminal() {
            out.remark(&text!("registrar-press-enter"));
            let asking = Arc::clone(&shared);
            // It ends with the process: a terminal cannot be left off reading.
            std::thread::spawn(move || tell_new_addresses(&asking));
        }
        let idle = Duration::from_secs(args.idle);
        let routes = routes(&shared);
        let ended = async {
            while !shared.is_idle(idle) {
                tokio::time::sleep(IDLE_LOOK).await;
            }
        };
        serve(routes, arrivals(listeners)?, ended).await;
        Ok::<_, Failure>(shared)
    })?;
    known.learn(|profile| *profile = shared.profile());
    known.save(out)?;
    out.remark(&text!("registrar-ended"));
    Ok(Exit::Done)
}

/// The node as the page shows it.
fn facts(desk: &Desk) -> NodeFacts {
    let only = || desk.node.registries.first().cloned().unwrap_or_default();
    NodeFacts {
        registry: if desk.registry.is_empty() { only() } else { desk.registry.clone() },
        user: user(),
        has_cosigners: desk.node.has_cosigners,
        notices: notices(&desk.node),
    }
}

/// Name of the person who runs this program, as the node finds it by the socket: the user's, or the number where there is none.
fn user() -> String {
    let number = rustix::process::getuid().as_raw().to_string();
    let users = std::fs::read_to_string(PASSWORD_FILE).unwrap_or_default();
    let named = users.lines().find_map(|line| match line.split(':').collect::<Vec<_>>().as_slice() {
        [name, _, found, ..] if *found == number && !name.is_empty() => Some((*name).to_owned()),
        _ => None,
    });
    named.unwrap_or(number)
}

/// The port of a node's page: always the same one, so that a browser finds the page where it was.
fn default_port(node: &str) -> u16 {
    let [first, second, ..] = sha256(node.as_bytes());
    PORTS.start + u16::from_be_bytes([first, second]) % (PORTS.end - PORTS.start)
}

/// Listens where `localhost` leads: at both addresses of this machine, as far as it has them. Were one of them somebody
/// else's, a browser might go there, with the ticket.
async fn listen(port: u16) -> Result<Vec<TcpListener>, Failure> {
    let mut listeners = Vec::new();
    for address in [SocketAddr::from((Ipv4Addr::LOCALHOST, port)), SocketAddr::from((Ipv6Addr::LOCALHOST, port))] {
        match TcpListener::bind(address).await {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrNotAvailable => {}
            Err(error) => {
                let what = text!("registrar-port-taken", port = port.to_string(), why = error.to_string());
                return Err(Failure::usage("port-taken", what, text!("registrar-port-taken.next")));
            }
        }
    }
    Ok(listeners)
}

/// Connections of windows.
fn arrivals(listeners: Vec<TcpListener>) -> Result<impl Stream<Item = Arrival<Browser>>, Failure> {
    let limits = HandshakeLimits { most: HANDSHAKES_MAX, ..HandshakeLimits::default() };
    let mut all = tokio_stream::StreamMap::new();
    for (number, listener) in listeners.into_iter().enumerate() {
        let coming = browsers(listener, None, limits, |from| from.is_loopback());
        let coming = coming.map_err(|error| Failure::internal(error.to_string()))?;
        all.insert(number, Box::pin(coming));
    }
    Ok(all.filter_map(|(_, connection)| {
        let (stream, hang_up) = (connection.ok()?, HangUp::default());
        Some(Arrival { stream, extensions: Default::default(), terms: TERMS, hang_up })
    }))
}

fn new_address(shared: &Shared) -> Result<String, Failure> {
    let ticket = shared.door().ticket();
    let ticket =
        ticket.map_err(|error| Failure::internal(text!("registrar-no-randomness", why = error.to_string())))?;
    Ok(shared.door().address(&ticket))
}

/// Prints another address whenever Enter is pressed: each is good for one window.
fn tell_new_addresses(shared: &Shared) {
    for line in std::io::stdin().lock().lines() {
        let (Ok(_), Ok(address)) = (line, new_address(shared)) else { return };
        aside_told(&text!("registrar-open-at", address = &address));
    }
}

/// Opens a browser where there is a desktop. What becomes of it is for the person to see: the address is printed.
fn open_browser(address: &str) {
    let has_desktop = ["WAYLAND_DISPLAY", "DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if has_desktop {
        let opener = Command::new("xdg-open")
            .arg(address)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        drop(opener);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_node_has_a_port_of_its_own_that_stays() {
        let ports: Vec<u16> =
            (0..200).map(|node| default_port(&format!("unix:///srv/school-{node}/run/node.sock"))).collect();
        assert!(ports.iter().all(|port| PORTS.contains(port)));
        assert_eq!(default_port("unix:///srv/school-7/run/node.sock"), ports[7]);
        let different: std::collections::BTreeSet<&u16> = ports.iter().collect();
        assert!(different.len() > 150, "{}", different.len());
    }
}
