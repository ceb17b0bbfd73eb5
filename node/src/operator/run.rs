//! Running a node from start to stop.
//!
//! Start: open, tell the addresses of all services, write. Stop: take nothing new, let requests under way finish,
//! let the writers seal what they accepted, write everything to its final files.

use crate::machine::notices::Kind;
use crate::machine::service_manager;
use crate::machine::shutdown::{Shutdown, Stop};
use crate::mirror::start::{Decisions, NewGuard};
use crate::operator::assembly::{Assembly, tell_vault};
use crate::service::listen::{Bound, ServeError, Serving};
use crate::web::{WebError, WebListener};
use crate::writer::indexer;
use crate::writer::pipeline::Threads;
use crate::{Node, OpenError};
use attestat_wire::listen::CertificateError;
use attestat_words::text;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Time that acts that clients began may take to end after the listeners did, and tasks after these.
const TASKS_MAX: Duration = Duration::from_secs(5);

/// Reason for which a node did not start, or not end well.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The node could not be opened, or not be written to its final files.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The node could not listen.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The node could not listen to browsers.
    #[error(transparent)]
    Web(#[from] WebError),
    /// A registry's writer could not start.
    #[error("{0}")]
    Refused(#[from] attestat_wire::refusal::Refusal),
    /// The system gave no thread or no signal.
    #[error("the node cannot start: {0}")]
    System(#[from] std::io::Error),
    /// The node stopped because going on would have risked acknowledged records.
    #[error("the node stopped: {0}")]
    Stopped(String),
}

/// Runs the node in the data folder at `path` until it is told to stop.
pub fn run(path: &Path, decisions: Decisions) -> Result<(), RunError> {
    if decisions.new_guard == NewGuard::FromMirrors
        && let Some(aside) = crate::set_ledger_aside(path)?
    {
        tracing::warn!(
            "the ledger is damaged as a whole; it lies in {} now, and every log is pulled again",
            aside.display()
        );
    }
    let node = Arc::new(Node::open(path)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (stop_indexer, stopped) = std::sync::mpsc::channel();
    let database = node.database.clone();
    let standings = node.standings.clone();
    let told = node.shutdown.on_panic("the indexer");
    let indexer = std::thread::spawn(move || {
        let _told = told;
        indexer::run(&database, &standings, &stopped);
    });
    let mut ended = Ended::default();
    let served = runtime.block_on(serve(&node, decisions, &mut ended));
    // Tasks that are still there hold the writers' queues open, so they end before the writers do.
    runtime.shutdown_timeout(TASKS_MAX);
    let (writers, threads) = ended;
    writers.into_iter().for_each(Threads::join);
    for thread in threads {
        let _ = thread.join();
    }
    drop(stop_indexer);
    let _ = indexer.join();
    served?;
    if let Some(Stop::Failed(why)) = node.shutdown.reason() {
        return Err(RunError::Stopped(why));
    }
    node.flush()?;
    tracing::info!("stopped; everything is written");
    Ok(())
}

/// The threads that are joined when the runtime is gone.
type Ended = (Vec<Threads>, Vec<std::thread::JoinHandle<()>>);

/// Starts everything and serves until the node stops.
async fn serve(node: &Arc<Node>, decisions: Decisions, ended: &mut Ended) -> Result<(), RunError> {
    listen_to_signals(&node.shutdown)?;
    let assembly = Assembly::new(node.clone(), decisions);
    let serving = Serving::new(node.clone()).await;
    let serving = serving.with_registrar(assembly.registrar()).await.with_peering(assembly.peering()).await;
    let serving = serving.with_holder(assembly.holder()?).await;
    let bound = serving.bind().await?;
    let web = WebListener::bind(node).await?;
    tell(node, &bound, web.as_ref());
    assembly.begin();
    service_manager::tell(&node.shutdown);
    let shutdown = &node.shutdown;
    let browsers = async {
        if let Some(Err(error)) = run_or_none(web).await {
            shutdown.fail(format!("the listener for browsers failed: {error}"));
        }
    };
    let (served, ()) = tokio::join!(bound.run(), browsers);
    if !assembly.acts_ended(TASKS_MAX).await {
        tracing::warn!(
            "something that was begun is not done after {} seconds; the next start goes on from what it left",
            TASKS_MAX.as_secs()
        );
    }
    *ended = assembly.end();
    Ok(served?)
}

/// Answers browsers, where the settings say so.
async fn run_or_none(web: Option<WebListener>) -> Option<Result<(), CertificateError>> {
    Some(web?.run().await)
}

/// Lets SIGTERM and SIGINT stop the node in order; a second one ends it at once, which loses nothing acknowledged.
fn listen_to_signals(shutdown: &Shutdown) -> Result<(), std::io::Error> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let shutdown = shutdown.clone();
    tokio::spawn(async move {
        for told in ["stopping: requests under way are finished first", "stopping at once"] {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!("{told}");
            if shutdown.reason().is_some() {
                std::process::exit(1);
            }
            shutdown.ask();
        }
    });
    Ok(())
}

/// Tells the addresses of all services, and what this node may do.
fn tell(node: &Node, bound: &Bound, web: Option<&WebListener>) {
    tracing::info!(
        "node {}, version {}, data folder {}",
        node.config.name,
        env!("CARGO_PKG_VERSION"),
        node.folder.layout().root().display()
    );
    match bound.address() {
        Some(address) => {
            tracing::info!("peers, families, verifiers and auditors: {address}");
            match node.public_address() {
                Some(public) if public != *address => tracing::info!("others reach that at {public}"),
                Some(_) => {}
                None => tracing::warn!("nobody is told where that is: set `public_url` in node.toml"),
            }
        }
        None => tracing::info!("peers, verifiers and auditors: nobody, `listen` is empty"),
    }
    match web {
        Some(web) => tracing::info!("browsers: {}", web.address()),
        None => tracing::info!("browsers: nobody, `web_listen` is empty"),
    }
    tracing::info!("registrar's tools: {} (not encrypted; this machine only, mode 0660)", bound.socket().display());
    match node.roster.borrow().as_ref() {
        Some(pinned) => tracing::info!("roster: version {}, hash {}", pinned.roster().version, pinned.roster().hash()),
        None => node.notices.raise(Kind::NoRoster, text!("notice-no-roster")),
    }
    tell_vault(node);
    for registry in &node.registries {
        tracing::info!("registry {}: {} records", registry.origin, registry.own.log().state().size());
    }
    for registry in &node.damaged {
        tracing::error!("registry {} is READ ONLY: {}", registry.settings.origin(), registry.why);
    }
    for registry in &node.read_only {
        tracing::warn!("registry {} is READ ONLY: {}", registry.settings.origin(), registry.why);
    }
}
