//! Figures for whoever runs the node, as OpenMetrics. Logs are named, and states; nobody who asks, and nobody in a document.

use crate::Node;
use crate::web::facts::{Facts, ShownState};
use crate::web::ready::Readiness;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use std::collections::BTreeMap;

/// Media type of the figures (OpenMetrics 1.0).
pub(crate) const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Kind of a request, and its status.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    what: &'static str,
    status: u16,
}

/// A log.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LogLabels {
    log: String,
}

/// A log in a state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabels {
    log: String,
    state: &'static str,
}

/// A state that hinders the node.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct NoticeLabels {
    code: &'static str,
}

/// Version of the program.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct BuildLabels {
    version: &'static str,
}

/// Requests that were answered; clones count together.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestCounts(Family<RequestLabels, Counter>);

impl RequestCounts {
    /// Counts a request: by the kind of its address, never by the address itself, which anybody may choose.
    pub(crate) fn count(&self, path: &str, status: u16) {
        self.0.get_or_create(&RequestLabels { what: kind_of(path), status }).inc();
    }
}

/// Kind of an address.
fn kind_of(path: &str) -> &'static str {
    match path {
        "/" | "/style.css" | "/mark.svg" => "page",
        "/status.json" => "status",
        "/livez" | "/readyz" | "/metrics" => "operator",
        path if path.starts_with("/trust/") => "trust",
        path if path.starts_with("/checker") => "checker",
        path if path.starts_with("/attestat.v1.Log/") => "log",
        _ => "other",
    }
}

/// All figures as text.
pub(crate) fn figures(node: &Node, facts: &Facts, requests: &RequestCounts) -> Result<String, std::fmt::Error> {
    let mut registry = Registry::with_prefix("attestat");
    registry.register("web_requests", "Requests of browsers that were answered", requests.0.clone());
    of_logs(&mut registry, facts);
    of_node(&mut registry, node, facts);
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

fn of_logs(registry: &mut Registry, facts: &Facts) {
    let [records, confirmed, time, cosigned] = std::array::from_fn(|_| Family::<LogLabels, Gauge>::default());
    let states = Family::<StateLabels, Gauge>::default();
    for log in &facts.logs {
        let labels = LogLabels { log: log.origin.to_string() };
        records.get_or_create(&labels).set(number(log.size));
        for state in ShownState::ALL {
            let labels = StateLabels { log: log.origin.to_string(), state: state.code() };
            states.get_or_create(&labels).set(i64::from(state == log.state));
        }
        let Some(head) = &log.head else { continue };
        confirmed.get_or_create(&labels).set(number(head.note.checkpoint().size));
        cosigned.get_or_create(&labels).set(number(head.cosigned as u64));
        if let Some(seconds) = head.confirmed {
            time.get_or_create(&labels).set(number(seconds));
        }
    }
    registry.register("log_records", "Records of the log that are here", records);
    registry.register("log_confirmed_records", "Records under the newest confirmed head", confirmed);
    registry.register("log_confirmed_time_seconds", "Time of its newest confirmation, in Unix seconds", time);
    registry.register("log_cosigners", "Cosigners that count and cosigned that head", cosigned);
    registry.register("log_state", "State of the log: 1 for the one that it is in", states);
}

fn of_node(registry: &mut Registry, node: &Node, facts: &Facts) {
    let mut gauge = |name: &str, help: &str, value: u64| {
        let gauge = Gauge::<i64>::default();
        gauge.set(number(value));
        registry.register(name, help, gauge);
    };
    gauge("ready", "1 if nothing keeps the node from its work", Readiness::of(node).is_ready().into());
    gauge("vault_in_doubt", "1 if nothing is issued until a person decided", node.vault.doubt().is_some().into());
    gauge("disk_reserve_bytes", "Bytes of the disk that are to stay free", node.config.disk_reserve);
    if let Ok(space) = rustix::fs::statvfs(node.folder.layout().root()) {
        gauge("disk_free_bytes", "Bytes of the disk that are free", space.f_bavail.saturating_mul(space.f_frsize));
    }
    if let Some(roster) = &facts.roster {
        gauge("roster_version", "Version of the roster in force", roster.version);
        let end = roster.expires.next().unix_seconds();
        gauge("roster_end_time_seconds", "Time at which it ends, in Unix seconds", end);
    }
    let mut held: BTreeMap<&'static str, i64> = BTreeMap::new();
    for notice in node.notices.all() {
        *held.entry(notice.kind.code()).or_default() += 1;
    }
    let notices = Family::<NoticeLabels, Gauge>::default();
    for kind in crate::machine::notices::Kind::ALL {
        let code = kind.code();
        notices.get_or_create(&NoticeLabels { code }).set(held.get(code).copied().unwrap_or(0));
    }
    registry.register("notice", "Things to which a state that hinders the node applies", notices);
    let build = Family::<BuildLabels, Gauge>::default();
    build.get_or_create(&BuildLabels { version: env!("CARGO_PKG_VERSION") }).set(1);
    registry.register("build_info", "Version of the program", build);
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_kinds_that_nobody_chooses() {
        let requests = RequestCounts::default();
        for path in ["/", "/trust/logs/a.example_1/head", "/checker/a", "/attestat.v1.Log/ListLogs", "/Ivan%20Petrov"] {
            requests.count(path, 200);
        }
        let mut registry = Registry::default();
        registry.register("web_requests", "Requests", requests.0.clone());
        let mut text = String::new();
        assert!(encode(&mut text, &registry).is_ok());
        for what in ["page", "trust", "checker", "log", "other"] {
            assert!(text.contains(&format!("web_requests_total{{what=\"{what}\",status=\"200\"}} 1")), "{text}");
        }
        assert!(!text.contains("Petrov") && !text.contains("a.example"), "{text}");
    }
}
