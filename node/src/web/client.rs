//! Sender of a request: the other end of the connection, or whom a proxy that is believed names.
//!
//! ```text
//! X-Forwarded-For: what a client wrote itself, 203.0.113.7, 10.0.0.3     from the proxy 10.0.0.2
//!                                              └ the client: the last one that is no proxy of ours
//! ```

use crate::machine::config::WebSettings;
use crate::machine::party::Party;
use crate::service::gate::Guest;
use crate::web::arrivals::Connected;
use crate::web::problem::Problem;
use crate::web::site::Site;
use attestat_wire::listen::network;
use attestat_words::text;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Header in which proxies say who asks.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Sender of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Client {
    /// Its address.
    address: IpAddr,
    /// True if it may read what is for the operator.
    pub(crate) is_operator: bool,
    /// True if a proxy stands between.
    is_proxied: bool,
}

/// Marks every request with its sender.
pub(super) async fn identify(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let Some(connected) = request.extensions().get::<Connected>().cloned() else {
        return Problem::fault().told_to(request.headers());
    };
    let client = match client(&site.node.config.web, connected.from, request.headers()) {
        Ok(client) => client,
        Err(problem) => return problem.told_to(request.headers()),
    };
    let party = Party::Network(network(client.address));
    let guest = if client.is_proxied { Guest::behind_a_proxy(party) } else { Guest::new(party, connected.hang_up) };
    request.extensions_mut().insert(guest);
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// Finds out who asks.
fn client(settings: &WebSettings, from: IpAddr, headers: &HeaderMap) -> Result<Client, Problem> {
    let is_proxied = settings.is_proxy(from);
    let address = if is_proxied { forwarded(settings, headers)? } else { from };
    let is_here = !is_proxied && from.to_canonical().is_loopback() && names_this_machine(headers);
    let is_listed = settings.metrics_from.iter().any(|range| range.contains(address));
    Ok(Client { address, is_operator: is_here || is_listed, is_proxied })
}

/// The last address of the header that is no proxy of ours; the first one where all are.
fn forwarded(settings: &WebSettings, headers: &HeaderMap) -> Result<IpAddr, Problem> {
    let refusal = || {
        let (what, todo) = (text!("web-not-forwarded"), text!("web-not-forwarded.next"));
        Problem::new(StatusCode::BAD_REQUEST, "not-forwarded", what, todo)
    };
    let values: Option<Vec<&str>> = headers.get_all(FORWARDED_FOR).iter().map(|value| value.to_str().ok()).collect();
    let listed = values.ok_or_else(refusal)?.join(",");
    let mut last = None;
    for text in listed.rsplit(',') {
        let address = address_of(text.trim()).ok_or_else(refusal)?;
        last = Some(address);
        if !settings.is_proxy(address) {
            break;
        }
    }
    last.ok_or_else(refusal)
}

/// An address as proxies write it: with a port or without.
fn address_of(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// Returns true if the request was made to this machine by an address or as `localhost`. A page of a stranger that gives
/// its own name this machine's address asks by that name.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else {
        // HTTP/2 has the name in the request's address, and browsers speak it over TLS only, where a name must be proven.
        return true;
    };
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|digit| digit.is_ascii_digit()) { name } else { host });
    name.eq_ignore_ascii_case("localhost") || address_of(name).is_some()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use axum::http::HeaderValue;

    fn settings(proxies: &[&str], metrics: &[&str]) -> WebSettings {
        let ranges = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        WebSettings { trusted_proxies: ranges(proxies), metrics_from: ranges(metrics), ..WebSettings::default() }
    }

    fn headers(forwarded: &[&str], host: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_str(value).unwrap());
        }
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        headers
    }

    #[test]
    fn the_client_is_the_last_address_that_is_no_proxy() {
        let settings = settings(&["10.0.0.0/8", "::1"], &[]);
        for (forwarded, found) in [
            (&["203.0.113.7"][..], "203.0.113.7"),
            (&["203.0.113.7, 10.0.0.3"], "203.0.113.7"),
            (&["127.0.0.1, 198.51.100.1,203.0.113.7", "10.0.0.3"], "203.0.113.7"),
            (&["203.0.113.7:5678"], "203.0.113.7"),
            (&["[2001:db8::7]:443, ::1"], "2001:db8::7"),
            (&["10.0.0.9, 10.0.0.3"], "10.0.0.9"),
        ] {
            let client = client(&settings, "10.0.0.2".parse().unwrap(), &headers(forwarded, "a")).unwrap();
            assert_eq!(client.address, found.parse::<IpAddr>().unwrap(), "{forwarded:?}");
            assert!(client.is_proxied && !client.is_operator);
        }
    }

    #[test]
    fn a_proxy_that_does_not_say_who_asks_is_refused() {
        let settings = settings(&["10.0.0.0/8"], &["0.0.0.0/0"]);
        for forwarded in [&[][..], &[""], &["unknown"], &["203.0.113.7,"], &["203.0.113.7, _hidden"], &["a, 10.0.0.1"]]
        {
            let refused = client(&settings, "10.0.0.2".parse().unwrap(), &headers(forwarded, "a"));
            assert!(refused.is_err(), "{forwarded:?}");
        }
    }

    #[test]
    fn whoever_is_no_proxy_is_not_believed() {
        let settings = settings(&["10.0.0.0/8"], &["203.0.113.0/24"]);
        let direct = client(&settings, "192.0.2.1".parse().unwrap(), &headers(&["203.0.113.7"], "a")).unwrap();
        assert_eq!((direct.address, direct.is_operator), ("192.0.2.1".parse().unwrap(), false));
    }

    #[test]
    fn the_operators_figures_are_for_this_machine_and_for_those_who_are_listed() {
        let listed = settings(&["10.0.0.0/8"], &["203.0.113.0/24"]);
        for (from, forwarded, host, is_operator) in [
            ("127.0.0.1", &[][..], "127.0.0.1:7480", true),
            ("::1", &[], "[::1]:7480", true),
            ("127.0.0.1", &[], "localhost:7480", true),
            ("127.0.0.1", &[], "evil.example:7480", false),
            ("203.0.113.7", &[], "node.example", true),
            ("192.0.2.1", &[], "127.0.0.1", false),
            ("10.0.0.2", &["203.0.113.7"], "node.example", true),
            ("10.0.0.2", &["127.0.0.1"], "127.0.0.1", false),
            ("10.0.0.2", &["203.0.113.7, 192.0.2.1"], "node.example", false),
        ] {
            let client = client(&listed, from.parse().unwrap(), &headers(forwarded, host)).unwrap();
            assert_eq!(client.is_operator, is_operator, "{from} {forwarded:?} {host}");
        }
        let behind = settings(&["127.0.0.0/8"], &[]);
        let client = client(&behind, "127.0.0.1".parse().unwrap(), &headers(&["127.0.0.1"], "localhost")).unwrap();
        assert!(!client.is_operator, "a proxy on this machine carries strangers");
    }
}
